//! Marks on their way into the table, and the choice among several of one session.

use std::collections::BTreeMap;

use crate::finding::Position;
use crate::layout::Intake;
use crate::rows::Tables;
use crate::sheet::Tallies;

use super::codes::Counts;
use super::entries::{Edited, Entry, Who};
use super::marks::Half;
use super::rules;
use super::schema::{CODE, FIELDS, SESSIONS_PLACE};
use super::survey::Pupil;

/// A row of the table.
pub(super) struct Mark {
    row_no: u32,
    mark_no: i32,
    upn: Option<String>,
    pupil_id: Option<String>,
    urn: Option<String>,
    day: Option<i32>,
    half: Option<Half>,
    code: String,
    counts: Option<Counts>,
    minutes: Option<i32>,
    edited: Option<Edited>,
}

impl Mark {
    pub(super) fn of(
        entry: &Entry<'_>,
        who: &Who<'_>,
        row_no: u32,
        minutes: Option<i32>,
        edited: Option<Edited>,
    ) -> Mark {
        Mark {
            row_no,
            mark_no: entry.no,
            upn: who.upn.text().map(str::to_owned),
            pupil_id: who.pupil_id.text().map(str::to_owned),
            urn: who.urn.text().map(str::to_owned),
            day: entry.day,
            half: entry.half,
            code: entry.code.clone().into_owned(),
            counts: entry.meaning.counts,
            minutes,
            edited,
        }
    }

    pub(super) fn write(&self, tables: &mut Tables) {
        tables
            .row(SESSIONS_PLACE)
            .int(i32::try_from(self.row_no).ok())
            .int(Some(self.mark_no))
            .text(self.upn.as_deref())
            .text(self.pupil_id.as_deref())
            .text(self.urn.as_deref())
            .day(self.day)
            .text(self.half.map(Half::as_str))
            .text(Some(&self.code))
            .text(self.counts.map(Counts::as_str))
            .int(self.minutes)
            .end();
    }

    /// Whether this mark of a session is to be kept and not an earlier one: the later edit, or
    /// else the absence.
    fn is_before(&self, earlier: &Mark) -> bool {
        if let (Some(this), Some(that)) = (&self.edited, &earlier.edited)
            && this != that
        {
            return this > that;
        }
        let is_absence = |mark: &Mark| mark.counts.is_some_and(Counts::is_absence);
        is_absence(self) && !is_absence(earlier)
    }
}

/// Holds back the marks of sessions that stand in the file more than once.
#[derive(Default)]
pub(super) struct Writer {
    held: BTreeMap<(Pupil, i32, Half), Mark>,
}

impl Writer {
    /// Chooses between a mark and what there is of its session.
    pub(super) fn hold(
        &mut self,
        session: (Pupil, i32, Half),
        mark: Mark,
        at: Position,
        intake: &mut Intake,
        tallies: &mut Tallies,
    ) {
        let Some(held) = self.held.get_mut(&session) else {
            self.held.insert(session, mark);
            return;
        };
        let item = FIELDS[CODE].item();
        if held.code == mark.code {
            tallies.add(
                rules::REPEATED_SESSION,
                Some(item),
                None,
                at,
                Some(mark.row_no),
            );
            // The later edit counts against a third mark.
            held.edited = held.edited.take().max(mark.edited);
            return;
        }
        let left_out = if mark.is_before(held) {
            std::mem::replace(held, mark).code
        } else {
            mark.code
        };
        intake.report(rules::DUPLICATE_SESSION, &FIELDS[CODE], &left_out, at);
    }

    /// Writes what was chosen.
    pub(super) fn finish(self, tables: &mut Tables) {
        for mark in self.held.values() {
            mark.write(tables);
        }
    }
}
