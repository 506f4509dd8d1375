//! Cuts each file it is given at every byte, reads every piece as an import does, and wants
//! each one refused with a position. That a refused file changes no store is tested elsewhere.
//!
//! ```text
//! cut_everywhere FILE…
//! ```

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut failures = 0;
    let names: Vec<String> = std::env::args().skip(1).collect();
    if names.is_empty() {
        eprintln!("cut_everywhere: name at least one file");
        return ExitCode::FAILURE;
    }
    for name in names {
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
