//! `cohort synth` and `cohort demo`: fictional data through files and the importer.

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
        "absence attendance_session census cin cla ctf eyfsp gias ks2 ks4 mtc phonics \
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

#[test]
fn demo_ends_with_a_user_a_psql_line_and_questions_that_have_answers() {
    let place = Place::new();
    let demo = [&["demo", "--no-serve"][..], &SMALL].concat();
    let first = place.run(&demo).ok().out;
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
    let questions: Vec<&str> = first
        .split("\n  SELECT ")
        .skip(1)
        .filter_map(|rest| rest.split_once(';'))
        .map(|(sql, _)| sql)
        .collect();
    assert_eq!(questions.len(), 3);
    for sql in questions {
        let sql = &format!("SELECT {sql}");
        let rows = place
            .run(&["sql", "--format", "json", "-c", sql])
            .ok()
            .json();
        assert!(!rows.is_empty(), "{sql}");
    }
    let count = "SELECT count(*) AS n FROM cin.child";
    place
        .run(&["sql", "--database", "insight", "-c", count])
        .ok();

    let before = place.run(&["snapshots", "--format", "csv"]).ok().out;
    let again = place.run(&demo).ok().out;
    assert_eq!(
        place.run(&["snapshots", "--format", "csv"]).ok().out,
        before
    );
    assert!(again.contains("0 of them newly imported"), "{again}");
    assert!(!again.contains(line.trim()), "a new password each time");
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
}
