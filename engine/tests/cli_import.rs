//! `cohort import` and the commands that look at what it did.

mod common;

use std::fs;

use common::{Place, cin};
use serde_json::json;

#[test]
fn wrong_usage_is_exit_status_2() {
    let place = Place::new();
    for arguments in [
        &[][..],
        &["import"],
        &["import", "a.xml", "--la", "abc"],
        &["import", "a.xml", "--no-such-flag"],
        &["sql"],
        &["sql", "-c", "SELECT 1", "file.sql"],
        &["serve", "--tls-cert", "a.pem"],
        &["frobnicate"],
    ] {
        let run = place.run(arguments);
        assert_eq!(run.status, 2, "{arguments:?}: {run:#?}");
        assert!(
            run.out.is_empty() && !run.err.is_empty(),
            "{arguments:?}: {run:#?}"
        );
    }
    assert_eq!(place.run(&["--help"]).status, 0);
    assert_eq!(place.run(&["import", "--help"]).status, 0);
    assert_eq!(place.run(&["--version"]).status, 0);
}

#[test]
fn a_file_comes_in_once() {
    let place = Place::new();
    place.write("a.xml", cin(990, 2024, 1, 3));
    let first = place
        .run(&["import", "a.xml", "--format", "json"])
        .ok()
        .json();
    assert_eq!(first.len(), 1);
    assert_eq!(first[0]["result"], "imported");
    assert_eq!(first[0]["import_id"], 1);
    assert_eq!(first[0]["children"], 3);

    let before = place.listing("cohort-data");
    let second = place
        .run(&["import", "a.xml", "--format", "json"])
        .ok()
        .json();
    assert_eq!(second[0]["result"], "already imported as import 1");
    assert_eq!(place.listing("cohort-data"), before);
    place.run(&["verify"]).ok();
}

#[test]
fn options_may_stand_before_or_after_paths_and_the_store_may_come_from_outside() {
    let place = Place::new();
    place.write("a.xml", cin(990, 2024, 1, 1));
    place
        .run(&["--store", "one", "import", "--source", "npd", "a.xml"])
        .ok();
    place
        .run(&["import", "a.xml", "--source", "npd", "--store", "two"])
        .ok();
    for store in ["one", "two"] {
        let rows = place
            .run(&["snapshots", "--format", "json", "--store", store])
            .ok()
            .json();
        assert_eq!(rows.len(), 1, "{store}");
        assert_eq!(rows[0]["action"], "import a.xml", "{store}");
    }
    let mut command = common::command();
    command
        .env("COHORT_STORE", place.path("one"))
        .args(["snapshots", "--format", "csv"]);
    let output = command.output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 2);
}

#[test]
fn a_plan_is_printed_first_and_a_dry_run_stops_there() {
    let place = Place::new();
    place.write("returns/a.xml", cin(990, 2024, 1, 1));
    place.write("returns/b.xml", cin(991, 2023, 1, 1));
    place.write("returns/notes.txt", "not a return");
    let rows = place
        .run(&["import", "returns", "--dry-run", "--format", "json"])
        .ok()
        .json();
    let what: Vec<_> = rows
        .iter()
        .map(|r| (r["la_code"].clone(), r["plan"].clone()))
        .collect();
    assert_eq!(
        what,
        [(json!(990), json!("import")), (json!(991), json!("import"))]
    );
    assert!(!place.path("cohort-data").exists());

    let run = place.run(&["import", "returns"]).ok();
    let plan = run
        .out
        .find("replaces")
        .or_else(|| run.out.find("plan"))
        .unwrap();
    assert!(plan < run.out.find("imported").unwrap(), "{}", run.out);
    assert!(
        run.out
            .contains("Passed over: 1 other file of no known dataset."),
        "{}",
        run.out
    );
}

