//! `birth_season(birth_date)`: the groups of early-years statistics.
//!
//! The legal sense of summer-born (1 April to 31 August) is another measure.

use arrow::array::StringArray;
use arrow::datatypes::{DataType, Date32Type};
use datafusion_common::Result;
use datafusion_common::utils::take_function_args;
use datafusion_doc::Documentation;
use datafusion_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility};
use datafusion_macros::user_doc;

use crate::args::{self, Values, for_each_row};
use crate::calendar::civil;

/// The SQL function; its rule is in the description that users read.
#[user_doc(
    doc_section(label = "Dates"),
    description = "The season of birth used in early-years statistics: 'autumn' (September to \
                   December), 'spring' (January to April) or 'summer' (May to August). The legal \
                   sense of summer-born, from 1 April, is another measure.",
    syntax_example = "birth_season(birth_date)",
    sql_example = r#"```sql
SELECT birth_season(DATE '2019-12-31'); -- autumn
SELECT birth_season(DATE '2020-04-30'); -- spring
SELECT birth_season(DATE '2020-05-01'); -- summer
```"#,
    argument(name = "birth_date", description = "DATE of birth.")
)]
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct BirthSeason {
    signature: Signature,
}

impl Default for BirthSeason {
    fn default() -> Self {
        let arguments = vec![args::date()];
        BirthSeason {
            signature: Signature::coercible(arguments, Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for BirthSeason {
    fn name(&self) -> &str {
        "birth_season"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [birth_date] = take_function_args(self.name(), &args.args)?;
        let birth_date = Values::<Date32Type>::read(birth_date)?;
        for_each_row::<StringArray, _>(&args, |row| birth_season(birth_date.get(row)?))
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.doc()
    }
}

/// `autumn`, `spring` or `summer`; `None` beyond the calendar.
pub fn birth_season(birth: i32) -> Option<&'static str> {
    let (_, month, _) = civil(birth)?;
    Some(match month {
        1..=4 => "spring",
        5..=8 => "summer",
        _ => "autumn",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::date;

    #[test]
    fn seasons_turn_with_the_months() {
        let season = |m, d| birth_season(date(2020, m, d).unwrap());
        assert_eq!(season(8, 31), Some("summer"));
        assert_eq!(season(9, 1), Some("autumn"));
        assert_eq!(season(12, 31), Some("autumn"));
        assert_eq!(season(1, 1), Some("spring"));
        assert_eq!(season(4, 30), Some("spring"));
        assert_eq!(season(5, 1), Some("summer"));
    }
}
