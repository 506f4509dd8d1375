//! Rules on suspensions and permanent exclusions.

use cohort_udfs::calendar;

use crate::census::schema::groups::EXCLUSION_FIELDS;
use crate::census::schema::{place, place_of_item};
use crate::layout::Intake;

use super::{Cells, Census, rule};

const CATEGORY: usize = place(EXCLUSION_FIELDS, "category");
const REASONS: [usize; 3] = [
    place(EXCLUSION_FIELDS, "reason1"),
    place(EXCLUSION_FIELDS, "reason2"),
    place(EXCLUSION_FIELDS, "reason3"),
];
const ONE_REASON: usize = place_of_item(EXCLUSION_FIELDS, "Reason");
const START: usize = place(EXCLUSION_FIELDS, "start_date");
const SESSIONS: usize = place(EXCLUSION_FIELDS, "sessions");
/// 45 days in one school year, the most that is lawful at one school.
const MOST_SESSIONS: i64 = 90;

/// The one reason of old is the first of three.
pub(in crate::census) fn tidy_exclusion(exclusion: &mut Cells<'_>) {
    exclusion.fold(ONE_REASON, REASONS[0]);
}

/// Judges a pupil's exclusions.
pub(in crate::census) fn judge_exclusions(
    intake: &mut Intake,
    exclusions: &[Cells<'_>],
    census: &Census,
) {
    // Sessions by school year of the start; a file reports one term, so there are one or two.
    let mut years: Vec<(i32, i64)> = Vec::new();
    for exclusion in exclusions {
        judge_start(intake, exclusion, census);
        judge_sessions(intake, exclusion);
        judge_reasons(intake, exclusion);
        let permanent = exclusion.get(CATEGORY).text() == Some("PERM");
        let sessions = exclusion.get(SESSIONS).int().filter(|_| !permanent);
        let year = exclusion.get(START).day().and_then(school_year);
        if let (Some(sessions), Some(year)) = (sessions, year) {
            let index = years.iter().position(|(other, _)| *other == year);
            let index = index.unwrap_or_else(|| {
                years.push((year, 0));
                years.len() - 1
            });
            let before = years[index].1;
            years[index].1 += i64::from(sessions);
            if before <= MOST_SESSIONS && years[index].1 > MOST_SESSIONS {
                exclusion.tell(intake, rule!("exclusion_over_45_days"), SESSIONS);
            }
        }
    }
}

/// \[choice\] Exclusions are reported two terms late, and late ones later still, so that those
/// of the school year of the census and of the year before are in time.
fn judge_start(intake: &mut Intake, exclusion: &Cells<'_>, census: &Census) {
    if !exclusion.get(START).is_given() {
        exclusion.tell(intake, rule!("exclusion_start_missing"), START);
    }
    let first = calendar::date(i32::from(census.year) - 2, 9, 1);
    if let Some(start) = exclusion.get(START).day()
        && (first.is_some_and(|first| start < first) || census.day.is_some_and(|day| start > day))
    {
        exclusion.tell(intake, rule!("exclusion_start_outside"), START);
    }
}

fn judge_sessions(intake: &mut Intake, exclusion: &Cells<'_>) {
    let sessions = exclusion.get(SESSIONS);
    let permanent = match exclusion.get(CATEGORY).text() {
        Some(category) => category == "PERM",
        None => return,
    };
    // Sessions are those of a suspension; a permanent exclusion has none.
    let rule = match (permanent, sessions.is_given(), sessions.int()) {
        (true, true, _) => rule!("exclusion_sessions_permanent"),
        (false, false, _) => rule!("exclusion_sessions_missing"),
        (false, true, Some(0)) => rule!("exclusion_sessions_zero"),
        _ => return,
    };
    exclusion.tell(intake, rule, SESSIONS);
}

fn judge_reasons(intake: &mut Intake, exclusion: &Cells<'_>) {
    let reason = |place: usize| exclusion.get(place).text();
    if REASONS.iter().all(|place| reason(*place).is_none()) {
        exclusion.tell(intake, rule!("exclusion_reason_missing"), REASONS[0]);
    }
    for (index, place) in REASONS.iter().enumerate() {
        let repeated = REASONS[..index]
            .iter()
            .any(|other| reason(*other) == reason(*place));
        if reason(*place).is_some() && repeated {
            exclusion.tell(intake, rule!("exclusion_reason_repeated"), *place);
        }
    }
}

/// Calendar year in which the school year of a day starts.
fn school_year(day: i32) -> Option<i32> {
    let (year, month, _) = calendar::civil(day)?;
    Some(if month >= 9 { year } else { year - 1 })
}
