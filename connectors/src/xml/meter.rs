//! Counts what passes: line, column, and the size of the piece being read.

use std::io::{self, BufRead, Read};

use crate::finding::Position;
use crate::input::Fault;

/// Most bytes held at once.
const CHUNK: usize = 64 * 1024;

/// Passes text through and knows where it is. A piece that grows beyond the limit ends in
/// an error before more of it is read, so that the reader above holds no more than that.
///
/// The text is copied out of the input: the reader above takes it in small steps, several to
/// a tag, and each would be two calls into an input whose type is not known. The ends of lines
/// are found once a chunk; a piece then passes those before its end.
pub(super) struct Meter<'a> {
    inner: &'a mut dyn BufRead,
    chunk: Vec<u8>,
    /// How much of the chunk is consumed.
    consumed: usize,
    /// Where its lines end.
    newlines: Vec<u32>,
    /// Whether every byte of it is a character.
    ascii: bool,
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
            next_newline: 0,
        };
        Meter {
            inner,
            chunk: Vec::new(),
            consumed: 0,
            newlines: Vec::new(),
            ascii: true,
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
        self.place.byte + (self.consumed - self.counted) as u64 - self.piece_start
    }

    pub(super) fn position(&self) -> Position {
        self.passed().position()
    }

    fn count(&mut self) {
        self.place = self.passed();
        self.counted = self.consumed;
    }

    /// The place behind what is consumed.
    fn passed(&self) -> Place {
        let mut place = self.place;
        let mut line = self.counted;
        while let Some(newline) = self.newlines.get(place.next_newline)
            && (*newline as usize) < self.consumed
        {
            place.line += 1;
            place.next_newline += 1;
            place.continuing = 0;
            line = *newline as usize + 1;
            place.line_start = self.place.byte + (line - self.counted) as u64;
        }
        if !self.ascii {
            let rest = &self.chunk[line..self.consumed];
            place.continuing += rest.iter().filter(|b| **b & 0xC0 == 0x80).count() as u64;
        }
        place.byte += (self.consumed - self.counted) as u64;
        place
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
            self.place.next_newline = 0;
            self.newlines.clear();
            let newlines = memchr::memchr_iter(b'\n', &self.chunk);
            self.newlines.extend(newlines.map(|at| at as u32));
            self.ascii = self.chunk.is_ascii();
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

#[derive(Clone, Copy)]
struct Place {
    byte: u64,
    line: u64,
    /// Offset of the first byte of the line.
    line_start: u64,
    /// Bytes of the line so far that only continue a character.
    continuing: u64,
    /// Which end of a line in the chunk comes next.
    next_newline: usize,
}

impl Place {
    fn position(&self) -> Position {
        Position {
            line: self.line,
            column: self.byte - self.line_start - self.continuing + 1,
            byte: self.byte,
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
        let long = "m\u{e4}\u{20ac}\n".repeat(48) + &"\u{1f600}x".repeat(48);
        let text = format!("a\n\n{long}\nz");
        for step in [1, 2, 47, 48, 49, text.len()] {
            // An input that gives a few bytes at a time, so that chunks end inside pieces.
            let mut input = io::BufReader::with_capacity(55, text.as_bytes());
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
