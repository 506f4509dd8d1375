//! Populations by band of age, to stand for the built-in ones, which are of the fictional
//! authorities only.
//!
//! Read: a list with the columns of `reference.population`: `la_code`, `year`, `age_band`,
//! `population`. One list is held of the fictional authorities and one of all others, side by
//! side, so that invented figures never take the place of real ones. Once either is held, the
//! built-in figures are not shown.
//!
//! What the Office for National Statistics publishes, by single year of age, goes into
//! `reference.population_estimate`.

use cohort_catalog::{TableDef, TableLevel};

use crate::csv::{CsvReader, Headings};
use crate::finding::{Finding, Severity};
use crate::layout::{Field, Form, Intake, Style};
use crate::reference::POPULATION;
use crate::rows::Tables;
use crate::synthetic::AUTHORITIES;
use crate::value::DateForms;
use crate::{Connector, ConnectorError, FileKind, Files, Given, Identity, Sink, Summary};

use super::{Flat, Line, count, field, label, national, no_rename, place};

/// Reads populations by band of age.
#[derive(Debug, Clone, Copy)]
pub struct Populations;

/// `reference.population`, as imported: the columns of the built-in one.
pub static IMPORTED_POPULATION: TableDef = TableDef {
    level: TableLevel::Reference,
    comment: "Residents by age, the denominator of rates, as imported in place of the built-in \
              figures. The rate of a CIN census year takes the estimate of the mid-year before \
              its 31 March: year - 1.",
    ..POPULATION
};

static TABLES: &[&TableDef] = &[&IMPORTED_POPULATION];

/// The period of a list of fictional authorities; any other has none.
const FICTIONAL: &str = "fictional";

const FIELDS: &[Field] = &[
    field("la_code", "la_code", Form::Whole(1, 999), ""),
    field("year", "year", Form::Whole(1900, 2100), ""),
    label("age_band", "age_band", ""),
    count("population", "population", 99_999_999, ""),
];

const LA: usize = place(FIELDS, "la_code");
const YEAR: usize = place(FIELDS, "year");
const BAND: usize = place(FIELDS, "age_band");
const NUMBER: usize = place(FIELDS, "population");

static FILE: Flat = Flat {
    title: "Populations by band of age",
    tables: TABLES,
    table: "reference.population",
    fields: FIELDS,
    rename: no_rename,
    own: &["la_code", "year", "age_band", "population"],
    key: &[LA, YEAR, BAND],
    optional: &[],
    style: Style {
        dates: DateForms {
            expected: &[],
            accepted: &[],
        },
        nulls: &[],
    },
    number_nulls: &[],
};

impl Connector for Populations {
    fn name(&self) -> &'static str {
        "population"
    }

    fn title(&self) -> &'static str {
        FILE.title
    }

    fn form(&self) -> &'static str {
        "CSV list by authority, year and band of age"
    }

    fn tables(&self) -> &'static [&'static TableDef] {
        TABLES
    }

    fn recognises(&self, head: &str) -> Option<FileKind> {
        FILE.recognises(head).then_some(FileKind::Whole)
    }

    /// Looks at the authority of every row: a list has a few thousand at most.
    fn identify(&self, files: &mut dyn Files, _: Given) -> Result<Identity, ConnectorError> {
        let mut reader = CsvReader::new(files.open(0)?);
        let header = FILE.header(&mut reader)?;
        let headings = Headings::of(&header, FIELDS);
        let (mut fictional, mut other) = (false, false);
        while let Some(record) = reader.record()? {
            let code = headings.get(&record, LA).map(|text| text.trim().parse());
            let Some(Ok(code)) = code else {
                continue;
            };
            let is_fictional = AUTHORITIES.contains(&code);
            fictional |= is_fictional;
            other |= !is_fictional;
            if fictional && other {
                return Err(ConnectorError::WrongDataset {
                    at: record.at,
                    dataset: self.name(),
                    what: "authorities 990 to 999 are fictional, and others are in it too; make \
                           two files of it"
                        .to_owned(),
                });
            }
        }
        Ok(national(fictional.then(|| FICTIONAL.to_owned())))
    }

    fn read(
        &self,
        files: &mut dyn Files,
        _: &Identity,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ConnectorError> {
        FILE.read(files, sink, take)
    }
}

fn take(line: &Line<'_, '_>, intake: &mut Intake, tables: &mut Tables) {
    let whole = [LA, YEAR, NUMBER].map(|place| line.cell(place).int());
    if whole.contains(&None) || line.cell(BAND).text().is_none() {
        let message = "The row lacks its authority, year, ages or number; it was left out.";
        intake.add(Finding::new(
            "row_incomplete",
            Severity::Error,
            message,
            line.at,
        ));
        return;
    }
    tables.row(0).cells(line.cells).end();
}

#[cfg(test)]
mod tests;
