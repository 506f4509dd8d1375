//! Rules on a child as a whole: one module beside another.

use super::super::facts::{Child, Episode, Person, Sex, Spell, oc2};
use super::super::module::COUNT;
use super::super::module::Kind::{
    self, Ad1, Dolo, Episodes, Header, Missing, Oc2, Oc3, Permanence, Placed, Workers,
};
use super::chain::{Chain, has_left};
use super::episode::{FOR_ADOPTION, is_adoption};
use super::{Check, Position, Rule, Span, rows, rule};

#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    rule("442", Header, "UPN", "The UPN is missing.", Check::Child(|w| { w.header_if(&[Episodes], |h| { h.upn.is_none() && h.upn_unknown.is_none() && w.is_in_care() }) })),
    rule("210", Header, "UPN", "UN4 stands for the UPN of a child looked after for over a week on 31 March.", Check::Child(|w| { w.header_if(&[Episodes], |h| { h.upn_unknown.as_deref() == Some("UN4") && w.in_care_since().is_some_and(|day| day < w.span.end - 7) }) })),
    rule("393", Header, "MOTHER", "The child is female and looked after, but MOTHER is missing.", Check::Child(|w| { w.header_if(&[Episodes], |h| { h.sex == Some(Sex::Female) && !h.mother_given && w.is_in_care() }) })),
    rule("367", Episodes, "LS", "Short breaks of the year add up to more than 75 days.", Check::Child(short_breaks_over_75_days)),
    rule("392b", Episodes, "PL_POST", "A postcode of home or placement is missing.", Check::Child(postcode_is_missing)),
    rule("186", Oc2, "SDQ_SCORE", "The child is 4 to 16 and has been looked after for twelve months, but neither an SDQ score nor the reason for none is given.", Check::Child(|w| { w.oc2_if(true, |given| { !given[oc2::SDQ_SCORE] && !given[oc2::SDQ_REASON] && w.person.is_at_least(4, Some(w.span.start)) && w.person.is_under(17, Some(w.span.end)) }) })),
    rule("187", Oc2, "CHILD", "The child cannot have been looked after for twelve months and have data on adoption or leaving care.", Check::Child(|w| { (!w.child.ad1.is_empty() || !w.child.oc3.is_empty()).then(|| Some(w.child.oc2.first()?.at))? })),
    rule("190", Oc2, "CHILD", "The child has not been looked after for twelve months, but items for those who have are given.", Check::Child(|w| { w.oc2_if(false, |given| { given[oc2::CONVICTED..].iter().any(|given| *given) }) })),
    rule("191", Oc2, "CHILD", "The child has been looked after for twelve months, but one or more items for those who have are blank.", Check::Child(twelve_months_blank)),
    rule("191", Episodes, "CHILD", "The child has been looked after for twelve months, but has no row in oc2.", Check::Child(|w| { (w.has(Oc2) && w.child.oc2.is_empty() && w.is_twelve_months()).then(|| Some(w.open_episode()?.at))? })),
    rule("543", Oc2, "CONVICTED", "The child is 10 or over and has been looked after for twelve months, but CONVICTED is missing.", Check::Child(|w| { w.oc2_if(true, |given| { !given[oc2::CONVICTED] && w.person.is_at_least(10, Some(w.span.end)) }) })),
    rule("545", Oc2, "HEALTH_CHECK", "The child is under 5 and has been looked after for twelve months, but HEALTH_CHECK is missing.", Check::Child(|w| { w.oc2_if(true, |given| { !given[oc2::HEALTH_CHECK] && w.person.is_under(5, Some(w.span.end)) }) })),
    rule("1007", Oc3, "CHILD", "The care leaver is 17 or 18 and was still looked after on that birthday.", Check::Child(still_looked_after)),
    rule("601", Episodes, "REC", "The child was adopted in the year, but has no row in ad1.", Check::Child(|w| (w.has(Ad1) && w.child.ad1.is_empty()).then(|| Some(w.adoption()?.at))?)),
    rule("602", Ad1, "CHILD", "The child has a row in ad1, but no episode shows an adoption in the year.", Check::Child(|w| { (w.has(Episodes) && w.adoption().is_none()).then(|| Some(w.child.ad1.first()?.at))? })),
    rule("551", Episodes, "PLACE", "The child was placed for adoption, but the date of the decision is missing.", Check::Child(|w| w.undecided(|e| e.place.is_in(FOR_ADOPTION)))),
    rule("553", Episodes, "LS", "The child had a placement order (E1), but the date of the decision on adoption is missing.", Check::Child(|w| w.undecided(|e| e.ls.is("E1")))),
    rule("557", Placed, "DATE_PLACED_CEASED", "The child left care and was not adopted, but the decision on adoption still stands.", Check::Child(decision_still_stands)),
    rule("630", Episodes, "RNE", "The child started to be looked after in the year, but there is no row on previous permanence.", Check::Child(permanence_is_missing)),
    rule("permanence_incomplete", Permanence, "DATE_PERM", "There was a previous permanence arrangement, but its date or authority is missing.", Check::Child(|w| { Some(w.child.permanence.iter().find(|p| { p.code.is_in(&["P1", "P2", "P3", "P4"]) && !(p.date_given && p.la_given) })?.at) })).query(),
    rule("577", Missing, "MIS_END", "The child left care, but the incident has no end.", Check::Child(|w| w.open_after_leaving(&w.child.missing))),
    rule("707", Dolo, "DOLO_END", "The child left care, but the order has no end.", Check::Child(|w| w.open_after_leaving(&w.child.dolo))),
    rule("710", Dolo, "CHILD", "The child was in a secure children's home, with parents, in a young offender institution or in supported accommodation while the order was in force.", Check::Child(order_in_wrong_place)),
    rule("SW01", Episodes, "CHILD", "The child was looked after on 31 March, but has no social worker.", Check::Child(|w| { (w.has(Workers) && w.child.workers.is_empty()).then(|| Some(w.open_episode()?.at))? })).from(2024),
    rule("SW11b", Workers, "SW_DEC", "The last social worker stopped before 31 March, but the child was still looked after.", Check::Child(|w| w.last_worker_if(|last| last.end.day.is_some_and(|end| end < w.span.end)))).from(2024).until(2025),
    rule("SW14", Workers, "SW_DEC", "A spell that is not the last has no end.", Check::Child(spell_without_end)).from(2024),
    rule("SW17", Workers, "SW_DEC", "No social worker is there on 31 March, but the child is looked after.", Check::Child(|w| { w.last_worker_if(|last| last.end.day.is_some_and(|end| end <= w.span.end)) })).from(2026),
];

