//! What answers: import, memory tier, sessions and access, the PostgreSQL wire, and the
//! `cohort` program.
