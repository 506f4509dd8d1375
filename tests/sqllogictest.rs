//! Runs every `slt/**/*.slt`, in-process and over the wire, and wants equal answers.
//!
//! A folder's `files/` are imported with the real importer into a store of its own before
//! its scripts run, and so is each return that does not say whose it is, from
//! `told/<authority>_<year>/`, or `told/<authority>_<year>_npd/` where it came from the DfE. A
//! script asks as an administrator of database `live`; `connection insight` in front of a query
//! asks the other database.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use cohort_engine::session::{Database, Engine, EngineOptions};
use cohort_tests::answers::{InProcess, OverTheWire};
use cohort_tests::program::{Server, add_admin, cohort, run};
use libtest_mimic::{Arguments, Failed, Trial};
use tempfile::TempDir;

/// One folder of scripts with its store and server, made when its first script runs.
struct Subject {
    folder: PathBuf,
    ready: OnceLock<Ready>,
}

struct Ready {
    store: TempDir,
    server: Server,
}

impl Subject {
    fn ready(&self) -> &Ready {
        self.ready.get_or_init(|| {
            let store = tempfile::tempdir().expect("a temporary folder");
            let path = store.path().join("store");
            let files = self.folder.join("files");
            if files.exists() {
                // Findings are what some of these files are made for; they are no failure.
                run(cohort(&path).arg("import").arg(&files));
                for told in children_if_any(&self.folder.join("told")) {
                    let name = told.file_name().unwrap_or_default().to_string_lossy();
                    let (la, year) = name.split_once('_').expect("told/<authority>_<year>");
                    let (year, source) = year.split_once('_').unwrap_or((year, "la"));
                    let options = ["--la", la, "--year", year, "--source", source];
                    run(cohort(&path).arg("import").arg(&told).args(options));
                }
                run(cohort(&path).arg("publish"));
            }
            add_admin(&path, "analyst");
            let server = Server::start(&path, &[]);
            Ready { store, server }
        })
    }
}

fn main() {
    let arguments = Arguments::from_args();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("slt");
    let mut trials = Vec::new();
    for folder in children(&root) {
        let scripts: Vec<PathBuf> = children(&folder)
            .into_iter()
            .filter(|path| path.extension().is_some_and(|e| e == "slt"))
            .collect();
        let subject = Arc::new(Subject {
            folder,
            ready: OnceLock::new(),
        });
        for script in scripts {
            for way in ["in-process", "wire"] {
                let name = script
                    .strip_prefix(&root)
                    .unwrap_or(&script)
                    .display()
                    .to_string();
                let (subject, script) = (Arc::clone(&subject), script.clone());
                trials.push(Trial::test(format!("{name} {way}"), move || {
                    ask(subject.ready(), &script, way == "wire")
                }));
            }
        }
    }
    assert!(
        !trials.is_empty(),
        "no script found under {}",
        root.display()
    );
    libtest_mimic::run(&arguments, trials).exit();
}

fn children_if_any(folder: &Path) -> Vec<PathBuf> {
    match folder.exists() {
        true => children(folder),
        false => Vec::new(),
    }
}

fn children(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder can be listed");
    let mut paths: Vec<PathBuf> = entries.filter_map(|e| e.ok().map(|e| e.path())).collect();
    paths.sort();
    paths
}

fn ask(ready: &Ready, script: &Path, wire: bool) -> Result<(), Failed> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let result = if wire {
        runtime.block_on(async {
            let mut runner = sqllogictest::Runner::new(async || {
                Ok(OverTheWire(ready.server.connect("analyst", "live").await?))
            });
            runner.run_file_async(script).await
        })
    } else {
        runtime.block_on(async {
            let location = ready.store.path().join("store").display().to_string();
            let engine = open(&location).await;
            let mut runner = sqllogictest::Runner::new(async || {
                Ok(InProcess(engine.local_session(Database::Live)?))
            });
            runner.run_file_async(script).await
        })
    };
    result.map_err(|error| Failed::from(error.display(false).to_string()))
}

async fn open(location: &str) -> Arc<Engine> {
    let location = location.parse().expect("a folder is a store location");
    let store = cohort_catalog::Store::open_existing(&location)
        .await
        .expect("the store opens");
    Engine::open(Arc::new(store), EngineOptions::default())
        .await
        .expect("the engine opens")
}
