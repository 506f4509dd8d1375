//! Enrolment, attendance, exclusions.

use cohort_catalog::{ColumnDef, ColumnType};

use super::super::columns::{joined, sensitive, taken};
use super::super::pupil_absence;

pub(super) const COLUMNS: [ColumnDef; 16] = joined(&[
    &ENROLMENT,
    &taken(
        &pupil_absence::COLUMNS,
        [
            "absence_source",
            "absence_parts",
            "sessions_possible",
            "sessions_authorised",
            "sessions_unauthorised",
            "sessions_absent",
            "persistently_absent",
            "severely_absent",
        ],
    ),
    &EXCLUSIONS,
]);

const ENROLMENT: [ColumnDef; 5] = [
    sensitive(
        "enrol_status",
        ColumnType::Code,
        "Enrolment status in the record.",
    )
    .codes("census_enrol_status"),
    sensitive(
        "entry_date",
        ColumnType::Date,
        "Day of entry into the school.",
    ),
    sensitive(
        "leaving_date",
        ColumnType::Date,
        "Day of leaving; NULL for a pupil on roll.",
    ),
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
];

const EXCLUSIONS: [ColumnDef; 3] = [
    sensitive(
        "suspensions",
        ColumnType::Int,
        "Suspensions that began in the academic year; NULL where no file of it is held.",
    ),
    sensitive("suspended_sessions", ColumnType::Int, "Sessions of those."),
    sensitive(
        "permanent_exclusions",
        ColumnType::Int,
        "Permanent exclusions that began in the academic year.",
    ),
];
