//! The deterministic key of a pupil.

use std::fmt;

use crate::calendar::civil;

/// UPN, date of birth and sex of one record, all present: two records with equal keys match
/// (SEN2 cohort, rules S-16 and S-18).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PupilKey {
    upn: [u8; 13],
    birth: i32,
    sex: u8,
}

impl PupilKey {
    /// The key, unless a part is missing: the UPN without blanks around it and in capitals, of
    /// thirteen letters and digits (its check letter is not asked for: two returns may share a
    /// mistyped one), the birth date in days since 1970-01-01, and a sex that is known.
    pub fn of(upn: &str, birth: i32, sex: &str) -> Option<Self> {
        let mut letters: [u8; 13] = upn.trim().as_bytes().try_into().ok()?;
        letters.make_ascii_uppercase();
        if !letters.iter().all(u8::is_ascii_alphanumeric) {
            return None;
        }
        Some(PupilKey {
            upn: letters,
            birth,
            sex: sex_letter(sex)?,
        })
    }
}

/// `UPN|birth date|sex`, such as `P207000016049|2012-05-10|F`.
impl fmt::Display for PupilKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let upn = std::str::from_utf8(&self.upn).map_err(|_| fmt::Error)?;
        let (year, month, day) = civil(self.birth).ok_or(fmt::Error)?;
        let sex = char::from(self.sex);
        write!(f, "{upn}|{year:04}-{month:02}-{day:02}|{sex}")
    }
}

/// `M` or `F` for a sex that is known, as older returns (1, 2) and newer ones (M, F) have it;
/// `None` for unknown and indeterminate (0, 9, U), which say nothing when two records are
/// compared.
pub fn sex_letter(sex: &str) -> Option<u8> {
    match sex.trim() {
        "M" | "m" | "1" => Some(b'M'),
        "F" | "f" | "2" => Some(b'F'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::date;

    #[test]
    fn blanks_case_and_old_codes_of_sex_make_no_difference() {
        let birth = date(2012, 5, 10).unwrap();
        let key = PupilKey::of("P207000016049", birth, "F").unwrap();
        assert_eq!(key.to_string(), "P207000016049|2012-05-10|F");
        assert_eq!(PupilKey::of(" p207000016049 ", birth, "2"), Some(key));
        assert_ne!(PupilKey::of("P207000016049", birth, "M"), Some(key));
        assert_ne!(PupilKey::of("P207000016049", birth + 1, "F"), Some(key));
    }

    #[test]
    fn a_missing_part_gives_no_key() {
        for upn in [
            "",
            "P20700001604",
            "P2070000160490",
            "P20700001604é",
            "P2070 0016049",
        ] {
            assert_eq!(PupilKey::of(upn, 0, "F"), None, "{upn}");
        }
        for sex in ["", "U", "0", "9"] {
            assert_eq!(PupilKey::of("P207000016049", 0, sex), None, "{sex}");
        }
    }
}
