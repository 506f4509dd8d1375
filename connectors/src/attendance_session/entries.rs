//! The marks of one row, whatever the shape of the file.

use std::borrow::Cow;

use crate::finding::Position;
use crate::layout::{Cell, Intake};
use crate::notices::Departure;
use crate::sheet::{Row, Tallies};
use crate::value;

use super::codes::{self, Meaning};
use super::marks::{self, Half, Mended, Session, Unreadable};
use super::rules;
use super::schema::{
    AM, CODE, DATE, EDITED, END_DATE, ENTRY_DATE, FIELDS, LEAVING_DATE, LESSON, MARKS,
    MINUTES_LATE, PM, PUPIL_ID, SESSION, START_DATE, UPN, URN,
};

/// How a file holds its marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Long,
    Wide,
    Day,
    String,
    Summary,
}

/// Whose row it is.
pub(super) struct Who<'r> {
    pub(super) upn: Cell<'r>,
    pub(super) pupil_id: Cell<'r>,
    pub(super) urn: Cell<'r>,
}

impl<'r> Who<'r> {
    pub(super) fn of(row: &Row<'r>, intake: &mut Intake) -> Who<'r> {
        let mut cell = |field: usize| intake.cell(&FIELDS[field], row.get(field), row.at);
        Who {
            upn: cell(UPN),
            pupil_id: cell(PUPIL_ID),
            urn: cell(URN),
        }
    }

    pub(super) fn id(&self) -> Option<&str> {
        self.upn.text().or(self.pupil_id.text())
    }
}

/// One mark.
pub(super) struct Entry<'r> {
    /// 1-based number in the row.
    pub(super) no: i32,
    pub(super) day: Option<i32>,
    pub(super) half: Option<Half>,
    pub(super) code: Cow<'r, str>,
    pub(super) meaning: Meaning,
    /// Whether what the row says beside its mark is of this one.
    pub(super) alone: bool,
}

/// When a mark was changed last: the day, and the time as text, which sorts as it should.
pub(super) type Edited = (i32, String);

/// Reads rows of one shape.
pub(super) struct Reading {
    shape: Shape,
    /// Whether the column of sessions holds the numbers of lessons.
    lessons: bool,
}

impl Reading {
    pub(super) fn new(shape: Shape, lessons: bool) -> Reading {
        Reading { shape, lessons }
    }

    /// First and last day on roll, where the file tells.
    pub(super) fn roll(&self, row: &Row<'_>, intake: &mut Intake) -> (Option<i32>, Option<i32>) {
        let mut day = |field: usize| intake.cell(&FIELDS[field], row.get(field), row.at).day();
        (day(ENTRY_DATE), day(LEAVING_DATE))
    }

    pub(super) fn minutes(&self, row: &Row<'_>, intake: &mut Intake) -> Option<i32> {
        let text = row.get(MINUTES_LATE);
        intake.cell(&FIELDS[MINUTES_LATE], text, row.at).int()
    }

    pub(super) fn edited(&self, row: &Row<'_>) -> Option<Edited> {
        let text = row.get(EDITED)?.trim();
        // A date with hours and minutes alone is one too here, where it only has to sort.
        let date = || value::date(text.get(..10)?.as_bytes());
        let day = value::date(text.as_bytes()).or_else(date)?.day;
        let hours = text.find(':').and_then(|colon| colon.checked_sub(2));
        let time = hours.and_then(|at| text.get(at..)).unwrap_or_default();
        Some((day, time.to_owned()))
    }

    /// The marks of a row. Sessions without a mark are none.
    pub(super) fn entries<'r>(
        &mut self,
        row: &Row<'r>,
        intake: &mut Intake,
        tallies: &mut Tallies,
    ) -> Vec<Entry<'r>> {
        let mut marks = Marks {
            row: *row,
            shape: self.shape,
            lessons: self.lessons,
            intake,
            tallies,
            entries: Vec::new(),
            no: 0,
        };
        match self.shape {
            Shape::Long => marks.long(),
            Shape::Day => marks.day(),
            Shape::Wide => marks.wide(),
            Shape::String => marks.string(),
            Shape::Summary => {}
        }
        let mut entries = marks.entries;
        let alone = entries.len() == 1;
        for entry in &mut entries {
            entry.alone = alone;
        }
        entries
    }
}

struct Marks<'r, 'f> {
    row: Row<'r>,
    shape: Shape,
    lessons: bool,
    intake: &'f mut Intake,
    tallies: &'f mut Tallies,
    entries: Vec<Entry<'r>>,
    no: i32,
}

