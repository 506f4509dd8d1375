//! Records to rows: a pupil's cells are put right, judged and written, with what hangs on the
//! pupil in tables of its own.

use std::collections::BTreeMap;

use crate::layout::{Cell, Intake};
use crate::rows::{Row, Tables};
use crate::xml::record::{Group, NodeRef};

use super::facts::Facts;
use super::rules::{
    Cells, Census, Whole, Window, judge_exclusions, judge_fsm, judge_nc_year, judge_needs,
    judge_pupil, judge_session, judge_window, tidy_exclusion,
};
use super::schema::groups::*;
use super::schema::items::{PUPIL, PUPIL_COLUMNS};
use super::schema::{at, place, place_of_item};

const UPN: usize = place(PUPIL, "upn");
const SEX: usize = place(PUPIL, "sex");
const GENDER: usize = place_of_item(PUPIL, "Gender");
const ENROL_STATUS: usize = place(PUPIL, "enrol_status");
const NC_YEAR: usize = place(PUPIL, "nc_year");
const ELIGIBILITY: usize = place(PUPIL, "eligibility_code");
const THIRTY_HOURS: usize = place_of_item(PUPIL, "ThirtyHourCode");
const FUNDING_BASIS: usize = place(PUPIL, "funding_basis");
/// `PrevURN`, `APReason`, `SENProvisionEntry`, as they stand in an admission.
const ADMISSION_ITEMS: std::ops::Range<usize> = PUPIL.len() - 3..PUPIL.len();

/// What the rows of a file have in common, and what is kept from pupil to pupil.
pub(super) struct Writer<'f> {
    pub(super) census: Census,
    pub(super) facts: &'f Facts,
    pub(super) tables: Tables,
    pub(super) whole: Whole,
    pub(super) postcode_told: bool,
    /// Pupils on roll here alone or mainly, by year group.
    pub(super) nc_years: BTreeMap<String, u64>,
}

/// The columns that begin every row of a pupil.
#[derive(Clone, Copy)]
struct Keys<'f> {
    term: &'static str,
    urn: Option<&'f str>,
    estab: Option<&'f str>,
    pupil: i32,
    on_roll: bool,
}

impl Row<'_> {
    fn keys(self, keys: Keys<'_>) -> Self {
        self.text(Some(keys.term))
            .text(keys.urn)
            .text(keys.estab)
            .int(Some(keys.pupil))
            .flag(Some(keys.on_roll))
    }
}

/// The cells of a group.
fn cells<'r>(node: NodeRef<'r>, intake: &mut Intake) -> Cells<'r> {
    Cells {
        fields: node.group().fields,
        cells: node.cells(intake),
    }
}

/// Those of each group of a kind that has any value.
fn each<'r>(node: NodeRef<'r>, group: &'static Group, intake: &mut Intake) -> Vec<Cells<'r>> {
    let all = node.groups_of(group).map(|node| cells(node, intake));
    all.filter(Cells::any_given).collect()
}

