//! Rules on rows of the other modules: by themselves, and beside the next of their kind.

use cohort_udfs::calendar;
use cohort_udfs::upn::is_la_number;

use super::super::facts::{Filled, PartialDate, Person, Review, Spell, oc2};
use super::super::module::Kind::{
    Ad1, Dolo, Episodes, Missing, Oc2 as O2, Oc3, Permanence as P, Placed, Reviews, Uasc, Workers,
};
use super::{Check, Rule, Span, rule};
use crate::cla::schema::WORKERS_FROM;
use crate::reference::authority_end;

#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    // What is in no other row but should be in header
    rule("INT01", Ad1, "CHILD", "The child has no row in header.", Check::NotInHeader),
    rule("INT02", Placed, "CHILD", "The child has no row in header.", Check::NotInHeader),
    rule("INT03", Episodes, "CHILD", "The child has no row in header.", Check::NotInHeader),
    rule("INT04", Missing, "CHILD", "The child has no row in header.", Check::NotInHeader),
    rule("INT05", O2, "CHILD", "The child has no row in header.", Check::NotInHeader),
    rule("INT06", Oc3, "CHILD", "The child has no row in header.", Check::NotInHeader),
    rule("INT07", P, "CHILD", "The child has no row in header.", Check::NotInHeader),
    rule("INT08", Reviews, "CHILD", "The child has no row in header.", Check::NotInHeader),
    rule("INT09", Uasc, "CHILD", "The child has no row in header.", Check::NotInHeader),
    rule("child_not_in_header", Workers, "CHILD", "The child has no row in header.", Check::NotInHeader),
    rule("child_not_in_header", Dolo, "CHILD", "The child has no row in header.", Check::NotInHeader),
    rule("INT11", Ad1, "DOB", "The birth date is not that in header.", Check::DobDiffers),
    rule("INT12", Placed, "DOB", "The birth date is not that in header.", Check::DobDiffers),
    rule("INT13", Missing, "DOB", "The birth date is not that in header.", Check::DobDiffers),
    rule("INT14", O2, "DOB", "The birth date is not that in header.", Check::DobDiffers),
    rule("INT15", Oc3, "DOB", "The birth date is not that in header.", Check::DobDiffers),
    rule("INT16", P, "DOB", "The birth date is not that in header.", Check::DobDiffers),
    rule("INT17", Reviews, "DOB", "The birth date is not that in header.", Check::DobDiffers),
    rule("INT18", Uasc, "DOB", "The birth date is not that in header.", Check::DobDiffers),
    rule("dob_differs", Workers, "DOB", "The birth date is not that in header.", Check::DobDiffers),
    rule("dob_differs", Dolo, "DOB", "The birth date is not that in header.", Check::DobDiffers),
    rule("INT21", Uasc, "SEX", "The sex is not that in header.", Check::SexDiffers),
    rule("INT31", Ad1, "CHILD", "The child has more than one row in ad1.", Check::Repeated),
    rule("INT33", O2, "CHILD", "The child has more than one row in oc2.", Check::Repeated),
    rule("INT34", Oc3, "CHILD", "The child has more than one row in oc3.", Check::Repeated),
    rule("INT35", P, "CHILD", "The child has more than one row in previous_permanence.", Check::Repeated),
    rule("INT36", Uasc, "CHILD", "The child has more than one row in uasc.", Check::Repeated),
    // Reviews
    rule("166", Reviews, "REVIEW", "The date of the review is missing or not a date.", Check::Review(|r, _| !r.day.given)),
    rule("167", Reviews, "REVIEW_CODE", "The participation is missing or not a valid code.", Check::Review(|r, _| r.code.is_blank())),
    rule("440", Reviews, "REVIEW_CODE", "The participation is that of a child under 4 (PN0), but the child was 4 or over.", Check::Review(|r, child| r.code.is("PN0") && child.is_at_least(4, r.day.day))),
    rule("441", Reviews, "REVIEW_CODE", "The participation is that of a child of 4 or over, but the child was under 4.", Check::Review(older_code_under_4)),
    // Looked after for twelve months
    rule("180", O2, "SDQ_SCORE", "The SDQ score is not a number from 0 to 40.", Check::Read),
    rule("181", O2, "CONVICTED", "An item is neither 0 nor 1.", Check::Read),
    rule("189", O2, "SDQ_SCORE", "The child was 17 or over at the start of the year, but an SDQ score or the reason for none is given.", Check::Oc2(|o, child, span| { (o.given[oc2::SDQ_SCORE] || o.given[oc2::SDQ_REASON]) && child.is_at_least(17, Some(span.start)) })),
    rule("sdq_reason_with_score", O2, "SDQ_REASON", "A reason for no SDQ score is given beside a score.", Check::Oc2(|o, _, _| o.given[oc2::SDQ_SCORE] && o.given[oc2::SDQ_REASON])),
    rule("542", O2, "CONVICTED", "The child was under 10 on 31 March, but CONVICTED is given.", Check::Oc2(|o, child, span| o.given[oc2::CONVICTED] && child.is_under(10, Some(span.end)))),
    rule("546", O2, "HEALTH_CHECK", "The child was 5 or over on 31 March, but HEALTH_CHECK is given.", Check::Oc2(|o, child, span| { o.given[oc2::HEALTH_CHECK] && child.is_at_least(5, Some(span.end)) })),
    // Care leavers
    rule("131", Oc3, "IN_TOUCH", "IN_TOUCH is not a valid code.", Check::Read),
    rule("132", Oc3, "ACTIV", "ACTIV is not a valid code.", Check::Read),
    rule("133", Oc3, "ACCOM", "ACCOM is not a valid code.", Check::Read),
    rule("153", Oc3, "IN_TOUCH", "Of IN_TOUCH, ACTIV and ACCOM some are given and some are not.", Check::Filled(partly)),
    rule("391", Oc3, "DOB", "The care leaver did not turn 17 to 21 (25 from 2022-23) in the year.", Check::Filled(not_of_age)),
    // Adoption
    rule("151", Ad1, "DATE_INT", "Of the items on the adoption some are given and some are not.", Check::Filled(partly)),
    rule("placed_order", Placed, "DATE_PLACED_CEASED", "The decision on adoption was reversed before it was made.", Check::Spell(|s, _, _| reversed(s))),
    rule("placed_reason", Placed, "REASON_PLACED_CEASED", "Only one of DATE_PLACED_CEASED and REASON_PLACED_CEASED is given.", Check::Spell(|s, _, _| s.end.given == s.code.is_blank())),
    // Previous permanence
    rule("631", P, "PREV_PERM", "The previous permanence option is missing or not a valid code.", Check::Permanence(|p| p.code.is_blank())),
    rule("632", P, "DATE_PERM", "The date is not dd/mm/yyyy, with zz for what is not known.", Check::Permanence(|p| p.date_given && p.date == PartialDate::None)),
    rule("633", P, "LA_PERM", "The authority is not a known number, nor one of 999, WAL, SCO, NIR, NUK.", Check::Text(|la| !is_authority(la))),
    // Missing incidents
    rule("564", Missing, "MIS_START", "The date on which the incident began is missing.", Check::Spell(|s, _, _| !s.start.given)),
    rule("565", Missing, "MISSING", "The incident has a beginning, but not its kind.", Check::Spell(|s, _, _| s.code.is_blank() && s.start.given)),
    rule("566", Missing, "MISSING", "The incident has an end, but not its kind.", Check::Spell(|s, _, _| s.code.is_blank() && s.end.given)),
    rule("567", Missing, "MIS_END", "The incident ended before it began.", Check::Spell(|s, _, _| reversed(s))),
    rule("570", Missing, "MIS_START", "The incident began after the end of the year.", Check::Spell(|s, _, span| s.start.day > Some(span.end))),
    rule("571", Missing, "MIS_END", "The incident ended before or after the year.", Check::Spell(|s, _, span| { s.end.day.is_some_and(|end| end < span.start || end > span.end) })),
    rule("574", Missing, "MIS_START", "The incident began while the one before it was going on.", Check::Next(overlap)),
    // Social workers
    rule("SW02", Workers, "SW_ID", "The worker's number does not begin with SW or XX.", Check::Text(|id| !id.starts_with("SW") && !id.starts_with("XX"))),
    rule("SW03", Workers, "SW_ID", "The spell lacks the worker's number or the date on which it began.", Check::Spell(|s, _, _| !s.id || !s.start.given)),
    rule("SW04", Workers, "SW_DECOM", "The date on which the spell began is not a date.", Check::Read),
    rule("SW05", Workers, "SW_DEC", "The date on which the spell ended is not a date.", Check::Read),
    rule("SW06", Workers, "SW_DECOM", "The spell began after the end of the year.", Check::Spell(|s, _, span| s.start.day > Some(span.end))),
    rule("SW07", Workers, "SW_DEC", "The spell ended before or after the time to be returned: this year, from 2024-25 the year before too.", Check::Spell(ended_outside)),
    rule("SW08", Workers, "SW_DECOM", "The spell began, but the one before it has no end.", Check::Next(|before, _| !before.end.given)),
    rule("SW09", Workers, "SW_DEC", "The spell began and ended on the same day.", Check::Spell(|s, _, _| s.end.day.is_some() && s.end.day == s.start.day)),
    rule("SW10", Workers, "SW_DECOM", "The spell began before the one before it ended.", Check::Next(|before, after| before.end.day > after.start.day)),
    rule("SW11a", Workers, "SW_DECOM", "More than five days passed between the end of one spell and the next.", Check::Next(|before, after| gap(before, after).is_some_and(|days| days > 5))),
    rule("SW13", Workers, "SW_REASON", "The reason for the change of worker is not a valid code.", Check::Read),
    rule("SW15", Workers, "SW_REASON", "The reason for the change of worker is missing.", Check::Spell(|s, _, _| s.code.is_blank() && s.start.day >= Some(REASON_FROM))),
    rule("sw_dates_reversed", Workers, "SW_DEC", "The spell ended before it began.", Check::Spell(|s, _, _| reversed(s))),
    // Deprivation of liberty
    rule("700", Dolo, "DOLO_START", "The date on which the order began is missing or not a date.", Check::Spell(|s, _, _| !s.start.given)),
    rule("701", Dolo, "DOLO_END", "The date on which the order ended is not a date.", Check::Read),
    rule("702", Dolo, "DOLO_END", "The order ended before it began.", Check::Spell(|s, _, _| reversed(s))),
    rule("703", Dolo, "DOLO_START", "The order began after the end of the year.", Check::Spell(|s, _, span| s.start.day > Some(span.end))),
    rule("704", Dolo, "DOLO_END", "The order ended before or after the year.", Check::Spell(|s, _, span| { s.end.day.is_some_and(|end| end < span.start || end > span.end) })),
    rule("705", Dolo, "DOLO_START", "The order began while the one before it was in force.", Check::Next(overlap)),
    rule("708", Dolo, "DOLO_START", "The order is from before the child's birth.", Check::Spell(|s, child, _| { child.dob.is_some() && s.start.day.is_some() && s.start.day < child.dob })),
];

