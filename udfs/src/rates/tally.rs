//! Aggregates that keep a few numbers per group: told once, used with and without GROUP BY.

use std::fmt::Debug;
use std::mem::size_of;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BooleanArray, Float64Array};
use datafusion_common::{Result, ScalarValue};
use datafusion_expr::{Accumulator, EmitTo, GroupsAccumulator};

/// The numbers kept for one group.
pub(super) trait Tally: Copy + Debug + Default + Send + Sync + 'static {
    /// The arguments of the aggregate, or the states of other tallies, ready to be read.
    type Input;
    /// See [`Tally::Input`].
    type States;

    /// Reads the arguments of the aggregate.
    fn input(values: &[ArrayRef]) -> Result<Self::Input>;

    /// Takes one row of the input.
    fn add(&mut self, input: &Self::Input, row: usize);

    /// The state columns of these tallies, one row each.
    fn state(tallies: &[Self]) -> Vec<ArrayRef>;

    /// Reads the state columns.
    fn states(values: &[ArrayRef]) -> Result<Self::States>;

    /// Takes in the tally that one row of the states holds.
    fn merge(&mut self, states: &Self::States, row: usize);

    /// The aggregate's answer.
    fn answer(&self) -> Result<Option<f64>>;
}

/// One tally for all rows.
#[derive(Debug, Default)]
pub(super) struct Single<T>(T);

impl<T: Tally> Accumulator for Single<T> {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let input = T::input(values)?;
        (0..rows(values)).for_each(|row| self.0.add(&input, row));
        Ok(())
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        Ok(ScalarValue::Float64(self.0.answer()?))
    }

    fn size(&self) -> usize {
        size_of::<Self>()
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        T::state(&[self.0])
            .iter()
            .map(|state| ScalarValue::try_from_array(state, 0))
            .collect()
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let read = T::states(states)?;
        (0..rows(states)).for_each(|row| self.0.merge(&read, row));
        Ok(())
    }
}

/// A tally for each group.
#[derive(Debug, Default)]
pub(super) struct Grouped<T>(Vec<T>);

impl<T: Tally> Grouped<T> {
    fn take(&mut self, emit_to: EmitTo) -> Vec<T> {
        emit_to.take_needed(&mut self.0)
    }
}

impl<T: Tally> GroupsAccumulator for Grouped<T> {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        self.0.resize(total_num_groups, T::default());
        let input = T::input(values)?;
        for (row, &group) in group_indices.iter().enumerate() {
            if passes(filter, row) {
                self.0[group].add(&input, row);
            }
        }
        Ok(())
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let answers: Result<Float64Array> = self.take(emit_to).iter().map(T::answer).collect();
        Ok(Arc::new(answers?))
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        Ok(T::state(&self.take(emit_to)))
    }

    fn merge_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        total_num_groups: usize,
    ) -> Result<()> {
        self.0.resize(total_num_groups, T::default());
        let states = T::states(values)?;
        for (row, &group) in group_indices.iter().enumerate() {
            self.0[group].merge(&states, row);
        }
        Ok(())
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let input = T::input(values)?;
        let one_each: Vec<T> = (0..rows(values))
            .map(|row| {
                let mut tally = T::default();
                if passes(filter, row) {
                    tally.add(&input, row);
                }
                tally
            })
            .collect();
        Ok(T::state(&one_each))
    }

    fn size(&self) -> usize {
        size_of::<Self>() + self.0.capacity() * size_of::<T>()
    }
}

fn rows(values: &[ArrayRef]) -> usize {
    values.first().map_or(0, |first| first.len())
}

/// Whether a row passes `FILTER (WHERE …)`, which NULL does not.
pub(super) fn passes(filter: Option<&BooleanArray>, row: usize) -> bool {
    filter.is_none_or(|filter| filter.is_valid(row) && filter.value(row))
}
