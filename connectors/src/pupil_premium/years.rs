//! The financial year of a row: 1 April to 31 March, named for the year in which it ends.

use cohort_udfs::calendar;

use crate::value;

use super::STYLE;

/// The calendar year in which the financial year of a row ends: that of the end date, or else of
/// the start date, or else of the academic year that the row names.
pub(super) fn of(start: &str, end: &str, academic_year: &str) -> Option<i16> {
    let day = |text: &str, is_start| {
        let read = value::date_in(text.as_bytes(), STYLE.dates).map(|(written, _)| written.day);
        month_first(text, is_start).or(read)
    };
    of_days(day(start, true), day(end, false), academic_year)
}

/// As [`of`], of dates that were read.
pub(super) fn of_days(start: Option<i32>, end: Option<i32>, academic_year: &str) -> Option<i16> {
    let plausible = |year: &i16| (2012..=2099).contains(year);
    let of_date = |day: Option<i32>| ends(day?).filter(plausible);
    of_date(end)
        .or_else(|| of_date(start))
        .or_else(|| of_academic(academic_year).filter(plausible))
}

/// The year in which the financial year that holds a day ends.
fn ends(day: i32) -> Option<i16> {
    let (year, month, _) = calendar::civil(day)?;
    i16::try_from(year + i32::from(month >= 4)).ok()
}

/// The first and last day of the financial year that ends in `year`.
pub(super) fn span(year: i16) -> Option<(i32, i32)> {
    let year = i32::from(year);
    Some((
        calendar::date(year - 1, 4, 1)?,
        calendar::date(year, 3, 31)?,
    ))
}

/// `2025/26` for 2026.
pub(super) fn name(year: i16) -> String {
    format!("{}/{:02}", year.saturating_sub(1), year.rem_euclid(100))
}

/// The year in which an academic year ends: `2024/25`, `2024-2025`, `202425` or `2025`.
fn of_academic(text: &str) -> Option<i16> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let others = text.chars().filter(|c| !c.is_ascii_digit());
    if !others.into_iter().all(|c| matches!(c, '/' | '-' | ' ')) {
        return None;
    }
    let first: i16 = digits.get(..4)?.parse().ok()?;
    match digits.len() {
        4 => Some(first),
        6 | 8 => {
            let last: i16 = digits.get(digits.len() - 2..)?.parse().ok()?;
            let next = first.checked_add(1)?;
            (next % 100 == last).then_some(next)
        }
        _ => None,
    }
}

/// The first or last day of a financial year with the month before the day, as American
/// spreadsheets write it: `04/01/2025`, `03/31/2026`. Read day first, the one would be in
/// January, where no financial year begins, and the other would be no date.
pub(super) fn month_first(text: &str, is_start: bool) -> Option<i32> {
    let (date, time) = text.split_at_checked(10)?;
    let (month, day, year) = match (date.split_at_checked(6)?, is_start) {
        (("04/01/", year), true) => (4, 1, year),
        (("03/31/", year), false) => (3, 31, year),
        _ => return None,
    };
    // What follows the date must be a time of day, as it may be behind a date in right order.
    let turned = format!("{day:02}/{month:02}/{year}{time}");
    value::date_in(turned.as_bytes(), STYLE.dates)
        .map(|(written, _)| written.day)
        .filter(|read| Some(*read) == calendar::date(year.parse().ok().unwrap_or(0), month, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_ends_in_march() {
        for (start, end, academic, year) in [
            ("2025-04-01", "2026-03-31", "", Some(2026)),
            ("01/04/2025", "31/03/2026 00:00:00", "", Some(2026)),
            ("04/01/2025", "03/31/2026", "", Some(2026)),
            ("04/01/2025", "", "", Some(2026)),
            ("45748", "46112", "", Some(2026)),
            ("2025-04-01", "", "", Some(2026)),
            ("", "2026-04-01", "", Some(2027)),
            ("", "", "2024/25", Some(2025)),
            ("", "", "2024-2025", Some(2025)),
            ("", "", "202425", Some(2025)),
            ("", "", "2025", Some(2025)),
            ("", "", "2024/26", None),
            ("", "", "spring", None),
            ("1900-01-01", "", "", None),
            // Characters of several bytes, within and across the places of a date's parts.
            ("Depr—vation", "03/31/2026", "", Some(2026)),
            ("04/01/202—", "Depr—vation", "", None),
            ("", "", "", None),
        ] {
            assert_eq!(of(start, end, academic), year, "{start} {end} {academic}");
        }
        assert_eq!(name(2026), "2025/26");
        assert_eq!(name(2000), "1999/00");
    }

    #[test]
    fn only_the_ends_of_a_financial_year_may_be_month_first() {
        let day = |y, m, d| calendar::date(y, m, d);
        assert_eq!(month_first("04/01/2025", true), day(2025, 4, 1));
        assert_eq!(month_first("04/01/2025 00:00:00", true), day(2025, 4, 1));
        assert_eq!(month_first("03/31/2026", false), day(2026, 3, 31));
        for text in ["01/04/2025", "04/02/2025", "04/01/20x5", "04/01/2025 x", ""] {
            assert_eq!(month_first(text, true), None, "{text}");
        }
        assert_eq!(month_first("04/01/2025", false), None);
    }
}