impl Writer<'_> {
    /// Adds a pupil, the `row`th of the file.
    pub(super) fn add(&mut self, pupil: NodeRef<'_>, row: u32, intake: &mut Intake) {
        let on_roll = pupil.is(&ON_ROLL);
        let upn = pupil.text(UPN);
        intake.child(Some(row), upn);
        let lists = [FUNDING_BASIS];
        let mut own = Cells {
            fields: PUPIL,
            cells: pupil.cells_with_lists(intake, &lists),
        };
        own.fold(GENDER, SEX);
        own.fold(THIRTY_HOURS, ELIGIBILITY);
        let by_age = judge_nc_year(intake, &mut own, &self.census);
        judge_pupil(intake, &own, &self.census, on_roll, &mut self.postcode_told);
        self.whole.observe(intake, &own);
        // A pupil of two schools is counted by the main one.
        let here = matches!(own.cells[ENROL_STATUS].text(), Some("C" | "M"));
        if let (true, Some(nc_year)) = (on_roll && here, own.cells[NC_YEAR].text()) {
            *self.nc_years.entry(nc_year.to_owned()).or_default() += 1;
        }
        let keys = Keys {
            term: self.census.term.code(),
            urn: self.facts.urn.as_deref(),
            estab: self.facts.estab.as_deref(),
            // A file of more records than this has never been made.
            pupil: i32::try_from(row).unwrap_or(i32::MAX),
            on_roll,
        };
        let eligible = self.fsm(pupil, keys, intake);
        self.needs(pupil, &own, keys, intake);
        self.exclusions(pupil, keys, intake);
        self.attendance(pupil, keys, intake);
        self.alternative_provision(pupil, &own, keys, intake);
        let supports = each(pupil, &SUPPORT, intake);
        self.rows(at::SUPPORT, keys, supports.iter().map(|row| &row.cells[..]));
        let codes = each(pupil, &FAM, intake);
        self.rows(at::FAM, keys, codes.iter().map(|row| &row.cells[..]));
        self.funding(pupil, keys, intake);
        let mut aims = Aims::default();
        aims.within(pupil, None, intake);
        self.aims(aims, keys);
        intake.table(Some("census.pupil"));
        let row = self
            .tables
            .row(at::PUPIL)
            .keys(keys)
            .flag(eligible)
            .int(by_age);
        row.cells(own.columns(PUPIL_COLUMNS)).end();
    }

    /// Rows that are numbered within the pupil.
    fn rows<'c, 't: 'c>(
        &mut self,
        table: usize,
        keys: Keys<'_>,
        rows: impl Iterator<Item = &'c [Cell<'t>]>,
    ) {
        for (no, cells) in (1..).zip(rows) {
            let row = self.tables.row(table).keys(keys).int(Some(no));
            row.cells(cells).end();
        }
    }

    /// Periods are of pupils on roll; of others it is not known.
    fn fsm(&mut self, pupil: NodeRef<'_>, keys: Keys<'_>, intake: &mut Intake) -> Option<bool> {
        let periods = each(pupil, &FSM_PERIOD, intake);
        let eligible = judge_fsm(intake, &periods, &self.census);
        self.rows(
            at::FSM_PERIOD,
            keys,
            periods.iter().map(|row| &row.cells[..]),
        );
        eligible.filter(|_| keys.on_roll)
    }

    fn needs(&mut self, pupil: NodeRef<'_>, own: &Cells<'_>, keys: Keys<'_>, intake: &mut Intake) {
        let needs = each(pupil, &SEN_NEED, intake);
        intake.table(Some("census.sen_need"));
        judge_needs(intake, own, &needs, &self.census, keys.on_roll);
        self.rows(at::SEN_NEED, keys, needs.iter().map(|row| &row.cells[..]));
    }

    fn exclusions(&mut self, pupil: NodeRef<'_>, keys: Keys<'_>, intake: &mut Intake) {
        let mut exclusions = each(pupil, &EXCLUSION, intake);
        exclusions.iter_mut().for_each(tidy_exclusion);
        judge_exclusions(intake, &exclusions, &self.census);
        let rows = exclusions.iter().map(|row| row.columns(EXCLUSION_COLUMNS));
        self.rows(at::EXCLUSION, keys, rows);
    }

    /// Window 1 before window 2, whatever their order in the file.
    fn attendance(&mut self, pupil: NodeRef<'_>, keys: Keys<'_>, intake: &mut Intake) {
        for (block, group) in [(1, &BLOCK_1), (2, &BLOCK_2)] {
            let mut window = Window::default();
            let mut totals: Option<Cells<'_>> = None;
            let mut sessions = 0;
            // A window that is given in pieces is one window.
            for node in pupil.groups_of(group) {
                for detail in node.groups_of(&SESSION) {
                    let mut detail = cells(detail, intake);
                    if !detail.any_given() {
                        continue;
                    }
                    judge_session(intake, &mut detail, &mut window, &self.census);
                    sessions += 1;
                    let row = self.tables.row(at::SESSION).keys(keys).int(Some(block));
                    let row = row.int(Some(sessions));
                    row.cells(detail.columns(SESSION_COLUMNS)).end();
                }
                let next = cells(node, intake);
                match &mut totals {
                    None => totals = Some(next),
                    Some(totals) => totals.fill_from(next),
                }
            }
            let Some(mut totals) = totals else { continue };
            if sessions == 0 && !totals.any_given() {
                continue;
            }
            intake.table(Some("census.absence"));
            let summed = judge_window(intake, &mut totals, &window, &self.census, block);
            let row = self.tables.row(at::ABSENCE).keys(keys).int(Some(block));
            row.flag(Some(summed)).cells(&totals.cells).end();
        }
    }

    fn alternative_provision(
        &mut self,
        pupil: NodeRef<'_>,
        own: &Cells<'_>,
        keys: Keys<'_>,
        intake: &mut Intake,
    ) {
        let mut admissions = each(pupil, &ADMISSION, intake);
        let mut placements = each(pupil, &PLACEMENT, intake);
        for block in pupil.groups_of(&PLACEMENT_BLOCK) {
            admissions.extend(each(block, &ADMISSION, intake));
            placements.extend(each(block, &PLACEMENT, intake));
            // The block is a placement itself where it has items of one.
            let itself = cells(block, intake);
            if itself.any_given() {
                placements.push(itself);
            }
        }
        self.rows(
            at::AP_PLACEMENT,
            keys,
            placements.iter().map(|row| &row.cells[..]),
        );
        let loose = &own.cells[ADMISSION_ITEMS];
        let loose = loose.iter().any(Cell::is_given).then_some(loose);
        let rows = admissions.iter().map(|row| &row.cells[..]).chain(loose);
        self.rows(at::AP_ADMISSION, keys, rows);
    }

    fn aims(&mut self, aims: Aims<'_>, keys: Keys<'_>) {
        for (no, (programme, is_programme, aim)) in (1..).zip(&aims.rows) {
            let row = self.tables.row(at::LEARNING_AIM).keys(keys).int(Some(no));
            let row = row.int(*programme).flag(Some(*is_programme));
            row.cells(&aim.cells).end();
        }
    }

    fn funding(&mut self, pupil: NodeRef<'_>, keys: Keys<'_>, intake: &mut Intake) {
        intake.table(Some("census.funding_basis"));
        let texts = pupil.texts(FUNDING_BASIS);
        let cells = texts.map(|(text, at)| intake.cell(&PUPIL[FUNDING_BASIS], Some(text), at));
        let cells: Vec<_> = cells.filter(Cell::is_given).collect();
        self.rows(
            at::FUNDING_BASIS,
            keys,
            cells.iter().map(std::slice::from_ref),
        );
        intake.table(Some("census.pupil"));
    }
}

