//! `cohort synth` and `cohort demo`: fictional data through files and the importer.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop there"
)]

mod common;

use common::Place;

/// Small enough for a test: two authorities, two years.
const SMALL: [&str; 6] = ["--las", "2", "--pupils", "2000", "--years", "2023-2024"];

#[test]
fn synth_writes_files_that_import_takes() {
    let place = Place::new();
    let run = place
        .run(&[&["synth", "--datasets", "cin", "--out", "made"][..], &SMALL].concat())
        .ok();
    assert_eq!(
        run.out.lines().filter(|line| line.contains(".xml")).count(),
        4,
        "{}",
        run.out
    );
    let rows = place
        .run(&["import", "made", "--format", "json"])
        .ok()
        .json();
    assert_eq!(rows.len(), 4, "the truth beside the files is not imported");
    assert!(rows.iter().all(|row| row["result"] == "imported"));
    assert!(
        place
            .run(&["synth", "--out", "x", "--years", "1999"])
            .refused()
            .contains("2020")
    );
}

/// Every dataset of one authority and year, without faults: all of it is known, nothing in it
/// would be sent back, and every result file holds just the pupils that the census has.
#[test]
fn a_fictional_region_is_imported_whole_and_agrees_with_itself() {
    let place = Place::new();
    let year = ["--pupils", "1500", "--years", "2024-2024", "--faults", "0"];
    place
        .run(&[&["synth", "--out", "made"][..], &year].concat())
        .ok();
    let of = ["--la", "990", "--year", "2024", "--format", "json"];
    let rows = place
        .run(&[&["import", "made"][..], &of].concat())
        .ok()
        .json();
    assert!(rows.iter().all(|row| row["result"] == "imported"));
    let ask = |sql: &str| place.run(&["sql", "--format", "csv", "-c", sql]).ok().out;
    let datasets = "SELECT string_agg(dataset, ' ' ORDER BY dataset) \
                    FROM (SELECT DISTINCT dataset FROM imports.file) AS d";
    assert_eq!(
        ask(datasets).lines().nth(1).unwrap_or_default(),
        "absence attendance_session census cin cla ctf eyfsp gias ks2 ks4 mtc phonics population \
         pupil_premium sen2 social_care_cohort suspension user_field"
    );
    let errors = "SELECT dataset, rule, item FROM imports.finding WHERE severity = 'error'";
    assert_eq!(ask(errors).lines().count(), 1, "{}", ask(errors));
    let shares =
        "SELECT dataset, share FROM imports.coverage WHERE expected IS NOT NULL ORDER BY 1";
    let lines = ask(shares);
    let lines: Vec<&str> = lines.lines().skip(1).collect();
    assert_eq!(lines, ["eyfsp,1.0", "ks2,1.0", "ks4,1.0", "mtc,1.0"]);
}

/// The demo's three authorities and four years, with fewer children than it has by itself.
const DEMO: [&str; 4] = ["demo", "--no-serve", "--pupils", "700"];

#[test]
fn demo_shows_a_whole_region_and_runs_again() {
    let place = Place::new();
    let first = place.run(&DEMO).ok().out;
    let line = first
        .lines()
        .find(|line| line.trim_start().starts_with("PGPASSWORD="))
        .unwrap();
    assert!(
        line.contains("psql -h 127.0.0.1 -p 5433 -U demo live"),
        "{line}"
    );
    assert!(
        first
            .trim_end()
            .ends_with("first: cohort serve --store ./cohort-data"),
        "{first}"
    );
    // A line for each of 17 datasets, not one for each of hundreds of files.
    assert!(first.lines().count() < 90, "{first}");

    // What is published is what was imported. One run asks all: opening the store takes longest.
    let [in_need, absence, attainment] = &questions(&first)[..] else {
        panic!("{first}");
    };
    let asked = [HELD, INCOMPLETE, FAULTY, in_need, absence, attainment];
    let sql = asked.join("; SELECT 1 AS next_answer; ");
    let out = place
        .run(&[
            "sql",
            "--database",
            "insight",
            "--format",
            "csv",
            "-c",
            &sql,
        ])
        .ok()
        .out;
    let answers = out.split("next_answer\n1\n").map(|answer| {
        let rows = answer.lines().skip(1);
        rows.map(|row| row.split(',').collect()).collect()
    });
    let answers: Vec<Vec<Vec<&str>>> = answers.collect();
    let [held, incomplete, faulty, in_need, absence, attainment] = &answers[..] else {
        panic!("{out}");
    };
    every_dataset_is_held(held);
    assert!(incomplete.is_empty(), "{incomplete:?}");
    // Faults are planted in all of them; what is wrong in fields of one's own is a query.
    let expected = "absence attendance_session census cin cla ctf eyfsp ks1 ks2 ks4 mtc phonics \
                    pupil_premium sen2 social_care_cohort suspension";
    assert_eq!(faulty.concat().join(" "), expected);
    let truth = std::fs::read_to_string(place.path("demo-files/truth/summary.csv")).unwrap();
    rates_are_those_of_the_truth(in_need, &truth);
    let groups: Vec<_> = absence.iter().map(|row| (row[0], row[1])).collect();
    let years = ["2023", "2024", "2025"].into_iter();
    let expected: Vec<_> = years
        .flat_map(|year| [(year, "false"), (year, "true")])
        .collect();
    assert_eq!(groups, expected);
    for group in ["in need", "neither"] {
        assert!(
            attainment.iter().any(|row| row[0] == group),
            "{attainment:?}"
        );
    }

    let before = place.run(&["snapshots", "--format", "csv"]).ok().out;
    let again = place.run(&DEMO).ok().out;
    assert_eq!(
        place.run(&["snapshots", "--format", "csv"]).ok().out,
        before
    );
    assert!(again.contains(" 0 of them newly imported"), "{again}");
    assert!(!again.contains(line.trim()), "a new password each time");
    assert!(!again.contains("besides"), "{again}");
}

