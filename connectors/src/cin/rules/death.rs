//! A child's death, and what cannot come after it.

use crate::cin::record::value;

use super::item::*;
use super::judge::Judge;
use super::rule;

pub(super) fn check(judge: &mut Judge<'_>) {
    let child = judge.child;
    let death = value(&child.death_date);
    judge.want_from(
        rule!("8535Q"),
        DEATH_DATE,
        &child.death_date,
        value(&child.birth_date),
    );
    judge.want_inside(rule!("8545Q"), DEATH_DATE, &child.death_date);
    for referral in &child.referrals {
        judge.want_to(
            rule!("8555Q"),
            REFERRAL_DATE,
            &referral.referral_date,
            death,
        );
        for plan in &referral.cp_plans {
            judge.want_to(rule!("8915"), CPP_START, &plan.start_date, death);
            judge.want_to(rule!("8920"), CPP_END, &plan.end_date, death);
        }
        for plan in &referral.plans {
            judge.want_to(rule!("4008"), PLAN_START, &plan.start_date, death);
            judge.want_to(rule!("4009Q"), PLAN_END, &plan.end_date, death);
        }
    }
    // After a stillbirth or miscarriage the case closes with RC2, the expected birth date
    // stays, and there is no date of death to give.
    let born = child.birth_date.is_some() || child.expected_birth_date.is_none();
    let died = child
        .referrals
        .iter()
        .any(|case| value(&case.closure_reason) == Some("RC2"));
    if died && born && child.death_date.is_none() {
        judge.report(rule!("8585Q"), DEATH_DATE.absent(child.at));
    }
}
