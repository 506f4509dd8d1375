//! Rules on episodes that follow one another (L-15 to L-19).

use cohort_udfs::calendar;

use super::super::facts::{Episode, Person};
use super::super::module::Kind::Episodes as E;
use super::{Check, Rule, Span, rule};

#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    rule("142", E, "DECOM", "The episode begins, but the one before it has no end.", Check::Chain(|c, i| c.before(i).is_some_and(|p| !p.dec.given))),
    rule("501", E, "DECOM", "The episode begins before the one before it has ended.", Check::Chain(|c, i| c.before(i).is_some_and(|p| p.dec.day > c.at(i).decom.day))),
    rule("302", E, "DECOM", "The first episode begins before the child was born.", Check::Chain(|c, i| i == 0 && c.person.dob.is_some() && c.at(i).decom.day < c.person.dob)),
    rule("357", E, "RNE", "The first episode begins in the year, but not as a start (S): one before it may be left out.", Check::Chain(|c, i| { i == 0 && c.at(i).decom.day >= Some(c.span.start) && !c.at(i).rne.is_blank() && !c.at(i).rne.is("S") })),
    rule("361", E, "LS", "Police protection (L1) lasted longer than 72 hours.", Check::Chain(|c, i| c.run_lasts_over(i, "L1", 3))),
    rule("362", E, "LS", "An emergency protection order (L2) lasted longer than 21 days.", Check::Chain(|c, i| c.run_lasts_over(i, "L2", 21))),
    rule("363", E, "LS", "A child assessment order (L3) lasted longer than seven days.", Check::Chain(|c, i| c.run_lasts_over(i, "L3", 7))),
    rule("388", E, "REC", "Care goes on (X1) without a new episode that day, or an episode follows that day on one that did not end with X1.", Check::Chain(x1_contradicts)),
    rule("431", E, "RNE", "The child starts to be looked after (S) on the day the last episode ended.", Check::Chain(|c, i| c.at(i).rne.is("S") && c.follows_at_once(i))),
    rule("432", E, "RNE", "Care goes on, but the episode before ended with the child leaving care.", Check::Chain(|c, i| c.goes_on(i) && c.before(i).is_some_and(has_left))),
    rule("433", E, "DECOM", "Care goes on, but the episode does not begin on the day the last one ended.", Check::Chain(|c, i| { c.goes_on(i) && c.before(i).is_some_and(|p| p.dec.day.is_some() && p.dec.day != c.at(i).decom.day) })),
    rule("434", E, "RNE", "The legal status alone should have changed (L); it has not, or the placement has.", Check::Chain(|c, i| c.changed(i, &["L"], true, false))),
    rule("435", E, "RNE", "The placement alone should have changed (P, T); it has not, or the legal status has.", Check::Chain(|c, i| c.changed(i, &["P", "T"], false, true))),
    rule("436", E, "RNE", "Legal status and placement should both have changed (B, U); one or both have not.", Check::Chain(|c, i| c.changed(i, &["B", "U"], true, true))),
    rule("437", E, "DECOM", "An episode follows on the child's death (E2) or on being found 18 or over (E15).", Check::Chain(|c, i| c.before(i).is_some_and(|p| p.rec.is_in(&["E2", "E15"])))),
    rule("504", E, "CIN", "The category of need differs from that before in the same period of care.", Check::Chain(|c, i| { !c.at(i).rne.is("S") && !c.at(i).cin.is_blank() && c.before(i).is_some_and(|p| !p.cin.is_blank() && p.cin != c.at(i).cin) })),
    rule("225", E, "REASON_PLACE_CHANGE", "The placement changed, but the reason is missing.", Check::Chain(reason_is_missing)),
    rule("226", E, "REASON_PLACE_CHANGE", "A reason for a change of placement is given for a move to a temporary placement.", Check::Chain(|c, i| { !c.at(i).is_temporary() && !c.at(i).reason.is_blank() && c.after(i).is_some_and(Episode::is_temporary) })).from(2026),
    rule("383", E, "PLACE", "After a temporary placement the child did not return to the one before it.", Check::Chain(does_not_return)),
];

/// A child's episodes in order of their beginning; those without a date are left out.
pub(in super::super) struct Chain<'a> {
    pub(super) episodes: Vec<&'a Episode>,
    pub(super) person: Person,
    pub(super) span: Span,
}

