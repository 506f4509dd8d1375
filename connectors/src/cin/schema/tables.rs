//! The tables a CIN census return fills.
//!
//! Every child-level table begins with `child_no` and `la_child_id`. Only `child_no` is sure
//! to be there and to be distinct, so keys use it; numbers within a parent follow the file.
//! A `_raw` column holds text nobody has checked, so it counts as an identifier.

use cohort_catalog::table::{
    ColumnDef, ColumnType, Sensitivity::Identifier, Sensitivity::Plain, Sensitivity::Sensitive,
    TableDef, TableLevel,
};

const fn column(name: &'static str, ty: ColumnType, comment: &'static str) -> ColumnDef {
    ColumnDef::new(name, ty, Sensitive, comment)
}

const CHILD_NO: ColumnDef = column(
    "child_no",
    ColumnType::Int,
    "Number of the child in the file, counted from 1; identifies the child where la_child_id is missing or repeated.",
)
.required();

const LA_CHILD_ID: ColumnDef = ColumnDef::new(
    "la_child_id",
    ColumnType::Text,
    Identifier,
    "The authority's own number for the child; unique within the authority in a correct return.",
)
.item("LAchildID", "N00097");

const REFERRAL_NO: ColumnDef = column(
    "referral_no",
    ColumnType::Int,
    "Number of the referral within the child, counted from 1 in file order.",
)
.required();

/// Text as returned, for a code column that cannot show it.
const fn raw(name: &'static str) -> ColumnDef {
    ColumnDef::new(
        name,
        ColumnType::Code,
        Identifier,
        "The code as returned, where the column before it cannot show it: in no year's code set, or mended. Unchecked text.",
    )
}

/// Every table, in the order of the element tree.
pub static TABLES: &[&TableDef] = &[
    &HEADER,
    &CHILD,
    &DISABILITY_TABLE,
    &REFERRAL,
    &ASSESSMENT,
    &ASSESSMENT_FACTOR_TABLE,
    &PLAN,
    &SECTION47,
    &CP_PLAN,
    &CP_REVIEW,
    &PRE_PROCEEDINGS,
];

/// `cin.header`
pub static HEADER: TableDef = TableDef { schema: "cin", name: "header", comment: "One row per return: what its header says of it, as returned.", level: TableLevel::Return, key: &[], columns: &[
ColumnDef::new("collection", ColumnType::Code, Plain, "Name of the collection, CIN.").item("Collection", "N00600"),
ColumnDef::new("header_year", ColumnType::SmallInt, Plain, "Year in which the collection year ends, as the header says it; the column year is what Cohort decided.").item("Year", "N00602"),
ColumnDef::new("reference_date", ColumnType::Date, Plain, "Last day of the census year, 31 March.").item("ReferenceDate", "N00603"),
ColumnDef::new("source_level", ColumnType::Code, Plain, "Who made the file: L for a local authority.").item("SourceLevel", "N00604"),
ColumnDef::new("lea", ColumnType::Code, Plain, "DfE three-digit number of the local authority, as the header says it.").item("LEA", "N00216"),
ColumnDef::new("software_code", ColumnType::Text, Plain, "Program that made the file.").item("SoftwareCode", "N00605"),
ColumnDef::new("release", ColumnType::Text, Plain, "Version of that program.").item("Release", "N00607"),
ColumnDef::new("serial_no", ColumnType::Text, Plain, "The producer's running number of the file; grows with each resubmission.").item("SerialNo", "N00606"),
ColumnDef::new("date_time", ColumnType::Text, Plain, "When the producer made the file, yyyy-mm-ddThh:mm:ss without zone where it could be read, otherwise as returned.").item("DateTime", "N00609"),
] };

