use crate::cin::record::PreProceedings;

use super::super::build::*;
use super::super::{Case, case};

/// The sound group with one thing changed.
fn of(
    name: &'static str,
    edit: fn(&mut PreProceedings),
    expected: &'static [&'static str],
) -> Case {
    let mut group = sound();
    edit(&mut group);
    case(
        name,
        2027,
        |c| c.referrals[0].pre_proceedings = vec![group],
        expected,
    )
}

pub(in super::super) fn sound() -> PreProceedings {
    PreProceedings {
        start_date: day("2026-09-01"),
        letter_before_proceedings_date: day("2026-09-01"),
        fgdm_offered: flag(true),
        fgdm_held: flag(true),
        initial_meeting_date: day("2026-09-15"),
        review_meetings: number(0),
        step_decision_date: day("2026-12-01"),
        outcome: code("A"),
        court_application_date: day("2026-12-01"),
        letter_of_issue_date: day("2026-12-01"),
        ..PreProceedings::default()
    }
}

pub(super) fn cases() -> Vec<Case> {
    vec![
        of("sound", |_| (), &[]),
        of("no start", |g| g.start_date = None, &["9000Q"]),
        of(
            "started before the year",
            |g| g.start_date = day("2026-03-31"),
            &[],
        ),
        of(
            "starts after the year",
            |g| {
                *g = PreProceedings {
                    start_date: day("2027-04-01"),
                    ..PreProceedings::default()
                };
            },
            &["9005"],
        ),
        of(
            "letter before the start",
            |g| g.letter_before_proceedings_date = day("2026-08-31"),
            &["9006"],
        ),
        of(
            "letter after the year",
            |g| g.letter_before_proceedings_date = day("2027-04-01"),
            &["9006"],
        ),
        of(
            "letter, no word of an offer",
            |g| (g.fgdm_offered, g.fgdm_held) = (None, None),
            &["9007"],
        ),
        of(
            "no letter",
            |g| {
                (
                    g.letter_before_proceedings_date,
                    g.fgdm_offered,
                    g.fgdm_held,
                ) = (None, None, None)
            },
            &[],
        ),
        of(
            "meeting before the year",
            |g| g.initial_meeting_date = day("2026-03-31"),
            &["9008"],
        ),
        of(
            "meeting on the first day",
            |g| g.initial_meeting_date = day("2026-04-01"),
            &[],
        ),
        of(
            "decision before the start",
            |g| g.step_decision_date = day("2026-08-31"),
            &["9009"],
        ),
        of(
            "decision before both",
            |g| {
                g.start_date = day("2026-03-01");
                g.step_decision_date = day("2026-03-31");
            },
            &["9009"],
        ),
        of(
            "offered, no word of a meeting",
            |g| g.fgdm_held = None,
            &["9010"],
        ),
        of(
            "not offered",
            |g| (g.fgdm_offered, g.fgdm_held) = (flag(false), None),
            &[],
        ),
        of("outcome Z", |g| g.outcome = unread("Z"), &["9011"]),
        of("no outcome", |g| g.outcome = None, &[]),
        of(
            "application before the decision",
            |g| g.court_application_date = day("2026-11-30"),
            &["9012"],
        ),
        of(
            "application after the year",
            |g| {
                g.court_application_date = day("2027-04-01");
                g.letter_of_issue_date = None;
            },
            &["9012"],
        ),
        of(
            "issue before the application",
            |g| g.letter_of_issue_date = day("2026-11-30"),
            &["9013"],
        ),
        of(
            "issue after the year",
            |g| g.letter_of_issue_date = day("2027-04-01"),
            &["9013"],
        ),
        of(
            "meeting, no count",
            |g| g.review_meetings = None,
            &["9015Q"],
        ),
        of(
            "no meeting, no count",
            |g| (g.initial_meeting_date, g.review_meetings) = (None, None),
            &[],
        ),
        case(
            "a year early",
            2026,
            |c| {
                c.referrals[0].pre_proceedings = vec![PreProceedings::default()];
            },
            &[],
        ),
    ]
}
