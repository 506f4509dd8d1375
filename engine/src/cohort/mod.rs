//! Cohorts: who is in one, with everything by which an analyst may want to part them.
//!
//! Each is a folder: `view.sql`, the rules as one statement that cites them, and `mod.rs`, its
//! columns with what `\d+` says of them. One row is one child in one year's return; groups are
//! booleans, and where two definitions exist both are there under their own names.

use crate::sql_view::{SqlFunction, SqlView};

/// The views of the schema `cohort`.
pub static VIEWS: &[&SqlView] = &[];

/// Table functions that show a cohort at another day than its view does.
pub static FUNCTIONS: &[&SqlFunction] = &[];
