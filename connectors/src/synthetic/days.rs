//! Days since 1970-01-01, and the census year.
//!
//! Working days are those of [`cohort_udfs::calendar`]. Histories reach back before its first
//! bank holiday; there a working day is a weekday, which no rule of a return can see.

use cohort_udfs::calendar;

use super::rng::Dice;

/// Days since 1970-01-01.
pub(super) type Day = i32;

/// Ends of the census year `year` (2024 is 2023-24).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CensusYear {
    /// The calendar year in which it ends.
    pub(super) year: i16,
    /// 1 April.
    pub(super) start: Day,
    /// 31 March, the reference date.
    pub(super) end: Day,
}

impl CensusYear {
    pub(super) fn new(year: i16) -> Self {
        let start = on(i32::from(year) - 1, 4, 1);
        Self {
            year,
            start,
            end: on(i32::from(year), 4, 1) - 1,
        }
    }

    /// The census year that `day` falls in.
    pub(super) fn of(day: Day) -> Self {
        let (year, month, _) = civil(day);
        Self::new((if month >= 4 { year + 1 } else { year }) as i16)
    }

    pub(super) fn contains(&self, day: Day) -> bool {
        (self.start..=self.end).contains(&day)
    }
}

/// The day of a date of the proleptic Gregorian calendar (Hinnant's algorithm).
pub(super) const fn on(year: i32, month: i32, day: i32) -> Day {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Year, month and day of the month, without the allocation and checks of a date type: every
/// date of millions of children passes here.
pub(super) const fn civil(day: Day) -> (i32, i32, i32) {
    let z = day + 719_468;
    let of_era = z.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + z.div_euclid(146_097) * 400;
    (if month <= 2 { year + 1 } else { year }, month, of_month)
}

/// The birthday on which a person born on `birth` becomes `years` old.
pub(super) fn birthday(birth: Day, years: i32) -> Day {
    let (year, month, day) = civil(birth);
    on(year + years, month, day)
}

/// Completed years at `day`; negative before birth.
pub(super) fn age(birth: Day, day: Day) -> i32 {
    let (born, at) = (civil(birth), civil(day));
    at.0 - born.0 - i32::from((at.1, at.2) < (born.1, born.2))
}

pub(super) fn is_working_day(day: Day) -> bool {
    // 1970-01-01 was a Thursday; 5 and 6 are the weekend.
    let weekday = (day + 3).rem_euclid(7) < 5;
    weekday && (day < calendar::FIRST_DAY || calendar::is_working_day(day).unwrap_or(true))
}

/// `day` or the first working day after it.
pub(super) fn working_day_from(mut day: Day) -> Day {
    while !is_working_day(day) {
        day += 1;
    }
    day
}

/// `day` or the last working day before it.
pub(super) fn working_day_until(mut day: Day) -> Day {
    while !is_working_day(day) {
        day -= 1;
    }
    day
}

/// `day`, or one of the five working days after it when nobody is at work on it. Moving all to
/// the first of them would give the Mondays twice the work of any other day.
pub(super) fn when_at_work(day: Day, dice: &mut Dice) -> Day {
    if is_working_day(day) {
        day
    } else {
        add_working_days(day, dice.between(1, 5))
    }
}

/// As [`when_at_work`], with the five working days before `day`.
pub(super) fn at_work_by(day: Day, dice: &mut Dice) -> Day {
    if is_working_day(day) {
        day
    } else {
        (0..dice.between(1, 5)).fold(day, |day, _| working_day_until(day - 1))
    }
}

/// The `n`th working day after `from`; `from` itself for 0.
pub(super) fn add_working_days(from: Day, n: i32) -> Day {
    if from >= calendar::FIRST_DAY
        && let Some(day) = calendar::add_working_days(from, n)
    {
        return day;
    }
    if from >= calendar::FIRST_DAY - 7 {
        // Few calls, for dates about the calendar's first day.
        return (0..n).fold(from, |day, _| working_day_from(day + 1));
    }
    // Whole weeks, then the days that are left; one of them steps over at most a weekend.
    let weeks = if is_working_day(from) { n / 5 } else { 0 };
    let day = (0..n - weeks * 5).fold(from + weeks * 7, |day, _| working_day_from(day + 1));
    // The weeks may have led to a holiday of the calendar's first months.
    if n > 0 { working_day_from(day) } else { day }
}

/// Working days `d` with `from < d <= to`.
pub(super) fn working_days(from: Day, to: Day) -> i32 {
    calendar::working_days(from, to)
        .unwrap_or_else(|| (from + 1..=to).filter(|&day| is_working_day(day)).count() as i32)
}

/// Appends `yyyy-mm-dd`.
pub(super) fn write_date(out: &mut Vec<u8>, day: Day) {
    let (year, month, of_month) = civil(day);
    let digit = |number: i32| b'0' + (number % 10) as u8;
    out.extend_from_slice(&[
        digit(year / 1000),
        digit(year / 100),
        digit(year / 10),
        digit(year),
        b'-',
        digit(month / 10),
        digit(month),
        b'-',
        digit(of_month / 10),
        digit(of_month),
    ]);
}

/// `yyyy-mm-dd` as text.
pub(super) fn date_text(day: Day) -> String {
    let (year, month, of_month) = civil(day);
    format!("{year:04}-{month:02}-{of_month:02}")
}

#[cfg(test)]
mod tests {
    use super::super::rng::Purpose;
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        for day in (-8_000..30_000).chain([-719_468, 2_932_896]) {
            let (year, month, of_month) = civil(day);
            assert_eq!(
                calendar::date(year, month as u32, of_month as u32),
                Some(day)
            );
            assert_eq!(on(year, month, of_month), day);
        }
        let mut text = Vec::new();
        write_date(&mut text, on(2024, 2, 29));
        assert_eq!(text, b"2024-02-29");
        assert_eq!(date_text(on(1999, 12, 31)), "1999-12-31");
    }

    #[test]
    fn ages_grow_on_the_birthday() {
        let birth = on(2012, 9, 1);
        assert_eq!(
            (age(birth, on(2024, 8, 31)), age(birth, on(2024, 9, 1))),
            (11, 12)
        );
        assert_eq!(birthday(birth, 18), on(2030, 9, 1));
        assert_eq!(birthday(on(2008, 2, 29), 18), on(2026, 3, 1));
    }

    #[test]
    fn census_years_run_from_april_to_march() {
        let year = CensusYear::new(2024);
        assert_eq!((year.start, year.end), (on(2023, 4, 1), on(2024, 3, 31)));
        assert_eq!(CensusYear::of(year.start), year);
        assert_eq!(CensusYear::of(year.end), year);
    }

    #[test]
    fn what_falls_on_a_weekend_is_spread_over_the_week() {
        let mut dice = Dice::new(1, 990, 0, Purpose::Life);
        let saturday = on(2024, 6, 8);
        let (mut after, mut before) = ([0; 14], [0; 14]);
        for _ in 0..5_000 {
            after[(when_at_work(saturday, &mut dice) - saturday) as usize] += 1;
            before[(saturday - at_work_by(saturday, &mut dice)) as usize] += 1;
        }
        // Monday 10 to Friday 14 June, and Friday 7 back to Monday 3 June.
        for (days, counts) in [(2..=6, after), (1..=5, before)] {
            assert_eq!(counts.iter().sum::<i32>(), 5_000);
            assert!(
                days.clone().all(|day| (850..1_150).contains(&counts[day])),
                "{counts:?}"
            );
        }
        let monday = on(2024, 6, 10);
        assert_eq!(when_at_work(monday, &mut dice), monday);
        assert_eq!(at_work_by(monday, &mut dice), monday);
    }

    #[test]
    fn working_days_skip_easter() {
        // Good Friday 29 March and Easter Monday 1 April 2024.
        assert_eq!(add_working_days(on(2024, 3, 28), 1), on(2024, 4, 2));
        assert_eq!(working_days(on(2024, 3, 28), on(2024, 4, 2)), 1);
        assert_eq!(working_day_until(on(2024, 4, 1)), on(2024, 3, 28));
        // Before the calendar's first year only weekends are left out.
        assert_eq!(add_working_days(on(2005, 12, 23), 1), on(2005, 12, 26));
        for (from, n) in [
            (on(2005, 12, 21), 13),
            (on(2005, 12, 24), 7),
            (on(2005, 12, 23), 0),
        ] {
            let slowly = (0..n).fold(from, |day, _| working_day_from(day + 1));
            assert_eq!(add_working_days(from, n), slowly);
        }
    }
}
