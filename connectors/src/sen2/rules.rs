//! What is wrong or odd in the content of a return.
//!
//! DfE's own numbers for the checks of this collection are not public, so every rule has a name
//! of the project's own. Rules judge and never reject: all rows and texts are kept. An item
//! that is absent is reported by the one rule on its absence, and a text that could not be
//! understood by the reader (`date_format`, `code_unknown` …), which also tells an item that
//! the year did not collect (`item_year`) and a code of other years (`code_year`).

mod active;
mod authority;
mod census;
mod person;
mod plan;
mod request;
mod setting;

use super::person::{Intakes, Person, Values};
use super::schema::Module;
use crate::finding::{Finding, Position, Severity};
use Severity::{Error, Notice, Query};

use census::ReturnChecks;

/// A rule, as data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Its name.
    pub id: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong, in a sentence.
    pub title: &'static str,
}

impl Rule {
    /// A finding of it.
    pub(super) fn finding(&self, at: Position) -> Finding {
        Finding::new(self.id, self.severity, self.title, at)
    }
}

/// Every rule, by part of the return.
pub static RULES: &[Rule] = LIST;

#[rustfmt::skip]
const LIST: &[Rule] = &[
    // Any module
    row("required_missing", Error, "An item is missing that every record of its kind must have."),
    // The person
    row("identifier_missing", Error, "The person has neither UPN nor ULN, nor a reason why they are unknown."),
    row("reason_with_identifier", Query, "A reason why UPN and ULN are unknown stands beside one of them."),
    row("reason_under_6", Query, "The UPN is unknown because the child is under 6 (UN1), but the child is older."),
    row("upn_check", Query, "The UPN is not right."),
    row("upn_temporary", Query, "The UPN is a temporary one: it ends in a letter."),
    row("uln_in_upn", Query, "The UPN has ten digits, as a unique learner number has."),
    row("uln_form", Query, "The unique learner number does not have ten digits."),
    row("age_range", Query, "The person was born after census day, or was over 25 when the period began."),
    row("person_repeated", Query, "An earlier person of the return has the same UPN, ULN, or name and birth date."),
    row("request_missing", Error, "The person has no request."),
    // Requests
    row("requests_open", Query, "The person has more than one request that is open on census day."),
    row("received_date_missing", Query, "The day the request was received is missing, and the request is not historical (H)."),
    row("received_after_period", Query, "The request was received after the calendar year that the return covers."),
    row("request_outcome_before_received", Query, "The outcome of the request is dated before the request was received."),
    row("request_outcome_date_missing", Query, "The request was agreed or refused (Y, N), and the day of that is missing."),
    row("request_outcome_date_unexpected", Query, "The request is undecided, withdrawn or historical (A, W, H), and has a day of outcome."),
    row("request_items_unexpected", Query, "The request is undecided, withdrawn or historical (A, W, H), and has mediation, a tribunal or an export."),
    // Assessments
    row("assessment_repeated", Query, "The request has more than one assessment."),
    row("assessment_undated", Query, "The assessment ended with a decision (Y, N) that has no day; with Y, the plan was decided and not yet issued."),
    row("assessment_date_unexpected", Query, "The assessment is undecided, withdrawn or historical (A, W, H), and has a day of outcome."),
    row("assessment_before_received", Query, "The outcome of the assessment is dated before the request was received."),
    row("week20_missing", Query, "The assessment led to a plan, and does not say whether an exception to the 20 weeks applies."),
    row("plan_after_refusal", Query, "The assessment ended without a plan (N), and a plan follows it."),
    // Plans
    row("named_plan_repeated", Query, "The request has more than one plan."),
    row("plan_misplaced", Query, "The plan stands in its request, and not in an assessment."),
    row("open_plan_unnamed", Query, "The request has an active plan and no plan as issued, as after a transfer into the authority."),
    row("plans_open", Query, "The person has more than one plan that is open on census day."),
    row("cease_reason_missing", Query, "The plan has a day of ceasing and no reason."),
    row("cease_date_missing", Query, "The plan has a reason for ceasing and no day."),
    row("cease_before_start", Query, "The plan ceased before it started."),
    row("maximum_age_under_19", Query, "The plan ceased because of the maximum age (1) before the person was 19."),
    row("plan_detail_count", Query, "The plan names no setting, or more than two."),
    // Settings, named and attended
    row("setting_missing", Query, "The setting has neither URN, UKPRN nor SENsetting."),
    row("setting_repeated", Query, "The setting has more than one of URN, UKPRN and SENsetting; the first in that order counts."),
    row("setting_in_urn", Query, "A code of SENsetting stands in the URN."),
    row("urn_form", Query, "The URN does not have six digits."),
    row("ukprn_form", Query, "The UKPRN does not have eight digits."),
    row("setting_other_missing", Query, "The setting is OTH or NIEO, and SENsettingOther does not say what it is."),
    row("neet_under_16", Query, "The setting is NEET, and the person is under 16 on census day."),
    row("rank_1_missing", Query, "There is a second setting (rank 2) and no main one (rank 1)."),
    row("rank_1_repeated", Query, "There are two main settings (rank 1) at once."),
    row("leaving_before_entry", Query, "The placement ended before it began."),
    // Active plans
    row("active_plan_repeated", Query, "The request has more than one active plan."),
    row("placement_missing", Query, "The active plan has no placement."),
    row("review_after_census", Query, "The review meeting is after census day."),
    row("review_decision_before_meeting", Query, "The decision after the review is dated before the review meeting."),
    row("review_missing", Query, "The plan is over a year old on census day, and has no review."),
    // Needs
    row("need_rank_1_missing", Query, "The active plan has no primary need (rank 1)."),
    row("need_rank_1_repeated", Query, "The active plan has two primary needs (rank 1)."),
    row("need_repeated", Query, "The same need is given twice."),
    row("need_count", Query, "The active plan has more than two needs."),
    // Numbers of authorities
    row("la_code_form", Query, "The authority is not given as its three-digit DfE number; the text was kept."),
    row("la_code_unknown", Query, "The number is of no English local authority, present or past."),
    row("la_code_former", Query, "The number is of an authority that was abolished before the calendar year that the return covers."),
    // The return as a whole
    row("collection_name", Notice, "The header names the collection otherwise than SEN2."),
    row("header_year", Query, "The Year of the header is not that of its ReferenceDate."),
    row("reference_date", Query, "The reference date is not the third Thursday of January."),
    row("year_given", Notice, "The return was read for another year than its header says, as was asked."),
    row("la_given", Notice, "The return was read for another local authority than its header says, as was asked."),
    row("no_persons", Error, "The return holds no persons."),
    row("unit_flags_blank", Notice, "Settings with a URN do not say whether the place is in a SEN unit or resourced provision: right where the school has neither."),
    row("week20_common", Query, "More than 90% of the plans issued are said to be exceptions to the 20 weeks."),
    row("review_dates_swapped", Query, "In most active plans the decision after the review is dated before the meeting: ReviewMeeting and LastReview may have been swapped. They were read as they stand."),
    // The files of a set
    row("headers_repeated", Error, "The file has more than one header row; the first counts, and all persons were read under it."),
    row("table_id_missing", Error, "The row has no table id, so nothing can hang from it."),
    row("table_id_repeated", Error, "An earlier row has the same table id; what names it hangs from the earlier row."),
    row("orphan_row", Error, "The row hangs from none that is in the set, and was left out."),
    row("parent_ambiguous", Query, "The request has several records from which the row may hang; it was put to the first."),
    row("column_repeated", Query, "The file has two columns of this name; the first was read."),
];

