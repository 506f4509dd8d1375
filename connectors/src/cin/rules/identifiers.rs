//! The child's identifiers: local number, UPN, birth, sex.

use cohort_udfs::{calendar, upn};

use crate::cin::record::{Code, Referral, value};

use super::item::*;
use super::judge::{Judge, known, text, written};
use super::{Rule, rule};

/// Authorities since 2023-24, when their numbers began to appear in UPNs.
const NEW_LA_NUMBERS: [&str; 2] = ["942", "943"];

pub(super) fn check(judge: &mut Judge<'_>) {
    local_number(judge);
    upn_form(judge);
    upn_expected(judge);
    births(judge);
    adult(judge);
    sex(judge);
}

fn local_number(judge: &mut Judge<'_>) {
    let child = judge.child;
    let Some(id) = text(&child.la_child_id) else {
        return judge.report(rule!("8500"), LA_CHILD_ID.absent(child.at));
    };
    let spot = child
        .la_child_id
        .as_ref()
        .map_or(LA_CHILD_ID.absent(child.at), |id| LA_CHILD_ID.text(id));
    if id.chars().count() > 20 {
        judge.report(rule!("1570"), spot);
    }
    if !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        judge.report(rule!("1580"), spot);
    }
}

fn upn_form(judge: &mut Judge<'_>) {
    let child = judge.child;
    if let Some(leaf) = &child.upn
        && let Some((rule, sentence)) = upn_fault(leaf.value.as_deref(), judge.period.year)
    {
        judge.report(rule, UPN.text(leaf).says(sentence));
    }
    if let Some(leaf) = &child.former_upn
        && let Some(former) = &leaf.value
        && let Err(upn::UpnFault::Length | upn::UpnFault::Pattern) = upn::check(former)
    {
        judge.report(rule!("1560Q"), FORMER_UPN.text(leaf));
    }
    if let (Some(_), Some(reason)) = (&child.upn, &child.upn_unknown) {
        judge.report(rule!("upn_with_reason"), UPN_UNKNOWN.code(reason));
    }
}

/// The first fault of a UPN in the order length, pattern, check letter, authority.
///
/// DfE numbers no rule for the length nor for a first character that is no letter.
/// *\[assumed\]* A UPN of the wrong length is under 1550, since it does not end at character
/// 13; a first character that cannot stand there is under 1510, since it is no check letter.
fn upn_fault(upn: Option<&str>, year: i16) -> Option<(&'static Rule, &'static str)> {
    let upn = upn?;
    Some(match upn::check(upn) {
        Err(upn::UpnFault::Length) => (rule!("1550"), "The UPN does not have 13 characters."),
        Err(upn::UpnFault::Pattern) => match upn::first_bad_position(upn) {
            Some(1) => (
                rule!("1510"),
                "Character 1 of the UPN is not a letter that a UPN can begin with.",
            ),
            Some(2..=4) => titled(rule!("1530")),
            Some(5..=12) => titled(rule!("1540")),
            _ => titled(rule!("1550")),
        },
        Err(upn::UpnFault::CheckLetter) => titled(rule!("1510")),
        Err(upn::UpnFault::LaNumber) => titled(rule!("1530")),
        Ok(()) if year < 2024 && NEW_LA_NUMBERS.contains(&&upn[1..4]) => titled(rule!("1530")),
        Ok(()) => return None,
    })
}

fn titled(rule: &'static Rule) -> (&'static Rule, &'static str) {
    (rule, rule.title)
}

/// Whether the referral led to more than itself. A missing flag is not known to have (8568).
pub(super) fn went_further(referral: &Referral) -> bool {
    value(&referral.nfa) == Some(false)
}

fn upn_expected(judge: &mut Judge<'_>) {
    let child = judge.child;
    let further = child.referrals.iter().any(went_further);
    let reason = value(&child.upn_unknown);
    if let Some(leaf) = &child.upn_unknown
        && reason == Some("UN7")
        && further
    {
        judge.report(rule!("8772"), UPN_UNKNOWN.code(leaf));
    }
    let Some(birth) = value(&child.birth_date) else {
        return;
    };
    if child.upn.is_some() || !further {
        return;
    }
    let (limit, missing) = if judge.period.year >= 2025 {
        // Five years old by the last 31 August before the reference date.
        (
            calendar::date(i32::from(judge.period.year) - 6, 8, 31),
            matches!(reason, None | Some("UN1")),
        )
    } else {
        // "Over 5": born earlier than six years before the reference date.
        (
            calendar::add_months(judge.period.end - 1, -72),
            reason.is_none(),
        )
    };
    if missing && limit.is_some_and(|limit| birth <= limit) {
        let spot = UPN.absent(child.at);
        judge.report(
            rule!("8770Q"),
            match &child.upn_unknown {
                Some(leaf) => UPN_UNKNOWN.code(leaf),
                None => spot,
            },
        );
    }
}

fn births(judge: &mut Judge<'_>) {
    let child = judge.child;
    judge.want_by_the_end(rule!("8520"), BIRTH_DATE, &child.birth_date);
    match (&child.birth_date, &child.expected_birth_date) {
        (None, None) => judge.report(
            rule!("8525Q"),
            BIRTH_DATE
                .absent(child.at)
                .says("The child has neither a birth date nor an expected birth date."),
        ),
        (Some(_), Some(expected)) => judge.report(
            rule!("8525Q"),
            EXPECTED_BIRTH_DATE
                .date(expected)
                .says("The child has both a birth date and an expected birth date."),
        ),
        _ => (),
    }
    if let Some((leaf, day)) = written(&child.expected_birth_date) {
        let earliest = judge.period.end - 30;
        let latest = calendar::add_months(judge.period.end, 9);
        if day < earliest || latest.is_some_and(|latest| day > latest) {
            judge.report(rule!("8530Q"), EXPECTED_BIRTH_DATE.date(leaf));
        }
    }
}

/// DfE asks only where a case was open after the 25th birthday. A referral with no further
/// action and no closure date is closed on its own day.
fn adult(judge: &mut Judge<'_>) {
    let child = judge.child;
    let Some((leaf, birth)) = known(&child.birth_date) else {
        return;
    };
    let Some(birthday) = calendar::add_months(birth, 25 * 12) else {
        return;
    };
    if birthday >= judge.period.end {
        return;
    }
    let after = |referral: &Referral| match &referral.closure_date {
        Some(closure) => closure.value.is_some_and(|closed| closed > birthday),
        None if went_further(referral) => true,
        None => value(&referral.referral_date).is_some_and(|referred| referred > birthday),
    };
    if child.referrals.iter().any(after) {
        judge.report(rule!("8775Q"), BIRTH_DATE.date(leaf));
    }
}

fn sex(judge: &mut Judge<'_>) {
    let child = judge.child;
    let item = match child.sex_element {
        Some("GenderCurrent") => GENDER,
        None if judge.period.year < 2025 => GENDER,
        _ => SEX,
    };
    let raw = child.sex_raw.as_deref();
    let code = child.sex.as_ref().and_then(|leaf: &Code| leaf.value);
    let spot = item.code_or_absent(&child.sex, child.at).showing(raw);
    let unborn = child.birth_date.is_none() && child.expected_birth_date.is_some();
    match code {
        None => judge.report(rule!("4180"), spot),
        // 9, indeterminate, is loaded as U; an unborn child's is 0, not recorded.
        Some(code) if unborn && (code != "U" || raw == Some("9")) => {
            judge.report(rule!("8750"), spot);
        }
        Some(_) => (),
    }
}
