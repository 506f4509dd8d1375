//! Rules that need the whole return: identifiers used twice, totals, and the header.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;

use ahash::RandomState;
use cohort_udfs::calendar;
use smallvec::SmallVec;

use crate::cin::record::{Child, Date, HeaderFacts, Period, value};
use crate::finding::{Finding, Position};

use super::fingerprint::fingerprint;
use super::item::*;
use super::judge::{Judge, known, text};
use super::{Rule, rule};

/// What the rules on the whole return remember of the children seen so far.
///
/// # Memory
///
/// Grows by about 16 bytes a child for each of the two identifiers (twice that while a table
/// is being enlarged) and by nothing else: of an identifier only a 64-bit hash is kept, under
/// a key drawn anew for each return, with the row of the first child that had it. Two
/// identifiers that differ share a hash once in 2^64 pairs: a return of a million children
/// has a wrong finding with a probability of 1 in 40 million.
pub struct ReturnChecks {
    period: Period,
    key: RandomState,
    /// LAchildID → first child, and half of the hash of all that the child's record says.
    ids: HashMap<u64, (u32, u32), RandomState>,
    /// UPN → first child.
    upns: HashMap<u64, u32, RandomState>,
    children: u64,
    born_without_sex: u64,
    disabilities: SmallVec<[&'static str; 16]>,
    disabled: bool,
    several_disabilities: bool,
    plans_started: u64,
    conferences: u64,
    pre_proceedings: bool,
}

/// Counts only: the tables are keyed by hashes of identifiers.
impl fmt::Debug for ReturnChecks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReturnChecks")
            .field("period", &self.period)
            .field("children", &self.children)
            .finish_non_exhaustive()
    }
}

impl ReturnChecks {
    /// Begins a return of `period`.
    pub fn new(period: Period) -> Self {
        ReturnChecks {
            period,
            key: RandomState::new(),
            ids: HashMap::default(),
            upns: HashMap::default(),
            children: 0,
            born_without_sex: 0,
            disabilities: SmallVec::new(),
            disabled: false,
            several_disabilities: false,
            plans_started: 0,
            conferences: 0,
            pre_proceedings: false,
        }
    }

    /// Counts a child in, and adds to `out` what it shares with an earlier child: its
    /// LAchildID (8510), its UPN (1520), its whole record (`duplicate_child`). The first child
    /// that has an identifier gets no finding; the message names its row.
    pub fn observe(&mut self, child: &Child, out: &mut Vec<Finding>) {
        self.children += 1;
        let period = self.period;
        let judge = &mut Judge::new(child, &period, out);
        self.duplicates(judge);
        self.count_sex(child);
        self.count_disabilities(child);
        self.count_plans(child);
    }

    fn duplicates(&mut self, judge: &mut Judge<'_>) {
        let child = judge.child;
        if let (Some(leaf), Some(id)) = (&child.la_child_id, text(&child.la_child_id)) {
            // The upper half of the hash tells records apart that share an LAchildID.
            let print = (fingerprint(&self.key, child) >> 32) as u32;
            match self.ids.entry(self.key.hash_one(id)) {
                Entry::Vacant(entry) => {
                    entry.insert((child.row, print));
                }
                Entry::Occupied(entry) => {
                    let (row, first_print) = *entry.get();
                    let spot = LA_CHILD_ID.text(leaf);
                    judge.report_owned(
                        rule!("8510"),
                        spot,
                        format!("This LAchildID is also that of child {row} of the file."),
                    );
                    if first_print == print {
                        let message =
                            format!("The whole record repeats that of child {row} of the file.");
                        judge.report_owned(rule!("duplicate_child"), spot, message);
                    }
                }
            }
        }
        if let (Some(leaf), Some(upn)) = (&child.upn, text(&child.upn)) {
            match self.upns.entry(self.key.hash_one(upn)) {
                Entry::Vacant(entry) => {
                    entry.insert(child.row);
                }
                Entry::Occupied(entry) => {
                    let message = format!(
                        "This UPN is also that of child {} of the file.",
                        entry.get()
                    );
                    judge.report_owned(rule!("1520"), UPN.text(leaf), message);
                }
            }
        }
    }

