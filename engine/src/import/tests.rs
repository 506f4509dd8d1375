use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::{Int16Type, Int64Type};
use cohort_catalog::{Digest, Extent, FindingCounts, ImportRecord, Snapshot, Store, StoreLocation};
use futures::TryStreamExt;

use super::*;

/// A CIN census of one invented child.
fn cin(la: i16, year: i16, serial: u32) -> String {
    format!(
        "<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>{year}</Year>\
         <ReferenceDate>{year}-03-31</ReferenceDate></CollectionDetails><Source><LEA>{la}</LEA>\
         <SerialNo>{serial:03}</SerialNo><DateTime>2024-06-01T10:00:00</DateTime></Source>\
         </Header>\n<Children><Child><ChildIdentifiers><LAchildID>A1</LAchildID>\
         <UPNunknown>UN2</UPNunknown><PersonBirthDate>2015-05-05</PersonBirthDate><Sex>M</Sex>\
         </ChildIdentifiers><ChildCharacteristics><Ethnicity>WBRI</Ethnicity>\
         </ChildCharacteristics></Child></Children></Message>"
    )
}

fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path
}

async fn store() -> Store {
    Store::open(&StoreLocation::Memory).await.unwrap()
}

async fn import(store: &Store, paths: &[PathBuf]) -> Report {
    let plan = plan(
        paths,
        Given::default(),
        "la",
        &store.latest().await.unwrap(),
        false,
    );
    let (_stop, cancel) = Cancel::channel();
    let options = Options {
        now_micros: 7,
        replace_newer: false,
    };
    run(store, plan, options, Arc::new(Silent), cancel)
        .await
        .unwrap()
}

#[test]
fn a_plan_is_in_order_of_authority_year_and_serial() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let paths = [
        write(folder, "1", &cin(991, 2024, 1)),
        write(folder, "2", &cin(990, 2024, 2)),
        write(folder, "3", &cin(990, 2024, 1)),
        write(folder, "4", &cin(990, 2023, 9)),
    ];
    let plan = plan(&paths, Given::default(), "la", &Snapshot::empty(), false);
    let names: Vec<_> = plan
        .files
        .iter()
        .map(|line| line.path.file_name().unwrap())
        .collect();
    assert_eq!(names, ["4", "3", "2", "1"]);
    assert!(
        plan.files
            .iter()
            .all(|line| line.step == Step::Import { replaces: vec![] })
    );
}

/// Files that do not say whose they are can be taken in by one command all the same.
#[test]
fn plans_of_several_authorities_become_one() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let of = |name: &str, la_code: i16, year: i16| {
        let text = "upn,urn,date,session,code\nA998000119001,100001,2024-03-04,AM,/\n";
        let given = Given {
            la_code: Some(la_code),
            year: Some(year),
        };
        let path = write(folder, name, text);
        plan(&[path], given, "la", &Snapshot::empty(), false)
    };
    let lost = plan(
        &[folder.join("lost")],
        Given::default(),
        "la",
        &Snapshot::empty(),
        false,
    );
    let both = of("a", 991, 2024).and(of("b", 990, 2024)).and(lost);
    let identities: Vec<_> = both
        .files
        .iter()
        .map(|line| (line.known.identity.la_code, line.known.identity.year))
        .collect();
    assert_eq!(identities, [(990, 2024), (991, 2024)]);
    assert_eq!((both.refused.len(), both.passed_over.len()), (1, 0));
}

#[test]
fn a_file_that_was_only_found_is_passed_over_and_one_that_was_named_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write(folder, "a.xml", &cin(990, 2024, 1));
    let notes = write(folder, "notes.txt", "words");
    let found = plan(
        &[folder.to_owned()],
        Given::default(),
        "la",
        &Snapshot::empty(),
        false,
    );
    assert_eq!(
        (
            found.files.len(),
            found.passed_over.len(),
            found.refused.len()
        ),
        (1, 1, 0)
    );
    let named = plan(&[notes], Given::default(), "la", &Snapshot::empty(), false);
    assert_eq!(
        (
            named.files.len(),
            named.passed_over.len(),
            named.refused.len()
        ),
        (0, 0, 1)
    );
    // Damaged, and says that it is XML: perhaps a return, so not to be overlooked.
    write(folder, "b.XML", "<Message><Header>");
    let found = plan(
        &[folder.to_owned()],
        Given::default(),
        "la",
        &Snapshot::empty(),
        false,
    );
    assert_eq!((found.files.len(), found.refused.len()), (1, 1));
}

