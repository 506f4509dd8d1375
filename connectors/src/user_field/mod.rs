//! Fields of pupils that an authority defines itself: any CSV with a column of UPNs and other
//! columns that no published dataset has.
//!
//! Each value becomes a row: the heading is the field's name, the value is kept as text, and as a
//! number or date where the whole text is one. Blank values have no row.
//!
//! Everything else is refused, so that a damaged file of a known dataset is not taken for such
//! fields: a file that another connector recognises, and one with a heading that is an item of
//! another dataset (names and birth dates among them). Therefore this connector stands last in
//! [`crate::CONNECTORS`]. The refusal is an error that lists the datasets; a heading that happens
//! to be a published one has to be renamed.
//!
//! The file says neither its authority nor its year. The period is the names of its fields: a
//! later file of the same fields takes the place of an earlier one, and no other does.
//!
//! Held in memory: the UPNs, about 50 bytes each, for the rule on repeated pupils.

pub mod rules;
pub mod schema;

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;

use cohort_catalog::TableDef;
use cohort_udfs::upn;

use crate::csv::{self, CsvReader, Record, normal};
use crate::finding::{Finding, Position};
use crate::layout::{Intake, Style};
use crate::rows::Tables;
use crate::sheet::fits;
use crate::value::{self, DateForm, DateForms};
use crate::{
    CONNECTORS, Connector, ConnectorError, FileKind, Files, Given, Identity, Sink, Summary,
};

use schema::{TABLES, UPN, UPN_HEADINGS};

/// Reads fields that an authority defines itself.
#[derive(Debug, Clone, Copy)]
pub struct UserField;

const NAME: &str = "user_field";
const TITLE: &str = "User-defined pupil fields";

/// What of a value's text is surely a date: neither eight digits nor a year of two.
const DATES: DateForms = DateForms {
    expected: &[
        DateForm::Iso,
        DateForm::IsoTime,
        DateForm::DayFirst,
        DateForm::DayFirstTime,
        DateForm::DayFirstDash,
        DateForm::MonthName,
    ],
    accepted: &[],
};

impl Connector for UserField {
    fn name(&self) -> &'static str {
        NAME
    }

    fn title(&self) -> &'static str {
        TITLE
    }

    fn form(&self) -> &'static str {
        "CSV with a UPN column and columns of your own, with --la and --year"
    }

    fn tables(&self) -> &'static [&'static TableDef] {
        TABLES
    }

    fn recognises(&self, head: &str) -> Option<FileKind> {
        let found = csv::headers(head).iter().any(|names| is_header(names));
        let mut others = CONNECTORS.iter().filter(|other| other.name() != NAME);
        let own = found && !others.any(|other| other.recognises(head).is_some());
        own.then_some(FileKind::Whole)
    }

    fn identify(&self, files: &mut dyn Files, given: Given) -> Result<Identity, ConnectorError> {
        let mut reader = CsvReader::new(files.open(0)?);
        let header = Header::read(&mut reader)?;
        let missing = |what, option| ConnectorError::IdentityMissing { what, option };
        let la_code = given.la_code;
        Ok(Identity {
            la_code: la_code.ok_or_else(|| missing("local authority", "--la"))?,
            year: given.year.ok_or_else(|| missing("year", "--year"))?,
            period: Some(header.period()),
            ..Identity::default()
        })
    }

    fn read(
        &self,
        files: &mut dyn Files,
        identity: &Identity,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ConnectorError> {
        let style = Style {
            dates: DATES,
            nulls: &[],
        };
        let mut intake = Intake::new(identity.year, style);
        let mut tables = Tables::new(TABLES);
        let mut reader = CsvReader::new(files.open(0)?);
        let header = Header::read(&mut reader)?;
        let mut seen = HashSet::new();
        let mut rows = 0;
        intake.table(Some("census.user_field"));
        header.judge(&mut intake);
        while let Some(record) = reader.record()? {
            if record.is_blank() {
                continue;
            }
            rows += 1;
            read_row(&record, rows, &header, &mut seen, &mut intake, &mut tables);
            tables.hand_on(record.at.byte, sink)?;
            intake.hand_on(sink)?;
        }
        intake.child(None, None);
        if rows == 0 {
            let (rule, severity, message) = rules::NO_ROWS;
            intake.add(Finding::new(rule, severity, message, header.at));
        }
        tables.finish(sink)?;
        intake.finish(sink)?;
        Ok(Summary::of(u64::from(rows)))
    }
}

