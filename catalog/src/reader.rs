//! Reading one data object: its row groups, one after another or many at once.

use std::fmt;
use std::ops::Range;
use std::pin::Pin;
use std::sync::Arc;

use arrow::array::{ArrayRef, new_null_array};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::record_batch::{RecordBatch, RecordBatchOptions};
use bytes::Bytes;
use futures::future::BoxFuture;
use futures::{FutureExt, Stream, StreamExt};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use parquet::arrow::ParquetRecordBatchStreamBuilder;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use parquet::arrow::async_reader::AsyncFileReader;
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};

use crate::error::{CatalogError, Doing};
use crate::snapshot::DataObject;
use crate::table::{ColumnType, TableDef};
use crate::writer::TABLE_KEY;

/// Rows of a data object, in the schema that the [`ObjectReader`] gives.
pub type ObjectStream = Pin<Box<dyn Stream<Item = Result<RecordBatch, CatalogError>> + Send>>;

/// Rows in a batch that is read.
pub const BATCH_ROWS: usize = 8192;

/// Bytes of the end of an object that are fetched first; holds the footer of nearly all.
const FOOTER_BYTES: usize = 64 * 1024;

/// A data object whose footer is read. Cheap to clone, so that tasks can share it, each
/// decoding its own row groups.
///
/// A column that the table gained since the object was written is NULL, and one that it
/// lost is not read.
#[derive(Clone)]
pub struct ObjectReader {
    fetch: Fetch,
    metadata: ArrowReaderMetadata,
    table: &'static TableDef,
    codes_as_dictionaries: bool,
}

impl fmt::Debug for ObjectReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ObjectReader")
            .field("path", &self.fetch.path)
            .finish_non_exhaustive()
    }
}

impl ObjectReader {
    pub(crate) async fn open(
        store: Arc<dyn ObjectStore>,
        table: &'static TableDef,
        object: &DataObject,
    ) -> Result<Self, CatalogError> {
        let path = Path::from(object.path.as_str());
        let mut fetch = Fetch {
            store,
            path,
            bytes: object.bytes,
        };
        let metadata = fetch
            .get_metadata(None)
            .await
            .and_then(|metadata| ArrowReaderMetadata::try_new(metadata, ArrowReaderOptions::new()));
        let metadata = metadata.map_err(|source| fetch.failed(source))?;
        let reader = ObjectReader {
            fetch,
            metadata,
            table,
            codes_as_dictionaries: false,
        };
        reader.check()?;
        Ok(reader)
    }

    /// Gives code columns as the dictionaries that Parquet keeps them in
    /// ([`TableDef::sql_schema`]'s type), which is faster than as text. Each batch has its
    /// own dictionary.
    ///
    /// # Errors
    ///
    /// [`CatalogError::Parquet`] if the object's columns cannot be read so.
    pub fn codes_as_dictionaries(mut self) -> Result<Self, CatalogError> {
        let is_code = |name: &str| {
            self.table
                .columns
                .iter()
                .any(|c| c.name == name && c.ty == ColumnType::Code)
        };
        let stored = self.metadata.schema();
        let fields = stored.fields().iter().map(|field| match field.data_type() {
            DataType::Utf8 if is_code(field.name()) => {
                let ty = ColumnType::Code.memory_type();
                Arc::new(field.as_ref().clone().with_data_type(ty))
            }
            _ => Arc::clone(field),
        });
        let schema =
            Schema::new_with_metadata(fields.collect::<Vec<_>>(), stored.metadata().clone());
        let options = ArrowReaderOptions::new().with_schema(Arc::new(schema));
        let parquet = Arc::clone(self.metadata.metadata());
        self.metadata = ArrowReaderMetadata::try_new(parquet, options)
            .map_err(|source| self.fetch.failed(source))?;
        self.codes_as_dictionaries = true;
        Ok(self)
    }

    /// The schema of the batches: [`TableDef::file_schema`], or with dictionaries for codes.
    pub fn schema(&self) -> SchemaRef {
        let schema = self.table.file_schema();
        if !self.codes_as_dictionaries {
            return schema;
        }
        let fields: Vec<Field> = schema
            .fields()
            .iter()
            .zip(self.table.columns)
            .map(|(field, column)| {
                field
                    .as_ref()
                    .clone()
                    .with_data_type(column.ty.memory_type())
            })
            .collect();
        Arc::new(Schema::new_with_metadata(fields, schema.metadata().clone()))
    }

    /// How many row groups there are.
    pub fn row_groups(&self) -> usize {
        self.metadata.metadata().num_row_groups()
    }

    /// Rows in all row groups, by the object's own footer.
    pub fn rows(&self) -> u64 {
        let rows = self.metadata.metadata().file_metadata().num_rows();
        u64::try_from(rows).unwrap_or(0)
    }

    /// The table that the object says its rows are of, `schema.name`.
    pub fn table_name(&self) -> Option<&str> {
        table_name(self.metadata.metadata())
    }

    /// Reads all row groups, one after another.
    ///
    /// # Errors
    ///
    /// As [`ObjectReader::read_row_groups`].
    pub fn read_all(&self) -> Result<ObjectStream, CatalogError> {
        self.read_row_groups(0..self.row_groups())
    }

