//! The memory tier: a snapshot's tables as Arrow batches, ready to be asked.
//!
//! A table is made of [`TierPart`]s, one for each (LA, year, source, import). Rows are sorted
//! by the table's key, codes are dictionaries that all batches of a table share, and minima
//! and maxima stand beside each batch. [`TierTable`] gives DataFusion the parts and batches
//! that a query's filters leave over; the others are never touched, and `EXPLAIN` says how
//! many of how many are.
//!
//! [`Tier`] loads the newest snapshot into a [`TierState`] and follows the store: a newer
//! snapshot loads only the parts that changed, and takes the place of the former at once.
//! Whoever holds a state keeps it: a query's answer is of one snapshot. Parts over the memory
//! budget, oldest years first, are read from the store by DataFusion's Parquet source.

mod dictionary;
mod exec;
mod part;
mod persons;
mod prune;
mod state;
mod statistics;
mod stats;
mod stored;
mod table;
#[expect(
    clippy::module_inception,
    reason = "the folder is named after what it gives"
)]
mod tier;

pub use dictionary::{CodeDictionary, TableDictionaries};
pub use exec::TierScanExec;
pub use part::{BATCH_ROWS, PartContent, Provenance, StoredObject, TierBatch, TierPart};
pub use state::TierState;
pub use stats::ColumnStats;
pub use stored::TierStoredExec;
pub use table::TierTable;
pub use tier::{POLL, Tier, TierOptions};

pub(crate) use prune::is_plain;

#[cfg(test)]
mod tests;
