//! Bytes to text: every connector reads UTF-8, whatever the file was saved in.
//!
//! Real exports come with byte order marks, as UTF-16 under a UTF-8 declaration, and in
//! Windows-1252. The bytes are believed before the declaration: a byte order mark first, then
//! the zero bytes that UTF-16 puts between Latin letters, then the declared encoding if that
//! is a single-byte one, then UTF-8. A file that declares nothing because it is not XML, and is
//! not valid UTF-8, is read as Windows-1252 from its first such byte on: all before it means the
//! same in both. Other text that is not valid in its encoding is refused where it stands;
//! nothing is ever replaced by a placeholder character.
//!
//! Memory is two fixed buffers, however large the file.

use std::fmt;
use std::io::{self, BufRead, Read};

use encoding_rs::{DecoderResult, Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::error::ConnectorError;
use crate::finding::{Finding, Position, Severity};
use crate::sniff::HEAD_BYTES;

/// Size of each buffer. The first filling must hold [`HEAD_BYTES`] of decoded text, and
/// UTF-16 may halve when decoded.
const BUFFER: usize = 64 * 1024;
const _: () = assert!(BUFFER / 2 >= HEAD_BYTES);
/// A byte of UTF-16 or a single-byte encoding becomes at most this many bytes of UTF-8.
const GROWTH: usize = 3;
/// How much of the beginning may hold the XML declaration.
const DECLARATION: usize = 256;

/// Opens a file's bytes as UTF-8 text.
pub fn open(raw: Box<dyn Read + Send>) -> Decoded {
    Decoded {
        raw: Source { raw, ended: false },
        bytes: Vec::new(),
        text: Vec::new(),
        start: 0,
        valid: 0,
        encoding: None,
        decoder: None,
        bom: false,
        plain: false,
        fault: false,
    }
}

/// The text of a file, made as it is read. Faults reach the reader as [`io::Error`]s;
/// [`read_error`] turns them into what they mean.
pub struct Decoded {
    raw: Source,
    /// Undecoded bytes; unused for UTF-8, which is validated in place.
    bytes: Vec<u8>,
    /// Decoded text is `text[start..valid]`; for UTF-8 the beginning of a character may follow.
    text: Vec<u8>,
    start: usize,
    valid: usize,
    /// `None` until the first bytes were seen.
    encoding: Option<&'static str>,
    decoder: Option<encoding_rs::Decoder>,
    bom: bool,
    /// Without a mark and without a declaration: may turn out to be Windows-1252.
    plain: bool,
    /// The bytes after `text[..valid]` are not valid.
    fault: bool,
}

/// Shows no text.
impl fmt::Debug for Decoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decoded")
            .field("encoding", &self.encoding)
            .field("bom", &self.bom)
            .finish_non_exhaustive()
    }
}

impl Decoded {
    /// The beginning of the text, at most [`HEAD_BYTES`], without consuming it. Shorter than
    /// `HEAD_BYTES - 3` only if that is the whole file.
    ///
    /// # Errors
    ///
    /// [`ConnectorError::Encoding`] and [`ConnectorError::Unreadable`]. To be called before
    /// anything is consumed.
    pub fn head(&mut self) -> Result<&str, ConnectorError> {
        let first = Position {
            line: 1,
            column: 1,
            byte: 0,
        };
        self.fill_buf().map_err(|error| read_error(error, first))?;
        let text = &self.text[self.start..self.valid];
        if self.fault && text.len() < HEAD_BYTES {
            let encoding = self.encoding.unwrap_or("UTF-8");
            return Err(ConnectorError::Encoding {
                at: end_of(text),
                encoding,
            });
        }
        let mut end = text.len().min(HEAD_BYTES);
        while end < text.len() && text[end] & 0xC0 == 0x80 {
            end -= 1;
        }
        std::str::from_utf8(&text[..end]).map_err(|_| ConnectorError::Encoding {
            at: first,
            encoding: "UTF-8",
        })
    }

