//! The real psql: what it prints for the catalog, and which database it asks.

use std::path::Path;
use std::process::Command;

use cohort_tests::program::{PASSWORD, Server, add_admin, cohort, run};

/// Runs psql against a server and gives what it printed.
fn psql(server: &Server, database: &str, arguments: &[&str]) -> String {
    let output = Command::new("psql")
        .args([
            "-X",
            "-h",
            "127.0.0.1",
            "-p",
            &server.port.to_string(),
            "-U",
            "analyst",
        ])
        .args(["-d", database, "-v", "ON_ERROR_STOP=1"])
        .args(arguments)
        .env("PGPASSWORD", PASSWORD)
        .output()
        .expect("psql is installed (Debian: postgresql-client)");
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("psql prints text")
}

fn fixtures() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("slt/cin_statistics/files")
}

fn store_with(files: &[&str], folder: &Path) -> std::path::PathBuf {
    let store = folder.join("store");
    for file in files {
        run(cohort(&store).arg("import").arg(fixtures().join(file)));
    }
    add_admin(&store, "analyst");
    store
}

#[test]
fn the_catalog_reads_like_a_real_databases() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = store_with(
        &["fictional_990_2023.xml", "fictional_990_2024.xml"],
        folder.path(),
    );
    run(cohort(&store).arg("publish"));
    let server = Server::start(&store, &[]);

    let databases = psql(&server, "live", &["-At", "-c", "\\l"]);
    let names: Vec<&str> = databases
        .lines()
        .filter_map(|l| l.split('|').next())
        .collect();
    assert!(
        names.contains(&"live") && names.contains(&"insight"),
        "{databases}"
    );

    let schemas = psql(&server, "live", &["-At", "-c", "\\dn"]);
    for schema in ["cin", "imports", "reference", "public"] {
        assert!(
            schemas.lines().any(|l| l.starts_with(schema)),
            "{schema} in {schemas}"
        );
    }

    let tables = psql(&server, "live", &["-At", "-c", "\\dt cin.*"]);
    for table in [
        "header",
        "child",
        "disability",
        "referral",
        "assessment",
        "assessment_factor",
        "plan",
        "section47",
        "cp_plan",
        "cp_review",
        "pre_proceedings",
    ] {
        let line = format!("cin|{table}|table|");
        assert!(
            tables.lines().any(|l| l.starts_with(&line)),
            "{line} in {tables}"
        );
    }

    let described = psql(&server, "live", &["-c", "\\d+ cin.referral"]);
    for words in [
        "Table \"cin.referral\"",
        "la_child_id",
        "smallint",
        "referral_date",
        "not null",
        "Item: CINreferralDate (N00100)",
        "Codes: cin_primary_need",
    ] {
        assert!(described.contains(words), "{words} in {described}");
    }

    // Of a view the rules themselves.
    let described = psql(&server, "live", &["-c", "\\d+ cohort.school"]);
    for words in ["View \"cohort.school\"", "View definition:\n--", "S-42"] {
        assert!(described.contains(words), "{words} in {described}");
    }

    let functions = psql(&server, "live", &["-At", "-c", "\\df working_days"]);
    assert!(functions.contains("working_days|integer|"), "{functions}");
    let functions = psql(&server, "live", &["-c", "\\df"]);
    for name in [
        "upn_valid",
        "within_weeks",
        "rate_per_10000",
        "suppress",
        "percent_where",
    ] {
        assert!(functions.contains(name), "{name} in {functions}");
    }
}

