//! What the relations of `pg_catalog` and `information_schema` look like: names, columns
//! and types as in PostgreSQL 15, read from two lists in `data/`.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, LazyLock};

use arrow::datatypes::{DataType, Field, IntervalUnit, Schema, SchemaRef, TimeUnit};

/// Key of a field's metadata that names its PostgreSQL type where Arrow has none of its
/// own: `name`, `uuid`, `xid`.
pub(super) const TYPE_KEY: &str = "pg.type";
/// The same for `"char"`; the key is `arrow-pg`'s.
const CHAR_KEY: &str = "pg.char";
/// The same for object numbers; the key is `arrow-pg`'s.
const OID_KEY: &str = "pg.oid_alias";

/// One relation of a system schema.
#[derive(Debug)]
pub(super) struct Spec {
    /// Its name.
    pub(super) name: &'static str,
    /// `v` for a view, `r` for a table.
    pub(super) kind: &'static str,
    /// Its columns.
    pub(super) schema: SchemaRef,
}

/// Relations by name.
pub(super) type Specs = BTreeMap<&'static str, Spec>;

/// The relations of `pg_catalog`.
pub(super) static PG_CATALOG: LazyLock<Specs> =
    LazyLock::new(|| read(include_str!("data/pg_catalog.txt")));

/// The relations of `information_schema`.
pub(super) static INFORMATION_SCHEMA: LazyLock<Specs> =
    LazyLock::new(|| read(include_str!("data/information_schema.txt")));

/// Reads lines of `name kind: column type, column type …`.
fn read(list: &'static str) -> Specs {
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| {
            let (head, columns) = line.split_once(": ")?;
            let (name, kind) = head.split_once(' ')?;
            let fields: Vec<Field> = columns
                .split(", ")
                .filter_map(|column| column.split_once(' '))
                .map(|(name, ty)| field(name, ty))
                .collect();
            let kind = if kind == "view" { "v" } else { "r" };
            Some((
                name,
                Spec {
                    name,
                    kind,
                    schema: Arc::new(Schema::new(fields)),
                },
            ))
        })
        .collect()
}

/// A column of a PostgreSQL type. Every one is nullable here; `pg_attribute` says better.
pub(super) fn field(name: &str, ty: &str) -> Field {
    if let Some(element) = ty.strip_suffix("[]") {
        let element = field("item", element);
        return Field::new(name, DataType::List(Arc::new(element)), true);
    }
    let (data_type, key) = match ty {
        "boolean" => (DataType::Boolean, None),
        "smallint" => (DataType::Int16, None),
        "integer" | "cardinal_number" => (DataType::Int32, None),
        "bigint" => (DataType::Int64, None),
        "real" => (DataType::Float32, None),
        "double precision" => (DataType::Float64, None),
        "numeric" => (DataType::Decimal128(38, 0), None),
        "bytea" => (DataType::Binary, None),
        "interval" => (DataType::Interval(IntervalUnit::MonthDayNano), None),
        "timestamp with time zone" | "time_stamp" => (
            DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
            None,
        ),
        "oid" | "regtype" => (DataType::Int32, Some((OID_KEY, "oid"))),
        "xid" => (DataType::Int32, Some((TYPE_KEY, "xid"))),
        "name" | "sql_identifier" => (DataType::Utf8, Some((TYPE_KEY, "name"))),
        "\"char\"" => (DataType::Utf8, Some((CHAR_KEY, "char"))),
        "int2vector" => (DataType::List(Arc::new(field("item", "smallint"))), None),
        "oidvector" => (DataType::List(Arc::new(field("item", "oid"))), None),
        // text, and what is only ever shown: regproc, pg_node_tree, aclitem, pg_lsn …
        _ => (DataType::Utf8, None),
    };
    let metadata = key.map(|(key, value)| (key.to_owned(), value.to_owned()));
    Field::new(name, data_type, true).with_metadata(HashMap::from_iter(metadata))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_read_whole() {
        assert_eq!(PG_CATALOG.len(), 118);
        assert_eq!(INFORMATION_SCHEMA.len(), 64);
        let class = &PG_CATALOG["pg_class"];
        assert_eq!(class.kind, "r");
        assert_eq!(class.schema.fields().len(), 33);
        assert_eq!(class.schema.field(0).metadata()[OID_KEY], "oid");
        assert_eq!(PG_CATALOG["pg_roles"].kind, "v");
        let acl = class.schema.field_with_name("relacl").unwrap().data_type();
        assert!(matches!(acl, DataType::List(_)));
    }
}
