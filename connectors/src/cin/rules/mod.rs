//! What the published validation rules find in the content of a child's record.
//!
//! [`RULES`] lists them: one row a rule, in the order of its part. The condition of a rule
//! stands in the file of its part, under its number; one more rule is a row here, a condition
//! there and a case in the tests, which fail for a rule that no case breaks.
//!
//! Rules judge and never reject. Three habits keep their findings few and true:
//!
//! * An item that is absent is reported by the one rule on its absence. A rule that compares
//!   it with another stays silent.
//! * An element whose text could not be understood is *present*: the reader reports the text
//!   (`date_format`), and no rule calls the item missing or the case open. A code that is in
//!   no year's set is reported by the item's own rule (4180, 4220, 8540, 8640 …), and a date
//!   too far off to be loaded (`date_implausible`) by the rules that ask for one of the year.
//! * Where DfE asks for two dates in order, a rule reports the later one.
//!
//! Conditions are those of the DfE validation rules. Where DfE leaves a point open the file
//! says what was chosen, marked *\[assumed\]*.

mod assessment;
mod case;
mod characteristics;
mod cin_plan;
mod conference;
mod cp_plan;
mod death;
mod fingerprint;
mod identifiers;
mod item;
mod judge;
mod pre_proceedings;
mod referral;
mod return_level;
mod section47;
mod spans;
#[cfg(test)]
mod tests;

use crate::finding::{Finding, Severity};

use super::record::{Child, Period};
use item::*;
use judge::Judge;

pub use return_level::ReturnChecks;

/// A rule of the collection, as data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Number as DfE writes it, `8770Q`; the project's own rules have a name instead.
    pub id: &'static str,
    /// Query for numbers that end in `Q`, otherwise error; the project's own say it.
    pub severity: Severity,
    /// Table of the row the rule concerns, as a rule; a finding may name a narrower one.
    pub table: &'static str,
    /// Published item it concerns first; a finding names the item at fault.
    pub item: &'static str,
    /// What is wrong, in a sentence.
    pub title: &'static str,
    /// First collection year (its end year) to which the rule applies; 0 for all.
    pub from: i16,
    /// Where the rule is published.
    pub source: &'static str,
}

/// The rules of every year.
const DFE: &str = "DfE, Children in need census: validation rules";
/// The rules that came with 2024-25.
const DFE_2025: &str = "DfE, Children in need census 2024 to 2025: validation rules";
/// The rules on pre-proceedings, before the first collection that uses them.
const DFE_2027: &str = "DfE, Children in need census 2026 to 2027: validation rules (look-ahead)";
/// What the project adds.
const OWN: &str = "Cohort";

/// Every rule, by part of the record.
pub static RULES: &[Rule] = LIST;

