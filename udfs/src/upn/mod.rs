//! Unique Pupil Numbers.

use datafusion_expr::ScalarUDF;

mod check;
mod la_numbers;
mod upn_check_letter;
mod upn_valid;

pub use check::{UpnFault, check, check_letter, first_bad_position, letter_agrees};
pub use la_numbers::{LA_NUMBERS, is_accepted as is_la_number};

pub(crate) fn functions() -> Vec<ScalarUDF> {
    vec![
        upn_check_letter::UpnCheckLetter::default().into(),
        upn_valid::UpnValid::default().into(),
    ]
}