    /// An unborn child has no sex to record. 9, indeterminate, is recorded.
    fn count_sex(&mut self, child: &Child) {
        let recorded = matches!(value(&child.sex), Some("M" | "F"))
            || (value(&child.sex).is_some() && child.sex_raw.as_deref() == Some("9"));
        if !recorded && child.expected_birth_date.is_none() {
            self.born_without_sex += 1;
        }
    }

    fn count_disabilities(&mut self, child: &Child) {
        let mut first = None;
        for code in child.disabilities.iter().filter_map(|leaf| leaf.value) {
            if code == "NONE" {
                continue;
            }
            self.disabled = true;
            self.several_disabilities |= *first.get_or_insert(code) != code;
            if !self.disabilities.contains(&code) {
                self.disabilities.push(code);
            }
        }
    }

    fn count_plans(&mut self, child: &Child) {
        let Period { start, end, .. } = self.period;
        let in_year = |date: &Option<Date>| {
            u64::from(value(date).is_some_and(|day| (start..=end).contains(&day)))
        };
        for referral in &child.referrals {
            let plans = referral.cp_plans.iter();
            self.plans_started += plans.map(|plan| in_year(&plan.start_date)).sum::<u64>();
            let enquiries = referral.section47s.iter();
            self.conferences += enquiries
                .map(|it| in_year(&it.conference_date))
                .sum::<u64>();
            self.conferences += in_year(&referral.conference_date);
            self.pre_proceedings |= !referral.pre_proceedings.is_empty();
        }
    }

    /// Ends the return: adds to `out` what its totals and its header show. The rules on
    /// totals say nothing about a return without children.
    pub fn finish(self, header: &HeaderFacts, out: &mut Vec<Finding>) {
        self.header(header, out);
        if self.children == 0 {
            return;
        }
        let mut report = |rule: &'static Rule, value: String| {
            if self.period.year >= rule.from {
                out.push(of_return(rule, Position::default(), Some(value.into())));
            }
        };
        let (plans, conferences) = (self.plans_started, self.conferences);
        if plans > conferences {
            report(
                rule!("2883"),
                format!("{plans} plans, {conferences} conferences"),
            );
        }
        if self.born_without_sex * 100 > self.children * 2 {
            let unknown = self.born_without_sex;
            report(
                rule!("2886Q"),
                format!("{unknown} of {} children", self.children),
            );
        }
        if self.disabilities.len() < 8 {
            report(rule!("2887Q"), format!("{} codes", self.disabilities.len()));
        }
        if self.disabled && !self.several_disabilities {
            report(rule!("2888Q"), "1 disability".to_owned());
        }
        if !self.pre_proceedings {
            report(rule!("8995Q"), "0 children".to_owned());
        }
    }

    fn header(&self, header: &HeaderFacts, out: &mut Vec<Finding>) {
        match &header.reference_date {
            Some(leaf) if leaf.value == Some(self.period.end) => (),
            Some(leaf) => {
                let shown = REFERENCE_DATE.date(leaf).value();
                out.push(of_return(rule!("100"), leaf.at, shown));
            }
            None => out.push(of_return(rule!("100"), header.at.unwrap_or_default(), None)),
        }
        if let (Some(leaf), Some((_, day))) = (&header.year, known(&header.reference_date))
            && let (Some(year), Some((of_date, ..))) = (leaf.value, calendar::civil(day))
            && i32::from(year) != of_date
        {
            let shown = year.to_string().into_boxed_str();
            out.push(of_return(rule!("header_year"), leaf.at, Some(shown)));
        }
    }
}

fn of_return(rule: &'static Rule, at: Position, value: Option<Box<str>>) -> Finding {
    Finding {
        rule: rule.id,
        severity: rule.severity,
        table: Some(rule.table),
        item: Some(rule.item),
        message: Cow::Borrowed(rule.title),
        part: None,
        at,
        child_row: None,
        local_id: None,
        value,
    }
}
