//! The plan: what each file is, whose, and what importing it would do. Nothing is changed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use cohort_catalog::{Digest, ImportKey, ImportRecord, Snapshot};
pub use cohort_connectors::Given;
use cohort_connectors::{CONNECTORS, Connector, ConnectorError, FileKind, Identity, input, sniff};

use super::source::{Contents, Source, contents};
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

/// One file of a return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Where its bytes are.
    pub source: Source,
    /// What it is to the dataset.
    pub kind: FileKind,
    /// Its size when the plan was made.
    pub bytes: u64,
    /// When it was changed last before that, where the file system tells.
    pub modified: Option<SystemTime>,
}

/// What importing a return would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Its rows come in; those of these imports, if any, go.
    Import {
        /// The imports in the store that it would replace.
        replaces: Vec<i64>,
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
    /// It lacks some of what the import holds that it would replace: files of a set, or parts of
    /// a return that comes in several files.
    LessThanHeld {
        /// The import.
        than: i64,
        /// What is not there now.
        missing: Vec<String>,
    },
}

/// One return of the plan: a file, or the files of a set.
#[derive(Debug, Clone)]
pub struct PlanLine {
    /// The file; of a set the folder or archive in which its files stand.
    pub path: PathBuf,
    /// Its files, in the order of the dataset's parts.
    pub members: Vec<Member>,
    /// Size of all of them.
    pub bytes: u64,
    /// What it is.
    pub known: Known,
    /// What will be done.
    pub step: Step,
}

impl PlanLine {
    /// Names of the set's parts that are there; empty for a return in one file.
    pub fn set_parts(&self) -> Vec<String> {
        let parts = self.members.iter().filter_map(|member| member.kind.part());
        parts.map(str::to_owned).collect()
    }

    /// Names of the set's parts that are not there.
    pub fn missing_parts(&self) -> Vec<&'static str> {
        let held = self.set_parts();
        if held.is_empty() {
            return Vec::new();
        }
        let parts = self.known.connector.parts().iter().map(|part| part.name);
        parts
            .filter(|part| !held.iter().any(|h| h == part))
            .collect()
    }

    /// Names of the files, without their folder.
    pub fn file_names(&self) -> String {
        let names = self.members.iter().map(|member| {
            let path = member.source.path();
            let name = path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned());
            name.unwrap_or_default()
        });
        names.collect::<Vec<_>>().join(", ")
    }
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

    /// Both plans as one, in the order of either. No file may be in both.
    #[must_use]
    pub fn and(mut self, other: ImportPlan) -> ImportPlan {
        self.files.extend(other.files);
        self.refused.extend(other.refused);
        self.passed_over.extend(other.passed_over);
        self.files.sort_by(|a, b| order(a).cmp(&order(b)));
        self
    }
}

