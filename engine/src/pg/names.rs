//! Names of result columns as PostgreSQL gives them.
//!
//! DataFusion names `count(*)` `count(*)` and refuses two columns of one name; PostgreSQL
//! names it `count` and takes any number of equal names. So every column of a result that
//! has no name gets PostgreSQL's, and a name that is taken gets an invisible ending, which
//! [`shown_name`] removes again on the way out.

use std::collections::HashMap;

use datafusion::sql::sqlparser::ast::{CastKind, Expr, Ident, Query, SelectItem};

use super::rewrite::first_select;

/// Separates a column's name from what makes it unique. It cannot be typed in a name.
const ENDING: char = '\u{1}';

/// A column's name as clients see it.
pub fn shown_name(name: &str) -> &str {
    name.split(ENDING).next().unwrap_or(name)
}

/// Names the columns of a query's result.
pub(super) fn name_columns(query: &mut Query) {
    let Some(select) = first_select(query) else {
        return;
    };
    let mut taken = HashMap::new();
    let wildcard = select.projection.iter().any(|item| {
        matches!(
            item,
            SelectItem::Wildcard(_) | SelectItem::QualifiedWildcard(..)
        )
    });
    for item in &mut select.projection {
        match item {
            SelectItem::UnnamedExpr(expr) => {
                // A plain column keeps its qualified name inside, unless its name is taken,
                // as it may be by the columns that * stands for.
                let plain = matches!(expr, Expr::Identifier(_) | Expr::CompoundIdentifier(_));
                let name = column_name(expr).0;
                if wildcard {
                    taken.insert(name.clone(), 1);
                }
                let unique = unique(&name, &mut taken);
                if !(plain && unique == name) {
                    let expr = std::mem::replace(expr, Expr::Identifier(Ident::new("")));
                    *item = SelectItem::ExprWithAlias {
                        expr,
                        alias: quoted(unique),
                    };
                }
            }
            SelectItem::ExprWithAlias { alias, .. } => {
                let name = match alias.quote_style {
                    Some(_) => alias.value.clone(),
                    None => alias.value.to_ascii_lowercase(),
                };
                let unique = unique(&name, &mut taken);
                if unique != name {
                    *alias = quoted(unique);
                }
            }
            _ => {}
        }
    }
}

fn quoted(name: String) -> Ident {
    Ident::with_quote('"', name)
}

/// The name, with a number after it where it is taken. `taken` has the last number that each
/// name got: thousands of columns of one name must not cost thousands of tries each.
fn unique(name: &str, taken: &mut HashMap<String, usize>) -> String {
    let Some(&last) = taken.get(name) else {
        taken.insert(name.to_owned(), 1);
        return name.to_owned();
    };
    let mut number = last;
    let candidate = loop {
        number += 1;
        let candidate = format!("{name}{ENDING}{number}");
        if !taken.contains_key(&candidate) {
            break candidate;
        }
    };
    taken.insert(name.to_owned(), number);
    taken.insert(candidate.clone(), 1);
    candidate
}

/// PostgreSQL's name for an expression (its `FigureColname`), and how good it is: 0 for
/// none, 1 for a type's or keyword's, 2 for a column's or function's.
fn column_name(expr: &Expr) -> (String, u8) {
    let folded = |ident: &Ident| match ident.quote_style {
        Some(_) => ident.value.clone(),
        None => ident.value.to_ascii_lowercase(),
    };
    match expr {
        Expr::Identifier(ident) => (folded(ident), 2),
        Expr::CompoundIdentifier(parts) => match parts.last() {
            Some(last) => (folded(last), 2),
            None => unnamed(),
        },
        Expr::Function(function) => {
            let last = function.name.0.last().and_then(|part| part.as_ident());
            match last.map(&folded) {
                Some(name) => (shown_function(&name).to_owned(), 2),
                None => unnamed(),
            }
        }
        Expr::Nested(inner) | Expr::Collate { expr: inner, .. } => column_name(inner),
        Expr::Cast {
            kind: CastKind::Cast | CastKind::DoubleColon,
            expr: inner,
            data_type,
            ..
        } => match column_name(inner) {
            (name, 2) => (name, 2),
            _ => (type_name(&data_type.to_string()), 1),
        },
        Expr::Case { else_result, .. } => {
            match else_result.as_ref().map(|inner| column_name(inner)) {
                Some((name, 2)) => (name, 2),
                _ => ("case".to_owned(), 1),
            }
        }
        Expr::Extract { .. } => ("extract".to_owned(), 2),
        Expr::Substring { .. } => ("substring".to_owned(), 2),
        Expr::Position { .. } => ("position".to_owned(), 2),
        Expr::Trim { .. } => ("btrim".to_owned(), 2),
        Expr::Overlay { .. } => ("overlay".to_owned(), 2),
        Expr::Ceil { .. } => ("ceil".to_owned(), 2),
        Expr::Floor { .. } => ("floor".to_owned(), 2),
        Expr::Array(_) => ("array".to_owned(), 2),
        Expr::Exists { .. } => ("exists".to_owned(), 2),
        Expr::Subquery(query) => {
            let mut query = query.clone();
            match first_select(&mut query).map(|select| select.projection.first()) {
                Some(Some(SelectItem::ExprWithAlias { alias, .. })) => (folded(alias), 2),
                Some(Some(SelectItem::UnnamedExpr(expr))) => column_name(expr),
                _ => unnamed(),
            }
        }
        Expr::TypedString(typed) => (type_name(&typed.data_type.to_string()), 1),
        Expr::Interval(_) => ("interval".to_owned(), 1),
        Expr::CompoundFieldAccess { root, .. } => column_name(root),
        Expr::Value(value) => match &value.value {
            datafusion::sql::sqlparser::ast::Value::Boolean(_) => ("bool".to_owned(), 1),
            _ => unnamed(),
        },
        _ => unnamed(),
    }
}

