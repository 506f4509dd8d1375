use crate::cin::record::Assessment;

use super::super::build::*;
use super::super::{Case, case};

fn of(name: &'static str, assessments: Vec<Assessment>, expected: &'static [&'static str]) -> Case {
    case(
        name,
        2024,
        |c| c.referrals[0].assessments = assessments,
        expected,
    )
}

/// Of a case that was opened in 2019.
fn of_old(name: &'static str, a: Assessment, expected: &'static [&'static str]) -> Case {
    case(
        name,
        2024,
        |c| {
            c.referrals = vec![referral("2019-06-05")];
            c.referrals[0].assessments = vec![a];
        },
        expected,
    )
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = dates();
    cases.extend(beside_each_other());
    cases.extend(factors());
    cases
}

fn dates() -> Vec<Case> {
    vec![
        of(
            "on the day of referral",
            vec![assessment("2023-06-05", "2023-06-05")],
            &[],
        ),
        of(
            "before the referral",
            vec![assessment("2023-06-04", "2023-07-10")],
            &["1103"],
        ),
        of(
            "ends before it starts",
            vec![assessment("2023-07-10", "2023-07-09")],
            &["8608"],
        ),
        of("no start", vec![assessment("", "2023-07-10")], &[]),
        of_old(
            "done on 1 April",
            assessment("2023-02-20", "2023-04-01"),
            &[],
        ),
        of_old(
            "done on 31 March",
            assessment("2023-02-20", "2023-03-31"),
            &["8696"],
        ),
        of(
            "done after the year",
            vec![assessment("2024-03-28", "2024-04-01")],
            &["8696"],
        ),
        of_old(
            "in progress since 31 March",
            assessment("2023-03-31", ""),
            &["8670Q", "8736"],
        ),
        of_old(
            "in progress since 1 April",
            assessment("2023-04-01", ""),
            &["8670Q"],
        ),
        of(
            "starts after the year",
            vec![assessment("2024-04-01", "")],
            &["8736"],
        ),
        // Working days to 31 March 2024, Good Friday left out: 46 and 45.
        of(
            "open for 46 working days",
            vec![assessment("2024-01-24", "")],
            &["8670Q"],
        ),
        of(
            "open for 45 working days",
            vec![assessment("2024-01-25", "")],
            &[],
        ),
        of_old(
            "open since before all calendars",
            assessment("2009-12-01", ""),
            &["1103", "8670Q", "8736"],
        ),
        of(
            "end not read",
            vec![Assessment {
                authorisation_date: unread("May"),
                ..assessment("2023-06-05", "2023-07-10")
            }],
            &[],
        ),
    ]
}

fn beside_each_other() -> Vec<Case> {
    let first = || assessment("2023-06-05", "2023-07-10");
    vec![
        of(
            "the day after",
            vec![first(), assessment("2023-07-11", "2023-09-01")],
            &[],
        ),
        of(
            "on the last day",
            vec![first(), assessment("2023-07-10", "2023-09-01")],
            &["8863Q"],
        ),
        of(
            "while one is open",
            vec![
                assessment("2024-02-05", ""),
                assessment("2024-03-04", "2024-03-28"),
            ],
            &["8863Q"],
        ),
        of(
            "two open",
            vec![assessment("2024-02-05", ""), assessment("2024-03-04", "")],
            &["8863Q", "8896"],
        ),
        of("one open", vec![first(), assessment("2024-03-04", "")], &[]),
    ]
}

fn factors() -> Vec<Case> {
    let unfinished = Assessment {
        factors: codes(&["1A"]),
        ..assessment("2024-03-04", "")
    };
    let invalid = Assessment {
        factors: vec![unread("77Z").unwrap()],
        ..with_factors(&[])
    };
    let with_invalid = Assessment {
        factors: vec![unread("77Z").unwrap(), code("1A").unwrap()],
        ..with_factors(&[])
    };
    vec![
        of("factors too early", vec![unfinished], &["8614"]),
        of("no factor", vec![with_factors(&[])], &["8897Q"]),
        of("only a factor that is none", vec![invalid], &["8897Q"]),
        of("one factor that is none", vec![with_invalid], &[]),
        of_old(
            "no factor in an earlier year",
            Assessment {
                factors: Vec::new(),
                ..assessment("2023-02-20", "2023-03-31")
            },
            &["8696"],
        ),
        of_old(
            "no factor, done on 1 April",
            Assessment {
                factors: Vec::new(),
                ..assessment("2023-02-20", "2023-04-01")
            },
            &["8897Q"],
        ),
        of("21 alone", vec![with_factors(&["21"])], &[]),
        of(
            "21 and another",
            vec![with_factors(&["1A", "21"])],
            &["8869"],
        ),
        of("20 and another", vec![with_factors(&["1A", "20"])], &[]),
        of(
            "a factor twice",
            vec![with_factors(&["1A", "2B", "1A"])],
            &["8898"],
        ),
        of(
            "two factors twice",
            vec![with_factors(&["1A", "2B", "1A", "2B", "2B"])],
            &["8898", "8898"],
        ),
        of(
            "a factor in each of two",
            vec![
                with_factors(&["1A"]),
                Assessment {
                    factors: codes(&["1A"]),
                    ..assessment("2023-09-01", "2023-10-02")
                },
            ],
            &[],
        ),
        of("18A before", vec![with_factors(&["18A", "19A"])], &[]),
        in_2025("18A", &["18A"], &["8945Q"]),
        in_2025("19A", &["19A"], &["8950Q"]),
        in_2025("18B and 19C", &["18B", "19C"], &[]),
        in_2025("18A twice", &["18A", "18A"], &["8898", "8945Q"]),
    ]
}

fn in_2025(
    name: &'static str,
    factors: &[&'static str],
    expected: &'static [&'static str],
) -> Case {
    let a = Assessment {
        factors: codes(factors),
        ..assessment("2024-06-05", "2024-07-10")
    };
    case(
        name,
        2025,
        |c| c.referrals[0].assessments = vec![a],
        expected,
    )
}
