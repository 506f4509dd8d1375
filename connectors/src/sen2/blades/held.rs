//! The rows of one file, held compactly: the texts one after another, and where each ends.

use crate::error::ConnectorError;
use crate::finding::Position;
use crate::xml::record::Record;

/// Most bytes of the texts of one file, so that a place among them takes four bytes.
const MAX_TEXTS: usize = u32::MAX as usize;

#[derive(Debug, Clone, Copy)]
struct Row {
    line: u64,
    byte: u64,
    /// Number of texts up to the end of the row.
    leaves: u32,
}

/// The rows of one file. A row takes 24 bytes, a text 8 and its length.
#[derive(Default)]
pub(super) struct Held {
    texts: String,
    /// Field and end of each text that is not blank.
    leaves: Vec<(u8, u32)>,
    rows: Vec<Row>,
}

/// Shows no text.
impl std::fmt::Debug for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Held")
            .field("rows", &self.rows.len())
            .finish_non_exhaustive()
    }
}

impl Held {
    /// Adds a row: its texts and their fields. Gives its number.
    pub(super) fn push<'t>(
        &mut self,
        at: Position,
        fields: impl Iterator<Item = (u8, &'t str)>,
    ) -> Result<u32, ConnectorError> {
        for (field, text) in fields {
            self.texts.push_str(text);
            let end = small(self.texts.len(), at)?;
            self.leaves.push((field, end));
        }
        let number = small(self.rows.len(), at)?;
        self.rows.push(Row {
            line: at.line,
            byte: at.byte,
            leaves: small(self.leaves.len(), at)?,
        });
        Ok(number)
    }

    /// Number of rows.
    pub(super) fn len(&self) -> u32 {
        // `push` refuses more.
        self.rows.len() as u32
    }

    /// Where a row starts.
    pub(super) fn at(&self, row: u32) -> Position {
        let row = self.rows[row as usize];
        Position {
            line: row.line,
            column: 0,
            byte: row.byte,
        }
    }

    /// Gives the open group of `record` the texts of a row, and says how many bytes they have.
    pub(super) fn put(&self, row: u32, record: &mut Record) -> u64 {
        let at = self.at(row);
        let row = row as usize;
        let first = row
            .checked_sub(1)
            .map_or(0, |before| self.rows[before].leaves) as usize;
        let last = self.rows[row].leaves as usize;
        let begin = first
            .checked_sub(1)
            .map_or(0, |before| self.leaves[before].1) as usize;
        let mut start = begin;
        for (field, end) in &self.leaves[first..last] {
            let end = *end as usize;
            record.field(usize::from(*field), &self.texts[start..end], at);
            start = end;
        }
        (start - begin) as u64
    }
}

fn small(number: usize, at: Position) -> Result<u32, ConnectorError> {
    u32::try_from(number).map_err(|_| ConnectorError::TooLarge {
        at,
        what: "the file",
        limit: MAX_TEXTS as u64,
    })
}
