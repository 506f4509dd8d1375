//! What is wrong or odd about a row.

use std::hash::{DefaultHasher, Hash, Hasher};

use cohort_udfs::{calendar, upn};

use crate::finding::{Position, Severity};
use crate::layout::{Cell, Intake, Report};
use crate::sheet::Tallies;

use super::schema::{
    ACADEMIC_YEAR, ADOPTED, AMOUNT, BIRTH_DATE, DEPRIVATION, FIELDS, FTE, FY_END, FY_START, LENGTH,
    LOOKED_AFTER, NC_YEAR, SERVICE_CHILD, SEX, ULN, UPN,
};
use super::years;

pub(super) const AMOUNT_FORM: Report = (
    "amount_form",
    Severity::Notice,
    "The amount is written with a pound sign or commas; it was read.",
);
pub(super) const DUPLICATE_FLAGS: Report = (
    "duplicate_flags",
    Severity::Query,
    "The pupil is listed more than once for the financial year, with different flags; all rows were kept.",
);
pub(super) const DUPLICATE_ROW: Report = (
    "duplicate_row",
    Severity::Notice,
    "The pupil is listed again for the financial year with the same flags; the row was left out.",
);
pub(super) const DUPLICATE_ROW_DIFFERS: Report = (
    "duplicate_row_differs",
    Severity::Query,
    "The pupil is listed again for the financial year with the same flags but another amount, full-time equivalent or characteristic than in the first row; the row was left out.",
);
const FINANCIAL_YEAR_DATES: Report = (
    "financial_year_dates",
    Severity::Query,
    "The dates are not 1 April and the 31 March after it.",
);
const FINANCIAL_YEAR_MISSING: Report = (
    "financial_year_missing",
    Severity::Error,
    "The row does not say its financial year.",
);
const FTE_OVER_ONE: Report = (
    "fte_over_one",
    Severity::Query,
    "The full-time equivalent is over 1.",
);
const LOOKED_AFTER_ZERO: Report = (
    "looked_after_zero",
    Severity::Notice,
    "The pupil is looked after and the amount is 0: that premium is paid to the authority.",
);
pub(super) const MONTH_FIRST: Report = (
    "date_month_first",
    Severity::Query,
    "The date of the financial year has its month before its day, as American spreadsheets write it; it was read so.",
);
const NC_YEAR_NOT_FUNDED: Report = (
    "nc_year_not_funded",
    Severity::Query,
    "Deprivation and service premium are for Reception to year 11, or for ages 4 to 15 where the curriculum is not followed.",
);
pub(super) const NO_ROWS: Report = ("no_rows", Severity::Error, "The file lists no pupil.");
const OTHER_FINANCIAL_YEAR: Report = (
    "other_financial_year",
    Severity::Query,
    "The row is of another financial year than the file was taken for; it was kept.",
);
const UPN_INVALID: Report = (
    "upn_invalid",
    Severity::Query,
    "The UPN does not have the form, check letter or authority number of one; it was kept.",
);
const UPN_MISSING: Report = (
    "upn_missing",
    Severity::Error,
    "The row has no UPN; it can be matched by names and date of birth only.",
);
const UPN_MISSING_LOOKED_AFTER: Report = (
    "upn_missing_looked_after",
    Severity::Notice,
    "The row of a looked-after pupil has no UPN, as happens; it can be matched by names and date of birth only.",
);

/// Every rule of this dataset.
pub static RULES: &[Report] = &[
    AMOUNT_FORM,
    DUPLICATE_FLAGS,
    DUPLICATE_ROW,
    DUPLICATE_ROW_DIFFERS,
    FINANCIAL_YEAR_DATES,
    FINANCIAL_YEAR_MISSING,
    FTE_OVER_ONE,
    LOOKED_AFTER_ZERO,
    MONTH_FIRST,
    NC_YEAR_NOT_FUNDED,
    NO_ROWS,
    OTHER_FINANCIAL_YEAR,
    UPN_INVALID,
    UPN_MISSING,
    UPN_MISSING_LOOKED_AFTER,
];

/// A row as the rules see it.
pub(super) struct Facts<'c> {
    cells: &'c [Cell<'c>; LENGTH],
    /// UPN, or else ULN.
    pub(super) id: Option<&'c str>,
    pub(super) id_field: usize,
    /// Year in which the financial year of the row ends.
    pub(super) year: Option<i16>,
    /// That of the file.
    file_year: i16,
    pub(super) at: Position,
}

