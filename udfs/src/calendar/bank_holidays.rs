//! Bank holidays in England, 2010 to 2030, as data.
//!
//! 2018 to 2027 are as published on gov.uk. Earlier years follow the normal pattern with
//! the royal wedding of 2011 and the Diamond Jubilee of 2012; 2028 to 2030 follow the
//! normal pattern, and a holiday proclaimed later has to be added here. The tests compute
//! the pattern anew and know the exceptions by name.

use super::civil::known_date;

/// First year the table covers.
pub const FIRST_YEAR: i32 = 2010;
/// Last year the table covers.
pub const LAST_YEAR: i32 = 2030;

/// One bank holiday in England.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BankHoliday {
    /// Days since 1970-01-01.
    pub day: i32,
    /// Its name; `(substitute)` where the day itself fell on a weekend.
    pub name: &'static str,
}

const fn holiday(year: i32, month: u32, day: u32, name: &'static str) -> BankHoliday {
    BankHoliday {
        day: known_date(year, month, day),
        name,
    }
}

/// Every bank holiday from [`FIRST_YEAR`] to [`LAST_YEAR`], by date. None is at a weekend.
pub static BANK_HOLIDAYS: &[BankHoliday] = &HOLIDAYS;

/// The same as a constant, for tables that are computed when compiling.
#[rustfmt::skip]
pub(super) const HOLIDAYS: [BankHoliday; 173] = [
    holiday(2010, 1, 1, "New Year's Day"),
    holiday(2010, 4, 2, "Good Friday"),
    holiday(2010, 4, 5, "Easter Monday"),
    holiday(2010, 5, 3, "Early May bank holiday"),
    holiday(2010, 5, 31, "Spring bank holiday"),
    holiday(2010, 8, 30, "Summer bank holiday"),
    holiday(2010, 12, 27, "Christmas Day (substitute)"),
    holiday(2010, 12, 28, "Boxing Day (substitute)"),
    holiday(2011, 1, 3, "New Year's Day (substitute)"),
    holiday(2011, 4, 22, "Good Friday"),
    holiday(2011, 4, 25, "Easter Monday"),
    holiday(2011, 4, 29, "Royal wedding"),
    holiday(2011, 5, 2, "Early May bank holiday"),
    holiday(2011, 5, 30, "Spring bank holiday"),
    holiday(2011, 8, 29, "Summer bank holiday"),
    holiday(2011, 12, 26, "Boxing Day"),
    holiday(2011, 12, 27, "Christmas Day (substitute)"),
    holiday(2012, 1, 2, "New Year's Day (substitute)"),
    holiday(2012, 4, 6, "Good Friday"),
    holiday(2012, 4, 9, "Easter Monday"),
    holiday(2012, 5, 7, "Early May bank holiday"),
    holiday(2012, 6, 4, "Spring bank holiday (moved)"),
    holiday(2012, 6, 5, "Diamond Jubilee of Queen Elizabeth II"),
    holiday(2012, 8, 27, "Summer bank holiday"),
    holiday(2012, 12, 25, "Christmas Day"),
    holiday(2012, 12, 26, "Boxing Day"),
    holiday(2013, 1, 1, "New Year's Day"),
    holiday(2013, 3, 29, "Good Friday"),
    holiday(2013, 4, 1, "Easter Monday"),
    holiday(2013, 5, 6, "Early May bank holiday"),
    holiday(2013, 5, 27, "Spring bank holiday"),
    holiday(2013, 8, 26, "Summer bank holiday"),
    holiday(2013, 12, 25, "Christmas Day"),
    holiday(2013, 12, 26, "Boxing Day"),
    holiday(2014, 1, 1, "New Year's Day"),
    holiday(2014, 4, 18, "Good Friday"),
    holiday(2014, 4, 21, "Easter Monday"),
    holiday(2014, 5, 5, "Early May bank holiday"),
    holiday(2014, 5, 26, "Spring bank holiday"),
    holiday(2014, 8, 25, "Summer bank holiday"),
    holiday(2014, 12, 25, "Christmas Day"),
    holiday(2014, 12, 26, "Boxing Day"),
    holiday(2015, 1, 1, "New Year's Day"),
    holiday(2015, 4, 3, "Good Friday"),
    holiday(2015, 4, 6, "Easter Monday"),
    holiday(2015, 5, 4, "Early May bank holiday"),
    holiday(2015, 5, 25, "Spring bank holiday"),
    holiday(2015, 8, 31, "Summer bank holiday"),
    holiday(2015, 12, 25, "Christmas Day"),
    holiday(2015, 12, 28, "Boxing Day (substitute)"),
    holiday(2016, 1, 1, "New Year's Day"),
    holiday(2016, 3, 25, "Good Friday"),
    holiday(2016, 3, 28, "Easter Monday"),
    holiday(2016, 5, 2, "Early May bank holiday"),
    holiday(2016, 5, 30, "Spring bank holiday"),
    holiday(2016, 8, 29, "Summer bank holiday"),
    holiday(2016, 12, 26, "Boxing Day"),
    holiday(2016, 12, 27, "Christmas Day (substitute)"),
    holiday(2017, 1, 2, "New Year's Day (substitute)"),
    holiday(2017, 4, 14, "Good Friday"),
    holiday(2017, 4, 17, "Easter Monday"),
    holiday(2017, 5, 1, "Early May bank holiday"),
    holiday(2017, 5, 29, "Spring bank holiday"),
    holiday(2017, 8, 28, "Summer bank holiday"),
    holiday(2017, 12, 25, "Christmas Day"),
    holiday(2017, 12, 26, "Boxing Day"),
    holiday(2018, 1, 1, "New Year's Day"),
    holiday(2018, 3, 30, "Good Friday"),
    holiday(2018, 4, 2, "Easter Monday"),
    holiday(2018, 5, 7, "Early May bank holiday"),
    holiday(2018, 5, 28, "Spring bank holiday"),
    holiday(2018, 8, 27, "Summer bank holiday"),
    holiday(2018, 12, 25, "Christmas Day"),
    holiday(2018, 12, 26, "Boxing Day"),
    holiday(2019, 1, 1, "New Year's Day"),
    holiday(2019, 4, 19, "Good Friday"),
    holiday(2019, 4, 22, "Easter Monday"),
    holiday(2019, 5, 6, "Early May bank holiday"),
    holiday(2019, 5, 27, "Spring bank holiday"),
    holiday(2019, 8, 26, "Summer bank holiday"),
    holiday(2019, 12, 25, "Christmas Day"),
    holiday(2019, 12, 26, "Boxing Day"),
    holiday(2020, 1, 1, "New Year's Day"),
    holiday(2020, 4, 10, "Good Friday"),
    holiday(2020, 4, 13, "Easter Monday"),
    holiday(2020, 5, 8, "Early May bank holiday (moved, VE Day)"),
    holiday(2020, 5, 25, "Spring bank holiday"),
    holiday(2020, 8, 31, "Summer bank holiday"),
    holiday(2020, 12, 25, "Christmas Day"),
    holiday(2020, 12, 28, "Boxing Day (substitute)"),
    holiday(2021, 1, 1, "New Year's Day"),
    holiday(2021, 4, 2, "Good Friday"),
    holiday(2021, 4, 5, "Easter Monday"),
    holiday(2021, 5, 3, "Early May bank holiday"),
    holiday(2021, 5, 31, "Spring bank holiday"),
    holiday(2021, 8, 30, "Summer bank holiday"),
    holiday(2021, 12, 27, "Christmas Day (substitute)"),
    holiday(2021, 12, 28, "Boxing Day (substitute)"),
    holiday(2022, 1, 3, "New Year's Day (substitute)"),
    holiday(2022, 4, 15, "Good Friday"),
    holiday(2022, 4, 18, "Easter Monday"),
    holiday(2022, 5, 2, "Early May bank holiday"),
    holiday(2022, 6, 2, "Spring bank holiday (moved)"),
    holiday(2022, 6, 3, "Platinum Jubilee of Queen Elizabeth II"),
    holiday(2022, 8, 29, "Summer bank holiday"),
    holiday(2022, 9, 19, "State funeral of Queen Elizabeth II"),
    holiday(2022, 12, 26, "Boxing Day"),
    holiday(2022, 12, 27, "Christmas Day (substitute)"),
    holiday(2023, 1, 2, "New Year's Day (substitute)"),
    holiday(2023, 4, 7, "Good Friday"),
    holiday(2023, 4, 10, "Easter Monday"),
    holiday(2023, 5, 1, "Early May bank holiday"),
    holiday(2023, 5, 8, "Coronation of King Charles III"),
    holiday(2023, 5, 29, "Spring bank holiday"),
    holiday(2023, 8, 28, "Summer bank holiday"),
    holiday(2023, 12, 25, "Christmas Day"),
    holiday(2023, 12, 26, "Boxing Day"),
    holiday(2024, 1, 1, "New Year's Day"),
    holiday(2024, 3, 29, "Good Friday"),
    holiday(2024, 4, 1, "Easter Monday"),
    holiday(2024, 5, 6, "Early May bank holiday"),
    holiday(2024, 5, 27, "Spring bank holiday"),
    holiday(2024, 8, 26, "Summer bank holiday"),
    holiday(2024, 12, 25, "Christmas Day"),
    holiday(2024, 12, 26, "Boxing Day"),
    holiday(2025, 1, 1, "New Year's Day"),
    holiday(2025, 4, 18, "Good Friday"),
    holiday(2025, 4, 21, "Easter Monday"),
    holiday(2025, 5, 5, "Early May bank holiday"),
    holiday(2025, 5, 26, "Spring bank holiday"),
    holiday(2025, 8, 25, "Summer bank holiday"),
    holiday(2025, 12, 25, "Christmas Day"),
    holiday(2025, 12, 26, "Boxing Day"),
    holiday(2026, 1, 1, "New Year's Day"),
    holiday(2026, 4, 3, "Good Friday"),
    holiday(2026, 4, 6, "Easter Monday"),
    holiday(2026, 5, 4, "Early May bank holiday"),
    holiday(2026, 5, 25, "Spring bank holiday"),
    holiday(2026, 8, 31, "Summer bank holiday"),
    holiday(2026, 12, 25, "Christmas Day"),
    holiday(2026, 12, 28, "Boxing Day (substitute)"),
    holiday(2027, 1, 1, "New Year's Day"),
    holiday(2027, 3, 26, "Good Friday"),
    holiday(2027, 3, 29, "Easter Monday"),
    holiday(2027, 5, 3, "Early May bank holiday"),
    holiday(2027, 5, 31, "Spring bank holiday"),
    holiday(2027, 8, 30, "Summer bank holiday"),
    holiday(2027, 12, 27, "Christmas Day (substitute)"),
    holiday(2027, 12, 28, "Boxing Day (substitute)"),
    holiday(2028, 1, 3, "New Year's Day (substitute)"),
    holiday(2028, 4, 14, "Good Friday"),
    holiday(2028, 4, 17, "Easter Monday"),
    holiday(2028, 5, 1, "Early May bank holiday"),
    holiday(2028, 5, 29, "Spring bank holiday"),
    holiday(2028, 8, 28, "Summer bank holiday"),
    holiday(2028, 12, 25, "Christmas Day"),
    holiday(2028, 12, 26, "Boxing Day"),
    holiday(2029, 1, 1, "New Year's Day"),
    holiday(2029, 3, 30, "Good Friday"),
    holiday(2029, 4, 2, "Easter Monday"),
    holiday(2029, 5, 7, "Early May bank holiday"),
    holiday(2029, 5, 28, "Spring bank holiday"),
    holiday(2029, 8, 27, "Summer bank holiday"),
    holiday(2029, 12, 25, "Christmas Day"),
    holiday(2029, 12, 26, "Boxing Day"),
    holiday(2030, 1, 1, "New Year's Day"),
    holiday(2030, 4, 19, "Good Friday"),
    holiday(2030, 4, 22, "Easter Monday"),
    holiday(2030, 5, 6, "Early May bank holiday"),
    holiday(2030, 5, 27, "Spring bank holiday"),
    holiday(2030, 8, 26, "Summer bank holiday"),
    holiday(2030, 12, 25, "Christmas Day"),
    holiday(2030, 12, 26, "Boxing Day"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{civil, date, weekday};

    /// Easter Sunday by the anonymous Gregorian computation (Meeus, Jones and Butcher).
    fn easter(year: i32) -> i32 {
        let (a, b, c) = (year % 19, year / 100, year % 100);
        let g = (8 * b + 13) / 25;
        let h = (19 * a + b - b / 4 - g + 15) % 30;
        let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
        let m = (a + 11 * h + 19 * l) / 433;
        let month = (h + l - 7 * m + 90) / 25;
        let day = (h + l - 7 * m + 33 * month + 19) % 32;
        date(year, month as u32, day as u32).unwrap()
    }

    fn first_monday_from(day: i32) -> i32 {
        (day..day + 7).find(|&d| weekday(d) == 1).unwrap()
    }

    /// The normal pattern: the eight holidays of a year, substitutes on the next day that
    /// is neither at a weekend nor a holiday itself.
    fn pattern(year: i32) -> Vec<i32> {
        let on = |month, day| date(year, month, day).unwrap();
        let easter = easter(year);
        let mut days = vec![easter - 2, easter + 1];
        days.push(first_monday_from(on(5, 1)));
        days.push(first_monday_from(on(5, 25)));
        days.push(first_monday_from(on(8, 25)));
        for fixed in [on(1, 1), on(12, 25), on(12, 26)] {
            let mut day = fixed;
            while weekday(day) > 5 || days.contains(&day) {
                day += 1;
            }
            days.push(day);
        }
        days.sort_unstable();
        days
    }

    #[test]
    fn easter_is_known_for_some_years() {
        for (year, month, day) in [(2008, 3, 23), (2011, 4, 24), (2019, 4, 21), (2024, 3, 31)] {
            assert_eq!(easter(year), date(year, month, day).unwrap());
        }
    }

    #[test]
    fn each_year_is_the_pattern_and_the_known_exceptions() {
        let on = |year, month, day| date(year, month, day).unwrap();
        // Year, days of the pattern that were no holiday, days that were one instead.
        let royal_wedding = (2011, vec![], vec![on(2011, 4, 29)]);
        let diamond = (
            2012,
            vec![on(2012, 5, 28)],
            vec![on(2012, 6, 4), on(2012, 6, 5)],
        );
        let ve_day = (2020, vec![on(2020, 5, 4)], vec![on(2020, 5, 8)]);
        let platinum_and_funeral = (
            2022,
            vec![on(2022, 5, 30)],
            vec![on(2022, 6, 2), on(2022, 6, 3), on(2022, 9, 19)],
        );
        let coronation = (2023, vec![], vec![on(2023, 5, 8)]);
        let exceptions = [
            royal_wedding,
            diamond,
            ve_day,
            platinum_and_funeral,
            coronation,
        ];
        for year in FIRST_YEAR..=LAST_YEAR {
            let mut expected = pattern(year);
            for (_, dropped, added) in exceptions.iter().filter(|e| e.0 == year) {
                expected.retain(|day| !dropped.contains(day));
                expected.extend(added);
            }
            expected.sort_unstable();
            let actual: Vec<i32> = BANK_HOLIDAYS
                .iter()
                .map(|holiday| holiday.day)
                .filter(|&day| civil(day).unwrap().0 == year)
                .collect();
            assert_eq!(actual, expected, "{year}");
        }
    }

    #[test]
    fn days_ascend_and_are_weekdays() {
        assert!(BANK_HOLIDAYS.is_sorted_by(|a, b| a.day < b.day));
        assert!(
            BANK_HOLIDAYS
                .iter()
                .all(|holiday| weekday(holiday.day) <= 5)
        );
    }

    #[test]
    fn a_substitute_is_named_so() {
        let name = |y, m, d| {
            let day = date(y, m, d).unwrap();
            BANK_HOLIDAYS.iter().find(|h| h.day == day).map(|h| h.name)
        };
        assert_eq!(name(2021, 12, 27), Some("Christmas Day (substitute)"));
        assert_eq!(name(2022, 12, 26), Some("Boxing Day"));
        assert_eq!(name(2024, 12, 25), Some("Christmas Day"));
        assert_eq!(name(2024, 12, 27), None);
    }
}