#[tokio::test]
async fn the_record_says_what_the_file_was() {
    let folder = tempfile::tempdir().unwrap();
    let text = cin(990, 2024, 3);
    let path = write(folder.path(), "a.xml", &text);
    let store = store().await;
    let report = import(&store, &[path]).await;
    assert_eq!(report.snapshots, [1]);
    let snapshot = store.latest().await.unwrap();
    let record = &snapshot.imports[0];
    assert_eq!(
        (record.dataset.as_str(), record.la_code, record.year),
        ("cin", 990, 2024)
    );
    assert_eq!(
        (record.source.as_str(), record.file_name.as_str()),
        ("la", "a.xml")
    );
    assert_eq!((record.serial, record.children), (Some(3), 1));
    assert_eq!(record.bytes, text.len() as u64);
    assert_eq!(record.sha256, Digest::of(text.as_bytes()));
    assert_eq!(record.imported_at, 7);
    let own = snapshot
        .parts
        .iter()
        .filter(|part| part.table.starts_with("cin."));
    assert_eq!(record.rows, own.map(|part| part.rows()).sum::<u64>());
}

#[tokio::test]
async fn a_change_that_another_process_made_meanwhile_is_seen_at_the_commit() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let old = write(folder, "old.xml", &cin(990, 2024, 1));
    let new = write(folder, "new.xml", &cin(990, 2024, 2));
    let store = store().await;
    // Planned on the empty store, carried out after the newer file has come in.
    let late = plan(&[old], Given::default(), "la", &Snapshot::empty(), false);
    import(&store, std::slice::from_ref(&new)).await;
    let (_stop, cancel) = Cancel::channel();
    let report = run(
        &store,
        late,
        Options::default(),
        Arc::new(Silent),
        cancel.clone(),
    )
    .await
    .unwrap();
    assert!(matches!(
        report.files[0].outcome,
        Outcome::Older { than: 1 }
    ));
    let same = plan(&[new], Given::default(), "la", &Snapshot::empty(), false);
    let report = run(&store, same, Options::default(), Arc::new(Silent), cancel)
        .await
        .unwrap();
    assert!(matches!(
        report.files[0].outcome,
        Outcome::AlreadyImported { import_id: 1 }
    ));
    assert_eq!(store.latest().await.unwrap().number, 1);
    assert!(store.verify(|_| ()).await.unwrap().orphans.is_empty());
}

#[tokio::test]
async fn an_interrupted_import_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "a.xml", &cin(990, 2024, 1));
    let store = store().await;
    let plan = plan(&[path], Given::default(), "la", &Snapshot::empty(), false);
    let (stop, cancel) = Cancel::channel();
    stop.send(true).unwrap();
    let error = run(&store, plan, Options::default(), Arc::new(Silent), cancel)
        .await
        .unwrap_err();
    assert!(matches!(error, ImportError::Interrupted));
    assert_eq!(store.latest().await.unwrap().number, 0);
    assert!(store.verify(|_| ()).await.unwrap().orphans.is_empty());
}

#[tokio::test]
async fn a_file_that_changed_after_the_plan_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "a.xml", &cin(990, 2024, 1));
    let store = store().await;
    let plan = plan(
        std::slice::from_ref(&path),
        Given::default(),
        "la",
        &Snapshot::empty(),
        false,
    );
    fs::write(&path, cin(990, 2024, 1) + "\n<!-- more -->\n").unwrap();
    let (_stop, cancel) = Cancel::channel();
    let report = run(&store, plan, Options::default(), Arc::new(Silent), cancel)
        .await
        .unwrap();
    assert!(matches!(
        report.files[0].outcome,
        Outcome::Refused(FileError::Changed)
    ));
    assert_eq!(store.latest().await.unwrap().number, 0);
    assert!(store.verify(|_| ()).await.unwrap().orphans.is_empty());
}

