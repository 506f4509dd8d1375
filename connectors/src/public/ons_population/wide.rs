//! `MYEB1`: a row for each area, sex and age, a column for each year.

use std::collections::HashSet;

use crate::csv::{CsvReader, Record};
use crate::finding::{Finding, Position, Severity};
use crate::layout::Intake;
use crate::public::{NO_YEAR, finish};
use crate::rows::Tables;
use crate::sheet::fits;
use crate::value;
use crate::{ConnectorError, Files, Sink, Summary};

use super::{Estimate, STYLE, TABLE, TABLES, TITLE, write};

/// Where the columns are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Layout {
    code: usize,
    sex: usize,
    age: usize,
    /// Year and place of each column of populations.
    years: Vec<(i16, usize)>,
    width: usize,
    /// The last year, and the year of the boundaries where the heading tells it: `mye2023-lad23`.
    pub(super) release: String,
}

impl Layout {
    pub(super) fn of(names: &[String]) -> Option<Layout> {
        let place = |wanted: &str| {
            let mut names = names.iter();
            names.position(|name| name.eq_ignore_ascii_case(wanted))
        };
        let code = names.iter().position(|name| is_area_code(name))?;
        let years: Vec<(i16, usize)> = names
            .iter()
            .enumerate()
            .filter_map(|(place, name)| Some((year_of(name)?, place)))
            .collect();
        let last = years.iter().map(|(year, _)| *year).max()?;
        let boundaries: String = names[code].chars().filter(char::is_ascii_digit).collect();
        // lad2014_code names its year in full, ladcode23 the end of it.
        let boundaries = boundaries.get(boundaries.len().saturating_sub(2)..)?;
        let release = match boundaries {
            "" => format!("mye{last}"),
            boundaries => format!("mye{last}-lad{boundaries}"),
        };
        Some(Layout {
            code,
            sex: place("sex")?,
            age: place("age")?,
            years,
            width: names.len(),
            release,
        })
    }
}

/// `ladcode23`, `lad2014_code`: the years differ.
fn is_area_code(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("lad") && name.contains("code")
}

/// The year of `population_2011`.
fn year_of(name: &str) -> Option<i16> {
    let name = name.to_ascii_lowercase();
    let year = name.strip_prefix("population_")?;
    if year.len() != 4 {
        return None;
    }
    i16::try_from(value::number(year.as_bytes())?).ok()
}

/// Memory: 8 bytes for each row, to know a repeated one; a file has some seventy thousand.
pub(super) fn read(
    files: &mut dyn Files,
    layout: &Layout,
    sink: &mut dyn Sink,
) -> Result<Summary, ConnectorError> {
    let mut reader = CsvReader::new(files.open(0)?);
    reader.header(TITLE, |record| super::kind(record.iter()).is_some())?;
    let mut intake = Intake::new(NO_YEAR, STYLE);
    intake.table(Some(TABLE));
    let mut tables = Tables::new(TABLES);
    let mut seen = HashSet::new();
    let mut number = 0_u32;
    while let Some(record) = reader.record()? {
        if record.is_blank() {
            continue;
        }
        number = number.saturating_add(1);
        intake.child(Some(number), None);
        if !fits(&record, layout.width, &mut intake) {
            continue;
        }
        if is_new(layout, &record, &mut seen, &mut intake) {
            take(layout, &record, &mut intake, &mut tables);
        }
        intake.hand_on(sink)?;
        tables.hand_on(reader.position().byte, sink)?;
    }
    tables.finish(sink)?;
    intake.child(None, None);
    finish(intake, number, sink)
}

fn is_new(
    layout: &Layout,
    record: &Record<'_>,
    seen: &mut HashSet<u64>,
    intake: &mut Intake,
) -> bool {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    for place in [layout.code, layout.sex, layout.age] {
        record.get(place).map(str::trim).hash(&mut hasher);
    }
    if seen.insert(hasher.finish()) {
        return true;
    }
    let message = "An earlier row has the same area, sex and age; this one was left out.";
    let finding = Finding::new("duplicate_row", Severity::Error, message, record.at);
    intake.add(finding.value(record.get(layout.code).unwrap_or_default().trim()));
    false
}

fn take(layout: &Layout, record: &Record<'_>, intake: &mut Intake, tables: &mut Tables) {
    let text = |place: usize| record.get(place).unwrap_or_default().trim();
    let at = record.at;
    let sex = sex(text(layout.sex));
    if sex.is_none() {
        unknown(
            "sex",
            "The sex is none of M, F, 1 and 2.",
            text(layout.sex),
            at,
            intake,
        );
    }
    let age = whole(text(layout.age))
        .and_then(|age| i16::try_from(age).ok())
        .filter(|age| (0..=120).contains(age));
    if age.is_none() {
        let message = "The age is no number of years.";
        unknown("age", message, text(layout.age), at, intake);
    }
    for (year, place) in &layout.years {
        let population = whole(text(*place)).filter(|population| *population >= 0);
        if population.is_none() {
            let message = "The population is no number; it was left out.";
            unknown("population", message, text(*place), at, intake);
        }
        let estimate = Estimate {
            ons_code: Some(text(layout.code)).filter(|code| !code.is_empty()),
            year: Some(*year),
            source: "mye",
            release: &layout.release,
            sex,
            age,
            population,
        };
        write(&estimate, tables);
    }
}

fn unknown(
    item: &'static str,
    message: &'static str,
    text: &str,
    at: Position,
    intake: &mut Intake,
) {
    let finding = Finding::new("value_unknown", Severity::Error, message, at);
    intake.add(finding.item(item).value(text));
}

fn whole(text: &str) -> Option<i32> {
    value::integer(text.as_bytes()).map(|(number, _)| number)
}

/// In these files 1 is male and 2 female; in the census it is the other way round.
fn sex(text: &str) -> Option<&'static str> {
    match text {
        "M" | "m" | "1" => Some("M"),
        "F" | "f" | "2" => Some("F"),
        _ => None,
    }
}
