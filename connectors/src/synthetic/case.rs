//! One case from referral to closure: what happened, on which day.
//!
//! Everything is dated and has an end, however far ahead: what a year's return shows of it is
//! for [`super::year_view`]. The order is that of statutory guidance: referral, assessment,
//! section 47, conference, plan on the day of the conference, reviews, plan for a child in
//! need after it, closure.

mod tell;

use super::days::{Day, age};
use super::population::Person;
use super::rng::Dice;
use super::shape;

pub(super) use tell::live;

/// One referral and what follows from it.
#[derive(Debug, Clone)]
pub(super) struct Case {
    pub(super) referral: Day,
    pub(super) source: &'static str,
    pub(super) need: &'static str,
    pub(super) nfa: bool,
    /// The referral day itself for one without further action.
    pub(super) closure: Day,
    pub(super) reason: &'static str,
    /// Conference on moving in from another authority.
    pub(super) move_in: Option<Day>,
    pub(super) assessments: Vec<Assessment>,
    pub(super) enquiries: Vec<Enquiry>,
    pub(super) cin_plans: Vec<Span>,
    pub(super) cp_plans: Vec<CpPlan>,
}

impl Case {
    /// Whether it was assessed and found not in need.
    pub(super) fn is_not_in_need(&self) -> bool {
        matches!(self.reason, "RC8" | "RC9") && !self.nfa
    }
}

#[derive(Debug, Clone)]
pub(super) struct Assessment {
    pub(super) start: Day,
    pub(super) review: Day,
    /// Authorisation.
    pub(super) end: Day,
    /// Decides the factors.
    factors: Dice,
}

impl Assessment {
    /// The factors found, in the codes of 2021-22; `21` alone when there are none. They are
    /// drawn when they are asked for: most assessments lie in years that nobody asks for.
    pub(super) fn factors(&self, child: &Person) -> Vec<&'static str> {
        let (age, mut dice) = (age(child.birth, self.start), self.factors.clone());
        let mut factors: Vec<_> = shape::FACTORS
            .iter()
            .filter(|factor| factor.from_age <= age && dice.per_mille(factor.per_mille))
            .map(|factor| factor.code)
            .collect();
        if child.asylum {
            factors.push("9A");
        }
        if factors.is_empty() {
            factors.push("21");
        }
        factors
    }
}

/// A section 47 enquiry.
#[derive(Debug, Clone)]
pub(super) struct Enquiry {
    pub(super) start: Day,
    /// The day it was known that no conference is required; the conference otherwise.
    pub(super) end: Day,
    pub(super) conference: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: Day,
    pub(super) end: Day,
}

/// A child protection plan.
#[derive(Debug, Clone)]
pub(super) struct CpPlan {
    pub(super) start: Day,
    pub(super) end: Day,
    pub(super) initial: &'static str,
    /// Category from the day of a review on.
    pub(super) changed: Option<(Day, &'static str)>,
    pub(super) previous: u32,
    pub(super) reviews: Vec<Day>,
}

/// What a referral leads to first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    NoFurtherAction,
    NotInNeed,
    Plain,
    Enquiry,
    Conference,
    Plan,
    MoveIn,
}

/// How long an episode of need without a protection plan lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Length {
    /// As published.
    Usual,
    /// Until the eighteenth birthday or later: asylum seekers, disabled children.
    Childhood,
}

/// What is decided about a referral before it is lived through.
#[derive(Debug, Clone, Copy)]
pub(super) struct Referral {
    pub(super) day: Day,
    pub(super) source: &'static str,
    pub(super) need: &'static str,
    pub(super) outcome: Outcome,
    pub(super) length: Length,
}
