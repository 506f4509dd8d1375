//! What a dataset's items are, told once, and how a text becomes a value by it.
//!
//! A [`Field`] is a column of a table together with the published item behind it: its spellings,
//! the years that collect it, the form of its values. The table definition is made from the
//! fields ([`columns`]), the header of a CSV file is matched to them, and an [`Intake`] turns
//! each text into a [`Cell`] by its field. What departs from the published form is read where
//! its meaning is sure, and reported: once per file where no value changes
//! ([`Notices`]), each time where a value is lost.
//!
//! A code column keeps the trimmed, upper-cased code even where no list has it; the finding
//! `code_unknown` says so. A text that is no date, flag or number is NULL, and a finding holds
//! the text.

use std::borrow::Cow;

use cohort_catalog::{ColumnDef, ColumnType, Sensitivity};

use crate::Sink;
use crate::error::ConnectorError;
use crate::finding::{Finding, Position, Severity};
use crate::notices::{Departure, Notices};
use crate::reference::codes::{self, CodeSet};
use crate::value::{self, DateForms};

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

/// How one form of a dataset's files writes its values.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// The forms of its dates.
    pub dates: DateForms,
    /// Texts that mean "no value", beside an empty one; compared without case.
    pub nulls: &'static [&'static str],
}

impl Style {
    /// XML returns: ISO dates, an absent or empty element for no value.
    pub const XML: Style = Style {
        dates: DateForms::XML,
        nulls: &[],
    };
}

/// Turns the texts of one file into cells, and gathers what is wrong with them.
#[derive(Debug)]
pub struct Intake {
    year: i16,
    style: Style,
    /// First plausible date.
    earliest: i32,
    /// Last plausible date.
    latest: i32,
    part: Option<&'static str>,
    table: Option<&'static str>,
    child_row: Option<u32>,
    local_id: Option<String>,
    findings: Vec<Finding>,
    notices: Notices,
}

impl Intake {
    /// Values are judged against collection year `year`. A date is plausible from 1930 to the
    /// end of the fifth year after it.
    pub fn new(year: i16, style: Style) -> Intake {
        let last = i32::from(year).saturating_add(5);
        Intake {
            year,
            style,
            earliest: value::EARLIEST,
            latest: cohort_udfs::calendar::date(last, 12, 31).unwrap_or(i32::MAX),
            part: None,
            table: None,
            child_row: None,
            local_id: None,
            findings: Vec::new(),
            notices: Notices::default(),
        }
    }

    /// The same, with dates plausible from this day on: public registers hold dates that are
    /// older than any child's.
    #[must_use]
    pub fn dates_from(mut self, earliest: i32) -> Intake {
        self.earliest = earliest;
        self
    }

    /// A date is plausible to the end of this many years after the collection year.
    #[must_use]
    pub fn plausible_for(mut self, years: i32) -> Intake {
        let last = i32::from(self.year).saturating_add(years);
        self.latest = cohort_udfs::calendar::date(last, 12, 31).unwrap_or(i32::MAX);
        self
    }

    /// The collection year.
    pub fn year(&self) -> i16 {
        self.year
    }

    /// What follows is judged against another collection year than the return's, until said
    /// otherwise: a file may hold results of several years.
    pub fn judge_by(&mut self, year: i16) {
        self.year = year;
    }

    /// What follows is of this file of a set. Ends the notices of the file before.
    pub fn begin_part(&mut self, part: &'static str, style: Style) {
        self.end_part();
        (self.part, self.style) = (Some(part), style);
    }

    /// What follows concerns this child (or other main record), until said otherwise.
    pub fn child(&mut self, row: Option<u32>, local_id: Option<&str>) {
        self.child_row = row;
        // The room of the last identifier is used again.
        match (&mut self.local_id, local_id) {
            (Some(held), Some(id)) => {
                held.clear();
                held.push_str(id);
            }
            (held, id) => *held = id.map(str::to_owned),
        }
    }

    /// What follows concerns a row of this table, `None` for none, until said otherwise.
    pub fn table(&mut self, table: Option<&'static str>) {
        self.table = table;
    }

