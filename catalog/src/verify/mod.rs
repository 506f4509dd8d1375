//! Proving a store: everything is read back and compared with what was recorded.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use object_store::path::Path;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::task::JoinSet;

use crate::durable;
use crate::error::CatalogError;
use crate::log::NumberedLog;
use crate::secret::SECRET;
use crate::snapshot::{DataObject, Snapshot};
use crate::store::{MARKER, Store};
use crate::table::TableDef;

mod chain;
mod leftovers;
mod object;

/// Objects read at once.
const AT_ONCE: usize = 4;

/// How far a verification has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct VerifyProgress {
    /// Bytes of data objects read and compared.
    pub bytes_done: u64,
    /// Bytes of all data objects, by their manifests.
    pub bytes_total: u64,
}

/// What a verification found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VerifyReport {
    /// Snapshots read.
    pub snapshots: u64,
    /// Publications read.
    pub published: u64,
    /// Records of users read.
    pub access: u64,
    /// Data objects that some manifest names.
    pub objects: u64,
    /// Rows decoded from those that are sound.
    pub rows: u64,
    /// Size of those, by their manifests.
    pub bytes: u64,
    /// Objects that nothing names, in order of path. They are what an interrupted import
    /// leaves; no query sees them, they do no harm, and [`Store::remove_orphans`] removes them.
    pub orphans: Vec<Orphan>,
    /// All that is not as it was recorded, manifests first; empty for a sound store.
    pub problems: Vec<Problem>,
}

impl VerifyReport {
    /// Whether all is as it was recorded. Orphans do not matter.
    pub fn is_sound(&self) -> bool {
        self.problems.is_empty()
    }

    fn problem(&mut self, path: impl Into<String>, what: impl Into<String>) {
        self.problems.push(Problem {
            path: path.into(),
            what: what.into(),
        });
    }

    fn error(&mut self, path: impl Into<String>, error: &CatalogError) {
        let (path, text) = (path.into(), error.to_string());
        // Messages begin with the path, which stands in its own field here.
        let what = text
            .strip_prefix(&format!("{path}: "))
            .unwrap_or(&text)
            .to_owned();
        self.problems.push(Problem { path, what });
    }
}

/// An object that nothing names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Orphan {
    /// Its path within the store.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// When it was written last: microseconds since 1970-01-01 UTC, by the store's clock.
    pub written_at: i64,
}

/// Something that is not as it was recorded. Its text is one line: `path: what`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The object, by its path within the store.
    pub path: String,
    /// What is wrong with it.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.what)
    }
}

/// A data object as some manifest names it.
#[derive(Debug, Clone)]
pub(crate) struct Named {
    pub(crate) object: DataObject,
    pub(crate) table: String,
    /// The import whose rows it holds.
    pub(crate) import_id: i64,
    /// The first snapshot that names it.
    pub(crate) snapshot: u64,
}

impl Named {
    fn agrees(&self, other: &Named) -> bool {
        self.object == other.object
            && self.table == other.table
            && self.import_id == other.import_id
    }
}

impl Store {
    /// Reads the whole store back: every manifest and every record; every data object that
    /// any manifest names, with its size, digest, table and rows, each column decoded by the
    /// Arrow schema inside; and that each snapshot follows from the one before.
    ///
    /// May run while others write: what is committed after it began is not looked at, and
    /// objects of an import under way are reported as orphans. `progress` is called a few
    /// times a second.
    ///
    /// # Errors
    ///
    /// Only when the store cannot be listed at all; all else is in the report.
    pub async fn verify(
        &self,
        progress: impl FnMut(VerifyProgress),
    ) -> Result<VerifyReport, CatalogError> {
        self.verify_tables(&[], progress).await
    }