const fn row(id: &'static str, severity: Severity, title: &'static str) -> Rule {
    Rule {
        id,
        severity,
        title,
    }
}

/// The row of [`RULES`] of this name, found when compiling.
pub(super) const fn find(id: &str) -> &'static Rule {
    let mut index = 0;
    while index < LIST.len() {
        if crate::layout::same(LIST[index].id, id) {
            return &LIST[index];
        }
        index += 1;
    }
    panic!("a rule without a row in RULES")
}

/// `rule!("upn_check")`: that row of [`RULES`].
macro_rules! rule {
    ($id:literal) => {
        const { $crate::sen2::rules::find($id) }
    };
}
pub(super) use rule;

/// Judges persons, one after another, and at the end the return.
pub(super) struct Judge {
    days: Days,
    checks: ReturnChecks,
}

/// The days by which a return of one year is judged.
#[derive(Debug, Clone, Copy)]
struct Days {
    year: i16,
    /// First day of the calendar year that the return covers.
    period_start: i32,
    /// Its last day.
    period_end: i32,
    census: i32,
}

impl Judge {
    pub(super) fn new(year: i16) -> Judge {
        let day = |month, day| {
            // Every year of 16 bits has these two days.
            cohort_udfs::calendar::date(i32::from(year) - 1, month, day).unwrap_or_default()
        };
        let days = Days {
            year,
            period_start: day(1, 1),
            period_end: day(12, 31),
            census: super::header::census_day(year),
        };
        Judge {
            days,
            checks: ReturnChecks::new(),
        }
    }

