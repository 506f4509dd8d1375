//! Arrow types as PostgreSQL types.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, FieldRef};
use arrow_pg::datatypes::field_into_pg_type;
use pgwire::api::Type;
use postgres_types::Kind;

use super::spec::TYPE_KEY;

/// The PostgreSQL type of a field, or `None` where PostgreSQL has no counterpart. Unlike
/// Arrow, PostgreSQL has one array type for lists and lists of lists, and text for a NULL of
/// no type.
pub(crate) fn pg_type(field: &FieldRef) -> Option<Type> {
    let same_shape =
        |data_type: &DataType| pg_type(&Arc::new(Field::new("", data_type.clone(), true)));
    match field.data_type() {
        DataType::Null => Some(Type::TEXT),
        DataType::Utf8 if field.metadata().contains_key(TYPE_KEY) => {
            named(field.metadata().get(TYPE_KEY)?)
        }
        DataType::Decimal256(..) => Some(Type::NUMERIC),
        DataType::Dictionary(_, value) => same_shape(value),
        DataType::List(element)
        | DataType::LargeList(element)
        | DataType::FixedSizeList(element, _) => match element.data_type() {
            DataType::List(_) | DataType::LargeList(_) | DataType::FixedSizeList(..) => {
                pg_type(element)
            }
            DataType::Decimal256(..) => Some(Type::NUMERIC_ARRAY),
            DataType::Dictionary(_, value) => {
                let plain = Field::new_list_field((**value).clone(), true);
                same_shape(&DataType::List(Arc::new(plain)))
            }
            _ => field_into_pg_type(field).ok(),
        },
        _ => field_into_pg_type(field).ok(),
    }
}

/// The type of the elements of a list, however deep.
pub(crate) fn innermost(element: &FieldRef) -> Option<Type> {
    match element.data_type() {
        DataType::List(inner) | DataType::LargeList(inner) | DataType::FixedSizeList(inner, _) => {
            innermost(inner)
        }
        _ => pg_type(element),
    }
}

fn named(name: &str) -> Option<Type> {
    Some(match name {
        "name" => Type::NAME,
        "uuid" => Type::UUID,
        "varchar" => Type::VARCHAR,
        _ => return None,
    })
}

/// Bytes a value of this type takes, or -1, as in `pg_type.typlen`.
pub(crate) fn type_size(ty: &Type) -> i16 {
    match *ty {
        Type::BOOL | Type::CHAR => 1,
        Type::INT2 => 2,
        Type::INT4
        | Type::FLOAT4
        | Type::DATE
        | Type::OID
        | Type::XID
        | Type::REGPROC
        | Type::REGCLASS
        | Type::REGTYPE
        | Type::REGNAMESPACE
        | Type::REGROLE => 4,
        Type::INT8 | Type::FLOAT8 | Type::TIMESTAMP | Type::TIMESTAMPTZ | Type::TIME => 8,
        Type::INTERVAL | Type::UUID => 16,
        Type::NAME => 64,
        Type::UNKNOWN => -2,
        _ => -1,
    }
}

/// The type's name in SQL, as `format_type` gives it.
pub(super) fn sql_name(ty: &Type) -> String {
    if let Kind::Array(element) = ty.kind() {
        return format!("{}[]", sql_name(element));
    }
    match *ty {
        Type::BOOL => "boolean",
        Type::INT2 => "smallint",
        Type::INT4 => "integer",
        Type::INT8 => "bigint",
        Type::FLOAT4 => "real",
        Type::FLOAT8 => "double precision",
        Type::VARCHAR => "character varying",
        Type::BPCHAR => "character",
        Type::CHAR => "\"char\"",
        Type::TIME => "time without time zone",
        Type::TIMESTAMP => "timestamp without time zone",
        Type::TIMESTAMPTZ => "timestamp with time zone",
        _ => return ty.name().to_owned(),
    }
    .to_owned()
}
