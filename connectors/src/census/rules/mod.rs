//! What is odd in the content of a return.
//!
//! [`RULES`] lists the rules. The published pages of this collection give no rule numbers, so
//! they have names. Where a rule of the collection is not published exactly, the file of its
//! part says what was chosen, marked *\[choice\]*.
//!
//! Rules judge and never reject. An item that is absent is reported by the one rule on its
//! absence, and a rule that compares it with another stays silent. A text that could not be
//! understood is present: the reader reports it (`date_format`, `code_unknown` …).
//!
//! What needs more than one school's file of one term is no rule here: a subsidiary
//! registration without a main one anywhere, and a school that returned under two reference
//! numbers.

mod attendance;
mod exclusion;
mod pupil;
mod school;
mod sen;
mod whole;

use crate::finding::Severity::{self, Error, Notice, Query};
use crate::layout::{Cell, Field, Intake, Report};

use super::facts::Term;

pub(super) use attendance::{Window, judge_session, judge_window};
pub(super) use exclusion::{judge_exclusions, tidy_exclusion};
pub(super) use pupil::{judge_nc_year, judge_pupil};
pub(super) use school::{is_mainstream, judge_header};
pub(super) use sen::{judge_fsm, judge_needs};
pub(super) use whole::Whole;

/// A rule, as data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Its name.
    pub id: &'static str,
    /// How much a breach matters.
    pub severity: Severity,
    /// What is wrong, in a sentence.
    pub title: &'static str,
}

const fn row(id: &'static str, severity: Severity, title: &'static str) -> Rule {
    Rule {
        id,
        severity,
        title,
    }
}

/// Every rule, by part of the return.
pub static RULES: &[Rule] = LIST;

#[rustfmt::skip]
const LIST: &[Rule] = &[
    // The header and the school
    row("year_given", Notice, "The return was read for another year than its header says, as was asked."),
    row("la_given", Notice, "The return was read for another local authority than its header says, as was asked."),
    row("year_differs", Query, "The Year of the header is neither year of the school year of its reference date; the reference date counts."),
    row("term_mended", Notice, "The term is not one of AUT, SPR, SUM; it was read as meant, or taken from the reference date."),
    row("reference_date_missing", Query, "The header has no reference date of a census; that of the term was counted with."),
    row("reference_date_differs", Query, "The reference date is not the day on which the census of the term was due."),
    row("la_predecessor", Query, "The local authority number is that of an authority that no longer exists, or of none."),
    row("estab_digits", Notice, "The school number has not four digits; leading zeros were put back or the authority's number taken off."),
    row("estab_form", Error, "The school number is missing or no number; the school is known by its URN."),
    row("school_type_text", Query, "The type of the school is a text where a number of the register of schools is due."),
    row("no_pupils", Query, "The return holds no pupils."),
    // The pupil
    row("item_missing", Error, "An item that every pupil must have is missing."),
    row("upn_form", Error, "The UPN has not the form of one: a letter, 11 digits and a digit or letter, without I, O and S."),
    row("upn_check_letter", Error, "The check letter of the UPN does not agree with its other characters."),
    row("upn_temporary", Notice, "The UPN is a temporary one: of use within the school, but no link to other schools."),
    row("former_upn_form", Query, "The former UPN has not the form of a UPN."),
    row("uln_form", Query, "The unique learner number has not ten digits, or its last digit does not agree with the others."),
    row("upn_shared", Error, "Another pupil of the file has the same UPN."),
    row("pupil_repeated", Query, "The file holds another record of the same child."),
    row("born_after_entry", Error, "The date of birth is after the date of entry."),
    row("entry_after_census", Error, "A pupil on roll entered the school after census day."),
    row("leaving_on_roll", Error, "A pupil on roll has a leaving date."),
    row("leaving_after_census", Error, "A pupil no longer on roll left after census day."),
    row("leaving_before_entry", Error, "The leaving date is before the date of entry."),
    row("guest_returned", Query, "A guest pupil was returned; guests belong to their own school."),
    row("nc_year_form", Notice, "The year group is not written as a code of the list; it was read as meant."),
    row("nc_year_unknown", Error, "The year group is no code of the list; its text was kept."),
    row("nc_year_class", Error, "The year group is M (mixed), which is for classes only."),
    row("nc_year_not_followed", Query, "The year group is X (National Curriculum not followed) in a school that is neither special nor a pupil referral unit."),
    row("nc_year_age", Query, "The year group is not that of the pupil's age."),
    row("address_both_forms", Query, "The address is given both in parts and in lines."),
    row("postcode_unknown", Notice, "The postcode begins with ZZ99: no fixed or known address."),
    row("postcode_form", Query, "The postcode has not the form of one."),
    row("postcode_blank", Notice, "The postcode has no blank before its last three characters; one was put in. Told once per file."),
    // Meals
    row("fsm_reversed", Error, "A period of eligibility for free school meals ends before it starts."),
    row("fsm_overlap", Query, "Two periods of eligibility for free school meals overlap."),
    row("fsm_country_missing", Query, "A period of eligibility for free school meals has no country; it counts neither for nor against."),
    row("fsm_start_missing", Error, "A period of eligibility for free school meals has no start date."),
    // Special educational needs
    row("need_without_provision", Error, "A pupil without special educational provision has a type of need."),
    row("need_missing", Query, "A pupil with special educational provision has no type of need in spring."),
    row("need_nsa", Error, "The type of need is NSA (no specialist assessment), which is only for pupils with SEN support."),
    row("need_rank_high", Query, "A type of need is ranked third or lower."),
    row("need_rank_repeated", Error, "Two types of need have the same rank."),
    row("need_repeated", Query, "The pupil has the same type of need twice."),
    row("need_term", Query, "Types of need are collected in spring only."),
    // Exclusions
    row("exclusion_start_missing", Error, "The exclusion has no start date."),
    row("exclusion_start_outside", Query, "The exclusion did not start in this school year or the one before, up to census day."),
    row("exclusion_sessions_permanent", Query, "A permanent exclusion has sessions."),
    row("exclusion_sessions_missing", Query, "A suspension has no sessions."),
    row("exclusion_sessions_zero", Error, "A suspension has 0 sessions."),
    row("exclusion_reason_missing", Error, "The exclusion has no reason."),
    row("exclusion_reason_repeated", Query, "The exclusion gives the same reason twice."),
    row("exclusion_over_45_days", Error, "The pupil is suspended for more than 45 days (90 sessions) of one school year at this school."),
    // Attendance
    row("sessions_over_possible", Error, "Sessions of absence are more than possible sessions."),
    row("sessions_over_200", Query, "More than 200 sessions of one term."),
    row("authorised_differs", Error, "The total of authorised absence is not the sum of its reasons."),
    row("unauthorised_differs", Error, "The total of unauthorised absence is not the sum of its reasons."),
    row("totals_missing", Query, "A total is missing where reasons are given; it was summed from them."),
    row("reason_mended", Notice, "The attendance code is in small letters or its backslash is doubled; it was read as meant."),
    row("reason_missing", Error, "Sessions are given without an attendance code; a lone backslash may have been lost."),
    row("reason_unknown", Error, "The attendance code is on no list; its text was kept."),
    row("reason_outside_window", Query, "The attendance code was not in use in the term whose attendance is returned."),
    row("reason_repeated", Error, "The attendance code is given twice for one pupil and window."),
    row("window_term", Query, "A second half of the summer term is returned in a census other than autumn's."),
];

