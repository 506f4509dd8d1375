//! Bytes of a file on a thread of its own, read and digested before they are asked for.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;

use super::Observer;
use super::read::Progress;

/// Bytes read at once.
const CHUNK: usize = 256 * 1024;
/// Chunks that may wait.
const WAITING: usize = 3;

/// A file that is read ahead. Dropped before its end it is read no further.
pub(super) struct Ahead {
    /// What is read; nothing at the end of the file.
    filled: Receiver<io::Result<Vec<u8>>>,
    emptied: Sender<Vec<u8>>,
    chunk: Vec<u8>,
    /// How much of the chunk is consumed.
    consumed: usize,
    ended: bool,
}

impl Ahead {
    /// Begins to read.
    pub(super) fn new(
        raw: Box<dyn Read + Send>,
        progress: Arc<Progress>,
        observer: Arc<dyn Observer>,
    ) -> Ahead {
        let (full, filled) = sync_channel(WAITING);
        let (emptied, spare) = channel();
        thread::spawn(move || fill(raw, &progress, &*observer, &full, &spare));
        Ahead {
            filled,
            emptied,
            chunk: Vec::new(),
            consumed: 0,
            ended: false,
        }
    }
}

fn fill(
    mut raw: Box<dyn Read + Send>,
    progress: &Progress,
    observer: &dyn Observer,
    full: &SyncSender<io::Result<Vec<u8>>>,
    spare: &Receiver<Vec<u8>>,
) {
    loop {
        let mut chunk = spare.try_recv().unwrap_or_default();
        chunk.resize(CHUNK, 0);
        let count = loop {
            match raw.read(&mut chunk) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                done => break done,
            }
        };
        let count = match count {
            Ok(count) => count,
            Err(error) => {
                // Whoever wanted the bytes may have gone.
                drop(full.send(Err(error)));
                return;
            }
        };
        chunk.truncate(count);
        progress.add(&chunk);
        observer.read(count as u64);
        if full.send(Ok(chunk)).is_err() || count == 0 {
            return;
        }
    }
}

impl Read for Ahead {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.consumed == self.chunk.len() && !self.ended {
            let next = self.filled.recv();
            // The end is told, so that a thread that died is not taken for it.
            let next =
                next.map_err(|_| io::Error::other("the reading of the file broke off"))??;
            self.ended = next.is_empty();
            let done = std::mem::replace(&mut self.chunk, next);
            self.consumed = 0;
            // The thread may be done and want no more.
            drop(self.emptied.send(done));
        }
        let rest = &self.chunk[self.consumed..];
        let count = rest.len().min(out.len());
        out[..count].copy_from_slice(&rest[..count]);
        self.consumed += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Silent;
    use super::*;
    use cohort_catalog::Digest;

    fn ahead(raw: impl Read + Send + 'static) -> (Ahead, Arc<Progress>) {
        let progress = Arc::new(Progress::default());
        let ahead = Ahead::new(Box::new(raw), Arc::clone(&progress), Arc::new(Silent));
        (ahead, progress)
    }

    #[test]
    fn all_bytes_arrive_and_are_digested() {
        for length in [0, 1, CHUNK, 5 * CHUNK + 7] {
            let bytes: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
            let (mut ahead, progress) = ahead(io::Cursor::new(bytes.clone()));
            let mut read = Vec::new();
            ahead.read_to_end(&mut read).unwrap();
            assert!(read == bytes, "{length}");
            assert_eq!(progress.finish(), (Digest::of(&bytes), length as u64));
            assert_eq!(ahead.read(&mut [0]).unwrap(), 0);
        }
    }

    #[test]
    fn an_error_arrives_behind_what_was_read() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::ErrorKind::PermissionDenied.into())
            }
        }
        let (mut ahead, _) = ahead(io::Cursor::new([7; 9]).chain(Broken));
        let mut read = Vec::new();
        let error = ahead.read_to_end(&mut read).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::PermissionDenied);
        assert_eq!(read, [7; 9]);
    }

    #[test]
    fn a_thread_that_dies_is_no_end_of_the_file() {
        struct Dying;
        impl Read for Dying {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                panic!("as a decoder with a fault might")
            }
        }
        let (mut ahead, _) = ahead(Dying);
        assert!(ahead.read(&mut [0]).is_err());
    }
}
