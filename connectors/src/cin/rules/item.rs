//! The published items that findings name, and the tables they are loaded into.

/// A published item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Item {
    /// Table it is loaded into.
    pub(super) table: &'static str,
    /// Name of its element.
    pub(super) name: &'static str,
}

const fn item(table: &'static str, name: &'static str) -> Item {
    Item { table, name }
}

pub(super) const HEADER_YEAR: Item = item("cin.header", "Year");
pub(super) const REFERENCE_DATE: Item = item("cin.header", "ReferenceDate");

pub(super) const LA_CHILD_ID: Item = item("cin.child", "LAchildID");
pub(super) const UPN: Item = item("cin.child", "UPN");
pub(super) const FORMER_UPN: Item = item("cin.child", "FormerUPN");
pub(super) const UPN_UNKNOWN: Item = item("cin.child", "UPNunknown");
pub(super) const BIRTH_DATE: Item = item("cin.child", "PersonBirthDate");
pub(super) const EXPECTED_BIRTH_DATE: Item = item("cin.child", "ExpectedPersonBirthDate");
/// `GenderCurrent` up to 2023-24, see [`GENDER`].
pub(super) const SEX: Item = item("cin.child", "Sex");
pub(super) const GENDER: Item = item("cin.child", "GenderCurrent");
pub(super) const DEATH_DATE: Item = item("cin.child", "PersonDeathDate");
pub(super) const ETHNICITY: Item = item("cin.child", "Ethnicity");
pub(super) const DISABILITY: Item = item("cin.disability", "Disability");

pub(super) const REFERRAL_DATE: Item = item("cin.referral", "CINreferralDate");
pub(super) const REFERRAL_SOURCE: Item = item("cin.referral", "ReferralSource");
pub(super) const PRIMARY_NEED: Item = item("cin.referral", "PrimaryNeedCode");
pub(super) const CLOSURE_DATE: Item = item("cin.referral", "CINclosureDate");
pub(super) const CLOSURE_REASON: Item = item("cin.referral", "ReasonForClosure");
pub(super) const CASE_CONFERENCE: Item = item("cin.referral", "DateOfInitialCPC");
pub(super) const NFA: Item = item("cin.referral", "ReferralNFA");

pub(super) const ASSESSMENT_START: Item = item("cin.assessment", "AssessmentActualStartDate");
pub(super) const AUTHORISATION_DATE: Item = item("cin.assessment", "AssessmentAuthorisationDate");
pub(super) const FACTOR: Item = item("cin.assessment_factor", "AssessmentFactors");

pub(super) const PLAN_START: Item = item("cin.plan", "CINPlanStartDate");
pub(super) const PLAN_END: Item = item("cin.plan", "CINPlanEndDate");

pub(super) const S47_START: Item = item("cin.section47", "S47ActualStartDate");
pub(super) const S47_TARGET: Item = item("cin.section47", "InitialCPCtarget");
pub(super) const S47_CONFERENCE: Item = item("cin.section47", "DateOfInitialCPC");

pub(super) const CPP_START: Item = item("cin.cp_plan", "CPPstartDate");
pub(super) const CPP_END: Item = item("cin.cp_plan", "CPPendDate");
pub(super) const INITIAL_CATEGORY: Item = item("cin.cp_plan", "InitialCategoryOfAbuse");
pub(super) const LATEST_CATEGORY: Item = item("cin.cp_plan", "LatestCategoryOfAbuse");
pub(super) const PREVIOUS_CPP: Item = item("cin.cp_plan", "NumberOfPreviousCPP");
pub(super) const REVIEW_DATE: Item = item("cin.cp_review", "CPPreviewDate");

pub(super) const PP_START: Item = item("cin.pre_proceedings", "PPStartDate");
pub(super) const PP_LETTER: Item = item("cin.pre_proceedings", "LBPSentDate");
pub(super) const PP_OFFER: Item = item("cin.pre_proceedings", "FGDMMeetingOffer");
pub(super) const PP_HELD: Item = item("cin.pre_proceedings", "FGDMMeetingFac");
pub(super) const PP_MEETING: Item = item("cin.pre_proceedings", "InitialPPMeetingDate");
pub(super) const PP_REVIEWS: Item = item("cin.pre_proceedings", "ReviewMeetingsCount");
pub(super) const PP_STEP: Item = item("cin.pre_proceedings", "StepDecisionDate");
pub(super) const PP_OUTCOME: Item = item("cin.pre_proceedings", "PPOutcome");
pub(super) const PP_COURT: Item = item("cin.pre_proceedings", "CourtAppDate");
pub(super) const PP_ISSUE: Item = item("cin.pre_proceedings", "LetterInitCPDate");
