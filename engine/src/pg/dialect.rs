//! PostgreSQL's SQL as sqlparser reads it, with one habit left out.

use std::any::TypeId;

use datafusion::sql::sqlparser::dialect::{Dialect, PostgreSqlDialect, Precedence};
use datafusion::sql::sqlparser::keywords::Keyword;
use datafusion::sql::sqlparser::parser::{Parser, ParserError};

const POSTGRES: PostgreSqlDialect = PostgreSqlDialect {};

/// [`PostgreSqlDialect`], except that the name of a named argument is a plain name.
///
/// sqlparser lets it be any expression (`json_object('a' : 1)`), and to find out reads every
/// argument of every function twice. With functions in functions that doubles with each level:
/// `replace(replace(…))` 20 deep takes seconds, 40 deep for ever. Arguments named by an
/// identifier (`year => 2024`) cost nothing and stay.
#[derive(Debug)]
pub(super) struct CohortDialect;

/// Methods of [`Dialect`] that PostgreSQL's answers in its own way and this one repeats.
macro_rules! as_postgres {
    ($($name:ident),+ $(,)?) => {
        $(fn $name(&self) -> bool {
            POSTGRES.$name()
        })+
    };
}

impl Dialect for CohortDialect {
    // The parser asks for PostgreSQL by type in many places.
    fn dialect(&self) -> TypeId {
        POSTGRES.dialect()
    }

    fn supports_named_fn_args_with_expr_name(&self) -> bool {
        false
    }

    fn identifier_quote_style(&self, identifier: &str) -> Option<char> {
        POSTGRES.identifier_quote_style(identifier)
    }

    fn is_delimited_identifier_start(&self, ch: char) -> bool {
        POSTGRES.is_delimited_identifier_start(ch)
    }

    fn is_identifier_start(&self, ch: char) -> bool {
        POSTGRES.is_identifier_start(ch)
    }

    fn is_identifier_part(&self, ch: char) -> bool {
        POSTGRES.is_identifier_part(ch)
    }

    fn is_custom_operator_part(&self, ch: char) -> bool {
        POSTGRES.is_custom_operator_part(ch)
    }

    fn is_reserved_for_identifier(&self, keyword: Keyword) -> bool {
        POSTGRES.is_reserved_for_identifier(keyword)
    }

    fn get_next_precedence(&self, parser: &Parser<'_>) -> Option<Result<u8, ParserError>> {
        POSTGRES.get_next_precedence(parser)
    }

    fn prec_value(&self, precedence: Precedence) -> u8 {
        POSTGRES.prec_value(precedence)
    }

    as_postgres!(
        allow_extract_custom,
        allow_extract_single_quotes,
        supports_alter_column_type_using,
        supports_array_typedef_with_brackets,
        supports_bitwise_shift_operators,
        supports_comma_separated_trim,
        supports_comment_on,
        supports_comment_optimizer_hint,
        supports_create_index_with_clause,
        supports_create_table_like_parenthesized,
        supports_empty_projections,
        supports_explain_with_utility_options,
        supports_factorial_operator,
        supports_filter_during_aggregation,
        supports_geometric_types,
        supports_group_by_expr,
        supports_insert_table_alias,
        supports_interval_options,
        supports_listen_notify,
        supports_load_extension,
        supports_named_fn_args_with_colon_operator,
        supports_nested_comments,
        supports_notnull_operator,
        supports_numeric_literal_underscores,
        supports_select_wildcard_with_alias,
        supports_set_names,
        supports_string_escape_constant,
        supports_unicode_string_literal,
        supports_xml_expressions,
    );
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    fn parse(dialect: &dyn Dialect, sql: &str) -> String {
        let parsed = Parser::parse_sql(dialect, sql);
        format!("{:?}", parsed.map_err(|error| error.to_string()))
    }

    #[test]
    fn functions_in_functions_are_read_once() {
        let started = Instant::now();
        let sql = format!("SELECT {}1{}", "abs(".repeat(40), ")".repeat(40));
        assert!(parse(&CohortDialect, &sql).starts_with("Ok"));
        // Twice at every level would be a million million times.
        assert!(started.elapsed() < Duration::from_secs(20));
    }

    #[test]
    fn everything_else_is_read_as_postgresql_does() {
        for sql in [
            "SELECT a::int, b #>> '{x}', c @> d, e[1], x COLLATE \"C\" FROM t",
            "SELECT count(*) FILTER (WHERE a) FROM t GROUP BY ROLLUP (a)",
            "SELECT E'a\\nb', U&'\\0041', $$text$$, 1_000",
            "SELECT f(a, b), extract('year' FROM d), trim(a, b)",
            "SELECT 1 !, a ISNULL, a NOTNULL, a ^ 2, a << 1, point '(1,2)'",
            "SELECT /* a /* b */ */ * FROM t AS x",
            "EXPLAIN (ANALYZE, VERBOSE) SELECT 1",
            "SET NAMES 'utf8'; LISTEN x; UNLISTEN *",
            "SELECT INTERVAL '1 day', `a`",
            "SELECT FROM t; DECLARE c CURSOR FOR SELECT 1; FETCH 5 FROM c",
        ] {
            assert_eq!(parse(&CohortDialect, sql), parse(&POSTGRES, sql), "{sql}");
        }
        let named = "SELECT f(a => 1, b := 2, c)";
        let parsed = Parser::parse_sql(&CohortDialect, named).expect("it is read");
        assert_eq!(parsed[0].to_string(), named);
    }
}
