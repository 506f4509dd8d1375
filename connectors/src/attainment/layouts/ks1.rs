//! Key stage 1: teacher assessment at the end of Year 2; the columns of the standard layout.
//!
//! A column is its name, the first of its headings, its meaning; then its other headings
//! (`also`, the preferred first) and the years that have it. How a file's headings are matched
//! to them is told in [`header`](crate::attainment::header).

use cohort_catalog::table::{ColumnDef, TableDef, TableLevel};

use super::common::{
    ACAD_YEAR, DOB, ESTAB, FORENAME, LA_CODE_NEW, LA_ESTAB, NPD_PUB, PUPIL_REF, ROW_NO,
    SCHOOL_LA_CODE, SCHOOL_TYPE_CODE, SEX, SURNAME, UPN, URN, VERSION,
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
    Field::identifier("record_id", "KS1_ID", "Pupil index number. From 2016/17.").also(&["ID"]).from(2017),
    Field::code("nc_year_actual", "NCYEARACTUAL", "census_nc_year_actual", "2 normally. In authorities' own files.").also(&["YEARGRP"]),
    Field::new("age_start", "AGE_START", Form::Whole(0, 120), "Age in full years at the start of the year. In NPD extracts."),
    Field::code("read_outcome", "READ_OUTCOME", "attainment_ks1_outcome", "Reading TA: GDS, EXS, WTS, PK4..PK1, EM, A, D, L, Q (2016-2018 also PKF, BLW). 2015/16 to 2022/23.").also(&["READING_TA"]).from(2016).until(2023),
    Field::code("writ_outcome", "WRIT_OUTCOME", "attainment_ks1_outcome", "Writing teacher assessment: GDS, EXS, WTS, PK4..PK1, EM, A, D, L, Q (2016-2018 also PKF, BLW). 2015/16 to 2022/23.").also(&["WRITING_TA"]).from(2016).until(2023),
    Field::code("mat_outcome", "MATH_OUTCOME", "attainment_ks1_outcome", "Maths teacher assessment: GDS, EXS, WTS, PK4..PK1, EM, A, D, L, Q (2016-2018 also PKF, BLW). 2015/16 to 2022/23.").also(&["MAT_OUTCOME", "MATHS_TA"]).from(2016).until(2023),
    Field::code("sci_outcome", "SCI_OUTCOME", "attainment_ks1_sci_outcome", "Science TA: EXS, HNM, A, D. 2015/16 to 2022/23.").also(&["SCIENCE_TA"]).from(2016).until(2023),
    Field::flag("disc_read", "DISC_READ", "Multi-year discount: a better result exists in another year. In NPD extracts."),
    Field::flag("disc_writ", "DISC_WRIT", "Multi-year discount, writing: a better result exists in another year. In NPD extracts."),
    Field::flag("disc_mat", "DISC_MAT", "Multi-year discount, maths: a better result exists in another year. In NPD extracts."),
    Field::flag("disc_sci", "DISC_SCI", "Multi-year discount, science: a better result exists in another year. In NPD extracts."),
    Field::flag("maintained_mainstream", "MMSCH", "School flag: maintained mainstream. In NPD extracts.").also(&["MMSCH2"]),
    Field::flag("maintained", "MSCH", "School flag: maintained. In NPD extracts.").also(&["MSCH2"]),
    Field::flag("mobile_1", "MOB1", "Mobility flag. In NPD extracts."),
    Field::flag("mobile_2", "MOB2", "Mobility flag. In NPD extracts."),
    NPD_PUB,
    Field::code("read_level", "READING", "attainment_ks1_level", "Old national curriculum level in reading (W,1,2C,2B,2A,3,4). To 2014/15.").until(2015),
    Field::code("writ_level", "WRITING", "attainment_ks1_level", "Old national curriculum level in writing (W,1,2C,2B,2A,3,4). To 2014/15.").until(2015),
    Field::code("mat_level", "MATHS", "attainment_ks1_level", "Old national curriculum level in maths (W,1,2C,2B,2A,3,4). To 2014/15.").until(2015),
    Field::code("sci_level", "SCIENCE", "attainment_ks1_level", "Old national curriculum level in science (W,1,2C,2B,2A,3,4). To 2014/15.").until(2015),
    Field::new("ks1_aps", "APS", Form::Decimal, "Old average point score (prior attainment of later key stages). To 2014/15.").also(&["KS1APS"]).until(2015),
    VERSION,
];

/// The columns and their headings.
pub static FIELDS: [Field; COLUMNS] = LIST;

static DEFINED: [ColumnDef; COLUMNS + 1] = columns(&[ROW_NO], &LIST);

/// `attainment.ks1`.
pub static TABLE: TableDef = TableDef {
    schema: "attainment",
    name: "ks1",
    comment: "One row per pupil at the end of key stage 1; statutory until summer 2023.",
    level: TableLevel::Child,
    key: &["row_no"],
    columns: &DEFINED,
};
