//! Faults in referrals and closures.

use super::super::record::{
    AssessmentRecord, CaseRecord, ChildRecord, CpPlanRecord, Value, day, text,
};
use super::{Fault, Scene, fault};

pub(super) const FAULTS: &[Fault] = &[
    fault("no_case", &["8590"], |child, _| {
        // Whoever has no UPN was explained by the case.
        let plain = child.upn.is_some() && child.death.is_none();
        if plain {
            child.cases.clear();
        }
        plain
    }),
    fault("referral_date_missing", &["8600"], |child, _| {
        only_case(child, |case| case.nfa == YES && case.closure.is_none())
            .map(|case| case.referral = None)
            .is_some()
    }),
    fault("referral_after_year", &["8600"], |child, scene| {
        only_case(child, |case| case.nfa == YES && case.closure.is_none())
            .map(|case| case.referral = Some(Value::Date(scene.year.end + 9)))
            .is_some()
    }),
    fault("referral_long_before_birth", &["8606"], |child, scene| {
        // A pregnancy is 280 days; the later birth must still lie in the year.
        let Some(birth) = child.birth.as_ref().and_then(Value::day) else {
            return false;
        };
        let later = only_case(child, |case| case.cp_plans.is_empty())
            .and_then(|case| day(&case.referral))
            .map(|referral| referral + 281)
            .filter(|later| *later <= scene.year.end && birth < *later);
        if child.death.is_some() || later.is_none() {
            return false;
        }
        child.birth = later.map(Value::Date);
        true
    }),
    fault("source_missing", &["8866"], |child, scene| {
        recent(child, scene)
            .map(|case| case.source = None)
            .is_some()
    }),
    fault("source_invalid", &["8866"], |child, scene| {
        recent(child, scene)
            .map(|case| case.source = Some(Value::Code("PR")))
            .is_some()
    }),
    fault("need_invalid", &["8650"], |child, _| {
        in_need(child, |_| true)
            .map(|case| case.need = Some(Value::Code("A4")))
            .is_some()
    }),
    fault("need_missing", &["8610"], |child, _| {
        in_need(child, |_| true)
            .map(|case| case.need = None)
            .is_some()
    }),
    fault("closure_reason_invalid", &["8640"], |child, _| {
        in_need(child, |case| text(&case.reason) == Some("RC7"))
            .map(|case| case.reason = Some(Value::Code("RC99")))
            .is_some()
    }),
    fault("nfa_missing", &["8568"], |child, _| {
        in_need(child, has_activity)
            .map(|case| case.nfa = None)
            .is_some()
    }),
    fault(
        "nfa_not_boolean",
        &["8568", "boolean_format"],
        |child, _| {
            in_need(child, has_activity)
                .map(|case| case.nfa = Some(Value::Code("maybe")))
                .is_some()
        },
    ),
    fault("closure_without_reason", &["8805"], |child, _| {
        in_need(child, |case| text(&case.reason) == Some("RC7"))
            .map(|case| case.reason = None)
            .is_some()
    }),
    fault("reason_without_closure", &["8810"], |child, _| {
        in_need(child, |case| case.closure.is_none())
            .map(|case| case.reason = Some(Value::Code("RC7")))
            .is_some()
    }),
    fault("closure_after_year", &["8620"], |child, scene| {
        in_need(child, |case| case.closure.is_none() && nothing_runs(case))
            .map(|case| {
                case.closure = Some(Value::Date(scene.year.end + 8));
                case.reason = Some(Value::Code("RC7"));
            })
            .is_some()
    }),
    fault("closure_before_referral", &["8630"], |child, scene| {
        only_case(child, |case| {
            let early = day(&case.referral).is_some_and(|day| scene.year.contains(day - 3));
            case.nfa == YES && case.closure.is_some() && early
        })
        .map(|case| case.closure = day(&case.referral).map(|day| Value::Date(day - 3)))
        .is_some()
    }),
    fault("death_reason_without_date", &["8585Q"], |child, _| {
        // An unborn child has no date of death to give.
        child.birth.is_some()
            && in_need(child, |case| text(&case.reason) == Some("RC7"))
                .map(|case| case.reason = Some(Value::Code("RC2")))
                .is_some()
    }),
    fault("cases_overlap", &["8820"], |child, scene| {
        let Some(second) = child.cases.last().and_then(|case| day(&case.referral)) else {
            return false;
        };
        let ends_after = child.cases.last().is_some_and(|case| {
            case.nfa == NO
                && second + 2 <= scene.year.end
                && day(&case.closure).is_none_or(|closure| closure > second + 4)
        });
        let [.., first, _] = child.cases.as_mut_slice() else {
            return false;
        };
        let apart = first.nfa == NO && text(&first.reason) == Some("RC7");
        if apart && ends_after {
            first.closure = Some(Value::Date(second + 2));
        }
        apart && ends_after
    }),
    fault(
        "two_open_cases",
        &["8815", "8816", "8820"],
        |child, scene| {
            let later = Value::Date(scene.year.end - 1);
            let opened_before = child.cases.last().is_some_and(|case| {
                case.closure.is_none()
                    && case.nfa == NO
                    && day(&case.referral).is_some_and(|day| day < scene.year.end - 1)
            });
            if opened_before {
                child.cases.push(CaseRecord {
                    referral: Some(later),
                    source: Some(Value::Code("6")),
                    need: Some(Value::Code("N1")),
                    nfa: NO,
                    ..CaseRecord::default()
                });
            }
            opened_before
        },
    ),
    fault(
        "activity_after_closure",
        &["8565", "8565"],
        |child, scene| {
            only_case(child, |case| {
                let room = day(&case.closure).is_some_and(|day| day + 12 <= scene.year.end);
                room && case.nfa == NO && text(&case.reason) == Some("RC7") && nothing_runs(case)
            })
            .map(|case| {
                if let Some(closure) = day(&case.closure) {
                    case.assessments.push(finished(closure + 5, closure + 12));
                }
            })
            .is_some()
        },
    ),
    fault("nfa_of_last_year", &["8569Q"], |child, scene| {
        // Not a baby's: the referral would then come too long before birth.
        day(&child.birth).is_some_and(|birth| birth < scene.year.start)
            && only_case(child, |case| case.nfa == YES && case.closure.is_none())
                .map(|case| case.referral = Some(Value::Date(scene.year.start - 40)))
                .is_some()
    }),
    fault(
        "nfa_with_protection_plan",
        &["8832", "1105"],
        |child, scene| {
            // Begun before the year, so that no conference is missed in it.
            only_case(child, |case| {
                let in_year = day(&case.referral).is_some_and(|d| scene.year.contains(d));
                in_year && case.nfa == YES && case.closure.is_none()
            })
            .map(|case| {
                case.cp_plans.push(CpPlanRecord {
                    start: Some(Value::Date(scene.year.start - 20)),
                    end: None,
                    initial: Some(Value::Code("NEG")),
                    latest: Some(Value::Code("NEG")),
                    previous: Some(Value::Number(0)),
                    reviews: Vec::new(),
                });
            })
            .is_some()
        },
    ),
    fault("nfa_with_assessment", &["8831"], |child, scene| {
        only_case(child, |case| {
            let room = day(&case.referral).is_some_and(|day| day + 9 <= scene.year.end);
            room && case.nfa == YES && case.closure.is_none()
        })
        .map(|case| {
            if let Some(referral) = day(&case.referral) {
                case.assessments.push(finished(referral, referral + 9));
            }
        })
        .is_some()
    }),
];

