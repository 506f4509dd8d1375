//! Rows on their way into Arrow: one builder per column of a [`TableDef`], filled from left to
//! right, handed on in batches.

use std::sync::Arc;

use arrow::array::{
    ArrayBuilder, ArrayRef, BooleanBuilder, Date32Builder, Float64Builder, Int16Builder,
    Int32Builder, Int64Builder, RecordBatch, StringBuilder,
};
use cohort_catalog::{ColumnType, TableDef};

use crate::Sink;
use crate::error::ConnectorError;
use crate::layout::{Cell, Value};

/// Rows of a table that make a batch.
pub const BATCH_ROWS: usize = 32 * 1024;
/// Bytes of file text after which all tables are handed on, however few their rows: bounds
/// memory, and keeps a text column far below the 2 GiB that its offsets can address.
pub const BATCH_BYTES: u64 = 32 * 1024 * 1024;

/// The rows of all tables of a dataset, under their place in its list of tables.
#[derive(Debug)]
pub struct Tables {
    tables: Vec<Table>,
    handed_on_at: u64,
}

impl Tables {
    /// Builders for these tables.
    pub fn new(defs: &[&'static TableDef]) -> Tables {
        Tables {
            tables: defs.iter().map(|def| Table::new(def)).collect(),
            handed_on_at: 0,
        }
    }

    /// Begins a row of the table at `place` of the list.
    pub fn row(&mut self, place: usize) -> Row<'_> {
        self.tables[place].row()
    }

    /// Hands on the tables that are full, or all when much of the file has passed: `read` is how
    /// many bytes of it have.
    ///
    /// # Errors
    ///
    /// Those of the sink.
    pub fn hand_on(&mut self, read: u64, sink: &mut dyn Sink) -> Result<(), ConnectorError> {
        let all = read.saturating_sub(self.handed_on_at) > BATCH_BYTES;
        if all {
            self.handed_on_at = read;
        }
        self.hand_on_from(if all { 1 } else { BATCH_ROWS }, sink)
    }

    /// Hands on what is left.
    ///
    /// # Errors
    ///
    /// Those of the sink.
    pub fn finish(mut self, sink: &mut dyn Sink) -> Result<(), ConnectorError> {
        self.hand_on_from(1, sink)
    }

    /// A file of the return has been read; the bytes of the next count from 0.
    pub fn next_file(&mut self) {
        self.handed_on_at = 0;
    }

    fn hand_on_from(&mut self, rows: usize, sink: &mut dyn Sink) -> Result<(), ConnectorError> {
        for table in &mut self.tables {
            if table.rows >= rows {
                let batch = table.take()?;
                sink.batch(table.def, batch)?;
            }
        }
        Ok(())
    }
}

/// Builders for one table.
#[derive(Debug)]
pub struct Table {
    pub(crate) def: &'static TableDef,
    columns: Vec<Column>,
    pub(crate) rows: usize,
}

#[derive(Debug)]
enum Column {
    BigInt(Int64Builder),
    Boolean(BooleanBuilder),
    Date(Date32Builder),
    Double(Float64Builder),
    Int(Int32Builder),
    SmallInt(Int16Builder),
    Text(StringBuilder),
}

impl Table {
    /// Builders for the columns of `def`.
    pub fn new(def: &'static TableDef) -> Self {
        let columns = def
            .columns
            .iter()
            .map(|column| Column::new(column.ty))
            .collect();
        Table {
            def,
            columns,
            rows: 0,
        }
    }

    /// Begins a row.
    pub fn row(&mut self) -> Row<'_> {
        self.rows += 1;
        Row {
            columns: self.columns.iter_mut(),
        }
    }

    /// The rows so far; none are held afterwards.
    ///
    /// # Errors
    ///
    /// [`ConnectorError::Sink`] when a row does not fit the table, which the tests rule out.
    pub fn take(&mut self) -> Result<RecordBatch, ConnectorError> {
        self.rows = 0;
        let arrays = self.columns.iter_mut().map(Column::take).collect();
        RecordBatch::try_new(self.def.file_schema(), arrays).map_err(|error| ConnectorError::Sink {
            source: Box::new(error),
        })
    }
}