/// A child with everything that is known when all modules are read.
pub(in crate::cla) struct Whole<'a> {
    pub(super) child: &'a Child,
    pub(super) chain: &'a Chain<'a>,
    pub(super) person: Person,
    pub(super) span: Span,
    pub(super) present: &'a [bool; COUNT],
}

impl<'a> Whole<'a> {
    /// Whether the return has the module.
    fn has(&self, kind: Kind) -> bool {
        self.present[kind as usize]
    }

    /// The place of the header row, if it breaks a rule and the modules are there.
    fn header_if(
        &self,
        needs: &[Kind],
        breaks: impl Fn(&super::Header) -> bool,
    ) -> Option<Position> {
        let header = self.child.header.as_ref()?;
        (needs.iter().all(|kind| self.has(*kind)) && breaks(header)).then_some(header.at)
    }

    /// The place of the first row of oc2 that breaks a rule, of a child who has, or has not, been
    /// looked after for twelve months.
    fn oc2_if(&self, twelve: bool, breaks: impl Fn(&[bool; 10]) -> bool) -> Option<Position> {
        if !self.has(Episodes) || self.is_twelve_months() != twelve {
            return None;
        }
        let mut rows = self.child.oc2.iter();
        Some(rows.find(|row| breaks(&row.given))?.at)
    }

    /// Whether any episode is not a short break.
    fn is_in_care(&self) -> bool {
        self.child
            .episodes
            .iter()
            .any(|episode| !episode.is_short_break())
    }

    /// The episode that is open at the end of the year, short breaks left aside.
    fn open_episode(&self) -> Option<&'a Episode> {
        let mut episodes = self.chain.episodes.iter().rev();
        episodes
            .find(|e| !e.is_short_break() && e.is_open_at(self.span.end))
            .copied()
    }

    /// The day since which a child looked after at the end of the year has been so without a
    /// gap, as far as the return shows.
    fn in_care_since(&self) -> Option<i32> {
        let open = self.open_episode()?;
        let mut since = open.decom.day?;
        for episode in self.chain.episodes.iter().rev() {
            if episode.dec.day == Some(since) && episode.rec.is("X1") {
                since = episode.decom.day?;
            }
        }
        Some(since)
    }

    /// Looked after without a break for twelve months (L-40).
    fn is_twelve_months(&self) -> bool {
        let Span { start, end, .. } = self.span;
        let touches = |e: &Episode| {
            e.decom.day.is_some_and(|day| day <= end) && e.dec.day.is_none_or(|day| day >= start)
        };
        let breaks = |e: &Episode| {
            let starts = e.rne.is("S") && e.decom.day.is_some_and(|day| start < day && day <= end);
            let leaves = !e.rec.is("X1") && e.dec.day.is_some_and(|day| start <= day && day < end);
            (e.is_short_break() && touches(e)) || starts || leaves
        };
        let episodes = &self.chain.episodes;
        episodes.iter().any(|e| touches(e)) && !episodes.iter().any(|e| breaks(e))
    }

    /// The episode that ended in the year with an adoption.
    fn adoption(&self) -> Option<&'a Episode> {
        let in_year = |day: i32| self.span.start <= day && day <= self.span.end;
        let mut episodes = self.chain.episodes.iter();
        episodes
            .find(|e| is_adoption(e) && e.dec.day.is_some_and(in_year))
            .copied()
    }

    /// The first episode of a kind that asks for a decision on adoption, if there is none.
    fn undecided(&self, asks: impl Fn(&Episode) -> bool) -> Option<Position> {
        let decided = self.child.placed.iter().any(|placed| placed.start.given);
        if decided || !self.has(Placed) {
            return None;
        }
        Some(self.chain.episodes.iter().find(|e| asks(e))?.at)
    }

    /// The day on which the child left care, if the last episode says so.
    fn left(&self) -> Option<i32> {
        let last = self.chain.episodes.last()?;
        if has_left(last) { last.dec.day } else { None }
    }

    /// A spell without an end that began before the child left care.
    fn open_after_leaving(&self, spells: &[Spell]) -> Option<Position> {
        let left = self.left()?;
        let open = |s: &&Spell| !s.end.given && s.start.day.is_some_and(|start| start <= left);
        Some(spells.iter().find(open)?.at)
    }

    /// The last spell of a social worker, if it breaks a rule and the child is looked after.
    fn last_worker_if(&self, breaks: impl Fn(&Spell) -> bool) -> Option<Position> {
        self.open_episode()?;
        let spells = rows::in_order(&self.child.workers);
        let runs_on = |s: &Spell| !s.end.given || s.end.day > Some(self.span.end);
        if spells.iter().any(runs_on) {
            return None;
        }
        let last = spells.iter().max_by_key(|spell| spell.end.day)?;
        breaks(last).then_some(last.at)
    }
}

