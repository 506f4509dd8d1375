//! Reading one return: bytes → digest → decoder → connector, on a thread of its own.
//!
//! What the connector hands on goes through a bounded channel, so parsing and writing overlap
//! and memory does not grow with the file. The digest is computed over the bytes as they are
//! read, so a file is read once, and both happen ahead of the connector.

use std::io::{self, Read};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::RecordBatch;
use cohort_catalog::{Digest, FindingCounts, TableDef, TableLevel};
use cohort_connectors::input::Decoded;
use cohort_connectors::{ConnectorError, FileKind, Files, Finding, Position, Sink, Summary, input};
use sha2::Digest as _;
use tokio::sync::mpsc;

use super::ahead::Ahead;
use super::findings::FindingRows;
use super::source::Source;
use super::tables::FINDING;
use super::{FileError, Member, PlanLine};

/// Batches that may wait between the parser and the writers. A dataset hands on its tables
/// together, a dozen at once; were there no room for them, parsing would stand still until they
/// are written, and writing until the next are full.
const WAITING_BATCHES: usize = 16;

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
    /// Digest of the bytes.
    pub sha256: Digest,
    /// Size of the file, or of all files of the set.
    pub bytes: u64,
}

/// Rows on their way from the parser to the writers.
pub(super) struct Piece {
    pub(super) table: &'static TableDef,
    pub(super) rows: RecordBatch,
}

/// Reads a return on a blocking thread. Pieces arrive at the receiver; the handle gives the
/// rest. A receiver that is dropped stops the reading.
pub(super) fn start(
    line: &PlanLine,
    observer: &Arc<dyn Observer>,
) -> (
    mpsc::Receiver<Piece>,
    tokio::task::JoinHandle<Result<Reading, FileError>>,
) {
    let (sender, receiver) = mpsc::channel(WAITING_BATCHES);
    let (line, observer) = (line.clone(), Arc::clone(observer));
    let handle = tokio::task::spawn_blocking(move || {
        let mut send = |table, rows| {
            let sent = sender.blocking_send(Piece { table, rows });
            sent.map_err(|_| ConnectorError::Sink {
                source: "the writers stopped".into(),
            })
        };
        read_into(&line, &observer, true, &mut send)
    });
    (receiver, handle)
}

/// Reads a return for its findings alone, on the calling thread. `each` gets them in batches of
/// [`FINDING`]'s file schema.
///
/// # Errors
///
/// [`FileError`] when it must be refused; the findings until then have been handed on.
pub fn read_findings(
    line: &PlanLine,
    observer: &Arc<dyn Observer>,
    each: &mut dyn FnMut(RecordBatch) -> Result<(), ConnectorError>,
) -> Result<Reading, FileError> {
    read_into(line, observer, false, &mut |_, rows| each(rows))
}

fn read_into(
    line: &PlanLine,
    observer: &Arc<dyn Observer>,
    keep_rows: bool,
    each: Each<'_>,
) -> Result<Reading, FileError> {
    let connector = line.known.connector;
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
    let mut files = OpenFiles::new(&line.members, Some(observer));
    let summary = connector.read(&mut files, &line.known.identity, &mut receiver)?;
    let (digests, notices) = files.finish()?;
    for notice in notices {
        receiver.finding(notice)?;
    }
    receiver.flush()?;
    let unchanged = line
        .members
        .iter()
        .zip(&digests)
        .all(|(member, (_, bytes))| {
            // The size of a sheet is not that of its workbook.
            let same_size = matches!(member.source, Source::Sheet { .. }) || member.bytes == *bytes;
            same_size && member.source.modified() == member.modified
        });
    if !unchanged {
        return Err(FileError::Changed);
    }
    Ok(Reading {
        summary,
        findings: receiver.findings.counts(),
        sha256: digest_of(&line.members, digests.iter().map(|(digest, _)| *digest)),
        bytes: line.bytes,
    })
}

/// Digest of a file's bytes, and how many they are.
type Measured = (Digest, u64);

/// The files of a return as its connector reads them. Where someone observes the reading, their
/// bytes are counted and digested on the way.
pub(super) struct OpenFiles<'a> {
    members: &'a [Member],
    kinds: Vec<FileKind>,
    observer: Option<&'a Arc<dyn Observer>>,
    open: Option<(usize, Decoded, Arc<Progress>)>,
    /// Digest and size of each file that has been read.
    digests: Vec<Option<Measured>>,
    notices: Vec<Finding>,
}

