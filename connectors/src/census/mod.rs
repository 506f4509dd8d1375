//! The school census: one return per school and term, in XML, as schools make it and their
//! authority receives it. Also the pupil referral unit census of before 2014, which has the
//! same form.
//!
//! Read: pupils on roll and no longer on roll with every item of their own, periods of free
//! school meals, types of special educational need, exclusions, session totals and sessions by
//! register code, alternative provision, learner support, funding and monitoring codes and
//! bases, programmes and learning aims after year 11; of the school its name, phase, type, year groups, intake and governance. Years from
//! 2015-16 on.
//!
//! Not read: work placements of learners after year 11, whose items are not published; the
//! school's classes, childcare, admissions appeals, places and other counts; the header's
//! `Content`. Nor is the CSV export of the DfE's collection system, whose tables are
//! refused with a word on what they are. The alternative provision census is a return of its
//! own: see [`ap`].
//!
//! Names of wrappers inside a pupil's record are not all published: an item is known by its own
//! name and the record or row it stands in, with a wrapper too many or too few.
//!
//! A well-formed file always loads, however bad its contents, if it says its term and school:
//! what cannot be understood is NULL, and a finding holds its text.

pub mod ap;
mod facts;
pub(crate) mod nc_year;
mod rows;
pub mod rules;
pub mod schema;
mod sessions;

use std::collections::BTreeMap;

use cohort_catalog::TableDef;

use crate::layout::{Field, Intake, Style};
use crate::rows::Tables;
use crate::sniff::{Outline, is};
use crate::xml::record::{self, NodeRef, RecordReader, Step, Tree};
use crate::{Connector, ConnectorError, FileKind, Files, Given, Identity, Sink, Summary};

use facts::Facts;
use rows::Writer;
use rules::{Cells, Census, Whole};
use schema::header::HEADER_FIELDS;
use schema::{TABLES, at, groups::TREE};

/// Reads the school census.
#[derive(Debug, Clone, Copy)]
pub struct SchoolCensus;

/// What `Collection` says. \[assumed\] `SC` is published; the others were seen or are likely,
/// and blanks in them are passed over.
const COLLECTIONS: &[&str] = &["SC", "SchoolCensus", "SLASC", "PRU", "PRUCensus"];
/// Elements of no other return, by which a file without a collection is known.
const OWN_ELEMENTS: &[&str] = &["PupilOnRoll", "PupilNoLongerOnRoll", "PupilsOnRoll"];

impl Connector for SchoolCensus {
    fn name(&self) -> &'static str {
        "census"
    }

    fn title(&self) -> &'static str {
        "School census"
    }

    fn form(&self) -> &'static str {
        "XML, one file per school and term"
    }

    fn tables(&self) -> &'static [&'static TableDef] {
        TABLES
    }

    fn items(&self) -> Vec<(&'static TableDef, &'static [Field])> {
        schema::items()
    }

    /// A `Message` whose header names the collection, or that names none and holds what only
    /// this return holds.
    fn recognises(&self, head: &str) -> Option<FileKind> {
        let outline = Outline::of(head);
        let message = outline.root.is_some_and(|root| is(&root, "Message"));
        let own = message
            && match outline.collection {
                Some(said) => COLLECTIONS.iter().any(|own| is(&said, own)),
                None => OWN_ELEMENTS
                    .iter()
                    .any(|own| outline.elements.iter().any(|element| is(element, own))),
            };
        own.then_some(FileKind::Whole)
    }

    fn identify(&self, files: &mut dyn Files, given: Given) -> Result<Identity, ConnectorError> {
        scan(files, &TREE)?.identity(given)
    }

    fn read(
        &self,
        files: &mut dyn Files,
        identity: &Identity,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ConnectorError> {
        // Rows begin with what the header says, and it may stand behind the pupils.
        let facts = scan(files, &TREE)?;
        let (term, _) = facts.term_and_school(identity.la_code)?;
        let mut intake = Intake::new(identity.year, Style::XML);
        let mut writer = Writer {
            census: Census {
                term,
                year: identity.year,
                day: facts.census_day(identity.year),
                mainstream: false,
            },
            facts: &facts,
            tables: Tables::new(TABLES),
            whole: Whole::default(),
            postcode_told: false,
            nc_years: BTreeMap::new(),
        };
        record::ahead(files.open(0)?, &TREE, |reader| {
            while reader.step(&mut intake)? == Step::Record {
                if reader.records() == 1 {
                    writer.census.mainstream = is_mainstream(reader.header(), identity.year);
                }
                let row = u32::try_from(reader.records()).unwrap_or(u32::MAX);
                if let Some(pupil) = reader.record().root() {
                    writer.add(pupil, row, &mut intake);
                }
                intake.child(None, None);
                intake.hand_on(sink)?;
                writer.tables.hand_on(reader.position().byte, sink)?;
            }
            let children = reader.records();
            let header = Cells {
                fields: HEADER_FIELDS,
                cells: reader.header().cells(&mut intake),
            };
            rules::judge_header(&mut intake, &header, &facts, identity, children);
            let row = writer.tables.row(at::HEADER);
            row.text(Some(term.code()))
                .text(facts.urn.as_deref())
                .text(facts.estab.as_deref())
                .day(writer.census.day)
                .cells(&header.cells)
                .end();
            let nc_years = writer.nc_years;
            writer.tables.finish(sink)?;
            intake.finish(sink)?;
            Ok(Summary { children, nc_years })
        })
    }
}

/// What the header says. It is read to the end of the first pupil, or, where it stands behind
/// the pupils or is missing, to the end of the file.
fn scan(files: &mut dyn Files, tree: &'static Tree) -> Result<Facts, ConnectorError> {
    // Judged when it is read; findings of this pass are thrown away.
    let mut intake = Intake::new(0, Style::XML);
    let mut reader = RecordReader::new(files.open(0)?, tree);
    let first = reader.step(&mut intake)?;
    let facts = Facts::of(reader.header());
    if facts.seen || first == Step::End {
        return Ok(facts);
    }
    while reader.step(&mut intake)? == Step::Record {}
    Ok(Facts::of(reader.header()))
}

/// Whether the school's own items, as far as they stand before its pupils, say so.
fn is_mainstream(header: NodeRef<'_>, year: i16) -> bool {
    let mut aside = Intake::new(year, Style::XML);
    let Some(phase) = facts::told(header, facts::PHASE) else {
        return false;
    };
    let cell = aside.cell(&HEADER_FIELDS[facts::PHASE], Some(phase.text), phase.at);
    rules::is_mainstream(&cell)
}

#[cfg(test)]
mod tests;
