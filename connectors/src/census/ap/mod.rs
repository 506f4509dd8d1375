//! The alternative provision census: one return per local authority and year, each January,
//! of the pupils it pays for in settings that are not its schools.
//!
//! Read: every pupil's items and placements as far as their names are known; see
//! [`schema`]. Not read: what the placement grew by from 2019-20 beyond them (association,
//! health, special educational provision at entry), which is told as an unknown element.

pub mod schema;

use cohort_catalog::TableDef;
use cohort_udfs::upn::{UpnFault, check};

use crate::layout::{Field, Intake, Report, Style};
use crate::rows::Tables;
use crate::sniff::{Outline, is};
use crate::xml::record::{self, NodeRef, Step};
use crate::{Connector, ConnectorError, FileKind, Files, Given, Identity, Severity, Sink, Summary};

use super::facts::{Facts, Term};
use super::rules::Cells;
use super::schema::groups::SEN_NEED_FIELDS;
use super::schema::header::{HEADER_FIELDS, OF_HEADER};
use super::schema::place;
use schema::{NEED, PLACEMENT, PLACEMENT_FIELDS, PUPIL_COLUMNS, PUPIL_FIELDS, TABLES, TREE};

/// Reads the alternative provision census.
#[derive(Debug, Clone, Copy)]
pub struct ApCensus;

const UPN: usize = place(PUPIL_FIELDS, "upn");
/// What every pupil must have.
const REQUIRED: [usize; 4] = [
    place(PUPIL_FIELDS, "surname"),
    place(PUPIL_FIELDS, "forename"),
    place(PUPIL_FIELDS, "birth_date"),
    place(PUPIL_FIELDS, "sex"),
];
const TYPES: [usize; 2] = [
    place(PUPIL_FIELDS, "primary_sen_type"),
    place(PUPIL_FIELDS, "secondary_sen_type"),
];
const RANK: usize = place(SEN_NEED_FIELDS, "rank");
const TYPE: usize = place(SEN_NEED_FIELDS, "sen_type");
const ENTRY: usize = place(PLACEMENT_FIELDS, "entry_date");
const LEAVING: usize = place(PLACEMENT_FIELDS, "leaving_date");

const ITEM_MISSING: Report = super::rules::report("item_missing");
const UPN_FORM: Report = super::rules::report("upn_form");
const UPN_CHECK_LETTER: Report = super::rules::report("upn_check_letter");
const LEAVING_BEFORE_ENTRY: Report = super::rules::report("leaving_before_entry");
const ENTRY_MISSING: Report = (
    "placement_entry_missing",
    Severity::Error,
    "The placement has no entry date.",
);
const ENTRY_AFTER_CENSUS: Report = (
    "placement_after_census",
    Severity::Error,
    "The placement starts after census day.",
);
const NO_PLACEMENT: Report = (
    "placement_missing",
    Severity::Query,
    "The pupil has no placement.",
);

impl Connector for ApCensus {
    fn name(&self) -> &'static str {
        "ap_census"
    }

    fn title(&self) -> &'static str {
        "Alternative provision census"
    }

    fn form(&self) -> &'static str {
        "XML, one file per authority and year"
    }

    fn tables(&self) -> &'static [&'static TableDef] {
        TABLES
    }

    fn items(&self) -> Vec<(&'static TableDef, &'static [Field])> {
        schema::items()
    }

    /// A `Message` whose header says `AP`; elements alone do not tell it from other returns.
    fn recognises(&self, head: &str) -> Option<FileKind> {
        let outline = Outline::of(head);
        let own = outline.root.is_some_and(|root| is(&root, "Message"))
            && outline.collection.is_some_and(|said| is(&said, "AP"));
        own.then_some(FileKind::Whole)
    }

    fn identify(&self, files: &mut dyn Files, given: Given) -> Result<Identity, ConnectorError> {
        super::scan(files, &TREE)?.identity_of_authority(given)
    }

    fn read(
        &self,
        files: &mut dyn Files,
        identity: &Identity,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ConnectorError> {
        let facts: Facts = super::scan(files, &TREE)?;
        let due = Term::Spring.census_day(identity.year);
        let day = facts.reference_date.or(due);
        let mut intake = Intake::new(identity.year, Style::XML);
        let mut tables = Tables::new(TABLES);
        record::ahead(files.open(0)?, &TREE, |reader| {
            while reader.step(&mut intake)? == Step::Record {
                let row = u32::try_from(reader.records()).unwrap_or(u32::MAX);
                if let Some(pupil) = reader.record().root() {
                    add(&mut tables, pupil, row, day, &mut intake);
                }
                intake.child(None, None);
                intake.hand_on(sink)?;
                tables.hand_on(reader.position().byte, sink)?;
            }
            let children = reader.records();
            let header = Cells {
                fields: HEADER_FIELDS,
                cells: reader.header().cells(&mut intake),
            };
            let row = tables.row(0).day(day);
            row.cells(header.columns(OF_HEADER)).end();
            tables.finish(sink)?;
            intake.finish(sink)?;
            Ok(Summary::of(children))
        })
    }
}

