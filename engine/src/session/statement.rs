//! From SQL text to statements whose kind is known.
//!
//! Only statements that read or that steer the session get further; everything that would
//! write is refused here, before planning, with 25006.

use std::ops::ControlFlow;
use std::sync::Arc;

use datafusion::sql::sqlparser::ast::{
    self, CopyTarget, DiscardObject, Reset, Set, Statement as Ast, TransactionMode, Visit, Visitor,
};

use super::depth::{self, MAX_RELATIONS, MAX_SUBQUERIES};
use super::error::{EngineError, ErrorKind, too_deep};

/// One statement, parsed and classified. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The statement's kind, with what the kind needs.
    pub kind: Kind,
    /// The word a client is told when it succeeds, such as `SELECT` or `SET`.
    pub tag: &'static str,
}

/// What a statement does.
#[derive(Debug, Clone)]
pub enum Kind {
    /// Gives rows: SELECT, VALUES, TABLE, EXPLAIN.
    Query(Arc<Ast>),
    /// `COPY (…) TO STDOUT`, `COPY table TO STDOUT`: rows in another form.
    CopyOut {
        /// The query whose rows are copied.
        query: Arc<Ast>,
        /// The options as written.
        options: Arc<Vec<ast::CopyOption>>,
        /// Options in the older spelling.
        legacy_options: Arc<Vec<ast::CopyLegacyOption>>,
    },
    /// `SET name = value`
    Set {
        /// The setting.
        name: String,
        /// Its new value; `None` for DEFAULT.
        value: Option<String>,
        /// `SET LOCAL`
        local: bool,
    },
    /// `SHOW name`; `ALL` is a name here.
    Show(String),
    /// `RESET name`; `None` for ALL.
    Reset(Option<String>),
    /// `DISCARD`; true for ALL.
    Discard(bool),
    /// `BEGIN`, `START TRANSACTION`
    Begin,
    /// `COMMIT`, `END`
    Commit,
    /// `ROLLBACK`, `ABORT`
    Rollback,
    /// `SAVEPOINT name`
    Savepoint(String),
    /// `RELEASE SAVEPOINT name`
    Release(String),
    /// `ROLLBACK TO name`
    RollbackTo(String),
    /// `PREPARE name AS query`
    Prepare {
        /// Name of the prepared statement.
        name: String,
        /// Declared parameter types, as written.
        types: Vec<ast::DataType>,
        /// The statement.
        statement: Arc<Ast>,
    },
    /// `EXECUTE name (…)`
    Execute {
        /// Name of the prepared statement.
        name: String,
        /// Parameter values.
        parameters: Vec<ast::Expr>,
    },
    /// `DEALLOCATE name`; `None` for ALL.
    Deallocate(Option<String>),
    /// `DECLARE name CURSOR FOR query`
    Declare {
        /// Name of the cursor.
        name: String,
        /// Whether rows are sent in binary.
        binary: bool,
        /// Whether it outlives the transaction.
        hold: bool,
        /// The query.
        query: Arc<Ast>,
    },
    /// `FETCH … FROM name`
    Fetch {
        /// Name of the cursor.
        name: String,
        /// How many rows; `None` for all.
        count: Option<u64>,
    },
    /// `CLOSE name`; `None` for ALL.
    Close(Option<String>),
    /// `LISTEN`, `UNLISTEN`: accepted, nothing is ever notified.
    Listen,
}

/// Turns text into statements, in order. Empty statements are left out.
///
/// # Errors
///
/// [`ErrorKind::Syntax`], [`ErrorKind::TooComplex`], [`ErrorKind::ReadOnly`] for anything
/// that would write, [`ErrorKind::NotSupported`] for the rest.
pub fn parse(sql: &str) -> Result<Vec<Prepared>, EngineError> {
    depth::guard(sql)?;
    crate::pg::parse(sql)?.into_iter().map(classify).collect()
}

