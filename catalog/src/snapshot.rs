//! Snapshots: the whole state of all tables after a change, and the change itself.
//!
//! A snapshot is immutable. [`Snapshot::with`] is the only way from one to the next, and
//! a pure function, so that a change that lost a race can be applied to the winner.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::extent::Extent;
use crate::store::LAYOUT;

/// The state of all tables after one change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Layout of the store it is kept in.
    pub layout: u32,
    /// 0 for the empty state of a new store, which is not stored; else from 1, without gaps.
    pub number: u64,
    /// Microseconds since 1970-01-01 UTC; 0 for number 0.
    pub created_at: i64,
    /// What made it, in words for people.
    pub action: String,
    /// Every import ever, in order of id, the replaced ones included.
    pub imports: Vec<Arc<ImportRecord>>,
    /// The rows of every import that is not replaced.
    pub parts: Vec<Arc<Part>>,
    /// The id the next import gets; ids start at 1 and are never used again.
    pub next_import_id: i64,
}

/// One file taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportRecord {
    /// From 1, in order of commit.
    pub import_id: i64,
    /// The connector's name, such as `cin`.
    pub dataset: String,
    /// DfE number of the local authority.
    pub la_code: i16,
    /// Calendar year in which the collection year ends.
    pub year: i16,
    /// Which of several returns of the year it is: a term, a date, a school.
    pub period: Option<String>,
    /// What of that return the file holds.
    #[serde(default, skip_serializing_if = "Extent::is_all")]
    pub extent: Extent,
    /// Of several returns that tell the same, those of the highest standing are the ones to
    /// count: final results before provisional ones.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub standing: u8,
    /// `la` or `npd`.
    pub source: String,
    /// The file's own name, without its folder; of a set the names of all its files.
    pub file_name: String,
    /// Of a return that is a set of files: which were there. Empty for a return in one file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set_parts: Vec<String>,
    /// Digest of the file's bytes as they were given; of a set that of its files' digests.
    pub sha256: Digest,
    /// Size of the file, or of all files of the set.
    pub bytes: u64,
    /// Children (or other main records) in the file.
    pub children: u64,
    /// Of a census: pupils on roll by National Curriculum year, the measure of what other
    /// datasets should hold.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub nc_years: BTreeMap<String, u64>,
    /// Rows in the dataset's own tables.
    pub rows: u64,
    /// What was found wrong or odd.
    pub findings: FindingCounts,
    /// The producer's running number of the file.
    pub serial: Option<i64>,
    /// When the producer made the file, as far as it could be read.
    pub made_at: Option<String>,
    /// When it was committed: microseconds since 1970-01-01 UTC.
    pub imported_at: i64,
    /// The snapshot that brought it.
    pub snapshot: u64,
    /// The later import that took its place; its rows are then in older snapshots only.
    pub replaced_by: Option<i64>,
}

/// Whether a standing goes without saying.
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
fn is_zero(standing: &u8) -> bool {
    *standing == 0
}

/// How many findings of each severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindingCounts {
    /// The DfE would ask for a correction.
    pub error: u64,
    /// The DfE would ask for an explanation.
    pub query: u64,
    /// Departs from the format in a way that changes no value.
    pub notice: u64,
}

/// The rows of one table that one import brought. The provenance columns are constant in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// `schema.name`
    pub table: String,
    /// DfE number of the local authority.
    pub la_code: i16,
    /// Calendar year in which the collection year ends.
    pub year: i16,
    /// `la` or `npd`.
    pub source: String,
    /// The import that brought the rows.
    pub import_id: i64,
    /// Where the rows are.
    pub objects: Vec<DataObject>,
}

impl Part {
    /// Rows in all objects.
    pub fn rows(&self) -> u64 {
        self.objects.iter().map(|object| object.rows).sum()
    }

    /// Bytes of all objects, as stored.
    pub fn bytes(&self) -> u64 {
        self.objects.iter().map(|object| object.bytes).sum()
    }
}

/// One Parquet object.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataObject {
    /// Path within the store.
    pub path: String,
    /// Rows in it.
    pub rows: u64,
    /// Its size.
    pub bytes: u64,
    /// Digest of its bytes.
    pub sha256: Digest,
}

/// What a commit adds to the newest snapshot, whichever that turns out to be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// What is done, in words for people; becomes [`Snapshot::action`].
    pub action: String,
    /// Files taken in. One for the same dataset, authority, year, period and source as earlier
    /// imports replaces those that hold anything of the same: their rows leave the state.
    pub add_imports: Vec<NewImport>,
}

/// A file taken in, before it has a number. Fields as in [`ImportRecord`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "the fields are those of ImportRecord, described there"
)]
pub struct NewImport {
    pub dataset: String,
    pub la_code: i16,
    pub year: i16,
    pub period: Option<String>,
    pub extent: Extent,
    pub standing: u8,
    pub source: String,
    pub file_name: String,
    pub set_parts: Vec<String>,
    pub sha256: Digest,
    pub bytes: u64,
    pub children: u64,
    pub nc_years: BTreeMap<String, u64>,
    pub rows: u64,
    pub findings: FindingCounts,
    pub serial: Option<i64>,
    pub made_at: Option<String>,
    /// Its rows, table by table.
    pub parts: Vec<NewPart>,
}

/// The rows of one table of a [`NewImport`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPart {
    /// `schema.name`
    pub table: String,
    /// Where the rows are; objects of this store, written and not yet named by any manifest.
    pub objects: Vec<DataObject>,
}

