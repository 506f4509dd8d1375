//! The functions that clients and their catalog queries call. Those that need no knowledge
//! of the session come from `datafusion-pg-catalog`.

use arrow::datatypes::DataType;
use datafusion::error::DataFusionError;
use datafusion::logical_expr::ScalarUDF;
use datafusion::prelude::SessionContext;
use datafusion::scalar::ScalarValue;
use datafusion_pg_catalog::pg_catalog as shipped;

use super::function::{Forms, function, number, object, said, text, volatile};
use super::objects::{OWNER_NAME, Objects, Relation, database_oid, fixed, role_oid, schema_oid};
use super::relations::schema_comment;
use super::routines;
use crate::session::settings::SERVER_VERSION;
use crate::session::{Database, EngineError, ErrorKind};

/// Registers them all.
pub(super) fn register(context: &SessionContext, objects: &Objects) {
    for function in of_session(objects)
        .into_iter()
        .chain(of_objects(objects))
        .chain(of_names(objects))
        .chain(fixed_answers())
    {
        context.register_udf(function);
    }
    for name in [
        "has_any_column_privilege",
        "has_database_privilege",
        "has_schema_privilege",
        "has_table_privilege",
    ] {
        context.register_udf(shipped::has_privilege_udf::create_has_privilege_udf(name));
    }
    for function in [
        shipped::array_bounds_udf::create_array_lower_udf(),
        shipped::array_bounds_udf::create_array_upper_udf(),
        shipped::create_pg_get_partition_ancestors_udf(),
        shipped::create_pg_get_statisticsobjdef_columns_udf(),
        shipped::create_pg_relation_is_publishable_udf(),
        shipped::create_pg_stat_get_numscans(),
        shipped::format_type::create_format_type_udf(),
        shipped::pg_get_expr_udf::create_pg_get_expr_udf(),
        shipped::quote_ident_udf::create_parse_ident_udf(),
        shipped::quote_ident_udf::create_quote_ident_udf(),
    ] {
        context.register_udf(function);
    }
}

fn none() -> Forms {
    vec![vec![]]
}

fn oid() -> DataType {
    DataType::Int32
}

fn words() -> DataType {
    DataType::Utf8
}

/// Who is connected, to what, with which settings.
fn of_session(objects: &Objects) -> Vec<ScalarUDF> {
    let role = objects.role.clone();
    let user = |name: &'static str| {
        let user = role.user.clone();
        function(name, none(), words(), move |_| said(Some(user.clone())))
    };
    let database = |name: &'static str| {
        let database = role.database;
        function(name, none(), words(), move |_| said(Some(database)))
    };
    let first = objects.clone();
    let path = objects.clone();
    let list = DataType::new_list(words(), true);
    let read = std::sync::Arc::clone(&role.settings);
    let write = std::sync::Arc::clone(&role.settings);
    vec![
        user("current_user"),
        user("session_user"),
        user("user"),
        user("current_role"),
        database("current_database"),
        database("current_catalog"),
        function("current_schema", none(), words(), move |_| {
            said(
                search_path(&first)
                    .into_iter()
                    .find(|schema| schema != "pg_catalog"),
            )
        }),
        function(
            "current_schemas",
            vec![vec![DataType::Boolean]],
            list,
            move |arguments| {
                let implicit = matches!(arguments.first(), Some(ScalarValue::Boolean(Some(true))));
                let mut schemas = search_path(&path);
                schemas.retain(|schema| schema != "pg_catalog");
                if implicit {
                    schemas.insert(0, "pg_catalog".to_owned());
                }
                let schemas: Vec<_> = schemas
                    .into_iter()
                    .map(|s| ScalarValue::Utf8(Some(s)))
                    .collect();
                Ok(ScalarValue::List(ScalarValue::new_list_nullable(
                    &schemas,
                    &DataType::Utf8,
                )))
            },
        ),
        function("version", none(), words(), |_| {
            let text = format!(
                "PostgreSQL {SERVER_VERSION} (Cohort {}) on {}, compiled by rustc, 64-bit",
                env!("CARGO_PKG_VERSION"),
                std::env::consts::ARCH,
            );
            said(Some(text))
        }),
        volatile(
            "current_setting",
            vec![vec![words()], vec![words(), DataType::Boolean]],
            words(),
            move |arguments| {
                let Some(name) = text(arguments, 0) else {
                    return said(None::<String>);
                };
                let lenient = matches!(arguments.get(1), Some(ScalarValue::Boolean(Some(true))));
                match read.get(&name) {
                    Ok(value) => said(Some(value)),
                    Err(_) if lenient => said(None::<String>),
                    Err(error) => Err(external(error)),
                }
            },
        ),
        volatile(
            "set_config",
            vec![vec![words(), words(), DataType::Boolean]],
            words(),
            move |arguments| {
                let (Some(name), Some(value)) = (text(arguments, 0), text(arguments, 1)) else {
                    return said(None::<String>);
                };
                if name.to_ascii_lowercase().starts_with("cohort.") {
                    let error = EngineError::new(
                        ErrorKind::BadArgument,
                        format!("parameter \"{name}\" is changed with SET only"),
                    );
                    return Err(external(error));
                }
                let local = matches!(arguments.get(2), Some(ScalarValue::Boolean(Some(true))));
                write.set(&name, &value, local).map_err(external)?;
                said(write.get(&name).ok())
            },
        ),
    ]
}

