//! JSON: one array with one object a line, so that both `json.load` and line tools can read it.

use std::io::Write;

use arrow::array::RecordBatch;
use arrow::error::ArrowError;
use arrow::json::writer::{JsonFormat, Writer, WriterBuilder};

use super::{OutputError, Pipe, RowWriter};

/// `[`, a line per object, `]`.
#[derive(Debug, Default)]
struct ArrayOfLines;

impl JsonFormat for ArrayOfLines {
    fn start_stream<W: Write>(&self, out: &mut W) -> Result<(), ArrowError> {
        Ok(out.write_all(b"[")?)
    }

    fn start_row<W: Write>(&self, out: &mut W, is_first_row: bool) -> Result<(), ArrowError> {
        Ok(out.write_all(if is_first_row { b"\n" } else { b",\n" })?)
    }

    fn end_stream<W: Write>(&self, out: &mut W) -> Result<(), ArrowError> {
        Ok(out.write_all(b"\n]\n")?)
    }
}

pub(super) struct JsonWriter {
    out: Writer<Pipe, ArrayOfLines>,
}

impl JsonWriter {
    pub(super) fn new(out: Pipe) -> Self {
        // A key that is missing and a value that is NULL are different things to most readers.
        JsonWriter {
            out: WriterBuilder::new().with_explicit_nulls(true).build(out),
        }
    }
}

impl RowWriter for JsonWriter {
    fn write(&mut self, batch: &RecordBatch) -> Result<(), OutputError> {
        Ok(self.out.write(batch)?)
    }

    fn finish(mut self: Box<Self>) -> Result<(), OutputError> {
        self.out.finish()?;
        Ok(self.out.get_mut().flush()?)
    }
}
