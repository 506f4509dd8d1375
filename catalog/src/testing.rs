//! What the tests of this crate share: a table, rows of it, stores, and one that fails.

use std::fmt;
use std::ops::Range;
use std::path::Path as FilePath;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use arrow::array::{ArrayRef, Date32Array, StringArray};
use arrow::record_batch::RecordBatch;
use async_trait::async_trait;
use bytes::Bytes;
use futures::TryStreamExt;
use futures::stream::BoxStream;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore,
    PutMultipartOptions, PutOptions, PutPayload, PutResult, Result as ObjectResult,
};

use crate::error::CatalogError;
use crate::location::StoreLocation;
use crate::snapshot::{Change, DataObject, FindingCounts, NewImport, NewPart};
use crate::store::Store;
use crate::table::{ColumnDef, ColumnType, Sensitivity, TableDef, TableLevel};
use crate::{Digest, Snapshot};

/// 2026-01-01 00:00 UTC.
pub(crate) const NOW: i64 = 1_767_225_600_000_000;

pub(crate) static REFERRAL: TableDef = TableDef {
    schema: "cin",
    name: "referral",
    comment: "One row per referral.",
    level: TableLevel::Child,
    key: &["la_child_id"],
    columns: &[
        ColumnDef::new(
            "la_child_id",
            ColumnType::Text,
            Sensitivity::Identifier,
            "Local id.",
        )
        .required(),
        ColumnDef::new(
            "primary_need",
            ColumnType::Code,
            Sensitivity::Sensitive,
            "Main need.",
        ),
        ColumnDef::new(
            "referral_date",
            ColumnType::Date,
            Sensitivity::Sensitive,
            "Day.",
        ),
    ],
};

/// Rows of [`REFERRAL`]: ids `c0`, `c1` …; needs N1 to N8 and every tenth NULL.
pub(crate) fn rows(range: Range<usize>) -> RecordBatch {
    let ids = range.clone().map(|n| Some(format!("c{n}")));
    let needs = range
        .clone()
        .map(|n| (n % 10 != 9).then(|| format!("N{}", n % 8 + 1)));
    let days = range.map(|n| Some(19_000 + n as i32 % 365));
    let columns: Vec<ArrayRef> = vec![
        Arc::new(ids.collect::<StringArray>()),
        Arc::new(needs.collect::<StringArray>()),
        Arc::new(days.collect::<Date32Array>()),
    ];
    RecordBatch::try_new(REFERRAL.file_schema(), columns).unwrap()
}

pub(crate) async fn memory() -> Store {
    Store::open(&StoreLocation::Memory).await.unwrap()
}

pub(crate) async fn folder(path: &FilePath) -> Store {
    Store::open(&StoreLocation::Folder(path.to_owned()))
        .await
        .unwrap()
}

/// Writes `count` rows for authority 990, year 2024, source `la`.
pub(crate) async fn object(store: &Store, count: usize) -> DataObject {
    let mut writer = store.object_writer(&REFERRAL, 990, 2024, "la").unwrap();
    writer.write(&rows(0..count)).await.unwrap();
    writer.finish().await.unwrap()
}

/// A file of year 2024 that holds `objects` of [`REFERRAL`].
pub(crate) fn import(la_code: i16, file_name: &str, objects: Vec<DataObject>) -> NewImport {
    NewImport {
        dataset: "cin".to_owned(),
        la_code,
        year: 2024,
        period: None,
        extent: Default::default(),
        standing: 0,
        source: "la".to_owned(),
        file_name: file_name.to_owned(),
        set_parts: Vec::new(),
        nc_years: Default::default(),
        sha256: Digest::of(file_name.as_bytes()),
        bytes: 1000,
        children: 10,
        rows: objects.iter().map(|object| object.rows).sum(),
        findings: FindingCounts {
            error: 1,
            query: 2,
            notice: 3,
        },
        serial: Some(1),
        made_at: Some("2024-05-01T09:00:00".to_owned()),
        parts: vec![NewPart {
            table: REFERRAL.full_name(),
            objects,
        }],
    }
}

pub(crate) fn change(imports: Vec<NewImport>) -> Change {
    Change {
        action: "import".to_owned(),
        add_imports: imports,
    }
}