/// Hundreds of lines are for programs; a person gets a few, and the same numbers.
#[test]
fn many_files_are_told_in_groups_to_people() {
    let place = Place::new();
    let mut files = 0;
    for la in 990..=992 {
        for (year, serials) in [(2022, 4), (2024, 12)] {
            for serial in 1..=serials {
                let text = common::cin(la, year, serial, 2);
                place.write(&format!("in/{la}-{year}-{serial:02}.xml"), text);
                files += 1;
            }
        }
    }
    let plan = place.run(&["import", "in", "--dry-run"]).ok().out;
    let line_of = |text: &str, words: &[&str]| {
        let cells = |line: &str| -> Vec<String> {
            let cells = line
                .split(['|', '│', '┆'])
                .map(|cell| cell.trim().to_owned());
            cells.filter(|cell| !cell.is_empty()).collect()
        };
        let mut lines = text.lines().map(cells);
        lines.any(|line| {
            words
                .iter()
                .all(|word| line.iter().any(|cell| cell == word))
        })
    };
    assert!(
        line_of(&plan, &["cin", "991", "2022", "4", "import"]),
        "{plan}"
    );
    assert!(
        line_of(&plan, &["cin", "992", "2024", "12", "import"]),
        "{plan}"
    );
    assert!(!plan.contains(".xml"), "{plan}");

    for la in 993..=999 {
        for year in 2020..=2025 {
            place.write(&format!("in/{la}-{year}.xml"), common::cin(la, year, 1, 2));
            files += 1;
        }
    }
    let plan = place.run(&["import", "in", "--dry-run"]).ok().out;
    let all = files.to_string();
    assert!(
        line_of(&plan, &["cin", "990-999", "2020-2025", &all, "import"]),
        "{plan}"
    );
    let csv = place
        .run(&["import", "in", "--dry-run", "--format", "csv"])
        .ok();
    assert_eq!(csv.out.lines().count(), files + 1, "a line for each file");
    let report = place.run(&["import", "in"]).ok().out;
    let children = (2 * files).to_string();
    let words = ["cin", "990-999", "2020-2025", &all, &children, "imported"];
    assert!(line_of(&report, &words), "{report}");
}

#[test]
fn the_higher_serial_number_wins_whatever_the_order() {
    for order in [["old.xml", "new.xml"], ["new.xml", "old.xml"]] {
        let place = Place::new();
        place.write("old.xml", cin(990, 2024, 1, 2));
        place.write("new.xml", cin(990, 2024, 2, 5));
        place.run(&["import", order[0], order[1]]).ok();
        let rows = place
            .run(&[
                "sql",
                "--format",
                "json",
                "-c",
                "SELECT count(*) AS n FROM cin.child",
            ])
            .ok()
            .json();
        assert_eq!(rows[0]["n"], 5, "{order:?}");
        // The older one has a snapshot of its own and can still be asked.
        let older = "SET cohort.as_of = '1'; SELECT count(*) AS n FROM cin.child";
        let rows = place
            .run(&["sql", "--format", "json", "-c", older])
            .ok()
            .json();
        assert_eq!(rows[0]["n"], 2, "{order:?}");
        place.run(&["verify"]).ok();
    }
}

#[test]
fn an_older_file_is_left_out_unless_asked_for() {
    let place = Place::new();
    place.write("old.xml", cin(990, 2024, 1, 2));
    place.write("new.xml", cin(990, 2024, 2, 5));
    place.run(&["import", "new.xml"]).ok();
    let before = place.listing("cohort-data");
    let rows = place
        .run(&["import", "old.xml", "--format", "json"])
        .ok()
        .json();
    assert_eq!(rows[0]["result"], "left out: import 1 is newer");
    assert_eq!(place.listing("cohort-data"), before);
    let rows = place
        .run(&["import", "old.xml", "--replace-newer", "--format", "json"])
        .ok()
        .json();
    assert_eq!(rows[0]["result"], "imported");
}

