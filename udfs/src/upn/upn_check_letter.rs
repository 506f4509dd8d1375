//! `upn_check_letter(upn)`: the first letter that a Unique Pupil Number should have.

use arrow::array::StringArray;
use arrow::datatypes::DataType;
use datafusion_common::Result;
use datafusion_common::utils::take_function_args;
use datafusion_doc::Documentation;
use datafusion_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility};
use datafusion_macros::user_doc;

use crate::args::{self, Texts, for_each_row};
use crate::upn::check::check_letter_text;

/// The SQL function; its rule is in the description that users read.
#[user_doc(
    doc_section(label = "Pupil numbers"),
    description = "The check letter that belongs to characters 2 to 13 of a Unique Pupil Number, \
                   whatever its first character is; also for those 12 characters alone. NULL when \
                   they do not have the pattern of a UPN.",
    syntax_example = "upn_check_letter(upn)",
    sql_example = r#"```sql
SELECT upn_check_letter('R247962919251'); -- Q
SELECT upn_check_letter('20700001604A'); -- M
SELECT upn_check_letter('P2070'); -- NULL
```"#,
    argument(
        name = "upn",
        description = "TEXT of 13 characters, or of 12 without the check letter."
    )
)]
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct UpnCheckLetter {
    signature: Signature,
}

impl Default for UpnCheckLetter {
    fn default() -> Self {
        let arguments = vec![args::text()];
        UpnCheckLetter {
            signature: Signature::coercible(arguments, Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for UpnCheckLetter {
    fn name(&self) -> &str {
        "upn_check_letter"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [upn] = take_function_args(self.name(), &args.args)?;
        let upn = Texts::read(upn)?;
        for_each_row::<StringArray, _>(&args, |row| check_letter_text(upn.get(row)?))
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.doc()
    }
}

// The rule and its tests are in `check`, because the connectors judge files by it too.
