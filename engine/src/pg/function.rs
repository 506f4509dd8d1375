//! A small way to write the functions that catalog queries call.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::ArrayRef;
use arrow::datatypes::DataType;
use datafusion::error::Result;
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, TypeSignature,
    Volatility,
};
use datafusion::scalar::ScalarValue;

type Body = Arc<dyn Fn(&[ScalarValue]) -> Result<ScalarValue> + Send + Sync>;

/// A function computed row by row. Catalogs have hundreds of rows, so nothing faster is
/// needed, and every argument is looked at in one place.
pub(super) struct Function {
    name: &'static str,
    signature: Signature,
    result: DataType,
    body: Body,
}

/// Forms of arguments: each a list of types.
pub(super) type Forms = Vec<Vec<DataType>>;

/// Makes a function. `forms` may hold an empty list, for a call without arguments; without
/// any form it takes one argument of any type. It is computed anew for every statement.
pub(super) fn function(
    name: &'static str,
    forms: Forms,
    result: DataType,
    body: impl Fn(&[ScalarValue]) -> Result<ScalarValue> + Send + Sync + 'static,
) -> ScalarUDF {
    with_volatility(name, forms, result, Volatility::Stable, body)
}

/// As [`function`], for one that does something: it is never computed ahead of its time.
pub(super) fn volatile(
    name: &'static str,
    forms: Forms,
    result: DataType,
    body: impl Fn(&[ScalarValue]) -> Result<ScalarValue> + Send + Sync + 'static,
) -> ScalarUDF {
    with_volatility(name, forms, result, Volatility::Volatile, body)
}

fn with_volatility(
    name: &'static str,
    forms: Forms,
    result: DataType,
    volatility: Volatility,
    body: impl Fn(&[ScalarValue]) -> Result<ScalarValue> + Send + Sync + 'static,
) -> ScalarUDF {
    let forms: Vec<TypeSignature> = forms
        .into_iter()
        .map(|types| match types.is_empty() {
            true => TypeSignature::Nullary,
            false => TypeSignature::Exact(types),
        })
        .collect();
    let signature = match forms.is_empty() {
        true => Signature::any(1, volatility),
        false => Signature::one_of(forms, volatility),
    };
    ScalarUDF::new_from_impl(Function {
        name,
        signature,
        result,
        body: Arc::new(body),
    })
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Function")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl PartialEq for Function {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && Arc::ptr_eq(&self.body, &other.body)
    }
}

impl Eq for Function {}

impl Hash for Function {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl ScalarUDFImpl for Function {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(self.result.clone())
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let constant = arguments
            .args
            .iter()
            .all(|a| matches!(a, ColumnarValue::Scalar(_)));
        let rows = if constant { 1 } else { arguments.number_rows };
        let columns: Vec<ArrayRef> = arguments
            .args
            .iter()
            .map(|a| a.to_array(rows))
            .collect::<Result<_>>()?;
        let mut values = Vec::with_capacity(rows);
        for row in 0..rows {
            let row: Vec<ScalarValue> = columns
                .iter()
                .map(|column| ScalarValue::try_from_array(column, row))
                .collect::<Result<_>>()?;
            values.push((self.body)(&row)?);
        }
        if constant && let Some(value) = values.pop() {
            return Ok(ColumnarValue::Scalar(value));
        }
        if values.is_empty() {
            return Ok(ColumnarValue::Array(arrow::array::new_empty_array(
                &self.result,
            )));
        }
        Ok(ColumnarValue::Array(ScalarValue::iter_to_array(values)?))
    }
}

/// An argument as text.
pub(super) fn text(arguments: &[ScalarValue], at: usize) -> Option<String> {
    match arguments.get(at)?.cast_to(&DataType::Utf8).ok()? {
        ScalarValue::Utf8(text) => text,
        _ => None,
    }
}

/// An argument as a number.
pub(super) fn number(arguments: &[ScalarValue], at: usize) -> Option<i64> {
    match arguments.get(at)?.cast_to(&DataType::Int64).ok()? {
        ScalarValue::Int64(number) => number,
        _ => None,
    }
}

/// An argument as an object's number.
pub(super) fn object(arguments: &[ScalarValue], at: usize) -> Option<i32> {
    number(arguments, at).and_then(|n| i32::try_from(n).ok())
}

/// A text result.
pub(super) fn said(text: Option<impl Into<String>>) -> Result<ScalarValue> {
    Ok(ScalarValue::Utf8(text.map(Into::into)))
}
