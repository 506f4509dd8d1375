use object_store::path::Path;
use object_store::{ObjectStoreExt, PutPayload};
use serde_json::{Value, json};

use super::*;
use crate::access::Access;
use crate::log;
use crate::table::{ColumnDef, ColumnType, Sensitivity};
use crate::testing::{NOW, REFERRAL, change, commit, folder, import, memory, object};

async fn everywhere(check: impl AsyncFn(Store)) {
    check(memory().await).await;
    let temp = tempfile::tempdir().unwrap();
    check(folder(temp.path()).await).await;
}

async fn read(store: &Store, path: &str) -> Vec<u8> {
    let found = store.objects.get(&Path::from(path)).await.unwrap();
    found.bytes().await.unwrap().to_vec()
}

async fn put(store: &Store, path: &str, bytes: impl Into<PutPayload>) {
    store
        .objects
        .put(&Path::from(path), bytes.into())
        .await
        .unwrap();
}

const FIRST: &str = "snapshot/00000000000000000001.json";
const SECOND: &str = "snapshot/00000000000000000002.json";

/// Changes a record as a faulty program might have written it: its digest fits.
async fn tamper(store: &Store, path: &str, change: impl Fn(&mut Value)) {
    let bytes = read(store, path).await;
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap();
    let mut record: Value = serde_json::from_slice(line).unwrap();
    change(&mut record);
    let written = log::encode(&Path::from(path), &record).unwrap();
    put(store, path, written).await;
}

async fn problems(store: &Store) -> Vec<String> {
    let report = store.verify(|_| {}).await.unwrap();
    report.problems.iter().map(Problem::to_string).collect()
}

#[tokio::test]
async fn a_sound_store_is_proved() {
    everywhere(async |store| {
        let empty = store.verify(|_| {}).await.unwrap();
        assert_eq!(empty, VerifyReport::default());
        commit(&store, 990, "a", 20).await;
        commit(&store, 991, "b", 30).await;
        commit(&store, 990, "c", 7).await;
        store.publish(2, "ada", NOW).await.unwrap();
        store
            .change_access(NOW, |access| Ok::<_, CatalogError>(access.clone()))
            .await
            .unwrap();
        let mut told = Vec::new();
        let report = store.verify(|progress| told.push(progress)).await.unwrap();
        assert_eq!((report.problems, report.orphans), (vec![], vec![]));
        assert_eq!(
            (report.snapshots, report.published, report.access),
            (3, 1, 1)
        );
        // Those of the replaced import are still named by snapshots 1 and 2.
        assert_eq!((report.objects, report.rows), (3, 57));
        let bytes = report.bytes;
        let last = VerifyProgress {
            bytes_done: bytes,
            bytes_total: bytes,
        };
        assert_eq!(told.last(), Some(&last));
    })
    .await;
}

#[tokio::test]
async fn every_flipped_byte_is_found() {
    let store = memory().await;
    let snapshot = commit(&store, 990, "a", 20).await;
    let path = snapshot.parts[0].objects[0].path.clone();
    let sound = read(&store, &path).await;
    for place in (0..sound.len()).step_by(37) {
        let mut bytes = sound.clone();
        bytes[place] ^= 0x10;
        put(&store, &path, bytes).await;
        let expected =
            format!("{path}: not the bytes that were written: their SHA-256 digest differs");
        assert_eq!(problems(&store).await, [expected]);
    }
}

