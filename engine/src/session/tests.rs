//! Sessions from outside: which state they see, what a user may see of it, what they are told.

use std::sync::Arc;
use std::time::{Duration, Instant};

use cohort_catalog::{
    CatalogError, Change, Digest, FindingCounts, NewImport, NewPart, ScramVerifier, Store,
    StoreLocation, TableDef, User,
};
use datafusion::arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Int16Array, Int32Array, Int64Array, RecordBatch,
    StringArray,
};
use datafusion::arrow::datatypes::DataType;
use datafusion::arrow::util::pretty::pretty_format_batches;
use futures::TryStreamExt as _;

use super::*;

/// What stands for a child in every text column. It must never be told.
const UPN: &str = "A950000178301";
/// A name that ends quotation.
const NAME: &str = "O'Brien";

fn table(name: &str) -> &'static TableDef {
    let found = imported_tables()
        .into_iter()
        .find(|def| def.full_name() == name);
    found.unwrap()
}

/// Rows that fill whatever columns a table has; row `n` has the texts `UPN` and `n`.
fn rows_of(def: &TableDef, rows: i32) -> RecordBatch {
    let schema = def.file_schema();
    let columns = schema.fields().iter().map(|field| -> ArrayRef {
        match field.data_type() {
            DataType::Int16 => Arc::new((0..rows as i16).map(Some).collect::<Int16Array>()),
            DataType::Int32 => Arc::new((0..rows).map(Some).collect::<Int32Array>()),
            DataType::Int64 => Arc::new((0..i64::from(rows)).map(Some).collect::<Int64Array>()),
            DataType::Date32 => Arc::new((0..rows).map(Some).collect::<Date32Array>()),
            DataType::Boolean => Arc::new((0..rows).map(|_| Some(true)).collect::<BooleanArray>()),
            _ => {
                let text = |n: i32| match n % 2 {
                    0 => format!("{UPN}{n}"),
                    _ => format!("{NAME}{n}"),
                };
                Arc::new((0..rows).map(|n| Some(text(n))).collect::<StringArray>())
            }
        }
    });
    let columns = columns.collect();
    RecordBatch::try_new(schema, columns).unwrap()
}

async fn import(store: &Store, moment: i64, year: i16, rows: i32) {
    import_of(store, moment, year, rows, "la").await;
}

async fn import_of(store: &Store, moment: i64, year: i16, rows: i32, source: &str) {
    let change = change_of(store, year, rows, source).await;
    store
        .commit(moment, |_| Ok::<_, CatalogError>(change.clone()))
        .await
        .unwrap();
}

/// One file of the authority, its rows in the store.
async fn change_of(store: &Store, year: i16, rows: i32, source: &str) -> Change {
    let def = table("cin.disability");
    let mut writer = store.object_writer(def, 990, year, source).unwrap();
    writer.write(&rows_of(def, rows)).await.unwrap();
    let object = writer.finish().await.unwrap();
    let import = NewImport {
        dataset: "cin".to_owned(),
        la_code: 990,
        year,
        period: None,
        extent: Default::default(),
        standing: 0,
        source: source.to_owned(),
        file_name: format!("{year}.xml"),
        set_parts: Vec::new(),
        nc_years: Default::default(),
        sha256: Digest::of(object.path.as_bytes()),
        bytes: 1,
        children: 1,
        rows: rows as u64,
        findings: FindingCounts::default(),
        serial: None,
        made_at: None,
        parts: vec![NewPart {
            table: def.full_name(),
            objects: vec![object],
        }],
    };
    Change {
        action: "test".to_owned(),
        add_imports: vec![import],
    }
}

/// A store of three snapshots: 1 with 4 rows of 2023, 2 with 6 more of 2024, 3 with 2 of 2025;
/// the first was made on 1 January 2026, each other one a day later.
async fn engine() -> Arc<Engine> {
    const DAY: i64 = 86_400_000_000;
    let location = "memory://".parse::<StoreLocation>().unwrap();
    let store = Store::open(&location).await.unwrap();
    for (day, year, rows) in [(0, 2023, 4), (1, 2024, 6), (2, 2025, 2)] {
        import(&store, (20_454 + day) * DAY + DAY / 2, year, rows).await;
    }
    Engine::open(Arc::new(store), EngineOptions::default())
        .await
        .unwrap()
}

async fn admin() -> Arc<Session> {
    engine().await.local_session(Database::Live).unwrap()
}

/// The last answer of a text of statements.
async fn ask(session: &Session, sql: &str) -> Result<String, EngineError> {
    let mut answer = String::new();
    for prepared in parse(sql)? {
        let batches = match &prepared.kind {
            Kind::Query(query) => {
                let planned = session.plan(query, &[]).await?;
                let rows = session.execute(&planned, vec![]).await?;
                rows.try_collect::<Vec<_>>().await?
            }
            _ => session
                .command(&prepared)
                .await?
                .rows
                .map_or_else(Vec::new, |(_, batches)| batches),
        };
        answer = pretty_format_batches(&batches).unwrap().to_string();
    }
    Ok(answer)
}

