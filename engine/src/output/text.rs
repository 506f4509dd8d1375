//! Cell values as text, the same way in tables and in CSV.

use arrow::array::RecordBatch;
use arrow::error::ArrowError;
use arrow::util::display::{ArrayFormatter, FormatOptions};

/// Dates as `yyyy-mm-dd`, instants with their offset, NULL as nothing. A value that cannot be
/// shown (a date outside the calendar) is an error, never a made-up text.
fn options() -> FormatOptions<'static> {
    FormatOptions::new()
        .with_display_error(false)
        .with_null("")
        .with_date_format(Some("%Y-%m-%d"))
        .with_timestamp_format(Some("%Y-%m-%d %H:%M:%S%.f"))
        .with_timestamp_tz_format(Some("%Y-%m-%d %H:%M:%S%.f%:z"))
}

/// Calls `each` with the texts of every row in turn.
pub(super) fn rows<E: From<ArrowError>>(
    batch: &RecordBatch,
    mut each: impl FnMut(&[String]) -> Result<(), E>,
) -> Result<(), E> {
    let options = options();
    let columns = batch
        .columns()
        .iter()
        .map(|column| ArrayFormatter::try_new(column.as_ref(), &options))
        .collect::<Result<Vec<_>, _>>()?;
    let mut row = vec![String::new(); columns.len()];
    for index in 0..batch.num_rows() {
        for (cell, column) in row.iter_mut().zip(&columns) {
            *cell = column.value(index).try_to_string()?;
        }
        each(&row)?;
    }
    Ok(())
}