    /// Reads some row groups, numbered from 0. Fetches and decodes as the stream is polled,
    /// one row group at a time; to use several cores, poll several streams in tasks of
    /// their own.
    ///
    /// # Errors
    ///
    /// [`CatalogError::Parquet`] for a row group there is not; in the stream, what the store
    /// reports, and [`CatalogError::Parquet`] for a damaged object.
    pub fn read_row_groups(&self, groups: Range<usize>) -> Result<ObjectStream, CatalogError> {
        let schema = self.schema();
        let metadata = self.metadata.clone();
        let names = schema.fields().iter().map(|field| field.name().as_str());
        let mask = ProjectionMask::columns(metadata.parquet_schema(), names);
        let stream =
            ParquetRecordBatchStreamBuilder::new_with_metadata(self.fetch.clone(), metadata)
                .with_row_groups(groups.collect())
                .with_batch_size(BATCH_ROWS)
                .with_projection(mask)
                .build()
                .map_err(|source| self.fetch.failed(source))?;
        let fetch = self.fetch.clone();
        let rows = stream.map(move |rows| {
            let rows = rows.map_err(|source| fetch.failed(source))?;
            conform(&rows, &schema).map_err(|source| fetch.failed(source))
        });
        Ok(rows.boxed())
    }

    fn check(&self) -> Result<(), CatalogError> {
        let table = self.table.full_name();
        let path = &self.fetch.path;
        let fits = match self.table_name() {
            Some(other) if other != table => Err(format!("holds rows of {other}")),
            _ => check_columns(self.table, self.metadata.schema()),
        };
        fits.map_err(|problem| CatalogError::Columns {
            table,
            problem: format!("{path} {problem}"),
        })
    }
}

/// Whether an object with the columns of `stored` can be read as `table`; else what is wrong.
pub(crate) fn check_columns(table: &TableDef, stored: &Schema) -> Result<(), String> {
    for column in table.columns {
        let (name, wanted) = (column.name, column.ty.file_type());
        match stored.field_with_name(name) {
            Ok(field) if *field.data_type() != wanted => {
                return Err(format!("has {name} as {}, not {wanted}", field.data_type()));
            }
            Ok(field) if field.is_nullable() && !column.nullable => {
                return Err(format!("may lack {name} in some rows, which is required"));
            }
            Err(_) if !column.nullable => return Err(format!("has no {name}, which is required")),
            Ok(_) | Err(_) => {}
        }
    }
    Ok(())
}

/// The table that a Parquet file of ours says its rows are of.
pub(crate) fn table_name(metadata: &ParquetMetaData) -> Option<&str> {
    let pairs = metadata.file_metadata().key_value_metadata()?;
    pairs
        .iter()
        .find(|pair| pair.key == TABLE_KEY)?
        .value
        .as_deref()
}

/// The columns of `schema` by name; those the object does not have are NULL.
fn conform(rows: &RecordBatch, schema: &SchemaRef) -> ParquetResult<RecordBatch> {
    let columns = schema
        .fields()
        .iter()
        .map(|field| match rows.column_by_name(field.name()) {
            Some(column) => Arc::clone(column),
            None => new_null_array(field.data_type(), rows.num_rows()) as ArrayRef,
        });
    let options = RecordBatchOptions::new().with_row_count(Some(rows.num_rows()));
    let batch = RecordBatch::try_new_with_options(Arc::clone(schema), columns.collect(), &options);
    batch.map_err(ParquetError::from)
}

/// Fetches parts of an object for the Parquet reader.
#[derive(Clone)]
pub(crate) struct Fetch {
    pub(crate) store: Arc<dyn ObjectStore>,
    pub(crate) path: Path,
    pub(crate) bytes: u64,
}

impl Fetch {
    pub(crate) fn failed(&self, source: ParquetError) -> CatalogError {
        CatalogError::of_parquet(self.path.as_ref(), Doing::Read, source)
    }
}

fn external(error: object_store::Error) -> ParquetError {
    ParquetError::External(Box::new(error))
}

impl AsyncFileReader for Fetch {
    fn get_bytes(&mut self, range: Range<u64>) -> BoxFuture<'_, ParquetResult<Bytes>> {
        self.store
            .get_range(&self.path, range)
            .map(|bytes| bytes.map_err(external))
            .boxed()
    }

    fn get_byte_ranges(
        &mut self,
        ranges: Vec<Range<u64>>,
    ) -> BoxFuture<'_, ParquetResult<Vec<Bytes>>> {
        async move {
            self.store
                .get_ranges(&self.path, &ranges)
                .await
                .map_err(external)
        }
        .boxed()
    }

    fn get_metadata<'a>(
        &'a mut self,
        options: Option<&'a ArrowReaderOptions>,
    ) -> BoxFuture<'a, ParquetResult<Arc<ParquetMetaData>>> {
        async move {
            let bytes = self.bytes;
            let metadata = ParquetMetaDataReader::new()
                .with_arrow_reader_options(options)
                .with_prefetch_hint(Some(FOOTER_BYTES))
                .load_and_finish(self, bytes)
                .await?;
            Ok(Arc::new(metadata))
        }
        .boxed()
    }
}
