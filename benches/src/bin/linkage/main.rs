//! One child across files: Cohort's rules over a school census and three returns with planted
//! faults, beside the exact join of the three keys in DuckDB and, where it is installed and asked
//! for, beside Splink. Each runs in a process of its own, on the same rows and threads, and says
//! its seconds, its peak memory, and its links.
//!
//!     linkage [--pupils 1000000] [--children 100000] [--threads 2] [--runs 3]
//!             [--python python3] [--splink]

mod fill;
mod people;

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use arrow::array::AsArray;
use arrow::datatypes::Int64Type;
use cohort_benches::rows::{batches, open};
use cohort_benches::{file, flag, option, peak_memory};
use cohort_engine::session::{Database, Engine, EngineOptions};

use people::{AUTHORITIES, Sizes};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Children of returns and the pupils who have their person, and of those pairs the right ones.
const PAIRS: &str = "
    SELECT count(*) AS linked,
           count(*) FILTER (WHERE c.la_code = p.la_code AND c.number = p.pupil_no) AS right_ones
    FROM (SELECT la_code, person_no AS number, person_id FROM sen2.person
          UNION ALL SELECT la_code, child_no, person_id FROM cin.child
          UNION ALL SELECT la_code, substr(child_id, 2)::INT, person_id FROM cla.child) AS c
    JOIN census.pupil AS p ON p.person_id = c.person_id";

/// Seconds, peak bytes, pairs, and of them the right ones.
type Measured = (f64, u64, u64, u64);

#[tokio::main]
async fn main() {
    let threads: usize = option("threads", 2);
    let store: String = option("link", String::new());
    if !store.is_empty() {
        return link(Path::new(&store), threads).await;
    }
    let pupils: i32 = option("pupils", 1_000_000);
    let children: i32 = option("children", 100_000);
    let runs: usize = option("runs", 3);
    let python: String = option("python", "python3".to_owned());
    let authorities = i32::from(AUTHORITIES);
    let sizes = Sizes {
        pupils: pupils / authorities,
        children: children / authorities,
    };
    assert!(
        (1..=sizes.pupils).contains(&sizes.children),
        "there must be children, and as many pupils"
    );
    let folder = tempfile::tempdir().expect("a temporary folder");
    let to_find = fill::fill(folder.path(), sizes).await;

    let program = std::env::current_exe().expect("a program knows its path");
    let own = || {
        let mut command = Command::new(&program);
        command.arg("--link").arg(folder.path().join("store"));
        command.args(["--threads".to_owned(), threads.to_string()]);
        command
    };
    let script = |name: &str| {
        let mut command = Command::new(&python);
        // Without leaving compiled files in the checkout.
        command.arg("-B").arg(file(name)).arg(folder.path());
        command.arg(threads.to_string());
        command
    };
    let duckdb = || script("python/duckdb_linkage.py");
    let mut rows = vec![
        ("cohort", measure(runs, own)),
        ("duckdb exact join", measure(runs, duckdb)),
    ];
    if flag("splink") {
        let splink = || script("python/splink_linkage.py");
        rows.push(("splink", measure(1, splink)));
    }

    println!(
        "{pupils} pupils; {children} children in each of SEN2, CIN and SSDA903, {to_find} of them \
         pupils; {threads} threads, median of {runs}\n"
    );
    print(&rows, to_find);
}

/// The same program in a process of its own: opens the store and prints a [`Measured`].
async fn link(store: &Path, threads: usize) {
    let store = open(store).await;
    let options = EngineOptions {
        threads,
        memory_budget: 16 << 30,
        query_memory: 8 << 30,
    };
    let engine = Engine::open(Arc::new(store), options)
        .await
        .expect("the engine opens");
    let peak = peak_memory(std::process::id());
    let session = engine.local_session(Database::Live).expect("a session");
    let answers = batches(&session, PAIRS).await;
    let answer = answers.iter().find(|batch| batch.num_rows() > 0);
    let answer = answer.expect("counts");
    let count = |column: usize| {
        let counts = answer.column(column).as_primitive::<Int64Type>();
        u64::try_from(counts.value(0)).expect("a count")
    };
    let measured: Measured = (engine.linked_in().as_secs_f64(), peak, count(0), count(1));
    println!("{}", serde_json::to_string(&measured).expect("JSON"));
}

/// Runs a command some times. The time is the median, the memory the highest; what is linked is
/// the same every time.
fn measure(runs: usize, command: impl Fn() -> Command) -> Measured {
    let mut all: Vec<Measured> = (0..runs.max(1)).map(|_| once(command())).collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let peak = all.iter().map(|run| run.1).max().unwrap_or_default();
    let (seconds, _, linked, right) = all[all.len() / 2];
    assert!(
        all.iter().all(|run| (run.2, run.3) == (linked, right)),
        "two runs gave different links"
    );
    (seconds, peak, linked, right)
}

fn once(mut command: Command) -> Measured {
    let output = command
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts")
        .wait_with_output()
        .expect("it ends");
    assert!(
        output.status.success(),
        "{} failed; see benches/README.md for what must be installed",
        command.get_program().to_string_lossy()
    );
    serde_json::from_slice(&output.stdout).expect("four numbers as JSON")
}

fn print(rows: &[(&str, Measured)], to_find: u64) {
    let (own_seconds, own_peak, ..) = rows[0].1;
    println!(
        "{:<18} {:>9} {:>9} {:>9} {:>9} {:>9} {:>7} {:>10} {:>8}",
        "", "seconds", "/ cohort", "peak MB", "/ cohort", "linked", "false", "precision", "recall"
    );
    for (name, (seconds, peak, linked, right)) in rows {
        let percent = |of: u64| 100.0 * *right as f64 / of.max(1) as f64;
        println!(
            "{name:<18} {seconds:>9.2} {:>9.2} {:>9.0} {:>9.2} {linked:>9} {:>7} {:>9.3}% {:>7.3}%",
            seconds / own_seconds,
            *peak as f64 / 1e6,
            *peak as f64 / own_peak as f64,
            linked - right,
            percent(*linked),
            percent(to_find),
        );
    }
}
