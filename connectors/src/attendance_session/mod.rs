//! Registers of attendance: a code for each pupil and session, as schools' systems export them.
//!
//! All shapes become one row per pupil, date and session in [`schema::SESSIONS`], but for the
//! last, which has no codes and goes to [`schema::SUMMARY`]:
//!
//! | shape | headings it is known by, beside `UPN` or `PupilID` |
//! |---|---|
//! | long | `Date`, `Session` (AM, PM, 1, 2) or `Period`, `Code`; perhaps `MinutesLate`, `LastEdited` |
//! | wide | `Date`, `AM`, `PM` |
//! | day | `Date`, `Code` with both marks in a cell, as `/\` |
//! | string of marks | `StartDate`, `Marks` with two marks for each day from then on; perhaps `EndDate` |
//! | summary | `Possible`, `Authorised`, `Unauthorised`; perhaps `Attended`, `Late`, `StartDate`, `EndDate` |
//!
//! No standard fixes these headings; [`schema::FIELDS`] has the other spellings that are known.
//! `URN` is wanted in each: a pupil at two schools has two registers. `EntryDate` and
//! `LeavingDate` are used to find marks off roll, and not kept.
//!
//! A code is classified by itself and the date ([`codes`]), never by what the exporting system
//! says of it. Of a session that stands in a file twice the later edit is kept where the file
//! says when marks were changed, or else the absence.
//!
//! Not read: comments and names, which are not kept; marks of lessons; and categories of codes.
//! Not judged here, since they need more than one file or the school's calendar: the age filter,
//! dual registration, and runs of absence.
//!
//! **Identity.** The files do not say their authority. The year is the academic year of most
//! dates. The period is the first and last of its dates, and the school's URN where the file is
//! of one school, so that neither the file of other weeks nor that of another school takes the
//! place of an earlier one. Where the dates of two files overlap, both are there.
//!
//! The file is read several times; what is held in memory meanwhile is told in `survey.rs`, about
//! 600 bytes a pupil and year. Sessions that stand in a file more than once are held back to its
//! end, about 200 bytes each.
//!
//! A number in the column of sessions is one of the two sessions only where no number above 2
//! stands in the file: otherwise it numbers lessons.

pub mod codes;
mod entries;
mod identity;
mod judge;
mod marks;
pub mod rules;
pub mod schema;
mod summary;
mod survey;
mod write;

use cohort_catalog::TableDef;

use crate::csv::Headings;
use crate::error::ConnectorError;
use crate::finding::Finding;
use crate::layout::{Field, Intake, Style};
use crate::rows::Tables;
use crate::sheet::{self, Row, Sheet, Tallies};
use crate::value::{DateForm, DateForms};
use crate::{Connector, FileKind, Files, Given, Identity, Sink, Summary};

use entries::{Reading, Shape, Who};
use judge::Judge;
use schema::{
    AM, AUTHORISED, CODE, DATE, FIELDS, LESSON, MARKS, PM, POSSIBLE, PUPIL_ID, SESSION, START_DATE,
    TABLES, UNAUTHORISED, UPN, URN,
};
use survey::{Seen, Survey};
use write::{Mark, Writer};

/// Reads registers of attendance.
#[derive(Debug, Clone, Copy)]
pub struct AttendanceSession;

const TITLE: &str = "Register of attendance";

/// No standard says how these systems write a date; only what a spreadsheet did is reported.
const STYLE: Style = Style {
    dates: DateForms {
        expected: &[
            DateForm::Iso,
            DateForm::IsoTime,
            DateForm::DayFirst,
            DateForm::DayFirstTime,
        ],
        accepted: &[
            DateForm::DayFirstDash,
            DateForm::TwoDigitYear,
            DateForm::Compact,
            DateForm::MonthName,
            DateForm::Serial,
        ],
    },
    nulls: &[],
};