fn unnamed() -> (String, u8) {
    ("?column?".to_owned(), 0)
}

/// Calls that stand in for something PostgreSQL names otherwise.
fn shown_function(name: &str) -> &str {
    match name {
        "cohort_regclass_in" | "cohort_regclass_out" => "regclass",
        "cohort_regnamespace_in" | "cohort_regnamespace_out" => "regnamespace",
        "make_array" => "array",
        name => name,
    }
}

/// A type's name within PostgreSQL (`pg_type.typname`).
fn type_name(written: &str) -> String {
    let lower = written.to_ascii_lowercase();
    let plain = lower.strip_prefix("pg_catalog.").unwrap_or(&lower);
    let plain = plain.split('(').next().unwrap_or(plain).trim();
    match plain {
        "smallint" => "int2",
        "int" | "integer" => "int4",
        "bigint" => "int8",
        "real" => "float4",
        "double precision" | "double" | "float" => "float8",
        "boolean" => "bool",
        "character varying" => "varchar",
        "character" | "char" => "bpchar",
        "decimal" => "numeric",
        "timestamp without time zone" => "timestamp",
        "timestamp with time zone" => "timestamptz",
        other => other.trim_end_matches("[]"),
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use datafusion::sql::sqlparser::ast::Statement;
    use datafusion::sql::sqlparser::dialect::PostgreSqlDialect;
    use datafusion::sql::sqlparser::parser::Parser;

    /// The names a client sees of the columns of a query, in order.
    fn shown(sql: &str) -> Vec<String> {
        let mut parsed = Parser::parse_sql(&PostgreSqlDialect {}, sql).unwrap();
        let Statement::Query(query) = &mut parsed[0] else {
            panic!("not a query")
        };
        name_columns(query);
        let select = first_select(query).unwrap();
        let items = select.projection.iter().map(|item| match item {
            SelectItem::ExprWithAlias { alias, .. } => shown_name(&alias.value).to_owned(),
            SelectItem::UnnamedExpr(expr) => column_name(expr).0,
            other => other.to_string(),
        });
        items.collect()
    }

    #[test]
    fn columns_are_named_as_in_postgres() {
        for (sql, expected) in [
            ("SELECT 1, 'x', NULL", "?column? ?column? ?column?"),
            ("SELECT count(*), max(a), lower(b)", "count max lower"),
            (
                "SELECT a::int, 1::int8, '2024-01-01'::date, CAST(a + 1 AS text)",
                "a int8 date text",
            ),
            (
                "SELECT CASE WHEN a THEN 1 END, CASE WHEN a THEN 1 ELSE b END",
                "case b",
            ),
            (
                "SELECT extract(year FROM d), (SELECT max(x) FROM t), EXISTS (SELECT 1)",
                "extract max exists",
            ),
            (
                "SELECT true, date '2024-01-01', a AS \"Odd\", A.B",
                "bool date Odd b",
            ),
            ("SELECT a + 1, -a, a IS NULL", "?column? ?column? ?column?"),
            ("SELECT *, a, a FROM t", "* a a"),
        ] {
            assert_eq!(shown(sql).join(" "), expected, "{sql}");
        }
    }
}
