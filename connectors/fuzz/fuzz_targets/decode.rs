//! Fuzzes [`cohort_connectors::fuzzing::decode`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cohort_connectors::fuzzing::decode(data));
