//! The ten arguments of `link_score` and `link_evidence`: two records, field by field.

use arrow::datatypes::Date32Type;
use datafusion_common::Result;
use datafusion_common::utils::take_function_args;
use datafusion_expr::{Coercion, ColumnarValue};

use super::weights::{Pair, Record};
use crate::args::{self, Texts, Values};

/// Types of the arguments.
pub(super) fn arguments() -> Vec<Coercion> {
    let record = || {
        [
            args::text(),
            args::date(),
            args::text(),
            args::text(),
            args::text(),
        ]
    };
    [record(), record()].concat()
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

/// Both records of every row.
pub(super) struct Pairs(Columns, Columns);

impl Pairs {
    pub(super) fn read(name: &str, arguments: &[ColumnarValue]) -> Result<Self> {
        let [a, b, c, d, e, f, g, h, i, j] = take_function_args(name, arguments)?;
        Ok(Pairs(
            Columns::read([a, b, c, d, e])?,
            Columns::read([f, g, h, i, j])?,
        ))
    }

    pub(super) fn pair(&self, row: usize) -> Pair {
        Pair::of(self.0.record(row), self.1.record(row))
    }
}