    /// Judges one person.
    pub(super) fn person(&mut self, person: &Person<'_>, intakes: &mut Intakes) {
        let mut case = Case {
            days: self.days,
            birth: person.values.day(super::schema::BIRTH_DATE),
            intakes,
        };
        person::check(&mut case, person);
        request::check_person(&mut case, person);
        plan::check_person(&mut case, person);
        for request in &person.requests {
            request::check(&mut case, request);
            plan::check(&mut case, request);
            active::check(&mut case, request);
        }
        self.checks.person(&mut case, person);
    }

    /// Judges the return.
    pub(super) fn finish(self, intakes: &mut Intakes) {
        self.checks.finish(intakes);
    }
}

/// One person before the judge.
struct Case<'a> {
    days: Days,
    birth: Option<i32>,
    intakes: &'a mut Intakes,
}

impl Case<'_> {
    /// Reports an item of a record: where it stands and what it says.
    fn report(&mut self, rule: &'static Rule, values: &Values<'_>, item: usize) {
        self.report_as(rule, rule.title, values, item);
    }

    /// The same in other words than the rule's title.
    fn report_as(
        &mut self,
        rule: &'static Rule,
        message: &'static str,
        values: &Values<'_>,
        item: usize,
    ) {
        let cell = &values.cells[item];
        let finding = Finding::new(rule.id, rule.severity, message, cell.at);
        let finding = finding.item(values.module.fields()[item].item());
        let finding = if cell.is_given() {
            finding.value(cell.raw)
        } else {
            finding
        };
        self.add(values.module, finding);
    }

    /// Reports a record.
    fn report_record(&mut self, rule: &'static Rule, values: &Values<'_>) {
        self.add(values.module, rule.finding(values.at));
    }

    fn add(&mut self, module: Module, finding: Finding) {
        let intake = self.intakes.of(module);
        intake.table(module.group().table);
        intake.add(finding);
    }

    /// Reports the items that are missing.
    fn require(&mut self, values: &Values<'_>, items: &[usize]) {
        for item in items {
            if !values.given(*item) {
                self.report(rule!("required_missing"), values, *item);
            }
        }
    }

    /// Age in completed years; negative before birth.
    fn age_on(&self, day: i32) -> Option<i32> {
        let birth = self.birth?;
        if birth > day {
            return Some(-1);
        }
        cohort_udfs::calendar::completed_years(birth, day)
    }
}
