//! Periods of care: coherent runs of episodes for some of the children in need.
//!
//! A period lies within one case of the child: a looked-after child is a child in need. It
//! begins with S, every episode but the last ends with X1 on the day the next begins, the need
//! is the case's, and what changes agrees with the reason for the new episode. Codes that
//! exist for some years only are used only where every return that shows the episode has them.

use super::super::case::Case;
use super::super::days::{Day, age, birthday, on, working_day_until};
use super::super::life::Life;
use super::super::rng::{Band, Dice};

/// A period of care.
#[derive(Debug, Clone)]
pub(in super::super) struct Care {
    pub(in super::super) start: Day,
    /// The day care ceased, however far ahead.
    pub(in super::super) end: Day,
    pub(in super::super) need: &'static str,
    pub(in super::super) asylum: bool,
    pub(in super::super) episodes: Vec<Episode>,
    pub(in super::super) adoption: Option<Adoption>,
    /// First social worker's first day: the referral of the case.
    pub(in super::super) worked_from: Day,
    /// Decides what hangs from the period: reviews, workers, incidents.
    pub(in super::super) dice: Dice,
}

/// An episode of care.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Episode {
    pub(in super::super) start: Day,
    pub(in super::super) end: Day,
    pub(in super::super) reason: &'static str,
    pub(in super::super) status: &'static str,
    pub(in super::super) placement: Placement,
    /// Reason it ceased.
    pub(in super::super) ceased: &'static str,
    /// Why the placement changed.
    pub(in super::super) change: &'static str,
}

/// Where the child is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Placement {
    /// Empty for an agreed series of short breaks.
    pub(in super::super) kind: &'static str,
    pub(in super::super) provider: &'static str,
    /// Number of the place; decides postcode and URN.
    pub(in super::super) number: u32,
}

/// The way to an adoption.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Adoption {
    pub(in super::super) decided: Day,
    pub(in super::super) matched: Day,
}

impl Placement {
    pub(in super::super) fn is_temporary(&self) -> bool {
        self.kind.starts_with('T')
    }

    /// Whether its provider is registered with a number.
    pub(in super::super) fn has_urn(&self) -> bool {
        !self.is_temporary() && !matches!(self.kind, "" | "P1" | "H5")
    }
}

impl Care {
    pub(in super::super) fn contains(&self, day: Day) -> bool {
        self.start <= day && day < self.end
    }

    /// A series of short breaks, which statistics leave out.
    pub(in super::super) fn is_short_breaks(&self) -> bool {
        self.episodes.iter().any(|one| one.status == "V4")
    }

    pub(in super::super) fn ceased(&self) -> &'static str {
        self.episodes.last().map_or("", |last| last.ceased)
    }
}

/// The periods of care of a child, in order.
pub(super) fn live(life: &Life, dice: &mut Dice) -> Vec<Care> {
    let mut periods = Vec::new();
    for case in &life.cases {
        let mut own = dice.fork();
        if let Some(care) = period(life, case, &mut own) {
            periods.push(care);
        }
    }
    periods
}

/// Needs that the return of looked-after children knows.
fn is_need(need: &str) -> bool {
    matches!(need, "N1" | "N2" | "N3" | "N4" | "N5" | "N6" | "N7" | "N8")
}

fn period(life: &Life, case: &Case, dice: &mut Dice) -> Option<Care> {
    let child = &life.child;
    let until = case.closure.min(child.adult);
    let from = case.referral.max(child.birth);
    let length = until - from;
    if case.nfa || case.is_not_in_need() || !is_need(case.need) || length < 90 {
        return None;
    }
    let adopted = case.reason == "RC1";
    let share = match case.reason {
        _ if child.asylum => 1000,
        "RC1" if length >= 400 => 1000,
        "RC1" => 0,
        "RC4" => 700,
        _ if !case.cp_plans.is_empty() => 320,
        _ if length > 700 => 250,
        _ => 40,
    };
    if !dice.per_mille(share) {
        return None;
    }
    let start = if child.asylum {
        from
    } else {
        from + dice.between(1, length / 3)
    };
    let whole = adopted || child.asylum || matches!(case.reason, "RC2" | "RC4" | "RC5");
    let end = if whole || dice.per_mille(450) {
        until
    } else {
        start + dice.band(LENGTHS).min(until - start)
    };
    if end - start < 25 {
        return None;
    }
    let care = Care {
        start,
        end,
        need: case.need,
        asylum: child.asylum,
        episodes: Vec::new(),
        adoption: None,
        worked_from: case.referral,
        dice: dice.fork(),
    };
    Some(if adopted {
        adoption(care, dice)
    } else if case.need == "N2" && dice.per_mille(450) {
        short_breaks(care)
    } else {
        let ceased = ceased(life, case, end, dice);
        episodes(care, child.birth, ceased, dice)
    })
}

