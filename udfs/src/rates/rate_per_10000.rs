//! `rate_per_10000(n, population)`: how often, among how many.

use arrow::array::Float64Array;
use arrow::datatypes::{DataType, Float64Type};
use datafusion_common::Result;
use datafusion_common::utils::take_function_args;
use datafusion_doc::Documentation;
use datafusion_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility};
use datafusion_macros::user_doc;

use crate::args::{self, Values, for_each_row};

/// The SQL function; its rule is in the description that users read.
#[user_doc(
    doc_section(label = "Rates"),
    description = "n per 10,000 of the population, unrounded. NULL when the population is NULL or \
                   0: a rate over nobody is unknown, not zero. NULL for negative numbers.",
    syntax_example = "rate_per_10000(n, population)",
    sql_example = r#"```sql
SELECT rate_per_10000(51, 12000); -- 42.5
SELECT rate_per_10000(51, 0); -- NULL
```"#,
    argument(name = "n", description = "Children or events, a number."),
    argument(
        name = "population",
        description = "People at risk, such as residents aged 0 to 17 at the mid-year estimate."
    )
)]
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct RatePer10000 {
    signature: Signature,
}

impl Default for RatePer10000 {
    fn default() -> Self {
        let arguments = vec![args::number(), args::number()];
        RatePer10000 {
            signature: Signature::coercible(arguments, Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for RatePer10000 {
    fn name(&self) -> &str {
        "rate_per_10000"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Float64)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [n, population] = take_function_args(self.name(), &args.args)?;
        let n = Values::<Float64Type>::read(n)?;
        let population = Values::<Float64Type>::read(population)?;
        for_each_row::<Float64Array, _>(&args, |row| {
            rate_per_10000(n.get(row)?, population.get(row)?)
        })
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.doc()
    }
}

/// `n` per 10,000 of `population`, unrounded. `None` unless `n` is 0 or more and the
/// population more than 0.
///
/// ```
/// assert_eq!(cohort_udfs::rates::rate_per_10000(51.0, 12_000.0), Some(42.5));
/// assert_eq!(cohort_udfs::rates::rate_per_10000(51.0, 0.0), None);
/// ```
pub fn rate_per_10000(n: f64, population: f64) -> Option<f64> {
    // The product first: it is exact for every count there can be.
    (n >= 0.0 && population > 0.0).then(|| n * 10_000.0 / population)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rates_are_those_of_the_worked_example() {
        // SEN2: 5 requests of 4 children among 50,000.
        assert_eq!(rate_per_10000(5.0, 50_000.0), Some(1.0));
        assert_eq!(rate_per_10000(4.0, 50_000.0), Some(0.8));
        assert_eq!(rate_per_10000(0.0, 50_000.0), Some(0.0));
        assert_eq!(rate_per_10000(-1.0, 50_000.0), None);
        assert_eq!(rate_per_10000(f64::NAN, 50_000.0), None);
    }

    proptest! {
        #[test]
        fn a_rate_grows_with_its_numerator(n in 0..1_000_000u32, population in 1..10_000_000u32) {
            let rate = |n: u32| rate_per_10000(f64::from(n), f64::from(population));
            prop_assert!(rate(n) < rate(n + 1));
        }
    }
}
