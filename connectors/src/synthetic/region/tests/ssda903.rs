//! Looked-after children: modules, chains over the years, and what each module asks for.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::*;

type Rows = Vec<BTreeMap<String, String>>;

fn files() -> BTreeMap<String, Vec<u8>> {
    let mut region = region(&[Dataset::Ssda903]);
    region.plan.children_per_authority = Some(12_000);
    region.plan.years = 2022..=2025;
    written(&region)
}

fn rows(files: &BTreeMap<String, Vec<u8>>, year: i16, module: &str) -> Rows {
    records(&files[&format!("SSDA903/990_{year}/{module}.csv")])
}

#[test]
fn planted_faults_are_where_the_truth_says_and_nowhere_else() {
    let mut region = region(&[Dataset::Ssda903]);
    region.plan.children_per_authority = Some(9_000);
    let clean = written(&region);
    region.plan.fault_percent = 30.0;
    let faulty = written(&region);
    let planted = records(&faulty["truth/planted.csv"]);
    let (mut kinds, mut spots) = (HashSet::new(), HashSet::new());
    for fault in &planted {
        spots.insert(["la_code", "year", "file", "line"].map(|name| fault[name].clone()));
        let (la, year, module) = (&fault["la_code"], &fault["year"], &fault["file"]);
        let name = format!("SSDA903/{la}_{year}/{module}.csv");
        let line = fault["line"].parse::<usize>().unwrap();
        let (before, after) = (
            &records(&clean[&name])[line - 2],
            &records(&faulty[&name])[line - 2],
        );
        assert_eq!(after["CHILD"], fault["local_id"]);
        for (item, value) in after {
            assert_eq!(*item != fault["item"], before[item] == *value, "{fault:?}");
        }
        kinds.insert(fault["fault"].clone());
    }
    let mut differing = 0;
    for (name, bytes) in clean
        .iter()
        .filter(|file| file.0.ends_with(".csv") && file.0.starts_with("SSDA"))
    {
        let lines = |bytes: &[u8]| -> Vec<String> {
            let text = std::str::from_utf8(bytes).unwrap();
            text.lines().map(str::to_owned).collect()
        };
        let pairs = lines(bytes).into_iter().zip(lines(&faulty[name]));
        differing += pairs.filter(|(one, other)| one != other).count();
    }
    assert_eq!(differing, spots.len());
    assert!(
        spots.len() > 60 && kinds.len() > 20,
        "{} {kinds:?}",
        spots.len()
    );
    assert!(records(&clean["truth/planted.csv"]).is_empty());
}

/// A date as a number that grows with it.
fn day(text: &str) -> Option<i32> {
    let (of_month, rest) = text.split_once('/')?;
    let (month, year) = rest.split_once('/')?;
    Some(
        year.parse::<i32>().ok()? * 372
            + month.parse::<i32>().ok()? * 31
            + of_month.parse::<i32>().ok()?,
    )
}

fn on_day(year: i32, month: i32, of_month: i32) -> i32 {
    year * 372 + month * 31 + of_month
}

#[test]
fn both_forms_have_the_rows_of_the_truth() {
    let files = files();
    let totals = totals(&files);
    for year in 2022..=2025 {
        let xml = elements(&files[&format!("SSDA903/990_{year}/xml/990_SSDA903_{year}.xml")]);
        for (module, table, element) in [
            ("header", "child", "CHILD"),
            ("episodes", "episode", "EPISODE"),
            ("reviews", "review", "AREVIEW"),
            ("missing", "missing", "AMISSING"),
            ("oc2", "oc2", "OC2"),
            ("oc3", "oc3", "IN_TOUCH"),
            ("ad1", "ad1", "DATE_INT"),
            ("placed_for_adoption", "placed_for_adoption", "AD_PLACED"),
            ("previous_permanence", "previous_permanence", "PERMANENCE"),
            ("social_worker", "social_worker", "SOCIAL_WORKER"),
        ] {
            if module == "social_worker" && year < 2024 {
                assert!(!files.contains_key(&format!("SSDA903/990_{year}/{module}.csv")));
                continue;
            }
            let count = rows(&files, year, module).len() as u64;
            let key = [
                "cla".to_owned(),
                "990".to_owned(),
                year.to_string(),
                String::new(),
                table.to_owned(),
            ];
            let [a, b, c, d, e] = key;
            assert_eq!(
                totals.get(&(a, b, c, d, e)).copied().unwrap_or(0),
                count,
                "{year} {module}"
            );
            assert_eq!(
                xml.get(element).copied().unwrap_or(0),
                count,
                "{year} {element}"
            );
        }
        // England: 70 children per 10,000 at the end of a year, and half as many again in it.
        let children = rows(&files, year, "header").len();
        assert!((60..260).contains(&children), "{children}");
        assert!(!rows(&files, year, "oc2").is_empty() && !rows(&files, year, "oc3").is_empty());
    }
}

