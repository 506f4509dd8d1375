//! Numbered logs: `folder/<20 digits>.json`, each number created once and never changed.
//!
//! A record is two lines of JSON: itself, and the digest of the first line. Data objects have
//! their digests in a manifest; nothing stands above a manifest, so it carries its own, and a
//! damaged one is noticed by whoever reads it, before it can become the base of the next.
//!
//! The number is the lock. A local folder has no compare-and-swap, so there is no pointer
//! to swap: whoever creates number n+1 has won, and everybody else sees that it exists.

use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use futures::TryStreamExt;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::durable;
use crate::error::{CatalogError, Doing};
use crate::random;
use crate::store::LAYOUT;

/// What stands around every record.
///
/// Unknown fields are refused, here and in the records: each record is the whole state and
/// the base of the next, so a program that skipped what it does not know would lose it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Envelope<T> {
    /// Layout of the store.
    pub(crate) layout: u32,
    /// The record's own number, so that a misplaced object is noticed.
    pub(crate) number: u64,
    /// Random. Tells a writer whose answer got lost that the record in place is its own.
    pub(crate) token: String,
    /// The record.
    pub(crate) body: T,
}

/// One log. `T` is the record as stored.
#[derive(Debug)]
pub(crate) struct NumberedLog<T> {
    store: Arc<dyn ObjectStore>,
    /// The store's folder on this machine, if that is what it is.
    local: Option<std::path::PathBuf>,
    folder: &'static str,
    /// The highest number seen; `UNKNOWN` before the first listing.
    known: AtomicU64,
    record: PhantomData<fn() -> T>,
}

const UNKNOWN: u64 = u64::MAX;
const DIGITS: usize = 20;

impl<T: Serialize + DeserializeOwned> NumberedLog<T> {
    pub(crate) fn new(
        store: Arc<dyn ObjectStore>,
        local: Option<std::path::PathBuf>,
        folder: &'static str,
    ) -> Self {
        NumberedLog {
            store,
            local,
            folder,
            known: AtomicU64::new(UNKNOWN),
            record: PhantomData,
        }
    }

    pub(crate) fn folder(&self) -> &'static str {
        self.folder
    }

    pub(crate) fn path(&self, number: u64) -> Path {
        Path::from_iter([self.folder, &format!("{number:0DIGITS$}.json")])
    }

    /// The highest number there is, 0 if none. Lists once; afterwards asks only for what
    /// may have come since.
    pub(crate) async fn newest(&self) -> Result<u64, CatalogError> {
        match self.known.load(Ordering::Relaxed) {
            UNKNOWN => {
                let newest = self.numbers().await?.last().copied().unwrap_or(0);
                self.saw(newest);
                Ok(newest)
            }
            known => self.newest_above(known).await,
        }
    }

    /// The highest number at or above `known`, which exists, found by asking for one after
    /// the other.
    async fn newest_above(&self, known: u64) -> Result<u64, CatalogError> {
        let mut newest = known;
        loop {
            let path = self.path(newest + 1);
            match self.store.head(&path).await {
                Ok(_) => newest += 1,
                Err(object_store::Error::NotFound { .. }) => break,
                Err(source) => return Err(CatalogError::of(path, Doing::Read, source)),
            }
        }
        self.saw(newest);
        Ok(newest)
    }

    fn saw(&self, number: u64) {
        // `UNKNOWN` is the highest value, so a plain maximum would keep it.
        let raise = |known| {
            Some(if known == UNKNOWN {
                number
            } else {
                number.max(known)
            })
        };
        let _ = self
            .known
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, raise);
    }

    /// All numbers in order. What is not named as a record is passed over.
    pub(crate) async fn numbers(&self) -> Result<Vec<u64>, CatalogError> {
        let folder = Path::from(self.folder);
        let listing = self.store.list(Some(&folder));
        let names = listing.try_filter_map(async |object| Ok(self.number_of(&object.location)));
        let mut numbers: Vec<u64> = names
            .try_collect()
            .await
            .map_err(|source| CatalogError::of(self.folder, Doing::List, source))?;
        numbers.sort_unstable();
        Ok(numbers)
    }

    /// The number of the record at `path`, if that is what it is named as.
    pub(crate) fn number_of(&self, path: &Path) -> Option<u64> {
        let digits = path.filename()?.strip_suffix(".json")?;
        let plain = digits.len() == DIGITS && digits.bytes().all(|c| c.is_ascii_digit());
        let number = if plain {
            digits.parse().ok()?
        } else {
            return None;
        };
        // Above the highest there would be no next.
        let counts = number > 0 && number < u64::MAX;
        (counts && *path == self.path(number)).then_some(number)
    }

    /// The record of this number, `None` if there is none.
    pub(crate) async fn read(&self, number: u64) -> Result<Option<T>, CatalogError> {
        Ok(self
            .read_envelope(number)
            .await?
            .map(|envelope| envelope.body))
    }

    async fn read_envelope(&self, number: u64) -> Result<Option<Envelope<T>>, CatalogError> {
        let path = self.path(number);
        let bytes = match get(&self.store, &path).await? {
            Some(bytes) => bytes,
            None => return Ok(None),
        };
        let envelope: Envelope<T> = decode(path.as_ref(), &bytes)?;
        if envelope.number != number {
            let problem = format!("it says that it is number {}", envelope.number);
            return Err(CatalogError::Record {
                path: path.into(),
                problem,
            });
        }
        Ok(Some(envelope))
    }

    /// Creates the record; `false` if another writer has already created this number.
    pub(crate) async fn create(&self, number: u64, body: T) -> Result<bool, CatalogError> {
        let token = random::hex()?;
        let envelope = Envelope {
            layout: LAYOUT,
            number,
            token,
            body,
        };
        let bytes = encode(&self.path(number), &envelope)?;
        let path = self.path(number);
        let mut created = durable::create(&self.store, self.local.as_deref(), &path, bytes).await?;
        if !created {
            // A request that was repeated after its answer got lost finds its own record. One
            // that met another under way (409 of S3) may find none yet: then the number is not
            // known to be taken, and whoever asks again will see.
            let Some(there) = self.read_envelope(number).await? else {
                return Ok(false);
            };
            created = there.token == envelope.token;
        }
        self.saw(number);
        Ok(created)
    }
}

