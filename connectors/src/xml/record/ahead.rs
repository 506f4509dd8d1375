//! Records on a thread of their own, so that it goes on while those before are judged and become
//! rows: on two cores a file takes little longer than the slower of the two.
//!
//! Records travel in batches that are sent back and filled again, so that they keep their room and
//! memory does not grow with the file.

use std::panic;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;

use super::{NodeRef, Record, RecordReader, Step, Tree};
use crate::error::ConnectorError;
use crate::finding::Position;
use crate::input::Decoded;
use crate::layout::Intake;
use crate::notices::Notices;

/// Records of a batch: enough that sending costs nothing beside reading.
const BATCH: usize = 64;
/// Bytes of text after which fewer are a batch.
const BATCH_BYTES: usize = 256 * 1024;
/// Batches that may wait.
const WAITING: usize = 3;

/// Reads `input` ahead of `work`, which takes the records as from a [`RecordReader`].
///
/// # Errors
///
/// Those of `work`, which hears those of the reading from [`Steps::step`].
pub fn ahead<T>(
    input: &mut Decoded,
    tree: &'static Tree,
    work: impl FnOnce(&mut Steps) -> Result<T, ConnectorError>,
) -> Result<T, ConnectorError> {
    let (full, filled) = sync_channel(WAITING);
    let (emptied, spare) = channel();
    thread::scope(|scope| {
        let reading = scope.spawn(move || fill(input, tree, &full, &spare));
        let mut header = Record::default();
        header.open(tree.header, Position::default());
        let mut steps = Steps {
            filled,
            emptied,
            batch: Vec::new(),
            next: 0,
            header,
            place: Place::default(),
            end: None,
        };
        let done = work(&mut steps);
        // Whoever reads wants no more, and stops where it would have to wait.
        drop(steps);
        match reading.join() {
            Ok(()) => done,
            Err(panicked) => panic::resume_unwind(panicked),
        }
    })
}

/// How far reading had come.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    records: u64,
    position: Position,
}

/// What one step found.
#[derive(Default)]
struct Found {
    record: Record,
    /// What stood outside the records so far, if that is more than at the step before.
    header: Option<Record>,
    /// Departures of form since the step before.
    notices: Notices,
    place: Place,
}

enum Message {
    Records(Vec<Found>),
    /// The end, with all but a record; or why there is none.
    End(Box<Found>, Result<(), ConnectorError>),
}

/// The records of a file, read ahead.
pub struct Steps {
    filled: Receiver<Message>,
    emptied: Sender<Vec<Found>>,
    batch: Vec<Found>,
    /// Place behind the record that is looked at.
    next: usize,
    header: Record,
    place: Place,
    end: Option<(Box<Found>, Result<(), ConnectorError>)>,
}

impl std::fmt::Debug for Steps {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Steps")
            .field("place", &self.place)
            .finish_non_exhaustive()
    }
}

impl Steps {
    /// As [`RecordReader::step`].
    ///
    /// # Errors
    ///
    /// As there.
    pub fn step(&mut self, intake: &mut Intake) -> Result<Step, ConnectorError> {
        // The last batch before the end may be empty.
        while self.next == self.batch.len() && self.end.is_none() {
            self.receive()?;
        }
        if let Some(found) = self.batch.get_mut(self.next) {
            self.next += 1;
            self.place = found.place;
            if let Some(header) = found.header.take() {
                self.header = header;
            }
            intake.notices().merge(std::mem::take(&mut found.notices));
            return Ok(Step::Record);
        }
        let Some((mut last, ended)) = self.end.take() else {
            return Ok(Step::End);
        };
        self.place = last.place;
        if let Some(header) = last.header.take() {
            self.header = header;
        }
        intake.notices().merge(last.notices);
        ended.map(|()| Step::End)
    }

    /// Takes the next batch, or the end.
    fn receive(&mut self) -> Result<(), ConnectorError> {
        let done = std::mem::take(&mut self.batch);
        self.next = 0;
        // The reading may be done and want no more.
        drop(self.emptied.send(done));
        if self.end.is_some() {
            return Ok(());
        }
        match self.filled.recv() {
            Ok(Message::Records(batch)) => self.batch = batch,
            Ok(Message::End(last, ended)) => self.end = Some((last, ended)),
            // Only a panic, which `ahead` passes on, sends no end.
            Err(_) => return Err(stopped()),
        }
        Ok(())
    }

    /// The record just read.
    pub fn record(&self) -> &Record {
        static NONE: Record = Record::EMPTY;
        let place = self.next.checked_sub(1);
        let found = place.and_then(|place| self.batch.get(place));
        found.map_or(&NONE, |found| &found.record)
    }

    /// As [`RecordReader::header`].
    pub fn header(&self) -> NodeRef<'_> {
        NodeRef {
            record: &self.header,
            index: 0,
        }
    }

    /// As [`RecordReader::records`].
    pub fn records(&self) -> u64 {
        self.place.records
    }

    /// As [`RecordReader::position`], behind the record just read.
    pub fn position(&self) -> Position {
        self.place.position
    }
}

fn stopped() -> ConnectorError {
    ConnectorError::Sink {
        source: "the reading of the records broke off".into(),
    }
}

/// Reads to the end, or until nobody takes what is read.
fn fill(
    input: &mut Decoded,
    tree: &'static Tree,
    full: &SyncSender<Message>,
    spare: &Receiver<Vec<Found>>,
) {
    let mut reader = RecordReader::new(input, tree);
    let mut batch: Vec<Found> = Vec::new();
    let (mut used, mut bytes, mut told) = (0, 0, 0);
    loop {
        let mut notices = Notices::default();
        let step = reader.advance(&mut notices);
        let place = Place {
            records: reader.records,
            position: reader.xml.position(),
        };
        let held = reader.header.leaves.len();
        let header = (held > told).then(|| reader.header.clone());
        told = held;
        if !matches!(step, Ok(Step::Record)) {
            batch.truncate(used);
            let last = Box::new(Found {
                record: Record::default(),
                header,
                notices,
                place,
            });
            // Nobody may be there to hear it.
            let sent = full.send(Message::Records(batch));
            drop(sent.and_then(|()| full.send(Message::End(last, step.map(drop)))));
            return;
        }
        if used == batch.len() {
            batch.push(Found::default());
        }
        let found = &mut batch[used];
        std::mem::swap(&mut found.record, &mut reader.record);
        (found.header, found.notices, found.place) = (header, notices, place);
        used += 1;
        bytes += found.record.texts.len();
        if used == BATCH || bytes > BATCH_BYTES {
            batch.truncate(used);
            let next = spare.try_recv().unwrap_or_default();
            let filled = std::mem::replace(&mut batch, next);
            (used, bytes) = (0, 0);
            if full.send(Message::Records(filled)).is_err() {
                return;
            }
        }
    }
}
