//! The twelve modules, and which one a header row is of.

use crate::csv::{self, Headings};
use crate::layout::Field;
use crate::{ConnectorError, Part, Position};

use super::schema;

/// Number of modules.
pub(super) const COUNT: usize = 12;

/// Which module; its place among [`MODULES`], [`PARTS`] and the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub(super) enum Kind {
    /// One row per child.
    Header,
    /// One row per episode.
    Episodes,
    /// Reviews.
    Reviews,
    /// Unaccompanied asylum-seeking children.
    Uasc,
    /// Looked after for twelve months.
    Oc2,
    /// Care leavers.
    Oc3,
    /// Adopted.
    Ad1,
    /// To be placed for adoption.
    Placed,
    /// Earlier permanence arrangements.
    Permanence,
    /// Missing incidents.
    Missing,
    /// Social workers.
    Workers,
    /// Deprivation of liberty.
    Dolo,
}

/// A module.
#[derive(Debug)]
pub(super) struct Module {
    pub(super) kind: Kind,
    /// Name of the file in messages.
    pub(super) name: &'static str,
    /// Its table, for findings.
    pub(super) table: &'static str,
    /// Its columns, CHILD first.
    pub(super) fields: &'static [Field],
    /// Place of DOB among them; episodes have none.
    pub(super) dob: Option<usize>,
    /// Columns without which a file is not read: their places.
    keys: &'static [usize],
    /// Places of the columns that other modules have too, CHILD left aside.
    shared: usize,
}

const fn module(
    kind: Kind,
    name: &'static str,
    table: &'static str,
    fields: &'static [Field],
    dob: Option<usize>,
    keys: &'static [usize],
    shared: usize,
) -> Module {
    Module {
        kind,
        name,
        table,
        fields,
        dob,
        keys,
        shared,
    }
}

/// Every module, in the order in which the files of a set are read: header first, since the
/// birth dates in it judge the rows of the others.
pub(super) static MODULES: [Module; COUNT] = [
    module(
        Kind::Header,
        "header",
        "cla.child",
        &schema::HEADER,
        Some(2),
        &[0, 2],
        2,
    ),
    module(
        Kind::Episodes,
        "episodes",
        "cla.episode",
        &schema::EPISODE,
        None,
        &[0, 1],
        0,
    ),
    module(
        Kind::Reviews,
        "reviews",
        "cla.review",
        &schema::REVIEW,
        Some(1),
        &[0, 2],
        1,
    ),
    module(
        Kind::Uasc,
        "uasc",
        "cla.uasc",
        &schema::UASC,
        Some(2),
        &[0, 3],
        2,
    ),
    module(Kind::Oc2, "oc2", "cla.oc2", &schema::OC2, Some(1), &[0], 1),
    module(Kind::Oc3, "oc3", "cla.oc3", &schema::OC3, Some(1), &[0], 1),
    module(Kind::Ad1, "ad1", "cla.ad1", &schema::AD1, Some(1), &[0], 1),
    module(
        Kind::Placed,
        "placed_for_adoption",
        "cla.placed_for_adoption",
        &schema::PLACED,
        Some(1),
        &[0, 2],
        1,
    ),
    module(
        Kind::Permanence,
        "previous_permanence",
        "cla.previous_permanence",
        &schema::PERMANENCE,
        Some(1),
        &[0, 2],
        1,
    ),
    module(
        Kind::Missing,
        "missing",
        "cla.missing",
        &schema::MISSING,
        Some(1),
        &[0, 3],
        1,
    ),
    module(
        Kind::Workers,
        "social_worker",
        "cla.social_worker",
        &schema::WORKER,
        Some(1),
        &[0, 2, 3],
        1,
    ),
    module(
        Kind::Dolo,
        "dolo",
        "cla.dolo",
        &schema::DOLO,
        Some(1),
        &[0, 2],
        1,
    ),
];

/// The files of a set. A module may be missing; its measures are then not known, and not 0.
pub(super) static PARTS: [Part; COUNT] = {
    let mut parts = [Part {
        name: "",
        required: false,
    }; COUNT];
    let mut i = 0;
    while i < COUNT {
        parts[i].name = MODULES[i].name;
        i += 1;
    }
    parts
};

/// Of the columns that are no key a file must have this share, in hundredths. [choice] L-5
const SHARE: usize = 80;

impl Module {
    /// The module of this name.
    pub(super) fn named(name: &str) -> Option<&'static Module> {
        MODULES.iter().find(|module| module.name == name)
    }

    /// Its place.
    pub(super) fn place(&self) -> usize {
        self.kind as usize
    }

    /// Number of its columns that a header row has.
    fn held(&self, headings: &Headings) -> usize {
        (0..self.fields.len())
            .filter(|field| headings.has(*field))
            .count()
    }

    /// Whether a header row is meant as one of this module, perhaps with columns missing: CHILD
    /// and half of the columns that it does not share with others.
    fn is_meant(&self, headings: &Headings) -> bool {
        let own = 1 + self.shared..self.fields.len();
        let held = own.clone().filter(|field| headings.has(*field)).count();
        headings.has(0) && held * 2 >= own.len()
    }

    /// Whether a header row has enough columns.
    fn is_enough(&self, headings: &Headings) -> bool {
        let keys = self.keys.iter().all(|key| headings.has(*key));
        let others = self.fields.len() - self.keys.len();
        let held = (0..self.fields.len())
            .filter(|field| !self.keys.contains(field) && headings.has(*field))
            .count();
        keys && held * 100 >= others * SHARE
    }

    /// Refuses a header row with too few columns, saying which are missing.
    pub(super) fn require(&self, headings: &Headings, at: Position) -> Result<(), ConnectorError> {
        if self.is_enough(headings) {
            return Ok(());
        }
        let missing = self.fields.iter().enumerate();
        let missing: Vec<_> = missing
            .filter(|(field, _)| !headings.has(*field))
            .map(|(_, field)| field.item())
            .collect();
        Err(ConnectorError::WrongDataset {
            at,
            dataset: super::DATASET,
            what: format!(
                "its columns are those of the module {}, but without {}; export it again with them",
                self.name,
                missing.join(", ")
            ),
        })
    }
}

/// The module that a header row is meant as: of those it may be, the one of which it has the
/// greatest share of columns.
pub(super) fn of_header<S: AsRef<str>>(header: &[S]) -> Option<&'static Module> {
    let header: Vec<String> = header.iter().map(|name| name.as_ref().to_owned()).collect();
    let meant = MODULES.iter().filter_map(|module| {
        let headings = Headings::of(&header, module.fields);
        let held = module.held(&headings);
        module
            .is_meant(&headings)
            .then_some((held * 1000 / module.fields.len(), held, module))
    });
    meant
        .max_by_key(|(share, held, _)| (*share, *held))
        .map(|(_, _, module)| module)
}

/// The module of a file that begins with `head`.
pub(super) fn of_head(head: &str) -> Option<&'static Module> {
    csv::headers(head)
        .iter()
        .find_map(|header| of_header(header))
}
