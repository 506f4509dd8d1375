//! Pre-proceedings and family group decision making, from 2026-27.
//!
//! This is a look-ahead to a collection that has not been used yet. Its orders and conditions
//! are published; which number stands for which is *\[assumed\]* here and nowhere else:
//!
//! | rule | condition |
//! |---|---|
//! | 8995Q | some child of the return has pre-proceedings (in `return_level`) |
//! | 9000Q | the start is given |
//! | 9005 | the start is not after the census year; it may be before, of what still runs |
//! | 9006 | letter before proceedings: in the year, and not before the start |
//! | 9007 | letter sent: it is said whether a meeting was offered |
//! | 9008 | initial meeting: in the year |
//! | 9009 | decision to step up or down: in the year, and not before the start |
//! | 9010 | meeting offered: it is said whether it was held |
//! | 9011 | outcome: a valid code |
//! | 9012 | application to the court: in the year, and not before the decision |
//! | 9013 | letter of issue: in the year, and not before the application |
//! | 9015Q | initial meeting held: the number of review meetings is given |

use crate::cin::record::{Date, PreProceedings, Referral, value};

use super::item::*;
use super::judge::{Judge, written};
use super::{Rule, rule};

pub(super) fn check(judge: &mut Judge<'_>, referral: &Referral) {
    for group in &referral.pre_proceedings {
        dates(judge, group);
        answers(judge, group);
    }
}

fn dates(judge: &mut Judge<'_>, group: &PreProceedings) {
    if group.start_date.is_none() {
        judge.report(rule!("9000Q"), PP_START.absent(group.at));
    }
    judge.want_by_the_end(rule!("9005"), PP_START, &group.start_date);
    judge.want_inside(rule!("9008"), PP_MEETING, &group.initial_meeting_date);
    let start = value(&group.start_date);
    let decision = value(&group.step_decision_date);
    let application = value(&group.court_application_date);
    let letter = &group.letter_before_proceedings_date;
    inside_from(judge, rule!("9006"), PP_LETTER, letter, start);
    inside_from(
        judge,
        rule!("9009"),
        PP_STEP,
        &group.step_decision_date,
        start,
    );
    inside_from(
        judge,
        rule!("9012"),
        PP_COURT,
        &group.court_application_date,
        decision,
    );
    inside_from(
        judge,
        rule!("9013"),
        PP_ISSUE,
        &group.letter_of_issue_date,
        application,
    );
}

/// One finding for a date that is outside the year, before what it must follow, or both.
fn inside_from(
    judge: &mut Judge<'_>,
    rule: &'static Rule,
    item: Item,
    date: &Option<Date>,
    earliest: Option<i32>,
) {
    if let Some((leaf, day)) = written(date)
        && (judge.outside(day) || earliest.is_some_and(|earliest| day < earliest))
    {
        judge.report(rule, item.date(leaf));
    }
}

fn answers(judge: &mut Judge<'_>, group: &PreProceedings) {
    if group.letter_before_proceedings_date.is_some() && group.fgdm_offered.is_none() {
        judge.report(rule!("9007"), PP_OFFER.absent(group.at));
    }
    if value(&group.fgdm_offered) == Some(true) && group.fgdm_held.is_none() {
        judge.report(rule!("9010"), PP_HELD.absent(group.at));
    }
    if let Some(leaf) = &group.outcome
        && leaf.value.is_none()
    {
        judge.report(rule!("9011"), PP_OUTCOME.code(leaf));
    }
    if group.initial_meeting_date.is_some() && group.review_meetings.is_none() {
        judge.report(rule!("9015Q"), PP_REVIEWS.absent(group.at));
    }
}
