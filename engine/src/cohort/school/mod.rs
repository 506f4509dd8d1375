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

pub(super) const COLUMNS: [ColumnDef; 12] = [
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
        "Mainstream, Special, AP/PRU, FE Colleges, Other (S-36); NULL where the school is not in the register.",
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
        "Latest graded inspection (S-41, S-42), also one of the school under its earlier URN: outstanding, good, requires_improvement, inadequate; no_overall_grade; not_inspected; no_inspection_applicable: not a state-funded school; not_loaded: no inspections imported; unknown_establishment: not in the register.",
    ),
    plain(
        "ofsted_inspected_on",
        ColumnType::Date,
        "First day of that inspection.",
    ),
    plain(
        "ofsted_previous",
        ColumnType::Code,
        "Overall grade of the latest earlier inspection that gave one; never in place of ofsted (S-42).",
    ),
    plain(
        "ofsted_urn",
        ColumnType::Int,
        "URN to which the grade was given: of a school that converted, its predecessor.",
    ),
];
