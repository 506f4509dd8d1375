//! SQL as PostgreSQL's clients write it → SQL as DataFusion plans it.
//!
//! Two kinds of rules. Some hold for every statement and never change its answer. Others
//! are only for statements that read nothing but the system catalogs, whose answers no
//! figure rests on: there `datafusion-pg-catalog` also drops what DataFusion cannot plan.
//! Those must never touch a query over data (a dropped subquery would be a wrong number).

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::sync::LazyLock;

use datafusion::sql::sqlparser::ast::{
    CastKind, CopySource, DataType, ExactNumberInfo, Expr, Function, FunctionArg, FunctionArgExpr,
    FunctionArgumentClause, FunctionArgumentList, FunctionArguments, Ident, ObjectName,
    OrderByKind, Query, Select, SelectItem, SetExpr, Statement, TableAlias, TableAliasColumnDef,
    TableFactor, Value, Visit, VisitMut, Visitor, VisitorMut,
};
use datafusion_pg_catalog::sql::rules::{
    FixArrayLiteral, RemoveSubqueryFromProjection, ResolveUnqualifiedIdentifier,
    RewriteArrayAnyAllOperation, RewritePgCatalogOperator, SqlStatementRewriteRule,
    StripCallableQualifier, StripCollate,
};

use super::functions::{REGCLASS_IN, REGCLASS_OUT, REGNAMESPACE_IN, REGNAMESPACE_OUT};
use super::names;
use super::spec::{INFORMATION_SCHEMA, PG_CATALOG};

type Rules = Vec<Box<dyn SqlStatementRewriteRule>>;

/// Rules that keep the answer.
static ALWAYS: LazyLock<Rules> = LazyLock::new(|| {
    vec![
        Box::new(RewriteArrayAnyAllOperation),
        Box::new(StripCallableQualifier),
        Box::new(FixArrayLiteral),
        Box::new(StripCollate),
        Box::new(RewritePgCatalogOperator),
    ]
});

/// Rules for statements over system catalogs only.
static CATALOG_ONLY: LazyLock<Rules> = LazyLock::new(|| {
    vec![
        Box::new(ResolveUnqualifiedIdentifier),
        Box::new(RemoveSubqueryFromProjection),
    ]
});

/// Rewrites one statement.
pub(super) fn rewrite(mut statement: Statement) -> Statement {
    if !matches!(
        statement,
        Statement::Query(_)
            | Statement::Explain { .. }
            | Statement::Copy { .. }
            | Statement::Prepare { .. }
            | Statement::Declare { .. }
    ) {
        return statement;
    }
    for rule in ALWAYS.iter() {
        statement = rule.rewrite(statement);
    }
    let catalogs = reads_catalogs_only(&statement);
    if catalogs {
        for rule in CATALOG_ONLY.iter() {
            statement = rule.rewrite(statement);
        }
    }
    let _: ControlFlow<()> = VisitMut::visit(&mut statement, &mut Expressions { catalogs });
    if let Some(query) = result_query(&mut statement) {
        names::name_columns(query);
    }
    statement
}

/// The query whose columns a statement gives.
fn result_query(statement: &mut Statement) -> Option<&mut Query> {
    match statement {
        Statement::Query(query)
        | Statement::Copy {
            source: CopySource::Query(query),
            ..
        } => Some(query),
        Statement::Prepare { statement, .. } => result_query(statement),
        Statement::Declare { stmts } => stmts.first_mut()?.for_query.as_deref_mut(),
        _ => None,
    }
}

/// Whether a statement reads at least one relation, and only such of the system schemas.
fn reads_catalogs_only(statement: &Statement) -> bool {
    struct Tables {
        system: usize,
        other: usize,
        /// Names that WITH gives to subqueries.
        local: HashSet<String>,
    }
    impl Visitor for Tables {
        type Break = ();
        fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
            let ctes = query.with.iter().flat_map(|with| &with.cte_tables);
            self.local
                .extend(ctes.map(|cte| cte.alias.name.value.clone()));
            ControlFlow::Continue(())
        }
        fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<()> {
            let TableFactor::Table {
                name, args: None, ..
            } = factor
            else {
                return ControlFlow::Continue(());
            };
            let parts: Vec<String> = name
                .0
                .iter()
                .filter_map(|part| part.as_ident())
                .map(|ident| ident.value.to_ascii_lowercase())
                .collect();
            let part = |from_end: usize| {
                parts
                    .len()
                    .checked_sub(from_end)
                    .and_then(|at| parts.get(at))
                    .map(String::as_str)
            };
            match (part(2), part(1)) {
                (Some("pg_catalog" | "information_schema"), _) => self.system += 1,
                (None, Some(name)) if self.local.contains(name) => {}
                (None, Some(name)) if PG_CATALOG.contains_key(name) => self.system += 1,
                _ => self.other += 1,
            }
            ControlFlow::Continue(())
        }
    }
    let mut tables = Tables {
        system: 0,
        other: 0,
        local: HashSet::new(),
    };
    let _: ControlFlow<()> = statement.visit(&mut tables);
    debug_assert!(
        !INFORMATION_SCHEMA.is_empty(),
        "the list of the information schema is empty"
    );
    tables.system > 0 && tables.other == 0
}

