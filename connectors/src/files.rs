//! The files of one return, as a connector reads them.

use std::io::Cursor;

use crate::error::ConnectorError;
use crate::finding::Finding;
use crate::input::{self, Decoded};

/// What a file is to a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileKind {
    /// The whole return.
    Whole,
    /// One file of a return that is a set of files: which of
    /// [`Connector::parts`](crate::Connector::parts).
    Part(&'static str),
}

impl FileKind {
    /// The part, if it is one.
    pub fn part(self) -> Option<&'static str> {
        match self {
            FileKind::Whole => None,
            FileKind::Part(part) => Some(part),
        }
    }
}

/// One file of a return that is a set.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// Its name in messages and findings, such as `episodes`.
    pub name: &'static str,
    /// Whether the return cannot be read without it.
    pub required: bool,
}

/// The files of one return. A return in one file has one; the files of a set come in the order
/// of [`Connector::parts`](crate::Connector::parts), each at most once.
pub trait Files {
    /// What the files are, in order.
    fn kinds(&self) -> &[FileKind];

    /// Opens a file from its beginning, closing the one that was open. It may be opened again.
    ///
    /// # Errors
    ///
    /// [`ConnectorError::Unreadable`].
    fn open(&mut self, index: usize) -> Result<&mut Decoded, ConnectorError>;
}

/// The place of a part among `files`.
pub fn place_of(files: &dyn Files, part: &str) -> Option<usize> {
    let mut kinds = files.kinds().iter();
    kinds.position(|kind| kind.part() == Some(part))
}

/// Files whose bytes are held in memory.
#[derive(Debug, Default)]
pub struct InMemory {
    kinds: Vec<FileKind>,
    bytes: Vec<Vec<u8>>,
    open: Option<(usize, Decoded)>,
    notices: Vec<Finding>,
}

impl InMemory {
    /// A return in one file.
    pub fn whole(bytes: &[u8]) -> InMemory {
        InMemory::new(vec![(FileKind::Whole, bytes.to_vec())])
    }

    /// A return in these files.
    pub fn new(files: Vec<(FileKind, Vec<u8>)>) -> InMemory {
        let (kinds, bytes) = files.into_iter().unzip();
        InMemory {
            kinds,
            bytes,
            open: None,
            notices: Vec::new(),
        }
    }

    /// Findings on the encoding of the files opened last before now, once all are read.
    pub fn notices(&mut self) -> Vec<Finding> {
        self.close();
        std::mem::take(&mut self.notices)
    }

    fn close(&mut self) {
        if let Some((index, decoded)) = self.open.take() {
            let part = self.kinds[index].part();
            let notices = decoded.notices().into_iter();
            self.notices.extend(notices.map(|notice| notice.part(part)));
        }
    }
}

impl Files for InMemory {
    fn kinds(&self) -> &[FileKind] {
        &self.kinds
    }

    fn open(&mut self, index: usize) -> Result<&mut Decoded, ConnectorError> {
        self.close();
        let bytes = self.bytes.get(index).cloned().unwrap_or_default();
        let decoded = input::open(Box::new(Cursor::new(bytes)));
        Ok(&mut self.open.insert((index, decoded)).1)
    }
}
