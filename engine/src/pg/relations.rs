//! The rows of `pg_catalog` that come from the session and its data.

use pgwire::api::Type;

use super::batch::{Row, Value};
use super::objects::{OWNER_NAME, Objects, Relation, database_oid, fixed, role_oid, schema_oid};
use super::routines::{self, Routine};
use super::types::{pg_type, type_size};
use crate::session::Database;

/// The rows of a catalog table; none for one that has nothing to say.
pub(super) fn rows(name: &str, objects: &Objects) -> Vec<Row> {
    match name {
        "pg_attribute" => objects.relations().iter().flat_map(attributes).collect(),
        "pg_class" => objects.relations().iter().map(class).collect(),
        "pg_database" => Database::ALL.into_iter().map(database).collect(),
        "pg_description" => descriptions(objects),
        "pg_namespace" => objects
            .schemas()
            .iter()
            .map(|name| namespace(name))
            .collect(),
        "pg_proc" => routines::all().iter().map(procedure).collect(),
        "pg_roles" => roles(objects),
        "pg_settings" => settings(objects),
        "pg_shdescription" => Database::ALL
            .into_iter()
            .map(database_description)
            .collect(),
        "pg_stat_user_tables" | "pg_stat_all_tables" => {
            objects.data().iter().map(statistics).collect()
        }
        "pg_tables" => objects
            .relations()
            .iter()
            .filter(|r| r.kind == "r")
            .map(table)
            .collect(),
        "pg_timezone_names" => vec![vec![("name", "UTC".into()), ("abbrev", "UTC".into())]],
        "pg_user" => roles(objects).into_iter().map(user).collect(),
        "pg_views" => objects
            .relations()
            .iter()
            .filter(|r| r.kind == "v")
            .map(view)
            .collect(),
        _ => Vec::new(),
    }
}

fn class(relation: &Relation) -> Row {
    let bytes = relation.bytes.unwrap_or(0) as i64;
    vec![
        ("oid", relation.oid.into()),
        ("relname", relation.name.as_str().into()),
        ("relnamespace", schema_oid(&relation.schema).into()),
        ("relowner", fixed::OWNER.into()),
        (
            "relam",
            if relation.kind == "r" {
                2.into()
            } else {
                0.into()
            },
        ),
        ("relfilenode", relation.oid.into()),
        ("relpages", (bytes / 8192).min(i64::from(i32::MAX)).into()),
        (
            "reltuples",
            relation.rows.map_or(-1, |rows| rows as i64).into(),
        ),
        ("relpersistence", "p".into()),
        ("relkind", relation.kind.into()),
        ("relnatts", (relation.columns.fields().len() as i64).into()),
        ("relhasrules", (relation.kind == "v").into()),
        ("relispopulated", true.into()),
        ("relreplident", "d".into()),
    ]
}

fn attributes(relation: &Relation) -> Vec<Row> {
    let columns = relation.columns.fields().iter().enumerate();
    columns
        .filter_map(|(i, field)| {
            let ty = pg_type(field)?;
            let size = type_size(&ty);
            let text = matches!(ty, Type::TEXT | Type::VARCHAR | Type::NAME);
            Some(vec![
                ("attrelid", relation.oid.into()),
                ("attname", field.name().as_str().into()),
                ("atttypid", i64::from(ty.oid()).into()),
                ("attstattarget", (-1).into()),
                ("attlen", i32::from(size).into()),
                ("attnum", (i as i64 + 1).into()),
                ("attcacheoff", (-1).into()),
                ("atttypmod", (-1).into()),
                ("attbyval", matches!(size, 1 | 2 | 4 | 8).into()),
                ("attalign", alignment(size).into()),
                (
                    "attstorage",
                    if size == -1 { "x".into() } else { "p".into() },
                ),
                ("attcompression", "".into()),
                ("attnotnull", (!field.is_nullable()).into()),
                ("attidentity", "".into()),
                ("attgenerated", "".into()),
                ("attislocal", true.into()),
                ("attcollation", if text { 100.into() } else { 0.into() }),
            ])
        })
        .collect()
}

fn alignment(size: i16) -> &'static str {
    match size {
        1 | 64 => "c",
        2 => "s",
        8 | 16 => "d",
        _ => "i",
    }
}

fn database(database: Database) -> Row {
    vec![
        ("oid", database_oid(database.name()).into()),
        ("datname", database.name().into()),
        ("datdba", fixed::OWNER.into()),
        ("encoding", 6.into()),
        ("datlocprovider", "c".into()),
        ("datallowconn", true.into()),
        ("datconnlimit", (-1).into()),
        ("dattablespace", 1663.into()),
        ("datcollate", "C".into()),
        ("datctype", "C.UTF-8".into()),
    ]
}

fn database_description(database: Database) -> Row {
    vec![
        ("objoid", database_oid(database.name()).into()),
        ("classoid", fixed::PG_DATABASE.into()),
        ("description", database_comment(database).into()),
    ]
}

/// What a database shows.
pub(super) fn database_comment(database: Database) -> &'static str {
    match database {
        Database::Live => "The newest data: every import is seen as soon as it is done.",
        Database::Insight => "The data as last published with cohort publish.",
    }
}

fn namespace(name: &str) -> Row {
    vec![
        ("oid", schema_oid(name).into()),
        ("nspname", name.into()),
        ("nspowner", fixed::OWNER.into()),
    ]
}

