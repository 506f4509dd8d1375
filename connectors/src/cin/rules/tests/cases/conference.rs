use crate::cin::record::{Referral, Section47};

use super::super::build::*;
use super::super::{Case, case};

fn of(
    name: &'static str,
    edit: impl FnOnce(&mut Referral),
    expected: &'static [&'static str],
) -> Case {
    case(name, 2024, |c| edit(&mut c.referrals[0]), expected)
}

fn of_old(
    name: &'static str,
    edit: impl FnOnce(&mut Referral),
    expected: &'static [&'static str],
) -> Case {
    case(
        name,
        2024,
        |c| {
            c.referrals = vec![referral("2019-06-05")];
            edit(&mut c.referrals[0]);
        },
        expected,
    )
}

pub(super) fn cases() -> Vec<Case> {
    let target = |date| Section47 {
        conference_target: day(date),
        ..enquiry("2023-06-05", "2023-06-20")
    };
    vec![
        of(
            "moved in on a plan",
            |r| r.conference_date = day("2023-06-05"),
            &[],
        ),
        of(
            "at both levels",
            |r| {
                r.conference_date = day("2023-06-20");
                r.section47s = vec![enquiry("2023-06-05", "2023-06-20")];
            },
            &["2884"],
        ),
        of(
            "of the case, beside an enquiry without one",
            |r| {
                r.conference_date = day("2023-06-20");
                r.section47s = vec![no_conference("2023-06-05")];
            },
            &[],
        ),
        of(
            "of the case before the referral",
            |r| r.conference_date = day("2023-06-02"),
            &["1104"],
        ),
        of(
            "before the referral",
            |r| {
                r.section47s = vec![enquiry("2023-06-02", "2023-06-02")];
            },
            &["1104", "2889"],
        ),
        // 3 April 2023 was a Monday, 31 March 2023 a Friday; 28 March 2024 a Thursday.
        of_old(
            "in the first days of the year",
            |r| r.conference_date = day("2023-04-03"),
            &[],
        ),
        of_old(
            "before the year",
            |r| r.conference_date = day("2023-03-31"),
            &["8715"],
        ),
        of_old(
            "of an enquiry before the year",
            |r| {
                r.section47s = vec![enquiry("2023-03-20", "2023-03-31")];
            },
            &["8715"],
        ),
        of_old(
            "in the last days of the year",
            |r| r.conference_date = day("2024-03-28"),
            &[],
        ),
        of_old(
            "after the year",
            |r| r.conference_date = day("2024-04-01"),
            &["8715"],
        ),
        of(
            "on a Friday",
            |r| r.section47s = vec![enquiry("2023-06-05", "2023-06-16")],
            &[],
        ),
        of(
            "on a Saturday",
            |r| r.section47s = vec![enquiry("2023-06-05", "2023-06-17")],
            &["8875"],
        ),
        of(
            "of the case on a Sunday",
            |r| r.conference_date = day("2023-06-18"),
            &["8875"],
        ),
        of(
            "target on a Monday",
            |r| r.section47s = vec![target("2023-06-26")],
            &[],
        ),
        of(
            "target on a Sunday",
            |r| r.section47s = vec![target("2023-06-25")],
            &["8870Q"],
        ),
    ]
}
