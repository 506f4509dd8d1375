//! Faults in child in need plans, which are collected from 2021-22.

use super::super::record::{CaseRecord, ChildRecord, SpanRecord, Value, day};
use super::case::{YES, in_need, only_case};
use super::{Fault, fault};

pub(super) const FAULTS: &[Fault] = &[
    fault("cin_plan_without_action", &["4000"], |child, scene| {
        only_case(child, |case| {
            let room = day(&case.referral).is_some_and(|day| day + 9 <= scene.year.end);
            room && case.nfa == YES && case.closure.is_none()
        })
        .map(|case| {
            let from = day(&case.referral).unwrap_or(scene.year.start);
            case.plans.push(span(from, from + 9));
        })
        .is_some()
    })
    .from(2022),
    fault("cin_plan_start_missing", &["4010"], |child, _| {
        one(child, |case, plan| alone(case) && plan.end.is_some())
            .map(|plan| plan.start = None)
            .is_some()
    })
    .from(2022),
    fault("cin_plan_ends_before_start", &["4011"], |child, scene| {
        one(child, |case, plan| {
            let new = day(&plan.start).is_some_and(|day| day > scene.year.start + 4);
            new && alone(case) && plan.end.is_some()
        })
        .map(|plan| plan.end = day(&plan.start).map(|day| Value::Date(day - 3)))
        .is_some()
    })
    .from(2022),
    fault("cin_plan_ends_after_year", &["4013"], |child, scene| {
        one(child, |case, plan| alone(case) && plan.end.is_none())
            .map(|plan| plan.end = Some(Value::Date(scene.year.end + 6)))
            .is_some()
    })
    .from(2022),
    fault("cin_plan_before_referral", &["4015"], |child, _| {
        only_case(child, alone)
            .map(|case| {
                let before = day(&case.referral).map(|day| Value::Date(day - 6));
                if let Some(plan) = case.plans.first_mut() {
                    plan.start = before;
                }
            })
            .is_some()
    })
    .from(2022),
    fault("cin_plans_overlap", &["4014"], |child, scene| {
        in_need(child, |case| {
            let long = case.plans.first().is_some_and(|plan| {
                let from = day(&plan.start).unwrap_or(scene.year.end);
                plan.end.is_none() && from.max(scene.year.start) + 30 < scene.year.end
            });
            alone(case) && long
        })
        .map(|case| {
            let from = case.plans.first().and_then(|plan| day(&plan.start));
            let from = from.unwrap_or(scene.year.start).max(scene.year.start) + 10;
            case.plans.push(span(from, from + 15));
        })
        .is_some()
    })
    .from(2022),
    fault("two_open_cin_plans", &["4004", "4014"], |child, scene| {
        in_need(child, |case| {
            let long = case.plans.first().is_some_and(|plan| {
                plan.end.is_none() && day(&plan.start).is_some_and(|d| d + 20 < scene.year.end)
            });
            alone(case) && long
        })
        .map(|case| {
            let start = Some(Value::Date(scene.year.end - 10));
            case.plans.push(SpanRecord { start, end: None });
        })
        .is_some()
    })
    .from(2022),
    fault("review_during_cin_plan", &["4003"], |child, scene| {
        only_case(child, |case| reviewed_late(case, scene.year.end).is_some())
            .map(|case| {
                let late = reviewed_late(case, scene.year.end);
                if let Some(plan) = case.cp_plans.first_mut() {
                    plan.reviews.extend(late.map(Value::Date));
                }
            })
            .is_some()
    })
    .from(2022),
    fault("protection_during_cin_plan", &["4017"], |child, scene| {
        only_case(child, |case| {
            let [plan] = case.plans.as_slice() else {
                return false;
            };
            let Some(end) = day(&plan.end) else {
                return false;
            };
            let next = case.cp_plans.iter().filter_map(|plan| day(&plan.start));
            case.cp_plans.len() == 1 && next.min() == Some(end + 1) && end + 2 <= scene.year.end
        })
        .map(|case| {
            let start = case.cp_plans.first().and_then(|plan| day(&plan.start));
            if let (Some(plan), Some(start)) = (case.plans.first_mut(), start) {
                plan.end = Some(Value::Date(start + 1));
            }
        })
        .is_some()
    })
    .from(2022),
    fault(
        "cin_plan_beside_protection",
        &["4001", "4016"],
        |child, scene| {
            in_need(child, |case| {
                let running = case.cp_plans.last().is_some_and(|plan| {
                    let begun = day(&plan.start).is_some_and(|day| day < scene.year.end - 20);
                    let reviewed = plan.reviews.iter().filter_map(Value::day).max();
                    plan.end.is_none()
                        && begun
                        && reviewed.is_none_or(|day| day < scene.year.end - 12)
                });
                running && case.plans.is_empty() && case.closure.is_none()
            })
            .map(|case| {
                let start = Some(Value::Date(scene.year.end - 10));
                case.plans.push(SpanRecord { start, end: None });
            })
            .is_some()
        },
    )
    .from(2022),
];

fn span(start: i32, end: i32) -> SpanRecord {
    SpanRecord {
        start: Some(Value::Date(start)),
        end: Some(Value::Date(end)),
    }
}

/// One plan and no protection plan, so that nothing else overlaps.
fn alone(case: &CaseRecord) -> bool {
    case.plans.len() == 1 && case.cp_plans.is_empty()
}

/// A day of the child in need plan that follows the only protection plan, which has ended.
fn reviewed_late(case: &CaseRecord, year_end: i32) -> Option<i32> {
    let [protection] = case.cp_plans.as_slice() else {
        return None;
    };
    let ended = day(&protection.end)?;
    let after = |plan: &&SpanRecord| day(&plan.start).is_some_and(|start| start > ended);
    let plan = case.plans.iter().find(after)?;
    let review = day(&plan.start)? + 3;
    let covered = day(&plan.end).is_none_or(|end| review < end);
    (covered && review <= year_end).then_some(review)
}

/// The plan of the first case that fits.
fn one(
    child: &mut ChildRecord,
    fits: impl Fn(&CaseRecord, &SpanRecord) -> bool,
) -> Option<&mut SpanRecord> {
    let fits = |case: &CaseRecord| case.plans.first().is_some_and(|plan| fits(case, plan));
    in_need(child, fits).and_then(|case| case.plans.first_mut())
}