pub(super) const YES: Option<Value> = Some(Value::Flag(true));
pub(super) const NO: Option<Value> = Some(Value::Flag(false));

/// A completed assessment with one factor.
pub(super) fn finished(start: i32, end: i32) -> AssessmentRecord {
    AssessmentRecord {
        start: Some(Value::Date(start)),
        review: None,
        end: Some(Value::Date(end)),
        factors: vec![Value::Code("4B")],
    }
}

/// The first case that went further and that fits.
pub(super) fn in_need(
    child: &mut ChildRecord,
    fits: impl Fn(&CaseRecord) -> bool,
) -> Option<&mut CaseRecord> {
    child
        .cases
        .iter_mut()
        .find(|case| case.nfa == NO && fits(case))
}

/// The child's only case, if it fits.
pub(super) fn only_case(
    child: &mut ChildRecord,
    fits: impl Fn(&CaseRecord) -> bool,
) -> Option<&mut CaseRecord> {
    match child.cases.as_mut_slice() {
        [case] if fits(case) => Some(case),
        _ => None,
    }
}

/// A case referred in the year, whose source must be known.
fn recent<'a>(child: &'a mut ChildRecord, scene: &Scene) -> Option<&'a mut CaseRecord> {
    let in_year = |case: &CaseRecord| day(&case.referral).is_some_and(|d| scene.year.contains(d));
    child.cases.iter_mut().find(|case| in_year(case))
}

fn has_activity(case: &CaseRecord) -> bool {
    !case.assessments.is_empty()
}

/// Whether nothing of the case is still going on.
pub(super) fn nothing_runs(case: &CaseRecord) -> bool {
    case.assessments.iter().all(|one| one.end.is_some())
        && case.plans.iter().all(|plan| plan.end.is_some())
        && case.cp_plans.iter().all(|plan| plan.end.is_some())
        && case
            .enquiries
            .iter()
            .all(|one| one.conference.is_some() || one.not_required == YES)
}