/// Expressions that have another spelling here.
struct Expressions {
    /// Whether the statement reads system catalogs only.
    catalogs: bool,
}

impl VisitorMut for Expressions {
    type Break = ();

    /// `generate_series(1, 3) g` is a table `g` with a column `g`.
    fn pre_visit_table_factor(&mut self, factor: &mut TableFactor) -> ControlFlow<()> {
        if let TableFactor::Table {
            name,
            args: Some(_),
            alias,
            ..
        } = factor
            && name.to_string().eq_ignore_ascii_case("generate_series")
        {
            let named = alias.get_or_insert_with(|| TableAlias {
                explicit: true,
                name: Ident::new("generate_series"),
                columns: vec![],
                at: None,
            });
            if named.columns.is_empty() {
                named.columns = vec![TableAliasColumnDef::from_name(named.name.value.clone())];
                if let Some(column) = named.columns.first_mut() {
                    column.name.quote_style = named.name.quote_style;
                }
            }
        }
        ControlFlow::Continue(())
    }

    fn post_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        match expr {
            Expr::Cast {
                kind: CastKind::Cast | CastKind::DoubleColon,
                expr: inner,
                data_type,
                ..
            } => {
                if let Some(scale) = literal_scale(inner, data_type) {
                    *data_type = DataType::Numeric(ExactNumberInfo::PrecisionAndScale(38, scale));
                } else if let Some((name_in, _)) = name_functions(data_type) {
                    *expr = call(name_in, vec![std::mem::replace(&mut **inner, null())]);
                } else if is_text(data_type)
                    && let Some((name_out, argument)) = number_of_name(inner)
                {
                    *expr = call(name_out, vec![argument]);
                }
            }
            // Registers that are written without parentheses.
            Expr::Identifier(ident)
                if ident.quote_style.is_none()
                    && ident.value.eq_ignore_ascii_case("current_schema") =>
            {
                *expr = call("current_schema", vec![]);
            }
            Expr::Function(function) if matches!(function.args, FunctionArguments::None) => {
                function.args = arguments(vec![]);
            }
            Expr::Function(function) => {
                if let Some(array) = array_of_query(function, self.catalogs) {
                    *expr = array;
                }
            }
            Expr::Subquery(query) if self.catalogs => at_most_one_row(query),
            _ => {}
        }
        ControlFlow::Continue(())
    }
}

/// The digits after the point of a literal that becomes a numeric. PostgreSQL's numeric
/// keeps them; DataFusion's would get ten.
fn literal_scale(expr: &Expr, ty: &DataType) -> Option<i64> {
    let unsized_numeric = matches!(
        ty,
        DataType::Numeric(ExactNumberInfo::None) | DataType::Decimal(ExactNumberInfo::None)
    );
    let Expr::Value(value) = expr else {
        return None;
    };
    let (Value::SingleQuotedString(text) | Value::Number(text, _)) = &value.value else {
        return None;
    };
    let plain = text.trim().trim_start_matches(['-', '+']);
    let digits = plain.chars().all(|c| c.is_ascii_digit() || c == '.');
    if !unsized_numeric || !digits || plain.is_empty() {
        return None;
    }
    let scale = plain.split_once('.').map_or(0, |(_, part)| part.len());
    i64::try_from(scale).ok().filter(|scale| *scale <= 38)
}

