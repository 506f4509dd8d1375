//! Why a file is refused. Messages name the place and the item, never a value.

use std::io;

use crate::finding::Position;

/// Why a file could not be read as the dataset it claims to be.
///
/// A file is taken whole or not at all: any of these leaves the store as it was.
#[derive(Debug, thiserror::Error)]
pub enum ConnectorError {
    /// The bytes are no known dataset.
    #[error("not a file that cohort knows: {what}; imports.dataset lists what it reads")]
    Unrecognised {
        /// What was seen instead.
        what: String,
        /// The datasets that would have been recognised.
        known: String,
    },
    /// A well-formed file of another collection or shape.
    #[error("line {}: not a {dataset} file: {what}", at.line)]
    WrongDataset {
        /// Where it showed.
        at: Position,
        /// The dataset that was expected.
        dataset: &'static str,
        /// What was seen instead, without values.
        what: String,
    },
    /// An XML file that ends before its root element does.
    #[error("line {}, column {}: {what}; correct the file or export it again", at.line, at.column)]
    CutOff {
        /// Where reading stopped.
        at: Position,
        /// What is not closed.
        what: String,
    },
    /// The text breaks the rules of its format (XML, CSV) or ends too early.
    #[error("line {}, column {}: {what}; correct the file or export it again", at.line, at.column)]
    Malformed {
        /// Where reading stopped.
        at: Position,
        /// The rule that is broken.
        what: String,
    },
    /// The text is not valid in the encoding it declares.
    #[error("line {}, column {}: the bytes are not valid {encoding}; save the file as UTF-8", at.line, at.column)]
    Encoding {
        /// Where reading stopped.
        at: Position,
        /// The encoding in use.
        encoding: &'static str,
    },
    /// A construct that is refused because it can do harm: a document type, an entity.
    #[error("line {}: {what}; cohort refuses it, remove it from the file", at.line)]
    Forbidden {
        /// Where it stands.
        at: Position,
        /// Which construct.
        what: &'static str,
    },
    /// One part of the file is larger than any real file's.
    #[error("line {}: {what} is larger than {limit} bytes, the most that cohort accepts", at.line)]
    TooLarge {
        /// Where it starts.
        at: Position,
        /// Which part.
        what: &'static str,
        /// The limit.
        limit: u64,
    },
    /// The file does not say whose or which year's it is, and the operator did not either.
    #[error("the file does not say its {what}; give it with {option}")]
    IdentityMissing {
        /// `local authority` or `year`.
        what: &'static str,
        /// The command-line option that supplies it.
        option: &'static str,
    },
    /// A fault in one file of a return that is a set of files.
    #[error("{part}: {source}")]
    InPart {
        /// The file's name in the set, see [`crate::Connector::parts`].
        part: &'static str,
        /// What is wrong with it.
        source: Box<ConnectorError>,
    },
    /// A set lacks a file without which it cannot be read.
    #[error("the set of files lacks {part}; put it beside the others and import them together")]
    PartMissing {
        /// The file's name in the set.
        part: &'static str,
    },
    /// The operating system could not read on.
    #[error("line {}: cannot read on", at.line)]
    Unreadable {
        /// How far reading came.
        at: Position,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// The receiver of the rows failed, for example because the disk is full.
    #[error("the rows could not be handed on")]
    Sink {
        /// The cause.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl ConnectorError {
    /// The same, in a file of a set; as it was where the file is the whole return.
    #[must_use]
    pub fn in_kind(self, kind: crate::FileKind) -> ConnectorError {
        match (kind, self) {
            (_, inner @ (ConnectorError::InPart { .. } | ConnectorError::Sink { .. }))
            | (crate::FileKind::Whole, inner) => inner,
            (crate::FileKind::Part(part), inner) => ConnectorError::InPart {
                part,
                source: Box::new(inner),
            },
        }
    }
}
