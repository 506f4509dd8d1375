//! `rate_of_children(person_id, population)`: distinct children per 10,000.
//!
//! Counting distinct children is left to the engine's own `count(DISTINCT …)`; only the
//! population is kept here.

use std::fmt;
use std::mem::size_of_val;
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Float64Array};
use arrow::datatypes::{DataType, Field, FieldRef};
use datafusion_common::cast::{as_float64_array, as_int64_array};
use datafusion_common::{Result, ScalarValue, internal_err};
use datafusion_doc::Documentation;
use datafusion_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion_expr::{
    Accumulator, AggregateUDFImpl, Coercion, EmitTo, GroupsAccumulator, Signature,
    TypeSignatureClass, Volatility,
};
use datafusion_functions_aggregate::count::count_udaf;
use datafusion_macros::user_doc;

use super::population::{Population, PopulationStates};
use super::rate_per_10000;
use super::tally::passes;
use crate::args;

/// The SQL function; its rule is in the description that users read.
#[user_doc(
    doc_section(label = "Rates"),
    description = "Distinct children per 10,000 of the population, unrounded. Rows whose \
                   person_id is NULL count nobody; before linkage use an identifier of the \
                   return, such as la_child_id. Every row of a group must have the same \
                   population, otherwise it is an error (22023). NULL when the population is \
                   NULL on any row or 0, and for a group without rows.",
    syntax_example = "rate_of_children(person_id, population)",
    sql_example = r#"```sql
