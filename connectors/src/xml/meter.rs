//! Counts what passes: line, column, and the size of the piece being read.

use std::io::{self, BufRead, Read};

use crate::finding::Position;
use crate::input::Fault;

/// Passes text through and knows where it is. A piece that grows beyond the limit ends in
/// an error before more of it is read, so that the reader above holds no more than that.
pub(super) struct Meter<'a> {
    inner: &'a mut dyn BufRead,
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
            place,
            piece_start: 0,
            limit,
        }
    }

    /// Whatever is read from here on is one piece.
    pub(super) fn begin_piece(&mut self) {
        self.piece_start = self.place.byte;
    }

    /// Bytes of the piece so far.
    pub(super) fn piece(&self) -> u64 {
        self.place.byte - self.piece_start
    }

    pub(super) fn position(&self) -> Position {
        let place = &self.place;
        let column = place.byte - place.line_start - place.continuing + 1;
        Position {
            line: place.line,
            column,
            byte: place.byte,
        }
    }
}

impl BufRead for Meter<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.piece() > self.limit {
            let fault = Fault::TooLarge(self.limit);
            return Err(io::Error::new(io::ErrorKind::InvalidData, fault));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        // What was filled is still there, and is given again without reading.
        if let Ok(filled) = self.inner.fill_buf() {
            self.place.pass(&filled[..amount.min(filled.len())]);
        }
        self.inner.consume(amount);
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

struct Place {
    byte: u64,
    line: u64,
    /// Offset of the first byte of the line.
    line_start: u64,
    /// Bytes of the line so far that only continue a character.
    continuing: u64,
}

impl Place {
    fn pass(&mut self, passed: &[u8]) {
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
}
