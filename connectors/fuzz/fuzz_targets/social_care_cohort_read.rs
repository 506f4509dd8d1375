//! Fuzzes [`cohort_connectors::fuzzing::social_care_cohort_read`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cohort_connectors::fuzzing::social_care_cohort_read(data));