/// The one value of an answer.
async fn one(session: &Session, sql: &str) -> String {
    let answer = ask(session, sql)
        .await
        .unwrap_or_else(|e| panic!("{sql}: {e}"));
    let row = answer.lines().nth(3).unwrap_or_default();
    row.trim_matches(['|', ' ']).to_owned()
}

async fn state(session: &Session, sql: &str) -> &'static str {
    match ask(session, sql).await {
        Ok(answer) => panic!("{sql} went through:\n{answer}"),
        Err(error) => error.sqlstate(),
    }
}

const COUNT: &str = "SELECT count(*) FROM cin.disability";

#[tokio::test]
async fn an_older_state_is_shown_for_as_long_as_the_setting_says() {
    let session = admin().await;
    for (set, rows, snapshot) in [
        ("SELECT 1", "12", "3"),
        ("SET cohort.as_of = 0", "0", "0"),
        ("SET cohort.as_of = 1", "4", "1"),
        ("SET cohort.as_of = '2026-01-02'", "10", "2"),
        ("SET cohort.as_of = '2026-01-02 11:59:59'", "4", "1"),
        ("RESET cohort.as_of", "12", "3"),
        ("SET cohort.as_of TO '2'", "10", "2"),
        ("SET cohort.as_of = DEFAULT", "12", "3"),
        ("SET cohort.as_of = 1; RESET ALL", "12", "3"),
        ("SET cohort.as_of = 1; DISCARD ALL", "12", "3"),
        ("SET cohort.as_of = 1; BEGIN; SELECT 1; ROLLBACK", "4", "1"),
        ("SET cohort.as_of = ''", "12", "3"),
        // Outside a transaction there is nothing that it could be local to.
        ("SET LOCAL cohort.as_of = 1", "12", "3"),
    ] {
        ask(&session, set).await.unwrap();
        assert_eq!(one(&session, COUNT).await, rows, "{set}");
        assert_eq!(one(&session, "SHOW cohort.snapshot").await, snapshot);
        let said = one(&session, "SELECT current_setting('cohort.snapshot')").await;
        assert_eq!(said, snapshot, "{set}");
        let all = ask(&session, "SHOW ALL").await.unwrap();
        let shown = all.lines().find(|line| line.contains("cohort.snapshot"));
        assert!(shown.unwrap().contains(&format!(" {snapshot} ")), "{set}");
    }
}

#[tokio::test]
async fn a_state_that_is_not_there_is_refused_and_the_one_shown_stays() {
    let session = admin().await;
    ask(&session, "SET cohort.as_of = 2").await.unwrap();
    for sql in [
        "SET cohort.as_of = 77",
        "SET cohort.as_of = '2025-12-31'",
        "SET cohort.as_of = 'yesterday'",
    ] {
        assert_eq!(state(&session, sql).await, "22023", "{sql}");
        assert_eq!(one(&session, COUNT).await, "10");
    }
    ask(&session, "BEGIN").await.unwrap();
    for sql in [
        "SET cohort.as_of = 1",
        "RESET cohort.as_of",
        "RESET ALL",
        "DISCARD ALL",
    ] {
        assert_eq!(state(&session, sql).await, "25001", "{sql}");
    }
    assert_eq!(one(&session, COUNT).await, "10");
}

#[tokio::test]
async fn a_transaction_keeps_its_snapshot_and_a_statement_takes_the_newest() {
    let engine = engine().await;
    let inside = engine.local_session(Database::Live).unwrap();
    let outside = engine.local_session(Database::Live).unwrap();
    ask(&inside, "BEGIN").await.unwrap();
    assert_eq!(one(&inside, COUNT).await, "12");
    import(engine.store(), 0, 2026, 5).await;
    engine.refresh().await.unwrap();
    assert_eq!(one(&inside, COUNT).await, "12");
    assert_eq!(one(&outside, COUNT).await, "17");
    ask(&inside, "COMMIT").await.unwrap();
    assert_eq!(one(&inside, COUNT).await, "17");
}

