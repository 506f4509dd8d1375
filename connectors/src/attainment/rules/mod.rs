//! What is checked in the rows of result files.
//!
//! A rule is a row in the list of its dataset: a name, what is wrong, and the condition, which
//! gives the column at fault. The DfE publishes no numbered rules for these files; all names are
//! the project's own. Rules judge and never reject, and say nothing of a value that is missing
//! unless that is the point.

pub mod attendance;
pub mod early;
pub mod ks2;
pub mod ks4;

use super::record::Cells;
use crate::finding::Severity;

/// A rule, as data.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Its name.
    pub id: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong, in a sentence.
    pub title: &'static str,
    /// The column at fault in a row that breaks it.
    pub breaks: fn(&Cells<'_>) -> Option<&'static str>,
    /// Whether it speaks of the file, so that the first row that breaks it is enough.
    pub once: bool,
}

impl Rule {
    /// A rule on each row.
    pub const fn new(
        id: &'static str,
        severity: Severity,
        title: &'static str,
        breaks: fn(&Cells<'_>) -> Option<&'static str>,
    ) -> Rule {
        Rule {
            id,
            severity,
            title,
            breaks,
            once: false,
        }
    }

    /// It speaks of the file.
    pub const fn once(mut self) -> Rule {
        self.once = true;
        self
    }
}

/// Rule: two columns of one item.
pub const COLUMN_REPEATED: &str = "column_repeated";
/// Rule: two rows of one key.
pub const DUPLICATE: &str = "duplicate_key";
/// Rule: an event that a later census repeats.
pub const EVENT_REPEATED: &str = "event_repeated";
/// Rule: a file without rows.
pub const NO_ROWS: &str = "no_rows";
/// Rule: too many sessions of suspension over a year.
pub const SESSIONS: &str = "suspension_year_sessions";

/// What is checked in every layout.
pub static COMMON: &[Rule] = &[
    Rule::new(
        "acad_year_format",
        Severity::Error,
        "The text is not an academic year in any accepted form; it was left out.",
        |row| {
            let cell = row.cell("acad_year");
            (cell.is_given() && !row.has("acad_year")).then_some("acad_year")
        },
    ),
    Rule::new(
        "acad_year_missing",
        Severity::Error,
        "The row has no academic year.",
        |row| {
            let cell = row.cell("acad_year");
            (!cell.is_given() && !row.has("acad_year")).then_some("acad_year")
        },
    ),
    Rule::new(
        "acad_year_other",
        Severity::Query,
        "The file holds rows of another academic year than its own (here first); they were kept.",
        |row| (row.has("acad_year") && row.year != row.return_year).then_some("acad_year"),
    )
    .once(),
    Rule::new(
        "pupil_missing",
        Severity::Error,
        "The row has no number by which the pupil is known, and cannot be linked by one.",
        |row| (row.pupil().is_none() && !is_early_setting(row)).then_some("upn"),
    ),
    Rule::new(
        "upn_form",
        Severity::Query,
        "The UPN is not one letter, 11 digits, and a digit or letter.",
        |row| {
            row.text("upn")
                .is_some_and(|upn| !is_upn(upn))
                .then_some("upn")
        },
    ),
];

fn is_upn(upn: &str) -> bool {
    let [first, digits @ .., last] = upn.as_bytes() else {
        return false;
    };
    first.is_ascii_uppercase()
        && digits.len() == 11
        && digits.iter().all(u8::is_ascii_digit)
        && last.is_ascii_alphanumeric()
}

/// Private, voluntary and independent settings have a six-digit EY URN that begins with 5, 6 or
/// 7; their children may have no UPN.
fn is_early_setting(row: &Cells<'_>) -> bool {
    let urn = row.text("urn").unwrap_or_default().as_bytes();
    row.layout().dataset == "eyfsp" && urn.len() == 6 && matches!(urn[0], b'5'..=b'7')
}

/// The first of the columns that has a value.
pub(super) fn first_given(row: &Cells<'_>, columns: &[&'static str]) -> Option<&'static str> {
    columns.iter().copied().find(|column| row.has(column))
}
