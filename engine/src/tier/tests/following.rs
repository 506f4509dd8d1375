//! From a store: loading, swapping, sharing, the memory budget.

use std::time::{Duration, Instant};

use cohort_catalog::{
    CatalogError, Change, Digest, FindingCounts, NewImport, NewPart, Snapshot, Store, StoreLocation,
};

use super::*;
use crate::tier::{Tier, TierOptions};

const PLENTY: TierOptions = TierOptions {
    memory_budget: 1 << 30,
};

async fn open(folder: &tempfile::TempDir) -> Arc<Store> {
    let location = StoreLocation::Folder(folder.path().to_owned());
    Arc::new(Store::open(&location).await.unwrap())
}

async fn import(store: &Store, la_code: i16, year: i16, rows: &[Row]) -> Arc<Snapshot> {
    let mut writer = store.object_writer(&REFERRAL, la_code, year, "la").unwrap();
    writer.write(&file_batch(rows)).await.unwrap();
    let object = writer.finish().await.unwrap();
    let import = NewImport {
        dataset: "cin".to_owned(),
        la_code,
        year,
        period: None,
        extent: Default::default(),
        standing: 0,
        source: "la".to_owned(),
        file_name: format!("{la_code}-{year}.xml"),
        set_parts: Vec::new(),
        nc_years: Default::default(),
        sha256: Digest::of(object.path.as_bytes()),
        bytes: 1,
        children: 1,
        rows: rows.len() as u64,
        findings: FindingCounts::default(),
        serial: None,
        made_at: None,
        parts: vec![NewPart {
            table: REFERRAL.full_name(),
            objects: vec![object],
        }],
    };
    let change = Change {
        action: "test".to_owned(),
        add_imports: vec![import],
    };
    store
        .commit(0, |_| Ok::<_, CatalogError>(change.clone()))
        .await
        .unwrap()
}

fn tables(tier: &Tier) -> TierTable {
    TierTable::clone(&tier.current().table("cin", "referral").unwrap())
}

#[tokio::test]
async fn a_declared_table_is_there_before_any_import() {
    let folder = tempfile::tempdir().unwrap();
    let tier = Tier::open(open(&folder).await, vec![&REFERRAL], PLENTY)
        .await
        .unwrap();
    assert_eq!(tier.current().snapshot.number, 0);
    assert_eq!(tables(&tier).rows(), 0);
    assert!(tier.current().table("cin", "assessment").is_none());
    assert!(!tier.refresh().await.unwrap());
}

#[tokio::test]
async fn another_process_is_followed_within_a_second_and_old_answers_stay() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder).await;
    import(&store, 301, 2023, &[row("c1", "N1", 1, 1)]).await;
    let tier = Tier::open(Arc::clone(&store), vec![&REFERRAL], PLENTY)
        .await
        .unwrap();
    let held = context(tables(&tier), plain(&[]));
    let first = Arc::clone(&tables(&tier).parts()[0]);
    let mut numbers = tier.subscribe();
    let watching = tier.watch();
    // A store of its own over the same folder stands for another process.
    let other = open(&folder).await;
    import(&other, 301, 2024, &[row("c1", "N2", 1, 1)]).await;
    let began = Instant::now();
    tokio::time::timeout(Duration::from_secs(1), numbers.changed())
        .await
        .unwrap()
        .unwrap();
    assert!(began.elapsed() < Duration::from_secs(1));
    let now = context(tables(&tier), plain(&[]));
    let sql = "SELECT count(*), max(year) FROM tier";
    assert!(ask(&now, sql).await.contains("| 2 "));
    assert!(ask(&held, sql).await.contains("| 1 "));
    let parts = tables(&tier).parts().to_vec();
    let keys = |part: &TierPart| {
        let column = part.batches()[0].columns()[1].to_data();
        column.buffers()[0].as_ptr()
    };
    assert_eq!(
        keys(&parts[0]),
        keys(&first),
        "an unchanged part is not read again"
    );
    let before = tier.at(1).await.unwrap();
    assert_eq!(before.table("cin", "referral").unwrap().rows(), 1);
    assert!(Arc::ptr_eq(&before, &tier.at(1).await.unwrap()));
    assert!(tier.at(9).await.is_err());
    watching.abort();
}

