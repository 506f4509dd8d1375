//! What bad input gets: one clear line, exit status 1, and the store as it was.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop there"
)]

mod common;

use std::fs;

use common::{Place, Run, cin};

/// A place whose store holds one import.
fn place() -> Place {
    let place = Place::new();
    place.write("good.xml", cin(990, 2024, 1, 3));
    place.run(&["import", "good.xml"]).ok();
    place
}

/// Runs, checks that the store has not changed, and returns the one line.
#[track_caller]
fn refused(place: &Place, arguments: &[&str]) -> String {
    let before = place.listing("cohort-data");
    let line = place.run(arguments).refused();
    assert_eq!(place.listing("cohort-data"), before, "{arguments:?}");
    line
}

#[test]
fn files_that_cannot_be_read_are_refused_with_their_line() {
    let place = place();
    let whole = cin(991, 2024, 1, 3);
    let bomb = "<?xml version=\"1.0\"?>\n<!DOCTYPE Message [<!ENTITY a \"aaaaaaaaaa\">\
                <!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>\n";
    let mut invalid = whole.clone().into_bytes();
    let middle = whole.find("CHILD0002").unwrap();
    invalid[middle] = 0xFF;
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("empty.xml", Vec::new(), "empty"),
        ("words.xml", b"the quick brown fox".to_vec(), "no header"),
        (
            "root.xml",
            b"<Root><a/></Root>".to_vec(),
            "root element Root",
        ),
        (
            "workforce.xml",
            whole.replace(">CIN<", ">SWF<").into_bytes(),
            "SWF",
        ),
        (
            "cut.xml",
            whole.as_bytes()[..whole.len() / 2].to_vec(),
            "line ",
        ),
        ("bomb.xml", format!("{bomb}{whole}").into_bytes(), "line 2"),
        ("invalid.xml", invalid, "not valid UTF-8"),
        ("archive.zip", b"PK\x03\x04\xff\xfe\x00\x00".to_vec(), "ZIP"),
    ];
    for (name, bytes, expected) in cases {
        place.write(name, &bytes);
        for command in ["import", "validate"] {
            let line = refused(&place, &[command, name]);
            assert!(line.starts_with(&format!("cohort: {name}: ")), "{line}");
            assert!(line.contains(expected), "{expected}: {line}");
            assert!(!line.contains("CHILD000"), "{line}");
        }
    }
}

#[test]
fn a_file_cut_anywhere_is_refused_and_changes_nothing() {
    let place = place();
    let whole = cin(991, 2024, 1, 2);
    let end = whole.rfind("</Message>").unwrap();
    let mut run = 0;
    for cut in (0..end + "</Message".len()).step_by(97) {
        place.write("cut.xml", &whole[..cut]);
        let line = refused(&place, &["import", "cut.xml"]);
        assert!(
            line.starts_with("cohort: cut.xml: line "),
            "cut at {cut}: {line}"
        );
        run += 1;
    }
    assert!(run > 15);
}

#[test]
fn paths_that_mean_nothing_are_refused() {
    let place = place();
    place.write("folder/notes.txt", "nothing that is a return");
    fs::create_dir(place.path("nothing")).unwrap();
    let cases = [
        ("none.xml", "no such file or folder"),
        ("folder", "holds no file that cohort knows"),
        ("nothing", "holds no file that cohort knows"),
        ("*.none", "no file fits this pattern"),
    ];
    for (path, expected) in cases {
        let line = refused(&place, &["import", path]);
        assert!(line.contains(path) && line.contains(expected), "{line}");
    }
}

#[test]
fn an_option_that_names_no_authority_or_year_is_refused() {
    let place = place();
    let line = refused(&place, &["import", "good.xml", "--la", "123"]);
    assert!(line.contains("--la 123"), "{line}");
    let line = refused(&place, &["import", "good.xml", "--year", "24"]);
    assert!(line.contains("--year 24"), "{line}");
}

#[test]
fn places_that_are_no_store_are_refused_and_left_alone() {
    let place = place();
    place.write("file", "a regular file");
    place.write("other/thesis.txt", "not a store");
    place.write(
        "newer/cohort.json",
        r#"{"layout":99,"about":"from the future"}"#,
    );
    let cases: [(&[&str], &str); 7] = [
        (&["import", "good.xml", "--store", "file"], "file"),
        (&["import", "good.xml", "--store", "file/below"], "file"),
        (
            &["import", "good.xml", "--store", "other"],
            "not a cohort store",
        ),
        (&["import", "good.xml", "--store", "newer"], "layout 99"),
        (&["import", "good.xml", "--store", "ftp://x"], "ftp"),
        (&["snapshots", "--store", "nowhere"], "no cohort store here"),
        (&["serve", "--store", "nowhere"], "no cohort store here"),
    ];
    for (arguments, expected) in cases {
        let before = (place.listing("other"), place.listing("newer"));
        let line = refused(&place, arguments);
        assert!(line.contains(expected), "{arguments:?}: {line}");
        assert_eq!((place.listing("other"), place.listing("newer")), before);
        assert!(!place.path("nowhere").exists());
    }
    assert_eq!(fs::read(place.path("file")).unwrap(), b"a regular file");
}