impl<'a> Chain<'a> {
    pub(super) fn new(episodes: &'a [Episode], person: Person, span: Span) -> Chain<'a> {
        let mut dated: Vec<&Episode> = episodes.iter().filter(|e| e.decom.day.is_some()).collect();
        // Of two that begin on one day the first to end comes first, an open one last.
        dated.sort_by_key(|e| (e.decom.day, !e.dec.given, e.dec.day));
        Chain {
            episodes: dated,
            person,
            span,
        }
    }

    fn at(&self, index: usize) -> &'a Episode {
        self.episodes[index]
    }

    fn before(&self, index: usize) -> Option<&'a Episode> {
        self.episodes.get(index.checked_sub(1)?).copied()
    }

    fn after(&self, index: usize) -> Option<&'a Episode> {
        self.episodes.get(index + 1).copied()
    }

    /// Whether the reason for the episode is one of those with which care goes on.
    fn goes_on(&self, index: usize) -> bool {
        self.at(index).rne.is_in(&["L", "P", "T", "B", "U"])
    }

    /// Whether the episode begins on the day the one before it ended.
    fn follows_at_once(&self, index: usize) -> bool {
        let before = self.before(index);
        before.is_some_and(|p| p.dec.day.is_some() && p.dec.day == self.at(index).decom.day)
    }

    /// Whether the reason for the episode is one of `reasons`, and what changed is not what they
    /// say. What changed over a gap says nothing.
    fn changed(&self, index: usize, reasons: &[&str], status: bool, placement: bool) -> bool {
        let Some(before) = self.before(index) else {
            return false;
        };
        let episode = self.at(index);
        let has = (episode.ls != before.ls, !episode.same_placement(before));
        episode.rne.is_in(reasons) && self.follows_at_once(index) && has != (status, placement)
    }

    /// Whether the episode is the last of a run with one legal status without a gap that lasts
    /// over so many days.
    fn run_lasts_over(&self, index: usize, status: &str, days: i32) -> bool {
        let is = |episode: &Episode| episode.ls.is(status);
        let goes_on = |index: usize| self.follows_at_once(index) && is(self.at(index));
        if !is(self.at(index)) || (index + 1 < self.episodes.len() && goes_on(index + 1)) {
            return false;
        }
        let mut first = index;
        while first > 0 && goes_on(first) && is(self.at(first - 1)) {
            first -= 1;
        }
        let last = self.at(index);
        let end = if last.dec.given {
            last.dec.day
        } else {
            Some(self.span.end)
        };
        match (self.at(first).decom.day, end) {
            (Some(start), Some(end)) => end - start > days,
            _ => false,
        }
    }
}

/// Whether the episode ended with the child leaving care.
pub(super) fn has_left(episode: &Episode) -> bool {
    episode.dec.given && !episode.rec.is_blank() && !episode.rec.is("X1")
}

fn x1_contradicts(chain: &Chain<'_>, index: usize) -> bool {
    let episode = chain.at(index);
    if episode.dec.day.is_none() || episode.rec.is_blank() {
        return false;
    }
    let at_once = index + 1 < chain.episodes.len() && chain.follows_at_once(index + 1);
    episode.rec.is("X1") != at_once
}

/// Asked for of a change of placement between two that are not temporary.
fn reason_is_missing(chain: &Chain<'_>, index: usize) -> bool {
    let episode = chain.at(index);
    let next = chain.after(index);
    episode.rec.is("X1")
        && episode.reason.is_blank()
        && !episode.is_temporary()
        && next.is_some_and(|n| n.rne.is_in(&["P", "B", "T", "U"]) && !n.is_temporary())
}

fn does_not_return(chain: &Chain<'_>, index: usize) -> bool {
    let (Some(temporary), Some(usual)) = (
        chain.before(index),
        index.checked_sub(2).map(|index| chain.at(index)),
    ) else {
        return false;
    };
    let episode = chain.at(index);
    temporary.is_temporary()
        && temporary.rec.is("X1")
        && (!episode.rne.is("P") || !episode.same_placement(usual))
}

/// The text of an item, for a finding.
pub(super) fn value(episode: &Episode, item: &str) -> Option<String> {
    match item {
        "DECOM" => episode.decom.day.and_then(day_text),
        "DEC" => episode.dec.day.and_then(day_text),
        "RNE" => episode.rne.text(),
        "LS" => episode.ls.text(),
        "CIN" => episode.cin.text(),
        "PLACE" => episode.place.text(),
        "REC" => episode.rec.text(),
        "REASON_PLACE_CHANGE" => episode.reason.text(),
        _ => None,
    }
}

/// A day as the return writes it.
pub(super) fn day_text(day: i32) -> Option<String> {
    let (year, month, day) = calendar::civil(day)?;
    Some(format!("{day:02}/{month:02}/{year:04}"))
}
