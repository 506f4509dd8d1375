//! The check of a Unique Pupil Number (CIN census guide; rules 1510 and 1530 to 1550).
//!
//! Thirteen characters: check letter, three digits of the allocating authority, four of the
//! school, two of the year, three of the serial; a temporary UPN ends in a letter instead.
//! The letters I, O and S are not used.

use std::fmt;

use super::la_numbers::is_accepted;

/// The letters of a UPN; a letter's place in the row is its value in the check.
const ALPHABET: &str = "ABCDEFGHJKLMNPQRTUVWXYZ";

/// What is wrong with a UPN. Faults stand in the order in which they are tested, and only
/// the first is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UpnFault {
    /// Not thirteen characters.
    Length,
    /// A character that cannot stand where it does; see [`first_bad_position`].
    Pattern,
    /// The first letter is not the one that the other characters give.
    CheckLetter,
    /// Characters 2 to 4 are the number of no local authority, present or past.
    LaNumber,
}

impl fmt::Display for UpnFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            UpnFault::Length => "a UPN has 13 characters",
            UpnFault::Pattern => {
                "a UPN is a letter, 11 digits and a digit or letter, without I, O and S"
            }
            UpnFault::CheckLetter => "the check letter does not agree with the other characters",
            UpnFault::LaNumber => "characters 2 to 4 are not a local authority number",
        })
    }
}

impl std::error::Error for UpnFault {}

/// Tests, in this order, length, pattern, check letter and authority number. Neither blanks
/// nor lower case are forgiven: trim and fold before, where that is wanted.
///
/// # Errors
///
/// The first fault found.
///
/// ```
/// use cohort_udfs::upn::{UpnFault, check};
/// assert_eq!(check("H243278544154"), Err(UpnFault::LaNumber)); // no authority had 243
/// assert_eq!(check("P207000016049"), Ok(()));
/// assert_eq!(check("R247962919251"), Err(UpnFault::CheckLetter));
/// ```
pub fn check(upn: &str) -> Result<(), UpnFault> {
    let Ok(upn): Result<&[u8; 13], _> = upn.as_bytes().try_into() else {
        // More than 13 bytes may still be 13 characters.
        let thirteen = upn.chars().count() == 13;
        return Err(if thirteen {
            UpnFault::Pattern
        } else {
            UpnFault::Length
        });
    };
    if upn.iter().any(|byte| !byte.is_ascii()) {
        return Err(UpnFault::Length);
    }
    let [letter, rest @ ..] = upn;
    if letter_value(*letter).is_none() {
        return Err(UpnFault::Pattern);
    }
    match expected_letter(rest) {
        None => Err(UpnFault::Pattern),
        Some(expected) if expected.as_bytes() != [*letter] => Err(UpnFault::CheckLetter),
        Some(_) if !is_accepted(la_number(rest)) => Err(UpnFault::LaNumber),
        Some(_) => Ok(()),
    }
}

/// Whether length, pattern and check letter are right: what a UPN shows by itself. Whether its
/// authority is or was one is a question of its own, see [`check`].
///
/// ```
/// use cohort_udfs::upn::letter_agrees;
/// assert!(letter_agrees("H243278544154"));
/// assert!(!letter_agrees("R247962919251"));
/// ```
pub fn letter_agrees(upn: &str) -> bool {
    matches!(check(upn), Ok(()) | Err(UpnFault::LaNumber))
}

/// The check letter that belongs to a UPN, given whole (its own first character, whatever it
/// is, is passed over) or without its first character. `None` when there are not 12
/// characters after it or one of them cannot stand where it does.
pub fn check_letter(upn: &str) -> Option<char> {
    check_letter_text(upn)?.chars().next()
}

/// The same as text, so that a column of letters needs no allocation for each.
pub(super) fn check_letter_text(upn: &str) -> Option<&'static str> {
    let rest: &[u8; 12] = match upn.as_bytes() {
        [_, rest @ ..] if rest.len() == 12 => rest.try_into().ok()?,
        rest => rest.try_into().ok()?,
    };
    expected_letter(rest)
}

/// The 1-based position of the first character that breaks the pattern of a UPN of thirteen
/// characters; `None` when none does or the length is wrong. Positions 2 to 4 concern rule
/// 1530, 5 to 12 rule 1540 and 13 rule 1550.
pub fn first_bad_position(upn: &str) -> Option<usize> {
    if upn.chars().count() != 13 {
        return None;
    }
    let stands = |(index, c): (usize, char)| match (index, u8::try_from(c)) {
        (_, Err(_)) => false,
        (0, Ok(byte)) => letter_value(byte).is_some(),
        (12, Ok(byte)) => byte.is_ascii_digit() || letter_value(byte).is_some(),
        (_, Ok(byte)) => byte.is_ascii_digit(),
    };
    upn.chars()
        .enumerate()
        .position(|place| !stands(place))
        .map(|index| index + 1)
}

fn letter_value(letter: u8) -> Option<u32> {
    ALPHABET
        .bytes()
        .position(|of_alphabet| of_alphabet == letter)
        .map(|index| index as u32)
}

/// Characters 2 to 13, each times its position, summed, modulo 23, gives the letter.
fn expected_letter(rest: &[u8; 12]) -> Option<&'static str> {
    let [digits @ .., last] = rest;
    let mut sum = 0;
    for (digit, weight) in digits.iter().zip(2..) {
        if !digit.is_ascii_digit() {
            return None;
        }
        sum += u32::from(digit - b'0') * weight;
    }
    let last = if last.is_ascii_digit() {
        u32::from(last - b'0')
    } else {
        letter_value(*last)?
    };
    let value = ((sum + last * 13) % 23) as usize;
    ALPHABET.get(value..=value)
}

