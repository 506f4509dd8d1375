//! What is judged of a data file. Nothing of it changes a value.
//!
//! | rule | severity | what |
//! |---|---|---|
//! | `breakdown_swapped` | query | topic and member of a breakdown hold each other's content |
//! | `column_mixed` | notice | a column taken for a filter holds mostly numbers |
//! | `column_repeated` | query | a heading stands twice |
//! | `date_like_item` | query | a spreadsheet made a date of a filter's item, `01-May` for 1-5 |
//! | `geographic_level` | query | a level that is not published |
//! | `geography_missing` | query | the place that the level asks for is blank |
//! | `la_code` | error | the authority's number is none |
//! | `old_symbol` | notice | `: ~ .. . - NULL` or nothing for a number |
//! | `time_identifier_mixed` | query | kinds of period that do not go together |
//! | `time_period` | error | the period is not written as its kind asks |
//! | `value_unknown` | error | a value that is neither number nor symbol |

use std::collections::BTreeMap;

use crate::csv::Record;
use crate::finding::{Finding, Position, Severity};
use crate::layout::Intake;

use super::columns::{BREAKDOWNS, Column, Geography, Layout, year_of};
use super::values::{Figure, figure};

/// Most findings of one rule on the items of filters: after that the file's point is made.
const MOST: u32 = 100;

/// Judges what the columns are.
pub(super) fn judge_layout(layout: &Layout, intake: &mut Intake) {
    for name in &layout.repeated {
        let message = "The heading stands twice; both columns were read under it.";
        let finding = Finding::new("column_repeated", Severity::Query, message, layout.at);
        intake.add(finding.value(name));
    }
    for filter in &layout.filters {
        if let Some(at) = filter.first_text
            && filter.numbers * 2 > layout.rows
        {
            let message = "Most values of the column are numbers, and here is the first that is \
                           neither number nor symbol; it was read as a filter.";
            let finding = Finding::new("column_mixed", Severity::Notice, message, at);
            intake.add(finding.value(&filter.name));
        }
    }
    let filter = |name: &str| -> Option<&Column> {
        let mut filters = layout.filters.iter();
        filters.find(|filter| filter.name.eq_ignore_ascii_case(name))
    };
    for (topic, member) in BREAKDOWNS {
        if let (Some(topic), Some(member)) = (filter(topic), filter(member))
            && topic.distinct > member.distinct
        {
            let message = "The topic of the breakdown has more different items than its members: \
                           the two columns seem to hold each other's content. Both were kept as \
                           they are.";
            let finding = Finding::new("breakdown_swapped", Severity::Query, message, layout.at);
            intake.add(finding.value(&topic.name));
        }
    }
}

/// Judges rows, and counts what recurs.
#[derive(Debug, Default)]
pub(super) struct Judge {
    family: Option<&'static str>,
    mixed: bool,
    date_like: u32,
    /// Count and first place of each old symbol in each indicator.
    old: BTreeMap<(String, String), (u64, Position)>,
    unknown: Vec<(String, Position)>,
}

impl Judge {
    /// Judges time, place and filters of a row.
    pub(super) fn row(
        &mut self,
        layout: &Layout,
        record: &Record<'_>,
        geography: &Geography<'_>,
        intake: &mut Intake,
    ) {
        self.time(geography, record.at, intake);
        place(layout, record, geography, intake);
        for filter in &layout.filters {
            let text = record.get(filter.place).unwrap_or_default().trim();
            if self.date_like < MOST && is_date_like(text) {
                self.date_like += 1;
                let message = "The item looks like a band of numbers that a spreadsheet made a \
                               date of; its text was kept.";
                let finding = Finding::new("date_like_item", Severity::Query, message, record.at);
                intake.add(finding.value(text));
            }
        }
    }

    fn time(&mut self, geography: &Geography<'_>, at: Position, intake: &mut Intake) {
        let identifier = geography.time_identifier.unwrap_or_default();
        let period = geography.time_period.unwrap_or_default();
        let family = family(identifier);
        let digits = family.map(|(_, digits)| digits);
        if year_of(period).is_none() || digits.is_some_and(|digits| digits != period.len()) {
            let message = "The period is not written as its kind asks: four digits for a calendar \
                           or reporting year, else six of which the last two are the year after.";
            let finding = Finding::new("time_period", Severity::Error, message, at);
            intake.add(finding.item("time_period").value(period));
        }
        let name = family.map_or("unknown", |(name, _)| name);
        if *self.family.get_or_insert(name) != name && !self.mixed {
            self.mixed = true;
            let message = "The file mixes kinds of period that do not go together, here first.";
            let finding = Finding::new("time_identifier_mixed", Severity::Query, message, at);
            intake.add(finding.item("time_identifier").value(identifier));
        }
    }

