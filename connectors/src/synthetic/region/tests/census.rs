//! School census: well-formed, counted, by term what that term has, and one child in one place.

use std::collections::{BTreeMap, HashMap};

use super::*;

/// Texts of the leaves of each pupil, by element, with whether it is on roll.
fn pupils(xml: &[u8]) -> Vec<(bool, BTreeMap<String, Vec<String>>)> {
    let mut reader = Reader::from_reader(xml);
    let (mut pupils, mut path) = (Vec::new(), Vec::<String>::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                let name = String::from_utf8(start.name().as_ref().to_vec()).unwrap();
                if name == "PupilOnRoll" || name == "PupilNoLongerOnRoll" {
                    pupils.push((name == "PupilOnRoll", BTreeMap::new()));
                }
                path.push(name);
            }
            Event::Text(text) => {
                let text = String::from_utf8(text.to_vec()).unwrap();
                if let (Some(pupil), false) = (pupils.last_mut(), text.trim().is_empty()) {
                    let leaf: &String = path.last().unwrap();
                    let texts: &mut Vec<String> = pupil.1.entry(leaf.clone()).or_default();
                    texts.push(text);
                }
            }
            Event::End(_) => drop(path.pop()),
            Event::Eof => return pupils,
            _ => {}
        }
    }
}

#[test]
fn every_file_has_the_rows_of_the_truth_and_the_items_of_its_term() {
    let files = written(&region(&[Dataset::SchoolCensus]));
    let totals = totals(&files);
    let mut schools = 0;
    for (name, xml) in files.iter().filter(|file| file.0.starts_with("CENSUS/")) {
        schools += 1;
        let counts = elements(xml);
        let count = |element: &str| counts.get(element).copied().unwrap_or(0);
        let text = std::str::from_utf8(xml).unwrap();
        let urn = text.split("<URN>").nth(1).unwrap()[..6].to_owned();
        // CENSUS/990_2024_SPR/9902000_2024_SPR.xml
        let (la, year, term) = (&name[7..10], &name[11..15], &name[16..19]);
        let told = |table: &str| {
            let key = (
                "census".to_owned(),
                la.to_owned(),
                year.to_owned(),
                format!("{term}/{urn}"),
                table.to_owned(),
            );
            totals.get(&key).copied().unwrap_or(0)
        };
        for (element, table) in [
            ("PupilOnRoll", "pupil"),
            ("PupilNoLongerOnRoll", "pupil_off_roll"),
            ("SENneed", "sen_need"),
            ("TermlyExclusion", "exclusion"),
            ("SessionDetail", "session_detail"),
        ] {
            assert_eq!(count(element), told(table), "{name} {element}");
        }
        let spring = term == "SPR";
        assert_eq!(count("Ethnicity") > 0, spring, "{name}");
        assert!(spring || count("SENneed") == 0);
        assert!(term == "AUT" || count("SummerHalfTerm2Attendance") == 0);
        assert_eq!(count("Gender") > 0, year == "2023");
        let header_year = if term == "AUT" {
            year.parse::<i32>().unwrap() - 1
        } else {
            year.parse().unwrap()
        };
        assert!(text.contains(&format!("<Year>{header_year}</Year>")));
    }
    // Two authorities of one area with nine schools and a referral unit that may be empty.
    assert!((2 * 9 * 9..=2 * 10 * 9).contains(&schools), "{schools}");
}

#[test]
fn a_clean_census_breaks_no_rule_of_its_guide() {
    let files = written(&region(&[Dataset::SchoolCensus]));
    let mut on_roll: HashMap<(String, String), u32> = HashMap::new();
    let (mut suspended, mut left, mut plans) = (0, 0, 0);
    for (name, xml) in files.iter().filter(|file| file.0.starts_with("CENSUS/")) {
        let day = std::str::from_utf8(xml)
            .unwrap()
            .split("<ReferenceDate>")
            .nth(1)
            .unwrap()[..10]
            .to_owned();
        for (here, pupil) in pupils(xml) {
            let one = |item: &str| pupil.get(item).map(|texts| texts[0].as_str());
            let upn = one("UPN").unwrap();
            assert_eq!(cohort_udfs::upn::check(upn), Ok(()), "{name}");
            let (born, entry) = (one("DOB").unwrap(), one("EntryDate").unwrap());
            assert!(born < entry && entry <= day.as_str());
            assert_eq!(one("LeavingDate").is_none(), here);
            if here {
                *on_roll.entry((day.clone(), upn.to_owned())).or_default() += 1;
                assert!(one("PostCode").unwrap().starts_with("ZZ"));
                let nc = one("NCyearActual").unwrap();
                assert!(
                    matches!(nc, "N2" | "R") || (1..=13).contains(&nc.parse().unwrap()),
                    "{nc}"
                );
            } else {
                left += 1;
                let gone = one("LeavingDate").unwrap();
                assert!(entry <= gone && gone < day.as_str());
                assert!(!pupil.contains_key("NCyearActual") && !pupil.contains_key("EnrolStatus"));
            }
            let provision = if here {
                one("SENprovision").unwrap()
            } else {
                "N"
            };
            plans += u32::from(provision == "E");
            let needs = pupil.contains_key("SENtype");
            assert!(!needs || provision != "N");
            // Parts of the year follow one another in an autumn census; sums hold over all.
            let number = |item: &str| -> i64 {
                pupil.get(item).map_or(0, |texts| {
                    texts.iter().map(|text| text.parse::<i64>().unwrap()).sum()
                })
            };
            let possible = number("SessionsPossible");
            assert!(possible >= number("SessionsAuthorised") + number("SessionsUnauthorised"));
            let perm = pupil
                .get("Category")
                .map_or(0, |all| all.iter().filter(|one| *one == "PERM").count());
            let events = pupil.get("Category").map_or(0, Vec::len);
            suspended += events - perm;
            assert_eq!(pupil.get("StartDate").map_or(0, Vec::len), events);
            let sessions = pupil.get("Sessions").map_or(&[][..], Vec::as_slice);
            let details: i64 = sessions[events - perm..]
                .iter()
                .map(|text| text.parse::<i64>().unwrap())
                .sum();
            assert_eq!(details, possible, "{name}");
        }
    }
    assert!(on_roll.values().all(|times| *times == 1));
    assert!(on_roll.len() > 20_000 && suspended > 100 && left > 100 && plans > 500);
}
