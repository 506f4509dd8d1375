//! A referral by itself: its dates, codes and flag.

use cohort_udfs::calendar;

use crate::cin::record::{Referral, value};

use super::identifiers::went_further;
use super::item::*;
use super::judge::Judge;
use super::rule;

/// 40 weeks.
const PREGNANCY_DAYS: i32 = 280;

/// The source of a referral is collected from 1 April 2013: days since 1970-01-01.
const SOURCE_FROM: i32 = 15_796;

pub(super) fn check(judge: &mut Judge<'_>, referral: &Referral) {
    referral_date(judge, referral);
    codes(judge, referral);
    no_further_action(judge, referral);
    closure(judge, referral);
}

fn referral_date(judge: &mut Judge<'_>, referral: &Referral) {
    let date = &referral.referral_date;
    if date.is_none() {
        let spot = REFERRAL_DATE
            .absent(referral.at)
            .says("The referral has no date.");
        judge.report(rule!("8600"), spot);
    }
    judge.want_by_the_end(rule!("8600"), REFERRAL_DATE, date);
    let child = judge.child;
    let birth = value(&child.birth_date).or_else(|| value(&child.expected_birth_date));
    let earliest = birth.map(|birth| birth.saturating_sub(PREGNANCY_DAYS));
    judge.want_from(rule!("8606"), REFERRAL_DATE, date, earliest);
}

fn codes(judge: &mut Judge<'_>, referral: &Referral) {
    match &referral.referral_source {
        Some(leaf) if leaf.value.is_none() => {
            judge.report(rule!("8866"), REFERRAL_SOURCE.code(leaf));
        }
        None if value(&referral.referral_date).is_some_and(|day| day >= SOURCE_FROM) => {
            judge.report(rule!("8866"), REFERRAL_SOURCE.absent(referral.at));
        }
        _ => (),
    }
    match &referral.primary_need {
        Some(leaf) if leaf.value.is_none() => judge.report(rule!("8650"), PRIMARY_NEED.code(leaf)),
        None if went_further(referral) => {
            judge.report(rule!("8610"), PRIMARY_NEED.absent(referral.at));
        }
        _ => (),
    }
    if let Some(leaf) = &referral.closure_reason
        && leaf.value.is_none()
    {
        judge.report(rule!("8640"), CLOSURE_REASON.code(leaf));
    }
}

fn no_further_action(judge: &mut Judge<'_>, referral: &Referral) {
    match &referral.nfa {
        None => judge.report(rule!("8568"), NFA.absent(referral.at)),
        Some(leaf) if leaf.value.is_none() => judge.report(rule!("8568"), NFA.flag(leaf)),
        // It may pre-date the census year by one working day, which the weekend or Easter
        // before 1 April can stretch to several days.
        Some(leaf) if leaf.value == Some(true) => {
            let earliest = calendar::add_working_days(judge.period.start, -1);
            let date = value(&referral.referral_date);
            if date
                .zip(earliest)
                .is_some_and(|(date, earliest)| date < earliest)
            {
                judge.report(rule!("8569Q"), NFA.flag(leaf));
            }
        }
        Some(_) => (),
    }
}

fn closure(judge: &mut Judge<'_>, referral: &Referral) {
    match (&referral.closure_date, &referral.closure_reason) {
        (Some(_), None) => judge.report(rule!("8805"), CLOSURE_REASON.absent(referral.at)),
        (None, Some(_)) => judge.report(rule!("8810"), CLOSURE_DATE.absent(referral.at)),
        _ => (),
    }
    judge.want_inside(rule!("8620"), CLOSURE_DATE, &referral.closure_date);
    let referred = value(&referral.referral_date);
    judge.want_from(
        rule!("8630"),
        CLOSURE_DATE,
        &referral.closure_date,
        referred,
    );
}
