//! CSV as the connectors read it: a record at a time, knowing where it is.
//!
//! Comma, or the semicolon, tab or bar that a header without a comma has; double quotes where
//! needed and doubled inside; CRLF, LF or both; a last line with or without its end. A quote
//! that is never closed would swallow the rest of a file as one value, so it is refused where it
//! opens, which is why this is not left to a crate: those that are in use end the record there
//! and do not say so. The same goes for the limit on one record, and for control characters.
//!
//! A record that has no quote is split where it lies, without being copied again.

use std::io::BufRead;

use crate::error::ConnectorError;
use crate::finding::Position;
use crate::input;
use crate::layout::Field;
use crate::value::trimmed;

/// Most bytes of one record.
pub const MAX_RECORD: usize = 1024 * 1024;
/// Records in which a header is looked for: some files have a title above it.
const HEADER_WITHIN: usize = 4;
/// Separators, in the order in which they are tried.
const SEPARATORS: [u8; 4] = *b",;\t|";

/// Reads records from UTF-8 text.
pub struct CsvReader<'a> {
    input: &'a mut dyn BufRead,
    separator: u8,
    /// The record as it stood, without its line end.
    raw: Vec<u8>,
    /// The fields of a record with quotes, taken out of them.
    text: Vec<u8>,
    quoted: bool,
    /// Where each field ends in `raw` or `text`; a field begins behind a separator, or where the
    /// one before ends.
    fields: Vec<(usize, usize)>,
    /// Line and byte at which the next record starts.
    next: Position,
    at: Position,
}

impl std::fmt::Debug for CsvReader<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CsvReader")
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

/// One record.
#[derive(Clone, Copy)]
pub struct Record<'r> {
    text: &'r str,
    fields: &'r [(usize, usize)],
    /// Where it starts; the column is not known.
    pub at: Position,
}

/// Shows no value.
impl std::fmt::Debug for Record<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Record")
            .field("fields", &self.fields.len())
            .field("at", &self.at)
            .finish()
    }
}

impl<'r> Record<'r> {
    /// Number of fields.
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether it has no field; never so.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// The text of a field, `None` behind the last.
    pub fn get(&self, index: usize) -> Option<&'r str> {
        let (start, end) = *self.fields.get(index)?;
        self.text.get(start..end)
    }

    /// Every field.
    pub fn iter(&self) -> impl Iterator<Item = &'r str> + use<'r> {
        let text = self.text;
        self.fields
            .iter()
            .map(move |(start, end)| text.get(*start..*end).unwrap_or_default())
    }

    /// Whether no field holds anything but blanks.
    pub fn is_blank(&self) -> bool {
        self.iter().all(|field| trimmed(field).is_empty())
    }
}

impl<'a> CsvReader<'a> {
    /// Reads `input`, which must be UTF-8: see [`input::open`].
    pub fn new(input: &'a mut dyn BufRead) -> Self {
        let first = Position {
            line: 1,
            column: 0,
            byte: 0,
        };
        CsvReader {
            input,
            separator: b',',
            raw: Vec::with_capacity(1024),
            text: Vec::new(),
            quoted: false,
            fields: Vec::with_capacity(64),
            next: first,
            at: first,
        }
    }

    /// How far reading has come.
    pub fn position(&self) -> Position {
        self.next
    }

