//! How deep and how long a statement may be: looked at before anything recurses over it.
//!
//! A stack that overflows ends the whole process and every other session with it. The parser
//! counts its own recursion, but it reads a chain (`1 + 1 + …`, `x::int::int…`) in a loop and
//! makes of it a tree as deep as the chain is long, over which planning recurses. So chains
//! are counted here, on the words and signs, where counting needs no stack.

use datafusion::sql::sqlparser::dialect::PostgreSqlDialect;
use datafusion::sql::sqlparser::tokenizer::{Token, Tokenizer};

use super::error::{EngineError, ErrorKind, too_deep};

/// The most tokens a text may hold. A statement of this size is generated, never written;
/// the largest real ones (long IN lists) stay well below.
const MAX_TOKENS: usize = 500_000;
/// How deep parentheses, brackets and CASE may nest; checked before the parser recurses.
const MAX_NESTING: usize = 120;
/// How many signs and NOTs may stand before one value; each is one level of recursion.
const MAX_PREFIX: usize = 16;
/// How many set operations, joins and tables a statement may hold; its plan is as deep.
pub(super) const MAX_RELATIONS: usize = 1_000;
/// How many subqueries may stand as values inside each other. DataFusion's checks of a plan look
/// into each twice, so that every further level doubles the time of planning.
pub(super) const MAX_SUBQUERIES: usize = 12;
/// How many ANDs and ORs may follow each other in one expression.
const MAX_LOOSE: usize = 4_000;
/// How many other operators may, between two of those. Planning takes time with their square.
const MAX_TIGHT: usize = 1_000;

/// Refuses what would make the parser or the planner recurse too deep.
///
/// # Errors
///
/// [`ErrorKind::Syntax`] for text that is no tokens, [`ErrorKind::TooComplex`].
pub(super) fn guard(sql: &str) -> Result<(), EngineError> {
    let tokens = Tokenizer::new(&PostgreSqlDialect {}, sql)
        .tokenize()
        .map_err(|e| EngineError::new(ErrorKind::Syntax, format!("syntax error: {e}")))?;
    if tokens.len() > MAX_TOKENS {
        return Err(EngineError::new(
            ErrorKind::TooComplex,
            format!("the statement has more than {MAX_TOKENS} words and signs"),
        ));
    }
    let mut gauge = Gauge::default();
    for token in &tokens {
        gauge.take(token);
        if gauge.is_too_deep() {
            return Err(too_deep());
        }
    }
    Ok(())
}

/// What opened a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Opened {
    Paren,
    Bracket,
    Case,
}

/// The chains of one expression: operators that bind loosely, and those since the last of
/// them. The tree is at most as deep as both together.
#[derive(Debug, Clone, Copy, Default)]
struct Chain {
    loose: usize,
    tight: usize,
}

#[derive(Debug, Default)]
struct Gauge {
    chain: Chain,
    /// The levels that are open, with the chains that go on after them.
    outer: Vec<(Opened, Chain)>,
    prefix: usize,
    relations: usize,
    /// Whether the last token was an operator: what follows is then a value, even where it is
    /// spelled like a keyword.
    value_follows: bool,
}

impl Gauge {
    fn is_too_deep(&self) -> bool {
        self.outer.len() > MAX_NESTING
            || self.chain.loose > MAX_LOOSE
            || self.chain.tight > MAX_TIGHT
            || self.prefix > MAX_PREFIX
            || self.relations > MAX_RELATIONS
    }

