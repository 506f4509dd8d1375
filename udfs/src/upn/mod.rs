//! Unique Pupil Numbers.

mod check;
mod la_numbers;

pub use check::{UpnFault, check, check_letter, first_bad_position};
pub use la_numbers::{LA_NUMBERS, is_accepted as is_la_number};
