//! The server from outside, through a real client library and through raw bytes.

use std::sync::Arc;
use std::time::{Duration, Instant};

use cohort_catalog::{Access, Store, StoreLocation, User};
use futures::{StreamExt as _, TryStreamExt as _, pin_mut};
use tokio::sync::oneshot;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, NoTls, SimpleQueryMessage};

use super::*;
use crate::session::{Engine, EngineOptions};

const PASSWORD: &str = "correct horse";
/// Takes far longer than any test waits.
const SLOW: &str = "SELECT count(*) FROM generate_series(1, 100000000) AS a, generate_series(1, 1000) AS b WHERE (a + b) % 7 = 3";

struct Running {
    port: u16,
    stop: Option<oneshot::Sender<()>>,
    task: Option<tokio::task::JoinHandle<()>>,
}

impl Running {
    async fn start(options: ServeOptions) -> Running {
        let store = Store::open(&"memory://".parse::<StoreLocation>().unwrap())
            .await
            .unwrap();
        let user = |name: &str, disabled| User {
            name: name.to_owned(),
            admin: true,
            disabled,
            scram: scram::make_verifier(PASSWORD).unwrap(),
        };
        let users = vec![user("ada", false), user("gone", true)];
        store
            .change_access(0, |_| {
                Ok::<_, cohort_catalog::CatalogError>(Access {
                    users: users.clone(),
                })
            })
            .await
            .unwrap();
        let engine = Engine::open(Arc::new(store), EngineOptions::default())
            .await
            .unwrap();
        let options = ServeOptions {
            listen: "127.0.0.1:0".to_owned(),
            ..options
        };
        let server = Server::bind(engine, &options).await.unwrap();
        let port = server.local_addr().port();
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(server.run(async move { _ = stopped.await }));
        Running {
            port,
            stop: Some(stop),
            task: Some(task),
        }
    }

    fn config(&self) -> tokio_postgres::Config {
        let mut config = tokio_postgres::Config::new();
        config
            .host("127.0.0.1")
            .port(self.port)
            .user("ada")
            .password(PASSWORD)
            .dbname("live");
        config
    }

    async fn connect(&self) -> Client {
        self.try_connect(self.config()).await.unwrap()
    }

    async fn try_connect(
        &self,
        config: tokio_postgres::Config,
    ) -> Result<Client, tokio_postgres::Error> {
        let (client, connection) = config.connect(NoTls).await?;
        tokio::spawn(connection);
        Ok(client)
    }

    async fn stop(mut self) {
        drop(self.stop.take());
        if let Some(task) = self.task.take() {
            tokio::time::timeout(Duration::from_secs(20), task)
                .await
                .unwrap()
                .unwrap();
        }
    }
}

async fn server() -> Running {
    Running::start(ServeOptions::default()).await
}

fn state(error: &tokio_postgres::Error) -> &str {
    error.code().map_or("", SqlState::code)
}

/// The rows of a text of statements, as text.
async fn rows(client: &Client, sql: &str) -> Vec<Vec<Option<String>>> {
    let messages = client
        .simple_query(sql)
        .await
        .unwrap_or_else(|e| panic!("{sql}: {e:?}"));
    let rows = messages.into_iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some(
            (0..row.len())
                .map(|i| row.get(i).map(str::to_owned))
                .collect(),
        ),
        _ => None,
    });
    rows.collect()
}

async fn one(client: &Client, sql: &str) -> String {
    rows(client, sql)
        .await
        .remove(0)
        .remove(0)
        .unwrap_or_default()
}

async fn refused(client: &Client, sql: &str) -> String {
    match client.simple_query(sql).await {
        Ok(_) => panic!("{sql} went through"),
        Err(error) => state(&error).to_owned(),
    }
}