fn classify(ast: Ast) -> Result<Prepared, EngineError> {
    let (kind, tag) = match ast {
        Ast::Query(_) => {
            refuse_writes_inside(&ast)?;
            (Kind::Query(Arc::new(ast)), "SELECT")
        }
        Ast::Explain { ref statement, .. } => {
            if !matches!(**statement, Ast::Query(_)) {
                return Err(read_only(&first_words(statement)));
            }
            refuse_writes_inside(statement)?;
            (Kind::Query(Arc::new(ast)), "EXPLAIN")
        }
        Ast::Copy {
            to: true,
            target: CopyTarget::Stdout,
            source,
            options,
            legacy_options,
            ..
        } => {
            let query = Arc::new(copy_query(source)?);
            refuse_writes_inside(&query)?;
            let (options, legacy_options) = (Arc::new(options), Arc::new(legacy_options));
            (
                Kind::CopyOut {
                    query,
                    options,
                    legacy_options,
                },
                "COPY",
            )
        }
        Ast::Copy { to: true, .. } => {
            return Err(EngineError::new(
                ErrorKind::NotAllowed,
                "COPY to a file on the server is not allowed",
            )
            .with_hint("use COPY … TO STDOUT, or \\copy in psql"));
        }
        Ast::Set(set) => (set_kind(set)?, "SET"),
        Ast::ShowVariable { variable } => {
            let words: Vec<String> = variable.into_iter().map(|ident| ident.value).collect();
            (Kind::Show(join_name(&words)), "SHOW")
        }
        Ast::Reset(reset) => match reset.reset {
            Reset::ALL => (Kind::Reset(None), "RESET"),
            Reset::ConfigurationParameter(name) => (Kind::Reset(Some(dotted(&name))), "RESET"),
        },
        Ast::Discard { object_type } => {
            let all = matches!(object_type, DiscardObject::ALL);
            (
                Kind::Discard(all),
                if all { "DISCARD ALL" } else { "DISCARD" },
            )
        }
        Ast::StartTransaction { modes, .. } => {
            // READ WRITE is accepted as a wish: writes are refused one by one, and drivers
            // ask for it without writing.
            let _: Vec<TransactionMode> = modes;
            (Kind::Begin, "BEGIN")
        }
        Ast::Commit { .. } => (Kind::Commit, "COMMIT"),
        Ast::Rollback {
            savepoint: Some(name),
            ..
        } => (Kind::RollbackTo(name.value), "ROLLBACK"),
        Ast::Rollback { .. } => (Kind::Rollback, "ROLLBACK"),
        Ast::Savepoint { name } => (Kind::Savepoint(name.value), "SAVEPOINT"),
        Ast::ReleaseSavepoint { name } => (Kind::Release(name.value), "RELEASE"),
        Ast::Prepare {
            name,
            data_types,
            statement,
        } => {
            if !matches!(*statement, Ast::Query(_)) {
                return Err(read_only(&first_words(&statement)));
            }
            refuse_writes_inside(&statement)?;
            let statement = Arc::new(*statement);
            (
                Kind::Prepare {
                    name: name.value,
                    types: data_types,
                    statement,
                },
                "PREPARE",
            )
        }
        Ast::Execute {
            name: Some(name),
            parameters,
            ..
        } => (
            Kind::Execute {
                name: dotted(&name),
                parameters,
            },
            "EXECUTE",
        ),
        Ast::Deallocate { name, .. } => {
            let all = name.quote_style.is_none() && name.value.eq_ignore_ascii_case("all");
            let tag = if all { "DEALLOCATE ALL" } else { "DEALLOCATE" };
            (Kind::Deallocate((!all).then_some(name.value)), tag)
        }
        Ast::Declare { stmts } => (declare_kind(stmts)?, "DECLARE CURSOR"),
        Ast::Fetch {
            name, direction, ..
        } => (fetch_kind(name.value, direction)?, "FETCH"),
        Ast::Close { cursor } => match cursor {
            ast::CloseCursor::All => (Kind::Close(None), "CLOSE CURSOR ALL"),
            ast::CloseCursor::Specific { name } => (Kind::Close(Some(name.value)), "CLOSE CURSOR"),
        },
        Ast::LISTEN { .. } => (Kind::Listen, "LISTEN"),
        Ast::UNLISTEN { .. } => (Kind::Listen, "UNLISTEN"),
        other => return Err(refused(&other)),
    };
    Ok(Prepared { kind, tag })
}