fn external(error: EngineError) -> DataFusionError {
    DataFusionError::External(Box::new(error))
}

/// The schemas of the search path that there are.
fn search_path(objects: &Objects) -> Vec<String> {
    let known = objects.schemas();
    objects
        .role
        .settings
        .search_path()
        .into_iter()
        .filter(|s| known.contains(s))
        .collect()
}

/// Comments, sizes, visibility of objects given by number.
fn of_objects(objects: &Objects) -> Vec<ScalarUDF> {
    let find = |objects: &Objects| {
        let objects = objects.clone();
        move |arguments: &[ScalarValue]| object(arguments, 0).and_then(|oid| objects.by_oid(oid))
    };
    let size = |name: &'static str, objects: &Objects| {
        let find = find(objects);
        function(
            name,
            vec![vec![oid()], vec![oid(), words()]],
            DataType::Int64,
            move |arguments| {
                let bytes = find(arguments).map(|relation| relation.bytes.unwrap_or(0) as i64);
                Ok(ScalarValue::Int64(bytes))
            },
        )
    };
    let commented = objects.clone();
    let defined = objects.clone();
    let column = find(objects);
    let visible = objects.clone();
    vec![
        function(
            "pg_get_viewdef",
            vec![
                vec![oid()],
                vec![oid(), DataType::Boolean],
                vec![oid(), DataType::Int32],
            ],
            words(),
            move |arguments| {
                let view = object(arguments, 0).and_then(|oid| defined.by_oid(oid));
                said(view.and_then(|view| view.definition))
            },
        ),
        function(
            "obj_description",
            vec![vec![oid(), words()], vec![oid()]],
            words(),
            move |arguments| {
                let Some(oid) = object(arguments, 0) else {
                    return said(None::<String>);
                };
                let class = text(arguments, 1).unwrap_or_else(|| "pg_class".to_owned());
                said(comment(&commented, oid, &class))
            },
        ),
        function(
            "col_description",
            vec![vec![oid(), oid()]],
            words(),
            move |arguments| {
                let relation = column(arguments);
                let at = number(arguments, 1).and_then(|n| usize::try_from(n - 1).ok());
                said(
                    relation
                        .zip(at)
                        .and_then(|(relation, at)| column_comment(&relation, at)),
                )
            },
        ),
        function(
            "shobj_description",
            vec![vec![oid(), words()]],
            words(),
            |arguments| {
                let oid = object(arguments, 0);
                let found = Database::ALL
                    .into_iter()
                    .find(|d| oid == Some(database_oid(d.name())));
                said(
                    found
                        .filter(|_| text(arguments, 1).as_deref() == Some("pg_database"))
                        .map(super::relations::database_comment),
                )
            },
        ),
        function(
            "pg_table_is_visible",
            vec![vec![oid()]],
            DataType::Boolean,
            move |arguments| {
                let found = object(arguments, 0).and_then(|oid| visible.by_oid(oid));
                Ok(ScalarValue::Boolean(
                    found.map(|relation| visible.is_visible(&relation)),
                ))
            },
        ),
        size("pg_table_size", objects),
        size("pg_relation_size", objects),
        size("pg_total_relation_size", objects),
        function(
            "pg_size_pretty",
            vec![vec![DataType::Int64]],
            words(),
            |arguments| said(number(arguments, 0).map(pretty)),
        ),
        {
            let user = objects.role.user.clone();
            function(
                "pg_get_userbyid",
                vec![vec![oid()]],
                words(),
                move |arguments| {
                    said(object(arguments, 0).map(|oid| match oid {
                        fixed::OWNER => OWNER_NAME.to_owned(),
                        oid if oid == role_oid(&user) => user.clone(),
                        other => format!("unknown (OID={other})"),
                    }))
                },
            )
        },
        function(
            "pg_get_function_arguments",
            vec![vec![oid()]],
            words(),
            |arguments| said(routine(arguments).map(|routine| routine.argument_list())),
        ),
        function(
            "pg_get_function_identity_arguments",
            vec![vec![oid()]],
            words(),
            |arguments| said(routine(arguments).map(|routine| routine.argument_list())),
        ),
        function(
            "pg_get_function_result",
            vec![vec![oid()]],
            words(),
            |arguments| said(routine(arguments).map(|routine| routine.result_name())),
        ),
    ]
}