    /// The next record that is not a blank line.
    ///
    /// # Errors
    ///
    /// [`ConnectorError::Malformed`], [`ConnectorError::TooLarge`], and what the input gives. Do
    /// not read on after one.
    pub fn record(&mut self) -> Result<Option<Record<'_>>, ConnectorError> {
        loop {
            if !self.fill()? {
                return Ok(None);
            }
            if !self.raw.iter().all(u8::is_ascii_whitespace) {
                break;
            }
        }
        self.split();
        self.as_record().map(Some)
    }

    /// The first of the first few records that `is_header` accepts. The separator is found out
    /// from it.
    ///
    /// # Errors
    ///
    /// [`ConnectorError::WrongDataset`] when none is, and as [`CsvReader::record`].
    pub fn header(
        &mut self,
        dataset: &'static str,
        mut is_header: impl FnMut(&Record<'_>) -> bool,
    ) -> Result<Vec<String>, ConnectorError> {
        for _ in 0..HEADER_WITHIN {
            self.separator = b',';
            if self.record()?.is_none() {
                break;
            }
            if self.fields.len() == 1
                && let Some(separator) = SEPARATORS
                    .into_iter()
                    .find(|separator| self.raw.contains(separator))
            {
                self.separator = separator;
                self.split();
            }
            let record = self.as_record()?;
            if is_header(&record) {
                return Ok(record.iter().map(|name| name.trim().to_owned()).collect());
            }
        }
        if self.next.byte == 0 {
            return Err(ConnectorError::Malformed {
                at: Position {
                    column: 1,
                    ..self.next
                },
                what: "the file is empty".to_owned(),
            });
        }
        Err(ConnectorError::WrongDataset {
            at: self.at,
            dataset,
            what: "its first lines hold no header of this layout".to_owned(),
        })
    }

    /// Finds the fields of `raw`.
    fn split(&mut self) {
        self.fields.clear();
        self.quoted = memchr::memchr(b'"', &self.raw).is_some();
        if self.quoted {
            self.unquote();
            return;
        }
        let mut start = 0;
        for end in memchr::memchr_iter(self.separator, &self.raw) {
            self.fields.push((start, end));
            start = end + 1;
        }
        self.fields.push((start, self.raw.len()));
    }

    fn as_record(&self) -> Result<Record<'_>, ConnectorError> {
        let text = if self.quoted { &self.text } else { &self.raw };
        let text = std::str::from_utf8(text).map_err(|_| ConnectorError::Encoding {
            at: self.at,
            encoding: "UTF-8",
        })?;
        Ok(Record {
            text,
            fields: &self.fields,
            at: self.at,
        })
    }

    /// Reads the next record into `raw`; `false` at the end of the file.
    fn fill(&mut self) -> Result<bool, ConnectorError> {
        self.raw.clear();
        self.at = self.next;
        let mut quotes = Quotes::default();
        loop {
            let available = match self.input.fill_buf() {
                Ok(available) => available,
                Err(error) => return Err(input::read_error(error, self.at)),
            };
            if available.is_empty() {
                return self.end_of_file(&quotes);
            }
            let newline = memchr::memchr(b'\n', available);
            let taken = newline.map_or(available.len(), |at| at + 1);
            let part = &available[..newline.unwrap_or(taken)];
            quotes.pass(part, self.separator, self.raw.len());
            self.raw.extend_from_slice(part);
            self.input.consume(taken);
            self.next.byte += taken as u64;
            if self.raw.len() > MAX_RECORD {
                return Err(ConnectorError::TooLarge {
                    at: self.at,
                    what: "one record",
                    limit: MAX_RECORD as u64,
                });
            }
            if newline.is_none() {
                continue;
            }
            self.next.line += 1;
            if quotes.open {
                quotes.pass(b"\n", self.separator, self.raw.len());
                self.raw.push(b'\n');
                continue;
            }
            if self.raw.last() == Some(&b'\r') {
                self.raw.pop();
            }
            self.check_control()?;
            return Ok(true);
        }
    }

    fn end_of_file(&mut self, quotes: &Quotes) -> Result<bool, ConnectorError> {
        if quotes.open {
            let before = &self.raw[..quotes.opened_at];
            let line_start = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
            let lines = memchr::memchr_iter(b'\n', before).count() as u64;
            let characters = String::from_utf8_lossy(&before[line_start..])
                .chars()
                .count();
            let at = Position {
                line: self.at.line + lines,
                column: characters as u64 + 1,
                byte: self.at.byte + quotes.opened_at as u64,
            };
            return Err(ConnectorError::Malformed {
                at,
                what: "a quote is opened here and never closed".to_owned(),
            });
        }
        if self.raw.last() == Some(&b'\r') {
            self.raw.pop();
        }
        self.check_control()?;
        Ok(!self.raw.is_empty())
    }

    fn check_control(&self) -> Result<(), ConnectorError> {
        // Without a branch for each byte, many bytes are looked at in one step.
        let control = |b: u8| (b < 0x20) & (b != b'\t') & (b != b'\n') & (b != b'\r');
        if self.raw.iter().fold(false, |any, b| any | control(*b)) {
            return Err(ConnectorError::Malformed {
                at: Position {
                    column: 1,
                    ..self.at
                },
                what: "the line holds a control character, so this is not a text file".to_owned(),
            });
        }
        Ok(())
    }

    /// Splits `raw` into `text`, quotes taken off.
    fn unquote(&mut self) {
        self.text.clear();
        let mut state = State::Start;
        let mut start = 0;
        for byte in &self.raw {
            let byte = *byte;
            state = match state {
                State::Start if byte == b'"' => State::Quoted,
                State::Quoted if byte == b'"' => State::QuoteSeen,
                State::QuoteSeen if byte == b'"' => {
                    self.text.push(b'"');
                    State::Quoted
                }
                State::Quoted => {
                    self.text.push(byte);
                    State::Quoted
                }
                _ if byte == self.separator => {
                    self.fields.push((start, self.text.len()));
                    start = self.text.len();
                    State::Start
                }
                _ => {
                    self.text.push(byte);
                    State::Plain
                }
            };
        }
        self.fields.push((start, self.text.len()));
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
enum State {
    #[default]
    Start,
    Plain,
    Quoted,
    QuoteSeen,
}

/// Whether a record goes on behind the end of a line.
#[derive(Debug, Default)]
struct Quotes {
    state: State,
    open: bool,
    opened_at: usize,
}

impl Quotes {
    /// `part` stands at byte `offset` of the record.
    fn pass(&mut self, part: &[u8], separator: u8, offset: usize) {
        if !self.open && self.state == State::Start && memchr::memchr(b'"', part).is_none() {
            // The state at the end of such a part decides nothing unless a part follows; then
            // all that counts is whether a field has begun.
            if part.last().is_some_and(|last| *last != separator) {
                self.state = State::Plain;
            }
            return;
        }
        for (at, byte) in part.iter().enumerate() {
            self.state = match self.state {
                State::Start if *byte == b'"' => {
                    self.opened_at = offset + at;
                    State::Quoted
                }
                State::Quoted if *byte == b'"' => State::QuoteSeen,
                State::QuoteSeen if *byte == b'"' => State::Quoted,
                State::Quoted => State::Quoted,
                _ if *byte == separator => State::Start,
                _ => State::Plain,
            };
        }
        self.open = self.state == State::Quoted;
    }
}

/// The first few records of the beginning of a file, as headers may stand in them: trimmed.
/// Empty for what is not CSV at all.
pub fn headers(head: &str) -> Vec<Vec<String>> {
    let mut headers = Vec::new();
    if head.trim_start().starts_with(['<', '{', '%']) || head.starts_with("PK\u{3}\u{4}") {
        return headers;
    }
    let mut bytes = head.as_bytes();
    let mut reader = CsvReader::new(&mut bytes);
    let found = reader.header("", |record| {
        headers.push(record.iter().map(|name| name.trim().to_owned()).collect());
        false
    });
    debug_assert!(found.is_err(), "no header is accepted");
    headers
}

/// A heading as it is compared: its letters and digits, in capitals.
pub fn normal(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric());
    kept.flat_map(char::to_uppercase).collect()
}

