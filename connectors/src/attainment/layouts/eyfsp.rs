//! Early years foundation stage profile; the columns of the standard layout.
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

const COLUMNS: usize = 54;

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
    Field::new("month_entry", "MTH_ENTRY", Form::Whole(1, 12), "Month the child started in the year. From 2008/09.").from(2009),
    Field::new("age_start", "AGE", Form::Whole(0, 120), "Age in full years at the start of the year.").also(&["AGE_START"]),
    NPD_PUB,
    Field::new("lsoa", "LLSOA11", Form::Code, "LSOA of the home postcode. In NPD extracts.").also(&["LLSOA", "LSOA"]),
    Field::new("idaci_score", "IDACISCORE", Form::Decimal, "IDACI score of that LSOA. In NPD extracts.").also(&["IDACI_S"]),
    Field::code("e01", "COM_E01", "attainment_goal", "ELG Listening, attention and understanding: 1 emerging, 2 expected, A not assessed/exempt; in GLD. From 2021/22.").also(&["E01"]).from(2022),
    Field::code("e02", "COM_E02", "attainment_goal", "ELG Speaking: 1 emerging, 2 expected, A not assessed/exempt; in GLD. From 2021/22.").also(&["E02"]).from(2022),
    Field::code("e03", "PSE_E03", "attainment_goal", "ELG Self-regulation: 1 emerging, 2 expected, A not assessed/exempt; in GLD. From 2021/22.").also(&["E03"]).from(2022),
    Field::code("e04", "PSE_E04", "attainment_goal", "ELG Managing self: 1 emerging, 2 expected, A not assessed/exempt; in GLD. From 2021/22.").also(&["E04"]).from(2022),
    Field::code("e05", "PSE_E05", "attainment_goal", "ELG Building relationships: 1 emerging, 2 expected, A not assessed/exempt; in GLD. From 2021/22.").also(&["E05"]).from(2022),
    Field::code("e06", "PHY_E06", "attainment_goal", "ELG Gross motor skills: 1 emerging, 2 expected, A not assessed/exempt; in GLD. From 2021/22.").also(&["E06"]).from(2022),
    Field::code("e07", "PHY_E07", "attainment_goal", "ELG Fine motor skills: 1 emerging, 2 expected, A not assessed/exempt; in GLD. From 2021/22.").also(&["E07"]).from(2022),
    Field::code("e08", "LIT_E08", "attainment_goal", "ELG Comprehension: 1 emerging, 2 expected, A not assessed/exempt; in GLD. From 2021/22.").also(&["E08"]).from(2022),
    Field::code("e09", "LIT_E09", "attainment_goal", "ELG Word reading: 1 emerging, 2 expected, A not assessed/exempt; in GLD. From 2021/22.").also(&["E09"]).from(2022),
    Field::code("e10", "LIT_E10", "attainment_goal", "ELG Writing: 1 emerging, 2 expected, A not assessed/exempt; in GLD. From 2021/22.").also(&["E10"]).from(2022),
    Field::code("e11", "MAT_E11", "attainment_goal", "ELG Number: 1 emerging, 2 expected, A not assessed/exempt; in GLD. From 2021/22.").also(&["E11"]).from(2022),
    Field::code("e12", "MAT_E12", "attainment_goal", "ELG Numerical patterns: 1 emerging, 2 expected, A not assessed/exempt; in GLD. From 2021/22.").also(&["E12"]).from(2022),
    Field::code("e13", "UTW_E13", "attainment_goal", "ELG Past and present: 1 emerging, 2 expected, A not assessed/exempt. From 2021/22.").also(&["E13"]).from(2022),
    Field::code("e14", "UTW_E14", "attainment_goal", "ELG People, culture and communities: 1 emerging, 2 expected, A not assessed/exempt. From 2021/22.").also(&["E14"]).from(2022),
    Field::code("e15", "UTW_E15", "attainment_goal", "ELG The natural world: 1 emerging, 2 expected, A not assessed/exempt. From 2021/22.").also(&["E15"]).from(2022),
    Field::code("e16", "EXP_E16", "attainment_goal", "ELG Creating with materials: 1 emerging, 2 expected, A not assessed/exempt. From 2021/22.").also(&["E16"]).from(2022),
    Field::code("e17", "EXP_E17", "attainment_goal", "ELG Being imaginative and expressive: 1 emerging, 2 expected, A not assessed/exempt. From 2021/22.").also(&["E17"]).from(2022),
    Field::code("g01", "COM_G01", "attainment_goal_old", "Old ELG Listening and attention: 1 emerging, 2 expected, 3 exceeding, A exempt; in old GLD. 2012/13 to 2018/19.").also(&["G01"]).from(2013).until(2019),
    Field::code("g02", "COM_G02", "attainment_goal_old", "Old ELG Understanding: 1 emerging, 2 expected, 3 exceeding, A exempt; in old GLD. 2012/13 to 2018/19.").also(&["G02"]).from(2013).until(2019),
    Field::code("g03", "COM_G03", "attainment_goal_old", "Old ELG Speaking: 1 emerging, 2 expected, 3 exceeding, A exempt; in old GLD. 2012/13 to 2018/19.").also(&["G03"]).from(2013).until(2019),
    Field::code("g04", "PHY_G04", "attainment_goal_old", "Old ELG Moving and handling: 1 emerging, 2 expected, 3 exceeding, A exempt; in old GLD. 2012/13 to 2018/19.").also(&["G04"]).from(2013).until(2019),
    Field::code("g05", "PHY_G05", "attainment_goal_old", "Old ELG Health and self-care: 1 emerging, 2 expected, 3 exceeding, A exempt; in old GLD. 2012/13 to 2018/19.").also(&["G05"]).from(2013).until(2019),
    Field::code("g06", "PSE_G06", "attainment_goal_old", "Old ELG Self-confidence and self-awareness: 1 emerging, 2 expected, 3 exceeding, A exempt; in old GLD. 2012/13 to 2018/19.").also(&["G06"]).from(2013).until(2019),
    Field::code("g07", "PSE_G07", "attainment_goal_old", "Old ELG Managing feelings and behaviour: 1 emerging, 2 expected, 3 exceeding, A exempt; in old GLD. 2012/13 to 2018/19.").also(&["G07"]).from(2013).until(2019),
    Field::code("g08", "PSE_G08", "attainment_goal_old", "Old ELG Making relationships: 1 emerging, 2 expected, 3 exceeding, A exempt; in old GLD. 2012/13 to 2018/19.").also(&["G08"]).from(2013).until(2019),
    Field::code("g09", "LIT_G09", "attainment_goal_old", "Old ELG Reading: 1 emerging, 2 expected, 3 exceeding, A exempt; in old GLD. 2012/13 to 2018/19.").also(&["G09"]).from(2013).until(2019),
    Field::code("g10", "LIT_G10", "attainment_goal_old", "Old ELG Writing: 1 emerging, 2 expected, 3 exceeding, A exempt; in old GLD. 2012/13 to 2018/19.").also(&["G10"]).from(2013).until(2019),
    Field::code("g11", "MAT_G11", "attainment_goal_old", "Old ELG Numbers: 1 emerging, 2 expected, 3 exceeding, A exempt; in old GLD. 2012/13 to 2018/19.").also(&["G11"]).from(2013).until(2019),
    Field::code("g12", "MAT_G12", "attainment_goal_old", "Old ELG Shape, space and measures: 1 emerging, 2 expected, 3 exceeding, A exempt; in old GLD. 2012/13 to 2018/19.").also(&["G12"]).from(2013).until(2019),
    Field::code("g13", "UTW_G13", "attainment_goal_old", "Old ELG People and communities: 1 emerging, 2 expected, 3 exceeding, A exempt. 2012/13 to 2018/19.").also(&["G13"]).from(2013).until(2019),
    Field::code("g14", "UTW_G14", "attainment_goal_old", "Old ELG The world: 1 emerging, 2 expected, 3 exceeding, A exempt. 2012/13 to 2018/19.").also(&["G14"]).from(2013).until(2019),
    Field::code("g15", "UTW_G15", "attainment_goal_old", "Old ELG Technology: 1 emerging, 2 expected, 3 exceeding, A exempt. 2012/13 to 2018/19.").also(&["G15"]).from(2013).until(2019),
    Field::code("g16", "EXP_G16", "attainment_goal_old", "Old ELG Exploring and using media and materials: 1 emerging, 2 expected, 3 exceeding, A exempt. 2012/13 to 2018/19.").also(&["G16"]).from(2013).until(2019),
    Field::code("g17", "EXP_G17", "attainment_goal_old", "Old ELG Being imaginative: 1 emerging, 2 expected, 3 exceeding, A exempt. 2012/13 to 2018/19.").also(&["G17"]).from(2013).until(2019),
    Field::flag("gld_supplied", "GLD", "GLD flag as supplied; Cohort recomputes and compares. In NPD extracts."),
    VERSION,
];

/// The columns and their headings.
pub static FIELDS: [Field; COLUMNS] = LIST;

static DEFINED: [ColumnDef; COLUMNS + 1] = columns(&[ROW_NO], &LIST);

/// `attainment.eyfsp`.
pub static TABLE: TableDef = TableDef {
    schema: "attainment",
    name: "eyfsp",
    comment: "One row per child assessed at the end of reception.",
    level: TableLevel::Child,
    key: &["row_no"],
    columns: &DEFINED,
};
