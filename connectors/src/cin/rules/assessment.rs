//! Assessments and the factors they identify.

use crate::cin::record::{Assessment, Referral, value};

use super::characteristics::{contradicted, repeated};
use super::item::*;
use super::judge::{Judge, known};
use super::rule;
use super::spans::Spans;

pub(super) fn check(judge: &mut Judge<'_>, referral: &Referral) {
    let referred = value(&referral.referral_date);
    for assessment in &referral.assessments {
        dates(judge, assessment, referred);
        factors(judge, assessment);
    }
    if referral.assessments.len() > 1 {
        beside_each_other(judge, referral);
    }
}

fn dates(judge: &mut Judge<'_>, assessment: &Assessment, referred: Option<i32>) {
    let (start, end) = (&assessment.start_date, &assessment.authorisation_date);
    judge.want_from(rule!("1103"), ASSESSMENT_START, start, referred);
    judge.want_from(rule!("8608"), AUTHORISATION_DATE, end, value(start));
    judge.want_inside(rule!("8696"), AUTHORISATION_DATE, end);
    if end.is_none() {
        judge.want_inside(rule!("8736"), ASSESSMENT_START, start);
        judge.want_within(rule!("8670Q"), ASSESSMENT_START, start, 45);
    }
}

/// DfE's overlap of assessments includes the last day: one that starts on the day another is
/// authorised is asked about.
fn beside_each_other(judge: &mut Judge<'_>, referral: &Referral) {
    let mut open = referral
        .assessments
        .iter()
        .filter(|it| it.authorisation_date.is_none());
    if let (Some(_), Some(second)) = (open.next(), open.next()) {
        judge.report(rule!("8896"), AUTHORISATION_DATE.absent(second.at));
    }
    let year_end = judge.period.end;
    let running = referral.assessments.iter().filter_map(|assessment| {
        let (leaf, start) = known(&assessment.start_date)?;
        let last = match &assessment.authorisation_date {
            // An end that could not be read is not known to be later than the start.
            Some(end) => end.value.unwrap_or(start),
            None => year_end,
        };
        Some((leaf, start, last.saturating_add(1)))
    });
    for leaf in Spans::new(running).overlapping() {
        judge.report(rule!("8863Q"), ASSESSMENT_START.date(leaf));
    }
}

fn factors(judge: &mut Judge<'_>, assessment: &Assessment) {
    let factors = &assessment.factors;
    match (&assessment.authorisation_date, factors.first()) {
        (None, Some(first)) => judge.report(rule!("8614"), FACTOR.code(first)),
        // One finished in an earlier year has 8696; its factors are not this year's.
        (Some(end), first)
            if end.value.is_some_and(|end| end >= judge.period.start)
                && factors.iter().all(|factor| factor.value.is_none()) =>
        {
            let spot = first.map_or(FACTOR.absent(assessment.at), |first| FACTOR.code(first));
            judge.report(rule!("8897Q"), spot);
        }
        _ => (),
    }
    if let Some(leaf) = contradicted(factors, "21") {
        judge.report(rule!("8869"), FACTOR.code(leaf));
    }
    for leaf in repeated(factors) {
        judge.report(rule!("8898"), FACTOR.code(leaf));
    }
    for (code, rule) in [("18A", rule!("8945Q")), ("19A", rule!("8950Q"))] {
        if let Some(leaf) = factors.iter().find(|leaf| leaf.value == Some(code)) {
            judge.report(rule, FACTOR.code(leaf));
        }
    }
}
