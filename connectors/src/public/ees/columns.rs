//! Which column of a data file is what.

use std::collections::HashSet;

use crate::csv::{CsvReader, Record};
use crate::finding::Position;
use crate::public::ees::values::{Figure, figure};
use crate::value;
use crate::{ConnectorError, Files};

use super::reader_behind_header;

/// Code and name column of each geographic level below or beside the authority. The names of
/// all but the first three are from memory; verify.
const LOCATIONS: &[(&str, &str, &str)] = &[
    ("Local authority district", "lad_code", "lad_name"),
    ("Parliamentary constituency", "pcon_code", "pcon_name"),
    ("School", "school_urn", "school_name"),
    ("RSC region", "rsc_region_lead_name", "rsc_region_lead_name"),
    ("Ward", "ward_code", "ward_name"),
    ("MAT", "trust_id", "trust_name"),
    ("Sponsor", "sponsor_id", "sponsor_name"),
    (
        "Opportunity area",
        "opportunity_area_code",
        "opportunity_area_name",
    ),
    (
        "English devolved area",
        "english_devolved_area_code",
        "english_devolved_area_name",
    ),
    (
        "Local skills improvement plan area",
        "lsip_code",
        "lsip_name",
    ),
    ("LSIP", "lsip_code", "lsip_name"),
    (
        "Local enterprise partnership",
        "local_enterprise_partnership_code",
        "local_enterprise_partnership_name",
    ),
    (
        "LEP",
        "local_enterprise_partnership_code",
        "local_enterprise_partnership_name",
    ),
    ("Provider", "provider_ukprn", "provider_name"),
    ("Institution", "institution_id", "institution_name"),
    ("Planning area", "planning_area_code", "planning_area_name"),
];

/// Columns of time and of the levels that have columns of their own in the table.
const COMMON: &[&str] = &[
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "old_la_code",
    "new_la_code",
    "la_name",
    "school_laestab",
];

/// Most distinct values of a column that are counted, to compare a topic with its members.
const MAX_DISTINCT: usize = 10_000;

/// An indicator or filter.
#[derive(Debug)]
pub(super) struct Column {
    /// The heading as it stands.
    pub(super) name: String,
    /// Its place in the header.
    pub(super) place: usize,
    /// How many of its values are numbers.
    pub(super) numbers: u64,
    /// Where its first value stands that is neither number nor symbol.
    pub(super) first_text: Option<Position>,
    /// How many different values it has; counted in the columns of a breakdown only.
    pub(super) distinct: usize,
}

/// What the columns of a data file are.
#[derive(Debug)]
pub(super) struct Layout {
    places: Vec<(&'static str, usize)>,
    /// Sorted by name.
    pub(super) filters: Vec<Column>,
    /// Sorted by name.
    pub(super) indicators: Vec<Column>,
    /// Headings that stand twice.
    pub(super) repeated: Vec<String>,
    /// Where the header ends.
    pub(super) at: Position,
    /// Rows of the file.
    pub(super) rows: u64,
}

/// Time and place of a row.
#[derive(Debug, Default)]
pub(super) struct Geography<'r> {
    pub(super) time_period: Option<&'r str>,
    pub(super) year: Option<i16>,
    pub(super) time_identifier: Option<&'r str>,
    pub(super) level: Option<&'r str>,
    pub(super) country_code: Option<&'r str>,
    pub(super) country_name: Option<&'r str>,
    pub(super) region_code: Option<&'r str>,
    pub(super) region_name: Option<&'r str>,
    pub(super) la_code: Option<i16>,
    pub(super) new_la_code: Option<&'r str>,
    pub(super) la_name: Option<&'r str>,
    pub(super) location_code: Option<&'r str>,
    pub(super) location_name: Option<&'r str>,
}

impl Layout {
    /// Reads the file once to tell indicators from filters.
    pub(super) fn find(files: &mut dyn Files, names: &[String]) -> Result<Layout, ConnectorError> {
        let mut layout = Layout {
            places: Vec::new(),
            filters: Vec::new(),
            indicators: Vec::new(),
            repeated: Vec::new(),
            at: Position::default(),
            rows: 0,
        };
        let mut columns = layout.sort_headings(names);
        let mut reader = reader_behind_header(files)?;
        layout.at = reader.position();
        layout.rows = look_through(&mut reader, &mut columns)?;
        columns.sort_by(|a, b| a.name.cmp(&b.name));
        (layout.filters, layout.indicators) = columns
            .into_iter()
            .partition(|column| column.first_text.is_some());
        Ok(layout)
    }

    /// Notes the columns of time and place, and gives the others.
    fn sort_headings(&mut self, names: &[String]) -> Vec<Column> {
        let mut columns = Vec::new();
        let mut seen = HashSet::new();
        for (place, name) in names.iter().enumerate() {
            let name = name.trim();
            if !name.is_empty() && !seen.insert(name) {
                self.repeated.push(name.to_owned());
            }
            match known(name) {
                Some(known) => self.places.push((known, place)),
                // A comma behind the last heading.
                None if name.is_empty() => {}
                None => columns.push(Column {
                    name: name.to_owned(),
                    place,
                    numbers: 0,
                    first_text: None,
                    distinct: 0,
                }),
            }
        }
        columns
    }

