//! One pupil of a Common Transfer File, on the way into rows.

use std::borrow::Cow;

use cohort_udfs::calendar;

use super::mapping::{self, Kind};
use super::schema::{self, pupil, result};
use super::{File, TABLES, table};
use crate::attainment::header::Index;
use crate::attainment::judge_row;
use crate::attainment::layouts::Layout;
use crate::attainment::record::Cells;
use crate::finding::{Position, Severity};
use crate::layout::{Cell, Report, Value};
use crate::xml::record::NodeRef;

const UPN_MISSING: Report = (
    "ctf_upn_missing",
    Severity::Query,
    "The pupil has no UPN, or one begun with TEMP.",
);
const YEAR_MISSING: Report = (
    "ctf_year_missing",
    Severity::Error,
    "The result has no year, so it is of no row of the year's results; it is in attainment.ctf_result.",
);
const BEFORE_BIRTH: Report = (
    "ctf_year_before_birth",
    Severity::Error,
    "The result is of a year before the pupil's birth.",
);
const STATUS_MISSING: Report = (
    "ctf_status_missing",
    Severity::Query,
    "The entry does not say whether it is a result or a target; it is in attainment.ctf_result.",
);
const CONFLICT: Report = (
    "ctf_conflict",
    Severity::Error,
    "An earlier result of the same assessment differs; this one is in attainment.ctf_result.",
);

/// The results of one pupil that make one row.
struct Year<'r> {
    layout: &'static Layout,
    year: i16,
    cells: Vec<Cell<'r>>,
    at: Position,
}

impl File {
    pub(super) fn pupil(&mut self, root: NodeRef<'_>) {
        self.pupils += 1;
        let upn = root.text(pupil::UPN).map(crate::value::identifier);
        self.intake.child(Some(self.pupils), upn.as_deref());
        self.intake.judge_by(self.year);
        let cells = root.cells(&mut self.intake);
        if upn.as_deref().is_none_or(|upn| upn.starts_with("TEMP")) {
            let field = &root.group().fields[pupil::UPN];
            self.intake
                .report(UPN_MISSING, field, cells[pupil::UPN].raw, root.at());
        }
        let number = i32::try_from(self.pupils).ok();
        self.tables
            .row(table::PUPIL)
            .int(number)
            .cells(&cells)
            .end();
        self.lists(root, number, &cells[pupil::UPN]);
        self.results(root, number, &cells);
    }

    /// SEN provision, needs and schools.
    fn lists(&mut self, root: NodeRef<'_>, number: Option<i32>, upn: &Cell<'_>) {
        for (group, place) in [
            (&schema::SEN, table::SEN),
            (&schema::NEED, table::NEED),
            (&schema::SCHOOL, table::SCHOOL),
        ] {
            for (entry, node) in (1..).zip(root.groups_of(group)) {
                let cells = node.cells(&mut self.intake);
                let row = self.tables.row(place).int(number).int(Some(entry));
                row.cell(upn).cells(&cells).end();
            }
        }
    }

    fn results<'r>(&mut self, root: NodeRef<'r>, number: Option<i32>, who: &[Cell<'r>]) {
        let mut years: Vec<Year<'r>> = Vec::new();
        let mut entry = 0;
        for block in root.groups() {
            let stage = stage_of(block);
            for node in block.groups_of(&schema::ASSESSMENT) {
                self.intake.judge_by(self.year);
                let cells = node.cells(&mut self.intake);
                let status = cells[result::STATUS].text();
                if matches!(status, Some(status) if status != "R") {
                    self.targets += 1;
                    continue;
                }
                entry += 1;
                self.check_year(node, &cells, who);
                if !self.place(&stage, node, &cells, who, &mut years) {
                    self.unmapped += 1;
                    let row = self.tables.row(table::RESULT).int(number).int(Some(entry));
                    let row = row.cell(&who[pupil::UPN]);
                    let stage = (!stage.is_empty()).then_some(&*stage);
                    row.text(stage).cells(&cells).end();
                }
            }
        }
        for year in years {
            self.year_row(year, who);
        }
        self.intake.judge_by(self.year);
    }

    fn check_year(&mut self, node: NodeRef<'_>, cells: &[Cell<'_>], who: &[Cell<'_>]) {
        let field = &node.group().fields[result::YEAR];
        let cell = &cells[result::YEAR];
        let Some(year) = cell.int() else {
            if !cell.is_given() {
                self.intake.report(YEAR_MISSING, field, "", node.at());
            }
            return;
        };
        let born = who[pupil::DOB].day().and_then(calendar::civil);
        if born.is_some_and(|(born, ..)| year < born) {
            self.intake.report(BEFORE_BIRTH, field, cell.raw, cell.at);
        }
    }

