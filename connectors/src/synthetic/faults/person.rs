//! Faults in identifiers and characteristics.

use super::super::days::birthday;
use super::super::population::with_check_letter;
use super::super::record::{ChildRecord, Field, Value, day, text};
use super::super::year_view::is_of_school_age;
use super::case::NO;
use super::{Fault, Scene, fault};

pub(super) const FAULTS: &[Fault] = &[
    fault("la_child_id_missing", &["8500"], |child, _| {
        clear(&mut child.la_child_id)
    }),
    fault("la_child_id_repeated", &["8510"], |child, scene| {
        let Some(before) = scene.before else {
            return false;
        };
        child.la_child_id.clone_from(&before.la_child_id);
        true
    }),
    fault("la_child_id_long", &["1570"], |child, _| {
        set(&mut child.la_child_id, |id| format!("{id}0000000000000"))
    })
    .from(2025),
    fault("la_child_id_symbols", &["1580"], |child, _| {
        set(&mut child.la_child_id, |id| {
            format!("{}/{}", &id[..6], &id[6..])
        })
    })
    .from(2025),
    fault("upn_check_letter", &["1510"], |child, _| {
        set(&mut child.upn, |upn| {
            let letter = if upn.starts_with('A') { 'B' } else { 'A' };
            format!("{letter}{}", &upn[1..])
        })
    }),
    fault("upn_repeated", &["1520"], |child, scene| {
        let Some(upn @ Some(_)) = scene.before.map(|before| &before.upn) else {
            return false;
        };
        let has_one = child.upn.is_some();
        if has_one {
            child.upn.clone_from(upn);
        }
        has_one
    }),
    fault("upn_la_number", &["1530"], |child, _| {
        set(&mut child.upn, |upn| {
            with_check_letter(&format!("999{}", &upn[4..]))
        })
    }),
    fault("upn_letter_inside", &["1540"], |child, _| {
        set(&mut child.upn, |upn| format!("{}X{}", &upn[..7], &upn[8..]))
    }),
    fault("upn_last_character", &["1550"], |child, _| {
        set(&mut child.upn, |upn| format!("{}S", &upn[..12]))
    }),
    fault("upn_lower_case", &["identifier_form"], |child, _| {
        set(&mut child.upn, str::to_lowercase)
    }),
    fault("upn_with_reason", &["upn_with_reason"], |child, _| {
        let known = child.upn.is_some();
        if known {
            child.upn_unknown = Some(Value::Code("UN6"));
        }
        known
    }),
    fault("former_upn_form", &["1560Q"], |child, _| {
        child.former_upn = Some(Value::Code("UNKNOWN"));
        true
    }),
    fault("upn_and_reason_missing", &["8770Q"], |child, scene| {
        let known = pupil_with_case(child, scene);
        if known {
            child.upn = None;
            child.former_upn = None;
            child.upn_unknown = None;
        }
        known
    }),
    fault("below_school_age_at_school", &["8770Q"], |child, scene| {
        let known = pupil_with_case(child, scene);
        if known {
            child.upn = None;
            child.former_upn = None;
            child.upn_unknown = Some(Value::Code("UN1"));
        }
        known
    })
    .from(2025),
    fault(
        "no_further_action_reason_on_case",
        &["8772"],
        |child, scene| {
            let known = pupil_with_case(child, scene);
            if known {
                child.upn = None;
                child.former_upn = None;
                child.upn_unknown = Some(Value::Code("UN7"));
            }
            known
        },
    ),
    fault("birth_after_reference_date", &["8520"], |child, scene| {
        let (Some(birth), Some(first)) = (day(&child.birth), first_referral(child)) else {
            return false;
        };
        // A referral before birth is only right for forty weeks.
        let young = birth > scene.year.end - 100 && first > scene.year.end - 200;
        if young && child.death.is_none() {
            child.birth = Some(Value::Date(scene.year.end + 20));
            return true;
        }
        false
    }),
    fault("both_births", &["8525Q"], |child, scene| {
        let born = child.birth.is_some();
        if born {
            child.expected = Some(Value::Date(scene.year.end));
        }
        born
    }),
    fault("no_birth", &["8525Q"], |child, _| {
        child.upn.is_some() && clear(&mut child.birth)
    }),
    fault("expected_birth_long_past", &["8530Q"], |child, scene| {
        let unborn = child.expected.is_some();
        if unborn {
            child.expected = Some(Value::Date(scene.year.end - 60));
        }
        unborn
    }),
    fault("older_than_25", &["8775Q"], |child, scene| {
        let old = child.upn.is_some()
            && day(&child.birth).is_some_and(|birth| birthday(birth, 16) < scene.year.end);
        if old {
            child.birth = Some(Value::Date(birthday(scene.year.end, -26)));
        }
        old
    }),
    fault("sex_missing", &["4180"], |child, _| {
        child.birth.is_some() && clear(&mut child.sex)
    }),
    fault("sex_invalid", &["4180"], |child, _| {
        if child.birth.is_none() {
            return false;
        }
        child.sex = Some(Value::Code("X"));
        true
    }),
    fault("unborn_with_sex", &["8750"], |child, scene| {
        let unborn = child.expected.is_some();
        if unborn {
            child.sex = Some(Value::Code(if scene.year.year >= 2025 { "F" } else { "2" }));
        }
        unborn
    }),
    fault("ethnicity_missing", &["4220"], |child, _| {
        clear(&mut child.ethnicity)
    }),
    fault("ethnicity_invalid", &["4220"], |child, _| {
        child.ethnicity = Some(Value::Code("INVA"));
        true
    }),
    fault("disability_missing", &["8540"], |child, _| {
        let further = child.cases.iter().any(|case| case.nfa == NO);
        let had = further && child.birth.is_some() && !child.disabilities.is_empty();
        if had {
            child.disabilities.clear();
        }
        had
    }),
    fault("disability_invalid", &["8540"], |child, _| {
        let none = says_none(child);
        if none {
            child.disabilities = vec![Value::Code("SPLD")];
        }
        none
    }),
    fault("no_disability_and_one", &["8790"], |child, _| {
        let none = says_none(child);
        if none {
            child.disabilities.push(Value::Code("LD"));
        }
        none
    }),
    fault("disability_repeated", &["8794"], |child, _| {
        let first = child.disabilities.first().cloned();
        let repeat = first.filter(|first| child.birth.is_some() && first.text() != Some("NONE"));
        let found = repeat.is_some();
        child.disabilities.extend(repeat);
        found
    }),
    fault("death_before_birth", &["8535Q"], |child, scene| {
        // A birth late in the year, so that the death lies inside it and before any activity.
        let Some(birth) = day(&child.birth).filter(|birth| *birth > scene.year.start + 10) else {
            return false;
        };
        let unknowing = child.cases.iter().all(|case| {
            case.cp_plans.is_empty()
                && case.plans.is_empty()
                && day(&case.referral).is_some_and(|day| day < birth - 3)
        });
        if unknowing && child.death.is_none() {
            child.death = Some(Value::Date(birth - 2));
            return true;
        }
        false
    }),
    fault("death_outside_year", &["8545Q"], |child, scene| {
        let closed = child.cases.iter().all(|case| case.reason.is_some());
        let none = child.death.is_none() && child.birth.is_some() && closed;
        if none {
            child.death = Some(Value::Date(scene.year.end + 4));
        }
        none
    }),
    fault("referral_after_death", &["8555Q"], |child, scene| {
        let Some(first) = first_referral(child) else {
            return false;
        };
        let [case] = child.cases.as_slice() else {
            return false;
        };
        let quiet = case.cp_plans.is_empty() && case.plans.is_empty();
        let after_birth = day(&child.birth).is_some_and(|birth| birth < first - 2);
        let inside = scene.year.contains(first - 1);
        if quiet && after_birth && inside && child.death.is_none() {
            child.death = Some(Value::Date(first - 1));
            return true;
        }
        false
    }),
];

fn clear(field: &mut Field) -> bool {
    field.take().is_some()
}

fn set(field: &mut Field, change: impl FnOnce(&str) -> String) -> bool {
    let changed = text(field).map(change);
    let found = changed.is_some();
    if let Some(changed) = changed {
        *field = Some(Value::Text(changed));
    }
    found
}

fn first_referral(child: &ChildRecord) -> Option<i32> {
    child
        .cases
        .iter()
        .filter_map(|case| day(&case.referral))
        .min()
}

/// Of school age, with a UPN and a case that went further.
fn pupil_with_case(child: &ChildRecord, scene: &Scene) -> bool {
    let of_age = day(&child.birth).is_some_and(|birth| {
        // Before 2024-25 the rule begins at six.
        is_of_school_age(birth, &scene.year)
            && (birthday(birth, 7)..birthday(birth, 16)).contains(&scene.year.end)
    });
    let further = child.cases.iter().any(|case| case.nfa == NO);
    of_age && further && child.upn.is_some()
}

fn says_none(child: &ChildRecord) -> bool {
    matches!(child.disabilities.as_slice(), [only] if only.text() == Some("NONE"))
}