/// Imports one file of `count` rows.
pub(crate) async fn commit(store: &Store, la_code: i16, name: &str, count: usize) -> Arc<Snapshot> {
    let object = object(store, count).await;
    let change = change(vec![import(la_code, name, vec![object])]);
    store
        .commit(NOW, |_| Ok::<_, CatalogError>(change.clone()))
        .await
        .unwrap()
}

/// All rows of an object, as text, for comparisons.
pub(crate) async fn ids(store: &Store, object: &DataObject) -> Vec<String> {
    let batches: Vec<_> = store
        .read_object(&REFERRAL, object)
        .await
        .unwrap()
        .try_collect()
        .await
        .unwrap();
    let column = |batch: &RecordBatch| Arc::clone(batch.column(0));
    let texts = batches.iter().map(column);
    texts
        .flat_map(|ids| {
            let ids = ids.as_any().downcast_ref::<StringArray>().unwrap();
            ids.iter()
                .map(|id| id.unwrap().to_owned())
                .collect::<Vec<_>>()
        })
        .collect()
}

/// What becomes of a put that fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fails {
    /// There is no room, for this one and all after it.
    Full,
    /// It is carried out, its answer is lost, and it is repeated.
    AnswerLost,
    /// It meets another under way, which then comes to nothing.
    Conflict,
}

/// A store in memory whose puts fail after some; `i64::MAX` for never.
#[derive(Debug)]
pub(crate) struct Full {
    pub(crate) inner: InMemory,
    pub(crate) puts_left: AtomicI64,
    pub(crate) fails: Fails,
}

impl Full {
    pub(crate) fn after(puts: i64) -> Arc<Self> {
        Full::failing(puts, Fails::Full)
    }

    pub(crate) fn failing(puts: i64, fails: Fails) -> Arc<Self> {
        Arc::new(Full {
            inner: InMemory::new(),
            puts_left: AtomicI64::new(puts),
            fails,
        })
    }

    fn room(&self) -> ObjectResult<()> {
        if self.puts_left.fetch_sub(1, Ordering::Relaxed) > 0 {
            return Ok(());
        }
        let enospc = std::io::Error::from(std::io::ErrorKind::StorageFull);
        Err(object_store::Error::Generic {
            store: "test",
            source: Box::new(enospc),
        })
    }
}

impl fmt::Display for Full {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("test")
    }
}

#[async_trait]
impl ObjectStore for Full {
    async fn put_opts(
        &self,
        location: &Path,
        payload: PutPayload,
        opts: PutOptions,
    ) -> ObjectResult<PutResult> {
        let room = self.room();
        if room.is_err() && self.fails != Fails::Full {
            self.puts_left.store(i64::MAX, Ordering::Relaxed);
            if self.fails == Fails::Conflict {
                return Err(object_store::Error::AlreadyExists {
                    path: location.to_string(),
                    source: "conflict".into(),
                });
            }
            self.inner
                .put_opts(location, payload.clone(), opts.clone())
                .await?;
            return self.inner.put_opts(location, payload, opts).await;
        }
        room?;
        self.inner.put_opts(location, payload, opts).await
    }

    async fn put_multipart_opts(
        &self,
        location: &Path,
        opts: PutMultipartOptions,
    ) -> ObjectResult<Box<dyn MultipartUpload>> {
        self.room()?;
        self.inner.put_multipart_opts(location, opts).await
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> ObjectResult<GetResult> {
        self.inner.get_opts(location, options).await
    }

    async fn get_ranges(&self, location: &Path, ranges: &[Range<u64>]) -> ObjectResult<Vec<Bytes>> {
        self.inner.get_ranges(location, ranges).await
    }

    fn delete_stream(
        &self,
        locations: BoxStream<'static, ObjectResult<Path>>,
    ) -> BoxStream<'static, ObjectResult<Path>> {
        self.inner.delete_stream(locations)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, ObjectResult<ObjectMeta>> {
        self.inner.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> ObjectResult<ListResult> {
        self.inner.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> ObjectResult<()> {
        self.inner.copy_opts(from, to, options).await
    }
}
