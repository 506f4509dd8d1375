//! `rate_suppression(numerator, denominator, rule)`: why a rate may not be published.

use arrow::array::StringArray;
use arrow::datatypes::{DataType, Int64Type};
use datafusion_common::Result;
use datafusion_common::utils::take_function_args;
use datafusion_doc::Documentation;
use datafusion_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility};
use datafusion_macros::user_doc;

use crate::args::{self, Texts, Values, for_each_row};
use crate::disclosure::NamedRules;
use crate::error::InvalidArgument;

/// The SQL function; its rule is in the description that users read.
#[user_doc(
    doc_section(label = "Disclosure"),
    description = "Why a percentage or rate may not be shown: 'c' when its numerator or \
                   denominator, or for publication and census rules the denominator less the \
                   numerator, is a count that the rule hides; 'z' when the denominator is 0; NULL \
                   when it may be shown. Use it to blank the value: CASE WHEN rate_suppression(n, \
                   d, 'publication') IS NULL THEN 100.0 * n / d END. Also NULL, as the percentage \
                   itself should be, for NULL counts. An error (22023) for \
                   counts that cannot be, and when the rule is unknown or NULL.",
    syntax_example = "rate_suppression(numerator, denominator, rule)",
    sql_example = r#"```sql
SELECT rate_suppression(5, 20, 'publication'); -- c
SELECT rate_suppression(15, 20, 'publication'); -- c
SELECT rate_suppression(10, 20, 'publication'); -- NULL
SELECT rate_suppression(0, 0, 'publication'); -- z
```"#,
    argument(name = "numerator", description = "Count, BIGINT."),
    argument(name = "denominator", description = "Count of the cohort, BIGINT."),
    argument(name = "rule", description = "TEXT, a rule of suppress.")
)]
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct RateSuppression {
    signature: Signature,
}

impl Default for RateSuppression {
    fn default() -> Self {
        let arguments = vec![args::integer(), args::integer(), args::text()];
        RateSuppression {
            signature: Signature::coercible(arguments, Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for RateSuppression {
    fn name(&self) -> &str {
        "rate_suppression"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [numerator, denominator, rule] = take_function_args(self.name(), &args.args)?;
        let numerator = Values::<Int64Type>::read(numerator)?;
        let denominator = Values::<Int64Type>::read(denominator)?;
        let rules = NamedRules::read("rate_suppression", Texts::read(rule)?)?;
        let mut fault = Ok(());
        let answer = for_each_row::<StringArray, _>(&args, |row| {
            let (numerator, denominator) = numerator.get(row).zip(denominator.get(row))?;
            match reason(&rules, row, numerator, denominator) {
                Ok(reason) => reason,
                Err(error) => {
                    fault = Err(error);
                    None
                }
            }
        });
        fault.and(answer)
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.doc()
    }
}

/// NULL would mean that the rate may be shown, so doubt is an error here.
fn reason(rules: &NamedRules, row: usize, n: i64, of: i64) -> Result<Option<&'static str>> {
    let rule = rules.get(row)?.ok_or_else(|| {
        InvalidArgument::new("rate_suppression: the rule is NULL; name one of those of suppress")
    })?;
    let reason = rule.hide_rate(n, of).ok_or_else(|| {
        InvalidArgument::new(
            "rate_suppression: the numerator is negative or larger than the denominator; \
             pass the two counts of which the rate is made",
        )
    })?;
    Ok(reason)
}
