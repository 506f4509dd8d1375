//! Rules on one episode.

#[cfg(test)]
use cohort_udfs::calendar;

use super::super::facts::{Episode, Person};
use super::super::module::Kind::Episodes as E;
use super::{Check, Rule, Span, rule};

#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    rule("141", E, "DECOM", "The date on which the episode began is missing or not a date.", Check::Episode(|e, _, _| !e.decom.given)),
    rule("143", E, "RNE", "The reason for the new episode is missing or not a valid code.", Check::Episode(|e, _, _| e.rne.is_blank())),
    rule("144", E, "LS", "The legal status is missing or not a valid code.", Check::Episode(|e, _, _| e.ls.is_blank())),
    rule("145", E, "CIN", "The category of need is missing or not a valid code.", Check::Episode(|e, _, _| e.cin.is_blank())),
    rule("146", E, "PLACE", "The placement type is missing or not a valid code.", Check::Episode(|e, _, _| e.place.is_blank() && !e.ls.is("V4"))),
    rule("147", E, "DEC", "The date on which the episode ceased is not a date.", Check::Read),
    rule("148", E, "REC", "Only one of DEC and REC is given: both or neither should be.", Check::Episode(|e, _, _| e.dec.given == e.rec.is_blank())),
    rule("149", E, "REC", "The reason why the episode ceased is not a valid code.", Check::Read),
    rule("178", E, "PLACE_PROVIDER", "The placement provider is not a valid code.", Check::Read),
    rule("1009", E, "REASON_PLACE_CHANGE", "The reason for the change of placement is not a valid code.", Check::Read),
    rule("353", E, "DECOM", "The episode began before 14 October 1991.", Check::Episode(|e, _, _| e.decom.day < Some(CHILDREN_ACT) && e.decom.day.is_some())),
    rule("354", E, "DECOM", "The episode began after the end of the year.", Check::Episode(|e, _, span| e.decom.day > Some(span.end))),
    rule("385", E, "DEC", "The episode ceased after the end of the year.", Check::Episode(|e, _, span| e.dec.day > Some(span.end))),
    rule("355", E, "DEC", "The episode began and ceased on the same day.", Check::Episode(|e, _, _| e.dec.day.is_some() && e.dec.day == e.decom.day)),
    rule("356", E, "DEC", "The episode ceased before it began.", Check::Episode(|e, _, _| e.dec.day.is_some() && e.dec.day < e.decom.day)),
    rule("352", E, "DECOM", "The child started to be looked after at 18 or over.", Check::Episode(|e, child, _| e.rne.is("S") && child.is_at_least(18, e.decom.day))),
    rule("358", E, "LS", "The child is under 10 and has a youth justice legal status.", Check::Episode(|e, child, _| { e.ls.is_in(&["J1", "J2", "J3"]) && child.is_under(10, e.decom.day) })),
    rule("365", E, "DEC", "A short break lasted longer than 17 days.", Check::Episode(|e, _, span| e.ls.is("V3") && lasts_over(e, 17, span))),
    rule("370", E, "PLACE", "The child is too young for independent living (P2).", Check::Episode(|e, child, span| { e.place.is("P2") && child.is_under(if span.year >= 2024 { 16 } else { P2_BEFORE }, e.decom.day) })),
    rule("371", E, "PLACE", "The child is too young for semi-independent or supported accommodation (H5, K3).", Check::Episode(|e, child, span| { e.place.is_in(&["H5", "K3"]) && child.is_under(if span.year >= 2024 { 16 } else { H5_BEFORE }, e.decom.day) })),
    rule("372", E, "PLACE", "The child is under 10 and in a young offender institution or prison (R5).", Check::Episode(|e, child, _| e.place.is("R5") && child.is_under(10, e.decom.day))),
    rule("373", E, "PLACE", "The child is under 4 and in a residential school (S1).", Check::Episode(|e, child, _| e.place.is("S1") && child.is_under(4, e.decom.day))),
    rule("375", E, "PLACE", "A temporary stay in hospital (T1) lasted longer than six weeks.", Check::Episode(|e, _, span| e.place.is("T1") && lasts_over(e, 42, span))),
    rule("376", E, "PLACE", "A temporary placement for the carer's holiday (T3) lasted longer than three weeks.", Check::Episode(|e, _, span| e.place.is("T3") && lasts_over(e, 21, span))),
    rule("379", E, "PLACE", "A temporary placement for any reason (T4) lasted longer than seven days.", Check::Episode(|e, _, span| e.place.is("T4") && lasts_over(e, 7, span))),
    rule("380", E, "PLACE", "A period of care starts with a temporary placement.", Check::Episode(|e, _, _| e.rne.is("S") && e.is_temporary())),
    rule("381", E, "PLACE", "A period of care ends with a temporary placement.", Check::Episode(|e, _, _| { e.is_temporary() && e.dec.given && !e.rec.is_blank() && !e.rec.is("X1") })),
    rule("386", E, "REC", "The child was adopted at 18 or over.", Check::Episode(|e, child, _| is_adoption(e) && child.is_at_least(18, e.dec.day))),
    rule("389", E, "REC", "Care passed to adult social care, but the child is under 16.", Check::Episode(|e, child, _| e.rec.is("E7") && child.is_under(16, e.dec.day))),
    rule("390", E, "REC", "The child was adopted, but the last placement was not one for adoption.", Check::Episode(|e, _, _| is_adoption(e) && e.dec.given && !e.place.is_in(FOR_ADOPTION))),
    rule("213", E, "PLACE_PROVIDER", "A placement provider is given where none is due.", Check::Episode(|e, _, _| !e.provider.is_blank() && needs_no_provider(e))),
    rule("526", E, "PLACE_PROVIDER", "The placement provider is missing.", Check::Episode(|e, _, _| { e.provider.is_blank() && !e.place.is_blank() && !needs_no_provider(e) })),
    rule("529", E, "PLACE_PROVIDER", "Another public body (PR3) cannot provide this placement.", Check::Episode(|e, _, _| { e.provider.is("PR3") && (e.place.is_in(FOR_ADOPTION) || e.place.is_in(&["P1", "K1", "K2", "U1", "U2", "U3", "U4", "U5", "U6"])) })),
    rule("550", E, "PLACE_PROVIDER", "The provider is the parents (PR0), but the placement is not with them (P1).", Check::Episode(|e, _, _| e.provider.is("PR0") && !e.place.is("P1"))),
    rule("provider_place", E, "PLACE_PROVIDER", "The provider does not go with the placement: parents only for P1, no authority for R2 and R5.", Check::Episode(provider_contradicts)),
    rule("218", E, "URN", "The Ofsted URN is missing.", Check::Episode(urn_is_missing)).query(),
    rule("222", E, "URN", "An Ofsted URN is given where none is due.", Check::Episode(|e, _, _| !e.urn.is_blank() && !e.place.is("H5") && needs_no_urn(e))),
    rule("1008", E, "URN", "The Ofsted URN is not seven digits, SC and six digits, or XXXXXXX.", Check::Text(|urn| !is_urn(urn))),
    rule("226", E, "REASON_PLACE_CHANGE", "A reason for a change of placement is given for a temporary placement.", Check::Episode(|e, _, _| e.is_temporary() && !e.reason.is_blank())).from(2026),
    rule("233", E, "REASON_PLACE_CHANGE", "A reason for a change of placement is given for an episode that is open.", Check::Episode(|e, _, _| !e.dec.given && !e.reason.is_blank())).from(2026),
    rule("234", E, "REASON_PLACE_CHANGE", "The placement changed for custody, but the child is under 10.", Check::Episode(|e, child, _| e.reason.is("CUSTOD") && child.is_under(10, e.dec.day))).from(2026),
    rule("392c", E, "HOME_POST", "The postcode of the home has not the form of one.", Check::Text(|post| !is_postcode(post))),
    rule("392c", E, "PL_POST", "The postcode of the placement has not the form of one.", Check::Text(|post| !is_postcode(post))),
    rule("392d", E, "PL_POST", "The child is placed at the home postcode, but not with parents (P1).", Check::Episode(|e, _, _| !e.home.is_blank() && e.home == e.post && !e.place.is("P1"))).query(),
];

