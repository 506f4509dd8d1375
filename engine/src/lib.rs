//! What answers: import, output, the command line.

pub mod clock;
pub mod output;
