//! Fuzzes [`cohort_connectors::fuzzing::statistical_neighbour_read`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cohort_connectors::fuzzing::statistical_neighbour_read(data));