/// Least age for P2 before 2023-24. [assumed]
const P2_BEFORE: i32 = 15;
/// Least age for H5 before 2023-24. [assumed]
const H5_BEFORE: i32 = 14;
/// 14 October 1991, when the Children Act 1989 came into force.
const CHILDREN_ACT: i32 = 7_956;
/// 28 October 2023, from which a placement H5 needs a URN.
const H5_URN: i32 = 19_658;

/// Placements for adoption.
pub(super) const FOR_ADOPTION: &[&str] = &["A3", "A4", "A5", "A6"];

/// Whether the child was adopted.
pub(super) fn is_adoption(episode: &Episode) -> bool {
    episode.rec.is_in(&["E11", "E12"])
}

fn lasts_over(episode: &Episode, days: i32, span: &Span) -> bool {
    episode.days(span.end).is_some_and(|lasted| lasted > days)
}

fn is_other(episode: &Episode) -> bool {
    episode.place.is_in(&["Z1", "Z11", "Z12", "Z13", "Z14"])
}

fn needs_no_provider(episode: &Episode) -> bool {
    episode.is_temporary() || is_other(episode)
}

fn provider_contradicts(episode: &Episode, _: Person, _: &Span) -> bool {
    (episode.place.is("P1") && episode.provider.is_in(&["PR1", "PR2", "PR4", "PR5"]))
        || (episode.place.is_in(&["R2", "R5"]) && episode.provider.is_in(&["PR1", "PR2"]))
}

