//! The Common Transfer File (CTF): the XML in which schools, authorities and the DfE pass pupil
//! records on; here above all the results in it.
//!
//! Read: the pupil's identifiers, the results of all stages, SEN history and needs, school
//! history. Results whose meaning is known go to the tables of [`crate::attainment`]
//! (`mapping.rs`), all others to `attainment.ctf_result`. Only results are read (`ResultStatus`
//! R): targets and estimates are counted in a finding.
//!
//! Not read: addresses, telephone numbers, e-mail addresses, contacts, medical facts, notes and
//! other free text; attendance totals, periods of free meals and of being looked after, none of
//! which is a census. The school of a result is not known: a CTF does not say where a pupil was
//! when, and the school it comes from or goes to need not be it.
//!
//! Of a file cut off in the middle the complete pupils are read, and the finding `cut_off` says
//! that others may be missing; when the whole file comes it takes the place of what was saved, if
//! the results that were saved are mostly of the same year. A file that breaks the rules of XML in
//! another way is refused whole, and so is one that ends before its first pupil does.
//!
//! The file does not replace other CTFs of its school, but only one of the same second: a school
//! sends one for each pupil who leaves, and partial files of different content. What two files
//! both say is in both.

mod mapping;
mod pupil;
pub mod schema;

use std::collections::{BTreeMap, HashSet};

use cohort_catalog::TableDef;

use crate::attainment::layouts;
use crate::finding::{CUT_OFF, Finding, Position, Severity};
use crate::layout::{Field, Intake, Style};
use crate::rows::Tables;
use crate::sniff::{Outline, is};
use crate::xml::record::{self, NodeRef, RecordReader, Step};
use crate::{Connector, ConnectorError, FileKind, Files, Given, Identity, Sink, Summary, value};

/// Reads Common Transfer Files.
#[derive(Debug, Clone, Copy)]
pub struct CommonTransferFile;

/// The tables, in the order of [`table`].
static TABLES: &[&TableDef] = &[
    &schema::PUPIL_TABLE,
    &schema::RESULT_TABLE,
    &schema::SEN_TABLE,
    &schema::NEED_TABLE,
    &schema::SCHOOL_TABLE,
    &layouts::eyfsp::TABLE,
    &layouts::phonics::TABLE,
    &layouts::ks1::TABLE,
    &layouts::ks2::TABLE,
    &layouts::mtc::TABLE,
];

/// Places in [`TABLES`].
mod table {
    pub(super) const PUPIL: usize = 0;
    pub(super) const RESULT: usize = 1;
    pub(super) const SEN: usize = 2;
    pub(super) const NEED: usize = 3;
    pub(super) const SCHOOL: usize = 4;
}