impl Column {
    fn new(ty: ColumnType) -> Column {
        match ty {
            ColumnType::BigInt => Column::BigInt(Int64Builder::new()),
            ColumnType::Boolean => Column::Boolean(BooleanBuilder::new()),
            ColumnType::Date => Column::Date(Date32Builder::new()),
            ColumnType::Double => Column::Double(Float64Builder::new()),
            ColumnType::Int => Column::Int(Int32Builder::new()),
            ColumnType::SmallInt => Column::SmallInt(Int16Builder::new()),
            // No return has a time that is a value; a table that declares one gets text, which
            // a batch of its schema refuses.
            ColumnType::Code | ColumnType::Text | ColumnType::Timestamp => {
                Column::Text(StringBuilder::new())
            }
        }
    }

    fn take(&mut self) -> ArrayRef {
        match self {
            Column::BigInt(builder) => Arc::new(builder.finish()),
            Column::Boolean(builder) => Arc::new(builder.finish()),
            Column::Date(builder) => Arc::new(builder.finish()),
            Column::Double(builder) => Arc::new(builder.finish()),
            Column::Int(builder) => Arc::new(builder.finish()),
            Column::SmallInt(builder) => Arc::new(builder.finish()),
            Column::Text(builder) => {
                // The next batch is likely about as large: room at once for what would otherwise
                // be copied each time it has doubled.
                let (rows, bytes) = (builder.len(), builder.values_slice().len());
                let next = StringBuilder::with_capacity(rows, bytes);
                Arc::new(std::mem::replace(builder, next).finish())
            }
        }
    }
}

/// Fills one row from left to right. A value of another type than the column's, or a row cut
/// short, leaves columns of unequal length, and so no batch; the tests write every table.
#[derive(Debug)]
pub struct Row<'a> {
    columns: std::slice::IterMut<'a, Column>,
}

impl Row<'_> {
    /// An `INTEGER`.
    pub fn int(mut self, value: Option<i32>) -> Self {
        if let Some(Column::Int(builder)) = self.columns.next() {
            builder.append_option(value);
        }
        self
    }

    /// A `SMALLINT`.
    pub fn small(mut self, value: Option<i16>) -> Self {
        if let Some(Column::SmallInt(builder)) = self.columns.next() {
            builder.append_option(value);
        }
        self
    }

    /// A `BIGINT`.
    pub fn big(mut self, value: Option<i64>) -> Self {
        if let Some(Column::BigInt(builder)) = self.columns.next() {
            builder.append_option(value);
        }
        self
    }

    /// A `DATE`, in days since 1970-01-01.
    pub fn day(mut self, value: Option<i32>) -> Self {
        if let Some(Column::Date(builder)) = self.columns.next() {
            builder.append_option(value);
        }
        self
    }

    /// A `BOOLEAN`.
    pub fn flag(mut self, value: Option<bool>) -> Self {
        if let Some(Column::Boolean(builder)) = self.columns.next() {
            builder.append_option(value);
        }
        self
    }

    /// A `DOUBLE PRECISION`.
    pub fn double(mut self, value: Option<f64>) -> Self {
        if let Some(Column::Double(builder)) = self.columns.next() {
            builder.append_option(value);
        }
        self
    }

    /// A `TEXT` or code.
    pub fn text(mut self, value: Option<&str>) -> Self {
        if let Some(Column::Text(builder)) = self.columns.next() {
            builder.append_option(value);
        }
        self
    }

    /// A cell, into a column of whatever type its field has.
    pub fn cell(mut self, cell: &Cell<'_>) -> Self {
        match (self.columns.next(), &cell.value) {
            (Some(Column::Text(builder)), Value::Text(text)) => builder.append_value(text),
            (Some(Column::Text(builder)), _) => builder.append_null(),
            (Some(Column::Date(builder)), value) => builder.append_option(value.day()),
            (Some(Column::Boolean(builder)), value) => builder.append_option(value.flag()),
            (Some(Column::Int(builder)), value) => builder.append_option(value.int()),
            (Some(Column::SmallInt(builder)), value) => {
                builder.append_option(value.int().and_then(|n| i16::try_from(n).ok()));
            }
            (Some(Column::BigInt(builder)), value) => {
                builder.append_option(value.int().map(i64::from));
            }
            (Some(Column::Double(builder)), value) => builder.append_option(value.decimal()),
            (None, _) => debug_assert!(false, "a row has more cells than columns"),
        }
        self
    }

    /// Cells, one after another.
    pub fn cells<'c, 't: 'c>(self, cells: impl IntoIterator<Item = &'c Cell<'t>>) -> Self {
        cells.into_iter().fold(self, Row::cell)
    }

    /// The row is whole.
    pub fn end(self) {
        debug_assert!(self.columns.len() == 0, "a row lacks its last columns");
    }
}
