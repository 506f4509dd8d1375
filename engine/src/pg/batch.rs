//! Rows of system relations, given by column name, to batches of the specified columns.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray as _, RecordBatch, StringArray, new_null_array};
use arrow::compute::cast;
use arrow::datatypes::{DataType, SchemaRef};
use datafusion::error::Result;
use datafusion::scalar::ScalarValue;

/// One row: the columns that have something to say.
pub(super) type Row = Vec<(&'static str, Value)>;

/// A value of a system relation.
#[derive(Debug, Clone)]
pub(super) enum Value {
    /// NULL, where a column would otherwise get its type's zero.
    Null,
    /// true or false
    Bool(bool),
    /// A whole number, of whatever width the column has.
    Int(i64),
    /// Text, `name` or `"char"`.
    Text(String),
    /// An array of numbers.
    Ints(Vec<i64>),
    /// An array of texts.
    Texts(Vec<String>),
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Value::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Value::Int(value)
    }
}

impl From<i32> for Value {
    fn from(value: i32) -> Self {
        Value::Int(value.into())
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Value::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Value::Text(value)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

impl Value {
    fn scalar(&self, ty: &DataType) -> Result<ScalarValue> {
        let list = |values: Vec<ScalarValue>, ty: &DataType| {
            ScalarValue::List(ScalarValue::new_list_nullable(&values, ty))
        };
        let scalar = match self {
            Value::Null => return ScalarValue::try_from(ty),
            Value::Bool(value) => ScalarValue::Boolean(Some(*value)),
            Value::Int(value) => ScalarValue::Int64(Some(*value)),
            Value::Text(value) => ScalarValue::Utf8(Some(value.clone())),
            Value::Ints(values) => {
                let values = values
                    .iter()
                    .map(|v| ScalarValue::Int64(Some(*v)))
                    .collect();
                list(values, &DataType::Int64)
            }
            Value::Texts(values) => {
                let values = values
                    .iter()
                    .map(|v| ScalarValue::Utf8(Some(v.clone())))
                    .collect();
                list(values, &DataType::Utf8)
            }
        };
        scalar.cast_to(ty)
    }
}

/// What a column holds that a row does not mention: zero or false, else NULL.
fn unsaid(ty: &DataType) -> Result<ScalarValue> {
    match ty {
        DataType::Boolean
        | DataType::Int16
        | DataType::Int32
        | DataType::Int64
        | DataType::Float32
        | DataType::Float64 => ScalarValue::new_zero(ty).or(Ok(ScalarValue::Boolean(Some(false)))),
        _ => ScalarValue::try_from(ty),
    }
}

/// The rows as a batch.
pub(super) fn of_rows(schema: &SchemaRef, rows: &[Row]) -> Result<RecordBatch> {
    if rows.is_empty() {
        return Ok(RecordBatch::new_empty(Arc::clone(schema)));
    }
    let mut columns: Vec<ArrayRef> = Vec::with_capacity(schema.fields().len());
    for field in schema.fields() {
        let ty = field.data_type();
        let mut values = Vec::with_capacity(rows.len());
        for row in rows {
            values.push(match row.iter().find(|(name, _)| name == field.name()) {
                Some((_, value)) => value.scalar(ty)?,
                None => unsaid(ty)?,
            });
        }
        let column = ScalarValue::iter_to_array(values)?;
        // The element field of a list of scalars has no metadata; that of the schema may.
        columns.push(cast(&column, ty)?);
    }
    Ok(RecordBatch::try_new(Arc::clone(schema), columns)?)
}

/// Arrays that are written as text: `{a,b}`, or `23 25` for the vectors of `pg_proc`.
fn lists(texts: &StringArray, ty: &DataType) -> Result<ArrayRef> {
    let values = texts.iter().map(|text| match text {
        None => Value::Null.scalar(ty),
        Some(text) => {
            let inner = text.trim_matches(['{', '}']);
            let items = inner.split([',', ' ']).filter(|item| !item.is_empty());
            Value::Texts(
                items
                    .map(|item| item.trim_matches('"').to_owned())
                    .collect(),
            )
            .scalar(ty)
        }
    });
    Ok(cast(
        &ScalarValue::iter_to_array(values.collect::<Result<Vec<_>>>()?)?,
        ty,
    )?)
}

/// The columns of a batch made elsewhere, by name; what it lacks is NULL.
pub(super) fn aligned(schema: &SchemaRef, batch: &RecordBatch) -> Result<RecordBatch> {
    let columns = schema
        .fields()
        .iter()
        .map(|field| match batch.column_by_name(field.name()) {
            Some(column) => match (column.as_string_opt::<i32>(), field.data_type()) {
                (Some(texts), ty @ DataType::List(_)) => lists(texts, ty),
                _ => cast(column, field.data_type()).map_err(Into::into),
            }
            .unwrap_or_else(|_| new_null_array(field.data_type(), batch.num_rows())),
            None => new_null_array(field.data_type(), batch.num_rows()),
        })
        .collect();
    Ok(RecordBatch::try_new(Arc::clone(schema), columns)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::Array as _;
    use arrow::util::display::array_value_to_string;

    #[test]
    fn rows_fill_the_columns_they_name() {
        let schema = &super::super::spec::PG_CATALOG["pg_class"].schema;
        let row: Row = vec![
            ("oid", 7.into()),
            ("relname", "x".into()),
            ("relkind", "r".into()),
        ];
        let batch = of_rows(schema, &[row]).unwrap();
        let value =
            |name: &str| array_value_to_string(batch.column_by_name(name).unwrap(), 0).unwrap();
        assert_eq!(
            (value("oid"), value("relname"), value("relhasindex")),
            ("7".into(), "x".into(), "false".into())
        );
        assert!(batch.column_by_name("relacl").unwrap().is_null(0));
    }

    #[test]
    fn arrays_written_as_text_are_read() {
        let numbers = StringArray::from(vec![Some("23 25")]);
        let ints = lists(&numbers, &DataType::new_list(DataType::Int32, true));
        let texts = StringArray::from(vec![Some("23 25"), Some("{a,\"b\"}"), Some(""), None]);
        let strings = lists(&texts, &DataType::new_list(DataType::Utf8, true)).unwrap();
        let shown: Vec<_> = (0..3)
            .map(|i| array_value_to_string(&strings, i).unwrap())
            .collect();
        assert_eq!(shown, ["[23, 25]", "[a, b]", "[]"]);
        assert!(strings.is_null(3));
        assert_eq!(
            array_value_to_string(&ints.unwrap(), 0).unwrap(),
            "[23, 25]"
        );
    }
}
