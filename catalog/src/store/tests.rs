use std::collections::BTreeSet;

use object_store::memory::InMemory;
use object_store::{ObjectStoreExt, PutPayload};

use super::*;
use crate::access::{ScramVerifier, User};
use crate::testing::{self, Fails, Full, NOW, change, commit, folder, ids, import, memory, object};

/// Runs a check on an empty store in memory and on one in a folder.
async fn everywhere(check: impl AsyncFn(Store)) {
    check(memory().await).await;
    let temp = tempfile::tempdir().unwrap();
    check(folder(temp.path()).await).await;
}

/// A second opening of the same place.
async fn again(store: &Store) -> Store {
    match store.location() {
        StoreLocation::Memory => {
            Store::over(StoreLocation::Memory, store.object_store(), None, false)
        }
        location => Store::open_existing(location).await.unwrap(),
    }
}

#[tokio::test]
async fn a_new_store_is_empty() {
    everywhere(async |store| {
        assert_eq!(*store.latest().await.unwrap(), Snapshot::empty());
        assert_eq!(*store.snapshot(0).await.unwrap(), Snapshot::empty());
        assert_eq!(store.newer_than(0).await.unwrap(), None);
        assert_eq!(store.snapshots().await.unwrap(), []);
        assert_eq!(store.published().await.unwrap(), None);
        assert_eq!(store.access().await.unwrap(), Access::default());
        let error = store.snapshot(1).await.unwrap_err().to_string();
        assert_eq!(error, "there is no snapshot 1; the store has none yet");
    })
    .await;
}

#[tokio::test]
async fn what_is_committed_is_read_back_by_another_opening() {
    everywhere(async |store| {
        let other = again(&store).await;
        assert_eq!(other.latest().await.unwrap().number, 0);
        let first = commit(&store, 990, "a", 20).await;
        let second = commit(&store, 991, "b", 30).await;
        assert_eq!(
            other.newer_than(0).await.unwrap(),
            Some(Arc::clone(&second))
        );
        assert_eq!(other.newer_than(2).await.unwrap(), None);
        assert_eq!(other.latest().await.unwrap(), second);
        assert_eq!(other.snapshot(1).await.unwrap(), first);
        let error = other.snapshot(3).await.unwrap_err().to_string();
        assert_eq!(error, "there is no snapshot 3; the newest is 2");

        let rows = ids(&other, &second.parts[1].objects[0]).await;
        assert_eq!(rows, (0..30).map(|n| format!("c{n}")).collect::<Vec<_>>());
        let line = |number, imports, rows| SnapshotSummary {
            number,
            created_at: NOW,
            action: "import".to_owned(),
            imports,
            rows,
        };
        assert_eq!(
            again(&store).await.snapshots().await.unwrap(),
            [line(1, 1, 20), line(2, 2, 50)]
        );
    })
    .await;
}