    /// Reads the value of an indicator.
    pub(super) fn figure(&mut self, text: &str, indicator: &str, at: Position) -> Figure {
        let read = figure(text);
        if let Figure::Symbol { old: true, .. } = read {
            let key = (indicator.to_owned(), text.trim().to_owned());
            self.old.entry(key).or_insert((0, at)).0 += 1;
        } else if read == Figure::Text && self.unknown.len() < MOST as usize {
            self.unknown.push((text.trim().to_owned(), at));
        }
        read
    }

    /// Reports what was counted.
    pub(super) fn finish(self, intake: &mut Intake) {
        for ((indicator, symbol), (count, at)) in self.old {
            let message = format!(
                "A symbol of old files, or nothing, stands for a number ({count} times in the \
                 column, here first); it was read as not available, and ~ as rounding to zero."
            );
            let finding = Finding::new("old_symbol", Severity::Notice, message, at);
            intake.add(finding.value(format!("{indicator}: {symbol}").trim_end()));
        }
        for (text, at) in self.unknown {
            let message = "The value is neither a number nor a symbol; it was left out.";
            intake.add(Finding::new("value_unknown", Severity::Error, message, at).value(&text));
        }
    }
}

fn place(layout: &Layout, record: &Record<'_>, geography: &Geography<'_>, intake: &mut Intake) {
    let level = geography.level.unwrap_or_default();
    match Layout::name_column(level) {
        None => {
            let message = "The geographic level is none of those published.";
            let finding = Finding::new("geographic_level", Severity::Query, message, record.at);
            intake.add(finding.item("geographic_level").value(level));
        }
        Some(column) if layout.text(record, column).is_none() => {
            let message = "The row does not name the place that its geographic level asks for.";
            let finding = Finding::new("geography_missing", Severity::Query, message, record.at);
            intake.add(finding.item(column));
        }
        Some(_) => {}
    }
    if geography.la_code.is_none()
        && let Some(text) = layout.text(record, "old_la_code")
        && !matches!(text, "x" | "z")
    {
        let message = "The number of the authority is no number of three digits; it was left out.";
        let finding = Finding::new("la_code", Severity::Error, message, record.at);
        intake.add(finding.item("old_la_code").value(text));
    }
}

/// The kinds of period that go together in a file, and how many digits a period of them has.
fn family(identifier: &str) -> Option<(&'static str, usize)> {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let is = |wanted: &str| identifier.eq_ignore_ascii_case(wanted);
    let begins = |wanted: &str| {
        identifier
            .get(..wanted.len())
            .is_some_and(|beginning| beginning.eq_ignore_ascii_case(wanted))
    };
    Some(match identifier {
        _ if is("Academic year") => ("academic year", 6),
        _ if is("Financial year") => ("financial year", 6),
        _ if is("Tax year") => ("tax year", 6),
        _ if is("Autumn term") || is("Spring term") || is("Summer term") => ("terms", 6),
        _ if is("Autumn and spring term") => ("two terms", 6),
        _ if begins("Financial year Q") => ("quarters", 6),
        _ if begins("Part ") => ("parts", 6),
        _ if is("Calendar year") => ("calendar year", 4),
        _ if is("Reporting year") => ("reporting year", 4),
        _ if begins("Week ") => ("weeks", 4),
        _ if MONTHS.iter().any(|month| is(month)) => ("months", 4),
        _ => return None,
    })
}

/// `01-May`, `May-01`: what a spreadsheet makes of 1-5.
fn is_date_like(text: &str) -> bool {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let Some((before, after)) = text.split_once('-') else {
        return false;
    };
    let number =
        |part: &str| matches!(part.len(), 1 | 2) && part.bytes().all(|b| b.is_ascii_digit());
    let month = |part: &str| MONTHS.iter().any(|month| part.eq_ignore_ascii_case(month));
    (number(before) && month(after)) || (month(before) && number(after))
}
