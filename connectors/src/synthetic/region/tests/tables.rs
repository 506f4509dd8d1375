//! Tables of one row per pupil or event: counts, sums, and the same child across datasets.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::*;

const TABLES: [(Dataset, &str); 8] = [
    (Dataset::Absence, "ABSENCE"),
    (Dataset::Exclusions, "EXCLUSIONS"),
    (Dataset::Eyfsp, "EYFSP"),
    (Dataset::Phonics, "PHONICS"),
    (Dataset::Ks1, "KS1"),
    (Dataset::Mtc, "MTC"),
    (Dataset::Ks2, "KS2"),
    (Dataset::Ks4, "KS4"),
];

fn files() -> BTreeMap<String, Vec<u8>> {
    let mut datasets: Vec<_> = TABLES.iter().map(|table| table.0).collect();
    datasets.extend([
        Dataset::PupilPremium,
        Dataset::Ctf,
        Dataset::Sessions,
        Dataset::Establishments,
    ]);
    written(&region(&datasets))
}

fn of(files: &BTreeMap<String, Vec<u8>>, table: &str, year: i16) -> Vec<BTreeMap<String, String>> {
    records(&files[&format!("{table}/990_{table}_{}-{:02}.csv", year - 1, year % 100)])
}

fn number(row: &BTreeMap<String, String>, heading: &str) -> i64 {
    row[heading].parse().unwrap_or(0)
}

#[test]
fn tables_have_the_rows_of_the_truth_and_good_numbers() {
    let files = files();
    let totals = totals(&files);
    for (_, table) in TABLES {
        for year in 2023..=2025 {
            if table == "KS1" && year > 2023 {
                assert!(!files.contains_key(&format!(
                    "KS1/990_KS1_{}-{}.csv",
                    year - 1,
                    year % 100
                )));
                continue;
            }
            let rows = of(&files, table, year);
            let name = match table {
                "EXCLUSIONS" => "suspension".to_owned(),
                other => other.to_lowercase(),
            };
            let key = (
                name.clone(),
                "990".to_owned(),
                year.to_string(),
                String::new(),
                name,
            );
            assert_eq!(totals[&key], rows.len() as u64, "{table} {year}");
            let wanted = if table == "EXCLUSIONS" { 20 } else { 100 };
            assert!(
                rows.len() > wanted || table == "PHONICS",
                "{table} {year}: {}",
                rows.len()
            );
            for row in &rows {
                assert_eq!(cohort_udfs::upn::check(&row["UPN"]), Ok(()));
                assert_eq!(row["ACADYR"], format!("{}{}", year - 1, year % 100));
                assert!(row["LAESTAB"].starts_with("990") && row["LAESTAB"].len() == 7);
                assert_eq!(row.contains_key("GENDER"), year == 2023);
            }
        }
    }
}

#[test]
fn absence_adds_up_by_reason_and_holds_the_suspensions() {
    let files = files();
    for year in 2023..=2025 {
        let mut suspended: HashMap<(String, String), i64> = HashMap::new();
        for row in of(&files, "EXCLUSIONS", year) {
            *suspended
                .entry((row["UPN"].clone(), row["URN"].clone()))
                .or_default() += number(&row, "SESSIONS");
            assert_eq!(row["CATEGORY"] == "PERM", row["SESSIONS"].is_empty());
            assert_ne!(row["TERM"], "Invalid");
        }
        for row in of(&files, "ABSENCE", year) {
            let sum = |start: &str| -> i64 {
                row.keys()
                    .filter(|heading| heading.starts_with(start))
                    .map(|heading| number(&row, heading))
                    .sum()
            };
            let reasons = |codes: &[&str]| -> i64 {
                codes
                    .iter()
                    .map(|code| number(&row, &format!("REASON_{code}")))
                    .sum()
            };
            let (possible, authorised, unauthorised) = (
                sum("SESSIONSPOSSIBLE"),
                sum("AUTHORISED"),
                sum("UNAUTHORISED"),
            );
            assert!((1..=400).contains(&possible) && authorised + unauthorised <= possible);
            assert_eq!(
                authorised,
                reasons(&[
                    "I", "M", "R", "S", "T", "H", "F", "E", "C", "C1", "C2", "J1"
                ])
            );
            assert_eq!(unauthorised, reasons(&["G", "U", "O", "N"]));
            let fifteen = row["AGE_START"] == "15";
            assert_eq!(row["SESSIONSPOSSIBLE_SUMMER6TH"].is_empty(), fifteen);
            let told = suspended
                .get(&(row["UPN"].clone(), row["URN"].clone()))
                .copied()
                .unwrap_or(0);
            // What falls into the half term that is not collected is not there.
            assert!(
                number(&row, "REASON_E") == told || (fifteen && number(&row, "REASON_E") < told)
            );
        }
    }
}

