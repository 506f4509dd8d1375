//! Faults in assessments and their factors.

use super::super::days::working_days;
use super::super::record::{AssessmentRecord, CaseRecord, ChildRecord, Value, day, text};
use super::case::{NO, finished, in_need};
use super::{Fault, Scene, fault};

pub(super) const FAULTS: &[Fault] = &[
    fault("assessment_before_referral", &["1103"], |child, _| {
        one(child, |case, done| {
            // The first of its case, which begins with it.
            case.assessments.len() == 1 && day(&case.referral) == day(&done.start)
        })
        .map(|done| done.start = day(&done.start).map(|day| Value::Date(day - 4)))
        .is_some()
    }),
    fault("assessment_ends_before_start", &["8608"], |child, scene| {
        one(child, |_, done| {
            day(&done.start).is_some_and(|day| day > scene.year.start + 3)
        })
        .map(|done| {
            done.end = day(&done.start).map(|day| Value::Date(day - 2));
            done.review = None;
        })
        .is_some()
    }),
    fault("assessment_ends_after_year", &["8696"], |child, scene| {
        one(child, |case, done| {
            case.closure.is_none() && is_last(case, done)
        })
        .map(|done| done.end = Some(Value::Date(scene.year.end + 4)))
        .is_some()
    }),
    fault(
        "assessment_left_from_last_year",
        &["8736", "8670Q"],
        |child, scene| {
            in_need(child, |case| {
                let old = day(&case.referral).is_some_and(|day| day < scene.year.start - 30);
                old && case.closure.is_none() && case.assessments.is_empty()
            })
            .map(|case| {
                let start = Some(Value::Date(scene.year.start - 20));
                case.assessments.push(AssessmentRecord {
                    start,
                    ..AssessmentRecord::default()
                });
            })
            .is_some()
        },
    ),
    fault("assessment_overdue", &["8670Q"], |child, scene| {
        one(child, |case, done| {
            let late = day(&done.start).is_some_and(|start| {
                start >= scene.year.start && working_days(start, scene.year.end) > 46
            });
            late && case.closure.is_none() && case.assessments.len() == 1
        })
        .map(|done| {
            done.end = None;
            done.factors.clear();
        })
        .is_some()
    }),
    fault("assessment_during_another", &["8863Q"], |child, _| {
        in_need(child, |case| {
            let [done] = case.assessments.as_slice() else {
                return false;
            };
            matches!((day(&done.start), day(&done.end)), (Some(from), Some(to)) if to > from + 6)
        })
        .map(|case| {
            let ends = case
                .assessments
                .first()
                .and_then(|done| day(&done.start).zip(day(&done.end)));
            if let Some((start, end)) = ends {
                case.assessments.push(finished(start + 2, end));
            }
        })
        .is_some()
    }),
    fault(
        "two_open_assessments",
        &["8863Q", "8896"],
        |child, scene| {
            in_need(child, |case| {
                let early = day(&case.referral).is_some_and(|day| day < scene.year.end - 20);
                early && case.closure.is_none() && case.assessments.is_empty()
            })
            .map(|case| {
                for before in [12, 5] {
                    let start = Some(Value::Date(scene.year.end - before));
                    case.assessments.push(AssessmentRecord {
                        start,
                        ..AssessmentRecord::default()
                    });
                }
            })
            .is_some()
        },
    ),
    fault("factors_unfinished", &["8614"], |child, _| {
        let case = child.cases.iter_mut().find(|case| case.closure.is_none());
        let running = case.and_then(|case| {
            case.assessments
                .iter_mut()
                .find(|one| one.end.is_none() && one.start.is_some())
        });
        running
            .map(|running| running.factors.push(Value::Code("4B")))
            .is_some()
    }),
    fault("factors_missing", &["8897Q"], |child, _| {
        one(child, |_, _| true)
            .map(|done| done.factors.clear())
            .is_some()
    }),
    fault("no_factor_and_one", &["8869"], |child, _| {
        one(child, |_, done| {
            done.factors.iter().all(|code| code.text() != Some("21"))
        })
        .map(|done| done.factors.push(Value::Code("21")))
        .is_some()
    }),
    fault("factor_repeated", &["8898"], |child, _| {
        one(child, |_, done| !done.factors.is_empty())
            .map(|done| done.factors.extend(done.factors.first().cloned()))
            .is_some()
    }),
    fault("factor_18a", &["8945Q", "code_year"], |child, _| {
        one(child, |_, done| {
            done.factors.iter().all(|code| code.text() != Some("21"))
        })
        .map(|done| done.factors.push(Value::Code("18A")))
        .is_some()
    })
    .from(2025),
    fault("factor_19a", &["8950Q", "code_year"], |child, _| {
        one(child, |_, done| {
            done.factors.iter().all(|code| code.text() != Some("21"))
        })
        .map(|done| done.factors.push(Value::Code("19A")))
        .is_some()
    })
    .from(2025),
    fault("not_in_need_without_assessment", &["8825Q"], |child, _| {
        child
            .cases
            .iter_mut()
            .find(|case| matches!(text(&case.reason), Some("RC8" | "RC9")) && case.nfa == NO)
            .map(|case| case.assessments.clear())
            .is_some()
    }),
    fault(
        "closed_with_assessment_running",
        &["8867"],
        |child, scene| closing(child, scene, |days| (1..=40).contains(&days)),
    ),
    fault(
        "closed_with_assessment_overdue",
        &["8867", "8670Q"],
        |child, scene| closing(child, scene, |days| days > 46),
    ),
];

/// The first completed assessment that fits, of a case that went further.
fn one(
    child: &mut ChildRecord,
    fits: impl Fn(&CaseRecord, &AssessmentRecord) -> bool,
) -> Option<&mut AssessmentRecord> {
    let fits = |case: &CaseRecord| {
        case.assessments
            .iter()
            .position(|one| one.end.is_some() && fits(case, one))
    };
    let (case, place) = child
        .cases
        .iter_mut()
        .filter(|case| case.nfa == NO)
        .find_map(|case| fits(case).map(|place| (case, place)))?;
    case.assessments.get_mut(place)
}

fn is_last(case: &CaseRecord, done: &AssessmentRecord) -> bool {
    case.assessments.last() == Some(done)
}

/// Takes the authorisation from the last assessment of a closed case that began in the year,
/// as many working days before its end as `fits`.
fn closing(child: &mut ChildRecord, scene: &Scene, fits: impl Fn(i32) -> bool) -> bool {
    let year = scene.year;
    let begun = |one: &AssessmentRecord| {
        day(&one.start).is_some_and(|start| {
            start >= year.start && one.end.is_some() && fits(working_days(start, year.end))
        })
    };
    in_need(child, |case| {
        case.closure.is_some() && case.assessments.last().is_some_and(begun)
    })
    .and_then(|case| case.assessments.last_mut())
    .map(|last| {
        last.end = None;
        last.factors.clear();
    })
    .is_some()
}
