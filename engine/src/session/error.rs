//! What a client is told when a statement fails: one meaning, one SQLSTATE.
//!
//! Text that came from data is never passed on: DataFusion's cast errors quote the value
//! that could not be cast, and such a value may identify a child.

use std::fmt;

use datafusion::arrow::error::ArrowError;
use datafusion::common::SchemaError;
use datafusion::error::DataFusionError;

/// Why a statement or connection was refused or failed.
///
/// Exhaustive on purpose: a new kind does not compile until someone has decided what a
/// client is told (see [`ErrorKind::sqlstate`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The text is not SQL.
    Syntax,
    /// No such table or view.
    UnknownTable,
    /// No such column.
    UnknownColumn,
    /// No such function, or not with these arguments.
    UnknownFunction,
    /// No such schema.
    UnknownSchema,
    /// No such database.
    UnknownDatabase,
    /// No such prepared statement.
    UnknownStatement,
    /// No such cursor.
    UnknownCursor,
    /// A cursor or portal of this name is open.
    DuplicateCursor,
    /// A prepared statement of this name exists.
    DuplicateStatement,
    /// No such setting.
    UnknownSetting,
    /// No such savepoint.
    UnknownSavepoint,
    /// A column name that could mean several.
    AmbiguousColumn,
    /// Operands whose types do not go together.
    TypeMismatch,
    /// A column that is neither grouped nor aggregated.
    Grouping,
    /// An argument or setting outside its valid values.
    BadArgument,
    /// Text that is not of the type it is cast to.
    BadText,
    /// Bytes that are not of the type they are sent as.
    BadBytes,
    /// A number too large for its type.
    OutOfRange,
    /// Division by zero.
    DivisionByZero,
    /// A subquery used as a value gave more than one row.
    Cardinality,
    /// SQL that Cohort does not offer.
    NotSupported,
    /// A statement that would write.
    ReadOnly,
    /// The user may not do this.
    NotAllowed,
    /// Wrong user or password.
    WrongPassword,
    /// The user may not log in.
    LoginRefused,
    /// A statement in a transaction that has already failed.
    TransactionFailed,
    /// A statement that needs a transaction, outside one.
    NoTransaction,
    /// A statement that cannot be in a transaction, inside one.
    InTransaction,
    /// The client asked to cancel.
    Cancelled,
    /// `statement_timeout` ran out.
    Timeout,
    /// The query needs more memory than it may have.
    OutOfMemory,
    /// No more connections are accepted.
    TooManyConnections,
    /// The statement is nested too deep or too long.
    TooComplex,
    /// The client broke the protocol.
    Protocol,
    /// The server is stopping.
    ShuttingDown,
    /// The store could not be read.
    Store,
    /// Cohort's own fault.
    Internal,
}

impl ErrorKind {
    /// The five characters of PostgreSQL's appendix A.
    pub fn sqlstate(self) -> &'static str {
        match self {
            ErrorKind::Syntax => "42601",
            ErrorKind::UnknownTable => "42P01",
            ErrorKind::UnknownColumn => "42703",
            ErrorKind::UnknownFunction => "42883",
            ErrorKind::UnknownSchema => "3F000",
            ErrorKind::UnknownDatabase => "3D000",
            ErrorKind::UnknownStatement => "26000",
            ErrorKind::UnknownCursor => "34000",
            ErrorKind::DuplicateCursor => "42P03",
            ErrorKind::DuplicateStatement => "42P05",
            ErrorKind::UnknownSetting => "42704",
            ErrorKind::UnknownSavepoint => "3B001",
            ErrorKind::AmbiguousColumn => "42702",
            ErrorKind::TypeMismatch => "42804",
            ErrorKind::Grouping => "42803",
            ErrorKind::BadArgument => "22023",
            ErrorKind::BadText => "22P02",
            ErrorKind::BadBytes => "22P03",
            ErrorKind::OutOfRange => "22003",
            ErrorKind::DivisionByZero => "22012",
            ErrorKind::Cardinality => "21000",
            ErrorKind::NotSupported => "0A000",
            ErrorKind::ReadOnly => "25006",
            ErrorKind::NotAllowed => "42501",
            ErrorKind::WrongPassword => "28P01",
            ErrorKind::LoginRefused => "28000",
            ErrorKind::TransactionFailed => "25P02",
            ErrorKind::NoTransaction => "25P01",
            ErrorKind::InTransaction => "25001",
            ErrorKind::Cancelled | ErrorKind::Timeout => "57014",
            ErrorKind::OutOfMemory => "53200",
            ErrorKind::TooManyConnections => "53300",
            ErrorKind::TooComplex => "54001",
            ErrorKind::Protocol => "08P01",
            ErrorKind::ShuttingDown => "57P01",
            ErrorKind::Store => "58030",
            ErrorKind::Internal => "XX000",
        }
    }
}

