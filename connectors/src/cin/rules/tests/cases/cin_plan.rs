use crate::cin::record::{CinPlan, CpPlan, Referral};

use super::super::build::*;
use super::super::{Case, case};

/// CIN plans and child protection plans of a case that was opened in 2019.
fn of(
    name: &'static str,
    plans: Vec<CinPlan>,
    cp_plans: Vec<CpPlan>,
    expected: &'static [&'static str],
) -> Case {
    case(
        name,
        2024,
        |c| {
            c.referrals = vec![Referral {
                plans,
                cp_plans,
                ..referral("2019-06-05")
            }]
        },
        expected,
    )
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = alone();
    cases.extend(beside_each_other());
    cases.extend(before_they_were_collected());
    cases
}

fn alone() -> Vec<Case> {
    vec![
        of(
            "no start",
            vec![cin_plan("", "2023-07-10")],
            vec![],
            &["4010"],
        ),
        of(
            "start not read",
            vec![CinPlan {
                start_date: unread("May"),
                ..cin_plan("", "")
            }],
            vec![],
            &[],
        ),
        of(
            "starts on the reference date",
            vec![cin_plan("2024-03-31", "")],
            vec![],
            &[],
        ),
        of(
            "starts after the year",
            vec![cin_plan("2024-04-01", "")],
            vec![],
            &["4010"],
        ),
        of(
            "ends on its day",
            vec![cin_plan("2023-07-10", "2023-07-10")],
            vec![],
            &[],
        ),
        of(
            "ends before it starts",
            vec![cin_plan("2023-07-10", "2023-07-09")],
            vec![],
            &["4011"],
        ),
        of(
            "ends on 1 April",
            vec![cin_plan("2022-10-03", "2023-04-01")],
            vec![],
            &[],
        ),
        of(
            "ends before the year",
            vec![cin_plan("2022-10-03", "2023-03-31")],
            vec![],
            &["4013"],
        ),
        of(
            "ends after the year",
            vec![cin_plan("2022-10-03", "2024-04-01")],
            vec![],
            &["4013"],
        ),
        of(
            "on the day of referral",
            vec![cin_plan("2019-06-05", "")],
            vec![],
            &[],
        ),
        of(
            "before the referral",
            vec![cin_plan("2019-06-04", "")],
            vec![],
            &["4015"],
        ),
    ]
}

fn beside_each_other() -> Vec<Case> {
    let cin = || cin_plan("2023-04-03", "2023-09-01");
    let cp = || cp_plan("2022-10-03", "2023-09-01");
    let open_cp = || cp_plan("2022-10-03", "");
    vec![
        of(
            "two open, one since the reference date",
            vec![cin_plan("2023-04-03", ""), cin_plan("2024-03-31", "")],
            vec![],
            &["4004", "4014"],
        ),
        of(
            "two open",
            vec![cin_plan("2023-04-03", ""), cin_plan("2023-06-05", "")],
            vec![],
            &["4004", "4014"],
        ),
        of(
            "starts when the other ends",
            vec![cin(), cin_plan("2023-09-01", "")],
            vec![],
            &[],
        ),
        of(
            "starts the day before",
            vec![cin(), cin_plan("2023-08-31", "")],
            vec![],
            &["4014"],
        ),
        of(
            "both open",
            vec![cin_plan("2023-04-03", "")],
            vec![open_cp()],
            &["4001", "4016"],
        ),
        of(
            "CIN plan from the end of CP plan",
            vec![cin_plan("2023-09-01", "")],
            vec![cp()],
            &[],
        ),
        of(
            "CIN plan from the day before",
            vec![cin_plan("2023-08-31", "")],
            vec![cp()],
            &["4016"],
        ),
        of(
            "CP plan from the end of CIN plan",
            vec![cin_plan("2022-01-10", "2023-04-03")],
            vec![cp_plan("2023-04-03", "")],
            &["2885"],
        ),
        of(
            "CP plan from the day before",
            vec![cin_plan("2022-01-10", "2023-04-03")],
            vec![cp_plan("2023-03-31", "")],
            &["4017"],
        ),
        of(
            "both from one day",
            vec![cin_plan("2022-10-03", "2023-09-01")],
            vec![cp()],
            &["4016", "4017"],
        ),
        of(
            "reviewed as it ends",
            vec![cin_plan("2023-09-01", "")],
            vec![reviewed(cp(), &["2023-09-01"])],
            &[],
        ),
        of(
            "reviewed during a CIN plan",
            vec![cin_plan("2023-09-01", "")],
            vec![reviewed(cp(), &["2023-09-04"])],
            &["4003"],
        ),
        of(
            "reviewed as a CIN plan ends",
            vec![cin_plan("2022-01-10", "2023-04-03")],
            vec![reviewed(cp_plan("2023-03-31", ""), &["2023-04-03"])],
            &["4017"],
        ),
    ]
}

fn before_they_were_collected() -> Vec<Case> {
    let many = |c: &mut crate::cin::record::Child| {
        let plans = vec![cin_plan("", ""), cin_plan("2017-06-05", "2016-06-05")];
        c.referrals = vec![Referral {
            plans,
            ..referral("2019-06-05")
        }];
    };
    vec![
        case("many faults in 2020-21", 2021, many, &[]),
        case(
            "many faults in 2021-22",
            2022,
            many,
            &["4010", "4011", "4013", "4015"],
        ),
    ]
}
