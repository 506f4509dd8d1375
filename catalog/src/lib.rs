//! What is stored: table definitions, snapshots, the object store. Knows no dataset's file format.

pub mod table;

pub use table::{ColumnDef, ColumnType, PROVENANCE, Sensitivity, TableDef, TableLevel};
