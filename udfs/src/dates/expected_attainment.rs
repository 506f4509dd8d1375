//! `expected_attainment(nc_year)`: the results that a child of an NC year should hold.

use arrow::array::{ListBuilder, StringBuilder};
use arrow::datatypes::DataType;
use datafusion_common::Result;
use datafusion_common::utils::take_function_args;
use datafusion_doc::Documentation;
use datafusion_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility};
use datafusion_macros::user_doc;

use crate::args::{self, Texts, answer};

/// The SQL function; its rule is in the description that users read.
#[user_doc(
    doc_section(label = "Dates"),
    description = "The assessments of earlier years whose results a child of a National Curriculum \
                   year should hold: EYFSP in years 1 and 2, phonics in year 2, KS1 in years 3 to \
                   6, KS2 in 7 to 11, KS4 from 12 on. Empty for reception and before, for X and \
                   for whatever is no year. Whether an assessment was held when the child's year \
                   group reached it (none was in 2020 and 2021) is not asked.",
    syntax_example = "expected_attainment(nc_year)",
    sql_example = r#"```sql
SELECT expected_attainment('2'); -- [eyfsp, phonics]
SELECT expected_attainment('9'); -- [ks2]
SELECT expected_attainment('X'); -- []
```"#,
    argument(
        name = "nc_year",
        description = "TEXT: the year as a number, or as a census has it (R, N2, X)."
    )
)]
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct ExpectedAttainment {
    signature: Signature,
}

impl Default for ExpectedAttainment {
    fn default() -> Self {
        let arguments = vec![args::text()];
        ExpectedAttainment {
            signature: Signature::coercible(arguments, Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for ExpectedAttainment {
    fn name(&self) -> &str {
        "expected_attainment"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::new_list(DataType::Utf8, true))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [nc_year] = take_function_args(self.name(), &args.args)?;
        let nc_year = Texts::read(nc_year)?;
        answer(&args, |rows| {
            let mut lists = ListBuilder::new(StringBuilder::new());
            for row in 0..rows {
                let year = nc_year.get(row);
                for assessment in year.map(expected_attainment).unwrap_or_default() {
                    lists.values().append_value(assessment);
                }
                lists.append(year.is_some());
            }
            lists.finish()
        })
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.doc()
    }
}

/// The assessments, by the names of their tables, that a child of that year should hold results
/// of (SEN2 cohort, 8.3).
pub fn expected_attainment(nc_year: &str) -> &'static [&'static str] {
    match nc_year.trim().parse::<i32>() {
        Ok(1) => &["eyfsp"],
        Ok(2) => &["eyfsp", "phonics"],
        Ok(3..=6) => &["ks1"],
        Ok(7..=11) => &["ks2"],
        // Those no longer of school age too.
        Ok(12..) => &["ks4"],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table of the SEN2 cohort rules, 8.3.
    #[test]
    fn every_year_has_what_the_table_says() {
        let cases: [(&[&str], &[&str]); 6] = [
            (&["1"], &["eyfsp"]),
            (&["2"], &["eyfsp", "phonics"]),
            (&["3", "4", "5", "6"], &["ks1"]),
            (&["7", "8", "9", "10", "11"], &["ks2"]),
            (&["12", "13", "14", "19", "21"], &["ks4"]),
            (&["0", "-1", "-4", "R", "N1", "N2", "E1", "X", "M", ""], &[]),
        ];
        for (years, expected) in cases {
            for year in years {
                assert_eq!(expected_attainment(year), expected, "{year}");
            }
        }
    }

    #[test]
    fn a_year_may_be_written_with_blanks_and_a_nought() {
        assert_eq!(expected_attainment(" 07 "), ["ks2"]);
    }
}
