//! Plans as issued.

use super::{Case, rule, setting};
use crate::sen2::person::{Person, Plan, Request};
use crate::sen2::schema::*;

/// What concerns several plans of a person.
pub(super) fn check_person(case: &mut Case<'_>, person: &Person<'_>) {
    let census = case.days.census;
    let plans = person.requests.iter().flat_map(Request::plans);
    for plan in plans.filter(|plan| plan.is_open_on(census)).skip(1) {
        case.report(rule!("plans_open"), &plan.values, START_DATE);
    }
}

pub(super) fn check(case: &mut Case<'_>, request: &Request<'_>) {
    for plan in request.plans().skip(1) {
        case.report_record(rule!("named_plan_repeated"), &plan.values);
    }
    for plan in &request.stray_plans {
        case.report_record(rule!("plan_misplaced"), &plan.values);
    }
    if let Some(active) = request.active_plans.first()
        && request.plans().next().is_none()
    {
        case.report_record(rule!("open_plan_unnamed"), &active.values);
    }
    for plan in request.plans() {
        check_plan(case, plan);
    }
}

fn check_plan(case: &mut Case<'_>, plan: &Plan<'_>) {
    let values = &plan.values;
    case.require(values, &[START_DATE]);
    match (values.given(CEASE_DATE), values.given(CEASE_REASON)) {
        (true, false) => case.report(rule!("cease_reason_missing"), values, CEASE_REASON),
        (false, true) => case.report(rule!("cease_date_missing"), values, CEASE_DATE),
        _ => {}
    }
    let ceased = values.day(CEASE_DATE);
    let started = values.day(START_DATE);
    if ceased
        .zip(started)
        .is_some_and(|(ceased, started)| ceased < started)
    {
        case.report(rule!("cease_before_start"), values, CEASE_DATE);
    }
    let age = ceased.and_then(|ceased| case.age_on(ceased));
    if values.text(CEASE_REASON) == Some("1") && age.is_some_and(|age| age < 19) {
        case.report(rule!("maximum_age_under_19"), values, CEASE_REASON);
    }
    if plan.details.is_empty() || plan.details.len() > 2 {
        case.report_record(rule!("plan_detail_count"), values);
    }
    for detail in &plan.details {
        setting::check(case, detail);
    }
    setting::check_ranks(case, plan.details.iter());
}
