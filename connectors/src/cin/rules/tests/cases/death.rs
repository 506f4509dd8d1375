use crate::cin::record::Referral;

use super::super::build::*;
use super::super::{Case, case};

fn died(
    name: &'static str,
    death: &'static str,
    referrals: Vec<Referral>,
    expected: &'static [&'static str],
) -> Case {
    case(
        name,
        2024,
        |c| {
            c.death_date = day(death);
            c.referrals = referrals;
        },
        expected,
    )
}

pub(super) fn cases() -> Vec<Case> {
    let closed = || referral("2019-06-05").closed("2023-07-10", "RC2");
    let on_plan = |start, end| Referral {
        cp_plans: vec![cp_plan(start, end)],
        ..closed()
    };
    let on_cin_plan = |start, end| Referral {
        plans: vec![cin_plan(start, end)],
        ..referral("2019-06-05").closed("2023-07-11", "RC2")
    };
    vec![
        died("died", "2023-07-10", vec![closed()], &[]),
        died("died on 1 April", "2023-04-01", vec![closed()], &[]),
        died(
            "died before the year",
            "2023-03-31",
            vec![closed()],
            &["8545Q"],
        ),
        died(
            "died after the year",
            "2024-04-01",
            vec![closed()],
            &["8545Q"],
        ),
        case(
            "died at birth",
            2024,
            |c| {
                c.birth_date = day("2023-07-10");
                c.death_date = day("2023-07-10");
                c.upn = None;
                c.upn_unknown = code("UN1");
                c.referrals = vec![referral("2023-06-05").closed("2023-07-10", "RC2")];
            },
            &[],
        ),
        case(
            "died before birth",
            2024,
            |c| {
                c.birth_date = day("2023-07-10");
                c.death_date = day("2023-07-09");
                c.upn = None;
                c.upn_unknown = code("UN1");
                c.referrals = vec![referral("2023-06-05").closed("2023-07-10", "RC2")];
            },
            &["8535Q"],
        ),
        died(
            "CIN plan from and to that day",
            "2023-07-10",
            vec![on_cin_plan("2023-07-10", "2023-07-10")],
            &[],
        ),
        died(
            "CIN plan from the day after",
            "2023-07-10",
            vec![on_cin_plan("2023-07-11", "2023-07-11")],
            &["4008", "4009Q"],
        ),
        died(
            "CIN plan to the day after",
            "2023-07-10",
            vec![on_cin_plan("2023-05-10", "2023-07-11")],
            &["4009Q"],
        ),
        died(
            "referred that day",
            "2023-07-10",
            vec![referral("2023-07-10").closed("2023-07-10", "RC2")],
            &[],
        ),
        died(
            "referred the day after",
            "2023-07-10",
            vec![referral("2023-07-11").closed("2023-07-11", "RC2")],
            &["8555Q"],
        ),
        died(
            "plan ended that day",
            "2023-07-10",
            vec![on_plan("2022-10-03", "2023-07-10")],
            &[],
        ),
        died(
            "plan ended the day after",
            "2023-07-09",
            vec![on_plan("2022-10-03", "2023-07-10")],
            &["8920"],
        ),
        died(
            "plan from that day",
            "2023-07-10",
            vec![
                Referral {
                    closure_date: day("2023-09-01"),
                    ..closed()
                }
                .on_plan("2023-07-10", ""),
            ],
            &[],
        ),
        died(
            "plan from the day after",
            "2023-07-10",
            vec![
                Referral {
                    closure_date: day("2023-09-01"),
                    ..closed()
                }
                .on_plan("2023-07-11", ""),
            ],
            &["8915"],
        ),
        died("no date of death", "", vec![closed()], &["8585Q"]),
        case(
            "no date at all",
            2024,
            |c| {
                c.birth_date = None;
                c.referrals = vec![referral("2019-06-05").closed("2023-07-10", "RC2")];
            },
            &["8525Q", "8585Q"],
        ),
        case(
            "stillborn",
            2024,
            |c| {
                unborn(c, 2024);
                c.referrals = vec![referral("2023-12-04").closed("2024-03-28", "RC2")];
            },
            &[],
        ),
    ]
}
