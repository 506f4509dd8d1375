//! `due_date(started, weeks)`: the last day of a limit in weeks.

use arrow::array::Date32Array;
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
    description = "The last day on which a duty with a limit in weeks is in time, in calendar \
                   days. NULL for a negative limit.",
    syntax_example = "due_date(started, weeks)",
    sql_example = r#"```sql
SELECT due_date(DATE '2024-12-02', 6); -- 2025-01-13
```"#,
    argument(name = "started", description = "DATE the clock starts."),
    argument(
        name = "weeks",
        description = "Limit in weeks of 7 calendar days, BIGINT."
    )
)]
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct DueDate {
    signature: Signature,
}

impl Default for DueDate {
    fn default() -> Self {
        let arguments = vec![args::date(), args::integer()];
        DueDate {
            signature: Signature::coercible(arguments, Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for DueDate {
    fn name(&self) -> &str {
        "due_date"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Date32)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [started, weeks] = take_function_args(self.name(), &args.args)?;
        let started = Values::<Date32Type>::read(started)?;
        let weeks = Values::<Int64Type>::read(weeks)?;
        for_each_row::<Date32Array, _>(&args, |row| due_date(started.get(row)?, weeks.get(row)?))
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.doc()
    }
}

/// The last day of the limit; `None` for a negative limit or beyond the calendar.
pub fn due_date(started: i32, weeks: i64) -> Option<i32> {
    let days = weeks.checked_mul(7).filter(|&days| days >= 0)?;
    i32::try_from(i64::from(started).checked_add(days)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::date;

    #[test]
    fn the_limit_is_counted_in_weeks_of_seven_days() {
        // Case H of the worked SEN2 example.
        assert_eq!(due_date(date(2024, 12, 2).unwrap(), 6), date(2025, 1, 13));
        assert_eq!(due_date(5, 0), Some(5));
        assert_eq!(due_date(5, -1), None);
        assert_eq!(due_date(i32::MAX, 1), None);
        assert_eq!(due_date(0, i64::MAX), None);
    }
}
