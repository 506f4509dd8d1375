//! Rules on a child's row in header.

use cohort_udfs::{calendar, upn};

use super::super::facts::{Header, Person, Sex};
use super::super::module::Kind::Header as H;
use super::chain::day_text;
use super::{Check, Rule, Span, rule};

#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    rule("101", H, "SEX", "The child's sex is missing or not a valid code.", Check::Header(|h, _| h.sex_raw.is_none())),
    rule("102", H, "DOB", "The birth date is missing or not a date.", Check::Header(|h, _| !h.dob.given)),
    rule("103", H, "ETHNIC", "The ethnicity is missing or not a valid code.", Check::Header(|h, _| h.ethnic.is_none())),
    rule("165", H, "MOTHER", "MOTHER is neither 0 nor 1.", Check::Read),
    rule("168", H, "UPN", "The UPN is not valid, or is none of the reasons UN1 to UN5.", Check::Header(upn_is_invalid)),
    rule("209", H, "UPN", "UN1 stands for the UPN of a child of school age.", Check::Header(un1_at_school_age)),
    rule("232", H, "SEX", "The sex is returned as unknown.", Check::Header(|h, _| h.sex == Some(Sex::Unknown))).query().from(2025),
    rule("301", H, "DOB", "The child was born after the end of the year.", Check::Header(|h, span| h.dob.day.is_some_and(|dob| dob > span.end))),
    rule("444", H, "UPN", "Another child of the return has the same UPN.", Check::RepeatedUpn).from(2026),
    rule("611", H, "MC_DOB", "The child is a mother, but her child's birth date is missing.", Check::Header(|h, _| h.mother == Some(true) && !h.mc_dob.given)),
    rule("612", H, "MC_DOB", "A child's birth date is given, but MOTHER is not 1.", Check::Header(|h, _| h.mc_dob.given && h.mother != Some(true))),
    rule("mother_not_female", H, "MOTHER", "MOTHER is 1, but the child is not female.", Check::Header(|h, _| h.mother == Some(true) && h.sex == Some(Sex::Male))).query(),
    rule("INT32", H, "CHILD", "The child has more than one row in header; the last counts.", Check::Repeated),
];

/// A UPN whose letters, digits or check letter are wrong, or a reason that is none for this
/// return: UN6 and UN7 are of the children in need census.
fn upn_is_invalid(header: &Header, _: &Span) -> bool {
    let reason = header.upn_unknown.as_deref();
    let reason =
        reason.is_some_and(|reason| !matches!(reason, "UN1" | "UN2" | "UN3" | "UN4" | "UN5"));
    reason
        || header
            .upn
            .as_deref()
            .is_some_and(|given| upn::check(given).is_err())
}

/// Four years old on 31 August before the school year that ends in the year of the return
/// begins, so in reception or above for all of it.
fn un1_at_school_age(header: &Header, span: &Span) -> bool {
    let day = calendar::date(i32::from(span.year) - 2, 8, 31);
    let person = Person {
        dob: header.dob.day,
    };
    header.upn_unknown.as_deref() == Some("UN1") && person.is_at_least(4, day)
}

/// The text of an item, for a finding.
pub(super) fn value(header: &Header, item: &str) -> Option<String> {
    match item {
        "SEX" => header.sex_raw.as_deref().map(str::to_owned),
        "DOB" => header.dob.day.and_then(day_text),
        "UPN" => header
            .upn
            .as_deref()
            .or(header.upn_unknown.as_deref())
            .map(str::to_owned),
        "MOTHER" => header
            .mother
            .map(|mother| if mother { "1" } else { "0" }.to_owned()),
        "MC_DOB" => header.mc_dob.day.and_then(day_text),
        _ => None,
    }
}