/// The functions that read and write names of this type of object number.
fn name_functions(ty: &DataType) -> Option<(&'static str, &'static str)> {
    let name = ty.to_string().to_ascii_lowercase();
    match name.strip_prefix("pg_catalog.").unwrap_or(&name) {
        "regclass" => Some((REGCLASS_IN, REGCLASS_OUT)),
        "regnamespace" => Some((REGNAMESPACE_IN, REGNAMESPACE_OUT)),
        _ => None,
    }
}

fn is_text(ty: &DataType) -> bool {
    let name = ty.to_string().to_ascii_lowercase();
    matches!(
        name.strip_prefix("pg_catalog.").unwrap_or(&name),
        "text" | "varchar" | "name"
    )
}

/// For a call that reads a name: the call that writes it, of the same object.
fn number_of_name(expr: &Expr) -> Option<(&'static str, Expr)> {
    let Expr::Function(function) = expr else {
        return None;
    };
    let name = function.name.to_string();
    let out = match name.as_str() {
        REGCLASS_IN => REGCLASS_OUT,
        REGNAMESPACE_IN => REGNAMESPACE_OUT,
        _ => return None,
    };
    Some((out, expr.clone()))
}

/// `ARRAY(SELECT x FROM …)` as `(SELECT array_agg(x) FROM …)`, which DataFusion can also
/// plan when the query refers to the outer one. Unlike PostgreSQL's it is NULL, and not
/// empty, where the query has no rows, so an empty array stands in.
fn array_of_query(function: &Function, catalogs: bool) -> Option<Expr> {
    if !function.name.to_string().eq_ignore_ascii_case("array") {
        return None;
    }
    let FunctionArguments::Subquery(query) = &function.args else {
        return None;
    };
    let mut query = query.clone();
    let order = match query.order_by.take().map(|order| order.kind) {
        Some(OrderByKind::Expressions(order)) => order,
        Some(_) => return None,
        None => Vec::new(),
    };
    let SetExpr::Select(select) = &mut *query.body else {
        return None;
    };
    let calls = |factor: &TableFactor| !matches!(factor, TableFactor::Table { args: None, .. });
    if catalogs && select.from.iter().any(|from| calls(&from.relation)) {
        // The elements of an array of the outer row: options and rights, which no relation
        // here has.
        return Some(call("make_array", vec![]));
    }
    let simple =
        select.distinct.is_none() && select.having.is_none() && query.limit_clause.is_none();
    let element = match select.projection.as_slice() {
        [SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. }] if simple => {
            expr.clone()
        }
        _ => return None,
    };
    // ORDER BY 1 means the element itself.
    let order = order.into_iter().map(|mut by| {
        if matches!(&by.expr, Expr::Value(_)) {
            by.expr = element.clone();
        }
        by
    });
    let order: Vec<_> = order.collect();
    let clauses = match order.is_empty() {
        true => vec![],
        false => vec![FunctionArgumentClause::OrderBy(order)],
    };
    let mut collected = call("array_agg", vec![element]);
    if let Expr::Function(Function {
        args: FunctionArguments::List(list),
        ..
    }) = &mut collected
    {
        list.clauses = clauses;
    }
    select.projection = vec![SelectItem::UnnamedExpr(collected)];
    let empty = call("make_array", vec![]);
    Some(call("coalesce", vec![Expr::Subquery(query), empty]))
}

/// DataFusion plans a subquery that refers to the outer row only when it surely gives one
/// row; a lookup in a catalog by key does, and the greatest of one value is the value.
fn at_most_one_row(query: &mut Query) {
    const AGGREGATES: [&str; 8] = [
        "array_agg",
        "bool_and",
        "bool_or",
        "count",
        "max",
        "min",
        "string_agg",
        "sum",
    ];
    if query.limit_clause.is_some() || query.fetch.is_some() {
        return;
    }
    let SetExpr::Select(select) = &mut *query.body else {
        return;
    };
    if select.from.is_empty() || select.distinct.is_some() {
        return;
    }
    if let [SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. }] =
        select.projection.as_mut_slice()
    {
        let aggregate = matches!(&*expr, Expr::Function(function)
            if AGGREGATES.contains(&function.name.to_string().to_ascii_lowercase().as_str()));
        if !aggregate {
            *expr = call("max", vec![std::mem::replace(expr, null())]);
        }
    }
}

fn null() -> Expr {
    Expr::Value(Value::Null.with_empty_span())
}

