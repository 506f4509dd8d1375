//! Departures of form: the value can be understood, and the importer says how it was.

use super::super::days::civil;
use super::super::record::{Field, Quirk, Value, day, text};
use super::case::NO;
use super::{Fault, fault};

pub(super) const FAULTS: &[Fault] = &[
    fault("date_day_first", &["date_format"], |child, _| {
        let Some(birth) = day(&child.birth) else {
            return false;
        };
        let (year, month, of_month) = civil(birth);
        child.birth = Some(Value::Text(format!("{of_month:02}/{month:02}/{year}")));
        true
    }),
    fault("date_with_time", &["date_format"], |child, _| {
        let Some(birth) = day(&child.birth) else {
            return false;
        };
        let (year, month, of_month) = civil(birth);
        child.birth = Some(Value::Text(format!(
            "{year}-{month:02}-{of_month:02}T00:00:00"
        )));
        true
    }),
    fault("code_lower_case", &["code_case"], |child, _| {
        let need = child
            .cases
            .iter_mut()
            .filter(|case| case.nfa == NO)
            .map(|case| &mut case.need);
        change(need.into_iter().next(), str::to_lowercase)
    }),
    fault("code_padded", &[], |child, _| {
        change(Some(&mut child.ethnicity), |code| format!(" {code} "))
    })
    .noticed(&["trimmed_value"]),
    fault("sex_of_earlier_years", &["code_year"], |child, _| {
        let born = child.birth.is_some();
        let code = match text(&child.sex) {
            Some("M") => "1",
            Some("F") => "2",
            _ => return false,
        };
        if born {
            child.sex = Some(Value::Code(code));
        }
        born
    })
    .from(2025),
    fault("early_help_too_early", &["code_year"], |child, _| {
        let Some(case) = child.cases.first_mut() else {
            return false;
        };
        case.source = Some(Value::Code("5D"));
        true
    })
    .until(2022),
    fault("unknown_element", &[], |child, _| {
        child.quirk = Some(Quirk::UnknownElement);
        !child.cases.is_empty()
    })
    .noticed(&["unknown_element"]),
    fault("disabilities_repeated", &[], |child, _| {
        let several = child.disabilities.len() > 1;
        if several {
            child.quirk = Some(Quirk::RepeatedWrapper);
        }
        several
    })
    .noticed(&["repeated_wrapper"]),
    fault("empty_factors", &[], |child, _| {
        let mut assessments = child.cases.iter().flat_map(|case| &case.assessments);
        let one = assessments.clone().count() == 1;
        let running = one && assessments.any(|one| one.end.is_none() && one.factors.is_empty());
        if running {
            child.quirk = Some(Quirk::EmptyFactors);
        }
        running
    })
    .noticed(&["empty_wrapper"]),
    fault("characteristics_first", &[], |child, _| {
        child.quirk = Some(Quirk::Order);
        true
    })
    .noticed(&["element_order"]),
    fault("stray_text", &[], |child, _| {
        child.quirk = Some(Quirk::StrayText);
        !child.cases.is_empty()
    })
    .noticed(&["stray_text"]),
];

fn change(field: Option<&mut Field>, change: impl FnOnce(&str) -> String) -> bool {
    let Some(field) = field else { return false };
    let changed = text(field).map(change);
    let found = changed.is_some();
    if let Some(changed) = changed {
        *field = Some(Value::Text(changed));
    }
    found
}
