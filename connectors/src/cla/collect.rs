//! Rows of all modules on their way into tables, and what is kept of each child for the rules.

use std::hash::{BuildHasher, Hash, Hasher};

use ahash::RandomState;

use crate::finding::Finding;
use crate::hash::{FastMap, FastSet};
use crate::layout::{Cell, Intake};
use crate::rows::Tables;
use crate::{ConnectorError, Position, Severity, Sink};

use super::facts::{
    Child, Episode, Filled, Header, Oc2, PartialDate, Permanence, Review, Sex, Spell,
};
use super::module::{COUNT, Kind, MODULES, Module};
use super::rules::{self, Facts, Span};
use super::{cells, schema};

/// One return as it is read.
pub(super) struct Return {
    pub(super) intake: Intake,
    span: Span,
    tables: Tables,
    children: Vec<Child>,
    index: FastMap<Box<str>, u32>,
    /// A hash of every row; 8 bytes each and the room of the set. Two rows that are not the same
    /// have the same by chance once in some 10^19 pairs.
    seen: FastSet<u64>,
    hashes: RandomState,
    /// Modules that the return has.
    present: [bool; COUNT],
    /// Whether the modules are files of a set.
    set: bool,
    /// Rows without CHILD in the module that is read: how many, and where first.
    blank: Option<(u64, Position)>,
}

impl Return {
    pub(super) fn new(span: Span) -> Return {
        Return {
            intake: Intake::new(span.year, cells::STYLE).plausible_for(cells::PLAUSIBLE_FOR),
            span,
            tables: Tables::new(schema::TABLES),
            children: Vec::new(),
            index: FastMap::default(),
            seen: FastSet::default(),
            hashes: RandomState::new(),
            present: [false; COUNT],
            set: false,
            blank: None,
        }
    }

    /// What follows are the rows of a module's file.
    pub(super) fn begin_module(&mut self, module: &'static Module) {
        self.set = true;
        self.present[module.place()] = true;
        self.tables.next_file();
        self.intake.begin_part(module.name, cells::STYLE);
        self.intake.child(None, None);
        self.intake.table(Some(module.table));
    }

    /// What follows are children in XML, which has every module but the two newest: of those it
    /// is not known that it has them until a row is there.
    pub(super) fn begin_xml(&mut self) {
        self.present = [true; COUNT];
        self.present[Kind::Workers as usize] = false;
        self.present[Kind::Dolo as usize] = false;
    }

    /// The module's file has ended.
    pub(super) fn end_module(&mut self, module: &'static Module) {
        if let Some((count, at)) = self.blank.take() {
            let message =
                format!("CHILD is blank: the row was kept out ({count} in the file, here first).");
            let finding = Finding::new("child_blank", Severity::Error, message, at);
            self.intake.child(None, None);
            self.intake.add(finding.table(module.table).item("CHILD"));
        }
    }

    /// The XML file has ended.
    pub(super) fn end_xml(&mut self) {
        self.end_module(&MODULES[Kind::Header as usize]);
    }

    /// The rows are about to be read of the child with this number, as it stands in the file.
    pub(super) fn expect(&mut self, id: Option<&str>) {
        let id = id.map(cells::plain_id).filter(|id| !id.is_empty());
        let place = id.and_then(|id| self.index.get(id).map(|place| *place as usize));
        let row = id.map(|_| number(place.unwrap_or(self.children.len())));
        self.intake.child(row, id);
    }

    /// Reports something of the module as a whole.
    pub(super) fn note(
        &mut self,
        module: &'static Module,
        rule: &'static str,
        severity: Severity,
        message: &'static str,
        at: Position,
    ) {
        let finding = Finding::new(rule, severity, message, at);
        self.intake.add(finding.table(module.table));
    }

    /// Keeps out a row that has not the columns of the header (L-27).
    pub(super) fn reject(&mut self, module: &'static Module, at: Position, id: Option<&str>) {
        self.expect(id);
        self.note(module, "row_width", Severity::Error, ROW_WIDTH, at);
    }

    /// Hands on what is full; `read` is how many bytes of the file have passed.
    pub(super) fn hand_on(&mut self, read: u64, sink: &mut dyn Sink) -> Result<(), ConnectorError> {
        self.tables.hand_on(read, sink)?;
        self.intake.hand_on(sink)
    }

