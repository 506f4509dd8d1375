//! Faults in section 47 enquiries and conferences.

use super::super::days::{Day, is_working_day, working_days};
use super::super::record::{CaseRecord, ChildRecord, EnquiryRecord, Value, day, text};
use super::case::{NO, YES, in_need};
use super::{Fault, fault};

pub(super) const FAULTS: &[Fault] = &[
    fault("enquiry_after_not_in_need", &["2990"], |child, scene| {
        in_need(child, |case| {
            let begun = day(&case.referral).is_some_and(|day| day >= scene.year.start);
            begun && matches!(text(&case.reason), Some("RC8" | "RC9"))
        })
        .map(|case| {
            case.enquiries
                .push(done(day(&case.referral).unwrap_or(scene.year.start)))
        })
        .is_some()
    }),
    fault("enquiry_before_referral", &["2889"], |child, scene| {
        one(child, |case, one| {
            let begun = day(&case.referral).is_some_and(|day| day - 5 >= scene.year.start);
            begun && is_done(one) && case.enquiries.first() == Some(one)
        })
        .map(|(referral, one)| one.start = referral.map(|day| Value::Date(day - 5)))
        .is_some()
    }),
    fault("enquiry_start_missing", &["8615"], |child, _| {
        one(child, |case, one| case.enquiries.len() == 1 && is_done(one))
            .map(|(_, one)| one.start = None)
            .is_some()
    }),
    fault(
        "enquiry_left_from_last_year",
        &["8740", "8675Q"],
        |child, scene| {
            in_need(child, |case| {
                let old = day(&case.referral).is_some_and(|day| day < scene.year.start - 30);
                old && case.closure.is_none() && case.enquiries.is_empty()
            })
            .map(|case| case.enquiries.push(open(scene.year.start - 20)))
            .is_some()
        },
    ),
    fault("enquiry_overdue", &["8675Q"], |child, scene| {
        one(child, |case, one| {
            let late = day(&one.start).is_some_and(|start| {
                start >= scene.year.start && working_days(start, scene.year.end) > 16
            });
            late && is_done(one) && case.closure.is_none() && case.enquiries.len() == 1
        })
        .map(|(_, one)| one.not_required = NO)
        .is_some()
    }),
    fault(
        "closed_with_enquiry_overdue",
        &["8868", "8675Q"],
        |child, scene| {
            one(child, |case, one| {
                let late = day(&one.start).is_some_and(|start| {
                    start >= scene.year.start && working_days(start, scene.year.end) > 16
                });
                late && is_done(one) && case.closure.is_some() && case.enquiries.len() == 1
            })
            .map(|(_, one)| one.not_required = NO)
            .is_some()
        },
    ),
    fault("two_open_enquiries", &["8839", "8890"], |child, scene| {
        in_need(child, |case| {
            let early = day(&case.referral).is_some_and(|day| day < scene.year.end - 20);
            early && case.closure.is_none() && case.enquiries.is_empty()
        })
        .map(|case| {
            case.enquiries
                .extend([open(scene.year.end - 12), open(scene.year.end - 6)]);
        })
        .is_some()
    }),
    fault("conference_at_both_levels", &["2884"], |child, _| {
        in_need(child, |case| {
            let held = case.enquiries.iter().filter(|one| one.conference.is_some());
            held.count() == 1 && case.conference.is_none()
        })
        .map(|case| {
            let held = case.enquiries.iter().find_map(|one| one.conference.clone());
            case.conference = held;
        })
        .is_some()
    }),
    fault("conference_before_referral", &["1104"], |child, scene| {
        let before = |case: &CaseRecord| {
            let referral = day(&case.referral)?;
            let day = (scene.year.start..referral).rev();
            day.take(10).find(|day| is_working_day(*day))
        };
        in_need(child, |case| {
            let plain = case.enquiries.is_empty() && case.cp_plans.is_empty();
            let closed = matches!(text(&case.reason), Some("RC8" | "RC9"));
            plain && !closed && case.conference.is_none() && before(case).is_some()
        })
        .map(|case| case.conference = before(case).map(Value::Date))
        .is_some()
    }),
    fault("conference_after_year", &["8715"], |child, scene| {
        let next = (scene.year.end + 3..).find(|day| is_working_day(*day));
        one(child, |case, one| {
            is_without_plan(case, one) && case.closure.is_none()
        })
        .map(|(_, one)| one.conference = next.map(Value::Date))
        .is_some()
    }),
    fault("conference_at_weekend", &["8875"], |child, scene| {
        one(child, |case, one| {
            let room = day(&one.conference).is_some_and(|day| weekend(day) <= scene.year.end);
            room && is_without_plan(case, one) && case.closure.is_none()
        })
        .map(|(_, one)| {
            one.conference = day(&one.conference).map(|day| Value::Date(weekend(day)));
        })
        .is_some()
    }),
    fault("conference_target_at_weekend", &["8870Q"], |child, _| {
        one(child, |_, one| one.target.is_some())
            .map(|(_, one)| one.target = day(&one.target).map(|day| Value::Date(weekend(day))))
            .is_some()
    }),
];

/// An enquiry that needed no conference.
fn done(start: Day) -> EnquiryRecord {
    let start = Some(Value::Date(start));
    EnquiryRecord {
        start,
        not_required: YES,
        ..EnquiryRecord::default()
    }
}

/// An enquiry that nobody has ended.
fn open(start: Day) -> EnquiryRecord {
    EnquiryRecord {
        not_required: NO,
        ..done(start)
    }
}

fn is_done(one: &EnquiryRecord) -> bool {
    one.not_required == YES
}

/// A conference from which no plan came.
fn is_without_plan(case: &CaseRecord, one: &EnquiryRecord) -> bool {
    one.conference.is_some()
        && case.enquiries.last() == Some(one)
        && case
            .cp_plans
            .iter()
            .all(|plan| plan.start != one.conference)
}

/// The next Saturday.
fn weekend(day: Day) -> Day {
    (day..)
        .find(|day| cohort_udfs::calendar::weekday(*day) == 6)
        .unwrap_or(day)
}

/// The first enquiry that fits, with the day of its referral.
fn one(
    child: &mut ChildRecord,
    fits: impl Fn(&CaseRecord, &EnquiryRecord) -> bool,
) -> Option<(Option<Day>, &mut EnquiryRecord)> {
    let place = |case: &CaseRecord| case.enquiries.iter().position(|one| fits(case, one));
    let (case, place) = child
        .cases
        .iter_mut()
        .filter(|case| case.nfa == NO)
        .find_map(|case| place(case).map(|place| (case, place)))?;
    let referral = day(&case.referral);
    case.enquiries.get_mut(place).map(|one| (referral, one))
}
