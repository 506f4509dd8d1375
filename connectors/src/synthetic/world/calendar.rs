//! School days, terms and census days.
//!
//! An academic year is named by the calendar year it ends in: 2024 is 2023/24. The terms are
//! those of a typical English school: about 190 days, two training days each September.

use std::sync::LazyLock;

use super::super::days::{Day, civil, is_working_day, on};

/// A school census.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) enum Term {
    Autumn,
    Spring,
    Summer,
}

impl Term {
    pub(in super::super) const ALL: [Self; 3] = [Self::Autumn, Self::Spring, Self::Summer];

    /// As in the header of a school census.
    pub(in super::super) fn code(self) -> &'static str {
        match self {
            Self::Autumn => "AUT",
            Self::Spring => "SPR",
            Self::Summer => "SUM",
        }
    }
}

/// 0 for Monday.
fn weekday(day: Day) -> i32 {
    (day + 3).rem_euclid(7)
}

/// The Monday on or before `day`.
fn monday_of(day: Day) -> Day {
    day - weekday(day)
}

/// Easter Sunday (the anonymous Gregorian algorithm).
pub(in super::super) fn easter(year: i32) -> Day {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let sum = h + l - 7 * m + 114;
    on(year, sum / 31, sum % 31 + 1)
}

/// The academic year that `day` falls in, by the year it ends in.
pub(in super::super) fn academic_year(day: Day) -> i16 {
    let (year, month, _) = civil(day);
    (if month >= 9 { year + 1 } else { year }) as i16
}

/// National curriculum year of someone born on `birth`: -1 for nursery, 0 for reception.
pub(in super::super) fn nc_year(birth: Day, year: i16) -> i32 {
    i32::from(year) - i32::from(academic_year(birth)) - 5
}

/// Completed years on the 31 August before the academic year.
pub(in super::super) fn age_at_start(birth: Day, year: i16) -> i32 {
    nc_year(birth, year) + 4
}

/// The parts of an academic year in which attendance is counted.
pub(in super::super) const WINDOWS: usize = 4;

/// First and last day of each: autumn, spring, first and second half of summer.
pub(in super::super) fn windows(year: i16) -> [(Day, Day); WINDOWS] {
    let year = i32::from(year);
    let easter = easter(year);
    // The spring bank holiday is the last Monday of May; 2022's was moved into June.
    let half = monday_of(on(year, 5, 31));
    [
        (on(year - 1, 8, 1), on(year - 1, 12, 31)),
        (on(year, 1, 1), easter),
        (easter + 1, half - 1),
        (half, on(year, 7, 31)),
    ]
}

/// Census day: first Thursday of October, third Thursday of January and of May.
pub(in super::super) fn census_day(year: i16, term: Term) -> Day {
    let year = i32::from(year);
    let (first, weeks) = match term {
        Term::Autumn => (on(year - 1, 10, 1), 0),
        Term::Spring => (on(year, 1, 1), 2),
        Term::Summer => (on(year, 5, 1), 2),
    };
    first + (3 - weekday(first)).rem_euclid(7) + 7 * weeks
}

const FIRST: i32 = 1993;
/// Beyond the schooldays of the youngest child that a household of the world may yet have.
const LAST: i32 = 2070;

/// Number of school days before each day since [`FIRST`].
static SCHOOL_DAYS: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let mut counts = vec![0];
    for year in FIRST..LAST {
        let first = on(year, 9, 1);
        for day in first..on(year + 1, 9, 1) {
            let before = counts.last().copied().unwrap_or(0);
            counts.push(before + u16::from(in_term(day, year + 1)));
        }
    }
    counts
});

fn in_term(day: Day, year: i32) -> bool {
    let easter = easter(year);
    let half_terms = [on(year - 1, 10, 28), on(year, 2, 17), on(year, 5, 29)];
    let terms = [
        (on(year - 1, 9, 5), on(year - 1, 12, 20)),
        (on(year, 1, 6), easter - 9),
        (easter + 8, on(year, 7, 16)),
    ];
    is_working_day(day)
        && terms.iter().any(|term| (term.0..=term.1).contains(&day))
        && half_terms
            .iter()
            .all(|half| monday_of(day) != monday_of(*half))
}

fn before(day: Day) -> i32 {
    let place = (day - on(FIRST, 9, 1)).clamp(0, SCHOOL_DAYS.len() as i32 - 1);
    i32::from(SCHOOL_DAYS[place as usize])
}

/// School days from `from` to `to`, both included.
pub(in super::super) fn school_days(from: Day, to: Day) -> i32 {
    if to < from {
        0
    } else {
        before(to + 1) - before(from)
    }
}

pub(in super::super) fn is_school_day(day: Day) -> bool {
    school_days(day, day) == 1
}

/// `day` or the first school day after it.
pub(in super::super) fn school_day_from(mut day: Day) -> Day {
    while !is_school_day(day) && day < on(LAST, 1, 1) {
        day += 1;
    }
    day
}

/// `day` or the last school day before it.
pub(in super::super) fn school_day_until(mut day: Day) -> Day {
    while !is_school_day(day) && day > on(FIRST, 10, 1) {
        day -= 1;
    }
    day
}

/// The last school day of the academic year.
pub(in super::super) fn last_school_day(year: i16) -> Day {
    school_day_until(on(i32::from(year), 7, 31))
}

/// The first school day of the academic year.
pub(in super::super) fn first_school_day(year: i16) -> Day {
    school_day_from(on(i32::from(year) - 1, 9, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_and_census_days_are_those_of_the_calendar() {
        for (year, month, day) in [(2020, 4, 12), (2022, 4, 17), (2024, 3, 31), (2025, 4, 20)] {
            assert_eq!(easter(year), on(year, month, day));
        }
        assert_eq!(census_day(2025, Term::Autumn), on(2024, 10, 3));
        assert_eq!(census_day(2025, Term::Spring), on(2025, 1, 16));
        assert_eq!(census_day(2025, Term::Summer), on(2025, 5, 15));
        assert_eq!(census_day(2026, Term::Spring), on(2026, 1, 15));
    }

    #[test]
    fn a_year_has_at_most_190_school_days() {
        for year in 2019..=2027 {
            let total: i32 = windows(year)
                .iter()
                .map(|(from, to)| school_days(*from, *to))
                .sum();
            assert!((182..=190).contains(&total), "{year}: {total}");
        }
        assert!(!is_school_day(on(2024, 2, 14)) && is_school_day(on(2024, 2, 7)));
        assert!(!is_school_day(on(2024, 3, 29)) && !is_school_day(on(2024, 8, 6)));
    }

    #[test]
    fn curriculum_years_follow_the_birth_date() {
        // The table of the school census guide for 2024/25.
        for (birth, expected) in [
            (on(2020, 9, 1), -1),
            (on(2021, 8, 31), -1),
            (on(2019, 9, 1), 0),
            (on(2013, 9, 1), 6),
            (on(2014, 8, 31), 6),
            (on(2008, 9, 1), 11),
            (on(2006, 9, 1), 13),
        ] {
            assert_eq!(nc_year(birth, 2025), expected);
        }
        assert_eq!(age_at_start(on(2014, 8, 31), 2025), 10);
    }
}
