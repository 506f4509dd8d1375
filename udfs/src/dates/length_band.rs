//! `length_band(from_date, to_date)`: the bands in which the DfE publishes lengths of
//! episodes of need and of child protection plans, by calendar months.

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
    description = "The band in which the DfE publishes the length of an episode of need or of a \
                   child protection plan, by calendar months (add_months): '3 months or less', \
                   'over 3 to 6 months', 'over 6 months to under 1 year', '1 to under 2 years', \
                   '2 years or more'. NULL when the dates run backwards. See duration_band for \
                   bands that begin on the month.",
    syntax_example = "length_band(from_date, to_date)",
    sql_example = r#"```sql
SELECT length_band(DATE '2023-11-30', DATE '2024-02-29'); -- 3 months or less
SELECT length_band(DATE '2023-11-30', DATE '2024-03-01'); -- over 3 to 6 months
SELECT length_band(DATE '2023-03-31', DATE '2024-03-31'); -- 1 to under 2 years
```"#,
    argument(name = "from_date", description = "DATE of the referral or start."),
    argument(
        name = "to_date",
        description = "DATE of the end, or the reference date of an open one."
    )
)]
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct LengthBand {
    signature: Signature,
}

impl Default for LengthBand {
    fn default() -> Self {
        let arguments = vec![args::date(), args::date()];
        LengthBand {
            signature: Signature::coercible(arguments, Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for LengthBand {
    fn name(&self) -> &str {
        "length_band"
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
            length_band(from_date.get(row)?, to_date.get(row)?)
        })
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.doc()
    }
}

/// The published band; `None` when `to` precedes `from`.
pub fn length_band(from: i32, to: i32) -> Option<&'static str> {
    if to < from {
        return None;
    }
    Some(if to <= add_months(from, 3)? {
        "3 months or less"
    } else if to <= add_months(from, 6)? {
        "over 3 to 6 months"
    } else if to < add_months(from, 12)? {
        "over 6 months to under 1 year"
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
    fn a_limit_of_months_is_still_inside_and_one_of_years_is_not() {
        let band = |(y, m, d)| length_band(date(2022, 11, 30).unwrap(), date(y, m, d).unwrap());
        assert_eq!(band((2022, 11, 29)), None);
        assert_eq!(band((2022, 11, 30)), Some("3 months or less"));
        assert_eq!(band((2023, 2, 28)), Some("3 months or less"));
        assert_eq!(band((2023, 3, 1)), Some("over 3 to 6 months"));
        assert_eq!(band((2023, 5, 30)), Some("over 3 to 6 months"));
        assert_eq!(band((2023, 5, 31)), Some("over 6 months to under 1 year"));
        assert_eq!(band((2023, 11, 29)), Some("over 6 months to under 1 year"));
        assert_eq!(band((2023, 11, 30)), Some("1 to under 2 years"));
        assert_eq!(band((2024, 11, 29)), Some("1 to under 2 years"));
        assert_eq!(band((2024, 11, 30)), Some("2 years or more"));
    }
}
