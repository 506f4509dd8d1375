//! The person's identifiers and characteristics.

use cohort_udfs::upn::{self, UpnFault};

use super::{Case, rule};
use crate::sen2::person::{Person, Values};
use crate::sen2::rows::returned_sex;
use crate::sen2::schema::*;

pub(super) fn check(case: &mut Case<'_>, person: &Person<'_>) {
    let values = &person.values;
    case.require(values, &[SURNAME, FORENAME, BIRTH_DATE, ETHNICITY]);
    if returned_sex(values).is_none() {
        let item = if PERSON_FIELDS[SEX].collected_in(case.days.year) {
            SEX
        } else {
            GENDER_CURRENT
        };
        case.require(values, &[item]);
    }
    identifiers(case, values);
    age(case, values);
    if person.requests.is_empty() {
        case.report_record(rule!("request_missing"), values);
    }
}

fn identifiers(case: &mut Case<'_>, values: &Values<'_>) {
    let known = values.given(UPN) || values.given(ULN);
    if !known && !values.given(UPN_UNKNOWN) {
        case.report(rule!("identifier_missing"), values, UPN_UNKNOWN);
    }
    if known && values.given(UPN_UNKNOWN) {
        case.report(rule!("reason_with_identifier"), values, UPN_UNKNOWN);
    }
    if values.text(UPN_UNKNOWN) == Some("UN1")
        && case.age_on(case.days.census).is_some_and(|age| age >= 6)
    {
        case.report(rule!("reason_under_6"), values, UPN_UNKNOWN);
    }
    if let Some(number) = values.text(UPN) {
        upn_form(case, values, number);
    }
    if values.text(ULN).is_some_and(|uln| !is_digits(uln, 10)) {
        case.report(rule!("uln_form"), values, ULN);
    }
}

fn upn_form(case: &mut Case<'_>, values: &Values<'_>, number: &str) {
    if is_digits(number, 10) {
        return case.report(rule!("uln_in_upn"), values, UPN);
    }
    let message = match upn::check(number) {
        Ok(()) => {
            if number.ends_with(|last: char| last.is_ascii_alphabetic()) {
                case.report(rule!("upn_temporary"), values, UPN);
            }
            return;
        }
        Err(UpnFault::Length) => "The UPN does not have 13 characters.",
        Err(UpnFault::Pattern) => {
            "The UPN is not a letter, 11 digits and a digit or letter, without I, O and S."
        }
        Err(UpnFault::CheckLetter) => "The check letter of the UPN is wrong.",
        Err(UpnFault::LaNumber) => {
            "Characters 2 to 4 of the UPN are not the number of a local authority."
        }
    };
    case.report_as(rule!("upn_check"), message, values, UPN);
}

/// *\[choice\]* A plan may run to the end of the academic year of the 25th birthday and cease
/// in the period, so that some are 26 on census day; nobody was when the period began.
fn age(case: &mut Case<'_>, values: &Values<'_>) {
    let unborn = case.age_on(case.days.census).is_some_and(|age| age < 0);
    let over = case.age_on(case.days.period_start);
    if unborn || over.is_some_and(|age| age > 25) {
        case.report(rule!("age_range"), values, BIRTH_DATE);
    }
}

/// Whether a text is so many digits and nothing else.
pub(super) fn is_digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
}
