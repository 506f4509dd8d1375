//! Texts to values: dates, flags, numbers, identifiers. Each function accepts what its comment
//! says and guesses nothing; which forms a dataset expects is told by its [`DateForms`].

use std::borrow::Cow;

use cohort_udfs::calendar;

/// Earliest plausible date, 1930-01-01. Systems fill in 1800-01-01 and 1900-01-01 for unknown.
pub const EARLIEST: i32 = -14_610;

/// How a date was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum DateForm {
    /// `yyyy-mm-dd`
    Iso,
    /// `yyyy-mm-dd` and a time of day, which is dropped.
    IsoTime,
    /// `dd/mm/yyyy`
    DayFirst,
    /// `dd/mm/yyyy` and a time of day, which is dropped.
    DayFirstTime,
    /// `dd-mm-yyyy`
    DayFirstDash,
    /// `dd/mm/yy`: 70 to 99 are 1970 to 1999, 00 to 69 are 2000 to 2069.
    TwoDigitYear,
    /// `yyyymmdd`
    Compact,
    /// `yyyy-Mon-dd`, with or without a time of day: the DfE collection system's export.
    MonthName,
    /// Days since 1899-12-30, as a spreadsheet holds a date: five digits, perhaps `.0`.
    Serial,
}

/// The forms in which a dataset's dates come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateForms {
    /// As published: no finding.
    pub expected: &'static [DateForm],
    /// Read, and reported.
    pub accepted: &'static [DateForm],
}

impl DateForms {
    /// XML returns: `yyyy-mm-dd`; a time of day or `dd/mm/yyyy` are read and reported.
    pub const XML: DateForms = DateForms {
        expected: &[DateForm::Iso],
        accepted: &[DateForm::IsoTime, DateForm::DayFirst],
    };
}

/// A date as it was written: days since 1970-01-01, and the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Days since 1970-01-01.
    pub day: i32,
    /// How it was written.
    pub form: DateForm,
}

/// Reads a date in any [`DateForm`] but [`DateForm::Serial`], which is only a number. The month
/// never comes first. `None`: not a date, or none that exists.
pub fn date(text: &[u8]) -> Option<Written> {
    let written = |day, form| Some(Written { day, form });
    if let Some(day) = iso(text) {
        return written(day, DateForm::Iso);
    }
    if let [d1, d2, b'/', m1, m2, b'/', y1, y2] = text {
        let year = number(&[*y1, *y2])? as i32;
        let year = year + if year >= 70 { 1900 } else { 2000 };
        let day = calendar::date(year, number(&[*m1, *m2])?, number(&[*d1, *d2])?)?;
        return written(day, DateForm::TwoDigitYear);
    }
    if let [y1, y2, y3, y4, m1, m2, d1, d2] = text {
        let year = number(&[*y1, *y2, *y3, *y4])? as i32;
        let day = calendar::date(year, number(&[*m1, *m2])?, number(&[*d1, *d2])?)?;
        return written(day, DateForm::Compact);
    }
    if let Some((date, time)) = text.split_at_checked(10) {
        if let (Some(day), true) = (iso(date), is_time(time)) {
            return written(day, DateForm::IsoTime);
        }
        if let [d1, d2, separator @ (b'/' | b'-'), m1, m2, second, year @ ..] = date
            && second == separator
            && let (Some(d), Some(m), Some(y)) =
                (number(&[*d1, *d2]), number(&[*m1, *m2]), number(year))
            && let Some(day) = calendar::date(y as i32, m, d)
        {
            return match (separator, time) {
                (b'-', []) => written(day, DateForm::DayFirstDash),
                (b'/', []) => written(day, DateForm::DayFirst),
                (b'/', _) if is_time(time) || is_short_time(time) => {
                    written(day, DateForm::DayFirstTime)
                }
                _ => None,
            };
        }
    }
    if let Some((date, time)) = text.split_at_checked(11)
        && (time.is_empty() || is_time(time))
        && let [y1, y2, y3, y4, b'-', month @ .., b'-', d1, d2] = date
    {
        let year = number(&[*y1, *y2, *y3, *y4])? as i32;
        let day = calendar::date(year, month_of(month)?, number(&[*d1, *d2])?)?;
        return written(day, DateForm::MonthName);
    }
    None
}

