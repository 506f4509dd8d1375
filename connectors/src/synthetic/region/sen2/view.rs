//! What a year's return shows of a person.

use super::super::super::days::{Day, age, on};
use super::super::super::world::Citizen;
use super::super::super::world::calendar::{Term, census_day, first_school_day};
use super::super::super::world::school::School;
use super::super::super::world::sen::{Assessment, EhcPlan, Request};
use super::super::node::Node;

/// The person as the return shows it; `None` when it is not in that return.
pub(super) fn view(who: &Citizen, la: i16, year: i16) -> Option<Node> {
    let year_view = YearView {
        who,
        la,
        year,
        day: census_day(year, Term::Spring),
        from: on(i32::from(year) - 1, 1, 1),
        to: on(i32::from(year) - 1, 12, 31),
    };
    let requests: Vec<_> = who
        .sen
        .requests
        .iter()
        .filter_map(|request| year_view.request(request))
        .collect();
    (!requests.is_empty()).then(|| year_view.person().with_all(requests))
}

struct YearView<'a> {
    who: &'a Citizen<'a>,
    la: i16,
    year: i16,
    /// Census day.
    day: Day,
    /// The calendar year before it.
    from: Day,
    to: Day,
}

impl YearView<'_> {
    fn person(&self) -> Node {
        let (who, day) = (self.who, self.day);
        let person = who.person();
        let (upn, uln) = (who.upn_on(day).0, who.uln_on(day));
        let unknown = if upn.is_none() && uln.is_none() {
            let years = age(person.birth, day);
            Some(match years {
                ..=5 => "UN1",
                _ if !who.spells.is_empty() => "UN8",
                _ if person.schooling.unknown == Some("UN3") => "UN3",
                16.. => "UN9",
                _ => "UN2",
            })
        } else {
            None
        };
        let node = Node::new("Person")
            .code("Surname", who.surname)
            .code("Forename", who.forename)
            .date("PersonBirthDate", person.birth);
        let node = match (self.year, who.sex()) {
            (..=2023, "F") => node.code("GenderCurrent", "2"),
            (..=2023, _) => node.code("GenderCurrent", "1"),
            (_, sex) => node.code("Sex", sex),
        };
        let node = node
            .code("Ethnicity", person.ethnicity)
            .text("PostCode", who.postcode_on(day))
            .text_if("UPN", upn)
            .text_if("UniqueLearnerNumber", uln);
        node.text_if("UPNunknown", unknown.map(str::to_owned))
    }

    fn in_period(&self, day: Day) -> bool {
        (self.from..=self.to).contains(&day)
    }

    fn is_here(&self, day: Day) -> bool {
        self.who.la_on(day) == self.la
    }

    fn request(&self, request: &Request) -> Option<Node> {
        if request.is_pending(self.day) {
            return self
                .is_here(request.received)
                .then(|| self.pending(request));
        }
        match &request.assessment {
            Some(assessment) => match &assessment.plan {
                Some(plan) => self.planned(request, assessment, plan),
                None => {
                    let shown = self.in_period(assessment.day) && self.is_here(assessment.day);
                    shown.then(|| {
                        let refused = self.assessed(assessment, "N");
                        self.asked(request, request.outcome).with(refused)
                    })
                }
            },
            None => {
                let shown = self.in_period(request.decided) && self.is_here(request.decided);
                shown.then(|| self.asked(request, request.outcome))
            }
        }
    }

    fn asked(&self, request: &Request, outcome: &'static str) -> Node {
        let node = Node::new("Requests").date("ReceivedDate", request.received);
        let node = if self.year >= 2025 {
            node.number("RequestSource", i32::from(request.source))
        } else {
            node
        };
        let told = matches!(outcome, "Y" | "N").then_some(request.decided);
        let node = node
            .flag("RYA", false)
            .date_if("RequestOutcomeDate", told)
            .code("RequestOutcome", outcome);
        if told.is_none() {
            // Nothing more is asked of what is undecided or withdrawn.
            return node;
        }
        node.flag("RequestMediation", request.mediation)
            .flag("RequestTribunal", request.tribunal)
    }

    fn pending(&self, request: &Request) -> Node {
        if request.decided > self.day {
            return self.asked(request, "A");
        }
        let undecided = Node::new("Assessment").code("AssessmentOutcome", "A");
        self.asked(request, request.outcome).with(undecided)
    }

    fn assessed(&self, assessment: &Assessment, outcome: &'static str) -> Node {
        let refused = outcome == "N";
        Node::new("Assessment")
            .code("AssessmentOutcome", outcome)
            .date("AssessmentOutcomeDate", assessment.day)
            .flag("AssessmentMediation", refused && assessment.mediation)
            .flag("AssessmentTribunal", refused && assessment.tribunal)
            .flag("OtherMediation", !refused && assessment.mediation)
            .flag("OtherTribunal", !refused && assessment.tribunal)
            .flag("Week20", assessment.exception)
    }

    /// A request that led to a plan: shown while the plan is open here on census day, and in
    /// the return after it ceased here.
    fn planned(&self, request: &Request, assessment: &Assessment, plan: &EhcPlan) -> Option<Node> {
        let moved = self.who.moved;
        let (mut from, mut to, mut reason) = (plan.start, plan.end, plan.reason);
        if let Some(moved) = moved {
            if self.la == moved.la {
                from = from.max(moved.day);
            } else if moved.day < to {
                (to, reason) = (moved.day, 5);
            }
        }
        let open = from <= self.day && self.day < to;
        let ceased = from < to && self.in_period(to);
        if !open && !ceased {
            return None;
        }
        let own = self.in_period(plan.start) && self.is_here(request.received);
        let (requested, assessed) = if own {
            (
                self.asked(request, request.outcome),
                self.assessed(assessment, "Y"),
            )
        } else {
            // An old plan, or another authority's.
            (
                Node::new("Requests").code("RequestOutcome", "H"),
                Node::new("Assessment").code("AssessmentOutcome", "H"),
            )
        };
        let last = if open { self.day } else { to - 1 };
        let named = Node::new("NamedPlan").date("StartDate", plan.start);
        let named = if plan.residential {
            named.code("PlanRes", "A")
        } else {
            named
        };
        let named = named.flag("PB", plan.personal_budget).flag("OA", false);
        let named = if plan.personal_budget {
            named.code("DP", "E")
        } else {
            named
        };
        let named = if ceased {
            named
                .date("CeaseDate", to)
                .number("CeaseReason", i32::from(reason))
        } else {
            named
        };
        let named = named.with(self.setting("PlanDetail", last, plan));
        let node = requested.with(assessed.with(named));
        Some(if open {
            node.with(self.active(plan))
        } else {
            node
        })
    }

    fn active(&self, plan: &EhcPlan) -> Node {
        let mut node = Node::new("ActivePlans");
        if let Some(moved) = self.who.moved
            && moved.la == self.la
            && self.in_period(moved.day)
        {
            node = node.text("TransferLA", self.who.home.la_code.to_string());
        }
        if let Some((meeting, decision)) = plan.last_review(self.day) {
            if self.year >= 2024 {
                node = node.date("ReviewMeeting", meeting);
                if let Some(decision) = decision {
                    let outcome = if decision % 3 == 0 { "A" } else { "M" };
                    node = node.code("ReviewOutcome", outcome);
                }
            }
            node = node.date_if("LastReview", decision);
        }
        let needs = self.who.sen.needs.iter().enumerate().map(|(place, need)| {
            Node::new("SENneed")
                .code("SENtype", need)
                .number("SENtypeRank", place as i32 + 1)
        });
        node.with(self.setting("PlacementDetail", self.day, plan))
            .with_all(needs)
    }

    /// Where the person is on `day`, as the plan names it or as placed.
    fn setting(&self, element: &'static str, day: Day, plan: &EhcPlan) -> Node {
        let (who, year) = (
            self.who,
            super::super::super::world::calendar::academic_year(day),
        );
        let (mut node, mut entry) = (Node::new(element), plan.start);
        let mut flags = None;
        let choice = who.person().number % 10;
        match who.spell_on(day) {
            Some(spell) => {
                node = node.text("URN", spell.school.urn().to_string());
                entry = spell.entry;
                let (unit, resourced) = spell.school.provision();
                flags = (unit || resourced)
                    .then_some((unit && who.sen.unit, resourced && who.sen.unit));
            }
            None => match who.nc_year(year) {
                ..=0 => node = node.code("SENsetting", "EYP"),
                12.. if choice < 7 => {
                    node = node.text("URN", School::college(self.la).urn().to_string());
                    let sixteen = year - (who.nc_year(year) - 12) as i16;
                    entry = first_school_day(sixteen);
                }
                12.. => node = node.code("SENsetting", "NEET"),
                _ if choice < 5 => node = node.code("SENsetting", "EHE"),
                _ => node = node.code("SENsetting", "OLA"),
            },
        }
        node = node.number("PlacementRank", 1);
        let placed = element == "PlacementDetail";
        if placed {
            node = node.date("EntryDate", entry.min(day));
            if self.year == 2023 {
                node = node.code("AttendancePattern", "FT");
            }
        }
        if let Some((unit, resourced)) = flags {
            node = node
                .flag("SENunitIndicator", unit)
                .flag("ResourcedProvisionIndicator", resourced);
        }
        if placed && self.year >= 2024 && plan.residential {
            node = node.code("Res", "A");
        }
        node
    }
}