/// Which column of a file holds which field.
#[derive(Debug, Clone)]
pub struct Headings {
    places: Vec<Option<usize>>,
    /// Number of columns of the header.
    pub width: usize,
    /// Fields that have a column under another spelling than published.
    pub renamed: Vec<usize>,
    /// Columns that are of no field.
    pub unknown: Vec<usize>,
    /// Columns that are of a field which an earlier column already is.
    pub repeated: Vec<usize>,
}

impl Headings {
    /// Matches a header to fields: by the published name, then by the other spellings, then by
    /// the column's own name; letters and digits count, case does not.
    pub fn of(header: &[String], fields: &'static [Field]) -> Headings {
        let normals: Vec<String> = header.iter().map(|name| normal(name)).collect();
        let mut headings = Headings {
            places: vec![None; fields.len()],
            width: header.len(),
            renamed: Vec::new(),
            unknown: Vec::new(),
            repeated: Vec::new(),
        };
        for (column, name) in normals.iter().enumerate() {
            let field = fields.iter().position(|field| is_named(field, name));
            match field {
                None => headings.unknown.push(column),
                Some(field) if headings.places[field].is_some() => headings.repeated.push(column),
                Some(field) => {
                    headings.places[field] = Some(column);
                    if normal(fields[field].item()) != *name {
                        headings.renamed.push(field);
                    }
                }
            }
        }
        headings
    }

    /// Whether the file has a column for the field.
    pub fn has(&self, field: usize) -> bool {
        self.places.get(field).copied().flatten().is_some()
    }

    /// The place of a field's column; `None` where the file has no such column.
    pub fn place(&self, field: usize) -> Option<usize> {
        self.places.get(field).copied().flatten()
    }

    /// The text of a field in a record; `None` where the file has no such column.
    pub fn get<'r>(&self, record: &Record<'r>, field: usize) -> Option<&'r str> {
        record.get((*self.places.get(field)?)?)
    }
}

fn is_named(field: &Field, name: &str) -> bool {
    let mut spellings = field.also.iter().chain(field.formerly);
    normal(field.item()) == name
        || spellings.any(|spelling| normal(spelling) == name)
        || normal(field.column.name) == name
}

#[cfg(test)]
mod tests;
