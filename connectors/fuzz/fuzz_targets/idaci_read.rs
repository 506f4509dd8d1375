//! Fuzzes [`cohort_connectors::fuzzing::idaci_read`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cohort_connectors::fuzzing::idaci_read(data));
