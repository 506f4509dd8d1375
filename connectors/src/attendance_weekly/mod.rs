//! The DfE's figures of daily attendance, published weekly: sessions by week, area, phase and
//! reason, of the whole country.
//!
//! Read: the CSV of the release, every column. The counts of sessions and their share are NULL
//! where the release shows a symbol (`x` missing, `z` not applicable, `c` suppressed, `low`
//! small); the symbol stands in the column beside. Columns of place hold NULL for `z`.
//!
//! It is no authority's return, so `la_code` is 0 whatever the operator says; the authority a
//! row is about is `area_la_code`. A release holds the whole academic year so far, so a later
//! one of the year replaces it \[choice\]; of a file with several years all rows are kept under
//! the latest.
//!
//! Held in memory: 16 bytes for each row, for the rule on repeated rows.

pub mod rules;
pub mod schema;

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use cohort_catalog::TableDef;

use crate::csv::Headings;
use crate::finding::Finding;
use crate::layout::{Cell, Field, Intake, Style};
use crate::rows::Tables;
use crate::sheet::{self, Row, Sheet, Tallies};
use crate::value::{self, DateForm, DateForms};
use crate::{Connector, ConnectorError, FileKind, Files, Given, Identity, Sink, Summary};

use schema::{
    COUNT, COUNT_SYMBOL, FIELDS, PERCENT, PERCENT_SYMBOL, PLACES, REASON, REFERENCE_DATE, STATUS,
    TABLES, TIME_IDENTIFIER, TIME_PERIOD, TYPE,
};

/// Reads the weekly release on attendance.
#[derive(Debug, Clone, Copy)]
pub struct AttendanceWeekly;

const TITLE: &str = "Weekly attendance in schools";
/// The whole country: no authority has this number.
const EVERYWHERE: i16 = 0;

const STYLE: Style = Style {
    dates: DateForms {
        expected: &[DateForm::Iso],
        accepted: &[
            DateForm::IsoTime,
            DateForm::DayFirst,
            DateForm::DayFirstTime,
            DateForm::DayFirstDash,
            DateForm::Compact,
            DateForm::MonthName,
            DateForm::Serial,
        ],
    },
    nulls: &[],
};

/// Stands for a number in the release.
const SYMBOLS: &[&str] = &["x", "z", "c", "low"];

impl Connector for AttendanceWeekly {
    fn name(&self) -> &'static str {
        "attendance_weekly"
    }

    fn title(&self) -> &'static str {
        TITLE
    }

    fn form(&self) -> &'static str {
        "CSV of the weekly publication"
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
        let mut sheet = Sheet::open(files.open(0)?, TITLE, &FIELDS, accepts)?;
        let mut latest = None;
        while let Some(row) = sheet.row()? {
            latest = latest.max(year(&row));
        }
        Ok(Identity {
            la_code: EVERYWHERE,
            year: given
                .year
                .or(latest)
                .ok_or(ConnectorError::IdentityMissing {
                    what: "year",
                    option: "--year",
                })?,
            ..Identity::default()
        })
    }

    fn read(
        &self,
        files: &mut dyn Files,
        identity: &Identity,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ConnectorError> {
        let mut sheet = Sheet::open(files.open(0)?, TITLE, &FIELDS, accepts)?;
        let mut intake = Intake::new(identity.year, STYLE);
        let mut tables = Tables::new(TABLES);
        let mut tallies = Tallies::default();
        let mut seen = HashMap::new();
        sheet.judge_headings(&mut intake, &FIELDS, schema::PUBLISHED);
        intake.table(Some("attendance.weekly"));
        while let Some(row) = sheet.row()? {
            intake.child(Some(row.no), None);
            if row.blank || !row.fits(&mut intake) {
                continue;
            }
            rules::judge_year(year(&row), identity.year, row.at, &mut intake, &mut tallies);
            if is_new(&row, &mut seen, &mut intake) {
                write(&row, &mut tables, &mut intake);
            }
            tables.hand_on(row.at.byte, sink)?;
            intake.hand_on(sink)?;
        }
        intake.child(None, None);
        if sheet.rows() == 0 {
            let (rule, severity, message) = rules::NO_ROWS;
            intake.add(Finding::new(rule, severity, message, sheet.header_at()));
        }
        let children = u64::from(sheet.rows());
        tallies.finish(&mut intake);
        tables.finish(sink)?;
        intake.finish(sink)?;
        Ok(Summary::of(children))
    }
}

