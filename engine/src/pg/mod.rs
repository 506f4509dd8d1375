//! What makes the engine look like PostgreSQL to its clients: how SQL is read, and the
//! system catalogs that tools ask about tables, columns, comments, functions and users.
//!
//! | file | what it does |
//! |---|---|
//! | `dialect.rs` | what the parser takes for PostgreSQL's SQL |
//! | `rewrite.rs`, `names.rs` | PostgreSQL's SQL to DataFusion's; names of result columns |
//! | `objects.rs` | what a session sees, with PostgreSQL's object numbers |
//! | `spec.rs`, `data/` | columns of every system relation |
//! | `schemas.rs`, `relations.rs`, `information.rs` | the system schemas and their rows |
//! | `routines.rs` | Cohort's functions as the catalog shows them |
//! | `functions.rs`, `function.rs` | functions that catalog queries call |
//! | `placeholders.rs` | types of `$1` that DataFusion does not infer |
//! | `types.rs`, `batch.rs` | Arrow types as PostgreSQL's; rows to batches |
//!
//! `datafusion-pg-catalog` gives what PostgreSQL ships (types, operators, built-in
//! functions), many rules and functions. Its tables of relations and columns are not used:
//! they number objects anew in every session and know neither owners nor comments, and its
//! role table calls itself without end when shared.

mod batch;
mod dialect;
mod function;
mod functions;
mod information;
mod names;
mod objects;
pub(crate) mod placeholders;
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
use datafusion::sql::sqlparser::parser::{Parser, ParserError};
use datafusion::sql::sqlparser::tokenizer::{Token, TokenWithSpan, Tokenizer};
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
const KNOWN_TEXTS: [&str; 4] = [
    "pg_policy",
    "pg_statistic_ext",
    "pg_publication",
    "t.typrelid = 0  -- non-composite",
];

/// How deep the parser may recurse: beyond anything that `session::statement` lets pass, so
/// that one limit answers for nesting. The parser grows its stack as it goes.
const PARSER_DEPTH: usize = 4_000;

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
    let dialect = dialect::CohortDialect;
    let parsed = Tokenizer::new(&dialect, &sql)
        .tokenize_with_location()
        .map_err(ParserError::from)
        .and_then(|mut tokens| {
            respell(&mut tokens);
            check(&tokens)?;
            Parser::new(&dialect)
                .with_recursion_limit(PARSER_DEPTH)
                .with_tokens_with_locations(tokens)
                .parse_statements()
        })
        .map_err(|error| refused(error, &sql))?;
    Ok(parsed.into_iter().map(rewrite::rewrite).collect())
}

/// Statements that the parser, or the planner, knows by other words only: ABORT is ROLLBACK,
/// and TABLE x is SELECT * FROM x.
fn respell(tokens: &mut Vec<TokenWithSpan>) {
    let mut begins = true;
    let mut tables = Vec::new();
    for (at, token) in tokens.iter_mut().enumerate() {
        match &mut token.token {
            Token::Whitespace(_) => {}
            Token::SemiColon => begins = true,
            Token::Word(word) if begins => {
                if word.quote_style.is_none() && word.value.eq_ignore_ascii_case("abort") {
                    token.token = Token::make_keyword("ROLLBACK");
                } else if word.quote_style.is_none() && word.value.eq_ignore_ascii_case("table") {
                    tables.push(at);
                }
                begins = false;
            }
            _ => begins = false,
        }
    }
    // From the last, so that those before stay where they are.
    for at in tables.into_iter().rev() {
        let span = tokens[at].span;
        let words = [
            Token::make_keyword("SELECT"),
            Token::Mul,
            Token::make_keyword("FROM"),
        ];
        tokens.splice(at..=at, words.map(|token| TokenWithSpan { token, span }));
    }
}

/// Refuses what the parser lets pass: a reserved word where a table's name must stand.
fn check(tokens: &[TokenWithSpan]) -> Result<(), ParserError> {
    const RESERVED: [&str; 13] = [
        "EXCEPT",
        "FROM",
        "GROUP",
        "HAVING",
        "INTERSECT",
        "LIMIT",
        "OFFSET",
        "ON",
        "ORDER",
        "UNION",
        "USING",
        "WHERE",
        "WINDOW",
    ];
    let mut words = tokens
        .iter()
        .filter(|token| !matches!(token.token, Token::Whitespace(_)));
    let mut from = false;
    words.try_for_each(|token| {
        let word = match &token.token {
            Token::Word(word) if word.quote_style.is_none() => word.value.to_ascii_uppercase(),
            _ => String::new(),
        };
        if from && RESERVED.contains(&word.as_str()) {
            let place = token.span.start;
            return Err(ParserError::ParserError(format!(
                "Expected: a table, found: {} at Line: {}, Column: {}",
                token.token, place.line, place.column
            )));
        }
        from = word == "FROM";
        Ok(())
    })
}

