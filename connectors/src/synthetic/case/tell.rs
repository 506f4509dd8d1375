//! How a case is lived through: chance and the shapes decide each step, guidance the order.

use super::super::days::{
    CensusYear, Day, add_working_days, age, at_work_by, birthday, on, when_at_work,
    working_day_until, working_days,
};
use super::super::population::Person;
use super::super::profile::Profile;
use super::super::rng::{Band, Dice};
use super::super::shape;
use super::{Assessment, Case, CpPlan, Enquiry, Length, Outcome, Referral, Span};

/// From 2022-23 a case may be closed to early help.
const EARLY_HELP: Day = on(2022, 4, 1);

/// Lives a case through. `shared` decides the dates and is the same for all siblings of a
/// referral; `own` decides what is the child's alone. `plans_before` counts the child's
/// earlier protection plans.
pub(in super::super) fn live(
    referral: Referral,
    child: &Person,
    profile: &Profile,
    plans_before: u32,
    shared: &mut Dice,
    own: &mut Dice,
) -> Case {
    let referral = Referral {
        outcome: by_age(referral, child),
        ..referral
    };
    let mut teller = Teller {
        child,
        profile,
        plans: plans_before,
        shared,
        own,
    };
    match referral.outcome {
        Outcome::NoFurtherAction => teller.no_further_action(referral),
        Outcome::NotInNeed => teller.not_in_need(referral),
        _ => teller.in_need(referral),
    }
}

/// Nobody gets a protection plan in the last year of childhood: it could not be reviewed.
fn by_age(referral: Referral, child: &Person) -> Outcome {
    match referral.outcome {
        Outcome::Plan | Outcome::MoveIn if child.adult - 365 < referral.day => Outcome::Enquiry,
        outcome => outcome,
    }
}

struct Teller<'a> {
    child: &'a Person,
    profile: &'a Profile,
    plans: u32,
    shared: &'a mut Dice,
    own: &'a mut Dice,
}

