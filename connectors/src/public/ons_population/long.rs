//! A row for each area, year, sex and age: the statistics portal, and the 2021 census. Headings
//! and spellings of both are from memory; verify.

use crate::finding::{Finding, Position, Severity};
use crate::layout::{Field, Form};
use crate::public::{Flat, Line, field, label, no_rename, place, text};
use crate::value;
use crate::{ConnectorError, Files, Sink, Summary};

use super::{Estimate, STYLE, TABLE, TABLES, TITLE, write};

/// A file of the portal does not say its release.
pub(super) const PORTAL_RELEASE: &str = "portal";
pub(super) const CENSUS_RELEASE: &str = "census2021";

const PORTAL_FIELDS: &[Field] = &[
    text("ons_code", "GEOGRAPHY_CODE", ""),
    label("sex", "GENDER_NAME", "").also(&["SEX_NAME"]),
    label("age", "C_AGE_NAME", "").also(&["AGE_NAME"]),
    field("population", "OBS_VALUE", Form::Whole(0, i32::MAX), ""),
    field("year", "DATE", Form::Whole(1900, 2999), ""),
];

const CENSUS_FIELDS: &[Field] = &[
    text("ons_code", "Lower tier local authorities Code", ""),
    label("sex", "Sex (2 categories)", ""),
    label("age", "Age (101 categories) Code", ""),
    field("population", "Observation", Form::Whole(0, i32::MAX), ""),
];

const ONS_CODE: usize = place(PORTAL_FIELDS, "ons_code");
const SEX: usize = place(PORTAL_FIELDS, "sex");
const AGE: usize = place(PORTAL_FIELDS, "age");
const POPULATION: usize = place(PORTAL_FIELDS, "population");
const YEAR: usize = place(PORTAL_FIELDS, "year");

pub(super) static PORTAL: Flat = Flat {
    title: TITLE,
    tables: TABLES,
    table: TABLE,
    fields: PORTAL_FIELDS,
    rename: no_rename,
    own: &["DATE", "GEOGRAPHY_CODE", "C_AGE_NAME", "OBS_VALUE"],
    // Told apart by four columns in millions of rows: repeated ones are not looked for.
    key: &[],
    optional: &[],
    style: STYLE,
    number_nulls: &[],
};

pub(super) static CENSUS: Flat = Flat {
    title: TITLE,
    tables: TABLES,
    table: TABLE,
    fields: CENSUS_FIELDS,
    rename: no_rename,
    own: &[
        "Lower tier local authorities Code",
        "Age (101 categories) Code",
        "Sex (2 categories)",
        "Observation",
    ],
    key: &[ONS_CODE, SEX, AGE],
    optional: &[],
    style: STYLE,
    number_nulls: &[],
};

pub(super) fn read_portal(
    files: &mut dyn Files,
    sink: &mut dyn Sink,
) -> Result<Summary, ConnectorError> {
    let year = |line: &Line<'_, '_>| {
        let year = line.cell(YEAR).int();
        year.and_then(|year| i16::try_from(year).ok())
    };
    read(&PORTAL, "mye", PORTAL_RELEASE, year, files, sink)
}

pub(super) fn read_census(
    files: &mut dyn Files,
    sink: &mut dyn Sink,
) -> Result<Summary, ConnectorError> {
    read(
        &CENSUS,
        "census2021",
        CENSUS_RELEASE,
        |_| Some(2021),
        files,
        sink,
    )
}

fn read(
    file: &Flat,
    source: &'static str,
    release: &str,
    year: impl Fn(&Line<'_, '_>) -> Option<i16>,
    files: &mut dyn Files,
    sink: &mut dyn Sink,
) -> Result<Summary, ConnectorError> {
    let mut left_out: Option<(u64, Position)> = None;
    let summary = file.read(files, sink, |line, _, tables| {
        let text = |place: usize| line.cell(place).text();
        let (sex, age) = (text(SEX).and_then(sex), text(AGE).and_then(age));
        if sex.is_none() || age.is_none() {
            left_out.get_or_insert((0, line.at)).0 += 1;
            return;
        }
        let estimate = Estimate {
            ons_code: text(ONS_CODE),
            year: year(line),
            source,
            release,
            sex,
            age,
            population: line.cell(POPULATION).int(),
        };
        write(&estimate, tables);
    })?;
    if let Some((count, at)) = left_out {
        let message = format!(
            "Rows that are not of one sex and one year of age were left out, for they would count \
             people twice ({count} rows, here first)."
        );
        let finding = Finding::new("aggregate_row", Severity::Notice, message, at);
        sink.finding(finding.table(TABLE))?;
    }
    Ok(summary)
}

fn sex(text: &str) -> Option<&'static str> {
    match text {
        _ if text.eq_ignore_ascii_case("male") => Some("M"),
        _ if text.eq_ignore_ascii_case("female") => Some("F"),
        _ => None,
    }
}

/// `5`, `Age 5`, `Aged 5 years`, `Aged under 1 year`, `Age 90+`, `Aged 90 and over`: a single
/// year. `Aged 0 to 15` and `All ages` are none.
fn age(text: &str) -> Option<i16> {
    let text = text.to_ascii_lowercase();
    let rest = text
        .strip_prefix("aged")
        .or_else(|| text.strip_prefix("age"))
        .unwrap_or(&text);
    let rest = rest.trim();
    if matches!(rest, "under 1" | "under 1 year" | "less than 1 year") {
        return Some(0);
    }
    let (digits, behind) = rest.split_at(rest.bytes().take_while(u8::is_ascii_digit).count());
    let single = matches!(
        behind.trim(),
        "" | "+" | "year" | "years" | "and over" | "years and over" | "or over" | "years or over"
    );
    let age = value::number(digits.as_bytes()).filter(|_| single)?;
    i16::try_from(age).ok().filter(|age| *age <= 120)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_single_years_are_ages() {
        for (text, years) in [
            ("5", Some(5)),
            ("Age 5", Some(5)),
            ("Age 0", Some(0)),
            ("Aged 5 years", Some(5)),
            ("Aged under 1 year", Some(0)),
            ("Age 90+", Some(90)),
            ("Aged 100 years and over", Some(100)),
            ("Aged 0 to 15", None),
            ("Age 0 - 4", None),
            ("All Ages", None),
            ("", None),
            ("Age 999", None),
        ] {
            assert_eq!(age(text), years, "{text}");
        }
    }

    #[test]
    fn the_columns_of_both_files_are_at_the_same_places() {
        for (place, field) in CENSUS_FIELDS.iter().enumerate() {
            assert_eq!(field.column.name, PORTAL_FIELDS[place].column.name);
        }
    }
}
