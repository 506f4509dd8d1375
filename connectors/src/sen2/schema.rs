//! What a SEN2 person-level return holds: modules, items and tables, each item with its years.
//!
//! Data only. A year is that of the census day: 2025 is the return of January 2025 on the
//! calendar year 2024. First year 2023; layout versions 1.1 (2023), 1.2 (2024) and 1.3 (2025,
//! and, as no change has been published, every later year).

mod fields;
mod tables;

use crate::layout::Field;
use crate::xml::record::{Group, Tree};

pub use fields::*;
pub use tables::TABLES;

/// First year with a statutory person-level return. The pilot of 2022 has another layout.
pub const FIRST_YEAR: i16 = 2023;

/// A module of the return: an element in XML, a file in CSV, a table in SQL. Its number is its
/// place in [`GROUPS`], [`TABLES`] and the parts of the CSV form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Module {
    /// Header and what the return says of the authority.
    Header,
    /// A child or young person.
    Person,
    /// A request for an assessment.
    Request,
    /// The assessment that followed.
    Assessment,
    /// The plan that followed.
    NamedPlan,
    /// A setting that the plan names.
    PlanDetail,
    /// The plan as it stands on census day.
    ActivePlan,
    /// A setting that is attended.
    Placement,
    /// A special educational need.
    Need,
}

impl Module {
    /// Every module; a parent stands before what hangs from it.
    pub const ALL: [Module; 9] = [
        Module::Header,
        Module::Person,
        Module::Request,
        Module::Assessment,
        Module::NamedPlan,
        Module::PlanDetail,
        Module::ActivePlan,
        Module::Placement,
        Module::Need,
    ];

    /// Its element.
    pub fn group(self) -> &'static Group {
        GROUPS[self as usize]
    }

    /// Its items.
    pub fn fields(self) -> &'static [Field] {
        self.group().fields
    }
}

/// The elements, in the order of [`Module::ALL`].
pub static GROUPS: [&Group; 9] = [
    &HEADER,
    &PERSON,
    &REQUEST,
    &ASSESSMENT,
    &NAMED_PLAN,
    &PLAN_DETAIL,
    &ACTIVE_PLAN,
    &PLACEMENT,
    &NEED,
];

/// Header and authority. Whether `DMO`, `DCO` and `DSCO` have a wrapper of their own is not
/// published, so they are looked for in every element outside the persons: `*`.
static HEADER: Group = Group {
    name: "Header",
    also: &[],
    wrappers: &["Header", "CollectionDetails", "Source", "Persons", "*"],
    fields: &HEADER_FIELDS,
    groups: &[],
    table: Some("sen2.header"),
};

static PERSON: Group = Group {
    name: "Person",
    also: &[],
    wrappers: &[],
    fields: &PERSON_FIELDS,
    groups: &[&REQUEST],
    table: Some("sen2.person"),
};

/// `NamedPlan` has no place here; where it stands in a request without its assessment it is
/// read, and reported.
static REQUEST: Group = Group {
    name: "Requests",
    also: &["Request"],
    wrappers: &[],
    fields: &REQUEST_FIELDS,
    groups: &[&ASSESSMENT, &NAMED_PLAN, &ACTIVE_PLAN],
    table: Some("sen2.request"),
};

static ASSESSMENT: Group = Group {
    name: "Assessment",
    also: &["Assessments"],
    wrappers: &[],
    fields: &ASSESSMENT_FIELDS,
    groups: &[&NAMED_PLAN],
    table: Some("sen2.assessment"),
};

static NAMED_PLAN: Group = Group {
    name: "NamedPlan",
    also: &[],
    wrappers: &[],
    fields: &NAMED_PLAN_FIELDS,
    groups: &[&PLAN_DETAIL],
    table: Some("sen2.named_plan"),
};

static PLAN_DETAIL: Group = Group {
    name: "PlanDetail",
    also: &[],
    wrappers: &[],
    fields: &PLAN_DETAIL_FIELDS,
    groups: &[],
    table: Some("sen2.plan_detail"),
};

static ACTIVE_PLAN: Group = Group {
    name: "ActivePlans",
    also: &["ActivePlan"],
    wrappers: &[],
    fields: &ACTIVE_PLAN_FIELDS,
    groups: &[&PLACEMENT, &NEED],
    table: Some("sen2.active_plan"),
};

static PLACEMENT: Group = Group {
    name: "PlacementDetail",
    also: &[],
    wrappers: &[],
    fields: &PLACEMENT_FIELDS,
    groups: &[],
    table: Some("sen2.placement"),
};

static NEED: Group = Group {
    name: "SENneed",
    also: &[],
    wrappers: &[],
    fields: &NEED_FIELDS,
    groups: &[],
    table: Some("sen2.need"),
};

/// The element tree.
pub static TREE: Tree = Tree {
    dataset: super::TITLE,
    root: "Message",
    header: &HEADER,
    records: &[&PERSON],
    skipped: &[],
    loose: false,
};
