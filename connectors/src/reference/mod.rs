//! Built-in reference tables: what everybody's data is read against.
//!
//! Facts that change seldom and are public are part of the program: authorities, regions,
//! code sets with their years, bank holidays, collection years. They have no provenance
//! columns and no snapshot; a newer program brings newer ones. Populations are here for the
//! fictional authorities only: real ones are to be imported.
//!
//! The tables that are lists of facts are CSV files under `data/`. Those that follow from
//! rules kept elsewhere are made from them, so that nothing is told twice.

use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array, Int16Array, RecordBatch, StringArray};
use arrow::csv::ReaderBuilder;
use arrow::error::ArrowError;
use cohort_catalog::TableDef;
use cohort_udfs::calendar::{BANK_HOLIDAYS, date};

mod authorities;
pub mod codes;
mod collected;
mod establishments;
mod tables;

pub use authorities::authority_of_ons_code;
pub use establishments::{EstablishmentGroups, establishment_type};
pub(crate) use tables::NEIGHBOUR_COLUMNS;
pub use tables::{
    ACADEMIC_YEAR, BANK_HOLIDAY, CODE_VALUE, COLLECTED_ITEM, ESTABLISHMENT_TYPE, LOCAL_AUTHORITY,
    POPULATION, REGION, STATISTICAL_NEIGHBOUR,
};

/// Every reference table, in name order.
pub static TABLES: &[&TableDef] = &[
    &ACADEMIC_YEAR,
    &BANK_HOLIDAY,
    &CODE_VALUE,
    &COLLECTED_ITEM,
    &ESTABLISHMENT_TYPE,
    &LOCAL_AUTHORITY,
    &POPULATION,
    &REGION,
    &STATISTICAL_NEIGHBOUR,
];

/// The collection years that [`ACADEMIC_YEAR`] lists.
const YEARS: std::ops::RangeInclusive<i16> = 2005..=2035;

/// All rows of a table of [`TABLES`], in its [`TableDef::file_schema`]: code columns are
/// plain text here, as in files, and become dictionaries where the tables are held.
///
/// # Errors
///
/// When `def` is not one of [`TABLES`], or the built-in data do not fit it, which the tests
/// rule out.
pub fn batches(def: &TableDef) -> Result<Vec<RecordBatch>, ArrowError> {
    match def.name {
        _ if def.schema != "reference" => unknown(def),
        "academic_year" => academic_years().map(|rows| vec![rows]),
        "bank_holiday" => bank_holidays().map(|rows| vec![rows]),
        "collected_item" => collected::collected_items().map(|rows| vec![rows]),
        name => match csv_of(name) {
            Some(text) => ReaderBuilder::new(def.file_schema())
                .with_header(true)
                .build(text.as_bytes())?
                .collect(),
            None => unknown(def),
        },
    }
}

/// Residents under 18 of a fictional authority in the middle of `year`; `None` for any other
/// authority or year, as in [`POPULATION`].
pub fn population(la_code: i16, year: i16) -> Option<u64> {
    populations()
        .find(|row| (row.0, row.1) == (la_code, year))
        .map(|row| row.2)
}

/// Authority, year and residents under 18 of each row of [`POPULATION`].
pub(crate) fn populations() -> impl Iterator<Item = (i16, i16, u64)> {
    let rows = csv_of(POPULATION.name).unwrap_or_default().lines();
    rows.filter_map(|row| {
        let (la_code, rest) = row.split_once(',')?;
        let (year, rest) = rest.split_once(',')?;
        let residents = rest.strip_prefix("0-17,")?.parse().ok()?;
        Some((la_code.parse().ok()?, year.parse().ok()?, residents))
    })
}

/// Last day of a local authority that no longer exists, `Some(None)` for one that does; `None`
/// for a number of no authority in [`LOCAL_AUTHORITY`].
pub fn authority_end(la_code: i16) -> Option<Option<i32>> {
    let wanted = format!("{la_code:03},");
    let row = csv_of(LOCAL_AUTHORITY.name)?
        .lines()
        .find(|row| row.starts_with(&wanted))?;
    // The last column but one; only names, further left, hold commas.
    let last = row.rsplit(',').nth(1)?;
    Some(crate::value::date(last.as_bytes()).map(|written| written.day))
}

fn unknown(def: &TableDef) -> Result<Vec<RecordBatch>, ArrowError> {
    let message = format!("{} is not a built-in reference table", def.full_name());
    Err(ArrowError::InvalidArgumentError(message))
}

/// Every code of every set.
const CODE_VALUES: &str = include_str!("data/code_value.csv");

/// Every type of establishment.
const ESTABLISHMENT_TYPES: &str = include_str!("data/establishment_type.csv");

/// The file with a table's rows.
fn csv_of(table: &str) -> Option<&'static str> {
    Some(match table {
        "code_value" => CODE_VALUES,
        "establishment_type" => ESTABLISHMENT_TYPES,
        "local_authority" => include_str!("data/local_authority.csv"),
        "population" => include_str!("data/population.csv"),
        "region" => include_str!("data/region.csv"),
        "statistical_neighbour" => include_str!("data/statistical_neighbour.csv"),
        _ => return None,
    })
}

fn academic_years() -> Result<RecordBatch, ArrowError> {
    let on = |before: i32, month: u32, day: u32| -> ArrayRef {
        let days = YEARS.map(|year| date(i32::from(year) - before, month, day));
        Arc::new(days.collect::<Date32Array>())
    };
    let name = |year: i16| Some(format!("{}/{:02}", year - 1, year % 100));
    let columns: Vec<ArrayRef> = vec![
        Arc::new(Int16Array::from_iter_values(YEARS)),
        Arc::new(YEARS.map(name).collect::<StringArray>()),
        on(1, 9, 1),
        on(0, 8, 31),
        on(1, 4, 1),
        on(0, 3, 31),
    ];
    RecordBatch::try_new(ACADEMIC_YEAR.file_schema(), columns)
}

fn bank_holidays() -> Result<RecordBatch, ArrowError> {
    let days = BANK_HOLIDAYS.iter().map(|holiday| holiday.day);
    let names = BANK_HOLIDAYS.iter().map(|holiday| holiday.name);
    let columns: Vec<ArrayRef> = vec![
        Arc::new(Date32Array::from_iter_values(days)),
        Arc::new(StringArray::from_iter_values(names)),
    ];
    RecordBatch::try_new(BANK_HOLIDAY.file_schema(), columns)
}

#[cfg(test)]
mod tests;
