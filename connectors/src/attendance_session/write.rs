//! Marks on their way into the table, and the choice among several of one session.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::Sink;
use crate::error::ConnectorError;
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
pub(super) struct Mark<'m> {
    row_no: u32,
    mark_no: i32,
    upn: Option<Cow<'m, str>>,
    pupil_id: Option<Cow<'m, str>>,
    urn: Option<Cow<'m, str>>,
    day: Option<i32>,
    half: Option<Half>,
    code: Cow<'m, str>,
    counts: Option<Counts>,
    minutes: Option<i32>,
    edited: Option<Edited>,
}

fn owned(text: Option<Cow<'_, str>>) -> Option<Cow<'static, str>> {
    text.map(|text| Cow::Owned(text.into_owned()))
}

impl<'m> Mark<'m> {
    pub(super) fn of(
        entry: &'m Entry<'_>,
        who: &'m Who<'_>,
        row_no: u32,
        minutes: Option<i32>,
    ) -> Mark<'m> {
        Mark {
            row_no,
            mark_no: entry.no,
            upn: who.upn.text().map(Cow::Borrowed),
            pupil_id: who.pupil_id.text().map(Cow::Borrowed),
            urn: who.urn.text().map(Cow::Borrowed),
            day: entry.day,
            half: entry.half,
            code: Cow::Borrowed(&entry.code),
            counts: entry.meaning.counts,
            minutes,
            edited: None,
        }
    }

    /// The same, to be kept while the file is read on.
    pub(super) fn held(self, edited: Option<Edited>) -> Mark<'static> {
        Mark {
            upn: owned(self.upn),
            pupil_id: owned(self.pupil_id),
            urn: owned(self.urn),
            code: Cow::Owned(self.code.into_owned()),
            row_no: self.row_no,
            mark_no: self.mark_no,
            day: self.day,
            half: self.half,
            counts: self.counts,
            minutes: self.minutes,
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
    fn is_before(&self, earlier: &Mark<'_>) -> bool {
        if let (Some(this), Some(that)) = (&self.edited, &earlier.edited)
            && this != that
        {
            return this > that;
        }
        let is_absence = |mark: &Mark<'_>| mark.counts.is_some_and(Counts::is_absence);
        is_absence(self) && !is_absence(earlier)
    }
}

/// Holds back the marks of sessions that stand in the file more than once.
#[derive(Default)]
pub(super) struct Writer {
    held: BTreeMap<(Pupil, i32, Half), Mark<'static>>,
}

impl Writer {
    /// Chooses between a mark and what there is of its session.
    pub(super) fn hold(
        &mut self,
        session: (Pupil, i32, Half),
        mark: Mark<'static>,
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
    pub(super) fn finish(
        self,
        tables: &mut Tables,
        sink: &mut dyn Sink,
    ) -> Result<(), ConnectorError> {
        for mark in self.held.values() {
            mark.write(tables);
            tables.hand_on(0, sink)?;
        }
        Ok(())
    }
}