#[test]
fn files_of_one_command_share_a_snapshot() {
    let place = Place::new();
    for (name, la) in [("a.xml", 990), ("b.xml", 991), ("c.xml", 992)] {
        place.write(name, cin(la, 2024, 1, 1));
    }
    place.run(&["import", "a.xml", "b.xml", "c.xml"]).ok();
    let rows = place.run(&["snapshots", "--format", "json"]).ok().json();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["imports"], 3);
    assert_eq!(rows[0]["action"], "import 3 files: a.xml, b.xml, c.xml");
}

#[test]
fn one_bad_file_spoils_no_other() {
    let place = Place::new();
    place.write("good.xml", cin(990, 2024, 1, 4));
    let whole = cin(991, 2024, 1, 4);
    place.write("cut.xml", &whole[..whole.len() - 200]);
    let run = place.run(&[
        "import",
        "good.xml",
        "cut.xml",
        "missing.xml",
        "--format",
        "json",
    ]);
    assert_eq!(run.status, 1);
    let results: Vec<_> = run.json().iter().map(|r| r["result"].clone()).collect();
    assert_eq!(
        results,
        [json!("imported"), json!("refused"), json!("refused")]
    );
    let lines: Vec<&str> = run.err.lines().collect();
    assert_eq!(lines.len(), 2, "{run:#?}");
    assert!(lines[0].starts_with("cohort: cut.xml: line "), "{run:#?}");
    assert!(
        lines[1].starts_with("cohort: missing.xml: no such file"),
        "{run:#?}"
    );
    place.run(&["verify"]).ok();
}

#[test]
fn findings_are_kept_with_the_file() {
    let place = Place::new();
    let bad = cin(990, 2024, 1, 2).replacen("<Sex>M</Sex>", "<Sex>Q7Z</Sex>", 1);
    place.write("bad.xml", bad);
    let summary = place
        .run(&["import", "bad.xml", "--format", "json"])
        .ok()
        .json();
    let counted = summary[0]["errors"].as_i64().unwrap()
        + summary[0]["queries"].as_i64().unwrap()
        + summary[0]["notices"].as_i64().unwrap();
    let sql = "SELECT la_code, import_id, line, child_no, local_id, value FROM imports.finding";
    let rows = place
        .run(&["sql", "--format", "json", "-c", sql])
        .ok()
        .json();
    assert_eq!(rows.len() as i64, counted);
    let sex = rows.iter().find(|row| row["value"] == "Q7Z").unwrap();
    assert_eq!(sex["la_code"], 990);
    assert_eq!(sex["import_id"], 1);
    assert_eq!(sex["child_no"], 1);
    assert_eq!(sex["local_id"], "CHILD0001");
}

#[test]
fn validate_needs_no_store_and_names_no_child() {
    let place = Place::new();
    let bad = cin(990, 2024, 1, 2).replacen("<Sex>M</Sex>", "<Sex>Q7Z</Sex>", 1);
    place.write("bad.xml", bad);
    for format in ["table", "csv", "json"] {
        let run = place.run(&["validate", "bad.xml", "--format", format]).ok();
        assert!(run.out.contains("bad.xml"), "{run:#?}");
        assert!(
            !run.out.contains("CHILD0001") && !run.out.contains("Q7Z"),
            "{run:#?}"
        );
    }
    let rows = place
        .run(&["validate", "bad.xml", "--format", "json"])
        .ok()
        .json();
    assert!(rows.iter().any(|row| row["child_no"] == 1), "{rows:#?}");
    let summary = place
        .run(&["validate", "bad.xml", "--summary", "--format", "json"])
        .ok()
        .json();
    let total: i64 = summary
        .iter()
        .map(|row| row["findings"].as_i64().unwrap())
        .sum();
    assert_eq!(total as usize, rows.len());
    assert!(!place.path("cohort-data").exists());
}

