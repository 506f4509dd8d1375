//! The schools a person goes to, from the first day to the last.

use super::super::days::{Day, on};
use super::super::rng::Dice;
use super::calendar::{
    academic_year, first_school_day, last_school_day, nc_year, school_day_from, school_day_until,
};
use super::school::School;

/// Time on the roll of a school.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Spell {
    pub(in super::super) school: School,
    pub(in super::super) entry: Day,
    /// The last day on roll, however far ahead.
    pub(in super::super) leaving: Day,
}

impl Spell {
    pub(in super::super) fn contains(&self, day: Day) -> bool {
        (self.entry..=self.leaving).contains(&day)
    }
}

/// A permanent exclusion.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Exclusion {
    pub(in super::super) day: Day,
    pub(in super::super) reason: &'static str,
}

/// What decides about a career.
pub(super) struct Who<'a> {
    pub(super) birth: Day,
    /// First day at any school here.
    pub(super) from: Day,
    /// Nobody is on a roll from this day on.
    pub(super) gone: Day,
    /// Authority and area of home at a day.
    pub(super) home: &'a dyn Fn(Day) -> (i16, u16),
    /// Days of moves to another authority.
    pub(super) moved: Option<Day>,
    /// From when a special school is attended.
    pub(super) special: Option<Day>,
    /// Chance of a permanent exclusion, per ten thousand.
    pub(super) exclusion: u32,
}

/// Where a person goes to school, in order, without overlap.
pub(super) fn live(who: &Who, dice: &mut Dice) -> (Vec<Spell>, Option<Exclusion>) {
    let (primary, secondary) = (dice.below(6), dice.below(2));
    let changes = dice.per_mille(170);
    let change = who.birth + dice.between(2_200, 5_600);
    let sixth_form = dice.per_mille(400);
    let year_of = |nc: i32| (nc + 5 + i32::from(academic_year(who.birth))) as i16;
    let excluded = dice.per_10k(who.exclusion).then(|| {
        let year = year_of(dice.between(8, 10));
        let day = school_day_from(on(i32::from(year) - 1, 9, 20) + dice.between(0, 260));
        Exclusion {
            day,
            reason: dice.code(&[(5, "DB"), (3, "PP"), (2, "PA"), (2, "OW"), (1, "DA")]),
        }
    });
    // Whoever is in a special school, moves or is not there yet is not excluded.
    let excluded = excluded.filter(|exclusion| {
        who.special.is_none()
            && who.moved.is_none()
            && who.from + 60 < exclusion.day
            && exclusion.day + 60 < who.gone
    });
    // On the sixth school day after the exclusion.
    let unit_from =
        excluded.map(|exclusion| (0..6).fold(exclusion.day, |day, _| school_day_from(day + 1)));
    let stays_on = (sixth_form && excluded.is_none()) || who.special.is_some();
    let end = last_school_day(year_of(if stays_on { 13 } else { 11 })).min(who.gone - 1);

    let mut days = vec![who.from, first_school_day(year_of(7))];
    days.extend(who.moved.map(|day| school_day_from(day + 5)));
    days.extend(who.special);
    days.extend(unit_from);
    if changes {
        days.push(school_day_from(change));
    }
    days.retain(|day| (who.from..=end).contains(day));
    days.sort_unstable();
    days.dedup();

    let at = |day: Day| {
        let (la, area) = (who.home)(day);
        if unit_from.is_some_and(|from| from <= day) {
            School::referral_unit(la)
        } else if who.special.is_some_and(|from| from <= day) {
            School::special(la, area)
        } else {
            let moved_on = u32::from(changes && day >= change);
            match nc_year(who.birth, academic_year(day)) {
                7.. => School::secondary(la, area, secondary + moved_on),
                _ => School::primary(la, area, primary + moved_on),
            }
        }
    };
    let mut spells: Vec<Spell> = Vec::new();
    for day in days {
        let school = at(day);
        match spells.last_mut() {
            Some(last) if last.school == school => {}
            last => {
                if let Some(last) = last {
                    let leaves = who
                        .moved
                        .filter(|moved| last.entry < *moved && *moved < day);
                    let leaves = excluded
                        .filter(|exclusion| Some(day) == unit_from && last.contains(exclusion.day))
                        .map(|exclusion| exclusion.day)
                        .or(leaves.map(|moved| moved - 1));
                    last.leaving = school_day_until(leaves.unwrap_or(day - 1)).max(last.entry);
                }
                spells.push(Spell {
                    school,
                    entry: day,
                    leaving: end,
                });
            }
        }
    }
    (spells, excluded)
}
