//! The rows of `information_schema`.

use pgwire::api::Type;
use postgres_types::Kind;

use super::batch::{Row, Value};
use super::objects::{OWNER_NAME, Objects, Relation};
use super::routines;
use super::types::{pg_type, sql_name};

/// The rows of a view of the information schema; none for one that has nothing to say.
pub(super) fn rows(name: &str, objects: &Objects) -> Vec<Row> {
    let database = objects.role.database;
    match name {
        "columns" => objects
            .relations()
            .iter()
            .flat_map(|r| columns(r, database))
            .collect(),
        "enabled_roles" => vec![vec![("role_name", objects.role.user.as_str().into())]],
        "information_schema_catalog_name" => vec![vec![("catalog_name", database.into())]],
        "character_sets" => vec![vec![
            ("character_set_name", "UTF8".into()),
            ("character_repertoire", "UCS".into()),
            ("form_of_use", "UTF8".into()),
            ("default_collate_catalog", database.into()),
            ("default_collate_schema", "pg_catalog".into()),
            ("default_collate_name", "C".into()),
        ]],
        "routines" => routines::all()
            .iter()
            .map(|routine| {
                let kind: Value = if routine.aggregate {
                    Value::Null
                } else {
                    "FUNCTION".into()
                };
                vec![
                    ("specific_catalog", database.into()),
                    ("specific_schema", "public".into()),
                    (
                        "specific_name",
                        format!("{}_{}", routine.name, routine.oid).into(),
                    ),
                    ("routine_catalog", database.into()),
                    ("routine_schema", "public".into()),
                    ("routine_name", routine.name.as_str().into()),
                    ("routine_type", kind),
                    ("data_type", routine.result_name().into()),
                    ("routine_body", "EXTERNAL".into()),
                    ("is_deterministic", "YES".into()),
                    ("sql_data_access", "MODIFIES".into()),
                    ("security_type", "INVOKER".into()),
                ]
            })
            .collect(),
        "schemata" => objects
            .schemas()
            .into_iter()
            .map(|schema| {
                vec![
                    ("catalog_name", database.into()),
                    ("schema_name", schema.into()),
                    ("schema_owner", OWNER_NAME.into()),
                ]
            })
            .collect(),
        "table_privileges" | "role_table_grants" => objects
            .data()
            .iter()
            .map(|relation| {
                vec![
                    ("grantor", OWNER_NAME.into()),
                    ("grantee", objects.role.user.as_str().into()),
                    ("table_catalog", database.into()),
                    ("table_schema", relation.schema.as_str().into()),
                    ("table_name", relation.name.as_str().into()),
                    ("privilege_type", "SELECT".into()),
                    ("is_grantable", "NO".into()),
                    ("with_hierarchy", "YES".into()),
                ]
            })
            .collect(),
        "tables" => objects
            .relations()
            .iter()
            .map(|r| table(r, database))
            .collect(),
        "views" => objects
            .relations()
            .iter()
            .filter(|relation| relation.kind == "v")
            .map(|relation| {
                vec![
                    ("table_catalog", database.into()),
                    ("table_schema", relation.schema.as_str().into()),
                    ("table_name", relation.name.as_str().into()),
                    ("check_option", "NONE".into()),
                    ("is_updatable", "NO".into()),
                    ("is_insertable_into", "NO".into()),
                    ("is_trigger_updatable", "NO".into()),
                    ("is_trigger_deletable", "NO".into()),
                    ("is_trigger_insertable_into", "NO".into()),
                ]
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn table(relation: &Relation, database: &'static str) -> Row {
    let kind = if relation.kind == "v" {
        "VIEW"
    } else {
        "BASE TABLE"
    };
    vec![
        ("table_catalog", database.into()),
        ("table_schema", relation.schema.as_str().into()),
        ("table_name", relation.name.as_str().into()),
        ("table_type", kind.into()),
        ("is_insertable_into", "NO".into()),
        ("is_typed", "NO".into()),
    ]
}

fn columns(relation: &Relation, database: &'static str) -> Vec<Row> {
    let fields = relation.columns.fields().iter().enumerate();
    fields
        .filter_map(|(i, field)| {
            let ty = pg_type(field)?;
            let (precision, radix, scale) = numeric(&ty);
            let array = matches!(ty.kind(), Kind::Array(_));
            let name = if array {
                "ARRAY".to_owned()
            } else {
                sql_name(&ty)
            };
            Some(vec![
                ("table_catalog", database.into()),
                ("table_schema", relation.schema.as_str().into()),
                ("table_name", relation.name.as_str().into()),
                ("column_name", field.name().as_str().into()),
                ("ordinal_position", (i as i64 + 1).into()),
                ("is_nullable", yes_or_no(field.is_nullable())),
                ("data_type", name.into()),
                ("character_maximum_length", Value::Null),
                ("character_octet_length", octets(&ty)),
                ("numeric_precision", precision),
                ("numeric_precision_radix", radix),
                ("numeric_scale", scale),
                ("datetime_precision", moment(&ty)),
                ("interval_precision", Value::Null),
                ("udt_catalog", database.into()),
                ("udt_schema", "pg_catalog".into()),
                ("udt_name", ty.name().into()),
                ("maximum_cardinality", Value::Null),
                ("dtd_identifier", (i + 1).to_string().into()),
                ("is_self_referencing", "NO".into()),
                ("is_identity", "NO".into()),
                ("identity_cycle", "NO".into()),
                ("is_generated", "NEVER".into()),
                ("is_updatable", "NO".into()),
            ])
        })
        .collect()
}

fn yes_or_no(yes: bool) -> Value {
    if yes { "YES".into() } else { "NO".into() }
}

/// Precision, its radix, and scale.
fn numeric(ty: &Type) -> (Value, Value, Value) {
    let whole = |bits: i64| (bits.into(), 2.into(), 0.into());
    match *ty {
        Type::INT2 => whole(16),
        Type::INT4 => whole(32),
        Type::INT8 => whole(64),
        Type::FLOAT4 => (24.into(), 2.into(), Value::Null),
        Type::FLOAT8 => (53.into(), 2.into(), Value::Null),
        Type::NUMERIC => (Value::Null, 10.into(), Value::Null),
        _ => (Value::Null, Value::Null, Value::Null),
    }
}

/// Digits of the fraction of a second.
fn moment(ty: &Type) -> Value {
    match *ty {
        Type::DATE => 0.into(),
        Type::TIME | Type::TIMESTAMP | Type::TIMESTAMPTZ | Type::INTERVAL => 6.into(),
        _ => Value::Null,
    }
}

fn octets(ty: &Type) -> Value {
    match *ty {
        Type::TEXT | Type::VARCHAR => 1_073_741_824.into(),
        _ => Value::Null,
    }
}