#[tokio::test]
async fn a_file_of_the_same_size_that_took_its_place_is_refused() {
    // A corrected file, exported over the old one: every byte may differ, the size need not.
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "a.xml", &cin(990, 2024, 1));
    let store = store().await;
    let plan = plan(
        std::slice::from_ref(&path),
        Given::default(),
        "la",
        &Snapshot::empty(),
        false,
    );
    let planned = fs::metadata(&path).unwrap();
    fs::write(&path, cin(990, 2024, 2)).unwrap();
    let later = planned.modified().unwrap() + std::time::Duration::from_secs(2);
    fs::File::options()
        .write(true)
        .open(&path)
        .unwrap()
        .set_modified(later)
        .unwrap();
    assert_eq!(fs::metadata(&path).unwrap().len(), planned.len());
    let (_stop, cancel) = Cancel::channel();
    let report = run(&store, plan, Options::default(), Arc::new(Silent), cancel)
        .await
        .unwrap();
    assert!(matches!(
        report.files[0].outcome,
        Outcome::Refused(FileError::Changed)
    ));
    assert_eq!(store.latest().await.unwrap().number, 0);
    assert!(store.verify(|_| ()).await.unwrap().orphans.is_empty());
}

/// Asks to stop when the second file is begun.
struct StopsAtSecond {
    begun: AtomicU64,
    stop: tokio::sync::watch::Sender<bool>,
}

impl Observer for StopsAtSecond {
    fn begin(&self, _path: &Path, _bytes: u64) {
        if self.begun.fetch_add(1, Ordering::Relaxed) == 1 {
            self.stop.send_replace(true);
        }
    }
}

#[tokio::test]
async fn an_import_that_stops_half_way_says_what_stays() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    // Two files for one return: the first is committed before the second is read.
    let paths = [
        write(folder, "1.xml", &cin(990, 2024, 1)),
        write(folder, "2.xml", &cin(990, 2024, 2)),
    ];
    let store = store().await;
    let plan = plan(&paths, Given::default(), "la", &Snapshot::empty(), false);
    let (stop, cancel) = Cancel::channel();
    let begun = AtomicU64::new(0);
    let observer = Arc::new(StopsAtSecond { begun, stop });
    let error = run(&store, plan, Options::default(), observer, cancel)
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "interrupted; files not yet committed were left out, run the command again; before that \
         1 file was imported and is in the store"
    );
    let snapshot = store.latest().await.unwrap();
    assert_eq!((snapshot.number, snapshot.imports.len()), (1, 1));
    assert_eq!(snapshot.imports[0].file_name, "1.xml");
    let report = store.verify(|_| ()).await.unwrap();
    assert_eq!((report.problems, report.orphans), (vec![], vec![]));
}

#[derive(Default)]
struct Counting {
    bytes: AtomicU64,
    children: AtomicU64,
}

impl Observer for Counting {
    fn read(&self, bytes: u64) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    fn children(&self, children: u64) {
        self.children.fetch_add(children, Ordering::Relaxed);
    }
}

