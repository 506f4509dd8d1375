use crate::cin::record::{Child, Referral};

use super::super::build::*;
use super::super::{Case, case};

/// The sound child with this referral alone.
fn only(name: &'static str, referral: Referral, expected: &'static [&'static str]) -> Case {
    case(name, 2024, |c| c.referrals = vec![referral], expected)
}

fn edited(
    name: &'static str,
    edit: impl FnOnce(&mut Referral),
    expected: &'static [&'static str],
) -> Case {
    case(name, 2024, |c| edit(&mut c.referrals[0]), expected)
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = dates();
    cases.extend(codes_and_flag());
    cases.extend(closure());
    cases
}

fn dates() -> Vec<Case> {
    let baby = |referred: &'static str| {
        move |c: &mut Child| {
            c.upn = None;
            c.upn_unknown = code("UN1");
            c.birth_date = day("2024-01-15");
            c.referrals = vec![referral(referred)];
        }
    };
    vec![
        case("no referral", 2024, |c| c.referrals.clear(), &["8590"]),
        edited("no referral date", |r| r.referral_date = None, &["8600"]),
        edited(
            "referral date not read",
            |r| r.referral_date = unread("June"),
            &[],
        ),
        only(
            "referred on the reference date",
            referral("2024-03-31"),
            &[],
        ),
        only("referred after it", referral("2024-04-01"), &["8600"]),
        only("referred years ago", referral("2019-06-05"), &[]),
        case(
            "referred 280 days before birth",
            2024,
            baby("2023-04-10"),
            &[],
        ),
        case(
            "referred 281 days before birth",
            2024,
            baby("2023-04-09"),
            &["8606"],
        ),
    ]
}

fn codes_and_flag() -> Vec<Case> {
    let without_source = |date| Referral {
        referral_source: None,
        ..referral(date)
    };
    vec![
        edited("no source", |r| r.referral_source = None, &["8866"]),
        edited("source PR", |r| r.referral_source = unread("PR"), &["8866"]),
        only(
            "no source on 1 April 2013",
            without_source("2013-04-01"),
            &["8866"],
        ),
        only(
            "no source the day before",
            without_source("2013-03-31"),
            &[],
        ),
        edited("need A2", |r| r.primary_need = unread("A2"), &["8650"]),
        edited("no need", |r| r.primary_need = None, &["8610"]),
        only("no need, no further action", nfa("2023-06-05"), &[]),
        edited("no flag", |r| r.nfa = None, &["8568"]),
        edited("flag maybe", |r| r.nfa = unread("maybe"), &["8568"]),
        // The last working day before 1 April 2023, a Saturday, was Friday 31 March.
        only("no further action, the day before", nfa("2023-03-31"), &[]),
        only("no further action, earlier", nfa("2023-03-30"), &["8569Q"]),
    ]
}

fn closure() -> Vec<Case> {
    let closed = |date| referral("2023-04-03").closed(date, "RC7");
    vec![
        only("closed", closed("2023-09-01"), &[]),
        only(
            "closed on 1 April",
            referral("2022-06-05").closed("2023-04-01", "RC7"),
            &[],
        ),
        only("closed on 31 March", closed("2024-03-31"), &[]),
        only(
            "closed before the year",
            referral("2022-06-05").closed("2023-03-31", "RC7"),
            &["8620"],
        ),
        only("closed after the year", closed("2024-04-01"), &["8620"]),
        only("closed on its day", closed("2023-04-03"), &[]),
        only("closed before its day", closed("2023-04-02"), &["8630"]),
        only(
            "reason RC10",
            Referral {
                closure_reason: unread("RC10"),
                ..closed("2023-09-01")
            },
            &["8640"],
        ),
        only(
            "no reason",
            Referral {
                closure_reason: None,
                ..closed("2023-09-01")
            },
            &["8805"],
        ),
        only(
            "reason only",
            Referral {
                closure_date: None,
                ..closed("2023-09-01")
            },
            &["8810"],
        ),
        only(
            "closure not read",
            Referral {
                closure_date: unread("May"),
                ..closed("2023-09-01")
            },
            &[],
        ),
    ]
}
