//! What the domain computes from values: plain rules, and the SQL functions over them.
//!
//! The rules are plain functions over plain values, so that the connectors can use them on
//! a file while the engine uses the same ones on a column.

pub mod calendar;
pub mod upn;
