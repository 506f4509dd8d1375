//! A server under load: many connections, slow readers, statements that must end.

use std::path::Path;
use std::time::{Duration, Instant};

use cohort_tests::program::{Server, add_admin};
use futures::StreamExt;
use tokio_postgres::NoTls;

/// Computes for minutes unless it is stopped.
const LONG: &str = "SELECT count(*) FROM generate_series(1, 200000) AS a(x) \
                    CROSS JOIN generate_series(1, 200000) AS b(y) WHERE (x * y) % 7 = 3";

fn serve(folder: &Path, arguments: &[&str]) -> Server {
    let store = folder.join("store");
    add_admin(&store, "analyst");
    Server::start(&store, arguments)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_connections_are_answered_at_once() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = serve(folder.path(), &[]);
    let mut clients = Vec::new();
    for _ in 0..100 {
        clients.push(
            server
                .connect("analyst", "live")
                .await
                .expect("a connection"),
        );
    }
    let answers = clients
        .iter()
        .enumerate()
        .map(|(number, client)| async move {
            let sql = format!("SELECT count(*) + {number} FROM generate_series(1, 100000)");
            client
                .query_one(&sql, &[])
                .await
                .expect("an answer")
                .get::<_, i64>(0)
        });
    let answers = futures::future::join_all(answers).await;
    assert_eq!(answers, (100_000..100_100).collect::<Vec<i64>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_connection_too_many_is_told_so() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = serve(folder.path(), &["--max-connections", "2"]);
    let first = server
        .connect("analyst", "live")
        .await
        .expect("a connection");
    let second = server
        .connect("analyst", "live")
        .await
        .expect("a connection");
    let error = server
        .connect("analyst", "live")
        .await
        .expect_err("one too many");
    assert_eq!(error.code().map(|c| c.code()), Some("53300"));
    drop((first, second));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_million_rows_to_a_slow_reader_leave_the_server_flat() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = serve(folder.path(), &[]);
    let client = server
        .connect("analyst", "live")
        .await
        .expect("a connection");
    let sql = "SELECT n, 'a text of some length, so that the rows weigh something ' || n AS t \
               FROM generate_series(1, 1000000) AS s(n)";
    let none: [&i64; 0] = [];
    let mut rows = Box::pin(client.query_raw(sql, none).await.expect("rows"));
    let (mut seen, mut base, mut most) = (0u64, 0, 0);
    while let Some(row) = rows.next().await {
        row.expect("a row");
        seen += 1;
        if seen % 50_000 == 0 {
            tokio::time::sleep(Duration::from_millis(100)).await;
            let resident = server.resident();
            if base == 0 {
                base = resident;
            }
            most = most.max(resident);
        }
    }
    assert_eq!(seen, 1_000_000);
    // The whole result weighs over 70 MB; a few batches of 8,192 rows weigh about 2.
    let grown = most.saturating_sub(base) >> 20;
    assert!(
        grown < 24,
        "the server grew by {grown} MiB while a slow reader read"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancel_request_ends_a_long_aggregate_within_a_second() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = serve(folder.path(), &[]);
    let client = server
        .connect("analyst", "live")
        .await
        .expect("a connection");
    let token = client.cancel_token();
    let cancelled = tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(700)).await;
        token
            .cancel_query(NoTls)
            .await
            .expect("the request is taken");
        Instant::now()
    });
    let error = client
        .simple_query(LONG)
        .await
        .expect_err("it is cancelled");
    let after = cancelled.await.expect("the request was sent").elapsed();
    assert_eq!(error.code().map(|c| c.code()), Some("57014"));
    assert!(after < Duration::from_secs(1), "it took {after:?}");
    client
        .simple_query("SELECT 1")
        .await
        .expect("the connection lives on");
}

#[tokio::test(flavor = "multi_thread")]
async fn statement_timeout_ends_a_long_aggregate_within_a_second() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = serve(folder.path(), &[]);
    let client = server
        .connect("analyst", "live")
        .await
        .expect("a connection");
    client
        .simple_query("SET statement_timeout = '500ms'")
        .await
        .expect("a setting");
    for extended in [false, true] {
        let start = Instant::now();
        let error = if extended {
            client
                .query(LONG, &[])
                .await
                .map(drop)
                .expect_err("it times out")
        } else {
            client
                .simple_query(LONG)
                .await
                .map(drop)
                .expect_err("it times out")
        };
        let took = start.elapsed();
        assert_eq!(error.code().map(|c| c.code()), Some("57014"));
        assert!(took < Duration::from_millis(1500), "it took {took:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_that_needs_too_much_memory_is_refused_and_the_server_lives_on() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = serve(folder.path(), &["--query-memory", "16MiB"]);
    let client = server
        .connect("analyst", "live")
        .await
        .expect("a connection");
    // Grouped by what is in no order, so that every group must be held.
    let sql = "SELECT n * 7919 % 2000003 AS m, count(*) \
               FROM generate_series(1, 2000000) AS s(n) GROUP BY m";
    let error = client
        .simple_query(sql)
        .await
        .map(drop)
        .expect_err("too much");
    assert_eq!(error.code().map(|c| c.code()), Some("53200"));
    client
        .simple_query("SELECT 1")
        .await
        .expect("the connection lives on");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_nested_ten_thousand_deep_is_refused_and_the_server_lives_on() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = serve(folder.path(), &[]);
    let client = server
        .connect("analyst", "live")
        .await
        .expect("a connection");
    let deep = [
        format!("SELECT {}1{}", "(".repeat(10_000), ")".repeat(10_000)),
        format!(
            "SELECT {} 1 {}",
            "CASE WHEN true THEN ".repeat(10_000),
            " END".repeat(10_000)
        ),
        format!("SELECT 1{}", " + 1".repeat(10_000)),
        format!("SELECT {}true", "NOT ".repeat(10_000)),
        format!(
            "{}SELECT 1{}",
            "SELECT * FROM (".repeat(10_000),
            ") AS t".repeat(10_000)
        ),
        format!("SELECT 1{}", " UNION ALL SELECT 1".repeat(10_000)),
        format!("SELECT {}1{}", "abs(".repeat(10_000), ")".repeat(10_000)),
        format!("SELECT {}1{}", "ARRAY[".repeat(10_000), "]".repeat(10_000)),
        format!("SELECT 1{}", "::int".repeat(10_000)),
        format!("SELECT 1{}", " IS NULL".repeat(10_000)),
        format!("SELECT 1{}", " + (1)".repeat(10_000)),
        format!("SELECT 1 FROM cin.child{}", ", cin.child".repeat(10_000)),
    ];
    for sql in &deep {
        let error = client
            .simple_query(sql)
            .await
            .map(drop)
            .expect_err("it is refused");
        assert_eq!(
            error.code().map(|c| c.code()),
            Some("54001"),
            "{}",
            &sql[..30]
        );
    }
    client
        .simple_query("SELECT 1")
        .await
        .expect("the connection lives on");
}