const LENGTHS: &[Band] = &[
    (25, 25, 120),
    (25, 121, 400),
    (30, 401, 1_200),
    (20, 1_201, 4_000),
];

fn ceased(life: &Life, case: &Case, end: Day, dice: &mut Dice) -> &'static str {
    if life.death == Some(end) {
        return "E2";
    }
    if end >= life.child.adult {
        let table: &[(u32, &str)] = match case.need {
            "N2" => &[(6, "E7"), (2, "E5"), (2, "E17")],
            _ => &[(50, "E5"), (15, "E6"), (30, "E17"), (5, "E8")],
        };
        return dice.code(table);
    }
    match case.reason {
        "RC5" if end == case.closure => "E3",
        "RC4" if end == case.closure => {
            dice.code(&[(4, "E45"), (1, "E46"), (3, "E47"), (3, "E41")])
        }
        _ => dice.code(&[(45, "E4A"), (12, "E4B"), (20, "E13"), (8, "E8")]),
    }
}

/// One agreement for a series of short breaks, a single row.
fn short_breaks(mut care: Care) -> Care {
    care.episodes.push(Episode {
        start: care.start,
        end: care.end,
        reason: "S",
        status: "V4",
        placement: Placement {
            kind: "",
            provider: "",
            number: 0,
        },
        ceased: "E8",
        change: "",
    });
    care
}

/// Interim care order and foster care, placement order, adopters.
fn adoption(mut care: Care, dice: &mut Dice) -> Care {
    let length = care.end - care.start;
    let order = care.start + length * 45 / 100;
    let placed = care.start + length * 70 / 100;
    let foster = Placement {
        kind: "U6",
        provider: dice.code(&[(2, "PR1"), (1, "PR4")]),
        number: 1,
    };
    let adopters = Placement {
        kind: "A6",
        provider: dice.code(&[(3, "PR1"), (1, "PR5")]),
        number: 2,
    };
    let one = |start, end, reason, status, placement, ceased, change| Episode {
        start,
        end,
        reason,
        status,
        placement,
        ceased,
        change,
    };
    care.episodes = vec![
        one(care.start, order, "S", "C1", foster, "X1", ""),
        one(order, placed, "L", "E1", foster, "X1", "CARPL"),
        one(
            placed,
            care.end,
            "P",
            "E1",
            adopters,
            dice.code(&[(1, "E11"), (3, "E12")]),
            "",
        ),
    ];
    care.adoption = Some(Adoption {
        decided: working_day_until(order - 20).max(care.start + 1),
        matched: working_day_until(placed - 15).max(order),
    });
    care
}

struct Teller<'a> {
    birth: Day,
    end: Day,
    dice: &'a mut Dice,
    places: u32,
}

fn episodes(mut care: Care, birth: Day, ceased: &'static str, dice: &mut Dice) -> Care {
    let length = care.end - care.start;
    let mut status = if care.asylum || care.need == "N2" {
        "V2"
    } else if length < 60 {
        // Too short for an order after police protection.
        dice.code(&[(6, "V2"), (4, "C1")])
    } else {
        dice.code(&[(52, "V2"), (38, "C1"), (10, "L1")])
    };
    let mut teller = Teller {
        birth,
        end: care.end,
        dice,
        places: 0,
    };
    let mut placement = teller.placement(care.start, status);
    let (mut start, mut reason) = (care.start, "S");
    loop {
        let lasts = match status {
            // Police protection ends within 72 hours.
            "L1" => 2,
            _ => teller.dice.band(EPISODES),
        };
        let end = start + lasts;
        if end > care.end - 30 {
            care.episodes.push(Episode {
                start,
                end: care.end,
                reason,
                status,
                placement,
                ceased,
                change: "",
            });
            return care;
        }
        let (next_reason, change) = teller.what_changes(status, placement, end);
        care.episodes.push(Episode {
            start,
            end,
            reason,
            status,
            placement,
            ceased: "X1",
            change,
        });
        (start, reason) = (end, next_reason);
        match next_reason {
            "L" => status = teller.next_status(status),
            "B" => {
                status = teller.next_status(status);
                placement = teller.placement(end, status);
            }
            // The same carer, approved for the long term.
            "T" => placement.kind = "U4",
            _ if change.is_empty() => {
                start = teller.hospital(&mut care.episodes, end, status, placement);
            }
            _ => placement = teller.placement(end, status),
        }
    }
}