/// `cin.child`
pub static CHILD: TableDef = TableDef { schema: "cin", name: "child", comment: "One row per child of the return: identifiers and characteristics.", level: TableLevel::Child, key: &["child_no"], columns: &[
CHILD_NO,
LA_CHILD_ID,
ColumnDef::new("upn", ColumnType::Text, Identifier, "Unique pupil number with a correct check letter; NULL when missing or wrong.").item("UPN", "N00001"),
ColumnDef::new("upn_raw", ColumnType::Text, Identifier, "The UPN as returned, where the column upn is not exactly that: it fails its check, or was mended."),
ColumnDef::new("former_upn", ColumnType::Text, Identifier, "Earlier or temporary UPN with a correct check letter; NULL when missing or wrong. A second linking key, never the first.").item("FormerUPN", "N00002"),
ColumnDef::new("former_upn_raw", ColumnType::Text, Identifier, "The former UPN as returned, where the column former_upn is not exactly that."),
column("upn_unknown", ColumnType::Code, "Why there is no UPN.").codes("cin_upn_unknown").item("UPNunknown", "N00135"),
raw("upn_unknown_raw"),
ColumnDef::new("birth_date", ColumnType::Date, Identifier, "Date of birth; NULL for an unborn child. An unknown day is returned as the 15th.").item("PersonBirthDate", "N00066"),
ColumnDef::new("expected_birth_date", ColumnType::Date, Identifier, "Date on which the birth was expected; unborn children only.").item("ExpectedPersonBirthDate", "N00098"),
column("sex", ColumnType::Code, "M male, F female, U unknown, indeterminate or unborn; from GenderCurrent up to 2023-24.").codes("sex").item("Sex", "N00783"),
ColumnDef::new("sex_raw", ColumnType::Code, Identifier, "The text of Sex or GenderCurrent as returned, always kept. Unchecked text."),
ColumnDef::new("death_date", ColumnType::Date, Identifier, "Date of death.").item("PersonDeathDate", "N00108"),
column("ethnicity", ColumnType::Code, "Main ethnic code.").codes("ethnicity").item("Ethnicity", "N00177"),
raw("ethnicity_raw"),
column("disabled", ColumnType::Boolean, "True with any disability code other than NONE, false with NONE alone; NULL when no disability code was returned: unknown."),
] };

/// `cin.disability`
pub static DISABILITY_TABLE: TableDef = TableDef {
    schema: "cin",
    name: "disability",
    comment: "One row per disability code of a child, repeats included.",
    level: TableLevel::Child,
    key: &["child_no", "disability_no"],
    columns: &[
        CHILD_NO,
        LA_CHILD_ID,
        column(
            "disability_no",
            ColumnType::Int,
            "Number of the code within the child, counted from 1.",
        )
        .required(),
        column("disability", ColumnType::Code, "Disability, or NONE.")
            .codes("cin_disability")
            .item("Disability", "N00099"),
        raw("disability_raw"),
    ],
};

/// `cin.referral`
pub static REFERRAL: TableDef = TableDef { schema: "cin", name: "referral", comment: "One row per referral (CINdetails) and the case that follows from it.", level: TableLevel::Child, key: &["child_no", "referral_no"], columns: &[
CHILD_NO,
LA_CHILD_ID,
REFERRAL_NO,
column("referral_date", ColumnType::Date, "Date of the referral: the start of the case.").item("CINreferralDate", "N00100"),
column("referral_source", ColumnType::Code, "Who made the referral.").codes("cin_referral_source").item("ReferralSource", "N00152"),
raw("referral_source_raw"),
column("primary_need", ColumnType::Code, "Main reason why the child is in need.").codes("cin_primary_need").item("PrimaryNeedCode", "N00101"),
raw("primary_need_raw"),
column("closure_date", ColumnType::Date, "Date on which the case was closed; NULL while it is open.").item("CINclosureDate", "N00102"),
column("closure_reason", ColumnType::Code, "Why the case was closed.").codes("cin_closure_reason").item("ReasonForClosure", "N00103"),
raw("closure_reason_raw"),
column("conference_date", ColumnType::Date, "Date of an initial child protection conference without a section 47 enquiry here: a child who moved in on a plan.").item("DateOfInitialCPC", "N00110"),
column("nfa", ColumnType::Boolean, "True when the referral led to no further action; it is then no case.").item("ReferralNFA", "N00112"),
] };

/// `cin.assessment`
pub static ASSESSMENT: TableDef = TableDef {
    schema: "cin",
    name: "assessment",
    comment: "One row per assessment of a referral.",
    level: TableLevel::Child,
    key: &["child_no", "referral_no", "assessment_no"],
    columns: &[
        CHILD_NO,
        LA_CHILD_ID,
        REFERRAL_NO,
        column(
            "assessment_no",
            ColumnType::Int,
            "Number of the assessment within the referral, counted from 1.",
        )
        .required(),
        column(
            "start_date",
            ColumnType::Date,
            "Date on which the assessment started.",
        )
        .item("AssessmentActualStartDate", "N00159"),
        column(
            "internal_review_date",
            ColumnType::Date,
            "Planned first review point; not a completion.",
        )
        .item("AssessmentInternalReviewDate", "N00161"),
        column(
            "authorisation_date",
            ColumnType::Date,
            "Date on which the assessment was completed; NULL while in progress.",
        )
        .item("AssessmentAuthorisationDate", "N00160"),
    ],
};

