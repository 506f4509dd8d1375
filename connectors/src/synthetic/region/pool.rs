//! Many files written at once: no handle is kept open and little is held in memory.
//!
//! A school census has a file for every school and term, thousands for an authority. What is
//! written gathers in memory until all files together hold [`Pool::MOST_HELD`] bytes, and is
//! then appended to each. Besides, a file costs about 300 bytes while the region is written.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::super::SynthError;
use super::RegionFile;
use crate::Given;

/// Beginning, middle and end of a file, and what it is.
#[derive(Debug, Default)]
pub(super) struct Frame {
    /// Authority and year, for whoever imports it; nothing of what is the whole country's.
    pub(super) given: Given,
    /// See [`RegionFile::second_form`].
    pub(super) second_form: bool,
    pub(super) head: Vec<u8>,
    /// Between what is appended and what is appended later.
    pub(super) middle: Vec<u8>,
    pub(super) foot: Vec<u8>,
}

/// What an import is told of a file of this authority and year.
pub(super) fn given(la_code: i16, year: i16) -> Given {
    Given {
        la_code: Some(la_code),
        year: Some(year),
    }
}

#[derive(Debug, Default)]
struct Held {
    given: Given,
    second_form: bool,
    now: Vec<u8>,
    /// For the second half of the file, kept in a file of its own until the end.
    later: Vec<u8>,
    middle: Vec<u8>,
    foot: Vec<u8>,
    begun: bool,
    later_begun: bool,
    /// How often was appended to the first half.
    records: u64,
}

/// The files of a region while they are written.
#[derive(Debug)]
pub(super) struct Pool {
    folder: PathBuf,
    files: BTreeMap<String, Held>,
    held: usize,
    pub(super) bytes: u64,
}

impl Pool {
    const MOST_HELD: usize = 64 << 20;

    pub(super) fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            files: BTreeMap::new(),
            held: 0,
            bytes: 0,
        }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    /// Makes the file if it is not there yet.
    pub(super) fn begin(
        &mut self,
        name: &str,
        frame: impl FnOnce() -> Frame,
    ) -> Result<(), SynthError> {
        if !self.files.contains_key(name) {
            let frame = frame();
            let held = Held {
                given: frame.given,
                second_form: frame.second_form,
                now: frame.head,
                middle: frame.middle,
                foot: frame.foot,
                ..Held::default()
            };
            self.held += held.now.len();
            self.files.insert(name.to_owned(), held);
        }
        Ok(())
    }

    /// Appends a record to a file that was begun, and says its number, from 1.
    pub(super) fn append(&mut self, name: &str, bytes: &[u8]) -> Result<u64, SynthError> {
        let mut number = 0;
        if let Some(file) = self.files.get_mut(name) {
            file.now.extend_from_slice(bytes);
            file.records += 1;
            number = file.records;
        }
        self.added(bytes.len())?;
        Ok(number)
    }

    /// Appends to the second half of a file that was begun.
    pub(super) fn append_later(&mut self, name: &str, bytes: &[u8]) -> Result<(), SynthError> {
        if let Some(file) = self.files.get_mut(name) {
            file.later.extend_from_slice(bytes);
        }
        self.added(bytes.len())
    }

    fn added(&mut self, bytes: usize) -> Result<(), SynthError> {
        self.held += bytes;
        self.bytes += bytes as u64;
        if self.held > Self::MOST_HELD {
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), SynthError> {
        for (name, file) in &mut self.files {
            let path = self.folder.join(name);
            put(&path, &mut file.now, &mut file.begun)?;
            put(&later(&path), &mut file.later, &mut file.later_begun)?;
        }
        self.held = 0;
        Ok(())
    }

    /// Ends every file and says where they are, in the order of their names.
    pub(super) fn finish(mut self) -> Result<Vec<RegionFile>, SynthError> {
        self.flush()?;
        let mut files = Vec::new();
        for (name, mut file) in self.files {
            let path = self.folder.join(name);
            put(&path, &mut file.middle, &mut file.begun)?;
            if file.later_begun {
                let part = later(&path);
                let copy = || -> io::Result<()> {
                    let mut from = File::open(&part)?;
                    io::copy(&mut from, &mut OpenOptions::new().append(true).open(&path)?)?;
                    fs::remove_file(&part)
                };
                copy().map_err(SynthError::at(&path))?;
            }
            put(&path, &mut file.foot, &mut file.begun)?;
            files.push(RegionFile {
                path,
                given: file.given,
                second_form: file.second_form,
            });
        }
        Ok(files)
    }
}

fn later(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    PathBuf::from(name)
}

/// Writes what is held, the first time to a new file.
fn put(path: &Path, held: &mut Vec<u8>, begun: &mut bool) -> Result<(), SynthError> {
    if held.is_empty() {
        return Ok(());
    }
    let write = || -> io::Result<()> {
        if *begun {
            OpenOptions::new().append(true).open(path)?.write_all(held)
        } else {
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            File::create(path)?.write_all(held)
        }
    };
    write().map_err(SynthError::at(path))?;
    *begun = true;
    // The memory itself is given back, or many files would each keep their largest.
    *held = Vec::new();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_come_in_order_whenever_they_are_flushed() {
        let folder = tempfile::tempdir().unwrap();
        let mut pool = Pool::new(folder.path());
        let frame = || Frame {
            head: b"<".to_vec(),
            middle: b"|".to_vec(),
            foot: b">".to_vec(),
            ..Frame::default()
        };
        pool.begin("a/one", frame).unwrap();
        pool.append_later("a/one", b"x").unwrap();
        pool.append("a/one", b"1").unwrap();
        pool.flush().unwrap();
        pool.begin("a/one", frame).unwrap();
        pool.append("a/one", b"2").unwrap();
        pool.append_later("a/one", b"y").unwrap();
        pool.begin("two", frame).unwrap();
        let files = pool.finish().unwrap();
        assert_eq!(fs::read(&files[0].path).unwrap(), b"<12|xy>");
        assert_eq!(fs::read(&files[1].path).unwrap(), b"<|>");
        assert_eq!(fs::read_dir(folder.path().join("a")).unwrap().count(), 1);
    }
}
