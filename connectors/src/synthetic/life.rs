//! The cases of a household's children, from the first referral to the last.
//!
//! A family is referred as a family: one incident, one date, the same dates of conference and
//! plan for all the children it concerns, each child with a record of its own. The next
//! incident comes after the last of these cases is closed, so no child ever has two cases at
//! once. A child born into an open case gets a referral before birth. Disabled children and
//! asylum seekers have cases of their own that last.

use super::case::{Case, Length, Outcome, Referral, live};
use super::days::{Day, birthday, civil, on, when_at_work};
use super::population::{Household, LONGEST_BEFORE_BIRTH, OLDEST, Person};
use super::profile::Profile;
use super::rng::{Dice, Purpose};
use super::shape::{self, Returns};

/// From 1 April 2022 own early help is a referral source.
const EARLY_HELP_SOURCE: Day = on(2022, 4, 1);

/// A child and all its cases, in order and without overlap.
#[derive(Clone)]
pub(super) struct Life {
    pub(super) child: Person,
    pub(super) cases: Vec<Case>,
    /// The day of death, which closed the last case.
    pub(super) death: Option<Day>,
}

/// Tells the lives of a household up to the referrals of the day `until`; always the same for
/// the same seed. A later `until` adds referrals and changes none.
pub(super) fn lives(seed: u64, profile: &Profile, household: Household, until: Day) -> Vec<Life> {
    let mut dice = Dice::new(seed, profile.la_code, household.number, Purpose::Life);
    let lives = household.children.into_iter().map(|child| Life {
        child,
        cases: Vec::new(),
        death: None,
    });
    let mut family = Family {
        profile,
        lives: lives.collect(),
        dice: dice.fork(),
        until,
    };
    if family.lives.first().is_some_and(|life| life.child.asylum) {
        family.seek_asylum();
    } else {
        let returns = dice.pick(&RETURNS_BY_WEIGHT).unwrap_or(&shape::RETURNS[0]);
        family.be_referred(returns);
    }
    family.lives
}

static RETURNS_BY_WEIGHT: [(u32, &Returns); 3] = [
    (shape::RETURNS[0].families, &shape::RETURNS[0]),
    (shape::RETURNS[1].families, &shape::RETURNS[1]),
    (shape::RETURNS[2].families, &shape::RETURNS[2]),
];

struct Family<'a> {
    profile: &'a Profile,
    lives: Vec<Life>,
    dice: Dice,
    until: Day,
}

