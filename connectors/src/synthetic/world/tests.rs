//! Lives that hang together, person by person.

use std::collections::HashSet;

use super::super::days::age;
use super::super::life::lives;
use super::super::population::Household;
use super::super::profile::{PROFILES, profile};
use super::*;

/// Everybody of the first households of an authority, known and unknown.
pub(in super::super) fn everybody(la: i16, households: u64, mut each: impl FnMut(&Citizen)) {
    let profile = profile(la).unwrap();
    let authorities: Vec<_> = PROFILES
        .iter()
        .map(|profile| Authority { profile, areas: 2 })
        .collect();
    let unknown = (0..households).map(|number| UNKNOWN_FROM + number);
    for number in (0..households).chain(unknown) {
        let family = Household::new(4, profile, number);
        let lives = if number < UNKNOWN_FROM {
            lives(4, profile, family, on(2027, 3, 31))
        } else {
            let life = |child| Life {
                child,
                cases: Vec::new(),
                death: None,
            };
            family.children.into_iter().map(life).collect()
        };
        for life in &lives {
            each(&Citizen::new(4, profile, life, false, &authorities));
        }
    }
}

#[test]
fn schooling_follows_age_and_does_not_overlap() {
    let (mut pupils, mut moved, mut excluded) = (0, 0, 0);
    everybody(990, 3_000, |citizen| {
        for pair in citizen.spells.windows(2) {
            assert!(pair[0].leaving < pair[1].entry);
            assert_ne!(pair[0].school, pair[1].school);
        }
        for spell in &citizen.spells {
            pupils += 1;
            assert!(spell.entry <= spell.leaving && spell.leaving < citizen.gone);
            assert_eq!(spell.school.la, citizen.la_on(spell.entry));
            let years = age(citizen.person().birth, spell.entry);
            assert!((3..18).contains(&years), "{years}");
            let (low, high) = spell.school.ages();
            assert!(age(citizen.person().birth, spell.leaving) <= high + 1 && years >= low - 1);
        }
        excluded += u32::from(citizen.excluded.is_some());
        if let Some(to) = citizen.moved {
            moved += 1;
            assert_ne!(to.la, 990);
            assert!(
                citizen
                    .spells
                    .iter()
                    .all(|s| s.school.la == 990 || s.school.la == to.la)
            );
        }
    });
    assert!(
        pupils > 10_000 && moved > 100 && excluded > 10,
        "{pupils} {moved} {excluded}"
    );
}

#[test]
fn episodes_chain_as_the_reasons_say() {
    let mut periods = 0;
    let mut reasons = HashSet::new();
    everybody(992, 6_000, |citizen| {
        let mut before: Option<&Care> = None;
        for care in &citizen.care {
            periods += 1;
            assert!(before.is_none_or(|before| before.end < care.start));
            before = Some(care);
            assert!(care.start >= citizen.person().birth && care.end <= citizen.person().adult);
            let case = |case: &&super::super::case::Case| {
                !case.nfa && case.referral <= care.start && care.end <= case.closure
            };
            assert!(citizen.life.cases.iter().any(|one| case(&one)));
            let (first, last) = (&care.episodes[0], care.episodes.last().unwrap());
            assert_eq!((first.start, first.reason), (care.start, "S"));
            assert!(last.end == care.end && last.ceased != "X1" && last.change.is_empty());
            assert!(!first.placement.is_temporary() && !last.placement.is_temporary());
            for (place, pair) in care.episodes.windows(2).enumerate() {
                let (one, next) = (&pair[0], &pair[1]);
                reasons.insert(next.reason);
                assert!(one.start < one.end && one.end == next.start && one.ceased == "X1");
                let moved = one.placement != next.placement;
                let status = one.status != next.status;
                let expected = match next.reason {
                    "L" => (true, false),
                    "P" | "T" => (false, true),
                    "B" | "U" => (true, true),
                    other => panic!("{other}"),
                };
                assert_eq!((status, moved), expected, "{:?} {:?}", one, next);
                let temporary = one.placement.is_temporary() || next.placement.is_temporary();
                let due = moved && !temporary;
                assert!(
                    temporary || due != one.change.is_empty() || next.reason == "L",
                    "{one:?}"
                );
                if next.placement.is_temporary() {
                    assert_eq!(care.episodes[place + 2].placement, one.placement);
                    assert!(next.end - next.start <= 42);
                }
                if moved {
                    let code = |p: &Placement| (p.kind, citizen.placement_postcode(p.number));
                    assert_ne!(code(&one.placement), code(&next.placement));
                }
            }
            for episode in &care.episodes {
                let kind = episode.placement.kind;
                let years = age(citizen.person().birth, episode.start);
                assert!(kind != "P1" || episode.status == "C2");
                assert!(!matches!(kind, "H5" | "K3") || years >= 16);
                assert!(kind != "H5" || episode.end < on(2023, 10, 28));
                assert!(kind != "K3" || episode.start >= on(2024, 4, 1));
                assert!(episode.status != "L1" || episode.end - episode.start <= 3);
            }
        }
    });
    assert!(periods > 200, "{periods}");
    for reason in ["L", "P", "T", "B"] {
        assert!(reasons.contains(reason), "{reason}");
    }
}

