//! What follows from modules and episodes.

use cohort_catalog::{ColumnDef, ColumnType};

use super::super::columns::sensitive;

pub(super) const COLUMNS: [ColumnDef; 2] = [
    sensitive(
        "uasc_at_31_march",
        ColumnType::Boolean,
        "Looked after at 31 March and the status not ended by then.",
    ),
    sensitive(
        "adopted_in_year",
        ColumnType::Boolean,
        "The last end of care of the year is an adoption (E11, E12).",
    ),
];
