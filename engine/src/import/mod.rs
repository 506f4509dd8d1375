//! Import: files into the store, whole or not at all.
//!
//! ```text
//! paths ─▶ paths.rs  files, folders and patterns become a list of files
//!       ─▶ source.rs archives and workbooks become the files in them
//!       ─▶ plan.rs   what each file is, which make a set, whose, and what it would replace
//!       ─▶ read.rs   connector on its own thread ──bounded channel──▶ stage.rs object writers
//!       ─▶ run.rs    files read become one snapshot, or are thrown away
//! ```
//!
//! **What a snapshot holds.** The files of one command are committed together, at the latest
//! every [`CHECKPOINT_BYTES`] of input, so that 765 files do not make 765 manifests, and a long
//! command that is broken off keeps what came before. A file is always wholly inside one
//! snapshot. Two files for one return never share a snapshot: the older keeps a snapshot of its
//! own and stays reachable there.
//!
//! **Which file wins.** Of two files for one dataset, authority, year, period and source that
//! hold anything of the same, the one with the higher serial number replaces the other, then the
//! one made later, then the one imported later. One that holds less than it would replace is
//! refused. Files that hold nothing of the same, such as two year groups of one school, and
//! versions of one return stand beside each other; `standing.rs` says which count. The order on the command line does not matter, and neither does the order of
//! commands: a file that is older than what the store holds is left out and says so, unless
//! [`Options::replace_newer`] asks for it.
//!
//! **What may go wrong.** A file that cannot be read is refused and spoils no other. When the
//! store fails (disk full, no permission) or the operator interrupts, everything since the last
//! commit is removed again and the store is as it was.

use std::path::PathBuf;

use cohort_catalog::CatalogError;
use cohort_connectors::ConnectorError;

mod ahead;
mod findings;
mod paths;
mod plan;
mod read;
mod run;
mod source;
mod stage;
pub(crate) mod standing;
pub mod tables;

pub use paths::{Candidate, Expanded, expand};
pub use plan::{Given, ImportPlan, Known, Member, PlanLine, Refused, Step, plan};
pub use read::{Observer, Reading, Silent, read_findings};
pub use run::{CHECKPOINT_BYTES, Cancel, FileReport, Options, Outcome, Report, run};
pub use source::Source;

/// Why one file is not imported. The others are none the worse for it.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// There is nothing at the path.
    #[error("no such file or folder; check the path")]
    Missing,
    /// A pattern that fits no file.
    #[error("no file fits this pattern; check it, and quote it from the shell")]
    NoMatch,
    /// Neither a file nor a folder.
    #[error("neither a file nor a folder; name a file")]
    NotAFile,
    /// The operating system does not let it be opened.
    #[error("cannot be opened; check who may read it")]
    Open {
        /// The cause.
        #[source]
        source: std::io::Error,
    },
    /// A folder in which no file is of a known dataset.
    #[error(
        "holds no file that cohort knows ({files} looked at); imports.dataset lists what it reads"
    )]
    NothingKnown {
        /// Files looked at.
        files: usize,
        /// Names of the datasets.
        known: String,
    },
    /// A ZIP archive or workbook whose structure is broken.
    #[error("is a damaged ZIP archive or workbook; export it again")]
    DamagedZip,
    /// A file in a ZIP archive that needs a password.
    #[error("needs a password; unpack it and import the file itself")]
    Encrypted,
    /// A file in a ZIP archive packed in an uncommon way.
    #[error("is packed in a way that cohort does not read; unpack it and import the file itself")]
    Packing,
    /// A workbook too large to be opened whole.
    #[error("is a workbook of more than 64 MiB; save the sheet as CSV")]
    LargeWorkbook,
    /// Two files of a folder are the same part of a set.
    #[error("is the {part} of a set, and so is {}; import sets from folders of their own", other.display())]
    PartTwice {
        /// The part.
        part: &'static str,
        /// The other file.
        other: PathBuf,
    },
    /// A return without parts that the store holds of it.
    #[error(
        "lacks what import {import_id} holds: {}; import the whole return, or say --replace-newer to replace it by less",
        missing.join(", ")
    )]
    LessThanHeld {
        /// The import it would replace.
        import_id: i64,
        /// The parts that would be lost.
        missing: Vec<String>,
    },
    /// The file changed while it was being read.
    #[error("changed between planning and reading; import it again when it is complete")]
    Changed,
    /// What the connector says.
    #[error(transparent)]
    Connector(#[from] ConnectorError),
}

/// Why an import stopped. Nothing since the last commit is kept; if there was one, the error is
/// [`ImportError::Partly`].
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The store refused.
    #[error(transparent)]
    Store(#[from] CatalogError),
    /// It stopped after some files had been committed, which stay.
    #[error(
        "{source}; before that {files} {} imported and {} in the store",
        if *.files == 1 { "file was" } else { "files were" },
        if *.files == 1 { "is" } else { "are" }
    )]
    Partly {
        /// Files that are in the store.
        files: usize,
        /// Why it stopped.
        source: Box<ImportError>,
    },
    /// The operator asked to stop.
    #[error("interrupted; files not yet committed were left out, run the command again")]
    Interrupted,
    /// A connector panicked, which is a fault of the program.
    #[error("{}: reading it failed inside cohort; the store is unchanged, please report it", path.display())]
    Panicked {
        /// The file.
        path: PathBuf,
    },
}

#[cfg(test)]
pub(crate) mod tests;