#[tokio::test]
async fn who_is_no_administrator_finds_no_way_to_a_table() {
    let user = User {
        name: "bob".to_owned(),
        admin: false,
        disabled: false,
        scram: ScramVerifier {
            iterations: 1,
            salt: vec![],
            stored_key: vec![],
            server_key: vec![],
        },
    };
    let session = engine().await.session(&user, "live").unwrap();
    for sql in [
        "SELECT * FROM cin.disability",
        "TABLE cin.disability",
        "SELECT * FROM live.cin.disability",
        "SET search_path = cin; SELECT * FROM disability",
        "SELECT * FROM \"$search_path\".disability",
        "SELECT * FROM imports.file",
        "SELECT * FROM imports.finding",
        "SELECT * FROM reference.local_authority",
        "EXPLAIN SELECT * FROM cin.disability",
        "EXPLAIN ANALYZE SELECT count(*) FROM cin.disability",
        "SELECT 'cin.disability'::regclass",
        "SELECT (SELECT count(*) FROM cin.disability)",
        "WITH x AS (SELECT * FROM cin.disability) SELECT 1 FROM x",
    ] {
        assert_eq!(state(&session, sql).await, "42P01", "{sql}");
    }
    for sql in [
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM 'x.parquet'",
        "SELECT * FROM \"data/cin.disability/990/2023/la/x.parquet\"",
        "SELECT * FROM read_parquet('x')",
        "SELECT * FROM parquet_metadata('x')",
        "SELECT * FROM insight.cin.disability",
        "SELECT * FROM datafusion.information_schema.tables",
        "SELECT * FROM information_schema.df_settings",
        "CREATE EXTERNAL TABLE x STORED AS PARQUET LOCATION 'x'",
        "COPY cin.disability TO '/tmp/x'",
        "SET datafusion.catalog.information_schema = true",
        "SET ROLE ada",
        "SELECT * FROM pg_authid",
    ] {
        let state = state(&session, sql).await;
        assert!(state != "XX000" && state != "58030", "{sql}: {state}");
    }
    for sql in [
        "SELECT count(*) FROM pg_class WHERE relname = 'disability'",
        "SELECT count(*) FROM pg_attribute WHERE attname = 'la_child_id'",
        "SELECT count(*) FROM pg_namespace WHERE nspname IN ('cin', 'imports', 'reference')",
        "SELECT count(*) FROM pg_stat_user_tables",
        "SELECT count(*) FROM pg_tables WHERE schemaname = 'cin'",
        "SELECT count(*) FROM pg_description WHERE classoid = 1259",
        "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'cin'",
        "SELECT count(*) FROM information_schema.columns WHERE column_name = 'la_child_id'",
        "SELECT count(*) FROM information_schema.schemata WHERE schema_name = 'cin'",
        "SELECT count(*) FROM information_schema.table_privileges",
        "SELECT count(to_regclass('cin.disability'))",
    ] {
        assert_eq!(one(&session, sql).await, "0", "{sql}");
    }
}

#[tokio::test]
async fn no_error_of_a_running_query_tells_a_value() {
    let session = admin().await;
    for sql in [
        "SELECT la_child_id::int FROM cin.disability",
        "SELECT la_child_id::date FROM cin.disability",
        "SELECT la_child_id::boolean FROM cin.disability",
        "SELECT la_child_id::interval FROM cin.disability",
        "SELECT la_child_id::numeric FROM cin.disability",
        "SELECT to_timestamp(la_child_id) FROM cin.disability",
        "SELECT to_date(la_child_id) FROM cin.disability",
        "SELECT date_trunc(la_child_id, now()) FROM cin.disability",
        "SELECT 1 FROM cin.disability WHERE regexp_like('x', '(' || la_child_id)",
        "SELECT 1 FROM cin.disability WHERE 'x' ~ ('[' || la_child_id)",
        "SELECT decode(la_child_id, 'hex') FROM cin.disability",
        "SELECT encode('x', la_child_id) FROM cin.disability",
        "SELECT arrow_cast(la_child_id, 'Time32(Second)') FROM cin.disability",
        "SELECT chr(-1 - child_no::bigint - 178301) FROM cin.disability",
        "SELECT substr('x', 1, -178301 - child_no::int) FROM cin.disability",
        "SELECT factorial(178301 + child_no::bigint) FROM cin.disability",
        "SELECT suppress(child_no::bigint, la_child_id) FROM cin.disability",
        "SELECT (SELECT la_child_id FROM cin.disability)",
    ] {
        let Err(error) = ask(&session, sql).await else {
            panic!("{sql} went through");
        };
        let told = format!("{error} {error:?}");
        for value in [UPN, "178301", "Brien"] {
            // What the statement says itself may be repeated.
            assert!(
                sql.contains(value) || !told.contains(value),
                "{sql}: {told}"
            );
        }
        assert!(error.sqlstate() != "XX000", "{sql}: {told}");
    }
}

