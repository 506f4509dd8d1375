//! Disadvantage, the school.

use cohort_catalog::{ColumnDef, ColumnType};

use super::super::columns::sensitive;

pub(super) const COLUMNS: [ColumnDef; 3] = [
    sensitive(
        "disadvantaged",
        ColumnType::Boolean,
        "FSM6, premium, or left care through adoption or an order, as far as census and premium file tell (V-49); NULL where nothing held can say no.",
    ),
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
];