    /// Reads the text of a field. Blank text is as none.
    pub fn cell<'t>(
        &mut self,
        field: &'static Field,
        text: Option<&'t str>,
        at: Position,
    ) -> Cell<'t> {
        let whole = text.unwrap_or_default();
        let raw = whole.trim();
        if raw.is_empty()
            || self
                .style
                .nulls
                .iter()
                .any(|null| raw.eq_ignore_ascii_case(null))
        {
            return Cell { at, ..Cell::EMPTY };
        }
        if raw.len() < whole.len() {
            self.notice(Departure::TrimmedValue, field, at);
        }
        if !field.collected_in(self.year) {
            self.notice(Departure::ItemYear, field, at);
        }
        let value = match field.form {
            Form::Code => self.code(field, raw, at),
            Form::Date => self.date(field, raw, at),
            Form::Flag => self.flag(field, raw, at),
            Form::Whole(least, most) => self.whole(field, raw, at, least..=most),
            Form::Decimal => self.decimal(field, raw, at),
            Form::Text => Value::Text(Cow::Borrowed(raw)),
            Form::Identifier => self.identifier(field, raw, at),
            Form::Postcode => Value::Text(Cow::Owned(value::postcode(raw))),
        };
        Cell { value, raw, at }
    }

    fn code<'t>(&mut self, field: &'static Field, raw: &'t str, at: Position) -> Value<'t> {
        let code = value::code(raw);
        if code.len() < raw.len() {
            self.notice(Departure::NumericArtefact, field, at);
        } else if matches!(code, Cow::Owned(_)) && !field.any_case {
            self.notice(Departure::CodeCase, field, at);
        }
        if let Some(set) = field.column.code_set.and_then(codes::set) {
            self.check_code(set, field, &code, raw, at);
        }
        Value::Text(code)
    }

    fn check_code(
        &mut self,
        set: &'static CodeSet,
        field: &'static Field,
        code: &str,
        raw: &str,
        at: Position,
    ) {
        match set.find(code) {
            None => self.fault(CODE_UNKNOWN, field, raw, at),
            Some(years) if !years.valid_in(self.year) => self.fault(CODE_YEAR, field, raw, at),
            Some(_) => {}
        }
    }

    fn date<'t>(&mut self, field: &'static Field, raw: &str, at: Position) -> Value<'t> {
        let Some((written, as_published)) = value::date_in(raw.as_bytes(), self.style.dates) else {
            self.fault(DATE_FORMAT, field, raw, at);
            return Value::Null;
        };
        if !as_published {
            self.notice(Departure::DateForm(written.form), field, at);
        }
        if !(self.earliest..=self.latest).contains(&written.day) {
            self.report(DATE_IMPLAUSIBLE, field, raw, at);
            return Value::Null;
        }
        Value::Day(written.day)
    }

    fn flag<'t>(&mut self, field: &'static Field, raw: &str, at: Position) -> Value<'t> {
        if let Some(flag) = value::boolean(raw.as_bytes()) {
            return Value::Flag(flag);
        }
        match value::loose_boolean(raw.as_bytes()) {
            Some(flag) => {
                self.notice(Departure::FlagForm, field, at);
                Value::Flag(flag)
            }
            None => {
                self.fault(FLAG_FORMAT, field, raw, at);
                Value::Null
            }
        }
    }

    fn whole<'t>(
        &mut self,
        field: &'static Field,
        raw: &str,
        at: Position,
        range: std::ops::RangeInclusive<i32>,
    ) -> Value<'t> {
        let Some((number, mended)) = value::integer(raw.as_bytes()) else {
            self.fault(NUMBER_FORMAT, field, raw, at);
            return Value::Null;
        };
        if mended {
            self.notice(Departure::NumericArtefact, field, at);
        }
        if !range.contains(&number) {
            self.fault(NUMBER_RANGE, field, raw, at);
            return Value::Null;
        }
        Value::Int(number)
    }

    fn decimal<'t>(&mut self, field: &'static Field, raw: &str, at: Position) -> Value<'t> {
        match value::decimal(raw.as_bytes()) {
            Some(number) => Value::Decimal(number),
            None => {
                self.fault(NUMBER_FORMAT, field, raw, at);
                Value::Null
            }
        }
    }

    fn identifier<'t>(&mut self, field: &'static Field, raw: &'t str, at: Position) -> Value<'t> {
        let identifier = value::identifier(raw);
        if identifier != raw {
            self.notice(Departure::IdentifierForm, field, at);
        }
        Value::Text(identifier)
    }

    /// Counts a departure of a field that changes no value.
    pub fn notice(&mut self, departure: Departure, field: &'static Field, at: Position) {
        self.notices
            .add(departure, Some(field.item()), at, self.child_row);
    }

    /// Counts a departure of the file as a whole.
    pub fn notices(&mut self) -> &mut Notices {
        &mut self.notices
    }

    /// Reports that a text is no value of its field, by the rule that is published for that.
    fn fault(&mut self, report: Report, field: &'static Field, raw: &str, at: Position) {
        let (name, severity, message) = report;
        let severity = if field.fault.is_some() {
            Severity::Error
        } else {
            severity
        };
        self.report(
            (field.fault.unwrap_or(name), severity, message),
            field,
            raw,
            at,
        );
    }

    /// Reports a fault of a field's text.
    pub fn report(&mut self, report: Report, field: &'static Field, raw: &str, at: Position) {
        let (rule, severity, message) = report;
        let finding = Finding::new(rule, severity, message, at);
        self.add(finding.item(field.item()).value(raw));
    }

    /// Adds a finding on the row that is being read; what it does not say itself of child,
    /// table and file is filled in.
    pub fn add(&mut self, mut finding: Finding) {
        finding.table = finding.table.or(self.table);
        finding.part = finding.part.or(self.part);
        finding.child_row = finding.child_row.or(self.child_row);
        finding.local_id = finding
            .local_id
            .or_else(|| self.local_id.as_deref().map(Into::into));
        self.findings.push(finding);
    }

    /// Hands on the findings so far.
    ///
    /// # Errors
    ///
    /// Those of the sink.
    pub fn hand_on(&mut self, sink: &mut dyn Sink) -> Result<(), ConnectorError> {
        self.findings
            .drain(..)
            .try_for_each(|finding| sink.finding(finding))
    }

    /// Hands on what is left, notices last.
    ///
    /// # Errors
    ///
    /// Those of the sink.
    pub fn finish(mut self, sink: &mut dyn Sink) -> Result<(), ConnectorError> {
        self.end_part();
        self.hand_on(sink)
    }

    fn end_part(&mut self) {
        let part = self.part;
        let notices = std::mem::take(&mut self.notices).into_findings();
        self.findings
            .extend(notices.map(|finding| finding.part(part)));
    }
}

/// Rule, severity and message of a finding.
pub type Report = (&'static str, Severity, &'static str);

const CODE_UNKNOWN: Report = (
    "code_unknown",
    Severity::Error,
    "The code is in no year's list; its text was kept.",
);
const CODE_YEAR: Report = (
    "code_year",
    Severity::Query,
    "The code is not for this year, but for other years; it was read as meant there.",
);
const DATE_FORMAT: Report = (
    "date_format",
    Severity::Error,
    "The text is not a date in any accepted form; it was left out.",
);
const DATE_IMPLAUSIBLE: Report = (
    "date_implausible",
    Severity::Query,
    "The date is before 1930 or too long after the return; it was left out.",
);
const FLAG_FORMAT: Report = (
    "boolean_format",
    Severity::Error,
    "The flag is none of true, false, 1, 0; it was left out.",
);
const NUMBER_FORMAT: Report = (
    "number_format",
    Severity::Error,
    "The text is not a number of the form published; it was left out.",
);
const NUMBER_RANGE: Report = (
    "number_range",
    Severity::Error,
    "The number is outside the range published; it was left out.",
);

#[cfg(test)]
mod tests;