fn needs_no_urn(episode: &Episode) -> bool {
    needs_no_provider(episode)
        || episode
            .place
            .is_in(&["P1", "P2", "P3", "R1", "R2", "R5", "H5"])
}

/// Due for a placement in England; where it is, is not known without a postcode table, so a
/// placement elsewhere is reported as well.
/// An open episode reaches to the end of the year of the return, and what is due later is not
/// due in it.
fn urn_is_missing(episode: &Episode, _: Person, span: &Span) -> bool {
    let ends = if episode.dec.given {
        episode.dec.day
    } else {
        Some(span.end)
    };
    let h5_due = episode.place.is("H5") && ends >= Some(H5_URN);
    episode.urn.is_blank() && !episode.place.is_blank() && (h5_due || !needs_no_urn(episode))
}

fn is_urn(urn: &str) -> bool {
    let digits =
        |text: &str, count| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    urn == "XXXXXXX" || digits(urn, 7) || urn.strip_prefix("SC").is_some_and(|rest| digits(rest, 6))
}

/// `^[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}$`, blanks left out (L-26).
fn is_postcode(post: &str) -> bool {
    let bytes: Vec<u8> = post.bytes().filter(|b| *b != b' ').collect();
    let Some((outward, [digit, a, b])) = bytes.split_last_chunk::<3>() else {
        return false;
    };
    let inward = digit.is_ascii_digit() && a.is_ascii_uppercase() && b.is_ascii_uppercase();
    let letters = outward
        .iter()
        .take_while(|b| b.is_ascii_uppercase())
        .count();
    let rest = &outward[letters.min(2)..];
    let district = match rest {
        [digit] => digit.is_ascii_digit(),
        [digit, last] => {
            digit.is_ascii_digit() && (last.is_ascii_digit() || last.is_ascii_uppercase())
        }
        _ => false,
    };
    inward && letters >= 1 && district
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_days_in_the_rules_are_those_meant() {
        assert_eq!(calendar::date(1991, 10, 14), Some(CHILDREN_ACT));
        assert_eq!(calendar::date(2023, 10, 28), Some(H5_URN));
    }

    #[test]
    fn a_postcode_has_the_form_of_one() {
        for post in [
            "Y8 5KZ", "SW1A 1AA", "W1A 0AX", "E14 9GE", "M1 1AE", "AB12 3CD",
        ] {
            assert!(is_postcode(post), "{post}");
        }
        for post in [
            "",
            "AA",
            "1A 1AA",
            "ABC1 1AA",
            "A1 AAA",
            "A1 11A",
            "A 1AA",
            "A1AA 1AA",
            "AB123 4CD",
        ] {
            assert!(!is_postcode(post), "{post}");
        }
    }

    #[test]
    fn a_urn_has_the_form_of_one() {
        for urn in ["1234567", "SC123456", "XXXXXXX"] {
            assert!(is_urn(urn), "{urn}");
        }
        for urn in ["123456", "12345678", "SC12345", "XXXXXX", "SC1234567"] {
            assert!(!is_urn(urn), "{urn}");
        }
    }
}
