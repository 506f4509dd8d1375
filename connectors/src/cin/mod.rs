//! The children in need (CIN) census.

pub mod record;
pub mod rules;
