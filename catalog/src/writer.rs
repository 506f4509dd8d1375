//! Writing one data object: rows in, Parquet bytes out to the object store, digest beside.

use std::fmt;
use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use arrow::record_batch::RecordBatch;
use bytes::Bytes;
use futures::FutureExt;
use futures::future::BoxFuture;
use object_store::ObjectStore;
use object_store::buffered::BufWriter;
use object_store::path::Path;
use parquet::arrow::AsyncArrowWriter;
use parquet::arrow::async_writer::AsyncFileWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use sha2::Digest as _;
use tokio::io::AsyncWriteExt;

use crate::digest::Digest;
use crate::durable;
use crate::error::{CatalogError, Doing};
use crate::random;
use crate::snapshot::DataObject;
use crate::store::Store;
use crate::table::{ColumnType, TableDef};

/// Rows of a row group: what a writer holds in memory, and what one task of a reader
/// decodes. Some 20 columns of it are a few megabytes.
pub const ROW_GROUP_ROWS: usize = 128 * 1024;

/// Bytes sent to the store at a time; S3 takes no fewer than 5 MiB but for the last.
const UPLOAD_BYTES: usize = 8 * 1024 * 1024;

/// Requests in flight, which with the above bounds the memory of an upload.
const UPLOADS: usize = 2;

/// Key of the Parquet metadata that says which table the rows are of.
pub(crate) const TABLE_KEY: &str = "cohort.table";

/// Writes rows of one table, authority, year and source into one new Parquet object.
///
/// Dropped or aborted, it leaves no object behind, as far as the store lets it; a process
/// that dies leaves at most one that nothing names.
pub struct ObjectWriter {
    table: &'static TableDef,
    schema: SchemaRef,
    path: Path,
    store: Arc<dyn ObjectStore>,
    writer: AsyncArrowWriter<Upload>,
    rows: u64,
}

impl fmt::Debug for ObjectWriter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("ObjectWriter");
        debug
            .field("path", &self.path)
            .field("rows", &self.rows)
            .finish_non_exhaustive()
    }
}

impl ObjectWriter {
    pub(crate) fn create(
        store: &Store,
        table: &'static TableDef,
        la_code: i16,
        year: i16,
        source: &str,
    ) -> Result<Self, CatalogError> {
        let name = table.full_name();
        let plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'_';
        if source.is_empty() || !source.bytes().all(plain) {
            let problem = "a source is named in lower-case letters, digits and '_'".to_owned();
            return Err(CatalogError::Columns {
                table: name,
                problem,
            });
        }
        let file = format!("{}.parquet", random::hex()?);
        let (la, year) = (la_code.to_string(), year.to_string());
        let path = Path::from_iter(["data", &name, &la, &year, source, &file]);
        let upload = Upload::new(Arc::clone(&store.objects), path.clone());
        let schema = table.file_schema();
        let writer =
            AsyncArrowWriter::try_new(upload, Arc::clone(&schema), Some(properties(table)))
                .map_err(|source| CatalogError::of_parquet(path.as_ref(), Doing::Write, source))?;
        Ok(ObjectWriter {
            table,
            schema,
            path,
            store: Arc::clone(&store.objects),
            writer,
            rows: 0,
        })
    }

    /// Adds rows, whose columns are the table's own ([`TableDef::file_schema`]) in order.
    /// Metadata of fields does not matter.
    ///
    /// # Errors
    ///
    /// [`CatalogError::Columns`] if the columns are others, or a required one has a NULL;
    /// [`CatalogError::Full`] and what else the store reports. After an error only
    /// [`ObjectWriter::abort`] makes sense.
    pub async fn write(&mut self, rows: &RecordBatch) -> Result<(), CatalogError> {
        let given = rows.schema_ref().fields();
        let names = given.iter().map(|field| field.name());
        if !names.eq(self.schema.fields().iter().map(|field| field.name())) {
            return Err(self.misfit("other columns, or in another order".to_owned()));
        }
        // Checks types and NULLs; its messages name columns and never hold values.
        let rows = RecordBatch::try_new(Arc::clone(&self.schema), rows.columns().to_vec())
            .map_err(|error| self.misfit(error.to_string()))?;
        let done = self.writer.write(&rows).await;
        done.map_err(|source| CatalogError::of_parquet(self.path.as_ref(), Doing::Write, source))?;
        self.rows += rows.num_rows() as u64;
        Ok(())
    }

