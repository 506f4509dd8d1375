//! Special educational needs: support at school, requests, assessments and plans.
//!
//! Nothing is decided from 1 to 21 January: what would be is put off. So a return of plans,
//! whose census day falls in these weeks, shows on census day what stood on 31 December.

use super::super::days::{Day, birthday, civil, on, working_day_from, working_day_until};
use super::super::rng::{Band, Dice};
use super::calendar::{academic_year, last_school_day};

/// What a person's needs are and what was done about them.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Sen {
    /// Primary and secondary need; empty for a person without any.
    pub(in super::super) needs: Vec<&'static str>,
    /// Support at school from the first day to before the second.
    pub(in super::super) support: Option<(Day, Day)>,
    pub(in super::super) requests: Vec<Request>,
    /// Goes to a special school once there is a plan.
    pub(in super::super) special_school: bool,
    /// Has a place in a unit or resourced provision where the school has one.
    pub(in super::super) unit: bool,
}

/// A request for an assessment.
#[derive(Debug, Clone)]
pub(in super::super) struct Request {
    pub(in super::super) received: Day,
    /// 1 parent or young person, 2 school, 3 health, 4 social care, 5 other.
    pub(in super::super) source: u8,
    pub(in super::super) decided: Day,
    /// Y, N or W.
    pub(in super::super) outcome: &'static str,
    pub(in super::super) mediation: bool,
    pub(in super::super) tribunal: bool,
    pub(in super::super) assessment: Option<Assessment>,
}

/// The assessment that a request led to.
#[derive(Debug, Clone)]
pub(in super::super) struct Assessment {
    /// The day the plan was issued, or the refusal notified.
    pub(in super::super) day: Day,
    pub(in super::super) mediation: bool,
    pub(in super::super) tribunal: bool,
    pub(in super::super) exception: bool,
    pub(in super::super) plan: Option<EhcPlan>,
}

/// An education, health and care plan.
#[derive(Debug, Clone)]
pub(in super::super) struct EhcPlan {
    pub(in super::super) start: Day,
    /// The day it ceases, however far ahead.
    pub(in super::super) end: Day,
    /// Reason 1 to 9.
    pub(in super::super) reason: u8,
    pub(in super::super) residential: bool,
    pub(in super::super) personal_budget: bool,
    reviews: Dice,
}

impl EhcPlan {
    /// The latest annual review by `day`: meeting and decision, or nothing in the first year.
    pub(in super::super) fn last_review(&self, day: Day) -> Option<(Day, Option<Day>)> {
        let mut dice = self.reviews.clone();
        let mut last = None;
        for year in 1.. {
            let due = birthday(self.start, year);
            if due - 40 > day {
                break;
            }
            let meeting = settled(due - dice.between(2, 40));
            let takes = dice.band(&[(62, 7, 28), (38, 29, 90)]);
            let decision = settled(meeting + takes);
            // A decision is made before the next meeting, and before the plan ceases.
            if decision <= day && decision < self.end {
                last = Some((meeting, Some(decision)));
            } else if meeting <= day && meeting < self.end && last.is_none() {
                last = Some((meeting, None));
            }
        }
        last
    }
}

impl Request {
    /// Whether it or its assessment is still going on at `day`.
    pub(in super::super) fn is_pending(&self, day: Day) -> bool {
        self.received <= day && day < self.finished()
    }

    /// The day on which nothing more is to be decided.
    pub(in super::super) fn finished(&self) -> Day {
        self.assessment
            .as_ref()
            .map_or(self.decided, |assessment| assessment.day)
    }

    pub(in super::super) fn plan(&self) -> Option<&EhcPlan> {
        self.assessment
            .as_ref()
            .and_then(|assessment| assessment.plan.as_ref())
    }
}

impl Sen {
    /// The plan open on `day`.
    pub(in super::super) fn plan_on(&self, day: Day) -> Option<&EhcPlan> {
        let plans = self.requests.iter().filter_map(Request::plan);
        plans.into_iter().find(|p| p.start <= day && day < p.end)
    }

    /// N, K or E on `day`.
    pub(in super::super) fn provision(&self, day: Day) -> &'static str {
        if self.plan_on(day).is_some() {
            "E"
        } else if self.support.is_some_and(|s| s.0 <= day && day < s.1) {
            "K"
        } else {
            "N"
        }
    }
}

/// What decides about needs.
pub(super) struct Who {
    pub(super) birth: Day,
    pub(super) girl: bool,
    pub(super) disabled: bool,
    pub(super) asylum: bool,
    /// Has had a case with children's services.
    pub(super) in_need: bool,
    /// Death or adoption, after which there is nothing, and whether it was a death.
    pub(super) gone: Day,
    pub(super) died: bool,
}

/// A person's needs, lived through to the end.
pub(super) fn live(who: &Who, dice: &mut Dice) -> Sen {
    let factor = if who.in_need { 2 } else { 1 };
    let requested = match (who.disabled, who.girl) {
        _ if who.asylum => 10,
        (true, _) => 600,
        (false, true) => 38 * factor,
        (false, false) => 75 * factor,
    };
    let supported = if who.girl { 130 } else { 190 } * factor;
    let (requested, supported) = (dice.per_mille(requested), dice.per_mille(supported));
    if !requested && !supported {
        return Sen::default();
    }
    let mut needs = vec![dice.code(NEEDS)];
    let second = dice.code(NEEDS);
    if dice.per_mille(350) && second != needs[0] {
        needs.push(second);
    }
    let from = birthday(who.birth, 3) + dice.band(&[(2, 0, 700), (5, 701, 2200), (2, 2201, 3800)]);
    let to = if dice.per_mille(250) {
        from + dice.between(300, 1500)
    } else {
        birthday(who.birth, 19)
    };
    let mut sen = Sen {
        needs,
        support: supported.then_some((from, to.min(who.gone))),
        requests: Vec::new(),
        special_school: dice.per_mille(360),
        unit: dice.per_mille(120),
    };
    if requested {
        ask(who, dice, &mut sen);
    }
    sen
}

