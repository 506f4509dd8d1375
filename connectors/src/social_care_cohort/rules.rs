//! What is wrong or odd in a list.

use crate::finding::Severity;
use crate::layout::Report;

pub(super) const CHILD_MISSING: Report = (
    "child_missing",
    Severity::Error,
    "The row has neither a UPN nor the authority's number of a child.",
);
pub(super) const DATE_MISSING: Report = (
    "date_missing",
    Severity::Query,
    "The row says neither since when the child is in the group nor of what day the list is.",
);
pub(super) const DATES_REVERSED: Report = (
    "dates_reversed",
    Severity::Error,
    "The last day in the group is before the first.",
);
pub(super) const DUPLICATE_ROW: Report = (
    "duplicate_row",
    Severity::Notice,
    "An earlier row says the same; this one was left out.",
);
pub(super) const GROUP_MISSING: Report = (
    "group_missing",
    Severity::Query,
    "The row names no group, so it was left out.",
);
pub(super) const GROUP_UNKNOWN: Report = (
    "code_unknown",
    Severity::Error,
    "The group is not known; its text was kept.",
);
pub(super) const NO_ROWS: Report = ("no_rows", Severity::Error, "The list holds no child.");
pub(super) const NOT_OPEN: Report = (
    "group_not_open",
    Severity::Query,
    "The day of the list is not between the first and the last day in the group.",
);
pub(super) const UPN_INVALID: Report = (
    "upn_invalid",
    Severity::Query,
    "The UPN does not have the form, check letter or authority number of one; it was kept.",
);

/// Every rule of this dataset.
pub static RULES: &[Report] = &[
    CHILD_MISSING,
    DATE_MISSING,
    DATES_REVERSED,
    DUPLICATE_ROW,
    GROUP_MISSING,
    GROUP_UNKNOWN,
    NO_ROWS,
    NOT_OPEN,
    UPN_INVALID,
];
