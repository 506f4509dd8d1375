//! One person with all that hangs from them, values read: what rows are made of and rules judge.

use super::schema::*;
use crate::Sink;
use crate::error::ConnectorError;
use crate::finding::Position;
use crate::layout::{Cell, Intake, Style};
use crate::xml::record::NodeRef;

/// Reads the texts of every module: one [`Intake`] for a return in one file, or one for each
/// file of a set, so that findings name their file.
#[derive(Debug)]
pub(super) struct Intakes {
    all: Vec<Intake>,
}

impl Intakes {
    /// For a return in one file.
    pub(super) fn whole(year: i16, style: Style) -> Intakes {
        Intakes {
            all: vec![Intake::new(year, style)],
        }
    }

    /// For a set of files, in the order of [`Module::ALL`].
    pub(super) fn parts(year: i16, style: Style, names: [&'static str; 9]) -> Intakes {
        let begun = |name| {
            let mut intake = Intake::new(year, style);
            intake.begin_part(name, style);
            intake
        };
        Intakes {
            all: names.map(begun).into(),
        }
    }

    /// The one for a module.
    pub(super) fn of(&mut self, module: Module) -> &mut Intake {
        let index = if self.all.len() == 1 {
            0
        } else {
            module as usize
        };
        &mut self.all[index]
    }

    /// What follows concerns this person.
    pub(super) fn child(&mut self, row: Option<u32>, local_id: Option<&str>) {
        for intake in &mut self.all {
            intake.child(row, local_id);
        }
    }

    /// Hands on the findings so far.
    pub(super) fn hand_on(&mut self, sink: &mut dyn Sink) -> Result<(), ConnectorError> {
        let mut all = self.all.iter_mut();
        all.try_for_each(|intake| intake.hand_on(sink))
    }

    /// Hands on what is left.
    pub(super) fn finish(self, sink: &mut dyn Sink) -> Result<(), ConnectorError> {
        let mut all = self.all.into_iter();
        all.try_for_each(|intake| intake.finish(sink))
    }
}

/// The values of one element or row.
#[derive(Debug)]
pub(super) struct Values<'r> {
    pub(super) module: Module,
    pub(super) cells: Vec<Cell<'r>>,
    pub(super) at: Position,
}

impl<'r> Values<'r> {
    fn of(node: NodeRef<'r>, module: Module, intakes: &mut Intakes) -> Values<'r> {
        Values {
            module,
            cells: node.cells(intakes.of(module)),
            at: node.at(),
        }
    }

    /// The day of a date item, if it has one.
    pub(super) fn day(&self, item: usize) -> Option<i32> {
        self.cells[item].day()
    }

    /// The text or code of an item, if it has one.
    pub(super) fn text(&self, item: usize) -> Option<&str> {
        self.cells[item].text()
    }

    /// Whether a flag item is true; one that is missing or not understood is not.
    pub(super) fn is_true(&self, item: usize) -> bool {
        self.cells[item].flag() == Some(true)
    }

    /// Whether an item has a text, understood or not.
    pub(super) fn given(&self, item: usize) -> bool {
        self.cells[item].is_given()
    }
}

/// A person.
#[derive(Debug)]
pub(super) struct Person<'r> {
    pub(super) values: Values<'r>,
    pub(super) requests: Vec<Request<'r>>,
}

/// A request and what followed.
#[derive(Debug)]
pub(super) struct Request<'r> {
    pub(super) values: Values<'r>,
    pub(super) assessments: Vec<Assessment<'r>>,
    /// Plans that stand in the request instead of in its assessment.
    pub(super) stray_plans: Vec<Plan<'r>>,
    pub(super) active_plans: Vec<ActivePlan<'r>>,
}

impl<'r> Request<'r> {
    /// Every plan, in the order in which they are numbered.
    pub(super) fn plans(&self) -> impl Iterator<Item = &Plan<'r>> {
        let assessed = self.assessments.iter().flat_map(|each| &each.plans);
        assessed.chain(&self.stray_plans)
    }
}

/// An assessment.
#[derive(Debug)]
pub(super) struct Assessment<'r> {
    pub(super) values: Values<'r>,
    pub(super) plans: Vec<Plan<'r>>,
}

/// A plan as issued.
#[derive(Debug)]
pub(super) struct Plan<'r> {
    pub(super) values: Values<'r>,
    pub(super) details: Vec<Values<'r>>,
}

impl Plan<'_> {
    /// Whether it is open on a day. *\[assumed\]* A plan that ends on the day is closed; an end
    /// that could not be read is an end.
    pub(super) fn is_open_on(&self, day: i32) -> bool {
        let ended = match self.values.day(CEASE_DATE) {
            Some(cease) => cease <= day,
            None => self.values.given(CEASE_DATE),
        };
        !ended && self.values.day(START_DATE).is_some_and(|from| from <= day)
    }
}

/// A plan on census day.
#[derive(Debug)]
pub(super) struct ActivePlan<'r> {
    pub(super) values: Values<'r>,
    pub(super) placements: Vec<Values<'r>>,
    pub(super) needs: Vec<Values<'r>>,
}

impl<'r> Person<'r> {
    /// Reads every text of a record.
    pub(super) fn of(root: NodeRef<'r>, intakes: &mut Intakes) -> Person<'r> {
        let values = Values::of(root, Module::Person, intakes);
        let requests = root
            .groups_of(Module::Request.group())
            .map(|node| Request::of(node, intakes))
            .collect();
        Person { values, requests }
    }
}

impl<'r> Request<'r> {
    fn of(node: NodeRef<'r>, intakes: &mut Intakes) -> Request<'r> {
        let values = Values::of(node, Module::Request, intakes);
        let mut assessments = Vec::new();
        for node in node.groups_of(Module::Assessment.group()) {
            assessments.push(Assessment {
                values: Values::of(node, Module::Assessment, intakes),
                plans: plans(node, intakes),
            });
        }
        let stray_plans = plans(node, intakes);
        let mut active_plans = Vec::new();
        for node in node.groups_of(Module::ActivePlan.group()) {
            active_plans.push(ActivePlan {
                values: Values::of(node, Module::ActivePlan, intakes),
                placements: leaves(node, Module::Placement, intakes),
                needs: leaves(node, Module::Need, intakes),
            });
        }
        Request {
            values,
            assessments,
            stray_plans,
            active_plans,
        }
    }
}

fn plans<'r>(parent: NodeRef<'r>, intakes: &mut Intakes) -> Vec<Plan<'r>> {
    let nodes = parent.groups_of(Module::NamedPlan.group());
    let plan = |node| Plan {
        values: Values::of(node, Module::NamedPlan, intakes),
        details: leaves(node, Module::PlanDetail, intakes),
    };
    nodes.map(plan).collect()
}

fn leaves<'r>(parent: NodeRef<'r>, module: Module, intakes: &mut Intakes) -> Vec<Values<'r>> {
    let nodes = parent.groups_of(module.group());
    nodes
        .map(|node| Values::of(node, module, intakes))
        .collect()
}
