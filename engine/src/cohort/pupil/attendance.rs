//! Enrolment, attendance, exclusions.

use cohort_catalog::{ColumnDef, ColumnType};

use super::super::columns::sensitive;

pub(super) const COLUMNS: [ColumnDef; 16] = [
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
    sensitive(
        "absence_source",
        ColumnType::Code,
        "absence (the yearly file) or census (termly, in arrears); NULL without either.",
    ),
    sensitive(
        "absence_parts",
        ColumnType::Code,
        "Parts of the year told: aut, spr, sum (first half of the summer term), sum6 (second half).",
    ),
    sensitive(
        "sessions_possible",
        ColumnType::Int,
        "Possible sessions (half days) of those parts, over all schools in the authority.",
    ),
    sensitive(
        "sessions_authorised",
        ColumnType::Int,
        "Sessions of authorised absence.",
    ),
    sensitive(
        "sessions_unauthorised",
        ColumnType::Int,
        "Sessions of unauthorised absence.",
    ),
    sensitive("sessions_absent", ColumnType::Int, "Sessions of absence."),
    sensitive(
        "persistently_absent",
        ColumnType::Boolean,
        "10 % or more of the possible sessions missed; exactly 10 % counts. NULL without a possible session.",
    ),
    sensitive(
        "severely_absent",
        ColumnType::Boolean,
        "50 % or more of the possible sessions missed.",
    ),
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
