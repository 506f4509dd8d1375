//! `percent_where(condition)`: the share of rows for which something holds.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BooleanArray, Int64Array};
use arrow::datatypes::{DataType, Field, FieldRef};
use datafusion_common::cast::{as_boolean_array, as_int64_array};
use datafusion_common::{Result, internal_err, plan_err};
use datafusion_doc::Documentation;
use datafusion_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion_expr::utils::format_state_name;
use datafusion_expr::{Accumulator, AggregateUDFImpl, GroupsAccumulator, Signature, Volatility};
use datafusion_macros::user_doc;

use super::tally::{Grouped, Single, Tally};

/// The SQL function; its rule is in the description that users read.
#[user_doc(
    doc_section(label = "Rates"),
    description = "Of the rows for which the condition is known, the percentage for which it \
                   holds, from 0 to 100, unrounded. Rows where it is NULL are in neither \
                   number. NULL when there is no row to count.",
    syntax_example = "percent_where(condition)",
    sql_example = r#"```sql
SELECT percent_where(x) FROM (VALUES (true), (false), (true), (NULL), (false)) AS t(x); -- 50.0
SELECT percent_where(x > 4) FROM (VALUES (1), (2), (3), (5)) AS t(x); -- 25.0
```"#,
    argument(name = "condition", description = "BOOLEAN, such as within_weeks(…).")
)]
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct PercentWhere {
    signature: Signature,
}

impl Default for PercentWhere {
    fn default() -> Self {
        PercentWhere {
            signature: Signature::exact(vec![DataType::Boolean], Volatility::Immutable),
        }
    }
}

impl AggregateUDFImpl for PercentWhere {
    fn name(&self) -> &str {
        "percent_where"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Float64)
    }

    fn accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        if args.is_distinct {
            return plan_err!("percent_where counts rows; it has no DISTINCT");
        }
        Ok(Box::<Single<Share>>::default())
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        let field = |part| {
            Arc::new(Field::new(
                format_state_name(args.name, part),
                DataType::Int64,
                false,
            ))
        };
        Ok(vec![field("holds"), field("known")])
    }

    fn groups_accumulator_supported(&self, args: AccumulatorArgs<'_>) -> bool {
        !args.is_distinct
    }

    fn create_groups_accumulator(
        &self,
        _: AccumulatorArgs<'_>,
    ) -> Result<Box<dyn GroupsAccumulator>> {
        Ok(Box::<Grouped<Share>>::default())
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.doc()
    }
}

/// Rows for which the condition holds, of those for which it is known.
#[derive(Debug, Clone, Copy, Default)]
struct Share {
    holds: i64,
    known: i64,
}

impl Tally for Share {
    type Input = BooleanArray;
    type States = (Int64Array, Int64Array);

    fn input(values: &[ArrayRef]) -> Result<BooleanArray> {
        let [condition] = values else {
            return internal_err!("percent_where takes one argument");
        };
        Ok(as_boolean_array(condition)?.clone())
    }

    fn add(&mut self, condition: &BooleanArray, row: usize) {
        if condition.is_valid(row) {
            self.known += 1;
            self.holds += i64::from(condition.value(row));
        }
    }

    fn state(tallies: &[Self]) -> Vec<ArrayRef> {
        vec![
            Arc::new(Int64Array::from_iter_values(
                tallies.iter().map(|tally| tally.holds),
            )),
            Arc::new(Int64Array::from_iter_values(
                tallies.iter().map(|tally| tally.known),
            )),
        ]
    }

    fn states(values: &[ArrayRef]) -> Result<Self::States> {
        let [holds, known] = values else {
            return internal_err!("the state of percent_where has 2 columns");
        };
        Ok((
            as_int64_array(holds)?.clone(),
            as_int64_array(known)?.clone(),
        ))
    }

    fn merge(&mut self, (holds, known): &Self::States, row: usize) {
        self.holds += holds.value(row);
        self.known += known.value(row);
    }

    fn answer(&self) -> Result<Option<f64>> {
        Ok((self.known > 0).then(|| self.holds as f64 * 100.0 / self.known as f64))
    }
}
