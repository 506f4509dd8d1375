//! Early years profile, phonics, key stage 1 and the multiplication check.

use super::{Rule, first_given};
use crate::attainment::record::Cells;
use crate::census::nc_year;
use crate::finding::Severity::{Error, Notice, Query};
use crate::layout::Value;

#[rustfmt::skip]
const GOALS: [&str; 17] = [
    "e01", "e02", "e03", "e04", "e05", "e06", "e07", "e08", "e09", "e10", "e11", "e12", "e13",
    "e14", "e15", "e16", "e17",
];
#[rustfmt::skip]
const OLD_GOALS: [&str; 17] = [
    "g01", "g02", "g03", "g04", "g05", "g06", "g07", "g08", "g09", "g10", "g11", "g12", "g13",
    "g14", "g15", "g16", "g17",
];
/// The goals of both sets that make a good level of development stand first.
const IN_GOOD_LEVEL: usize = 12;

/// Rules on the early years profile.
pub static EYFSP: &[Rule] = &[
    Rule::new(
        "eyfsp_exempt_in_part",
        Error,
        "A child with A on any goal must have A on all.",
        |row| {
            let in_part = |goals: &[&'static str; 17]| {
                let exempt = |goal: &&str| row.text(goal) == Some("A");
                let rated = |goal: &&str| row.has(goal) && row.text(goal) != Some("A");
                let found = goals
                    .iter()
                    .any(exempt)
                    .then(|| goals.iter().copied().find(rated));
                found.flatten()
            };
            in_part(&GOALS).or_else(|| in_part(&OLD_GOALS))
        },
    ),
    Rule::new(
        "eyfsp_goal_missing",
        Query,
        "The child has a result on some goals and none on this one.",
        |row| {
            let missing = |goals: &[&'static str; 17]| {
                first_given(row, goals)?;
                goals.iter().copied().find(|goal| !row.has(goal))
            };
            missing(&GOALS).or_else(|| missing(&OLD_GOALS))
        },
    ),
    Rule::new(
        "eyfsp_two_frameworks",
        Error,
        "The child has results on the goals of before 2019/20 and on those of today.",
        |row| first_given(row, &OLD_GOALS).filter(|_| first_given(row, &GOALS).is_some()),
    ),
    Rule::new(
        "eyfsp_gld_differs",
        Error,
        "The good level of development as supplied is not what the goals give.",
        |row| {
            let supplied = row.flag("gld_supplied")?;
            (good_level(row)? != supplied).then_some("gld_supplied")
        },
    ),
    Rule::new(
        "year_without_assessment",
        Query,
        "There was no early years profile in 2019/20 and 2020/21, and the file has results for it.",
        |row| {
            let results = first_given(row, &GOALS).or_else(|| first_given(row, &OLD_GOALS));
            results.filter(|_| matches!(row.year, 2020 | 2021))
        },
    )
    .once(),
];

/// Good level of development: at least expected in all of the first twelve goals. Not known for
/// a child who is exempt or has no result on one of them.
pub fn good_level(row: &Cells<'_>) -> Option<bool> {
    let goals = if first_given(row, &GOALS).is_some() {
        &GOALS
    } else {
        &OLD_GOALS
    };
    let mut all = true;
    for goal in &goals[..IN_GOOD_LEVEL] {
        match row.text(goal)? {
            "1" => all = false,
            // 3 is of the old goals; on a new one it is no result.
            "2" => {}
            "3" if std::ptr::eq(goals, &OLD_GOALS) => {}
            _ => return None,
        }
    }
    Some(all)
}

/// The mark from which the phonics standard is met, by year: first year, mark. Announced after
/// each check; it has been 32 of 40 since the first, in 2011/12.
const THRESHOLDS: &[(i16, i32)] = &[(2012, 32)];

fn threshold(row: &Cells<'_>) -> Option<i32> {
    let of_year = THRESHOLDS
        .iter()
        .rev()
        .find(|(first, _)| *first <= row.year);
    row.int("threshold_mark").or(of_year.map(|(_, mark)| *mark))
}

/// Fills in the year's threshold where the file has none.
pub fn fill_threshold(row: &mut Cells<'_>, _: i16) {
    if let Some(mark) = threshold(row) {
        row.set("threshold_mark", Value::Int(mark));
    }
}

const CHECKS: [(&str, &str); 3] = [
    ("phonics_mark", "phonics_outcome"),
    ("phonics_mark_aut", "phonics_outcome_aut"),
    ("prior_mark", "prior_outcome"),
];

