//! What is wrong or odd in a file of such fields.

use crate::finding::Severity;
use crate::layout::Report;

pub(super) const FIELD_REPEATED: Report = (
    "field_repeated",
    Severity::Query,
    "An earlier column has the same heading; both were read, see field_no.",
);
pub(super) const FIELD_WITHOUT_NAME: Report = (
    "field_without_name",
    Severity::Query,
    "A column has no heading, so its values were left out.",
);
pub(super) const NO_ROWS: Report = ("no_rows", Severity::Error, "The file holds no pupil.");
pub(super) const UPN_INVALID: Report = (
    "upn_invalid",
    Severity::Query,
    "The UPN does not have the form, check letter or authority number of one; it was kept.",
);
pub(super) const UPN_MISSING: Report = (
    "upn_missing",
    Severity::Error,
    "The row has no UPN, so its values belong to nobody.",
);
pub(super) const UPN_REPEATED: Report = (
    "upn_repeated",
    Severity::Query,
    "The pupil stands in an earlier row; the values of both were kept.",
);

/// Every rule of this dataset.
pub static RULES: &[Report] = &[
    FIELD_REPEATED,
    FIELD_WITHOUT_NAME,
    NO_ROWS,
    crate::sheet::ROW_TOO_LONG,
    UPN_INVALID,
    UPN_MISSING,
    UPN_REPEATED,
];
