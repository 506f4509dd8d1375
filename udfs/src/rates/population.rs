//! The population of a group, told anew on each of its rows.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BooleanArray, Float64Array};
use arrow::datatypes::{DataType, Field, FieldRef};
use datafusion_common::Result;
use datafusion_common::cast::{as_boolean_array, as_float64_array};
use datafusion_expr::utils::format_state_name;

use crate::error::InvalidArgument;

/// What the rows of a group said of its population.
///
/// All rows of a group must tell the same number, because it is the population of the
/// group; the sum of several areas' populations has to be made before.
#[derive(Debug, Clone, Copy)]
pub(super) struct Population {
    least: f64,
    most: f64,
    unknown: bool,
}

impl Default for Population {
    fn default() -> Self {
        Population {
            least: f64::INFINITY,
            most: f64::NEG_INFINITY,
            unknown: false,
        }
    }
}

impl Population {
    pub(super) fn add(&mut self, column: &Float64Array, row: usize) {
        if column.is_valid(row) {
            self.take(column.value(row), column.value(row));
        } else {
            self.unknown = true;
        }
    }

    fn take(&mut self, least: f64, most: f64) {
        self.least = self.least.min(least);
        self.most = self.most.max(most);
    }

    /// The one population; `None` when any row left it open or there was no row.
    pub(super) fn agreed(&self, function: &str) -> Result<Option<f64>> {
        if self.unknown || self.least > self.most {
            return Ok(None);
        }
        if self.least < self.most {
            let message = format!(
                "{function}: rows of one group have different populations; \
                 group by the area and year of the population, or sum it over areas first"
            );
            return Err(InvalidArgument::new(message).into());
        }
        Ok(Some(self.least))
    }

    pub(super) fn state_fields(name: &str) -> Vec<FieldRef> {
        let field = |part, ty| Arc::new(Field::new(format_state_name(name, part), ty, true));
        vec![
            field("population least", DataType::Float64),
            field("population most", DataType::Float64),
            field("population unknown", DataType::Boolean),
        ]
    }

    pub(super) fn state<'a>(all: impl Iterator<Item = &'a Population> + Clone) -> Vec<ArrayRef> {
        vec![
            Arc::new(Float64Array::from_iter_values(
                all.clone().map(|one| one.least),
            )),
            Arc::new(Float64Array::from_iter_values(
                all.clone().map(|one| one.most),
            )),
            Arc::new(all.map(|one| Some(one.unknown)).collect::<BooleanArray>()),
        ]
    }

    pub(super) fn merge(&mut self, states: &PopulationStates, row: usize) {
        self.take(states.least.value(row), states.most.value(row));
        self.unknown |= states.unknown.value(row);
    }
}

/// The state columns of populations.
pub(super) struct PopulationStates {
    least: Float64Array,
    most: Float64Array,
    unknown: BooleanArray,
}

impl PopulationStates {
    /// How many columns there are.
    pub(super) const COLUMNS: usize = 3;

    /// Reads the last [`PopulationStates::COLUMNS`] of `values`.
    pub(super) fn read(values: &[ArrayRef]) -> Result<Self> {
        let [.., least, most, unknown] = values else {
            return datafusion_common::internal_err!("the state of a population has 3 columns");
        };
        Ok(PopulationStates {
            least: as_float64_array(least)?.clone(),
            most: as_float64_array(most)?.clone(),
            unknown: as_boolean_array(unknown)?.clone(),
        })
    }
}