    fn take(&mut self, token: &Token) {
        let was_operator = self.value_follows;
        let mut operator = false;
        let mut prefix = false;
        match token {
            Token::Whitespace(_) => return,
            Token::LParen => self.open(Opened::Paren),
            Token::LBracket => self.open(Opened::Bracket),
            Token::RParen => self.close(Opened::Paren),
            Token::RBracket => {
                self.close(Opened::Bracket);
                // x[1][1]… is a chain of subscripts.
                self.chain.tight += 1;
            }
            Token::Comma => self.chain = Chain::default(),
            Token::SemiColon => *self = Gauge::default(),
            Token::Word(word) if word.quote_style.is_some() || was_operator => {
                let not = word.quote_style.is_none() && word.value.eq_ignore_ascii_case("not");
                let case = word.quote_style.is_none() && word.value.eq_ignore_ascii_case("case");
                if case {
                    self.open(Opened::Case);
                }
                (operator, prefix) = (not, not);
            }
            Token::Word(word) => (operator, prefix) = self.word(&word.value),
            Token::Number(..) | Token::Placeholder(_) => {}
            token if is_text(token) => {}
            Token::Plus | Token::Minus => {
                self.chain.tight += 1;
                (operator, prefix) = (true, true);
            }
            // Every other sign joins two values or follows one.
            _ => {
                self.chain.tight += 1;
                operator = true;
            }
        }
        self.prefix = if prefix { self.prefix + 1 } else { 0 };
        self.value_follows = operator;
    }

    /// An unquoted word where an operator or a clause may stand: whether it is an operator,
    /// and whether it is one in front of a value.
    fn word(&mut self, word: &str) -> (bool, bool) {
        match word.to_ascii_uppercase().as_str() {
            "CASE" => self.open(Opened::Case),
            "END" => self.close(Opened::Case),
            "NOT" => return (true, true),
            "AND" | "OR" | "XOR" => {
                self.chain.loose += 1;
                self.chain.tight = 0;
                return (true, false);
            }
            // x IS NULL IS NULL …, x COLLATE a COLLATE b …, x AT TIME ZONE y AT TIME ZONE …
            "IS" | "ISNULL" | "NOTNULL" | "LIKE" | "ILIKE" | "SIMILAR" | "RLIKE" | "REGEXP"
            | "BETWEEN" | "IN" | "COLLATE" | "AT" | "OPERATOR" | "OVERLAPS" | "DIV" | "MOD" => {
                self.chain.tight += 1;
            }
            "UNION" | "EXCEPT" | "INTERSECT" | "JOIN" => self.relations += 1,
            // A clause begins, and with it another expression.
            "SELECT" | "WHERE" | "FROM" | "WHEN" | "THEN" | "ELSE" | "ON" => {
                self.chain = Chain::default();
            }
            _ => {}
        }
        (false, false)
    }

    fn open(&mut self, opened: Opened) {
        self.outer.push((opened, self.chain));
        self.chain = Chain::default();
    }

    /// Goes back to the level around the nearest such opening. A CASE without END ends with
    /// the parentheses around it; an END that closes nothing is a name.
    fn close(&mut self, opened: Opened) {
        let place = match opened {
            Opened::Case => self.outer.len().checked_sub(1),
            _ => self.outer.iter().rposition(|(o, _)| *o == opened),
        };
        if let Some(place) = place
            && self.outer[place].0 == opened
        {
            self.chain = self.outer[place].1;
            self.outer.truncate(place);
        }
    }
}

fn is_text(token: &Token) -> bool {
    matches!(
        token,
        Token::SingleQuotedString(_)
            | Token::DoubleQuotedString(_)
            | Token::DollarQuotedString(_)
            | Token::EscapedStringLiteral(_)
            | Token::UnicodeStringLiteral(_)
            | Token::NationalStringLiteral(_)
            | Token::HexStringLiteral(_)
            | Token::SingleQuotedByteStringLiteral(_)
    )
}

#[cfg(test)]
mod tests {
    use super::super::statement::parse;
    use super::*;

    fn state(sql: &str) -> String {
        match parse(sql) {
            Ok(_) => "fine".to_owned(),
            Err(error) => error.sqlstate().to_owned(),
        }
    }

    #[test]
    fn deep_nesting_is_refused_and_never_overflows() {
        for n in [1_000, 10_000, 100_000] {
            for (open, close) in [
                ("(", ")"),
                ("abs(", ")"),
                ("ARRAY[", "]"),
                ("CASE WHEN true THEN ", " END"),
                ("NOT ", ""),
                ("- ", ""),
                ("(end + ", ")"),
                ("(SELECT ", ")"),
            ] {
                let sql = format!("SELECT {}1{}", open.repeat(n), close.repeat(n));
                assert_eq!(state(&sql), "54001", "{n} of {open}");
            }
        }
    }

