//! `cohort.pupil_absence`: one row per pupil and academic year.

use cohort_catalog::{ColumnDef, ColumnType, TableDef, TableLevel};

use super::columns::{identifier, plain, sensitive};
use crate::sql_view::{AsAt, SqlView};

/// `cohort.pupil_absence`
pub(super) static VIEW: SqlView = SqlView {
    def: TableDef {
        schema: "cohort",
        name: "pupil_absence",
        comment: "One row per pupil and academic year: sessions possible and missed, over all schools in the authority.",
        level: TableLevel::Reference,
        key: &["la_code", "year", "child_key"],
        columns: &COLUMNS,
    },
    sql: include_str!("view.sql"),
    as_at: AsAt::Never,
};

pub(super) const COLUMNS: [ColumnDef; 11] = [
    plain(
        "la_code",
        ColumnType::SmallInt,
        "Local authority: DfE three-digit number, see reference.local_authority.",
    ),
    plain(
        "year",
        ColumnType::SmallInt,
        "Calendar year in which the academic year ends.",
    ),
    identifier(
        "child_key",
        ColumnType::Text,
        "The person, until linked the UPN.",
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
];
