//! A child's cases beside each other, and what may hang on a case of each state.

use crate::cin::record::{Referral, value};

use super::identifiers::went_further;
use super::item::*;
use super::judge::{Judge, known};
use super::section47::unresolved;
use super::spans::Spans;
use super::{Rule, rule};

/// Rules on all cases of the child together.
///
/// DfE's words count referrals with no further action too: one may neither fall inside a
/// running case (8820) nor follow an open one (8816). One that has no closure date is over on
/// its own day, so that the case it is followed by may begin on that day.
pub(super) fn check_child(judge: &mut Judge<'_>) {
    let child = judge.child;
    if child.referrals.is_empty() {
        return judge.report(rule!("8590"), REFERRAL_DATE.absent(child.at));
    }
    if child.referrals.len() == 1 {
        return;
    }
    let mut open = child.referrals.iter().filter(|referral| is_open(referral));
    if let (Some(_), Some(second)) = (open.next(), open.next()) {
        judge.report(rule!("8815"), CLOSURE_DATE.absent(second.at));
    }
    let latest = child
        .referrals
        .iter()
        .filter_map(|referral| value(&referral.referral_date))
        .max();
    for referral in child.referrals.iter().filter(|referral| is_open(referral)) {
        judge.want_from(
            rule!("8816"),
            REFERRAL_DATE,
            &referral.referral_date,
            latest,
        );
    }
    let after_year = judge.period.end.saturating_add(1);
    let cases = child.referrals.iter().filter_map(|referral| {
        let (leaf, start) = known(&referral.referral_date)?;
        let end = match &referral.closure_date {
            Some(closure) => closure.value.unwrap_or(start),
            None if is_open(referral) => after_year,
            None => start,
        };
        Some((leaf, start, end))
    });
    for leaf in Spans::new(cases).overlapping() {
        judge.report(rule!("8820"), REFERRAL_DATE.date(leaf));
    }
}

/// A referral that went further and has no closure date.
fn is_open(referral: &Referral) -> bool {
    referral.closure_date.is_none() && went_further(referral)
}

/// Rules on one case and what hangs on it.
pub(super) fn check(judge: &mut Judge<'_>, referral: &Referral) {
    if let Some(closed) = value(&referral.closure_date) {
        after_closure(judge, referral, closed);
    }
    if referral.closure_date.is_some() {
        for assessment in &referral.assessments {
            if assessment.authorisation_date.is_none() {
                judge.report(rule!("8867"), AUTHORISATION_DATE.absent(assessment.at));
            }
        }
        for enquiry in referral
            .section47s
            .iter()
            .filter(|enquiry| unresolved(enquiry))
        {
            judge.report(rule!("8868"), S47_CONFERENCE.absent(enquiry.at));
        }
    }
    if value(&referral.nfa) == Some(true) {
        let ban = rule!("8831");
        ban_assessments(judge, referral, ban);
        ban_enquiries(judge, referral, ban);
        ban_plans(judge, referral, rule!("8832"), rule!("4000"));
    }
    if matches!(value(&referral.closure_reason), Some("RC8" | "RC9")) {
        let ban = rule!("2990");
        ban_enquiries(judge, referral, ban);
        ban_plans(judge, referral, ban, ban);
        if referral.assessments.is_empty() {
            judge.report(
                rule!("8825Q"),
                CLOSURE_REASON.code_or_absent(&referral.closure_reason, referral.at),
            );
        }
    }
}

/// DfE lists every date but the start of a child protection plan. *\[assumed\]* That one is
/// activity too: an open plan has no other date.
fn after_closure(judge: &mut Judge<'_>, referral: &Referral, closed: i32) {
    let rule = rule!("8565");
    let closed = Some(closed);
    judge.want_to(rule, CASE_CONFERENCE, &referral.conference_date, closed);
    for assessment in &referral.assessments {
        judge.want_to(rule, ASSESSMENT_START, &assessment.start_date, closed);
        judge.want_to(
            rule,
            AUTHORISATION_DATE,
            &assessment.authorisation_date,
            closed,
        );
    }
    for enquiry in &referral.section47s {
        judge.want_to(rule, S47_START, &enquiry.start_date, closed);
        judge.want_to(rule, S47_CONFERENCE, &enquiry.conference_date, closed);
    }
    for plan in &referral.cp_plans {
        judge.want_to(rule, CPP_START, &plan.start_date, closed);
        judge.want_to(rule, CPP_END, &plan.end_date, closed);
    }
    for plan in &referral.plans {
        judge.want_to(rule, PLAN_START, &plan.start_date, closed);
        judge.want_to(rule, PLAN_END, &plan.end_date, closed);
    }
}

fn ban_assessments(judge: &mut Judge<'_>, referral: &Referral, ban: &'static Rule) {
    for assessment in &referral.assessments {
        judge.report(
            ban,
            ASSESSMENT_START.date_or_absent(&assessment.start_date, assessment.at),
        );
    }
}

fn ban_enquiries(judge: &mut Judge<'_>, referral: &Referral, ban: &'static Rule) {
    for enquiry in &referral.section47s {
        judge.report(
            ban,
            S47_START.date_or_absent(&enquiry.start_date, enquiry.at),
        );
    }
    if let Some(leaf) = &referral.conference_date {
        judge.report(ban, CASE_CONFERENCE.date(leaf));
    }
}

fn ban_plans(
    judge: &mut Judge<'_>,
    referral: &Referral,
    cp_ban: &'static Rule,
    cin_ban: &'static Rule,
) {
    for plan in &referral.cp_plans {
        judge.report(cp_ban, CPP_START.date_or_absent(&plan.start_date, plan.at));
    }
    for plan in &referral.plans {
        judge.report(
            cin_ban,
            PLAN_START.date_or_absent(&plan.start_date, plan.at),
        );
    }
}