#[rustfmt::skip]
const LIST: &[Rule] = &[
    // The child's identifiers
    row("8500", LA_CHILD_ID, "The child has no LAchildID."),
    row("1570", LA_CHILD_ID, "The LAchildID is longer than 20 characters.").since(2025, DFE_2025),
    row("1580", LA_CHILD_ID, "The LAchildID holds characters that are neither letters nor digits.").since(2025, DFE_2025),
    row("1510", UPN, "The check letter of the UPN (character 1) is wrong."),
    row("1530", UPN, "Characters 2 to 4 of the UPN are not the number of a local authority."),
    row("1540", UPN, "Characters 5 to 12 of the UPN are not all digits."),
    row("1550", UPN, "The UPN does not end, at character 13, in a digit or a letter other than I, O and S."),
    row("1560Q", FORMER_UPN, "The FormerUPN does not have the form of a UPN."),
    row("upn_with_reason", UPN_UNKNOWN, "A reason for an unknown UPN is given beside a UPN.").own(Severity::Query),
    row("8520", BIRTH_DATE, "The child was born after the reference date; an unborn child has an expected date instead."),
    row("8525Q", BIRTH_DATE, "Exactly one of birth date and expected birth date is needed."),
    row("8530Q", EXPECTED_BIRTH_DATE, "The expected birth date is not between 30 days before and 9 months after the reference date."),
    row("8770Q", UPN, "A child of school age has neither a UPN nor a reason that fits why it is unknown."),
    row("8772", UPN_UNKNOWN, "UPNunknown is UN7 (no further action), but a referral of the child went further."),
    row("8775Q", BIRTH_DATE, "The child has a case after turning 25."),
    row("4180", SEX, "The child's sex is missing or not a valid code."),
    row("8750", SEX, "The sex of an unborn child is not 'U' ('0' in GenderCurrent)."),
    // The child's characteristics
    row("4220", ETHNICITY, "The child's ethnicity is missing or not a valid code."),
    row("8540", DISABILITY, "The child's disability is missing or not a valid code."),
    row("8790", DISABILITY, "Disability NONE stands beside another disability."),
    row("8794", DISABILITY, "The same disability is given twice."),
    // A referral by itself
    row("8590", REFERRAL_DATE, "The child has no referral (CINdetails)."),
    row("8600", REFERRAL_DATE, "The referral date is missing or after the reference date."),
    row("8606", REFERRAL_DATE, "The referral is more than 40 weeks before the child's birth or expected birth."),
    row("8866", REFERRAL_SOURCE, "The source of the referral is missing or not a valid code."),
    row("8650", PRIMARY_NEED, "The primary need is not a valid code."),
    row("8640", CLOSURE_REASON, "The reason for closure is not a valid code."),
    row("8568", NFA, "The no-further-action flag is missing or neither true nor false."),
    row("8569Q", NFA, "A referral with no further action is from before the census year."),
    row("8610", PRIMARY_NEED, "A referral that went further has no primary need."),
    row("8805", CLOSURE_REASON, "The case has a closure date and no reason for closure."),
    row("8810", CLOSURE_DATE, "The case has a reason for closure and no closure date."),
    row("8620", CLOSURE_DATE, "The closure date is not in the census year."),
    row("8630", CLOSURE_DATE, "The case is closed before its referral."),
    // A child's cases, and what may hang on one
    row("8815", CLOSURE_DATE, "The child has more than one open case."),
    row("8816", REFERRAL_DATE, "An open case is not the child's latest referral."),
    row("8820", REFERRAL_DATE, "A case begins while another case of the child runs."),
    row("8565", CLOSURE_DATE, "Activity is dated after the closure of the case."),
    row("8831", NFA, "An assessment, section 47 enquiry or conference hangs on a referral with no further action."),
    row("8832", CPP_START, "A child protection plan hangs on a referral with no further action."),
    row("4000", PLAN_START, "A CIN plan hangs on a referral with no further action.").since(2022, DFE),
    row("2990", CLOSURE_REASON, "A case closed after assessment (RC8, RC9) holds a section 47 enquiry, conference, CIN plan or child protection plan."),
    row("8825Q", CLOSURE_REASON, "A case closed after assessment (RC8, RC9) holds no assessment."),
    row("8867", AUTHORISATION_DATE, "A closed case holds an unfinished assessment."),
    row("8868", S47_CONFERENCE, "A closed case holds a section 47 enquiry with no conference that is not marked as needing none."),
    // Assessments
    row("1103", ASSESSMENT_START, "The assessment starts before the referral."),
    row("8608", AUTHORISATION_DATE, "The assessment is authorised before it starts."),
    row("8696", AUTHORISATION_DATE, "The assessment is authorised outside the census year."),
    row("8736", ASSESSMENT_START, "An unfinished assessment did not start in the census year."),
    row("8863Q", ASSESSMENT_START, "An assessment starts while another of the case runs."),
    row("8896", AUTHORISATION_DATE, "The case has two or more unfinished assessments."),
    row("8670Q", ASSESSMENT_START, "An unfinished assessment has been open for more than 45 working days at the reference date."),
    row("8614", FACTOR, "An unfinished assessment has factors."),
    row("8897Q", FACTOR, "A finished assessment has no valid factor."),
    row("8869", FACTOR, "Factor 21 (no factors identified) stands beside other factors."),
    row("8898", FACTOR, "The same factor is given twice in one assessment."),
    row("8945Q", FACTOR, "Factor 18A (undivided physical abuse) is used instead of 18B or 18C.").since(2025, DFE_2025),
    row("8950Q", FACTOR, "Factor 19A (undivided sexual abuse) is used instead of 19B or 19C.").since(2025, DFE_2025),
    // Section 47 enquiries
    row("2889", S47_START, "The section 47 enquiry starts before the referral."),
    row("8615", S47_START, "The start of the section 47 enquiry is missing or after its conference."),
    row("8740", S47_START, "A section 47 enquiry without outcome did not start in the census year."),
    row("8675Q", S47_START, "A section 47 enquiry has been without conference for more than 15 working days at the reference date."),
    row("8839", S47_CONFERENCE, "The case has two or more section 47 enquiries without outcome."),
    row("8890", S47_START, "A section 47 enquiry starts while another of the case runs."),
    // Initial child protection conferences
    row("2884", CASE_CONFERENCE, "A conference is recorded both for the case and for a section 47 enquiry of it."),
    row("1104", S47_CONFERENCE, "The conference is before the referral."),
    row("8715", S47_CONFERENCE, "The conference is not in the census year."),
    row("8870Q", S47_TARGET, "The target date of the conference is at a weekend."),
    row("8875", S47_CONFERENCE, "The conference is at a weekend."),
    // Child protection plans
    row("2885", CPP_START, "A child protection plan that started in the census year did not start on the date of a conference of the case."),
    row("1105", CPP_START, "The child protection plan starts before the referral."),
    row("8720", CPP_START, "The start of the child protection plan is missing or after the reference date."),
    row("8925", CPP_END, "The child protection plan ends before it starts."),
    row("8930", CPP_END, "The child protection plan does not end in the census year."),
    row("8840", CPP_END, "The child protection plan starts and ends on the same day."),
    row("8935", CPP_END, "The child has more than one open child protection plan."),
    row("8940", CPP_START, "A child protection plan starts while another of the child runs."),
    row("8730", PREVIOUS_CPP, "The number of previous child protection plans is missing or not a whole number from 0."),
    row("8905", INITIAL_CATEGORY, "The initial category of abuse is missing or not a valid code."),
    row("8910", LATEST_CATEGORY, "The latest category of abuse is missing or not a valid code."),
    row("8841", REVIEW_DATE, "A review is on or before the start of its child protection plan."),
    row("8842Q", REVIEW_DATE, "A review of a child protection plan has no date."),
    row("4003", REVIEW_DATE, "A review of a child protection plan was held during a CIN plan.").since(2022, DFE),
    // CIN plans
    row("4010", PLAN_START, "The start of the CIN plan is missing or after the reference date.").since(2022, DFE),
    row("4011", PLAN_END, "The CIN plan ends before it starts.").since(2022, DFE),
    row("4013", PLAN_END, "The CIN plan does not end in the census year.").since(2022, DFE),
    row("4015", PLAN_START, "The CIN plan starts before the referral.").since(2022, DFE),
    row("4004", PLAN_END, "The child has more than one open CIN plan.").since(2022, DFE),
    row("4014", PLAN_START, "A CIN plan starts while another of the child runs.").since(2022, DFE),
    row("4001", PLAN_END, "The child has a CIN plan and a child protection plan open at once.").since(2022, DFE),
    row("4016", PLAN_START, "A CIN plan starts while the child is on a child protection plan.").since(2022, DFE),
    row("4017", CPP_START, "A child protection plan starts while the child is on a CIN plan.").since(2022, DFE),
    // Death
    row("8535Q", DEATH_DATE, "The child died before its birth."),
    row("8545Q", DEATH_DATE, "The child's death is not in the census year."),
    row("8555Q", REFERRAL_DATE, "The child was referred after its death."),
    row("8915", CPP_START, "The child protection plan starts after the child's death."),
    row("8920", CPP_END, "The child protection plan ends after the child's death."),
    row("4008", PLAN_START, "The CIN plan starts after the child's death.").since(2022, DFE),
    row("4009Q", PLAN_END, "The CIN plan ends after the child's death.").since(2022, DFE),
    row("8585Q", DEATH_DATE, "A case was closed because the child died (RC2), and there is no date of death."),
    // Pre-proceedings and family group decision making
    row("8995Q", PP_START, "No child of the return has pre-proceedings.").since(2027, DFE_2027),
    row("9000Q", PP_START, "The start of the pre-proceedings is missing.").since(2027, DFE_2027),
    row("9005", PP_START, "The pre-proceedings start after the census year.").since(2027, DFE_2027),
    row("9006", PP_LETTER, "The letter before proceedings is not in the census year or before the start of the pre-proceedings.").since(2027, DFE_2027),
    row("9007", PP_OFFER, "A letter before proceedings was sent, and it is not said whether a family group decision-making meeting was offered.").since(2027, DFE_2027),
    row("9008", PP_MEETING, "The initial pre-proceedings meeting is not in the census year.").since(2027, DFE_2027),
    row("9009", PP_STEP, "The decision to step up or down is not in the census year or before the start of the pre-proceedings.").since(2027, DFE_2027),
    row("9010", PP_HELD, "A family group decision-making meeting was offered, and it is not said whether it was held.").since(2027, DFE_2027),
    row("9011", PP_OUTCOME, "The outcome of the pre-proceedings is not a valid code.").since(2027, DFE_2027),
    row("9012", PP_COURT, "The application to the court is not in the census year or before the decision to step up or down.").since(2027, DFE_2027),
    row("9013", PP_ISSUE, "The letter of issue is not in the census year or before the application to the court.").since(2027, DFE_2027),
    row("9015Q", PP_REVIEWS, "There was an initial pre-proceedings meeting, and the number of review meetings is missing.").since(2027, DFE_2027),
    // The return as a whole
    row("100", REFERENCE_DATE, "The reference date is missing or not 31 March of the collection year."),
    row("header_year", HEADER_YEAR, "The Year of the header is not that of its ReferenceDate; the reference date counts.").own(Severity::Query),
    row("8510", LA_CHILD_ID, "The LAchildID is on more than one child."),
    row("1520", UPN, "The UPN is on more than one child."),
    row("duplicate_child", LA_CHILD_ID, "The whole record repeats an earlier one.").own(Severity::Notice),
    row("2883", CPP_START, "More child protection plans started in the census year than there were conferences in it."),
    row("2886Q", SEX, "More than 2% of the children, unborn ones aside, have no known sex."),
    row("2887Q", DISABILITY, "Fewer than 8 different disability codes are used in the return."),
    row("2888Q", DISABILITY, "No disabled child in the return has more than one disability."),
];

