//! `within_weeks(started, finished, weeks)`: whether a duty was met inside its limit.

use arrow::array::BooleanArray;
use arrow::datatypes::{DataType, Date32Type, Int64Type};
use datafusion_common::Result;
use datafusion_common::utils::take_function_args;
use datafusion_doc::Documentation;
use datafusion_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility};
use datafusion_macros::user_doc;

use crate::args::{self, Values, for_each_row};

/// The SQL function; its rule is in the description that users read.
#[user_doc(
    doc_section(label = "Timeliness"),
    description = "True when the duty was met on or before the last day of its limit, in calendar \
                   days; NULL while it is open, when the dates run backwards, or for a negative \
                   limit.",
    syntax_example = "within_weeks(started, finished, weeks)",
    sql_example = r#"```sql
SELECT within_weeks(DATE '2024-01-10', DATE '2024-02-21', 6); -- true
SELECT within_weeks(DATE '2024-01-10', DATE '2024-02-22', 6); -- false
SELECT within_weeks(DATE '2024-01-10', NULL, 6); -- NULL
```"#,
    argument(name = "started", description = "DATE the clock starts."),
    argument(name = "finished", description = "DATE the duty was met, or NULL."),
    argument(
        name = "weeks",
        description = "Limit in weeks of 7 calendar days, BIGINT."
    )
)]
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct WithinWeeks {
    signature: Signature,
}

impl Default for WithinWeeks {
    fn default() -> Self {
        let arguments = vec![args::date(), args::date(), args::integer()];
        WithinWeeks {
            signature: Signature::coercible(arguments, Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for WithinWeeks {
    fn name(&self) -> &str {
        "within_weeks"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Boolean)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [started, finished, weeks] = take_function_args(self.name(), &args.args)?;
        let started = Values::<Date32Type>::read(started)?;
        let finished = Values::<Date32Type>::read(finished)?;
        let weeks = Values::<Int64Type>::read(weeks)?;
        for_each_row::<BooleanArray, _>(&args, |row| {
            within_weeks(started.get(row)?, finished.get(row)?, weeks.get(row)?)
        })
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.doc()
    }
}

/// Whether `finished` is at most `weeks` weeks after `started`, the last day included.
/// `None` when the end precedes the start: a recording fault must count neither for an
/// authority nor against it.
pub fn within_weeks(started: i32, finished: i32, weeks: i64) -> Option<bool> {
    let elapsed = i64::from(finished) - i64::from(started);
    (elapsed >= 0 && weeks >= 0).then(|| elapsed <= weeks.saturating_mul(7))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::date;
    use crate::timeliness::due_date;
    use proptest::prelude::*;

    /// Requests of the worked SEN2 example, and the days they took.
    #[test]
    fn the_last_day_is_in_time() {
        let on = |y, m, d| date(y, m, d).unwrap();
        assert_eq!(
            within_weeks(on(2024, 1, 10), on(2024, 5, 20), 20),
            Some(true)
        ); // A, 131
        assert_eq!(
            within_weeks(on(2023, 12, 1), on(2024, 7, 15), 20),
            Some(false)
        ); // D, 227
        assert_eq!(within_weeks(0, 140, 20), Some(true));
        assert_eq!(within_weeks(0, 141, 20), Some(false));
        assert_eq!(within_weeks(0, 0, 0), Some(true));
        assert_eq!(within_weeks(1, 0, 20), None);
        assert_eq!(within_weeks(0, 0, -1), None);
        assert_eq!(within_weeks(i32::MIN, i32::MAX, i64::MAX), Some(true));
    }

    proptest! {
        #[test]
        fn in_time_is_not_after_the_due_date(start in 0..40_000i32, took in 0..900i32, weeks in 0..60i64) {
            let end = start + took;
            let by_date = due_date(start, weeks).map(|due| end <= due);
            prop_assert_eq!(within_weeks(start, end, weeks), by_date);
        }
    }
}