    /// Puts a result into the row of its dataset and year; `false` if it has no place there.
    fn place<'r>(
        &mut self,
        stage: &str,
        node: NodeRef<'r>,
        cells: &[Cell<'r>],
        who: &[Cell<'r>],
        years: &mut Vec<Year<'r>>,
    ) -> bool {
        if cells[result::STATUS].text().is_none() {
            let field = &node.group().fields[result::STATUS];
            self.intake.report(STATUS_MISSING, field, "", node.at());
            return false;
        }
        let text = |field: usize| cells[field].text().unwrap_or_default();
        let english = matches!(text(result::LOCALE), "" | "ENG");
        let year = cells[result::YEAR]
            .int()
            .and_then(|year| i16::try_from(year).ok());
        let (Some(year), true) = (year, english) else {
            return false;
        };
        let kind = Kind {
            stage,
            subject: text(result::SUBJECT),
            component: text(result::COMPONENT),
            method: text(result::METHOD),
            qualifier: text(result::QUALIFIER),
            year,
        };
        let Some(mapping) = mapping::find(&kind) else {
            return false;
        };
        self.compare_with_age(mapping.layout, year, who);
        let raw = cells[result::RESULT].raw;
        let column = mapping.column(kind.component, raw);
        let Some(place) = Index::of(mapping.layout).place(&column) else {
            return false;
        };
        self.intake.judge_by(year);
        self.intake.table(Some(mapping.layout.table));
        let at = cells[result::RESULT].at;
        let cell = self
            .intake
            .cell(&mapping.layout.fields[place], Some(raw), at);
        if cell.value == Value::Null {
            return false;
        }
        let row = years
            .iter_mut()
            .find(|row| row.year == year && std::ptr::eq(row.layout, mapping.layout));
        let row = match row {
            Some(row) => row,
            None => {
                years.push(Year {
                    layout: mapping.layout,
                    year,
                    cells: vec![Cell::EMPTY; mapping.layout.fields.len()],
                    at: node.at(),
                });
                let last = years.len() - 1;
                &mut years[last]
            }
        };
        let held = &mut row.cells[place];
        if held.value == Value::Null {
            *held = cell;
            return true;
        }
        // The same result twice is one result.
        if held.value == cell.value {
            return true;
        }
        let field = &node.group().fields[result::RESULT];
        self.intake.report(CONFLICT, field, raw, at);
        false
    }

    fn compare_with_age(&mut self, layout: &Layout, year: i16, who: &[Cell<'_>]) {
        let usual = match layout.dataset {
            "eyfsp" => 0,
            "ks1" => 2,
            "mtc" => 4,
            "ks2" => 6,
            // Phonics may be of either of two years.
            _ => return,
        };
        let by_age = who[pupil::DOB]
            .day()
            .and_then(|born| year_group(born, year));
        match by_age {
            Some(group) if group == usual => self.on_time += 1,
            Some(group) if group == usual - 1 => self.year_early += 1,
            _ => {}
        }
    }

    fn year_row(&mut self, year: Year<'_>, who: &[Cell<'_>]) {
        let Year {
            layout,
            year,
            cells,
            at,
        } = year;
        let Some(place) = TABLES
            .iter()
            .position(|table| std::ptr::eq(*table, layout.tables[0]))
        else {
            return;
        };
        let mut row = Cells::new(layout, cells, year, false);
        let given = |field: usize, other: usize| {
            let cell = if who[field].is_given() {
                &who[field]
            } else {
                &who[other]
            };
            owned(&cell.value)
        };
        row.set("upn", owned(&who[pupil::UPN].value));
        row.set("surname", given(pupil::SURNAME, pupil::PREFERRED_SURNAME));
        row.set(
            "forename",
            given(pupil::FORENAME, pupil::PREFERRED_FORENAME),
        );
        row.set("dob", owned(&who[pupil::DOB].value));
        row.set("sex", owned(&who[pupil::SEX].value));
        if Index::of(layout).place("nc_year_actual").is_some()
            && let Some(group) = self.group_then(year, who)
        {
            row.set("nc_year_actual", Value::Text(Cow::Owned(group)));
        }
        self.intake.table(Some(layout.table));
        self.intake.judge_by(year);
        judge_row(&mut self.intake, &row, at, &mut self.told);
        if let Some(mend) = layout.mend {
            mend(&mut row, year);
        }
        self.rows[place] = self.rows[place].saturating_add(1);
        let number = Some(self.rows[place]);
        self.tables.row(place).int(number).cells(&row.cells).end();
    }

    /// The year group in the year of a result: that of today, less the years since; or else, also
    /// where the header stands behind the pupils, by age.
    fn group_then(&self, year: i16, who: &[Cell<'_>]) -> Option<String> {
        let today = who[pupil::NC_YEAR].text().and_then(|group| match group {
            "R" => Some(0),
            group => group.parse::<i16>().ok(),
        });
        let since = self.header.end_year.map(|made| made - year);
        let by_age = || {
            who[pupil::DOB]
                .day()
                .and_then(|born| year_group(born, year))
        };
        let group = match (today, since) {
            (Some(today), Some(since)) => today - since,
            _ => by_age()?,
        };
        match group {
            0 => Some("R".to_owned()),
            1..=14 => Some(group.to_string()),
            _ => None,
        }
    }
}

/// The stage of a block: what it says, or in old files its name.
fn stage_of(block: NodeRef<'_>) -> Cow<'_, str> {
    let said = block.is(&schema::KEY_STAGE) || block.text(0).is_some();
    match said {
        true => crate::value::code(block.text(0).unwrap_or_default()),
        false => Cow::Borrowed(block.group().name),
    }
}

/// The year group that a child's age gives for the academic year that ends in `year`; 0 is
/// reception.
fn year_group(born: i32, year: i16) -> Option<i16> {
    let start = calendar::date(i32::from(year) - 1, 8, 31)?;
    let age = calendar::completed_years(born, start)?;
    i16::try_from(age - 4).ok()
}

fn owned(value: &Value<'_>) -> Value<'static> {
    match value {
        Value::Null => Value::Null,
        Value::Text(text) => Value::Text(Cow::Owned(text.to_string())),
        Value::Day(day) => Value::Day(*day),
        Value::Flag(flag) => Value::Flag(*flag),
        Value::Int(number) => Value::Int(*number),
        Value::Decimal(number) => Value::Decimal(*number),
    }
}
