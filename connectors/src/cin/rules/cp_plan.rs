//! Child protection plans and their reviews.

use smallvec::SmallVec;

use crate::cin::record::{Child, CpPlan, Date, Referral, value};

use super::item::*;
use super::judge::{Judge, known};
use super::rule;
use super::spans::Spans;

/// Every child protection plan of the child, whichever case it hangs on.
pub(super) fn all(child: &Child) -> impl Iterator<Item = &CpPlan> {
    child
        .referrals
        .iter()
        .flat_map(|referral| &referral.cp_plans)
}

/// The plan's start, and the first day it does not cover: its end, or the day after the
/// census year. `None` without a start.
pub(super) fn stretch<'a>(
    start: &'a Option<Date>,
    end: &Option<Date>,
    year_end: i32,
) -> Option<(&'a Date, i32, i32)> {
    let (leaf, start) = known(start)?;
    let end = match end {
        // An end that could not be read is not known to be later than the start.
        Some(end) => end.value.unwrap_or(start),
        None => year_end.saturating_add(1),
    };
    Some((leaf, start, end))
}

/// Rules on all child protection plans of the child together.
pub(super) fn check_child(judge: &mut Judge<'_>) {
    let child = judge.child;
    if all(child).nth(1).is_none() {
        return;
    }
    let mut open = all(child).filter(|plan| plan.end_date.is_none());
    if let (Some(_), Some(second)) = (open.next(), open.next()) {
        judge.report(rule!("8935"), CPP_END.absent(second.at));
    }
    let year_end = judge.period.end;
    let spans = all(child).filter_map(|plan| stretch(&plan.start_date, &plan.end_date, year_end));
    for leaf in Spans::new(spans).overlapping() {
        judge.report(rule!("8940"), CPP_START.date(leaf));
    }
}

pub(super) fn check(judge: &mut Judge<'_>, referral: &Referral) {
    if referral.cp_plans.is_empty() {
        return;
    }
    conferences(judge, referral);
    let referred = value(&referral.referral_date);
    for plan in &referral.cp_plans {
        dates(judge, plan, referred);
        details(judge, plan);
        reviews(judge, plan);
    }
}

/// A plan that began in an earlier year has its conference in that year's return.
fn conferences(judge: &mut Judge<'_>, referral: &Referral) {
    let leaves = referral
        .section47s
        .iter()
        .filter_map(|enquiry| enquiry.conference_date.as_ref())
        .chain(&referral.conference_date);
    let mut days = SmallVec::<[i32; 8]>::new();
    for leaf in leaves {
        // A date that could not be read may be the one.
        let Some(day) = leaf.value else { return };
        days.push(day);
    }
    days.sort_unstable();
    for plan in &referral.cp_plans {
        if let Some((leaf, start)) = known(&plan.start_date)
            && !judge.outside(start)
            && days.binary_search(&start).is_err()
        {
            judge.report(rule!("2885"), CPP_START.date(leaf));
        }
    }
}

fn dates(judge: &mut Judge<'_>, plan: &CpPlan, referred: Option<i32>) {
    let (start, end) = (&plan.start_date, &plan.end_date);
    judge.want_from(rule!("1105"), CPP_START, start, referred);
    if start.is_none() {
        let spot = CPP_START.absent(plan.at);
        judge.report(
            rule!("8720"),
            spot.says("The child protection plan has no start date."),
        );
    }
    judge.want_by_the_end(rule!("8720"), CPP_START, start);
    judge.want_from(rule!("8925"), CPP_END, end, value(start));
    judge.want_inside(rule!("8930"), CPP_END, end);
    if let Some((leaf, ended)) = known(end)
        && value(start) == Some(ended)
    {
        judge.report(rule!("8840"), CPP_END.date(leaf));
    }
}

fn details(judge: &mut Judge<'_>, plan: &CpPlan) {
    match &plan.previous_plans {
        None => judge.report(rule!("8730"), PREVIOUS_CPP.absent(plan.at)),
        Some(leaf) if leaf.value.is_none_or(|count| count < 0) => {
            judge.report(rule!("8730"), PREVIOUS_CPP.number(leaf));
        }
        Some(_) => (),
    }
    if value(&plan.initial_category).is_none() {
        let spot = INITIAL_CATEGORY.code_or_absent(&plan.initial_category, plan.at);
        judge.report(rule!("8905"), spot);
    }
    if value(&plan.latest_category).is_none() {
        let spot = LATEST_CATEGORY.code_or_absent(&plan.latest_category, plan.at);
        judge.report(rule!("8910"), spot);
    }
}

fn reviews(judge: &mut Judge<'_>, plan: &CpPlan) {
    if plan.empty_reviews > 0 {
        judge.report(rule!("8842Q"), REVIEW_DATE.absent(plan.at));
    }
    let Some(start) = value(&plan.start_date) else {
        return;
    };
    for leaf in &plan.reviews {
        if leaf.value.is_some_and(|review| review <= start) {
            judge.report(rule!("8841"), REVIEW_DATE.date(leaf));
        }
    }
}
