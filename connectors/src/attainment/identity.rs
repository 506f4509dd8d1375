//! Whose and which return a result file is: told by its rows, which are read through.

use std::collections::{BTreeMap, BTreeSet};

use cohort_catalog::Extent;

use super::header::{Columns, Index};
use super::layouts::{Layout, Parts};
use super::record::{self, academic_year};
use crate::csv::{CsvReader, Record};
use crate::error::ConnectorError;
use crate::hash::FastMap;
use crate::layout::Intake;
use crate::sheet::fits;
use crate::{Files, Given, Identity, value};

/// Versions that are told apart, in the order in which they come out, and their standing: final
/// before revised or amended, these before provisional or unamended.
const VERSIONS: [(&str, u8); 5] = [
    ("P", PUBLISHED),
    ("U", PUBLISHED),
    ("R", PUBLISHED + 1),
    ("A", PUBLISHED + 1),
    ("F", PUBLISHED + 2),
];
/// The standing of what a school sent.
const SCHOOL_SENT: u8 = 1;
/// The standing of what an authority has of several schools before a version is published, as
/// on results day.
const RESULTS_DAY: u8 = 2;
/// The least standing of a version that the DfE publishes.
pub const PUBLISHED: u8 = 3;
/// Most schools of which note is taken; a file of more is one of all.
const MAX_SCHOOLS: usize = 4_096;

/// Columns that say whose and which a row is.
const TELLING: [&str; 6] = [
    "la_estab",
    "school_la_code",
    "estab",
    "acad_year",
    "version",
    "urn",
];
/// Different texts of those that are kept: the schools of a large authority, in some versions.
const MOST_KNOWN: usize = 10_000;

/// What the rows say. Its size is bounded by the values that count, not by the file.
#[derive(Debug, Default)]
struct Survey {
    rows: u64,
    authorities: BTreeMap<i16, u64>,
    years: BTreeMap<i16, u64>,
    versions: BTreeSet<&'static str>,
    /// Authority and year by the texts that say them, of the first so many.
    known: FastMap<String, (Option<i16>, Option<i16>)>,
    /// Such texts of the row that is read.
    texts: String,
    /// The only school so far; `Some(None)` once there are several, or a row without one.
    school: Option<Option<String>>,
    schools: BTreeSet<String>,
    parts: BTreeSet<&'static str>,
}

/// Reads the file through.
///
/// The authority is the one given, or the one of nine rows in ten or more; so is the year. The
/// period is the version, where the rows have one, so that no version replaces another; before
/// it stands the school where all rows are of one, since schools send their results in files of
/// their own and may send them again. The extent holds the schools, and the parts of which there
/// are results: year 2's phonics may come in a file of its own, after year 1's.
pub(super) fn identify(
    layout: &'static Layout,
    files: &mut dyn Files,
    given: Given,
) -> Result<Identity, ConnectorError> {
    let mut csv = CsvReader::new(files.open(0)?);
    let (columns, _) = record::header(&mut csv, layout)?;
    let mut survey = Survey::default();
    // Its findings are those of the reading, and are dropped here.
    let mut intake = Intake::new(0, record::STYLE);
    while let Some(record) = csv.record()? {
        if !record.is_blank() && fits(&record, columns.width, &mut intake) {
            survey.add(layout, &columns, &record);
        }
    }
    let missing = |what, option| ConnectorError::IdentityMissing { what, option };
    let la_code = given
        .la_code
        .or_else(|| prevailing(&survey.authorities, survey.rows));
    let year = given
        .year
        .or_else(|| prevailing(&survey.years, survey.rows));
    let la_code = la_code.ok_or_else(|| missing("local authority", "--la"))?;
    Ok(Identity {
        la_code,
        year: year.ok_or_else(|| missing("year", "--year"))?,
        extent: survey.extent(la_code),
        standing: survey.standing(),
        period: survey.period(),
        ..Identity::default()
    })
}

