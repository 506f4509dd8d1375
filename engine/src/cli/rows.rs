//! Small tables and counts that commands print.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray,
};
use indicatif::HumanCount;

use super::failure::Failure;
use super::options::OutputOptions;
use crate::output::print_batch;

/// `1 row`, `2,000 rows`.
pub(super) fn counted(count: u64, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        HumanCount(count),
        if count == 1 { one } else { many }
    )
}

/// A table in the making. All columns must have as many values.
#[derive(Default)]
pub(super) struct Rows {
    columns: Vec<(&'static str, ArrayRef, bool)>,
}

impl Rows {
    pub(super) fn text<T: AsRef<str>>(
        mut self,
        name: &'static str,
        values: impl IntoIterator<Item = Option<T>>,
    ) -> Self {
        let values: StringArray = values.into_iter().collect();
        self.columns.push((name, Arc::new(values), true));
        self
    }

    pub(super) fn number<N: TryInto<i64>>(
        mut self,
        name: &'static str,
        values: impl IntoIterator<Item = Option<N>>,
    ) -> Self {
        // No count or number that a command prints comes near the largest.
        let signed = |n: N| n.try_into().unwrap_or(i64::MAX);
        let values: Int64Array = values.into_iter().map(|n| n.map(signed)).collect();
        self.columns.push((name, Arc::new(values), true));
        self
    }

    pub(super) fn truth(
        mut self,
        name: &'static str,
        values: impl IntoIterator<Item = bool>,
    ) -> Self {
        let values: BooleanArray = values.into_iter().map(Some).collect();
        self.columns.push((name, Arc::new(values), false));
        self
    }

    /// Instants in microseconds since 1970-01-01 UTC.
    pub(super) fn instants(
        mut self,
        name: &'static str,
        micros: impl IntoIterator<Item = i64>,
    ) -> Self {
        let values = TimestampMicrosecondArray::from_iter_values(micros).with_timezone("UTC");
        self.columns.push((name, Arc::new(values), false));
        self
    }

    pub(super) fn print(self, options: &OutputOptions) -> Result<(), Failure> {
        let batch = RecordBatch::try_from_iter_with_nullable(self.columns)?;
        print_batch(options.format, &options.destination(), &batch)?;
        Ok(())
    }
}
