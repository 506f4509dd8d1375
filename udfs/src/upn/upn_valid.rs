//! `upn_valid(upn)`: whether a Unique Pupil Number is sound.

use arrow::array::BooleanArray;
use arrow::datatypes::DataType;
use datafusion_common::Result;
use datafusion_common::utils::take_function_args;
use datafusion_doc::Documentation;
use datafusion_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility};
use datafusion_macros::user_doc;

use crate::args::{self, Texts, for_each_row};
use crate::upn::letter_agrees;

/// The SQL function; its rule is in the description that users read.
#[user_doc(
    doc_section(label = "Pupil numbers"),
    description = "True when a Unique Pupil Number has 13 characters, the pattern of a permanent \
                   or temporary number, and the right check letter. Blanks and lower case make \
                   it false. Whether characters 2 to 4 are the number of a local authority is \
                   not asked: a return's columns upn are NULL for one that never was.",
    syntax_example = "upn_valid(upn)",
    sql_example = r#"```sql
SELECT upn_valid('P207000016049'); -- true
SELECT upn_valid('M20700001604A'); -- true
SELECT upn_valid('A950000178301'); -- true
SELECT upn_valid('R247962919251'); -- false
SELECT upn_valid('p207000016049'); -- false
```"#,
    argument(name = "upn", description = "TEXT.")
)]
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct UpnValid {
    signature: Signature,
}

impl Default for UpnValid {
    fn default() -> Self {
        let arguments = vec![args::text()];
        UpnValid {
            signature: Signature::coercible(arguments, Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for UpnValid {
    fn name(&self) -> &str {
        "upn_valid"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Boolean)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [upn] = take_function_args(self.name(), &args.args)?;
        let upn = Texts::read(upn)?;
        for_each_row::<BooleanArray, _>(&args, |row| upn.get(row).map(letter_agrees))
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.doc()
    }
}

// The rule and its tests are in `check`, because the connectors judge files by it too.
