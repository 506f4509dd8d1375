//! Fuzzes [`cohort_connectors::fuzzing::attendance_session_read`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cohort_connectors::fuzzing::attendance_session_read(data));