const HELD: &str = "SELECT dataset, min(la_code), max(la_code), min(year), max(year), count(*) \
                    FROM imports.coverage GROUP BY dataset ORDER BY dataset";
/// A pupil may move between a census and an assessment.
const INCOMPLETE: &str = "SELECT * FROM imports.coverage WHERE share NOT BETWEEN 0.9 AND 1.1";
/// Faults are planted in two datasets only; no other has an item that its year has not.
const FAULTY: &str = "SELECT DISTINCT dataset FROM imports.finding \
                      WHERE severity = 'error' OR rule = 'item_year' ORDER BY dataset";

/// Every authority has every dataset in each of its years.
fn every_dataset_is_held(held: &[Vec<&str>]) {
    // SEN2 has persons since 2023; key stage 1 was statutory until 2023.
    let expected: Vec<String> = [
        ("absence", 2022..=2025),
        ("attendance_session", 2022..=2025),
        ("census", 2022..=2025),
        ("cin", 2022..=2025),
        ("cla", 2022..=2025),
        ("ctf", 2022..=2025),
        ("eyfsp", 2022..=2025),
        ("gias", 0..=0),
        ("ks1", 2022..=2023),
        ("ks2", 2022..=2025),
        ("ks4", 2022..=2025),
        ("mtc", 2022..=2025),
        ("phonics", 2022..=2025),
        ("population", 0..=0),
        ("pupil_premium", 2022..=2025),
        ("sen2", 2023..=2025),
        ("social_care_cohort", 2022..=2025),
        ("suspension", 2022..=2025),
        ("user_field", 2022..=2025),
    ]
    .map(|(dataset, years)| {
        let (first, last) = (years.start(), years.end());
        match years.clone().count() {
            1 => format!("{dataset},0,0,0,0,1"),
            count => format!("{dataset},990,992,{first},{last},{}", 3 * count),
        }
    })
    .to_vec();
    let held: Vec<String> = held.iter().map(|row| row.join(",")).collect();
    assert_eq!(held, expected);
}

/// Children in need are the truth's, but for the few faults, and rates are per 10,000 of the
/// children who live here, not of the 30,000 to 90,000 whom the built-in table has.
fn rates_are_those_of_the_truth(in_need: &[Vec<&str>], truth: &str) {
    assert_eq!(in_need.len(), 12);
    let number = |text: &str| text.parse::<f64>().unwrap();
    let told: f64 = truth
        .lines()
        .filter_map(|line| line.split_once(",in_need_at_31_march,"))
        .map(|(_, count)| number(count))
        .sum();
    let found: f64 = in_need.iter().map(|row| number(row[2])).sum();
    assert!((found / told - 1.0).abs() < 0.05, "{found} of {told}");
    for row in in_need {
        let expected = number(row[2]) / 700.0 * 10_000.0;
        assert!((number(row[3]) / expected - 1.0).abs() < 0.05, "{row:?}");
    }
}

/// The statements that the demo ends with.
fn questions(out: &str) -> Vec<String> {
    let questions = out.split("\n  -- ").skip(1);
    questions
        .filter_map(|question| question.split_once('\n')?.1.split_once(';'))
        .map(|(sql, _)| sql.to_owned())
        .collect()
}

#[test]
fn demo_says_at_once_that_the_port_is_in_use() {
    let place = Place::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let line = place
        .run(&[&["demo", "--port", &port][..], &SMALL].concat())
        .refused();
    assert!(
        line.contains(&format!("cannot listen on 127.0.0.1:{port}")),
        "{line}"
    );
    assert!(
        place.listing("").is_empty(),
        "no files were made and no store"
    );
}

#[test]
fn demo_refuses_a_store_with_other_data() {
    let place = Place::new();
    place.write("real.xml", common::cin(330, 2024, 1, 1));
    place.run(&["import", "real.xml"]).ok();
    let line = place
        .run(&[&["demo", "--no-serve"][..], &SMALL].concat())
        .refused();
    assert!(line.contains("authority 330"), "{line}");

    let place = Place::new();
    place.write(
        "population.csv",
        "la_code,year,age_band,population\n330,2023,0-17,9\n",
    );
    place.run(&["import", "population.csv"]).ok();
    let line = place
        .run(&[&["demo", "--no-serve"][..], &SMALL].concat())
        .refused();
    assert!(line.contains("public data"), "{line}");
}
