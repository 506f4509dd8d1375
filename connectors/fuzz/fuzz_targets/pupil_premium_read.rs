//! Fuzzes [`cohort_connectors::fuzzing::pupil_premium_read`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cohort_connectors::fuzzing::pupil_premium_read(data));
