//! What answers: import, memory tier, sessions and access, wire, the `cohort` binary.

pub mod tier;