fn add(tables: &mut Tables, node: NodeRef<'_>, row: u32, day: Option<i32>, intake: &mut Intake) {
    intake.child(Some(row), node.text(UPN));
    let number = i32::try_from(row).ok();
    let mut pupil = Cells {
        fields: PUPIL_FIELDS,
        cells: node.cells(intake),
    };
    judge_pupil(intake, &pupil);
    let mut needs: Vec<_> = node
        .groups_of(&NEED)
        .map(|need| need.cells(intake))
        .collect();
    for (rank, place) in (1..).zip(TYPES) {
        let ranked = needs.iter_mut().find(|need| need[RANK].int() == Some(rank));
        if let (Some(need), false) = (ranked, pupil.get(place).is_given()) {
            std::mem::swap(&mut pupil.cells[place], &mut need[TYPE]);
        }
    }
    tables
        .row(1)
        .int(number)
        .cells(pupil.columns(PUPIL_COLUMNS))
        .end();
    let mut placements: Vec<Cells<'_>> = Vec::new();
    // The items of a placement without an element of its own stand with the pupil.
    let own = pupil.cells.split_off(PUPIL_COLUMNS);
    let groups: Vec<_> = node
        .groups_of(&PLACEMENT)
        .map(|node| node.cells(intake))
        .collect();
    for cells in std::iter::once(own).chain(groups) {
        let fields = PLACEMENT_FIELDS;
        placements.push(Cells { fields, cells });
    }
    placements.retain(Cells::any_given);
    intake.table(Some("ap_census.placement"));
    if placements.is_empty() {
        pupil.tell(intake, NO_PLACEMENT, UPN);
    }
    for (no, placement) in (1..).zip(&placements) {
        judge_placement(intake, placement, day);
        let open = is_open(placement, day);
        let row = tables.row(2).int(number).int(Some(no)).flag(open);
        row.cells(&placement.cells).end();
    }
}

fn judge_pupil(intake: &mut Intake, pupil: &Cells<'_>) {
    for place in REQUIRED {
        if !pupil.get(place).is_given() {
            pupil.tell(intake, ITEM_MISSING, place);
        }
    }
    match pupil.get(UPN).text().map(check) {
        Some(Err(UpnFault::Length | UpnFault::Pattern)) => pupil.tell(intake, UPN_FORM, UPN),
        Some(Err(UpnFault::CheckLetter)) => pupil.tell(intake, UPN_CHECK_LETTER, UPN),
        _ => {}
    }
}

fn judge_placement(intake: &mut Intake, placement: &Cells<'_>, day: Option<i32>) {
    let (entry, leaving) = (placement.get(ENTRY).day(), placement.get(LEAVING).day());
    if !placement.get(ENTRY).is_given() {
        placement.tell(intake, ENTRY_MISSING, ENTRY);
    }
    if matches!((entry, leaving), (Some(entry), Some(leaving)) if leaving < entry) {
        placement.tell(intake, LEAVING_BEFORE_ENTRY, LEAVING);
    }
    if matches!((entry, day), (Some(entry), Some(day)) if entry > day) {
        placement.tell(intake, ENTRY_AFTER_CENSUS, ENTRY);
    }
}

/// An entry date, and no leaving date before census day; not known where a date could not be
/// read.
fn is_open(placement: &Cells<'_>, day: Option<i32>) -> Option<bool> {
    let known = |place| {
        let cell = placement.get(place);
        (!cell.is_given() || cell.day().is_some()).then(|| cell.day())
    };
    let entry = known(ENTRY)?;
    match known(LEAVING)? {
        Some(leaving) => Some(entry.is_some() && leaving >= day?),
        None => Some(entry.is_some()),
    }
}

#[cfg(test)]
mod tests;
