//! Fuzzes [`cohort_connectors::fuzzing::sniff_head`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cohort_connectors::fuzzing::sniff_head(data));
