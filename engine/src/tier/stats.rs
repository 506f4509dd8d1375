//! What is known of a batch's columns without looking at its rows: minimum, maximum, NULLs.

use arrow::array::{Array, ArrowPrimitiveType, AsArray, PrimitiveArray};
use arrow::compute::{max, max_string, min, min_string};
use arrow::datatypes::{DataType, Date32Type, Int16Type, Int32Type, Int64Type};
use arrow::datatypes::{TimeUnit, TimestampMicrosecondType};
use datafusion::common::ScalarValue;

/// Statistics of one column of one batch.
#[derive(Clone)]
pub struct ColumnStats {
    /// Smallest value; `None` where all values are NULL, or none is kept for this type.
    pub min: Option<ScalarValue>,
    /// Largest value; `None` as for `min`.
    pub max: Option<ScalarValue>,
    /// Number of NULLs.
    pub nulls: usize,
    /// Bytes in memory, without shared dictionary values.
    pub bytes: usize,
}

/// Shows no minimum or maximum: they are values of children.
impl std::fmt::Debug for ColumnStats {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ColumnStats")
            .field("nulls", &self.nulls)
            .field("bytes", &self.bytes)
            .finish_non_exhaustive()
    }
}

impl ColumnStats {
    /// Measures a column. A text column gets a minimum and maximum only with `ordered`,
    /// where the rows are sorted by it, so that they tell batches apart; floating-point
    /// columns, booleans and codes get none.
    pub fn of(array: &dyn Array, ordered: bool) -> Self {
        let (min, max) = match array.data_type() {
            DataType::Int16 => bounds(array.as_primitive::<Int16Type>(), |value| {
                ScalarValue::Int16(Some(value))
            }),
            DataType::Int32 => bounds(array.as_primitive::<Int32Type>(), |value| {
                ScalarValue::Int32(Some(value))
            }),
            DataType::Int64 => bounds(array.as_primitive::<Int64Type>(), |value| {
                ScalarValue::Int64(Some(value))
            }),
            DataType::Date32 => bounds(array.as_primitive::<Date32Type>(), |value| {
                ScalarValue::Date32(Some(value))
            }),
            DataType::Timestamp(TimeUnit::Microsecond, zone) => {
                bounds(array.as_primitive::<TimestampMicrosecondType>(), |value| {
                    ScalarValue::TimestampMicrosecond(Some(value), zone.clone())
                })
            }
            DataType::Utf8 if ordered => {
                let texts = array.as_string::<i32>();
                let scalar = |text: &str| ScalarValue::Utf8(Some(text.to_owned()));
                (min_string(texts).map(scalar), max_string(texts).map(scalar))
            }
            _ => (None, None),
        };
        let bytes = match array.as_dictionary_opt::<Int32Type>() {
            Some(dictionary) => dictionary.keys().get_array_memory_size(),
            None => array.get_array_memory_size(),
        };
        ColumnStats {
            min,
            max,
            nulls: array.null_count(),
            bytes,
        }
    }
}

fn bounds<T: ArrowPrimitiveType>(
    array: &PrimitiveArray<T>,
    scalar: impl Fn(T::Native) -> ScalarValue,
) -> (Option<ScalarValue>, Option<ScalarValue>)
where
    T::Native: arrow::datatypes::ArrowNativeTypeOp,
{
    (min(array).map(&scalar), max(array).map(&scalar))
}
