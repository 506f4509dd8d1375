//! Findings on the form of a file that recur: told once each, with how often and where first.
//! They change no value, so a place for each occurrence would only hide the others.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::finding::{Finding, Position, Severity};
use crate::value::DateForm;

/// Most distinct names of unknown elements that are told apart; a real file has a handful.
const MAX_NAMES: usize = 500;
/// Most bytes of such a name that are kept and told apart.
const MAX_NAME: usize = 100;

/// What departs from the published form without changing a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Departure {
    /// A code in small letters.
    CodeCase,
    /// A published column that the file does not have.
    ColumnMissing,
    /// A column under another heading than published.
    ColumnName,
    /// A column that the layout does not have.
    ColumnUnknown,
    /// A date in another form than published: this one.
    DateForm(DateForm),
    /// An element in another case than published.
    ElementCase,
    /// A misspelt element.
    ElementName,
    /// An element before one that should precede it.
    ElementOrder,
    /// An element without any value.
    EmptyWrapper,
    /// A flag written in words.
    FlagForm,
    /// An identifier with blanks or small letters.
    IdentifierForm,
    /// An item that the year did not collect.
    ItemYear,
    /// An element outside its wrapper.
    MissingWrapper,
    /// An XML namespace.
    Namespace,
    /// A number with `.0` behind it.
    NumericArtefact,
    /// A wrapper that stands more than once.
    RepeatedWrapper,
    /// Text between elements.
    StrayText,
    /// White space around a value.
    TrimmedValue,
    /// An element that the return does not have.
    UnknownElement,
}

impl Departure {
    fn rule(self) -> (&'static str, Severity, &'static str) {
        use Severity::{Notice, Query};
        match self {
            Departure::CodeCase => (
                "code_case",
                Notice,
                "The code is not in capitals; it was read as if it were",
            ),
            Departure::ColumnMissing => (
                "column_missing",
                Query,
                "The file lacks a published column; its values are not known",
            ),
            Departure::ColumnName => (
                "column_name",
                Notice,
                "The column has another heading than published; it was read as meant",
            ),
            Departure::ColumnUnknown => (
                "column_unknown",
                Notice,
                "The layout has no such column; it was left out",
            ),
            Departure::DateForm(form) => ("date_format", Notice, date_form(form)),
            Departure::ElementCase => (
                "element_case",
                Notice,
                "The element is written in another case than published",
            ),
            Departure::ElementName => (
                "element_name",
                Notice,
                "The element is misspelt; it was read as meant",
            ),
            Departure::ElementOrder => (
                "element_order",
                Notice,
                "The element stands after one that the published order puts behind it",
            ),
            Departure::EmptyWrapper => ("empty_wrapper", Notice, "The element holds no value"),
            Departure::FlagForm => (
                "flag_format",
                Notice,
                "The flag is not written as published; it was read",
            ),
            Departure::IdentifierForm => (
                "identifier_form",
                Notice,
                "The identifier holds blanks or small letters that were taken out or made capitals",
            ),
            Departure::ItemYear => (
                "item_year",
                Query,
                "The item is not collected in this year; it was read",
            ),
            Departure::MissingWrapper => (
                "missing_wrapper",
                Notice,
                "The element does not stand where its wrapper puts it; it was read",
            ),
            Departure::Namespace => (
                "namespace",
                Notice,
                "The file uses an XML namespace, which the published format does not",
            ),
            Departure::NumericArtefact => (
                "numeric_artefact",
                Notice,
                "The value ends in .0, as spreadsheets write numbers; that was taken off",
            ),
            Departure::RepeatedWrapper => (
                "repeated_wrapper",
                Notice,
                "The element is repeated where one is allowed; all were read",
            ),
            Departure::StrayText => (
                "stray_text",
                Notice,
                "Text stands between elements; ignored",
            ),
            Departure::TrimmedValue => (
                "trimmed_value",
                Notice,
                "The value has white space around it; removed",
            ),
            Departure::UnknownElement => (
                "unknown_element",
                Notice,
                "The return has no such element here; it was skipped with its content",
            ),
        }
    }
}

