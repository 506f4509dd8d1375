//! `add_working_days(date, days)`: the last day of a limit in working days.

use arrow::array::Date32Array;
use arrow::datatypes::{DataType, Date32Type, Int64Type};
use datafusion_common::Result;
use datafusion_common::utils::take_function_args;
use datafusion_doc::Documentation;
use datafusion_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility};
use datafusion_macros::user_doc;

use crate::args::{self, Values, for_each_row};
use crate::calendar::add_working_days;

/// The SQL function; its rule is in the description that users read.
#[user_doc(
    doc_section(label = "Working days"),
    description = "The date that many working days later (earlier when negative): the last day on \
                   which a duty with such a limit is in time. 0 gives the date itself. NULL when \
                   either date lies outside 2010 to 2030, for which the bank holidays are known.",
    syntax_example = "add_working_days(date, days)",
    sql_example = r#"```sql
SELECT add_working_days(DATE '2024-03-04', 45); -- 2024-05-09
SELECT add_working_days(DATE '2024-03-28', 1); -- 2024-04-02
```"#,
    argument(name = "date", description = "DATE the clock starts."),
    argument(name = "days", description = "Number of working days, BIGINT.")
)]
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct AddWorkingDays {
    signature: Signature,
}

impl Default for AddWorkingDays {
    fn default() -> Self {
        let arguments = vec![args::date(), args::integer()];
        AddWorkingDays {
            signature: Signature::coercible(arguments, Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for AddWorkingDays {
    fn name(&self) -> &str {
        "add_working_days"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Date32)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [date, days] = take_function_args(self.name(), &args.args)?;
        let date = Values::<Date32Type>::read(date)?;
        let days = Values::<Int64Type>::read(days)?;
        for_each_row::<Date32Array, _>(&args, |row| {
            add_working_days(date.get(row)?, i32::try_from(days.get(row)?).ok()?)
        })
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.doc()
    }
}

// The rule and its tests are in `calendar`, because the connectors judge files by it too.
