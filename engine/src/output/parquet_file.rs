//! A Parquet file of the rows. Written front to back, so it can go down a pipe.

use std::io::Write;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

use super::{OutputError, Pipe, RowWriter};

/// Rows of a row group; the writer holds one group, and readers skip by group.
const ROW_GROUP_ROWS: usize = 128 * 1024;

pub(super) struct ParquetWriter {
    out: ArrowWriter<Pipe>,
}

impl ParquetWriter {
    pub(super) fn new(out: Pipe, schema: SchemaRef) -> Result<Self, OutputError> {
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_max_row_group_row_count(Some(ROW_GROUP_ROWS))
            .build();
        Ok(ParquetWriter {
            out: ArrowWriter::try_new(out, schema, Some(properties))?,
        })
    }
}

impl RowWriter for ParquetWriter {
    fn write(&mut self, batch: &RecordBatch) -> Result<(), OutputError> {
        Ok(self.out.write(batch)?)
    }

    fn finish(self: Box<Self>) -> Result<(), OutputError> {
        Ok(self.out.into_inner()?.flush()?)
    }
}