/// The programmes and aims of a pupil: the programme's number, whether the row is a programme,
/// its cells.
#[derive(Default)]
struct Aims<'r> {
    programmes: i32,
    rows: Vec<(Option<i32>, bool, Cells<'r>)>,
}

impl<'r> Aims<'r> {
    /// Takes up what stands in a node. A programme or aim around others of its kind, without a
    /// value of its own, is no more than what holds them.
    fn within(&mut self, node: NodeRef<'r>, programme: Option<i32>, intake: &mut Intake) {
        for inner in node.groups() {
            if inner.is(&PROGRAMME) || inner.is(&INNER_PROGRAMME) {
                let own = cells(inner, intake);
                let holds_programmes = inner.groups_of(&INNER_PROGRAMME).next().is_some();
                if holds_programmes && !own.any_given() {
                    self.within(inner, programme, intake);
                    continue;
                }
                let aims = inner.groups_of(&AIM).next().is_some();
                if !own.any_given() && !aims {
                    continue;
                }
                self.programmes += 1;
                let programme = Some(self.programmes);
                if own.any_given() {
                    self.rows.push((programme, true, own));
                }
                self.within(inner, programme, intake);
            } else if inner.is(&AIM) || inner.is(&INNER_AIM) {
                let own = cells(inner, intake);
                if own.any_given() {
                    self.rows.push((programme, false, own));
                }
                self.within(inner, programme, intake);
            }
        }
    }
}
