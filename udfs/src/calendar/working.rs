//! Working days: Monday to Friday, not a bank holiday in England (CC-52).
//!
//! The working days from *a* to *b* are the working days *d* with *a* < *d* ≤ *b*: the same
//! day is 0, and a start at a weekend begins counting on the next working day.
//!
//! Only days whose bank holidays are known are counted, see [`FIRST_YEAR`] and
//! [`LAST_YEAR`]. Beyond them the answer is `None`: a count that ignores the holidays would
//! be wrong by some days a year and would look right.

use super::bank_holidays::{FIRST_YEAR, HOLIDAYS, LAST_YEAR};
use super::civil::{is_weekend, known_date};

/// First day that can be counted: 1 January 2010.
pub const FIRST_DAY: i32 = known_date(FIRST_YEAR, 1, 1);
/// Last day that can be counted: 31 December 2030.
pub const LAST_DAY: i32 = known_date(LAST_YEAR, 12, 31);

const DAYS: usize = (LAST_DAY - FIRST_DAY + 1) as usize;

/// For each day, how many working days there are from [`FIRST_DAY`] to it, itself included.
static COUNT_TO: [u16; DAYS] = COUNTS;
/// The working days in order, as offsets from [`FIRST_DAY`].
static WORKING: [u16; WORKING_DAYS] = working();

const COUNTS: [u16; DAYS] = counts();
const WORKING_DAYS: usize = COUNTS[DAYS - 1] as usize;

const fn counts() -> [u16; DAYS] {
    let mut counts = [0; DAYS];
    let (mut index, mut next_holiday, mut count) = (0, 0, 0);
    while index < DAYS {
        let day = FIRST_DAY + index as i32;
        let holiday = next_holiday < HOLIDAYS.len() && HOLIDAYS[next_holiday].day == day;
        if holiday {
            next_holiday += 1;
        }
        if !holiday && !is_weekend(day) {
            count += 1;
        }
        counts[index] = count;
        index += 1;
    }
    counts
}

const fn working() -> [u16; WORKING_DAYS] {
    let counts = COUNTS;
    let mut working = [0; WORKING_DAYS];
    let (mut index, mut before) = (0, 0);
    while index < DAYS {
        if counts[index] > before {
            working[before as usize] = index as u16;
            before = counts[index];
        }
        index += 1;
    }
    working
}

/// Working days up to and including `day`, counted from [`FIRST_DAY`].
fn count_to(day: i32) -> Option<i32> {
    let index = usize::try_from(day.checked_sub(FIRST_DAY)?).ok()?;
    COUNT_TO.get(index).map(|&count| i32::from(count))
}

/// Whether `day` is a working day in England. A weekend never is; for another day outside
/// [`FIRST_DAY`] to [`LAST_DAY`] it is not known.
pub fn is_working_day(day: i32) -> Option<bool> {
    if is_weekend(day) {
        return Some(false);
    }
    let before = if day == FIRST_DAY {
        0
    } else {
        count_to(day - 1)?
    };
    Some(count_to(day)? > before)
}

/// Working days *d* with `from` < *d* ≤ `to`; `None` when the dates run backwards or either
/// lies outside [`FIRST_DAY`] to [`LAST_DAY`].
///
/// ```
/// use cohort_udfs::calendar::{date, working_days};
/// // Maundy Thursday to the Wednesday after Easter: Good Friday and Easter Monday are out.
/// let (from, to) = (date(2024, 3, 28).unwrap(), date(2024, 4, 3).unwrap());
/// assert_eq!(working_days(from, to), Some(2));
/// ```
pub fn working_days(from: i32, to: i32) -> Option<i32> {
    if from > to {
        return None;
    }
    Some(count_to(to)? - count_to(from)?)
}

