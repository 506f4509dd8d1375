//! Dates too far off to be loaded: they are not of the census year, whatever they mean.

use crate::cin::record::{Assessment, CinPlan, CpPlan, PreProceedings, Referral, Section47};

use super::super::build::*;
use super::super::{Case, case};

const LONG_AGO: &str = "1900-01-01";
/// A Thursday.
const LONG_AFTER: &str = "2099-01-01";

fn of(
    name: &'static str,
    edit: impl FnOnce(&mut Referral),
    expected: &'static [&'static str],
) -> Case {
    case(name, 2024, |c| edit(&mut c.referrals[0]), expected)
}

fn pre_proceedings(
    name: &'static str,
    group: PreProceedings,
    expected: &'static [&'static str],
) -> Case {
    let group = PreProceedings {
        start_date: group.start_date.or(day("2026-09-01")),
        review_meetings: number(0),
        ..group
    };
    case(
        name,
        2027,
        |c| c.referrals[0].pre_proceedings = vec![group],
        expected,
    )
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = of_the_child();
    cases.extend(of_the_case());
    cases.extend(of_plans());
    cases.extend([
        pre_proceedings(
            "pre-proceedings long after",
            PreProceedings {
                start_date: unread(LONG_AFTER),
                ..PreProceedings::default()
            },
            &["9005"],
        ),
        pre_proceedings(
            "application long ago",
            PreProceedings {
                court_application_date: unread(LONG_AGO),
                ..PreProceedings::default()
            },
            &["9012"],
        ),
        pre_proceedings(
            "meeting long ago",
            PreProceedings {
                initial_meeting_date: unread(LONG_AGO),
                ..PreProceedings::default()
            },
            &["9008"],
        ),
    ]);
    cases
}

fn of_the_child() -> Vec<Case> {
    vec![
        case(
            "born long after",
            2024,
            |c| c.birth_date = unread(LONG_AFTER),
            &["8520"],
        ),
        case(
            "born long after, day first",
            2024,
            |c| c.birth_date = unread("01/04/2099"),
            &["8520"],
        ),
        // 25 is a number of years, and this date stands for one not known.
        case(
            "born long ago",
            2024,
            |c| c.birth_date = unread(LONG_AGO),
            &[],
        ),
        case(
            "expected long after",
            2024,
            |c| {
                unborn(c, 2024);
                c.expected_birth_date = unread(LONG_AFTER);
            },
            &["8530Q"],
        ),
        case(
            "died long ago",
            2024,
            |c| c.death_date = unread(LONG_AGO),
            &["8545Q"],
        ),
    ]
}

fn of_the_case() -> Vec<Case> {
    let unfinished = || Assessment {
        start_date: unread(LONG_AGO),
        ..assessment("", "")
    };
    let finished = || Assessment {
        authorisation_date: unread(LONG_AGO),
        ..with_factors(&["16A"])
    };
    let begun = || Section47 {
        start_date: unread(LONG_AGO),
        ..enquiry("", "")
    };
    let held = || Section47 {
        conference_date: unread(LONG_AFTER),
        ..enquiry("2023-06-05", "")
    };
    vec![
        of(
            "referred long after",
            |r| r.referral_date = unread(LONG_AFTER),
            &["8600"],
        ),
        of(
            "referred long ago",
            |r| r.referral_date = unread(LONG_AGO),
            &[],
        ),
        of(
            "closed long ago",
            |r| {
                r.closure_date = unread(LONG_AGO);
                r.closure_reason = code("RC7");
            },
            &["8620"],
        ),
        of(
            "assessment begun long ago",
            |r| r.assessments = vec![unfinished()],
            &["8736", "8670Q"],
        ),
        of(
            "assessment finished long ago",
            |r| r.assessments = vec![finished()],
            &["8696"],
        ),
        of(
            "enquiry begun long ago",
            |r| r.section47s = vec![begun()],
            &["8740", "8675Q"],
        ),
        of(
            "conference long after",
            |r| r.section47s = vec![held()],
            &["8715"],
        ),
    ]
}

fn of_plans() -> Vec<Case> {
    let starting = CpPlan {
        start_date: unread(LONG_AFTER),
        ..cp_plan("", "")
    };
    let ending = CpPlan {
        end_date: unread(LONG_AGO),
        ..cp_plan("2022-06-06", "")
    };
    let cin_starting = CinPlan {
        start_date: unread(LONG_AFTER),
        ..CinPlan::default()
    };
    let cin_ending = CinPlan {
        end_date: unread(LONG_AGO),
        ..cin_plan("2023-06-06", "")
    };
    vec![
        of(
            "child protection plan starts long after",
            |r| r.cp_plans = vec![starting],
            &["8720"],
        ),
        of(
            "child protection plan ended long ago",
            |r| {
                r.referral_date = day("2022-06-06");
                r.cp_plans = vec![ending];
            },
            &["8930"],
        ),
        of(
            "CIN plan starts long after",
            |r| r.plans = vec![cin_starting],
            &["4010"],
        ),
        of(
            "CIN plan ended long ago",
            |r| r.plans = vec![cin_ending],
            &["4013"],
        ),
    ]
}