impl Connector for CommonTransferFile {
    fn name(&self) -> &'static str {
        "ctf"
    }

    fn title(&self) -> &'static str {
        "Common Transfer File"
    }

    fn form(&self) -> &'static str {
        "XML, from a school or the DfE"
    }

    fn tables(&self) -> &'static [&'static TableDef] {
        TABLES
    }

    fn items(&self) -> Vec<(&'static TableDef, &'static [Field])> {
        schema::items()
    }

    fn recognises(&self, head: &str) -> Option<FileKind> {
        let root = Outline::of(head).root?;
        is(&root, schema::TREE.root).then_some(FileKind::Whole)
    }

    /// The year is the one that most results are of, so the file is read through.
    fn identify(&self, files: &mut dyn Files, given: Given) -> Result<Identity, ConnectorError> {
        let mut reader = RecordReader::new(files.open(0)?, &schema::TREE);
        let mut intake = Intake::new(ANY_YEAR, Style::XML);
        let mut header = HeaderFacts::default();
        let mut years: BTreeMap<i16, u64> = BTreeMap::new();
        let mut pupils = 0;
        while next(reader.step(&mut intake), pupils)? == Next::Record {
            let Some(root) = reader.record().root() else {
                continue;
            };
            if root.is(&schema::HEADER) {
                header = HeaderFacts::of(root);
            } else {
                pupils += 1;
            }
            for result in root.groups().flat_map(NodeRef::groups) {
                let is_result = result.is(&schema::ASSESSMENT);
                let year = result.text(schema::result::YEAR).filter(|_| is_result);
                if let Some(year) = year.and_then(end_year) {
                    *years.entry(year).or_default() += 1;
                }
            }
        }
        // Of years with equally many results the latest.
        let of_results = years
            .iter()
            .max_by_key(|(_, count)| **count)
            .map(|(year, _)| *year);
        let missing = |what, option| ConnectorError::IdentityMissing { what, option };
        let la_code = given.la_code.or(header.la_code);
        let year = given.year.or(of_results).or(header.end_year);
        Ok(Identity {
            la_code: la_code.ok_or_else(|| missing("local authority", "--la"))?,
            year: year.ok_or_else(|| missing("year", "--year"))?,
            period: Some(header.period()),
            serial: None,
            made_at: header.made_at,
            ..Identity::default()
        })
    }

    fn read(
        &self,
        files: &mut dyn Files,
        identity: &Identity,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ConnectorError> {
        let mut file = File {
            intake: Intake::new(identity.year, Style::XML),
            tables: Tables::new(TABLES),
            header: HeaderFacts::default(),
            year: identity.year,
            pupils: 0,
            rows: [0; TABLES.len()],
            told: HashSet::new(),
            unmapped: 0,
            targets: 0,
            on_time: 0,
            year_early: 0,
        };
        let mut first = Position::default();
        record::ahead(files.open(0)?, &schema::TREE, |reader| {
            let cut = loop {
                match next(reader.step(&mut file.intake), file.pupils)? {
                    Next::Record => {}
                    Next::End => break None,
                    Next::CutOff(at) => break Some(at),
                }
                if let Some(root) = reader.record().root() {
                    if root.is(&schema::HEADER) {
                        file.header = HeaderFacts::of(root);
                        first = root.at();
                    } else {
                        file.pupil(root);
                    }
                }
                file.intake.hand_on(sink)?;
                file.tables.hand_on(reader.position().byte, sink)?;
            };
            if let Some(at) = cut {
                file.intake.child(None, None);
                file.intake.table(None);
                let finding = Finding::new(CUT_OFF, Severity::Error, ENDS_EARLY, at);
                file.intake.add(finding);
            }
            file.finish(first, sink)
        })
    }
}

const ENDS_EARLY: &str = "The file ends in the middle of a pupil or before its end; the complete pupils before were read, and any behind are missing. Ask for the whole file: it will take this one's place.";

/// What comes next in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    /// The header or a pupil.
    Record,
    /// The end as it should be.
    End,
    /// An end too early, behind complete pupils.
    CutOff(Position),
}

/// What a step found. A file that ends too early is one of its complete pupils; without any it
/// is refused.
fn next(step: Result<Step, ConnectorError>, pupils: u32) -> Result<Next, ConnectorError> {
    match step {
        Ok(Step::Record) => Ok(Next::Record),
        Ok(Step::End) => Ok(Next::End),
        Err(ConnectorError::CutOff { at, .. }) if pupils > 0 => Ok(Next::CutOff(at)),
        Err(error) => Err(error),
    }
}

/// Stands for the year while it is being sought; no date is implausible in it.
const ANY_YEAR: i16 = 9000;

/// What is kept while a file is read: nothing of a pupil who is done with.
struct File {
    intake: Intake,
    tables: Tables,
    header: HeaderFacts,
    year: i16,
    pupils: u32,
    /// Rows so far in the tables of attainment.
    rows: [i32; TABLES.len()],
    told: HashSet<&'static str>,
    /// Results that have no column in the tables of attainment.
    unmapped: u64,
    targets: u64,
    /// Results in the year in which the pupil's age puts them, and one year before it.
    on_time: u64,
    year_early: u64,
}

