//! The truth beside the files: who is who, which faults were planted, and the year's figures
//! counted from the lives themselves, never by reading a file back.
//!
//! - `children.csv`: one row per child in a file
//! - `faults.csv`: one row per planted fault, with the rules it must break
//! - `summary.csv`: one row per authority, year and measure
//!
//! None of the texts needs quoting, so rows are joined with commas.

use std::io::{self, Write};

use super::case::Case;
use super::days::{CensusYear, Day, age, date_text, working_days};
use super::faults::Fault;
use super::life::Life;
use super::record::{ChildRecord, text};

pub(super) const CHILDREN_HEADER: &str = "la_code,year,child_row,la_child_id,person,household,\
    upn,former_upn,birth_date,unborn,referrals,fault\n";
pub(super) const FAULTS_HEADER: &str = "la_code,year,child_row,la_child_id,fault,rules,notices\n";
pub(super) const SUMMARY_HEADER: &str = "la_code,year,measure,count\n";

/// Where a child stands in a file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) la_code: i16,
    pub(super) year: i16,
    /// From 1.
    pub(super) row: u64,
}

/// Writes the row of a child. `clean` is its record without the fault.
pub(super) fn child(
    out: &mut dyn Write,
    at: Place,
    life: &Life,
    clean: &ChildRecord,
    fault: Option<&Fault>,
) -> io::Result<()> {
    let (child, unborn) = (&life.child, clean.birth.is_none());
    writeln!(
        out,
        "{},{},{},{},{},{},{},{},{},{},{},{}",
        at.la_code,
        at.year,
        at.row,
        text(&clean.la_child_id).unwrap_or(""),
        child.number,
        child.household,
        text(&clean.upn).unwrap_or(""),
        text(&clean.former_upn).unwrap_or(""),
        date_text(child.birth),
        unborn,
        clean.cases.len(),
        fault.map_or("", |fault| fault.kind),
    )
}

/// Writes the row of a fault; rules are parted by blanks. `rules` are found at the child's
/// row, `notices` once for the file.
pub(super) fn fault(
    out: &mut dyn Write,
    at: Place,
    clean: &ChildRecord,
    fault: &Fault,
) -> io::Result<()> {
    writeln!(
        out,
        "{},{},{},{},{},{},{}",
        at.la_code,
        at.year,
        at.row,
        text(&clean.la_child_id).unwrap_or(""),
        fault.kind,
        fault.rules.join(" "),
        fault.notices.join(" "),
    )
}

/// Figures of one return, as the statistics define them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Summary {
    /// Residents under 18, the denominator of rates.
    pub(super) residents: u64,
    pub(super) children: u64,
    pub(super) children_with_fault: u64,
    pub(super) unborn: u64,
    pub(super) referrals: u64,
    pub(super) referrals_no_further_action: u64,
    pub(super) referrals_not_in_need: u64,
    pub(super) rereferrals: u64,
    pub(super) episodes_in_year: u64,
    pub(super) episodes_started: u64,
    pub(super) episodes_ended: u64,
    pub(super) in_need_at_end: u64,
    pub(super) assessments_completed: u64,
    pub(super) assessments_within_45_days: u64,
    pub(super) section_47: u64,
    pub(super) conferences: u64,
    pub(super) conferences_of_section_47: u64,
    pub(super) conferences_within_15_days: u64,
    pub(super) cp_plans_started: u64,
    pub(super) cp_plans_second_or_subsequent: u64,
    pub(super) cp_plans_ended: u64,
    pub(super) on_cp_plan_at_end: u64,
    pub(super) on_cin_plan_at_end: u64,
}

impl Summary {
    /// Counts one child of the year's return. The look-back for re-referrals is complete: it
    /// needs no earlier file.
    pub(super) fn add(&mut self, life: &Life, year: &CensusYear) {
        self.children += 1;
        self.unborn += u64::from(life.child.birth > year.end);
        let mut at_end = [false; 3];
        for (place, case) in life.cases.iter().enumerate() {
            if year.contains(case.referral) {
                self.referrals += 1;
                self.referrals_no_further_action += u64::from(case.nfa);
                self.referrals_not_in_need +=
                    u64::from(case.is_not_in_need() && case.closure <= year.end);
                let earlier = life.cases[..place].last();
                let again = earlier.is_some_and(|earlier| within_a_year(earlier, case));
                self.rereferrals += u64::from(again);
            }
            if !case.nfa {
                self.add_case(case, year, &mut at_end);
            }
        }
        self.in_need_at_end += u64::from(at_end[0]);
        self.on_cp_plan_at_end += u64::from(at_end[1]);
        self.on_cin_plan_at_end += u64::from(at_end[2]);
    }

