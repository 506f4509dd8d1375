//! `cohort.school`: one row per establishment of the register.

use cohort_catalog::{ColumnDef, ColumnType, TableDef, TableLevel};

use super::columns::plain;
use crate::sql_view::{AsAt, SqlView};

/// `cohort.school`
pub(super) static VIEW: SqlView = SqlView {
    def: TableDef {
        schema: "cohort",
        name: "school",
        comment: "One row per establishment of the register: kind of school, and what Ofsted last said of it.",
        level: TableLevel::Reference,
        key: &["urn"],
        columns: &COLUMNS,
    },
    sql: include_str!("view.sql"),
    as_at: AsAt::Never,
};

const COLUMNS: [ColumnDef; 12] = [
    plain("urn", ColumnType::Int, "URN of the establishment."),
    plain("school_name", ColumnType::Text, "Name of the school."),
    plain(
        "school_la_code",
        ColumnType::SmallInt,
        "Authority in whose area the school is.",
    ),
    plain(
        "establishment_number",
        ColumnType::Int,
        "Number of the establishment within its authority.",
    ),
    plain(
        "establishment_type",
        ColumnType::Code,
        "Type of the establishment in the register.",
    ),
    plain(
        "school_type",
        ColumnType::Code,
        "Mainstream, Special, AP/PRU, FE Colleges, Other; NULL where the school is not in the register or there is no record.",
    ),
    plain(
        "sector",
        ColumnType::Code,
        "state, independent, non-maintained, other.",
    ),
    plain(
        "school_phase",
        ColumnType::Code,
        "Phase of the school in the register.",
    ),
    plain(
        "ofsted",
        ColumnType::Code,
        "What Ofsted last said of the school (S-41, S-42): outstanding, good, requires_improvement, inadequate, no_overall_grade, not_inspected, no_inspection_applicable, not_loaded, unknown_establishment; NULL without a record.",
    ),
    plain(
        "ofsted_inspected_on",
        ColumnType::Date,
        "Start of the latest inspection that grades.",
    ),
    plain(
        "ofsted_previous",
        ColumnType::Code,
        "Last overall grade, where the latest inspection gave none; never in its place.",
    ),
    plain(
        "ofsted_urn",
        ColumnType::Int,
        "URN to which the grade was given: of a school that converted, its predecessor.",
    ),
];