impl Family<'_> {
    fn seek_asylum(&mut self) {
        let Some(life) = self.lives.first() else {
            return;
        };
        let arrival = birthday(life.child.birth, 14) + self.dice.between(0, 1400);
        let day = when_at_work(arrival, &mut self.dice);
        let source = self.dice.code(&[(5, "6"), (4, "8"), (2, "5C")]);
        let referral = Referral {
            day,
            source,
            need: "N8",
            outcome: Outcome::Plain,
            length: Length::Childhood,
        };
        let mut shared = self.dice.fork();
        self.open(0, referral, &mut shared);
    }

    fn be_referred(&mut self, returns: &Returns) {
        let Some(eldest) = self.lives.first().map(|life| life.child.birth) else {
            return;
        };
        let mut day = eldest + self.dice.band(shape::FIRST_CONTACT);
        while day <= self.until {
            day = self.referral_day(day);
            let concerned = self.eligible(day);
            if concerned.is_empty() {
                if self.lives.iter().all(|life| life.child.adult <= day + 60) {
                    return;
                }
                // Too early, or all have long cases.
                day += self.dice.between(120, 500);
                continue;
            }
            if is_lockdown(day) && self.dice.per_mille(300) {
                // Schools were closed and fewer people saw the children.
                day += self.dice.between(60, 240);
                continue;
            }
            day = self.incident(day, &concerned);
            if !self.dice.per_mille(returns.per_mille) {
                return;
            }
            day += self.dice.band(returns.gap);
        }
    }

    /// Refers the family, and returns the day the last of the short cases closed.
    fn incident(&mut self, day: Day, concerned: &[usize]) -> Day {
        let index = concerned[self.dice.below(concerned.len() as u32) as usize];
        let disabled = !self.lives[index].child.disabilities.is_empty();
        let unborn = self.lives[index].child.birth > day;
        let source = self.source(day);
        if disabled && !unborn && self.dice.per_mille(620) {
            return self.disability(day, index, source);
        }
        let need = self.need(day, index, disabled);
        let outcome = self.outcome(need);
        let referral = Referral {
            day,
            source,
            need,
            outcome,
            length: Length::Usual,
        };
        let alone = matches!(need, "N6" | "N9");
        let mut shared = self.dice.fork();
        let mut closed = day;
        for &place in concerned {
            // An incident concerns most of the children of a family, some of them alone.
            if place == index || (!alone && self.dice.per_mille(780)) {
                closed = closed.max(self.open(place, referral, &mut shared.clone()));
            }
        }
        if outcome != Outcome::NoFurtherAction && outcome != Outcome::NotInNeed {
            closed = closed.max(self.births_during(referral, closed, &mut shared));
        }
        closed
    }

    /// A disabled child's own case, which often lasts; the family goes on beside it.
    fn disability(&mut self, day: Day, index: usize, source: &'static str) -> Day {
        let outcome = match self.dice.below(1000) {
            n if n < 40 => Outcome::NoFurtherAction,
            n if n < 260 => Outcome::NotInNeed,
            _ => Outcome::Plain,
        };
        let lasting = outcome == Outcome::Plain && self.dice.per_mille(330);
        let length = if lasting {
            Length::Childhood
        } else {
            Length::Usual
        };
        let mut shared = self.dice.fork();
        let referral = Referral {
            day,
            source,
            need: "N2",
            outcome,
            length,
        };
        let closed = self.open(index, referral, &mut shared);
        if lasting { day + 30 } else { closed }
    }

    /// Children born while the family's case is open, each with a referral before birth.
    fn births_during(&mut self, first: Referral, until: Day, shared: &mut Dice) -> Day {
        let mut closed = until;
        for place in 0..self.lives.len() {
            let birth = self.lives[place].child.birth;
            let known = (birth - self.dice.between(40, 150)).max(first.day + 1);
            if birth <= first.day + LONGEST_BEFORE_BIRTH
                || known >= until
                || !self.is_free(place, known)
            {
                continue;
            }
            let day = when_at_work(known, &mut self.dice);
            if day >= birth {
                continue;
            }
            let source = self.dice.code(&[(5, "5A"), (3, "3D"), (4, "3F")]);
            let referral = Referral {
                day,
                source,
                ..first
            };
            closed = closed.max(self.open(place, referral, &mut shared.clone()));
        }
        closed
    }

    /// Opens a case for one child and returns the day it closes.
    fn open(&mut self, place: usize, referral: Referral, shared: &mut Dice) -> Day {
        let mut own = self.dice.fork();
        let life = &mut self.lives[place];
        let before = life
            .cases
            .iter()
            .map(|case| case.cp_plans.len() as u32)
            .sum::<u32>();
        let before = before + life.child.plans_elsewhere;
        let case = live(
            referral,
            &life.child,
            self.profile,
            before,
            shared,
            &mut own,
        );
        let closure = case.closure;
        if case.reason == "RC2" {
            life.death = Some(closure);
        }
        life.cases.push(case);
        closure
    }

    /// The children of whom a referral on `day` may be made.
    fn eligible(&self, day: Day) -> Vec<usize> {
        (0..self.lives.len())
            .filter(|&place| self.is_free(place, day))
            .collect()
    }

    fn is_free(&self, place: usize, day: Day) -> bool {
        let life = &self.lives[place];
        let of_age = life.child.adult - 45;
        let conceived = life.child.birth - LONGEST_BEFORE_BIRTH;
        let after_last = life.cases.last().is_none_or(|last| {
            // Adopted, died or moved away; or the case is still open.
            last.closure < day && !matches!(last.reason, "RC1" | "RC2" | "RC5")
        });
        (conceived..of_age).contains(&day) && after_last && life.death.is_none()
    }

    fn outcome(&mut self, need: &str) -> Outcome {
        let (shares, profile) = (shape::OUTCOMES, self.profile);
        let no_further_action = shares.no_further_action * profile.no_further_action / 100;
        let not_in_need = shares.not_in_need * profile.not_in_need / 100;
        // Abuse or neglect leads to protection more often than its share of referrals.
        let protection = profile.protection * if need == "N1" { 145 } else { 30 } / 100;
        let plan = shares.plan * protection / 100;
        let conference = shares.conference * protection / 100;
        let enquiry = shares.enquiry * protection / 100;
        let mut left = self.dice.below(1000);
        for (share, outcome) in [
            (no_further_action, Outcome::NoFurtherAction),
            (not_in_need, Outcome::NotInNeed),
            (shares.move_in, Outcome::MoveIn),
            (plan, Outcome::Plan),
            (conference, Outcome::Conference),
            (enquiry, Outcome::Enquiry),
        ] {
            if left < share {
                return outcome;
            }
            left -= share;
        }
        Outcome::Plain
    }

    fn need(&mut self, day: Day, index: usize, disabled: bool) -> &'static str {
        let teenager = self.lives[index].child.adult - 7 * 365 < day;
        if disabled && self.dice.per_mille(100) {
            "N2"
        } else if teenager && self.dice.per_mille(60) {
            "N6"
        } else {
            self.dice.code(shape::FAMILY_NEEDS)
        }
    }

    fn source(&mut self, day: Day) -> &'static str {
        let source = self.dice.code(shape::SOURCES);
        let holidays = matches!(civil(day).1, 8);
        match source {
            // Schools refer little in August.
            "2A" | "2B" if holidays && self.dice.per_mille(800) => {
                self.dice.code(&[(5, "6"), (2, "1A"), (3, "3F"), (2, "8")])
            }
            "5D" if day < EARLY_HELP_SOURCE => "5B",
            source => source,
        }
    }

    /// The day a referral is made: a working day mostly, and less often in the holidays.
    fn referral_day(&mut self, mut day: Day) -> Day {
        let (_, month, of_month) = civil(day);
        let quiet = month == 8 || (month == 12 && of_month > 18);
        if quiet && self.dice.per_mille(280) {
            // What schools and visitors see later comes out over the next terms, not at once.
            day += self.dice.between(20, 150);
        }
        if self.dice.per_mille(930) {
            when_at_work(day, &mut self.dice)
        } else {
            day
        }
    }
}

/// First months of the pandemic, when referrals fell.
fn is_lockdown(day: Day) -> bool {
    (on(2020, 3, 23)..on(2020, 9, 1)).contains(&day)
        || (on(2021, 1, 5)..on(2021, 3, 8)).contains(&day)
}

impl Life {
    /// Whether no case can reach the years from `first` to `last`.
    pub(super) fn is_outside(&self, first: Day, last: Day) -> bool {
        self.cases
            .iter()
            .all(|case| case.closure < first || case.referral > last)
            || birthday(self.child.birth, OLDEST + 1) < first
    }
}
