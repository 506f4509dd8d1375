//! Every item of the return: its element, where it is stored and the years it is collected.

use super::{SINCE_BEFORE, STILL};

/// One element with text, and the column that holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// Element name as published.
    pub element: &'static str,
    /// Table, as `cin.referral`.
    pub table: &'static str,
    /// Column of that table.
    pub column: &'static str,
    /// Common Basic Data Set number; empty where none is known.
    pub cbds: &'static str,
    /// First year in which it is collected, [`SINCE_BEFORE`] where older than described here.
    pub first_year: i16,
    /// Last year in which it is collected, [`STILL`] where it still is.
    pub last_year: i16,
}

impl Item {
    /// Whether returns of `year` hold the item. Where they do not, it is *not collected*:
    /// a count of it is unknown, and not 0.
    pub const fn collected_in(&self, year: i16) -> bool {
        self.first_year <= year && year <= self.last_year
    }

    const fn new(
        element: &'static str,
        cbds: &'static str,
        table: &'static str,
        column: &'static str,
    ) -> Self {
        Item {
            element,
            table,
            column,
            cbds,
            first_year: SINCE_BEFORE,
            last_year: STILL,
        }
    }

    const fn from(mut self, year: i16) -> Self {
        self.first_year = year;
        self
    }

    const fn until(mut self, year: i16) -> Self {
        self.last_year = year;
        self
    }
}

/// Every item, in the order of the element tree.
pub static ITEMS: &[Item] = &[
    Item::new("Collection", "N00600", "cin.header", "collection"),
    Item::new("Year", "N00602", "cin.header", "header_year"),
    Item::new("ReferenceDate", "N00603", "cin.header", "reference_date"),
    Item::new("SourceLevel", "N00604", "cin.header", "source_level"),
    Item::new("LEA", "N00216", "cin.header", "lea"),
    Item::new("SoftwareCode", "N00605", "cin.header", "software_code"),
    Item::new("Release", "N00607", "cin.header", "release"),
    Item::new("SerialNo", "N00606", "cin.header", "serial_no"),
    Item::new("DateTime", "N00609", "cin.header", "date_time"),
    Item::new("LAchildID", "N00097", "cin.child", "la_child_id"),
    Item::new("UPN", "N00001", "cin.child", "upn"),
    Item::new("FormerUPN", "N00002", "cin.child", "former_upn"),
    Item::new("UPNunknown", "N00135", "cin.child", "upn_unknown"),
    Item::new("PersonBirthDate", "N00066", "cin.child", "birth_date"),
    Item::new(
        "ExpectedPersonBirthDate",
        "N00098",
        "cin.child",
        "expected_birth_date",
    ),
    Item::new("GenderCurrent", "", "cin.child", "sex").until(2024),
    Item::new("Sex", "N00783", "cin.child", "sex").from(2025),
    Item::new("PersonDeathDate", "N00108", "cin.child", "death_date"),
    Item::new("Ethnicity", "N00177", "cin.child", "ethnicity"),
    Item::new("Disability", "N00099", "cin.disability", "disability"),
    Item::new("CINreferralDate", "N00100", "cin.referral", "referral_date"),
    Item::new(
        "ReferralSource",
        "N00152",
        "cin.referral",
        "referral_source",
    ),
    Item::new("PrimaryNeedCode", "N00101", "cin.referral", "primary_need"),
    Item::new("CINclosureDate", "N00102", "cin.referral", "closure_date"),
    Item::new(
        "ReasonForClosure",
        "N00103",
        "cin.referral",
        "closure_reason",
    ),
    Item::new(
        "DateOfInitialCPC",
        "N00110",
        "cin.referral",
        "conference_date",
    ),
    Item::new(
        "AssessmentActualStartDate",
        "N00159",
        "cin.assessment",
        "start_date",
    ),
    Item::new(
        "AssessmentInternalReviewDate",
        "N00161",
        "cin.assessment",
        "internal_review_date",
    ),
    Item::new(
        "AssessmentAuthorisationDate",
        "N00160",
        "cin.assessment",
        "authorisation_date",
    ),
    Item::new(
        "AssessmentFactors",
        "N00181",
        "cin.assessment_factor",
        "factor",
    ),
    Item::new("CINPlanStartDate", "N00689", "cin.plan", "start_date").from(2022),
    Item::new("CINPlanEndDate", "N00690", "cin.plan", "end_date").from(2022),
    Item::new(
        "S47ActualStartDate",
        "N00148",
        "cin.section47",
        "start_date",
    ),
    Item::new(
        "InitialCPCtarget",
        "N00109",
        "cin.section47",
        "conference_target",
    ),
    Item::new(
        "DateOfInitialCPC",
        "N00110",
        "cin.section47",
        "conference_date",
    ),
    Item::new(
        "ICPCnotRequired",
        "N00111",
        "cin.section47",
        "conference_not_required",
    ),
    Item::new("ReferralNFA", "N00112", "cin.referral", "nfa"),
    Item::new("CPPstartDate", "N00105", "cin.cp_plan", "start_date"),
    Item::new("CPPendDate", "N00115", "cin.cp_plan", "end_date"),
    Item::new(
        "InitialCategoryOfAbuse",
        "N00113",
        "cin.cp_plan",
        "initial_category",
    ),
    Item::new(
        "LatestCategoryOfAbuse",
        "N00114",
        "cin.cp_plan",
        "latest_category",
    ),
    Item::new(
        "NumberOfPreviousCPP",
        "N00106",
        "cin.cp_plan",
        "previous_plans",
    ),
    Item::new("CPPreviewDate", "N00116", "cin.cp_review", "review_date"),
    Item::new("PPStartDate", "N00826", "cin.pre_proceedings", "start_date").from(2027),
    Item::new(
        "LBPSentDate",
        "N00827",
        "cin.pre_proceedings",
        "letter_before_proceedings_date",
    )
    .from(2027),
    Item::new(
        "FGDMMeetingOffer",
        "N00828",
        "cin.pre_proceedings",
        "fgdm_offered",
    )
    .from(2027),
    Item::new(
        "FGDMMeetingFac",
        "N00829",
        "cin.pre_proceedings",
        "fgdm_held",
    )
    .from(2027),
    Item::new(
        "InitialPPMeetingDate",
        "N00830",
        "cin.pre_proceedings",
        "initial_meeting_date",
    )
    .from(2027),
    Item::new(
        "ReviewMeetingsCount",
        "N00831",
        "cin.pre_proceedings",
        "review_meetings",
    )
    .from(2027),
    Item::new(
        "StepDecisionDate",
        "N00832",
        "cin.pre_proceedings",
        "step_decision_date",
    )
    .from(2027),
    Item::new("PPOutcome", "N00833", "cin.pre_proceedings", "outcome").from(2027),
    Item::new(
        "CourtAppDate",
        "N00834",
        "cin.pre_proceedings",
        "court_application_date",
    )
    .from(2027),
    Item::new(
        "LetterInitCPDate",
        "",
        "cin.pre_proceedings",
        "letter_of_issue_date",
    )
    .from(2027),
];
