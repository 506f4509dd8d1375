//! Populations by single year of age and sex, from the Office for National Statistics: the
//! denominators of rates.
//!
//! Read: the detailed file of mid-year estimates (`MYEB1`, a column for each year), the
//! estimates as the statistics portal gives them (a row for each year), and the table of the
//! 2021 census. Each cell is a row of `reference.population_estimate`. Not read: components of
//! change, and rows of the portal for bands of age or for both sexes together, which would count
//! people twice; a finding says how many. Names of areas are not kept.
//!
//! `reference.population` is another, built-in table: bands of age of the fictional authorities.

mod long;
mod wide;

use cohort_catalog::ColumnType::{Code, Int, SmallInt, Text};
use cohort_catalog::{ColumnDef, TableDef};

use crate::csv::{self, CsvReader};
use crate::layout::Style;
use crate::reference::authority_of_ons_code;
use crate::rows::Tables;
use crate::value::DateForms;
use crate::{Connector, ConnectorError, FileKind, Files, Given, Identity, Sink, Summary};

use super::{column, national, table};

/// Reads populations.
#[derive(Debug, Clone, Copy)]
pub struct OnsPopulation;

const TITLE: &str = "Populations by age and sex (ONS)";
const TABLE: &str = "reference.population_estimate";

static COLUMNS: [ColumnDef; 8] = [
    column(
        "ons_code",
        Text,
        "Area, nine-character ONS code: unitary authorities, boroughs, and districts of counties.",
    ),
    column(
        "la_code",
        SmallInt,
        "Authority with children's services that the area is, by its code now or before; NULL for districts: sum them to their county by the lookup of the same year.",
    ),
    column(
        "population_year",
        SmallInt,
        "Year of the estimate, 30 June, or of the census.",
    ),
    column(
        "source",
        Code,
        "mye (mid-year estimates) or census2021; never mix them in one series.",
    ),
    column(
        "release",
        Code,
        "Which release: all years of one are on its boundaries. Never mix releases.",
    ),
    column("sex", Code, "M or F."),
    column(
        "age",
        SmallInt,
        "Age in completed years; the highest (90, in the census 100) is that and over.",
    ),
    column(
        "population",
        Int,
        "Residents. Census cells are perturbed: sums differ by a few.",
    ),
];

/// `reference.population_estimate`
pub static POPULATION_ESTIMATE: TableDef = table(
    "population_estimate",
    &["release", "population_year", "ons_code", "sex", "age"],
    &COLUMNS,
    "Residents by area, year, sex and single year of age, as the ONS publishes them: the denominator of rates. Sum ages 0 to 17 for social care, 0 to 25 for SEN2, 5 to 15 for school age.",
);

static TABLES: &[&TableDef] = &[&POPULATION_ESTIMATE];

const STYLE: Style = Style {
    dates: DateForms {
        expected: &[],
        accepted: &[],
    },
    nulls: &[],
};

/// One cell, on its way into the table.
struct Estimate<'a> {
    ons_code: Option<&'a str>,
    year: Option<i16>,
    source: &'static str,
    release: &'a str,
    sex: Option<&'a str>,
    age: Option<i16>,
    population: Option<i32>,
}

fn write(estimate: &Estimate<'_>, tables: &mut Tables) {
    tables
        .row(0)
        .text(estimate.ons_code)
        .small(estimate.ons_code.and_then(authority_of_ons_code))
        .small(estimate.year)
        .text(Some(estimate.source))
        .text(Some(estimate.release))
        .text(estimate.sex)
        .small(estimate.age)
        .int(estimate.population)
        .end();
}

/// What a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Wide(wide::Layout),
    Portal,
    Census,
}

fn kind<'h>(names: impl Iterator<Item = &'h str>) -> Option<Kind> {
    let names: Vec<String> = names.map(|name| name.trim().to_owned()).collect();
    let all = || names.iter().map(String::as_str);
    if let Some(layout) = wide::Layout::of(&names) {
        Some(Kind::Wide(layout))
    } else if long::PORTAL.is_own(all()) {
        Some(Kind::Portal)
    } else if long::CENSUS.is_own(all()) {
        Some(Kind::Census)
    } else {
        None
    }
}

impl Connector for OnsPopulation {
    fn name(&self) -> &'static str {
        "ons_population"
    }

    fn title(&self) -> &'static str {
        TITLE
    }

    fn form(&self) -> &'static str {
        "CSV of mid-year estimates or of the 2021 census"
    }

    fn tables(&self) -> &'static [&'static TableDef] {
        TABLES
    }

    fn recognises(&self, head: &str) -> Option<FileKind> {
        csv::headers(head)
            .iter()
            .any(|names| kind(names.iter().map(String::as_str)).is_some())
            .then_some(FileKind::Whole)
    }

    /// The period is the release.
    fn identify(&self, files: &mut dyn Files, _: Given) -> Result<Identity, ConnectorError> {
        let release = match header(files)? {
            Kind::Wide(layout) => layout.release,
            Kind::Portal => long::PORTAL_RELEASE.to_owned(),
            Kind::Census => long::CENSUS_RELEASE.to_owned(),
        };
        Ok(national(Some(release)))
    }

    fn read(
        &self,
        files: &mut dyn Files,
        _: &Identity,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ConnectorError> {
        match header(files)? {
            Kind::Wide(layout) => wide::read(files, &layout, sink),
            Kind::Portal => long::read_portal(files, sink),
            Kind::Census => long::read_census(files, sink),
        }
    }
}

fn header(files: &mut dyn Files) -> Result<Kind, ConnectorError> {
    let mut found = None;
    CsvReader::new(files.open(0)?).header(TITLE, |record| {
        found = kind(record.iter());
        found.is_some()
    })?;
    // The header is accepted only when it was found.
    Ok(found.unwrap_or(Kind::Portal))
}

#[cfg(test)]
mod tests;