impl File {
    fn finish(mut self, at: Position, sink: &mut dyn Sink) -> Result<Summary, ConnectorError> {
        self.intake.child(None, None);
        self.intake.table(None);
        let mut tell = |rule, severity, message: String| {
            self.intake.add(Finding::new(rule, severity, message, at));
        };
        if self.pupils == 0 {
            tell(
                "no_rows",
                Severity::Error,
                "The file holds no pupils.".to_owned(),
            );
        }
        if !self.header.qualifier_known {
            let message = "The header does not say whether the file is full or partial.";
            tell("ctf_qualifier", Severity::Notice, message.to_owned());
        }
        if self.unmapped > 0 {
            let message = format!(
                "{} results are in attainment.ctf_result: they have no column elsewhere, could not be read, or differ from another result.",
                self.unmapped
            );
            tell("ctf_unmapped", Severity::Notice, message);
        }
        if self.targets > 0 {
            let message = format!(
                "{} entries are targets or estimates and no results; they were left out.",
                self.targets
            );
            tell("ctf_target", Severity::Notice, message);
        }
        if self.year_early >= SURE && self.on_time * 9 < self.year_early {
            let message = "By the pupils' ages the results are a year later than they say: Year seems to hold the start of the academic year. It was read as the end.";
            tell("ctf_year_is_start", Severity::Error, message.to_owned());
        }
        self.tables.finish(sink)?;
        self.intake.finish(sink)?;
        Ok(Summary::of(u64::from(self.pupils)))
    }
}

/// Fewest results that show that a file's years are a year off.
const SURE: u64 = 3;

/// What the header says.
#[derive(Debug, Default)]
struct HeaderFacts {
    source: String,
    la_code: Option<i16>,
    /// End of the academic year in which the file was made; the header has its start.
    end_year: Option<i16>,
    qualifier: String,
    qualifier_known: bool,
    made_at: Option<String>,
}

impl HeaderFacts {
    fn of(header: NodeRef<'_>) -> HeaderFacts {
        use schema::{header as item, place};
        let school = |group| header.groups_of(group).next();
        let (source, destination) = (school(&schema::SOURCE), school(&schema::DESTINATION));
        let text = |school: Option<NodeRef<'_>>, field| {
            let text = school.and_then(|school| school.text(field));
            text.unwrap_or_default().to_ascii_uppercase()
        };
        let la = |school| authority(&text(school, place::LEA));
        let year = source.and_then(|source| source.text(place::ACADEMIC_YEAR));
        let year = year.or_else(|| header.text(item::ACADEMIC_YEAR));
        let qualifier = header
            .text(item::QUALIFIER)
            .unwrap_or_default()
            .to_ascii_lowercase();
        HeaderFacts {
            source: format!("{}{}", text(source, place::LEA), text(source, place::ESTAB)),
            la_code: la(source).or_else(|| la(destination)),
            end_year: year
                .and_then(end_year)
                .and_then(|start| start.checked_add(1)),
            qualifier_known: matches!(qualifier.as_str(), "full" | "partial"),
            qualifier,
            made_at: header.text(item::DATE_TIME).and_then(value::date_time),
        }
    }

    /// Which file it is.
    fn period(&self) -> String {
        let qualifier = if self.qualifier_known {
            &self.qualifier
        } else {
            ""
        };
        let parts = [
            "CTF",
            &self.source,
            qualifier,
            self.made_at.as_deref().unwrap_or_default(),
        ];
        let given: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        given.join(" ")
    }
}

/// The number of an authority; `XXX` and `MMM` are none.
fn authority(text: &str) -> Option<i16> {
    let number = (text.len() == 3)
        .then(|| value::number(text.as_bytes()))
        .flatten()?;
    i16::try_from(number).ok()
}

/// A year of four digits.
fn end_year(text: &str) -> Option<i16> {
    let year = (text.len() == 4)
        .then(|| value::number(text.as_bytes()))
        .flatten()?;
    let year = i16::try_from(year).ok()?;
    (1990..=2099).contains(&year).then_some(year)
}

#[cfg(test)]
mod tests;