#[tokio::test]
async fn a_login_needs_the_right_password_user_and_database() {
    let server = server().await;
    assert_eq!(one(&server.connect().await, "SELECT 1").await, "1");
    for (user, password, database, expected) in [
        ("ada", "wrong", "live", "28P01"),
        ("nobody", PASSWORD, "live", "28P01"),
        ("gone", PASSWORD, "live", "28P01"),
        ("ada", PASSWORD, "nowhere", "3D000"),
    ] {
        let mut config = server.config();
        config.user(user).password(password).dbname(database);
        let error = server.try_connect(config).await.err().unwrap();
        assert_eq!(state(&error), expected, "{user} {database}");
    }
    server.stop().await;
}

#[tokio::test]
async fn one_connection_too_many_is_told_so() {
    let server = Running::start(ServeOptions {
        max_connections: 2,
        ..Default::default()
    })
    .await;
    let first = server.connect().await;
    let _second = server.connect().await;
    let error = server.try_connect(server.config()).await.err().unwrap();
    assert_eq!(state(&error), "53300");
    drop(first);
    // The seat is free as soon as the server has seen the client leave.
    let started = Instant::now();
    while server.try_connect(server.config()).await.is_err() {
        assert!(started.elapsed() < Duration::from_secs(5));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    server.stop().await;
}

#[tokio::test]
async fn statements_of_one_text_run_until_the_first_error() {
    let server = server().await;
    let client = server.connect().await;
    assert_eq!(rows(&client, "SELECT 1; SELECT 2, 3").await.len(), 2);
    assert!(rows(&client, "").await.is_empty());
    assert_eq!(
        refused(&client, "SELECT 1; SELECT 1/0; SELECT 2").await,
        "22012"
    );
    assert_eq!(refused(&client, "SELECT * FROM nowhere").await, "42P01");
    assert_eq!(refused(&client, "SELECT nothing").await, "42703");
    assert_eq!(refused(&client, "SELEC 1").await, "42601");
    assert_eq!(
        refused(&client, "DELETE FROM reference.region").await,
        "25006"
    );
    assert_eq!(one(&client, "SELECT 5").await, "5");
    server.stop().await;
}

#[tokio::test]
async fn a_failed_transaction_refuses_everything_but_its_end() {
    let server = server().await;
    let client = server.connect().await;
    rows(&client, "BEGIN").await;
    assert_eq!(refused(&client, "SELECT 1/0").await, "22012");
    assert_eq!(refused(&client, "SELECT 1").await, "25P02");
    assert_eq!(
        state(&client.query("SELECT 1", &[]).await.err().unwrap()),
        "25P02"
    );
    rows(&client, "ROLLBACK").await;
    assert_eq!(one(&client, "SELECT 1").await, "1");
    server.stop().await;
}

#[tokio::test]
async fn parameters_and_results_pass_in_binary() {
    let server = server().await;
    let client = server.connect().await;
    let row = client
        .query_one(
            "SELECT $2::int2 AS number, code, 1000::int8, 0.005::float8, false, name \
             FROM (VALUES ('E1', 'London'), ('E2', NULL)) AS v(code, name) WHERE code = $1",
            &[&"E1", &1_i16],
        )
        .await
        .unwrap();
    assert_eq!(row.get::<_, i16>(0), 1);
    assert_eq!(row.get::<_, &str>(1), "E1");
    assert_eq!(row.get::<_, i64>(2), 1000);
    assert!((row.get::<_, f64>(3) - 0.005).abs() < 1e-12);
    assert!(!row.get::<_, bool>(4));
    assert_eq!(row.get::<_, Option<&str>>(5), Some("London"));
    let statement = client
        .prepare("SELECT $1::int4 * 2 AS twice")
        .await
        .unwrap();
    // A number in the text is a bigint, and so is what it is multiplied with: arithmetic in
    // 32 bits would run over without a word.
    for n in 0..20_i32 {
        assert_eq!(
            client
                .query_one(&statement, &[&n])
                .await
                .unwrap()
                .get::<_, i64>("twice"),
            2 * i64::from(n)
        );
    }
    server.stop().await;
}

#[tokio::test]
async fn an_error_skips_to_the_next_sync() {
    let server = server().await;
    let client = server.connect().await;
    let bad = client.query("SELECT 1/0 AS x", &[]);
    let good = client.query_one("SELECT 7 AS x", &[]);
    let (bad, good) = futures::join!(bad, good);
    assert_eq!(state(&bad.err().unwrap()), "22012");
    assert_eq!(good.unwrap().get::<_, i64>(0), 7);
    server.stop().await;
}

#[tokio::test]
async fn a_portal_gives_rows_in_portions() {
    let server = server().await;
    let mut client = server.connect().await;
    let transaction = client.transaction().await.unwrap();
    let portal = transaction
        .bind("SELECT g FROM generate_series(1, 200) AS g ORDER BY g", &[])
        .await
        .unwrap();
    let mut counts = Vec::new();
    loop {
        let rows = transaction.query_portal(&portal, 70).await.unwrap();
        counts.push(rows.len());
        if rows.is_empty() {
            break;
        }
    }
    assert_eq!(counts, [70, 70, 60, 0]);
    transaction.commit().await.unwrap();
    server.stop().await;
}

#[tokio::test]
async fn cursors_and_prepared_statements_work_in_sql() {
    let server = server().await;
    let client = server.connect().await;
    assert_eq!(
        refused(&client, "DECLARE c CURSOR FOR SELECT 1").await,
        "25P01"
    );
    rows(
        &client,
        "BEGIN; DECLARE c CURSOR FOR SELECT g FROM generate_series(1, 200) AS g ORDER BY g",
    )
    .await;
    assert_eq!(rows(&client, "FETCH 3 FROM c").await.len(), 3);
    assert_eq!(one(&client, "FETCH NEXT FROM c").await, "4");
    assert_eq!(rows(&client, "FETCH ALL FROM c").await.len(), 196);
    rows(&client, "CLOSE c; COMMIT").await;
    assert_eq!(refused(&client, "FETCH NEXT FROM c").await, "34000");
    rows(&client, "PREPARE p(int) AS SELECT $1 + 1").await;
    assert_eq!(one(&client, "EXECUTE p(41)").await, "42");
    assert_eq!(refused(&client, "EXECUTE p").await, "42601");
    rows(&client, "DEALLOCATE p").await;
    assert_eq!(refused(&client, "EXECUTE p(1)").await, "26000");
    server.stop().await;
}

#[tokio::test]
async fn copy_sends_csv_and_binary() {
    let server = server().await;
    let client = server.connect().await;
    let read = async |sql: &str| -> Vec<u8> {
        let stream = client.copy_out(sql).await.unwrap();
        let parts: Vec<_> = stream.try_collect().await.unwrap();
        parts.concat()
    };
    let query = "(SELECT * FROM (VALUES (1, 'a,b', NULL), (2, 'x', 'y')) AS v(n, t, u) ORDER BY n)";
    assert_eq!(
        read(&format!("COPY {query} TO STDOUT WITH (FORMAT csv, HEADER)")).await,
        b"n,t,u\n1,\"a,b\",\n2,x,y\n"
    );
    assert_eq!(
        read(&format!("COPY {query} TO STDOUT")).await,
        b"1\ta,b\t\\N\n2\tx\ty\n"
    );
    let binary = read(&format!("COPY {query} TO STDOUT WITH (FORMAT binary)")).await;
    assert!(binary.starts_with(b"PGCOPY\n\xff\r\n\0"));
    assert!(binary.ends_with(&[0xff, 0xff]));
    let table = read("COPY reference.region TO STDOUT").await;
    let lines = table.iter().filter(|b| **b == b'\n').count();
    assert_eq!(
        one(&client, "SELECT count(*) FROM reference.region").await,
        lines.to_string()
    );
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancel_request_ends_a_long_aggregate_within_a_second() {
    let server = server().await;
    let client = server.connect().await;
    let token = client.cancel_token();
    let asked = tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(500)).await;
        token.cancel_query(NoTls).await.unwrap();
        Instant::now()
    });
    let error = client.simple_query(SLOW).await.err().unwrap();
    assert!(asked.await.unwrap().elapsed() < Duration::from_secs(1));
    assert_eq!(state(&error), "57014");
    assert_eq!(
        error.as_db_error().unwrap().message(),
        "canceling statement due to user request"
    );
    assert_eq!(one(&client, "SELECT 1").await, "1");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_statement_timeout_ends_a_long_aggregate_within_a_second() {
    let server = server().await;
    let client = server.connect().await;
    rows(&client, "SET statement_timeout = '300ms'").await;
    let started = Instant::now();
    let error = client.query(SLOW, &[]).await.err().unwrap();
    assert!(started.elapsed() < Duration::from_millis(1300));
    assert_eq!(state(&error), "57014");
    assert_eq!(
        error.as_db_error().unwrap().message(),
        "canceling statement due to statement timeout"
    );
    server.stop().await;
}

