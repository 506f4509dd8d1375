//! The records as stored: what stands in the body of each numbered object.
//!
//! Frozen once released. A new field gets `#[serde(default)]`, so that older records can
//! still be read; an older program refuses the newer record instead of losing the field
//! (see [`crate::log::Envelope`]). `testdata/golden/` keeps one example of each, forever.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::access::Access;
use crate::snapshot::{ImportRecord, Part, Snapshot};
use crate::store::{LAYOUT, Published};

/// `snapshot/`: the whole state after one change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SnapshotRecord {
    created_at: i64,
    action: String,
    next_import_id: i64,
    #[serde(with = "shared")]
    imports: Vec<Arc<ImportRecord>>,
    #[serde(with = "shared")]
    parts: Vec<Arc<Part>>,
}

impl SnapshotRecord {
    pub(crate) fn of(snapshot: &Snapshot) -> Self {
        SnapshotRecord {
            created_at: snapshot.created_at,
            action: snapshot.action.clone(),
            next_import_id: snapshot.next_import_id,
            imports: snapshot.imports.clone(),
            parts: snapshot.parts.clone(),
        }
    }

    pub(crate) fn into_snapshot(self, number: u64) -> Snapshot {
        Snapshot {
            layout: LAYOUT,
            number,
            created_at: self.created_at,
            action: self.action,
            imports: self.imports,
            parts: self.parts,
            next_import_id: self.next_import_id,
        }
    }
}

/// `published/`: which snapshot `insight` shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PublishedRecord {
    pub(crate) snapshot: u64,
    pub(crate) by: String,
    pub(crate) at: i64,
}

impl PublishedRecord {
    pub(crate) fn into_published(self, number: u64) -> Published {
        Published {
            number,
            snapshot: self.snapshot,
            by: self.by,
            at: self.at,
        }
    }
}

/// `access/`: everyone who may connect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccessRecord {
    pub(crate) at: i64,
    pub(crate) access: Access,
}

/// Lists of shared values are stored as if they were not shared.
mod shared {
    use std::sync::Arc;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<T: Serialize, S: Serializer>(
        values: &[Arc<T>],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(values.iter().map(AsRef::as_ref))
    }

    pub(super) fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<Arc<T>>, D::Error> {
        Ok(Vec::<T>::deserialize(deserializer)?
            .into_iter()
            .map(Arc::new)
            .collect())
    }
}

#[cfg(test)]
mod tests;
