//! Whose and which marks a file holds.

use std::collections::BTreeMap;

use cohort_udfs::calendar;

use crate::error::ConnectorError;
use crate::layout::Intake;
use crate::sheet::{Sheet, Tallies};
use crate::{Files, Given, Identity};

use super::entries::{Reading, Shape, Who};
use super::schema::{END_DATE, FIELDS, START_DATE};
use super::survey::year_of;
use super::{Nowhere, STYLE, TITLE, accepts, is_of_lesson, shape};

/// Stands for the year while it is sought. Dates of registers are of this century.
const NO_YEAR: i16 = 2090;

/// The dates of one academic year.
#[derive(Clone, Copy)]
struct Extent {
    count: u64,
    first: i32,
    last: i32,
}

/// What a file shows of its identity.
#[derive(Default)]
struct Shown {
    years: BTreeMap<i16, Extent>,
    school: Option<Box<str>>,
    schools: bool,
}

impl Shown {
    fn date(&mut self, day: i32) {
        let Some(year) = year_of(day) else {
            return;
        };
        let extent = self.years.entry(year).or_insert(Extent {
            count: 0,
            first: day,
            last: day,
        });
        extent.count += 1;
        extent.first = extent.first.min(day);
        extent.last = extent.last.max(day);
    }

    fn school(&mut self, urn: Option<&str>) {
        let urn = urn.unwrap_or_default();
        match &self.school {
            None => self.school = Some(urn.into()),
            Some(school) if **school != *urn => self.schools = true,
            Some(_) => {}
        }
    }

    /// The year of most dates; of two with as many, the later.
    fn year(&self) -> Option<i16> {
        let most = self
            .years
            .iter()
            .max_by_key(|(year, dates)| (dates.count, **year));
        most.map(|(year, _)| *year)
    }

    fn period(&self, year: i16, shape: Shape) -> Option<String> {
        let mut parts: Vec<String> = Vec::new();
        if let Some(dates) = self.years.get(&year) {
            parts.extend([dates.first, dates.last].into_iter().filter_map(iso));
        }
        let school = self
            .school
            .as_deref()
            .filter(|urn| !urn.is_empty() && !self.schools);
        parts.extend(school.map(str::to_owned));
        if shape == Shape::Summary {
            parts.push("summary".to_owned());
        }
        (!parts.is_empty()).then(|| parts.join("/"))
    }
}

fn iso(day: i32) -> Option<String> {
    let (year, month, day) = calendar::civil(day)?;
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

pub(super) fn identify(files: &mut dyn Files, given: Given) -> Result<Identity, ConnectorError> {
    let (shown, shape) = match look(files, given, false)? {
        Some(found) => found,
        None => look(files, given, true)?.unwrap_or((Shown::default(), Shape::Long)),
    };
    let missing = |what, option| ConnectorError::IdentityMissing { what, option };
    let la_code = given
        .la_code
        .ok_or_else(|| missing("local authority", "--la"))?;
    let year = given.year.or(shown.year());
    let year = year.ok_or_else(|| missing("year", "--year"))?;
    Ok(Identity {
        la_code,
        year,
        period: shown.period(year, shape),
        ..Identity::default()
    })
}

/// Reads the file through; `None` where it meets the number of a lesson and was not to know of
/// them.
fn look(
    files: &mut dyn Files,
    given: Given,
    lessons: bool,
) -> Result<Option<(Shown, Shape)>, ConnectorError> {
    let mut sheet = Sheet::open(files.open(0)?, TITLE, &FIELDS, accepts)?;
    let mut intake = Intake::new(given.year.unwrap_or(NO_YEAR), STYLE);
    let mut tallies = Tallies::default();
    let mut shown = Shown::default();
    let shape = shape(sheet.headings()).unwrap_or(Shape::Long);
    let mut reading = Reading::new(shape, lessons);
    while let Some(row) = sheet.row()? {
        if !lessons && is_of_lesson(shape, &row) {
            return Ok(None);
        }
        if row.blank || !row.fits(&mut intake) {
            continue;
        }
        shown.school(Who::of(&row, &mut intake).urn.text());
        for entry in reading.entries(&row, &mut intake, &mut tallies) {
            entry.day.into_iter().for_each(|day| shown.date(day));
        }
        if shape == Shape::Summary {
            for field in [START_DATE, END_DATE] {
                let cell = intake.cell(&FIELDS[field], row.get(field), row.at);
                cell.day().into_iter().for_each(|day| shown.date(day));
            }
        }
        intake.hand_on(&mut Nowhere)?;
    }
    Ok(Some((shown, shape)))
}
