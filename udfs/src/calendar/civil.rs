//! Days since 1970-01-01 and calendar dates: the Gregorian calendar, by way of `chrono`.

use chrono::{Datelike, Months, NaiveDate};

/// The day of a calendar date, or `None` when there is no such date.
///
/// ```
/// assert_eq!(cohort_udfs::calendar::date(2024, 2, 29), Some(19_782));
/// assert_eq!(cohort_udfs::calendar::date(2023, 2, 29), None);
/// ```
pub const fn date(year: i32, month: u32, day: u32) -> Option<i32> {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(date) => Some(date.to_epoch_days()),
        None => None,
    }
}

/// The day of a date written in the source code; a wrong one does not compile in a constant.
pub(crate) const fn known_date(year: i32, month: u32, day: u32) -> i32 {
    match date(year, month, day) {
        Some(day) => day,
        None => panic!("not a date of the calendar"),
    }
}

/// Year, month (1 to 12) and day of the month (1 to 31) of a day; `None` beyond the
/// calendar's range of some 262,000 years either way.
pub fn civil(day: i32) -> Option<(i32, u32, u32)> {
    let date = NaiveDate::from_epoch_days(day)?;
    Some((date.year(), date.month(), date.day()))
}

/// Day of the week: 1 is Monday, 7 is Sunday (ISO 8601).
pub const fn weekday(day: i32) -> u32 {
    // 1970-01-01 was a Thursday. 3 % 7 first, so that the sum cannot overflow.
    ((day.rem_euclid(7) + 3) % 7 + 1) as u32
}

/// Whether the day is a Saturday or a Sunday.
pub const fn is_weekend(day: i32) -> bool {
    weekday(day) > 5
}

/// The day `months` calendar months later (earlier when negative), clamped to the end of a
/// shorter month: three months after 30 November is the last day of February
/// (CIN census guidance, rule CC-51 of the project's notes). `None` beyond the calendar.
///
/// ```
/// use cohort_udfs::calendar::{add_months, date};
/// assert_eq!(add_months(date(2023, 11, 30).unwrap(), 3), date(2024, 2, 29));
/// ```
pub fn add_months(day: i32, months: i32) -> Option<i32> {
    let date = NaiveDate::from_epoch_days(day)?;
    let by = Months::new(months.unsigned_abs());
    let moved = if months < 0 {
        date.checked_sub_months(by)
    } else {
        date.checked_add_months(by)
    };
    moved.map(|date| date.to_epoch_days())
}

/// Whole years from `birth` to `on`: the age in law, which grows on the birthday. Someone
/// born on 29 February grows older on 1 March in other years. `None` when `on` precedes
/// `birth`, as for an unborn child with an expected date.
pub fn completed_years(birth: i32, on: i32) -> Option<i32> {
    let (birth, on) = (
        NaiveDate::from_epoch_days(birth)?,
        NaiveDate::from_epoch_days(on)?,
    );
    // A difference of years between two dates of the calendar is far below `i32::MAX`.
    on.years_since(birth)
        .and_then(|years| i32::try_from(years).ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn on(year: i32, month: u32, day: u32) -> i32 {
        date(year, month, day).unwrap()
    }

    #[test]
    fn weekdays_are_those_of_the_almanac() {
        assert_eq!(weekday(0), 4); // Thursday, 1 January 1970
        assert_eq!(weekday(on(2024, 3, 31)), 7); // Easter Sunday 2024
        assert_eq!(weekday(on(1969, 7, 20)), 7); // the first steps on the Moon
        assert!(is_weekend(on(2024, 3, 30)) && !is_weekend(on(2024, 3, 29)));
    }

    #[test]
    fn months_are_clamped_to_the_end_of_the_month() {
        let cases = [
            ((2023, 11, 30), 3, (2024, 2, 29)),
            ((2022, 11, 30), 3, (2023, 2, 28)),
            ((2024, 1, 15), 3, (2024, 4, 15)),
            ((2024, 8, 31), 6, (2025, 2, 28)),
            ((2024, 3, 31), -1, (2024, 2, 29)),
            ((2024, 1, 31), 12, (2025, 1, 31)),
        ];
        for ((y, m, d), months, (ey, em, ed)) in cases {
            assert_eq!(add_months(on(y, m, d), months), Some(on(ey, em, ed)));
        }
        assert_eq!(add_months(0, i32::MAX), None);
        assert_eq!(add_months(i32::MAX, 0), None);
    }

    #[test]
    fn a_year_is_complete_on_the_birthday() {
        assert_eq!(completed_years(on(2012, 9, 1), on(2024, 8, 31)), Some(11));
        assert_eq!(completed_years(on(2012, 8, 31), on(2024, 8, 31)), Some(12));
        assert_eq!(completed_years(on(2012, 8, 31), on(2012, 8, 31)), Some(0));
        assert_eq!(completed_years(on(2012, 8, 31), on(2012, 8, 30)), None);
        assert_eq!(completed_years(on(2008, 2, 29), on(2023, 2, 28)), Some(14));
        assert_eq!(completed_years(on(2008, 2, 29), on(2023, 3, 1)), Some(15));
        assert_eq!(completed_years(on(2008, 2, 29), on(2024, 2, 29)), Some(16));
    }

    proptest! {
        #[test]
        fn a_date_and_its_day_are_one(day in -100_000..100_000i32) {
            let (year, month, of_month) = civil(day).unwrap();
            prop_assert_eq!(date(year, month, of_month), Some(day));
        }

        #[test]
        fn each_day_is_the_next_weekday(day in i32::MIN..i32::MAX) {
            prop_assert_eq!(weekday(day + 1), weekday(day) % 7 + 1);
        }

        #[test]
        fn months_never_overtake(day in 0..40_000i32, more in 0..400i32, months in -500..500i32) {
            prop_assert!(add_months(day, months) <= add_months(day + more, months));
        }
    }
}