fn routine(arguments: &[ScalarValue]) -> Option<&'static routines::Routine> {
    let oid = object(arguments, 0)?;
    routines::all()
        .iter()
        .find(|routine| routine.oid == oid)
        .or_else(|| routines::shipped(oid))
}

fn comment(objects: &Objects, oid: i32, class: &str) -> Option<String> {
    match class {
        "pg_class" => objects.by_oid(oid)?.comment().map(str::to_owned),
        "pg_namespace" => {
            let schema = objects
                .schemas()
                .into_iter()
                .find(|name| schema_oid(name) == oid)?;
            schema_comment(&schema).map(str::to_owned)
        }
        "pg_proc" => routines::all()
            .iter()
            .find(|r| r.oid == oid)?
            .comment
            .clone(),
        _ => None,
    }
}

fn column_comment(relation: &Relation, at: usize) -> Option<String> {
    let field = relation.columns.fields().get(at)?;
    field
        .metadata()
        .get(cohort_catalog::table::COMMENT_KEY)
        .cloned()
}

/// Bytes as `8192 bytes`, `12 kB`, `3 MB`; a unit is left at 10,240 of it, as in PostgreSQL.
fn pretty(bytes: i64) -> String {
    let mut size = bytes;
    if size.unsigned_abs() < 10 * 1024 {
        return format!("{size} bytes");
    }
    for unit in ["kB", "MB", "GB", "TB"] {
        size = (size + 512) / 1024;
        if size.unsigned_abs() < 10 * 1024 {
            return format!("{size} {unit}");
        }
    }
    format!("{} PB", (size + 512) / 1024)
}

/// Names to numbers and back: what `'cin.referral'::regclass` is rewritten to.
fn of_names(objects: &Objects) -> Vec<ScalarUDF> {
    let strict = objects.clone();
    let lenient = objects.clone();
    let shown = objects.clone();
    let schema_in = objects.clone();
    let schema_out = objects.clone();
    vec![
        function(REGCLASS_IN, vec![], oid(), move |arguments| {
            let Some(name) = text(arguments, 0) else {
                return Ok(ScalarValue::Int32(None));
            };
            match class_named(&strict, &name) {
                Some(oid) => Ok(ScalarValue::Int32(Some(oid))),
                None => Err(external(EngineError::new(
                    ErrorKind::UnknownTable,
                    format!("relation \"{name}\" does not exist"),
                ))),
            }
        }),
        function(
            "to_regclass",
            vec![vec![words()]],
            oid(),
            move |arguments| {
                let name = text(arguments, 0);
                Ok(ScalarValue::Int32(
                    name.and_then(|name| class_named(&lenient, &name)),
                ))
            },
        ),
        function(REGCLASS_OUT, vec![], words(), move |arguments| {
            let Some(oid) = object(arguments, 0) else {
                return said(None::<String>);
            };
            said(Some(match shown.by_oid(oid) {
                Some(relation) if shown.is_visible(&relation) => quoted(&relation.name),
                Some(r) => format!("{}.{}", quoted(&r.schema), quoted(&r.name)),
                None if oid == 0 => "-".to_owned(),
                None => oid.to_string(),
            }))
        }),
        function(REGNAMESPACE_IN, vec![], oid(), move |arguments| {
            let Some(name) = text(arguments, 0) else {
                return Ok(ScalarValue::Int32(None));
            };
            if let Ok(number) = name.parse() {
                return Ok(ScalarValue::Int32(Some(number)));
            }
            let plain = unquoted(&name).pop().unwrap_or_default();
            if schema_in.schemas().contains(&plain) {
                return Ok(ScalarValue::Int32(Some(schema_oid(&plain))));
            }
            Err(external(EngineError::new(
                ErrorKind::UnknownSchema,
                format!("schema \"{name}\" does not exist"),
            )))
        }),
        function(REGNAMESPACE_OUT, vec![], words(), move |arguments| {
            let Some(oid) = object(arguments, 0) else {
                return said(None::<String>);
            };
            let found = schema_out
                .schemas()
                .into_iter()
                .find(|name| schema_oid(name) == oid);
            said(Some(
                found.map_or_else(|| oid.to_string(), |name| quoted(&name)),
            ))
        }),
    ]
}