/// Looks at every file that `paths` mean. `snapshot` is the state they would come into; the
/// empty one stands for no store. Reads each file's beginning, and all of it only where the
/// store holds a file of just that size or where the dataset needs it to know whose it is.
/// Blocks: call it off the async threads.
pub fn plan(
    paths: &[PathBuf],
    given: Given,
    source: &'static str,
    snapshot: &Snapshot,
    replace_newer: bool,
) -> ImportPlan {
    let mut expanded = expand(paths);
    let mut look = Look::default();
    let refused = expanded.refused.drain(..);
    look.plan
        .refused
        .extend(refused.map(|(path, error)| Refused { path, error }));
    for (place, candidate) in expanded.files.iter().enumerate() {
        look.at(place, candidate);
    }
    for found in look.take_returns() {
        look.add(found, given, source, snapshot, replace_newer);
    }
    let Look {
        mut plan, known, ..
    } = look;
    for (path, files) in expanded.groups {
        if !known.iter().any(|place| files.contains(place)) {
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

/// The files of one return, before it is known whose it is.
struct Found {
    path: PathBuf,
    connector: &'static dyn Connector,
    members: Vec<Member>,
}

/// The sets of one folder or archive: by dataset, the file of each part.
type Sets = BTreeMap<(PathBuf, &'static str), (&'static dyn Connector, Vec<Member>)>;

/// What has been looked at.
#[derive(Default)]
struct Look {
    plan: ImportPlan,
    whole: Vec<Found>,
    sets: Sets,
    /// Places of the candidates that are, or were meant to be, of a known dataset.
    known: Vec<usize>,
}

impl Look {
    fn at(&mut self, place: usize, candidate: &Candidate) {
        let (files, inside) = match contents(&candidate.path) {
            Ok(Contents::One(file)) => (vec![file], false),
            Ok(Contents::Many { files, refused }) => {
                for (path, error) in refused {
                    self.refuse(path, error);
                }
                (files, true)
            }
            Err(error) => {
                self.known.push(place);
                self.refuse(candidate.path.clone(), error);
                return;
            }
        };
        let refused_before = self.plan.refused.len();
        let mut any = false;
        let mut passed_over = Vec::new();
        for file in files {
            let named = candidate.named && !inside;
            match recognise(&file) {
                Ok((connector, kind, member)) => {
                    any = true;
                    self.take(connector, kind, member);
                }
                Err(FileError::Connector(error))
                    if !named && is_beside_the_point(&error, &file.path()) =>
                {
                    passed_over.push(file.path());
                }
                Err(error) => {
                    any = true;
                    self.refuse(file.path(), error);
                }
            }
        }
        if !any && inside && candidate.named && self.plan.refused.len() == refused_before {
            let error = FileError::NothingKnown {
                files: passed_over.len(),
                known: known_datasets(),
            };
            self.refuse(candidate.path.clone(), error);
            any = true;
        }
        self.plan.passed_over.extend(passed_over);
        if any {
            self.known.push(place);
        }
    }

    fn take(&mut self, connector: &'static dyn Connector, kind: FileKind, member: Member) {
        let FileKind::Part(part) = kind else {
            self.whole.push(Found {
                path: member.source.path(),
                connector,
                members: vec![member],
            });
            return;
        };
        let key = (member.source.folder(), connector.name());
        let (_, members) = self.sets.entry(key).or_insert((connector, Vec::new()));
        match members.iter().find(|other| other.kind == kind) {
            Some(other) => {
                let other = other.source.path();
                let error = FileError::PartTwice { part, other };
                self.refuse(member.source.path(), error);
            }
            None => members.push(member),
        }
    }

    fn refuse(&mut self, path: PathBuf, error: FileError) {
        self.plan.refused.push(Refused { path, error });
    }

    fn take_returns(&mut self) -> Vec<Found> {
        let mut found = std::mem::take(&mut self.whole);
        for ((folder, _), (connector, mut members)) in std::mem::take(&mut self.sets) {
            let parts = connector.parts();
            members.sort_by_key(|member| {
                let name = member.kind.part();
                parts.iter().position(|part| Some(part.name) == name)
            });
            let path = match &members[..] {
                [one] => one.source.path(),
                _ => folder,
            };
            found.push(Found {
                path,
                connector,
                members,
            });
        }
        found
    }

    fn add(
        &mut self,
        found: Found,
        given: Given,
        source: &'static str,
        snapshot: &Snapshot,
        replace_newer: bool,
    ) {
        let Found {
            path,
            connector,
            members,
        } = found;
        let line = identify(connector, &members, given).and_then(|identity| {
            // Public data of the whole country are the same whoever handed them on.
            let source = if identity.la_code == 0 { "la" } else { source };
            let known = Known {
                connector,
                identity,
                source,
            };
            let bytes = members.iter().map(|member| member.bytes).sum();
            let mut line = PlanLine {
                path: path.clone(),
                members,
                bytes,
                known,
                step: Step::Import {
                    replaces: Vec::new(),
                },
            };
            line.step = step(&line, snapshot, replace_newer)?;
            Ok(line)
        });
        match line {
            Ok(PlanLine {
                step: Step::LessThanHeld { than, missing },
                ..
            }) => self.refuse(
                path,
                FileError::LessThanHeld {
                    import_id: than,
                    missing,
                },
            ),
            Ok(line) => self.plan.files.push(line),
            Err(error) => self.refuse(path, error),
        }
    }
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

/// What one file is.
fn recognise(source: &Source) -> Result<(&'static dyn Connector, FileKind, Member), FileError> {
    let open = |source| FileError::Open { source };
    let bytes = source.bytes().map_err(open)?;
    let modified = source.modified();
    let mut text = input::open(source.open().map_err(open)?);
    let (connector, kind) = text.head().and_then(sniff::recognise)?;
    let member = Member {
        source: source.clone(),
        kind,
        bytes,
        modified,
    };
    Ok((connector, kind, member))
}

fn identify(
    connector: &'static dyn Connector,
    members: &[Member],
    given: Given,
) -> Result<Identity, FileError> {
    let required = connector.parts().iter().filter(|part| part.required);
    let kinds: Vec<FileKind> = members.iter().map(|member| member.kind).collect();
    if !kinds.contains(&FileKind::Whole) {
        for part in required {
            if !kinds.contains(&FileKind::Part(part.name)) {
                return Err(ConnectorError::PartMissing { part: part.name }.into());
            }
        }
    }
    let mut files = read::OpenFiles::new(members, None);
    Ok(connector.identify(&mut files, given)?)
}

/// Whether a file that was merely found in a folder may be passed over: it is something else
/// altogether. One that calls itself XML and is damaged may be a return, so it is refused.
fn is_beside_the_point(error: &ConnectorError, path: &Path) -> bool {
    let calls_itself_xml = path
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("xml"));
    matches!(error, ConnectorError::Unrecognised { .. }) || !calls_itself_xml
}

fn step(line: &PlanLine, snapshot: &Snapshot, replace_newer: bool) -> Result<Step, FileError> {
    // A digest costs a reading of all the bytes, so only a return of the same size gets one.
    let same_size = snapshot
        .current_imports()
        .any(|import| import.bytes == line.bytes);
    let digest = if same_size {
        Some(read::digest(&line.members).map_err(|source| FileError::Open { source })?)
    } else {
        None
    };
    Ok(decide(
        line.known.key(),
        &line.known.identity,
        &line.set_parts(),
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
    set_parts: &[String],
    digest: Option<Digest>,
    snapshot: &Snapshot,
    replace_newer: bool,
) -> Step {
    let held: Vec<&Arc<ImportRecord>> =
        snapshot.current_imports_of(key, &identity.extent).collect();
    let id = |import: &&Arc<ImportRecord>| import.import_id;
    let replaces = held.iter().map(id).collect();
    let same = |import: &&Arc<ImportRecord>| digest == Some(import.sha256);
    if let Some(import_id) = held.iter().copied().find(same).as_ref().map(id) {
        return Step::AlreadyImported { import_id };
    }
    if replace_newer {
        return Step::Import { replaces };
    }
    let newer = held.iter().copied().find(|held| is_newer(held, identity));
    if let Some(than) = newer.as_ref().map(id) {
        return Step::Older { than };
    }
    let missing = |held: &ImportRecord| -> Vec<String> {
        let parts = held.set_parts.iter();
        let lost = parts.filter(|part| !set_parts.contains(part) && !set_parts.is_empty());
        let lost = lost.cloned();
        lost.chain(identity.extent.lacks(&held.extent)).collect()
    };
    let lacking = held.iter().map(|held| (held.import_id, missing(held)));
    match lacking.into_iter().find(|(_, missing)| !missing.is_empty()) {
        Some((than, missing)) => Step::LessThanHeld { than, missing },
        None => Step::Import { replaces },
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
