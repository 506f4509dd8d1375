//! Sums of sessions per pupil, without codes.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::Sink;
use crate::error::ConnectorError;
use crate::layout::{Cell, Intake};
use crate::rows::Tables;
use crate::sheet::{Sheet, Tallies};

use super::entries::Who;
use super::judge::judge_number;
use super::rules;
use super::schema::{DATE, FIELDS, POSSIBLE, SUMMARY_FIELDS, SUMMARY_PLACE, UPN};
use super::survey::year_of;

/// Places in [`SUMMARY_FIELDS`].
const START: usize = 3;
const END: usize = 4;
const OF_POSSIBLE: usize = 5;
const OF_ATTENDED: usize = 6;
const OF_AUTHORISED: usize = 7;
const OF_UNAUTHORISED: usize = 8;

type Cells<'r> = [Cell<'r>; SUMMARY_FIELDS.len()];

/// Reads all rows. Gives the numbers of pupils, a row each, and rows. Holds 16 bytes of each for the rule on repeated rows.
pub(super) fn read(
    mut sheet: Sheet<'_>,
    year: i16,
    intake: &mut Intake,
    tallies: &mut Tallies,
    tables: &mut Tables,
    sink: &mut dyn Sink,
) -> Result<(u64, u32), ConnectorError> {
    let mut seen = HashMap::new();
    intake.table(Some("attendance.summary"));
    while let Some(row) = sheet.row()? {
        intake.child(Some(row.no), None);
        if row.blank || !row.fits(intake) {
            continue;
        }
        let who = Who::of(&row, intake);
        intake.child(Some(row.no), who.id());
        let cells: Cells<'_> = std::array::from_fn(|place| {
            let field = SUMMARY_FIELDS[place];
            match place {
                0 => who.upn.clone(),
                1 => who.pupil_id.clone(),
                2 => who.urn.clone(),
                _ => intake.cell(&FIELDS[field], row.get(field), row.at),
            }
        });
        judge_number(&who, row.at, intake);
        judge(&cells, intake);
        let other = |day: i32| year_of(day).filter(|of_row| *of_row != year);
        if let Some(other) = cells[START].day().or(cells[END].day()).and_then(other) {
            let item = Some(FIELDS[DATE].item());
            tallies.add(
                rules::OTHER_YEAR,
                item,
                Some(&other.to_string()),
                row.at,
                None,
            );
        }
        if who.id().is_none() || is_new(&cells, &mut seen, intake) {
            let written = tables.row(SUMMARY_PLACE).int(i32::try_from(row.no).ok());
            written.cells(&cells).end();
        }
        tables.hand_on(row.at.byte, sink)?;
        intake.hand_on(sink)?;
    }
    Ok((u64::from(sheet.rows()), sheet.rows()))
}

fn judge(cells: &Cells<'_>, intake: &mut Intake) {
    let possible = &cells[OF_POSSIBLE];
    let mut report = |report| intake.report(report, &FIELDS[POSSIBLE], possible.raw, possible.at);
    let Some(most) = possible.int() else {
        return;
    };
    if most > 400 {
        report(rules::OVER_400);
    }
    let [attended, authorised, unauthorised] =
        [OF_ATTENDED, OF_AUTHORISED, OF_UNAUTHORISED].map(|place| cells[place].int());
    let Some(missed) = authorised.zip(unauthorised).map(|(a, b)| a + b) else {
        return;
    };
    if missed > most {
        report(rules::SUMMARY_ABSENCE);
    } else if attended.is_some_and(|attended| attended + missed != most) {
        report(rules::SUMMARY_SUM);
    }
}

/// Whether the row says something not said before of its pupil, school and dates.
fn is_new(cells: &Cells<'_>, seen: &mut HashMap<u64, u64>, intake: &mut Intake) -> bool {
    let hash = |cells: &[Cell<'_>]| {
        let mut hasher = DefaultHasher::new();
        for cell in cells {
            (cell.text(), cell.day(), cell.int()).hash(&mut hasher);
        }
        hasher.finish()
    };
    let (subject, said) = cells.split_at(OF_POSSIBLE);
    let (subject, said) = (hash(subject), hash(said));
    let Some(first) = seen.get(&subject) else {
        seen.insert(subject, said);
        return true;
    };
    let repeated = *first == said;
    let report = if repeated {
        rules::SUMMARY_REPEATED
    } else {
        rules::SUMMARY_TWICE
    };
    let upn = cells[0].text().unwrap_or_default();
    intake.report(report, &FIELDS[UPN], upn, cells[0].at);
    !repeated
}