fn arguments(list: Vec<Expr>) -> FunctionArguments {
    let args = list
        .into_iter()
        .map(|e| FunctionArg::Unnamed(FunctionArgExpr::Expr(e)))
        .collect();
    FunctionArguments::List(FunctionArgumentList {
        duplicate_treatment: None,
        args,
        clauses: vec![],
    })
}

/// A plain call of a function.
pub(super) fn call(name: &str, list: Vec<Expr>) -> Expr {
    Expr::Function(Function {
        name: ObjectName::from(vec![Ident::new(name)]),
        uses_odbc_syntax: false,
        parameters: FunctionArguments::None,
        args: arguments(list),
        filter: None,
        null_treatment: None,
        over: None,
        within_group: vec![],
    })
}

/// The first SELECT of a query, which names its columns.
pub(super) fn first_select(query: &mut Query) -> Option<&mut Select> {
    let mut body = &mut *query.body;
    loop {
        match body {
            SetExpr::Select(select) => return Some(select),
            SetExpr::Query(inner) => body = &mut inner.body,
            SetExpr::SetOperation { left, .. } => body = left,
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use datafusion::sql::sqlparser::dialect::PostgreSqlDialect;
    use datafusion::sql::sqlparser::parser::Parser;

    fn rewritten(sql: &str) -> String {
        let mut parsed = Parser::parse_sql(&PostgreSqlDialect {}, sql).unwrap();
        rewrite(parsed.remove(0)).to_string()
    }

    #[test]
    fn a_correlated_subquery_over_data_is_kept() {
        let sql =
            "SELECT c.x, (SELECT max(d.y) FROM cin.plan d WHERE d.x = c.x) AS y FROM cin.child c";
        assert_eq!(rewritten(sql), sql);
        // Also when a catalog is read beside the data.
        let sql =
            "SELECT (SELECT d.y FROM cin.plan d WHERE d.x = c.oid) AS y FROM pg_catalog.pg_class c";
        assert_eq!(rewritten(sql), sql);
    }

    #[test]
    fn names_of_objects_become_calls() {
        assert_eq!(
            rewritten("SELECT 'cin.child'::regclass AS c"),
            "SELECT cohort_regclass_in('cin.child') AS c"
        );
        assert_eq!(
            rewritten("SELECT oid::pg_catalog.regclass::pg_catalog.text AS c FROM pg_class"),
            "SELECT cohort_regclass_out(cohort_regclass_in(oid)) AS c FROM pg_class"
        );
    }

    #[test]
    fn a_numeric_literal_keeps_its_digits() {
        assert_eq!(
            rewritten("SELECT '-1.50'::numeric AS n"),
            "SELECT '-1.50'::NUMERIC(38,2) AS n"
        );
        assert_eq!(
            rewritten("SELECT a::numeric AS n"),
            "SELECT a::NUMERIC AS n"
        );
        assert_eq!(
            rewritten("SELECT '1e3'::numeric AS n"),
            "SELECT '1e3'::NUMERIC AS n"
        );
    }

    #[test]
    fn a_series_has_a_column_of_its_own_name() {
        assert_eq!(
            rewritten("SELECT g FROM generate_series(1, 3) AS g"),
            "SELECT g FROM generate_series(1, 3) AS g (g)"
        );
        assert_eq!(
            rewritten("SELECT x FROM generate_series(1, 3) AS g(x)"),
            "SELECT x FROM generate_series(1, 3) AS g (x)"
        );
    }

    #[test]
    fn a_lookup_in_a_catalog_gives_one_row() {
        assert_eq!(
            rewritten(
                "SELECT 1 AS x FROM pg_type t WHERE (SELECT c.relkind = 'c' FROM pg_class c WHERE c.oid = t.typrelid)"
            ),
            "SELECT 1 AS x FROM pg_type t WHERE (SELECT max(c.relkind = 'c') FROM pg_class c WHERE c.oid = t.typrelid)"
        );
        let data =
            "SELECT 1 AS x FROM cin.child t WHERE (SELECT c.y FROM cin.plan c WHERE c.x = t.x) = 1";
        assert_eq!(rewritten(data), data);
    }

    #[test]
    fn an_array_of_a_query_is_an_aggregate() {
        assert_eq!(
            rewritten("SELECT ARRAY(SELECT a FROM t WHERE t.b = u.b ORDER BY 1) AS x FROM u"),
            "SELECT coalesce((SELECT array_agg(a ORDER BY a) FROM t WHERE t.b = u.b), make_array()) AS x FROM u"
        );
    }
}
