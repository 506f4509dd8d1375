//! `suppress(n, rule)`: a count as it may be published.

use std::fmt::Write;

use arrow::array::StringBuilder;
use arrow::datatypes::{DataType, Int64Type};
use datafusion_common::Result;
use datafusion_common::utils::take_function_args;
use datafusion_doc::Documentation;
use datafusion_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility};
use datafusion_macros::user_doc;

use crate::args::{self, Texts, Values, answer};
use crate::disclosure::{NamedRules, Shown};

/// The SQL function; its rule is in the description that users read.
#[user_doc(
    doc_section(label = "Disclosure"),
    description = "A count as a publication shows it: its digits, rounded where the rule rounds, \
                   'c' where the rule hides it, 'low' where it rounds to zero and is not zero. \
                   One cell at a time: it does not hide a second cell of a row whose total is \
                   shown. NULL for a negative count. An unknown rule is an error (22023).",
    syntax_example = "suppress(n, rule)",
    sql_example = r#"```sql
SELECT suppress(5, 'publication'); -- c
SELECT suppress(6, 'publication'); -- 6
SELECT suppress(0, 'publication'); -- 0
SELECT suppress(15, 'cin_national'); -- 20
```"#,
    argument(name = "n", description = "Count, BIGINT."),
    argument(
        name = "rule",
        description = "TEXT, one of absence, absence_old, attainment, average, census, cin, \
                       cin_national, cla, cla_national, none, outcomes, outcomes_attainment, \
                       outcomes_national, publication, publication_national, sen_phase, suspensions, \
                       suspensions_old, suspensions_old_national."
    )
)]
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Suppress {
    signature: Signature,
}

impl Default for Suppress {
    fn default() -> Self {
        let arguments = vec![args::integer(), args::text()];
        Suppress {
            signature: Signature::coercible(arguments, Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for Suppress {
    fn name(&self) -> &str {
        "suppress"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [n, rule] = take_function_args(self.name(), &args.args)?;
        let n = Values::<Int64Type>::read(n)?;
        let rules = NamedRules::read("suppress", Texts::read(rule)?)?;
        let mut fault = Ok(());
        let answer = answer(&args, |rows| {
            let mut shown = StringBuilder::with_capacity(rows, rows * 4);
            for row in 0..rows {
                let rule = match rules.get(row) {
                    Ok(rule) => rule,
                    Err(error) => {
                        fault = Err(error);
                        break;
                    }
                };
                append(
                    &mut shown,
                    n.get(row).zip(rule).and_then(|(n, rule)| rule.show(n)),
                );
            }
            shown.finish()
        });
        fault.and(answer)
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.doc()
    }
}

fn append(to: &mut StringBuilder, shown: Option<Shown>) {
    match shown {
        None => to.append_null(),
        Some(Shown::Suppressed) => to.append_value("c"),
        Some(Shown::Low) => to.append_value("low"),
        Some(Shown::Count(count)) => {
            // Writes into the column itself; that cannot fail.
            let _ = write!(to, "{count}");
            to.append_value("");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_in_the_manual() {
        let manual = Suppress::default();
        let arguments = manual.documentation().unwrap().arguments.clone().unwrap();
        let names: Vec<_> = crate::disclosure::RULES
            .iter()
            .map(|rule| rule.name)
            .collect();
        assert_eq!(
            arguments[1].1,
            format!("TEXT, one of {}.", names.join(", "))
        );
    }
}
