//! Carrying out a plan.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use cohort_catalog::{CatalogError, Change, ImportRecord, NewImport, Snapshot, Store};
use tokio::sync::watch;

use super::plan::decide;
use super::stage::{Staged, discard, stage};
use super::{FileError, ImportError, ImportPlan, Known, Observer, PlanLine, Step};

/// Bytes of input after which the files read so far are committed.
pub const CHECKPOINT_BYTES: u64 = 256 * 1024 * 1024;

/// How an import is run.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// The time of the import, microseconds since 1970-01-01 UTC.
    pub now_micros: i64,
    /// Take in a file even where the store holds one with a higher serial number.
    pub replace_newer: bool,
}

/// What became of a file.
#[derive(Debug)]
pub enum Outcome {
    /// Its rows are in the store.
    Imported(Arc<ImportRecord>),
    /// Exactly these bytes were there already.
    AlreadyImported {
        /// The import.
        import_id: i64,
    },
    /// What the store holds is newer.
    Older {
        /// The newer import.
        than: i64,
    },
    /// It could not be read.
    Refused(FileError),
}

/// One file's outcome.
#[derive(Debug)]
pub struct FileReport {
    /// The file.
    pub path: PathBuf,
    /// What it is; `None` where the plan refused it.
    pub known: Option<Known>,
    /// What became of it.
    pub outcome: Outcome,
}

/// What an import did.
#[derive(Debug, Default)]
pub struct Report {
    /// Every file of the plan in its order, then the paths that the plan refused.
    pub files: Vec<FileReport>,
    /// Snapshots made, in order.
    pub snapshots: Vec<u64>,
}

/// Hears when the operator asks to stop. A clone hears the same.
#[derive(Debug, Clone)]
pub struct Cancel(watch::Receiver<bool>);

impl Cancel {
    /// The ear, and the mouth: send `true` to stop.
    pub fn channel() -> (watch::Sender<bool>, Cancel) {
        let (sender, receiver) = watch::channel(false);
        (sender, Cancel(receiver))
    }

    pub(super) async fn requested(&mut self) {
        if self.0.wait_for(|stop| *stop).await.is_err() {
            // Whoever could have asked is gone, so nobody ever will.
            std::future::pending::<()>().await;
        }
    }
}

/// Takes in the files of a plan. See the [module page](super) for what is committed when.
///
/// # Errors
///
/// [`ImportError`]; what was committed before stays, all else is removed.
pub async fn run(
    store: &Store,
    plan: ImportPlan,
    options: Options,
    observer: Arc<dyn Observer>,
    mut cancel: Cancel,
) -> Result<Report, ImportError> {
    let mut run = Run {
        store,
        options,
        waiting: Vec::new(),
        done: Vec::new(),
        snapshots: Vec::new(),
    };
    if let Err(error) = run.take_in(plan.files, &observer, &mut cancel).await {
        return Err(run.stopped(error));
    }
    let Run {
        mut done,
        snapshots,
        ..
    } = run;
    done.sort_by_key(|(place, _)| *place);
    let mut files: Vec<FileReport> = done.into_iter().map(|(_, file)| file).collect();
    files.extend(plan.refused.into_iter().map(|r| {
        let outcome = Outcome::Refused(r.error);
        FileReport {
            path: r.path,
            known: None,
            outcome,
        }
    }));
    Ok(Report { files, snapshots })
}

/// An import under way. Files go by their place in the plan.
struct Run<'a> {
    store: &'a Store,
    options: Options,
    /// Files read since the last commit; no two of one return.
    waiting: Vec<(usize, Staged)>,
    done: Vec<(usize, FileReport)>,
    snapshots: Vec<u64>,
}

/// Why a commit made no snapshot.
enum NoCommit {
    Catalog(CatalogError),
    NothingNew,
}

impl From<CatalogError> for NoCommit {
    fn from(error: CatalogError) -> Self {
        NoCommit::Catalog(error)
    }
}