/// Headings of every other dataset, as they are compared.
static PUBLISHED: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let others = CONNECTORS.iter().filter(|other| other.name() != NAME);
    let columns = others
        .flat_map(|other| other.tables())
        .flat_map(|table| table.columns)
        .filter(|column| column.item.is_some());
    let names = columns.flat_map(|column| [Some(column.name), column.item.map(|(item, _)| item)]);
    let mut names: HashSet<String> = names.flatten().map(normal).collect();
    // Who a pupil is, in words that some datasets only know as another spelling.
    names.extend(
        [
            "DATEOFBIRTH",
            "FIRSTNAME",
            "LASTNAME",
            "NAME",
            "FULLNAME",
            "LEGALSURNAME",
        ]
        .map(str::to_owned),
    );
    names
});

/// One column of UPNs, at least one other, and none of another dataset.
fn is_header(names: &[String]) -> bool {
    let names: Vec<String> = names.iter().map(|name| normal(name)).collect();
    let is_upn = |name: &&String| UPN_HEADINGS.contains(&name.as_str());
    let upns = names.iter().filter(is_upn).count();
    let mut others = names
        .iter()
        .filter(|name| !is_upn(name) && !name.is_empty());
    upns == 1 && others.clone().next().is_some() && !others.any(|name| PUBLISHED.contains(name))
}

struct Header {
    upn: usize,
    names: Vec<String>,
    at: Position,
}

impl Header {
    fn read(reader: &mut CsvReader<'_>) -> Result<Header, ConnectorError> {
        let mut at = Position::default();
        let names = reader.header(TITLE, |record| {
            at = record.at;
            let names: Vec<String> = record.iter().map(|name| name.trim().to_owned()).collect();
            is_header(&names)
        })?;
        let is_upn = |name: &String| UPN_HEADINGS.contains(&&normal(name)[..]);
        let upn = names.iter().position(is_upn).unwrap_or_default();
        Ok(Header { upn, names, at })
    }

    /// Place and name of each field.
    fn fields(&self) -> impl Iterator<Item = (usize, &str)> {
        let all = self.names.iter().map(String::as_str).enumerate();
        all.filter(|(place, name)| *place != self.upn && !normal(name).is_empty())
    }

    /// The names of the fields in order of the alphabet, so that the order of columns does not
    /// count; what is too long to be read is cut and told apart by a number.
    fn period(&self) -> String {
        let mut names: Vec<String> = self.fields().map(|(_, name)| normal(name)).collect();
        names.sort_unstable();
        let joined = names.join("+");
        let mut hasher = DefaultHasher::new();
        joined.hash(&mut hasher);
        match joined.char_indices().nth(100) {
            Some((end, _)) => format!("{}+{:016x}", &joined[..end], hasher.finish()),
            None => joined,
        }
    }

    fn judge(&self, intake: &mut Intake) {
        let mut seen = HashSet::new();
        for (_, name) in self.fields() {
            if !seen.insert(normal(name)) {
                let (rule, severity, message) = rules::FIELD_REPEATED;
                intake.add(Finding::new(rule, severity, message, self.at).value(name));
            }
        }
        if self.names.iter().any(|name| normal(name).is_empty()) {
            let (rule, severity, message) = rules::FIELD_WITHOUT_NAME;
            intake.add(Finding::new(rule, severity, message, self.at));
        }
    }
}

fn read_row(
    record: &Record<'_>,
    no: u32,
    header: &Header,
    seen: &mut HashSet<Box<str>>,
    intake: &mut Intake,
    tables: &mut Tables,
) {
    intake.child(Some(no), None);
    let report = |(rule, severity, message)| Finding::new(rule, severity, message, record.at);
    if !fits(record, header.names.len(), intake) {
        return;
    }
    let pupil = intake.cell(&UPN, record.get(header.upn), record.at);
    intake.child(Some(no), pupil.text());
    match pupil.text() {
        None => intake.add(report(rules::UPN_MISSING).item("UPN")),
        Some(number) => {
            if upn::check(number).is_err() {
                intake.report(rules::UPN_INVALID, &UPN, number, record.at);
            }
            if !seen.insert(number.into()) {
                intake.report(rules::UPN_REPEATED, &UPN, number, record.at);
            }
        }
    }
    for (place, name) in header.fields() {
        let text = record.get(place).unwrap_or_default().trim();
        if text.is_empty() {
            continue;
        }
        let date = value::date_in(text.as_bytes(), DATES);
        let (row_no, field_no) = (i32::try_from(no).ok(), i32::try_from(place).ok());
        tables
            .row(0)
            .int(row_no)
            .int(field_no.map(|place| place + 1))
            .cell(&pupil)
            .text(Some(name))
            .text(Some(text))
            .double(value::decimal(text.as_bytes()))
            .day(date.map(|(written, _)| written.day))
            .end();
    }
}

#[cfg(test)]
mod tests;
