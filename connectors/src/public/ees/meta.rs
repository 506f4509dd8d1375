//! Meta files: what the columns of a data file are called.

use std::collections::HashSet;

use crate::csv::CsvReader;
use crate::finding::{Finding, Severity};
use crate::layout::{Intake, Style};
use crate::public::{Flat, has_all, no_rename};
use crate::{ConnectorError, Files, Sink, Summary};

use super::schema::{META_FIELDS, META_TABLES, at};
use super::{STYLE, TITLE};

/// Most rows of a meta file whose words are compared.
const MAX_ROWS: usize = 5_000;

static FILE: Flat = Flat {
    title: TITLE,
    tables: META_TABLES,
    table: "reference.published_meta",
    fields: META_FIELDS,
    rename: no_rename,
    own: &["col_name", "col_type", "label"],
    key: &[at::COL_NAME],
    // Older files lack some, and only newer ones have the last two.
    optional: &[
        "indicator_dp",
        "indicator_unit",
        "indicator_grouping",
        "filter_hint",
        "filter_grouping_column",
        "filter_default",
        "parent_filter",
    ],
    style: Style { ..STYLE },
    number_nulls: &[],
};

pub(super) fn is_header<'h>(names: impl Iterator<Item = &'h str>) -> bool {
    has_all(names, FILE.own)
}

/// The columns that the file tells of, and those that group them: two files of one publication
/// may differ in the latter alone.
pub(super) fn names(files: &mut dyn Files) -> Result<Vec<String>, ConnectorError> {
    let mut names = Vec::new();
    each_row(files, "filter_grouping_column", |name, group| {
        names.push(name.to_owned());
        if !group.is_empty() {
            names.push(group.to_owned());
        }
    })?;
    Ok(names)
}

/// Tells name and another column of each row of the file, of at most [`MAX_ROWS`].
fn each_row(
    files: &mut dyn Files,
    other: &str,
    mut take: impl FnMut(&str, &str),
) -> Result<(), ConnectorError> {
    let mut reader = CsvReader::new(files.open(0)?);
    let header = FILE.header(&mut reader)?;
    let place = |name: &str| {
        let mut names = header.iter();
        names.position(|heading| heading.eq_ignore_ascii_case(name))
    };
    let (name, other) = (place("col_name"), place(other));
    let mut rows = 0;
    while let Some(record) = reader.record()? {
        if record.is_blank() {
            continue;
        }
        rows += 1;
        if rows <= MAX_ROWS {
            let text = |place: Option<usize>| {
                let text = place.and_then(|place| record.get(place));
                text.unwrap_or_default().trim()
            };
            take(text(name), text(other));
        }
    }
    Ok(())
}

pub(super) fn read(files: &mut dyn Files, sink: &mut dyn Sink) -> Result<Summary, ConnectorError> {
    let subjects = Subjects::of(files)?;
    FILE.read(files, sink, |line, intake, tables| {
        let (name, label) = (line.cell(at::COL_NAME), line.cell(at::LABEL));
        let kind = line.cell(at::COL_TYPE).text().unwrap_or_default();
        if kind != "Filter" && kind != "Indicator" {
            let message = "The type of the column is neither Filter nor Indicator.";
            let finding = Finding::new("code_unknown", Severity::Error, message, line.at);
            intake.add(finding.item("col_type").value(kind));
        }
        let (name, label) = (
            name.text().unwrap_or_default(),
            label.text().unwrap_or_default(),
        );
        subjects.judge(name, label, intake, line.at);
        tables.row(0).cells(line.cells).end();
    })
}

/// What the columns are about: first words of their names that labels use as well.
struct Subjects(HashSet<String>);

impl Subjects {
    fn of(files: &mut dyn Files) -> Result<Subjects, ConnectorError> {
        let mut firsts = HashSet::new();
        let mut words = HashSet::new();
        each_row(files, "label", |name, label| {
            firsts.extend(subject(name));
            words.extend(words_of(label));
        })?;
        Ok(Subjects(firsts.intersection(&words).cloned().collect()))
    }

    /// A label that speaks of another column's subject and not of its own was shifted, as in the
    /// SEN2 file of 2018.
    fn judge(&self, name: &str, label: &str, intake: &mut Intake, at: crate::Position) {
        let Some(own) = subject(name).filter(|own| self.0.contains(own)) else {
            return;
        };
        let words: HashSet<String> = words_of(label).collect();
        if !words.contains(&own) && words.iter().any(|word| self.0.contains(word)) {
            let message = "The label speaks of what other columns are about and not of this one; \
                           it may be another column's. It was kept.";
            let finding = Finding::new("label_of_another", Severity::Query, message, at);
            intake.add(finding.item("label").value(name));
        }
    }
}

fn subject(name: &str) -> Option<String> {
    let first = name.split('_').next()?.to_lowercase();
    (first.len() > 2 && name.contains('_')).then_some(first)
}

fn words_of(label: &str) -> impl Iterator<Item = String> + '_ {
    label
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}
