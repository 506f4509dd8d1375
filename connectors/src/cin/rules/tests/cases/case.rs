use crate::cin::record::Referral;

use super::super::build::*;
use super::super::{Case, case};

fn of(name: &'static str, referrals: Vec<Referral>, expected: &'static [&'static str]) -> Case {
    case(name, 2024, |c| c.referrals = referrals, expected)
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = beside_each_other();
    cases.extend(activity());
    cases.extend(bans());
    cases
}

fn beside_each_other() -> Vec<Case> {
    let first = || referral("2023-04-03").closed("2023-09-01", "RC7");
    let unread_end = Referral {
        closure_date: unread("May"),
        ..first()
    };
    vec![
        of(
            "one after the other",
            vec![first(), referral("2023-10-02")],
            &[],
        ),
        of(
            "on the day of closure",
            vec![first(), referral("2023-09-01")],
            &[],
        ),
        of(
            "on the day before",
            vec![first(), referral("2023-08-31")],
            &["8820"],
        ),
        of(
            "in another order",
            vec![referral("2023-10-02"), first()],
            &[],
        ),
        of(
            "overlap in another order",
            vec![referral("2023-08-31"), first()],
            &["8820"],
        ),
        of(
            "one closed, open and older",
            vec![
                referral("2023-04-03"),
                referral("2023-06-05").closed("2023-09-01", "RC7"),
            ],
            &["8816", "8820"],
        ),
        of(
            "two open",
            vec![referral("2023-04-03"), referral("2023-06-05")],
            &["8815", "8816", "8820"],
        ),
        of(
            "two open, one since the reference date",
            vec![referral("2023-04-03"), referral("2024-03-31")],
            &["8815", "8816", "8820"],
        ),
        of(
            "two open on one day",
            vec![referral("2023-06-05"), referral("2023-06-05")],
            &["8815", "8820"],
        ),
        of(
            "no further action before",
            vec![nfa("2023-04-03"), referral("2023-06-05")],
            &[],
        ),
        of(
            "no further action that day",
            vec![nfa("2023-06-05"), referral("2023-06-05")],
            &[],
        ),
        of(
            "no further action while open",
            vec![referral("2023-04-03"), nfa("2023-06-05")],
            &["8816", "8820"],
        ),
        of(
            "no further action thrice",
            vec![nfa("2023-04-03"), nfa("2023-06-05"), nfa("2023-06-05")],
            &[],
        ),
        of(
            "closure not read",
            vec![unread_end, referral("2023-08-31")],
            &[],
        ),
        of(
            "three, the second inside the first",
            vec![
                referral("2023-04-03").closed("2023-12-04", "RC7"),
                referral("2023-06-05").closed("2023-07-10", "RC7"),
                referral("2023-09-01").closed("2024-01-15", "RC7"),
            ],
            &["8820", "8820"],
        ),
    ]
}

fn activity() -> Vec<Case> {
    let closed = || referral("2023-04-03").closed("2023-09-01", "RC7");
    let with = |edit: fn(&mut Referral)| {
        let mut referral = closed();
        edit(&mut referral);
        vec![referral]
    };
    vec![
        of(
            "assessed to the end",
            with(|r| r.assessments = vec![assessment("2023-07-10", "2023-09-01")]),
            &[],
        ),
        of(
            "assessed after",
            with(|r| r.assessments = vec![assessment("2023-07-10", "2023-09-04")]),
            &["8565"],
        ),
        of(
            "assessment begins after",
            with(|r| r.assessments = vec![assessment("2023-09-04", "2023-10-02")]),
            &["8565", "8565"],
        ),
        of(
            "enquiry after",
            with(|r| r.section47s = vec![no_conference("2023-09-04")]),
            &["8565"],
        ),
        of(
            "conference after",
            with(|r| r.section47s = vec![enquiry("2023-08-31", "2023-09-04")]),
            &["8565"],
        ),
        of(
            "case conference after",
            with(|r| r.conference_date = day("2023-09-04")),
            &["8565"],
        ),
        of(
            "CP plan ends after",
            vec![closed().on_plan("2023-06-05", "2023-09-04")],
            &["8565"],
        ),
        of(
            "CP plan starts after",
            with(|r| r.cp_plans = vec![cp_plan("2023-09-04", "")]),
            &["2885", "8565"],
        ),
        of(
            "CIN plan ends after",
            with(|r| r.plans = vec![cin_plan("2023-06-05", "2023-09-04")]),
            &["8565"],
        ),
        of(
            "CIN plan starts after",
            with(|r| r.plans = vec![cin_plan("2023-09-04", "2023-10-02")]),
            &["8565", "8565"],
        ),
        of(
            "unfinished assessment",
            with(|r| r.assessments = vec![assessment("2023-07-10", "")]),
            &["8670Q", "8867"],
        ),
        of(
            "unresolved enquiry",
            with(|r| r.section47s = vec![enquiry("2023-07-10", "")]),
            &["8675Q", "8868"],
        ),
        of(
            "enquiry without need",
            with(|r| r.section47s = vec![no_conference("2023-07-10")]),
            &[],
        ),
        of(
            "enquiry without flag",
            with(|r| {
                r.section47s = vec![enquiry("2023-07-10", "")];
                r.section47s[0].conference_not_required = None;
            }),
            &["8675Q", "8868"],
        ),
        of(
            "enquiry, flag not read",
            with(|r| {
                r.section47s = vec![enquiry("2023-07-10", "")];
                r.section47s[0].conference_not_required = unread("perhaps");
            }),
            &[],
        ),
    ]
}

fn bans() -> Vec<Case> {
    let nfa = || nfa("2023-06-05");
    let early_help = || Referral {
        assessments: vec![assessment("2023-06-05", "2023-07-10")],
        ..referral("2023-06-05").closed("2023-07-10", "RC9")
    };
    let after = || referral("2023-06-05").closed("2023-07-10", "RC8");
    vec![
        of(
            "no further action, assessed",
            vec![Referral {
                assessments: vec![assessment("2023-06-05", "2023-07-10")],
                ..nfa()
            }],
            &["8831"],
        ),
        of(
            "no further action, enquiry",
            vec![Referral {
                section47s: vec![no_conference("2023-06-05")],
                ..nfa()
            }],
            &["8831"],
        ),
        of(
            "no further action, conference",
            vec![Referral {
                conference_date: day("2023-06-05"),
                ..nfa()
            }],
            &["8831"],
        ),
        of(
            "no further action, on CP plan",
            vec![nfa().on_plan("2023-06-05", "")],
            &["8831", "8832"],
        ),
        of(
            "no further action, CIN plan",
            vec![Referral {
                plans: vec![cin_plan("2023-06-05", "")],
                ..nfa()
            }],
            &["4000"],
        ),
        case(
            "the same before CIN plans",
            2021,
            |c| {
                c.referrals = vec![Referral {
                    plans: vec![cin_plan("2020-06-05", "")],
                    ..super::super::build::nfa("2020-06-05")
                }];
            },
            &[],
        ),
        of("passed to early help", vec![early_help()], &[]),
        of("not assessed", vec![after()], &["8825Q"]),
        of(
            "closed for another reason",
            vec![referral("2023-06-05").closed("2023-07-10", "RC7")],
            &[],
        ),
        of(
            "enquiry, then early help",
            vec![Referral {
                section47s: vec![no_conference("2023-06-05")],
                ..early_help()
            }],
            &["2990"],
        ),
        of(
            "conference, then early help",
            vec![Referral {
                conference_date: day("2023-06-05"),
                ..early_help()
            }],
            &["2990"],
        ),
        of(
            "CP plan, then early help",
            vec![early_help().on_plan("2023-06-05", "2023-07-10")],
            &["2990", "2990"],
        ),
        of(
            "CIN plan, then early help",
            vec![Referral {
                plans: vec![cin_plan("2023-06-05", "2023-07-10")],
                ..early_help()
            }],
            &["2990"],
        ),
    ]
}