/// What is neither a query nor steers the session. Statements that other databases have and
/// PostgreSQL has not are no attempt to write.
fn refused(statement: &Ast) -> EngineError {
    let words = first_words(statement);
    match words.as_str() {
        "SHOW" => EngineError::new(
            ErrorKind::UnknownSetting,
            "unrecognized configuration parameter",
        )
        .with_hint("SHOW ALL lists them; \\dt *.* in psql and information_schema list tables"),
        "DESC" | "DESCRIBE" | "EXPLAIN" | "KILL" | "USE" => EngineError::new(
            ErrorKind::Syntax,
            format!("syntax error at or near \"{words}\""),
        )
        .with_hint("this is not PostgreSQL's SQL; \\d TABLE in psql shows a table's columns"),
        _ => read_only(&words),
    }
}

/// A statement that changes something: the answer of a PostgreSQL server that is read-only.
fn read_only(what: &str) -> EngineError {
    EngineError::new(
        ErrorKind::ReadOnly,
        format!("cannot execute {what} in a read-only transaction"),
    )
    .with_hint("data enters Cohort through cohort import")
}

/// The leading keywords of a statement (`CREATE TABLE`, `INSERT`), for messages.
fn first_words(statement: &Ast) -> String {
    let text = statement.to_string();
    let mut words = text
        .split_whitespace()
        .take_while(|w| w.chars().all(|c| c.is_ascii_uppercase()));
    let first = words.next().unwrap_or("this statement").to_owned();
    match first.as_str() {
        "CREATE" | "DROP" | "ALTER" | "REFRESH" | "LOCK" => match words.next() {
            Some(second) => format!("{first} {second}"),
            None => first,
        },
        _ => first,
    }
}

/// `WITH x AS (INSERT …) SELECT`, `SELECT … INTO`, `SELECT … FOR UPDATE` write or lock
/// though they are queries, and so does a query that holds one at any depth. A query of very
/// many tables is refused too: joined with commas, or one CTE on the other, they make a plan
/// as deep. So is one of very deep subqueries.
fn refuse_writes_inside(statement: &Ast) -> Result<(), EngineError> {
    #[derive(Default)]
    struct Inside {
        tables: usize,
        subqueries: usize,
    }
    impl Visitor for Inside {
        type Break = EngineError;
        fn pre_visit_table_factor(&mut self, _: &ast::TableFactor) -> ControlFlow<EngineError> {
            self.tables += 1;
            match self.tables > MAX_RELATIONS {
                true => ControlFlow::Break(too_deep()),
                false => ControlFlow::Continue(()),
            }
        }
        fn pre_visit_expr(&mut self, expr: &ast::Expr) -> ControlFlow<EngineError> {
            self.subqueries += usize::from(is_subquery(expr));
            match self.subqueries > MAX_SUBQUERIES {
                true => ControlFlow::Break(too_deep()),
                false => ControlFlow::Continue(()),
            }
        }
        fn post_visit_expr(&mut self, expr: &ast::Expr) -> ControlFlow<EngineError> {
            self.subqueries -= usize::from(is_subquery(expr));
            ControlFlow::Continue(())
        }
        fn pre_visit_query(&mut self, query: &ast::Query) -> ControlFlow<EngineError> {
            let found = match query.locks.is_empty() {
                true => walk_set(&query.body),
                false => Err(read_only("SELECT FOR UPDATE")),
            };
            match found {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => ControlFlow::Break(error),
            }
        }
    }
    match Visit::visit(statement, &mut Inside::default()) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(error) => Err(error),
    }
}

/// Whether a query stands where a value does.
fn is_subquery(expr: &ast::Expr) -> bool {
    use ast::Expr as E;
    match expr {
        E::Subquery(_) | E::Exists { .. } | E::InSubquery { .. } => true,
        E::Function(function) => matches!(function.args, ast::FunctionArguments::Subquery(_)),
        _ => false,
    }
}

/// Queries below are visited by themselves.
fn walk_set(body: &ast::SetExpr) -> Result<(), EngineError> {
    match body {
        ast::SetExpr::Select(select) if select.into.is_some() => Err(read_only("SELECT INTO")),
        ast::SetExpr::SetOperation { left, right, .. } => {
            walk_set(left)?;
            walk_set(right)
        }
        ast::SetExpr::Insert(inner)
        | ast::SetExpr::Update(inner)
        | ast::SetExpr::Delete(inner)
        | ast::SetExpr::Merge(inner) => Err(read_only(&first_words(inner))),
        _ => Ok(()),
    }
}