/// The authority's number; the three characters are digits.
fn la_number(rest: &[u8; 12]) -> u16 {
    rest[..3]
        .iter()
        .fold(0, |number, digit| number * 10 + u16::from(digit - b'0'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The worked examples of the guide: the letter, not whether the authority exists.
    const EXAMPLES: &[(&str, char)] = &[
        ("A950000178301", 'A'),
        ("H243278544154", 'H'),
        ("X845212818005", 'X'),
        ("B801200005001", 'B'),
        ("P207000016049", 'P'),
        ("M20700001604A", 'M'),
        ("Y80120000500Z", 'Y'),
        ("R247962919251", 'Q'),
        ("X428558133462", 'W'),
    ];

    #[test]
    fn letters_are_those_of_the_worked_examples() {
        for (upn, letter) in EXAMPLES {
            assert_eq!(check_letter(upn), Some(*letter), "{upn}");
            assert_eq!(
                check_letter(&upn[1..]),
                Some(*letter),
                "{upn} without its letter"
            );
        }
    }

    /// CC-19 calls a UPN valid by its letter, whatever authority it names.
    #[test]
    fn the_letter_agrees_in_the_examples_called_valid() {
        for (upn, letter) in EXAMPLES {
            assert_eq!(letter_agrees(upn), upn.starts_with(*letter), "{upn}");
        }
        let valid = EXAMPLES.iter().filter(|(upn, _)| letter_agrees(upn));
        assert_eq!(valid.count(), 7);
        for upn in ["", "P20700001604", "p207000016049", "P20700001604O"] {
            assert!(!letter_agrees(upn), "{upn}");
        }
    }

    #[test]
    fn faults_are_told_in_order() {
        let cases = [
            ("", UpnFault::Length),
            ("P20700001604", UpnFault::Length),
            ("P2070000160499", UpnFault::Length),
            (" P207000016049", UpnFault::Length),
            ("P20700001604é", UpnFault::Pattern),
            ("P2070000160é", UpnFault::Length),
            ("p207000016049", UpnFault::Pattern),
            ("S207000016049", UpnFault::Pattern),
            ("P20700O016049", UpnFault::Pattern),
            ("P20700001604O", UpnFault::Pattern),
            ("P20700001604a", UpnFault::Pattern),
            ("P2070000 6049", UpnFault::Pattern),
            ("R247962919251", UpnFault::CheckLetter),
            ("X428558133462", UpnFault::CheckLetter),
            ("A950000178301", UpnFault::LaNumber),
        ];
        for (upn, fault) in cases {
            assert_eq!(check(upn), Err(fault), "{upn}");
        }
        for upn in [
            "X845212818005",
            "B801200005001",
            "M20700001604A",
            "Y80120000500Z",
        ] {
            assert_eq!(check(upn), Ok(()), "{upn}");
        }
    }

    #[test]
    fn no_letter_without_twelve_sound_characters() {
        for upn in [
            "",
            "P",
            "207",
            "P20700001604I",
            "é2070000160499",
            "é20700001604",
        ] {
            assert_eq!(check_letter(upn), None, "{upn}");
        }
    }

    #[test]
    fn the_first_bad_position_tells_the_rule() {
        assert_eq!(first_bad_position("S207000016049"), Some(1));
        assert_eq!(first_bad_position("P2X7000016049"), Some(3));
        assert_eq!(first_bad_position("P20700001é049"), Some(10));
        assert_eq!(first_bad_position("P20700001604I"), Some(13));
        assert_eq!(first_bad_position("P207000016049"), None);
        assert_eq!(first_bad_position("P2X70"), None);
    }

    fn body() -> impl Strategy<Value = String> {
        "[0-9]{11}[0-9A-HJ-NP-RT-Z]"
    }

    proptest! {
        #[test]
        fn check_never_panics(text in ".{0,20}") {
            let _ = (check(&text), check_letter(&text), first_bad_position(&text));
        }

        #[test]
        fn its_letter_makes_it_sound(body in body()) {
            let upn = format!("{}{body}", check_letter(&body).unwrap());
            prop_assert!(matches!(check(&upn), Ok(()) | Err(UpnFault::LaNumber)));
            prop_assert_eq!(first_bad_position(&upn), None);
        }

        // 23 is prime and larger than every weight and every difference of two digits.
        #[test]
        fn one_wrong_digit_is_always_noticed(body in "[0-9]{12}", at in 0usize..12, by in 1u8..10) {
            let mut other = body.clone().into_bytes();
            other[at] = b'0' + (other[at] - b'0' + by) % 10;
            let other = String::from_utf8(other).unwrap();
            prop_assert_ne!(check_letter(&body), check_letter(&other));
        }

        // Neighbouring weights differ by one, so a swap changes the sum by the difference.
        #[test]
        fn two_swapped_digits_are_always_noticed(body in "[0-9]{12}", at in 0usize..11) {
            let mut other = body.clone().into_bytes();
            other.swap(at, at + 1);
            let other = String::from_utf8(other).unwrap();
            prop_assert_eq!(body == other, check_letter(&body) == check_letter(&other));
        }
    }
}
