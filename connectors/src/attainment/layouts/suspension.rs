//! Suspensions and permanent exclusions; the columns of the standard layout.
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

const COLUMNS: usize = 35;

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
    Field::new("event_no", "EXCLUSION_NO", Form::Whole(1, 9999), "1, 2, 3... within pupil and year by start date; counted by Cohort where the file does not say.").also(&["N"]),
    Field::code("category", "CATEGORY", "attainment_exclusion_category", "SUSP suspension (FIXD fixed period until renamed), PERM permanent, LNCH lunchtime. From 2005/06.").also(&["EXCLUSIONCATEGORY", "EXCLUSION_TYPE"]).from(2006),
    Field::code("reason_1", "REASON", "census_exclusion_reason", "First reason. From 2005/06.").also(&["REASON1", "EXCLUSIONREASON"]).from(2006),
    Field::code("reason_2", "REASON2", "census_exclusion_reason", "Second reason. From 2020/21.").from(2021),
    Field::code("reason_3", "REASON3", "census_exclusion_reason", "Third reason. From 2020/21.").from(2021),
    Field::date("start_date", "STARTDATE", "First day. From 2005/06.").also(&["EXCLUSIONSTARTDATE"]).from(2006),
    Field::code("term", "TERM", "attainment_exclusion_term", "Autumn, Spring, Summer of the start date; Invalid when outside the year. From 2005/06.").from(2006).any_case(),
    Field::new("sessions", "SESSIONS", Form::Whole(0, 99999), "Sessions (half days) the pupil was due in school and excluded from; blank for PERM. From 2005/06.").also(&["ACTUALNUMBEROFSESSIONS", "EXCLUSIONSESSIONS"]).from(2006),
    Field::code("nc_year_actual", "NCYEAR", "census_nc_year_actual", "Year group at the exclusion. From 2009/10.").also(&["NCYEARACTUAL"]).from(2010),
    Field::code("sen_provision", "SENPROVISION", "census_sen_provision", "N, K, E at the exclusion (older: A, P, S). From 2005/06.").from(2006),
    Field::flag("in_care", "INCARE", "Looked after at the exclusion. 2005/06 to 2015/16.").from(2006).until(2016),
    Field::code("enrol_status", "ENROLSTATUS", "census_enrol_status", "C, M, S as in the census."),
    Field::new("reporting_year", "REPORTINGACADEMICYEAR", Form::Code, "Academic year of the census that collected the record. From 2005/06.").from(2006),
    Field::new("reporting_term", "REPORTINGTERM", Form::Code, "Census term that collected it. From 2005/06.").from(2006).any_case(),
    Field::flag("upheld", "UPHELD", "Permanent exclusion not rescinded by governors or review panel (only upheld ones are published). In authorities' own files."),
    Field::flag("perm_duplicate", "PERM_DUPLICATE", "More than one PERM at the same school in the year. In NPD extracts."),
    Field::new("pupil_susp_total", "TOTALFIXEDEXCLUSIONS", Form::Whole(0, 99999), "Suspensions of the pupil in the year, when the source gives it. In NPD extracts."),
    Field::new("pupil_susp_sessions", "TOTALFIXEDSESSIONS", Form::Whole(0, 99999), "Suspended sessions of the pupil in the year. In NPD extracts."),
    Field::flag("pupil_perm_flag", "PERMANENTEXCLUSIONINDICATOR", "Permanently excluded in the year. In NPD extracts.").also(&["PERMANENTEXCLUSIONIND"]),
    Field::new("pupil_perm_count", "PERMANENTEXCLUSIONCOUNT", Form::Whole(0, 99999), "Permanent exclusions of the pupil in the year. In NPD extracts."),
    Field::new("age_start", "AGE_START", Form::Whole(0, 120), "Age at the start of the year (published rates have no age limit). In NPD extracts."),
    VERSION,
];

/// The columns and their headings.
pub static FIELDS: [Field; COLUMNS] = LIST;

static DEFINED: [ColumnDef; COLUMNS + 1] = columns(&[ROW_NO], &LIST);

/// `attendance.suspension`.
pub static TABLE: TableDef = TableDef {
    schema: "attendance",
    name: "suspension",
    comment: "One row per suspension or permanent exclusion.",
    level: TableLevel::Child,
    key: &["row_no"],
    columns: &DEFINED,
};