/// `cin.assessment_factor`
pub static ASSESSMENT_FACTOR_TABLE: TableDef = TableDef {
    schema: "cin",
    name: "assessment_factor",
    comment: "One row per factor identified at an assessment, repeats included.",
    level: TableLevel::Child,
    key: &["child_no", "referral_no", "assessment_no", "factor_no"],
    columns: &[
        CHILD_NO,
        LA_CHILD_ID,
        REFERRAL_NO,
        column(
            "assessment_no",
            ColumnType::Int,
            "Number of the assessment within the referral, counted from 1.",
        )
        .required(),
        column(
            "factor_no",
            ColumnType::Int,
            "Number of the factor within the assessment, counted from 1.",
        )
        .required(),
        column(
            "factor",
            ColumnType::Code,
            "Factor; 21 means that none was identified.",
        )
        .codes("cin_assessment_factor")
        .item("AssessmentFactors", "N00181"),
        raw("factor_raw"),
    ],
};

/// `cin.plan`
pub static PLAN: TableDef = TableDef {
    schema: "cin",
    name: "plan",
    comment: "One row per child in need plan. Collected from 2021-22 on; earlier returns hold none.",
    level: TableLevel::Child,
    key: &["child_no", "referral_no", "plan_no"],
    columns: &[
        CHILD_NO,
        LA_CHILD_ID,
        REFERRAL_NO,
        column(
            "plan_no",
            ColumnType::Int,
            "Number of the plan within the referral, counted from 1.",
        )
        .required(),
        column(
            "start_date",
            ColumnType::Date,
            "Date on which the plan started.",
        )
        .item("CINPlanStartDate", "N00689"),
        column(
            "end_date",
            ColumnType::Date,
            "Date on which the plan ended; NULL while it runs.",
        )
        .item("CINPlanEndDate", "N00690"),
    ],
};

/// `cin.section47`
pub static SECTION47: TableDef = TableDef { schema: "cin", name: "section47", comment: "One row per enquiry under section 47 of the Children Act 1989.", level: TableLevel::Child, key: &["child_no", "referral_no", "section47_no"], columns: &[
CHILD_NO,
LA_CHILD_ID,
REFERRAL_NO,
column("section47_no", ColumnType::Int, "Number of the enquiry within the referral, counted from 1.").required(),
column("start_date", ColumnType::Date, "Date of the strategy discussion that began the enquiry.").item("S47ActualStartDate", "N00148"),
column("conference_target", ColumnType::Date, "Date by which the initial child protection conference is due: 15 working days after the start.").item("InitialCPCtarget", "N00109"),
column("conference_date", ColumnType::Date, "Date of the initial child protection conference.").item("DateOfInitialCPC", "N00110"),
column("conference_not_required", ColumnType::Boolean, "True when the enquiry ended without need of a conference.").item("ICPCnotRequired", "N00111"),
] };

/// `cin.cp_plan`
pub static CP_PLAN: TableDef = TableDef {
    schema: "cin",
    name: "cp_plan",
    comment: "One row per child protection plan.",
    level: TableLevel::Child,
    key: &["child_no", "referral_no", "cp_plan_no"],
    columns: &[
        CHILD_NO,
        LA_CHILD_ID,
        REFERRAL_NO,
        column(
            "cp_plan_no",
            ColumnType::Int,
            "Number of the plan within the referral, counted from 1.",
        )
        .required(),
        column(
            "start_date",
            ColumnType::Date,
            "Date on which the plan started.",
        )
        .item("CPPstartDate", "N00105"),
        column(
            "end_date",
            ColumnType::Date,
            "Date on which the plan ended; NULL while it runs.",
        )
        .item("CPPendDate", "N00115"),
        column(
            "initial_category",
            ColumnType::Code,
            "Category of abuse when the plan started.",
        )
        .codes("cin_category_of_abuse")
        .item("InitialCategoryOfAbuse", "N00113"),
        raw("initial_category_raw"),
        column(
            "latest_category",
            ColumnType::Code,
            "Category of abuse now, or when the plan ended.",
        )
        .codes("cin_category_of_abuse")
        .item("LatestCategoryOfAbuse", "N00114"),
        raw("latest_category_raw"),
        column(
            "previous_plans",
            ColumnType::Int,
            "Number of child protection plans held before this one, in any authority.",
        )
        .item("NumberOfPreviousCPP", "N00106"),
    ],
};

/// `cin.cp_review`
pub static CP_REVIEW: TableDef = TableDef {
    schema: "cin",
    name: "cp_review",
    comment: "One row per review of a child protection plan.",
    level: TableLevel::Child,
    key: &["child_no", "referral_no", "cp_plan_no", "review_no"],
    columns: &[
        CHILD_NO,
        LA_CHILD_ID,
        REFERRAL_NO,
        column(
            "cp_plan_no",
            ColumnType::Int,
            "Number of the plan within the referral, counted from 1.",
        )
        .required(),
        column(
            "review_no",
            ColumnType::Int,
            "Number of the review within the plan, counted from 1.",
        )
        .required(),
        column(
            "review_date",
            ColumnType::Date,
            "Date of the review; NULL when it could not be read.",
        )
        .item("CPPreviewDate", "N00116"),
    ],
};