    fn misfit(&self, problem: String) -> CatalogError {
        CatalogError::Columns {
            table: self.table.full_name(),
            problem,
        }
    }

    /// Rows added so far.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Bytes of memory that the rows of the row group under way take, about.
    pub fn memory_size(&self) -> usize {
        self.writer.memory_size()
    }

    /// Completes the object. It is safe from a loss of power once a commit names it.
    ///
    /// # Errors
    ///
    /// What the store reports; the object is then removed, as far as the store lets it.
    pub async fn finish(mut self) -> Result<DataObject, CatalogError> {
        let finished = self.writer.finish().await.map(drop);
        if let Err(error) = finished {
            let error = CatalogError::of_parquet(self.path.as_ref(), Doing::Write, error);
            self.abort().await;
            return Err(error);
        }
        let (path, rows) = (self.path.to_string(), self.rows);
        let upload = self.writer.into_inner();
        let sha256 = Digest(upload.sha256.finalize().into());
        Ok(DataObject {
            path,
            rows,
            bytes: upload.bytes,
            sha256,
        })
    }

    /// Gives the object up. What could not be removed is an orphan, which does no harm and
    /// which [`Store::verify`] lists.
    pub async fn abort(self) {
        let mut upload = self.writer.into_inner();
        // Best effort, see above: an error that led here matters more than this one.
        if !upload.completed {
            let _ = upload.inner.abort().await;
        }
        let _ = durable::remove(&self.store, &self.path).await;
    }
}

/// How the rows of a table are laid out in Parquet.
fn properties(table: &TableDef) -> WriterProperties {
    // ZSTD at its lowest level: what reaches it is encoded already and far smaller than the
    // file it came from, so it keeps ahead of the parser, and stores, links and page caches
    // hold more than under Snappy.
    let level = ZstdLevel::try_new(1).unwrap_or_default();
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(level))
        .set_max_row_group_row_count(Some(ROW_GROUP_ROWS))
        // Row groups are the unit of skipping; statistics of pages would cost more than they save.
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_offset_index_disabled(true)
        .set_created_by(concat!("cohort ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_key_value_metadata(Some(vec![KeyValue::new(
            TABLE_KEY.to_owned(),
            table.full_name(),
        )]));
    for column in table
        .columns
        .iter()
        .filter(|column| column.ty == ColumnType::Text)
    {
        // Nearly all distinct: a dictionary would be built, overflow and be given up.
        let path = ColumnPath::from(column.name);
        properties = properties.set_column_dictionary_enabled(path, false);
    }
    properties.build()
}

/// Sends bytes on to the store, and counts and digests them on their way.
struct Upload {
    inner: BufWriter,
    sha256: sha2::Sha256,
    bytes: u64,
    /// Completion was tried; the inner writer must then be asked nothing more.
    completed: bool,
}

impl Upload {
    fn new(store: Arc<dyn ObjectStore>, path: Path) -> Self {
        let inner = BufWriter::with_capacity(store, path, UPLOAD_BYTES);
        let inner = inner.with_max_concurrency(UPLOADS);
        Upload {
            inner,
            sha256: sha2::Sha256::new(),
            bytes: 0,
            completed: false,
        }
    }
}

impl AsyncFileWriter for Upload {
    fn write(&mut self, bytes: Bytes) -> BoxFuture<'_, ParquetResult<()>> {
        self.sha256.update(&bytes);
        self.bytes += bytes.len() as u64;
        let sent = self.inner.put(bytes);
        sent.map(|sent| sent.map_err(|error| ParquetError::External(Box::new(error))))
            .boxed()
    }

    fn complete(&mut self) -> BoxFuture<'_, ParquetResult<()>> {
        self.completed = true;
        let done = self.inner.shutdown();
        // What the store said is wrapped once more, and would lose its kind under Parquet's wrapper.
        let unwrap = |error: std::io::Error| match error.downcast::<object_store::Error>() {
            Ok(error) => ParquetError::External(Box::new(error)),
            Err(error) => ParquetError::External(Box::new(error)),
        };
        done.map(move |done| done.map_err(unwrap)).boxed()
    }
}

#[cfg(test)]
mod tests;