#[test]
fn sql_that_is_wrong_or_writes_is_refused() {
    let place = place();
    let deep = format!("SELECT {}1{}", "(".repeat(10_000), ")".repeat(10_000));
    let cases = [
        ("SELEC 1", "SELEC"),
        ("SELECT * FROM cin.nothing", "nothing"),
        ("DROP TABLE cin.child", "read"),
        (deep.as_str(), "deep"),
    ];
    for (sql, expected) in cases {
        let line = refused(&place, &["sql", "-c", sql]);
        assert!(line.contains(expected), "{expected}: {line}");
    }
    let line = refused(&place, &["sql", "none.sql"]);
    assert!(line.contains("none.sql"), "{line}");
    let line = refused(
        &place,
        &["sql", "-c", "SELECT 1", "--output", "no/folder/x.csv"],
    );
    assert!(line.contains("no/folder/x.csv"), "{line}");
    let line = refused(&place, &["sql", "--database", "insight", "-c", "SELECT 1"]);
    assert!(line.contains("publish"), "{line}");
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    use std::path::Path;
    use std::process::Command;

    fn run(command: &mut Command) -> Option<Run> {
        let output = command.output().ok()?;
        Some(Run {
            status: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }

    fn make_readable(path: &Path) {
        let mode = if path.is_dir() { 0o555 } else { 0o444 };
        if path.is_dir() {
            for entry in fs::read_dir(path).unwrap() {
                make_readable(&entry.unwrap().path());
            }
        }
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    fn make_writable(path: &Path) {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
        if path.is_dir() {
            for entry in fs::read_dir(path).unwrap() {
                make_writable(&entry.unwrap().path());
            }
        }
    }

    #[test]
    fn a_store_without_write_permission_is_read_and_not_written() {
        let place = place();
        place.write("new.xml", cin(991, 2024, 1, 3));
        let store = place.path("cohort-data");
        make_readable(&store);
        fs::set_permissions(place.path("."), fs::Permissions::from_mode(0o755)).unwrap();
        let before = place.listing("cohort-data");
        let mut import = common::command();
        import
            .current_dir(place.path("."))
            .args(["import", "new.xml"]);
        let mut list = common::command();
        list.current_dir(place.path("."))
            .args(["snapshots", "--format", "json"]);
        // Permissions mean nothing to root, so root steps down to nobody.
        let root = fs::metadata("/proc/self")
            .is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
        if root {
            import.uid(65_534).gid(65_534);
            list.uid(65_534).gid(65_534);
        }
        if let (Some(import), Some(list)) = (run(&mut import), run(&mut list)) {
            let line = import.refused();
            assert!(line.contains("no permission"), "{line}");
            assert_eq!(place.listing("cohort-data"), before);
            assert_eq!(list.ok().json().len(), 1);
        } else {
            eprintln!("not run: this user cannot start the program as nobody");
        }
        make_writable(&store);
    }

    #[test]
    fn a_full_disk_leaves_the_store_as_it_was() {
        let place = place();
        place.write("big.xml", cin(991, 2024, 1, 3000));
        let before = place.listing("cohort-data");
        // No file may grow beyond 16 blocks of 512 bytes; the signal that would kill the
        // program is ignored, so that it meets the error that a full disk gives.
        let script = "trap '' XFSZ; ulimit -f 16; exec \"$0\" import big.xml";
        let mut shell = Command::new("sh");
        shell.args(["-c", script, env!("CARGO_BIN_EXE_cohort")]);
        shell
            .current_dir(place.path("."))
            .env_remove("COHORT_STORE");
        let line = run(&mut shell).unwrap().refused();
        assert!(line.contains("no space left"), "{line}");
        assert_eq!(place.listing("cohort-data"), before);
        place.run(&["verify"]).ok();
    }

    #[test]
    fn a_full_place_for_rows_is_one_line() {
        let place = place();
        let mut command = common::command();
        command
            .current_dir(place.path("."))
            .args(["snapshots", "--format", "csv"]);
        let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") else {
            return;
        };
        command.stdout(full);
        run(&mut command).unwrap().refused();
    }

    #[test]
    fn a_reader_that_goes_away_is_no_failure() {
        let place = place();
        let script = "\"$0\" sql --format csv -c \
                      'SELECT * FROM generate_series(1, 200000)' | head -n 2";
        let mut shell = Command::new("sh");
        shell
            .args(["-c", script, env!("CARGO_BIN_EXE_cohort")])
            .current_dir(place.path("."));
        let run = run(&mut shell).unwrap();
        assert_eq!((run.status, run.err.as_str()), (0, ""), "{run:#?}");
        assert_eq!(run.out.lines().count(), 2, "{run:#?}");
    }

    #[test]
    fn an_interrupted_import_leaves_the_store_as_it_was() {
        let place = place();
        place.write("big.xml", cin(991, 2024, 1, 40_000));
        let before = place.listing("cohort-data");
        let mut command = common::command();
        command
            .current_dir(place.path("."))
            .args(["import", "big.xml"]);
        command
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::piped());
        let child = command.spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(300));
        let pid = child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-INT", &pid])
                .status()
                .unwrap()
                .success()
        );
        let output = child.wait_with_output().unwrap();
        if output.status.code() == Some(0) {
            return; // a machine so fast that it was done
        }
        assert_eq!(output.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&output.stderr).contains("interrupted"));
        assert_eq!(place.listing("cohort-data"), before);
        place.run(&["verify"]).ok();
    }
}
