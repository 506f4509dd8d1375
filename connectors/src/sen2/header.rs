//! What the header says: whose and which return it is.

use cohort_udfs::calendar;

use super::schema::*;
use super::{TITLE, rules};
use crate::error::ConnectorError;
use crate::finding::Position;
use crate::layout::{Cell, Intake};
use crate::sniff::{is, local};
use crate::value;
use crate::xml::record::NodeRef;
use crate::xml::{Token, XmlReader};
use crate::{Given, Identity};

/// Years that a header may name.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2099;

/// The census day of a year: the third Thursday of January.
pub(super) fn census_day(year: i16) -> i32 {
    // Every year of 16 bits has a 15 January, the earliest third Thursday.
    let earliest = calendar::date(i32::from(year), 1, 15).unwrap_or_default();
    // Monday is 1 and Thursday 4.
    let to_thursday = (4 + 7 - calendar::weekday(earliest)) % 7;
    earliest + to_thursday as i32
}

/// Whether the beginning of an XML file shows a `Person` in `Persons`, as no other return has.
pub(super) fn holds_persons(head: &str) -> bool {
    let mut bytes = head.as_bytes();
    let mut reader = XmlReader::new(&mut bytes);
    let mut inside = false;
    while let Ok((token, _)) = reader.token() {
        match token {
            Token::Start(name) if inside => return local(name).eq_ignore_ascii_case(b"Person"),
            Token::Start(name) => inside = local(name).eq_ignore_ascii_case(b"Persons"),
            Token::End => inside = false,
            Token::Text(_) => {}
            Token::Eof => return false,
        }
    }
    false
}

/// Whether the header has said all that tells whose return it is, so that no more need be read.
pub(super) fn is_told(header: NodeRef<'_>) -> bool {
    la_of(header).is_some() && year_of(header).is_some()
}

/// Whose and which return it is.
pub(super) fn identity(
    header: Option<NodeRef<'_>>,
    given: Given,
) -> Result<Identity, ConnectorError> {
    let missing = |what, option| ConnectorError::IdentityMissing { what, option };
    let text = |item| header.and_then(|header| header.text(item));
    let la_code = given.la_code.or_else(|| header.and_then(la_of));
    let year = given.year.or_else(|| header.and_then(year_of));
    let year = year.ok_or_else(|| missing("year", "--year"))?;
    if year < FIRST_YEAR {
        let header = header.into_iter();
        let mut said = header.flat_map(|header| header.texts(REFERENCE_DATE));
        let first = Position {
            line: 1,
            column: 1,
            byte: 0,
        };
        return Err(ConnectorError::WrongDataset {
            at: said.next().map_or(first, |(_, at)| at),
            dataset: TITLE,
            what: "it is of a year before 2023, and the pilot of 2022 has another layout"
                .to_owned(),
        });
    }
    Ok(Identity {
        la_code: la_code.ok_or_else(|| missing("local authority", "--la"))?,
        year,
        serial: text(SERIAL_NO).and_then(|text| value::code(text).parse().ok()),
        made_at: text(DATE_TIME).and_then(value::date_time),
        ..Identity::default()
    })
}

fn la_of(header: NodeRef<'_>) -> Option<i16> {
    let code = value::code(header.text(LEA)?);
    let number = value::number(code.as_bytes()).filter(|number| (100..=999).contains(number))?;
    i16::try_from(number).ok()
}

/// The year of a reference date in January, where the census day is; else what `Year` says,
/// else the year of the date.
fn year_of(header: NodeRef<'_>) -> Option<i16> {
    let date = header.text(REFERENCE_DATE);
    let date = date.and_then(|text| value::date(text.as_bytes()));
    let date = date.and_then(|written| calendar::civil(written.day));
    let of_date = |month_counts: fn(u32) -> bool| {
        let (year, month, _) = date?;
        let year = i16::try_from(year).ok()?;
        (month_counts(month) && YEARS.contains(&year)).then_some(year)
    };
    let said = || {
        let (year, _) = value::integer(header.text(YEAR)?.as_bytes())?;
        i16::try_from(year).ok().filter(|year| YEARS.contains(year))
    };
    of_date(|month| month == 1)
        .or_else(said)
        .or_else(|| of_date(|_| true))
}

/// Judges the header against what the return was read as.
pub(super) fn judge(
    header: NodeRef<'_>,
    cells: &[Cell<'_>],
    identity: &Identity,
    intake: &mut Intake,
) {
    intake.table(Some("sen2.header"));
    let mut report = |rule: &'static rules::Rule, item: usize| {
        let cell = &cells[item];
        let finding = rule.finding(cell.at).item(HEADER_FIELDS[item].item());
        intake.add(if cell.is_given() {
            finding.value(cell.raw)
        } else {
            finding
        });
    };
    let year = cells[YEAR].int();
    let date = &cells[REFERENCE_DATE];
    let year_of_date = date
        .day()
        .and_then(calendar::civil)
        .map(|(year, _, _)| year);
    if year_of_date != year && year_of_date.is_some() && year.is_some() {
        report(rules::rule!("header_year"), YEAR);
    }
    if date.is_given() {
        let is_census_day = |day: i32| {
            let year = calendar::civil(day).and_then(|(year, _, _)| i16::try_from(year).ok());
            year.is_some_and(|year| census_day(year) == day)
        };
        if date.day().is_some_and(|day| !is_census_day(day)) {
            report(rules::rule!("reference_date"), REFERENCE_DATE);
        }
    }
    if year_of(header).is_some_and(|year| year != identity.year) {
        let item = if date.is_given() {
            REFERENCE_DATE
        } else {
            YEAR
        };
        report(rules::rule!("year_given"), item);
    }
    let lea = cells[LEA].text().and_then(|code| code.parse::<i16>().ok());
    if lea.is_some_and(|lea| lea != identity.la_code) {
        report(rules::rule!("la_given"), LEA);
    }
    let collection = &cells[COLLECTION];
    if collection.text().is_some_and(|name| !is(name, "SEN2")) {
        report(rules::rule!("collection_name"), COLLECTION);
    }
}
