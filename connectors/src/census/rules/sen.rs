//! Rules on special educational needs and on free school meals.

use crate::census::facts::Term;
use crate::census::schema::groups::{FSM_FIELDS, SEN_NEED_FIELDS};
use crate::census::schema::items::PUPIL;
use crate::census::schema::place;
use crate::layout::Intake;

use super::{Cells, Census, rule};

const PROVISION: usize = place(PUPIL, "sen_provision");
const RANK: usize = place(SEN_NEED_FIELDS, "rank");
const TYPE: usize = place(SEN_NEED_FIELDS, "sen_type");
const START: usize = place(FSM_FIELDS, "start_date");
const END: usize = place(FSM_FIELDS, "end_date");
const COUNTRY: usize = place(FSM_FIELDS, "country");

/// Judges a pupil's types of need, given with the pupil's own items.
pub(in crate::census) fn judge_needs(
    intake: &mut Intake,
    pupil: &Cells<'_>,
    needs: &[Cells<'_>],
    census: &Census,
    on_roll: bool,
) {
    let provision = pupil.get(PROVISION).text();
    if needs.is_empty() && on_roll && census.term == Term::Spring {
        // A school has a term to find out the type, so this is a question only.
        if matches!(provision, Some("K" | "E" | "S" | "A" | "P")) {
            pupil.tell(intake, rule!("need_missing"), PROVISION);
        }
    }
    for (index, need) in needs.iter().enumerate() {
        let kind = need.get(TYPE).text();
        if index == 0 && census.term != Term::Spring {
            need.tell(intake, rule!("need_term"), TYPE);
        }
        if provision == Some("N") {
            need.tell(intake, rule!("need_without_provision"), TYPE);
        } else if kind == Some("NSA") && provision.is_some_and(|code| code != "K") {
            need.tell(intake, rule!("need_nsa"), TYPE);
        }
        let rank = need.get(RANK).int();
        if rank.is_some_and(|rank| rank >= 3) {
            need.tell(intake, rule!("need_rank_high"), RANK);
        }
        let before = &needs[..index];
        if rank.is_some() && before.iter().any(|other| other.get(RANK).int() == rank) {
            need.tell(intake, rule!("need_rank_repeated"), RANK);
        }
        if kind.is_some() && before.iter().any(|other| other.get(TYPE).text() == kind) {
            need.tell(intake, rule!("need_repeated"), TYPE);
        }
    }
}

/// Judges a pupil's periods of eligibility, and says whether one covers census day: it has
/// started and not ended before, both days included, under the rules of England.
///
/// \[assumed\] The edges are so from memory. \[choice\] A period without a country, or whose
/// start could not be read, may or may not count: where no other does, it is not known whether
/// the pupil was eligible.
pub(in crate::census) fn judge_fsm(
    intake: &mut Intake,
    periods: &[Cells<'_>],
    census: &Census,
) -> Option<bool> {
    let mut eligible = Some(false);
    for (index, period) in periods.iter().enumerate() {
        let (start, end) = (period.get(START).day(), period.get(END).day());
        if !period.get(START).is_given() {
            period.tell(intake, rule!("fsm_start_missing"), START);
        }
        if !period.get(COUNTRY).is_given() {
            period.tell(intake, rule!("fsm_country_missing"), COUNTRY);
        }
        if let (Some(start), Some(end)) = (start, end)
            && end < start
        {
            period.tell(intake, rule!("fsm_reversed"), END);
        }
        let span = |other: &Cells<'_>| {
            let open = !other.get(END).is_given();
            let end = if open {
                Some(i32::MAX)
            } else {
                other.get(END).day()
            };
            Some((other.get(START).day()?, end?)).filter(|(start, end)| start <= end)
        };
        let overlaps = |other: &Cells<'_>| match (span(other), span(period)) {
            (Some(a), Some(b)) => a.0 <= b.1 && b.0 <= a.1,
            _ => false,
        };
        if periods[..index].iter().any(overlaps) {
            period.tell(intake, rule!("fsm_overlap"), START);
        }
        eligible = either(eligible, covers(period, census.day));
    }
    census.day.and(eligible)
}

/// Whether a period is one of England that covers the day.
fn covers(period: &Cells<'_>, day: Option<i32>) -> Option<bool> {
    let day = day?;
    let started = period.get(START).day().map(|start| start <= day);
    let not_ended = match (period.get(END).day(), period.get(END).is_given()) {
        (Some(end), _) => Some(end >= day),
        (None, false) => Some(true),
        (None, true) => None,
    };
    let english = period.get(COUNTRY).text().map(|country| country == "ENG");
    both(both(started, not_ended), english)
}

/// What is not known does not matter beside a no.
fn both(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// What is not known does not matter beside a yes.
fn either(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}
