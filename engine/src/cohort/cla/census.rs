//! The matched census record.

use cohort_catalog::{ColumnDef, ColumnType};

use super::super::columns::{plain, sensitive};

pub(super) const COLUMNS: [ColumnDef; 13] = [
    sensitive(
        "census_match",
        ColumnType::Code,
        "How the child stands in the school census of the academic year, see linkage.match; withheld_adopted where the record is of a child adopted by census day and so not shown (L-32).",
    ),
    sensitive(
        "census_match_rule",
        ColumnType::Code,
        "By which rule it was matched.",
    ),
    sensitive("census_match_reason", ColumnType::Code, "Why it was not."),
    plain(
        "census_import_id",
        ColumnType::BigInt,
        "Import of the matched census record.",
    ),
    sensitive(
        "census_pupil_no",
        ColumnType::Int,
        "Number of the pupil in that import.",
    ),
    sensitive(
        "census_term",
        ColumnType::Code,
        "Census of the matched record.",
    )
    .codes("census_term"),
    sensitive(
        "on_roll",
        ColumnType::Boolean,
        "Whether the pupil is on roll in it.",
    ),
    sensitive(
        "entry_date",
        ColumnType::Date,
        "Day of entry into the school.",
    ),
    sensitive(
        "enrol_status",
        ColumnType::Code,
        "Enrolment status in the record.",
    )
    .codes("census_enrol_status"),
    sensitive(
        "nc_year",
        ColumnType::Code,
        "National Curriculum year: a number, reception 0 and nursery below it, or X not followed (S-10 to S-12); NULL without a birth date.",
    ),
    sensitive(
        "nc_year_source",
        ColumnType::Code,
        "Where it comes from (S-13): census, inferred, not_followed, unknown.",
    ),
    sensitive(
        "phase",
        ColumnType::Code,
        "Phase of nc_year (S-15): early years, primary, secondary, post-16, or X; NULL where that is not known.",
    ),
    sensitive(
        "school_urn",
        ColumnType::Code,
        "URN of the school of the record.",
    ),
];
