//! Cohorts: who is in one, with everything by which an analyst may want to part them.
//!
//! Each is a folder: `view.sql`, the rules as one statement that cites them, and `mod.rs`, its
//! columns with what `\d+` says of them. One row is one child in one year's return; groups are
//! booleans, and where two definitions exist both are there under their own names.

mod cin;
mod cin_child;
mod columns;
mod open_clock;
mod plan_time;
mod sen2;
mod sen2_setting;
mod social_worker;
mod status_day;
mod status_span;

use crate::sql_view::{SqlFunction, SqlView};

/// The views of the schema `cohort`.
pub static VIEWS: &[&SqlView] = &[
    &cin::VIEW,
    &cin_child::VIEW,
    &open_clock::CIN,
    &open_clock::CLA,
    &open_clock::SEN2,
    &open_clock::VIEW,
    &plan_time::VIEW,
    &sen2::VIEW,
    &sen2_setting::VIEW,
    &social_worker::VIEW,
    &status_day::VIEW,
    &status_span::VIEW,
];

/// Table functions that show a cohort at another day than its view does.
pub static FUNCTIONS: &[&SqlFunction] = &[
    &SqlFunction {
        name: "cohort_at",
        usage: "cohort_at('cin', DATE '2024-01-16')",
        views: &[("cin", &cin::AT)],
    },
    &SqlFunction {
        name: "open_clock",
        usage: "open_clock(DATE '2024-01-16')",
        views: &[("open_clock", &open_clock::VIEW)],
    },
];
