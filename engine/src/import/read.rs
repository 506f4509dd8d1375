//! Reading one file: bytes → digest → decoder → connector, on a thread of its own.
//!
//! What the connector hands on goes through a bounded channel, so parsing and writing overlap
//! and memory does not grow with the file. The digest is computed over the bytes as they are
//! read, so a file is read once.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use arrow::array::RecordBatch;
use cohort_catalog::{Digest, FindingCounts, TableDef, TableLevel};
use cohort_connectors::input::Decoded;
use cohort_connectors::{
    Connector, ConnectorError, FileKind, Files, Finding, Identity, Position, Sink, Summary, input,
};
use sha2::Digest as _;
use tokio::sync::mpsc;

use super::FileError;
use super::findings::FindingRows;
use super::tables::FINDING;

/// Batches that may wait between the parser and the writers. More would only cost memory.
const WAITING_BATCHES: usize = 4;

/// Hears how far an import is. Calls come from several threads and must return at once.
pub trait Observer: Send + Sync {
    /// A file of `bytes` bytes is begun.
    fn begin(&self, _path: &Path, _bytes: u64) {}
    /// So many more bytes of it were read.
    fn read(&self, _bytes: u64) {}
    /// So many more children of it were read.
    fn children(&self, _children: u64) {}
    /// The file is done, well or not.
    fn end(&self) {}
}

/// Nobody listens.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Observer for Silent {}

/// What is known of a file once it has been read to its end.
#[derive(Debug, Clone)]
pub struct Reading {
    /// What the connector counted.
    pub summary: Summary,
    /// Findings by severity.
    pub findings: FindingCounts,
    /// Digest of the file's bytes.
    pub sha256: Digest,
    /// Size of the file.
    pub bytes: u64,
    /// When it had been changed last once all of it was read, where the file system tells.
    pub modified: Option<SystemTime>,
}

/// Rows on their way from the parser to the writers.
pub(super) struct Piece {
    pub(super) table: &'static TableDef,
    pub(super) rows: RecordBatch,
}

/// Reads a file on a blocking thread. Pieces arrive at the receiver; the handle gives the rest.
/// A receiver that is dropped stops the reading.
pub(super) fn start(
    path: &Path,
    connector: &'static dyn Connector,
    identity: &Identity,
    observer: &Arc<dyn Observer>,
) -> (
    mpsc::Receiver<Piece>,
    tokio::task::JoinHandle<Result<Reading, FileError>>,
) {
    let (sender, receiver) = mpsc::channel(WAITING_BATCHES);
    let (path, identity, observer) = (path.to_owned(), identity.clone(), Arc::clone(observer));
    let handle = tokio::task::spawn_blocking(move || {
        let mut send = |table, rows| {
            let sent = sender.blocking_send(Piece { table, rows });
            sent.map_err(|_| ConnectorError::Sink {
                source: "the writers stopped".into(),
            })
        };
        read_into(&path, connector, &identity, &observer, true, &mut send)
    });
    (receiver, handle)
}

/// Reads a file for its findings alone, on the calling thread. `each` gets them in batches of
/// [`FINDING`]'s file schema.
///
/// # Errors
///
/// [`FileError`] when the file must be refused; the findings until then have been handed on.
pub fn read_findings(
    path: &Path,
    connector: &'static dyn Connector,
    identity: &Identity,
    observer: &Arc<dyn Observer>,
    each: &mut dyn FnMut(RecordBatch) -> Result<(), ConnectorError>,
) -> Result<Reading, FileError> {
    read_into(
        path,
        connector,
        identity,
        observer,
        false,
        &mut |_, rows| each(rows),
    )
}