const fn row(id: &'static str, item: Item, title: &'static str) -> Rule {
    let severity = match id.as_bytes() {
        [.., b'Q'] => Severity::Query,
        _ => Severity::Error,
    };
    Rule {
        id,
        severity,
        table: item.table,
        item: item.name,
        title,
        from: 0,
        source: DFE,
    }
}

impl Rule {
    const fn since(mut self, year: i16, source: &'static str) -> Rule {
        self.from = year;
        self.source = source;
        self
    }

    const fn own(mut self, severity: Severity) -> Rule {
        self.severity = severity;
        self.source = OWN;
        self
    }
}

/// The row of [`RULES`] with this number, found when compiling: a condition that names a rule
/// without a row does not build.
const fn find(id: &str) -> &'static Rule {
    let mut index = 0;
    while index < LIST.len() {
        if crate::layout::same(LIST[index].id, id) {
            return &LIST[index];
        }
        index += 1;
    }
    panic!("a rule without a row in RULES")
}

/// `rule!("8510")`: that row of [`RULES`].
macro_rules! rule {
    ($id:literal) => {
        const { $crate::cin::rules::find($id) }
    };
}
use rule;

/// Adds to `out` what is wrong with one child's record, seen by itself, in a return of
/// `period`. What needs the other children too is for [`ReturnChecks`].
///
/// Allocates only for a finding and for a child with more than eight cases or plans of one
/// kind; time grows no faster than n log n in the size of the record.
pub fn check_child(child: &Child, period: &Period, out: &mut Vec<Finding>) {
    let judge = &mut Judge::new(child, period, out);
    identifiers::check(judge);
    characteristics::check(judge);
    case::check_child(judge);
    cin_plan::check_child(judge);
    cp_plan::check_child(judge);
    death::check(judge);
    for referral in &child.referrals {
        referral::check(judge, referral);
        case::check(judge, referral);
        assessment::check(judge, referral);
        section47::check(judge, referral);
        conference::check(judge, referral);
        cin_plan::check(judge, referral);
        cp_plan::check(judge, referral);
        pre_proceedings::check(judge, referral);
    }
}
