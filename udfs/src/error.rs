//! The one error of this crate's functions.

use std::fmt;

use datafusion_common::DataFusionError;

/// A function was called with an argument whose value it does not define, such as the name
/// of an unknown rule. It travels as [`DataFusionError::External`]; a server reports it as
/// SQLSTATE 22023 (invalid parameter value).
///
/// The message names the function and the valid values. It never repeats the value given,
/// which may have come from a child's record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidArgument {
    message: String,
}

impl InvalidArgument {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        InvalidArgument {
            message: message.into(),
        }
    }
}

impl fmt::Display for InvalidArgument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for InvalidArgument {}

impl From<InvalidArgument> for DataFusionError {
    fn from(error: InvalidArgument) -> Self {
        DataFusionError::External(Box::new(error))
    }
}
