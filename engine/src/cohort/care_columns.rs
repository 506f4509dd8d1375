//! Columns that more than one view of looked-after children and pupils has.

use cohort_catalog::{ColumnDef, ColumnType};

use super::columns::{identifier, joined, of_a_child, plain, provenance, sensitive, taken};
use super::{fsm6, school};

/// Where a row comes from.
pub(super) const PROVENANCE: [ColumnDef; 5] = provenance(
    "Calendar year in which the year of the return ends: 2024 is 1 April 2023 to 31 March 2024, which goes with academic year 2023/24 (V-2).",
);

/// Which child of an SSDA903.
pub(super) const CHILD: [ColumnDef; 1] = [identifier(
    "child_id",
    ColumnType::Text,
    "The authority's own number for the child (CHILD); with la_code it is the child across the years of one authority.",
)];

/// The school of a census record.
pub(super) const SCHOOL: [ColumnDef; 9] = joined(&[
    &of_a_child(taken(&school::COLUMNS, ["school_name", "school_la_code"])),
    &[sensitive(
        "educated_in_la",
        ColumnType::Code,
        "Whether the school is in the area of the authority: in, out, or unknown; in and out need not add up to all (S-38).",
    )],
    &of_a_child(taken(
        &school::COLUMNS,
        [
            "school_type",
            "establishment_type",
            "school_phase",
            "ofsted",
            "ofsted_inspected_on",
            "ofsted_previous",
        ],
    )),
]);

/// FSM6 and pupil premium.
pub(super) const PREMIUM: [ColumnDef; 9] = joined(&[
    &taken(
        &fsm6::COLUMNS,
        [
            "fsm6",
            "fsm6_source",
            "pp_listed",
            "pp_any",
            "pp_deprivation",
            "pp_lac",
            "pp_post_lac",
            "pp_service",
        ],
    ),
    &[plain(
        "pp_financial_year",
        ColumnType::Code,
        "Financial year of that file.",
    )],
]);
