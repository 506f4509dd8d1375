//! Parsing on a thread of its own, so that it goes on while the children before are judged and
//! become rows: on two cores an import takes little longer than the slower of the two.
//!
//! Children travel in batches that are sent back and filled again, so that their lists keep
//! their room and memory does not grow with the file.

use std::panic;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;

use super::parser::{Parser, Step};
use super::record::{Child, HeaderFacts};
use crate::error::ConnectorError;
use crate::finding::Finding;
use crate::input::Decoded;

/// Children of a batch: enough that sending costs nothing beside parsing.
const BATCH: usize = 128;
/// Batches that may wait.
const WAITING: usize = 4;

/// What the parser hands on.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    /// The child; `None` for findings on a header.
    pub(super) child: Option<Child>,
    /// Findings about form, in order.
    pub(super) findings: Vec<Finding>,
    /// Where in the file it ends.
    pub(super) end: u64,
}

/// What is known once all is parsed.
#[derive(Debug)]
pub(super) struct Finished {
    pub(super) children: u64,
    pub(super) header: HeaderFacts,
    /// Those that concern the whole file.
    pub(super) findings: Vec<Finding>,
}

/// Parses `input` and gives everything to `each`, in order.
///
/// # Errors
///
/// Those of the parser, or the first of `each`, after which nothing more is parsed.
pub(super) fn parse(
    input: &mut Decoded,
    year: i16,
    mut each: impl FnMut(&mut Parsed) -> Result<(), ConnectorError>,
) -> Result<Finished, ConnectorError> {
    let (full, filled) = sync_channel::<Vec<Parsed>>(WAITING);
    let (spare, emptied) = channel::<Vec<Parsed>>();
    thread::scope(|scope| {
        let parsing = scope.spawn(move || fill(input, year, &full, &emptied));
        let taken = take(filled, &spare, &mut each);
        // Whoever failed first made the other stop.
        match parsing.join() {
            Ok(parsed) => taken.and(parsed),
            Err(panicked) => panic::resume_unwind(panicked),
        }
    })
}

/// Takes what is parsed; dropping the receiver on the way out stops the parser.
fn take(
    filled: Receiver<Vec<Parsed>>,
    spare: &Sender<Vec<Parsed>>,
    each: &mut impl FnMut(&mut Parsed) -> Result<(), ConnectorError>,
) -> Result<(), ConnectorError> {
    for mut batch in filled {
        for parsed in &mut batch {
            each(parsed)?;
        }
        // The parser may be done and want no more.
        drop(spare.send(batch));
    }
    Ok(())
}

fn fill(
    input: &mut Decoded,
    year: i16,
    full: &SyncSender<Vec<Parsed>>,
    emptied: &Receiver<Vec<Parsed>>,
) -> Result<Finished, ConnectorError> {
    let mut parser = Parser::new(input, year);
    let mut batch = Batch::default();
    let stopped = || ConnectorError::Sink {
        source: "the receiver of the children stopped".into(),
    };
    loop {
        match parser.step() {
            Ok(step @ (Step::Header | Step::Child)) => {
                let slot = batch.slot();
                parser.take(slot, step == Step::Child);
                if batch.used == BATCH {
                    let next = emptied.try_recv().unwrap_or_default();
                    full.send(batch.turn(next)).map_err(|_| stopped())?;
                }
            }
            Ok(Step::End) => break,
            Err(error) => {
                // What came before is handed on as it is without a thread.
                drop(full.send(batch.turn(Vec::new())));
                return Err(error);
            }
        }
    }
    full.send(batch.turn(Vec::new())).map_err(|_| stopped())?;
    let children = parser.children();
    let (header, findings) = parser.finish();
    Ok(Finished {
        children,
        header,
        findings,
    })
}

/// A batch that is being filled; slots behind `used` hold children to use again.
#[derive(Default)]
struct Batch {
    slots: Vec<Parsed>,
    used: usize,
}

impl Batch {
    fn slot(&mut self) -> &mut Parsed {
        if self.used == self.slots.len() {
            self.slots.push(Parsed::default());
        }
        self.used += 1;
        &mut self.slots[self.used - 1]
    }

    /// Gives what is filled and goes on with `next`.
    fn turn(&mut self, next: Vec<Parsed>) -> Vec<Parsed> {
        let mut filled = std::mem::replace(&mut self.slots, next);
        filled.truncate(self.used);
        self.used = 0;
        filled
    }
}