#[tokio::test]
async fn progress_ends_at_the_size_of_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "a.xml", &cin(990, 2024, 1));
    let plan = plan(&[path], Given::default(), "la", &Snapshot::empty(), false);
    let bytes = plan.bytes();
    let counting = Arc::new(Counting::default());
    let (_stop, cancel) = Cancel::channel();
    let observer = Arc::clone(&counting) as Arc<dyn Observer>;
    run(&store().await, plan, Options::default(), observer, cancel)
        .await
        .unwrap();
    assert_eq!(counting.bytes.load(Ordering::Relaxed), bytes);
    assert_eq!(counting.children.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn the_tables_of_imports_follow_from_the_snapshot() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let old = write(folder, "old.xml", &cin(990, 2024, 1));
    let new = write(folder, "new.xml", &cin(990, 2024, 2));
    let other = write(folder, "other.xml", &cin(991, 2023, 1));
    let store = store().await;
    import(&store, &[old, new, other]).await;
    let snapshot = store.latest().await.unwrap();
    let described = tables::describe(&snapshot).unwrap();
    let rows = |name: &str| {
        let (_, batch) = described.iter().find(|(def, _)| def.name == name).unwrap();
        batch.clone()
    };
    let files = rows("file");
    assert_eq!(files.num_rows(), 3);
    let shown = ["file_name", "replaced_by", "is_current"];
    let shown = shown.map(|name| files.schema().index_of(name).unwrap());
    let text = arrow::util::pretty::pretty_format_batches(&[files.project(&shown).unwrap()])
        .unwrap()
        .to_string();
    assert!(
        text.contains("| old.xml   | 2           | false      |"),
        "{text}"
    );
    // The replaced file counts for nothing: one file of one child for each authority.
    let coverage = rows("coverage");
    let numbers = |batch: &RecordBatch, name: &str| {
        let column = batch.column_by_name(name).unwrap();
        column.as_primitive::<Int64Type>().values().to_vec()
    };
    let own = |la: i16| {
        let parts = snapshot.parts.iter().filter(|part| part.la_code == la);
        let cin = parts.filter(|part| part.table.starts_with("cin."));
        cin.map(|part| part.rows() as i64).sum::<i64>()
    };
    let authorities = coverage.column_by_name("la_code").unwrap();
    let authorities = authorities.as_primitive::<Int16Type>();
    assert_eq!(authorities.values(), &[990, 991]);
    assert_eq!(numbers(&coverage, "files"), [1, 1]);
    assert_eq!(numbers(&coverage, "children"), [1, 1]);
    assert_eq!(numbers(&coverage, "rows"), [own(990), own(991)]);
    assert_eq!(numbers(&coverage, "last_import_id"), {
        let current = |la| {
            let mut of = snapshot.current_imports().filter(|i| i.la_code == la);
            of.next().unwrap().import_id
        };
        [current(990), current(991)]
    });
    let datasets = rows("dataset");
    let names = datasets.column_by_name("dataset").unwrap();
    let cin = names
        .as_string::<i32>()
        .iter()
        .position(|n| n == Some("cin"));
    assert_eq!(numbers(&datasets, "files")[cin.unwrap()], 2);
    // As many findings as the record says, and of each severity.
    for import in snapshot.current_imports() {
        let parts = snapshot
            .parts
            .iter()
            .filter(|part| part.table == "imports.finding" && part.import_id == import.import_id);
        let mut severities = std::collections::BTreeMap::new();
        for object in parts.flat_map(|part| &part.objects) {
            let stream = store.read_object(&tables::FINDING, object).await.unwrap();
            let batches: Vec<RecordBatch> = stream.try_collect().await.unwrap();
            for batch in batches {
                let column = batch.column_by_name("severity").unwrap();
                for severity in column.as_string::<i32>().iter().flatten() {
                    *severities.entry(severity.to_owned()).or_insert(0_u64) += 1;
                }
            }
        }
        let of = |severity: &str| severities.get(severity).copied().unwrap_or_default();
        let counts = import.findings;
        assert!(counts.error + counts.query + counts.notice > 0);
        assert_eq!(
            (of("error"), of("query"), of("notice")),
            (counts.error, counts.query, counts.notice)
        );
    }
}

/// The files of a command in one archive.
fn zipped(folder: &Path, files: &[(&str, &str)]) -> PathBuf {
    let path = folder.join("returns.zip");
    let mut zip = zip::ZipWriter::new(fs::File::create(&path).unwrap());
    for (name, text) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        std::io::Write::write_all(&mut zip, text.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
    path
}

#[tokio::test]
async fn files_in_an_archive_are_imported_one_by_one() {
    let folder = tempfile::tempdir().unwrap();
    let (good, other) = (cin(990, 2024, 1), cin(991, 2024, 1));
    let path = zipped(
        folder.path(),
        &[
            ("a/990.xml", &good),
            ("b/991.xml", &other),
            ("notes.txt", "words"),
            ("damaged.xml", "<Message><Header>"),
        ],
    );
    let store = store().await;
    let report = import(&store, std::slice::from_ref(&path)).await;
    let snapshot = store.latest().await.unwrap();
    let names: Vec<_> = snapshot
        .imports
        .iter()
        .map(|i| i.file_name.as_str())
        .collect();
    assert_eq!(names, ["990.xml", "991.xml"]);
    assert_eq!(snapshot.imports[0].sha256, Digest::of(good.as_bytes()));
    let refused: Vec<_> = report
        .files
        .iter()
        .filter(|file| matches!(file.outcome, Outcome::Refused(_)))
        .map(|file| file.path.clone())
        .collect();
    assert_eq!(refused, [path.join("damaged.xml")]);
    // The same bytes unpacked are the same return.
    let plain = write(folder.path(), "plain.xml", &good);
    let report = import(&store, &[plain]).await;
    assert!(matches!(
        report.files[0].outcome,
        Outcome::AlreadyImported { import_id: 1 }
    ));
}

/// A phonics file of one invented school.
fn phonics(year_groups: &[u8], mark: u8) -> String {
    let mut text = "ACADYR,UPN,LAESTAB,NCYEARACTUAL,PHONICS_MARK,PHONICS_OUTCOME\n".to_owned();
    for year_group in year_groups {
        let upn = format!("A99020000000{year_group}");
        text.push_str(&format!("202324,{upn},9902001,{year_group},{mark},Wa\n"));
    }
    text
}

#[tokio::test]
async fn year_groups_in_two_files_stand_beside_each_other_and_no_file_takes_more_away() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let store = store().await;
    let rows = async |name: &str, text: String| {
        let report = import(&store, &[write(folder, name, &text)]).await;
        let snapshot = store.latest().await.unwrap();
        (
            snapshot.rows(),
            report.files.into_iter().next().unwrap().outcome,
        )
    };
    assert_eq!(rows("1", phonics(&[1], 33)).await.0, 1);
    assert_eq!(rows("2", phonics(&[2], 33)).await.0, 2);
    // Year 1 again: in place of the first.
    assert_eq!(rows("3", phonics(&[1], 34)).await.0, 2);
    // Both: in place of either.
    assert_eq!(rows("4", phonics(&[1, 2], 35)).await.0, 2);
    let snapshot = store.latest().await.unwrap();
    assert_eq!(snapshot.current_imports().count(), 1);
    let (held, outcome) = rows("5", phonics(&[2], 36)).await;
    assert_eq!(held, 2);
    let Outcome::Refused(error @ FileError::LessThanHeld { import_id: 4, .. }) = outcome else {
        panic!("{outcome:?}");
    };
    assert!(error.to_string().contains("year 1"), "{error}");
}

