//! Multiplication tables check; the columns of the standard layout.
//!
//! A column is its name, the first of its headings, its meaning; then its other headings
//! (`also`, the preferred first) and the years that have it. How a file's headings are matched
//! to them is told in [`header`](crate::attainment::header).

use cohort_catalog::table::{ColumnDef, TableDef, TableLevel};

use super::common::{
    ACAD_YEAR, DOB, ESTAB, FORENAME, LA_CODE_NEW, LA_ESTAB, PUPIL_REF, ROW_NO, SCHOOL_LA_CODE,
    SCHOOL_TYPE_CODE, SEX, SURNAME, UPN, URN, VERSION,
};
use crate::layout::{Field, Form, columns};

const COLUMNS: usize = 21;

#[rustfmt::skip]
const LIST: [Field; COLUMNS] = [
    ACAD_YEAR,
    PUPIL_REF,
    UPN,
    SURNAME,
    FORENAME,
    DOB,
    SEX,
    SCHOOL_LA_CODE,
    LA_CODE_NEW,
    ESTAB,
    LA_ESTAB,
    URN,
    SCHOOL_TYPE_CODE,
    Field::code("nc_year_actual", "NCYEARACTUAL", "census_nc_year_actual", "4 normally. In authorities' own files.").also(&["YEARGRP"]),
    Field::new("form_mark", "FORMMARK", Form::Whole(0, 25), "Marks scored; blank when not taken. From 2021/22.").also(&["FORM_MARK", "MARK", "MTC_SCORE", "SCORE"]).from(2022),
    Field::new("pupil_status", "PUPILSTATUS", Form::Code, "Complete, incomplete, not taking the check (wording varies by file). From 2021/22.").also(&["PUPIL_STATUS", "STATUS"]).from(2022).any_case(),
    Field::new("reason_not_taking", "REASONNOTTAKINGCHECK", Form::Code, "Why the check was not taken: absent, working below the level, just arrived with EAL, unable to access, left, incorrect registration; wording and letters vary by file. From 2021/22.").also(&["REASON_NOT_TAKING", "REASON"]).from(2022).any_case(),
    Field::text("access_arrangements", "ACCESSARRANGEMENTS", "Access arrangements used. In some files."),
    Field::new("restart_count", "RESTARTS", Form::Whole(0, 99999), "Restarts of the check. In some files.").also(&["NUMBEROFRESTARTS"]),
    Field::identifier("record_id", "ID", "Source row id."),
    VERSION,
];

/// The columns and their headings.
pub static FIELDS: [Field; COLUMNS] = LIST;

static DEFINED: [ColumnDef; COLUMNS + 1] = columns(&[ROW_NO], &LIST);

/// `attainment.mtc`.
pub static TABLE: TableDef = TableDef {
    schema: "attainment",
    name: "mtc",
    comment: "One row per eligible Year 4 pupil.",
    level: TableLevel::Child,
    key: &["row_no"],
    columns: &DEFINED,
};
