//! Persons into the rows of every table.

use super::person::{Person, Values};
use super::schema::*;
use crate::layout::Cell;
use crate::rows::{Row, Tables};
use crate::value;

/// Begins a row of a module's table with its numbers.
fn begin<'t>(tables: &'t mut Tables, module: Module, numbers: &[i32]) -> Row<'t> {
    let row = tables.row(module as usize);
    numbers
        .iter()
        .fold(row, |row, number| row.int(Some(*number)))
}

fn write(tables: &mut Tables, numbers: &[i32], values: &Values<'_>) {
    begin(tables, values.module, numbers)
        .cells(&values.cells)
        .end();
}

/// Numbers from 1.
fn numbered<T>(items: impl IntoIterator<Item = T>) -> impl Iterator<Item = (i32, T)> {
    (1..).zip(items)
}

/// Writes the rows of a person, the `person_no`th of the return.
pub(super) fn person(tables: &mut Tables, person_no: i32, person: &Person<'_>) {
    write_person(tables, person_no, &person.values);
    for (request_no, request) in numbered(&person.requests) {
        let request_key = [person_no, request_no];
        write(tables, &request_key, &request.values);
        for (no, assessment) in numbered(&request.assessments) {
            write(tables, &[person_no, request_no, no], &assessment.values);
        }
        for (plan_no, plan) in numbered(request.plans()) {
            write(tables, &[person_no, request_no, plan_no], &plan.values);
            for (no, detail) in numbered(&plan.details) {
                write(tables, &[person_no, request_no, plan_no, no], detail);
            }
        }
        for (plan_no, plan) in numbered(&request.active_plans) {
            write(tables, &[person_no, request_no, plan_no], &plan.values);
            for (no, placement) in numbered(&plan.placements) {
                write(tables, &[person_no, request_no, plan_no, no], placement);
            }
            for (no, need) in numbered(&plan.needs) {
                write(tables, &[person_no, request_no, plan_no, no], need);
            }
        }
    }
}

fn write_person(tables: &mut Tables, person_no: i32, values: &Values<'_>) {
    let cell = |item: usize| &values.cells[item];
    let returned = returned_sex(values);
    begin(tables, Module::Person, &[person_no])
        .cell(cell(SURNAME))
        .cell(cell(FORENAME))
        .cell(cell(BIRTH_DATE))
        .text(returned.and_then(sex))
        .text(returned.map(|cell| cell.raw))
        .cell(cell(ETHNICITY))
        .cell(cell(POSTCODE))
        .cell(cell(UPN))
        .cell(cell(ULN))
        .cell(cell(UPN_UNKNOWN))
        .end();
}

/// `Sex`, or where that is missing `GenderCurrent`: a file of a later year under the headings
/// of 2023 has the latter.
pub(super) fn returned_sex<'v, 'r>(values: &'v Values<'r>) -> Option<&'v Cell<'r>> {
    let places = [SEX, GENDER_CURRENT];
    let mut cells = places.into_iter().map(|item| &values.cells[item]);
    cells.find(|cell| cell.is_given())
}

/// M or F. Either item is read with the codes of both: some files keep the old heading over
/// the new codes. 0 (not known) and 9 (not specified) are neither.
fn sex(cell: &Cell<'_>) -> Option<&'static str> {
    match cell.text()? {
        "M" | "1" => Some("M"),
        "F" | "2" => Some("F"),
        _ => None,
    }
}

/// Writes the row of the header.
pub(super) fn header(tables: &mut Tables, cells: &[Cell<'_>]) {
    let mut row = tables.row(Module::Header as usize);
    for (item, cell) in cells.iter().enumerate() {
        row = match value::date_time(cell.raw) {
            Some(time) if item == DATE_TIME => row.text(Some(&time)),
            _ => row.cell(cell),
        };
    }
    row.end();
}
