//! `working_days(from_date, to_date)`: Monday to Friday without the bank holidays of England.

use arrow::array::Int32Array;
use arrow::datatypes::{DataType, Date32Type};
use datafusion_common::Result;
use datafusion_common::utils::take_function_args;
use datafusion_doc::Documentation;
use datafusion_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility};
use datafusion_macros::user_doc;

use crate::args::{self, Values, for_each_row};
use crate::calendar::working_days;

/// The SQL function; its rule is in the description that users read.
#[user_doc(
    doc_section(label = "Working days"),
    description = "Working days d with from_date < d <= to_date: Monday to Friday, not a bank \
                   holiday in England. The same day is 0. NULL when the dates run backwards, and \
                   when either lies outside 2010 to 2030, for which the bank holidays are known.",
    syntax_example = "working_days(from_date, to_date)",
    sql_example = r#"```sql
SELECT working_days(DATE '2024-03-28', DATE '2024-04-03'); -- 2
SELECT working_days(DATE '2024-01-06', DATE '2024-01-08'); -- 1
SELECT working_days(DATE '2024-01-08', DATE '2024-01-08'); -- 0
SELECT working_days(DATE '2024-01-09', DATE '2024-01-08'); -- NULL
```"#,
    argument(
        name = "from_date",
        description = "DATE the clock starts; not counted itself."
    ),
    argument(
        name = "to_date",
        description = "DATE up to which is counted, included."
    )
)]
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct WorkingDays {
    signature: Signature,
}

impl Default for WorkingDays {
    fn default() -> Self {
        let arguments = vec![args::date(), args::date()];
        WorkingDays {
            signature: Signature::coercible(arguments, Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for WorkingDays {
    fn name(&self) -> &str {
        "working_days"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Int32)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [from_date, to_date] = take_function_args(self.name(), &args.args)?;
        let from_date = Values::<Date32Type>::read(from_date)?;
        let to_date = Values::<Date32Type>::read(to_date)?;
        for_each_row::<Int32Array, _>(&args, |row| {
            working_days(from_date.get(row)?, to_date.get(row)?)
        })
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.doc()
    }
}

// The rule and its tests are in `calendar`, because the connectors judge files by it too.