const EPISODES: &[Band] = &[(2, 8, 60), (5, 61, 250), (4, 251, 700), (2, 701, 1_500)];

impl Teller<'_> {
    /// Reason for the next episode, and why the placement ends where it does.
    fn what_changes(
        &mut self,
        status: &str,
        at: Placement,
        day: Day,
    ) -> (&'static str, &'static str) {
        if status == "L1" {
            return ("L", "");
        }
        let may_change = matches!(status, "C1") || (status == "V2" && at.kind != "P1");
        match self.dice.below(100) {
            0..=29 if may_change => ("L", ""),
            30..=35 if may_change && at.kind != "P1" => ("B", self.why()),
            36..=50 if at.kind == "U6" && day < self.end - 200 => ("T", "PLACE"),
            51..=56 if day < self.end - 60 => ("P", ""),
            _ => ("P", self.why()),
        }
    }

    fn why(&mut self) -> &'static str {
        self.dice.code(&[
            (40, "CARPL"),
            (6, "CLOSE"),
            (3, "ALLEG"),
            (2, "STAND"),
            (1, "APPRR"),
            (16, "CREQB"),
            (8, "CREQO"),
            (8, "CHILD"),
            (6, "LAREQ"),
            (10, "OTHER"),
        ])
    }

    fn next_status(&mut self, status: &str) -> &'static str {
        match status {
            "V2" => "C1",
            "L1" => self.dice.code(&[(1, "V2"), (2, "C1")]),
            _ => "C2",
        }
    }

    /// A stay in hospital and the way back; returns the day the child is back.
    fn hospital(
        &mut self,
        episodes: &mut Vec<Episode>,
        day: Day,
        status: &'static str,
        from: Placement,
    ) -> Day {
        let back = day + self.dice.between(2, 20);
        episodes.push(Episode {
            start: day,
            end: back,
            reason: "P",
            status,
            placement: Placement {
                kind: "T1",
                provider: "",
                number: from.number + 500,
            },
            ceased: "X1",
            change: "",
        });
        back
    }

    /// A placement that begins on `day`.
    fn placement(&mut self, day: Day, status: &str) -> Placement {
        self.places += 1;
        let age = age(self.birth, day);
        let of_age = day >= birthday(self.birth, 16);
        let supported = if of_age && self.end < on(2023, 10, 20) {
            "H5"
        } else if of_age && day >= on(2024, 4, 1) {
            "K3"
        } else {
            "K2"
        };
        let kind = match age {
            16.. => self
                .dice
                .code(&[(35, "U6"), (12, "U3"), (38, supported), (15, "K2")]),
            10..=15 => self
                .dice
                .code(&[(62, "U6"), (16, "U3"), (20, "K2"), (2, "S1")]),
            0 => self.dice.code(&[(80, "U6"), (12, "U3"), (8, "R3")]),
            _ => self.dice.code(&[(74, "U6"), (22, "U3"), (4, "K2")]),
        };
        let home = status == "C2" && self.dice.per_mille(130);
        let kind = if home { "P1" } else { kind };
        let provider = match kind {
            "P1" => "PR0",
            "U3" => "PR1",
            "U6" => self.dice.code(&[(62, "PR1"), (38, "PR4")]),
            "K2" => self.dice.code(&[(2, "PR1"), (8, "PR4"), (1, "PR5")]),
            "R3" => self.dice.code(&[(1, "PR4"), (1, "PR5")]),
            _ => "PR4",
        };
        Placement {
            kind,
            provider,
            number: self.places,
        }
    }
}
