//! What the domain computes from values: plain rules, and the SQL functions over them.
//!
//! The rules are plain functions over plain values, so that the connectors can use them on
//! a file while the engine uses the same ones on a column. Dates are `i32` days since
//! 1970-01-01 everywhere. In SQL, NULL in gives NULL out, and dates that run backwards give
//! NULL: a recording fault counts neither for an authority nor against it.
//!
//! One more function is a file in its group and a row in the group's `functions()`.

use datafusion_expr::{AggregateUDF, ScalarUDF};

mod args;
pub mod calendar;
pub mod dates;
pub mod disclosure;
mod error;
pub mod linkage;
pub mod rates;
pub mod timeliness;
pub mod upn;

pub use error::InvalidArgument;

/// Every scalar SQL function.
pub fn functions() -> Vec<ScalarUDF> {
    let groups = [
        dates::functions(),
        disclosure::functions(),
        linkage::functions(),
        rates::functions(),
        timeliness::functions(),
        upn::functions(),
    ];
    groups.into_iter().flatten().collect()
}

/// Every aggregate SQL function.
pub fn aggregates() -> Vec<AggregateUDF> {
    rates::aggregates()
}

#[cfg(test)]
mod tests;