fn ask(who: &Who, dice: &mut Dice, sen: &mut Sen) {
    let mut received = settled(who.birth + dice.band(AGE_AT_REQUEST));
    for attempt in 0..3 {
        if received >= who.gone.min(birthday(who.birth, 24)) {
            return;
        }
        let request = request(who, dice, received);
        let refused = request.plan().is_none();
        let finished = request.finished();
        if finished >= who.gone {
            return;
        }
        sen.requests.push(request);
        // Some ask again a year or more after a refusal.
        if !refused || attempt == 2 || !dice.per_mille(300) {
            return;
        }
        received = settled(finished + dice.between(300, 900));
    }
}

fn request(who: &Who, dice: &mut Dice, received: Day) -> Request {
    let source = dice.pick(&[(38, 1), (48, 2), (5, 3), (4, 4), (5, 5)]);
    let within_six_weeks = dice.per_mille(850);
    let takes = if within_six_weeks {
        dice.between(20, 42)
    } else {
        dice.between(43, 90)
    };
    let outcome = dice.code(&[(745, "Y"), (225, "N"), (30, "W")]);
    let decided = on_time(received, takes, within_six_weeks);
    let assessment = (outcome == "Y").then(|| assessment(who, dice, received, decided));
    let mediation = outcome == "N" && dice.per_mille(280);
    Request {
        received,
        source: source.unwrap_or(2),
        decided,
        outcome,
        mediation,
        tribunal: mediation && dice.per_mille(300),
        assessment,
    }
}

fn assessment(who: &Who, dice: &mut Dice, received: Day, decided: Day) -> Assessment {
    let takes = dice.band(&[(500, 100, 140), (430, 141, 364), (60, 365, 500)]);
    let day = on_time(received, takes, takes <= 140);
    let day = if day > decided {
        day
    } else {
        settled(decided + 7)
    };
    let exception = takes > 140 && dice.per_mille(110);
    let issued = dice.per_mille(930);
    let mediation = dice.per_mille(60);
    let plan = issued.then(|| plan(who, dice, day));
    Assessment {
        day,
        mediation,
        tribunal: mediation && dice.per_mille(400),
        exception,
        plan,
    }
}

fn plan(who: &Who, dice: &mut Dice, start: Day) -> EhcPlan {
    let age = dice.pick(&[
        (6, 11),
        (16, 16),
        (24, 18),
        (24, 19),
        (14, 21),
        (12, 23),
        (4, 25),
    ]);
    let age = age.unwrap_or(19);
    // Plans cease at the end of the academic year of that birthday.
    let end = last_school_day(academic_year(birthday(who.birth, age)));
    let (end, age) = if end < start + 300 {
        let end = settled(start + dice.between(300, 1_000));
        let oldest = birthday(who.birth, 25);
        (
            end.min(oldest),
            super::super::days::age(who.birth, end.min(oldest)),
        )
    } else {
        (end, age)
    };
    let reason = match age {
        25.. => 1,
        18.. => dice
            .pick(&[(3, 2), (2, 3), (2, 4), (2, 6), (1, 9)])
            .unwrap_or(9),
        _ => dice.pick(&[(6, 2), (1, 7), (2, 9)]).unwrap_or(2),
    };
    let (end, reason) = match (who.gone < end, who.died) {
        (true, true) => (who.gone, 8),
        (true, false) => (who.gone, 9),
        (false, _) => (end, reason),
    };
    EhcPlan {
        start,
        end,
        reason,
        residential: dice.per_mille(25),
        personal_budget: dice.per_mille(70),
        reviews: dice.fork(),
    }
}

/// `takes` days after `from`, moved to a working day within the limit where that is kept.
fn on_time(from: Day, takes: i32, kept: bool) -> Day {
    let day = from + takes;
    if !kept {
        return settled(day);
    }
    let day = working_day_until(day);
    let (year, ..) = civil(day);
    let before = working_day_until(on(year - 1, 12, 20));
    if !is_quiet(day) {
        day
    } else if before > from {
        // Finished before the holidays, which keeps the limit.
        before
    } else {
        settled(day)
    }
}

fn is_quiet(day: Day) -> bool {
    let (_, month, of_month) = civil(day);
    month == 1 && of_month <= 21
}

/// `day`, or the first working day after it on which something is decided.
pub(super) fn settled(day: Day) -> Day {
    let (year, ..) = civil(day);
    let day = if is_quiet(day) { on(year, 1, 22) } else { day };
    let day = working_day_from(day);
    if is_quiet(day) { settled(day) } else { day }
}

/// Days from birth to the first request (chosen).
const AGE_AT_REQUEST: &[Band] = &[
    (3, 700, 1_500),
    (6, 1_501, 2_900),
    (4, 2_901, 4_300),
    (3, 4_301, 5_900),
    (1, 5_901, 7_300),
];

/// Needs of pupils with support or plans (rounded).
const NEEDS: &[(u32, &str)] = &[
    (240, "SLCN"),
    (210, "SEMH"),
    (200, "ASD"),
    (120, "SPLD"),
    (110, "MLD"),
    (25, "SLD"),
    (9, "PMLD"),
    (14, "HI"),
    (9, "VI"),
    (3, "MSI"),
    (24, "PD"),
    (36, "OTH"),
];