/// The `n`th working day after `from` (before it, when `n` is negative); `from` itself for
/// 0, whether it is a working day or not. `None` when either end lies outside
/// [`FIRST_DAY`] to [`LAST_DAY`].
///
/// For positive `n` it is the earliest day to which [`working_days`] counts `n`: the last
/// day on which a duty with a limit of `n` working days is in time.
pub fn add_working_days(from: i32, n: i32) -> Option<i32> {
    let count = count_to(from)?;
    if n == 0 {
        return Some(from);
    }
    // The working days after `from` are numbered from `count`; those before it end one
    // earlier when `from` is itself one.
    let number = if n > 0 {
        count.checked_add(n - 1)?
    } else {
        count
            .checked_add(n)?
            .checked_sub(i32::from(is_working_day(from)?))?
    };
    let offset = WORKING.get(usize::try_from(number).ok()?)?;
    Some(FIRST_DAY + i32::from(*offset))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::calendar::{BANK_HOLIDAYS, date};

    fn on(year: i32, month: u32, day: u32) -> i32 {
        date(year, month, day).unwrap()
    }

    /// The rule of CC-52, word for word and slowly.
    fn slowly(from: i32, to: i32) -> i32 {
        let holiday = |day| BANK_HOLIDAYS.iter().any(|holiday| holiday.day == day);
        (from + 1..=to)
            .filter(|&day| !is_weekend(day) && !holiday(day))
            .count() as i32
    }

    #[test]
    fn the_same_day_is_none_and_a_weekend_starts_on_monday() {
        assert_eq!(working_days(on(2024, 1, 8), on(2024, 1, 8)), Some(0));
        assert_eq!(working_days(on(2024, 1, 6), on(2024, 1, 8)), Some(1)); // Saturday
        assert_eq!(working_days(on(2024, 1, 5), on(2024, 1, 8)), Some(1)); // Friday
        assert_eq!(working_days(on(2024, 1, 5), on(2024, 1, 7)), Some(0));
    }

    #[test]
    fn christmas_and_new_year_are_left_out() {
        // 20 Dec 2023 to 5 Jan 2024: 21 22 | 27 28 29 | 2 3 4 5.
        assert_eq!(working_days(on(2023, 12, 20), on(2024, 1, 5)), Some(9));
    }

    #[test]
    fn days_without_known_holidays_are_not_counted() {
        assert_eq!(working_days(FIRST_DAY - 1, FIRST_DAY + 5), None);
        assert_eq!(working_days(LAST_DAY - 5, LAST_DAY + 1), None);
        assert_eq!(working_days(LAST_DAY, LAST_DAY - 1), None);
        assert_eq!(add_working_days(on(2030, 12, 30), 1), Some(LAST_DAY));
        assert_eq!(add_working_days(on(2030, 12, 30), 2), None);
        assert_eq!(add_working_days(FIRST_DAY + 10, -100), None);
        assert_eq!(add_working_days(on(2024, 1, 1), i32::MAX), None);
        assert_eq!(add_working_days(on(2024, 1, 1), i32::MIN), None);
        assert_eq!(is_working_day(on(2031, 1, 2)), None);
        assert_eq!(is_working_day(on(2031, 1, 4)), Some(false)); // Saturday
    }

    #[test]
    fn the_forty_fifth_day_of_an_assessment() {
        // From Monday 4 March 2024: 9 weeks, and two days for Easter, one for 6 May.
        assert_eq!(add_working_days(on(2024, 3, 4), 45), Some(on(2024, 5, 9)));
        assert_eq!(working_days(on(2024, 3, 4), on(2024, 5, 9)), Some(45));
    }

    #[test]
    fn days_before_are_counted_too() {
        assert_eq!(add_working_days(on(2024, 1, 8), -1), Some(on(2024, 1, 5)));
        assert_eq!(add_working_days(on(2024, 1, 6), -1), Some(on(2024, 1, 5)));
        assert_eq!(add_working_days(on(2024, 1, 6), 0), Some(on(2024, 1, 6)));
        assert_eq!(is_working_day(FIRST_DAY), Some(false)); // New Year's Day, a Friday
        assert_eq!(is_working_day(on(2010, 1, 4)), Some(true));
    }

    proptest! {
        #[test]
        fn counting_is_the_rule_word_for_word(from in FIRST_DAY..LAST_DAY, length in 0..800i32) {
            let to = (from + length).min(LAST_DAY);
            prop_assert_eq!(working_days(from, to), Some(slowly(from, to)));
        }

        #[test]
        fn adding_undoes_counting(from in FIRST_DAY..LAST_DAY - 800, n in 1..500i32) {
            let to = add_working_days(from, n).unwrap();
            prop_assert_eq!(working_days(from, to), Some(n));
            prop_assert_eq!(working_days(from, to - 1), Some(n - 1));
            prop_assert_eq!(is_working_day(to), Some(true));
        }

        #[test]
        fn a_working_day_is_reached_back(from in FIRST_DAY..LAST_DAY - 800, n in 1..500i32) {
            prop_assume!(is_working_day(from) == Some(true));
            prop_assert_eq!(add_working_days(from, n).and_then(|to| add_working_days(to, -n)), Some(from));
        }

        #[test]
        fn counts_add_up(a in FIRST_DAY..LAST_DAY, b in FIRST_DAY..LAST_DAY, c in FIRST_DAY..LAST_DAY) {
            let mut days = [a, b, c];
            days.sort_unstable();
            let [a, b, c] = days;
            let parts = working_days(a, b).zip(working_days(b, c)).map(|(x, y)| x + y);
            prop_assert_eq!(parts, working_days(a, c));
        }
    }
}