#[test]
fn results_obey_their_own_rules() {
    let files = files();
    for year in 2023..=2025 {
        for row in of(&files, "EYFSP", year) {
            let goals: Vec<_> = row
                .iter()
                .filter(|(heading, _)| heading.contains("_E"))
                .filter(|(heading, _)| heading.len() == 7)
                .collect();
            assert_eq!(goals.len(), 17);
            let absent = goals.iter().filter(|goal| goal.1 == "A").count();
            assert!(absent == 0 || absent == 17);
        }
        for row in of(&files, "PHONICS", year) {
            let mark = row["PHONICS_MARK"].parse::<i32>().ok();
            match row["PHONICS_OUTCOME"].as_str() {
                "Wa" => assert!(mark.unwrap() >= 32 && mark.unwrap() <= 40),
                "Wt" => assert!(mark.unwrap() <= 31),
                "A" | "D" => assert!(mark.is_none()),
                other => panic!("{other}"),
            }
            assert!(row["NCYEARACTUAL"] == "2" || row["Y1_OUTCOME"].is_empty());
            assert_ne!(row["Y1_OUTCOME"], "Wa");
        }
        for row in of(&files, "KS2", year) {
            for test in ["READ", "MAT", "GPS"] {
                let score = row[&format!("{test}SCORE")].parse::<i32>().ok();
                let expected = match row[&format!("{test}OUTCOME")].as_str() {
                    "AS" => score.unwrap() >= 100,
                    "NS" => score.unwrap() < 100,
                    _ => score.is_none(),
                };
                assert!(expected);
                assert_eq!(
                    row[&format!("{test}EXP")] == "1",
                    score.is_some_and(|score| score >= 100)
                );
            }
        }
        let rows = of(&files, "KS4", year);
        let mut points = 0;
        for row in &rows {
            let parts: i64 = ["SLOT1ENG", "SLOT2MAT", "EBACSCR", "OPENSCR"]
                .iter()
                .map(|slot| number(row, slot))
                .sum();
            assert_eq!(number(row, "ATT8"), parts);
            assert!(parts <= 90);
            points += parts;
            if year == 2025 {
                for heading in [
                    "KS2EMSS",
                    "KS2EMSS_GRP",
                    "ATT8_PRED",
                    "INP8CALC",
                    "P8SCORE",
                    "P8ENG",
                ] {
                    assert!(row[heading].is_empty(), "{heading}");
                }
            } else if row["INP8CALC"] == "1" {
                let decimal = |heading: &str| row[heading].parse::<f64>().unwrap();
                let score = (decimal("ATT8") - decimal("ATT8_PRED")) / 10.0;
                assert!((decimal("P8SCORE") - score).abs() < 1e-9);
                let whole = (2.0 * decimal("P8ENG")
                    + 2.0 * decimal("P8MAT")
                    + 3.0 * decimal("P8EBAC")
                    + 3.0 * decimal("P8OPEN"))
                    / 10.0;
                assert!((whole - score).abs() < 0.001, "{whole} {score}");
            }
        }
        // England's average Attainment 8 is 46.
        let average = points as f64 / rows.len() as f64;
        assert!((36.0..56.0).contains(&average), "{average}");
    }
}

