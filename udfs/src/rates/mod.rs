//! Rates and percentages: unrounded, and unknown over nobody.

use datafusion_expr::{AggregateUDF, ScalarUDF};

mod percent_where;
mod population;
mod rate_of_children;
mod rate_of_total;
mod rate_per_10000;
mod tally;

pub use rate_per_10000::rate_per_10000;

pub(crate) fn functions() -> Vec<ScalarUDF> {
    vec![rate_per_10000::RatePer10000::default().into()]
}

pub(crate) fn aggregates() -> Vec<AggregateUDF> {
    vec![
        percent_where::PercentWhere::default().into(),
        rate_of_children::RateOfChildren::default().into(),
        rate_of_total::RateOfTotal::default().into(),
    ]
}
