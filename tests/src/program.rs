//! The `cohort` program as a user runs it: started, asked, stopped.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;

/// Password of every user that the tests make.
pub const PASSWORD: &str = "only-for-tests";

/// Where cargo put the program that was built along with the tests.
///
/// # Panics
///
/// When it is not there: `cargo test` without `--workspace` does not build it.
pub fn cohort_path() -> PathBuf {
    // target/<profile>/deps/<test> → target/<profile>/cohort
    let mut path = std::env::current_exe().expect("a test knows its own path");
    path.pop();
    if path.ends_with("deps") {
        path.pop();
    }
    path.push("cohort");
    assert!(
        path.exists(),
        "{} is missing; run cargo test --workspace",
        path.display()
    );
    path
}

/// Where an S3 server of a test listens, as `http://127.0.0.1:port`.
pub static S3_ENDPOINT: OnceLock<String> = OnceLock::new();

/// `cohort` with a store, ready for arguments. A store that begins with `s3:` is one of
/// [`S3_ENDPOINT`].
pub fn cohort(store: &Path) -> Command {
    let mut command = Command::new(cohort_path());
    if let (true, Some(endpoint)) = (store.starts_with("s3:"), S3_ENDPOINT.get()) {
        command
            .env("AWS_ENDPOINT", endpoint)
            .env("AWS_ALLOW_HTTP", "true")
            .env("AWS_REGION", "eu-west-2")
            .env("AWS_ACCESS_KEY_ID", "test")
            .env("AWS_SECRET_ACCESS_KEY", "test");
    }
    command
        .env_remove("COHORT_STORE")
        .env("RUST_LOG", "warn")
        .arg("--store")
        .arg(store);
    command.stdin(Stdio::null());
    command
}

/// Runs to the end and wants success.
///
/// # Panics
///
/// With what the program printed, when it failed.
pub fn run(command: &mut Command) -> Output {
    let output = command.output().expect("the program can be started");
    assert!(
        output.status.success(),
        "{:?} failed: {}{}",
        command.get_args().collect::<Vec<_>>(),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

/// Adds an administrator with [`PASSWORD`].
pub fn add_admin(store: &Path, name: &str) {
    use std::io::Write;
    let mut child = cohort(store)
        .args(["user", "add", name, "--admin", "--password-stdin"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("the program can be started");
    let mut input = child.stdin.take().expect("stdin is piped");
    writeln!(input, "{PASSWORD}").expect("the program reads its password");
    drop(input);
    assert!(child.wait().expect("the program ends").success());
}

/// A server on a free port; stopped when dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// The port it listens on.
    pub port: u16,
}

impl Server {
    /// Starts `cohort serve` and waits until it says where it listens.
    ///
    /// # Panics
    ///
    /// When it ends instead.
    pub fn start(store: &Path, arguments: &[&str]) -> Server {
        let mut child = cohort(store)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program can be started");
        let output = child.stdout.take().expect("stdout is piped");
        let mut lines = BufReader::new(output).lines();
        let port = loop {
            let line = lines
                .next()
                .expect("the server says where it listens")
                .expect("text");
            if let Some((_, rest)) = line.split_once("127.0.0.1:") {
                let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
                break digits.parse().expect("a port");
            }
        };
        // Reads on, so that the server never waits for someone to take its output.
        std::thread::spawn(move || lines.for_each(drop));
        Server { child, port }
    }

    /// The process, for measuring it.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Connects as a user of [`PASSWORD`].
    ///
    /// # Errors
    ///
    /// As the client library.
    pub async fn connect(
        &self,
        user: &str,
        database: &str,
    ) -> Result<tokio_postgres::Client, tokio_postgres::Error> {
        let (client, connection) = tokio_postgres::Config::new()
            .host("127.0.0.1")
            .port(self.port)
            .user(user)
            .password(PASSWORD)
            .dbname(database)
            .connect(tokio_postgres::NoTls)
            .await?;
        // The end of the connection shows as an error of the next query.
        tokio::spawn(async move { drop(connection.await) });
        Ok(client)
    }

    /// Resident memory in bytes.
    pub fn resident(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid()))
            .expect("the server runs");
        let line = status
            .lines()
            .find(|line| line.starts_with("VmRSS:"))
            .expect("VmRSS");
        let kib: u64 = line
            .split_whitespace()
            .nth(1)
            .and_then(|n| n.parse().ok())
            .expect("KiB");
        kib * 1024
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already ended is as good.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
