//! One `Child` of a CIN census file in memory: what the parser fills, the rules judge and
//! the row builder writes. Shapes follow the element tree (`Child` → `CINdetails` → …).

use crate::finding::Position;

/// One element with text, as found. An absent or empty element is no `Leaf` at all
/// (`Option<Leaf<T>>` is `None`).
#[derive(Clone, PartialEq, Eq)]
pub struct Leaf<T> {
    /// The value, where the text could be understood.
    pub value: Option<T>,
    /// The trimmed text as it stood, kept only where `value` cannot show it: not
    /// understood, or understood after mending (case, date form, an older code).
    pub raw: Option<Box<str>>,
    /// Where the element starts.
    pub at: Position,
}

/// Hides value and text: either may identify a child.
impl<T> std::fmt::Debug for Leaf<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let understood = self.value.is_some();
        f.debug_struct("Leaf")
            .field("understood", &understood)
            .field("at", &self.at)
            .finish()
    }
}

/// A date in days since 1970-01-01.
pub type Date = Leaf<i32>;
/// A code of one of the sets in [`super::schema`], in its canonical spelling. A code that is
/// in no year's set has no `value`.
pub type Code = Leaf<&'static str>;
/// Free text or an identifier.
pub type Text = Leaf<Box<str>>;

/// The value inside, if it is there and was understood.
pub fn value<T: Copy>(leaf: &Option<Leaf<T>>) -> Option<T> {
    leaf.as_ref().and_then(|leaf| leaf.value)
}

/// `Child`, with `ChildIdentifiers` and `ChildCharacteristics` folded in.
#[derive(Debug, Default)]
pub struct Child {
    /// 1-based number of the child in the file.
    pub row: u32,
    /// Where the element starts.
    pub at: Position,
    /// `LAchildID`
    pub la_child_id: Option<Text>,
    /// `UPN`, trimmed and upper-cased, inner blanks removed; not yet checked.
    pub upn: Option<Text>,
    /// `FormerUPN`, as `upn`.
    pub former_upn: Option<Text>,
    /// `UPNunknown`
    pub upn_unknown: Option<Code>,
    /// `PersonBirthDate`
    pub birth_date: Option<Date>,
    /// `ExpectedPersonBirthDate`
    pub expected_birth_date: Option<Date>,
    /// `GenderCurrent` or `Sex`, mapped to `M`, `F`, `U`.
    pub sex: Option<Code>,
    /// The trimmed text of `GenderCurrent` or `Sex`, always kept.
    pub sex_raw: Option<Box<str>>,
    /// Which of the two elements it was: `GenderCurrent` or `Sex`.
    pub sex_element: Option<&'static str>,
    /// `PersonDeathDate`
    pub death_date: Option<Date>,
    /// Whether a `ChildCharacteristics` element was there.
    pub has_characteristics: bool,
    /// `Ethnicity`
    pub ethnicity: Option<Code>,
    /// Each `Disability` with text, repeats included.
    pub disabilities: Vec<Code>,
    /// Each `CINdetails`.
    pub referrals: Vec<Referral>,
}

impl Child {
    /// Empties the record for the next child, keeping the room of its lists.
    pub fn clear(&mut self) {
        let mut disabilities = std::mem::take(&mut self.disabilities);
        let mut referrals = std::mem::take(&mut self.referrals);
        disabilities.clear();
        referrals.clear();
        *self = Child {
            disabilities,
            referrals,
            ..Child::default()
        };
    }
}

/// `CINdetails`: one referral and the case that follows from it.
#[derive(Debug, Default)]
pub struct Referral {
    /// Where the element starts.
    pub at: Position,
    /// `CINreferralDate`
    pub referral_date: Option<Date>,
    /// `ReferralSource`
    pub referral_source: Option<Code>,
    /// `PrimaryNeedCode`
    pub primary_need: Option<Code>,
    /// `CINclosureDate`
    pub closure_date: Option<Date>,
    /// `ReasonForClosure`
    pub closure_reason: Option<Code>,
    /// `DateOfInitialCPC` directly under `CINdetails`: the move-in conference.
    pub conference_date: Option<Date>,
    /// `ReferralNFA`
    pub nfa: Option<Leaf<bool>>,
    /// Each `Assessments`.
    pub assessments: Vec<Assessment>,
    /// Each `CINPlanDates`.
    pub plans: Vec<CinPlan>,
    /// Each `Section47`.
    pub section47s: Vec<Section47>,
    /// Each `ChildProtectionPlans`.
    pub cp_plans: Vec<CpPlan>,
    /// Each `PreProceedingsandFGDM` (2026-27 on).
    pub pre_proceedings: Vec<PreProceedings>,
}

