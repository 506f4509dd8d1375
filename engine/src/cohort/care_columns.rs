//! Columns that more than one view of looked-after children and pupils has.

use cohort_catalog::{ColumnDef, ColumnType};

use super::columns::{identifier, plain, sensitive};

/// Where a row comes from.
pub(super) const PROVENANCE: [ColumnDef; 5] = [
    plain(
        "la_code",
        ColumnType::SmallInt,
        "Local authority: DfE three-digit number, see reference.local_authority.",
    ),
    plain(
        "year",
        ColumnType::SmallInt,
        "Calendar year in which the year of the return ends: 2024 is 1 April 2023 to 31 March 2024, which goes with academic year 2023/24 (V-2).",
    ),
    plain(
        "source",
        ColumnType::Code,
        "Whose copy of the data: la (the authority's own file) or npd (received from the DfE).",
    ),
    plain(
        "import_id",
        ColumnType::BigInt,
        "The import that brought the row, see imports.file.",
    ),
    identifier(
        "person_id",
        ColumnType::BigInt,
        "One number per child across files, years and authorities; NULL until linked.",
    ),
];

/// Which child of an SSDA903.
pub(super) const CHILD: [ColumnDef; 1] = [identifier(
    "child_id",
    ColumnType::Text,
    "The authority's own number for the child (CHILD); with la_code it is the child across the years of one authority.",
)];

/// The school of a census record.
pub(super) const SCHOOL: [ColumnDef; 9] = [
    sensitive("school_name", ColumnType::Text, "Name of the school."),
    sensitive(
        "school_la_code",
        ColumnType::SmallInt,
        "Authority in whose area the school is.",
    ),
    sensitive(
        "educated_in_la",
        ColumnType::Code,
        "Whether the school is in the area of the authority: in, out, or unknown; in and out need not add up to all (S-38).",
    ),
    sensitive(
        "school_type",
        ColumnType::Code,
        "Mainstream, Special, AP/PRU, FE Colleges, Other; NULL where the school is not in the register or there is no record.",
    ),
    sensitive(
        "establishment_type",
        ColumnType::Code,
        "Type of the establishment in the register.",
    ),
    sensitive(
        "school_phase",
        ColumnType::Code,
        "Phase of the school in the register.",
    ),
    sensitive(
        "ofsted",
        ColumnType::Code,
        "What Ofsted last said of the school (S-41, S-42): outstanding, good, requires_improvement, inadequate, no_overall_grade, not_inspected, no_inspection_applicable, not_loaded, unknown_establishment; NULL without a record.",
    ),
    sensitive(
        "ofsted_inspected_on",
        ColumnType::Date,
        "Start of the latest inspection that grades.",
    ),
    sensitive(
        "ofsted_previous",
        ColumnType::Code,
        "Last overall grade, where the latest inspection gave none; never in its place.",
    ),
];

/// FSM6 and pupil premium.
pub(super) const PREMIUM: [ColumnDef; 9] = [
    sensitive(
        "fsm6",
        ColumnType::Boolean,
        "Eligible at any census of the last six years (FSM6): by the pupil premium file, else the censuses held (V-50). NULL where neither can say.",
    ),
    sensitive(
        "fsm6_source",
        ColumnType::Code,
        "Which said it: pupil_premium or own_census.",
    ),
    sensitive(
        "pp_listed",
        ColumnType::Boolean,
        "Whether the pupil premium file of the financial year that holds the spring census day lists the pupil.",
    ),
    sensitive(
        "pp_any",
        ColumnType::Boolean,
        "Deprivation, looked-after or adopted-from-care premium; NULL for a pupil not listed, which is not no.",
    ),
    sensitive(
        "pp_deprivation",
        ColumnType::Boolean,
        "Deprivation premium.",
    ),
    sensitive("pp_lac", ColumnType::Boolean, "Looked-after premium."),
    sensitive(
        "pp_post_lac",
        ColumnType::Boolean,
        "Adopted-from-care premium.",
    ),
    sensitive(
        "pp_service",
        ColumnType::Boolean,
        "Service child premium; alone it is no disadvantage (V-49).",
    ),
    plain(
        "pp_financial_year",
        ColumnType::Code,
        "Financial year of that file.",
    ),
];