#[tokio::test]
async fn every_flipped_byte_of_a_record_is_found() {
    let store = memory().await;
    commit(&store, 990, "a", 20).await;
    store.publish(1, "ada", NOW).await.unwrap();
    let change = |access: &Access| Ok::<_, CatalogError>(access.clone());
    store.change_access(NOW, change).await.unwrap();
    for path in [
        FIRST,
        "published/00000000000000000001.json",
        "access/00000000000000000001.json",
        MARKER,
    ] {
        let sound = read(&store, path).await;
        for place in 0..sound.len() {
            let mut bytes = sound.clone();
            bytes[place] ^= 0x01;
            put(&store, path, bytes).await;
            let found = problems(&store).await;
            assert!(
                found.iter().any(|problem| problem.starts_with(path)),
                "byte {place} of {path}: {found:?}"
            );
        }
        put(&store, path, sound).await;
    }
    assert_eq!(problems(&store).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_count_that_was_changed_is_found_though_it_is_readable() {
    let store = memory().await;
    commit(&store, 990, "a", 20).await;
    let text = String::from_utf8(read(&store, FIRST).await).unwrap();
    assert!(text.contains("\"children\":10,"), "{text}");
    let text = text.replace("\"children\":10,", "\"children\":90,");
    put(&store, FIRST, text.into_bytes()).await;
    let expected = format!(
        "{FIRST}: not readable as a record of this store: not the bytes that were written: \
         their SHA-256 digest differs"
    );
    assert_eq!(problems(&store).await, std::slice::from_ref(&expected));
    // Nobody builds on it either.
    let other = Store::over(store.location().clone(), store.object_store(), None, false);
    let error = other.latest().await.unwrap_err().to_string();
    assert_eq!(error, expected);
}

#[tokio::test]
async fn a_truncated_and_a_missing_object_are_found() {
    everywhere(async |store| {
        let snapshot = commit(&store, 990, "a", 20).await;
        let object = &snapshot.parts[0].objects[0];
        let bytes = read(&store, &object.path).await;
        put(&store, &object.path, bytes[..100].to_vec()).await;
        let expected = format!(
            "{}: 100 bytes long, and should be {}",
            object.path, object.bytes
        );
        assert_eq!(problems(&store).await, [expected]);
        store
            .objects
            .delete(&Path::from(object.path.as_str()))
            .await
            .unwrap();
        let expected = format!("{}: missing; snapshot 1 names it", object.path);
        assert_eq!(problems(&store).await, [expected]);
    })
    .await;
}

#[tokio::test]
async fn a_wrong_count_of_rows_is_found() {
    everywhere(async |store| {
        let snapshot = commit(&store, 990, "a", 20).await;
        tamper(&store, FIRST, |record| {
            record["body"]["parts"][0]["objects"][0]["rows"] = json!(21);
        })
        .await;
        let path = &snapshot.parts[0].objects[0].path;
        assert_eq!(
            problems(&store).await,
            [format!("{path}: holds 20 rows, and should hold 21")]
        );
    })
    .await;
}

#[tokio::test]
async fn an_object_of_another_table_is_found() {
    let store = memory().await;
    let snapshot = commit(&store, 990, "a", 20).await;
    tamper(&store, FIRST, |record| {
        record["body"]["parts"][0]["table"] = json!("cin.child")
    })
    .await;
    let path = &snapshot.parts[0].objects[0].path;
    let expected = format!("{path}: holds rows of cin.referral, and should of cin.child");
    assert_eq!(problems(&store).await, [expected]);
}

#[tokio::test]
async fn a_gap_in_the_numbers_is_found() {
    everywhere(async |store| {
        for (la_code, name) in [(990, "a"), (991, "b"), (992, "c")] {
            commit(&store, la_code, name, 2).await;
            store.publish(1, "ada", NOW).await.unwrap();
            store
                .change_access(NOW, |a| Ok::<_, CatalogError>(a.clone()))
                .await
                .unwrap();
        }
        for log in ["snapshot", "published", "access"] {
            let path = format!("{log}/00000000000000000002.json");
            store.objects.delete(&Path::from(path)).await.unwrap();
        }
        let gap =
            |log: &str| format!("{log}/00000000000000000002.json: missing; there are later ones");
        assert_eq!(
            problems(&store).await,
            [gap("snapshot"), gap("published"), gap("access")]
        );
    })
    .await;
}

#[tokio::test]
async fn damaged_records_are_found_one_by_one() {
    everywhere(async |store| {
        commit(&store, 990, "a", 2).await;
        store.publish(1, "ada", NOW).await.unwrap();
        store
            .change_access(NOW, |access| Ok::<_, CatalogError>(access.clone()))
            .await
            .unwrap();
        for path in [
            FIRST,
            "published/00000000000000000001.json",
            "access/00000000000000000001.json",
            "cohort.json",
        ] {
            let bytes = read(&store, path).await;
            put(&store, path, bytes[..bytes.len() / 2].to_vec()).await;
            let found = problems(&store).await;
            let start = format!("{path}: not readable as a record of this store");
            assert!(
                found.len() == 1 && found[0].starts_with(&start),
                "{found:?}"
            );
            assert!(!found[0].contains('\n'), "{found:?}");
            put(&store, path, bytes).await;
        }
        store.objects.delete(&Path::from(MARKER)).await.unwrap();
        let expected = "cohort.json: missing; the store cannot be opened without it";
        assert_eq!(problems(&store).await, [expected]);
    })
    .await;
}

#[tokio::test]
async fn a_record_under_another_number_is_found() {
    let store = memory().await;
    commit(&store, 990, "a", 2).await;
    let first = read(&store, FIRST).await;
    put(&store, SECOND, first).await;
    let expected =
        format!("{SECOND}: not readable as a record of this store: it says that it is number 1");
    assert_eq!(problems(&store).await, [expected]);
}

#[tokio::test]
async fn a_publication_of_nothing_is_found() {
    let store = memory().await;
    commit(&store, 990, "a", 2).await;
    store.publish(1, "ada", NOW).await.unwrap();
    let path = "published/00000000000000000001.json";
    tamper(&store, path, |record| record["body"]["snapshot"] = json!(9)).await;
    let expected = format!("{path}: shows snapshot 9, which there is not");
    assert_eq!(problems(&store).await, [expected]);
}

#[tokio::test]
async fn a_snapshot_that_does_not_follow_is_found() {
    let store = memory().await;
    commit(&store, 990, "a", 2).await;
    commit(&store, 990, "b", 3).await;
    let sound = read(&store, SECOND).await;
    // How the second manifest is changed, and what is then said of it.
    type Case = (fn(&mut Value), &'static [&'static str]);
    let cases: [Case; 8] = [
        (
            |body| body["imports"][0]["rows"] = json!(5),
            &["import 1 is not what it was"],
        ),
        (
            |body| body["imports"][0]["replaced_by"] = Value::Null,
            &[
                "import 2 is current beside another for the same return",
                "cin.referral has lost the rows of import 1",
            ],
        ),
        (
            |body| body["imports"][0]["replaced_by"] = json!(7),
            &["import 1 cannot have been replaced by 7"],
        ),
        (
            |body| body["next_import_id"] = json!(9),
            &["the next import would be 9, and should be 3"],
        ),
        (
            |body| body["imports"][1]["snapshot"] = json!(1),
            &["import 2 is new, and says that it came with snapshot 1"],
        ),
        (
            |body| body["parts"][0]["la_code"] = json!(991),
            &["cin.referral has rows of import 2 under another authority, year or source"],
        ),
        (
            |body| body["parts"][0]["import_id"] = json!(1),
            &[
                "cin.referral has rows of import 1, which is replaced",
                "cin.referral of import 1 is not what it was",
            ],
        ),
        (
            |body| body["parts"][0]["import_id"] = json!(5),
            &["cin.referral has rows of import 5, which there is not"],
        ),
    ];
    for (change, expected) in cases {
        tamper(&store, SECOND, |record| change(&mut record["body"])).await;
        let expected: Vec<String> = expected
            .iter()
            .map(|what| format!("{SECOND}: {what}"))
            .collect();
        assert_eq!(problems(&store).await, expected);
        put(&store, SECOND, sound.clone()).await;
    }
    assert_eq!(problems(&store).await, Vec::<String>::new());
}

#[tokio::test]
async fn rows_that_would_count_twice_are_found() {
    let store = memory().await;
    let first = commit(&store, 990, "a", 2).await;
    let second = commit(&store, 990, "b", 3).await;
    let sound = read(&store, SECOND).await;
    tamper(&store, SECOND, |record| {
        let objects = record["body"]["parts"][0]["objects"]
            .as_array_mut()
            .unwrap();
        objects.push(objects[0].clone());
    })
    .await;
    let path = &second.parts[0].objects[0].path;
    assert_eq!(
        problems(&store).await,
        [format!("{SECOND}: {path} is named twice")]
    );
    // The rows of import 1 once more, as if import 2 had brought them.
    put(&store, SECOND, sound).await;
    let former = json!(first.parts[0].objects);
    tamper(&store, SECOND, |record| {
        record["body"]["parts"][0]["objects"] = former.clone();
    })
    .await;
    let path = &first.parts[0].objects[0].path;
    assert_eq!(
        problems(&store).await,
        [format!(
            "{SECOND}: describes {path} otherwise than snapshot 1 does"
        )]
    );
}

fn sizes(orphans: &[Orphan]) -> Vec<(&str, u64)> {
    orphans
        .iter()
        .map(|orphan| (orphan.path.as_str(), orphan.bytes))
        .collect()
}

#[tokio::test]
async fn what_nothing_names_is_an_orphan_and_no_problem() {
    everywhere(async |store| {
        commit(&store, 990, "a", 2).await;
        let spare = object(&store, 3).await;
        put(&store, "snapshot/notes.txt", "x".as_bytes().to_vec()).await;
        let report = store.verify(|_| {}).await.unwrap();
        assert!(report.is_sound());
        let expected = [
            (spare.path.as_str(), spare.bytes),
            ("snapshot/notes.txt", 1),
        ];
        assert_eq!(sizes(&report.orphans), expected);
    })
    .await;
}

#[tokio::test]
async fn unfinished_files_are_orphans_and_in_nobodys_way() {
    let temp = tempfile::tempdir().unwrap();
    let store = folder(temp.path()).await;
    let first = commit(&store, 990, "a", 2).await;
    let data = format!("{}#1", first.parts[0].objects[0].path);
    let next = format!("{SECOND}#4711");
    std::fs::write(temp.path().join(&data), "PAR1").unwrap();
    std::fs::write(temp.path().join(&next), "{\"lay").unwrap();
    assert_eq!(folder(temp.path()).await.latest().await.unwrap(), first);
    assert_eq!(commit(&store, 991, "b", 2).await.number, 2);
    let report = store.verify(|_| {}).await.unwrap();
    assert!(report.is_sound());
    assert_eq!(
        sizes(&report.orphans),
        [(data.as_str(), 4), (next.as_str(), 5)]
    );
    let gone = store
        .remove_orphans(&report.orphans, i64::MAX)
        .await
        .unwrap();
    assert_eq!(gone, report.orphans);
    let report = store.verify(|_| {}).await.unwrap();
    assert_eq!((report.problems, report.orphans), (vec![], vec![]));
}

#[tokio::test]
async fn only_old_leftovers_of_imports_are_removed() {
    everywhere(async |store| {
        commit(&store, 990, "a", 2).await;
        let spare = object(&store, 3).await;
        let late = object(&store, 4).await;
        for note in ["snapshot/notes.txt", "data/notes.parquet"] {
            put(&store, note, "x".as_bytes().to_vec()).await;
        }
        let report = store.verify(|_| {}).await.unwrap();
        let written = |orphan: &Orphan| orphan.written_at;
        let earliest = report.orphans.iter().map(written).min().unwrap();
        // 2020; whatever clock the machine has, it is later.
        assert!(earliest > 1_577_836_800_000_000, "{earliest}");
        // As from an import under way.
        let gone = store
            .remove_orphans(&report.orphans, earliest)
            .await
            .unwrap();
        assert_eq!(gone, []);
        // An import that took very long commits after all.
        let change = change(vec![import(991, "late", vec![late.clone()])]);
        store
            .commit(NOW, |_| Ok::<_, CatalogError>(change.clone()))
            .await
            .unwrap();
        let gone = store
            .remove_orphans(&report.orphans, i64::MAX)
            .await
            .unwrap();
        assert_eq!(sizes(&gone), [(spare.path.as_str(), spare.bytes)]);
        let report = store.verify(|_| {}).await.unwrap();
        assert_eq!(report.problems, []);
        assert_eq!(
            sizes(&report.orphans),
            [("data/notes.parquet", 1), ("snapshot/notes.txt", 1)]
        );
    })
    .await;
}

#[tokio::test]
async fn columns_are_compared_with_the_tables_definition() {
    let store = memory().await;
    let snapshot = commit(&store, 990, "a", 2).await;
    let report = store.verify_tables(&[&REFERRAL], |_| {}).await.unwrap();
    assert!(report.is_sound());
    static LATER: TableDef = TableDef {
        columns: &[
            ColumnDef::new("urgent", ColumnType::Boolean, Sensitivity::Plain, "").required(),
        ],
        ..REFERRAL_COPY
    };
    const REFERRAL_COPY: TableDef = TableDef {
        schema: "cin",
        name: "referral",
        comment: "",
        level: crate::TableLevel::Child,
        key: &[],
        columns: &[],
    };
    let report = store.verify_tables(&[&LATER], |_| {}).await.unwrap();
    let path = &snapshot.parts[0].objects[0].path;
    let expected = format!(
        "{path}: not readable as the table it belongs to: has no urgent, which is required"
    );
    assert_eq!(report.problems[0].to_string(), expected);
}
