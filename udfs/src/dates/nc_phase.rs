//! `nc_phase(nc_year)`: the phase of education of a National Curriculum year.

use arrow::array::StringArray;
use arrow::datatypes::DataType;
use datafusion_common::Result;
use datafusion_common::utils::take_function_args;
use datafusion_doc::Documentation;
use datafusion_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility};
use datafusion_macros::user_doc;

use crate::args::{self, Texts, for_each_row};

/// The SQL function; its rule is in the description that users read.
#[user_doc(
    doc_section(label = "Dates"),
    description = "Phase of education of a National Curriculum year: 'early years' (reception, 0, and \
                   below), 'primary' (1 to 6), 'secondary' (7 to 11), 'post-16' (12 on), or 'X' where \
                   the National Curriculum is not followed. NULL for what is no year.",
    syntax_example = "nc_phase(nc_year)",
    sql_example = r#"```sql
SELECT nc_phase('0'); -- early years
SELECT nc_phase('7'); -- secondary
SELECT nc_phase('X'); -- X
```"#,
    argument(
        name = "nc_year",
        description = "TEXT: the year as a number, reception 0 and nursery below, or X."
    )
)]
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct NcPhase {
    signature: Signature,
}

impl Default for NcPhase {
    fn default() -> Self {
        let arguments = vec![args::text()];
        NcPhase {
            signature: Signature::coercible(arguments, Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for NcPhase {
    fn name(&self) -> &str {
        "nc_phase"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [nc_year] = take_function_args(self.name(), &args.args)?;
        let nc_year = Texts::read(nc_year)?;
        for_each_row::<StringArray, _>(&args, |row| nc_phase(nc_year.get(row)?))
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.doc()
    }
}

/// The phase (SEN2 cohort, S-15). The page marks the split as assumed: it is made here alone.
pub fn nc_phase(nc_year: &str) -> Option<&'static str> {
    match nc_year.trim() {
        "X" | "x" => Some("X"),
        year => Some(match year.parse::<i32>().ok()? {
            ..=0 => "early years",
            1..=6 => "primary",
            7..=11 => "secondary",
            12.. => "post-16",
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_change_after_reception_and_after_years_6_and_11() {
        let cases: [(&str, &[&str]); 5] = [
            ("early years", &["-4", "-1", "0"]),
            ("primary", &["1", "6", " 03 "]),
            ("secondary", &["7", "11"]),
            ("post-16", &["12", "13", "19"]),
            ("X", &["X"]),
        ];
        for (phase, years) in cases {
            for year in years {
                assert_eq!(nc_phase(year), Some(phase), "{year}");
            }
        }
        assert_eq!(nc_phase(""), None);
        assert_eq!(nc_phase("M"), None);
    }
}
