//! The plan: what each file is, whose, and what importing it would do. Nothing is changed.

use std::fs::{File, Metadata};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use cohort_catalog::{Digest, ImportKey, ImportRecord, Snapshot};
pub use cohort_connectors::Given;
use cohort_connectors::{CONNECTORS, Connector, ConnectorError, Identity};

use super::read::OneFile;
use super::{Candidate, FileError, expand, read};

/// A file whose dataset and owner are known.
#[derive(Debug, Clone)]
pub struct Known {
    /// Reads the file.
    pub connector: &'static dyn Connector,
    /// Whose and which return it is.
    pub identity: Identity,
    /// `la` or `npd`.
    pub source: &'static str,
}

impl Known {
    /// What an import must share with this file for one to replace the other.
    pub fn key(&self) -> ImportKey<'_> {
        ImportKey {
            dataset: self.connector.name(),
            la_code: self.identity.la_code,
            year: self.identity.year,
            period: self.identity.period.as_deref(),
            source: self.source,
        }
    }
}

/// What importing a file would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Its rows come in; those of this import, if any, go.
    Import {
        /// The import in the store that it would replace.
        replaces: Option<i64>,
    },
    /// It is the file with exactly these bytes that is there already.
    AlreadyImported {
        /// The import.
        import_id: i64,
    },
    /// What the store holds is newer.
    Older {
        /// The newer import.
        than: i64,
    },
}

/// One file of the plan.
#[derive(Debug, Clone)]
pub struct PlanLine {
    /// The file.
    pub path: PathBuf,
    /// Its size when the plan was made.
    pub bytes: u64,
    /// When it was changed last before that, where the file system tells.
    pub modified: Option<SystemTime>,
    /// What it is.
    pub known: Known,
    /// What will be done.
    pub step: Step,
}

/// A path that cannot be imported, and why.
#[derive(Debug)]
pub struct Refused {
    /// The path.
    pub path: PathBuf,
    /// Why.
    pub error: FileError,
}

/// What a command would do.
#[derive(Debug, Default)]
pub struct ImportPlan {
    /// Files in the order they will be taken in: by dataset, authority, year, period and
    /// source; of two for one return the older first, so that the newer stands at the end.
    pub files: Vec<PlanLine>,
    /// Paths that cannot be imported.
    pub refused: Vec<Refused>,
    /// Files found in folders that are of no known dataset.
    pub passed_over: Vec<PathBuf>,
}

impl ImportPlan {
    /// Bytes that will be read.
    pub fn bytes(&self) -> u64 {
        let imports = self
            .files
            .iter()
            .filter(|line| matches!(line.step, Step::Import { .. }));
        imports.map(|line| line.bytes).sum()
    }
}

/// Looks at every file that `paths` mean. `snapshot` is the state they would come into; the
/// empty one stands for no store. Reads each file's beginning, and all of it only where the
/// store holds a file of just that size. Blocks: call it off the async threads.
pub fn plan(
    paths: &[PathBuf],
    given: Given,
    source: &'static str,
    snapshot: &Snapshot,
    replace_newer: bool,
) -> ImportPlan {
    let mut expanded = expand(paths);
    let mut plan = ImportPlan::default();
    let refused = expanded.refused.drain(..);
    plan.refused
        .extend(refused.map(|(path, error)| Refused { path, error }));
    let mut looked_at = vec![false; expanded.files.len()];
    for (place, candidate) in expanded.files.iter().enumerate() {
        match look(candidate, given) {
            Ok(Some((metadata, connector, identity))) => {
                let bytes = metadata.len();
                looked_at[place] = true;
                let known = Known {
                    connector,
                    identity,
                    source,
                };
                let path = candidate.path.clone();
                let step = match step(&path, bytes, &known, snapshot, replace_newer) {
                    Ok(step) => step,
                    Err(error) => {
                        plan.refused.push(Refused { path, error });
                        continue;
                    }
                };
                plan.files.push(PlanLine {
                    path,
                    bytes,
                    modified: metadata.modified().ok(),
                    known,
                    step,
                });
            }
            Ok(None) => plan.passed_over.push(candidate.path.clone()),
            Err(error) => {
                looked_at[place] = true;
                plan.refused.push(Refused {
                    path: candidate.path.clone(),
                    error,
                });
            }
        }
    }
    for (path, files) in expanded.groups {
        if !looked_at[files.clone()].contains(&true) {
            // Files that another path had already named do not make a folder empty.
            let error = FileError::NothingKnown {
                files: files.len(),
                known: known_datasets(),
            };
            if !(files.is_empty() && plan.has_files_below(&path)) {
                plan.refused.push(Refused { path, error });
            }
        }
    }
    plan.files.sort_by(|a, b| order(a).cmp(&order(b)));
    plan
}

