//! What a row tells of who it is of: keys, made comparable.

use std::fmt;

use super::secret::Secret;

/// The keys of a row, as far as it has them. Rows with equal keys are of one child; whether others
/// are is for the [rules](super::rules).
///
/// The order has no meaning but to be the same for the same rows, in whatever order they came.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub(crate) struct Identity {
    pub(crate) upn: Option<Upn>,
    /// Days since 1970-01-01.
    pub(crate) birth: Option<i32>,
    pub(crate) sex: Option<Sex>,
    pub(crate) former_upn: Option<Upn>,
    pub(crate) uln: Option<u64>,
    /// An authority and its social care number of the child.
    pub(crate) la_child: Option<u64>,
    /// The row itself, where it has none of the other keys.
    pub(crate) row: Option<u64>,
}

/// Shows no value.
impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").finish_non_exhaustive()
    }
}

impl Identity {
    /// Whether nothing here could be equal to what another row tells.
    pub(crate) fn is_keyless(&self) -> bool {
        (self.upn, self.former_upn, self.uln, self.la_child) == (None, None, None, None)
    }

    /// UPN, date of birth and sex, where all three are there.
    pub(crate) fn full(&self) -> Option<(Upn, i32, Sex)> {
        Some((self.upn?, self.birth?, self.sex?))
    }
}

/// A Unique Pupil Number, in capitals and without blanks. The check letter is not looked at: a
/// wrong number that two files agree on tells as much as a right one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Upn([u8; 13]);

/// Shows no value.
impl fmt::Debug for Upn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upn").finish_non_exhaustive()
    }
}

impl Upn {
    /// `None` for what has not the shape of a UPN (a letter, eleven digits, a letter or digit), such
    /// as the words that stand for a number that is not known.
    pub(crate) fn of(text: &str) -> Option<Upn> {
        let mut upn = [0; 13];
        let mut length = 0;
        for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
            *upn.get_mut(length)? = byte.to_ascii_uppercase();
            length += 1;
        }
        let digits = upn[1..12].iter().all(u8::is_ascii_digit);
        let shape = upn[0].is_ascii_uppercase() && digits && upn[12].is_ascii_alphanumeric();
        (length == upn.len() && shape).then_some(Upn(upn))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Sex as far as it is a key: other codes say that it is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Sex {
    Female,
    Male,
}

impl Sex {
    /// By the letters of the returns or the numbers that older ones have.
    pub(crate) fn of(code: &str) -> Option<Sex> {
        match code.trim() {
            "F" | "f" | "2" => Some(Sex::Female),
            "M" | "m" | "1" => Some(Sex::Male),
            _ => None,
        }
    }

    pub(crate) fn byte(self) -> u8 {
        match self {
            Sex::Female => b'F',
            Sex::Male => b'M',
        }
    }
}

/// A Unique Learner Number: ten digits. 9999999999 stands for one that is not known.
pub(crate) fn uln(text: &str) -> Option<u64> {
    let text = text.trim();
    let number: u64 = text.parse().ok()?;
    let ten_digits = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit());
    (ten_digits && number != 9_999_999_999 && number != 0).then_some(number)
}

/// An authority's own number of a child, as one that no other authority has.
pub(crate) fn la_child(secret: &Secret, la_code: i16, id: &str) -> Option<u64> {
    let id = id.trim();
    (!id.is_empty()).then(|| secret.number(b"la_child", &[&la_code.to_be_bytes(), id.as_bytes()]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_upn_is_compared_in_capitals_and_without_blanks() {
        let upn = Upn::of("P207000016049").unwrap();
        assert_eq!(Upn::of(" p2070 0001 6049 "), Some(upn));
        assert!(Upn::of("A20700001604A").is_some());
        for not in [
            "",
            "UNKNOWN",
            "P20700001604",
            "P2070000160499",
            "0207000016049",
            "P20700001604-",
        ] {
            assert_eq!(Upn::of(not).map(|_| ()), None, "{not}");
        }
    }

    #[test]
    fn sex_and_uln_are_keys_only_where_they_are_known() {
        assert_eq!(Sex::of("1"), Some(Sex::Male));
        assert_eq!(Sex::of("F"), Some(Sex::Female));
        assert_eq!(Sex::of("U"), None);
        assert_eq!(uln("1234567890"), Some(1_234_567_890));
        for not in [
            "9999999999",
            "0000000000",
            "123456789",
            "12345678901",
            "+123456789",
        ] {
            assert_eq!(uln(not), None, "{not}");
        }
    }
}
