//! Faults in child protection plans.

use super::super::record::{CaseRecord, ChildRecord, CpPlanRecord, Quirk, Value, day};
use super::case::{in_need, only_case};
use super::{Fault, Scene, fault};

pub(super) const FAULTS: &[Fault] = &[
    fault("plan_not_on_conference", &["2885"], |child, scene| {
        one(child, |case, plan| {
            let new = day(&plan.start).is_some_and(|day| day >= scene.year.start);
            new && plan.end.is_none() && plan.reviews.is_empty() && case.plans.is_empty()
        })
        .map(|plan| plan.start = day(&plan.start).map(|day| Value::Date(day + 1)))
        .is_some()
    }),
    fault("plan_before_referral", &["1105"], |child, scene| {
        only_case(child, |case| {
            let old = day(&case.referral).is_some_and(|day| day < scene.year.start);
            let first = case.cp_plans.first().and_then(|plan| day(&plan.start));
            old && case.plans.is_empty() && first.is_some_and(|day| day < scene.year.start)
        })
        .map(|case| {
            let before = day(&case.referral).map(|day| Value::Date(day - 5));
            if let Some(plan) = case.cp_plans.first_mut() {
                plan.start = before;
            }
        })
        .is_some()
    }),
    fault("plan_ends_before_start", &["8925"], |child, scene| {
        one(child, |case, plan| {
            let new = day(&plan.start).is_some_and(|day| day > scene.year.start + 4);
            new && plan.end.is_some() && case.plans.is_empty()
        })
        .map(|plan| {
            plan.end = day(&plan.start).map(|day| Value::Date(day - 3));
            plan.reviews.clear();
        })
        .is_some()
    }),
    fault("plan_ends_after_year", &["8930"], |child, scene| {
        one(child, |_, plan| plan.end.is_none())
            .map(|plan| plan.end = Some(Value::Date(scene.year.end + 5)))
            .is_some()
    }),
    fault("plan_of_one_day", &["8840"], |child, scene| {
        one(child, |case, plan| {
            let new = day(&plan.start).is_some_and(|day| scene.year.contains(day));
            new && plan.end.is_some() && case.plans.is_empty()
        })
        .map(|plan| {
            plan.end.clone_from(&plan.start);
            plan.reviews.clear();
        })
        .is_some()
    }),
    fault("two_open_plans", &["8935", "8940"], |child, scene| {
        in_need(child, |case| {
            let old = day(&case.referral).is_some_and(|day| day < scene.year.start - 30);
            let running = case
                .cp_plans
                .iter()
                .filter(|plan| plan.end.is_none())
                .count()
                == 1;
            old && running && case.cp_plans.len() == 1 && case.plans.is_empty()
        })
        .map(|case| {
            let first = case.cp_plans.first().cloned().unwrap_or_default();
            let start = Some(Value::Date(scene.year.start - 20));
            case.cp_plans.push(CpPlanRecord {
                start,
                reviews: Vec::new(),
                ..first
            });
        })
        .is_some()
    }),
    fault("plan_start_missing", &["8720"], |child, _| {
        one(child, |case, plan| {
            case.plans.is_empty() && plan.start.is_some()
        })
        .map(|plan| plan.start = None)
        .is_some()
    }),
    fault("plan_starts_after_death", &["8915"], |child, scene| {
        let birth = day(&child.birth);
        let death = only_case(child, |_| true).and_then(|case| match case.cp_plans.as_slice() {
            [plan] if plan.end.is_none() => day(&plan.start)
                .filter(|start| day(&case.referral).is_some_and(|referral| referral < *start)),
            _ => None,
        });
        die(child, death.map(|start| start - 1), birth, scene)
    }),
    fault("plan_ends_after_death", &["8920"], |child, scene| {
        let birth = day(&child.birth);
        let death = only_case(child, |_| true).and_then(|case| match case.cp_plans.as_slice() {
            [plan] => day(&plan.end),
            _ => None,
        });
        die(child, death.map(|end| end - 2), birth, scene)
    }),
    fault("previous_plans_missing", &["8730"], |child, _| {
        one(child, |_, _| true)
            .map(|plan| plan.previous = None)
            .is_some()
    }),
    fault(
        "previous_plans_not_a_number",
        &["8730", "number_format"],
        |child, _| {
            one(child, |_, _| true)
                .map(|plan| plan.previous = Some(Value::Code("none")))
                .is_some()
        },
    ),
    fault("initial_category_missing", &["8905"], |child, _| {
        one(child, |_, _| true)
            .map(|plan| plan.initial = None)
            .is_some()
    }),
    fault("initial_category_invalid", &["8905"], |child, _| {
        one(child, |_, _| true)
            .map(|plan| plan.initial = Some(Value::Code("NEM")))
            .is_some()
    }),
    fault("latest_category_missing", &["8910"], |child, _| {
        one(child, |_, _| true)
            .map(|plan| plan.latest = None)
            .is_some()
    }),
    fault("review_on_first_day", &["8841"], |child, scene| {
        one(child, |_, plan| {
            day(&plan.start).is_some_and(|day| scene.year.contains(day))
        })
        .map(|plan| plan.reviews.extend(plan.start.clone()))
        .is_some()
    }),
    fault("reviews_without_date", &["8842Q"], |child, _| {
        let only = child.cases.iter().flat_map(|case| &case.cp_plans).count() == 1;
        let empty = only && one(child, |_, plan| plan.reviews.is_empty()).is_some();
        if empty {
            child.quirk = Some(Quirk::EmptyReviews);
        }
        empty
    })
    .noticed(&["empty_wrapper"]),
];

/// Lets the child die on `death`, if that is in the year, after its birth and before no CIN
/// plan's start or end (4008, 4009Q).
fn die(child: &mut ChildRecord, death: Option<i32>, birth: Option<i32>, scene: &Scene) -> bool {
    let Some((death, birth)) = death.zip(birth) else {
        return false;
    };
    let mut plans = child.cases.iter().flat_map(|case| &case.plans);
    let after = |date| day(date).is_some_and(|date| date > death);
    let fits = child.death.is_none()
        && death >= birth
        && scene.year.contains(death)
        && !plans.any(|plan| after(&plan.start) || after(&plan.end));
    if fits {
        child.death = Some(Value::Date(death));
    }
    fits
}

/// The first plan that fits.
pub(super) fn one(
    child: &mut ChildRecord,
    fits: impl Fn(&CaseRecord, &CpPlanRecord) -> bool,
) -> Option<&mut CpPlanRecord> {
    let place = |case: &CaseRecord| case.cp_plans.iter().position(|plan| fits(case, plan));
    let (case, place) = child
        .cases
        .iter_mut()
        .find_map(|case| place(case).map(|place| (case, place)))?;
    case.cp_plans.get_mut(place)
}
