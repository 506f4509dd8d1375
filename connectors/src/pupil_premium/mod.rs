//! The pupil premium download: each pupil who attracts pupil premium in a financial year.
//!
//! Schools and authorities download it from the DfE as CSV. Read: the present form and the older
//! one (headings without spaces, `Gender` for `Sex`, any order), and the further-education
//! variant, which has `ULN` in place of `UPN` and may name an academic year instead of the
//! financial one. One row of [`schema::PUPIL_PREMIUM`] per row of the file; the flags stand as
//! given. Of a child with several rows a flag holds where any of them says so.
//!
//! Not read: what the further-education variant says of special educational needs, whose
//! headings are not known here (`column_unknown` counts them). Not judged here, since it needs
//! other data: how many of the pupils are on the authority's census, and what the absence of a
//! pupil from the file means.
//!
//! Fits in memory whatever its size but for one small set: who was listed for which financial
//! year with which flags, 50 to 100 bytes a pupil, for the rule on repeated rows.

mod amount;
pub mod rules;
pub mod schema;
mod years;

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use ahash::RandomState;
use cohort_catalog::TableDef;

use crate::finding::Finding;
use crate::hash::FastMap;
use crate::layout::{Cell, Field, Intake, Report, Style, Value};
use crate::rows::Tables;
use crate::sheet::{self, Row, Sheet, Tallies};
use crate::value::{DateForm, DateForms};
use crate::{Connector, ConnectorError, FileKind, Files, Given, Identity, Sink, Summary};

use rules::Facts;
use schema::{
    ACADEMIC_YEAR, AMOUNT, ANCHORS, FIELDS, FLAGS, FY_END, FY_START, LENGTH, TABLES, ULN, UPN,
};

/// Reads the pupil premium download.
#[derive(Debug, Clone, Copy)]
pub struct PupilPremium;

const TITLE: &str = "Pupil premium download";

/// Dates come as the DfE writes them and as a spreadsheet left them.
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
    nulls: &["NULL"],
};

