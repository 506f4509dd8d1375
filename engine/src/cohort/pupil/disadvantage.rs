//! Disadvantage, the school.

use cohort_catalog::{ColumnDef, ColumnType};

use super::super::columns::{joined, sensitive, taken};
use super::super::fsm6;

pub(super) const COLUMNS: [ColumnDef; 3] = joined(&[
    &taken(&fsm6::COLUMNS, ["disadvantaged"]),
    &[
        sensitive(
            "school_urn",
            ColumnType::Code,
            "URN of the school of the record.",
        ),
        sensitive(
            "estab",
            ColumnType::Code,
            "Number of the establishment within its authority.",
        ),
    ],
]);
