//! Texts of an indicator: numbers, and the symbols that stand for one.

use crate::value;

/// What stands in an indicator's column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Figure {
    /// A number; 0 is a true zero.
    Number(f64),
    /// A symbol in place of a number.
    Symbol {
        /// As it is kept: `z x c low u`.
        meaning: &'static str,
        /// It is one that only old files have.
        old: bool,
    },
    /// Neither.
    Text,
}

/// Reads a value. Case of symbols is forgiven.
pub(super) fn figure(text: &str) -> Figure {
    let text = text.trim();
    if let Some(number) = number(text) {
        return Figure::Number(number);
    }
    let symbol = |meaning, old| Figure::Symbol { meaning, old };
    match text {
        "" | ":" | ".." | "." | "-" => return symbol("x", true),
        "~" => return symbol("low", true),
        _ => {}
    }
    for (spelling, meaning, old) in [
        ("z", "z", false),
        ("x", "x", false),
        ("c", "c", false),
        ("low", "low", false),
        ("k", "low", false),
        ("u", "u", false),
        ("null", "x", true),
    ] {
        if text.eq_ignore_ascii_case(spelling) {
            return symbol(meaning, old);
        }
    }
    Figure::Text
}

/// A decimal number, perhaps with an exponent, as statistical programs write very small ones.
fn number(text: &str) -> Option<f64> {
    if let Some(number) = value::decimal(text.as_bytes()) {
        return Some(number);
    }
    let (mantissa, exponent) = text.split_once(['e', 'E'])?;
    value::decimal(mantissa.as_bytes())?;
    let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    if digits.is_empty() || digits.len() > 2 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_symbols_are_those_published() {
        for (text, number) in [
            ("0", 0.0),
            ("14.100000", 14.1),
            ("-0.999", -0.999),
            (" 12 ", 12.0),
            ("1e-05", 0.000_01),
            ("2.5E+3", 2500.0),
        ] {
            assert_eq!(figure(text), Figure::Number(number), "{text}");
        }
        for (text, meaning, old) in [
            ("z", "z", false),
            ("x", "x", false),
            ("c", "c", false),
            ("low", "low", false),
            ("k", "low", false),
            ("u", "u", false),
            (":", "x", true),
            ("~", "low", true),
            ("..", "x", true),
            (".", "x", true),
            ("-", "x", true),
            ("NULL", "x", true),
            ("", "x", true),
            (" ", "x", true),
        ] {
            assert_eq!(figure(text), Figure::Symbol { meaning, old }, "{text}");
        }
        for text in [
            "Total", "1,234", "01-May", "e5", "1e", "1e400", "inf", "NaN", "5%",
        ] {
            assert_eq!(figure(text), Figure::Text, "{text}");
        }
    }
}
