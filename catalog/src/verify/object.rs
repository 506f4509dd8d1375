//! Proving one data object.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use futures::StreamExt;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use parquet::arrow::ParquetRecordBatchStreamBuilder;
use parquet::arrow::arrow_reader::ArrowReaderOptions;
use sha2::Digest as _;

use super::Named;
use crate::digest::Digest;
use crate::reader::{BATCH_ROWS, Fetch, check_columns, table_name};
use crate::table::TableDef;

/// Key under which the Parquet writer keeps the Arrow schema.
const ARROW_SCHEMA_KEY: &str = "ARROW:schema";

/// One object to prove.
pub(super) struct Check {
    pub(super) store: Arc<dyn ObjectStore>,
    pub(super) named: Named,
    /// Its table's definition, if it is to be compared.
    pub(super) table: Option<&'static TableDef>,
    /// Its size in the listing; `None` if it is not listed.
    pub(super) size: Option<u64>,
    /// Bytes read, told to whoever waits.
    pub(super) done: Arc<AtomicU64>,
}

impl Check {
    /// The object's path, and its rows or what is wrong with it.
    pub(super) async fn run(self) -> (String, Result<u64, String>) {
        let found = match self.bytes().await {
            Ok(()) => self.rows().await,
            Err(what) => Err(what),
        };
        (self.named.object.path.clone(), found)
    }

    /// Size and digest.
    async fn bytes(&self) -> Result<(), String> {
        let object = &self.named.object;
        let missing = || format!("missing; snapshot {} names it", self.named.snapshot);
        let size = self.size.ok_or_else(missing)?;
        if size != object.bytes {
            return Err(format!("{size} bytes long, and should be {}", object.bytes));
        }
        let path = Path::from(object.path.as_str());
        let unreadable = |error: object_store::Error| match error {
            object_store::Error::NotFound { .. } => missing(),
            object_store::Error::PermissionDenied { .. } => "no permission to read it".to_owned(),
            _ => "the object store could not read it".to_owned(),
        };
        let mut bytes = self
            .store
            .get(&path)
            .await
            .map_err(unreadable)?
            .into_stream();
        let mut sha256 = sha2::Sha256::new();
        while let Some(chunk) = bytes.next().await {
            let chunk = chunk.map_err(unreadable)?;
            sha256.update(&chunk);
            self.done.fetch_add(chunk.len() as u64, Ordering::Relaxed);
        }
        match Digest(sha256.finalize().into()) == object.sha256 {
            true => Ok(()),
            false => {
                Err("not the bytes that were written: their SHA-256 digest differs".to_owned())
            }
        }
    }

    /// Table, columns and rows, all of them decoded.
    async fn rows(&self) -> Result<u64, String> {
        let object = &self.named.object;
        let path = Path::from(object.path.as_str());
        let fetch = Fetch {
            store: Arc::clone(&self.store),
            path,
            bytes: object.bytes,
        };
        let unreadable = |_| "not readable as Parquet with its Arrow schema inside".to_owned();
        let builder =
            ParquetRecordBatchStreamBuilder::new_with_options(fetch, ArrowReaderOptions::new());
        let builder = builder.await.map_err(unreadable)?;
        let metadata = Arc::clone(builder.metadata());
        let table = table_name(&metadata).unwrap_or("no table");
        if table != self.named.table {
            return Err(format!(
                "holds rows of {table}, and should of {}",
                self.named.table
            ));
        }
        let pairs = metadata.file_metadata().key_value_metadata();
        if !pairs.is_some_and(|pairs| pairs.iter().any(|pair| pair.key == ARROW_SCHEMA_KEY)) {
            return Err("has no Arrow schema inside".to_owned());
        }
        if let Some(table) = self.table {
            check_columns(table, builder.schema())
                .map_err(|problem| format!("not readable as the table it belongs to: {problem}"))?;
        }
        let mut batches = builder
            .with_batch_size(BATCH_ROWS)
            .build()
            .map_err(unreadable)?;
        let mut rows = 0;
        while let Some(batch) = batches.next().await {
            rows += batch.map_err(unreadable)?.num_rows() as u64;
        }
        match rows == object.rows {
            true => Ok(rows),
            false => Err(format!(
                "holds {rows} rows, and should hold {}",
                object.rows
            )),
        }
    }
}
