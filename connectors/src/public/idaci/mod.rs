//! Indices of deprivation by small area: the English indices (IoD) of 2019 and 2025, "File 7",
//! all scores, ranks, deciles and population denominators.
//!
//! Kept: the index of multiple deprivation (IMD), the one that affects children (IDACI), and the
//! number of dependent children. Not kept: the other domains and denominators. The index of 2015
//! reads as well, its headings being the same.
//!
//! The areas of 2019 are those of 2011, and those of 2025 those of 2021: a code looked up in the
//! other index misses or misleads, so both years are part of the key.

use cohort_catalog::{ColumnDef, ColumnType, TableDef};

use crate::csv::CsvReader;
use crate::finding::{Finding, Position, Severity};
use crate::layout::{Field, Form, Intake, Style};
use crate::rows::Tables;
use crate::value::DateForms;
use crate::{Connector, ConnectorError, FileKind, Files, Given, Identity, Sink, Summary};

use super::{Flat, Line, column, columns, count, field, national, number, place, table, text};

/// Reads the indices of deprivation.
#[derive(Debug, Clone, Copy)]
pub struct Idaci;

const FIELDS: &[Field] = &FIELD_ARRAY;

const FIELD_ARRAY: [Field; 11] = [
    text(
        "lsoa_code",
        "LSOA code",
        "Lower layer super output area, ONS code of the year in lsoa_year.",
    ),
    text("lsoa_name", "LSOA name", "Its name."),
    text(
        "lad_code",
        "Local Authority District code",
        "District or unitary authority, ONS code.",
    ),
    text("lad_name", "Local Authority District name", "Its name."),
    field(
        "imd_score",
        "IMD Score",
        Form::Decimal,
        "Index of multiple deprivation, score; higher is more deprived.",
    ),
    count(
        "imd_rank",
        "IMD Rank",
        99_999,
        "Index of multiple deprivation, rank; 1 is the most deprived.",
    ),
    DECILE_OF_IMD,
    field(
        "idaci_score",
        "IDACI Score",
        Form::Decimal,
        "Proportion, 0 to 1, of children under 16 in income-deprived families (IDACI).",
    ),
    count(
        "idaci_rank",
        "IDACI Rank",
        99_999,
        "IDACI rank; 1 is the most deprived.",
    ),
    DECILE_OF_IDACI,
    count(
        "dependent_children",
        "Dependent Children",
        99_999_999,
        "Dependent children aged 0 to 15, the denominator of IDACI.",
    ),
];

const DECILE_OF_IMD: Field = decile(
    "imd_decile",
    "IMD Decile",
    "Index of multiple deprivation, tenth of all areas; 1 is the most deprived.",
);

const DECILE_OF_IDACI: Field = decile(
    "idaci_decile",
    "IDACI Decile",
    "IDACI, tenth of all areas (not of pupils); 1 is the most deprived.",
);

const fn decile(name: &'static str, heading: &'static str, comment: &'static str) -> Field {
    let mut field = number(name, heading, comment);
    field.form = Form::Whole(1, 10);
    field
}

const LSOA_CODE: usize = place(FIELDS, "lsoa_code");
const SCORE: usize = place(FIELDS, "idaci_score");

const DERIVED: [ColumnDef; 2] = [
    column(
        "iod_year",
        ColumnType::SmallInt,
        "Version of the indices: 2019 or 2025 (2015 where imported). Never mix versions.",
    ),
    column(
        "lsoa_year",
        ColumnType::SmallInt,
        "Year of the area codes: 2011 for the indices of 2019, 2021 for those of 2025.",
    ),
];

static COLUMNS: [ColumnDef; 13] = columns(&FIELD_ARRAY, &DERIVED);

/// `reference.idaci`
pub static IDACI: TableDef = table(
    "idaci",
    &["iod_year", "lsoa_code"],
    &COLUMNS,
    "One row per small area and version of the English indices of deprivation. A pupil's own comes \
     by the home postcode's area; a school's is another measure. Areas that are not here are \
     unknown, and no decile.",
);

static TABLES: &[&TableDef] = &[&IDACI];

