//! What survives when processes are killed, and when they race.
//!
//! `COHORT_CRASHES=200` sets the number of kills; the default keeps the test short.

use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

use cohort_catalog::{Snapshot, Store};
use cohort_tests::program::{cohort, run};

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

fn files(folder: &Path, authorities: u32, years: &str) -> Vec<PathBuf> {
    run(cohort(&folder.join("unused"))
        .args([
            "synth",
            "--datasets",
            "cin",
            "--las",
            &authorities.to_string(),
            "--pupils",
            "20000",
            "--years",
            years,
        ])
        .args(["--seed", "11", "--out"])
        .arg(folder.join("files")));
    let mut found = Vec::new();
    xml_files(&folder.join("files"), &mut found);
    found.sort();
    assert!(!found.is_empty(), "synth wrote no file");
    found
}

fn xml_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder)
        .expect("the folder can be listed")
        .flatten()
    {
        let path = entry.path();
        if path.is_dir() {
            xml_files(&path, found);
        } else if path.extension().is_some_and(|e| e == "xml") {
            found.push(path);
        }
    }
}

fn start(store: &Path, arguments: &[&str], file: Option<&Path>) -> Child {
    let mut command = cohort(store);
    command
        .args(arguments)
        .args(file)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.spawn().expect("the program can be started")
}

async fn open(path: &Path) -> Store {
    let location = path
        .display()
        .to_string()
        .parse()
        .expect("a folder is a store location");
    Store::open_existing(&location)
        .await
        .expect("the store opens without repair")
}

async fn verified(path: &Path) -> std::sync::Arc<Snapshot> {
    let store = open(path).await;
    let report = store
        .verify(|_| {})
        .await
        .expect("the store can be read back");
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    store
        .latest()
        .await
        .expect("the newest snapshot can be read")
}

/// Rows that a whole import of each file has, found by importing it alone.
async fn whole(folder: &Path, files: &[PathBuf]) -> Vec<u64> {
    let mut rows = Vec::new();
    for (number, file) in files.iter().enumerate() {
        let path = folder.join(format!("alone-{number}"));
        run(cohort(&path).arg("import").arg(file));
        rows.push(open(&path).await.latest().await.expect("a snapshot").rows());
    }
    rows
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_or_publication_killed_at_any_moment_is_there_whole_or_not_at_all() {
    let kills: u32 = match std::env::var("COHORT_CRASHES") {
        Ok(text) => text.parse().expect("COHORT_CRASHES is a number"),
        Err(_) => 24,
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let files = files(folder.path(), 3, "2023-2024");
    let rows = whole(folder.path(), &files).await;
    let mut dice = Dice(20_241_122);
    let (mut landed, mut lost) = (0, 0);
    let mut store = folder.path().join("store-0");
    for kill in 0..kills {
        // A fresh store now and then, so that first imports are killed too.
        if kill % 12 == 0 {
            store = folder.path().join(format!("store-{kill}"));
            run(cohort(&store).arg("import").arg(&files[0]));
        }
        let before = verified(&store).await;
        let publish = dice.below(4) == 0;
        let at = dice.below(files.len() as u64) as usize;
        let mut child = if publish {
            start(&store, &["publish"], None)
        } else {
            start(&store, &["import"], Some(&files[at]))
        };
        tokio::time::sleep(Duration::from_millis(dice.below(if publish {
            40
        } else {
            500
        })))
        .await;
        // The process may have finished already; that is one of the moments.
        drop(child.kill());
        child.wait().expect("the program ends");
        let after = verified(&store).await;
        if after.number == before.number {
            lost += 1;
            continue;
        }
        landed += 1;
        assert_eq!(
            after.number,
            before.number + 1,
            "one import is one snapshot"
        );
        let import = after
            .imports
            .iter()
            .find(|i| i.import_id + 1 == after.next_import_id);
        let import = import.expect("a new snapshot comes with its import");
        let held: u64 = after
            .parts
            .iter()
            .filter(|p| p.import_id == import.import_id)
            .map(|p| p.rows())
            .sum();
        assert_eq!(held, rows[at], "an import is there whole");
    }
    println!("{kills} kills: {landed} landed before, {lost} left no trace");
    // The next run needs no repair.
    run(cohort(&store).arg("import").args(&files));
    run(cohort(&store).arg("publish"));
    run(cohort(&store).arg("verify"));
    let total: u64 = rows.iter().sum();
    assert_eq!(verified(&store).await.rows(), total);
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_that_import_at_once_all_land() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let files = files(folder.path(), 4, "2024-2024");
    let rows: u64 = whole(folder.path(), &files).await.iter().sum();
    let store = folder.path().join("store");
    let children: Vec<Child> = files
        .iter()
        .map(|file| start(&store, &["import"], Some(file)))
        .collect();
    for mut child in children {
        assert!(child.wait().expect("the program ends").success());
    }
    let snapshot = verified(&store).await;
    assert_eq!(snapshot.number, files.len() as u64);
    assert_eq!(snapshot.rows(), rows);
}