    fn add_case(&mut self, case: &Case, year: &CensusYear, at_end: &mut [bool; 3]) {
        // Until it is closed as not in need, a case counts as an episode of need.
        let need = !(case.is_not_in_need() && case.closure <= year.end);
        let shown = case.referral <= year.end && case.closure >= year.start;
        let open = |start: Day, end: Day| start <= year.end && end > year.end;
        if need {
            self.episodes_in_year += u64::from(shown);
            self.episodes_started += u64::from(year.contains(case.referral));
            self.episodes_ended += u64::from(year.contains(case.closure));
            at_end[0] |= open(case.referral, case.closure);
        }
        for one in case.assessments.iter().filter(|one| year.contains(one.end)) {
            self.assessments_completed += 1;
            self.assessments_within_45_days += u64::from(working_days(one.start, one.end) <= 45);
        }
        for one in &case.enquiries {
            self.section_47 += u64::from(year.contains(one.start));
            if one.conference && year.contains(one.end) {
                self.conferences += 1;
                self.conferences_of_section_47 += 1;
                self.conferences_within_15_days +=
                    u64::from(working_days(one.start, one.end) <= 15);
            }
        }
        self.conferences += u64::from(case.move_in.is_some_and(|day| year.contains(day)));
        for plan in &case.cp_plans {
            let started = year.contains(plan.start);
            self.cp_plans_started += u64::from(started);
            self.cp_plans_second_or_subsequent += u64::from(started && plan.previous > 0);
            self.cp_plans_ended += u64::from(year.contains(plan.end));
            at_end[1] |= open(plan.start, plan.end);
        }
        at_end[2] |= case.cin_plans.iter().any(|plan| open(plan.start, plan.end));
    }

    /// Writes the year's rows. Before 2021-22 child in need plans were not collected, so
    /// there is no row for them.
    pub(super) fn write(&self, out: &mut dyn Write, la_code: i16, year: i16) -> io::Result<()> {
        let rows = [
            ("residents_under_18", self.residents),
            ("children", self.children),
            ("children_with_fault", self.children_with_fault),
            ("unborn", self.unborn),
            ("referrals", self.referrals),
            (
                "referrals_no_further_action",
                self.referrals_no_further_action,
            ),
            ("referrals_not_in_need", self.referrals_not_in_need),
            ("rereferrals", self.rereferrals),
            ("episodes_in_year", self.episodes_in_year),
            ("episodes_started", self.episodes_started),
            ("episodes_ended", self.episodes_ended),
            ("in_need_at_31_march", self.in_need_at_end),
            ("assessments_completed", self.assessments_completed),
            (
                "assessments_within_45_days",
                self.assessments_within_45_days,
            ),
            ("section_47", self.section_47),
            ("conferences", self.conferences),
            ("conferences_of_section_47", self.conferences_of_section_47),
            (
                "conferences_within_15_days",
                self.conferences_within_15_days,
            ),
            ("cp_plans_started", self.cp_plans_started),
            (
                "cp_plans_second_or_subsequent",
                self.cp_plans_second_or_subsequent,
            ),
            ("cp_plans_ended", self.cp_plans_ended),
            ("on_cp_plan_at_31_march", self.on_cp_plan_at_end),
        ];
        for (measure, count) in rows {
            writeln!(out, "{la_code},{year},{measure},{count}")?;
        }
        if year >= super::year_view::PLANS_FROM {
            let count = self.on_cin_plan_at_end;
            writeln!(out, "{la_code},{year},on_cin_plan_at_31_march,{count}")?;
        }
        Ok(())
    }
}

/// Whether `case` was referred within twelve months of `earlier`.
fn within_a_year(earlier: &Case, case: &Case) -> bool {
    let years = age(earlier.referral, case.referral);
    years < 1 || super::days::birthday(earlier.referral, 1) == case.referral
}