/// An error as a client sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EngineError {
    /// What went wrong.
    pub kind: ErrorKind,
    /// One line: what, without any value from the data.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// Where in the statement, counted in characters from 1.
    pub position: Option<usize>,
}

impl EngineError {
    /// An error without a hint.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        EngineError {
            kind,
            message: message.into(),
            hint: None,
            position: None,
        }
    }

    /// The same error with what to do about it.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same error with its place in the statement, in characters from 1.
    #[must_use]
    pub fn at(mut self, position: Option<usize>) -> Self {
        self.position = position;
        self
    }

    /// The error of a query that runs already. What it says may then come from its rows
    /// even where a planning error's text comes from the statement.
    pub(crate) fn while_running(error: &DataFusionError) -> Self {
        match cause(error) {
            DataFusionError::Plan(text) | DataFusionError::Configuration(text) => {
                from_execution_text(first_line(text))
            }
            DataFusionError::NotImplemented(text) => EngineError::new(
                ErrorKind::NotSupported,
                format!("not supported: {}", mask(first_line(text))),
            ),
            other => from_datafusion(other),
        }
    }

    /// The SQLSTATE a client receives.
    pub fn sqlstate(&self) -> &'static str {
        self.kind.sqlstate()
    }
}

impl fmt::Display for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.hint {
            Some(hint) => write!(f, "; {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for EngineError {}

impl From<DataFusionError> for EngineError {
    fn from(error: DataFusionError) -> Self {
        from_datafusion(&error)
    }
}

impl From<cohort_catalog::CatalogError> for EngineError {
    fn from(error: cohort_catalog::CatalogError) -> Self {
        EngineError::new(ErrorKind::Store, error.to_string())
    }
}

/// What is wrapped in contexts, in lists and by what runs elsewhere.
fn cause(error: &DataFusionError) -> &DataFusionError {
    use DataFusionError as D;
    match error {
        D::Context(_, inner) | D::Diagnostic(_, inner) => cause(inner),
        D::Shared(inner) => cause(inner),
        D::Collection(errors) => errors.first().map_or(error, cause),
        D::External(inner) => inner.downcast_ref().map_or(error, cause),
        D::ArrowError(arrow, _) => match &**arrow {
            ArrowError::ExternalError(inner) => inner.downcast_ref().map_or(error, cause),
            _ => error,
        },
        _ => error,
    }
}

fn from_datafusion(error: &DataFusionError) -> EngineError {
    use DataFusionError as D;
    match error {
        D::Context(_, inner) | D::Diagnostic(_, inner) => from_datafusion(inner),
        D::Shared(inner) => from_datafusion(inner),
        D::Collection(errors) => match errors.first() {
            Some(first) => from_datafusion(first),
            None => EngineError::new(ErrorKind::Internal, "an empty list of errors"),
        },
        D::External(inner) => match inner.downcast_ref::<EngineError>() {
            Some(own) => own.clone(),
            None if inner.is::<cohort_udfs::InvalidArgument>() => {
                EngineError::new(ErrorKind::BadArgument, inner.to_string())
            }
            None => match inner.downcast_ref::<DataFusionError>() {
                Some(nested) => from_datafusion(nested),
                None => match inner.downcast_ref::<ArrowError>() {
                    Some(arrow) => from_arrow(arrow),
                    None => EngineError::new(ErrorKind::Internal, "an unexpected failure"),
                },
            },
        },
        D::ArrowError(arrow, _) => from_arrow(arrow),
        D::SchemaError(schema, _) => from_schema(schema),
        D::SQL(parser, _) => from_parser(&parser.to_string()),
        D::NotImplemented(text) => EngineError::new(
            ErrorKind::NotSupported,
            format!("not supported: {}", first_line(text)),
        ),
        D::Plan(text) | D::Configuration(text) => from_plan_text(first_line(text)),
        D::Execution(text) => from_execution_text(first_line(text)),
        D::ResourcesExhausted(_) => EngineError::new(
            ErrorKind::OutOfMemory,
            "the query needs more memory than one query may have",
        )
        .with_hint("ask for less at once, or start the server with a larger --query-memory"),
        D::ObjectStore(_) | D::IoError(_) | D::ParquetError(_) => {
            EngineError::new(ErrorKind::Store, "the store could not be read")
                .with_hint("run cohort verify on it")
        }
        D::Internal(text) => EngineError::new(ErrorKind::Internal, mask(first_line(text))),
        D::ExecutionJoin(_) => EngineError::new(ErrorKind::Internal, "a part of the query stopped"),
        other => EngineError::new(ErrorKind::Internal, mask(first_line(&other.to_string()))),
    }
}

fn from_parser(text: &str) -> EngineError {
    if text.contains("RecursionLimitExceeded") {
        return too_deep();
    }
    let text = text.trim_start_matches("sql parser error: ");
    let text = text.trim_start_matches("SQL error: ");
    EngineError::new(
        ErrorKind::Syntax,
        format!("syntax error: {}", first_line(text)),
    )
}

/// The error for a statement whose nesting exceeds what Cohort follows.
pub(crate) fn too_deep() -> EngineError {
    EngineError::new(ErrorKind::TooComplex, "the statement is nested too deep")
        .with_hint("write long OR chains as IN (…) and nested subqueries as WITH")
}

fn from_schema(error: &SchemaError) -> EngineError {
    match error {
        SchemaError::FieldNotFound { field, .. } => EngineError::new(
            ErrorKind::UnknownColumn,
            format!("column \"{}\" does not exist", field.flat_name()),
        ),
        SchemaError::AmbiguousReference { field } => EngineError::new(
            ErrorKind::AmbiguousColumn,
            format!("column reference \"{}\" is ambiguous", field.name),
        ),
        SchemaError::DuplicateQualifiedField { name, .. }
        | SchemaError::DuplicateUnqualifiedField { name } => EngineError::new(
            ErrorKind::AmbiguousColumn,
            format!("column name \"{name}\" is used more than once"),
        )
        .with_hint("give one of them another name with AS"),
    }
}

fn from_arrow(error: &ArrowError) -> EngineError {
    match error {
        ArrowError::DivideByZero => EngineError::new(ErrorKind::DivisionByZero, "division by zero"),
        ArrowError::ArithmeticOverflow(_) => EngineError::new(
            ErrorKind::OutOfRange,
            "a number is out of range for its type",
        ),
        ArrowError::CastError(text) | ArrowError::ParseError(text) => bad_text(text),
        ArrowError::ExternalError(inner) => match inner.downcast_ref::<DataFusionError>() {
            Some(nested) => from_datafusion(nested),
            None => match inner.downcast_ref::<EngineError>() {
                Some(own) => own.clone(),
                None => EngineError::new(ErrorKind::Internal, "an unexpected failure"),
            },
        },
        ArrowError::MemoryError(_) => {
            EngineError::new(ErrorKind::OutOfMemory, "the query ran out of memory")
        }
        ArrowError::NotYetImplemented(text) => EngineError::new(
            ErrorKind::NotSupported,
            format!("not supported: {}", mask(text)),
        ),
        ArrowError::IoError(..) => {
            EngineError::new(ErrorKind::Store, "the store could not be read")
        }
        ArrowError::InvalidArgumentError(text) => {
            EngineError::new(ErrorKind::BadArgument, mask(first_line(text)))
        }
        ArrowError::ComputeError(text) => {
            EngineError::new(ErrorKind::BadArgument, mask(first_line(text)))
        }
        other => EngineError::new(ErrorKind::Internal, mask(first_line(&other.to_string()))),
    }
}

/// A failed cast: the type is told, the value never.
fn bad_text(text: &str) -> EngineError {
    let kind = if text.contains("overflow") || text.contains("out of range") {
        ErrorKind::OutOfRange
    } else {
        ErrorKind::BadText
    };
    let ty = text
        .rsplit_once(" of ")
        .map(|(_, rest)| rest.split([' ', ':', '.']).next().unwrap_or(rest))
        .and_then(sql_type_name);
    let message = match ty {
        Some(ty) => format!("a value is not valid as {ty}"),
        None => "a value is not valid for the type it is cast to".to_owned(),
    };
    EngineError::new(kind, message).with_hint("TRY_CAST gives NULL instead of an error")
}

fn sql_type_name(arrow: &str) -> Option<&'static str> {
    Some(match arrow {
        "Int8" | "Int16" => "smallint",
        "Int32" => "integer",
        "Int64" => "bigint",
        "Float32" => "real",
        "Float64" => "double precision",
        "Date32" | "Date64" => "date",
        "Boolean" => "boolean",
        _ if arrow.starts_with("Timestamp") => "timestamp",
        _ if arrow.starts_with("Decimal") => "numeric",
        _ if arrow.starts_with("Interval") => "interval",
        _ => return None,
    })
}

/// DataFusion tells many planning errors only in words; they come from the statement, so
/// they may be repeated, and the words decide the SQLSTATE.
fn from_plan_text(text: &str) -> EngineError {
    let text = text.trim_start_matches("Error during planning: ");
    let kind = if let Some(name) = quoted(text, "table '", "' not found") {
        return unknown_table(name);
    } else if text.contains("table function") && text.contains("not found") {
        ErrorKind::UnknownFunction
    } else if text.starts_with("Invalid function") || text.contains("No function matches") {
        let name = quoted(text, "Invalid function '", "'").unwrap_or("");
        if name.is_empty() {
            ErrorKind::UnknownFunction
        } else {
            return EngineError::new(
                ErrorKind::UnknownFunction,
                format!("function {name} does not exist"),
            );
        }
    } else if text.contains("does not support")
        && (text.contains("signature") || text.contains("coerc"))
        || text.contains("failed to match any signature")
        || text.contains("Failed to coerce arguments")
    {
        ErrorKind::UnknownFunction
    } else if text.contains("must be in GROUP BY")
        || text.contains("must appear in the GROUP BY")
        || text.contains("could not be resolved from available columns")
    {
        ErrorKind::Grouping
    } else if text.contains("No field named")
        || text.contains("column '") && text.contains("not found")
    {
        ErrorKind::UnknownColumn
    } else if text.contains("Cannot coerce")
        || text.contains("cannot be converted")
        || text.contains("Cannot infer common argument type")
        || text.contains("common type")
    {
        ErrorKind::TypeMismatch
    } else if text.contains("Unsupported") || text.contains("not supported") {
        ErrorKind::NotSupported
    } else if text.contains("must be") || text.contains("valid values") {
        ErrorKind::BadArgument
    } else {
        ErrorKind::Syntax
    };
    EngineError::new(kind, text.to_owned())
}

/// No such table. DataFusion names it in full, with our schema for unqualified names.
fn unknown_table(full: &str) -> EngineError {
    let name = full.split_once('.').map_or(full, |(_, name)| name);
    let search = format!("{}.", super::catalog::SEARCH_SCHEMA);
    let name = name.strip_prefix(&search).unwrap_or(name);
    EngineError::new(
        ErrorKind::UnknownTable,
        format!("relation \"{name}\" does not exist"),
    )
    .with_hint("\\dt *.* in psql lists the tables")
}

fn from_execution_text(text: &str) -> EngineError {
    if text.contains("Divide by zero") {
        return EngineError::new(ErrorKind::DivisionByZero, "division by zero");
    }
    if text.contains("ore than one row") {
        return EngineError::new(
            ErrorKind::Cardinality,
            "more than one row returned by a subquery used as an expression",
        );
    }
    if text.contains("parsing") || text.contains("cast") {
        return bad_text(text);
    }
    EngineError::new(ErrorKind::BadArgument, mask(text))
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or("").trim()
}

fn quoted<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let start = text.find(before)? + before.len();
    let length = text[start..].find(after)?;
    Some(&text[start..start + length])
}