#[test]
fn insight_keeps_its_answers_while_live_moves_on() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = store_with(&["fictional_990_2023.xml"], folder.path());
    run(cohort(&store).arg("publish"));
    let server = Server::start(&store, &[]);
    let children = "SELECT count(*) FROM cin.child";
    assert_eq!(psql(&server, "live", &["-At", "-c", children]).trim(), "4");
    assert_eq!(
        psql(&server, "insight", &["-At", "-c", children]).trim(),
        "4"
    );

    run(cohort(&store)
        .arg("import")
        .arg(fixtures().join("fictional_990_2024.xml")));
    // A server sees another process's commit within one second, without restart.
    std::thread::sleep(std::time::Duration::from_secs(1));
    assert_eq!(psql(&server, "live", &["-At", "-c", children]).trim(), "14");
    assert_eq!(
        psql(&server, "insight", &["-At", "-c", children]).trim(),
        "4"
    );

    run(cohort(&store).arg("publish"));
    std::thread::sleep(std::time::Duration::from_secs(1));
    assert_eq!(
        psql(&server, "insight", &["-At", "-c", children]).trim(),
        "14"
    );
}

#[test]
fn a_transaction_reads_one_snapshot() {
    use std::io::{BufRead, BufReader, Write};
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = store_with(&["fictional_990_2023.xml"], folder.path());
    let server = Server::start(&store, &[]);
    let mut child = Command::new("psql")
        .args([
            "-X",
            "-A",
            "-t",
            "-q",
            "-h",
            "127.0.0.1",
            "-p",
            &server.port.to_string(),
        ])
        .args(["-U", "analyst", "-d", "live"])
        .env("PGPASSWORD", PASSWORD)
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("psql is installed (Debian: postgresql-client)");
    let mut input = child.stdin.take().expect("stdin is piped");
    let mut output = BufReader::new(child.stdout.take().expect("stdout is piped")).lines();
    let mut ask = |sql: &str| {
        writeln!(input, "{sql}").expect("psql reads");
        output.next().expect("psql answers").expect("text")
    };
    assert_eq!(ask("BEGIN; SELECT count(*) FROM cin.child;"), "4");
    run(cohort(&store)
        .arg("import")
        .arg(fixtures().join("fictional_990_2024.xml")));
    std::thread::sleep(std::time::Duration::from_secs(1));
    assert_eq!(ask("SELECT count(*) FROM cin.child;"), "4");
    assert_eq!(ask("COMMIT; SELECT count(*) FROM cin.child;"), "14");
    drop(input);
    assert!(child.wait().expect("psql ends").success());
}

#[test]
fn a_user_who_is_no_administrator_finds_no_table() {
    use std::io::Write;
    use std::process::Stdio;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = store_with(&["fictional_990_2023.xml"], folder.path());
    let mut child = cohort(&store)
        .args(["user", "add", "visitor", "--password-stdin"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("the program can be started");
    writeln!(child.stdin.take().expect("stdin is piped"), "{PASSWORD}").expect("it reads");
    assert!(child.wait().expect("it ends").success());
    let server = Server::start(&store, &[]);
    let ask = |sql: &str| {
        Command::new("psql")
            .args([
                "-X",
                "-At",
                "-h",
                "127.0.0.1",
                "-p",
                &server.port.to_string(),
            ])
            .args([
                "-U",
                "visitor",
                "-d",
                "live",
                "-v",
                "VERBOSITY=verbose",
                "-c",
                sql,
            ])
            .env("PGPASSWORD", PASSWORD)
            .output()
            .expect("psql is installed (Debian: postgresql-client)")
    };
    for sql in [
        "SELECT * FROM cin.child",
        "SELECT * FROM live.cin.child",
        "SELECT * FROM imports.finding",
        "SELECT * FROM reference.local_authority",
        "COPY cin.child TO STDOUT",
        "EXPLAIN SELECT * FROM cin.child",
        "SELECT 'cin.child'::regclass",
    ] {
        let output = ask(sql);
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(text.contains("42P01"), "{sql}: {text}");
    }
    for sql in [
        "SELECT table_name FROM information_schema.tables WHERE table_schema IN ('cin', 'imports')",
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'cin'",
        "SELECT relname FROM pg_catalog.pg_class WHERE relname = 'referral'",
        "\\dt cin.*",
    ] {
        let output = ask(sql);
        assert!(
            output.stdout.is_empty(),
            "{sql}: {}",
            String::from_utf8_lossy(&output.stdout)
        );
    }
}
