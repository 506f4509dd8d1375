//! CIN plans, and how they stand to child protection plans: a child is on one or the other.

use crate::cin::record::{Child, CinPlan, Referral, value};

use super::cp_plan::{self, stretch};
use super::item::*;
use super::judge::{Judge, known};
use super::rule;
use super::spans::Spans;

fn all(child: &Child) -> impl Iterator<Item = &CinPlan> {
    child.referrals.iter().flat_map(|referral| &referral.plans)
}

/// Rules on all plans of the child together, whichever case they hang on.
pub(super) fn check_child(judge: &mut Judge<'_>) {
    let child = judge.child;
    let Some(first) = all(child).next() else {
        return;
    };
    let year_end = judge.period.end;
    let plans = Spans::new(
        all(child).filter_map(|plan| stretch(&plan.start_date, &plan.end_date, year_end)),
    );
    let mut open = all(child).filter(|plan| plan.end_date.is_none());
    let open = (open.next(), open.next());
    if let (Some(_), Some(second)) = open {
        judge.report(rule!("4004"), PLAN_END.absent(second.at));
    }
    for leaf in plans.overlapping() {
        judge.report(rule!("4014"), PLAN_START.date(leaf));
    }
    if cp_plan::all(child).next().is_none() {
        return;
    }
    if open.0.is_some() && cp_plan::all(child).any(|plan| plan.end_date.is_none()) {
        judge.report(rule!("4001"), PLAN_END.absent(open.0.unwrap_or(first).at));
    }
    let cp_plans = Spans::new(
        cp_plan::all(child).filter_map(|plan| stretch(&plan.start_date, &plan.end_date, year_end)),
    );
    for plan in all(child) {
        if let Some((leaf, start)) = known(&plan.start_date)
            && cp_plans.covers(start)
        {
            judge.report(rule!("4016"), PLAN_START.date(leaf));
        }
    }
    for cp_plan in cp_plan::all(child) {
        if let Some((leaf, start)) = known(&cp_plan.start_date)
            && plans.covers(start)
        {
            judge.report(rule!("4017"), CPP_START.date(leaf));
        }
        // A review on the day the child protection plan ends may hand over to a CIN plan.
        let end = value(&cp_plan.end_date);
        for leaf in &cp_plan.reviews {
            if leaf
                .value
                .is_some_and(|day| Some(day) != end && plans.covers(day))
            {
                judge.report(rule!("4003"), REVIEW_DATE.date(leaf));
            }
        }
    }
}

pub(super) fn check(judge: &mut Judge<'_>, referral: &Referral) {
    let referred = value(&referral.referral_date);
    for plan in &referral.plans {
        let (start, end) = (&plan.start_date, &plan.end_date);
        if start.is_none() {
            let spot = PLAN_START.absent(plan.at);
            judge.report(rule!("4010"), spot.says("The CIN plan has no start date."));
        }
        judge.want_by_the_end(rule!("4010"), PLAN_START, start);
        judge.want_from(rule!("4011"), PLAN_END, end, value(start));
        judge.want_inside(rule!("4013"), PLAN_END, end);
        judge.want_from(rule!("4015"), PLAN_START, start, referred);
    }
}
