//! The columns that are read, the groups, and the table they fill.

use cohort_catalog::table::{
    ColumnDef, ColumnType,
    Sensitivity::{Identifier, Sensitive},
    TableDef, TableLevel,
};

use crate::layout::Field;

pub(super) const UPN: usize = 0;
pub(super) const LA_CHILD_ID: usize = 1;
pub(super) const GROUP: usize = 2;
pub(super) const START_DATE: usize = 9;
pub(super) const END_DATE: usize = 10;
pub(super) const AS_AT: usize = 11;
const LENGTH: usize = 16;

/// Columns of yes and no, and the group each stands for.
pub(super) const FLAGS: &[(usize, &str)] = &[
    (3, "CLA"),
    (4, "CPP"),
    (5, "CINP"),
    (6, "CIN"),
    (7, "SW"),
    (8, "PLAC"),
];

/// The groups, and the words that mean them: letters and digits in capitals.
pub(super) const GROUPS: &[(&str, &[&str])] = &[
    (
        "CLA",
        &[
            "LAC",
            "CIC",
            "LOOKEDAFTER",
            "LOOKEDAFTERCHILD",
            "CHILDLOOKEDAFTER",
            "CHILDINCARE",
            "INCARE",
        ],
    ),
    (
        "CPP",
        &[
            "CP",
            "CPPLAN",
            "CHILDPROTECTION",
            "CHILDPROTECTIONPLAN",
            "ONPLAN",
        ],
    ),
    ("CINP", &["CINPLAN", "CHILDINNEEDPLAN"]),
    ("CIN", &["CHILDINNEED", "INNEED"]),
    ("SW", &["SOCIALWORKER", "CWSW", "HASSOCIALWORKER"]),
    (
        "PLAC",
        &["PREVIOUSLYLOOKEDAFTER", "PREVIOUSLYLAC", "POSTLAC"],
    ),
];

/// Every column that is known; the last four are not kept.
pub static FIELDS: [Field; LENGTH] = [
    Field::identifier(
        "upn",
        "UPN",
        "Unique pupil number as given; a finding says where its check letter is wrong.",
    )
    .also(&["UniquePupilNumber", "PupilUPN"]),
    Field::identifier(
        "la_child_id",
        "LAChildID",
        "The authority's own number for the child.",
    )
    .also(&["ChildID", "LCSID", "SocialCareID", "PersonID"]),
    Field::text("cohort_group", "Group", "Group.").also(&[
        "SocialCareGroup",
        "SocialCareStatus",
        "CohortGroup",
        "Cohort",
        "Status",
    ]),
    Field::flag("cla", "CLA", "Looked after.").also(&[
        "LAC",
        "CIC",
        "LookedAfter",
        "InCare",
        "ChildLookedAfter",
    ]),
    Field::flag("cpp", "CPP", "On a child protection plan.").also(&[
        "CP",
        "CPPlan",
        "ChildProtectionPlan",
        "OnCPP",
    ]),
    Field::flag("cin_plan", "CINPlan", "On a child in need plan.")
        .also(&["CINP", "ChildInNeedPlan"]),
    Field::flag("cin", "CIN", "In need.").also(&["ChildInNeed", "InNeed"]),
    Field::flag("social_worker", "SocialWorker", "Has a social worker.").also(&[
        "SW",
        "CWSW",
        "HasSocialWorker",
    ]),
    Field::flag("plac", "PLAC", "Previously looked after.").also(&[
        "PreviouslyLookedAfter",
        "PreviouslyLAC",
        "PostLAC",
    ]),
    Field::date("start_date", "StartDate", "First day in the group.").also(&[
        "GroupStartDate",
        "DateFrom",
        "FromDate",
    ]),
    Field::date(
        "end_date",
        "EndDate",
        "Last day in the group; NULL while it lasts or where the list does not say.",
    )
    .also(&["GroupEndDate", "DateTo", "ToDate"]),
    Field::date(
        "as_at_date",
        "AsAtDate",
        "Day of the list, on which the child was in the group.",
    )
    .also(&["AsAt", "Date", "SnapshotDate", "ExtractDate"]),
    Field::text("surname", "Surname", "Not kept.").also(&["LastName"]),
    Field::text("forename", "Forename", "Not kept.").also(&["FirstName"]),
    Field::text("birth_date", "DOB", "Not kept.").also(&["DateOfBirth", "BirthDate"]),
    Field::text("school", "School", "Not kept.").also(&[
        "URN",
        "SchoolName",
        "NCYear",
        "YearGroup",
    ]),
];

/// Every table.
pub static TABLES: &[&TableDef] = &[&COHORT];

/// `attendance.cohort`
pub static COHORT: TableDef = TableDef {
    schema: "attendance",
    name: "cohort",
    comment: "One row per child and group of social care, by the authority's own list. A child may be in several groups; for one status per child take the first of CLA, CPP, CINP, CIN. The list last loaded for the year counts.",
    level: TableLevel::Child,
    key: &["row_no", "cohort_group"],
    columns: &[
        ColumnDef::new("row_no", ColumnType::Int, Sensitive, "Number of the row in the file, counted from 1.").required(),
        FIELDS[UPN].column,
        FIELDS[LA_CHILD_ID].column,
        // An unknown group is text that nobody has checked.
        ColumnDef::new("cohort_group", ColumnType::Code, Identifier, "Group: CLA looked after, CPP child protection plan, CINP child in need plan, CIN in need, SW has a social worker, PLAC previously looked after; unknown ones as given.")
            .codes("social_care_group").item("Group", "").required(),
        FIELDS[START_DATE].column,
        FIELDS[END_DATE].column,
        FIELDS[AS_AT].column,
    ],
};