static FILE: Flat = Flat {
    title: "Indices of deprivation (IoD file 7)",
    tables: TABLES,
    table: "reference.idaci",
    fields: FIELDS,
    rename,
    own: &["LSOA code", "IMD Score", "IDACI Score"],
    key: &[LSOA_CODE],
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

/// Headings are known by how they begin and by Score, Rank or Decile: what stands behind differs.
fn rename(heading: &str) -> Option<&'static str> {
    let heading = heading.to_lowercase();
    let begins = |wanted: &str| heading.starts_with(wanted);
    let index = |names: [&'static str; 3]| {
        let [score, rank, decile] = names;
        // The word follows the index's name in brackets.
        let word = heading.split(')').nth(1)?.trim_start();
        match word {
            _ if word.starts_with("score") => Some(score),
            _ if word.starts_with("rank") => Some(rank),
            _ if word.starts_with("decile") => Some(decile),
            _ => None,
        }
    };
    match () {
        () if begins("lsoa code") => Some("LSOA code"),
        () if begins("lsoa name") => Some("LSOA name"),
        () if begins("local authority district code") => Some("Local Authority District code"),
        () if begins("local authority district name") => Some("Local Authority District name"),
        () if begins("dependent children") => Some("Dependent Children"),
        () if begins("index of multiple deprivation") => {
            index(["IMD Score", "IMD Rank", "IMD Decile"])
        }
        () if begins("income deprivation affecting children") => {
            index(["IDACI Score", "IDACI Rank", "IDACI Decile"])
        }
        () => None,
    }
}

/// Years that the header tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Years {
    /// Of the indices, if known.
    index: Option<i16>,
    /// Of the area codes.
    lsoa: Option<i16>,
    /// Of the district codes.
    lad: Option<i16>,
    /// Where the header ends.
    at: Position,
}

impl Connector for Idaci {
    fn name(&self) -> &'static str {
        "idaci"
    }

    fn title(&self) -> &'static str {
        FILE.title
    }

    fn form(&self) -> &'static str {
        "CSV, file 7 of the Indices of Deprivation 2019 or 2025"
    }

    fn tables(&self) -> &'static [&'static TableDef] {
        TABLES
    }

    fn recognises(&self, head: &str) -> Option<FileKind> {
        FILE.recognises(head).then_some(FileKind::Whole)
    }

    /// The period is the version: both stand beside each other.
    fn identify(&self, files: &mut dyn Files, _: Given) -> Result<Identity, ConnectorError> {
        let years = years(files)?;
        Ok(national(Some(match (years.index, years.lad) {
            (Some(index), _) => format!("iod{index}"),
            (None, Some(lad)) => format!("iod-lad{lad}"),
            (None, None) => "iod".to_owned(),
        })))
    }

    fn read(
        &self,
        files: &mut dyn Files,
        _: &Identity,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ConnectorError> {
        let years = years(files)?;
        if years.index.is_none() {
            let message = "The headings name the year of no known version of the indices; iod_year \
                           is not known.";
            let finding = Finding::new("index_version", Severity::Query, message, years.at);
            sink.finding(finding.table(FILE.table))?;
        }
        FILE.read(files, sink, |line, intake, tables| {
            take(years, line, intake, tables);
        })
    }
}

fn years(files: &mut dyn Files) -> Result<Years, ConnectorError> {
    let mut reader = CsvReader::new(files.open(0)?);
    let names = reader.header(FILE.title, |record| FILE.is_own(record.iter()))?;
    let year = |wanted: &str| {
        let name = names.iter().find(|name| rename(name) == Some(wanted))?;
        let year = name.split(['(', ')']).nth(1)?;
        year.trim().parse().ok()
    };
    let lad = year("Local Authority District code");
    Ok(Years {
        // The districts are those of the year; the indices of 2025 have those of 2024.
        index: match lad {
            Some(2013) => Some(2015),
            Some(2019) => Some(2019),
            Some(2024) => Some(2025),
            _ => None,
        },
        lsoa: year("LSOA code"),
        lad,
        at: reader.position(),
    })
}

fn take(years: Years, line: &Line<'_, '_>, intake: &mut Intake, tables: &mut Tables) {
    if !line.cell(LSOA_CODE).is_given() {
        let message = "The row has no area; nothing can be joined to it.";
        let finding = Finding::new("lsoa_missing", Severity::Error, message, line.at);
        intake.add(finding.item("LSOA code"));
    }
    let score = line.cell(SCORE).value.decimal();
    if score.is_some_and(|score| !(0.0..=1.0).contains(&score)) {
        let message = "The IDACI score is a proportion, and this is not between 0 and 1.";
        let finding = Finding::new("score_range", Severity::Query, message, line.at);
        intake.add(finding.item("IDACI Score").value(line.cell(SCORE).raw));
    }
    tables
        .row(0)
        .cells(line.cells)
        .small(years.index)
        .small(years.lsoa)
        .end();
}

#[cfg(test)]
mod tests;
