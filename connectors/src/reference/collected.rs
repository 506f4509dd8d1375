//! `reference.collected_item`: which items a return holds in which years, made of what the
//! connectors say of their tables.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{ArrayRef, Int16Array, RecordBatch, StringArray};
use arrow::error::ArrowError;
use cohort_catalog::TableDef;

use super::COLLECTED_ITEM;
use crate::CONNECTORS;
use crate::cin::schema::ITEMS;
use crate::layout::{SINCE_BEFORE, STILL};

/// One item of a return, and the column that holds it.
#[derive(Debug, Clone, Copy)]
struct Item {
    dataset: &'static str,
    schema: &'static str,
    table: &'static str,
    column: &'static str,
    item: &'static str,
    cbds: &'static str,
    first_year: i16,
    last_year: i16,
}

/// The rows, by dataset.
pub(super) fn collected_items() -> Result<RecordBatch, ArrowError> {
    let rows = items();
    let text = |of: fn(&Item) -> &'static str| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(rows.iter().map(of)))
    };
    let cbds = rows
        .iter()
        .map(|row| Some(row.cbds).filter(|cbds| !cbds.is_empty()));
    let first = rows
        .iter()
        .map(|row| Some(row.first_year).filter(|&y| y != SINCE_BEFORE));
    let last = rows
        .iter()
        .map(|row| Some(row.last_year).filter(|&y| y != STILL));
    let columns: Vec<ArrayRef> = vec![
        text(|row| row.dataset),
        text(|row| row.schema),
        text(|row| row.table),
        text(|row| row.column),
        text(|row| row.item),
        Arc::new(cbds.collect::<StringArray>()),
        Arc::new(first.collect::<Int16Array>()),
        Arc::new(last.collect::<Int16Array>()),
    ];
    RecordBatch::try_new(COLLECTED_ITEM.file_schema(), columns)
}

fn items() -> Vec<Item> {
    let mut rows: Vec<Item> = ITEMS.iter().map(of_cin).collect();
    for connector in CONNECTORS {
        for (table, fields) in connector.items() {
            let mut told = HashSet::new();
            // An item of a field without a column here is folded into another table.
            let here = fields.iter().filter(|field| has(table, field.column.name));
            for field in here {
                let row = Item {
                    first_year: field.first_year,
                    last_year: field.last_year,
                    ..of(
                        connector.name(),
                        table,
                        field.column.name,
                        field.column.item,
                    )
                };
                if told.insert((row.column, row.item)) {
                    rows.push(row);
                }
            }
            let columns = table.columns.iter().filter(|column| column.item.is_some());
            for column in columns {
                let row = of(connector.name(), table, column.name, column.item);
                if told.insert((row.column, row.item)) {
                    rows.push(row);
                }
            }
        }
    }
    rows.sort_by_key(|row| row.dataset);
    rows
}

fn has(table: &TableDef, column: &str) -> bool {
    table.columns.iter().any(|held| held.name == column)
}

/// An item that is collected in every year known here.
fn of(
    dataset: &'static str,
    table: &'static TableDef,
    column: &'static str,
    item: Option<(&'static str, &'static str)>,
) -> Item {
    let (item, cbds) = item.unwrap_or((column, ""));
    Item {
        dataset,
        schema: table.schema,
        table: table.name,
        column,
        item,
        cbds,
        first_year: SINCE_BEFORE,
        last_year: STILL,
    }
}

fn of_cin(item: &crate::cin::schema::Item) -> Item {
    // The table is written with its schema.
    let (schema, table) = item.table.split_once('.').unwrap_or(("", item.table));
    Item {
        dataset: "cin",
        schema,
        table,
        column: item.column,
        item: item.element,
        cbds: item.cbds,
        first_year: item.first_year,
        last_year: item.last_year,
    }
}
