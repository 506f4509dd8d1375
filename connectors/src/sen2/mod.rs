//! The special educational needs person-level return (SEN2): one return per local authority and
//! year, in XML or as the set of CSV files that the DfE's collection system exports.
//!
//! Returned each January by every English local authority for everyone aged 0 to 25 for whom it
//! had a request, an assessment or an education, health and care plan. Read: the returns of 2023
//! (layout 1.1), 2024 (1.2) and 2025 (1.3), and later ones by the layout of 2025. Every item of
//! the element tree is kept. Read in the CSV form too: the working files of the pre-submission
//! workbook, which have the same headings but are joined by `persontableid` and
//! `requeststableid` alone.
//!
//! Not read:
//! * the pilot of 2022, whose layout is another: it is refused;
//! * the entry template (one worksheet with all tables below each other) and the analyst files
//!   m1 to m5 under its long headings;
//! * attributes, comments and unknown elements of the XML form, and the columns `NativeId`,
//!   `…orderseqcolumn` and `sourceid` of the CSV form: rows keep the order of the file.
//!
//! Not judged, for want of the register of schools: whether a URN is that of a closed school,
//! and whether a school with a unit flag has a unit. Two returns for one authority and year are
//! for the import to settle.
//!
//! A well-formed file always loads, however bad its contents: what cannot be understood is
//! NULL, and a finding holds its text. A file that is not well-formed is refused whole.
//!
//! The XML form is read a person at a time. The parts of the CSV form must be joined and are
//! held in memory: 24 bytes a row and 8 a text beside the texts themselves, 12 bytes for each
//! row that hangs from another and, while reading, about 100 for each table id. With batches
//! and findings that made 25 MB for 15,000 persons in 105,000 rows.

mod blades;
mod header;
mod person;
mod rows;
pub mod rules;
pub mod schema;

use cohort_catalog::TableDef;

use crate::files::{Files, Part};
use crate::layout::{Field, Style};
use crate::rows::Tables;
use crate::sniff::{Outline, is};
use crate::xml::record::{self, NodeRef, RecordReader, Step};
use crate::{Connector, ConnectorError, FileKind, Given, Identity, Sink, Summary};

use header::identity;
use person::{Intakes, Person};
use rules::Judge;
use schema::{Module, TABLES, TREE};

const TITLE: &str = "SEN2 person level return";

/// Reads the SEN2 person-level return.
#[derive(Debug, Clone, Copy)]
pub struct Sen2;

impl Connector for Sen2 {
    fn name(&self) -> &'static str {
        "sen2"
    }

    fn title(&self) -> &'static str {
        TITLE
    }

    fn form(&self) -> &'static str {
        "XML, one file per authority and year; or the nine CSV files of the collection system's export"
    }

    fn tables(&self) -> &'static [&'static TableDef] {
        TABLES
    }

    fn items(&self) -> Vec<(&'static TableDef, &'static [Field])> {
        let modules = TABLES.iter().zip(schema::Module::ALL);
        modules
            .map(|(table, module)| (*table, module.group().fields))
            .collect()
    }

    fn parts(&self) -> &'static [Part] {
        &blades::PARTS
    }

    /// A `Message` whose header says `SEN2` or something alike, or one that holds persons under
    /// another name than the children in need census; or one of the CSV files, by its columns.
    fn recognises(&self, head: &str) -> Option<FileKind> {
        if let Some(part) = blades::recognise(head) {
            return Some(FileKind::Part(part));
        }
        let outline = Outline::of(head);
        let message = outline.root.is_some_and(|root| is(&root, "Message"));
        let own = message
            && match outline.collection {
                // How exactly it is written is not certain [from memory; verify].
                Some(name) if name.to_ascii_uppercase().starts_with("SEN") => true,
                Some(name) if is(&name, "CIN") => false,
                _ => header::holds_persons(head),
            };
        own.then_some(FileKind::Whole)
    }

    /// The header of the XML form may stand behind the persons, so a file without one is read
    /// to its end. Of the CSV form only the file `sen2` is read.
    fn identify(&self, files: &mut dyn Files, given: Given) -> Result<Identity, ConnectorError> {
        if is_set(files) {
            let header = blades::header(files)?;
            return identity(header.root(), given);
        }
        let mut intakes = Intakes::whole(schema::FIRST_YEAR, Style::XML);
        let intake = intakes.of(Module::Header);
        let mut reader = RecordReader::new(files.open(0)?, &TREE);
        loop {
            let step = reader.step(intake)?;
            if step == Step::End || header::is_told(reader.header()) {
                return identity(Some(reader.header()), given);
            }
        }
    }

    fn read(
        &self,
        files: &mut dyn Files,
        identity: &Identity,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ConnectorError> {
        if is_set(files) {
            return blades::read(files, identity, sink);
        }
        let intakes = Intakes::whole(identity.year, Style::XML);
        let mut reading = Reading::new(intakes, identity);
        record::ahead(files.open(0)?, &TREE, |reader| {
            while reader.step(reading.intakes.of(Module::Person))? == Step::Record {
                if let Some(root) = reader.record().root() {
                    reading.person(root, reader.position().byte, sink)?;
                }
            }
            reading.finish(Some(reader.header()), sink)
        })
    }
}

/// Whether the files are the set of CSV files.
fn is_set(files: &dyn Files) -> bool {
    let mut kinds = files.kinds().iter();
    kinds.any(|kind| kind.part().is_some())
}

/// Persons on their way to rows and findings, whatever form they came in.
struct Reading {
    identity: Identity,
    intakes: Intakes,
    judge: Judge,
    tables: Tables,
    persons: u32,
}

impl Reading {
    fn new(intakes: Intakes, identity: &Identity) -> Reading {
        Reading {
            identity: identity.clone(),
            judge: Judge::new(identity.year),
            tables: Tables::new(TABLES),
            intakes,
            persons: 0,
        }
    }

    /// Takes one person; `read` is how many bytes of the return have passed.
    fn person(
        &mut self,
        root: NodeRef<'_>,
        read: u64,
        sink: &mut dyn Sink,
    ) -> Result<(), ConnectorError> {
        // A file has fewer persons than bytes, and a person number fits the column.
        self.persons = self.persons.saturating_add(1);
        let mut identifiers = [schema::UPN, schema::ULN].into_iter();
        let local_id = identifiers.find_map(|item| root.text(item));
        self.intakes.child(Some(self.persons), local_id);
        let person = Person::of(root, &mut self.intakes);
        self.judge.person(&person, &mut self.intakes);
        let number = i32::try_from(self.persons).unwrap_or(i32::MAX);
        rows::person(&mut self.tables, number, &person);
        self.tables.hand_on(read, sink)?;
        self.intakes.hand_on(sink)
    }

    /// Takes the header, and ends.
    fn finish(
        mut self,
        header: Option<NodeRef<'_>>,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ConnectorError> {
        self.intakes.child(None, None);
        if let Some(header) = header {
            let cells = header.cells(self.intakes.of(Module::Header));
            rows::header(&mut self.tables, &cells);
            let intake = self.intakes.of(Module::Header);
            header::judge(header, &cells, &self.identity, intake);
        }
        self.judge.finish(&mut self.intakes);
        self.tables.finish(sink)?;
        self.intakes.finish(sink)?;
        Ok(Summary::of(u64::from(self.persons)))
    }
}

#[cfg(test)]
mod tests;