#[tokio::test]
async fn a_replaced_import_leaves_with_its_rows() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder).await;
    import(&store, 301, 2023, &[row("c1", "N1", 1, 1)]).await;
    let tier = Tier::open(Arc::clone(&store), vec![&REFERRAL], PLENTY)
        .await
        .unwrap();
    import(
        &store,
        301,
        2023,
        &[row("c1", "N1", 1, 1), row("c2", "N2", 1, 1)],
    )
    .await;
    assert!(tier.refresh().await.unwrap());
    assert_eq!(tables(&tier).rows(), 2);
    assert_eq!(tables(&tier).parts().len(), 1);
}

#[tokio::test]
async fn a_broken_snapshot_does_not_end_the_old_one() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder).await;
    import(&store, 301, 2023, &[row("c1", "N1", 1, 1)]).await;
    let tier = Tier::open(Arc::clone(&store), vec![&REFERRAL], PLENTY)
        .await
        .unwrap();
    let next = import(&store, 301, 2024, &[row("c2", "N1", 1, 1)]).await;
    let lost = &next
        .parts
        .iter()
        .find(|part| part.year == 2024)
        .unwrap()
        .objects[0];
    let path = folder.path().join(&lost.path);
    let bytes = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert!(tier.refresh().await.is_err());
    assert_eq!(tables(&tier).rows(), 1);
    std::fs::write(&path, bytes).unwrap();
    assert!(tier.refresh().await.unwrap());
    assert_eq!(tables(&tier).rows(), 2);
}

#[tokio::test]
async fn what_is_over_the_budget_is_read_from_the_store_with_the_same_answers() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder).await;
    let years: Vec<(Provenance, Vec<Row>)> = (2021..2025)
        .zip(1..)
        .map(|(year, import_id)| {
            let mut rows: Vec<Row> = (0..2000)
                .map(|n| {
                    row(
                        &format!("c{n:05}"),
                        ["N1", "N2", "N9"][n as usize % 3],
                        n,
                        n % 7,
                    )
                })
                .collect();
            rows.push(Row {
                id: "c9".into(),
                need: None,
                day: None,
                visits: None,
                seen: None,
            });
            (from(301, year, "la", import_id), rows)
        })
        .collect();
    for (from, rows) in &years {
        import(&store, from.la_code, from.year, rows).await;
    }
    let all = Tier::open(Arc::clone(&store), vec![&REFERRAL], PLENTY)
        .await
        .unwrap();
    let whole = all.current().memory();
    // Half of the rows' bytes, and something for the dictionaries.
    for (budget, in_memory) in [(0, 0), (whole / 2 + 2000, 2), (whole + 4000, 4)] {
        let options = TierOptions {
            memory_budget: budget,
        };
        let tier = Tier::open(Arc::clone(&store), vec![&REFERRAL], options)
            .await
            .unwrap();
        let table = tables(&tier);
        let held: Vec<i16> = table
            .parts()
            .iter()
            .filter(|part| !part.batches().is_empty())
            .map(|part| part.provenance().year)
            .collect();
        assert_eq!(
            held,
            (2025 - in_memory..2025).collect::<Vec<i16>>(),
            "newest stay"
        );
        let context = context(table, plain(&years));
        for sql in [
            "SELECT * FROM t",
            "SELECT count(*) FROM t",
            "SELECT count(*), count(visits), count(person_id), max(year), min(visits) FROM t",
            "SELECT source, year, count(*) FROM t GROUP BY source, year",
            "SELECT primary_need, sum(visits) FROM t WHERE year >= 2022 GROUP BY primary_need",
            "SELECT * FROM t WHERE la_child_id = 'c00007' AND year <> 2023",
            "SELECT * FROM t WHERE primary_need = 'N9' AND visits > 4 AND import_id IN (1, 4)",
            "SELECT * FROM t WHERE (year = 2021 AND visits = 2) OR person_id = 5",
            "SELECT import_id, la_code FROM t WHERE referral_date < '1970-02-01'",
            "SELECT count(*) FROM (SELECT visits FROM t LIMIT 2500)",
            "SELECT visits, source FROM t WHERE visits IS NULL",
            "SELECT la_child_id, visits FROM t ORDER BY visits DESC, la_child_id, year LIMIT 5",
            "SELECT count(*) FROM t a JOIN plain b USING (primary_need, year, la_child_id)",
        ] {
            same(&context, sql).await;
        }
        if budget == 0 {
            let sql = "SELECT visits FROM tier WHERE la_child_id = 'c00007' AND year = 2023";
            let plan = plan(&context, sql).await;
            let scan = plan
                .lines()
                .find(|line| line.contains("TierStored"))
                .unwrap();
            assert!(
                scan.contains("parts=1/4") && !scan.contains("c00007"),
                "{scan}"
            );
        }
    }
}
