//! Finds what is wrong or odd about marks, one by one and over the file.

use std::collections::HashSet;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use cohort_udfs::{calendar, upn};

use crate::finding::{Finding, Position};
use crate::layout::{Intake, Report};
use crate::sheet::Tallies;

use super::entries::{Entry, Who};
use super::marks::Half;
use super::rules;
use super::schema::{CODE, DATE, FIELDS, POSSIBLE, UPN};
use super::survey::{Pupil, Survey, year_of};

/// The dates between which `X` also held coronavirus absence.
static CORONAVIRUS: LazyLock<RangeInclusive<i32>> = LazyLock::new(|| {
    let day = |year, month, day| calendar::date(year, month, day).unwrap_or_default();
    day(2020, 9, 1)..=day(2022, 8, 31)
});

#[derive(Default)]
pub(super) struct Judge {
    /// Pupils whose number was looked at.
    known: HashSet<Pupil>,
    /// Pupils of whom a mark off roll was reported.
    off_roll: HashSet<Pupil>,
    /// Sessions marked `N`, those of them that are old, and where the first of those is.
    not_established: (u64, u64, Position),
}

impl Judge {
    /// Looks at the number of a pupil, once.
    pub(super) fn pupil(
        &mut self,
        who: &Who<'_>,
        pupil: Option<Pupil>,
        at: Position,
        intake: &mut Intake,
    ) {
        match pupil {
            Some(pupil) if !self.known.insert(pupil) => {}
            _ => judge_number(who, at, intake),
        }
    }

    /// Looks at a mark.
    #[expect(
        clippy::too_many_arguments,
        reason = "a mark is judged by all that is known of it"
    )]
    pub(super) fn entry(
        &mut self,
        entry: &Entry<'_>,
        pupil: Option<Pupil>,
        survey: &Survey,
        (first, last): (Option<i32>, Option<i32>),
        at: Position,
        intake: &mut Intake,
        tallies: &mut Tallies,
    ) {
        let code = &*entry.code;
        let mut tally = |report: Report, field: usize, value: Option<&str>| {
            tallies.add(report, Some(FIELDS[field].item()), value, at, None);
        };
        if entry.meaning.reduced {
            tally(rules::SUB_CODE, CODE, Some(code));
        } else if entry.meaning.counts.is_some() && !entry.meaning.in_use && entry.day.is_some() {
            tally(rules::CODE_DATES, CODE, Some(code));
        }
        if matches!(
            (code, entry.half),
            ("/", Some(Half::Pm)) | ("\\", Some(Half::Am))
        ) {
            tally(rules::OTHER_HALF, CODE, None);
        }
        let Some(day) = entry.day else {
            return;
        };
        if let Some(year) = year_of(day)
            && year != intake.year()
        {
            tally(rules::OTHER_YEAR, DATE, Some(&year.to_string()));
        }
        if code.starts_with('X') && CORONAVIRUS.contains(&day) {
            tally(rules::CORONAVIRUS, CODE, None);
        }
        if code != "#" {
            if calendar::is_weekend(day) {
                tally(rules::WEEKEND, DATE, None);
            } else if survey.is_holiday(pupil, day) {
                tally(rules::HOLIDAY, DATE, None);
            }
        }
        if code == "N" {
            let (all, old, place) = &mut self.not_established;
            *all += 1;
            if survey.is_old(pupil, day) {
                *place = if *old == 0 { at } else { *place };
                *old += 1;
            }
        }
        let off = first.is_some_and(|first| day < first) || last.is_some_and(|last| day > last);
        if off && pupil.is_none_or(|pupil| self.off_roll.insert(pupil)) {
            let (rule, severity, message) = rules::OFF_ROLL;
            intake.add(Finding::new(rule, severity, message, at).item(FIELDS[DATE].item()));
        }
    }

    /// What only the whole file shows.
    pub(super) fn finish(self, survey: &Survey, intake: &mut Intake, tallies: &mut Tallies) {
        for (row, at, id) in survey.over_400() {
            let (rule, severity, message) = rules::OVER_400;
            let finding = Finding::new(rule, severity, message, at);
            intake.add(finding.child(row, id).item(FIELDS[POSSIBLE].item()));
        }
        let code = Some(FIELDS[CODE].item());
        for (row, at) in survey.all_x() {
            tallies.add(rules::ALL_X, code, None, at, Some(row));
        }
        for at in survey.bulk_filled() {
            tallies.add(rules::BULK_FILLED, code, None, at, None);
        }
        for at in survey.both_y() {
            tallies.add(rules::Y_AND_Y1, code, None, at, None);
        }
        let (all, old, at) = self.not_established;
        if old > 0 {
            let (rule, severity) = rules::NOT_REPLACED;
            let message = rules::not_replaced(old, all);
            let finding = Finding::new(rule, severity, message, at);
            intake.add(finding.item(FIELDS[CODE].item()).value("N"));
        }
    }
}

/// Whether a row says whose it is.
pub(super) fn judge_number(who: &Who<'_>, at: Position, intake: &mut Intake) {
    match who.upn.text() {
        Some(number) if upn::check(number).is_err() => {
            intake.report(rules::UPN_INVALID, &FIELDS[UPN], number, at);
        }
        None if who.id().is_none() => intake.report(rules::PUPIL_MISSING, &FIELDS[UPN], "", at),
        _ => {}
    }
}
