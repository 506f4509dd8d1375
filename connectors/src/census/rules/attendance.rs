//! Rules on sessions: totals and reasons of a window must agree.

use std::borrow::Cow;

use crate::census::facts::Term;
use crate::census::schema::groups::{ABSENCE_FIELDS, SESSION_FIELDS};
use crate::census::schema::{place, place_of_item};
use crate::census::sessions::{self, Kind};
use crate::layout::{Intake, Value};

use super::{Cells, Census, rule};

const POSSIBLE: usize = place(ABSENCE_FIELDS, "sessions_possible");
const AUTHORISED: usize = place(ABSENCE_FIELDS, "sessions_authorised");
const UNAUTHORISED: usize = place(ABSENCE_FIELDS, "sessions_unauthorised");
const REASON: usize = place(SESSION_FIELDS, "reason");
const SESSIONS: usize = place(SESSION_FIELDS, "sessions");
const SESSIONS_OF_OLD: usize = place_of_item(SESSION_FIELDS, "AbsenceSessions");
/// More sessions than a term has.
const TERM_SESSIONS: i32 = 200;
/// Codes of presence are returned from this year on.
const EVERY_CODE_SINCE: i16 = 2021;

/// Sums over the reasons of one window.
#[derive(Default)]
pub(in crate::census) struct Window {
    attended: i64,
    authorised: i64,
    unauthorised: i64,
    /// Reasons were given.
    any: bool,
    /// One could not be placed or counted, so that the sums are too small.
    incomplete: bool,
    codes: Vec<Box<str>>,
}

/// Puts a reason right, judges it and adds it to its window.
pub(in crate::census) fn judge_session(
    intake: &mut Intake,
    detail: &mut Cells<'_>,
    window: &mut Window,
    census: &Census,
) {
    detail.fold(SESSIONS_OF_OLD, SESSIONS);
    window.any = true;
    let sessions = detail.get(SESSIONS).int();
    if sessions.is_some_and(|sessions| sessions > TERM_SESSIONS) {
        detail.tell(intake, rule!("sessions_over_200"), SESSIONS);
    }
    let raw = detail.get(REASON).raw;
    if raw.is_empty() {
        window.incomplete = true;
        detail.tell(intake, rule!("reason_missing"), REASON);
        return;
    }
    let (code, mended) = sessions::mended(raw);
    let days = sessions::window(census.term, census.year);
    let known = sessions::kind(&code, days);
    if mended && known.is_some() {
        detail.tell(intake, rule!("reason_mended"), REASON);
    }
    if window.codes.iter().any(|other| **other == *code) {
        detail.tell(intake, rule!("reason_repeated"), REASON);
    } else {
        window.codes.push(code.as_str().into());
    }
    match known {
        None => detail.tell(intake, rule!("reason_unknown"), REASON),
        Some((_, false)) => detail.tell(intake, rule!("reason_outside_window"), REASON),
        Some(_) => {}
    }
    detail.cells[REASON].value = Value::Text(Cow::Owned(code));
    let Some((sessions, (kind, _))) = sessions.zip(known) else {
        window.incomplete = true;
        return;
    };
    let sum = match kind {
        Kind::Attended => &mut window.attended,
        Kind::Authorised => &mut window.authorised,
        Kind::Unauthorised => &mut window.unauthorised,
        Kind::NotPossible => return,
    };
    *sum += i64::from(sessions);
}

/// Judges the totals of a window, fills in from the reasons what the file leaves out, and says
/// whether it did.
pub(in crate::census) fn judge_window(
    intake: &mut Intake,
    totals: &mut Cells<'_>,
    window: &Window,
    census: &Census,
    block: i32,
) -> bool {
    if block == 2 && census.term != Term::Autumn {
        totals.tell(intake, rule!("window_term"), POSSIBLE);
    }
    for place in 0..ABSENCE_FIELDS.len() {
        if totals
            .get(place)
            .int()
            .is_some_and(|total| total > TERM_SESSIONS)
        {
            totals.tell(intake, rule!("sessions_over_200"), place);
        }
    }
    let int = |totals: &Cells<'_>, place: usize| totals.get(place).int().map(i64::from);
    if let (Some(possible), absent) = (
        int(totals, POSSIBLE),
        int(totals, AUTHORISED).unwrap_or(0) + int(totals, UNAUTHORISED).unwrap_or(0),
    ) && absent > possible
    {
        totals.tell(intake, rule!("sessions_over_possible"), POSSIBLE);
    }
    if !window.any || window.incomplete {
        return false;
    }
    let differs = |place, sum| int(totals, place).is_some_and(|total| total != sum);
    if differs(AUTHORISED, window.authorised) {
        totals.tell(intake, rule!("authorised_differs"), AUTHORISED);
    }
    if differs(UNAUTHORISED, window.unauthorised) {
        totals.tell(intake, rule!("unauthorised_differs"), UNAUTHORISED);
    }
    fill(intake, totals, window, census)
}

/// A total that is left out is the sum of its reasons, as in the National Pupil Database. The
/// possible sessions are only where every session has a code.
fn fill(intake: &mut Intake, totals: &mut Cells<'_>, window: &Window, census: &Census) -> bool {
    let absent = window.authorised + window.unauthorised;
    let mut sums = vec![
        (AUTHORISED, window.authorised),
        (UNAUTHORISED, window.unauthorised),
    ];
    if census.year >= EVERY_CODE_SINCE && window.attended > 0 {
        sums.push((POSSIBLE, window.attended + absent));
    }
    let mut filled = false;
    for (place, sum) in sums {
        if totals.get(place).is_given() {
            continue;
        }
        if !filled {
            totals.tell(intake, rule!("totals_missing"), place);
        }
        filled = true;
        totals.cells[place].value = i32::try_from(sum).map_or(Value::Null, Value::Int);
    }
    filled
}
