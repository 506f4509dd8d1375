//! One row of a result file, its values by column name.

use std::borrow::Cow;

use super::header::{self, Columns, Index};
use super::layouts::Layout;
use crate::csv::CsvReader;
use crate::error::ConnectorError;
use crate::finding::Position;
use crate::layout::{Cell, Style, Value};
use crate::value::{DateForm, DateForms, trimmed};

/// Texts for no value, beside an empty one.
const NULLS: &[&str] = &["NULL", ".", "NA"];

/// How result files write values: three forms of dates are equally usual.
pub const STYLE: Style = Style {
    dates: DateForms {
        expected: &[DateForm::Iso, DateForm::Compact, DateForm::DayFirst],
        accepted: &[DateForm::IsoTime, DateForm::DayFirstTime],
    },
    nulls: NULLS,
};

/// Whether a text is none.
pub fn is_null(text: &str) -> bool {
    let text = trimmed(text);
    text.is_empty() || NULLS.iter().any(|null| text.eq_ignore_ascii_case(null))
}

/// Finds the header of this layout and the columns the file has.
///
/// # Errors
///
/// [`ConnectorError::WrongDataset`] when there is no such header, or it lacks a column of the key.
pub fn header(
    csv: &mut CsvReader<'_>,
    layout: &'static Layout,
) -> Result<(Columns, Header), ConnectorError> {
    let mut at = csv.position();
    let headings = csv.header(layout.dataset, |record| {
        at = record.at;
        header::layout_of(record.iter()).is_some_and(|found| std::ptr::eq(found, layout))
    })?;
    let columns = Columns::of(&headings, layout);
    match columns.missing(layout) {
        Some(what) => Err(ConnectorError::WrongDataset {
            at,
            dataset: layout.dataset,
            what,
        }),
        None => Ok((columns, Header { headings, at })),
    }
}

/// The header as it stood.
#[derive(Debug)]
pub struct Header {
    /// Its headings.
    pub headings: Vec<String>,
    /// Where it stands.
    pub at: Position,
}

/// The end year of an academic year: of `202324`, `2023/2024`, `2023/24`, `20232024` or, as the
/// year that ends it, `2024`.
pub fn academic_year(text: &str) -> Option<i16> {
    let parts: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).collect();
    let (first, second) = match parts.as_slice() {
        [year] if year.len() == 4 => return plausible(year.parse().ok()?),
        [both] if matches!(both.len(), 6 | 8) => both.split_at(4),
        [first, second] if first.len() == 4 && matches!(second.len(), 2 | 4) => (*first, *second),
        _ => return None,
    };
    let start: i16 = first.parse().ok()?;
    let end: i16 = second.parse().ok()?;
    let expected = start.checked_add(1)?;
    let agrees = match second.len() {
        2 => end == expected % 100,
        _ => end == expected,
    };
    agrees.then(|| plausible(expected)).flatten()
}

fn plausible(year: i16) -> Option<i16> {
    (1990..=2099).contains(&year).then_some(year)
}

/// An academic year as six digits.
pub fn six_digits(end: i16) -> String {
    format!("{}{:02}", end - 1, end.rem_euclid(100))
}

/// The seven digits of a school, put together where the file has only the parts.
pub fn la_estab(both: Option<&str>, la: Option<&str>, estab: Option<&str>) -> Option<String> {
    if let Some(both) = both {
        // 999/2000 and 999-2000 are other ways to write it.
        let digits: String = both
            .chars()
            .filter(|c| !matches!(c, '/' | '-' | ' '))
            .collect();
        return Some(digits);
    }
    let is = |text: &str, len| text.len() == len && text.bytes().all(|b| b.is_ascii_digit());
    let (la, estab) = (la?, estab?);
    (is(la, 3) && is(estab, 4)).then(|| format!("{la}{estab}"))
}

/// The values of a row.
#[derive(Debug)]
pub struct Cells<'t> {
    layout: &'static Layout,
    index: &'static Index,
    /// One for each field of the layout.
    pub cells: Vec<Cell<'t>>,
    /// The academic year (its end) of the row, or else of the return.
    pub year: i16,
    /// The year of the return.
    pub return_year: i16,
}

impl<'t> Cells<'t> {
    /// The values of a row, one cell for each field. What follows from others is filled in.
    pub fn new(
        layout: &'static Layout,
        cells: Vec<Cell<'t>>,
        return_year: i16,
        has_year: bool,
    ) -> Cells<'t> {
        let mut row = Cells {
            layout,
            index: Index::of(layout),
            cells,
            year: return_year,
            return_year,
        };
        let said = row.text("acad_year").map(academic_year);
        match said {
            Some(Some(year)) => {
                row.year = year;
                row.set("acad_year", Value::Text(Cow::Owned(six_digits(year))));
            }
            Some(None) => row.set("acad_year", Value::Null),
            None if !has_year => {
                row.set(
                    "acad_year",
                    Value::Text(Cow::Owned(six_digits(return_year))),
                );
            }
            None => {}
        }
        let school = la_estab(
            row.text("la_estab"),
            row.text("school_la_code"),
            row.text("estab"),
        );
        if let Some(school) = school {
            row.set("la_estab", Value::Text(Cow::Owned(school)));
        }
        row
    }

    /// The layout.
    pub fn layout(&self) -> &'static Layout {
        self.layout
    }

    /// The cell of a column; an empty one if the layout has no such column.
    pub fn cell(&self, column: &str) -> &Cell<'t> {
        const NONE: &Cell<'static> = &Cell::EMPTY;
        let place = self.index.place(column);
        debug_assert!(
            place.is_some(),
            "{} has no column {column}",
            self.layout.dataset
        );
        place.map_or(NONE, |place| &self.cells[place])
    }

    /// Puts a value in place of what the file says.
    pub fn set(&mut self, column: &str, value: Value<'t>) {
        if let Some(place) = self.index.place(column) {
            self.cells[place].value = value;
        }
    }

    /// Whether there is a value.
    pub fn has(&self, column: &str) -> bool {
        self.cell(column).value != Value::Null
    }

    /// A code or text.
    pub fn text(&self, column: &str) -> Option<&str> {
        self.cell(column).value.text()
    }

    /// A whole number.
    pub fn int(&self, column: &str) -> Option<i32> {
        self.cell(column).value.int()
    }

    /// A number.
    pub fn decimal(&self, column: &str) -> Option<f64> {
        self.cell(column).value.decimal()
    }

    /// A flag.
    pub fn flag(&self, column: &str) -> Option<bool> {
        self.cell(column).value.flag()
    }

    /// A day.
    pub fn day(&self, column: &str) -> Option<i32> {
        self.cell(column).value.day()
    }

    /// What the pupil is known by: the UPN, or else another number that the layout has.
    pub fn pupil(&self) -> Option<&str> {
        let named = ["upn", "pupil_ref", "uln"].into_iter();
        let mut known = named.filter_map(|name| self.cells.get(self.index.place(name)?));
        known.find_map(|cell| cell.value.text())
    }
}