impl<'c> Facts<'c> {
    pub(super) fn of(cells: &'c [Cell<'c>; LENGTH], file_year: i16) -> Facts<'c> {
        let id_field = if cells[UPN].text().is_some() {
            UPN
        } else {
            ULN
        };
        Facts {
            cells,
            id: cells[id_field].text(),
            id_field,
            year: years::of_days(
                cells[FY_START].day(),
                cells[FY_END].day(),
                cells[ACADEMIC_YEAR].raw,
            ),
            file_year,
            at: cells[UPN].at,
        }
    }

    pub(super) fn flag(&self, field: usize) -> Option<bool> {
        self.cells[field].flag()
    }

    /// What a repeated row may say otherwise than the first.
    pub(super) fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        for field in [FTE, AMOUNT] {
            let number = self.cells[field].value.decimal();
            number.map(f64::to_bits).hash(&mut hasher);
        }
        for field in [BIRTH_DATE, FY_START, FY_END] {
            self.cells[field].day().hash(&mut hasher);
        }
        for field in [SEX, NC_YEAR] {
            self.cells[field].text().hash(&mut hasher);
        }
        hasher.finish()
    }

    fn looked_after(&self) -> bool {
        self.flag(LOOKED_AFTER) == Some(true)
    }

    /// Whether funding by year group leaves the pupil out; unknown is not out.
    fn is_out_of_years(&self) -> bool {
        let by_year = [DEPRIVATION, SERVICE_CHILD].map(|field| self.flag(field) == Some(true));
        // Adopted and looked after have no limit of years in the file (from memory; verify).
        let unlimited = self.looked_after() || self.flag(ADOPTED) == Some(true);
        if by_year == [false, false] || unlimited {
            return false;
        }
        match self.cells[NC_YEAR].text() {
            None => false,
            Some("X") => self.age().is_some_and(|age| !(4..=15).contains(&age)),
            Some("R") => false,
            Some(year) => !year.parse().is_ok_and(|year: u8| (1..=11).contains(&year)),
        }
    }

    /// Age on the 31 August before the census on which the year's funding is based: the autumn
    /// one before the financial year (from memory; verify).
    fn age(&self) -> Option<i32> {
        let on = calendar::date(i32::from(self.year?) - 2, 8, 31)?;
        calendar::completed_years(self.cells[BIRTH_DATE].day()?, on)
    }

    /// Whether a date that was given is not an end of the financial year.
    fn has_odd_dates(&self) -> bool {
        let Some((first, last)) = self.year.and_then(years::span) else {
            return false;
        };
        let is_odd = |field: usize, day| self.cells[field].day().is_some_and(|given| given != day);
        is_odd(FY_START, first) || is_odd(FY_END, last)
    }
}

/// Reports what one row gives reason to.
pub(super) fn check(facts: &Facts<'_>, intake: &mut Intake, tallies: &mut Tallies, at: Position) {
    let cells = facts.cells;
    let mut report = |report: Report, field: usize| {
        intake.report(report, &FIELDS[field], cells[field].raw, at);
    };
    match facts.id {
        None if facts.looked_after() => report(UPN_MISSING_LOOKED_AFTER, UPN),
        None => report(UPN_MISSING, UPN),
        Some(id) if facts.id_field == UPN && upn::check(id).is_err() => report(UPN_INVALID, UPN),
        Some(_) => {}
    }
    if facts.year.is_none() {
        report(FINANCIAL_YEAR_MISSING, FY_START);
    }
    if facts.has_odd_dates() {
        report(FINANCIAL_YEAR_DATES, FY_START);
    }
    if cells[FTE].value.decimal().is_some_and(|fte| fte > 1.0) {
        report(FTE_OVER_ONE, FTE);
    }
    if facts.looked_after() && cells[AMOUNT].value.decimal() == Some(0.0) {
        report(LOOKED_AFTER_ZERO, AMOUNT);
    }
    if facts.is_out_of_years() {
        report(NC_YEAR_NOT_FUNDED, NC_YEAR);
    }
    if let Some(year) = facts.year
        && year != facts.file_year
    {
        let (item, name) = (FIELDS[FY_START].item(), years::name(year));
        tallies.add(OTHER_FINANCIAL_YEAR, Some(item), Some(&name), at, None);
    }
}
