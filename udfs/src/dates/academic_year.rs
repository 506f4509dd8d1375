//! `academic_year(date)`: 1 September to 31 August, as `2023/24`.

use arrow::array::StringArray;
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
    description = "The academic year of a date, which runs from 1 September to 31 August, as \
                   text: '2023/24'. NULL for NULL and outside the years 1 to 9998.",
    syntax_example = "academic_year(date)",
    sql_example = r#"```sql
SELECT academic_year(DATE '2024-08-31'); -- 2023/24
SELECT academic_year(DATE '2024-09-01'); -- 2024/25
SELECT academic_year(DATE '1999-12-31'); -- 1999/00
```"#,
    argument(name = "date", description = "DATE.")
)]
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct AcademicYear {
    signature: Signature,
}

impl Default for AcademicYear {
    fn default() -> Self {
        let arguments = vec![args::date()];
        AcademicYear {
            signature: Signature::coercible(arguments, Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for AcademicYear {
    fn name(&self) -> &str {
        "academic_year"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [date] = take_function_args(self.name(), &args.args)?;
        let date = Values::<Date32Type>::read(date)?;
        for_each_row::<StringArray, _>(&args, |row| label(date.get(row)?))
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.doc()
    }
}

/// Seven characters on the stack: a label needs no allocation of its own.
struct Label([u8; 7]);

impl AsRef<str> for Label {
    fn as_ref(&self) -> &str {
        // The bytes are digits and a slash, so this is never empty.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

fn label(day: i32) -> Option<Label> {
    let start = academic_year_start(day).filter(|start| (1..=9998).contains(start))?;
    let digit = |number: i32| b'0' + (number % 10) as u8;
    let end = start + 1;
    Some(Label([
        digit(start / 1000),
        digit(start / 100),
        digit(start / 10),
        digit(start),
        b'/',
        digit(end / 10),
        digit(end),
    ]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::date;

    #[test]
    fn the_year_turns_on_the_first_of_september() {
        let on = |y, m, d| label(date(y, m, d).unwrap()).map(|label| label.as_ref().to_owned());
        assert_eq!(on(2024, 8, 31).as_deref(), Some("2023/24"));
        assert_eq!(on(2024, 9, 1).as_deref(), Some("2024/25"));
        assert_eq!(on(1999, 9, 1).as_deref(), Some("1999/00"));
        assert_eq!(on(987, 1, 1).as_deref(), Some("0986/87"));
        assert_eq!(on(10_000, 1, 1), None);
        assert_eq!(on(0, 1, 1), None);
    }
}
