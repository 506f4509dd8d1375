//! `link_evidence(…)`: what speaks for and against two records being of one child.

use arrow::array::StringArray;
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
    description = "What speaks for and against two records being of one child: each field with its level of agreement (equal, near, far, differs, missing) and its weight in bits, and the sum, which is link_score. No value of a record is in it. Near is one slip of the pen, the same postcode sector or the same main ethnic group; far is the same postcode district.",
    syntax_example = "link_evidence(upn_a, birth_date_a, sex_a, postcode_a, ethnicity_a, upn_b, birth_date_b, sex_b, postcode_b, ethnicity_b)",
    sql_example = r#"```sql
SELECT link_evidence('P207000016049', DATE '2012-05-10', 'F', NULL, NULL, 'P207000016048', DATE '2012-10-05', 'M', NULL, NULL); -- upn near +10.6; birth_date near -2.0; sex differs -5.6; postcode missing +0.0; ethnicity missing +0.0; sum +2.9
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
pub(super) struct LinkEvidence {
    signature: Signature,
}

impl Default for LinkEvidence {
    fn default() -> Self {
        LinkEvidence {
            signature: Signature::coercible(arguments(), Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for LinkEvidence {
    fn name(&self) -> &str {
        "link_evidence"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let pairs = Pairs::read(self.name(), &args.args)?;
        let weights = Weights::default();
        for_each_row::<StringArray, _>(&args, |row| Some(pairs.pair(row).evidence(&weights)))
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.doc()
    }
}

// The comparison is in `compare`, the weights and their tests in `weights`.
