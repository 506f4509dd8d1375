//! Absence over a year, suspensions and permanent exclusions.

use cohort_udfs::calendar;

use super::{Rule, first_given};
use crate::attainment::record::Cells;
use crate::finding::Severity::{Error, Notice, Query};

/// Sessions of a full school year: 190 days.
const PLAUSIBLE: i32 = 380;
/// More than this, and published research leaves the row out.
const IMPLAUSIBLE: i32 = 420;

/// Columns of a term: possible, authorised, unauthorised.
const TERMS: [[&str; 3]; 4] = [
    ["possible_aut", "authorised_aut", "unauthorised_aut"],
    ["possible_spr", "authorised_spr", "unauthorised_spr"],
    ["possible_sum", "authorised_sum", "unauthorised_sum"],
    ["possible_sum6", "authorised_sum6", "unauthorised_sum6"],
];

/// Possible sessions of the year, as far as the terms have them.
fn possible(row: &Cells<'_>) -> Option<i32> {
    let terms = TERMS.iter().filter_map(|[possible, ..]| row.int(possible));
    terms.reduce(i32::saturating_add)
}

/// Rules on absence.
pub static ABSENCE: &[Rule] = &[
    Rule::new(
        "absence_possible_high",
        Query,
        "The pupil has more than 380 possible sessions in the year (190 days).",
        |row| {
            let possible = possible(row)?;
            (possible > PLAUSIBLE && possible <= IMPLAUSIBLE).then_some("possible_aut")
        },
    ),
    Rule::new(
        "absence_possible_implausible",
        Error,
        "The pupil has more than 420 possible sessions in the year; published figures leave such rows out.",
        |row| (possible(row)? > IMPLAUSIBLE).then_some("possible_aut"),
    ),
    Rule::new(
        "absence_over_possible",
        Error,
        "The pupil was absent for more sessions in a term than were possible.",
        |row| {
            let found = TERMS.iter().find(|[possible, authorised, unauthorised]| {
                let absent = row.int(authorised).unwrap_or(0) + row.int(unauthorised).unwrap_or(0);
                row.int(possible).is_some_and(|possible| absent > possible)
            });
            found.map(|[possible, ..]| *possible)
        },
    ),
    Rule::new(
        "absence_possible_missing",
        Query,
        "The pupil has sessions of absence in a term without possible sessions.",
        |row| {
            let found = TERMS.iter().find(|[possible, authorised, unauthorised]| {
                !row.has(possible) && first_given(row, &[authorised, unauthorised]).is_some()
            });
            found.map(|[possible, ..]| *possible)
        },
    ),
    Rule::new(
        "absence_year_disturbed",
        Notice,
        "Absence of 2019/20 is of the autumn only, and that of 2020/21 and 2021/22 counts code X as possible; they compare with no other year.",
        |row| matches!(row.year, 2020..=2022).then_some("acad_year"),
    )
    .once(),
];

const REASONS: [&str; 3] = ["reason_1", "reason_2", "reason_3"];

/// Rules on suspensions and permanent exclusions.
pub static SUSPENSION: &[Rule] = &[
    Rule::new(
        "suspension_perm_sessions",
        Error,
        "A permanent exclusion has no number of sessions.",
        |row| first_given(row, &["sessions"]).filter(|_| row.text("category") == Some("PERM")),
    ),
    Rule::new(
        "suspension_sessions_missing",
        Query,
        "The suspension has no number of sessions, or none at all.",
        |row| {
            let suspended = matches!(row.text("category"), Some("SUSP" | "FIXD"));
            (suspended && row.int("sessions").unwrap_or(0) == 0).then_some("sessions")
        },
    ),
    Rule::new(
        "suspension_start_outside_year",
        Query,
        "The start date is missing or not in the academic year, which runs from 1 August to 31 July.",
        |row| {
            let year = i32::from(row.year);
            let first = calendar::date(year - 1, 8, 1)?;
            let last = calendar::date(year, 7, 31)?;
            let inside = row.day("start_date").is_some_and(|day| (first..=last).contains(&day));
            (!inside).then_some("start_date")
        },
    ),
    Rule::new(
        "suspension_category_missing",
        Error,
        "The row does not say whether it is a suspension or a permanent exclusion.",
        |row| (!row.has("category")).then_some("category"),
    ),
    Rule::new(
        "suspension_reason_missing",
        Query,
        "The event has no reason.",
        |row| first_given(row, &REASONS).is_none().then_some("reason_1"),
    ),
    Rule::new(
        "suspension_reason_repeated",
        Query,
        "The event has the same reason twice.",
        |row| {
            let [first, second, third] = REASONS.map(|column| row.text(column));
            if second.is_some() && second == first {
                Some("reason_2")
            } else {
                (third.is_some() && (third == first || third == second)).then_some("reason_3")
            }
        },
    ),
    Rule::new(
        "suspension_year_disturbed",
        Notice,
        "Schools were closed for part of 2019/20 and 2020/21; suspensions of these years compare with no other.",
        |row| matches!(row.year, 2020 | 2021).then_some("acad_year"),
    )
    .once(),
];

/// The part of a year's suspensions that a row belongs to: the term of the census that collected
/// it or, where the file does not say that, in which it began.
pub fn suspension_part(term: &str) -> Option<&'static str> {
    [("AUT", "autumn"), ("SPR", "spring"), ("SUM", "summer")]
        .into_iter()
        .find_map(|(start, part)| term.starts_with(start).then_some(part))
}
