//! What must be known of a whole file before its rows can be written: which sessions stand in it
//! twice, on which days a school is closed, and what only shows over many days.
//!
//! Held in memory: 24 bytes for a pupil's 32 days of sessions (about 300 a pupil and year, half
//! as much again for the map that holds them), about 120 more a pupil, and 80 for each day of
//! each school.

use std::collections::BTreeMap;

use cohort_udfs::{calendar, dates};

use crate::finding::Position;
use crate::hash::FastMap;

use super::codes::Counts;
use super::marks::Half;

/// Number of a pupil at a school, in order of first appearance.
pub(super) type Pupil = u32;
/// Number of a school.
type School = u32;

/// Marks of a school's day below which it says nothing of the school \[choice\].
const FEWEST_MARKS: u32 = 10;
/// School days in a row with nobody missing that are too many \[choice\].
const BULK_DAYS: u32 = 10;
/// Marks of a pupil below which "all of them" says nothing \[choice\].
const FEWEST_X: u32 = 20;
/// Possible sessions a year above which something is wrong.
const MOST_POSSIBLE: u32 = 400;
/// School days after which `N` should be another code (from memory; verify).
const DAYS_OF_N: i32 = 5;

/// One mark, as far as the survey needs it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen<'m> {
    pub(super) day: i32,
    pub(super) half: Half,
    pub(super) code: &'m str,
    pub(super) counts: Option<Counts>,
    pub(super) at: Position,
}

#[derive(Debug, Default, Clone, Copy)]
struct PupilFacts {
    school: School,
    x: u32,
    other: u32,
    row: u32,
    at: Position,
}

#[derive(Debug, Default, Clone, Copy)]
struct Day {
    present: u32,
    other: u32,
    closed: u32,
    at: Position,
}

#[derive(Debug, Default, Clone, Copy)]
struct Successors {
    old: bool,
    new: bool,
    at: Position,
}

/// The whole file.
#[derive(Default)]
pub(super) struct Survey {
    numbers: FastMap<Box<str>, Pupil>,
    schools: FastMap<Box<str>, School>,
    pupils: Vec<PupilFacts>,
    /// By pupil and number of 32 days: a bit for each session that stands in the file, and for
    /// each that stands there twice.
    sessions: FastMap<(Pupil, i32), [u64; 2]>,
    possible: FastMap<(Pupil, i16), u32>,
    days: BTreeMap<(School, i32), Day>,
    successors: BTreeMap<(School, i16, u8), Successors>,
    key: String,
}

impl Survey {
    /// The number of a pupil at a school; `None` of a row without one.
    pub(super) fn pupil(
        &mut self,
        id: Option<&str>,
        school: Option<&str>,
        row: u32,
        at: Position,
    ) -> Option<Pupil> {
        self.key.clear();
        self.key.push_str(id?);
        self.key.push('\n');
        self.key.push_str(school.unwrap_or_default());
        if let Some(pupil) = self.numbers.get(&self.key[..]) {
            return Some(*pupil);
        }
        let pupil = Pupil::try_from(self.pupils.len()).ok()?;
        self.numbers.insert(self.key[..].into(), pupil);
        let school = school.unwrap_or_default();
        let next = School::try_from(self.schools.len()).ok()?;
        let school = *self.schools.entry(school.into()).or_insert(next);
        self.pupils.push(PupilFacts {
            school,
            row,
            at,
            ..PupilFacts::default()
        });
        Some(pupil)
    }

    /// Takes note of a mark.
    pub(super) fn see(&mut self, pupil: Pupil, mark: Seen<'_>) {
        let (block, bit) = place(mark.day, mark.half);
        let [once, twice] = self.sessions.entry((pupil, block)).or_default();
        if *once & bit != 0 {
            *twice |= bit;
            return;
        }
        *once |= bit;
        let Some(facts) = self.pupils.get_mut(pupil as usize) else {
            return;
        };
        let day = self.days.entry((facts.school, mark.day)).or_insert(Day {
            at: mark.at,
            ..Day::default()
        });
        let year = year_of(mark.day);
        match (mark.code, mark.counts) {
            ("/" | "\\", _) => day.present += 1,
            ("#", _) => day.closed += 1,
            _ => day.other += 1,
        }
        match (mark.code.starts_with('X'), mark.counts) {
            (true, _) => facts.x += 1,
            (false, Some(Counts::Administrative)) => {}
            (false, _) => facts.other += 1,
        }
        if let (true, Some(year)) = (mark.counts.is_some_and(Counts::is_possible), year) {
            *self.possible.entry((pupil, year)).or_default() += 1;
        }
        if let (true, Some(year)) = (mark.code.starts_with('Y'), year) {
            let term = (facts.school, year, term(mark.day));
            let both = self.successors.entry(term).or_insert(Successors {
                at: mark.at,
                ..Successors::default()
            });
            *(if mark.code == "Y" {
                &mut both.old
            } else {
                &mut both.new
            }) = true;
        }
    }

