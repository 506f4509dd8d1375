//! Rules on one pupil's own items.

use std::borrow::Cow;

use cohort_udfs::dates::nc_year as inferred;
use cohort_udfs::upn::{UpnFault, check};

use crate::census::nc_year;
use crate::census::schema::items::PUPIL;
use crate::census::schema::place;
use crate::layout::{Intake, Value};

use super::{Cells, Census, rule};

const UPN: usize = place(PUPIL, "upn");
const FORMER_UPN: usize = place(PUPIL, "former_upn");
const ULN: usize = place(PUPIL, "uln");
const SURNAME: usize = place(PUPIL, "surname");
const FORENAME: usize = place(PUPIL, "forename");
const BIRTH_DATE: usize = place(PUPIL, "birth_date");
const SEX: usize = place(PUPIL, "sex");
const ENROL_STATUS: usize = place(PUPIL, "enrol_status");
const ENTRY_DATE: usize = place(PUPIL, "entry_date");
const LEAVING_DATE: usize = place(PUPIL, "leaving_date");
const NC_YEAR: usize = place(PUPIL, "nc_year");
const POSTCODE: usize = place(PUPIL, "postcode");
const FIRST_PART: usize = place(PUPIL, "address_saon");
const FIRST_LINE: usize = place(PUPIL, "address_line1");
const LAST_LINE: usize = place(PUPIL, "address_line5");

/// Judges a pupil. The flag for the file says whether a postcode without a blank was told.
pub(in crate::census) fn judge_pupil(
    intake: &mut Intake,
    pupil: &Cells<'_>,
    census: &Census,
    on_roll: bool,
    postcode_told: &mut bool,
) {
    required(intake, pupil, on_roll);
    numbers(intake, pupil);
    dates(intake, pupil, census, on_roll);
    if pupil.get(ENROL_STATUS).text() == Some("G") {
        pupil.tell(intake, rule!("guest_returned"), ENROL_STATUS);
    }
    address(intake, pupil, postcode_told);
}

/// The items that are required of every pupil, and those of one kind of record.
fn required(intake: &mut Intake, pupil: &Cells<'_>, on_roll: bool) {
    let own: &[usize] = if on_roll { &[NC_YEAR] } else { &[LEAVING_DATE] };
    for place in [UPN, SURNAME, FORENAME, BIRTH_DATE, SEX, ENTRY_DATE]
        .iter()
        .chain(own)
    {
        if !pupil.get(*place).is_given() {
            pupil.tell(intake, rule!("item_missing"), *place);
        }
    }
}

fn numbers(intake: &mut Intake, pupil: &Cells<'_>) {
    if let Some(upn) = pupil.get(UPN).text() {
        match check(upn) {
            Err(UpnFault::Length | UpnFault::Pattern) => pupil.tell(intake, rule!("upn_form"), UPN),
            Err(UpnFault::CheckLetter) => pupil.tell(intake, rule!("upn_check_letter"), UPN),
            // Which authority issued it says nothing of where the pupil lives or learns.
            Err(UpnFault::LaNumber) | Ok(()) => {
                if upn.ends_with(|last: char| last.is_ascii_uppercase()) {
                    pupil.tell(intake, rule!("upn_temporary"), UPN);
                }
            }
        }
    }
    if let Some(upn) = pupil.get(FORMER_UPN).text()
        && matches!(check(upn), Err(UpnFault::Length | UpnFault::Pattern))
    {
        pupil.tell(intake, rule!("former_upn_form"), FORMER_UPN);
    }
    if pupil.get(ULN).text().is_some_and(|uln| !uln_valid(uln)) {
        pupil.tell(intake, rule!("uln_form"), ULN);
    }
}

/// Ten digits, the first nine weighted 10 to 2; the remainder of their sum by 11 is never 0,
/// and the last digit is 10 less it. The rule is from memory and is not yet verified, which is
/// why a breach is only a query.
fn uln_valid(uln: &str) -> bool {
    let Ok(digits) = <&[u8; 10]>::try_from(uln.as_bytes()) else {
        return false;
    };
    if !digits.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let weighted = digits.iter().zip((2..=10u32).rev());
    let sum: u32 = weighted
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    let rest = sum % 11;
    rest != 0 && u32::from(digits[9] - b'0') == 10 - rest
}

fn dates(intake: &mut Intake, pupil: &Cells<'_>, census: &Census, on_roll: bool) {
    let day = |place| pupil.get(place).day();
    let (birth, entry, leaving) = (day(BIRTH_DATE), day(ENTRY_DATE), day(LEAVING_DATE));
    let after = |a: Option<i32>, b: Option<i32>| matches!((a, b), (Some(a), Some(b)) if a > b);
    if after(birth, entry) {
        pupil.tell(intake, rule!("born_after_entry"), BIRTH_DATE);
    }
    if after(entry, leaving) {
        pupil.tell(intake, rule!("leaving_before_entry"), LEAVING_DATE);
    }
    if on_roll {
        if after(entry, census.day) {
            pupil.tell(intake, rule!("entry_after_census"), ENTRY_DATE);
        }
        if pupil.get(LEAVING_DATE).is_given() {
            pupil.tell(intake, rule!("leaving_on_roll"), LEAVING_DATE);
        }
    } else if after(leaving, census.day) {
        pupil.tell(intake, rule!("leaving_after_census"), LEAVING_DATE);
    }
}