fn copy_query(source: ast::CopySource) -> Result<Ast, EngineError> {
    match source {
        ast::CopySource::Query(query) => Ok(Ast::Query(query)),
        ast::CopySource::Table {
            table_name,
            columns,
        } => {
            let columns = if columns.is_empty() {
                "*".to_owned()
            } else {
                columns
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join(", ")
            };
            let mut parsed = crate::pg::parse(&format!("SELECT {columns} FROM {table_name}"))?;
            parsed
                .pop()
                .ok_or_else(|| EngineError::new(ErrorKind::Syntax, "COPY names no table"))
        }
    }
}

fn set_kind(set: Set) -> Result<Kind, EngineError> {
    match set {
        Set::SingleAssignment {
            scope,
            variable,
            values,
            ..
        } => {
            let local = matches!(scope, Some(ast::ContextModifier::Local));
            let name = dotted(&variable);
            let texts: Vec<String> = values.iter().map(value_text).collect();
            let default = texts.len() == 1 && texts[0].eq_ignore_ascii_case("default");
            let value = (!default).then(|| texts.join(", "));
            Ok(Kind::Set { name, value, local })
        }
        Set::SetTimeZone { local, value } => Ok(Kind::Set {
            name: "TimeZone".into(),
            value: Some(value_text(&value)),
            local,
        }),
        Set::SetNames { charset_name, .. } => Ok(Kind::Set {
            name: "client_encoding".into(),
            value: Some(charset_name.value),
            local: false,
        }),
        Set::SetNamesDefault {} => Ok(Kind::Set {
            name: "client_encoding".into(),
            value: None,
            local: false,
        }),
        // Isolation: every transaction reads one snapshot, which is the strictest there is.
        Set::SetTransaction { .. } => Ok(Kind::Set {
            name: "transaction_isolation".into(),
            value: None,
            local: true,
        }),
        Set::SetRole {
            role_name: None, ..
        } => Ok(Kind::Set {
            name: "row_security".into(),
            value: None,
            local: true,
        }),
        Set::SetRole { .. } | Set::SetSessionAuthorization(_) => Err(EngineError::new(
            ErrorKind::NotAllowed,
            "permission denied to change the user",
        )
        .with_hint("connect again as the other user")),
        other => Err(EngineError::new(
            ErrorKind::Syntax,
            format!(
                "this form of SET is not PostgreSQL's: {}",
                first_words(&Ast::Set(other))
            ),
        )),
    }
}

/// A setting's value as text: `'x'`, `x`, `1`, `-1`, `"x"`.
fn value_text(expr: &ast::Expr) -> String {
    match expr {
        ast::Expr::Value(value) => match &value.value {
            ast::Value::SingleQuotedString(text)
            | ast::Value::DoubleQuotedString(text)
            | ast::Value::EscapedStringLiteral(text)
            | ast::Value::Number(text, _) => text.clone(),
            other => other.to_string().trim_matches('\'').to_owned(),
        },
        ast::Expr::Identifier(ident) => match ident.quote_style {
            Some(_) => format!("\"{}\"", ident.value),
            None => ident.value.clone(),
        },
        other => other.to_string(),
    }
}

fn declare_kind(stmts: Vec<ast::Declare>) -> Result<Kind, EngineError> {
    let mut stmts = stmts.into_iter();
    match (stmts.next(), stmts.next()) {
        (Some(declare), None) => {
            let name = declare.names.into_iter().next();
            match (name, declare.for_query) {
                (Some(name), Some(query)) => {
                    let query = Ast::Query(query);
                    refuse_writes_inside(&query)?;
                    Ok(Kind::Declare {
                        name: name.value,
                        binary: declare.binary == Some(true),
                        hold: declare.hold == Some(true),
                        query: Arc::new(query),
                    })
                }
                _ => Err(EngineError::new(
                    ErrorKind::Syntax,
                    "DECLARE needs CURSOR FOR a query",
                )),
            }
        }
        _ => Err(EngineError::new(
            ErrorKind::Syntax,
            "DECLARE takes one cursor",
        )),
    }
}