#[tokio::test]
async fn a_plan_shows_no_value_that_it_found() {
    let session = admin().await;
    for explain in [
        "EXPLAIN",
        "EXPLAIN VERBOSE",
        "EXPLAIN ANALYZE",
        "EXPLAIN ANALYZE VERBOSE",
        "EXPLAIN (ANALYZE, VERBOSE)",
    ] {
        for query in [
            "SELECT la_child_id FROM cin.disability ORDER BY la_child_id LIMIT 1",
            "SELECT min(la_child_id), max(disability_raw) FROM cin.disability",
            "SELECT * FROM cin.disability a JOIN cin.disability b USING (la_child_id)",
        ] {
            let plan = ask(&session, &format!("{explain} {query}")).await.unwrap();
            assert!(plan.contains("TierScan"), "{explain} {query}: {plan}");
            for value in [UPN, "Brien"] {
                assert!(!plan.contains(value), "{explain} {query}: {plan}");
            }
            if explain.contains("ANALYZE") && query.contains("LIMIT") {
                assert!(plan.contains("filter=[…]"), "a bound was found: {plan}");
            }
        }
    }
    let ran = ask(&session, &format!("EXPLAIN (ANALYZE) {COUNT}")).await;
    assert!(ran.unwrap().contains("metrics"), "it was run");
}

#[tokio::test]
async fn a_timeout_acts_while_a_constant_is_computed() {
    let session = admin().await;
    ask(&session, "SET statement_timeout = '100ms'")
        .await
        .unwrap();
    let began = Instant::now();
    // Both texts are constant, so this is computed when the statement is planned.
    let sql = "SELECT levenshtein(repeat('a', 60000), repeat('b', 60000))";
    assert_eq!(state(&session, sql).await, "57014");
    assert!(began.elapsed() < Duration::from_secs(1));
}

#[tokio::test]
async fn another_database_is_not_read() {
    let session = admin().await;
    assert_eq!(
        state(&session, "SELECT 1 FROM insight.cin.disability").await,
        "0A000"
    );
    assert_eq!(
        one(&session, "SELECT count(*) FROM live.cin.disability").await,
        "12"
    );
}

#[tokio::test]
async fn the_best_version_is_shown_unless_all_are_asked_for() {
    let location = "memory://".parse::<StoreLocation>().unwrap();
    let store = Store::open(&location).await.unwrap();
    // The final version first: what comes later need not be better.
    for (moment, rows, version, standing) in [(1, 4, "F", 5), (2, 3, "P", 3), (3, 6, "U", 3)] {
        let mut change = change_of(&store, 2023, rows, "la").await;
        change.add_imports[0].period = Some(version.to_owned());
        change.add_imports[0].standing = standing;
        let made = store.commit(moment, |_| Ok::<_, CatalogError>(change.clone()));
        made.await.unwrap();
    }
    let engine = Engine::open(Arc::new(store), EngineOptions::default()).await;
    let session = engine.unwrap().local_session(Database::Live).unwrap();
    assert_eq!(one(&session, COUNT).await, "4");
    ask(&session, "SET cohort.version = 'all'").await.unwrap();
    assert_eq!(one(&session, COUNT).await, "13");
    assert_eq!(
        one(
            &session,
            "SELECT string_agg(period, ',') FROM imports.file WHERE is_best"
        )
        .await,
        "F"
    );
    assert_eq!(
        state(&session, "SET cohort.version = 'final'").await,
        "22023"
    );
}

#[tokio::test]
async fn a_source_is_chosen_for_the_session() {
    let location = "memory://".parse::<StoreLocation>().unwrap();
    let store = Store::open(&location).await.unwrap();
    // 2023 from both, 2024 from the authority alone.
    import_of(&store, 1, 2023, 4, "la").await;
    import_of(&store, 2, 2023, 3, "npd").await;
    import_of(&store, 3, 2024, 6, "la").await;
    let engine = Engine::open(Arc::new(store), EngineOptions::default()).await;
    let session = engine.unwrap().local_session(Database::Live).unwrap();
    assert_eq!(one(&session, "SHOW cohort.source").await, "best");
    let planned = {
        let prepared = parse(COUNT).unwrap().remove(0);
        let Kind::Query(query) = &prepared.kind else {
            panic!("a query")
        };
        session.plan(query, &[]).await.unwrap()
    };
    for (source, rows) in [("best", 9), ("la", 10), ("npd", 3), ("BEST", 9)] {
        ask(&session, &format!("SET cohort.source = '{source}'"))
            .await
            .unwrap();
        assert_eq!(one(&session, COUNT).await, rows.to_string(), "{source}");
        // A statement that was planned before follows the setting too.
        let stream = session.execute(&planned, vec![]).await.unwrap();
        let batches = stream.try_collect::<Vec<_>>().await.unwrap();
        let text = pretty_format_batches(&batches).unwrap().to_string();
        assert!(text.contains(&format!("| {rows} ")), "{source}: {text}");
    }
    assert_eq!(
        one(
            &session,
            "SELECT string_agg(DISTINCT source, ',') FROM cin.disability WHERE year = 2023"
        )
        .await,
        "npd"
    );
    assert_eq!(state(&session, "SET cohort.source = 'both'").await, "22023");
}