SELECT rate_of_children(child, p) FROM (VALUES (1, 50000), (2, 50000), (7, 50000), (7, 50000), (8, 50000)) AS t(child, p); -- 0.8
SELECT rate_of_children(child, p) FROM (VALUES (NULL, 50000)) AS t(child, p); -- 0.0
```"#,
    argument(
        name = "person_id",
        description = "BIGINT or another identifier of the child."
    ),
    argument(
        name = "population",
        description = "People at risk, such as residents aged 0 to 17, on every row."
    )
)]
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct RateOfChildren {
    signature: Signature,
}

impl Default for RateOfChildren {
    fn default() -> Self {
        let identifier = Coercion::new_exact(TypeSignatureClass::Any);
        let arguments = vec![identifier, args::number()];
        RateOfChildren {
            signature: Signature::coercible(arguments, Volatility::Immutable),
        }
    }
}

impl AggregateUDFImpl for RateOfChildren {
    fn name(&self) -> &str {
        "rate_of_children"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Float64)
    }

    fn accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        let children = count_udaf().accumulator(distinct(args))?;
        Ok(Box::new(Children {
            children,
            population: Population::default(),
        }))
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        let counted = StateFieldsArgs {
            name: args.name,
            input_fields: &args.input_fields[..1],
            return_field: count_field(),
            ordering_fields: args.ordering_fields,
            is_distinct: true,
        };
        let mut fields = count_udaf().state_fields(counted)?;
        fields.extend(Population::state_fields(args.name));
        Ok(fields)
    }

    fn groups_accumulator_supported(&self, args: AccumulatorArgs<'_>) -> bool {
        count_udaf().groups_accumulator_supported(distinct(args))
    }

    fn create_groups_accumulator(
        &self,
        args: AccumulatorArgs<'_>,
    ) -> Result<Box<dyn GroupsAccumulator>> {
        let children = count_udaf().create_groups_accumulator(distinct(args))?;
        Ok(Box::new(GroupedChildren {
            children,
            populations: Vec::new(),
        }))
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.doc()
    }
}

/// The same call as `count(DISTINCT person_id)`.
fn distinct(args: AccumulatorArgs<'_>) -> AccumulatorArgs<'_> {
    AccumulatorArgs {
        return_field: count_field(),
        is_distinct: true,
        exprs: &args.exprs[..1],
        expr_fields: &args.expr_fields[..1],
        ..args
    }
}

fn count_field() -> FieldRef {
    Arc::new(Field::new("count", DataType::Int64, false))
}

fn split(values: &[ArrayRef]) -> Result<(&[ArrayRef], Float64Array)> {
    let [_, population] = values else {
        return internal_err!("rate_of_children takes two arguments");
    };
    Ok((&values[..1], as_float64_array(population)?.clone()))
}

fn split_states(values: &[ArrayRef]) -> Result<(&[ArrayRef], PopulationStates)> {
    let population = PopulationStates::read(values)?;
    Ok((
        &values[..values.len() - PopulationStates::COLUMNS],
        population,
    ))
}

fn answer(children: i64, population: &Population) -> Result<Option<f64>> {
    let population = population.agreed("rate_of_children")?;
    Ok(population.and_then(|population| rate_per_10000(children as f64, population)))
}

struct Children {
    children: Box<dyn Accumulator>,
    population: Population,
}

/// Shows no identifier: those in hand are inside the count.
impl fmt::Debug for Children {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Children")
            .field("population", &self.population)
            .finish_non_exhaustive()
    }
}

impl Accumulator for Children {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let (children, population) = split(values)?;
        (0..population_rows(values)).for_each(|row| self.population.add(&population, row));
        self.children.update_batch(children)
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let ScalarValue::Int64(Some(children)) = self.children.evaluate()? else {
            return internal_err!("a count is a BIGINT");
        };
        Ok(ScalarValue::Float64(answer(children, &self.population)?))
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.children.size()
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let mut state = self.children.state()?;
        for column in Population::state(std::iter::once(&self.population)) {
            state.push(ScalarValue::try_from_array(&column, 0)?);
        }
        Ok(state)
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let (children, populations) = split_states(states)?;
        (0..population_rows(states)).for_each(|row| self.population.merge(&populations, row));
        self.children.merge_batch(children)
    }
}

struct GroupedChildren {
    children: Box<dyn GroupsAccumulator>,
    populations: Vec<Population>,
}

impl GroupsAccumulator for GroupedChildren {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        let (children, population) = split(values)?;
        self.populations
            .resize(total_num_groups, Population::default());
        for (row, &group) in group_indices.iter().enumerate() {
            if passes(filter, row) {
                self.populations[group].add(&population, row);
            }
        }
        self.children
            .update_batch(children, group_indices, filter, total_num_groups)
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let populations = emit_to.take_needed(&mut self.populations);
        let children = self.children.evaluate(emit_to)?;
        let rates: Result<Float64Array> = as_int64_array(&children)?
            .values()
            .iter()
            .zip(&populations)
            .map(|(&children, population)| answer(children, population))
            .collect();
        Ok(Arc::new(rates?))
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        let populations = emit_to.take_needed(&mut self.populations);
        let mut state = self.children.state(emit_to)?;
        state.extend(Population::state(populations.iter()));
        Ok(state)
    }

    fn merge_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        total_num_groups: usize,
    ) -> Result<()> {
        let (children, states) = split_states(values)?;
        self.populations
            .resize(total_num_groups, Population::default());
        for (row, &group) in group_indices.iter().enumerate() {
            self.populations[group].merge(&states, row);
        }
        self.children
            .merge_batch(children, group_indices, total_num_groups)
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let (children, population) = split(values)?;
        let one_each: Vec<Population> = (0..population_rows(values))
            .map(|row| {
                let mut one = Population::default();
                if passes(filter, row) {
                    one.add(&population, row);
                }
                one
            })
            .collect();
        let mut state = self.children.convert_to_state(children, filter)?;
        state.extend(Population::state(one_each.iter()));
        Ok(state)
    }

    fn size(&self) -> usize {
        let populations = self.populations.capacity() * size_of::<Population>();
        size_of_val(self) + self.children.size() + populations
    }
}

fn population_rows(values: &[ArrayRef]) -> usize {
    values.first().map_or(0, |first| first.len())
}
