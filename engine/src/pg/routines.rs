//! Cohort's own functions as the catalog shows them (`\df`).

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use arrow::array::{Array as _, AsArray as _, Int32Array};
use arrow::datatypes::{DataType, Field, Int32Type};
use datafusion::logical_expr::{Documentation, Signature, TypeSignature};
use pgwire::api::Type;

use super::objects::oid;
use super::spec::PG_CATALOG;
use super::types::{pg_type, sql_name};

/// One function or aggregate.
#[derive(Debug, Clone)]
pub(super) struct Routine {
    /// Its number.
    pub(super) oid: i32,
    /// Its name.
    pub(super) name: String,
    /// Names and types of its arguments; a name may be empty.
    pub(super) arguments: Vec<(String, Type)>,
    /// Type of what it gives.
    pub(super) result: Type,
    /// Whether it is an aggregate.
    pub(super) aggregate: bool,
    /// What it computes.
    pub(super) comment: Option<String>,
}

impl Routine {
    /// `birth date, on date`, as `pg_get_function_arguments` gives it.
    pub(super) fn argument_list(&self) -> String {
        let arguments = self.arguments.iter().map(|(name, ty)| match name.as_str() {
            "" => sql_name(ty),
            name => format!("{name} {}", sql_name(ty)),
        });
        arguments.collect::<Vec<_>>().join(", ")
    }

    /// The type of the result, as `pg_get_function_result` gives it.
    pub(super) fn result_name(&self) -> String {
        sql_name(&self.result)
    }
}

/// Every function and aggregate of Cohort. The same in every session.
pub(super) fn all() -> &'static [Routine] {
    static ALL: LazyLock<Vec<Routine>> = LazyLock::new(|| {
        let scalars = cohort_udfs::functions().into_iter().map(|f| {
            let types = argument_types(f.signature());
            let result = f.return_type(&types).ok();
            describe(f.name(), types, result, false, f.documentation())
        });
        let aggregates = cohort_udfs::aggregates().into_iter().map(|f| {
            let types = argument_types(f.signature());
            let result = f.return_type(&types).ok();
            describe(f.name(), types, result, true, f.documentation())
        });
        scalars.chain(aggregates).collect()
    });
    &ALL
}

/// A function that PostgreSQL itself has.
pub(super) fn shipped(oid: i32) -> Option<&'static Routine> {
    static SHIPPED: LazyLock<HashMap<i32, Routine>> = LazyLock::new(read_shipped);
    SHIPPED.get(&oid)
}

/// Reads the shipped `pg_proc`. One that cannot be read is shown without arguments.
fn read_shipped() -> HashMap<i32, Routine> {
    let spec = &PG_CATALOG["pg_proc"];
    let mut found = HashMap::new();
    let Ok(Some(table)) = super::schemas::shipped("pg_proc") else {
        return found;
    };
    for batch in table.data() {
        let Ok(batch) = super::batch::aligned(&spec.schema, batch) else {
            continue;
        };
        let numbers = |name: &str| batch.column_by_name(name)?.as_primitive_opt::<Int32Type>();
        let names = batch
            .column_by_name("proname")
            .and_then(|c| c.as_string_opt::<i32>());
        let types = batch
            .column_by_name("proargtypes")
            .and_then(|c| c.as_list_opt::<i32>());
        let (Some(oids), Some(results), Some(names), Some(types)) =
            (numbers("oid"), numbers("prorettype"), names, types)
        else {
            continue;
        };
        for row in 0..batch.num_rows() {
            let of = |oid: i32| Type::from_oid(oid as u32).unwrap_or(Type::ANY);
            let arguments = match types.is_valid(row) {
                true => types.value(row),
                false => Arc::new(Int32Array::new_null(0)),
            };
            let arguments = arguments.as_primitive_opt::<Int32Type>().map(|list| {
                list.iter()
                    .flatten()
                    .map(|oid| (String::new(), of(oid)))
                    .collect()
            });
            let routine = Routine {
                oid: oids.value(row),
                name: names.value(row).to_owned(),
                arguments: arguments.unwrap_or_default(),
                result: of(results.value(row)),
                aggregate: false,
                comment: None,
            };
            found.insert(routine.oid, routine);
        }
    }
    found
}

fn describe(
    name: &str,
    types: Vec<DataType>,
    result: Option<DataType>,
    aggregate: bool,
    documentation: Option<&Documentation>,
) -> Routine {
    let told = |ty: DataType| pg_type(&Arc::new(Field::new("", ty, true))).unwrap_or(Type::TEXT);
    let names = documentation.and_then(|d| d.arguments.as_ref());
    let arguments = types.into_iter().enumerate().map(|(i, ty)| {
        let name = names
            .and_then(|names| names.get(i))
            .map(|(name, _)| name.clone());
        (name.unwrap_or_default(), told(ty))
    });
    Routine {
        oid: oid("function", "public", name),
        name: name.to_owned(),
        arguments: arguments.collect(),
        result: told(result.unwrap_or(DataType::Utf8)),
        aggregate,
        comment: documentation.map(|d| d.description.clone()),
    }
}

/// The argument types of the first form of a function.
fn argument_types(signature: &Signature) -> Vec<DataType> {
    match &signature.type_signature {
        TypeSignature::Exact(types) => types.clone(),
        TypeSignature::Uniform(count, types) => types
            .first()
            .map_or_else(Vec::new, |ty| vec![ty.clone(); *count]),
        TypeSignature::OneOf(forms) => forms
            .first()
            .map(|form| argument_types(&Signature::new(form.clone(), signature.volatility)))
            .unwrap_or_default(),
        _ => signature
            .type_signature
            .get_example_types()
            .into_iter()
            .next()
            .unwrap_or_default(),
    }
}