/// The bytes of an object, `None` if there is none.
pub(crate) async fn get(
    store: &Arc<dyn ObjectStore>,
    path: &Path,
) -> Result<Option<Bytes>, CatalogError> {
    let failed = |source| CatalogError::of(path.as_ref(), Doing::Read, source);
    match store.get(path).await {
        Ok(found) => found.bytes().await.map(Some).map_err(failed),
        Err(object_store::Error::NotFound { .. }) => Ok(None),
        Err(source) => Err(failed(source)),
    }
}

/// Reads a record, and first the layout it was written in: another layout may keep its
/// digest elsewhere.
pub(crate) fn decode<T: DeserializeOwned>(path: &str, bytes: &[u8]) -> Result<T, CatalogError> {
    #[derive(Deserialize)]
    struct Layout {
        layout: u32,
    }
    let problem = |problem: String| CatalogError::Record {
        path: path.to_owned(),
        problem,
    };
    // A line feed within a text is written as an escape, so the first one ends the record.
    let end = bytes.iter().position(|byte| *byte == b'\n');
    let (record, rest) = bytes.split_at(end.unwrap_or(bytes.len()));
    let Layout { layout } =
        serde_json::from_slice(record).map_err(|error| problem(error.to_string()))?;
    if layout != LAYOUT {
        return Err(CatalogError::Layout {
            location: path.to_owned(),
            found: layout,
            known: LAYOUT,
        });
    }
    if rest != seal(record) {
        return Err(problem(
            "not the bytes that were written: their SHA-256 digest differs".to_owned(),
        ));
    }
    serde_json::from_slice(record).map_err(|error| problem(error.to_string()))
}

/// Writes a record in one line, and its digest in a second.
pub(crate) fn encode<T: Serialize>(path: &Path, record: &T) -> Result<Bytes, CatalogError> {
    let mut bytes = serde_json::to_vec(record).map_err(|error| CatalogError::Record {
        path: path.to_string(),
        problem: error.to_string(),
    })?;
    bytes.extend(seal(&bytes));
    Ok(bytes.into())
}

/// What stands behind a record's one line of JSON.
pub(crate) fn seal(record: &[u8]) -> Vec<u8> {
    format!("\n{{\"sha256\":\"{}\"}}\n", Digest::of(record)).into_bytes()
}