/// Reads a date in one of the forms that `forms` names, [`DateForm::Serial`] included. The flag
/// says whether the form is an expected one.
pub fn date_in(text: &[u8], forms: DateForms) -> Option<(Written, bool)> {
    let found = match date(text) {
        Some(written) => written,
        None => Written {
            day: serial(text)?,
            form: DateForm::Serial,
        },
    };
    if forms.expected.contains(&found.form) {
        Some((found, true))
    } else if forms.accepted.contains(&found.form) {
        Some((found, false))
    } else {
        None
    }
}

/// A spreadsheet's number of a day between 1930 and 2099. Its day 1 is 1900-01-01 and it counts
/// a 29 February 1900 that never was, so from March 1900 on day 0 is 1899-12-30.
fn serial(text: &[u8]) -> Option<i32> {
    let digits = text.strip_suffix(b".0").unwrap_or(text);
    let number = (digits.len() == 5).then(|| number(digits)).flatten()?;
    let day = number as i32 - 25_569;
    (EARLIEST..47_482).contains(&day).then_some(day)
}

fn iso(text: &[u8]) -> Option<i32> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else {
        return None;
    };
    let year = number(&[*y1, *y2, *y3, *y4])?;
    calendar::date(year as i32, number(&[*m1, *m2])?, number(&[*d1, *d2])?)
}

/// An English month abbreviation, in any case.
fn month_of(text: &[u8]) -> Option<u32> {
    const MONTHS: [&[u8; 3]; 12] = [
        b"JAN", b"FEB", b"MAR", b"APR", b"MAY", b"JUN", b"JUL", b"AUG", b"SEP", b"OCT", b"NOV",
        b"DEC",
    ];
    let at = MONTHS
        .iter()
        .position(|month| text.eq_ignore_ascii_case(*month))?;
    Some(at as u32 + 1)
}

/// ` hh:mm`, as spreadsheets write it.
fn is_short_time(text: &[u8]) -> bool {
    let [b' ', h1, h2, b':', m1, m2] = text else {
        return false;
    };
    number(&[*h1, *h2]).is_some_and(|h| h < 24) && number(&[*m1, *m2]).is_some_and(|m| m < 60)
}

/// `Thh:mm:ss` (a blank for `T` is accepted), then perhaps a fraction of a second, then perhaps
/// a zone.
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

/// `yyyy-mm-ddThh:mm:ss` of a date with time, or `yyyy-mm-dd` of a plain date. A
/// [`DateForm::MonthName`] is put into that form.
pub fn date_time(text: &str) -> Option<String> {
    let written = date(text.as_bytes())?;
    match written.form {
        DateForm::Iso => Some(text.to_owned()),
        DateForm::IsoTime => Some(format!("{}T{}", text.get(..10)?, text.get(11..19)?)),
        DateForm::MonthName => {
            let (year, month, day) = calendar::civil(written.day)?;
            let time = text.get(12..20).map(|time| format!("T{time}"));
            let time = time.unwrap_or_default();
            Some(format!("{year:04}-{month:02}-{day:02}{time}"))
        }
        _ => None,
    }
}

/// `true`, `false`, `1` or `0`, in any case.
pub fn boolean(text: &[u8]) -> Option<bool> {
    match text {
        b"1" => Some(true),
        b"0" => Some(false),
        _ if text.eq_ignore_ascii_case(b"true") => Some(true),
        _ if text.eq_ignore_ascii_case(b"false") => Some(false),
        _ => None,
    }
}