/// `cin.pre_proceedings`
pub static PRE_PROCEEDINGS: TableDef = TableDef {
    schema: "cin",
    name: "pre_proceedings",
    comment: "One row per time in pre-proceedings and family group decision making. Collected from 2026-27 on; earlier returns hold none.",
    level: TableLevel::Child,
    key: &["child_no", "referral_no", "pre_proceedings_no"],
    columns: &[
        CHILD_NO,
        LA_CHILD_ID,
        REFERRAL_NO,
        column(
            "pre_proceedings_no",
            ColumnType::Int,
            "Number within the referral, counted from 1.",
        )
        .required(),
        column(
            "start_date",
            ColumnType::Date,
            "Date on which pre-proceedings started.",
        )
        .item("PPStartDate", "N00826"),
        column(
            "letter_before_proceedings_date",
            ColumnType::Date,
            "Date on which the letter before proceedings was sent.",
        )
        .item("LBPSentDate", "N00827"),
        column(
            "fgdm_offered",
            ColumnType::Boolean,
            "Whether a family group decision-making meeting was offered.",
        )
        .item("FGDMMeetingOffer", "N00828"),
        column(
            "fgdm_held",
            ColumnType::Boolean,
            "Whether that meeting was held.",
        )
        .item("FGDMMeetingFac", "N00829"),
        column(
            "initial_meeting_date",
            ColumnType::Date,
            "Date of the first pre-proceedings meeting.",
        )
        .item("InitialPPMeetingDate", "N00830"),
        column(
            "review_meetings",
            ColumnType::Int,
            "Number of review meetings.",
        )
        .item("ReviewMeetingsCount", "N00831"),
        column(
            "step_decision_date",
            ColumnType::Date,
            "Date of the decision to step up or down.",
        )
        .item("StepDecisionDate", "N00832"),
        column(
            "outcome",
            ColumnType::Code,
            "Outcome; the meanings of A, B and C are not published yet.",
        )
        .codes("cin_pp_outcome")
        .item("PPOutcome", "N00833"),
        raw("outcome_raw"),
        column(
            "court_application_date",
            ColumnType::Date,
            "Date of the application to the court.",
        )
        .item("CourtAppDate", "N00834"),
        column(
            "letter_of_issue_date",
            ColumnType::Date,
            "Date of the letter of issue.",
        )
        .item("LetterInitCPDate", ""),
    ],
};

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::{CODE_SETS, ITEMS};
    use super::*;

    fn table(full_name: &str) -> &'static TableDef {
        TABLES
            .iter()
            .find(|table| table.full_name() == full_name)
            .unwrap()
    }

    #[test]
    fn every_item_has_its_column_and_the_same_number() {
        for item in ITEMS {
            let columns = table(item.table).columns;
            let column = columns.iter().find(|c| c.name == item.column).unwrap();
            if item.element != "GenderCurrent" {
                assert_eq!(column.item, Some((item.element, item.cbds)));
            }
        }
    }

    #[test]
    fn every_column_is_named_once_and_every_key_is_a_required_column() {
        for table in TABLES {
            let names: HashSet<_> = table.columns.iter().map(|c| c.name).collect();
            assert_eq!(names.len(), table.columns.len(), "{}", table.name);
            for key in table.key {
                let column = table.columns.iter().find(|c| c.name == *key).unwrap();
                assert!(!column.nullable, "{} {key}", table.name);
            }
        }
    }

    #[test]
    fn every_code_column_names_a_known_set_and_has_its_raw_text_beside_it() {
        for table in TABLES {
            for (at, column) in table.columns.iter().enumerate() {
                let Some(set) = column.code_set else { continue };
                assert!(CODE_SETS.iter().any(|known| known.name == set), "{set}");
                assert_eq!(table.columns[at + 1].name, format!("{}_raw", column.name));
            }
        }
    }

    #[test]
    fn what_singles_a_child_out_is_an_identifier() {
        let identifiers: Vec<_> = CHILD
            .columns
            .iter()
            .filter(|c| c.sensitivity == Identifier)
            .map(|c| c.name)
            .collect();
        for name in [
            "la_child_id",
            "upn",
            "upn_raw",
            "former_upn",
            "birth_date",
            "death_date",
        ] {
            assert!(identifiers.contains(&name), "{name}");
        }
    }
}