impl<'a> OpenFiles<'a> {
    pub(super) fn new(members: &'a [Member], observer: Option<&'a Arc<dyn Observer>>) -> Self {
        OpenFiles {
            members,
            kinds: members.iter().map(|member| member.kind).collect(),
            observer,
            open: None,
            digests: vec![None; members.len()],
            notices: Vec::new(),
        }
    }

    /// Ends the file that is open. A connector may stop at the end of its document; the digest
    /// is of the whole file.
    fn close(&mut self) -> Result<(), ConnectorError> {
        let Some((index, mut text, progress)) = self.open.take() else {
            return Ok(());
        };
        if self.observer.is_none() || self.digests[index].is_some() {
            return Ok(());
        }
        io::copy(&mut text, &mut io::sink())
            .map_err(|error| input::read_error(error, Position::default()))?;
        let part = self.kinds[index].part();
        let notices = text.notices().into_iter();
        self.notices.extend(notices.map(|notice| notice.part(part)));
        self.digests[index] = Some(progress.finish());
        Ok(())
    }

    /// Digest and size of every file, and the findings on their encodings.
    fn finish(mut self) -> Result<(Vec<Measured>, Vec<Finding>), FileError> {
        self.close()?;
        let mut all = Vec::new();
        for (member, digest) in self.members.iter().zip(self.digests) {
            let digest = match digest {
                Some(digest) => digest,
                None => digest_one(member).map_err(|source| FileError::Open { source })?,
            };
            all.push(digest);
        }
        Ok((all, self.notices))
    }
}

impl Files for OpenFiles<'_> {
    fn kinds(&self) -> &[FileKind] {
        &self.kinds
    }

    fn open(&mut self, index: usize) -> Result<&mut Decoded, ConnectorError> {
        self.close()?;
        let first = Position {
            line: 1,
            column: 1,
            byte: 0,
        };
        let raw = self.members[index]
            .source
            .open()
            .map_err(|error| input::read_error(error, first))?;
        let progress = Arc::new(Progress::default());
        let raw: Box<dyn Read + Send> = match self.observer {
            Some(observer) => {
                Box::new(Ahead::new(raw, Arc::clone(&progress), Arc::clone(observer)))
            }
            None => raw,
        };
        let mut text = input::open(raw);
        text.head()?;
        Ok(&mut self.open.insert((index, text, progress)).1)
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

/// Digest and size of what has been read. The thread that reads shares it with the one that asks
/// for it at the end; the lock is never contended.
#[derive(Default)]
pub(super) struct Progress {
    digest: Mutex<sha2::Sha256>,
    bytes: AtomicU64,
}

impl Progress {
    /// Takes note of the next bytes.
    pub(super) fn add(&self, bytes: &[u8]) {
        self.digest
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .update(bytes);
        self.bytes.fetch_add(bytes.len() as u64, Ordering::Relaxed);
    }

    pub(super) fn finish(&self) -> (Digest, u64) {
        let digest = self
            .digest
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let bytes: [u8; 32] = digest.finalize().into();
        (Digest::from(bytes), self.bytes.load(Ordering::Relaxed))
    }
}

/// Digest of the bytes of a return.
pub(super) fn digest(members: &[Member]) -> io::Result<Digest> {
    let digests: io::Result<Vec<_>> = members.iter().map(digest_one).collect();
    Ok(digest_of(
        members,
        digests?.into_iter().map(|(digest, _)| digest),
    ))
}

/// That of the file; of a set that of its parts' names and digests, so that the names and order
/// of its files do not matter.
fn digest_of(members: &[Member], digests: impl Iterator<Item = Digest>) -> Digest {
    let digests: Vec<Digest> = digests.collect();
    if let (
        [
            Member {
                kind: FileKind::Whole,
                ..
            },
        ],
        [digest],
    ) = (members, &digests[..])
    {
        return *digest;
    }
    let mut text = String::new();
    for (member, digest) in members.iter().zip(digests) {
        let part = member.kind.part().unwrap_or_default();
        text.push_str(&format!("{part} {digest}\n"));
    }
    Digest::of(text.as_bytes())
}

fn digest_one(member: &Member) -> io::Result<(Digest, u64)> {
    let mut file = member.source.open()?;
    let mut digest = sha2::Sha256::new();
    let mut buffer = vec![0; 256 * 1024];
    let mut bytes = 0;
    loop {
        match file.read(&mut buffer)? {
            0 => break,
            count => {
                digest.update(&buffer[..count]);
                bytes += count as u64;
            }
        }
    }
    let digest: [u8; 32] = digest.finalize().into();
    Ok((Digest::from(digest), bytes))
}
