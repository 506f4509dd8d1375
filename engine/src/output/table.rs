//! Tables for people: light borders, numbers to the right, as wide as the terminal at most.

use std::io::{self, IsTerminal, Write};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use comfy_table::{Attribute, Cell, CellAlignment, ContentArrangement, Table, presets};

use super::{OutputError, Pipe, RowWriter, text};

/// Rows of one table. Column widths need all rows of a table at once; a longer result goes on
/// in a further table with its own header, so that memory stays flat.
pub(super) const ROWS_PER_TABLE: usize = 10_000;

/// Characters in a line of the terminal that standard output goes to, if it is one.
pub(super) fn terminal_width() -> Option<u16> {
    io::stdout()
        .is_terminal()
        .then(|| Table::new().width())
        .flatten()
}

pub(super) struct TableWriter {
    out: Pipe,
    schema: SchemaRef,
    width: Option<u16>,
    table: Table,
    rows: u64,
}

impl TableWriter {
    pub(super) fn new(out: Pipe, schema: SchemaRef, width: Option<u16>) -> Self {
        let table = empty(&schema, width);
        TableWriter {
            out,
            schema,
            width,
            table,
            rows: 0,
        }
    }

    fn flush_table(&mut self) -> io::Result<()> {
        let table = std::mem::replace(&mut self.table, empty(&self.schema, self.width));
        for line in table.lines() {
            // Padding to the border is part of a table; blanks after it are not.
            writeln!(self.out, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

impl RowWriter for TableWriter {
    fn write(&mut self, batch: &RecordBatch) -> Result<(), OutputError> {
        text::rows::<ArrowError>(batch, |row| {
            if self.table.row_count() == ROWS_PER_TABLE {
                self.flush_table()?;
            }
            self.table.add_row(row.iter().map(|cell| printable(cell)));
            self.rows += 1;
            Ok(())
        })?;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), OutputError> {
        if self.table.row_count() > 0 || self.rows == 0 {
            self.flush_table()?;
        }
        let noun = if self.rows == 1 { "row" } else { "rows" };
        writeln!(self.out, "({} {noun})", self.rows)?;
        Ok(self.out.flush()?)
    }
}

fn empty(schema: &SchemaRef, width: Option<u16>) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::UTF8_FULL_CONDENSED);
    match width {
        Some(width) => {
            table
                .set_content_arrangement(ContentArrangement::Dynamic)
                .set_width(width);
            table.set_header(
                schema
                    .fields()
                    .iter()
                    .map(|field| Cell::new(printable(field.name())).add_attribute(Attribute::Bold)),
            );
        }
        None => {
            table
                .set_content_arrangement(ContentArrangement::Disabled)
                .force_no_tty();
            table.set_header(schema.fields().iter().map(|field| printable(field.name())));
        }
    }
    for (field, column) in schema.fields().iter().zip(table.column_iter_mut()) {
        if field.data_type().is_numeric() {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

/// The text with control characters spelled out: a value from a file must not be able to move
/// the cursor or change colours.
fn printable(text: &str) -> String {
    if !text.chars().any(char::is_control) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '\n' => out.push('\n'), // comfy-table sets such a cell over several lines
            c if c.is_control() => out.extend(c.escape_default()),
            c => out.push(c),
        }
    }
    out
}