/// 1 April 2023, from which a spell needs a reason.
const REASON_FROM: i32 = 19_448;

fn older_code_under_4(review: &Review, child: Person) -> bool {
    let older = ["PN1", "PN2", "PN3", "PN4", "PN5", "PN6", "PN7"];
    review.code.is_in(&older) && child.is_under(4, review.day.day)
}

fn partly(row: &Filled, _: Person, _: &Span) -> bool {
    0 < row.given && row.given < row.of
}

/// The birthdays of which a care leaver's row tells are the 17th to the 21st, from 2022-23 to
/// the 25th [unverified start].
fn not_of_age(_: &Filled, child: Person, span: &Span) -> bool {
    let oldest = if span.year >= 2023 { 25 } else { 21 };
    child
        .age(span.end)
        .is_some_and(|age| !(17..=oldest).contains(&age))
}

fn reversed(spell: &Spell) -> bool {
    spell.end.day.is_some() && spell.start.day.is_some() && spell.end.day < spell.start.day
}

/// Whether the second begins before the first has ended.
fn overlap(before: &Spell, after: &Spell) -> bool {
    !before.end.given || (before.end.day.is_some() && before.end.day > after.start.day)
}

fn gap(before: &Spell, after: &Spell) -> Option<i32> {
    Some(after.start.day? - before.end.day?)
}