    #[test]
    fn long_chains_are_refused_and_never_overflow() {
        for link in [
            " + 1",
            " + (1)",
            " + abs(1, 2)",
            " + a.select",
            " + where",
            " + CASE WHEN true THEN 1 END",
            " OR true",
            " AND 1 = 1",
            " = 1",
            " || 'a'",
            "::int",
            "::numeric(10, 2)",
            " -> 'a'",
            " IS NULL",
            " COLLATE \"C\"",
            " AT TIME ZONE 'UTC'",
            " LIKE 'a'",
            " IN (1, 2)",
            "[1]",
            " UNION ALL SELECT 1",
            " NATURAL JOIN t",
            " CROSS JOIN t",
            ", t",
        ] {
            let chain = format!("SELECT 1 FROM t WHERE x{}", link.repeat(10_000));
            let relation = link.contains("JOIN") || link == ", t";
            let sql = match relation {
                true => chain.replace(" WHERE x", ""),
                false => chain,
            };
            assert_eq!(state(&sql), "54001", "{link}");
        }
        let with: Vec<String> = (1..10_000)
            .map(|n| format!("a{n} AS (SELECT * FROM a{})", n - 1))
            .collect();
        let sql = format!("WITH a0 AS (SELECT 1), {} SELECT 1", with.join(", "));
        assert_eq!(state(&sql), "54001");
    }

    #[test]
    fn subqueries_as_values_nest_as_deep_as_planning_bears() {
        for (open, close) in [
            ("(SELECT ", ")"),
            ("EXISTS (SELECT ", ")"),
            ("1 IN (SELECT ", ")"),
            ("ARRAY(SELECT ", ")"),
            ("1 = ANY (SELECT ", ")"),
        ] {
            let nested = |n| format!("SELECT {}1{}", open.repeat(n), close.repeat(n));
            assert_eq!(state(&nested(MAX_SUBQUERIES)), "fine", "{open}");
            assert_eq!(state(&nested(MAX_SUBQUERIES + 1)), "54001", "{open}");
        }
        let beside = vec!["(SELECT 1)"; 100].join(", ");
        assert_eq!(state(&format!("SELECT {beside}")), "fine");
    }

    #[test]
    fn what_people_and_programs_write_is_not_too_deep() {
        let n = MAX_NESTING;
        let many = |link: &str| link.repeat(20_000);
        let fine = [
            format!("SELECT {}1{}", "(".repeat(n), ")".repeat(n)),
            format!(
                "SELECT {}1{}",
                "CASE WHEN a THEN ".repeat(n),
                " END".repeat(n)
            ),
            format!(
                "{}SELECT 1{}",
                "SELECT * FROM (".repeat(n),
                ") AS t".repeat(n)
            ),
            format!("SELECT {}true", "NOT ".repeat(MAX_PREFIX)),
            format!("SELECT 1{}", " + 1".repeat(MAX_TIGHT)),
            format!("SELECT a.x = 1{}", " OR a.x = 1".repeat(MAX_LOOSE)),
            format!("SELECT 1{}", " UNION ALL SELECT 1".repeat(MAX_RELATIONS)),
            format!("SELECT a IN (-1{})", many(", -1")),
            format!("SELECT a IN ('2024'::date{})", many(", '2024'::date")),
            format!("SELECT 1{}", many(", 1")),
            format!("SELECT CASE{} END", many(" WHEN a.b = 1 THEN 2")),
            format!("SELECT a FROM t{}", " JOIN u ON t.a = u.a".repeat(500)),
        ];
        for sql in fine {
            assert_eq!(state(&sql), "fine", "{}", &sql[..30.min(sql.len())]);
        }
    }

    #[test]
    fn long_in_lists_are_fine() {
        let list: Vec<String> = (0..50_000).map(|n| n.to_string()).collect();
        let sql = format!("SELECT 1 WHERE 1 IN ({})", list.join(","));
        assert_eq!(state(&sql), "fine");
    }
}