    /// Findings about the encoding: a byte order mark, or another encoding than UTF-8.
    /// Complete once anything has been read.
    pub fn notices(&self) -> Vec<Finding> {
        let notice = |rule, message: &'static str| Finding {
            rule,
            severity: Severity::Notice,
            table: None,
            item: None,
            message: message.into(),
            part: None,
            at: Position {
                line: 1,
                column: 1,
                byte: 0,
            },
            child_row: None,
            local_id: None,
            value: None,
        };
        let mut notices = Vec::new();
        if self.bom {
            notices.push(notice("bom", "The file begins with a byte order mark."));
        }
        if let Some(encoding) = self.encoding
            && encoding != "UTF-8"
        {
            let mut finding = notice("encoding", "The file is not in UTF-8; it was converted.");
            finding.value = Some(encoding.into());
            notices.push(finding);
        }
        notices
    }

    /// Reads the first bytes and decides what they are.
    fn begin(&mut self) -> io::Result<()> {
        let mut first = Vec::new();
        self.raw.fill(&mut first)?;
        let (encoding, mark) = detect(&first);
        self.bom = mark > 0;
        first.drain(..mark);
        match encoding {
            Detected::Utf8 => {
                self.encoding = Some("UTF-8");
                let start = first.trim_ascii_start();
                // A mark cut short is no text yet.
                let cut_mark = matches!(first[..], [0xEF] | [0xEF, 0xBB]);
                self.plain = !(self.bom || cut_mark || start.is_empty() || start.starts_with(b"<"));
                self.text = first;
                self.validate();
            }
            Detected::Other(encoding) => {
                self.encoding = Some(encoding.name());
                self.decoder = Some(encoding.new_decoder_without_bom_handling());
                self.bytes = first;
                self.text = vec![0; BUFFER * GROWTH];
                self.decode();
            }
            Detected::Refused(name) => {
                self.encoding = Some(name);
                self.fault = true;
            }
        }
        Ok(())
    }

    /// Reads on. Called only when all text is consumed.
    fn refill(&mut self) -> io::Result<()> {
        if self.decoder.is_some() {
            self.raw.fill(&mut self.bytes)?;
            self.decode();
        } else {
            self.text.drain(..self.valid);
            self.raw.fill(&mut self.text)?;
            self.validate();
        }
        Ok(())
    }

    /// Marks how much of `text` is whole, valid UTF-8.
    fn validate(&mut self) {
        self.start = 0;
        match std::str::from_utf8(&self.text) {
            Ok(_) => self.valid = self.text.len(),
            Err(error) => {
                self.valid = error.valid_up_to();
                // An unfinished character is at fault only if the file ends in it.
                self.fault = error.error_len().is_some() || self.raw.ended;
                if self.fault && self.plain {
                    self.turn_to_windows_1252();
                }
            }
        }
    }

    /// Reads what is not valid, and all behind it, as Windows-1252.
    fn turn_to_windows_1252(&mut self) {
        self.fault = false;
        self.encoding = Some(WINDOWS_1252.name());
        let mut decoder = WINDOWS_1252.new_decoder_without_bom_handling();
        let rest = self.text.split_off(self.valid);
        let mut decoded = vec![0; rest.len() * GROWTH];
        let (_, _, written, _) = decoder.decode_to_utf8(&rest, &mut decoded, self.raw.ended);
        self.text.extend_from_slice(&decoded[..written]);
        self.valid = self.text.len();
        self.text.resize((BUFFER * GROWTH).max(self.valid), 0);
        self.bytes = Vec::new();
        self.decoder = Some(decoder);
    }

    /// Decodes all of `bytes` into `text`.
    fn decode(&mut self) {
        self.start = 0;
        self.valid = 0;
        if let Some(decoder) = &mut self.decoder {
            let (result, _, written) = decoder.decode_to_utf8_without_replacement(
                &self.bytes,
                &mut self.text,
                self.raw.ended,
            );
            self.valid = written;
            self.fault = matches!(result, DecoderResult::Malformed(..));
            self.bytes.clear();
        }
    }
}

impl BufRead for Decoded {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        // A filling may decode to nothing, as half a UTF-16 unit does; then read on.
        while self.start == self.valid {
            if self.fault {
                let encoding = self.encoding.unwrap_or("UTF-8");
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    Fault::Encoding(encoding),
                ));
            }
            if self.encoding.is_none() {
                self.begin()?;
            } else if self.raw.ended {
                break;
            } else {
                self.refill()?;
            }
        }
        Ok(&self.text[self.start..self.valid])
    }

    fn consume(&mut self, amount: usize) {
        self.start = (self.start + amount).min(self.valid);
    }
}

impl Read for Decoded {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let n = available.len().min(out.len());
        out[..n].copy_from_slice(&available[..n]);
        self.consume(n);
        Ok(n)
    }
}

