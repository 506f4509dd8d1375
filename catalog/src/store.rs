//! The store: opening, reading and changing it.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::{StreamExt, TryStreamExt};
use object_store::ObjectStore;
use object_store::path::Path;
use serde::{Deserialize, Serialize};

use crate::access::Access;
use crate::durable;
use crate::error::{CatalogError, Doing};
use crate::location::StoreLocation;
use crate::log::{self, NumberedLog};
use crate::random;
use crate::reader::ObjectReader;
use crate::records::{AccessRecord, PublishedRecord, SnapshotRecord};
use crate::snapshot::{Change, DataObject, Snapshot, SnapshotSummary};
use crate::table::TableDef;
use crate::writer::ObjectWriter;

/// The layout this program reads and writes. It goes up when a store written before can no
/// longer be read, or one written now would be misread by a program from before.
pub const LAYOUT: u32 = 1;

/// Name of the object that says what the place is.
pub(crate) const MARKER: &str = "cohort.json";

/// How often a commit is tried before other writers are let win.
const ATTEMPTS: u32 = 100;

/// Manifests read at once where all are wanted.
const AT_ONCE: usize = 8;

/// The marker of a store, `cohort.json`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Marker {
    pub(crate) layout: u32,
    pub(crate) about: String,
}

/// Which snapshot the `insight` database shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// From 1: the first, second … publication.
    pub number: u64,
    /// The snapshot.
    pub snapshot: u64,
    /// Who published it.
    pub by: String,
    /// Microseconds since 1970-01-01 UTC.
    pub at: i64,
}

/// A place that holds tables, their past and their users.
///
/// All methods take `&self`; one store may be shared by any number of tasks, and any number
/// of processes may open the same place.
#[derive(Debug)]
pub struct Store {
    location: StoreLocation,
    pub(crate) objects: Arc<dyn ObjectStore>,
    /// The folder, if it is one on this machine.
    pub(crate) local: Option<PathBuf>,
    read_only: bool,
    pub(crate) snapshots: NumberedLog<SnapshotRecord>,
    pub(crate) published: NumberedLog<PublishedRecord>,
    pub(crate) access: NumberedLog<AccessRecord>,
    /// The newest snapshot seen.
    newest: Mutex<Arc<Snapshot>>,
    /// One commit at a time within the process: only other processes are worth racing.
    committing: tokio::sync::Mutex<()>,
}

impl Store {
    /// Opens a store for reading and writing, and creates it in a place that is new or empty.
    ///
    /// # Errors
    ///
    /// [`CatalogError::NotAStore`] for a place that holds other things,
    /// [`CatalogError::Layout`] for a store of another layout, and what the place itself
    /// refuses.
    pub async fn open(location: &StoreLocation) -> Result<Store, CatalogError> {
        let store = Store::connect(location, true, false)?;
        store.create_marker().await?;
        // Now, so that whoever may only read finds it.
        store.secret().await?;
        Ok(store)
    }

    /// Opens a store for reading and writing.
    ///
    /// # Errors
    ///
    /// As [`Store::open`], and [`CatalogError::NoStore`] if there is none.
    pub async fn open_existing(location: &StoreLocation) -> Result<Store, CatalogError> {
        let store = Store::connect(location, false, false)?;
        store.require_marker().await?;
        store.secret().await?;
        Ok(store)
    }

    /// Opens a store for reading; what would change it is refused with
    /// [`CatalogError::ReadOnly`], and the place needs no write permission.
    ///
    /// # Errors
    ///
    /// As [`Store::open_existing`].
    pub async fn open_read_only(location: &StoreLocation) -> Result<Store, CatalogError> {
        let store = Store::connect(location, false, true)?;
        store.require_marker().await?;
        Ok(store)
    }

    fn connect(
        location: &StoreLocation,
        create: bool,
        read_only: bool,
    ) -> Result<Store, CatalogError> {
        let objects = location.connect(create)?;
        let local = match location {
            StoreLocation::Folder(folder) => {
                Some(std::path::absolute(folder).map_err(|source| {
                    CatalogError::of(location.to_string(), Doing::Open, source)
                })?)
            }
            _ => None,
        };
        Ok(Store::over(location.clone(), objects, local, read_only))
    }

    pub(crate) fn over(
        location: StoreLocation,
        objects: Arc<dyn ObjectStore>,
        local: Option<PathBuf>,
        read_only: bool,
    ) -> Store {
        Store {
            location,
            snapshots: NumberedLog::new(Arc::clone(&objects), local.clone(), "snapshot"),
            published: NumberedLog::new(Arc::clone(&objects), local.clone(), "published"),
            access: NumberedLog::new(Arc::clone(&objects), local.clone(), "access"),
            objects,
            local,
            read_only,
            newest: Mutex::new(Arc::new(Snapshot::empty())),
            committing: tokio::sync::Mutex::new(()),
        }
    }