fn date_form(form: DateForm) -> &'static str {
    match form {
        DateForm::Iso => "The date is written as yyyy-mm-dd, not as published; it was read",
        DateForm::IsoTime => {
            "The date is written as yyyy-mm-dd with a time of day, not as published; it was read without the time"
        }
        DateForm::DayFirst => "The date is written as dd/mm/yyyy, not as published; it was read",
        DateForm::DayFirstTime => {
            "The date is written as dd/mm/yyyy with a time of day, not as published; it was read without the time"
        }
        DateForm::DayFirstDash => {
            "The date is written as dd-mm-yyyy, not as published; it was read"
        }
        DateForm::TwoDigitYear => {
            "The date is written as dd/mm/yy, not as published; it was read, 70 to 99 as 19.."
        }
        DateForm::Compact => "The date is written as yyyymmdd, not as published; it was read",
        DateForm::MonthName => {
            "The date is written with the name of the month, not as published; it was read"
        }
        DateForm::Serial => {
            "The date is written as a spreadsheet's number of the day, not as published; it was read"
        }
    }
}

#[derive(Debug, Clone)]
struct Tally {
    departure: Departure,
    item: Option<&'static str>,
    /// Name of an unknown element.
    name: Option<Box<str>>,
    count: u64,
    at: Position,
    child_row: Option<u32>,
}

/// The departures of one file.
#[derive(Debug, Default)]
pub struct Notices {
    tallies: Vec<Tally>,
    known: HashMap<(Departure, Option<&'static str>), usize>,
    names: HashMap<Box<[u8]>, usize>,
}

impl Notices {
    /// Counts one departure of a published element, or of the file (`None`).
    pub fn add(
        &mut self,
        departure: Departure,
        item: Option<&'static str>,
        at: Position,
        child_row: Option<u32>,
    ) {
        let place = self.place(departure, item, at, child_row);
        self.tallies[place].count += 1;
    }

    /// The tally of a departure, begun here if it is the first.
    fn place(
        &mut self,
        departure: Departure,
        item: Option<&'static str>,
        at: Position,
        child_row: Option<u32>,
    ) -> usize {
        let tallies = &mut self.tallies;
        *self.known.entry((departure, item)).or_insert_with(|| {
            tallies.push(Tally {
                departure,
                item,
                name: None,
                count: 0,
                at,
                child_row,
            });
            tallies.len() - 1
        })
    }

    /// Counts one element that is not of the return.
    pub fn add_unknown(&mut self, name: &[u8], at: Position, child_row: Option<u32>) {
        self.add_named(Departure::UnknownElement, name, at, child_row);
    }

    /// Counts one column that is not of the layout.
    pub fn add_unknown_column(&mut self, heading: &str, at: Position) {
        self.add_named(Departure::ColumnUnknown, heading.as_bytes(), at, None);
    }

    fn add_named(
        &mut self,
        departure: Departure,
        name: &[u8],
        at: Position,
        child_row: Option<u32>,
    ) {
        let place = self.place_of_name(departure, name, at, child_row);
        self.tallies[place].count += 1;
    }

    fn place_of_name(
        &mut self,
        departure: Departure,
        name: &[u8],
        at: Position,
        child_row: Option<u32>,
    ) -> usize {
        let name = beginning(name);
        match self.names.get(name) {
            Some(index) => *index,
            None if self.names.len() >= MAX_NAMES => self.place(departure, None, at, child_row),
            None => {
                self.tallies.push(Tally {
                    departure,
                    item: None,
                    name: Some(String::from_utf8_lossy(name).into()),
                    count: 0,
                    at,
                    child_row,
                });
                self.names.insert(name.into(), self.tallies.len() - 1);
                self.tallies.len() - 1
            }
        }
    }

    /// Counts what `later` has counted behind what stands here.
    pub fn merge(&mut self, later: Notices) {
        for tally in later.tallies {
            let (departure, at, row) = (tally.departure, tally.at, tally.child_row);
            let place = match &tally.name {
                Some(name) => self.place_of_name(departure, name.as_bytes(), at, row),
                None => self.place(departure, tally.item, at, row),
            };
            self.tallies[place].count += tally.count;
        }
    }

    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.tallies.is_empty()
    }

    /// One finding for each kind and element, in order of first appearance.
    pub fn into_findings(self) -> impl Iterator<Item = Finding> {
        self.tallies.into_iter().map(|tally| {
            let (rule, severity, text) = tally.departure.rule();
            let message = match tally.count {
                1 => format!("{text}."),
                n => format!("{text} ({n} times in the file, here first)."),
            };
            Finding {
                rule,
                severity,
                table: None,
                item: tally.item,
                message: Cow::Owned(message),
                part: None,
                at: tally.at,
                child_row: tally.child_row,
                local_id: None,
                value: tally.name,
            }
        })
    }
}

/// At most [`MAX_NAME`] bytes of a name, and no part of a character.
fn beginning(name: &[u8]) -> &[u8] {
    let mut end = name.len().min(MAX_NAME);
    while end > 0 && end < name.len() && name[end] & 0xC0 == 0x80 {
        end -= 1;
    }
    &name[..end]
}
