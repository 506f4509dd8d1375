//! Settings, whether a plan names them or a person attends them: the items are the same and
//! stand at the same places.

use super::person::is_digits;
use super::{Case, rule};
use crate::reference::codes;
use crate::sen2::person::Values;
use crate::sen2::schema::*;

pub(super) fn check(case: &mut Case<'_>, values: &Values<'_>) {
    let named = [SETTING_URN, SETTING_UKPRN, SETTING];
    let given: Vec<usize> = named
        .into_iter()
        .filter(|item| values.given(*item))
        .collect();
    match given[..] {
        [] => case.report(rule!("setting_missing"), values, SETTING_URN),
        [_] => {}
        [_, second, ..] => case.report(rule!("setting_repeated"), values, second),
    }
    if let Some(urn) = values.text(SETTING_URN)
        && !is_digits(urn, 6)
    {
        let settings = PLAN_DETAIL_FIELDS[SETTING]
            .column
            .code_set
            .and_then(codes::set);
        if settings.is_some_and(|settings| settings.find(urn).is_some()) {
            case.report(rule!("setting_in_urn"), values, SETTING_URN);
        } else {
            case.report(rule!("urn_form"), values, SETTING_URN);
        }
    }
    if values
        .text(SETTING_UKPRN)
        .is_some_and(|ukprn| !is_digits(ukprn, 8))
    {
        case.report(rule!("ukprn_form"), values, SETTING_UKPRN);
    }
    match values.text(SETTING) {
        Some("OTH" | "NIEO") if !values.given(SETTING_OTHER) => {
            case.report(rule!("setting_other_missing"), values, SETTING_OTHER);
        }
        Some("NEET") if case.age_on(case.days.census).is_some_and(|age| age < 16) => {
            case.report(rule!("neet_under_16"), values, SETTING);
        }
        _ => {}
    }
}

/// Judges the ranks of settings that hold at one time.
pub(super) fn check_ranks<'v, 'r: 'v>(
    case: &mut Case<'_>,
    settings: impl Iterator<Item = &'v Values<'r>> + Clone,
) {
    let ranked = |rank| {
        let settings = settings.clone();
        settings.filter(move |each| each.text(PLACEMENT_RANK) == Some(rank))
    };
    if ranked("1").next().is_none()
        && let Some(second) = ranked("2").next()
    {
        case.report(rule!("rank_1_missing"), second, PLACEMENT_RANK);
    }
    for again in ranked("1").skip(1) {
        case.report(rule!("rank_1_repeated"), again, PLACEMENT_RANK);
    }
}

/// Whether a setting with a URN leaves a unit flag blank.
pub(super) fn is_unflagged(values: &Values<'_>) -> bool {
    values.given(SETTING_URN) && !(values.given(UNIT) && values.given(RESOURCED_PROVISION))
}
