use crate::cin::record::Section47;

use super::super::build::*;
use super::super::{Case, case};

fn of(name: &'static str, enquiries: Vec<Section47>, expected: &'static [&'static str]) -> Case {
    case(
        name,
        2024,
        |c| c.referrals[0].section47s = enquiries,
        expected,
    )
}

fn of_old(name: &'static str, enquiry: Section47, expected: &'static [&'static str]) -> Case {
    case(
        name,
        2024,
        |c| {
            c.referrals = vec![referral("2019-06-05")];
            c.referrals[0].section47s = vec![enquiry];
        },
        expected,
    )
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = dates();
    cases.extend(beside_each_other());
    cases
}

fn dates() -> Vec<Case> {
    vec![
        of(
            "on the day of referral",
            vec![enquiry("2023-06-05", "2023-06-20")],
            &[],
        ),
        of(
            "before the referral",
            vec![enquiry("2023-06-04", "2023-06-20")],
            &["2889"],
        ),
        of("no start", vec![enquiry("", "2023-06-20")], &["8615"]),
        of(
            "start not read",
            vec![Section47 {
                start_date: unread("May"),
                ..enquiry("", "2023-06-20")
            }],
            &[],
        ),
        of(
            "start after the conference",
            vec![enquiry("2023-06-21", "2023-06-20")],
            &["8615"],
        ),
        of(
            "start at the conference",
            vec![enquiry("2023-06-20", "2023-06-20")],
            &[],
        ),
        of_old(
            "unresolved since 31 March",
            enquiry("2023-03-31", ""),
            &["8675Q", "8740"],
        ),
        of_old(
            "unresolved since 1 April",
            enquiry("2023-04-01", ""),
            &["8675Q"],
        ),
        of_old("resolved since 31 March", no_conference("2023-03-31"), &[]),
        // Working days to 31 March 2024, Good Friday left out: 16 and 15.
        of(
            "16 working days",
            vec![enquiry("2024-03-06", "")],
            &["8675Q"],
        ),
        of("15 working days", vec![enquiry("2024-03-07", "")], &[]),
        of(
            "16 working days, no need",
            vec![no_conference("2024-03-06")],
            &[],
        ),
    ]
}

fn beside_each_other() -> Vec<Case> {
    let first = || enquiry("2023-06-05", "2023-06-20");
    vec![
        of(
            "the day after",
            vec![first(), enquiry("2023-06-21", "2023-07-10")],
            &[],
        ),
        of(
            "on the day of the conference",
            vec![first(), enquiry("2023-06-20", "2023-07-10")],
            &["8890"],
        ),
        of(
            "one without need inside",
            vec![first(), no_conference("2023-06-19")],
            &["8890"],
        ),
        of(
            "one without need on the same day",
            vec![no_conference("2023-06-05"), first()],
            &["8890"],
        ),
        of(
            "two without need",
            vec![no_conference("2023-06-05"), no_conference("2023-06-05")],
            &[],
        ),
        of(
            "while one is open",
            vec![enquiry("2024-03-07", ""), no_conference("2024-03-11")],
            &["8890"],
        ),
        of(
            "two open",
            vec![enquiry("2024-03-07", ""), enquiry("2024-03-11", "")],
            &["8839", "8890"],
        ),
        of("one open", vec![first(), enquiry("2024-03-11", "")], &[]),
    ]
}
