//! `pupil_key(upn, birth_date, sex)`: the deterministic match key.

use arrow::array::StringArray;
use arrow::datatypes::{DataType, Date32Type};
use datafusion_common::Result;
use datafusion_common::utils::take_function_args;
use datafusion_doc::Documentation;
use datafusion_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility};
use datafusion_macros::user_doc;

use super::key::PupilKey;
use crate::args::{self, Texts, Values, for_each_row};

/// The SQL function; its rule is in the description that users read.
#[user_doc(
    doc_section(label = "Linkage"),
    description = "The key on which a child is matched to a school census: UPN, birth date and \
                   sex, all there and equal. Blanks around the UPN, its case and the codes 1 and 2 \
                   of older returns make no difference. NULL when a part is missing: a UPN that is \
                   not 13 letters and digits, no birth date, a sex other than male or female. It \
                   identifies the child.",
    syntax_example = "pupil_key(upn, birth_date, sex)",
    sql_example = r#"```sql
SELECT pupil_key(' p207000016049', DATE '2012-05-10', '2'); -- P207000016049|2012-05-10|F
SELECT pupil_key('P207000016049', DATE '2012-05-10', 'U'); -- NULL
```"#,
    argument(name = "upn", description = "Unique Pupil Number, TEXT."),
    argument(name = "birth_date", description = "DATE of birth."),
    argument(name = "sex", description = "M or F, 1 or 2; any other is unknown.")
)]
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct PupilKeyFunction {
    signature: Signature,
}

impl Default for PupilKeyFunction {
    fn default() -> Self {
        let arguments = vec![args::text(), args::date(), args::text()];
        PupilKeyFunction {
            signature: Signature::coercible(arguments, Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for PupilKeyFunction {
    fn name(&self) -> &str {
        "pupil_key"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [upn, birth_date, sex] = take_function_args(self.name(), &args.args)?;
        let upn = Texts::read(upn)?;
        let birth_date = Values::<Date32Type>::read(birth_date)?;
        let sex = Texts::read(sex)?;
        for_each_row::<StringArray, _>(&args, |row| {
            let key = PupilKey::of(upn.get(row)?, birth_date.get(row)?, sex.get(row)?)?;
            Some(key.to_string())
        })
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.doc()
    }
}

// The key and its tests are in `key`.
