//! `add_months(date, months)`: calendar months, as limits in months are counted.

use arrow::array::Date32Array;
use arrow::datatypes::{DataType, Date32Type, Int64Type};
use datafusion_common::Result;
use datafusion_common::utils::take_function_args;
use datafusion_doc::Documentation;
use datafusion_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility};
use datafusion_macros::user_doc;

use crate::args::{self, Values, for_each_row};
use crate::calendar::add_months;

/// The SQL function; its rule is in the description that users read.
#[user_doc(
    doc_section(label = "Dates"),
    description = "The date that many calendar months later, or earlier when negative; the last \
                   day of a month that has no such day: 3 months after 30 November is the last \
                   day of February.",
    syntax_example = "add_months(date, months)",
    sql_example = r#"```sql
SELECT add_months(DATE '2023-11-30', 3); -- 2024-02-29
SELECT add_months(DATE '2024-03-31', -1); -- 2024-02-29
```"#,
    argument(name = "date", description = "DATE to start from."),
    argument(name = "months", description = "Number of calendar months, BIGINT.")
)]
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct AddMonths {
    signature: Signature,
}

impl Default for AddMonths {
    fn default() -> Self {
        let arguments = vec![args::date(), args::integer()];
        AddMonths {
            signature: Signature::coercible(arguments, Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for AddMonths {
    fn name(&self) -> &str {
        "add_months"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Date32)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [date, months] = take_function_args(self.name(), &args.args)?;
        let date = Values::<Date32Type>::read(date)?;
        let months = Values::<Int64Type>::read(months)?;
        for_each_row::<Date32Array, _>(&args, |row| {
            add_months(date.get(row)?, i32::try_from(months.get(row)?).ok()?)
        })
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.doc()
    }
}

// The rule and its tests are in `calendar`, because the connectors judge files by it too.
