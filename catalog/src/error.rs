//! What can go wrong with a store, in the words of the person who must put it right.
//!
//! Every message is one line that says what, where and what to do. The cause is the
//! error's `source` and never part of the message.

use std::error::Error;
use std::io;

use crate::durable::NoHardLinks;

/// Why a store could not be opened, read or changed.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// Several writers kept winning; nothing was changed.
    #[error(
        "{folder}: other writers were faster {attempts} times in a row, nothing was changed; try again"
    )]
    Contended {
        /// The numbered log, such as `snapshot`.
        folder: &'static str,
        /// How often it was tried.
        attempts: u32,
    },
    /// A batch does not have the columns of its table.
    #[error("{table}: rows do not fit the table's columns: {problem}")]
    Columns {
        /// `schema.name`
        table: String,
        /// Which column, and what is wrong with it.
        problem: String,
    },
    /// The store's place does not let this user in.
    #[error("{path}: no permission to {doing}; check who may read and write the store")]
    Denied {
        /// The object, folder or store.
        path: String,
        /// What was tried.
        doing: Doing,
        /// The system's own words.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// No room left.
    #[error("{path}: no space left to write it; free some and try again")]
    Full {
        /// The object that did not fit.
        path: String,
        /// The system's own words.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// The store was written in a layout that this program does not know.
    #[error("{location}: the store has layout {found}, this program knows layout {known} only; {}", layout_advice(*.found, *.known))]
    Layout {
        /// The store.
        location: String,
        /// Layout of the store.
        found: u32,
        /// Layout of this program.
        known: u32,
    },
    /// A location is of a known kind, but cannot be used.
    #[error("{location}: {problem}")]
    Location {
        /// As given, without credentials.
        location: String,
        /// What is wrong and what to write instead.
        problem: String,
    },
    /// An object that a manifest names is not there.
    #[error(
        "{path}: missing from the store; restore it from a backup, `cohort verify` lists all that is missing"
    )]
    Missing {
        /// The object.
        path: String,
    },
    /// A place holds other things, so no store is created in it.
    #[error("{location}: not a cohort store, and not empty; name an empty or a new place")]
    NotAStore {
        /// The place.
        location: String,
    },
    /// There is no store at a place where there should be one.
    #[error("{location}: no cohort store here; check the name, or import a file to create it")]
    NoStore {
        /// The place.
        location: String,
    },
    /// A folder's file system cannot create an object only if absent.
    #[error(
        "{path}: its file system has no hard links, which a store in a folder needs; name a folder on another (FAT and exFAT have none)"
    )]
    NoHardLinks {
        /// The object or store.
        path: String,
        /// The system's own words.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// A Parquet object could not be read or written.
    #[error("{path}: not readable as the Parquet object it should be; `cohort verify` checks all")]
    Parquet {
        /// The object.
        path: String,
        /// The reader's own words.
        #[source]
        source: parquet::errors::ParquetError,
    },
    /// The operating system gave no random bytes.
    #[error("the operating system gives no random numbers, which object names need")]
    Random {
        /// The system's own words.
        #[source]
        source: io::Error,
    },
    /// The store was opened for reading, or its file system is read-only.
    #[error("{path}: read-only, nothing was changed")]
    ReadOnly {
        /// The object or store.
        path: String,
    },
    /// A record is not what this program writes.
    #[error("{path}: not readable as a record of this store: {problem}")]
    Record {
        /// The object.
        path: String,
        /// What is wrong.
        problem: String,
    },
    /// No snapshot has this number.
    #[error("there is no snapshot {number}; {}", newest_advice(*.newest))]
    SnapshotUnknown {
        /// The number asked for.
        number: u64,
        /// The newest there is; 0 in a new store.
        newest: u64,
    },
    /// Anything else the object store reports.
    #[error("{path}: the object store could not {doing}; it may be out of reach")]
    Store {
        /// The object, folder or store.
        path: String,
        /// What was tried.
        doing: Doing,
        /// The store's own words.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// Two users would have one name.
    #[error("there would be two users named {name}")]
    UserTwice {
        /// The name.
        name: String,
    },
}

/// What was tried when it failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// Creating the store's folder or connection.
    Open,
    /// Listing objects.
    List,
    /// Reading an object.
    Read,
    /// Writing an object.
    Write,
    /// Removing an object.
    Remove,
}

impl std::fmt::Display for Doing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Doing::Open => "open it",
            Doing::List => "list what is there",
            Doing::Read => "read it",
            Doing::Write => "write it",
            Doing::Remove => "remove it",
        })
    }
}

fn layout_advice(found: u32, known: u32) -> &'static str {
    if found > known {
        "use the newer cohort that wrote it"
    } else {
        "import the files anew with this cohort into a new store, or go on with the older cohort"
    }
}

fn newest_advice(newest: u64) -> String {
    match newest {
        0 => "the store has none yet".to_owned(),
        _ => format!("the newest is {newest}"),
    }
}

impl CatalogError {
    /// Sorts a failure by what its cause means to the person who must act.
    pub(crate) fn of(
        path: impl Into<String>,
        doing: Doing,
        source: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Self {
        let (path, source) = (path.into(), source.into());
        match meaning(source.as_ref()) {
            Meaning::Denied => CatalogError::Denied {
                path,
                doing,
                source,
            },
            Meaning::Full => CatalogError::Full { path, source },
            Meaning::NoHardLinks => CatalogError::NoHardLinks { path, source },
            Meaning::Missing if doing == Doing::Read => CatalogError::Missing { path },
            Meaning::ReadOnly => CatalogError::ReadOnly { path },
            Meaning::Missing | Meaning::Other => CatalogError::Store {
                path,
                doing,
                source,
            },
        }
    }

    /// As [`CatalogError::of`] for a failure while Parquet was read or written: what the
    /// store reports comes first, all else is a fault in the object.
    pub(crate) fn of_parquet(
        path: impl Into<String>,
        doing: Doing,
        source: parquet::errors::ParquetError,
    ) -> Self {
        let path = path.into();
        match source {
            parquet::errors::ParquetError::External(source) => {
                CatalogError::of(path, doing, source)
            }
            source => CatalogError::Parquet { path, source },
        }
    }
}

enum Meaning {
    Denied,
    Full,
    Missing,
    NoHardLinks,
    ReadOnly,
    Other,
}

/// Looks down the chain of causes for the first that says something.
fn meaning(error: &(dyn Error + 'static)) -> Meaning {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(error) = error.downcast_ref::<object_store::Error>() {
            match error {
                object_store::Error::NotFound { .. } => return Meaning::Missing,
                object_store::Error::PermissionDenied { .. }
                | object_store::Error::Unauthenticated { .. } => return Meaning::Denied,
                _ => {}
            }
        }
        if let Some(error) = error.downcast_ref::<io::Error>() {
            // An error that wraps another shows itself, and not what it wraps, as its cause.
            if error
                .get_ref()
                .is_some_and(|inner| inner.is::<NoHardLinks>())
            {
                return Meaning::NoHardLinks;
            }
            match error.kind() {
                io::ErrorKind::NotFound => return Meaning::Missing,
                io::ErrorKind::PermissionDenied => return Meaning::Denied,
                io::ErrorKind::ReadOnlyFilesystem => return Meaning::ReadOnly,
                io::ErrorKind::StorageFull
                | io::ErrorKind::QuotaExceeded
                | io::ErrorKind::FileTooLarge => return Meaning::Full,
                _ => {}
            }
        }
        next = error.source();
    }
    Meaning::Other
}

#[cfg(test)]
mod tests;
