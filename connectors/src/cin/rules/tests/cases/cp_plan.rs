use crate::cin::record::{CpPlan, Referral};

use super::super::build::*;
use super::super::{Case, case};

fn of(name: &'static str, referrals: Vec<Referral>, expected: &'static [&'static str]) -> Case {
    case(name, 2024, |c| c.referrals = referrals, expected)
}

/// A plan that started before the year, in a case opened in 2019.
fn of_old(name: &'static str, plan: CpPlan, expected: &'static [&'static str]) -> Case {
    of(
        name,
        vec![Referral {
            cp_plans: vec![plan],
            ..referral("2019-06-05")
        }],
        expected,
    )
}

fn edited(
    name: &'static str,
    edit: impl FnOnce(&mut CpPlan),
    expected: &'static [&'static str],
) -> Case {
    let mut plan = cp_plan("2022-10-03", "");
    edit(&mut plan);
    of_old(name, plan, expected)
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = start_and_conference();
    cases.extend(dates());
    cases.extend(beside_each_other());
    cases.extend(details());
    cases
}

fn start_and_conference() -> Vec<Case> {
    let with = |edit: fn(&mut Referral)| {
        let mut referral = referral("2023-06-05");
        referral.cp_plans = vec![cp_plan("2023-06-20", "")];
        edit(&mut referral);
        vec![referral]
    };
    vec![
        of(
            "starts at the conference",
            with(|r| r.section47s = vec![enquiry("2023-06-05", "2023-06-20")]),
            &[],
        ),
        of(
            "starts the day after",
            with(|r| r.section47s = vec![enquiry("2023-06-05", "2023-06-19")]),
            &["2885"],
        ),
        of("no conference", with(|_| ()), &["2885"]),
        of(
            "moved in",
            with(|r| r.conference_date = day("2023-06-20")),
            &[],
        ),
        of(
            "moved in on another day",
            with(|r| r.conference_date = day("2023-06-19")),
            &["2885"],
        ),
        of(
            "conference not read",
            with(|r| r.conference_date = unread("May")),
            &[],
        ),
        of(
            "started before the year",
            vec![Referral {
                cp_plans: vec![cp_plan("2023-03-31", "")],
                ..referral("2019-06-05")
            }],
            &[],
        ),
        of(
            "started on 1 April",
            vec![Referral {
                cp_plans: vec![cp_plan("2023-04-01", "")],
                ..referral("2019-06-05")
            }],
            &["2885"],
        ),
    ]
}

fn dates() -> Vec<Case> {
    vec![
        of(
            "on the day of referral",
            vec![referral("2023-06-05").on_plan("2023-06-05", "")],
            &[],
        ),
        of(
            "before the referral",
            vec![Referral {
                cp_plans: vec![cp_plan("2022-06-06", "")],
                ..referral("2023-06-05")
            }],
            &["1105"],
        ),
        edited("no start", |p| p.start_date = None, &["8720"]),
        edited("start not read", |p| p.start_date = unread("May"), &[]),
        edited(
            "start after the year",
            |p| p.start_date = day("2024-04-01"),
            &["8720"],
        ),
        of_old(
            "ends before it starts",
            cp_plan("2023-06-20", "2023-06-19"),
            &["2885", "8925"],
        ),
        of_old(
            "ends on its day",
            cp_plan("2023-06-20", "2023-06-20"),
            &["2885", "8840"],
        ),
        of_old(
            "ends the day after",
            cp_plan("2023-03-31", "2023-04-01"),
            &[],
        ),
        of_old(
            "ends on the reference date",
            cp_plan("2022-10-03", "2024-03-31"),
            &[],
        ),
        of_old(
            "ends before the year",
            cp_plan("2022-10-03", "2023-03-31"),
            &["8930"],
        ),
        of_old(
            "ends after the year",
            cp_plan("2022-10-03", "2024-04-01"),
            &["8930"],
        ),
    ]
}

fn beside_each_other() -> Vec<Case> {
    let two = |first, second| {
        vec![Referral {
            cp_plans: vec![first, second],
            ..referral("2019-06-05")
        }]
    };
    let earlier = || Referral {
        cp_plans: vec![cp_plan("2022-10-03", "")],
        ..referral("2022-06-05").closed("2023-06-05", "RC7")
    };
    vec![
        of(
            "two open",
            two(cp_plan("2022-10-03", ""), cp_plan("2022-12-05", "")),
            &["8935", "8940"],
        ),
        of(
            "two open in two cases",
            vec![
                earlier(),
                Referral {
                    cp_plans: vec![cp_plan("2023-03-31", "")],
                    ..referral("2023-06-05")
                },
            ],
            &["1105", "8935", "8940"],
        ),
        of(
            "starts when the other ends",
            two(
                cp_plan("2022-10-03", "2023-07-10"),
                CpPlan {
                    start_date: day("2023-07-10"),
                    ..cp_plan("", "")
                },
            ),
            &["2885"],
        ),
        of(
            "starts the day before",
            two(
                cp_plan("2022-10-03", "2023-07-10"),
                cp_plan("2022-12-05", "2023-07-10"),
            ),
            &["8940"],
        ),
    ]
}

fn details() -> Vec<Case> {
    vec![
        edited(
            "no number of previous",
            |p| p.previous_plans = None,
            &["8730"],
        ),
        edited(
            "number not read",
            |p| p.previous_plans = unread("none"),
            &["8730"],
        ),
        edited("minus one", |p| p.previous_plans = number(-1), &["8730"]),
        edited("none before", |p| p.previous_plans = number(0), &[]),
        edited(
            "no initial category",
            |p| p.initial_category = None,
            &["8905"],
        ),
        edited(
            "initial category XXX",
            |p| p.initial_category = unread("XXX"),
            &["8905"],
        ),
        edited(
            "no latest category",
            |p| p.latest_category = None,
            &["8910"],
        ),
        edited(
            "latest category XXX",
            |p| p.latest_category = unread("XXX"),
            &["8910"],
        ),
        edited("multiple", |p| p.latest_category = code("MUL"), &[]),
        of_old(
            "reviewed the day after",
            reviewed(cp_plan("2023-03-31", ""), &["2023-04-01"]),
            &[],
        ),
        of_old(
            "reviewed on its day",
            reviewed(cp_plan("2023-03-31", ""), &["2023-03-31"]),
            &["8841"],
        ),
        of_old(
            "reviewed before, twice",
            reviewed(
                cp_plan("2023-03-31", ""),
                &["2023-03-30", "2023-03-29", "2023-06-19"],
            ),
            &["8841", "8841"],
        ),
        edited("review without date", |p| p.empty_reviews = 2, &["8842Q"]),
    ]
}
