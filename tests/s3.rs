//! A store on S3-compatible object storage: a real server process, moto's, that speaks the
//! protocol and honours put-if-absent.
//!
//! `tests/run.sh` installs it and says where in `COHORT_MOTO_SERVER`.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use cohort_tests::program::{S3_ENDPOINT, Server, add_admin, cohort, run};

/// The S3 server; stopped when dropped.
struct Moto {
    child: Child,
    port: u16,
}

impl Moto {
    fn start() -> Moto {
        let program = std::env::var("COHORT_MOTO_SERVER")
            .expect("COHORT_MOTO_SERVER names moto_server; tests/run.sh installs it");
        // The port is free now; nobody else is given it before the server asks.
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        drop(listener);
        let child = Command::new(program)
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("moto_server starts");
        let moto = Moto { child, port };
        for _ in 0..300 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return moto;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("moto_server does not answer");
    }

    /// One request without a body; the status line of the answer.
    fn ask(&self, method: &str, path: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        );
        stream
            .write_all(request.as_bytes())
            .expect("it takes a request");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        answer.lines().next().unwrap_or_default().to_owned()
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        // Already ended is as good.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn start(store: &Path, file: &Path) -> Child {
    let mut command = cohort(store);
    command.arg("import").arg(file).stdout(Stdio::null());
    command.spawn().expect("the program can be started")
}

fn sql(store: &Path, sql: &str) -> String {
    let output = run(cohort(store).args(["sql", "--format", "csv", "-c", sql]));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().skip(1).collect::<Vec<_>>().join(";")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_on_s3_is_imported_into_raced_for_served_and_verified() {
    let moto = Moto::start();
    S3_ENDPOINT
        .set(format!("http://127.0.0.1:{}", moto.port))
        .expect("set once");
    let created = moto.ask("PUT", "/returns");
    assert!(created.contains("200"), "{created}");
    let folder = tempfile::tempdir().expect("a temporary folder");
    run(cohort(&folder.path().join("unused"))
        .args([
            "synth",
            "--datasets",
            "cin",
            "--las",
            "2",
            "--pupils",
            "5000",
            "--years",
            "2023-2024",
        ])
        .args(["--seed", "3", "--out"])
        .arg(folder.path()));
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder.path())
        .expect("synth made the folder")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "xml"))
        .collect();
    files.sort();
    assert_eq!(files.len(), 4, "two authorities, two years");

    // Two writers at once, three times over: both land, one after the other.
    let store = Path::new("s3://returns/store");
    for pair in [&files[0..2], &files[2..4], &files[0..2]] {
        let children: Vec<Child> = pair.iter().map(|file| start(store, file)).collect();
        for mut child in children {
            assert!(child.wait().expect("the program ends").success());
        }
    }
    // The last pair was there already and makes no snapshot.
    let files_held = "SELECT count(*) AS n, max(snapshot) AS s FROM imports.file WHERE is_current";
    assert_eq!(sql(store, files_held), "4,4");

    // The same rows as in a folder.
    let local = folder.path().join("local");
    run(cohort(&local).arg("import").args(&files));
    let count = "SELECT la_code, year, count(*) AS n FROM cin.referral \
                 GROUP BY la_code, year ORDER BY la_code, year";
    assert_eq!(sql(store, count), sql(&local, count));

    run(cohort(store).arg("publish"));
    let verified = run(cohort(store).arg("verify"));
    let verified = String::from_utf8_lossy(&verified.stdout).into_owned();
    assert!(verified.contains("Sound: 4 snapshots"), "{verified}");

    add_admin(store, "analyst");
    let server = Server::start(store, &[]);
    for database in ["live", "insight"] {
        let client = server.connect("analyst", database).await.expect("a login");
        let row = client
            .query_one("SELECT count(DISTINCT la_code) FROM cin.child", &[])
            .await
            .expect("an answer");
        assert_eq!(row.get::<_, i64>(0), 2, "{database}");
    }
}