fn fetch_kind(name: String, direction: ast::FetchDirection) -> Result<Kind, EngineError> {
    use ast::FetchDirection as D;
    let number = |value: &ast::ValueWithSpan| -> Result<u64, EngineError> {
        value
            .value
            .to_string()
            .parse()
            .map_err(|_| EngineError::new(ErrorKind::NotSupported, "cursors only move forward"))
    };
    let count = match direction {
        D::Next => Some(1),
        D::Forward { limit: None } => Some(1),
        D::All | D::ForwardAll => None,
        D::Count { limit } | D::Forward { limit: Some(limit) } => Some(number(&limit)?),
        _ => {
            return Err(
                EngineError::new(ErrorKind::NotSupported, "cursors only move forward")
                    .with_hint("use FETCH n, FETCH NEXT or FETCH ALL"),
            );
        }
    };
    Ok(Kind::Fetch { name, count })
}

fn dotted(name: &ast::ObjectName) -> String {
    let parts: Vec<String> = name
        .0
        .iter()
        .map(|part| match part.as_ident() {
            Some(ident) => ident.value.clone(),
            None => part.to_string(),
        })
        .collect();
    parts.join(".")
}

/// `SHOW cohort . as_of`, `SHOW TRANSACTION ISOLATION LEVEL`, `SHOW TIME ZONE`.
fn join_name(words: &[String]) -> String {
    let dotted: Vec<&str> = words
        .iter()
        .map(String::as_str)
        .filter(|w| *w != ".")
        .collect();
    let known = ["cohort"];
    match dotted.first() {
        Some(first) if known.contains(&first.to_ascii_lowercase().as_str()) => dotted.join("."),
        _ => dotted.join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(sql: &str) -> String {
        match parse(sql) {
            Ok(list) => list.iter().map(|p| p.tag).collect::<Vec<_>>().join(","),
            Err(error) => error.sqlstate().to_owned(),
        }
    }

    #[test]
    fn kinds_and_refusals() {
        let cases = [
            ("SELECT 1", "SELECT"),
            ("", ""),
            (";;", ""),
            ("SELECT 1; SHOW search_path;", "SELECT,SHOW"),
            ("EXPLAIN SELECT 1", "EXPLAIN"),
            ("BEGIN READ ONLY", "BEGIN"),
            ("START TRANSACTION ISOLATION LEVEL REPEATABLE READ", "BEGIN"),
            ("END", "COMMIT"),
            ("ROLLBACK", "ROLLBACK"),
            ("SET statement_timeout = '1s'", "SET"),
            ("SET LOCAL statement_timeout TO 100", "SET"),
            ("RESET ALL", "RESET"),
            ("DISCARD ALL", "DISCARD ALL"),
            ("CREATE TABLE t (a int)", "25006"),
            ("INSERT INTO t VALUES (1)", "25006"),
            ("UPDATE t SET a = 1", "25006"),
            ("DELETE FROM t", "25006"),
            ("DROP TABLE t", "25006"),
            ("TRUNCATE t", "25006"),
            (
                "WITH x AS (DELETE FROM t RETURNING a) SELECT * FROM x",
                "25006",
            ),
            ("SELECT * INTO x FROM t", "25006"),
            ("SELECT * FROM t FOR UPDATE", "25006"),
            ("SELECT * FROM (SELECT * FROM t FOR UPDATE) AS x", "25006"),
            ("SELECT (SELECT a INTO y FROM t)", "25006"),
            ("SELECT 1 WHERE EXISTS (SELECT 1 FROM t FOR SHARE)", "25006"),
            ("SELECT 1 UNION (SELECT a FROM t FOR UPDATE)", "25006"),
            ("COPY (SELECT * FROM t FOR UPDATE) TO STDOUT", "25006"),
            (
                "CREATE EXTERNAL TABLE t STORED AS PARQUET LOCATION 'x'",
                "25006",
            ),
            ("SHOW TABLES", "42704"),
            ("DESCRIBE t", "42601"),
            ("COPY t FROM STDIN", "25006"),
            ("COPY t TO '/tmp/x'", "42501"),
            ("COPY t TO STDOUT", "COPY"),
            ("EXPLAIN ANALYZE DELETE FROM t", "25006"),
            ("SELEKT 1", "42601"),
            ("SELECT 'open", "42601"),
        ];
        for (sql, expected) in cases {
            assert_eq!(state(sql), expected, "{sql}");
        }
    }
}
