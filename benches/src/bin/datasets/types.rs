//! The types under which DuckDB reads a CSV file: those of the table that Cohort makes of it.
//!
//! A column whose values DuckDB would not take for that type, such as a flag written `Y`, is text.

use std::path::Path;

use cohort_catalog::{ColumnType, TableDef};
use cohort_connectors::CONNECTORS;
use cohort_connectors::csv::normal;
use serde_json::{Value, json};

/// The forms of dates that files have, and how to recognise them: `d` a digit, `a` a letter.
const DATES: &[(&str, &str)] = &[
    ("%Y-%m-%d", "dddd-dd-dd"),
    ("%d/%m/%Y", "dd/dd/dddd"),
    ("%d-%m-%Y", "dd-dd-dddd"),
    ("%Y-%b-%d 00:00:00", "dddd-aaa-dd 00:00:00"),
];
/// Rows by which a type is found not to fit.
const ROWS: usize = 200_000;

/// What DuckDB must know of a file.
pub(crate) fn describe(path: &Path, dataset: &str) -> Value {
    let connector = CONNECTORS.iter().find(|each| each.name() == dataset);
    let tables = connector.expect("a dataset").tables();
    let text = std::fs::read_to_string(path).expect("a file in UTF-8");
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let mut types: Vec<ColumnType> = header.iter().map(|name| type_of(name, tables)).collect();
    let mut form: Option<&str> = None;
    for line in lines.take(ROWS) {
        for (value, ty) in line.split(',').zip(&mut types) {
            if !value.is_empty() && !fits(value, *ty, &mut form) {
                *ty = ColumnType::Text;
            }
        }
    }
    let columns: Vec<Value> = header
        .iter()
        .zip(types)
        .map(|(name, ty)| json!([name, name_of(ty)]))
        .collect();
    json!({ "path": path, "columns": columns, "dateformat": form })
}

fn type_of(heading: &str, tables: &[&TableDef]) -> ColumnType {
    let heading = normal(heading);
    let mut columns = tables.iter().flat_map(|table| table.columns);
    let found = columns.find(|column| {
        let item = column.item.is_some_and(|(item, _)| normal(item) == heading);
        item || normal(column.name) == heading
    });
    found.map_or(ColumnType::Text, |column| column.ty)
}

fn fits(value: &str, ty: ColumnType, form: &mut Option<&'static str>) -> bool {
    match ty {
        ColumnType::BigInt | ColumnType::Int => value.parse::<i32>().is_ok(),
        ColumnType::SmallInt => value.parse::<i16>().is_ok(),
        ColumnType::Double => value.parse::<f64>().is_ok(),
        ColumnType::Boolean => matches!(value, "0" | "1" | "true" | "false"),
        ColumnType::Date => {
            let found = DATES.iter().find(|(_, pattern)| matches(value, pattern));
            let Some((found, _)) = found else {
                return false;
            };
            *form.get_or_insert(found) == *found
        }
        ColumnType::Code | ColumnType::Text | ColumnType::Timestamp => true,
    }
}

fn matches(value: &str, pattern: &str) -> bool {
    let mut pairs = value.bytes().zip(pattern.bytes());
    value.len() == pattern.len()
        && pairs.all(|(byte, wanted)| match wanted {
            b'd' => byte.is_ascii_digit(),
            b'a' => byte.is_ascii_alphabetic(),
            _ => byte == wanted,
        })
}

fn name_of(ty: ColumnType) -> &'static str {
    match ty {
        ColumnType::BigInt => "BIGINT",
        ColumnType::Boolean => "BOOLEAN",
        ColumnType::Date => "DATE",
        ColumnType::Double => "DOUBLE",
        ColumnType::Int => "INTEGER",
        ColumnType::SmallInt => "SMALLINT",
        ColumnType::Code | ColumnType::Text | ColumnType::Timestamp => "VARCHAR",
    }
}