/// As [`boolean`], and what spreadsheets make of it: `1.0`, `0.0`, `Y`, `N`, `yes`, `no`.
pub fn loose_boolean(text: &[u8]) -> Option<bool> {
    match text {
        b"1.0" => Some(true),
        b"0.0" => Some(false),
        _ if text.eq_ignore_ascii_case(b"y") || text.eq_ignore_ascii_case(b"yes") => Some(true),
        _ if text.eq_ignore_ascii_case(b"n") || text.eq_ignore_ascii_case(b"no") => Some(false),
        _ => boolean(text),
    }
}

/// A whole number from 0 to 999,999,999, leading zeros allowed.
pub fn number(text: &[u8]) -> Option<u32> {
    if text.is_empty() || text.len() > 9 {
        return None;
    }
    text.iter().try_fold(0, |sum, b| {
        b.is_ascii_digit().then(|| sum * 10 + u32::from(b - b'0'))
    })
}

/// A whole number from -999,999,999 to 999,999,999. The flag says that it was written with a
/// `.0` behind, as spreadsheets do.
pub fn integer(text: &[u8]) -> Option<(i32, bool)> {
    let (digits, mended) = match text.strip_suffix(b".0") {
        Some(digits) => (digits, true),
        None => (text, false),
    };
    let value = match digits {
        [b'-', rest @ ..] => -(number(rest)? as i32),
        rest => number(rest)? as i32,
    };
    Some((value, mended))
}

/// A decimal number: digits with perhaps a sign, a point and more digits. No exponent, no
/// thousands, no `inf` or `nan`. The nearest double.
pub fn decimal(text: &[u8]) -> Option<f64> {
    let unsigned = text.strip_prefix(b"-").unwrap_or(text);
    let plain = !unsigned.is_empty()
        && unsigned.len() <= 40
        && unsigned.iter().all(|b| b.is_ascii_digit() || *b == b'.')
        && unsigned.iter().any(u8::is_ascii_digit);
    let text = plain.then(|| std::str::from_utf8(text).ok()).flatten()?;
    text.parse().ok()
}

/// A text without white space around it. Most have none, and are let through at a glance.
pub(crate) fn trimmed(text: &str) -> &str {
    let plain = |byte: &u8| byte.is_ascii_graphic();
    match text.as_bytes() {
        [only] if plain(only) => text,
        [first, .., last] if plain(first) && plain(last) => text,
        _ => text.trim(),
    }
}

/// A code: capitals, no blanks around, and without the `.0` that a spreadsheet puts behind a
/// number.
pub fn code(text: &str) -> Cow<'_, str> {
    let text = trimmed(text);
    let text = match text.strip_suffix(".0") {
        Some(digits) if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => digits,
        _ => text,
    };
    if text.bytes().any(|b| b.is_ascii_lowercase()) {
        Cow::Owned(text.to_ascii_uppercase())
    } else {
        Cow::Borrowed(text)
    }
}

/// An identifier such as a UPN: capitals, no blanks anywhere, no `.0` behind a number.
pub fn identifier(text: &str) -> Cow<'_, str> {
    let code = code(text);
    if code.bytes().any(|b| b.is_ascii_whitespace()) {
        Cow::Owned(code.split_ascii_whitespace().collect())
    } else {
        code
    }
}

/// A postcode: capitals, one blank before the last three characters. Text that has not the
/// shape of one is only put in capitals, its runs of blanks made one.
pub fn postcode(text: &str) -> String {
    let joined = identifier(text);
    if joined.is_ascii() && (5..=7).contains(&joined.len()) {
        let (outward, inward) = joined.split_at(joined.len() - 3);
        if let [digit, a, b] = inward.as_bytes()
            && digit.is_ascii_digit()
            && a.is_ascii_uppercase()
            && b.is_ascii_uppercase()
        {
            return format!("{outward} {inward}");
        }
    }
    let words: Vec<_> = text.split_ascii_whitespace().collect();
    words.join(" ").to_uppercase()
}

#[cfg(test)]
mod tests;