    pub(crate) async fn marker(&self) -> Result<Option<Marker>, CatalogError> {
        let Some(bytes) = log::get(&self.objects, &Path::from(MARKER)).await? else {
            return Ok(None);
        };
        log::decode(MARKER, &bytes)
            .map(Some)
            .map_err(|error| match error {
                CatalogError::Layout { found, known, .. } => CatalogError::Layout {
                    location: self.location.to_string(),
                    found,
                    known,
                },
                other => other,
            })
    }

    async fn require_marker(&self) -> Result<(), CatalogError> {
        let location = || self.location.to_string();
        self.marker()
            .await?
            .map(drop)
            .ok_or_else(|| CatalogError::NoStore {
                location: location(),
            })
    }

    pub(crate) async fn create_marker(&self) -> Result<(), CatalogError> {
        if self.marker().await?.is_some() {
            return Ok(());
        }
        let listing = self.objects.list_with_delimiter(None).await;
        let listing = listing
            .map_err(|source| CatalogError::of(self.location.to_string(), Doing::List, source))?;
        let files = listing.objects.iter().map(|object| &object.location);
        let mut names = files
            .chain(&listing.common_prefixes)
            .filter_map(Path::filename);
        if names.any(|name| name != MARKER && !is_ignorable(name)) {
            // Another process may have created the store since the first look.
            return match self.marker().await? {
                Some(_) => Ok(()),
                None => Err(CatalogError::NotAStore {
                    location: self.location.to_string(),
                }),
            };
        }
        let about = "A store of the program cohort. Do not edit, rename or remove what is in it.";
        let marker = Marker {
            layout: LAYOUT,
            about: about.to_owned(),
        };
        let path = Path::from(MARKER);
        let bytes = log::encode(&path, &marker)?;
        match durable::create(&self.objects, self.local.as_deref(), &path, bytes).await? {
            true => Ok(()),
            false => self.require_marker().await,
        }
    }

    /// Where the store is.
    pub fn location(&self) -> &StoreLocation {
        &self.location
    }

    /// The objects themselves. [`DataObject::path`] is a path in it.
    pub fn object_store(&self) -> Arc<dyn ObjectStore> {
        Arc::clone(&self.objects)
    }

    /// The path of a data object in [`Store::object_store`].
    pub fn object_path(&self, object: &DataObject) -> Path {
        Path::from(object.path.as_str())
    }

    pub(crate) fn writable(&self) -> Result<(), CatalogError> {
        if self.read_only {
            return Err(CatalogError::ReadOnly {
                path: self.location.to_string(),
            });
        }
        Ok(())
    }

    /// The newest snapshot; number 0, empty, in a new store. Costs one question to the
    /// object store when nothing is new.
    ///
    /// # Errors
    ///
    /// When the object store cannot be asked, or holds a manifest that cannot be read.
    pub async fn latest(&self) -> Result<Arc<Snapshot>, CatalogError> {
        let number = self.snapshots.newest().await?;
        self.load(number).await
    }

    /// The newest snapshot if its number is above `number`. Asks only for numbers above, so
    /// that it can be called often.
    ///
    /// # Errors
    ///
    /// As [`Store::latest`].
    pub async fn newer_than(&self, number: u64) -> Result<Option<Arc<Snapshot>>, CatalogError> {
        let newest = self.snapshots.newest().await?;
        if newest > number {
            self.load(newest).await.map(Some)
        } else {
            Ok(None)
        }
    }

    /// One snapshot; number 0 is the empty one.
    ///
    /// # Errors
    ///
    /// [`CatalogError::SnapshotUnknown`] if there is none of this number, else as
    /// [`Store::latest`].
    pub async fn snapshot(&self, number: u64) -> Result<Arc<Snapshot>, CatalogError> {
        self.load(number).await
    }

    async fn load(&self, number: u64) -> Result<Arc<Snapshot>, CatalogError> {
        if number == 0 {
            return Ok(Arc::new(Snapshot::empty()));
        }
        let seen = Arc::clone(&self.newest.lock().unwrap_or_else(PoisonError::into_inner));
        if seen.number == number {
            return Ok(seen);
        }
        let Some(record) = self.snapshots.read(number).await? else {
            let newest = self.snapshots.newest().await?;
            return Err(CatalogError::SnapshotUnknown { number, newest });
        };
        let snapshot = Arc::new(record.into_snapshot(number));
        self.keep(&snapshot);
        Ok(snapshot)
    }