/// Puts the year group of a column right, and judges it. Gives the year by age.
pub(in crate::census) fn judge_nc_year(
    intake: &mut Intake,
    pupil: &mut Cells<'_>,
    census: &Census,
) -> Option<i32> {
    for place in [NC_YEAR, place(PUPIL, "nc_year_leaving")] {
        let raw = pupil.get(place).raw;
        if raw.is_empty() {
            continue;
        }
        match nc_year::canonical(raw) {
            Some((code, mended)) => {
                pupil.cells[place].value = Value::Text(Cow::Borrowed(code));
                if mended {
                    pupil.tell(intake, rule!("nc_year_form"), place);
                }
            }
            None => {
                let text = raw.to_ascii_uppercase();
                pupil.cells[place].value = Value::Text(Cow::Owned(text));
                pupil.tell(intake, rule!("nc_year_unknown"), place);
            }
        }
    }
    let birth = pupil.get(BIRTH_DATE).day();
    let by_age = birth.and_then(|birth| inferred(birth, i32::from(census.year)));
    let actual = pupil.get(NC_YEAR).text();
    if actual == Some("M") {
        pupil.tell(intake, rule!("nc_year_class"), NC_YEAR);
    }
    if actual == Some("X") && census.mainstream {
        pupil.tell(intake, rule!("nc_year_not_followed"), NC_YEAR);
    }
    let actual = actual.and_then(nc_year::number);
    // Every year before the nursery is N1 to a school.
    let expected = by_age.map(|year| year.max(-2));
    if let (Some(actual), Some(expected)) = (actual, expected)
        && actual != expected
    {
        pupil.tell(intake, rule!("nc_year_age"), NC_YEAR);
    }
    by_age
}

fn address(intake: &mut Intake, pupil: &Cells<'_>, postcode_told: &mut bool) {
    let given = |range: std::ops::Range<usize>| {
        pupil.cells[range].iter().any(crate::layout::Cell::is_given)
    };
    // A town or a street may be written beside lines; a number of a house may not be.
    let parts = given(FIRST_PART..FIRST_LINE);
    if parts && given(FIRST_LINE..LAST_LINE + 1) {
        pupil.tell(intake, rule!("address_both_forms"), FIRST_LINE);
    }
    let cell = pupil.get(POSTCODE);
    let Some(postcode) = cell.text() else {
        return;
    };
    if postcode.starts_with("ZZ99") {
        pupil.tell(intake, rule!("postcode_unknown"), POSTCODE);
    } else if !is_postcode(postcode) {
        pupil.tell(intake, rule!("postcode_form"), POSTCODE);
    } else if !cell.raw.contains(' ') && !*postcode_told {
        *postcode_told = true;
        pupil.tell(intake, rule!("postcode_blank"), POSTCODE);
    }
}

/// One or two letters, a digit, perhaps a digit or letter; a blank; a digit and two letters.
fn is_postcode(text: &str) -> bool {
    let Some((outward, inward)) = text.split_once(' ') else {
        return false;
    };
    let shape = |text: &str| -> String {
        let class = |b: u8| match b {
            b'A'..=b'Z' => 'a',
            b'0'..=b'9' => '9',
            _ => '?',
        };
        text.bytes().map(class).collect()
    };
    shape(inward) == "9aa"
        && matches!(
            &*shape(outward),
            "a9" | "a99" | "aa9" | "aa99" | "a9a" | "aa9a"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_digit_of_a_learner_number_is_checked() {
        // 1×10+2×9+3×8+4×7+5×6+6×5+7×4+8×3+9×2 = 210; 210 mod 11 = 1; 10 - 1 = 9.
        assert!(uln_valid("1234567899"));
        assert!(!uln_valid("1234567898"));
        assert!(!uln_valid("123456789"));
        assert!(!uln_valid("12345678X9"));
        // The sum is 0: no such number.
        assert!(!uln_valid("0000000000"));
    }

    #[test]
    fn postcodes_have_one_of_six_shapes() {
        for good in [
            "M1 1AA", "M60 1NW", "CR2 6XH", "DN55 1PT", "W1A 1HQ", "EC1A 1BB",
        ] {
            assert!(is_postcode(good), "{good}");
        }
        for bad in ["M1", "M11AA", "1M 1AA", "M1 AAA", "ABC1 1AA", ""] {
            assert!(!is_postcode(bad), "{bad}");
        }
    }
}