/// The rule of a name, as a report. An unknown name does not compile where it is a constant.
pub(super) const fn report(id: &str) -> Report {
    let mut i = 0;
    while i < LIST.len() {
        if crate::layout::same(LIST[i].id, id) {
            return (LIST[i].id, LIST[i].severity, LIST[i].title);
        }
        i += 1;
    }
    panic!("there is no rule of this name")
}

/// The report of a rule, found when compiling.
macro_rules! rule {
    ($id:literal) => {{
        const RULE: $crate::layout::Report = $crate::census::rules::report($id);
        RULE
    }};
}
pub(super) use rule;

/// What rules must know of the return.
#[derive(Debug, Clone, Copy)]
pub(super) struct Census {
    pub(super) term: Term,
    /// Calendar year in which the school year ends.
    pub(super) year: i16,
    pub(super) day: Option<i32>,
    /// Whether the school's phase is known to be neither special nor a pupil referral unit.
    pub(super) mainstream: bool,
}

/// The cells of one group, and the fields they are of.
pub(super) struct Cells<'t> {
    pub(super) fields: &'static [Field],
    pub(super) cells: Vec<Cell<'t>>,
}

impl<'t> Cells<'t> {
    pub(super) fn get(&self, place: usize) -> &Cell<'t> {
        &self.cells[place]
    }

    /// The cells that are columns.
    pub(super) fn columns(&self, count: usize) -> &[Cell<'t>] {
        &self.cells[..count]
    }

    pub(super) fn any_given(&self) -> bool {
        self.cells.iter().any(Cell::is_given)
    }

    /// Reports a rule at a cell, or, where it is empty, at its group.
    pub(super) fn tell(&self, intake: &mut Intake, rule: Report, place: usize) {
        let cell = &self.cells[place];
        tell(intake, rule, &self.fields[place], cell);
    }

    /// Takes from `other` the cells that are empty here.
    pub(super) fn fill_from(&mut self, other: Cells<'t>) {
        for (own, other) in self.cells.iter_mut().zip(other.cells) {
            if !own.is_given() {
                *own = other;
            }
        }
    }

    /// Where an item has an older name: the cell of the older one counts if the other is empty.
    pub(super) fn fold(&mut self, from: usize, into: usize) {
        if !self.cells[into].is_given() {
            self.cells.swap(from, into);
        }
    }
}

pub(super) fn tell(intake: &mut Intake, rule: Report, field: &'static Field, cell: &Cell<'_>) {
    use crate::finding::Finding;
    let (id, severity, title) = rule;
    let finding = Finding::new(id, severity, title, cell.at).item(field.item());
    intake.add(match cell.raw {
        "" => finding,
        raw => finding.value(raw),
    });
}
