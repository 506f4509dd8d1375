//! Initial child protection conferences, of a section 47 enquiry or, for a child who moved in
//! on a plan, of the case.

use cohort_udfs::calendar;

use crate::cin::record::{Date, Referral, value};

use super::item::*;
use super::judge::{Judge, known};
use super::rule;

pub(super) fn check(judge: &mut Judge<'_>, referral: &Referral) {
    let referred = value(&referral.referral_date);
    one(judge, CASE_CONFERENCE, &referral.conference_date, referred);
    for enquiry in &referral.section47s {
        one(judge, S47_CONFERENCE, &enquiry.conference_date, referred);
        if let Some((leaf, target)) = known(&enquiry.conference_target)
            && calendar::is_weekend(target)
        {
            judge.report(rule!("8870Q"), S47_TARGET.date(leaf));
        }
    }
    if let Some(leaf) = &referral.conference_date
        && referral
            .section47s
            .iter()
            .any(|enquiry| enquiry.conference_date.is_some())
    {
        judge.report(rule!("2884"), CASE_CONFERENCE.date(leaf));
    }
}

fn one(judge: &mut Judge<'_>, item: Item, date: &Option<Date>, referred: Option<i32>) {
    judge.want_from(rule!("1104"), item, date, referred);
    judge.want_inside(rule!("8715"), item, date);
    if let Some((leaf, day)) = known(date)
        && calendar::is_weekend(day)
    {
        judge.report(rule!("8875"), item.date(leaf));
    }
}