impl Connector for PupilPremium {
    fn name(&self) -> &'static str {
        "pupil_premium"
    }

    fn title(&self) -> &'static str {
        TITLE
    }

    fn form(&self) -> &'static str {
        "CSV of the DfE download, with --la"
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

    /// The authority is not in the file. The year is the one that most rows are of; of two with
    /// as many, the later.
    fn identify(&self, files: &mut dyn Files, given: Given) -> Result<Identity, ConnectorError> {
        let most = most_frequent(files.open(0)?)?;
        let missing = |what, option| ConnectorError::IdentityMissing { what, option };
        let year = given.year.or(most);
        Ok(Identity {
            la_code: given
                .la_code
                .ok_or_else(|| missing("local authority", "--la"))?,
            year: year.ok_or_else(|| missing("year", "--year"))?,
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
        let mut listed = Listed::default();
        sheet.judge_headings(&mut intake, &FIELDS, expected(&sheet));
        intake.table(Some("census.pupil_premium"));
        while let Some(row) = sheet.row()? {
            if row.blank {
                continue;
            }
            let row = mended(row);
            intake.child(Some(row.no), None);
            if !row.fits(&mut intake) {
                continue;
            }
            let cells = cells(&row, &mut intake, &mut tallies);
            intake.child(Some(row.no), id(&cells));
            let facts = Facts::of(&cells, identity.year);
            rules::check(&facts, &mut intake, &mut tallies, row.at);
            if listed.is_new(&facts, &mut intake) {
                let written = tables.row(0).int(i32::try_from(row.no).ok());
                let financial_year = facts.year.map(years::name);
                written.text(financial_year.as_deref()).cells(&cells).end();
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

/// A pupil's number and two headings that no other file has.
fn accepts(headings: &crate::csv::Headings) -> bool {
    let own = ANCHORS.iter().filter(|field| headings.has(**field)).count();
    own >= 2 && (headings.has(UPN) || headings.has(ULN))
}

/// The published columns whose lack is worth a word: the further-education variant has others.
fn expected(sheet: &Sheet<'_>) -> &'static [usize] {
    if sheet.headings().has(ULN) && !sheet.headings().has(UPN) {
        &[]
    } else {
        schema::PUBLISHED
    }
}

fn most_frequent(input: &mut crate::input::Decoded) -> Result<Option<i16>, ConnectorError> {
    let mut sheet = Sheet::open(input, TITLE, &FIELDS, accepts)?;
    let mut counts: HashMap<i16, u64> = HashMap::new();
    while let Some(row) = sheet.row()? {
        let row = mended(row);
        let text = |field| row.get(field).unwrap_or_default().trim();
        if let Some(year) = years::of(text(FY_START), text(FY_END), text(ACADEMIC_YEAR)) {
            *counts.entry(year).or_default() += 1;
        }
    }
    let most = counts
        .into_iter()
        .max_by_key(|(year, count)| (*count, *year));
    Ok(most.map(|(year, _)| year))
}

/// An amount such as `£1,480.00` that was written without quotes is two values; joined again.
fn mended(row: Row<'_>) -> Row<'_> {
    if row.surplus() != 1 {
        return row;
    }
    match row.place(AMOUNT) {
        Some(place) if joined_amount(&row, place).is_some() => row.joined(place),
        _ => row,
    }
}

fn joined_amount(row: &Row<'_>, place: usize) -> Option<f64> {
    let (pounds, rest) = (row.record.get(place)?, row.record.get(place + 1)?);
    amount::pounds(&format!("{},{}", pounds.trim(), rest.trim()))
}

fn cells<'r>(row: &Row<'r>, intake: &mut Intake, tallies: &mut Tallies) -> [Cell<'r>; LENGTH] {
    std::array::from_fn(|field| {
        let text = row.get(field).map(str::trim);
        let raw = text.unwrap_or_default();
        let told = |value| Cell {
            value,
            raw,
            at: row.at,
        };
        let item = Some(FIELDS[field].item());
        let tally = |tallies: &mut Tallies, report: Report| {
            tallies.add(report, item, None, row.at, Some(row.no));
        };
        match field {
            AMOUNT => {
                let joined = row.joined_at().and_then(|place| joined_amount(row, place));
                let Some(pounds) = joined.or_else(|| amount::pounds(raw)) else {
                    return intake.cell(&FIELDS[field], text, row.at);
                };
                if joined.is_some() || raw.contains(['£', ',']) {
                    tally(tallies, rules::AMOUNT_FORM);
                }
                told(Value::Decimal(pounds))
            }
            FY_START | FY_END => match years::month_first(raw, field == FY_START) {
                Some(day) => {
                    tally(tallies, rules::MONTH_FIRST);
                    told(Value::Day(day))
                }
                None => intake.cell(&FIELDS[field], text, row.at),
            },
            _ => intake.cell(&FIELDS[field], row.get(field), row.at),
        }
    })
}

fn id<'c>(cells: &'c [Cell<'_>; LENGTH]) -> Option<&'c str> {
    cells[UPN].text().or(cells[ULN].text())
}

/// Who was listed for which financial year, and with which flags.
#[derive(Default)]
struct Listed {
    /// By number and year, as a hash that two have in common by chance once in some 10^19 pairs:
    /// each way in which the four flags were given, as one bit (of 81), and what else the first
    /// row said.
    seen: FastMap<u64, (u128, u64)>,
    hashes: RandomState,
}

impl Listed {
    /// Whether the row is to be kept: it is not where the pupil was listed for the year with the
    /// same flags. Without a number nobody can say so.
    fn is_new(&mut self, facts: &Facts<'_>, intake: &mut Intake) -> bool {
        let Some(id) = facts.id else {
            return true;
        };
        let way = FLAGS.iter().fold(0, |way, field| {
            way * 3 + facts.flag(*field).map_or(0, |flag| 1 + u32::from(flag))
        });
        let bit = 1u128 << way;
        let print = facts.fingerprint();
        let (ways, first) = match self.seen.entry(self.hashes.hash_one((id, facts.year))) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                entry.insert((bit, print));
                return true;
            }
        };
        let is_new = *ways & bit == 0;
        let report = match (is_new, *first == print) {
            (true, _) => rules::DUPLICATE_FLAGS,
            (false, true) => rules::DUPLICATE_ROW,
            (false, false) => rules::DUPLICATE_ROW_DIFFERS,
        };
        *ways |= bit;
        intake.report(report, &FIELDS[facts.id_field], id, facts.at);
        is_new
    }
}

#[cfg(test)]
mod tests;
