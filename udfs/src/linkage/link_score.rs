//! `link_score(…)`: how strongly two records speak for one child.

use arrow::array::Float64Array;
use arrow::datatypes::DataType;
use datafusion_common::Result;
use datafusion_doc::Documentation;
use datafusion_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility};
use datafusion_macros::user_doc;

use super::pair::{Pairs, arguments};
use super::weights::Weights;
use crate::args::for_each_row;

/// The SQL function; its rule is in the description that users read.
#[user_doc(
    doc_section(label = "Linkage"),
    description = "How strongly two records speak for one child: for each field log2 of how many times more often records of one child agree so than records of two (Fellegi and Sunter), summed. Above 0 speaks for one child; a missing value says nothing. The weights are assumptions for an authority of common size. NULL when no field is there on both sides. It proposes and links nothing.",
    syntax_example = "link_score(upn_a, birth_date_a, sex_a, postcode_a, ethnicity_a, upn_b, birth_date_b, sex_b, postcode_b, ethnicity_b)",
    sql_example = r#"```sql
SELECT round(link_score('P207000016049', DATE '2012-05-10', 'F', 'SW1A 2AB', 'WBRI', 'P207000016049', DATE '2012-05-10', 'F', 'SW1A 2AB', 'WBRI'), 1); -- 46.5
```"#,
    argument(
        name = "upn_a",
        description = "UPN of the first record, TEXT; blanks and case make no difference."
    ),
    argument(
        name = "birth_date_a",
        description = "DATE of birth of the first record."
    ),
    argument(
        name = "sex_a",
        description = "Sex of the first record: M or F, 1 or 2; any other counts as missing."
    ),
    argument(
        name = "postcode_a",
        description = "Postcode of the first record, TEXT."
    ),
    argument(
        name = "ethnicity_a",
        description = "Ethnicity code of the first record, such as WBRI; REFU and NOBT count as missing."
    ),
    argument(name = "upn_b", description = "The same of the second record."),
    argument(name = "birth_date_b", description = "The same of the second record."),
    argument(name = "sex_b", description = "The same of the second record."),
    argument(name = "postcode_b", description = "The same of the second record."),
    argument(name = "ethnicity_b", description = "The same of the second record.")
)]
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct LinkScore {
    signature: Signature,
}

impl Default for LinkScore {
    fn default() -> Self {
        LinkScore {
            signature: Signature::coercible(arguments(), Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for LinkScore {
    fn name(&self) -> &str {
        "link_score"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Float64)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let pairs = Pairs::read(self.name(), &args.args)?;
        let weights = Weights::default();
        for_each_row::<Float64Array, _>(&args, |row| pairs.pair(row).score(&weights))
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.doc()
    }
}

// The comparison is in `compare`, the weights and their tests in `weights`.