impl Run<'_> {
    async fn take_in(
        &mut self,
        files: Vec<PlanLine>,
        observer: &Arc<dyn Observer>,
        cancel: &mut Cancel,
    ) -> Result<(), ImportError> {
        for (place, line) in files.into_iter().enumerate() {
            let (path, known) = (line.path.clone(), Some(line.known.clone()));
            let outcome = match line.step {
                Step::AlreadyImported { import_id } => Outcome::AlreadyImported { import_id },
                Step::Older { than } => Outcome::Older { than },
                Step::LessThanHeld { than, missing } => less_than_held(than, missing),
                Step::Import { .. } => {
                    self.make_way_for(&line).await?;
                    observer.begin(&path, line.bytes);
                    let staged = stage(self.store, line, observer, cancel).await;
                    observer.end();
                    match staged {
                        Ok(Ok(staged)) => {
                            self.waiting.push((place, staged));
                            continue;
                        }
                        Ok(Err(error)) => Outcome::Refused(error),
                        Err(error) => {
                            self.give_up().await;
                            return Err(error);
                        }
                    }
                }
            };
            let report = FileReport {
                path,
                known,
                outcome,
            };
            self.done.push((place, report));
        }
        self.commit().await
    }

    /// Adds to the error what it does not undo.
    fn stopped(&self, error: ImportError) -> ImportError {
        let imported = |file: &&(usize, FileReport)| matches!(file.1.outcome, Outcome::Imported(_));
        match self.done.iter().filter(imported).count() {
            0 => error,
            files => ImportError::Partly {
                files,
                source: Box::new(error),
            },
        }
    }

    /// Commits what waits, if `line` cannot share its snapshot or enough has been read.
    async fn make_way_for(&mut self, line: &PlanLine) -> Result<(), ImportError> {
        let clash = self
            .waiting
            .iter()
            .map(|(_, staged)| &staged.import)
            .any(|import| {
                import.key() == line.known.key() && import.extent.meets(&line.known.identity.extent)
            });
        let bytes: u64 = self
            .waiting
            .iter()
            .map(|(_, staged)| staged.import.bytes)
            .sum();
        if clash || bytes >= CHECKPOINT_BYTES {
            self.commit().await
        } else {
            Ok(())
        }
    }

    async fn give_up(&mut self) {
        let objects: Vec<_> = self
            .waiting
            .drain(..)
            .flat_map(|(_, s)| s.objects())
            .collect();
        discard(self.store, &objects).await;
    }

    /// Makes the files that wait part of the next snapshot.
    async fn commit(&mut self) -> Result<(), ImportError> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        // What was decided about each file; the last base is the one that counts.
        let mut steps = Vec::new();
        let committed = self
            .store
            .commit(self.options.now_micros, |base| {
                steps = self.steps(base);
                let taken = self.waiting.iter().zip(&steps);
                let taken: Vec<NewImport> = taken
                    .filter(|(_, step)| matches!(step, Step::Import { .. }))
                    .map(|((_, staged), _)| staged.import.clone())
                    .collect();
                if taken.is_empty() {
                    return Err(NoCommit::NothingNew);
                }
                Ok(Change {
                    action: action(&taken),
                    add_imports: taken,
                })
            })
            .await;
        let snapshot = match committed {
            Ok(snapshot) => Some(snapshot),
            Err(NoCommit::NothingNew) => None,
            Err(NoCommit::Catalog(error)) => {
                self.give_up().await;
                return Err(error.into());
            }
        };
        self.snapshots
            .extend(snapshot.as_ref().map(|snapshot| snapshot.number));
        let mut unused = Vec::new();
        for ((place, staged), step) in self.waiting.drain(..).zip(steps) {
            let objects = staged.objects();
            let (outcome, kept) = outcome(step, &staged, snapshot.as_deref());
            if !kept {
                unused.extend(objects);
            }
            self.done.push((
                place,
                FileReport {
                    path: staged.line.path,
                    known: Some(staged.line.known),
                    outcome,
                },
            ));
        }
        discard(self.store, &unused).await;
        Ok(())
    }

    /// What to do with each waiting file on this base.
    fn steps(&self, base: &Snapshot) -> Vec<Step> {
        let replace_newer = self.options.replace_newer;
        let step = |staged: &Staged| {
            let (key, identity) = (staged.import.key(), &staged.line.known.identity);
            decide(
                key,
                identity,
                &staged.import.set_parts,
                Some(staged.import.sha256),
                base,
                replace_newer,
            )
        };
        self.waiting
            .iter()
            .map(|(_, staged)| step(staged))
            .collect()
    }
}

/// The outcome, and whether the file's objects are now in use.
fn outcome(step: Step, staged: &Staged, snapshot: Option<&Snapshot>) -> (Outcome, bool) {
    match (step, snapshot) {
        (Step::AlreadyImported { import_id }, _) => (Outcome::AlreadyImported { import_id }, false),
        (Step::Older { than }, _) => (Outcome::Older { than }, false),
        (Step::LessThanHeld { than, missing }, _) => (less_than_held(than, missing), false),
        (Step::Import { .. }, snapshot) => {
            let (key, extent) = (staged.import.key(), &staged.import.extent);
            // It has replaced whatever held anything of the same, so it is the only one.
            let record = snapshot.and_then(|s| s.current_imports_of(key, extent).next());
            match record {
                Some(record) => (Outcome::Imported(Arc::clone(record)), true),
                // A commit with an import in it always makes a snapshot that holds it.
                None => unreachable!("an import was committed and is not in its snapshot"),
            }
        }
    }
}

fn less_than_held(import_id: i64, missing: Vec<String>) -> Outcome {
    Outcome::Refused(FileError::LessThanHeld { import_id, missing })
}

/// The snapshot's action, in words: one file by name, several by count.
fn action(imports: &[NewImport]) -> String {
    let files: HashSet<&str> = imports
        .iter()
        .map(|import| import.file_name.as_str())
        .collect();
    match imports {
        [one] => format!("import {}", one.file_name),
        _ => {
            let mut names: Vec<&str> = files.into_iter().collect();
            names.sort_unstable();
            let more = names.len().saturating_sub(3);
            names.truncate(3);
            let more = if more > 0 {
                format!(" and {more} more")
            } else {
                String::new()
            };
            format!("import {} files: {}{more}", imports.len(), names.join(", "))
        }
    }
}
