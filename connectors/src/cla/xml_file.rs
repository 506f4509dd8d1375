//! The return in XML: the same rows as the modules have, a child at a time (L-9 to L-12).

use crate::input::Decoded;
use crate::layout::{Cell, Intake};
use crate::xml::record::{self, ANY_NAME, Group, NodeRef, Step, Tree};
use crate::{ConnectorError, Severity, Sink};

use super::collect::Return;
use super::module::{Kind, MODULES};
use super::{DATASET, ROOT, cells, schema};

static TREE: Tree = Tree {
    dataset: DATASET,
    root: ROOT,
    header: &group("", &[], &[], None),
    records: &[&CHILD],
    skipped: &[],
    loose: false,
};

static CHILD: Group = group("CHILD", &[], &[&HEADER, &EPISODE, &WORKER, &DOLO], None);
static HEADER: Group = group(
    "HEADER",
    &schema::HEADER_XML,
    &[
        &MISSING,
        &REVIEW,
        &PERMANENCE,
        &OC2,
        &PLACED,
        &WORKER,
        &DOLO,
    ],
    Some("cla.child"),
);
static EPISODE: Group = group("EPISODE", &schema::EPISODE_XML, &[], Some("cla.episode"));
static MISSING: Group = group(
    "AMISSING",
    schema::own(&schema::MISSING),
    &[],
    Some("cla.missing"),
);
static REVIEW: Group = group(
    "AREVIEW",
    schema::own(&schema::REVIEW),
    &[],
    Some("cla.review"),
);
static PERMANENCE: Group = group(
    "PERMANENCE",
    schema::own(&schema::PERMANENCE),
    &[],
    Some("cla.previous_permanence"),
);
static OC2: Group = group("OC2", schema::own(&schema::OC2), &[], Some("cla.oc2"));
static PLACED: Group = group(
    "AD_PLACED",
    schema::own(&schema::PLACED),
    &[],
    Some("cla.placed_for_adoption"),
);
// The names of these two are not known to the project: an element of any unknown name that has
// one of their leaves is one. [choice] L-10
static WORKER: Group = group(
    ANY_NAME,
    schema::own(&schema::WORKER),
    &[],
    Some("cla.social_worker"),
);
static DOLO: Group = group(ANY_NAME, schema::own(&schema::DOLO), &[], Some("cla.dolo"));

const fn group(
    name: &'static str,
    fields: &'static [crate::layout::Field],
    groups: &'static [&'static Group],
    table: Option<&'static str>,
) -> Group {
    Group {
        name,
        also: &[],
        wrappers: &[],
        fields,
        groups,
        table,
    }
}

/// The groups that are a row of a module each, but for episodes.
static GROUPS: [(&Group, Kind); 7] = [
    (&REVIEW, Kind::Reviews),
    (&OC2, Kind::Oc2),
    (&PLACED, Kind::Placed),
    (&PERMANENCE, Kind::Permanence),
    (&MISSING, Kind::Missing),
    (&WORKER, Kind::Workers),
    (&DOLO, Kind::Dolo),
];

/// Places in [`schema::HEADER_XML`].
const UASC: usize = 7;
const DUC: usize = 8;
const AD1: std::ops::Range<usize> = 9..15;
const OC3: std::ops::Range<usize> = 15..18;

/// Reads the file.
pub(super) fn read(
    input: &mut Decoded,
    rows: &mut Return,
    sink: &mut dyn Sink,
) -> Result<(), ConnectorError> {
    rows.begin_xml();
    record::ahead(input, &TREE, |reader| {
        rows.intake.child(None, None);
        while reader.step(&mut rows.intake)? == Step::Record {
            if let Some(child) = reader.record().root() {
                add(child, rows);
            }
            let end = reader.position().byte;
            rows.hand_on(end, sink)?;
            rows.intake.child(None, None);
        }
        rows.end_xml();
        rows.hand_on(0, sink)
    })
}

/// Adds a child's rows, module after module, as the files of a set would give them.
fn add(child: NodeRef<'_>, rows: &mut Return) {
    let mut headers = child.groups_of(&HEADER);
    let header = headers.next();
    rows.expect(header.and_then(|header| header.text(0)));
    if let Some(second) = headers.next() {
        rows.intake.table(Some("cla.child"));
        rows.intake
            .report(SECOND_HEADER, &schema::HEADER_XML[0], "", second.at());
    }
    let cells = header.map(|header| {
        header.cells_by(&mut rows.intake, |intake, field, text, at| {
            intake.table(Some(table_of(field.item())));
            cells::read(intake, field, text, at)
        })
    });
    let empty = || Cell {
        at: child.at(),
        ..Cell::EMPTY
    };
    let cells = cells.unwrap_or_else(|| vec![empty(); schema::HEADER_XML.len()]);
    let at = header.map_or(child.at(), NodeRef::at);
    let (id, sex, dob) = (&cells[0], &cells[1], &cells[2]);
    rows.add(&MODULES[Kind::Header as usize], &cells[..7], at);

    for node in child.groups_of(&EPISODE) {
        let mut row = vec![id.clone()];
        row.extend(read_group(node, &mut rows.intake));
        if is_filled(&row[1..]) {
            rows.add(&MODULES[Kind::Episodes as usize], &row, node.at());
        }
    }
    if cells[UASC].flag() == Some(true) {
        let row = [id.clone(), sex.clone(), dob.clone(), cells[DUC].clone()];
        rows.add(&MODULES[Kind::Uasc as usize], &row, at);
    } else if cells[DUC].is_given() {
        rows.intake.table(Some("cla.uasc"));
        let duc = &cells[DUC];
        rows.intake
            .report(DUC_WITHOUT_UASC, &schema::HEADER_XML[DUC], duc.raw, duc.at);
    }
    for (kind, range) in [(Kind::Ad1, AD1), (Kind::Oc3, OC3)] {
        let own = &cells[range];
        if is_filled(own) {
            let mut row = vec![id.clone(), dob.clone()];
            row.extend_from_slice(own);
            rows.add(&MODULES[kind as usize], &row, at);
        }
    }
    let within = header.into_iter().flat_map(NodeRef::groups);
    for node in within.chain(child.groups()) {
        let Some((_, kind)) = GROUPS.iter().find(|(group, _)| node.is(group)) else {
            continue;
        };
        let mut row = vec![id.clone(), dob.clone()];
        row.extend(read_group(node, &mut rows.intake));
        if is_filled(&row[2..]) {
            rows.add(&MODULES[*kind as usize], &row, node.at());
        }
    }
}

fn read_group<'r>(node: NodeRef<'r>, intake: &mut Intake) -> Vec<Cell<'r>> {
    node.cells_by(intake, cells::read)
}

/// A group without any value is no row (L-11).
fn is_filled(cells: &[Cell<'_>]) -> bool {
    cells.iter().any(Cell::is_given)
}

/// The table of an item of HEADER.
fn table_of(item: &str) -> &'static str {
    let mut places = schema::HEADER_XML.iter().map(crate::layout::Field::item);
    match places.position(|each| each == item) {
        Some(UASC | DUC) => "cla.uasc",
        Some(place) if AD1.contains(&place) => "cla.ad1",
        Some(place) if OC3.contains(&place) => "cla.oc3",
        _ => "cla.child",
    }
}

const DUC_WITHOUT_UASC: crate::layout::Report = (
    "duc_without_uasc",
    Severity::Error,
    "DUC is given, but UASC is not 1; no row was made of it.",
);
const SECOND_HEADER: crate::layout::Report = (
    "repeated_element",
    Severity::Query,
    "The child has more than one HEADER; only the first was read.",
);