#[test]
fn episodes_chain_within_a_year_and_over_years() {
    let files = files();
    let mut open: HashMap<String, BTreeMap<String, String>> = HashMap::new();
    for year in 2022..=2025 {
        let (first, last) = (on_day(year - 1, 4, 1), on_day(year, 3, 31));
        let mut by_child: HashMap<String, Rows> = HashMap::new();
        for row in rows(&files, year as i16, "episodes") {
            by_child.entry(row["CHILD"].clone()).or_default().push(row);
        }
        for (child, episodes) in &by_child {
            for episode in episodes {
                let (start, end) = (day(&episode["DECOM"]).unwrap(), day(&episode["DEC"]));
                assert!(
                    start <= last
                        && end.is_none_or(|end| start < end && end >= first && end <= last)
                );
                assert_eq!(end.is_none(), episode["REC"].is_empty());
                let place = episode["PLACE"].as_str();
                assert_eq!(place.is_empty(), episode["LS"] == "V4");
                let temporary = place.starts_with('T');
                assert_eq!(
                    episode["PLACE_PROVIDER"].is_empty(),
                    temporary || place.is_empty()
                );
                assert_eq!(episode["PLACE_PROVIDER"] == "PR0", place == "P1");
                assert_eq!(
                    episode["URN"].is_empty(),
                    matches!(place, "" | "P1" | "H5") || temporary
                );
                assert!(
                    place == "P1"
                        || episode["HOME_POST"].is_empty()
                        || episode["HOME_POST"] != episode["PL_POST"]
                );
                assert!(episode["REASON_PLACE_CHANGE"].is_empty() || (end.is_some() && !temporary));
            }
            for pair in episodes.windows(2) {
                let next_day = pair[0]["DEC"] == pair[1]["DECOM"];
                assert_eq!(pair[0]["REC"] == "X1", next_day);
                assert_eq!(pair[1]["RNE"] == "S", !next_day);
                assert!(!next_day || pair[0]["CIN"] == pair[1]["CIN"]);
            }
            // An episode that stood open a year ago is the first of this year, unchanged.
            if let Some(before) = open.get(child) {
                for item in [
                    "DECOM",
                    "RNE",
                    "LS",
                    "CIN",
                    "PLACE",
                    "PLACE_PROVIDER",
                    "URN",
                    "PL_POST",
                    "HOME_POST",
                ] {
                    assert_eq!(before[item], episodes[0][item], "{item}");
                }
            }
        }
        assert!(open.keys().all(|child| by_child.contains_key(child)));
        open = by_child
            .into_iter()
            .filter_map(|(child, mut rows)| {
                rows.pop()
                    .filter(|row| row["DEC"].is_empty())
                    .map(|row| (child, row))
            })
            .collect();
        assert!(open.len() > 20, "{}", open.len());
    }
}

