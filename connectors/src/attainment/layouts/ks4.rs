//! Key stage 4: results at the end of Year 11; the columns of the standard layout.
//!
//! A column is its name, the first of its headings, its meaning; then its other headings
//! (`also`, the preferred first) and the years that have it. How a file's headings are matched
//! to them is told in [`header`](crate::attainment::header).

use cohort_catalog::table::{ColumnDef, TableDef, TableLevel};

use super::common::{
    ACAD_YEAR, DOB, ESTAB, LA_CODE_NEW, LA_ESTAB, PUPIL_REF, ROW_NO, SCHOOL_LA_CODE,
    SCHOOL_TYPE_CODE, SEX, UPN, URN, VERSION,
};
use crate::layout::{Field, Form, columns};

const COLUMNS: usize = 59;

#[rustfmt::skip]
const LIST: [Field; COLUMNS] = [
    ACAD_YEAR,
    PUPIL_REF,
    UPN,
    DOB,
    SEX,
    SCHOOL_LA_CODE,
    LA_CODE_NEW,
    ESTAB,
    LA_ESTAB,
    URN,
    SCHOOL_TYPE_CODE,
    Field::identifier("uln", "ULN", "Unique learner number; the match key of results-day files. Results-day files.").also(&["UNIQUE_LEARNER_NUMBER"]),
    Field::new("act_year_group", "ACTYRGRP", Form::Code, "Actual national curriculum year.").also(&["YEARGRP", "NCACTYPPT"]),
    Field::new("amd_pupil", "AMDFLAG", Form::Code, "Amendment flag of the checking exercise. In NPD extracts.").also(&["AMDPUPIL"]),
    Field::flag("end_ks", "ENDKS", "Pupil is at the end of key stage 4. From 2006/07.").from(2007),
    Field::new("nor_flag", "NORFLAGE", Form::Code, "0 counted on roll, 1 permanently excluded, 2 duplicate, 3 not on roll with results, ... In NPD extracts.").also(&["NORFLAG"]),
    Field::flag("sch_res", "SCHRES", "Counts in school results. In NPD extracts."),
    Field::flag("la_res", "LARES", "Counts in LA results. In NPD extracts."),
    Field::flag("nat_res", "NATRES", "Counts in national results. In NPD extracts."),
    Field::flag("npd_den_la", "NPDDEN_LA", "In the denominator of LA figures by characteristic. In NPD extracts."),
    Field::flag("npd_den_nat", "NPDDEN_NAT", "In the denominator of national figures by characteristic. In NPD extracts."),
    Field::new("ks2_prior", "KS2EMSS", Form::Decimal, "KS2 average of reading and maths scaled scores. Scaled scores from the 2021/22 measures; fine grades before.").also(&["KS2EMFG", "PRIOR_ATTAINMENT_SCORE_IN_ENGLISH_AND_MATHEMATICS"]),
    Field::new("ks2_prior_group", "KS2EMSS_GRP", Form::Whole(1, 34), "Prior attainment group of the Progress 8 model. From 2021/22.").also(&["KS2EMFG_GRP"]).from(2022),
    Field::new("prior_band", "PRIORBAND_PTQ_EE", Form::Code, "KS2 attainment band: low, middle, high (codes 1-4 in the NPD list; blank none). From 2014/15.").also(&["PRIORBAND", "KS2_PRIOR_BAND"]).from(2015),
    Field::new("entries", "ENTRIES", Form::Whole(0, 99999), "Number of GCSE and equivalent entries.").also(&["ENTRY_E_3NG_PTQ_EE"]),
    Field::flag("any_pass", "ANYPASS_PTQ_EE", "Any GCSE or equivalent pass.").also(&["ANYPASS", "PASS_1_91"]),
    Field::new("att8", "ATT8", Form::Decimal, "Attainment 8 score, 0-90. From 2014/15.").also(&["ATTAINMENT_8_SCORE", "ATTAINMENT8"]).from(2015),
    Field::new("att8_eng", "SLOT1ENG", Form::Decimal, "English slot (double weighted when both language and literature are taken). From 2015/16.").also(&["SCORE_ACHIEVED_IN_ENGLISH"]).from(2016),
    Field::new("att8_mat", "SLOT2MAT", Form::Decimal, "Maths slot (double weighted). From 2015/16.").also(&["SCORE_ACHIEVED_IN_MATHEMATICS"]).from(2016),
    Field::new("att8_ebacc", "EBACSCR", Form::Decimal, "Sum of the three EBacc slots. From 2015/16.").also(&["SCORE_ACHIEVED_IN_EBACC_SLOTS"]).from(2016),
    Field::new("att8_open", "OPENSCR", Form::Decimal, "Sum of the three open slots. From 2015/16.").also(&["SCORE_ACHIEVED_IN_OPEN_SLOTS"]).from(2016),
    Field::new("ebacc_slots_filled", "EBACFILL", Form::Whole(0, 3), "EBacc slots filled. From 2015/16.").also(&["EBACC_SLOTS_FILLED"]).from(2016),
    Field::new("open_slots_filled", "OPENFILL", Form::Whole(0, 3), "Open slots filled. From 2015/16.").also(&["OPEN_SLOTS_FILLED"]).from(2016),
    Field::new("att8_pred", "ATT8_PRED", Form::Decimal, "National average Attainment 8 of the prior attainment group. From 2015/16.").from(2016),
    Field::flag("in_p8", "INP8CALC", "In the Progress 8 calculation. From 2015/16.").also(&["PUPIL_INCLUDED_IN_PROGRESS_8_CALCULATIONS"]).from(2016),
    Field::new("p8", "P8SCORE", Form::Decimal, "Progress 8 score, adjusted for extreme negatives. From 2015/16.").also(&["PUPIL_S_ADJUSTED_PROGRESS_8_SCORE", "PUPIL_PROGRESS_8_SCORE"]).from(2016),
    Field::new("p8_unadjusted", "P8SCORE_ORIG", Form::Decimal, "Progress 8 score before that adjustment. From 2017/18.").also(&["PUPIL_S_UNADJUSTED_PROGRESS_8_SCORE"]).from(2018),
    Field::flag("p8_adjusted_flag", "P8ADJ", "1 when the score was adjusted. From 2017/18.").from(2018),
    Field::new("p8_eng", "P8ENG", Form::Decimal, "English element. From 2015/16.").also(&["PROGRESS_8_SCORE_FOR_ENGLISH"]).from(2016),
    Field::new("p8_mat", "P8MAT", Form::Decimal, "Maths element. From 2015/16.").also(&["PROGRESS_8_SCORE_FOR_MATHEMATICS"]).from(2016),
    Field::new("p8_ebacc", "P8EBAC", Form::Decimal, "EBacc element. From 2015/16.").also(&["PROGRESS_8_SCORE_FOR_EBACC_SLOTS"]).from(2016),
    Field::new("p8_open", "P8OPEN", Form::Decimal, "Open element. From 2015/16.").also(&["PROGRESS_8_SCORE_FOR_OPEN_SLOTS"]).from(2016),
    Field::flag("basics_94", "L2BASICS_94", "Grade 9-4 in English and maths. From 2016/17.").also(&["ENGLISH_AND_MATHS_GCSES_9_4"]).from(2017),
    Field::flag("basics_95", "L2BASICS_95", "Grade 9-5 in English and maths. From 2016/17.").also(&["ENGLISH_AND_MATHS_GCSES_9_5"]).from(2017),
    Field::flag("ebacc_entered", "EBACC_E_PTQ_EE", "Entered every EBacc pillar. From 2014/15.").also(&["EBACC_E", "ENTRY_ALL_EBACC"]).from(2015),
    Field::flag("ebacc_94", "EBACC_94", "EBacc achieved at 9-4. From 2016/17.").also(&["ENGLISH_BACC_9_4"]).from(2017),
    Field::flag("ebacc_95", "EBACC_95", "EBacc achieved at 9-5 (2016/17: 9-5 in English and maths only, 9-4 or A*-C elsewhere). From 2016/17.").also(&["ENGLISH_BACC_9_5"]).from(2017),
    Field::new("ebacc_aps", "EBACCAPS_PUPIL", Form::Decimal, "EBacc average point score of the pupil, 0-9. From 2016/17.").also(&["PUPIL_LEVEL_EBACC_AVERAGE_POINT_SCORE"]).from(2017),
    Field::flag("ebacc_eng_94", "EBACENG_94", "English pillar at 9-4. From 2016/17.").also(&["ACHIEVED_ENGLISH_EBACC_9_4"]).from(2017),
    Field::flag("ebacc_eng_95", "EBACENG_95", "English pillar at 9-5. From 2016/17.").also(&["ACHIEVED_ENGLISH_EBACC_9_5"]).from(2017),
    Field::flag("ebacc_mat_94", "EBACMAT_94", "Maths pillar at 9-4. From 2016/17.").also(&["ACHIEVED_MATHS_EBACC_9_4"]).from(2017),
    Field::flag("ebacc_mat_95", "EBACMAT_95", "Maths pillar at 9-5. From 2016/17.").also(&["ACHIEVED_MATHS_EBACC_9_5"]).from(2017),
    Field::flag("ebacc_sci_entered", "EBAC2SCI_E_PTQ_EE", "Science pillar entered. From 2014/15.").also(&["ENTRY_SCIENCE_EBACC"]).from(2015),
    Field::flag("ebacc_sci_94", "EBAC2SCI_94", "Science pillar at 9-4. From 2017/18.").also(&["ACHIEVED_SCIENCE_EBACC_AT_GRADE_9_4"]).from(2018),
    Field::flag("ebacc_hum_entered", "EBACHUM_E_PTQ_EE", "Humanities pillar entered. From 2014/15.").also(&["ENTRY_HUMANITIES_EBACC"]).from(2015),
    Field::flag("ebacc_hum_94", "EBACHUM_94", "Humanities pillar at 9-4. From 2017/18.").also(&["ACHIEVED_HUMANITIES_EBACC_AT_GRADE_9_4"]).from(2018),
    Field::flag("ebacc_lan_entered", "EBACLAN_E_PTQ_EE", "Languages pillar entered. From 2014/15.").also(&["ENTRY_LANGUAGE_EBACC"]).from(2015),
    Field::flag("ebacc_lan_94", "EBACLAN_94", "Languages pillar at 9-4. From 2017/18.").also(&["ACHIEVED_LANGUAGE_EBACC_AT_GRADE_9_4"]).from(2018),
    VERSION,
];

/// The columns and their headings.
pub static FIELDS: [Field; COLUMNS] = LIST;

static DEFINED: [ColumnDef; COLUMNS + 1] = columns(&[ROW_NO], &LIST);

/// `attainment.ks4`.
pub static TABLE: TableDef = TableDef {
    schema: "attainment",
    name: "ks4",
    comment: "One row per pupil at the end of key stage 4.",
    level: TableLevel::Child,
    key: &["row_no"],
    columns: &DEFINED,
};
