//! Section 47 enquiries: their dates and how they end.

use crate::cin::record::{Referral, Section47, value};

use super::item::*;
use super::judge::{Judge, known};
use super::rule;
use super::spans::Spans;

/// Whether the enquiry ended neither in a conference nor without need of one. A flag that is
/// missing is taken as false; one that could not be read is not known to be.
pub(super) fn unresolved(enquiry: &Section47) -> bool {
    let needed = match &enquiry.conference_not_required {
        None => true,
        Some(flag) => flag.value == Some(false),
    };
    needed && enquiry.conference_date.is_none()
}

pub(super) fn check(judge: &mut Judge<'_>, referral: &Referral) {
    let referred = value(&referral.referral_date);
    for enquiry in &referral.section47s {
        let start = &enquiry.start_date;
        judge.want_from(rule!("2889"), S47_START, start, referred);
        if start.is_none() {
            let spot = S47_START.absent(enquiry.at);
            judge.report(
                rule!("8615"),
                spot.says("The section 47 enquiry has no start date."),
            );
        }
        judge.want_to(
            rule!("8615"),
            S47_START,
            start,
            value(&enquiry.conference_date),
        );
        if unresolved(enquiry) {
            judge.want_inside(rule!("8740"), S47_START, start);
            judge.want_within(rule!("8675Q"), S47_START, start, 15);
        }
    }
    if referral.section47s.len() > 1 {
        beside_each_other(judge, referral);
    }
}

/// DfE's overlap of enquiries includes the day of the conference. An enquiry that needed no
/// conference has no end in the return, so that others cannot be said to start during it.
fn beside_each_other(judge: &mut Judge<'_>, referral: &Referral) {
    let mut open = referral
        .section47s
        .iter()
        .filter(|enquiry| unresolved(enquiry));
    if let (Some(_), Some(second)) = (open.next(), open.next()) {
        judge.report(rule!("8839"), S47_CONFERENCE.absent(second.at));
    }
    let year_end = judge.period.end;
    let last_day = |enquiry: &Section47| match &enquiry.conference_date {
        Some(conference) => conference.value,
        None => unresolved(enquiry).then_some(year_end),
    };
    let running = Spans::new(referral.section47s.iter().filter_map(|enquiry| {
        let (leaf, start) = known(&enquiry.start_date)?;
        Some((leaf, start, last_day(enquiry)?.saturating_add(1)))
    }));
    for leaf in running.overlapping() {
        judge.report(rule!("8890"), S47_START.date(leaf));
    }
    for enquiry in referral
        .section47s
        .iter()
        .filter(|enquiry| last_day(enquiry).is_none())
    {
        if let Some((leaf, start)) = known(&enquiry.start_date)
            && running.covers(start)
        {
            judge.report(rule!("8890"), S47_START.date(leaf));
        }
    }
}