impl Survey {
    fn add(&mut self, layout: &'static Layout, columns: &Columns, record: &Record<'_>) {
        let index = Index::of(layout);
        let block = columns
            .events(record, record::is_null)
            .first()
            .copied()
            .flatten();
        let text = |name| {
            let text = columns.text(record, index.place(name)?, block)?;
            (!record::is_null(text)).then(|| value::code(text))
        };
        self.rows += 1;
        match layout.parts {
            Parts::One => {}
            Parts::Rows(columns, part) => {
                let named = columns.iter().find_map(|name| text(name));
                self.parts.extend(named.and_then(|text| part(&text)));
            }
            Parts::Columns(parts) => {
                for (part, columns) in parts {
                    if !self.parts.contains(part) && columns.iter().any(|name| text(name).is_some())
                    {
                        self.parts.insert(part);
                    }
                }
            }
        }
        // Of a large file the rows repeat a few hundred schools.
        self.texts.clear();
        for name in TELLING {
            let told = index.place(name);
            let told = told.and_then(|place| columns.text(record, place, block));
            self.texts.push_str(told.unwrap_or_default());
            self.texts.push('\n');
        }
        if let Some((la, year)) = self.known.get(&self.texts).copied() {
            self.count(la, year);
            return;
        }
        let la_estab = record::la_estab(
            text("la_estab").as_deref(),
            text("school_la_code").as_deref(),
            text("estab").as_deref(),
        );
        let la = text("school_la_code").or_else(|| {
            la_estab
                .as_deref()
                .and_then(|both| Some(both.get(..3)?.to_owned().into()))
        });
        let la = la.as_deref().and_then(authority);
        let year = text("acad_year").as_deref().and_then(academic_year);
        if let Some(version) = text("version") {
            self.versions
                .extend(VERSIONS.iter().map(|known| known.0).find(|v| *v == version));
        }
        let school = la_estab.or_else(|| text("urn").map(|urn| urn.into_owned()));
        if let Some(school) = &school
            && self.schools.len() < MAX_SCHOOLS
            && !self.schools.contains(school)
        {
            self.schools.insert(school.clone());
        }
        match &self.school {
            None => self.school = Some(school),
            Some(held) if *held == school => {}
            Some(_) => self.school = Some(None),
        }
        self.count(la, year);
        if self.known.len() < MOST_KNOWN {
            self.known.insert(self.texts.clone(), (la, year));
        }
    }

    fn count(&mut self, la: Option<i16>, year: Option<i16>) {
        if let Some(la) = la {
            *self.authorities.entry(la).or_default() += 1;
        }
        if let Some(year) = year {
            *self.years.entry(year).or_default() += 1;
        }
    }

    /// Of several schools those of other authorities are left out: they are not the file's own,
    /// but where some of its children go.
    fn extent(&self, la_code: i16) -> Extent {
        let own = format!("{la_code:03}");
        let one = matches!(self.school, Some(Some(_)));
        let all = self.schools.len() >= MAX_SCHOOLS;
        let named =
            |school: &&String| !all && (one || school.len() != 7 || school.starts_with(&own));
        Extent {
            schools: self.schools.iter().filter(named).cloned().collect(),
            parts: self.parts.iter().map(|part| (*part).to_owned()).collect(),
        }
    }

    /// That of the best version; a file without one is of a school or of several.
    fn standing(&self) -> u8 {
        let known = VERSIONS.iter().filter(|(v, _)| self.versions.contains(v));
        let best = known.map(|(_, standing)| *standing).max();
        best.unwrap_or(match &self.school {
            Some(Some(_)) => SCHOOL_SENT,
            _ => RESULTS_DAY,
        })
    }

    /// The school and the version or versions, as far as there are any.
    fn period(self) -> Option<String> {
        let versions: String = VERSIONS
            .iter()
            .map(|known| known.0)
            .filter(|v| self.versions.contains(v))
            .collect();
        let school = self.school.flatten();
        let parts: Vec<String> = school
            .into_iter()
            .chain((!versions.is_empty()).then_some(versions))
            .collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }
}

/// The number of an authority: three digits.
fn authority(text: &str) -> Option<i16> {
    let number = (text.len() == 3)
        .then(|| value::number(text.as_bytes()))
        .flatten()?;
    i16::try_from(number).ok()
}

/// What at least nine rows in ten say.
fn prevailing(counts: &BTreeMap<i16, u64>, rows: u64) -> Option<i16> {
    let (value, count) = counts.iter().max_by_key(|(_, count)| **count)?;
    let of = rows.min(counts.values().sum());
    (count * 10 >= of * 9).then_some(*value)
}
