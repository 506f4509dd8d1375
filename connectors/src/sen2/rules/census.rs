//! What shows only in the return as a whole.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::{Case, Rule, active, rule, setting};
use crate::finding::Position;
use crate::sen2::person::{Intakes, Person, Request};
use crate::sen2::schema::*;

/// Fewest active plans with both dates of a review by which a swap is suspected *\[choice\]*.
const REVIEWS_ENOUGH: u32 = 5;
/// Fewest plans issued by which it counts how many are exceptions *\[choice\]*.
const PLANS_ENOUGH: u32 = 5;

/// Gathers as persons pass. Holds up to three keys of 16 bytes a person.
#[derive(Default)]
pub(super) struct ReturnChecks {
    seen: HashSet<u128>,
    persons: u64,
    unflagged: Tally,
    exceptions: Tally,
    reversed: Tally,
}

/// How many of how many, and where the first of them is.
#[derive(Debug, Default)]
struct Tally {
    count: u32,
    of: u32,
    first: Option<(Module, Position)>,
}

impl Tally {
    fn add(&mut self, counts: bool, module: Module, at: Position) {
        self.of += 1;
        if counts {
            self.count += 1;
            self.first.get_or_insert((module, at));
        }
    }
}

impl ReturnChecks {
    pub(super) fn new() -> ReturnChecks {
        ReturnChecks::default()
    }

    pub(super) fn person(&mut self, case: &mut Case<'_>, person: &Person<'_>) {
        self.persons += 1;
        self.repeated(case, person);
        for request in &person.requests {
            self.request(request);
        }
    }

    /// The same person under another number. Reported once, by the first key that is the same.
    fn repeated(&mut self, case: &mut Case<'_>, person: &Person<'_>) {
        let values = &person.values;
        let text = |item: usize| values.text(item).map(str::to_uppercase);
        let name = text(SURNAME)
            .zip(text(FORENAME))
            .zip(values.day(BIRTH_DATE));
        let keys = [
            (UPN, text(UPN).map(|upn| key(&(UPN, upn)))),
            (ULN, text(ULN).map(|uln| key(&(ULN, uln)))),
            (SURNAME, name.map(|name| key(&(SURNAME, name)))),
        ];
        let mut known = None;
        for (item, key) in keys {
            if key.is_some_and(|key| !self.seen.insert(key)) {
                known = known.or(Some(item));
            }
        }
        if let Some(item) = known {
            case.report(rule!("person_repeated"), values, item);
        }
    }

    fn request(&mut self, request: &Request<'_>) {
        for plan in request.plans() {
            for detail in &plan.details {
                self.setting(detail);
            }
        }
        for assessment in &request.assessments {
            let values = &assessment.values;
            if values.text(ASSESSMENT_OUTCOME) == Some("Y") && values.given(WEEK20) {
                self.exceptions
                    .add(values.is_true(WEEK20), Module::Assessment, values.at);
            }
        }
        for plan in &request.active_plans {
            let values = &plan.values;
            if values.day(REVIEW_MEETING).is_some() && values.day(LAST_REVIEW).is_some() {
                self.reversed
                    .add(active::is_reversed(values), Module::ActivePlan, values.at);
            }
            for placement in &plan.placements {
                self.setting(placement);
            }
        }
    }

    fn setting(&mut self, values: &crate::sen2::person::Values<'_>) {
        let blank = setting::is_unflagged(values);
        self.unflagged.add(blank, values.module, values.at);
    }

    pub(super) fn finish(self, intakes: &mut Intakes) {
        if self.persons == 0 {
            let at = Position {
                line: 1,
                column: 1,
                byte: 0,
            };
            tell(intakes, rule!("no_persons"), Module::Person, at);
        }
        let told = |counts: bool, tally: &Tally| tally.first.filter(|_| counts);
        if let Some((module, at)) = told(self.unflagged.count > 0, &self.unflagged) {
            let rule = rule!("unit_flags_blank");
            let count = self.unflagged.count;
            let mut finding = rule.finding(at).item("SENunitIndicator");
            if count > 1 {
                let title = rule.title.trim_end_matches('.');
                finding.message = format!("{title} ({count} in the return, here first).").into();
            }
            let intake = intakes.of(module);
            intake.table(module.group().table);
            intake.add(finding);
        }
        let Tally { count, of, .. } = self.exceptions;
        let common = of >= PLANS_ENOUGH && u64::from(count) * 10 > u64::from(of) * 9;
        if let Some((module, at)) = told(common, &self.exceptions) {
            tell(intakes, rule!("week20_common"), module, at);
        }
        let Tally { count, of, .. } = self.reversed;
        let most = of >= REVIEWS_ENOUGH && u64::from(count) * 2 > u64::from(of);
        if let Some((module, at)) = told(most, &self.reversed) {
            tell(intakes, rule!("review_dates_swapped"), module, at);
        }
    }
}

fn tell(intakes: &mut Intakes, rule: &'static Rule, module: Module, at: Position) {
    let intake = intakes.of(module);
    intake.table(module.group().table);
    intake.add(rule.finding(at));
}

/// 128 bits, so that two persons share a key by chance about never. The hasher has no secret:
/// a file may be made to collide, and gains a finding by it.
fn key(value: &impl Hash) -> u128 {
    let half = |salt: u8| {
        let mut state = DefaultHasher::new();
        salt.hash(&mut state);
        value.hash(&mut state);
        u128::from(state.finish())
    };
    half(0) << 64 | half(1)
}