    fn keep(&self, snapshot: &Arc<Snapshot>) {
        // A panic elsewhere cannot leave the pointer half-written.
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        if newest.number < snapshot.number {
            *newest = Arc::clone(snapshot);
        }
    }

    /// All snapshots in order of number, without number 0.
    ///
    /// # Errors
    ///
    /// As [`Store::latest`].
    pub async fn snapshots(&self) -> Result<Vec<SnapshotSummary>, CatalogError> {
        let numbers = futures::stream::iter(self.snapshots.numbers().await?);
        let summaries = numbers.map(async |number| {
            self.load(number)
                .await
                .map(|snapshot| SnapshotSummary::from(&*snapshot))
        });
        summaries.buffered(AT_ONCE).try_collect().await
    }

    /// Begins a data object of `table`. Nothing sees it until a commit names it.
    ///
    /// `source` is `la` or `npd`; it becomes part of the object's path.
    ///
    /// # Errors
    ///
    /// [`CatalogError::ReadOnly`], and [`CatalogError::Columns`] if the table's definition
    /// has a type that Parquet cannot hold.
    pub fn object_writer(
        &self,
        table: &'static TableDef,
        la_code: i16,
        year: i16,
        source: &str,
    ) -> Result<ObjectWriter, CatalogError> {
        self.writable()?;
        ObjectWriter::create(self, table, la_code, year, source)
    }

    /// Removes data objects that were written and that no commit will name. One that is
    /// already gone is passed over; one that the newest snapshot names is kept.
    ///
    /// # Errors
    ///
    /// When the object store refuses; what could not be removed is an orphan, which does no
    /// harm and which [`Store::verify`] lists.
    pub async fn discard(&self, objects: &[DataObject]) -> Result<(), CatalogError> {
        self.writable()?;
        let latest = self.latest().await?;
        let named = latest.parts.iter().flat_map(|part| &part.objects);
        let named: HashSet<&str> = named.map(|o| o.path.as_str()).collect();
        for object in objects
            .iter()
            .filter(|object| !named.contains(object.path.as_str()))
        {
            durable::remove(&self.objects, &self.object_path(object)).await?;
        }
        Ok(())
    }

    /// Opens a data object, ready to read its row groups in any order or at once.
    ///
    /// # Errors
    ///
    /// [`CatalogError::Missing`], [`CatalogError::Parquet`], and [`CatalogError::Columns`]
    /// when it does not have the table's columns.
    pub async fn open_object(
        &self,
        table: &'static TableDef,
        object: &DataObject,
    ) -> Result<ObjectReader, CatalogError> {
        ObjectReader::open(Arc::clone(&self.objects), table, object).await
    }

    /// Streams a data object in the table's [`TableDef::file_schema`], row group after row
    /// group. To read several at once, or codes as dictionaries, see [`Store::open_object`].
    ///
    /// # Errors
    ///
    /// As [`Store::open_object`], and while streaming when the object is damaged.
    pub async fn read_object(
        &self,
        table: &'static TableDef,
        object: &DataObject,
    ) -> Result<crate::reader::ObjectStream, CatalogError> {
        self.open_object(table, object).await?.read_all()
    }

    /// Applies a change to the newest snapshot and makes the result the newest.
    ///
    /// `change` is asked again, with the new base, whenever another writer was faster; it
    /// should only look and decide, and its error ends the commit with nothing changed.
    /// When this returns, every reader that asks sees the snapshot.
    ///
    /// # Errors
    ///
    /// What `change` returns, and otherwise what the store reports; in particular
    /// [`CatalogError::Contended`] after many lost races, and when an object that it names is
    /// not there.
    pub async fn commit<E: From<CatalogError>>(
        &self,
        now_micros: i64,
        mut change: impl FnMut(&Snapshot) -> Result<Change, E>,
    ) -> Result<Arc<Snapshot>, E> {
        self.writable()?;
        let _turn = self.committing.lock().await;
        let mut settled = HashSet::new();
        for attempt in 0..ATTEMPTS {
            let base = self.latest().await?;
            let change = change(&base)?;
            self.settle(&change, &mut settled).await?;
            let next = base.with(&change, now_micros);
            let record = SnapshotRecord::of(&next);
            if self.snapshots.create(next.number, record).await? {
                let next = Arc::new(next);
                self.keep(&next);
                return Ok(next);
            }
            pause(attempt).await?;
        }
        let folder = self.snapshots.folder();
        Err(CatalogError::Contended {
            folder,
            attempts: ATTEMPTS,
        }
        .into())
    }

