//! What the tests from outside share: a program under test, a server of it on a free port,
//! and two ways to ask it (in-process and over the wire).

pub mod answers;
pub mod cuts;
pub mod program;