/// The position behind a text that begins a file.
fn end_of(text: &[u8]) -> Position {
    let line_start = memchr::memrchr(b'\n', text).map_or(0, |newline| newline + 1);
    let characters = text[line_start..]
        .iter()
        .filter(|b| **b & 0xC0 != 0x80)
        .count();
    Position {
        line: memchr::memchr_iter(b'\n', text).count() as u64 + 1,
        column: characters as u64 + 1,
        byte: text.len() as u64,
    }
}

/// The undecoded bytes.
struct Source {
    raw: Box<dyn Read + Send>,
    ended: bool,
}

impl Source {
    /// Appends to `buffer` until it holds [`BUFFER`] bytes or the file ends.
    fn fill(&mut self, buffer: &mut Vec<u8>) -> io::Result<()> {
        let mut held = buffer.len();
        buffer.resize(BUFFER, 0);
        while held < BUFFER && !self.ended {
            match self.raw.read(&mut buffer[held..]) {
                Ok(0) => self.ended = true,
                Ok(n) => held += n,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    buffer.truncate(held);
                    return Err(error);
                }
            }
        }
        buffer.truncate(held);
        Ok(())
    }
}

enum Detected {
    Utf8,
    Other(&'static Encoding),
    /// An encoding that no export uses and that would be misread as another.
    Refused(&'static str),
}

/// The encoding, and the length of the byte order mark.
fn detect(first: &[u8]) -> (Detected, usize) {
    match first {
        [0xEF, 0xBB, 0xBF, ..] => (Detected::Utf8, 3),
        [0, 0, 0xFE, 0xFF, ..] | [0xFF, 0xFE, 0, 0, ..] => {
            (Detected::Refused("UTF-8 or UTF-16"), 0)
        }
        [0xFF, 0xFE, ..] => (Detected::Other(UTF_16LE), 2),
        [0xFE, 0xFF, ..] => (Detected::Other(UTF_16BE), 2),
        [b, 0, ..] if *b != 0 => (Detected::Other(UTF_16LE), 0),
        [0, b, ..] if *b != 0 => (Detected::Other(UTF_16BE), 0),
        // The first half of a UTF-16 unit and no more.
        [0] => (Detected::Other(UTF_16BE), 0),
        _ => match declared(first) {
            Some(encoding) if encoding.is_single_byte() => (Detected::Other(encoding), 0),
            // A declared UTF-16 is disproved by the bytes above.
            _ => (Detected::Utf8, 0),
        },
    }
}

/// The encoding that an XML declaration names, if it is one that needs converting.
fn declared(first: &[u8]) -> Option<&'static Encoding> {
    let head = &first[..first.len().min(DECLARATION)];
    let declaration = head.trim_ascii_start().strip_prefix(b"<?xml")?;
    let declaration = &declaration[..memchr::memchr(b'>', declaration)?];
    let at = memchr::memmem::find(declaration, b"encoding")?;
    let value = declaration[at + "encoding".len()..].trim_ascii_start();
    let value = value.strip_prefix(b"=")?.trim_ascii_start();
    let (quote, value) = value.split_first()?;
    let label = &value[..memchr::memchr(*quote, value)?];
    // The label standard takes ASCII for Windows-1252; here it is the part it shares with UTF-8.
    if label.eq_ignore_ascii_case(b"us-ascii") || label.eq_ignore_ascii_case(b"ascii") {
        return None;
    }
    Encoding::for_label(label)
}

/// What is wrong with the bytes, carried inside an [`io::Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Fault {
    /// Not valid in the encoding of this name.
    #[error("bytes are not valid {0}")]
    Encoding(&'static str),
    /// One part of the file exceeds this limit.
    #[error("a part of the file is larger than {0} bytes")]
    TooLarge(u64),
}

/// What an error from a [`Decoded`] means, found when reading had come as far as `at`.
pub fn read_error(error: io::Error, at: Position) -> ConnectorError {
    match error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<Fault>())
    {
        Some(Fault::Encoding(encoding)) => ConnectorError::Encoding { at, encoding },
        Some(Fault::TooLarge(limit)) => ConnectorError::TooLarge {
            at,
            what: "one piece of text or one tag",
            limit: *limit,
        },
        None => ConnectorError::Unreadable { at, source: error },
    }
}

#[cfg(test)]
mod tests;