/// Bytes of memory this process holds.
fn resident() -> u64 {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap();
    text.split(' ').nth(1).unwrap().parse::<u64>().unwrap() * 4096
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_million_rows_to_a_slow_reader_leave_memory_flat() {
    let server = server().await;
    let client = server.connect().await;
    // 1,000,000 rows of some 120 bytes: 120 MB, were they kept.
    let sql = "SELECT a * 1000 + b AS n, repeat('row', 30) AS t FROM generate_series(1, 1000) AS a, generate_series(1, 1000) AS b";
    let stream = client.simple_query_raw(sql).await.unwrap();
    pin_mut!(stream);
    let (mut count, mut before, mut most) = (0_u32, 0, 0);
    while let Some(message) = stream.next().await {
        if matches!(message.unwrap(), SimpleQueryMessage::Row(_)) {
            count += 1;
            if count == 10_000 {
                tokio::time::sleep(Duration::from_secs(1)).await;
                before = resident();
            }
            if count % 100_000 == 0 {
                most = most.max(resident());
            }
        }
    }
    assert_eq!(count, 1_000_000);
    assert!(
        most.saturating_sub(before) < 40 << 20,
        "grew by {} MB",
        (most - before) >> 20
    );
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_connections_answer_at_once() {
    let server = server().await;
    let clients = futures::future::join_all((0..100).map(|_| server.connect())).await;
    let answers = clients
        .iter()
        .enumerate()
        .map(|(i, client)| async move { one(client, &format!("SELECT {i}")).await });
    let answers = futures::future::join_all(answers).await;
    let expected: Vec<String> = (0..100).map(|i| i.to_string()).collect();
    assert_eq!(answers, expected);
    server.stop().await;
}

#[tokio::test]
async fn a_stopping_server_tells_idle_clients_and_ends() {
    let server = server().await;
    let client = server.connect().await;
    let started = Instant::now();
    server.stop().await;
    assert!(started.elapsed() < Duration::from_secs(2));
    assert!(client.simple_query("SELECT 1").await.is_err());
}

#[tokio::test]
async fn a_port_in_use_is_named() {
    let server = server().await;
    let store = Store::open(&"memory://".parse::<StoreLocation>().unwrap())
        .await
        .unwrap();
    let engine = Engine::open(Arc::new(store), EngineOptions::default())
        .await
        .unwrap();
    let listen = format!("127.0.0.1:{}", server.port);
    let options = ServeOptions {
        listen: listen.clone(),
        ..Default::default()
    };
    let error = Server::bind(engine, &options)
        .await
        .err()
        .unwrap()
        .to_string();
    assert!(
        error.contains(&listen) && error.contains("--listen"),
        "{error}"
    );
    server.stop().await;
}

#[tokio::test]
async fn settings_of_the_connection_are_taken_and_told() {
    let server = server().await;
    let mut config = server.config();
    config
        .application_name("tests")
        .options("-c statement_timeout=5s -c search_path=reference");
    let client = server.try_connect(config).await.unwrap();
    assert_eq!(one(&client, "SHOW application_name").await, "tests");
    assert_eq!(one(&client, "SELECT count(*) > 0 FROM region").await, "t");
    rows(&client, "SET application_name = 'other'; DISCARD ALL").await;
    assert_eq!(one(&client, "SHOW application_name").await, "tests");
    let mut config = server.config();
    config.options("-c no_such_setting=1");
    assert_eq!(
        state(&server.try_connect(config).await.err().unwrap()),
        "42704"
    );
    server.stop().await;
}

/// Bytes that are no conversation must end only their own connection.
#[tokio::test]
async fn garbage_ends_only_its_own_connection() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let server = server().await;
    let long = [&[0_u8, 0x10, 0, 0][..], &[0; 64]].concat();
    let half = [0_u8, 0, 0, 8, 4, 210];
    let query_first = [
        b'Q', 0, 0, 0, 13, b'S', b'E', b'L', b'E', b'C', b'T', b' ', b'1', 0,
    ];
    for bytes in [
        &long[..],
        &half[..],
        &query_first[..],
        &[0xff; 40][..],
        &[][..],
    ] {
        let mut socket = tokio::net::TcpStream::connect(("127.0.0.1", server.port))
            .await
            .unwrap();
        socket.write_all(bytes).await.unwrap();
        socket.shutdown().await.unwrap();
        let mut answer = Vec::new();
        let read = socket.read_to_end(&mut answer);
        _ = tokio::time::timeout(Duration::from_secs(5), read)
            .await
            .unwrap();
    }
    assert_eq!(one(&server.connect().await, "SELECT 1").await, "1");
    server.stop().await;
}

#[tokio::test]
async fn the_catalog_reads_like_a_databases() {
    let server = server().await;
    let client = server.connect().await;
    let comment = "SELECT obj_description('reference.region'::regclass, 'pg_class')";
    assert!(!one(&client, comment).await.is_empty());
    let databases = rows(&client, "SELECT datname FROM pg_database ORDER BY 1").await;
    assert_eq!(
        databases,
        [[Some("insight".to_owned())], [Some("live".to_owned())]]
    );
    let columns = "SELECT column_name, data_type, is_nullable FROM information_schema.columns \
                   WHERE table_schema = 'reference' AND table_name = 'region' ORDER BY ordinal_position LIMIT 1";
    assert_eq!(rows(&client, columns).await.len(), 1);
    assert_eq!(refused(&client, "SELECT * FROM pg_authid").await, "42501");
    assert_eq!(
        refused(&client, "SELECT 'no.such'::regclass").await,
        "42P01"
    );
    server.stop().await;
}

#[tokio::test]
async fn a_cancel_request_between_two_statements_ends_no_cursor() {
    let server = server().await;
    let client = server.connect().await;
    client.batch_execute("BEGIN").await.unwrap();
    client
        .batch_execute("DECLARE c CURSOR FOR SELECT * FROM generate_series(1, 10)")
        .await
        .unwrap();
    client.cancel_token().cancel_query(NoTls).await.unwrap();
    // The server reads the request on a connection of its own; this one asks after it.
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(rows(&client, "FETCH 3 FROM c").await.len(), 3);
    server.stop().await;
}

#[tokio::test]
async fn a_client_that_thinks_between_two_fetches_uses_up_no_statement_timeout() {
    let server = server().await;
    let client = server.connect().await;
    client
        .batch_execute("SET statement_timeout = '300ms'; BEGIN")
        .await
        .unwrap();
    client
        .batch_execute("DECLARE c CURSOR FOR SELECT * FROM generate_series(1, 10)")
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert_eq!(rows(&client, "FETCH 3 FROM c").await.len(), 3);
    server.stop().await;
}

#[tokio::test]
async fn an_older_state_asked_for_when_connecting_is_shown_or_refused() {
    let server = server().await;
    let mut config = server.config();
    config.options("-c cohort.as_of=0");
    let client = server.try_connect(config).await.unwrap();
    assert_eq!(one(&client, "SHOW cohort.as_of").await, "0");
    assert_eq!(one(&client, "SHOW cohort.snapshot").await, "0");
    let mut config = server.config();
    config.options("-c cohort.as_of=77");
    let error = server.try_connect(config).await.err().unwrap();
    assert_eq!(state(&error), "22023");
    server.stop().await;
}
