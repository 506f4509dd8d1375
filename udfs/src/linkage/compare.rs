//! How far two values of a field agree. Nothing here tells a value, only a level.

use std::fmt;

use crate::calendar::civil;

/// How far two values of one field agree, from the strongest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The same.
    Equal,
    /// Nearly the same, in the way that slips of the pen make: one character of a UPN other or
    /// two neighbours swapped; day and month swapped, or one of day, month and year other; the
    /// same postcode sector; the same main ethnic group.
    Near,
    /// Near in a weaker way: the same postcode district. Other fields do not have it.
    Far,
    /// Different.
    Differs,
    /// At least one is missing: says nothing.
    Missing,
}

impl Level {
    /// The word in `link_evidence`.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Equal => "equal",
            Level::Near => "near",
            Level::Far => "far",
            Level::Differs => "differs",
            Level::Missing => "missing",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

fn both<T>(a: Option<T>, b: Option<T>, level: impl FnOnce(T, T) -> Level) -> Level {
    match (a, b) {
        (Some(a), Some(b)) => level(a, b),
        _ => Level::Missing,
    }
}

/// Letters and digits in capitals; `None` when there are none.
fn squeezed(text: Option<&str>) -> Option<Vec<u8>> {
    let kept = text?.bytes().filter(u8::is_ascii_alphanumeric);
    let kept: Vec<u8> = kept.map(|byte| byte.to_ascii_uppercase()).collect();
    (!kept.is_empty()).then_some(kept)
}

/// UPNs (or ULNs): equal, or one slip apart.
pub fn upn(a: Option<&str>, b: Option<&str>) -> Level {
    both(squeezed(a), squeezed(b), |a, b| {
        if a == b {
            Level::Equal
        } else if one_slip(&a, &b) {
            Level::Near
        } else {
            Level::Differs
        }
    })
}

/// Of one length, with one character other or two neighbours swapped.
fn one_slip(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut other = (0..a.len()).filter(|&at| a[at] != b[at]);
    match (other.next(), other.next(), other.next()) {
        (Some(_), None, _) => true,
        (Some(i), Some(j), None) => j == i + 1 && a[i] == b[j] && a[j] == b[i],
        _ => false,
    }
}

/// Dates of birth in days since 1970-01-01.
pub fn birth_date(a: Option<i32>, b: Option<i32>) -> Level {
    let parts = |day: Option<i32>| day.and_then(civil);
    both(parts(a), parts(b), |a, b| {
        let swapped = (a.0, a.2, a.1) == b;
        let equal = [a.0 == b.0, a.1 == b.1, a.2 == b.2];
        match equal.iter().filter(|part| **part).count() {
            3 => Level::Equal,
            2 => Level::Near,
            _ if swapped => Level::Near,
            _ => Level::Differs,
        }
    })
}

/// Sexes as returns have them; unknown and indeterminate count as missing.
pub fn sex(a: Option<&str>, b: Option<&str>) -> Level {
    let letter = |sex: Option<&str>| sex.and_then(super::sex_letter);
    both(letter(a), letter(b), |a, b| match a == b {
        true => Level::Equal,
        false => Level::Differs,
    })
}

/// Postcodes: equal, same sector (all but the last two letters), same district (the part
/// before the blank).
pub fn postcode(a: Option<&str>, b: Option<&str>) -> Level {
    // The part after the blank is always three characters, so the blank is not needed.
    let whole = |text| squeezed(text).filter(|code| (5..=7).contains(&code.len()));
    both(whole(a), whole(b), |a, b| {
        let same = |left_out: usize| {
            let (a, b) = (&a[..a.len() - left_out], &b[..b.len() - left_out]);
            a == b
        };
        match () {
            () if same(0) => Level::Equal,
            () if same(2) => Level::Near,
            () if same(3) => Level::Far,
            () => Level::Differs,
        }
    })
}

/// Ethnicity codes of four letters, of which the first is the main group; refused and not yet
/// obtained (`REFU`, `NOBT`) count as missing.
pub fn ethnicity(a: Option<&str>, b: Option<&str>) -> Level {
    let known = |text| squeezed(text).filter(|code| code != b"REFU" && code != b"NOBT");
    both(known(a), known(b), |a, b| {
        if a == b {
            Level::Equal
        } else if a[0] == b[0] {
            Level::Near
        } else {
            Level::Differs
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::date;
    use proptest::prelude::*;

    #[test]
    fn upns_one_slip_apart_are_near() {
        let upn = |a, b| upn(Some(a), Some(b));
        assert_eq!(upn("P207000016049", " p207000016049"), Level::Equal);
        assert_eq!(upn("P207000016049", "P207000016040"), Level::Near);
        assert_eq!(
            upn("P207000016049", "P207000061049"),
            Level::Near,
            "neighbours swapped"
        );
        assert_eq!(upn("P207000016049", "P207000016094"), Level::Near);
        assert_eq!(upn("P207000016049", "P207000016130"), Level::Differs);
        assert_eq!(upn("P207000016049", "P20700001604"), Level::Differs);
        assert_eq!(upn("P207000016049", "  "), Level::Missing);
    }

    #[test]
    fn dates_with_one_slip_are_near() {
        let day = |y, m, d| date(y, m, d);
        let of = |b| birth_date(day(2012, 5, 10), b);
        assert_eq!(of(day(2012, 5, 10)), Level::Equal);
        assert_eq!(of(day(2012, 10, 5)), Level::Near, "day and month swapped");
        assert_eq!(of(day(2012, 5, 11)), Level::Near);
        assert_eq!(of(day(2013, 5, 10)), Level::Near);
        assert_eq!(of(day(2012, 6, 11)), Level::Differs);
        assert_eq!(of(None), Level::Missing);
    }

    #[test]
    fn unknown_sex_says_nothing() {
        assert_eq!(sex(Some("M"), Some("1")), Level::Equal);
        assert_eq!(sex(Some("M"), Some("F")), Level::Differs);
        assert_eq!(sex(Some("M"), Some("U")), Level::Missing);
    }

    #[test]
    fn postcodes_agree_by_sector_and_district() {
        let of = |b| postcode(Some("SW1A 2AB"), Some(b));
        assert_eq!(of("sw1a2ab"), Level::Equal);
        assert_eq!(of("SW1A 2XY"), Level::Near);
        assert_eq!(of("SW1A 9XY"), Level::Far);
        assert_eq!(of("SW1 2AB"), Level::Differs);
        assert_eq!(of("SW1A"), Level::Missing, "not a whole postcode");
    }

    #[test]
    fn ethnicities_agree_by_main_group() {
        let of = |b| ethnicity(Some("WBRI"), Some(b));
        assert_eq!(of("WBRI"), Level::Equal);
        assert_eq!(of("WIRI"), Level::Near);
        assert_eq!(of("AIND"), Level::Differs);
        assert_eq!(of("REFU"), Level::Missing);
    }

    proptest! {
        /// Which record is called the first makes no difference.
        #[test]
        fn agreement_has_no_direction(
            a in "[A-Z0-9 ]{0,13}", b in "[A-Z0-9 ]{0,13}", x in -9_000..20_000i32, y in -9_000..20_000i32,
        ) {
            let (s, t) = (Some(a.as_str()), Some(b.as_str()));
            prop_assert_eq!(upn(s, t), upn(t, s));
            prop_assert_eq!(postcode(s, t), postcode(t, s));
            prop_assert_eq!(ethnicity(s, t), ethnicity(t, s));
            prop_assert_eq!(birth_date(Some(x), Some(y)), birth_date(Some(y), Some(x)));
        }
    }
}
