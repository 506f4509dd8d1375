//! The code sets of `reference.code_value`, for checking codes as files are read.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::layout::{SINCE_BEFORE, STILL};

/// The years in which a return may use a code, both inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Years {
    /// First year.
    pub first: i16,
    /// Last year.
    pub last: i16,
}

impl Years {
    /// Whether a return of `year` may use the code.
    pub fn valid_in(self, year: i16) -> bool {
        self.first <= year && year <= self.last
    }
}

/// A published list of codes.
#[derive(Debug, Default)]
pub struct CodeSet {
    codes: HashMap<&'static str, Vec<Years>>,
}

impl CodeSet {
    /// The years of exactly this code; case and blanks count. Of a code with several spans of
    /// years the whole from first to last.
    pub fn find(&self, code: &str) -> Option<Years> {
        let spans = self.codes.get(code)?;
        Some(Years {
            first: spans.iter().map(|years| years.first).min()?,
            last: spans.iter().map(|years| years.last).max()?,
        })
    }

    /// Every code of every year, in no order.
    pub fn codes(&self) -> impl Iterator<Item = &'static str> {
        self.codes.keys().copied()
    }
}

/// The code set of this name in `reference.code_value`.
pub fn set(name: &str) -> Option<&'static CodeSet> {
    SETS.get(name)
}

static SETS: LazyLock<HashMap<&'static str, CodeSet>> = LazyLock::new(|| {
    let mut sets: HashMap<&'static str, CodeSet> = HashMap::new();
    for line in super::CODE_VALUES.lines().skip(1) {
        // Only labels and notes hold commas or quotes, and years stand between them.
        let Some((set, code, first, last)) = split(line) else {
            continue;
        };
        let years = Years {
            first: first.parse().unwrap_or(SINCE_BEFORE),
            last: last.parse().unwrap_or(STILL),
        };
        let codes = &mut sets.entry(set).or_default().codes;
        codes.entry(code).or_default().push(years);
    }
    sets
});

/// Set, code, first and last year of a line `code_set,code,label,code_group,first_year,last_year,note`.
fn split(line: &'static str) -> Option<(&'static str, &'static str, &'static str, &'static str)> {
    let mut fields = [""; 7];
    let mut rest = line;
    for field in &mut fields {
        if let Some(quoted) = rest.strip_prefix('"') {
            // No built-in label holds a quote of its own.
            let (value, after) = quoted.split_once('"')?;
            *field = value;
            rest = after.strip_prefix(',').unwrap_or(after);
        } else {
            let (value, after) = rest.split_once(',').unwrap_or((rest, ""));
            *field = value;
            rest = after;
        }
    }
    Some((fields[0], fields[1], fields[4], fields[5]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_file_is_a_code() {
        let lines = super::super::CODE_VALUES.lines().skip(1).count();
        let codes: usize = SETS
            .values()
            .flat_map(|set| set.codes.values())
            .map(Vec::len)
            .sum();
        assert_eq!(codes, lines);
    }

    #[test]
    fn a_code_has_its_years() {
        // SEN2 asks for the source of a request from 2025 on (SEN2 guide, v1.3).
        let years = set("sen2_request_source").unwrap().find("1").unwrap();
        assert!(!years.valid_in(2024));
        assert!(years.valid_in(2025));
        assert_eq!(set("sen2_request_source").unwrap().find("9"), None);
        assert!(set("no_such_set").is_none());
    }
}
