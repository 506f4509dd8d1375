//! What a command says when it does not succeed.

use std::error::Error;
use std::fmt;
use std::io::Write;

use cohort_catalog::CatalogError;

use crate::import::ImportError;
use crate::output::OutputError;
use crate::session::EngineError;

/// Why a command failed, in one line each; printed after `cohort: `.
#[derive(Debug)]
pub(super) struct Failure {
    lines: Vec<String>,
}

impl Failure {
    /// One line: what, where; what to do.
    pub(super) fn new(line: impl fmt::Display) -> Self {
        Failure {
            lines: vec![one_line(&line.to_string())],
        }
    }

    /// What failed, and the system's own words for why.
    pub(super) fn of(what: &str, cause: &(dyn Error + 'static)) -> Self {
        Failure::new(format!("{what}: {}", describe(cause)))
    }

    /// Several things that were refused, a line each.
    pub(super) fn lines(lines: impl IntoIterator<Item = String>) -> Self {
        Failure {
            lines: lines.into_iter().map(|line| one_line(&line)).collect(),
        }
    }

    /// Writes the lines to standard error.
    pub(super) fn print(&self) {
        let mut out = std::io::stderr().lock();
        for line in &self.lines {
            // Standard error may be closed; the exit status still says that it failed.
            let _ = writeln!(out, "cohort: {line}");
        }
    }
}

/// The error's own line, then in brackets the first cause at the bottom of the chain, where
/// that says more: `…: no space left to write; free some (No space left on device)`.
pub(super) fn describe(error: &(dyn Error + 'static)) -> String {
    let text = error.to_string();
    let mut cause = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    let cause = cause.to_string();
    if text.contains(&cause) {
        one_line(&text)
    } else {
        one_line(&format!("{text} ({cause})"))
    }
}

/// The same text on one line and without control characters.
fn one_line(text: &str) -> String {
    let visible = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    visible
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

macro_rules! failure_from {
    ($($error:ty),+) => {
        $(impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Failure::new(describe(&error))
            }
        })+
    };
}

failure_from!(
    CatalogError,
    EngineError,
    ImportError,
    OutputError,
    cohort_connectors::synthetic::SynthError
);

impl From<arrow::error::ArrowError> for Failure {
    fn from(error: arrow::error::ArrowError) -> Self {
        Failure::from(OutputError::from(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("a.xml: cannot be\nread")]
    struct Outer(#[source] std::io::Error);

    #[test]
    fn a_failure_is_one_line_with_the_first_cause() {
        let failure = Failure::new(describe(&Outer(std::io::Error::other("disk\ton fire"))));
        assert_eq!(failure.lines, ["a.xml: cannot be read (disk on fire)"]);
    }
}
