//! How many children live in the fictional authorities: the denominators of rates.
//!
//! `POPULATION/population.csv` has the columns and all rows of the built-in
//! `reference.population`, since an imported table takes the place of the built-in one as a
//! whole; only those of the plan's authorities are other, where the plan gives them a size.

use super::super::world::Citizen;
use super::super::{Plan, SynthError};
use super::node::{Line, heading};
use super::pool::Frame;
use super::truth::Return;
use super::{Outputs, Writer};
use crate::reference;

const NAME: &str = "POPULATION/population.csv";

pub(super) struct Residents {
    plan: Plan,
}

impl Residents {
    pub(super) fn new(plan: &Plan) -> Self {
        Self { plan: plan.clone() }
    }
}

impl Writer for Residents {
    fn person(&mut self, _: &Citizen, _: &mut Outputs) -> Result<(), SynthError> {
        Ok(())
    }

    fn finish(&mut self, out: &mut Outputs) -> Result<(), SynthError> {
        out.pool.begin(NAME, || Frame {
            head: heading(["la_code", "year", "age_band", "population"]),
            ..Frame::default()
        })?;
        for (la_code, year, built_in) in reference::populations() {
            let residents = self.plan.residents(la_code, built_in);
            let mut line = Line::default();
            line.add(&la_code.to_string())
                .add(&year.to_string())
                .add("0-17")
                .add(&residents.to_string());
            out.pool.append(NAME, line.end())?;
            let of = Return {
                dataset: "population",
                la_code,
                year,
                part: String::new(),
            };
            out.truth.count(&of, "population", 1);
        }
        Ok(())
    }
}
