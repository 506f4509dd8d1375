//! Texts to values: dates, booleans, whole numbers. What each accepts is in the doc comment;
//! nothing is guessed.

use cohort_udfs::calendar;

/// Earliest plausible date, 1930-01-01. Systems fill in 1800-01-01 and 1900-01-01 for unknown.
pub(super) const EARLIEST: i32 = -14_610;

/// A date as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// `yyyy-mm-dd`
    Plain(i32),
    /// With a time of day behind it, which is dropped.
    WithTime(i32),
    /// `dd/mm/yyyy`
    DayFirst(i32),
    /// Not a date, or none that exists.
    No,
}

/// Reads `yyyy-mm-dd`, the same with `Thh:mm:ss` (a blank for `T`, fractions and a zone are
/// accepted), and `dd/mm/yyyy`. The month never comes first.
pub(super) fn date(text: &[u8]) -> Written {
    if let Some(days) = iso(text) {
        return Written::Plain(days);
    }
    if let Some((date, time)) = text.split_at_checked(10) {
        if let (Some(days), true) = (iso(date), is_time(time)) {
            return Written::WithTime(days);
        }
        if let ([d1, d2, b'/', m1, m2, b'/', year @ ..], true) = (date, time.is_empty())
            && let (Some(d), Some(m), Some(y)) =
                (number(&[*d1, *d2]), number(&[*m1, *m2]), number(year))
            && let Some(days) = calendar::date(y as i32, m, d)
        {
            return Written::DayFirst(days);
        }
    }
    Written::No
}

fn iso(text: &[u8]) -> Option<i32> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else {
        return None;
    };
    let year = number(&[*y1, *y2, *y3, *y4])?;
    calendar::date(year as i32, number(&[*m1, *m2])?, number(&[*d1, *d2])?)
}

/// `Thh:mm:ss`, then perhaps a fraction of a second, then perhaps a zone.
fn is_time(text: &[u8]) -> bool {
    let [
        b'T' | b't' | b' ',
        h1,
        h2,
        b':',
        m1,
        m2,
        b':',
        s1,
        s2,
        rest @ ..,
    ] = text
    else {
        return false;
    };
    let below = |tens: u8, ones: u8, limit| number(&[tens, ones]).is_some_and(|n| n < limit);
    let zone = match rest {
        [b'.', fraction @ ..] => {
            let digits = fraction.iter().take_while(|b| b.is_ascii_digit()).count();
            if digits == 0 {
                return false;
            }
            &fraction[digits..]
        }
        _ => rest,
    };
    let zoned = match zone {
        [] | [b'Z' | b'z'] => true,
        [b'+' | b'-', h1, h2, b':', m1, m2] => below(*h1, *h2, 15) && below(*m1, *m2, 60),
        _ => false,
    };
    // 60 is a leap second.
    below(*h1, *h2, 24) && below(*m1, *m2, 60) && below(*s1, *s2, 61) && zoned
}

/// `yyyy-mm-ddThh:mm:ss` of a date with time, or `yyyy-mm-dd` of a plain date.
pub(super) fn date_time(text: &str) -> Option<String> {
    match date(text.as_bytes()) {
        Written::Plain(_) => Some(text.to_owned()),
        Written::WithTime(_) => Some(format!("{}T{}", text.get(..10)?, text.get(11..19)?)),
        Written::DayFirst(_) | Written::No => None,
    }
}

/// `true`, `false`, `1` or `0`, in any case.
pub(super) fn boolean(text: &[u8]) -> Option<bool> {
    match text {
        b"1" => Some(true),
        b"0" => Some(false),
        _ if text.eq_ignore_ascii_case(b"true") => Some(true),
        _ if text.eq_ignore_ascii_case(b"false") => Some(false),
        _ => None,
    }
}

/// A whole number from 0 to 999,999,999, leading zeros allowed.
pub(super) fn number(text: &[u8]) -> Option<u32> {
    if text.is_empty() || text.len() > 9 {
        return None;
    }
    text.iter().try_fold(0, |sum, b| {
        b.is_ascii_digit().then(|| sum * 10 + u32::from(b - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_three_forms_and_no_other() {
        // 2024-02-29 is 54 years of 365 days, 13 leap days, 31 + 28 days after 1970-01-01.
        let leap = 54 * 365 + 13 + 31 + 28;
        for (text, expected) in [
            ("1970-01-01", Written::Plain(0)),
            ("1930-01-01", Written::Plain(EARLIEST)),
            ("2024-02-29", Written::Plain(leap)),
            ("2024-02-29T00:00:00", Written::WithTime(leap)),
            ("2024-02-29 23:59:59", Written::WithTime(leap)),
            ("2024-02-29T12:30:00.125Z", Written::WithTime(leap)),
            ("2024-02-29T12:30:00+01:00", Written::WithTime(leap)),
            ("29/02/2024", Written::DayFirst(leap)),
            ("02/29/2024", Written::No),
            ("2023-02-29", Written::No),
            ("2024-13-01", Written::No),
            ("2024-00-01", Written::No),
            ("2024-2-29", Written::No),
            ("2024/02/29", Written::No),
            ("29-02-2024", Written::No),
            ("29/02/24", Written::No),
            ("29/02/2024 00:00:00", Written::No),
            ("2024-02-29T", Written::No),
            ("2024-02-29T25:00:00", Written::No),
            ("2024-02-29T12:30:00.", Written::No),
            ("2024-02-29Z", Written::No),
            ("20240229", Written::No),
            ("45351", Written::No),
            ("unknown", Written::No),
            ("2024-02-2\u{e9}", Written::No),
            ("", Written::No),
        ] {
            assert_eq!(date(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn a_time_of_making_is_written_in_one_form() {
        for (text, expected) in [
            ("2023-05-23T11:14:05", Some("2023-05-23T11:14:05")),
            ("2023-05-23 11:14:05.998Z", Some("2023-05-23T11:14:05")),
            ("2023-05-23", Some("2023-05-23")),
            ("23/05/2023", None),
            ("yesterday", None),
        ] {
            assert_eq!(date_time(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn booleans_and_numbers() {
        for (text, expected) in [
            ("true", Some(true)),
            ("TRUE", Some(true)),
            ("1", Some(true)),
            ("False", Some(false)),
            ("0", Some(false)),
            ("yes", None),
            ("10", None),
        ] {
            assert_eq!(boolean(text.as_bytes()), expected, "{text}");
        }
        for (text, expected) in [
            ("0", Some(0)),
            ("007", Some(7)),
            ("999999999", Some(999_999_999)),
            ("1000000000", None),
            ("-1", None),
            ("1.0", None),
            ("", None),
        ] {
            assert_eq!(number(text.as_bytes()), expected, "{text}");
        }
    }
}
