//! What answers: import, memory tier, sessions and access, the PostgreSQL wire, and the
//! `cohort` program.

pub mod cli;
pub mod clock;
pub mod cohort;
pub mod import;
pub mod linkage;
pub mod output;
pub mod pg;
pub mod session;
pub mod sql_view;
pub mod tier;
pub mod wire;