    /// As [`Store::verify`], and that the objects of each of `tables` can be read as its
    /// definition says.
    ///
    /// # Errors
    ///
    /// As [`Store::verify`].
    pub async fn verify_tables(
        &self,
        tables: &[&'static TableDef],
        mut progress: impl FnMut(VerifyProgress),
    ) -> Result<VerifyReport, CatalogError> {
        // The logs are listed before the data objects. The other way round, an import that
        // commits in between would look as if its objects were missing.
        let mut report = VerifyReport::default();
        match self.marker().await {
            Ok(Some(_)) => {}
            Ok(None) => report.problem(MARKER, "missing; the store cannot be opened without it"),
            Err(error) => report.error(MARKER, &error),
        }
        if let Err(error) = self.held_secret().await {
            report.error(SECRET, &error);
        }
        let numbers = self.snapshots.numbers().await?;
        let named = self.verify_snapshots(&numbers, &mut report).await;
        self.verify_published(numbers.last().copied().unwrap_or(0), &mut report)
            .await?;
        self.verify_access(&mut report).await?;

        let mut listed = BTreeMap::new();
        for orphan in leftovers::unfinished(self.local.clone()).await? {
            listed.insert(orphan.path.clone(), orphan);
        }
        for object in self.list_all().await? {
            let path = object.location.to_string();
            let written_at = object.last_modified.timestamp_micros();
            let listing = Orphan {
                path: path.clone(),
                bytes: object.size,
                written_at,
            };
            listed.insert(path, listing);
        }
        self.verify_objects(tables, &named, &listed, &mut report, &mut progress)
            .await;
        let known = |path: &str| {
            let record = Path::from(path);
            path == MARKER
                || path == SECRET
                || named.contains_key(path)
                || self.snapshots.number_of(&record).is_some()
                || self.published.number_of(&record).is_some()
                || self.access.number_of(&record).is_some()
        };
        let orphans = listed.into_values().filter(|found| !known(&found.path));
        report.orphans = orphans.collect();
        Ok(report)
    }

    /// Removes those of `orphans`, as a verification found them, that an import or a commit
    /// left behind and that were written before `before_micros`. What else lies in the store
    /// is left to whoever put it there. Gives those that are gone.
    ///
    /// An import under way has objects that nothing names yet, so `before_micros` must lie
    /// further back than any import takes between its first object and its commit.
    ///
    /// # Errors
    ///
    /// [`CatalogError::ReadOnly`], and what the store reports; those before it are gone.
    pub async fn remove_orphans(
        &self,
        orphans: &[Orphan],
        before_micros: i64,
    ) -> Result<Vec<Orphan>, CatalogError> {
        self.writable()?;
        let latest = self.latest().await?;
        let named = latest.parts.iter().flat_map(|part| &part.objects);
        let named: HashSet<&str> = named.map(|object| object.path.as_str()).collect();
        let mut gone = Vec::new();
        for orphan in orphans {
            let path = orphan.path.as_str();
            // A commit may have named it since the verification.
            if orphan.written_at >= before_micros || named.contains(path) {
                continue;
            }
            if !leftovers::remove(self.local.clone(), path).await? {
                if !is_data(path) {
                    continue;
                }
                durable::remove(&self.objects, &Path::from(path)).await?;
            }
            gone.push(orphan.clone());
        }
        Ok(gone)
    }

    async fn verify_snapshots(
        &self,
        numbers: &[u64],
        report: &mut VerifyReport,
    ) -> BTreeMap<String, Named> {
        gaps(&self.snapshots, numbers, report);
        let mut named = BTreeMap::<String, Named>::new();
        let mut former = Some(Snapshot::empty());
        for &number in numbers {
            let path = self.snapshots.path(number).to_string();
            if former
                .as_ref()
                .is_some_and(|former| former.number + 1 != number)
            {
                former = None;
            }
            let snapshot = match self.snapshots.read(number).await {
                Ok(Some(record)) => record.into_snapshot(number),
                Ok(None) => {
                    report.problem(path, "was removed while it was being verified");
                    former = None;
                    continue;
                }
                Err(error) => {
                    report.error(path, &error);
                    former = None;
                    continue;
                }
            };
            report.snapshots += 1;
            for what in chain::faults(former.as_ref(), &snapshot) {
                report.problem(path.clone(), what);
            }
            for part in &snapshot.parts {
                for object in &part.objects {
                    let new = Named {
                        object: object.clone(),
                        table: part.table.clone(),
                        import_id: part.import_id,
                        snapshot: number,
                    };
                    let first = named
                        .entry(object.path.clone())
                        .or_insert_with(|| new.clone());
                    if !first.agrees(&new) {
                        let (path, other) = (&object.path, first.snapshot);
                        let what = format!("describes {path} otherwise than snapshot {other} does");
                        report.problem(self.snapshots.path(number), what);
                    }
                }
            }
            former = Some(snapshot);
        }
        named
    }

    async fn verify_published(
        &self,
        newest: u64,
        report: &mut VerifyReport,
    ) -> Result<(), CatalogError> {
        let numbers = self.published.numbers().await?;
        gaps(&self.published, &numbers, report);
        for number in numbers {
            let path = self.published.path(number).to_string();
            match self.published.read(number).await {
                Ok(Some(record)) => {
                    report.published += 1;
                    // A snapshot may have come and been published since the listing.
                    let wanted = record.snapshot;
                    if wanted == 0 || (wanted > newest && self.snapshot(wanted).await.is_err()) {
                        report
                            .problem(path, format!("shows snapshot {wanted}, which there is not"));
                    }
                }
                Ok(None) => report.problem(path, "was removed while it was being verified"),
                Err(error) => report.error(path, &error),
            }
        }
        Ok(())
    }

    async fn verify_access(&self, report: &mut VerifyReport) -> Result<(), CatalogError> {
        let numbers = self.access.numbers().await?;
        gaps(&self.access, &numbers, report);
        for number in numbers {
            let path = self.access.path(number).to_string();
            match self.access.read(number).await {
                Ok(Some(record)) => {
                    report.access += 1;
                    if let Err(error) = record.access.check() {
                        report.error(path, &error);
                    }
                }
                Ok(None) => report.problem(path, "was removed while it was being verified"),
                Err(error) => report.error(path, &error),
            }
        }
        Ok(())
    }

    async fn verify_objects(
        &self,
        tables: &[&'static TableDef],
        named: &BTreeMap<String, Named>,
        listed: &BTreeMap<String, Orphan>,
        report: &mut VerifyReport,
        progress: &mut impl FnMut(VerifyProgress),
    ) {
        report.objects = named.len() as u64;
        report.bytes = named.values().map(|named| named.object.bytes).sum();
        let done = Arc::new(AtomicU64::new(0));
        let mut tell = |done: &AtomicU64| {
            let bytes_done = done.load(Ordering::Relaxed);
            progress(VerifyProgress {
                bytes_done,
                bytes_total: report.bytes,
            });
        };
        let mut waiting = named.values();
        // Dropped with this future, and its tasks with it.
        let mut tasks = JoinSet::new();
        let mut found = BTreeMap::new();
        let mut rows = 0;
        let mut tick = tokio::time::interval(Duration::from_millis(100));
        loop {
            while tasks.len() < AT_ONCE
                && let Some(next) = waiting.next()
            {
                let table = tables
                    .iter()
                    .copied()
                    .find(|table| table.full_name() == next.table);
                let size = listed.get(&next.object.path).map(|found| found.bytes);
                let check = object::Check {
                    store: Arc::clone(&self.objects),
                    named: next.clone(),
                    table,
                    size,
                    done: Arc::clone(&done),
                };
                tasks.spawn(check.run());
            }
            tokio::select! {
                joined = tasks.join_next() => match joined {
                    None => break,
                    Some(Ok((_, Ok(counted)))) => rows += counted,
                    Some(Ok((path, Err(what)))) => { found.insert(path, what); }
                    // The reader of a damaged object may panic; nobody else ends a task.
                    Some(Err(_)) => { found.insert("data".to_owned(), "an object is damaged so badly that reading it failed".to_owned()); }
                },
                _ = tick.tick() => tell(&done),
            }
        }
        tell(&done);
        report.rows = rows;
        for (path, what) in found {
            report.problem(path, what);
        }
    }
}

/// Whether a path is one that an [`ObjectWriter`](crate::ObjectWriter) gives.
fn is_data(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    let [folder, _, _, _, _, file] = parts[..] else {
        return false;
    };
    let random = file.strip_suffix(".parquet");
    folder == "data"
        && random.is_some_and(|name| name.len() == 32 && crate::digest::from_hex(name).is_ok())
}

/// Numbers that should be there and are not.
fn gaps<T: Serialize + DeserializeOwned>(
    log: &NumberedLog<T>,
    numbers: &[u64],
    report: &mut VerifyReport,
) {
    let mut next = 1;
    for &number in numbers {
        for missing in (next..number).take(GAPS_SHOWN) {
            report.problem(log.path(missing), "missing; there are later ones");
        }
        if number.saturating_sub(next) > GAPS_SHOWN as u64 {
            let more = number - next - GAPS_SHOWN as u64;
            report.problem(
                log.path(number),
                format!("before it {more} more are missing"),
            );
        }
        next = number + 1;
    }
}

/// A misnamed object may pretend to a gap of any width.
const GAPS_SHOWN: usize = 100;

#[cfg(test)]
mod tests;
