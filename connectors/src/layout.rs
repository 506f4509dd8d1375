//! What a dataset's items are, told once, and how a text becomes a value by it.
//!
//! A [`Field`] is a column of a table together with the published item behind it: its spellings,
//! the years that collect it, the form of its values. The table definition is made from the
//! fields ([`columns`]), the header of a CSV file is matched to them, and an [`Intake`] turns
//! each text into a [`Cell`] by its field. What departs from the published form is read where
//! its meaning is sure, and reported: once per file where no value changes
//! ([`Notices`](crate::notices::Notices)), each time where a value is lost.
//!
//! A code column keeps the trimmed, upper-cased code even where no list has it; the finding
//! `code_unknown` says so. A text that is no date, flag or number is NULL, and a finding holds
//! the text.

mod cell;
mod intake;
mod sound;

use cohort_catalog::{ColumnDef, ColumnType, Sensitivity};

pub use cell::{Cell, Value};
pub use intake::{Intake, Report, Style};

/// First year of what has no known beginning.
pub const SINCE_BEFORE: i16 = i16::MIN;
/// Last year of what is still in use.
pub const STILL: i16 = i16::MAX;

/// How the text of a field becomes a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A code, upper-cased; checked against the column's code set if it names one.
    Code,
    /// A date.
    Date,
    /// A yes-or-no value.
    Flag,
    /// A whole number within these limits, both inclusive.
    Whole(i32, i32),
    /// A decimal number.
    Decimal,
    /// Free text, trimmed.
    Text,
    /// An identifier: upper-cased, blanks inside taken out.
    Identifier,
    /// A postcode: one blank before the last three characters.
    Postcode,
}

/// One published item and the column that holds it.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The column; its `item` is the published name.
    pub column: ColumnDef,
    /// Other spellings of the published name that were seen or are published elsewhere.
    pub also: &'static [&'static str],
    /// Names under which it was published in other years, so that they are no departure.
    pub formerly: &'static [&'static str],
    /// First year that collects it, [`SINCE_BEFORE`] where older than described.
    pub first_year: i16,
    /// Last year that collects it, [`STILL`] where it still is.
    pub last_year: i16,
    /// How its text is read.
    pub form: Form,
    /// Whether its codes are published in small letters too, so that case is no departure.
    pub any_case: bool,
    /// Published rule that a text breaks which cannot be understood; `None` where it has the
    /// name that this module gives such a fault.
    pub fault: Option<&'static str>,
}

impl Field {
    /// A field; the methods below refine it. `item` is the published name.
    pub const fn new(
        column: &'static str,
        item: &'static str,
        form: Form,
        comment: &'static str,
    ) -> Field {
        let (ty, sensitivity) = match form {
            Form::Code => (ColumnType::Code, Sensitivity::Sensitive),
            Form::Date => (ColumnType::Date, Sensitivity::Sensitive),
            Form::Flag => (ColumnType::Boolean, Sensitivity::Sensitive),
            Form::Whole(..) => (ColumnType::Int, Sensitivity::Sensitive),
            Form::Decimal => (ColumnType::Double, Sensitivity::Sensitive),
            Form::Text => (ColumnType::Text, Sensitivity::Sensitive),
            Form::Identifier | Form::Postcode => (ColumnType::Text, Sensitivity::Identifier),
        };
        Field {
            column: ColumnDef::new(column, ty, sensitivity, comment).item(item, ""),
            also: &[],
            formerly: &[],
            first_year: SINCE_BEFORE,
            last_year: STILL,
            form,
            any_case: false,
            fault: None,
        }
    }

    /// A code of a set in `reference.code_value`.
    pub const fn code(
        column: &'static str,
        item: &'static str,
        code_set: &'static str,
        comment: &'static str,
    ) -> Field {
        let mut field = Field::new(column, item, Form::Code, comment);
        field.column = field.column.codes(code_set);
        field
    }

    /// A date.
    pub const fn date(column: &'static str, item: &'static str, comment: &'static str) -> Field {
        Field::new(column, item, Form::Date, comment)
    }

