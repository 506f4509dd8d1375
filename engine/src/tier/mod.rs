//! The memory tier: a snapshot's tables as Arrow batches, ready to be asked.
//!
//! A table is made of [`TierPart`]s, one for each (LA, year, source, import). Rows are sorted
//! by the table's key, codes are dictionaries that all batches of a table share, and minima
//! and maxima stand beside each batch. [`TierTable`] gives DataFusion the parts and batches
//! that a query's filters leave over; the others are never touched, and `EXPLAIN` says how
//! many of how many are.

mod dictionary;
mod exec;
mod part;
mod prune;
mod statistics;
mod stats;
mod stored;
mod table;

pub use dictionary::{CodeDictionary, TableDictionaries};
pub use exec::TierScanExec;
pub use part::{BATCH_ROWS, PartContent, Provenance, StoredObject, TierBatch, TierPart};
pub use stats::ColumnStats;
pub use stored::TierStoredExec;
pub use table::TierTable;

#[cfg(test)]
mod tests;