impl<'r> Marks<'r, '_> {
    fn at(&self) -> Position {
        self.row.at
    }

    fn text(&self, field: usize) -> &'r str {
        self.row.get(field).unwrap_or_default()
    }

    fn date(&mut self, field: usize) -> Option<i32> {
        let text = self.row.get(field);
        self.intake.cell(&FIELDS[field], text, self.row.at).day()
    }

    fn tally(&mut self, report: crate::layout::Report, field: usize) {
        let (item, at) = (Some(FIELDS[field].item()), self.at());
        self.tallies.add(report, item, None, at, Some(self.row.no));
    }

    fn long(&mut self) {
        let told = match self.text(SESSION).trim() {
            "" => marks::session(self.text(LESSON), true),
            session => marks::session(session, self.lessons),
        };
        if told == Session::Lesson {
            self.tally(rules::LESSON, SESSION);
            return;
        }
        let day = self.date(DATE);
        let text = self.text(CODE);
        if self.both(text, day, CODE) {
            return;
        }
        let half = match told {
            Session::Half(half) => Some(half),
            Session::Lesson | Session::Unknown => None,
        };
        if half.is_none() && marks::mark(text).is_some() {
            let (at, raw) = (self.at(), self.text(SESSION).trim());
            let report = rules::SESSION_UNKNOWN;
            self.intake.report(report, &FIELDS[SESSION], raw, at);
        }
        self.push(text, day, half, CODE);
    }

    fn day(&mut self) {
        let day = self.date(DATE);
        let text = self.text(CODE);
        if let Some((am, pm)) = marks::day(text) {
            self.push(am, day, Some(Half::Am), CODE);
            self.push(pm, day, Some(Half::Pm), CODE);
            return;
        }
        // Of one mark in a cell for two, only these say which.
        let half = match marks::mark(text).as_ref().map(|mark| &*mark.code) {
            Some("/") => Some(Half::Am),
            Some("\\") => Some(Half::Pm),
            Some(code) => {
                let at = self.at();
                let report = rules::SESSION_UNKNOWN;
                self.intake.report(report, &FIELDS[CODE], code, at);
                None
            }
            None => None,
        };
        self.push(text, day, half, CODE);
    }

    fn wide(&mut self) {
        let day = self.date(DATE);
        for (field, half) in [(AM, Half::Am), (PM, Half::Pm)] {
            let text = self.text(field);
            let other = if field == AM { PM } else { AM };
            // Where one cell has both marks, the blank other is not a session without a mark.
            let in_other = marks::day(self.text(other)).is_some() && marks::mark(text).is_none();
            if !in_other && !self.both(text, day, field) {
                self.push(text, day, Some(half), field);
            }
        }
    }

    fn string(&mut self) {
        let Some(first) = self.date(START_DATE) else {
            let (at, raw) = (self.at(), self.text(START_DATE).trim());
            let report = rules::START_MISSING;
            self.intake.report(report, &FIELDS[START_DATE], raw, at);
            return;
        };
        let last = self.date(END_DATE);
        let days = last.map(|last| usize::try_from(last - first + 1).unwrap_or(0));
        let text = self.text(MARKS);
        let report = match marks::string(text, days) {
            Ok(marks) => {
                for (place, mark) in (0..).zip(marks) {
                    let half = if place % 2 == 0 { Half::Am } else { Half::Pm };
                    self.push(mark, Some(first + place / 2), Some(half), MARKS);
                }
                return;
            }
            Err(Unreadable::Length) => rules::MARKS_LENGTH,
            Err(Unreadable::TwoCharacters) => rules::MARKS_TWO_CHARACTERS,
        };
        let at = self.at();
        self.intake.report(report, &FIELDS[MARKS], text.trim(), at);
    }

    /// Reads a cell for one mark that holds both of the day.
    fn both(&mut self, text: &'r str, day: Option<i32>, field: usize) -> bool {
        let Some((am, pm)) = marks::day(text) else {
            return false;
        };
        let (item, at) = (Some(FIELDS[field].item()), self.at());
        let (told, row) = (Some(text.trim()), Some(self.row.no));
        self.tallies.add(rules::BOTH_IN_ONE, item, told, at, row);
        self.push(am, day, Some(Half::Am), field);
        self.push(pm, day, Some(Half::Pm), field);
        true
    }

    fn push(&mut self, text: &'r str, day: Option<i32>, half: Option<Half>, field: usize) {
        self.no += 1;
        let of_string = self.shape == Shape::String;
        let Some(mark) = marks::mark(text) else {
            // A string holds every day, those without school as well.
            if !of_string {
                self.tally(rules::NO_MARK, field);
            }
            return;
        };
        let at = self.at();
        if !of_string && text.trim().len() < text.len() {
            self.intake
                .notice(Departure::TrimmedValue, &FIELDS[field], at);
        }
        match mark.mended {
            Some(Mended::Case) => self.intake.notice(Departure::CodeCase, &FIELDS[field], at),
            Some(Mended::Zero) => self.tally(rules::ZERO, field),
            Some(Mended::Backslashes) => self.tally(rules::BACKSLASHES, field),
            None => {}
        }
        let meaning = codes::meaning(&mark.code, day);
        if meaning.counts.is_none() {
            let report = rules::CODE_UNKNOWN;
            self.intake.report(report, &FIELDS[field], text.trim(), at);
        }
        self.entries.push(Entry {
            no: self.no,
            day,
            half,
            code: mark.code,
            meaning,
            alone: false,
        });
    }
}