/// A count of sessions by what they were, at a time.
fn accepts(headings: &Headings) -> bool {
    let kind = [STATUS, TYPE, REASON]
        .iter()
        .any(|field| headings.has(*field));
    kind && headings.has(COUNT) && headings.has(TIME_PERIOD)
}

fn text<'r>(row: &Row<'r>, field: usize) -> &'r str {
    row.get(field).unwrap_or_default().trim()
}

/// The year in which the academic year of a row ends: that of its date, or else of its period.
/// The weeks of a calendar year from the 32nd on, in August, belong to the next academic year.
fn year(row: &Row<'_>) -> Option<i16> {
    let plausible = |year: &i16| (2010..=2099).contains(year);
    let date = text(row, REFERENCE_DATE).as_bytes();
    if let Some((written, _)) = value::date_in(date, STYLE.dates) {
        let year = cohort_udfs::dates::year_of(written.day)?;
        return i16::try_from(year).ok().filter(plausible);
    }
    let period = text(row, TIME_PERIOD);
    let first: i16 = period.get(..4)?.parse().ok()?;
    let ends = match period.len() {
        6 => first.checked_add(1)?,
        4 => {
            let identifier = text(row, TIME_IDENTIFIER).to_ascii_lowercase();
            let week: i16 = identifier.strip_prefix("week")?.trim().parse().ok()?;
            first.checked_add(i16::from(week >= 32))?
        }
        _ => return None,
    };
    Some(ends).filter(plausible)
}

/// Whether the row says something not said before. `seen` holds for each observation what its
/// first row said of it, both as hashes.
fn is_new(row: &Row<'_>, seen: &mut HashMap<u64, u64>, intake: &mut Intake) -> bool {
    let hash = |fields: &mut dyn Iterator<Item = usize>| {
        let mut hasher = DefaultHasher::new();
        for field in fields {
            text(row, field).to_ascii_lowercase().hash(&mut hasher);
        }
        hasher.finish()
    };
    let observation = hash(&mut (0..COUNT));
    let said = hash(&mut [COUNT, PERCENT].into_iter());
    let Some(first) = seen.get(&observation) else {
        seen.insert(observation, said);
        return true;
    };
    let repeated = *first == said;
    let (rule, severity, message) = if repeated {
        rules::DUPLICATE_ROW
    } else {
        rules::OBSERVATION_TWICE
    };
    intake.add(Finding::new(rule, severity, message, row.at));
    !repeated
}

fn write(row: &Row<'_>, tables: &mut Tables, intake: &mut Intake) {
    let count = symbol(row, COUNT);
    let percent = symbol(row, PERCENT);
    let number = count.is_none().then(|| whole(row, intake)).flatten();
    let share = match percent {
        Some(_) => Cell::EMPTY,
        None => intake.cell(&FIELDS[PERCENT], row.get(PERCENT), row.at),
    };
    rules::judge_share(&share, intake);
    let mut written = tables.row(0).int(i32::try_from(row.no).ok());
    for (field, def) in FIELDS.iter().enumerate() {
        written = match field {
            COUNT => written.big(number),
            COUNT_SYMBOL => written.text(count),
            PERCENT => written.cell(&share),
            PERCENT_SYMBOL => written.text(percent),
            // A place that does not apply has no code.
            _ if PLACES.contains(&field) && symbol(row, field).is_some() => {
                written.cell(&Cell::EMPTY)
            }
            _ => written.cell(&intake.cell(def, row.get(field), row.at)),
        };
    }
    written.end();
}

fn symbol(row: &Row<'_>, field: usize) -> Option<&'static str> {
    let found = text(row, field);
    let mut symbols = SYMBOLS.iter().copied();
    symbols.find(|symbol| symbol.eq_ignore_ascii_case(found))
}

/// The count of sessions: that of a year passes what 32 bits hold.
fn whole(row: &Row<'_>, intake: &mut Intake) -> Option<i64> {
    let raw = text(row, COUNT);
    let digits = raw.strip_suffix(".0").unwrap_or(raw);
    let plain = (1..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    let number = plain.then(|| digits.parse().ok()).flatten();
    if number.is_none() && !raw.is_empty() {
        intake.report(rules::COUNT_FORMAT, &FIELDS[COUNT], raw, row.at);
    }
    number
}

#[cfg(test)]
mod tests;
