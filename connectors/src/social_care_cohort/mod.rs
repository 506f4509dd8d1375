//! Which children are in a group of social care, as a list beside the registers: by it the
//! attendance of children in need, on a plan and looked after is set against that of others.
//!
//! An authority makes the list itself, so no standard fixes its headings. Read: a row per child
//! with `UPN` or `LAChildID`, and either a `Group` (one, or several with `;` or `/` between
//! them) or a column for each group (`CIN`, `CINPlan`, `CPP`, `CLA`, `SocialWorker`, `PLAC`) with
//! yes or no; perhaps `StartDate`, `EndDate`, and the day of the list, `AsAtDate`. Every heading
//! must be known ([`schema::FIELDS`] has the other spellings), so that no
//! file of attendance that shows such flags is taken for a list. Names, birth dates and schools
//! are not kept.
//!
//! The list does not say its authority. Its year is the academic year of its day, or else what
//! the operator says: the day a child joined a group says nothing of the list. A later list of
//! the year takes the place of an earlier one, for the cohort in use is the one loaded last.
//!
//! Held in memory: 8 bytes for each row, for the rule on repeated rows.

pub mod rules;
pub mod schema;

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use cohort_catalog::TableDef;
use cohort_udfs::{dates, upn};

use crate::csv::{Headings, normal};
use crate::finding::Finding;
use crate::layout::{Cell, Field, Intake, Report, Style};
use crate::rows::Tables;
use crate::sheet::{self, Row, Sheet, Tallies};
use crate::value::{self, DateForm, DateForms};
use crate::{Connector, ConnectorError, FileKind, Files, Given, Identity, Sink, Summary};

use schema::{AS_AT, END_DATE, FIELDS, FLAGS, GROUP, GROUPS, LA_CHILD_ID, START_DATE, TABLES, UPN};

/// Reads lists of children in groups of social care.
#[derive(Debug, Clone, Copy)]
pub struct SocialCareCohort;

const TITLE: &str = "Social care cohort";

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

impl Connector for SocialCareCohort {
    fn name(&self) -> &'static str {
        "social_care_cohort"
    }

    fn title(&self) -> &'static str {
        TITLE
    }

    fn form(&self) -> &'static str {
        "CSV list of children in groups of social care, with --la and --year unless it has a date"
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
            let text = row.get(AS_AT).unwrap_or_default().trim();
            let written = value::date_in(text.as_bytes(), STYLE.dates);
            latest = latest.max(written.map(|(written, _)| written.day));
        }
        let of_list = latest.and_then(dates::year_of);
        let of_list = of_list.and_then(|year| i16::try_from(year).ok());
        let of_list = of_list.filter(|year| (2000..=2099).contains(year));
        let missing = |what, option| ConnectorError::IdentityMissing { what, option };
        let la_code = given.la_code;
        Ok(Identity {
            la_code: la_code.ok_or_else(|| missing("local authority", "--la"))?,
            year: given
                .year
                .or(of_list)
                .ok_or_else(|| missing("year", "--year"))?,
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
        let mut seen = HashSet::new();
        sheet.judge_headings(&mut intake, &FIELDS, &[]);
        intake.table(Some("attendance.cohort"));
        while let Some(row) = sheet.row()? {
            intake.child(Some(row.no), None);
            if row.blank || !row.fits(&mut intake) {
                continue;
            }
            read_row(&row, &mut seen, &mut intake, &mut tallies, &mut tables);
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

fn accepts(headings: &Headings) -> bool {
    let child = headings.has(UPN) || headings.has(LA_CHILD_ID);
    let group = headings.has(GROUP) || FLAGS.iter().any(|(field, _)| headings.has(*field));
    child && group && headings.unknown.is_empty()
}

fn read_row(
    row: &Row<'_>,
    seen: &mut HashSet<u64>,
    intake: &mut Intake,
    tallies: &mut Tallies,
    tables: &mut Tables,
) {
    let mut cell = |field: usize| intake.cell(&FIELDS[field], row.get(field), row.at);
    let child = [cell(UPN), cell(LA_CHILD_ID)];
    let dates = [cell(START_DATE), cell(END_DATE), cell(AS_AT)];
    let id = child[1].text().or(child[0].text());
    intake.child(Some(row.no), id);
    judge(&child, &dates, row, intake);
    let groups = groups(row, intake);
    if groups.is_empty() {
        tallies.add(
            rules::GROUP_MISSING,
            Some("Group"),
            None,
            row.at,
            Some(row.no),
        );
    }
    for group in groups {
        let mut hasher = DefaultHasher::new();
        (child[0].text(), child[1].text(), &group).hash(&mut hasher);
        dates.each_ref().map(Cell::day).hash(&mut hasher);
        if id.is_some() && !seen.insert(hasher.finish()) {
            intake.report(rules::DUPLICATE_ROW, &FIELDS[GROUP], &group, row.at);
            continue;
        }
        let written = tables.row(0).int(i32::try_from(row.no).ok());
        written.cells(&child).text(Some(&group)).cells(&dates).end();
    }
}

/// The groups of a row, each once.
fn groups(row: &Row<'_>, intake: &mut Intake) -> Vec<String> {
    let mut groups: Vec<String> = Vec::new();
    let mut add = |group: String| {
        if !groups.contains(&group) {
            groups.push(group);
        }
    };
    for (field, group) in FLAGS {
        let flag = intake.cell(&FIELDS[*field], row.get(*field), row.at).flag();
        if flag == Some(true) {
            add((*group).to_owned());
        }
    }
    let parts = row
        .get(GROUP)
        .unwrap_or_default()
        .split([';', '/', '+', '|']);
    for part in parts.map(str::trim).filter(|part| !part.is_empty()) {
        let name = normal(part);
        let known = GROUPS
            .iter()
            .find(|(code, words)| *code == name || words.contains(&&name[..]));
        match known {
            Some((code, _)) => add((*code).to_owned()),
            None => {
                intake.report(rules::GROUP_UNKNOWN, &FIELDS[GROUP], part, row.at);
                add(value::code(part).into_owned());
            }
        }
    }
    groups
}

fn judge(child: &[Cell<'_>; 2], dates: &[Cell<'_>; 3], row: &Row<'_>, intake: &mut Intake) {
    let [start, end, as_at] = dates.each_ref().map(Cell::day);
    let mut report = |report: Report, field: usize, raw: &str| {
        intake.report(report, &FIELDS[field], raw, row.at);
    };
    match [child[0].text(), child[1].text()] {
        [None, None] => report(rules::CHILD_MISSING, UPN, ""),
        [Some(number), _] if upn::check(number).is_err() => {
            report(rules::UPN_INVALID, UPN, number);
        }
        _ => {}
    }
    if start.is_none() && as_at.is_none() {
        report(rules::DATE_MISSING, START_DATE, "");
    }
    if start.zip(end).is_some_and(|(start, end)| end < start) {
        report(rules::DATES_REVERSED, END_DATE, dates[1].raw);
    } else if let Some(day) = as_at
        && (start.is_some_and(|start| day < start) || end.is_some_and(|end| day > end))
    {
        report(rules::NOT_OPEN, AS_AT, dates[2].raw);
    }
}

#[cfg(test)]
mod tests;
