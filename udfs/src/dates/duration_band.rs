//! `duration_band(from_date, to_date)`: the bands of the children in need cohort pages,
//! which begin on the month (rules C-25 to C-27).

use arrow::array::StringArray;
use arrow::datatypes::{DataType, Date32Type};
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
    description = "The band of the children in need pages for a duration, by calendar months \
                   (add_months): 'under 3 months', '3 to under 6 months', '6 to under 12 months', \
                   '1 to under 2 years', '2 years or more'. Exactly 3 months is in the second \
                   band, where length_band has it in the first. NULL when the dates run \
                   backwards.",
    syntax_example = "duration_band(from_date, to_date)",
    sql_example = r#"```sql
SELECT duration_band(DATE '2024-01-15', DATE '2024-04-14'); -- under 3 months
SELECT duration_band(DATE '2024-01-15', DATE '2024-04-15'); -- 3 to under 6 months
```"#,
    argument(name = "from_date", description = "DATE of the start."),
    argument(
        name = "to_date",
        description = "DATE of the end, or the reference date of an open one."
    )
)]
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct DurationBand {
    signature: Signature,
}

impl Default for DurationBand {
    fn default() -> Self {
        let arguments = vec![args::date(), args::date()];
        DurationBand {
            signature: Signature::coercible(arguments, Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for DurationBand {
    fn name(&self) -> &str {
        "duration_band"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [from_date, to_date] = take_function_args(self.name(), &args.args)?;
        let from_date = Values::<Date32Type>::read(from_date)?;
        let to_date = Values::<Date32Type>::read(to_date)?;
        for_each_row::<StringArray, _>(&args, |row| {
            duration_band(from_date.get(row)?, to_date.get(row)?)
        })
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.doc()
    }
}

/// The pages' band; `None` when `to` precedes `from`.
pub fn duration_band(from: i32, to: i32) -> Option<&'static str> {
    if to < from {
        return None;
    }
    Some(if to < add_months(from, 3)? {
        "under 3 months"
    } else if to < add_months(from, 6)? {
        "3 to under 6 months"
    } else if to < add_months(from, 12)? {
        "6 to under 12 months"
    } else if to < add_months(from, 24)? {
        "1 to under 2 years"
    } else {
        "2 years or more"
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::date;

    #[test]
    fn durations_are_those_of_the_cohort_rules() {
        let band = |from: (i32, u32, u32), to: (i32, u32, u32)| {
            duration_band(
                date(from.0, from.1, from.2).unwrap(),
                date(to.0, to.1, to.2).unwrap(),
            )
        };
        // C-25
        assert_eq!(band((2024, 1, 15), (2024, 4, 14)), Some("under 3 months"));
        assert_eq!(
            band((2024, 1, 15), (2024, 4, 15)),
            Some("3 to under 6 months")
        );
        assert_eq!(
            band((2022, 11, 30), (2023, 2, 28)),
            Some("3 to under 6 months")
        );
        // C-26
        assert_eq!(
            band((2023, 6, 1), (2024, 3, 31)),
            Some("6 to under 12 months")
        );
        assert_eq!(
            band((2023, 3, 31), (2024, 3, 31)),
            Some("1 to under 2 years")
        );
        assert_eq!(band((2022, 3, 31), (2024, 3, 31)), Some("2 years or more"));
        assert_eq!(band((2024, 1, 15), (2024, 1, 14)), None);
    }
}
