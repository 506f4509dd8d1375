//! Key stage 2: tests and teacher assessment in Year 6; the columns of the standard layout.
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

const COLUMNS: usize = 60;

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
    Field::identifier("cand_no", "CANDNO", "Pupil serial number. In NPD extracts.").also(&["CANDIDATE_NUMBER"]),
    Field::new("year_group", "YEARGRP", Form::Code, "Year group from date of birth or actual.").also(&["ACTYEARGRP"]),
    Field::code("amd_pupil", "AMDPUPIL", "attainment_ks2_amd_pupil", "Amendment flag: blank, A, CL, D, F, IN, J, N, NR, R, TI, TO, TX, Z. In NPD extracts.").also(&["AMDFLAG"]),
    Field::flag("end_ks", "ENDKS", "Pupil is at the end of key stage 2. In NPD extracts."),
    Field::flag("sch_res", "SCHRES", "Counts in school results. In NPD extracts."),
    Field::flag("la_res", "LARES", "Counts in LA results. In NPD extracts."),
    Field::flag("nat_res", "NATRES", "Counts in national results (all schools). In NPD extracts."),
    Field::flag("natmtd_res", "NATMTDRES", "Counts in national results (state-funded). In NPD extracts."),
    Field::flag("npd_den_la", "NPDDEN_LA", "In the denominator of LA figures by characteristic. In NPD extracts."),
    Field::flag("npd_den_nat", "NPDDEN_NAT", "In the denominator of national figures by characteristic. In NPD extracts."),
    Field::code("read_outcome", "READOUTCOME", "attainment_ks2_test_outcome", "Reading test: AS achieved, NS not achieved, or why there is no score. From 2015/16.").also(&["READ_OUTCOME"]).from(2016),
    Field::new("read_score", "READSCORE", Form::Whole(80, 120), "Reading scaled score. From 2015/16.").also(&["READ_SCALED_SCORE"]).from(2016),
    Field::code("mat_outcome", "MATOUTCOME", "attainment_ks2_test_outcome", "Maths test: AS achieved, NS not achieved, or why there is no score. From 2015/16.").also(&["MAT_OUTCOME"]).from(2016),
    Field::new("mat_score", "MATSCORE", Form::Whole(80, 120), "Maths scaled score. From 2015/16.").also(&["MAT_SCALED_SCORE"]).from(2016),
    Field::code("gps_outcome", "GPSOUTCOME", "attainment_ks2_test_outcome", "Grammar, punctuation and spelling test: AS achieved, NS not achieved, or why there is no score. From 2015/16.").also(&["GPS_OUTCOME"]).from(2016),
    Field::new("gps_score", "GPSSCORE", Form::Whole(80, 120), "GPS scaled score. From 2015/16.").also(&["GPS_SCALED_SCORE"]).from(2016),
    Field::code("writ_ta_outcome", "WRITTAOUTCOME", "attainment_ks2_ta_outcome", "Writing TA: GDS, EXS, WTS, PK6..PK1, EM, A, D, L, F, P, Q (2016-2018 PKG, PKE, PKF, BLW). From 2015/16.").also(&["WRITING_TA"]).from(2016),
    Field::code("sci_ta_outcome", "SCITAOUTCOME", "attainment_ks2_sci_ta_outcome", "Science TA: EXS, HNM, A, D, L, F, P. From 2015/16.").also(&["SCIENCE_TA"]).from(2016),
    Field::code("read_ta_outcome", "READTAOUTCOME", "attainment_ks2_ta_outcome", "Reading TA (from 2018/19 only for pupils below the test). From 2015/16.").from(2016),
    Field::code("mat_ta_outcome", "MATTAOUTCOME", "attainment_ks2_ta_outcome", "Maths TA (from 2018/19 only for pupils below the test). From 2015/16.").from(2016),
    Field::flag("elig_read", "ELIGREAD", "Eligible for the reading measure (the denominator). In NPD extracts."),
    Field::flag("elig_writ_ta", "ELIGWRITTA", "Eligible, writing TA. In NPD extracts."),
    Field::flag("elig_mat", "ELIGMAT", "Eligible, maths. In NPD extracts."),
    Field::flag("elig_gps", "ELIGGPS", "Eligible, GPS. In NPD extracts."),
    Field::flag("elig_sci_ta", "ELIGSCITA", "Eligible, science TA. In NPD extracts."),
    Field::flag("elig_rwm", "ELIGRWM", "Eligible, reading + writing + maths combined. In NPD extracts.").also(&["ELIGRWMLA"]),
    Field::flag("read_exp", "READEXP", "Reading at expected standard (scaled score 100 or more). In NPD extracts."),
    Field::flag("read_high", "READHIGH", "Reading at higher standard (110 or more). In NPD extracts."),
    Field::flag("mat_exp", "MATEXP", "Maths at expected standard. In NPD extracts."),
    Field::flag("mat_high", "MATHIGH", "Maths at higher standard. In NPD extracts."),
    Field::flag("gps_exp", "GPSEXP", "GPS at expected standard. In NPD extracts."),
    Field::flag("gps_high", "GPSHIGH", "GPS at higher standard. In NPD extracts."),
    Field::flag("writ_exp", "WRITTAEXP", "Writing EXS or GDS. In NPD extracts."),
    Field::flag("writ_depth", "WRITTADEPTH", "Writing GDS. In NPD extracts."),
    Field::flag("sci_exp", "SCITAEXP", "Science EXS. In NPD extracts."),
    Field::flag("rwm_exp", "RWMEXP", "Expected standard in all three. In NPD extracts."),
    Field::flag("rwm_high", "RWMHIGH", "Higher standard in reading and maths, and writing GDS. In NPD extracts."),
    Field::flag("in_read_prog", "INREADPROG", "In the reading progress measure. From 2015/16.").from(2016),
    Field::flag("in_writ_prog", "INWRITPROG", "In the writing progress measure. From 2015/16.").from(2016),
    Field::flag("in_mat_prog", "INMATPROG", "In the maths progress measure. From 2015/16.").from(2016),
    Field::new("read_prog", "READPROGSCORE_EM_ADJUSTED", Form::Decimal, "Reading progress score (adjusted where supplied). From 2015/16.").also(&["READPROGSCORE_EM", "READPROGSCORE_P_ADJUSTED", "READPROGSCORE_P", "READPROGSCORE"]).from(2016),
    Field::new("writ_prog", "WRITPROGSCORE_EM_ADJUSTED", Form::Decimal, "Writing progress score. From 2015/16.").also(&["WRITPROGSCORE_EM", "WRITPROGSCORE_P_ADJUSTED", "WRITPROGSCORE_P", "WRITPROGSCORE"]).from(2016),
    Field::new("mat_prog", "MATPROGSCORE_EM_ADJUSTED", Form::Decimal, "Maths progress score. From 2015/16.").also(&["MATPROGSCORE_EM", "MATPROGSCORE_P_ADJUSTED", "MATPROGSCORE_P", "MATPROGSCORE"]).from(2016),
    Field::new("ks1_avg_group", "KS1AVERAGE_GRP_P", Form::Code, "KS1 prior attainment group of the progress model. From 2015/16.").also(&["KS1GROUP"]).from(2016),
    Field::flag("disadvantaged", "FSM6CLA1A", "Ever-6 FSM, looked after a day or more, or adopted from care. In NPD extracts.").also(&["FSM6_P", "FSM6"]),
    Field::code("sen_type", "SENTYPE", "census_sen_provision", "N, K, E as held with the result. In NPD extracts.").also(&["SENF"]),
    VERSION,
];

/// The columns and their headings.
pub static FIELDS: [Field; COLUMNS] = LIST;

static DEFINED: [ColumnDef; COLUMNS + 1] = columns(&[ROW_NO], &LIST);

/// `attainment.ks2`.
pub static TABLE: TableDef = TableDef {
    schema: "attainment",
    name: "ks2",
    comment: "One row per pupil at the end of key stage 2.",
    level: TableLevel::Child,
    key: &["row_no"],
    columns: &DEFINED,
};
