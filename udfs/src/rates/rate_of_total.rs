//! `rate_of_total(population)`: records per 10,000 of the population.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int64Array};
use arrow::datatypes::{DataType, Field, FieldRef};
use datafusion_common::cast::{as_float64_array, as_int64_array};
use datafusion_common::{Result, internal_err, plan_err};
use datafusion_doc::Documentation;
use datafusion_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion_expr::utils::format_state_name;
use datafusion_expr::{Accumulator, AggregateUDFImpl, GroupsAccumulator, Signature, Volatility};
use datafusion_macros::user_doc;

use super::population::{Population, PopulationStates};
use super::rate_per_10000;
use super::tally::{Grouped, Single, Tally};
use crate::args;

/// The SQL function; its rule is in the description that users read.
#[user_doc(
    doc_section(label = "Rates"),
    description = "Rows per 10,000 of the population, unrounded: the rate of the total count, \
                   in which a child may count several times. Every row of a group must have \
                   the same population, otherwise it is an error (22023). NULL when the \
                   population is NULL on any row or 0, and for a group without rows.",
    syntax_example = "rate_of_total(population)",
    sql_example = r#"```sql
SELECT rate_of_total(p) FROM (VALUES ('A', 50000), ('B', 50000), ('G', 50000), ('G', 50000), ('H', 50000)) AS t(child, p); -- 1.0
SELECT rate_of_total(p) FROM (VALUES (NULL), (50000)) AS t(p); -- NULL
```"#,
    argument(
        name = "population",
        description = "People at risk, such as residents aged 0 to 17, on every row."
    )
)]
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct RateOfTotal {
    signature: Signature,
}

impl Default for RateOfTotal {
    fn default() -> Self {
        let arguments = vec![args::number()];
        RateOfTotal {
            signature: Signature::coercible(arguments, Volatility::Immutable),
        }
    }
}

impl AggregateUDFImpl for RateOfTotal {
    fn name(&self) -> &str {
        "rate_of_total"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Float64)
    }

    fn accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        if args.is_distinct {
            return plan_err!(
                "rate_of_total counts rows; for distinct children use rate_of_children"
            );
        }
        Ok(Box::<Single<Records>>::default())
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        let name = format_state_name(args.name, "records");
        let mut fields = vec![Arc::new(Field::new(name, DataType::Int64, false))];
        fields.extend(Population::state_fields(args.name));
        Ok(fields)
    }

    fn groups_accumulator_supported(&self, args: AccumulatorArgs<'_>) -> bool {
        !args.is_distinct
    }

    fn create_groups_accumulator(
        &self,
        _: AccumulatorArgs<'_>,
    ) -> Result<Box<dyn GroupsAccumulator>> {
        Ok(Box::<Grouped<Records>>::default())
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.doc()
    }
}

/// How many rows there were, among how many people.
#[derive(Debug, Clone, Copy, Default)]
struct Records {
    count: i64,
    population: Population,
}

impl Tally for Records {
    type Input = Float64Array;
    type States = (Int64Array, PopulationStates);

    fn input(values: &[ArrayRef]) -> Result<Float64Array> {
        let [population] = values else {
            return internal_err!("rate_of_total takes one argument");
        };
        Ok(as_float64_array(population)?.clone())
    }

    fn add(&mut self, population: &Float64Array, row: usize) {
        self.count += 1;
        self.population.add(population, row);
    }

    fn state(tallies: &[Self]) -> Vec<ArrayRef> {
        let counts = Int64Array::from_iter_values(tallies.iter().map(|tally| tally.count));
        let mut state: Vec<ArrayRef> = vec![Arc::new(counts)];
        state.extend(Population::state(
            tallies.iter().map(|tally| &tally.population),
        ));
        state
    }

    fn states(values: &[ArrayRef]) -> Result<Self::States> {
        let [count, ..] = values else {
            return internal_err!("the state of rate_of_total has 4 columns");
        };
        Ok((
            as_int64_array(count)?.clone(),
            PopulationStates::read(values)?,
        ))
    }

    fn merge(&mut self, (count, populations): &Self::States, row: usize) {
        self.count += count.value(row);
        self.population.merge(populations, row);
    }

    fn answer(&self) -> Result<Option<f64>> {
        let population = self.population.agreed("rate_of_total")?;
        Ok(population.and_then(|population| rate_per_10000(self.count as f64, population)))
    }
}
