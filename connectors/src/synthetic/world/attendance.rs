//! Sessions missed and suspensions, by enrolment and academic year.

use super::super::days::Day;
use super::super::rng::Dice;
use super::calendar::{WINDOWS, is_school_day, school_days, windows};

/// Register codes of sessions that were possible, in the order of [`Counts`]; attended,
/// authorised and unauthorised ones.
pub(in super::super) const CODES: [&str; 16] = [
    "/", "\\", "L", "B", "V", "I", "M", "R", "C", "E", "T", "S", "G", "U", "O", "N",
];
const AUTHORISED: std::ops::Range<usize> = 5..12;
const UNAUTHORISED: std::ops::Range<usize> = 12..16;
const SUSPENDED: usize = 9;

/// Sessions by code.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in super::super) struct Counts(pub(in super::super) [i32; CODES.len()]);

impl Counts {
    pub(in super::super) fn possible(&self) -> i32 {
        self.0.iter().sum()
    }

    pub(in super::super) fn authorised(&self) -> i32 {
        self.0[AUTHORISED].iter().sum()
    }

    pub(in super::super) fn unauthorised(&self) -> i32 {
        self.0[UNAUTHORISED].iter().sum()
    }

    /// Sessions at approved educational activity elsewhere.
    pub(in super::super) fn educational(&self) -> i32 {
        self.0[3] + self.0[4]
    }

    pub(in super::super) fn of(&self, code: &str) -> i32 {
        let place = CODES.iter().position(|one| *one == code);
        place.map_or(0, |place| self.0[place])
    }
}

/// A suspension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Suspension {
    pub(in super::super) start: Day,
    pub(in super::super) sessions: i32,
    pub(in super::super) reasons: Vec<&'static str>,
}

/// A year on the roll of one school.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct SchoolYear {
    /// By part of the year.
    pub(in super::super) windows: [Counts; WINDOWS],
    pub(in super::super) suspensions: Vec<Suspension>,
}

/// What decides about a school year.
pub(super) struct Who {
    /// First and last day on roll.
    pub(super) on_roll: (Day, Day),
    pub(super) year: i16,
    /// Share of sessions missed, per ten thousand.
    pub(super) missed: i32,
    /// Of those, without leave, per thousand.
    pub(super) unauthorised: i32,
    /// Chance of a suspension in the year, per thousand.
    pub(super) suspended: u32,
    /// Whether parents may travel for work.
    pub(super) travels: bool,
}

pub(super) fn live(who: &Who, dice: &mut Dice) -> SchoolYear {
    let mut suspend = dice.fork();
    let mut year = SchoolYear {
        suspensions: suspensions(who, &mut suspend),
        ..SchoolYear::default()
    };
    for (place, (from, to)) in windows(who.year).into_iter().enumerate() {
        let mut dice = dice.fork();
        let days = (from.max(who.on_roll.0), to.min(who.on_roll.1));
        let possible = 2 * school_days(days.0, days.1);
        if possible == 0 {
            continue;
        }
        let within = |suspension: &&Suspension| (from..=to).contains(&suspension.start);
        let suspended = year
            .suspensions
            .iter()
            .filter(within)
            .map(|one| one.sessions)
            .sum();
        year.windows[place] = window(who, &mut dice, possible, suspended);
    }
    year
}

fn window(who: &Who, dice: &mut Dice, possible: i32, suspended: i32) -> Counts {
    let mut counts = Counts::default();
    let free = possible - suspended;
    let varied = who.missed * dice.between(60, 140) / 100;
    // The remainder of the division is missed by chance, or short terms would have no absence.
    let parts = possible * varied;
    let chance = u32::try_from(parts % 10_000).unwrap_or(0);
    let missed = (parts / 10_000 + i32::from(dice.per_10k(chance))).min(free);
    for _ in 0..missed {
        let code = if dice.per_mille(who.unauthorised as u32) {
            dice.pick(&[(26, 12), (8, 13), (58, 14), (8, 15)])
        } else if who.travels && dice.per_mille(200) {
            Some(10)
        } else {
            dice.pick(&[(76, 5), (14, 6), (2, 7), (8, 8)])
        };
        counts.0[code.unwrap_or(5)] += 1;
    }
    counts.0[SUSPENDED] = suspended;
    let present = free - missed;
    let late = present * dice.between(0, 30) / 1_000;
    let visits = (present / 60).min(2) * i32::from(dice.per_mille(500));
    let activity = i32::from(present > 80 && dice.per_mille(60)) * 4;
    let marks = present - late - visits - activity;
    counts.0[2] = late;
    counts.0[3] = activity;
    counts.0[4] = visits;
    // More mornings are missed than afternoons; the split is near half.
    counts.0[0] = marks / 2;
    counts.0[1] = marks - marks / 2;
    counts
}

fn suspensions(who: &Who, dice: &mut Dice) -> Vec<Suspension> {
    let mut made = Vec::new();
    if !dice.per_mille(who.suspended) {
        return made;
    }
    let events = dice.band(&[(60, 1, 1), (25, 2, 3), (15, 4, 7)]);
    let (first, last) = who.on_roll;
    let mut day = first + dice.between(0, (last - first) / 2);
    for _ in 0..events {
        while day <= last && !is_school_day(day) {
            day += 1;
        }
        let until = windows(who.year)
            .into_iter()
            .find(|w| (w.0..=w.1).contains(&day));
        let Some((_, until)) = until.filter(|_| day <= last) else {
            break;
        };
        let wanted = dice.band(&[(30, 1, 2), (45, 3, 4), (25, 5, 10)]);
        // What is left of the term and of the time on roll.
        let sessions = wanted.min(2 * school_days(day, until.min(last)));
        made.push(Suspension {
            start: day,
            sessions,
            reasons: reasons(who.year, dice),
        });
        day += 8 + dice.between(0, 60).max(sessions);
    }
    made
}

/// One reason until summer 2020, up to three since.
fn reasons(year: i16, dice: &mut Dice) -> Vec<&'static str> {
    let table: &[(u32, &str)] = &[
        (48, "DB"),
        (16, "PP"),
        (14, "VA"),
        (6, "PA"),
        (4, "VP"),
        (3, "DM"),
        (3, "DA"),
        (2, "BU"),
        (2, "RA"),
        (1, "SM"),
        (1, "TH"),
    ];
    let mut reasons = vec![dice.code(table)];
    if year >= 2021 {
        for share in [180, 40] {
            let again = dice.code(&[(5, "VA"), (4, "DB"), (2, "OW"), (1, "MT"), (1, "LG")]);
            if dice.per_mille(share) && !reasons.contains(&again) {
                reasons.push(again);
            }
        }
    }
    reasons
}
