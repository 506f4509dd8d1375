//! `year_of(date)`: the calendar year in which the academic year of a date ends.

use arrow::array::Int32Array;
use arrow::datatypes::{DataType, Date32Type};
use datafusion_common::Result;
use datafusion_common::utils::take_function_args;
use datafusion_doc::Documentation;
use datafusion_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility};
use datafusion_macros::user_doc;

use crate::args::{self, Values, for_each_row};
use crate::dates::academic_year_start;

/// The SQL function; its rule is in the description that users read.
#[user_doc(
    doc_section(label = "Dates"),
    description = "The calendar year in which the academic year of a date ends, the value of the \
                   column year: 2024 for every date from 1 September 2023 to 31 August 2024. A \
                   financial year to 31 March has the same number, so a date from April to August \
                   belongs to the next census of children in need.",
    syntax_example = "year_of(date)",
    sql_example = r#"```sql
SELECT year_of(DATE '2024-03-31'); -- 2024
SELECT year_of(DATE '2024-09-01'); -- 2025
```"#,
    argument(name = "date", description = "DATE.")
)]
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct YearOf {
    signature: Signature,
}

impl Default for YearOf {
    fn default() -> Self {
        let arguments = vec![args::date()];
        YearOf {
            signature: Signature::coercible(arguments, Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for YearOf {
    fn name(&self) -> &str {
        "year_of"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Int32)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [date] = take_function_args(self.name(), &args.args)?;
        let date = Values::<Date32Type>::read(date)?;
        for_each_row::<Int32Array, _>(&args, |row| year_of(date.get(row)?))
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.doc()
    }
}

/// The year in which the academic year of `day` ends: 2024 for 2023/24. `None` beyond the
/// calendar.
pub fn year_of(day: i32) -> Option<i32> {
    academic_year_start(day).map(|start| start + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::date;

    #[test]
    fn a_year_is_named_by_its_end() {
        for (y, m, d, year) in [(2023, 8, 31, 2023), (2023, 9, 1, 2024), (2024, 1, 18, 2024)] {
            assert_eq!(year_of(date(y, m, d).unwrap()), Some(year));
        }
        assert_eq!(year_of(i32::MAX), None);
    }
}
