//! Where the bytes of a file are: on disk, in a ZIP archive, or in a sheet of a workbook.
//!
//! Connectors read text and know nothing of this. An entry of an archive is unpacked as it is
//! read, so memory does not grow with it. A sheet of a workbook is turned into CSV: whole,
//! because a workbook can only be opened whole; the few datasets that come as workbooks are
//! small, and one of more than [`MAX_WORKBOOK`] is refused.

use std::fs::{self, File, Metadata};
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use calamine::{Data, Reader as _, open_workbook_auto_from_rs};
use flate2::Crc;
use flate2::read::DeflateDecoder;
use zip::{CompressionMethod, ZipArchive};

use super::FileError;

/// Most bytes of a workbook.
const MAX_WORKBOOK: u64 = 64 * 1024 * 1024;
/// How an archive begins.
const ZIP: &[u8; 4] = b"PK\x03\x04";

/// Where a file's bytes are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// On disk.
    File(PathBuf),
    /// An entry of a ZIP archive.
    Zipped(Entry),
    /// A sheet of a workbook, as CSV.
    Sheet {
        /// The workbook.
        workbook: PathBuf,
        /// Name of the sheet.
        name: String,
    },
}

/// One file in a ZIP archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    archive: PathBuf,
    name: PathBuf,
    start: u64,
    packed: u64,
    size: u64,
    crc: u32,
    deflated: bool,
}

/// What a file turns out to be.
pub(super) enum Contents {
    /// One file.
    One(Source),
    /// An archive or a workbook: the files in it, and what of it cannot be read.
    Many {
        files: Vec<Source>,
        refused: Vec<(PathBuf, FileError)>,
    },
}

impl Source {
    /// The path as an operator would write it; what is in a container follows its name.
    pub fn path(&self) -> PathBuf {
        match self {
            Source::File(path) => path.clone(),
            Source::Zipped(entry) => entry.archive.join(&entry.name),
            Source::Sheet { workbook, name } => workbook.join(name),
        }
    }

    /// The folder that the file stands in, on disk or within an archive. The files of a set
    /// stand in one.
    pub fn folder(&self) -> PathBuf {
        let path = self.path();
        path.parent().map_or_else(PathBuf::new, Path::to_owned)
    }

    /// Size of what is read; of a sheet that of its workbook.
    pub(super) fn bytes(&self) -> io::Result<u64> {
        match self {
            Source::Zipped(entry) => Ok(entry.size),
            _ => Ok(self.metadata()?.len()),
        }
    }

    /// When the file on disk was changed last, where the file system tells.
    pub(super) fn modified(&self) -> Option<SystemTime> {
        self.metadata()
            .and_then(|metadata| metadata.modified())
            .ok()
    }

    fn metadata(&self) -> io::Result<Metadata> {
        fs::metadata(match self {
            Source::File(path) => path,
            Source::Zipped(entry) => &entry.archive,
            Source::Sheet { workbook, .. } => workbook,
        })
    }

    /// Opens it from its beginning.
    pub(super) fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        match self {
            Source::File(path) => Ok(Box::new(File::open(path)?)),
            Source::Zipped(entry) => entry.open(),
            Source::Sheet { workbook, name } => {
                Ok(Box::new(Cursor::new(sheet_as_csv(workbook, name)?)))
            }
        }
    }
}

/// Looks into a file.
pub(super) fn contents(path: &Path) -> Result<Contents, FileError> {
    let open = |source| FileError::Open { source };
    let mut file = File::open(path).map_err(open)?;
    let mut start = [0; 4];
    let zipped = file.read_exact(&mut start).is_ok() && start == *ZIP;
    if !zipped {
        return Ok(Contents::One(Source::File(path.to_owned())));
    }
    file.rewind().map_err(open)?;
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|_| FileError::DamagedZip)?;
    if archive.index_for_name("xl/workbook.xml").is_some() {
        return sheets(path);
    }
    let (mut files, mut refused) = (Vec::new(), Vec::new());
    for index in 0..archive.len() {
        match entry(path, &mut archive, index) {
            Ok(Some(entry)) => files.push(Source::Zipped(entry)),
            Ok(None) => {}
            Err((name, error)) => refused.push((path.join(name), error)),
        }
    }
    files.sort_by_key(Source::path);
    Ok(Contents::Many { files, refused })
}