#[test]
fn snapshots_diff_and_publish_tell_the_stores_past() {
    let place = Place::new();
    place.write("a.xml", cin(990, 2024, 1, 2));
    place.write("b.xml", cin(990, 2024, 2, 5));
    place.run(&["import", "a.xml"]).ok();
    place.run(&["publish"]).ok();
    place.run(&["import", "b.xml"]).ok();
    let rows = place.run(&["snapshots", "--format", "json"]).ok().json();
    let published: Vec<_> = rows.iter().map(|row| row["published"].clone()).collect();
    assert_eq!(published, [json!(true), json!(false)]);

    let diff = place
        .run(&["diff", "1", "2", "--format", "json"])
        .ok()
        .json();
    let child = diff.iter().find(|row| row["table"] == "cin.child").unwrap();
    assert_eq!(
        (&child["rows_before"], &child["rows_after"]),
        (&json!(2), &json!(5))
    );
    assert_eq!(
        (&child["change"], &child["imports_added"]),
        (&json!(3), &json!("2"))
    );
    assert!(
        place
            .run(&["diff", "1", "9"])
            .refused()
            .contains("no snapshot 9")
    );

    let count = "SELECT count(*) AS n FROM cin.child";
    let insight = [
        "sql",
        "--database",
        "insight",
        "--format",
        "json",
        "-c",
        count,
    ];
    assert_eq!(place.run(&insight).ok().json()[0]["n"], 2);
    place.run(&["publish", "2"]).ok();
    assert_eq!(place.run(&insight).ok().json()[0]["n"], 5);
    assert!(
        place
            .run(&["publish", "7"])
            .refused()
            .contains("no snapshot 7")
    );
}

#[test]
fn two_processes_that_import_at_once_both_land() {
    let place = Place::new();
    let names: Vec<String> = (0..4).map(|n| format!("{n}.xml")).collect();
    for (name, la) in names.iter().zip(990..) {
        place.write(name, cin(la, 2024, 1, 20));
    }
    let children: Vec<_> = names
        .iter()
        .map(|name| {
            let mut command = common::command();
            command
                .args(["import", "--store"])
                .arg(place.path("store"))
                .arg(place.path(name));
            command.stdout(std::process::Stdio::null()).spawn().unwrap()
        })
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let rows = place
        .run(&["snapshots", "--store", "store", "--format", "json"])
        .ok()
        .json();
    assert_eq!(rows.last().unwrap()["imports"], 4);
    place.run(&["verify", "--store", "store"]).ok();
}

#[test]
fn what_a_killed_import_left_is_removed_on_request() {
    let place = Place::new();
    place.write("a.xml", cin(990, 2024, 1, 3));
    place.run(&["import", "a.xml"]).ok();
    let sound = place.listing("cohort-data");
    let day = std::time::Duration::from_secs(24 * 3600);
    for (name, age) in [("0", day * 2), ("1", day / 2)] {
        let path = format!(
            "cohort-data/data/cin.child/990/2024/la/{}.parquet",
            name.repeat(32)
        );
        place.write(&path, "PAR1");
        let file = fs::File::options().write(true).open(place.path(&path));
        let file = file.unwrap();
        let written = file.metadata().unwrap().modified().unwrap();
        file.set_modified(written - age).unwrap();
    }
    let verify = place.run(&["verify"]).ok();
    assert!(
        verify.out.contains("2 orphans of interrupted imports"),
        "{}",
        verify.out
    );
    assert!(verify.out.contains("--remove-orphans"), "{}", verify.out);
    let removed = place.run(&["verify", "--remove-orphans"]).ok();
    assert!(
        removed.out.contains("Removed: 1 orphan, 4 B."),
        "{}",
        removed.out
    );
    assert!(removed.out.contains("Left: 1 orphan"), "{}", removed.out);
    let young = format!(
        "cohort-data/data/cin.child/990/2024/la/{}.parquet",
        "1".repeat(32)
    );
    fs::remove_file(place.path(&young)).unwrap();
    assert_eq!(place.listing("cohort-data"), sound);
}
