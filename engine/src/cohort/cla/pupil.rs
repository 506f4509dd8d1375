//! The pupil by that record.

use cohort_catalog::{ColumnDef, ColumnType};

use super::super::columns::sensitive;

pub(super) const COLUMNS: [ColumnDef; 5] = [
    sensitive(
        "education_placements",
        ColumnType::Int,
        "Different schools in the academic year, by all censuses and daily attendance (V-17); no care placements. NULL without a record.",
    ),
    sensitive(
        "mid_year_school_moves",
        ColumnType::Int,
        "Entries of those from October to July, second registrations left out (V-17, assumed).",
    ),
    sensitive(
        "sen_provision",
        ColumnType::Code,
        "SEN provision in the record.",
    )
    .codes("census_sen_provision"),
    sensitive(
        "eal",
        ColumnType::Boolean,
        "English as an additional language; NULL where the language is refused or not known.",
    ),
    sensitive(
        "fsm_eligible",
        ColumnType::Boolean,
        "Eligible for free school meals on census day.",
    ),
];
