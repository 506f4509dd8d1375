//! What makes the engine look like PostgreSQL to its clients: how SQL is read, and the
//! system catalogs that tools ask about tables, columns, comments, functions and users.
//!
//! | file | what it does |
//! |---|---|
//! | `rewrite.rs`, `names.rs` | PostgreSQL's SQL to DataFusion's; names of result columns |
//! | `objects.rs` | what a session sees, with PostgreSQL's object numbers |
//! | `spec.rs`, `data/` | columns of every system relation |
//! | `schemas.rs`, `relations.rs`, `information.rs` | the system schemas and their rows |
//! | `routines.rs` | Cohort's functions as the catalog shows them |
//! | `functions.rs`, `function.rs` | functions that catalog queries call |
//! | `types.rs`, `batch.rs` | Arrow types as PostgreSQL's; rows to batches |
//!
//! `datafusion-pg-catalog` gives what PostgreSQL ships (types, operators, built-in
//! functions), many rules and functions. Its tables of relations and columns are not used:
//! they number objects anew in every session and know neither owners nor comments, and its
//! role table calls itself without end when shared.

mod batch;
mod function;
mod functions;
mod information;
mod names;
mod objects;
mod relations;
mod rewrite;
mod routines;
mod schemas;
mod spec;
mod types;

use std::sync::Arc;

use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::prelude::SessionContext;
use datafusion::sql::sqlparser::ast::Statement;
use datafusion::sql::sqlparser::dialect::PostgreSqlDialect;
use datafusion::sql::sqlparser::parser::{Parser, ParserError};
use datafusion_pg_catalog::pg_catalog::generate_series_arg_coercion::CoerceIntArgsToBigInt;
use datafusion_pg_catalog::pg_catalog::oid_type_planner::PgOidTypePlanner;
use datafusion_pg_catalog::sql::PostgresCompatibilityParser;

use crate::session::{EngineError, ErrorKind};

pub use names::shown_name;
pub use objects::Role;
pub(crate) use types::{innermost, pg_type, type_size};

use objects::Objects;
use schemas::{System, SystemSchema};

/// Catalogs whose queries by psql use what DataFusion cannot plan. All of them are empty
/// here, and `datafusion-pg-catalog` knows the texts.
const KNOWN_TEXTS: [&str; 4] =
    ["pg_policy", "pg_statistic_ext", "pg_publication", "t.typrelid = 0  -- non-composite"];

/// Reads SQL as PostgreSQL would and turns it into what DataFusion plans.
///
/// # Errors
///
/// [`ErrorKind::Syntax`], [`ErrorKind::TooComplex`] for nesting the parser does not follow.
pub fn parse(sql: &str) -> Result<Vec<Statement>, EngineError> {
    let sql = if KNOWN_TEXTS.iter().any(|text| sql.contains(text)) {
        known(sql)
    } else {
        None
    }
    .map_or(std::borrow::Cow::Borrowed(sql), std::borrow::Cow::Owned);
    let parsed = Parser::new(&PostgreSqlDialect {})
        .try_with_sql(&sql)
        .and_then(|mut parser| parser.parse_statements())
        .map_err(refused)?;
    Ok(parsed.into_iter().map(rewrite::rewrite).collect())
}

fn refused(error: ParserError) -> EngineError {
    match error {
        ParserError::RecursionLimitExceeded => crate::session::error::too_deep(),
        ParserError::ParserError(text) | ParserError::TokenizerError(text) => {
            EngineError::new(ErrorKind::Syntax, format!("syntax error: {text}"))
        }
    }
}

/// The stand-in for a text that is known, if `sql` is one.
fn known(sql: &str) -> Option<String> {
    use std::sync::LazyLock;
    static PARSER: LazyLock<PostgresCompatibilityParser> =
        LazyLock::new(PostgresCompatibilityParser::new);
    let statements = PARSER.parse(sql).ok()?;
    let texts: Vec<String> = statements.iter().map(ToString::to_string).collect();
    // Every stand-in selects NULLs and no rows.
    texts.iter().all(|text| text.ends_with("WHERE false")).then(|| texts.join("; "))
}

/// Gives a session PostgreSQL's system schemas, functions and type names.
///
/// # Errors
///
/// When the context has no catalog of the role's database.
pub fn install(context: &SessionContext, role: Role) -> Result<(), EngineError> {
    let catalog = context.catalog(role.database).ok_or_else(|| {
        EngineError::new(ErrorKind::Internal, "the session has no catalog of its database")
    })?;
    let objects = Objects::new(&catalog, role);
    for (name, system) in
        [("pg_catalog", System::Catalog), ("information_schema", System::Information)]
    {
        let schema = SystemSchema::new(system, objects.clone());
        catalog.register_schema(name, Arc::new(schema))?;
    }
    functions::register(context, &objects);
    CoerceIntArgsToBigInt::widen(context);
    let state = context.state_ref();
    let mut state = state.write();
    let mut rebuilt = SessionStateBuilder::new_from_existing(state.clone())
        .with_type_planner(Arc::new(PgOidTypePlanner))
        .build();
    // DataFusion's own information schema shows Arrow's types; ours shows PostgreSQL's.
    rebuilt.config_mut().options_mut().catalog.information_schema = false;
    *state = rebuilt;
    Ok(())
}