/// A syntax error in PostgreSQL's words, with its place.
fn refused(error: ParserError, sql: &str) -> EngineError {
    let text = match error {
        ParserError::RecursionLimitExceeded => return crate::session::error::too_deep(),
        ParserError::ParserError(text) | ParserError::TokenizerError(text) => text,
    };
    let (what, place) = match text.rsplit_once(" at Line: ") {
        Some((what, place)) => (what, place.split_once(", Column: ")),
        None => (text.as_str(), None),
    };
    let position = place.and_then(|(line, column)| {
        let (line, column) = (
            line.parse::<usize>().ok()?,
            column.trim().parse::<usize>().ok()?,
        );
        let before: usize = sql
            .split('\n')
            .take(line.checked_sub(1)?)
            .map(|l| l.chars().count() + 1)
            .sum();
        Some(before + column)
    });
    let message = match what.rsplit_once(", found: ") {
        Some((_, "EOF")) => "syntax error at end of input".to_owned(),
        Some((_, found)) => format!("syntax error at or near \"{found}\""),
        None => format!("syntax error: {what}"),
    };
    let error = EngineError::new(ErrorKind::Syntax, message).at(position);
    match what
        .strip_prefix("Expected: ")
        .and_then(|rest| rest.rsplit_once(", found: "))
    {
        Some((expected, _)) => error.with_hint(format!("expected {expected}")),
        None => error,
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
    texts
        .iter()
        .all(|text| text.ends_with("WHERE false"))
        .then(|| texts.join("; "))
}

/// Gives a session PostgreSQL's system schemas, functions and type names.
///
/// # Errors
///
/// When the context has no catalog of the role's database.
pub fn install(context: &SessionContext, role: Role) -> Result<(), EngineError> {
    let catalog = context.catalog(role.database).ok_or_else(|| {
        EngineError::new(
            ErrorKind::Internal,
            "the session has no catalog of its database",
        )
    })?;
    let objects = Objects::new(&catalog, role);
    for (name, system) in [
        ("pg_catalog", System::Catalog),
        ("information_schema", System::Information),
    ] {
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
    rebuilt
        .config_mut()
        .options_mut()
        .catalog
        .information_schema = false;
    *state = rebuilt;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_syntax_error_says_where_and_what() {
        for (sql, message, position) in [
            (
                "SELECT 1 FROM FROM",
                "syntax error at or near \"FROM\"",
                Some(15),
            ),
            (
                "SELECT 'é',\n  1 FROM WHERE",
                "syntax error at or near \"WHERE\"",
                Some(22),
            ),
            ("SELECT 1 +", "syntax error at end of input", None),
        ] {
            let error = parse(sql).unwrap_err();
            assert_eq!(
                (error.message.as_str(), error.position),
                (message, position),
                "{sql}"
            );
            assert_eq!(error.sqlstate(), "42601");
        }
    }

    #[test]
    fn abort_is_rollback_and_stays_a_name_elsewhere() {
        assert_eq!(parse("ABORT").unwrap()[0].to_string(), "ROLLBACK");
        assert_eq!(
            parse("SELECT abort AS x").unwrap()[0].to_string(),
            "SELECT abort AS x"
        );
    }

    #[test]
    fn table_is_a_query_of_all_columns() {
        let parsed = parse("TABLE cin.child; SELECT 1 AS \"table\"; TABLE x ORDER BY 1").unwrap();
        let texts: Vec<String> = parsed.iter().map(ToString::to_string).collect();
        assert_eq!(
            texts,
            [
                "SELECT * FROM cin.child",
                "SELECT 1 AS \"table\"",
                "SELECT * FROM x ORDER BY 1"
            ]
        );
    }

    #[test]
    fn what_psql_asks_of_policies_has_a_stand_in() {
        let sql = "SELECT oid, stxrelid::pg_catalog.regclass, \
            stxnamespace::pg_catalog.regnamespace::pg_catalog.text AS nsp, stxname,\n\
            pg_catalog.pg_get_statisticsobjdef_columns(oid) AS columns,\n\
            'd' = any(stxkind) AS ndist_enabled,\n'f' = any(stxkind) AS deps_enabled,\n\
            'm' = any(stxkind) AS mcv_enabled,\nstxstattarget\nFROM pg_catalog.pg_statistic_ext\n\
            WHERE stxrelid = '16387'\nORDER BY nsp, stxname;";
        assert!(parse(sql).unwrap()[0].to_string().ends_with("WHERE false"));
    }
}