#[test]
fn an_archive_without_anything_known_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = zipped(folder.path(), &[("notes.txt", "words")]);
    let plan = plan(&[path], Given::default(), "la", &Snapshot::empty(), false);
    assert!(matches!(
        plan.refused[..],
        [Refused {
            error: FileError::NothingKnown { files: 1, .. },
            ..
        }]
    ));
}

/// The expected number of children follows the pupils on roll of the best census term.
#[test]
fn coverage_compares_with_the_census() {
    let census = |import_id, period: &str, pupils: u64| {
        Arc::new(ImportRecord {
            period: Some(period.into()),
            nc_years: [("6".to_owned(), pupils), ("7".to_owned(), 99)].into(),
            ..record(import_id, "census")
        })
    };
    let mut snapshot = Snapshot::empty();
    snapshot.imports = vec![
        census(1, "AUT 9902001", 50),
        census(2, "SPR 9902001", 20),
        census(3, "SPR 9902002", 21),
    ];
    let expected = |dataset: &str, year| tables::expected(&snapshot, dataset, 990, year);
    assert_eq!(expected("cin", 2024), None);
    assert_eq!(expected("ks2", 2024), Some(41));
    assert_eq!(expected("ks2", 2023), None);
}

#[test]
fn public_data_have_one_source() {
    let folder = tempfile::tempdir().unwrap();
    let figures = "time_period,time_identifier,geographic_level,country_code,country_name,pupils\n\
                   2024,Calendar year,National,E92000001,England,5\n";
    let paths = [
        write(folder.path(), "figures.csv", figures),
        write(folder.path(), "cin.xml", &cin(990, 2024, 1)),
    ];
    let plan = plan(&paths, Given::default(), "npd", &Snapshot::empty(), false);
    let sources: Vec<_> = plan
        .files
        .iter()
        .map(|line| (line.known.connector.name(), line.known.source))
        .collect();
    assert_eq!(sources, [("cin", "npd"), ("ees", "la")]);
}

/// An import of authority 990 in 2024.
pub(crate) fn record(import_id: i64, dataset: &str) -> ImportRecord {
    ImportRecord {
        import_id,
        dataset: dataset.into(),
        la_code: 990,
        year: 2024,
        period: None,
        extent: Extent::default(),
        standing: 0,
        source: "la".into(),
        file_name: String::new(),
        set_parts: Vec::new(),
        sha256: Digest::of(&import_id.to_le_bytes()),
        bytes: 1,
        children: 1,
        nc_years: BTreeMap::new(),
        rows: 1,
        findings: FindingCounts::default(),
        serial: None,
        made_at: None,
        imported_at: 1,
        snapshot: 1,
        replaced_by: None,
    }
}