impl ImportPlan {
    fn has_files_below(&self, folder: &Path) -> bool {
        self.files.iter().any(|line| line.path.starts_with(folder))
    }
}

type Order<'a> = (
    &'static str,
    i16,
    i16,
    Option<&'a str>,
    &'static str,
    Option<i64>,
    Option<&'a str>,
    &'a Path,
);

fn order(line: &PlanLine) -> Order<'_> {
    let identity = &line.known.identity;
    (
        line.known.connector.name(),
        identity.la_code,
        identity.year,
        identity.period.as_deref(),
        line.known.source,
        identity.serial,
        identity.made_at.as_deref(),
        &line.path,
    )
}

/// Names of the datasets, for messages.
fn known_datasets() -> String {
    let names: Vec<&str> = CONNECTORS
        .iter()
        .map(|connector| connector.name())
        .collect();
    names.join(", ")
}

type Seen = (Metadata, &'static dyn Connector, Identity);

/// `None`: found in a folder and of no known dataset.
fn look(candidate: &Candidate, given: Given) -> Result<Option<Seen>, FileError> {
    let open = || File::open(&candidate.path).map_err(|source| FileError::Open { source });
    let file = open()?;
    let metadata = file
        .metadata()
        .map_err(|source| FileError::Open { source })?;
    let mut input = cohort_connectors::input::open(Box::new(file));
    let connector = match input.head().and_then(cohort_connectors::sniff::recognise) {
        Ok((connector, _)) => connector,
        Err(error) if !candidate.named && is_beside_the_point(&error, &candidate.path) => {
            return Ok(None);
        }
        Err(_) if is_zip(&candidate.path) => return Err(FileError::Zip),
        Err(error) => return Err(error.into()),
    };
    let identity = connector.identify(&mut OneFile::new(input), given)?;
    Ok(Some((metadata, connector, identity)))
}

/// Whether a file that was merely found in a folder may be passed over: it is something else
/// altogether. One that calls itself XML and is damaged may be a return, so it is refused.
fn is_beside_the_point(error: &ConnectorError, path: &Path) -> bool {
    let calls_itself_xml = path
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("xml"));
    matches!(error, ConnectorError::Unrecognised { .. }) || !calls_itself_xml
}

fn is_zip(path: &Path) -> bool {
    let mut start = [0; 4];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut start));
    read.is_ok() && start == *b"PK\x03\x04"
}

fn step(
    path: &Path,
    bytes: u64,
    known: &Known,
    snapshot: &Snapshot,
    replace_newer: bool,
) -> Result<Step, FileError> {
    // A digest costs a reading of the whole file, so only a file of the same size gets one.
    let digest = if snapshot
        .current_imports()
        .any(|import| import.bytes == bytes)
    {
        Some(read::digest(path).map_err(|source| FileError::Open { source })?)
    } else {
        None
    };
    Ok(decide(
        known.key(),
        &known.identity,
        digest,
        snapshot,
        replace_newer,
    ))
}

/// What importing a file would do to `snapshot`. Asked for the plan, and again at the moment of
/// the commit, when another process may have been faster.
pub(super) fn decide(
    key: ImportKey<'_>,
    identity: &Identity,
    digest: Option<Digest>,
    snapshot: &Snapshot,
    replace_newer: bool,
) -> Step {
    let held = snapshot.current_import_of(key);
    match held {
        Some(held) if digest == Some(held.sha256) => Step::AlreadyImported {
            import_id: held.import_id,
        },
        Some(held) if !replace_newer && is_newer(held, identity) => Step::Older {
            than: held.import_id,
        },
        _ => Step::Import {
            replaces: held.map(|held| held.import_id),
        },
    }
}

/// Whether `held` has the higher serial number, or the same and was made later. What a file
/// does not say decides nothing.
fn is_newer(held: &Arc<ImportRecord>, new: &Identity) -> bool {
    match (held.serial, new.serial) {
        (Some(held), Some(new)) if held != new => held > new,
        _ => match (held.made_at.as_deref(), new.made_at.as_deref()) {
            (Some(held), Some(new)) => held > new,
            _ => false,
        },
    }
}
