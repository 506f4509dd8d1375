//! Plans on census day: transfer, review, placements and needs.

use std::collections::HashSet;

use cohort_udfs::calendar;

use super::{Case, authority, rule, setting};
use crate::sen2::person::{ActivePlan, Request, Values};
use crate::sen2::schema::*;

pub(super) fn check(case: &mut Case<'_>, request: &Request<'_>) {
    for plan in request.active_plans.iter().skip(1) {
        case.report_record(rule!("active_plan_repeated"), &plan.values);
    }
    for plan in &request.active_plans {
        authority::check(case, &plan.values, TRANSFER_LA);
        review(case, request, plan);
        placements(case, plan);
        needs(case, plan);
    }
}

/// In 2023 the return had the day of the decision only, and that was voluntary.
fn review(case: &mut Case<'_>, request: &Request<'_>, plan: &ActivePlan<'_>) {
    let values = &plan.values;
    let meeting = values.day(REVIEW_MEETING);
    if meeting.is_some_and(|day| day > case.days.census) {
        case.report(rule!("review_after_census"), values, REVIEW_MEETING);
    }
    if is_reversed(values) {
        let rule = rule!("review_decision_before_meeting");
        case.report(rule, values, LAST_REVIEW);
    }
    let year_before = calendar::add_months(case.days.census, -12);
    let old = |start: i32| year_before.is_some_and(|day| start < day);
    let starts = request
        .plans()
        .filter_map(|plan| plan.values.day(START_DATE));
    if ACTIVE_PLAN_FIELDS[REVIEW_MEETING].collected_in(case.days.year)
        && !values.given(REVIEW_MEETING)
        && !values.given(LAST_REVIEW)
        && starts.max().is_some_and(old)
    {
        case.report(rule!("review_missing"), values, REVIEW_MEETING);
    }
}

/// Whether the decision after the review is before the meeting.
pub(super) fn is_reversed(values: &Values<'_>) -> bool {
    let both = values.day(LAST_REVIEW).zip(values.day(REVIEW_MEETING));
    both.is_some_and(|(decision, meeting)| decision < meeting)
}

fn placements(case: &mut Case<'_>, plan: &ActivePlan<'_>) {
    if plan.placements.is_empty() {
        case.report_record(rule!("placement_missing"), &plan.values);
    }
    for placement in &plan.placements {
        case.require(placement, &[PLACEMENT_RANK]);
        setting::check(case, placement);
        let left = placement.day(LEAVING_DATE).zip(placement.day(ENTRY_DATE));
        if left.is_some_and(|(left, entered)| left < entered) {
            case.report(rule!("leaving_before_entry"), placement, LEAVING_DATE);
        }
    }
    // Those that ended in the period may have the rank of those that followed them.
    let census = case.days.census;
    let is_current = |placement: &&Values<'_>| match placement.day(LEAVING_DATE) {
        Some(left) => left > census,
        None => !placement.given(LEAVING_DATE),
    };
    setting::check_ranks(case, plan.placements.iter().filter(is_current));
}

fn needs(case: &mut Case<'_>, plan: &ActivePlan<'_>) {
    let primary = plan
        .needs
        .iter()
        .filter(|need| need.text(SEN_TYPE_RANK) == Some("1"));
    if primary.clone().next().is_none() {
        case.report_record(rule!("need_rank_1_missing"), &plan.values);
    }
    for need in primary.skip(1) {
        case.report(rule!("need_rank_1_repeated"), need, SEN_TYPE_RANK);
    }
    let mut types = HashSet::new();
    for need in &plan.needs {
        if need.text(SEN_TYPE).is_some_and(|code| !types.insert(code)) {
            case.report(rule!("need_repeated"), need, SEN_TYPE);
        }
    }
    if plan.needs.len() > 2 {
        case.report_record(rule!("need_count"), &plan.values);
    }
}