    /// Text of a column of time or place, `None` where blank.
    pub(super) fn text<'r>(&self, record: &Record<'r>, name: &str) -> Option<&'r str> {
        let (_, place) = self.places.iter().find(|(known, _)| *known == name)?;
        let text = record.get(*place)?.trim();
        (!text.is_empty()).then_some(text)
    }

    /// Time and place of a row.
    pub(super) fn geography<'r>(&self, record: &Record<'r>) -> Geography<'r> {
        let text = |name| self.text(record, name);
        let level = text("geographic_level");
        let location = LOCATIONS
            .iter()
            .find(|(name, ..)| level.is_some_and(|level| level.eq_ignore_ascii_case(name)));
        let la_code = text("old_la_code").and_then(|text| value::integer(text.as_bytes()));
        Geography {
            time_period: text("time_period"),
            year: text("time_period").and_then(year_of),
            time_identifier: text("time_identifier"),
            level,
            country_code: text("country_code"),
            country_name: text("country_name"),
            region_code: text("region_code"),
            region_name: text("region_name"),
            la_code: la_code
                .map(|(code, _)| code)
                .filter(|code| (1..=999).contains(code))
                .and_then(|code| i16::try_from(code).ok()),
            new_la_code: text("new_la_code"),
            la_name: text("la_name"),
            location_code: location.and_then(|(_, code, _)| text(code)),
            location_name: location.and_then(|(_, _, name)| text(name)),
        }
    }

    /// Whether the file knows places of this level, and so what they should be called.
    pub(super) fn name_column(level: &str) -> Option<&'static str> {
        let own = match level {
            "National" => Some("country_name"),
            "Regional" => Some("region_name"),
            "Local authority" => Some("la_name"),
            _ => None,
        };
        own.or_else(|| {
            let mut locations = LOCATIONS.iter();
            locations
                .find(|(name, ..)| level.eq_ignore_ascii_case(name))
                .map(|(_, _, name)| *name)
        })
    }

    /// The filters of a row as `name=value; …`.
    pub(super) fn write_filters(&self, record: &Record<'_>, out: &mut String) {
        out.clear();
        for filter in &self.filters {
            if !out.is_empty() {
                out.push_str("; ");
            }
            out.push_str(&filter.name);
            out.push('=');
            out.push_str(record.get(filter.place).unwrap_or_default().trim());
        }
    }
}

fn look_through(reader: &mut CsvReader<'_>, columns: &mut [Column]) -> Result<u64, ConnectorError> {
    // Only a breakdown is compared, so only its columns are counted.
    let mut distinct: Vec<Option<HashSet<Box<str>>>> = columns
        .iter()
        .map(|column| is_breakdown(&column.name).then(HashSet::new))
        .collect();
    let mut rows = 0;
    while let Some(record) = reader.record()? {
        if record.is_blank() {
            continue;
        }
        rows += 1;
        for (column, values) in columns.iter_mut().zip(&mut distinct) {
            let text = record.get(column.place).unwrap_or_default().trim();
            match figure(text) {
                Figure::Number(_) => column.numbers += 1,
                Figure::Symbol { .. } => {}
                Figure::Text => {
                    column.first_text.get_or_insert(record.at);
                }
            }
            if let Some(values) = values
                && values.len() < MAX_DISTINCT
                && !values.contains(text)
            {
                values.insert(text.into());
            }
        }
    }
    for (column, values) in columns.iter_mut().zip(distinct) {
        column.distinct = values.map_or(0, |values| values.len());
    }
    Ok(rows)
}

/// The pairs of topic and member that one-way splits are published in.
pub(super) const BREAKDOWNS: &[(&str, &str)] = &[
    ("breakdown_topic", "breakdown"),
    ("characteristic_group", "characteristic"),
    ("characteristic_type", "characteristic"),
];

fn is_breakdown(name: &str) -> bool {
    BREAKDOWNS.iter().any(|(topic, member)| {
        name.eq_ignore_ascii_case(topic) || name.eq_ignore_ascii_case(member)
    })
}

/// The published name of a column of time or place.
fn known(name: &str) -> Option<&'static str> {
    let locations = LOCATIONS.iter().flat_map(|(_, code, name)| [*code, *name]);
    let mut all = COMMON.iter().copied().chain(locations);
    all.find(|known| known.eq_ignore_ascii_case(name))
}

/// The calendar year in which a period ends: 202425 ends in 2025, as 2025 does.
pub(super) fn year_of(period: &str) -> Option<i16> {
    let number = value::number(period.as_bytes())?;
    let year = match period.len() {
        4 => number,
        6 if (number / 100 + 1) % 100 == number % 100 => number / 100 + 1,
        _ => return None,
    };
    i16::try_from(year).ok()
}