    /// A flag.
    pub const fn flag(column: &'static str, item: &'static str, comment: &'static str) -> Field {
        Field::new(column, item, Form::Flag, comment)
    }

    /// Free text.
    pub const fn text(column: &'static str, item: &'static str, comment: &'static str) -> Field {
        Field::new(column, item, Form::Text, comment)
    }

    /// An identifier of a child.
    pub const fn identifier(
        column: &'static str,
        item: &'static str,
        comment: &'static str,
    ) -> Field {
        Field::new(column, item, Form::Identifier, comment)
    }

    /// Its codes are published in small letters too; they are kept in capitals all the same.
    pub const fn any_case(mut self) -> Field {
        self.any_case = true;
        self
    }

    /// Number of the item in the Common Basic Data Set.
    pub const fn cbds(mut self, number: &'static str) -> Field {
        if let Some((item, _)) = self.column.item {
            self.column = self.column.item(item, number);
        }
        self
    }

    /// Other spellings of the published name.
    pub const fn also(mut self, spellings: &'static [&'static str]) -> Field {
        self.also = spellings;
        self
    }

    /// Names under which it was published in other years.
    pub const fn formerly(mut self, names: &'static [&'static str]) -> Field {
        self.formerly = names;
        self
    }

    /// Collected from this year on.
    pub const fn from(mut self, year: i16) -> Field {
        self.first_year = year;
        self
    }

    /// Collected up to and including this year.
    pub const fn until(mut self, year: i16) -> Field {
        self.last_year = year;
        self
    }

    /// Published rule that a text breaks which is no value of the field.
    pub const fn fault(mut self, rule: &'static str) -> Field {
        self.fault = Some(rule);
        self
    }

    /// How far a value gives a child away, where not as usual for its form.
    pub const fn sensitivity(mut self, sensitivity: Sensitivity) -> Field {
        self.column.sensitivity = sensitivity;
        self
    }

    /// Another SQL type than usual for the form, for example [`ColumnType::SmallInt`].
    pub const fn ty(mut self, ty: ColumnType) -> Field {
        self.column.ty = ty;
        self
    }

    /// The published name.
    pub const fn item(&self) -> &'static str {
        match self.column.item {
            Some((item, _)) => item,
            None => self.column.name,
        }
    }

    /// Whether returns of `year` hold the item. Where they do not, it is *not collected*:
    /// a count of it is unknown, and not 0.
    pub const fn collected_in(&self, year: i16) -> bool {
        self.first_year <= year && year <= self.last_year
    }
}

/// The columns of a table: its keys, then one for each field. `N` must be the sum of both.
pub const fn columns<const N: usize>(keys: &[ColumnDef], fields: &[Field]) -> [ColumnDef; N] {
    assert!(
        keys.len() + fields.len() == N,
        "N is not the number of keys and fields"
    );
    let blank = ColumnDef::new("", ColumnType::Text, Sensitivity::Plain, "");
    let mut all = [blank; N];
    let mut i = 0;
    while i < N {
        all[i] = if i < keys.len() {
            keys[i]
        } else {
            fields[i - keys.len()].column
        };
        i += 1;
    }
    all
}

/// The place of a column among `fields`, found when compiling: one that is not there does not
/// build.
pub const fn place(fields: &[Field], column: &str) -> usize {
    let mut i = 0;
    while i < fields.len() {
        if same(fields[i].column.name, column) {
            return i;
        }
        i += 1;
    }
    panic!("no field has this column")
}

/// As [`place`], by published item.
pub const fn place_of_item(fields: &[Field], item: &str) -> usize {
    let mut i = 0;
    while i < fields.len() {
        if same(fields[i].item(), item) {
            return i;
        }
        i += 1;
    }
    panic!("no field has this item")
}

/// Equality of texts, which constants cannot ask for otherwise.
pub(crate) const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut i = 0;
    while i < a.len() && i < b.len() && a[i] == b[i] {
        i += 1;
    }
    i == a.len() && i == b.len()
}

#[cfg(test)]
mod tests;