impl Teller<'_> {
    fn opened(&self, referral: Referral) -> Case {
        Case {
            referral: referral.day,
            source: referral.source,
            need: referral.need,
            nfa: false,
            closure: referral.day,
            reason: "RC7",
            move_in: None,
            assessments: Vec::new(),
            enquiries: Vec::new(),
            cin_plans: Vec::new(),
            cp_plans: Vec::new(),
        }
    }

    fn no_further_action(&mut self, referral: Referral) -> Case {
        Case {
            nfa: true,
            ..self.opened(referral)
        }
    }

    fn not_in_need(&mut self, referral: Referral) -> Case {
        let mut case = self.opened(referral);
        let assessment = self.assessment(referral.day, true);
        let end = assessment.end;
        let after = self.shared.band(&[(6, 0, 0), (3, 1, 3), (1, 4, 8)]);
        let closed = when_at_work(end + after, self.shared);
        // In the same return as its assessment, which the closure needs as its ground.
        case.closure = if closed > CensusYear::of(end).end {
            end
        } else {
            closed
        };
        let early_help = case.closure >= EARLY_HELP && self.own.per_mille(170);
        case.reason = if early_help { "RC9" } else { "RC8" };
        case.assessments.push(assessment);
        case
    }

    fn in_need(&mut self, referral: Referral) -> Case {
        let mut case = self.opened(referral);
        let first = self.assessment(referral.day, true);
        let assessed = first.end;
        case.assessments.push(first);

        let until_strategy = self.shared.band(&[(55, 0, 0), (25, 1, 3), (20, 4, 25)]);
        let enquiry_start = when_at_work(referral.day + until_strategy, self.shared);
        match referral.outcome {
            Outcome::Enquiry => {
                self.enquire(&mut case, enquiry_start, false);
            }
            Outcome::Conference => {
                self.enquire(&mut case, enquiry_start, true);
            }
            Outcome::Plan => {
                let conference = self.enquire(&mut case, enquiry_start, true);
                self.protect(&mut case, conference);
            }
            Outcome::MoveIn => {
                let until_conference = self.shared.between(0, 14);
                let conference = when_at_work(referral.day + until_conference, self.shared);
                case.move_in = Some(conference);
                self.protect(&mut case, conference);
            }
            _ => {}
        }

        let busy = last_day(&case);
        case.closure = match (case.cp_plans.last(), referral.length) {
            (Some(plan), _) => {
                let closed = plan.end + self.shared.band(shape::STEP_DOWN);
                when_at_work(closed.max(busy), self.shared)
            }
            (None, Length::Childhood) => self.end_of_childhood(busy),
            (None, Length::Usual) => {
                let closed = referral.day + self.shared.band(shape::NEED_LENGTH);
                when_at_work(closed.max(busy), self.shared)
            }
        };
        case.closure = self.not_past_childhood(case.closure, busy);
        self.escalate(&mut case, assessed);
        self.assess_again(&mut case);
        self.support(&mut case, assessed);
        case.reason = self.closing_reason(&case);
        case
    }

    /// An assessment; `first` ones begin with the referral.
    fn assessment(&mut self, from: Day, first: bool) -> Assessment {
        let lag = if first {
            self.shared.band(&[(80, 0, 0), (20, 1, 3)])
        } else {
            0
        };
        let start = when_at_work(from + lag, self.shared);
        let on_time = self.shared.per_mille(self.profile.assessed_on_time);
        let bands = if on_time {
            shape::ASSESSMENT_ON_TIME
        } else {
            shape::ASSESSMENT_LATE
        };
        let end = add_working_days(start, self.shared.band(bands));
        let review = add_working_days(start, self.shared.between(8, 20)).min(end);
        let end = finished_by_year_end(start, end, 45);
        Assessment {
            start,
            review,
            end,
            factors: self.own.fork(),
        }
    }

    /// A section 47 enquiry; returns its last day, which is that of the conference if any.
    fn enquire(&mut self, case: &mut Case, start: Day, conference: bool) -> Day {
        let end = if conference {
            let on_time = self.shared.per_mille(self.profile.conference_on_time);
            let bands = if on_time {
                shape::CONFERENCE_ON_TIME
            } else {
                shape::CONFERENCE_LATE
            };
            let end = add_working_days(start, self.shared.band(bands));
            // No enquiry stands open over the year's end for more than its fifteen days.
            let year_end = CensusYear::of(start).end;
            let overdue = end > year_end && working_days(start, year_end) > 15;
            if overdue {
                add_working_days(start, 15)
            } else {
                end
            }
        } else {
            add_working_days(start, self.shared.between(2, 12))
        };
        case.enquiries.push(Enquiry {
            start,
            end,
            conference,
        });
        end
    }

    /// A child protection plan from the day of its conference, `start`, on.
    fn protect(&mut self, case: &mut Case, start: Day) {
        let adult = self.child.adult - 1;
        let planned = start + self.shared.band(shape::PLAN_LENGTH);
        let last = at_work_by(planned.min(adult), self.shared).max(start + 7);
        let mut reviews = Vec::new();
        let first = self
            .shared
            .band(&[(12, 60, 80), (83, 81, 90), (5, 95, 120)]);
        let mut next = at_work_by(start + first, self.shared);
        while next < last - 20 {
            reviews.push(next);
            let gap = self
                .shared
                .band(&[(25, 110, 150), (69, 151, 180), (6, 190, 230)]);
            next = at_work_by(next + gap, self.shared);
        }
        // Most plans end at a review conference.
        let at_review = last > start + 40 && self.shared.per_mille(700);
        if at_review {
            reviews.push(last);
        }
        let initial = self.shared.code(shape::CATEGORIES);
        let change = self
            .own
            .per_mille(90)
            .then(|| reviews.first().copied())
            .flatten();
        let changed = change.map(|day| (day, self.own.code(shape::CATEGORIES)));
        let previous = self.plans;
        self.plans += 1;
        case.cp_plans.push(CpPlan {
            start,
            end: last,
            initial,
            changed,
            previous,
            reviews,
        });
    }

    /// Section 47 enquiries, and plans from them, later in a long case.
    fn escalate(&mut self, case: &mut Case, assessed: Day) {
        let factor = self.profile.protection;
        let mut from = last_day(case).max(assessed) + 25;
        if let Some(moved) = case.move_in {
            // A return has the conference of moving in, or those of section 47.
            from = from.max(CensusYear::of(moved).end);
        }
        loop {
            let after = self.shared.band(LATER_ENQUIRY);
            let start = when_at_work(from + after, self.shared);
            // A late conference takes nine weeks.
            if start > case.closure - 75 || self.child.adult - 365 < start {
                return;
            }
            match self.shared.below(1000) {
                n if n < 190 * factor / 100 => {
                    let conference = self.enquire(case, start, true);
                    self.protect(case, conference);
                    let plan_end = case.cp_plans.last().map_or(start, |plan| plan.end);
                    let step_down = self.shared.band(&[(2, 5, 60), (3, 61, 200)]);
                    let closed = when_at_work(plan_end + step_down, self.shared);
                    let closed = closed.max(case.closure);
                    case.closure = self.not_past_childhood(closed, plan_end);
                }
                n => {
                    self.enquire(case, start, n < 230 * factor / 100);
                }
            }
            from = last_day(case) + 30;
        }
    }

    /// Fresh assessments, about every year of a long case.
    fn assess_again(&mut self, case: &mut Case) {
        let mut from = case
            .assessments
            .last()
            .map_or(case.referral, |first| first.end);
        loop {
            from += self.shared.between(200, 430);
            // Far enough from the closure that the assessment is over by then.
            if from > case.closure - 200 {
                return;
            }
            if self.shared.per_mille(380) {
                let again = self.assessment(from, false);
                from = again.end;
                case.assessments.push(again);
            }
        }
    }

    /// Child in need plans in the time between assessment, protection plans and closure.
    fn support(&mut self, case: &mut Case, assessed: Day) {
        let mut free = assessed + 1;
        let after = Span {
            start: case.closure + 1,
            end: case.closure + 1,
        };
        let protected = case.cp_plans.iter().map(|plan| Span {
            start: plan.start,
            end: plan.end,
        });
        for plan in protected.chain([after]) {
            let (from, until) = (free, plan.start - 1);
            free = free.max(plan.end + 1);
            if until - from < 14 || !self.shared.per_mille(780) {
                continue;
            }
            let after = self.shared.between(0, 9);
            let start = when_at_work(from + after, self.shared);
            // Long cases outlast the plan: the child is then looked after or has respite.
            let longest = self
                .shared
                .band(&[(5, 90, 270), (4, 271, 540), (2, 541, 1500)]);
            let end = until.min(start + longest);
            if start < end {
                case.cin_plans.push(Span { start, end });
            }
        }
    }

    /// The end of a case that lasts for the rest of childhood.
    fn end_of_childhood(&mut self, busy: Day) -> Day {
        let years = if self.child.asylum {
            self.own.pick(&[(3, 18), (2, 19), (5, 21)]).unwrap_or(18)
        } else {
            self.own
                .pick(&[(90, 18), (6, 19), (3, 21), (1, 24)])
                .unwrap_or(18)
        };
        birthday(self.child.birth, years).max(busy)
    }

    /// Cases end with childhood, but care leavers' go on.
    fn not_past_childhood(&mut self, closure: Day, busy: Day) -> Day {
        let adult = self.child.adult;
        if closure <= adult {
            return closure.max(busy);
        }
        let years = self
            .own
            .pick(&[(40, 18), (16, 19), (40, 21), (4, 24)])
            .unwrap_or(18);
        closure.min(birthday(self.child.birth, years)).max(busy)
    }

    fn closing_reason(&mut self, case: &Case) -> &'static str {
        let age = age(self.child.birth, case.closure);
        let days = case.closure - case.referral;
        match age {
            18.. => self.own.code(&[(3, "RC6"), (7, "RC7")]),
            0..=9 if days > 400 && self.own.per_mille(140) => "RC1",
            0..=15 if days > 300 && self.own.per_mille(60) => "RC4",
            0.. if self.own.per_10k(12) => "RC2",
            _ => self.own.code(shape::CLOSURES),
        }
    }
}