#[test]
fn modules_agree_with_the_header_and_with_the_care() {
    let files = files();
    for year in 2022..=2025_i32 {
        let (first, last) = (on_day(year - 1, 4, 1), on_day(year, 3, 31));
        let of = |module: &str| rows(&files, year as i16, module);
        let header: HashMap<String, BTreeMap<String, String>> = of("header")
            .into_iter()
            .map(|row| (row["CHILD"].clone(), row))
            .collect();
        assert_eq!(header.len(), of("header").len());
        let mut upns = HashSet::new();
        for child in header.values() {
            let sexes: &[&str] = if year >= 2025 {
                &["M", "F"]
            } else {
                &["1", "2"]
            };
            assert!(sexes.contains(&child["SEX"].as_str()));
            let upn = child["UPN"].as_str();
            assert!(matches!(upn, "UN1" | "UN2" | "UN3") || cohort_udfs::upn::check(upn) == Ok(()));
            assert!(upn.len() == 3 || upns.insert(upn.to_owned()));
            assert_eq!(
                child["MOTHER"].is_empty(),
                matches!(child["SEX"].as_str(), "M" | "1")
            );
            assert_eq!(child["MC_DOB"].is_empty(), child["MOTHER"] != "1");
            assert!(child["CHILD"].len() <= 10);
        }
        let episodes = of("episodes");
        let in_care = |child: &str| {
            episodes
                .iter()
                .any(|row| row["CHILD"] == child && row["DEC"].is_empty())
        };
        for module in [
            "reviews",
            "uasc",
            "oc2",
            "oc3",
            "ad1",
            "placed_for_adoption",
            "previous_permanence",
            "missing",
        ] {
            for row in of(module) {
                assert_eq!(row["DOB"], header[&row["CHILD"]]["DOB"], "{module}");
            }
        }
        for row in of("oc2") {
            let age = last - day(&row["DOB"]).unwrap();
            let scored = row["SDQ_SCORE"].is_empty() != row["SDQ_REASON"].is_empty();
            assert_eq!(scored, (4 * 372..17 * 372).contains(&age));
            assert_eq!(row["CONVICTED"].is_empty(), age < 10 * 372);
            assert_eq!(row["HEALTH_CHECK"].is_empty(), age >= 5 * 372);
            assert_eq!(
                row["INTERVENTION_RECEIVED"].is_empty(),
                row["SUBSTANCE_MISUSE"] == "0"
            );
            assert!(in_care(&row["CHILD"]));
        }
        for row in of("oc3") {
            assert!(!in_care(&row["CHILD"]));
            assert!(
                ["IN_TOUCH", "ACTIV", "ACCOM"]
                    .iter()
                    .all(|item| !row[*item].is_empty())
            );
        }
        let adopted: HashSet<_> = of("ad1")
            .into_iter()
            .map(|row| row["CHILD"].clone())
            .collect();
        let left: HashSet<_> = episodes
            .iter()
            .filter(|row| {
                row["REC"].starts_with("E1") && matches!(row["REC"].as_str(), "E11" | "E12")
            })
            .map(|row| row["CHILD"].clone())
            .collect();
        assert_eq!(adopted, left);
        let decided: HashSet<_> = of("placed_for_adoption")
            .into_iter()
            .map(|row| row["CHILD"].clone())
            .collect();
        for row in &episodes {
            if row["LS"] == "E1" || row["PLACE"].starts_with('A') {
                assert!(decided.contains(&row["CHILD"]));
            }
        }
        for row in of("reviews") {
            let held = day(&row["REVIEW"]).unwrap();
            assert!((first..=last).contains(&held));
            let young = held - day(&row["DOB"]).unwrap() < 4 * 372;
            assert_eq!(young, row["REVIEW_CODE"] == "PN0");
        }
        for row in of("missing") {
            let (start, end) = (day(&row["MIS_START"]).unwrap(), day(&row["MIS_END"]));
            assert!(start <= last && end.is_none_or(|end| start <= end && end >= first));
        }
        if year >= 2024 {
            let workers = of("social_worker");
            for child in header.keys().filter(|child| in_care(child)) {
                let own: Vec<_> = workers
                    .iter()
                    .filter(|row| row["CHILD"] == **child)
                    .collect();
                let short = episodes
                    .iter()
                    .any(|row| row["CHILD"] == *child && row["LS"] == "V4");
                let now = own.iter().filter(|row| row["SW_DEC"].is_empty()).count();
                assert!(now == 1 || short, "{now}");
            }
        }
    }
}
