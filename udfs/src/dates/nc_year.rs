//! `nc_year(birth_date, year)`: National Curriculum year inferred from the date of birth.
//!
//! Age on the 31 August before the academic year, less four (SEN2 cohort, rule S-11). The
//! census value is to be preferred where there is one: children are taught out of their year.

use arrow::array::Int32Array;
use arrow::datatypes::{DataType, Date32Type, Int64Type};
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
    description = "National Curriculum year inferred from the birth date: age on 31 August before \
                   the academic year, less 4. Reception is 0, nursery years are negative. It is \
                   never X; prefer the year that a school census returned. NULL when the child \
                   was born after the academic year.",
    syntax_example = "nc_year(birth_date, year)",
    sql_example = r#"```sql
SELECT nc_year(DATE '2012-08-31', 2025); -- 8
SELECT nc_year(DATE '2012-09-01', 2025); -- 7
SELECT nc_year(DATE '2020-10-04', 2025); -- -1
```"#,
    argument(name = "birth_date", description = "DATE of birth."),
    argument(
        name = "year",
        description = "Calendar year in which the academic year ends, as in the column year: 2025 is \
                       2024/25."
    )
)]
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct NcYear {
    signature: Signature,
}

impl Default for NcYear {
    fn default() -> Self {
        let arguments = vec![args::date(), args::integer()];
        NcYear {
            signature: Signature::coercible(arguments, Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for NcYear {
    fn name(&self) -> &str {
        "nc_year"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Int32)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [birth_date, year] = take_function_args(self.name(), &args.args)?;
        let birth_date = Values::<Date32Type>::read(birth_date)?;
        let year = Values::<Int64Type>::read(year)?;
        for_each_row::<Int32Array, _>(&args, |row| {
            nc_year(birth_date.get(row)?, i32::try_from(year.get(row)?).ok()?)
        })
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.doc()
    }
}

/// The National Curriculum year, in the academic year that ends in `year`, of a child born
/// on `birth`; `None` for a birth after that academic year.
pub fn nc_year(birth: i32, year: i32) -> Option<i32> {
    // Born in the academic year that starts in 2014: 10 on 31 August 2025, year 5 in 2024/25.
    let age_at_end = year
        .checked_sub(academic_year_start(birth)?)?
        .checked_sub(1)?;
    (age_at_end >= 0).then_some(age_at_end - 5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{completed_years, date};
    use proptest::prelude::*;

    /// The worked example of the SEN2 cohort rules, academic year 2024/25.
    #[test]
    fn years_are_those_of_the_worked_example() {
        let cases = [
            ((2012, 8, 31), 8),
            ((2012, 9, 1), 7),
            ((2012, 5, 10), 8),
            ((2018, 9, 2), 1),
            ((2017, 8, 31), 3),
            ((2020, 10, 4), -1),
            ((2001, 3, 3), 19),
        ];
        for ((y, m, d), expected) in cases {
            assert_eq!(
                nc_year(date(y, m, d).unwrap(), 2025),
                Some(expected),
                "{y}-{m}-{d}"
            );
        }
    }

    #[test]
    fn a_child_not_yet_born_has_none() {
        assert_eq!(nc_year(date(2025, 8, 31).unwrap(), 2025), Some(-5));
        assert_eq!(nc_year(date(2025, 9, 1).unwrap(), 2025), None);
        assert_eq!(nc_year(0, i32::MIN), None);
    }

    proptest! {
        #[test]
        fn it_is_the_age_at_the_end_of_august_less_five(birth in 0..20_000i32, year in 1975..2060) {
            let end = date(year, 8, 31).unwrap();
            prop_assert_eq!(nc_year(birth, year), completed_years(birth, end).map(|age| age - 5));
        }
    }
}