/// Days from one enquiry to a later one in the same case (chosen).
const LATER_ENQUIRY: &[Band] = &[
    (12, 0, 120),
    (22, 121, 400),
    (30, 401, 1000),
    (36, 1001, 2500),
];

/// The last day on which anything of the case happens so far.
fn last_day(case: &Case) -> Day {
    let assessments = case.assessments.iter().map(|assessment| assessment.end);
    let enquiries = case.enquiries.iter().map(|enquiry| enquiry.end);
    let plans = case.cp_plans.iter().map(|plan| plan.end);
    assessments
        .chain(enquiries)
        .chain(plans)
        .fold(case.referral, Day::max)
}

/// `end`, or the last working day of the year if by then the work has taken more than `limit`
/// working days: authorities clear what is overdue before they make the return.
fn finished_by_year_end(start: Day, end: Day, limit: i32) -> Day {
    let year_end = CensusYear::of(start).end;
    if end > year_end && working_days(start, year_end) > limit {
        working_day_until(year_end)
    } else {
        end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overdue_work_is_finished_before_the_return() {
        let (early, late) = (on(2023, 11, 1), on(2024, 3, 20));
        assert_eq!(
            finished_by_year_end(early, on(2024, 4, 20), 45),
            on(2024, 3, 28)
        );
        assert_eq!(
            finished_by_year_end(late, on(2024, 4, 20), 45),
            on(2024, 4, 20)
        );
        assert_eq!(
            finished_by_year_end(early, on(2024, 2, 1), 45),
            on(2024, 2, 1)
        );
    }
}
