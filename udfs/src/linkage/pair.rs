//! What `link_score` and `link_evidence` have in common: ten arguments, which are two records
//! field by field, and one comparison of each row.

use std::fmt::Debug;
use std::hash::Hash;

use arrow::array::Array;
use arrow::datatypes::{DataType, Date32Type};
use datafusion_common::Result;
use datafusion_common::utils::take_function_args;
use datafusion_doc::{DocSection, Documentation};
use datafusion_expr::{
    Coercion, ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};

use super::weights::{Pair, Record, Weights};
use crate::args::{self, Texts, Values, for_each_row};

/// What an SQL function says of a pair of records.
pub(super) trait Verdict:
    Debug + Default + PartialEq + Eq + Hash + Send + Sync + 'static
{
    /// Name in SQL.
    const NAME: &'static str;
    /// The rule, for users.
    const DESCRIPTION: &'static str;
    /// A statement and its answer.
    const EXAMPLE: &'static str;
    /// Type in SQL.
    const TYPE: DataType;
    /// Its answers as a column, and one of them.
    type Answers: Array + FromIterator<Option<Self::Answer>> + 'static;
    type Answer;

    /// The answer for a pair.
    fn of(pair: &Pair, weights: &Weights) -> Option<Self::Answer>;
}

/// The SQL function of a verdict.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct PairFunction<V> {
    signature: Signature,
    manual: Documentation,
    verdict: V,
}

/// The fields of a record, and what they are.
const FIELDS: [(&str, &str); 5] = [
    ("upn", "UPN, TEXT; blanks and case make no difference."),
    ("birth_date", "DATE of birth."),
    ("sex", "M or F, 1 or 2; any other counts as missing."),
    ("postcode", "Postcode, TEXT."),
    (
        "ethnicity",
        "Ethnicity code, such as WBRI; REFU and NOBT count as missing.",
    ),
];

impl<V: Verdict> Default for PairFunction<V> {
    fn default() -> Self {
        let record = || {
            let text = args::text;
            [text(), args::date(), text(), text(), text()]
        };
        let arguments: Vec<Coercion> = [record(), record()].concat();
        let section = DocSection {
            label: "Linkage",
            ..DocSection::default()
        };
        let names = |of: &str| FIELDS.map(|(field, _)| format!("{field}_{of}"));
        let syntax = format!(
            "{}({})",
            V::NAME,
            [names("a"), names("b")].concat().join(", ")
        );
        let example = format!("```sql\n{}\n```", V::EXAMPLE);
        let mut manual =
            Documentation::builder(section, V::DESCRIPTION, syntax).with_sql_example(example);
        for (of, whose) in [("a", "Of the first record"), ("b", "Of the second record")] {
            for (field, what) in FIELDS {
                manual = manual.with_argument(format!("{field}_{of}"), format!("{whose}: {what}"));
            }
        }
        PairFunction {
            signature: Signature::coercible(arguments, Volatility::Immutable),
            manual: manual.build(),
            verdict: V::default(),
        }
    }
}

impl<V: Verdict> ScalarUDFImpl for PairFunction<V> {
    fn name(&self) -> &str {
        V::NAME
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(V::TYPE)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [a, b, c, d, e, f, g, h, i, j] = take_function_args(V::NAME, &args.args)?;
        let first = Columns::read([a, b, c, d, e])?;
        let second = Columns::read([f, g, h, i, j])?;
        let weights = Weights::default();
        for_each_row::<V::Answers, _>(&args, |row| {
            V::of(&Pair::of(first.record(row), second.record(row)), &weights)
        })
    }

    fn documentation(&self) -> Option<&Documentation> {
        Some(&self.manual)
    }
}

/// One record's arguments.
struct Columns {
    upn: Texts,
    birth_date: Values<Date32Type>,
    sex: Texts,
    postcode: Texts,
    ethnicity: Texts,
}

impl Columns {
    fn read(arguments: [&ColumnarValue; 5]) -> Result<Self> {
        let [upn, birth_date, sex, postcode, ethnicity] = arguments;
        Ok(Columns {
            upn: Texts::read(upn)?,
            birth_date: Values::read(birth_date)?,
            sex: Texts::read(sex)?,
            postcode: Texts::read(postcode)?,
            ethnicity: Texts::read(ethnicity)?,
        })
    }

    fn record(&self, row: usize) -> Record<'_> {
        Record {
            upn: self.upn.get(row),
            birth_date: self.birth_date.get(row),
            sex: self.sex.get(row),
            postcode: self.postcode.get(row),
            ethnicity: self.ethnicity.get(row),
        }
    }
}