/// What two imports must share for the later to replace the earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ImportKey<'a> {
    /// The connector's name.
    pub dataset: &'a str,
    /// DfE number of the local authority.
    pub la_code: i16,
    /// Calendar year in which the collection year ends.
    pub year: i16,
    /// Term or date within the year.
    pub period: Option<&'a str>,
    /// `la` or `npd`.
    pub source: &'a str,
}

impl ImportRecord {
    /// What a later import must share to replace this one.
    pub fn key(&self) -> ImportKey<'_> {
        ImportKey {
            dataset: &self.dataset,
            la_code: self.la_code,
            year: self.year,
            period: self.period.as_deref(),
            source: &self.source,
        }
    }
}

impl NewImport {
    /// What an earlier import must share to be replaced by this one.
    pub fn key(&self) -> ImportKey<'_> {
        ImportKey {
            dataset: &self.dataset,
            la_code: self.la_code,
            year: self.year,
            period: self.period.as_deref(),
            source: &self.source,
        }
    }
}

impl Snapshot {
    /// The state of a new store.
    pub fn empty() -> Self {
        Snapshot {
            layout: LAYOUT,
            number: 0,
            created_at: 0,
            action: String::new(),
            imports: Vec::new(),
            parts: Vec::new(),
            next_import_id: 1,
        }
    }

    /// The import of this number, replaced or not.
    pub fn import(&self, import_id: i64) -> Option<&Arc<ImportRecord>> {
        let place = self
            .imports
            .binary_search_by_key(&import_id, |import| import.import_id);
        place.ok().map(|place| &self.imports[place])
    }

    /// Imports that are not replaced, in order of id.
    pub fn current_imports(&self) -> impl Iterator<Item = &Arc<ImportRecord>> {
        self.imports
            .iter()
            .filter(|import| import.replaced_by.is_none())
    }

    /// The imports that a new one with this key and extent would replace, in order of id.
    pub fn current_imports_of<'a>(
        &'a self,
        key: ImportKey<'a>,
        extent: &'a Extent,
    ) -> impl Iterator<Item = &'a Arc<ImportRecord>> {
        self.current_imports()
            .filter(move |import| import.key() == key && import.extent.meets(extent))
    }

    /// The current import of a file with exactly these bytes, under whatever key.
    pub fn import_with_digest(&self, sha256: Digest) -> Option<&Arc<ImportRecord>> {
        self.current_imports()
            .find(|import| import.sha256 == sha256)
    }

    /// Parts of one table, named `schema.name`.
    pub fn parts_of<'a>(&'a self, table: &'a str) -> impl Iterator<Item = &'a Arc<Part>> {
        self.parts.iter().filter(move |part| part.table == table)
    }

    /// Rows in all tables.
    pub fn rows(&self) -> u64 {
        self.parts.iter().map(|part| part.rows()).sum()
    }

    /// The next state: this one and `change`, committed at `now_micros`.
    #[must_use]
    pub fn with(&self, change: &Change, now_micros: i64) -> Snapshot {
        let mut next = Snapshot {
            layout: LAYOUT,
            number: self.number + 1,
            created_at: now_micros,
            action: change.action.clone(),
            ..self.clone()
        };
        for import in &change.add_imports {
            next.add(import);
        }
        next
    }

    fn add(&mut self, new: &NewImport) {
        let import_id = self.next_import_id;
        self.next_import_id += 1;
        let replaced = self.imports.iter_mut().filter(|old| {
            old.replaced_by.is_none() && old.key() == new.key() && old.extent.meets(&new.extent)
        });
        for old in replaced {
            Arc::make_mut(old).replaced_by = Some(import_id);
            let old_id = old.import_id;
            self.parts.retain(|part| part.import_id != old_id);
        }
        self.imports.push(Arc::new(ImportRecord {
            import_id,
            dataset: new.dataset.clone(),
            la_code: new.la_code,
            year: new.year,
            period: new.period.clone(),
            extent: new.extent.clone(),
            standing: new.standing,
            source: new.source.clone(),
            file_name: new.file_name.clone(),
            set_parts: new.set_parts.clone(),
            sha256: new.sha256,
            bytes: new.bytes,
            children: new.children,
            nc_years: new.nc_years.clone(),
            rows: new.rows,
            findings: new.findings,
            serial: new.serial,
            made_at: new.made_at.clone(),
            imported_at: self.created_at,
            snapshot: self.number,
            replaced_by: None,
        }));
        self.parts.extend(new.parts.iter().map(|part| {
            Arc::new(Part {
                table: part.table.clone(),
                la_code: new.la_code,
                year: new.year,
                source: new.source.clone(),
                import_id,
                objects: part.objects.clone(),
            })
        }));
    }
}

/// One line of the list of snapshots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotSummary {
    /// Its number.
    pub number: u64,
    /// Microseconds since 1970-01-01 UTC.
    pub created_at: i64,
    /// What made it.
    pub action: String,
    /// Imports whose rows it holds.
    pub imports: usize,
    /// Rows in all its tables.
    pub rows: u64,
}

impl From<&Snapshot> for SnapshotSummary {
    fn from(snapshot: &Snapshot) -> Self {
        SnapshotSummary {
            number: snapshot.number,
            created_at: snapshot.created_at,
            action: snapshot.action.clone(),
            imports: snapshot.current_imports().count(),
            rows: snapshot.rows(),
        }
    }
}

#[cfg(test)]
mod tests;
