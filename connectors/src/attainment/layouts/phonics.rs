//! Phonics screening check; the columns of the standard layout.
//!
//! A column is its name, the first of its headings, its meaning; then its other headings
//! (`also`, the preferred first) and the years that have it. How a file's headings are matched
//! to them is told in [`header`](crate::attainment::header).

use cohort_catalog::table::{ColumnDef, Sensitivity, TableDef, TableLevel};

use super::common::{
    ACAD_YEAR, DOB, ESTAB, FORENAME, LA_CODE_NEW, LA_ESTAB, PUPIL_REF, ROW_NO, SCHOOL_LA_CODE,
    SCHOOL_TYPE_CODE, SEX, SURNAME, UPN, URN, VERSION,
};
use crate::layout::{Field, Form, columns};

const COLUMNS: usize = 24;

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
    Field::new("age_start", "AGE_START", Form::Whole(0, 120), "Age in full years at the start of the year.").also(&["AGE"]),
    Field::code("nc_year_actual", "NCYEARACTUAL", "census_nc_year_actual", "1 or 2: the year group checked. From 2012/13.").also(&["NCYEAR", "YEAR_GROUP", "NATIONALCURRICULUMYEARACTUAL"]).from(2013),
    Field::identifier("record_id", "ID", "Source row id. In NPD extracts."),
    Field::new("phonics_mark", "PHONICS_MARK", Form::Whole(0, 40), "Marks scored; blank unless the check was taken. From 2011/12.").also(&["MARK", "PHONICS_SCORE"]).from(2012),
    Field::code("phonics_outcome", "PHONICS_OUTCOME", "attainment_phonics_outcome", "Wa met, Wt not met, A absent, D disapplied (did not take), L left, Q maladministration. From 2011/12.").also(&["OUTCOME", "PHONICS_RESULT"]).from(2012).any_case(),
    Field::new("threshold_mark", "THRESHOLD", Form::Whole(0, 40), "Mark from which the standard is met; filled from Cohort's list of years where the file has none.").sensitivity(Sensitivity::Plain),
    Field::new("phonics_mark_aut", "PHONICS_MARK_AUT21", Form::Whole(0, 40), "Autumn check of Year 2 (autumn 2020 and 2021 replaced the cancelled summer checks). 2020/21 to 2021/22.").also(&["PHONICS_MARK_AUT20"]).from(2021).until(2022),
    Field::code("phonics_outcome_aut", "PHONICS_OUTCOME_AUT21", "attainment_phonics_outcome", "Outcome of that autumn check. 2020/21 to 2021/22.").also(&["PHONICS_OUTCOME_AUT20"]).from(2021).until(2022).any_case(),
    Field::code("prior_outcome", "Y1_OUTCOME", "attainment_phonics_outcome", "Year 1 outcome carried with a Year 2 row, when supplied. In authorities' own files.").also(&["PRIOR_OUTCOME"]).any_case(),
    Field::new("prior_mark", "Y1_MARK", Form::Whole(0, 40), "Year 1 mark carried with a Year 2 row. In authorities' own files.").also(&["PRIOR_MARK"]),
    VERSION,
];

/// The columns and their headings.
pub static FIELDS: [Field; COLUMNS] = LIST;

static DEFINED: [ColumnDef; COLUMNS + 1] = columns(&[ROW_NO], &LIST);

/// `attainment.phonics`.
pub static TABLE: TableDef = TableDef {
    schema: "attainment",
    name: "phonics",
    comment: "One row per pupil and check year: Year 1, and the re-check in Year 2.",
    level: TableLevel::Child,
    key: &["row_no"],
    columns: &DEFINED,
};
