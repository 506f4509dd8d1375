//! Counts what passes: line, column, and the size of the piece being read.

use std::io::{self, BufRead, Read};

use crate::finding::Position;
use crate::input::Fault;

/// Most bytes held at once.
const CHUNK: usize = 64 * 1024;
/// Pieces below this many bytes are counted byte by byte.
const SHORT: usize = 48;

/// Passes text through and knows where it is. A piece that grows beyond the limit ends in
/// an error before more of it is read, so that the reader above holds no more than that.
///
/// The text is copied out of the input: the reader above takes it in small steps, several to
/// a tag, and each would be two calls into an input whose type is not known. Lines are counted
/// once a piece, not once a step.
pub(super) struct Meter<'a> {
    inner: &'a mut dyn BufRead,
    chunk: Vec<u8>,
    /// How much of the chunk is consumed.
    consumed: usize,
    /// How much of it is counted into `place`.
    counted: usize,
    place: Place,
    piece_start: u64,
    limit: u64,
}

impl<'a> Meter<'a> {
    pub(super) fn new(inner: &'a mut dyn BufRead, limit: u64) -> Self {
        let place = Place {
            byte: 0,
            line: 1,
            line_start: 0,
            continuing: 0,
        };
        Meter {
            inner,
            chunk: Vec::new(),
            consumed: 0,
            counted: 0,
            place,
            piece_start: 0,
            limit,
        }
    }

    /// Whatever is read from here on is one piece. Tells where here is.
    pub(super) fn begin_piece(&mut self) -> Position {
        self.count();
        self.piece_start = self.place.byte;
        self.place.position()
    }

    /// Bytes of the piece so far.
    pub(super) fn piece(&self) -> u64 {
        self.place.byte + self.uncounted().len() as u64 - self.piece_start
    }

    pub(super) fn position(&self) -> Position {
        let mut place = self.place.clone();
        place.pass(self.uncounted());
        place.position()
    }

    fn uncounted(&self) -> &[u8] {
        &self.chunk[self.counted..self.consumed]
    }

    fn count(&mut self) {
        self.place.pass(&self.chunk[self.counted..self.consumed]);
        self.counted = self.consumed;
    }
}

impl BufRead for Meter<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.piece() > self.limit {
            let fault = Fault::TooLarge(self.limit);
            return Err(io::Error::new(io::ErrorKind::InvalidData, fault));
        }
        if self.consumed == self.chunk.len() {
            self.count();
            // Nothing is dropped before there is something to take its place: after an error
            // the position still holds.
            let filled = self.inner.fill_buf()?;
            let filled = &filled[..filled.len().min(CHUNK)];
            self.chunk.clear();
            self.chunk.extend_from_slice(filled);
            self.inner.consume(self.chunk.len());
            (self.consumed, self.counted) = (0, 0);
        }
        Ok(&self.chunk[self.consumed..])
    }

    fn consume(&mut self, amount: usize) {
        self.consumed = (self.consumed + amount).min(self.chunk.len());
    }
}

impl Read for Meter<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let n = available.len().min(out.len());
        out[..n].copy_from_slice(&available[..n]);
        self.consume(n);
        Ok(n)
    }
}

#[derive(Clone)]
struct Place {
    byte: u64,
    line: u64,
    /// Offset of the first byte of the line.
    line_start: u64,
    /// Bytes of the line so far that only continue a character.
    continuing: u64,
}

impl Place {
    fn position(&self) -> Position {
        Position {
            line: self.line,
            column: self.byte - self.line_start - self.continuing + 1,
            byte: self.byte,
        }
    }

    fn pass(&mut self, passed: &[u8]) {
        if passed.len() < SHORT {
            self.step(passed);
            return;
        }
        let mut line = passed;
        if let Some(last) = memchr::memrchr(b'\n', passed) {
            self.line += memchr::memchr_iter(b'\n', &passed[..last]).count() as u64 + 1;
            self.line_start = self.byte + last as u64 + 1;
            self.continuing = 0;
            line = &passed[last + 1..];
        }
        if !line.is_ascii() {
            self.continuing += line.iter().filter(|b| **b & 0xC0 == 0x80).count() as u64;
        }
        self.byte += passed.len() as u64;
    }

    /// As [`Place::pass`], a byte at a time: sooner done with a tag or a date than a search
    /// is begun.
    fn step(&mut self, passed: &[u8]) {
        for byte in passed {
            self.byte += 1;
            match byte {
                b'\n' => {
                    self.line += 1;
                    self.line_start = self.byte;
                    self.continuing = 0;
                }
                0x80..=0xBF => self.continuing += 1,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where a text ends, counted character by character.
    fn end_of(text: &str) -> Position {
        let line = text.rsplit('\n').next().unwrap_or_default();
        Position {
            line: text.matches('\n').count() as u64 + 1,
            column: line.chars().count() as u64 + 1,
            byte: text.len() as u64,
        }
    }

    #[test]
    fn a_place_is_the_same_however_much_passes_at_once() {
        let long = "m\u{e4}\u{20ac}\n".repeat(SHORT) + &"\u{1f600}x".repeat(SHORT);
        let text = format!("a\n\n{long}\nz");
        for step in [1, 2, SHORT - 1, SHORT, SHORT + 1, text.len()] {
            // An input that gives a few bytes at a time, so that chunks end inside pieces.
            let mut input = io::BufReader::with_capacity(SHORT + 7, text.as_bytes());
            let mut meter = Meter::new(&mut input, 1 << 20);
            let mut piece = 0;
            loop {
                let given = meter.fill_buf().unwrap().len().min(step);
                if given == 0 {
                    break;
                }
                meter.consume(given);
                piece += given;
                assert_eq!(meter.piece(), piece as u64);
                let passed = meter.position().byte as usize;
                if text.is_char_boundary(passed) {
                    assert_eq!(meter.position(), end_of(&text[..passed]), "{step}");
                    assert_eq!(meter.begin_piece(), meter.position());
                    piece = 0;
                }
            }
            assert_eq!(meter.position(), end_of(&text), "{step}");
        }
    }
}