/// Days of V3 that fall in the year, of any twelve months that the return shows whole.
fn short_breaks_over_75_days(whole: &Whole<'_>) -> Option<Position> {
    let Span { start, end, .. } = whole.span;
    let breaks = whole.chain.episodes.iter().filter(|e| e.ls.is("V3"));
    let mut days = 0;
    for episode in breaks {
        let dec = if episode.dec.given {
            episode.dec.day
        } else {
            Some(end)
        };
        if let (Some(decom), Some(dec)) = (episode.decom.day, dec) {
            days += (dec.min(end) - decom.max(start)).max(0);
            if days > 75 {
                return Some(episode.at);
            }
        }
    }
    None
}

/// Not of short breaks, whose postcodes are not asked for [assumed], and not the home of an
/// unaccompanied asylum-seeking child.
fn postcode_is_missing(whole: &Whole<'_>) -> Option<Position> {
    let lacks = |e: &&Episode| {
        let home = e.home.is_blank() && !whole.child.uasc && whole.has(Kind::Uasc);
        !e.is_short_break() && (home || e.post.is_blank())
    };
    Some(whole.child.episodes.iter().find(lacks)?.at)
}

fn twelve_months_blank(whole: &Whole<'_>) -> Option<Position> {
    if !whole.has(Episodes) || !whole.is_twelve_months() {
        return None;
    }
    let row = whole.child.oc2.first()?;
    let always = &row.given[oc2::IMMUNISATIONS..=oc2::SUBSTANCE_MISUSE];
    always.iter().any(|given| !given).then_some(row.at)
}

fn still_looked_after(whole: &Whole<'_>) -> Option<Position> {
    let row = whole.child.oc3.first()?;
    let age = whole.person.age(whole.span.end)?;
    let birthday = whole.person.birthday(age)?;
    let in_care = whole.chain.episodes.iter().any(|e| e.is_open_at(birthday));
    ((age == 17 || age == 18) && in_care).then_some(row.at)
}

/// Of a child who was to be placed for adoption and whose last episode ended otherwise.
fn decision_still_stands(whole: &Whole<'_>) -> Option<Position> {
    whole.left()?;
    let last = whole.chain.episodes.last()?;
    let stands = |s: &&Spell| s.start.given && !s.end.given;
    let standing = whole.child.placed.iter().find(stands)?;
    (!is_adoption(last)).then_some(standing.at)
}

fn permanence_is_missing(whole: &Whole<'_>) -> Option<Position> {
    if !whole.has(Permanence) || !whole.child.permanence.is_empty() {
        return None;
    }
    let started = |e: &&&Episode| e.rne.is("S") && e.decom.day >= Some(whole.span.start);
    Some(whole.chain.episodes.iter().find(started)?.at)
}

fn order_in_wrong_place(whole: &Whole<'_>) -> Option<Position> {
    let wrong = |e: &Episode| e.place.is_in(&["K1", "P1", "R5", "K3"]);
    let during = |order: &Spell, e: &Episode| {
        let until =
            |end: super::super::facts::Date| if end.given { end.day } else { Some(i32::MAX) };
        order.start.day.is_some()
            && order.start.day < until(e.dec)
            && e.decom.day < until(order.end)
    };
    let mut orders = whole.child.dolo.iter();
    let found = orders.find(|order| {
        whole
            .chain
            .episodes
            .iter()
            .any(|e| wrong(e) && during(order, e))
    });
    Some(found?.at)
}

fn spell_without_end(whole: &Whole<'_>) -> Option<Position> {
    let spells = rows::in_order(&whole.child.workers);
    let (_, earlier) = spells.split_last()?;
    Some(earlier.iter().find(|spell| !spell.end.given)?.at)
}
