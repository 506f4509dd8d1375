//! Arguments of scalar functions: which types SQL may give, and reading them row by row.
//!
//! An argument is one value for all rows (a literal) or one per row. Neither is expanded to
//! the other's shape, and a call with literals alone gives one value back, so that the
//! planner can fold it.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, ArrowPrimitiveType, AsArray, LargeStringArray, PrimitiveArray, StringArray,
    StringViewArray,
};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use datafusion_common::types::{
    NativeType, logical_date, logical_float64, logical_int64, logical_string,
};
use datafusion_common::{Result, ScalarValue};
use datafusion_expr::{Coercion, ColumnarValue, ScalarFunctionArgs, TypeSignatureClass};

/// A DATE; also text as `'2024-03-31'`, which is how SQL users write one, and a timestamp,
/// whose time of day is dropped.
pub(crate) fn date() -> Coercion {
    let text = TypeSignatureClass::Native(logical_string());
    Coercion::new_implicit(
        TypeSignatureClass::Native(logical_date()),
        vec![text, TypeSignatureClass::Timestamp],
        NativeType::Date,
    )
}

/// Any integer, as BIGINT: a bare `20` is one, and `year` columns are SMALLINT.
pub(crate) fn integer() -> Coercion {
    Coercion::new_implicit(
        TypeSignatureClass::Native(logical_int64()),
        vec![TypeSignatureClass::Integer],
        NativeType::Int64,
    )
}

/// Any number, as DOUBLE PRECISION.
pub(crate) fn number() -> Coercion {
    Coercion::new_implicit(
        TypeSignatureClass::Native(logical_float64()),
        vec![TypeSignatureClass::Numeric],
        NativeType::Float64,
    )
}

/// Text in any of Arrow's layouts; a dictionary is unpacked.
pub(crate) fn text() -> Coercion {
    Coercion::new_exact(TypeSignatureClass::Native(logical_string()))
}

/// An argument of a primitive type.
pub(crate) enum Values<T: ArrowPrimitiveType> {
    One(Option<T::Native>),
    Each(PrimitiveArray<T>),
}

impl<T: ArrowPrimitiveType> Values<T> {
    pub(crate) fn read(argument: &ColumnarValue) -> Result<Self> {
        let typed = |array: &ArrayRef| -> Result<PrimitiveArray<T>> {
            Ok(cast(array, &T::DATA_TYPE)?.as_primitive::<T>().clone())
        };
        Ok(match argument {
            ColumnarValue::Array(array) => Values::Each(typed(array)?),
            ColumnarValue::Scalar(value) => {
                let array = typed(&value.to_array()?)?;
                Values::One(array.is_valid(0).then(|| array.value(0)))
            }
        })
    }

    pub(crate) fn get(&self, row: usize) -> Option<T::Native> {
        match self {
            Values::One(value) => *value,
            Values::Each(array) => array.is_valid(row).then(|| array.value(row)),
        }
    }
}

/// An argument that is text.
pub(crate) enum Texts {
    One(Option<String>),
    Utf8(StringArray),
    LargeUtf8(LargeStringArray),
    Utf8View(StringViewArray),
}

impl Texts {
    pub(crate) fn read(argument: &ColumnarValue) -> Result<Self> {
        Ok(match argument {
            ColumnarValue::Array(array) => match array.data_type() {
                DataType::LargeUtf8 => Texts::LargeUtf8(array.as_string::<i64>().clone()),
                DataType::Utf8View => Texts::Utf8View(array.as_string_view().clone()),
                _ => Texts::Utf8(cast(array, &DataType::Utf8)?.as_string::<i32>().clone()),
            },
            ColumnarValue::Scalar(value) => {
                let array = cast(&value.to_array()?, &DataType::Utf8)?;
                let text = array.as_string::<i32>();
                Texts::One(text.is_valid(0).then(|| text.value(0).to_owned()))
            }
        })
    }

    pub(crate) fn get(&self, row: usize) -> Option<&str> {
        match self {
            Texts::One(text) => text.as_deref(),
            Texts::Utf8(array) => array.is_valid(row).then(|| array.value(row)),
            Texts::LargeUtf8(array) => array.is_valid(row).then(|| array.value(row)),
            Texts::Utf8View(array) => array.is_valid(row).then(|| array.value(row)),
        }
    }
}

/// Collects `rule(row)` for every row into an `A`.
pub(crate) fn for_each_row<A, V>(
    args: &ScalarFunctionArgs,
    rule: impl FnMut(usize) -> Option<V>,
) -> Result<ColumnarValue>
where
    A: Array + FromIterator<Option<V>> + 'static,
{
    answer(args, |rows| (0..rows).map(rule).collect::<A>())
}

/// Hands `build` the number of rows to answer, and gives back its array, or its only value
/// when every argument is a literal.
pub(crate) fn answer<A: Array + 'static>(
    args: &ScalarFunctionArgs,
    build: impl FnOnce(usize) -> A,
) -> Result<ColumnarValue> {
    let literals = args
        .args
        .iter()
        .all(|value| matches!(value, ColumnarValue::Scalar(_)));
    if literals {
        return Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(
            &build(1),
            0,
        )?));
    }
    Ok(ColumnarValue::Array(Arc::new(build(args.number_rows))))
}