fn procedure(routine: &Routine) -> Row {
    let types: Vec<i64> = routine
        .arguments
        .iter()
        .map(|(_, ty)| i64::from(ty.oid()))
        .collect();
    let names: Vec<String> = routine
        .arguments
        .iter()
        .map(|(name, _)| name.clone())
        .collect();
    vec![
        ("oid", routine.oid.into()),
        ("proname", routine.name.as_str().into()),
        ("pronamespace", fixed::PUBLIC.into()),
        ("proowner", fixed::OWNER.into()),
        ("prolang", 12.into()),
        ("procost", 1.into()),
        (
            "prokind",
            if routine.aggregate {
                "a".into()
            } else {
                "f".into()
            },
        ),
        ("provolatile", "i".into()),
        ("proparallel", "s".into()),
        ("pronargs", (types.len() as i64).into()),
        ("prorettype", i64::from(routine.result.oid()).into()),
        ("proargtypes", Value::Ints(types)),
        (
            "proargnames",
            if names.is_empty() {
                Value::Null
            } else {
                Value::Texts(names)
            },
        ),
        ("prosrc", routine.name.as_str().into()),
    ]
}

/// Comments on relations, their columns, schemas and functions.
fn descriptions(objects: &Objects) -> Vec<Row> {
    let row = |object: i32, class: i32, sub: i64, text: &str| -> Row {
        vec![
            ("objoid", object.into()),
            ("classoid", class.into()),
            ("objsubid", sub.into()),
            ("description", text.into()),
        ]
    };
    let mut found = Vec::new();
    for relation in objects.data() {
        if let Some(text) = relation.comment() {
            found.push(row(relation.oid, fixed::PG_CLASS, 0, text));
        }
        for (i, field) in relation.columns.fields().iter().enumerate() {
            if let Some(text) = field.metadata().get(cohort_catalog::table::COMMENT_KEY) {
                found.push(row(relation.oid, fixed::PG_CLASS, i as i64 + 1, text));
            }
        }
    }
    for schema in objects.schemas() {
        if let Some(text) = schema_comment(&schema) {
            found.push(row(schema_oid(&schema), fixed::PG_NAMESPACE, 0, text));
        }
    }
    for routine in routines::all() {
        if let Some(text) = &routine.comment {
            found.push(row(routine.oid, fixed::PG_PROC, 0, text));
        }
    }
    found
}

/// What a schema holds.
pub(super) fn schema_comment(name: &str) -> Option<&'static str> {
    Some(match name {
        "attainment" => "Key stage results: one row per child, assessment and year.",
        "attendance" => "Absence and suspensions.",
        "audit" => "Who asked what, and who may see what.",
        "census" => "School census: pupils and what schools return of them each term.",
        "cin" => "Children in need census: referrals, assessments, plans and child protection.",
        "cla" => "Children looked after (SSDA903): episodes and what belongs to them.",
        "cohort" => "One row per child and year, with every filter of the reports as a column.",
        "imports" => "What was imported, and what was found wrong with it.",
        "information_schema" => "The standard's description of the database.",
        "linkage" => "Which records are of one child.",
        "measure" => "Measures and the rows behind the pages.",
        "pg_catalog" => "PostgreSQL's description of the database.",
        "public" => "Empty; every PostgreSQL database has it.",
        "reference" => "Areas, code sets, published figures: the same for everybody.",
        "sen2" => "SEN2: requests, assessments and plans for special educational needs.",
        _ => return None,
    })
}

fn roles(objects: &Objects) -> Vec<Row> {
    let role = |name: &str, login: bool| -> Row {
        vec![
            ("rolname", name.into()),
            ("rolinherit", true.into()),
            ("rolcanlogin", login.into()),
            ("rolconnlimit", (-1).into()),
            ("rolpassword", "********".into()),
            ("oid", role_oid(name).into()),
        ]
    };
    let mut found = vec![role(OWNER_NAME, false)];
    if objects.role.user != OWNER_NAME {
        found.push(role(&objects.role.user, true));
    }
    found
}

/// A row of `pg_roles` as one of `pg_user`.
fn user(role: Row) -> Row {
    role.into_iter()
        .filter_map(|(name, value)| match name {
            "rolname" => Some(("usename", value)),
            "oid" => Some(("usesysid", value)),
            "rolpassword" => Some(("passwd", value)),
            _ => None,
        })
        .collect()
}

fn settings(objects: &Objects) -> Vec<Row> {
    let all = objects.role.settings.all();
    all.into_iter()
        .map(|(name, value, comment)| {
            vec![
                ("name", name.into()),
                ("setting", value.as_str().into()),
                ("category", "Cohort".into()),
                ("short_desc", comment.into()),
                ("context", "user".into()),
                ("vartype", "string".into()),
                ("source", "session".into()),
                ("boot_val", value.as_str().into()),
                ("reset_val", value.into()),
                ("sourceline", Value::Null),
            ]
        })
        .collect()
}

fn statistics(relation: &Relation) -> Row {
    vec![
        ("relid", relation.oid.into()),
        ("schemaname", relation.schema.as_str().into()),
        ("relname", relation.name.as_str().into()),
        ("n_live_tup", relation.rows.map(|rows| rows as i64).into()),
    ]
}

fn table(relation: &Relation) -> Row {
    vec![
        ("schemaname", relation.schema.as_str().into()),
        ("tablename", relation.name.as_str().into()),
        ("tableowner", OWNER_NAME.into()),
    ]
}

fn view(relation: &Relation) -> Row {
    vec![
        ("schemaname", relation.schema.as_str().into()),
        ("viewname", relation.name.as_str().into()),
        ("viewowner", OWNER_NAME.into()),
    ]
}