    /// Whether a session stands in the file more than once.
    pub(super) fn is_twice(&self, pupil: Pupil, day: i32, half: Half) -> bool {
        let (block, bit) = place(day, half);
        let found = self.sessions.get(&(pupil, block));
        found.is_some_and(|[_, twice]| twice & bit != 0)
    }

    /// Whether a day is none of school: a bank holiday, or most marks of the school are `#`.
    pub(super) fn is_holiday(&self, pupil: Option<Pupil>, day: i32) -> bool {
        let bank = !calendar::is_weekend(day) && calendar::is_working_day(day) == Some(false);
        let marked = || {
            let facts = self.pupils.get(pupil? as usize)?;
            let day = self.days.get(&(facts.school, day))?;
            Some(day.closed > day.present + day.other)
        };
        bank || marked() == Some(true)
    }

    /// Whether `N` on a day has stood longer than it may, at the end of the school's marks.
    pub(super) fn is_old(&self, pupil: Option<Pupil>, day: i32) -> bool {
        let last = || {
            let school = self.pupils.get(pupil? as usize)?.school;
            let mut days = self.days.range((school, day)..=(school, i32::MAX)).rev();
            // `#` is filled in ahead to the end of the year and is no sign of a register taken.
            let taken = days.find(|(_, day)| day.present + day.other > 0)?;
            Some(taken.0.1)
        };
        let days = last().and_then(|last| calendar::working_days(day, last));
        days.is_some_and(|days| days > DAYS_OF_N)
    }

    /// Number of pupils, counted at each school.
    pub(super) fn pupils(&self) -> u64 {
        self.pupils.len() as u64
    }

    /// First row and number of each pupil with more possible sessions in a year than can be.
    pub(super) fn over_400(&self) -> Vec<(u32, Position, Option<&str>)> {
        let over = self.possible.iter();
        let over: Vec<Pupil> = over
            .filter(|(_, count)| **count > MOST_POSSIBLE)
            .map(|((pupil, _), _)| *pupil)
            .collect();
        if over.is_empty() {
            return Vec::new();
        }
        let keys = self.numbers.iter();
        let keys: FastMap<Pupil, &str> = keys.map(|(key, pupil)| (*pupil, &**key)).collect();
        let of_pupil = |pupil: Pupil| {
            let facts = self.pupils.get(pupil as usize)?;
            let id = keys.get(&pupil)?.split('\n').next();
            Some((facts.row, facts.at, id))
        };
        let mut found: Vec<_> = over.into_iter().filter_map(of_pupil).collect();
        found.sort_unstable();
        found
    }

    /// First row of each pupil who has no mark but X.
    pub(super) fn all_x(&self) -> impl Iterator<Item = (u32, Position)> {
        let all = |facts: &&PupilFacts| facts.x >= FEWEST_X && facts.other == 0;
        let pupils = self.pupils.iter().filter(all);
        pupils.map(|facts| (facts.row, facts.at))
    }

    /// Where each run of school days begins on which nobody is missing.
    pub(super) fn bulk_filled(&self) -> Vec<Position> {
        let mut found = Vec::new();
        let mut run: Option<(School, u32, Position)> = None;
        for ((school, _), day) in &self.days {
            if day.present + day.other == 0 {
                continue;
            }
            let all_present = day.other == 0 && day.present >= FEWEST_MARKS;
            run = match run {
                Some((of, days, at)) if of == *school && all_present => Some((of, days + 1, at)),
                _ if all_present => Some((*school, 1, day.at)),
                _ => None,
            };
            if let Some((_, BULK_DAYS, at)) = run {
                found.push(at);
            }
        }
        found
    }

    /// Where each term begins in which a school uses `Y` and its successors.
    pub(super) fn both_y(&self) -> impl Iterator<Item = Position> {
        let terms = self.successors.values();
        terms
            .filter(|both| both.old && both.new)
            .map(|both| both.at)
    }
}

/// The number of 32 days in which a day is, and the bit of a session among their 64.
fn place(day: i32, half: Half) -> (i32, u64) {
    let bit = day.rem_euclid(32) * 2 + i32::from(half == Half::Pm);
    (day.div_euclid(32), 1 << bit)
}

/// The calendar year in which the academic year of a day ends.
pub(super) fn year_of(day: i32) -> Option<i16> {
    let year = dates::year_of(day)?;
    i16::try_from(year).ok()
}

/// 0 autumn, 1 spring, 2 summer: from September, January and April on \[assumed\].
fn term(day: i32) -> u8 {
    match calendar::civil(day) {
        Some((_, 9..=12, _)) => 0,
        Some((_, 1..=3, _)) => 1,
        _ => 2,
    }
}