/// What a cast to `regclass` becomes.
pub(super) const REGCLASS_IN: &str = "cohort_regclass_in";
/// What a cast from `regclass` to text becomes.
pub(super) const REGCLASS_OUT: &str = "cohort_regclass_out";
/// What a cast to `regnamespace` becomes.
pub(super) const REGNAMESPACE_IN: &str = "cohort_regnamespace_in";
/// What a cast from `regnamespace` to text becomes.
pub(super) const REGNAMESPACE_OUT: &str = "cohort_regnamespace_out";

/// A relation by number in text, or by name with or without schema.
fn class_named(objects: &Objects, name: &str) -> Option<i32> {
    if let Ok(number) = name.parse::<i32>() {
        return Some(number);
    }
    let mut parts = unquoted(name);
    let table = parts.pop()?;
    objects
        .find(parts.pop().as_deref(), &table)
        .map(|relation| relation.oid)
}

/// The parts of a dotted name; what is not quoted is lower case.
fn unquoted(name: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    for character in name.trim().chars() {
        match character {
            '"' => quoted = !quoted,
            '.' if !quoted => parts.push(String::new()),
            c => {
                if let Some(part) = parts.last_mut() {
                    if quoted {
                        part.push(c)
                    } else {
                        part.extend(c.to_lowercase())
                    }
                }
            }
        }
    }
    parts
}

/// A name as SQL takes it back.
fn quoted(name: &str) -> String {
    let plain = name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if plain {
        name.to_owned()
    } else {
        format!("\"{}\"", name.replace('"', "\"\""))
    }
}

/// Functions whose answer does not depend on anything here.
fn fixed_answers() -> Vec<ScalarUDF> {
    let yes = |name: &'static str| {
        function(name, vec![vec![oid()]], DataType::Boolean, |_| {
            Ok(ScalarValue::Boolean(Some(true)))
        })
    };
    let no_text = |name: &'static str| {
        let forms = vec![
            vec![oid()],
            vec![oid(), DataType::Boolean],
            vec![oid(), oid(), DataType::Boolean],
        ];
        function(name, forms, words(), |_| said(None::<String>))
    };
    vec![
        yes("pg_function_is_visible"),
        yes("pg_type_is_visible"),
        yes("pg_operator_is_visible"),
        yes("pg_collation_is_visible"),
        yes("pg_opclass_is_visible"),
        yes("pg_conversion_is_visible"),
        yes("pg_statistics_obj_is_visible"),
        no_text("pg_get_constraintdef"),
        no_text("pg_get_indexdef"),
        no_text("pg_get_partkeydef"),
        no_text("pg_get_ruledef"),
        no_text("pg_get_triggerdef"),
        function(
            "pg_encoding_to_char",
            vec![vec![oid()]],
            words(),
            |arguments| {
                said(object(arguments, 0).map(|encoding| match encoding {
                    0 => "SQL_ASCII",
                    6 => "UTF8",
                    8 => "LATIN1",
                    _ => "",
                }))
            },
        ),
        function("pg_is_in_recovery", none(), DataType::Boolean, |_| {
            Ok(ScalarValue::Boolean(Some(false)))
        }),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_folded_and_quoted_as_in_sql() {
        assert_eq!(unquoted("CIN.Referral"), ["cin", "referral"]);
        assert_eq!(unquoted("\"Odd.Name\".x"), ["Odd.Name", "x"]);
        assert_eq!(quoted("referral"), "referral");
        assert_eq!(quoted("Odd \"x\""), "\"Odd \"\"x\"\"\"");
    }

    #[test]
    fn sizes_are_rounded_as_postgres_rounds_them() {
        assert_eq!(pretty(0), "0 bytes");
        assert_eq!(pretty(10_239), "10239 bytes");
        assert_eq!(pretty(10_240), "10 kB");
        assert_eq!(pretty(1 << 30), "1024 MB");
    }
}