/// `None` for what is no file to import: folders, hidden files, what macOS adds.
fn entry(
    path: &Path,
    archive: &mut ZipArchive<BufReader<File>>,
    index: usize,
) -> Result<Option<Entry>, (PathBuf, FileError)> {
    let damaged = |name| move |_| (name, FileError::DamagedZip);
    let file = archive
        .by_index_raw(index)
        .map_err(damaged(PathBuf::from(format!("entry {}", index + 1))))?;
    let Some(name) = file.enclosed_name() else {
        return Err((
            PathBuf::from(format!("entry {}", index + 1)),
            FileError::DamagedZip,
        ));
    };
    let hidden = name.components().any(|part| {
        let part = part.as_os_str().as_encoded_bytes();
        part.starts_with(b".") || part == b"__MACOSX"
    });
    if file.is_dir() || hidden {
        return Ok(None);
    }
    if file.encrypted() {
        return Err((name, FileError::Encrypted));
    }
    let deflated = match file.compression() {
        CompressionMethod::Stored => false,
        CompressionMethod::Deflated => true,
        _ => return Err((name, FileError::Packing)),
    };
    let Some(start) = file.data_start() else {
        return Err((name, FileError::DamagedZip));
    };
    Ok(Some(Entry {
        archive: path.to_owned(),
        start,
        packed: file.compressed_size(),
        size: file.size(),
        crc: file.crc32(),
        deflated,
        name,
    }))
}

impl Entry {
    fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        let mut file = File::open(&self.archive)?;
        file.seek(SeekFrom::Start(self.start))?;
        let packed = BufReader::new(file).take(self.packed);
        let unpacked: Box<dyn Read + Send> = if self.deflated {
            Box::new(DeflateDecoder::new(packed))
        } else {
            Box::new(packed)
        };
        Ok(Box::new(Checked {
            inner: unpacked,
            crc: Crc::new(),
            left: self.size,
            expected: self.crc,
        }))
    }
}

/// Compares size and checksum at the end of an entry, so that a damaged archive is never taken
/// for a whole file.
struct Checked {
    inner: Box<dyn Read + Send>,
    crc: Crc,
    left: u64,
    expected: u32,
}

impl Read for Checked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let damaged = || io::Error::new(io::ErrorKind::InvalidData, "the archive is damaged");
        if buffer.is_empty() {
            return Ok(0);
        }
        let count = self.inner.read(buffer)?;
        self.crc.update(&buffer[..count]);
        // More than the entry says to hold is no part of it: an archive may be made to burst.
        self.left = self.left.checked_sub(count as u64).ok_or_else(damaged)?;
        if count == 0 && (self.left > 0 || self.crc.sum() != self.expected) {
            return Err(damaged());
        }
        Ok(count)
    }
}

fn sheets(path: &Path) -> Result<Contents, FileError> {
    let size = fs::metadata(path)
        .map_err(|source| FileError::Open { source })?
        .len();
    if size > MAX_WORKBOOK {
        return Err(FileError::LargeWorkbook);
    }
    let bytes = fs::read(path).map_err(|source| FileError::Open { source })?;
    let workbook =
        open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|_| FileError::DamagedZip)?;
    let files = workbook
        .sheet_names()
        .into_iter()
        .map(|name| Source::Sheet {
            workbook: path.to_owned(),
            name,
        });
    Ok(Contents::Many {
        files: files.collect(),
        refused: Vec::new(),
    })
}

fn sheet_as_csv(workbook: &Path, name: &str) -> io::Result<Vec<u8>> {
    let damaged = || io::Error::new(io::ErrorKind::InvalidData, "the workbook is damaged");
    let bytes = fs::read(workbook)?;
    let mut sheets = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|_| damaged())?;
    let range = sheets.worksheet_range(name).map_err(|_| damaged())?;
    let mut csv = csv::WriterBuilder::new()
        .flexible(true)
        .from_writer(Vec::new());
    for row in range.rows() {
        let cells: Vec<String> = row.iter().map(cell).collect();
        csv.write_record(&cells)?;
    }
    csv.into_inner().map_err(|_| damaged())
}

/// A cell as a CSV file would hold it: dates as `yyyy-mm-dd`, whole numbers without a point.
fn cell(cell: &Data) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Bool(flag) => flag.to_string(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::DateTime(when) if when.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = when.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            match (hour, minute, second) {
                (0, 0, 0) => date,
                _ => format!("{date}T{hour:02}:{minute:02}:{second:02}"),
            }
        }
        Data::DateTime(duration) => duration.as_f64().to_string(),
    }
}

#[cfg(test)]
mod tests;