#[test]
fn the_transfer_file_holds_the_results_of_the_authority() {
    let files = files();
    for year in 2023..=2025 {
        let xml = &files[&format!("CTF/9902000_CTF_990LLLL_{:03}.xml", year % 100)];
        let counts = elements(xml);
        let text = std::str::from_utf8(xml).unwrap();
        let own = |table: &str| -> u64 {
            of(&files, table, year)
                .iter()
                .filter(|row| row["URN"] == "900000")
                .count() as u64
        };
        assert_eq!(
            text.matches("<Subject>COM</Subject>").count() as u64,
            2 * own("EYFSP")
        );
        assert_eq!(
            text.matches("<ResultQualifier>NY</ResultQualifier>")
                .count() as u64,
            own("PHONICS")
        );
        assert_eq!(
            text.matches("<Component>MTC</Component>").count() as u64,
            own("MTC")
        );
        assert_eq!(
            text.matches("<Component>GPS</Component>").count() as u64,
            own("KS2")
        );
        assert!(counts["Pupil"] > 50 && counts["StageAssessment"] > 500);
    }
}

#[test]
fn daily_marks_are_those_of_the_absence_file() {
    let files = files();
    let year = 2024;
    let marks = records(&files["SESSIONS/990_900000_2023-24.csv"]);
    let mut missed: HashMap<String, [i64; 2]> = HashMap::new();
    let mut seen = BTreeSet::new();
    for row in &marks {
        let of_pupil = missed.entry(row["upn"].clone()).or_default();
        of_pupil[0] += 1;
        of_pupil[1] += i64::from("IMRCETSGUON".contains(&row["code"]));
        assert!(row["code"] != "/" || row["session"] == "AM");
        assert!(row["code"] != "\\" || row["session"] == "PM");
        assert!(seen.insert((
            row["upn"].clone(),
            row["date"].clone(),
            row["session"].clone()
        )));
    }
    let mut compared = 0;
    for row in of(&files, "ABSENCE", year) {
        if row["URN"] == "900000" {
            let sum = |start: &str| -> i64 {
                row.keys()
                    .filter(|heading| heading.starts_with(start))
                    .map(|heading| number(&row, heading))
                    .sum()
            };
            let whole = [
                sum("SESSIONSPOSSIBLE"),
                sum("AUTHORISED") + sum("UNAUTHORISED"),
            ];
            assert_eq!(missed[&row["UPN"]], whole);
            compared += 1;
        }
    }
    assert!(compared > 100);
}

#[test]
fn the_register_has_every_school_that_any_file_names() {
    let files = files();
    let (name, bytes) = files
        .iter()
        .find(|file| file.0.starts_with("GIAS/"))
        .unwrap();
    assert!(bytes.is_ascii() && bytes.ends_with(b"\r\n"), "{name}");
    let schools = records(bytes);
    let urns: BTreeSet<_> = schools.iter().map(|row| row["URN"].clone()).collect();
    assert_eq!(urns.len(), schools.len());
    // Eleven for each authority of one area.
    assert_eq!(schools.len(), 22);
    let mut pupils = 0;
    for row in &schools {
        pupils += number(row, "NumberOfPupils");
        assert_eq!(
            number(row, "NumberOfPupils"),
            number(row, "NumberOfBoys") + number(row, "NumberOfGirls")
        );
    }
    // Of 6,000 residents under 18, those from nursery to year 11 or 13.
    assert!((3_600..5_200).contains(&pupils), "{pupils}");
    for (_, table) in TABLES {
        assert!(
            of(&files, table, 2023)
                .iter()
                .all(|row| urns.contains(&row["URN"]))
        );
    }
}

#[test]
fn pupil_premium_has_only_the_entitled() {
    let files = files();
    let rows = records(&files["PUPIL_PREMIUM/990_pupil_premium_2023-24.csv"]);
    assert!(rows.len() > 200);
    for row in &rows {
        let flags = [
            "Deprivation Pupil Premium",
            "Service Child Premium",
            "Adopted from Care Premium",
            "Looked After Premium",
        ];
        assert!(flags.iter().any(|flag| row[*flag] == "1"));
        let amount: f64 = row["PupilPremiumCashAmount"].parse().unwrap();
        assert!((335.0..=2_865.0).contains(&amount));
        assert_eq!(row["PupilPremiumFYStartDate"], "2023-04-01");
        assert_eq!(row["PupilPremiumFYEndDate"], "2024-03-31");
        assert!(row["NCYear"] == "R" || (1..=11).contains(&row["NCYear"].parse().unwrap()));
    }
}
