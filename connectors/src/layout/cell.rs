//! What a file says of one field.

use std::borrow::Cow;

use crate::finding::Position;

/// A value, as far as the text could be understood.
#[derive(Clone, PartialEq)]
pub enum Value<'t> {
    /// No text, or none that could be understood.
    Null,
    /// A code, identifier, postcode or free text.
    Text(Cow<'t, str>),
    /// Days since 1970-01-01.
    Day(i32),
    /// A flag.
    Flag(bool),
    /// A whole number.
    Int(i32),
    /// A decimal number.
    Decimal(f64),
}

impl Value<'_> {
    /// The day, if it is one.
    pub fn day(&self) -> Option<i32> {
        match self {
            Value::Day(day) => Some(*day),
            _ => None,
        }
    }

    /// The flag, if it is one.
    pub fn flag(&self) -> Option<bool> {
        match self {
            Value::Flag(flag) => Some(*flag),
            _ => None,
        }
    }

    /// The whole number, if it is one.
    pub fn int(&self) -> Option<i32> {
        match self {
            Value::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// The number, if it is one.
    pub fn decimal(&self) -> Option<f64> {
        match self {
            Value::Decimal(number) => Some(*number),
            Value::Int(number) => Some(f64::from(*number)),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// What a file says of one field.
#[derive(Clone, PartialEq)]
pub struct Cell<'t> {
    /// The value.
    pub value: Value<'t>,
    /// The trimmed text as it stood; empty where there was none.
    pub raw: &'t str,
    /// Where it stands.
    pub at: Position,
}

impl Cell<'_> {
    /// Nothing was there.
    pub const EMPTY: Cell<'static> = Cell {
        value: Value::Null,
        raw: "",
        at: Position {
            line: 0,
            column: 0,
            byte: 0,
        },
    };

    /// Whether there was a text, understood or not.
    pub fn is_given(&self) -> bool {
        !self.raw.is_empty()
    }

    /// The day, if it is one.
    pub fn day(&self) -> Option<i32> {
        self.value.day()
    }

    /// The flag, if it is one.
    pub fn flag(&self) -> Option<bool> {
        self.value.flag()
    }

    /// The whole number, if it is one.
    pub fn int(&self) -> Option<i32> {
        self.value.int()
    }

    /// The text or code, if it is one.
    pub fn text(&self) -> Option<&str> {
        self.value.text()
    }
}

/// Hides value and text: either may identify a child.
impl std::fmt::Debug for Cell<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cell")
            .field("given", &self.is_given())
            .field("understood", &(self.value != Value::Null))
            .field("at", &self.at)
            .finish()
    }
}

/// Hides the value: it may identify a child.
impl std::fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Value::Null => "Null",
            Value::Text(_) => "Text(..)",
            Value::Day(_) => "Day(..)",
            Value::Flag(_) => "Flag(..)",
            Value::Int(_) => "Int(..)",
            Value::Decimal(_) => "Decimal(..)",
        })
    }
}