impl Connector for AttendanceSession {
    fn name(&self) -> &'static str {
        "attendance_session"
    }

    fn title(&self) -> &'static str {
        TITLE
    }

    fn form(&self) -> &'static str {
        "CSV of registers or of totals per pupil, with --la"
    }

    fn tables(&self) -> &'static [&'static TableDef] {
        TABLES
    }

    fn items(&self) -> Vec<(&'static TableDef, &'static [Field])> {
        let tables = self.tables().iter();
        tables.map(|table| (*table, &schema::FIELDS[..])).collect()
    }

    fn recognises(&self, head: &str) -> Option<FileKind> {
        sheet::recognises(head, &FIELDS, accepts).then_some(FileKind::Whole)
    }

    fn identify(&self, files: &mut dyn Files, given: Given) -> Result<Identity, ConnectorError> {
        identity::identify(files, given)
    }

    fn read(
        &self,
        files: &mut dyn Files,
        identity: &Identity,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ConnectorError> {
        let mut intake = Intake::new(identity.year, STYLE);
        let mut tables = Tables::new(TABLES);
        let mut tallies = Tallies::default();
        let sheet = Sheet::open(files.open(0)?, TITLE, &FIELDS, accepts)?;
        sheet.judge_headings(&mut intake, &FIELDS, &[URN]);
        let (shape, header_at) = (shape(sheet.headings()), sheet.header_at());
        let (children, rows) = if shape == Some(Shape::Summary) {
            summary::read(
                sheet,
                identity.year,
                &mut intake,
                &mut tallies,
                &mut tables,
                sink,
            )?
        } else {
            drop(sheet);
            let plain = survey(files, identity.year, false)?;
            let lessons = plain.is_none();
            let second = SecondReading {
                survey: match plain {
                    Some(survey) => survey,
                    None => survey(files, identity.year, true)?.unwrap_or_default(),
                },
                lessons,
                intake: &mut intake,
                tallies: &mut tallies,
                tables: &mut tables,
            };
            second.read(files, sink)?
        };
        intake.child(None, None);
        if rows == 0 {
            let (rule, severity, message) = rules::NO_ROWS;
            intake.add(Finding::new(rule, severity, message, header_at));
        }
        tallies.finish(&mut intake);
        tables.finish(sink)?;
        intake.finish(sink)?;
        Ok(Summary::of(children))
    }
}

fn accepts(headings: &Headings) -> bool {
    shape(headings).is_some()
}

/// The shape of a file, by its headings.
fn shape(headings: &Headings) -> Option<Shape> {
    let has = |fields: &[usize]| fields.iter().all(|field| headings.has(*field));
    if !has(&[UPN]) && !has(&[PUPIL_ID]) {
        None
    } else if has(&[MARKS, START_DATE]) {
        Some(Shape::String)
    } else if has(&[DATE, AM, PM]) {
        Some(Shape::Wide)
    } else if has(&[DATE, CODE]) && (has(&[SESSION]) || has(&[LESSON])) {
        Some(Shape::Long)
    } else if has(&[DATE, CODE]) {
        Some(Shape::Day)
    } else if has(&[POSSIBLE, AUTHORISED, UNAUTHORISED]) {
        Some(Shape::Summary)
    } else {
        None
    }
}

/// Takes findings nowhere: those of the first reading are those of the second.
struct Nowhere;

impl Sink for Nowhere {
    fn batch(
        &mut self,
        _: &'static TableDef,
        _: arrow::array::RecordBatch,
    ) -> Result<(), ConnectorError> {
        Ok(())
    }

    fn finding(&mut self, _: Finding) -> Result<(), ConnectorError> {
        Ok(())
    }
}

/// Whether a row's session is the number of a lesson: then 1 and 2 are lessons as well, in all
/// rows. It shows only here, so a file is read as if it had none, and again where it has.
fn is_of_lesson(shape: Shape, row: &Row<'_>) -> bool {
    shape == Shape::Long && row.get(SESSION).is_some_and(marks::is_lesson_number)
}