/// The mark of a check whose mark and outcome fulfil this.
fn check(row: &Cells<'_>, is: fn(Option<i32>, &str, i32) -> bool) -> Option<&'static str> {
    let threshold = threshold(row)?;
    let found = CHECKS.iter().find(|(mark, outcome)| {
        let outcome = row.text(outcome);
        outcome.is_some_and(|outcome| is(row.int(mark), outcome, threshold))
    });
    found.map(|(mark, _)| *mark)
}

/// Rules on the phonics check.
pub static PHONICS: &[Rule] = &[
    Rule::new(
        "phonics_mark_outcome",
        Error,
        "The mark does not fit the outcome: Wa is the threshold or more, Wt is less.",
        |row| {
            check(row, |mark, outcome, threshold| match (mark, outcome) {
                (Some(mark), "WA") => mark < threshold,
                (Some(mark), "WT") => mark >= threshold,
                _ => false,
            })
        },
    ),
    Rule::new(
        "phonics_mark_unexpected",
        Query,
        "A pupil who did not take the check (A, D, L, Q) has a mark.",
        |row| {
            check(row, |mark, outcome, _| {
                mark.is_some() && matches!(outcome, "A" | "D" | "L" | "Q")
            })
        },
    ),
    Rule::new(
        "phonics_mark_missing",
        Query,
        "An outcome of a check that was taken (Wa, Wt) has no mark.",
        |row| {
            check(row, |mark, outcome, _| {
                mark.is_none() && matches!(outcome, "WA" | "WT")
            })
        },
    ),
    Rule::new(
        "phonics_year_group",
        Query,
        "The check is for years 1 and 2.",
        |row| {
            let year = row.text("nc_year_actual")?;
            (!matches!(year, "1" | "2")).then_some("nc_year_actual")
        },
    ),
    Rule::new(
        "year_without_assessment",
        Query,
        "The summer checks of 2019/20 and 2020/21 were cancelled, and the file has results of one.",
        |row| {
            let results = first_given(row, &["phonics_mark", "phonics_outcome"]);
            results.filter(|_| matches!(row.year, 2020 | 2021))
        },
    )
    .once(),
];

const KS1_OUTCOMES: [&str; 4] = ["read_outcome", "writ_outcome", "mat_outcome", "sci_outcome"];

/// Rules on key stage 1.
pub static KS1: &[Rule] = &[
    Rule::new(
        "ks1_optional",
        Notice,
        "Key stage 1 assessment is optional from 2023/24 on; its results must feed no national comparison.",
        |row| first_given(row, &KS1_OUTCOMES).filter(|_| row.year >= 2024),
    )
    .once(),
    Rule::new(
        "ks1_year_group",
        Query,
        "Key stage 1 ends with year 2, and the pupil is in another.",
        |row| (row.text("nc_year_actual")? != "2").then_some("nc_year_actual"),
    ),
    Rule::new(
        "year_without_assessment",
        Query,
        "Key stage 1 assessment was cancelled in 2019/20 and 2020/21, and the file has results of it.",
        |row| first_given(row, &KS1_OUTCOMES).filter(|_| matches!(row.year, 2020 | 2021)),
    )
    .once(),
];

/// Rules on the multiplication check.
pub static MTC: &[Rule] = &[
    Rule::new(
        "mtc_mark_with_reason",
        Error,
        "A pupil with a reason for not taking the check has a mark.",
        |row| first_given(row, &["form_mark"]).filter(|_| row.has("reason_not_taking")),
    ),
    Rule::new(
        "mtc_no_result",
        Query,
        "The pupil has neither a mark nor a status nor a reason for not taking the check.",
        |row| {
            let given = first_given(row, &["form_mark", "pupil_status", "reason_not_taking"]);
            given.is_none().then_some("form_mark")
        },
    ),
    Rule::new(
        "mtc_year_group",
        Query,
        "The check is for year 4, and the pupil is in another.",
        |row| (row.text("nc_year_actual")? != "4").then_some("nc_year_actual"),
    ),
    Rule::new(
        "year_without_assessment",
        Query,
        "The check became statutory in 2021/22; results of earlier years are of no published figure.",
        |row| first_given(row, &["form_mark"]).filter(|_| row.year < 2022),
    )
    .once(),
];

/// The part of a school's phonics that a row belongs to, by its year group.
pub fn phonics_part(year_group: &str) -> Option<&'static str> {
    match nc_year::canonical(year_group)?.0 {
        "1" => Some("year 1"),
        "2" => Some("year 2"),
        _ => None,
    }
}
