//! `age_on(birth_date, on_date)`: completed years.

use arrow::array::Int32Array;
use arrow::datatypes::{DataType, Date32Type};
use datafusion_common::Result;
use datafusion_common::utils::take_function_args;
use datafusion_doc::Documentation;
use datafusion_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility};
use datafusion_macros::user_doc;

use crate::args::{self, Values, for_each_row};
use crate::calendar::completed_years;

/// The SQL function; its rule is in the description that users read.
#[user_doc(
    doc_section(label = "Dates"),
    description = "Age in completed years on a date: one more on each birthday; born on 29 \
                   February, on 1 March of other years. NULL when the date precedes the birth.",
    syntax_example = "age_on(birth_date, on_date)",
    sql_example = r#"```sql
SELECT age_on(DATE '2012-09-01', DATE '2024-08-31'); -- 11
SELECT age_on(DATE '2012-08-31', DATE '2024-08-31'); -- 12
SELECT age_on(DATE '2024-04-01', DATE '2024-03-31'); -- NULL
```"#,
    argument(name = "birth_date", description = "DATE of birth."),
    argument(name = "on_date", description = "DATE on which the age is asked for.")
)]
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct AgeOn {
    signature: Signature,
}

impl Default for AgeOn {
    fn default() -> Self {
        let arguments = vec![args::date(), args::date()];
        AgeOn {
            signature: Signature::coercible(arguments, Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for AgeOn {
    fn name(&self) -> &str {
        "age_on"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Int32)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [birth_date, on_date] = take_function_args(self.name(), &args.args)?;
        let birth_date = Values::<Date32Type>::read(birth_date)?;
        let on_date = Values::<Date32Type>::read(on_date)?;
        for_each_row::<Int32Array, _>(&args, |row| {
            completed_years(birth_date.get(row)?, on_date.get(row)?)
        })
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.doc()
    }
}

// The rule and its tests are in `calendar`, because the connectors judge files by it too.
