//! Comma-separated values: a header row, RFC 4180 quoting, NULL as nothing.

use arrow::array::RecordBatch;
use arrow::datatypes::Schema;
use arrow::error::ArrowError;

use super::{OutputError, Pipe, RowWriter, text};

pub(super) struct CsvWriter {
    out: csv::Writer<Pipe>,
}

impl CsvWriter {
    /// Writes the header at once, so that a result without rows still says its columns.
    pub(super) fn new(out: Pipe, schema: &Schema) -> Result<Self, OutputError> {
        let mut out = csv::Writer::from_writer(out);
        out.write_record(schema.fields().iter().map(|field| field.name()))
            .map_err(io)?;
        Ok(CsvWriter { out })
    }
}

impl RowWriter for CsvWriter {
    fn write(&mut self, batch: &RecordBatch) -> Result<(), OutputError> {
        text::rows::<ArrowError>(batch, |row| {
            self.out
                .write_record(row)
                .map_err(|error| ArrowError::from(io(error)))
        })?;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), OutputError> {
        Ok(self.out.flush()?)
    }
}

fn io(error: csv::Error) -> std::io::Error {
    error.into()
}