    /// Makes the objects of a change safe, but for those that are.
    async fn settle(
        &self,
        change: &Change,
        settled: &mut HashSet<String>,
    ) -> Result<(), CatalogError> {
        let parts = change.add_imports.iter().flat_map(|import| &import.parts);
        let objects = parts.flat_map(|part| &part.objects);
        let new: Vec<&DataObject> = objects
            .filter(|object| settled.insert(object.path.clone()))
            .collect();
        let paths = new.iter().map(|object| self.object_path(object)).collect();
        durable::settle(self.local.as_deref(), paths).await
    }

    /// Makes the `insight` database show a snapshot.
    ///
    /// # Errors
    ///
    /// [`CatalogError::SnapshotUnknown`], number 0 included, and what the store reports.
    pub async fn publish(
        &self,
        snapshot: u64,
        by: &str,
        now_micros: i64,
    ) -> Result<Published, CatalogError> {
        self.writable()?;
        if snapshot == 0 {
            let newest = self.snapshots.newest().await?;
            return Err(CatalogError::SnapshotUnknown { number: 0, newest });
        }
        self.load(snapshot).await?;
        for attempt in 0..ATTEMPTS {
            let number = self.published.newest().await? + 1;
            let record = PublishedRecord {
                snapshot,
                by: by.to_owned(),
                at: now_micros,
            };
            if self.published.create(number, record.clone()).await? {
                return Ok(record.into_published(number));
            }
            pause(attempt).await?;
        }
        let folder = self.published.folder();
        Err(CatalogError::Contended {
            folder,
            attempts: ATTEMPTS,
        })
    }

    /// What was published last. Costs one question to the object store and one small read.
    ///
    /// # Errors
    ///
    /// When the object store cannot be asked, or the record cannot be read.
    pub async fn published(&self) -> Result<Option<Published>, CatalogError> {
        let number = self.published.newest().await?;
        if number == 0 {
            return Ok(None);
        }
        let record = self.published.read(number).await?;
        let path = self.published.path(number);
        let record = record.ok_or_else(|| CatalogError::Missing { path: path.into() })?;
        Ok(Some(record.into_published(number)))
    }

    /// Who may connect; nobody in a new store.
    ///
    /// # Errors
    ///
    /// When the object store cannot be asked, or the record cannot be read.
    pub async fn access(&self) -> Result<Access, CatalogError> {
        Ok(self.access_numbered().await?.1)
    }

    async fn access_numbered(&self) -> Result<(u64, Access), CatalogError> {
        let number = self.access.newest().await?;
        if number == 0 {
            return Ok((0, Access::default()));
        }
        let record = self.access.read(number).await?;
        let path = self.access.path(number);
        let record = record.ok_or_else(|| CatalogError::Missing { path: path.into() })?;
        Ok((number, record.access))
    }

    /// Changes who may connect. `change` is asked again whenever another writer was faster,
    /// and its error ends the matter with nothing changed.
    ///
    /// # Errors
    ///
    /// What `change` returns, [`CatalogError::UserTwice`], and what the store reports.
    pub async fn change_access<E: From<CatalogError>>(
        &self,
        now_micros: i64,
        mut change: impl FnMut(&Access) -> Result<Access, E>,
    ) -> Result<Access, E> {
        self.writable()?;
        for attempt in 0..ATTEMPTS {
            let (number, base) = self.access_numbered().await?;
            let access = change(&base)?;
            access.check()?;
            let record = AccessRecord {
                at: now_micros,
                access,
            };
            if self.access.create(number + 1, record.clone()).await? {
                return Ok(record.access);
            }
            pause(attempt).await?;
        }
        let folder = self.access.folder();
        Err(CatalogError::Contended {
            folder,
            attempts: ATTEMPTS,
        }
        .into())
    }

    /// Every object in the store with its size, in order of path.
    pub(crate) async fn list_all(&self) -> Result<Vec<object_store::ObjectMeta>, CatalogError> {
        let location = || self.location.to_string();
        let listed: Result<Vec<_>, _> = self.objects.list(None).try_collect().await;
        let mut listed =
            listed.map_err(|source| CatalogError::of(location(), Doing::List, source))?;
        listed.sort_unstable_by(|a, b| a.location.cmp(&b.location));
        Ok(listed)
    }
}

/// What a new file system, or a desktop that looked into the folder, leaves lying about.
fn is_ignorable(name: &str) -> bool {
    name.starts_with('.') || name == "lost+found" || name == "desktop.ini" || name == "Thumbs.db"
}

/// Waits a random while that grows with the attempts, so that those who collided part.
async fn pause(attempt: u32) -> Result<(), CatalogError> {
    let longest = 4_u64 << attempt.min(7);
    tokio::time::sleep(Duration::from_millis(random::below(longest)?)).await;
    Ok(())
}

#[cfg(test)]
mod tests;