impl Referral {
    /// Empties the referral for another use, keeping the room of its lists.
    pub fn clear(&mut self) {
        let mut emptied = std::mem::take(self);
        emptied.assessments.clear();
        emptied.plans.clear();
        emptied.section47s.clear();
        emptied.cp_plans.clear();
        emptied.pre_proceedings.clear();
        let Referral {
            assessments,
            plans,
            section47s,
            cp_plans,
            pre_proceedings,
            ..
        } = emptied;
        *self = Referral {
            assessments,
            plans,
            section47s,
            cp_plans,
            pre_proceedings,
            ..Referral::default()
        };
    }
}

/// `Assessments`
#[derive(Debug, Default)]
pub struct Assessment {
    /// Where the element starts.
    pub at: Position,
    /// `AssessmentActualStartDate`
    pub start_date: Option<Date>,
    /// `AssessmentInternalReviewDate`
    pub internal_review_date: Option<Date>,
    /// `AssessmentAuthorisationDate`
    pub authorisation_date: Option<Date>,
    /// Each `AssessmentFactors` with text, repeats included.
    pub factors: Vec<Code>,
}

/// `CINPlanDates`
#[derive(Debug, Default)]
pub struct CinPlan {
    /// Where the element starts.
    pub at: Position,
    /// `CINPlanStartDate`
    pub start_date: Option<Date>,
    /// `CINPlanEndDate`
    pub end_date: Option<Date>,
}

/// `Section47`
#[derive(Debug, Default)]
pub struct Section47 {
    /// Where the element starts.
    pub at: Position,
    /// `S47ActualStartDate`
    pub start_date: Option<Date>,
    /// `InitialCPCtarget`
    pub conference_target: Option<Date>,
    /// `DateOfInitialCPC` under `Section47`.
    pub conference_date: Option<Date>,
    /// `ICPCnotRequired`
    pub conference_not_required: Option<Leaf<bool>>,
}

/// `ChildProtectionPlans`
#[derive(Debug, Default)]
pub struct CpPlan {
    /// Where the element starts.
    pub at: Position,
    /// `CPPstartDate`
    pub start_date: Option<Date>,
    /// `CPPendDate`
    pub end_date: Option<Date>,
    /// `InitialCategoryOfAbuse`
    pub initial_category: Option<Code>,
    /// `LatestCategoryOfAbuse`
    pub latest_category: Option<Code>,
    /// `NumberOfPreviousCPP`
    pub previous_plans: Option<Leaf<i32>>,
    /// Each `CPPreviewDate` with text, under any number of `Reviews`.
    pub reviews: Vec<Date>,
    /// Number of `Reviews` elements that held no date (8842Q).
    pub empty_reviews: u32,
}

/// `PreProceedingsandFGDM`
#[derive(Debug, Default)]
pub struct PreProceedings {
    /// Where the element starts.
    pub at: Position,
    /// `PPStartDate`
    pub start_date: Option<Date>,
    /// `LBPSentDate`
    pub letter_before_proceedings_date: Option<Date>,
    /// `FGDMMeetingOffer`
    pub fgdm_offered: Option<Leaf<bool>>,
    /// `FGDMMeetingFac`
    pub fgdm_held: Option<Leaf<bool>>,
    /// `InitialPPMeetingDate`
    pub initial_meeting_date: Option<Date>,
    /// `ReviewMeetingsCount`
    pub review_meetings: Option<Leaf<i32>>,
    /// `StepDecisionDate`
    pub step_decision_date: Option<Date>,
    /// `PPOutcome`
    pub outcome: Option<Code>,
    /// `CourtAppDate`
    pub court_application_date: Option<Date>,
    /// `LetterInitCPDate`
    pub letter_of_issue_date: Option<Date>,
}

/// The census year a file is judged against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Year of the reference date: 2024 for 2023-24.
    pub year: i16,
    /// First day of the census year, 1 April, days since 1970-01-01.
    pub start: i32,
    /// Last day of the census year and reference date, 31 March.
    pub end: i32,
}

/// What the header says of the return. A file without a header has none of it.
#[derive(Debug, Clone, Default)]
pub struct HeaderFacts {
    /// Where `Header` starts; `None` without a header.
    pub at: Option<Position>,
    /// `Collection`
    pub collection: Option<Text>,
    /// `Year`, the year in which the collection year ends.
    pub year: Option<Leaf<i16>>,
    /// `ReferenceDate`
    pub reference_date: Option<Date>,
    /// `SourceLevel`
    pub source_level: Option<Text>,
    /// `LEA`: three digits, or no value.
    pub la: Option<Leaf<i16>>,
    /// `SoftwareCode`
    pub software_code: Option<Text>,
    /// `Release`
    pub release: Option<Text>,
    /// `SerialNo`: its number; `raw` always holds its text, leading zeros included.
    pub serial: Option<Leaf<i64>>,
    /// `DateTime` as `yyyy-mm-ddThh:mm:ss`, or no value.
    pub made_at: Option<Text>,
}