#[tokio::test]
async fn a_change_that_fails_changes_nothing() {
    everywhere(async |store| {
        let refused = store.commit(NOW, |base| {
            Err(CatalogError::SnapshotUnknown {
                number: 7,
                newest: base.number,
            })
        });
        assert!(refused.await.is_err());
        assert_eq!(store.latest().await.unwrap().number, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn racing_commits_all_land_and_leave_no_gap() {
    everywhere(async |store| {
        // Separate openings share no lock, as separate processes would not.
        let stores = [
            Arc::new(again(&store).await),
            Arc::new(again(&store).await),
            Arc::new(store),
        ];
        let mut tasks = tokio::task::JoinSet::new();
        for la_code in 900..924 {
            let store = Arc::clone(&stores[la_code as usize % 3]);
            tasks.spawn(async move {
                commit(&store, la_code, &la_code.to_string(), 3)
                    .await
                    .number
            });
        }
        let numbers: BTreeSet<u64> = tasks.join_all().await.into_iter().collect();
        assert_eq!(numbers, (1..=24).collect());
        let latest = stores[0].latest().await.unwrap();
        let authorities: BTreeSet<i16> = latest.parts.iter().map(|part| part.la_code).collect();
        assert_eq!(authorities, (900..924).collect());
        let import_ids: Vec<i64> = latest
            .imports
            .iter()
            .map(|import| import.import_id)
            .collect();
        assert_eq!(import_ids, (1..=24).collect::<Vec<_>>());
        let report = stores[1].verify(|_| {}).await.unwrap();
        assert_eq!((report.problems, report.orphans), (vec![], vec![]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn racing_files_for_one_return_replace_each_other() {
    everywhere(async |store| {
        let stores = [Arc::new(again(&store).await), Arc::new(store)];
        let mut tasks = tokio::task::JoinSet::new();
        for file in 0..8 {
            let store = Arc::clone(&stores[file % 2]);
            tasks.spawn(async move {
                commit(&store, 990, &file.to_string(), file + 1)
                    .await
                    .number
            });
        }
        assert_eq!(tasks.join_all().await.len(), 8);
        let latest = stores[0].latest().await.unwrap();
        let current: Vec<i64> = latest
            .current_imports()
            .map(|import| import.import_id)
            .collect();
        assert_eq!(current, [8]);
        assert_eq!(latest.parts.len(), 1);
        assert!(stores[0].verify(|_| {}).await.unwrap().is_sound());
    })
    .await;
}

#[tokio::test]
async fn a_change_is_asked_again_on_the_winners_state() {
    everywhere(async |store| {
        let winner = again(&store).await;
        let (object, other) = (object(&store, 2).await, object(&winner, 3).await);
        let mut bases = Vec::new();
        let mut raced = Some(change(vec![import(991, "w", vec![other])]));
        let ours = change(vec![import(990, "a", vec![object])]);
        let (sender, receiver) = std::sync::mpsc::channel();
        let landed = store.commit(NOW, |base| {
            bases.push(base.number);
            if let Some(change) = raced.take() {
                // Another writer commits between our look and our put.
                let winner = again_now(&winner);
                let sender = sender.clone();
                std::thread::spawn(move || {
                    let runtime = tokio::runtime::Builder::new_current_thread()
                        .enable_all()
                        .build();
                    let commit = winner.commit(NOW, |_| Ok::<_, CatalogError>(change.clone()));
                    sender
                        .send(runtime.unwrap().block_on(commit).unwrap().number)
                        .unwrap();
                });
                assert_eq!(receiver.recv().unwrap(), 1);
            }
            Ok::<_, CatalogError>(ours.clone())
        });
        let landed = landed.await.unwrap();
        assert_eq!(landed.number, 2);
        assert_eq!(bases, [0, 1]);
        assert_eq!(landed.imports.len(), 2);
        assert_eq!(landed.import(2).unwrap().la_code, 990);
    })
    .await;
}

fn again_now(store: &Store) -> Store {
    Store::over(
        store.location.clone(),
        store.object_store(),
        store.local.clone(),
        false,
    )
}

#[tokio::test]
async fn publishing_moves_on_and_refuses_what_is_not_there() {
    everywhere(async |store| {
        commit(&store, 990, "a", 1).await;
        commit(&store, 990, "b", 1).await;
        let other = again(&store).await;
        assert_eq!(other.published().await.unwrap(), None);
        store.publish(2, "ada", NOW).await.unwrap();
        let published = store.publish(1, "ada", NOW + 1).await.unwrap();
        let expected = Published {
            number: 2,
            snapshot: 1,
            by: "ada".to_owned(),
            at: NOW + 1,
        };
        assert_eq!(published, expected);
        assert_eq!(other.published().await.unwrap(), Some(expected));
        let error = store.publish(3, "ada", NOW).await.unwrap_err().to_string();
        assert_eq!(error, "there is no snapshot 3; the newest is 2");
        let error = store.publish(0, "ada", NOW).await.unwrap_err().to_string();
        assert_eq!(error, "there is no snapshot 0; the newest is 2");
    })
    .await;
}

fn user(name: &str) -> User {
    let scram = ScramVerifier {
        iterations: 4096,
        salt: vec![1, 2],
        stored_key: vec![3; 32],
        server_key: vec![255; 32],
    };
    User {
        name: name.to_owned(),
        admin: false,
        disabled: false,
        scram,
    }
}

async fn add(store: &Store, name: &str) -> Result<Access, CatalogError> {
    let change = |access: &Access| {
        let mut access = access.clone();
        access.users.push(user(name));
        Ok(access)
    };
    store.change_access(NOW, change).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn racing_changes_of_access_all_land() {
    everywhere(async |store| {
        let stores = [Arc::new(again(&store).await), Arc::new(store)];
        let mut tasks = tokio::task::JoinSet::new();
        for number in 0..10 {
            let store = Arc::clone(&stores[number % 2]);
            tasks.spawn(async move { add(&store, &format!("u{number}")).await.unwrap() });
        }
        tasks.join_all().await;
        let access = stores[0].access().await.unwrap();
        assert_eq!(access.users.len(), 10);
        assert_eq!(access.user("u3"), Some(&user("u3")));
        assert_eq!(access.user("nobody"), None);
        let error = add(&stores[1], "u3").await.unwrap_err().to_string();
        assert_eq!(error, "there would be two users named u3");
        assert_eq!(stores[0].access().await.unwrap().users.len(), 10);
    })
    .await;
}

#[tokio::test]
async fn reading_changes_nothing_and_creates_nothing() {
    let temp = tempfile::tempdir().unwrap();
    let place = temp.path().join("store");
    let location = StoreLocation::Folder(place.clone());
    for opened in [
        Store::open_existing(&location).await,
        Store::open_read_only(&location).await,
    ] {
        let expected = format!(
            "{}: no cohort store here; check the name, or import a file to create it",
            place.display()
        );
        assert_eq!(opened.unwrap_err().to_string(), expected);
    }
    assert!(!place.exists());
    // An empty folder is no store either.
    std::fs::create_dir(&place).unwrap();
    assert!(matches!(
        Store::open_read_only(&location).await.unwrap_err(),
        CatalogError::NoStore { .. }
    ));
    Store::open(&location).await.unwrap();
    let reader = Store::open_read_only(&location).await.unwrap();
    let refused = [
        reader
            .object_writer(&testing::REFERRAL, 990, 2024, "la")
            .map(drop)
            .unwrap_err(),
        reader
            .commit(NOW, |_| Ok::<_, CatalogError>(Change::default()))
            .await
            .unwrap_err(),
        reader.publish(1, "ada", NOW).await.unwrap_err(),
        add(&reader, "ada").await.unwrap_err(),
        reader.discard(&[]).await.unwrap_err(),
    ];
    for error in refused {
        assert_eq!(
            error.to_string(),
            format!("{}: read-only, nothing was changed", place.display())
        );
    }
}

#[tokio::test]
async fn a_place_with_other_things_is_left_alone() {
    let temp = tempfile::tempdir().unwrap();
    std::fs::write(temp.path().join("holiday.jpg"), "x").unwrap();
    let location = StoreLocation::Folder(temp.path().to_owned());
    let error = Store::open(&location).await.unwrap_err().to_string();
    let expected = format!(
        "{}: not a cohort store, and not empty; name an empty or a new place",
        temp.path().display()
    );
    assert_eq!(error, expected);
    assert_eq!(std::fs::read_dir(temp.path()).unwrap().count(), 1);
}

#[tokio::test]
async fn what_file_systems_and_desktops_leave_does_not_count() {
    let temp = tempfile::tempdir().unwrap();
    std::fs::create_dir(temp.path().join("lost+found")).unwrap();
    std::fs::write(temp.path().join(".DS_Store"), "x").unwrap();
    // As after a kill -9 while the store was being created.
    std::fs::write(temp.path().join("cohort.json#1"), "{").unwrap();
    folder(temp.path()).await;
    assert!(temp.path().join("cohort.json").exists());
}

#[tokio::test]
async fn a_store_of_another_layout_is_refused() {
    let temp = tempfile::tempdir().unwrap();
    folder(temp.path()).await;
    let marker = temp.path().join("cohort.json");
    let location = StoreLocation::Folder(temp.path().to_owned());
    for (layout, advice) in [
        (2, "use the newer cohort that wrote it"),
        (0, "import the files anew"),
    ] {
        // A later layout may say things that this program cannot read.
        let text = format!(r#"{{"layout":{layout},"shape":["unknown"]}}"#);
        std::fs::write(&marker, text).unwrap();
        for opened in [
            Store::open(&location).await,
            Store::open_existing(&location).await,
            Store::open_read_only(&location).await,
        ] {
            let error = opened.unwrap_err().to_string();
            let expected = format!(
                "{}: the store has layout {layout}, this program knows layout 1 only; {advice}",
                temp.path().display()
            );
            assert!(error.starts_with(&expected), "{error}");
        }
    }
    std::fs::write(&marker, "not json").unwrap();
    let error = Store::open(&location).await.unwrap_err().to_string();
    assert!(
        error.starts_with("cohort.json: not readable as a record of this store"),
        "{error}"
    );
}

#[tokio::test]
async fn creating_a_store_at_once_creates_one() {
    let temp = tempfile::tempdir().unwrap();
    let place = temp.path().join("deep/below");
    let openings = (0..8).map(|_| folder(&place));
    let stores = futures::future::join_all(openings).await;
    commit(&stores[0], 990, "a", 1).await;
    assert_eq!(stores[7].latest().await.unwrap().number, 1);
}

#[tokio::test]
async fn opening_a_store_that_others_fill_is_no_refusal() {
    let temp = tempfile::tempdir().unwrap();
    commit(&folder(temp.path()).await, 990, "a", 1).await;
    assert_eq!(folder(temp.path()).await.latest().await.unwrap().number, 1);
}

#[tokio::test]
async fn a_prefix_keeps_stores_in_one_bucket_apart() {
    let bucket: Arc<dyn ObjectStore> = Arc::new(InMemory::new());
    let below = |prefix: &str| {
        let objects = object_store::prefix::PrefixStore::new(Arc::clone(&bucket), prefix);
        Store::over(StoreLocation::Memory, Arc::new(objects), None, false)
    };
    let (one, two) = (below("one"), below("two"));
    one.create_marker().await.unwrap();
    two.create_marker().await.unwrap();
    let snapshot = commit(&one, 990, "a", 3).await;
    assert_eq!(two.latest().await.unwrap().number, 0);
    let path = one.object_path(&snapshot.parts[0].objects[0]);
    assert!(one.object_store().head(&path).await.is_ok());
    assert!(one.verify(|_| {}).await.unwrap().is_sound());
}

#[tokio::test]
async fn a_full_disk_leaves_the_store_as_it_was() {
    // The marker fits, then the data object, then the manifest: each in turn is one too many.
    for fits in 0..3 {
        let full = Full::after(fits);
        let store = Store::over(
            StoreLocation::Memory,
            Arc::<Full>::clone(&full),
            None,
            false,
        );
        let outcome = async {
            store.create_marker().await?;
            let mut writer = store.object_writer(&testing::REFERRAL, 990, 2024, "la")?;
            writer.write(&testing::rows(0..10)).await?;
            let object = writer.finish().await?;
            let change = change(vec![import(990, "a", vec![object.clone()])]);
            let landed = store
                .commit(NOW, |_| Ok::<_, CatalogError>(change.clone()))
                .await;
            if landed.is_err() {
                store.discard(&[object]).await?;
            }
            landed.map(drop)
        };
        let error = outcome.await.unwrap_err();
        assert!(matches!(error, CatalogError::Full { .. }), "{error}");
        assert!(
            error
                .to_string()
                .ends_with("no space left to write it; free some and try again")
        );
        full.puts_left
            .store(i64::MAX, std::sync::atomic::Ordering::Relaxed);
        store.create_marker().await.unwrap();
        let report = store.verify(|_| {}).await.unwrap();
        assert_eq!(
            (report.problems, report.orphans, report.snapshots),
            (vec![], vec![], 0)
        );
        assert_eq!(commit(&store, 990, "a", 2).await.number, 1);
    }
}

#[tokio::test]
async fn a_commit_whose_answer_got_lost_is_made_once() {
    let objects = Full::failing(2, Fails::AnswerLost);
    let store = Store::over(StoreLocation::Memory, objects, None, false);
    store.create_marker().await.unwrap();
    let snapshot = commit(&store, 990, "a", 3).await;
    assert_eq!((snapshot.number, snapshot.imports.len()), (1, 1));
    assert_eq!(store.latest().await.unwrap().number, 1);
}

#[tokio::test]
async fn a_commit_that_met_another_under_way_is_tried_again() {
    // The number is refused and yet not taken: whoever thought it were would skip it.
    let objects = Full::failing(2, Fails::Conflict);
    let store = Store::over(StoreLocation::Memory, objects, None, false);
    store.create_marker().await.unwrap();
    assert_eq!(commit(&store, 990, "a", 3).await.number, 1);
    assert_eq!(commit(&store, 991, "b", 3).await.number, 2);
    assert!(store.verify(|_| {}).await.unwrap().is_sound());
}

#[tokio::test]
async fn only_what_no_manifest_names_is_discarded() {
    everywhere(async |store| {
        let snapshot = commit(&store, 990, "a", 3).await;
        let named = snapshot.parts[0].objects[0].clone();
        let spare = object(&store, 2).await;
        store.discard(&[named.clone(), spare.clone(), spare.clone()]).await.unwrap();
        assert_eq!(ids(&store, &named).await.len(), 3);
        let gone = store.read_object(&testing::REFERRAL, &spare).await.err().unwrap();
        let expected = format!(
            "{}: missing from the store; restore it from a backup, `cohort verify` lists all that is missing",
            spare.path
        );
        assert_eq!(gone.to_string(), expected);
    })
    .await;
}

#[tokio::test]
async fn a_record_with_what_this_program_does_not_know_is_refused() {
    everywhere(async |store| {
        commit(&store, 990, "a", 1).await;
        let path = Path::from("snapshot/00000000000000000001.json");
        let bytes = store.objects.get(&path).await.unwrap().bytes().await.unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let line = text.lines().next().unwrap();
        let text = line.replacen("\"action\"", "\"colour\":\"red\",\"action\"", 1);
        let text = [text.as_bytes(), &log::seal(text.as_bytes())].concat();
        store.objects.put(&path, PutPayload::from(text)).await.unwrap();
        let error = again(&store).await.latest().await.unwrap_err().to_string();
        assert!(error.starts_with("snapshot/00000000000000000001.json: not readable as a record of this store: unknown field `colour`"), "{error}");
    })
    .await;
}
