//! Which events of a file stand, and their numbers within pupil and year.
//!
//! An event can arrive in two censuses, one and two terms after it, so a file of several
//! censuses may hold it twice: of two rows on one pupil, school, start date and category the
//! one of the later census counts. Two rows of one census are two events.
//!
//! The numbers follow the start dates, which a file need not, so it is read twice; 40 bytes are
//! kept for each event.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::LazyLock;

use ahash::RandomState;

use super::record::{Cells, academic_year};

/// What is kept of an event.
#[derive(Debug, Clone, Copy)]
struct Event {
    /// Pupil and year; `None` where the pupil is not known.
    pupil: Option<u64>,
    /// Pupil, school, start date and category; `None` where one is missing.
    same: Option<u64>,
    start: i32,
    census: Option<u16>,
}

/// The events of a file, in its order.
#[derive(Debug, Default)]
pub(super) struct Events {
    events: Vec<Event>,
    numbers: Vec<Option<i32>>,
    superseded: Vec<bool>,
}

/// A number for values that are the same in no two rows, short of chance (one in 2^64).
pub(super) fn fingerprint(values: impl Hash) -> u64 {
    static STATE: LazyLock<RandomState> = LazyLock::new(RandomState::new);
    STATE.hash_one(values)
}

impl Events {
    /// Takes note of the next row.
    pub(super) fn add(&mut self, row: &Cells<'_>) {
        let (pupil, start) = (row.pupil(), row.day("start_date"));
        let category = row
            .text("category")
            .map(|code| if code == "FIXD" { "SUSP" } else { code });
        let same = match (pupil, row.text("la_estab"), start, category) {
            (Some(pupil), Some(school), Some(start), Some(category)) => {
                Some(fingerprint((pupil, school, start, category)))
            }
            _ => None,
        };
        self.events.push(Event {
            pupil: pupil.map(|pupil| fingerprint((pupil, row.year))),
            same,
            start: start.unwrap_or(i32::MAX),
            census: census(row),
        });
    }

    /// All rows are noted.
    pub(super) fn finish(mut self) -> Events {
        let mut latest: HashMap<u64, u16> = HashMap::new();
        for event in &self.events {
            if let (Some(same), Some(census)) = (event.same, event.census) {
                let held = latest.entry(same).or_insert(census);
                *held = census.max(*held);
            }
        }
        let superseded = self.events.iter().map(|event| {
            let latest = event.same.and_then(|same| latest.get(&same));
            latest.is_some_and(|latest| event.census.is_some_and(|census| census < *latest))
        });
        self.superseded = superseded.collect();
        let mut order: Vec<usize> = (0..self.events.len())
            .filter(|at| !self.superseded[*at])
            .collect();
        order.sort_by_key(|at| (self.events[*at].pupil, self.events[*at].start, *at));
        self.numbers = vec![None; self.events.len()];
        let mut last = (None, 0);
        for at in order {
            let pupil = self.events[at].pupil;
            let number = if last.0 == pupil { last.1 + 1 } else { 1 };
            last = (pupil, number);
            self.numbers[at] = pupil.map(|_| number);
        }
        self
    }

    /// The number of a row's event within pupil and year, by start date.
    pub(super) fn number(&self, row: usize) -> Option<i32> {
        self.numbers.get(row).copied().flatten()
    }

    /// Whether a later census has the event as well.
    pub(super) fn is_superseded(&self, row: usize) -> bool {
        self.superseded.get(row).copied().unwrap_or(false)
    }
}

/// When the census was that collected a row, later ones higher.
fn census(row: &Cells<'_>) -> Option<u16> {
    let year = academic_year(row.text("reporting_year")?)?;
    let term = row.text("reporting_term")?;
    let term = ["AUT", "SPR", "SUM"]
        .iter()
        .position(|start| term.starts_with(start))?;
    u16::try_from(year)
        .ok()?
        .checked_mul(3)?
        .checked_add(term as u16)
}
