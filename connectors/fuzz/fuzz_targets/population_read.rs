//! Fuzzes [`cohort_connectors::fuzzing::population_read`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cohort_connectors::fuzzing::population_read(data));
