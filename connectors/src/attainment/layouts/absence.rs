//! Absence by pupil and school; the columns of the standard layout.
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

const COLUMNS: usize = 48;

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
    Field::code("nc_year_actual", "NCYEARACTUAL", "census_nc_year_actual", "Year group.").also(&["NCYEAR"]),
    Field::new("age_start", "AGE_START", Form::Whole(0, 120), "Age in full years at 31 August before the year; published rates use 5 to 15.").also(&["AGEATSTARTOFACADEMICYEAR"]),
    Field::code("enrol_status", "ENROLSTATUS", "census_enrol_status", "C current single, M current main (dual), S current subsidiary (dual), G guest, F FE college, O other.").also(&["ENROL_STATUS"]),
    Field::code("boarder", "BOARDER", "census_boarder", "Boarders are left out of published rates.").also(&["BOARDERINDICATOR"]),
    Field::flag("on_roll_spr", "ONROLL_1", "On roll at the spring census (0: record of a leaver). From 2008/09.").also(&["ONROLL_SPR"]).from(2009),
    Field::flag("on_roll_sum", "ONROLL_2", "On roll at the summer census. From 2008/09.").also(&["ONROLL_SUM"]).from(2009),
    Field::new("possible_aut", "SESSIONSPOSSIBLE_AUTUMN", Form::Whole(0, 99999), "Possible sessions, Autumn. Special schools: by term from 2016/17."),
    Field::new("possible_spr", "SESSIONSPOSSIBLE_SPRING", Form::Whole(0, 99999), "Possible sessions, Spring. Special schools: by term from 2016/17."),
    Field::new("possible_sum", "SESSIONSPOSSIBLE_SUMMER", Form::Whole(0, 99999), "Possible sessions, Summer (first half). Special schools: by term from 2016/17."),
    Field::new("possible_sum6", "SESSIONSPOSSIBLE_SUMMER6TH", Form::Whole(0, 99999), "Possible sessions, summer second half (sixth half term); blank for 15-year-olds, which is not full attendance. Special schools: by term from 2016/17."),
    Field::new("authorised_aut", "AUTHORISEDABSENCE_AUTUMN", Form::Whole(0, 99999), "Authorised absence sessions, Autumn."),
    Field::new("authorised_spr", "AUTHORISEDABSENCE_SPRING", Form::Whole(0, 99999), "Authorised absence sessions, Spring."),
    Field::new("authorised_sum", "AUTHORISEDABSENCE_SUMMER", Form::Whole(0, 99999), "Authorised absence sessions, Summer (first half)."),
    Field::new("authorised_sum6", "AUTHORISEDABSENCE_SUMMER6TH", Form::Whole(0, 99999), "Authorised absence sessions, Summer second half (sixth half term)."),
    Field::new("unauthorised_aut", "UNAUTHORISEDABSENCE_AUTUMN", Form::Whole(0, 99999), "Unauthorised absence sessions, Autumn."),
    Field::new("unauthorised_spr", "UNAUTHORISEDABSENCE_SPRING", Form::Whole(0, 99999), "Unauthorised absence sessions, Spring."),
    Field::new("unauthorised_sum", "UNAUTHORISEDABSENCE_SUMMER", Form::Whole(0, 99999), "Unauthorised absence sessions, Summer (first half)."),
    Field::new("unauthorised_sum6", "UNAUTHORISEDABSENCE_SUMMER6TH", Form::Whole(0, 99999), "Unauthorised absence sessions, Summer second half (sixth half term)."),
    Field::new("reason_i", "ANNUALREASONI", Form::Whole(0, 99999), "Year total, code I Illness: authorised.").also(&["REASON_I", "SESS_AUTH_ILLNESS"]),
    Field::new("reason_m", "ANNUALREASONM", Form::Whole(0, 99999), "Year total, code M Medical or dental appointment: authorised.").also(&["REASON_M", "SESS_AUTH_APPOINTMENTS"]),
    Field::new("reason_r", "ANNUALREASONR", Form::Whole(0, 99999), "Year total, code R Religious observance: authorised.").also(&["REASON_R"]),
    Field::new("reason_s", "ANNUALREASONS", Form::Whole(0, 99999), "Year total, code S Study leave: authorised.").also(&["REASON_S"]),
    Field::new("reason_t", "ANNUALREASONT", Form::Whole(0, 99999), "Year total, code T Traveller (parent travelling for work): authorised.").also(&["REASON_T"]),
    Field::new("reason_h", "ANNUALREASONH", Form::Whole(0, 99999), "Year total, code H Agreed family holiday (withdrawn as a code from 2024/25): authorised. To 2023/24.").also(&["REASON_H"]).until(2024),
    Field::new("reason_f", "ANNUALREASONF", Form::Whole(0, 99999), "Year total, code F Extended family holiday (historic): authorised.").also(&["REASON_F"]),
    Field::new("reason_e", "ANNUALREASONE", Form::Whole(0, 99999), "Year total, code E Suspended or excluded, no provision made: authorised.").also(&["REASON_E", "EXCLUDED_E_COUNT"]),
    Field::new("reason_c", "ANNUALREASONC", Form::Whole(0, 99999), "Year total, code C Other authorised circumstances: authorised.").also(&["REASON_C"]),
    Field::new("reason_c1", "ANNUALREASONC1", Form::Whole(0, 99999), "Year total, code C1 Regulated performance or employment abroad (2024/25-): authorised. From 2024/25.").also(&["REASON_C1"]).from(2025),
    Field::new("reason_c2", "ANNUALREASONC2", Form::Whole(0, 99999), "Year total, code C2 Temporary part-time timetable (2024/25-): authorised. From 2024/25.").also(&["REASON_C2"]).from(2025),
    Field::new("reason_j1", "ANNUALREASONJ1", Form::Whole(0, 99999), "Year total, code J1 Interview (2024/25-, was J attendance): authorised. From 2024/25.").also(&["REASON_J1"]).from(2025),
    Field::new("reason_g", "ANNUALREASONG", Form::Whole(0, 99999), "Year total, code G Holiday not agreed: unauthorised.").also(&["REASON_G"]),
    Field::new("reason_u", "ANNUALREASONU", Form::Whole(0, 99999), "Year total, code U Arrived after registers closed: unauthorised.").also(&["REASON_U"]),
    Field::new("reason_o", "ANNUALREASONO", Form::Whole(0, 99999), "Year total, code O Other unauthorised: unauthorised.").also(&["REASON_O"]),
    Field::new("reason_n", "ANNUALREASONN", Form::Whole(0, 99999), "Year total, code N Reason not yet established: unauthorised.").also(&["REASON_N"]),
    VERSION,
];

/// The columns and their headings.
pub static FIELDS: [Field; COLUMNS] = LIST;

static DEFINED: [ColumnDef; COLUMNS + 1] = columns(&[ROW_NO], &LIST);

/// `attendance.absence`.
pub static TABLE: TableDef = TableDef {
    schema: "attendance",
    name: "absence",
    comment: "One row per pupil enrolment (pupil at a school) and academic year; a pupil with two schools has two rows.",
    level: TableLevel::Child,
    key: &["row_no"],
    columns: &DEFINED,
};