/// The first reading; `None` where it meets the number of a lesson and was not to know of them.
fn survey(
    files: &mut dyn Files,
    year: i16,
    lessons: bool,
) -> Result<Option<Survey>, ConnectorError> {
    let mut survey = Survey::default();
    let mut sheet = Sheet::open(files.open(0)?, TITLE, &FIELDS, accepts)?;
    let mut intake = Intake::new(year, STYLE);
    let mut tallies = Tallies::default();
    let Some(shape) = shape(sheet.headings()) else {
        return Ok(Some(survey));
    };
    let mut reading = Reading::new(shape, lessons);
    while let Some(row) = sheet.row()? {
        if !lessons && is_of_lesson(shape, &row) {
            return Ok(None);
        }
        if row.blank || !row.fits(&mut intake) {
            continue;
        }
        let who = Who::of(&row, &mut intake);
        let pupil = survey.pupil(who.id(), who.urn.text(), row.no, row.at);
        for entry in reading.entries(&row, &mut intake, &mut tallies) {
            if let (Some(pupil), Some(day), Some(half)) = (pupil, entry.day, entry.half) {
                let seen = Seen {
                    day,
                    half,
                    code: &entry.code,
                    counts: entry.meaning.counts,
                    at: row.at,
                };
                survey.see(pupil, seen);
            }
        }
        intake.hand_on(&mut Nowhere)?;
    }
    Ok(Some(survey))
}

/// The second reading: judges and writes.
struct SecondReading<'f> {
    survey: Survey,
    lessons: bool,
    intake: &'f mut Intake,
    tallies: &'f mut Tallies,
    tables: &'f mut Tables,
}

impl SecondReading<'_> {
    /// Gives the numbers of pupils and rows.
    fn read(
        mut self,
        files: &mut dyn Files,
        sink: &mut dyn Sink,
    ) -> Result<(u64, u32), ConnectorError> {
        let mut sheet = Sheet::open(files.open(0)?, TITLE, &FIELDS, accepts)?;
        let Some(shape) = shape(sheet.headings()) else {
            return Ok((0, 0));
        };
        let mut reading = Reading::new(shape, self.lessons);
        let mut judge = Judge::default();
        let mut writer = Writer::default();
        self.intake.table(Some("attendance.session"));
        while let Some(row) = sheet.row()? {
            self.intake.child(Some(row.no), None);
            if !row.blank && row.fits(self.intake) {
                self.row(&row, &mut reading, &mut judge, &mut writer);
            }
            self.tables.hand_on(row.at.byte, sink)?;
            self.intake.hand_on(sink)?;
        }
        let rows = sheet.rows();
        writer.finish(self.tables, sink)?;
        self.intake.child(None, None);
        judge.finish(&self.survey, self.intake, self.tallies);
        Ok((self.survey.pupils(), rows))
    }

    fn row(
        &mut self,
        row: &Row<'_>,
        reading: &mut Reading,
        judge: &mut Judge,
        writer: &mut Writer,
    ) {
        let SecondReading {
            survey,
            intake,
            tallies,
            tables,
            ..
        } = self;
        let who = Who::of(row, intake);
        intake.child(Some(row.no), who.id());
        let pupil = survey.pupil(who.id(), who.urn.text(), row.no, row.at);
        judge.pupil(&who, pupil, row.at, intake);
        let roll = reading.roll(row, intake);
        let edited = reading.edited(row);
        let minutes = reading.minutes(row, intake);
        for entry in reading.entries(row, intake, tallies) {
            judge.entry(&entry, pupil, survey, roll, row.at, intake, tallies);
            let minutes = minutes.filter(|_| entry.alone);
            let mark = Mark::of(&entry, &who, row.no, minutes);
            match (pupil, entry.day, entry.half) {
                (Some(pupil), Some(day), Some(half)) if survey.is_twice(pupil, day, half) => {
                    let mark = mark.held(edited.clone());
                    writer.hold((pupil, day, half), mark, row.at, intake, tallies);
                }
                _ => mark.write(tables),
            }
        }
    }
}

#[cfg(test)]
mod tests;