    /// Takes a row of a module, its cells in the order of the module's fields.
    pub(super) fn add(&mut self, module: &'static Module, cells: &[Cell<'_>], at: Position) {
        let Some(id) = cells[0].text() else {
            self.blank.get_or_insert((0, at)).0 += 1;
            return;
        };
        let place = match self.index.get(id) {
            Some(place) => *place as usize,
            None => {
                let place = self.children.len();
                // No file has more children than this.
                self.index
                    .insert(id.into(), u32::try_from(place).unwrap_or(u32::MAX));
                self.children.push(Child {
                    id: id.into(),
                    ..Child::default()
                });
                place
            }
        };
        self.intake.child(Some(number(place)), Some(id));
        self.intake.table(Some(module.table));
        self.present[module.place()] = true;
        let child = &mut self.children[place];
        child.rows[module.place()] += 1;
        let row_no = child.rows[module.place()];
        if module.kind == Kind::Header {
            self.add_header(place, cells, at);
            return;
        }
        if let Some(dob) = module.dob {
            child.other_dob = child.other_dob.or(cells[dob].day());
        }
        self.write(module, id, row_no, cells);
        self.judge_set(module, place, row_no, cells, at);
        self.keep(module, place, cells, at);
    }

    /// Of several rows of a child the last counts (L-34).
    fn add_header(&mut self, place: usize, cells: &[Cell<'_>], at: Position) {
        let header = Header::of(cells, at);
        let child = &mut self.children[place];
        if let Some(earlier) = child.header.replace(header)
            && let Some(later) = &child.header
            && let Some(rule) = rules::of(Kind::Header, |check| {
                matches!(check, rules::Check::Repeated)
            })
        {
            let differ = later.differences(&earlier);
            let message = if differ.is_empty() {
                "The child has more than one row in header; this one is as the one before it."
                    .to_owned()
            } else {
                format!(
                    "The child has more than one row in header; this one counts. It differs from the one before it in {}.",
                    differ.join(", ")
                )
            };
            let finding = Finding::new(rule.id, rule.severity, message, at);
            self.intake.add(finding.item(rule.item));
        }
    }

    /// Writes the row into its table.
    fn write(&mut self, module: &'static Module, id: &str, row_no: u32, cells: &[Cell<'_>]) {
        let row_no = i32::try_from(row_no).ok();
        let row = self.tables.row(module.place()).text(Some(id)).int(row_no);
        match module.kind {
            Kind::Uasc => {
                let raw = cells[1].is_given().then_some(cells[1].raw);
                row.text(Sex::of(&cells[1]).map(Sex::code))
                    .text(raw)
                    .cells(&cells[2..])
                    .end();
            }
            Kind::Permanence => {
                let day = match PartialDate::of(cells[4].raw) {
                    PartialDate::Day(day) => Some(day),
                    _ => None,
                };
                row.day(day).cells(&cells[1..]).end();
            }
            _ => row.cells(&cells[1..]).end(),
        }
    }

    /// What a row says beside the other rows of its child, and beside header.
    fn judge_set(
        &mut self,
        module: &'static Module,
        place: usize,
        row_no: u32,
        cells: &[Cell<'_>],
        at: Position,
    ) {
        let mut hasher = self.hashes.build_hasher();
        (place, module.place()).hash(&mut hasher);
        cells.iter().for_each(|cell| cell.raw.hash(&mut hasher));
        if !self.seen.insert(hasher.finish()) {
            self.note(module, "duplicate_row", Severity::Query, DUPLICATE, at);
        }
        let child = &self.children[place];
        let mut hits = Vec::new();
        if self.present[Kind::Header as usize] && child.header.is_none() && row_no == 1 {
            hits.push((
                rules::of(module.kind, |check| {
                    matches!(check, rules::Check::NotInHeader)
                }),
                at,
                None,
            ));
        }
        if let Some(header) = &child.header {
            if let Some(dob) = module.dob
                && cells[dob].is_given()
                && (!header.dob.given || cells[dob].day() != header.dob.day)
            {
                let rule = rules::of(module.kind, |check| {
                    matches!(check, rules::Check::DobDiffers)
                });
                hits.push((rule, cells[dob].at, Some(cells[dob].raw)));
            }
            // A sex that is no code of either list is reported as such, and says nothing here.
            if module.kind == Kind::Uasc
                && let Some((own, held)) = Sex::of(&cells[1]).zip(header.sex)
                && own != held
            {
                let rule = rules::of(module.kind, |check| {
                    matches!(check, rules::Check::SexDiffers)
                });
                hits.push((rule, cells[1].at, Some(cells[1].raw)));
            }
        }
        if row_no > 1 {
            hits.push((
                rules::of(module.kind, |check| matches!(check, rules::Check::Repeated)),
                at,
                None,
            ));
        }
        for (rule, at, value) in hits {
            if let Some(rule) = rule {
                self.intake.add(rule.finding(at, value));
            }
        }
    }

    /// Judges the row by itself, and keeps what later rules need.
    fn keep(&mut self, module: &'static Module, place: usize, cells: &[Cell<'_>], at: Position) {
        let child = &mut self.children[place];
        let person = child.person();
        let facts = match module.kind {
            Kind::Header => return,
            Kind::Uasc => {
                child.uasc = true;
                return;
            }
            Kind::Episodes => Facts::Episode(Episode::of(cells, at)),
            Kind::Reviews => Facts::Review(Review::of(cells)),
            Kind::Oc2 => Facts::Oc2(Oc2::of(cells, at)),
            Kind::Oc3 => Facts::Oc3(Filled::of(cells, at)),
            Kind::Ad1 => Facts::Ad1(Filled::of(cells, at)),
            Kind::Placed => Facts::Placed(Spell::new(at, &cells[2], &cells[3]).coded(&cells[4])),
            Kind::Permanence => Facts::Permanence(Permanence::of(cells, at)),
            Kind::Missing => Facts::Missing(Spell::new(at, &cells[3], &cells[4]).coded(&cells[2])),
            Kind::Workers => {
                let mut spell = Spell::new(at, &cells[3], &cells[4]).coded(&cells[5]);
                spell.id = cells[2].is_given();
                Facts::Worker(spell)
            }
            Kind::Dolo => Facts::Dolo(Spell::new(at, &cells[2], &cells[3])),
        };
        let span = self.span;
        for rule in rules::of_row(module.kind, &facts, person, &span) {
            self.report_cell(module, rule, cells, at);
        }
        for rule in rules::of_text(module.kind, cells) {
            self.report_cell(module, rule, cells, at);
        }
        let child = &mut self.children[place];
        match facts {
            Facts::Episode(episode) => keep_row(&mut child.episodes, episode),
            Facts::Oc2(row) => keep_row(&mut child.oc2, row),
            Facts::Oc3(row) => keep_row(&mut child.oc3, row),
            Facts::Ad1(row) => keep_row(&mut child.ad1, row),
            Facts::Placed(row) => keep_row(&mut child.placed, row),
            Facts::Permanence(row) => keep_row(&mut child.permanence, row),
            Facts::Missing(row) => keep_row(&mut child.missing, row),
            Facts::Worker(row) => keep_row(&mut child.workers, row),
            Facts::Dolo(row) => keep_row(&mut child.dolo, row),
            Facts::Review(_) => {}
        }
    }

    /// Reports a fault of a row by the cell of the rule's item.
    fn report_cell(
        &mut self,
        module: &'static Module,
        rule: &'static rules::Rule,
        cells: &[Cell<'_>],
        at: Position,
    ) {
        let mut items = module.fields.iter().map(|field| field.item());
        let cell = items
            .position(|item| item == rule.item)
            .map(|place| &cells[place]);
        let cell = cell.filter(|cell| cell.is_given());
        let at = cell.map_or(at, |cell| cell.at);
        self.intake.add(rule.finding(at, cell.map(|cell| cell.raw)));
    }

    /// All is read: writes the children, judges each as a whole, and hands on what is left.
    pub(super) fn finish(mut self, sink: &mut dyn Sink) -> Result<u64, ConnectorError> {
        self.tables.next_file();
        let repeated = rules::repeated_upns(&self.children, &self.span);
        let children = std::mem::take(&mut self.children);
        let count = children.len() as u64;
        for (place, child) in children.into_iter().enumerate() {
            self.intake.child(Some(number(place)), Some(&child.id));
            self.write_child(&child);
            let findings = rules::of_child(&child, &self.present, &self.span, &repeated);
            for (kind, finding) in findings {
                let part = self.set.then_some(MODULES[kind as usize].name);
                self.intake.add(finding.part(part));
            }
            self.hand_on(0, sink)?;
        }
        self.intake.child(None, None);
        if count == 0 {
            let first = Position {
                line: 1,
                column: 1,
                byte: 0,
            };
            let finding = Finding::new("no_children", Severity::Error, NO_CHILDREN, first);
            self.intake.add(finding.table("cla.child"));
        }
        self.tables.finish(sink)?;
        self.intake.finish(sink)?;
        Ok(count)
    }

    fn write_child(&mut self, child: &Child) {
        let header = child.header.as_ref();
        let dob = child.person().dob;
        let text =
            |of: fn(&Header) -> &Option<Box<str>>| header.and_then(|header| of(header).as_deref());
        self.tables
            .row(Kind::Header as usize)
            .text(Some(&child.id))
            .flag(Some(header.is_some()))
            .text(header.and_then(|header| header.sex).map(Sex::code))
            .text(text(|header| &header.sex_raw))
            .day(dob)
            .text(text(|header| &header.ethnic))
            .text(text(|header| &header.upn))
            .text(text(|header| &header.upn_unknown))
            .flag(header.and_then(|header| header.mother))
            .day(header.and_then(|header| header.mc_dob.day))
            .end();
    }
}

/// Shows no child.
impl std::fmt::Debug for Return {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Return")
            .field("children", &self.children.len())
            .finish_non_exhaustive()
    }
}

/// Adds a row to those of a child. Most have one or two, for which a list would otherwise take
/// the room of four.
fn keep_row<T>(rows: &mut Vec<T>, row: T) {
    if rows.len() == rows.capacity() {
        rows.reserve_exact(rows.len().max(1));
    }
    rows.push(row);
}

/// Number of a child, from its place.
fn number(place: usize) -> u32 {
    u32::try_from(place + 1).unwrap_or(u32::MAX)
}

const ROW_WIDTH: &str = "The row has not as many columns as the header; it was kept out.";
const DUPLICATE: &str = "The row is the same as an earlier one of the child; both were kept.";
const NO_CHILDREN: &str = "The return holds no children.";
