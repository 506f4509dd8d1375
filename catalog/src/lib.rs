//! What is stored: table definitions, snapshots, the object store. Knows no dataset's file format.
//!
//! A [`Store`] is a folder, memory or a bucket ([`StoreLocation`]). Its state is a
//! [`Snapshot`]: immutable, numbered, all tables at once. Rows are written first, as Parquet
//! objects that nothing sees ([`Store::object_writer`]); one [`Store::commit`] then makes
//! them part of the next snapshot, or of none. README.md has the layout of the objects, the
//! rules never to be broken and the known limits.
//!
//! Not here: what a dataset's tables are (each connector declares them as [`TableDef`]s),
//! SQL, and who may see what.

mod access;
mod diff;
mod digest;
mod durable;
mod error;
mod extent;
mod location;
mod log;
mod random;
mod reader;
mod records;
mod secret;
mod snapshot;
mod store;
pub mod table;
#[cfg(test)]
mod testing;
mod verify;
mod writer;

pub use access::{Access, ScramVerifier, User};
pub use diff::{DiffLine, diff};
pub use digest::{Digest, NotHex};
pub use error::{CatalogError, Doing};
pub use extent::Extent;
pub use location::{LOCATION_KINDS, StoreLocation};
pub use reader::{BATCH_ROWS, ObjectReader, ObjectStream};
pub use snapshot::{
    Change, DataObject, FindingCounts, ImportKey, ImportRecord, NewImport, NewPart, Part, Snapshot,
    SnapshotSummary,
};
pub use store::{LAYOUT, Published, Store};
pub use table::{ColumnDef, ColumnType, PROVENANCE, Sensitivity, TableDef, TableLevel};
pub use verify::{Orphan, Problem, VerifyProgress, VerifyReport};
pub use writer::{ObjectWriter, ROW_GROUP_ROWS};