fn ended_outside(spell: &Spell, _: Person, span: &Span) -> bool {
    let earliest = if span.year > WORKERS_FROM {
        calendar::add_months(span.start, -12).unwrap_or(span.start)
    } else {
        span.start
    };
    spell
        .end
        .day
        .is_some_and(|end| end < earliest || end > span.end)
}

/// A number of the DfE's list, or of a fictional authority.
fn is_authority(la: &str) -> bool {
    let fictional = |number: u16| i16::try_from(number).is_ok_and(|la| authority_end(la).is_some());
    let known = |number: u16| number == 999 || is_la_number(number) || fictional(number);
    matches!(la, "WAL" | "SCO" | "NIR" | "NUK")
        || (la.len() == 3 && la.parse::<u16>().is_ok_and(known))
}

/// The spells that have a beginning, in the order of it.
pub(super) fn in_order(spells: &[Spell]) -> Vec<Spell> {
    let dated = spells.iter().filter(|spell| spell.start.day.is_some());
    let mut spells: Vec<Spell> = dated.copied().collect();
    spells.sort_by_key(|spell| (spell.start.day, !spell.end.given, spell.end.day));
    spells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_in_the_rules_is_that_meant() {
        assert_eq!(calendar::date(2023, 4, 1), Some(REASON_FROM));
    }

    #[test]
    fn an_authority_is_a_known_number_or_a_country() {
        for la in ["302", "999", "WAL", "SCO", "NIR", "NUK"] {
            assert!(is_authority(la), "{la}");
        }
        for la in ["", "100", "30", "3020", "ENG", "+99"] {
            assert!(!is_authority(la), "{la}");
        }
    }
}