fn read_into(
    path: &Path,
    connector: &'static dyn Connector,
    identity: &Identity,
    observer: &Arc<dyn Observer>,
    keep_rows: bool,
    each: Each<'_>,
) -> Result<Reading, FileError> {
    let file = File::open(path).map_err(|source| FileError::Open { source })?;
    // A second handle on the same file, whatever may stand under its name by the end.
    let same = file
        .try_clone()
        .map_err(|source| FileError::Open { source })?;
    let progress = Arc::new(Progress::default());
    let raw = Watched {
        file,
        progress: Arc::clone(&progress),
        observer: Arc::clone(observer),
    };
    let mut text = input::open(Box::new(raw));
    text.head()?;
    let mut receiver = Receiver {
        findings: FindingRows::new(connector.name()),
        // The first of the dataset's child tables has a row per main record.
        children: connector
            .tables()
            .iter()
            .copied()
            .find(|t| t.level == TableLevel::Child),
        observer,
        keep_rows,
        each,
    };
    let mut file = OneFile::new(text);
    let summary = connector.read(&mut file, identity, &mut receiver)?;
    let mut text = file.into_text();
    for notice in text.notices() {
        receiver.finding(notice)?;
    }
    receiver.flush()?;
    let findings = receiver.findings.counts();
    // A connector may stop at the end of its document; the digest is of the whole file.
    io::copy(&mut text, &mut io::sink())
        .map_err(|error| input::read_error(error, Position::default()))?;
    let (sha256, bytes) = progress.finish();
    Ok(Reading {
        summary,
        findings,
        sha256,
        bytes,
        modified: same.metadata().and_then(|now| now.modified()).ok(),
    })
}

/// A return in one file, read once.
pub(super) struct OneFile(Decoded);

impl OneFile {
    pub(super) fn new(text: Decoded) -> Self {
        OneFile(text)
    }

    fn into_text(self) -> Decoded {
        self.0
    }
}

impl Files for OneFile {
    fn kinds(&self) -> &[FileKind] {
        &[FileKind::Whole]
    }

    fn open(&mut self, _: usize) -> Result<&mut Decoded, ConnectorError> {
        Ok(&mut self.0)
    }
}

/// Takes batches of a table.
type Each<'a> = &'a mut dyn FnMut(&'static TableDef, RecordBatch) -> Result<(), ConnectorError>;

/// The connector's sink: rows pass through, findings become rows.
struct Receiver<'a> {
    findings: FindingRows,
    children: Option<&'static TableDef>,
    observer: &'a Arc<dyn Observer>,
    keep_rows: bool,
    each: Each<'a>,
}

impl Receiver<'_> {
    fn flush(&mut self) -> Result<(), ConnectorError> {
        if self.findings.is_empty() {
            return Ok(());
        }
        let rows = self
            .findings
            .take()
            .map_err(|e| ConnectorError::Sink { source: e.into() })?;
        (self.each)(&FINDING, rows)
    }
}

impl Sink for Receiver<'_> {
    fn batch(&mut self, table: &'static TableDef, rows: RecordBatch) -> Result<(), ConnectorError> {
        if self
            .children
            .is_some_and(|children| std::ptr::eq(children, table))
        {
            self.observer.children(rows.num_rows() as u64);
        }
        if self.keep_rows && rows.num_rows() > 0 {
            (self.each)(table, rows)
        } else {
            Ok(())
        }
    }

    fn finding(&mut self, finding: Finding) -> Result<(), ConnectorError> {
        self.findings.push(&finding);
        if self.findings.is_full() {
            self.flush()
        } else {
            Ok(())
        }
    }
}

/// Digest and size of what has been read. The decoder owns the reader, so the two share this;
/// the lock is never contended.
#[derive(Default)]
struct Progress {
    digest: Mutex<sha2::Sha256>,
    bytes: AtomicU64,
}

impl Progress {
    fn finish(&self) -> (Digest, u64) {
        let digest = self
            .digest
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let bytes: [u8; 32] = digest.finalize().into();
        (Digest::from(bytes), self.bytes.load(Ordering::Relaxed))
    }
}

/// A file whose reading is watched and digested.
struct Watched {
    file: File,
    progress: Arc<Progress>,
    observer: Arc<dyn Observer>,
}

impl Read for Watched {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.progress
            .digest
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .update(&buffer[..count]);
        self.progress
            .bytes
            .fetch_add(count as u64, Ordering::Relaxed);
        self.observer.read(count as u64);
        Ok(count)
    }
}

/// Digest of a whole file.
pub(super) fn digest(path: &Path) -> io::Result<Digest> {
    let mut file = File::open(path)?;
    let mut digest = sha2::Sha256::new();
    let mut buffer = vec![0; 256 * 1024];
    loop {
        match file.read(&mut buffer)? {
            0 => break,
            count => digest.update(&buffer[..count]),
        }
    }
    let bytes: [u8; 32] = digest.finalize().into();
    Ok(Digest::from(bytes))
}