use super::care::Placement;

#[test]
fn requests_come_before_decisions_and_plans_do_not_overlap() {
    let (mut requests, mut plans) = (0, 0);
    everybody(991, 3_000, |citizen| {
        let mut free = Day::MIN;
        for request in &citizen.sen.requests {
            requests += 1;
            assert!(request.received > free && request.received < request.decided);
            assert!(request.received > citizen.person().birth);
            free = request.finished();
            let Some(assessment) = &request.assessment else {
                continue;
            };
            assert_eq!(request.outcome, "Y");
            assert!(request.decided < assessment.day && assessment.day < citizen.gone);
            assert!(!assessment.exception || assessment.day - request.received > 140);
            let Some(plan) = &assessment.plan else {
                continue;
            };
            plans += 1;
            assert!(plan.start == assessment.day && plan.start < plan.end);
            assert!(age(citizen.person().birth, plan.end - 1) <= 25);
            // The academic year of the 25th birthday may end before an August birthday.
            assert!(plan.reason != 1 || age(citizen.person().birth, plan.end) >= 24);
            for day in [
                plan.start,
                request.decided,
                request.received,
                assessment.day,
            ] {
                let (_, month, of_month) = super::super::days::civil(day);
                assert!(month != 1 || of_month > 21);
            }
            let mut earlier = None;
            for day in (plan.start..plan.end).step_by(30) {
                let review = plan.last_review(day);
                let in_order = |(meeting, decided): (i32, Option<i32>)| {
                    meeting <= day && decided.is_none_or(|it| meeting < it && it <= day)
                };
                assert!(review.is_none_or(in_order));
                assert!(review >= earlier);
                earlier = review;
            }
        }
    });
    assert!(requests > 300 && plans > 200, "{requests} {plans}");
}

#[test]
fn postcodes_and_learner_numbers_have_their_form() {
    let mut numbers = HashSet::new();
    everybody(999, 400, |citizen| {
        let day = on(2024, 1, 18);
        let code = citizen.postcode_on(day);
        assert!(
            code.starts_with("ZZ") && !code.starts_with("ZZ99") && code.len() == 8,
            "{code}"
        );
        assert_ne!(citizen.home_postcode(day), citizen.placement_postcode(1));
        let uln = uln(citizen.home, citizen.person().number);
        let sum: u32 = uln
            .bytes()
            .take(9)
            .zip((2..=10).rev())
            .map(|(d, w)| u32::from(d - b'0') * w)
            .sum();
        assert!(!sum.is_multiple_of(11) && uln.len() == 10);
        assert_eq!(uln.as_bytes()[9] - b'0', (10 - sum % 11) as u8);
        assert!(numbers.insert(uln));
    });
}

#[test]
fn a_school_year_adds_up() {
    let (mut possible, mut missed, mut suspended) = (0, 0, 0);
    everybody(990, 1_500, |citizen| {
        for spell in &citizen.spells {
            let year = citizen.school_year(spell, 2024);
            for counts in &year.windows {
                assert!(counts.0.iter().all(|count| *count >= 0), "{counts:?}");
                possible += counts.possible();
                missed += counts.authorised() + counts.unauthorised();
            }
            let sessions: i32 = year.suspensions.iter().map(|one| one.sessions).sum();
            let counted: i32 = year.windows.iter().map(|counts| counts.of("E")).sum();
            assert_eq!(sessions, counted);
            assert!(sessions <= 90);
            suspended += i32::from(sessions > 0);
            for pair in year.suspensions.windows(2) {
                assert!(pair[0].start + pair[0].sessions / 2 < pair[1].start);
            }
        }
    });
    // England misses 7 of 100 sessions.
    let rate = f64::from(missed) / f64::from(possible);
    assert!((0.05..0.09).contains(&rate), "{rate}");
    assert!(suspended > 20, "{suspended}");
}
