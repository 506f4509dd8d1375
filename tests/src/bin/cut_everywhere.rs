//! Cuts each file it is given at every byte, imports every piece, and wants each one refused
//! with a position and the store unchanged.
//!
//!     cut_everywhere FILE…

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut failures = 0;
    for name in std::env::args().skip(1) {
        let whole = match std::fs::read(&name) {
            Ok(bytes) => bytes,
            Err(error) => {
                eprintln!("cut_everywhere: {name}: {error}");
                return ExitCode::FAILURE;
            }
        };
        // What follows the root's end tag may be missing: the file is whole without it.
        let end = whole.trim_ascii_end().len();
        for length in 0..end {
            if let Err(what) = cohort_tests::cuts::refused(&whole[..length]) {
                eprintln!("{name}, cut after {length} bytes: {what}");
                failures += 1;
            }
        }
        println!("{name}: {end} cuts");
    }
    if failures == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
