//! Texts of a file become cells by their fields; what is wrong with them becomes findings.

use std::borrow::Cow;

use super::sound::SoundCodes;
use super::{Cell, Field, Form, Value};
use crate::Sink;
use crate::error::ConnectorError;
use crate::finding::{Finding, Position, Severity};
use crate::notices::{Departure, Notices};
use crate::reference::codes::{self, CodeSet};
use crate::value::{self, DateForms};

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
    sound: SoundCodes,
    /// First plausible date.
    earliest: i32,
    /// Last plausible date.
    latest: i32,
    part: Option<&'static str>,
    table: Option<&'static str>,
    child_row: Option<u32>,
    local_id: Option<String>,
    pub(super) findings: Vec<Finding>,
    pub(super) notices: Notices,
}

impl Intake {
    /// Values are judged against collection year `year`. A date is plausible from 1930 to the
    /// end of the fifth year after it.
    pub fn new(year: i16, style: Style) -> Intake {
        let last = i32::from(year).saturating_add(5);
        Intake {
            year,
            style,
            sound: SoundCodes::default(),
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
        if self.year != year {
            self.sound = SoundCodes::default();
        }
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
        let raw = value::trimmed(whole);
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
        let place = SoundCodes::place(field, raw);
        if place.is_some_and(|place| self.sound.holds(place)) {
            return Value::Text(Cow::Borrowed(raw));
        }
        let code = value::code(raw);
        if code.len() < raw.len() {
            self.notice(Departure::NumericArtefact, field, at);
        } else if matches!(code, Cow::Owned(_)) && !field.any_case {
            self.notice(Departure::CodeCase, field, at);
        }
        if let Some(set) = field.column.code_set.and_then(codes::set)
            && !self.check_code(set, field, &code, raw, at)
        {
            return Value::Text(code);
        }
        if let (Some(place), Cow::Borrowed(same)) = (place, &code)
            && same.len() == raw.len()
        {
            self.sound.hold(place);
        }
        Value::Text(code)
    }

    /// Whether the year has the code.
    fn check_code(
        &mut self,
        set: &'static CodeSet,
        field: &'static Field,
        code: &str,
        raw: &str,
        at: Position,
    ) -> bool {
        match set.find(code) {
            None => self.fault(CODE_UNKNOWN, field, raw, at),
            Some(years) if !years.valid_in(self.year) => self.fault(CODE_YEAR, field, raw, at),
            Some(_) => return true,
        }
        false
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

    pub(super) fn end_part(&mut self) {
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