/// A text without what may be a value from the data: what stands between the first and the
/// last quote (a name may hold a quote itself), what follows a colon, and every word with a
/// digit that is no type of Arrow.
fn mask(text: &str) -> String {
    let is_quote = |c: char| matches!(c, '\'' | '"' | '`');
    let (head, tail) = match (text.find(is_quote), text.rfind(is_quote)) {
        (Some(first), Some(last)) if first < last => (
            &text[..=first],
            Some((&text[last..=last], &text[last + 1..])),
        ),
        (Some(only), _) => (&text[..only], Some(("", ""))),
        _ => (text, None),
    };
    let (head, cut) = match head.split_once(": ") {
        Some((head, _)) => (head, true),
        None => (head, false),
    };
    let mut out = without_numbers(head);
    match tail {
        _ if cut => out.push_str(": …"),
        Some((quote, rest)) => {
            out.push('…');
            out.push_str(quote);
            let rest = rest.split_once(": ").map_or(rest, |(rest, _)| rest);
            out.push_str(&without_numbers(rest));
        }
        None => {}
    }
    out
}

fn without_numbers(text: &str) -> String {
    const TYPES: [&str; 9] = [
        "Int",
        "UInt",
        "Float",
        "Utf8",
        "LargeUtf8",
        "Date",
        "Time",
        "Decimal",
        "Timestamp",
    ];
    let is_type = |word: &str| {
        let name = word
            .trim_end_matches("View")
            .trim_end_matches(|c: char| c.is_ascii_digit());
        TYPES.iter().any(|ty| ty.trim_end_matches('8') == name) && word.len() < 12
    };
    let hide = |word: &str| {
        if word.contains(|c: char| c.is_numeric()) && !is_type(word) {
            "…".to_owned()
        } else {
            word.to_owned()
        }
    };
    let mut out = String::with_capacity(text.len());
    let mut word = String::new();
    for c in text.chars() {
        if c.is_alphanumeric() || c == '_' {
            word.push(c);
        } else {
            out.push_str(&hide(&word));
            word.clear();
            out.push(c);
        }
    }
    out.push_str(&hide(&word));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_cast_tells_the_type_and_not_the_value() {
        let text = "Cannot cast string 'A950000178301' to value of Int32 type";
        let error: EngineError =
            DataFusionError::ArrowError(Box::new(ArrowError::CastError(text.into())), None).into();
        assert_eq!(error.sqlstate(), "22P02");
        assert_eq!(error.message, "a value is not valid as integer");
    }

    #[test]
    fn other_texts_lose_what_they_quote() {
        let error: EngineError = DataFusionError::Internal("odd value 'A95' here".into()).into();
        assert_eq!(error.message, "odd value '…' here");
    }

    #[test]
    fn what_a_running_query_says_holds_no_value() {
        use DataFusionError as D;
        let cases = [
            (
                D::Execution("no such word 'O'Brien' here".into()),
                "no such word '…' here",
            ),
            (
                D::Execution("invalid Unicode scalar value: 20140309".into()),
                "invalid Unicode scalar value: …",
            ),
            (
                D::Execution("Overflow happened on FACTORIAL(21)".into()),
                "Overflow happened on FACTORIAL(…)",
            ),
            (
                D::Execution("Unsupported data type Int64 for function chr".into()),
                "Unsupported data type Int64 for function chr",
            ),
            (D::Plan("no UPN A950000178301".into()), "no UPN …"),
            (
                D::NotImplemented("a part A950000178301".into()),
                "not supported: a part …",
            ),
            (
                D::Context(
                    "A950000178301".into(),
                    Box::new(D::Internal("not one quote: 'A950000178301".into())),
                ),
                "not one quote: …",
            ),
        ];
        for (error, message) in cases {
            let told = EngineError::while_running(&error);
            assert_eq!(told.message, message, "{error}");
        }
    }

    #[test]
    fn planning_errors_get_their_sqlstate() {
        let cases = [
            ("table 'live.cin.nothing' not found", "42P01"),
            ("table 'live.$search_path.nothing' not found", "42P01"),
            ("Invalid function 'nope'", "42883"),
            ("Column x must be in GROUP BY", "42803"),
        ];
        for (text, state) in cases {
            let error: EngineError = DataFusionError::Plan(text.into()).into();
            assert_eq!(error.sqlstate(), state, "{text}");
            assert!(!error.message.contains('$'), "{error}");
        }
    }
}
