//! The tables a SEN2 return fills.
//!
//! Rows hang together by numbers that follow the file: `person_no` within the return,
//! `request_no` within the person, and the rest within the request, plan or active plan. What
//! identifies a person across files is for linkage to find.

use cohort_catalog::TableDef;
use cohort_catalog::table::{
    ColumnDef, ColumnType, Sensitivity::Identifier, Sensitivity::Sensitive, TableLevel,
};

use super::fields::*;
use crate::layout::columns;

const fn key(name: &'static str, comment: &'static str) -> ColumnDef {
    ColumnDef::new(name, ColumnType::Int, Sensitive, comment).required()
}

const PERSON_NO: ColumnDef = key(
    "person_no",
    "Number of the person in the return, counted from 1 in file order.",
);
const REQUEST_NO: ColumnDef = key(
    "request_no",
    "Number of the request within the person, counted from 1 in file order.",
);
const ASSESSMENT_NO: ColumnDef = key(
    "assessment_no",
    "Number of the assessment within the request; a correct return has at most 1.",
);
const NAMED_PLAN_NO: ColumnDef = key(
    "named_plan_no",
    "Number of the plan within the request; a correct return has at most 1.",
);
const PLAN_DETAIL_NO: ColumnDef = key(
    "plan_detail_no",
    "Number of the setting within the plan, counted from 1 in file order; its rank is placement_rank.",
);
const ACTIVE_PLAN_NO: ColumnDef = key(
    "active_plan_no",
    "Number of the active plan within the request; a correct return has at most 1.",
);
const PLACEMENT_NO: ColumnDef = key(
    "placement_no",
    "Number of the placement within the active plan, counted from 1 in file order; its rank is placement_rank.",
);
const NEED_NO: ColumnDef = key(
    "need_no",
    "Number of the need within the active plan, counted from 1 in file order; its rank is sen_type_rank.",
);

/// Every table, in the order of [`Module::ALL`](super::Module::ALL).
pub static TABLES: &[&TableDef] = &[
    &HEADER,
    &PERSON,
    &REQUEST,
    &ASSESSMENT,
    &NAMED_PLAN,
    &PLAN_DETAIL,
    &ACTIVE_PLAN,
    &PLACEMENT,
    &NEED,
];

const fn child(
    name: &'static str,
    comment: &'static str,
    key: &'static [&'static str],
    columns: &'static [ColumnDef],
) -> TableDef {
    TableDef {
        schema: "sen2",
        name,
        comment,
        level: TableLevel::Child,
        key,
        columns,
    }
}

static HEADER: TableDef = TableDef {
    schema: "sen2",
    name: "header",
    comment: "One row per return: what its header says of it and of the authority, as returned.",
    level: TableLevel::Return,
    key: &[],
    columns: &HEADER_COLUMNS,
};
static HEADER_COLUMNS: [ColumnDef; 12] = columns(&[], &HEADER_FIELDS);

static PERSON: TableDef = child(
    "person",
    "One row per child or young person of the return: everyone aged 0 to 25 with a request, an assessment or a plan.",
    &["person_no"],
    &[
        PERSON_NO,
        PERSON_FIELDS[SURNAME].column,
        PERSON_FIELDS[FORENAME].column,
        PERSON_FIELDS[BIRTH_DATE].column,
        PERSON_FIELDS[SEX].column,
        ColumnDef::new(
            "sex_raw",
            ColumnType::Code,
            Identifier,
            "The text of Sex, or where that is missing of GenderCurrent, as returned. Unchecked text.",
        ),
        PERSON_FIELDS[ETHNICITY].column,
        PERSON_FIELDS[POSTCODE].column,
        PERSON_FIELDS[UPN].column,
        PERSON_FIELDS[ULN].column,
        PERSON_FIELDS[UPN_UNKNOWN].column,
    ],
);

static REQUEST: TableDef = child(
    "request",
    "One row per request for an assessment. A person with an old plan has the old request too, with outcome H and few dates.",
    &["person_no", "request_no"],
    &REQUEST_COLUMNS,
);
static REQUEST_COLUMNS: [ColumnDef; 10] = columns(&[PERSON_NO, REQUEST_NO], &REQUEST_FIELDS);

static ASSESSMENT: TableDef = child(
    "assessment",
    "One row per assessment; it follows from the request of its request_no.",
    &["person_no", "request_no", "assessment_no"],
    &ASSESSMENT_COLUMNS,
);
static ASSESSMENT_COLUMNS: [ColumnDef; 10] =
    columns(&[PERSON_NO, REQUEST_NO, ASSESSMENT_NO], &ASSESSMENT_FIELDS);

static NAMED_PLAN: TableDef = child(
    "named_plan",
    "One row per education, health and care plan as issued; it follows from the assessment of the same request.",
    &["person_no", "request_no", "named_plan_no"],
    &NAMED_PLAN_COLUMNS,
);
static NAMED_PLAN_COLUMNS: [ColumnDef; 11] =
    columns(&[PERSON_NO, REQUEST_NO, NAMED_PLAN_NO], &NAMED_PLAN_FIELDS);

static PLAN_DETAIL: TableDef = child(
    "plan_detail",
    "One row per setting that a plan names. Of URN, UKPRN and SENsetting the first that is given counts.",
    &["person_no", "request_no", "named_plan_no", "plan_detail_no"],
    &PLAN_DETAIL_COLUMNS,
);
static PLAN_DETAIL_COLUMNS: [ColumnDef; 11] = columns(
    &[PERSON_NO, REQUEST_NO, NAMED_PLAN_NO, PLAN_DETAIL_NO],
    &PLAN_DETAIL_FIELDS,
);

static ACTIVE_PLAN: TableDef = child(
    "active_plan",
    "One row per plan on census day: transfer and annual review.",
    &["person_no", "request_no", "active_plan_no"],
    &ACTIVE_PLAN_COLUMNS,
);
static ACTIVE_PLAN_COLUMNS: [ColumnDef; 12] = columns(
    &[PERSON_NO, REQUEST_NO, ACTIVE_PLAN_NO],
    &ACTIVE_PLAN_FIELDS,
);

static PLACEMENT: TableDef = child(
    "placement",
    "One row per setting that is attended; those that ended in the period may be there. Of URN, UKPRN and SENsetting the first that is given counts.",
    &["person_no", "request_no", "active_plan_no", "placement_no"],
    &PLACEMENT_COLUMNS,
);
static PLACEMENT_COLUMNS: [ColumnDef; 16] = columns(
    &[PERSON_NO, REQUEST_NO, ACTIVE_PLAN_NO, PLACEMENT_NO],
    &PLACEMENT_FIELDS,
);

static NEED: TableDef = child(
    "need",
    "One row per special educational need on census day.",
    &["person_no", "request_no", "active_plan_no", "need_no"],
    &NEED_COLUMNS,
);
static NEED_COLUMNS: [ColumnDef; 6] = columns(
    &[PERSON_NO, REQUEST_NO, ACTIVE_PLAN_NO, NEED_NO],
    &NEED_FIELDS,
);
