//! Children with a social worker.

use cohort_catalog::{ColumnDef, ColumnType, TableDef, TableLevel};

use super::columns::{PROVENANCE, identifier, joined, plain, sensitive};
use crate::sql_view::{AsAt, SqlView};

/// `cohort.social_worker`
pub(super) static VIEW: SqlView = SqlView {
    def: TableDef {
        schema: "cohort",
        name: "social_worker",
        comment: "One row per child with a social worker on 31 March: in need by the CIN census, or looked after by the SSDA903, each child once (virtual school, 1.1).",
        level: TableLevel::Reference,
        key: &["import_id", "la_child_id"],
        columns: &ALL,
    },
    sql: include_str!("view.sql"),
    as_at: AsAt::Never,
};

static ALL: [ColumnDef; PROVENANCE.len() + COLUMNS.len()] = joined(&[&PROVENANCE, &COLUMNS]);

const COLUMNS: [ColumnDef; 16] = [
    identifier(
        "la_child_id",
        ColumnType::Text,
        "The authority's own number for the child: LAchildID of the CIN census, or CHILD of the SSDA903 where only that has the child.",
    ),
    plain("as_at", ColumnType::Date, "31 March, the day of the row."),
    sensitive(
        "status",
        ColumnType::Code,
        "looked_after, child_protection_plan, cin_plan, other_cin: the first that holds (C-14). CIN plans are collected from 2021-22 on; in earlier years such a child is other_cin. NULL where no SSDA903 covers the year (C-15).",
    ),
    sensitive(
        "status_cla_unknown",
        ColumnType::Code,
        "Where no SSDA903 covers the year: the status as if nobody were looked after. NULL otherwise.",
    ),
    sensitive(
        "statuses_held",
        ColumnType::Code,
        "Every status that the child had on some day of the CIN year, in order of precedence with a comma between.",
    ),
    sensitive(
        "in_cin",
        ColumnType::Boolean,
        "Whether the child is in the CIN census of the year.",
    ),
    sensitive(
        "in_ssda903",
        ColumnType::Boolean,
        "Whether the child is in the SSDA903 of the year; NULL where there is none.",
    ),
    plain(
        "cla_known",
        ColumnType::Boolean,
        "Whether an SSDA903 of the authority covers the year, so that it is known who is looked after (C-15).",
    ),
    plain(
        "cla_missing",
        ColumnType::Code,
        "The file that is missing where cla_known is false: SSDA903 of authority 990 for 2024. NULL where nothing is missing.",
    ),
    plain(
        "cin_known",
        ColumnType::Boolean,
        "Whether a CIN census of the authority is held for the year; without it only children looked after are here.",
    ),
    plain(
        "cin_missing",
        ColumnType::Code,
        "The file that is missing where cin_known is false. NULL where nothing is missing.",
    ),
    identifier("upn", ColumnType::Text, "Unique pupil number."),
    identifier(
        "birth_date",
        ColumnType::Date,
        "Date of birth; NULL for an unborn child.",
    ),
    sensitive("sex", ColumnType::Code, "Sex.").codes("sex"),
    sensitive("ethnicity", ColumnType::Code, "Main ethnic code.").codes("ethnicity"),
    sensitive(
        "age_at_31_march",
        ColumnType::Int,
        "Completed years at 31 March; NULL for an unborn child.",
    ),
];
