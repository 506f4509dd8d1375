//! Rows out of the program, for people and for other programs.
//!
//! One [`Printer`] takes the batches of one result as they come and writes them as
//! [`Format`] says. CSV, JSON and Parquet never hold more than a batch; a table holds at most
//! 10,000 rows, so memory stays flat whatever a statement returns.
//!
//! | format | shape |
//! |---|---|
//! | table | columns aligned (numbers to the right), NULL left empty, then `(n rows)` |
//! | CSV | a header row, RFC 4180 quoting, `\n`; NULL is empty; dates `yyyy-mm-dd` |
//! | JSON | one array, one object a line, NULL written as `null` |
//! | Parquet | one file, Snappy, with the Arrow schema inside |
//!
//! A reader that goes away (`cohort sql … | head`) is no error: the printer reports
//! [`Flow::Closed`] and the caller stops in silence.

use std::fmt;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use futures::{Stream, StreamExt};
use parquet::errors::ParquetError;

mod csv;
mod json;
mod parquet_file;
mod table;
mod text;

/// How rows are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Aligned columns with borders.
    #[default]
    Table,
    /// Comma-separated values with a header row.
    Csv,
    /// One array with one object per row.
    Json,
    /// A Parquet file.
    Parquet,
}

impl Format {
    /// Whether the format can hold only one result.
    pub fn is_one_document(self) -> bool {
        matches!(self, Format::Json | Format::Parquet)
    }
}

/// Why rows could not be written.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// The file given with `--output` cannot be made.
    #[error("cannot write {}; choose another file with --output", path.display())]
    Create {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// The rows cannot be put in this form, or the place is full.
    #[error("cannot write the rows")]
    Arrow(#[from] ArrowError),
    /// As [`OutputError::Arrow`], for Parquet.
    #[error("cannot write the rows as Parquet")]
    Parquet(#[from] ParquetError),
    /// As [`OutputError::Arrow`], for text.
    #[error("cannot write the rows")]
    Io(#[from] io::Error),
}

/// Whether the reader is still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// Everything so far was written.
    Open,
    /// The reader closed its end; nothing more need be written.
    Closed,
}

/// One form of output. `write` may be called any number of times, `finish` once at the end.
trait RowWriter: Send {
    fn write(&mut self, batch: &RecordBatch) -> Result<(), OutputError>;
    fn finish(self: Box<Self>) -> Result<(), OutputError>;
}

/// Where rows go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Destination {
    /// Standard output.
    #[default]
    Stdout,
    /// A file, replaced if it exists.
    File(PathBuf),
}

impl From<Option<PathBuf>> for Destination {
    fn from(path: Option<PathBuf>) -> Self {
        path.map_or(Destination::Stdout, Destination::File)
    }
}

/// Writes the rows of one result.
pub struct Printer {
    writer: Box<dyn RowWriter>,
    closed: Arc<AtomicBool>,
}

impl fmt::Debug for Printer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Printer").finish_non_exhaustive()
    }
}

impl Printer {
    /// A printer for rows of `schema` to a place named on the command line.
    ///
    /// # Errors
    ///
    /// When the file cannot be made, or `schema` has no form in `format`.
    pub fn open(format: Format, to: &Destination, schema: SchemaRef) -> Result<Self, OutputError> {
        match to {
            Destination::Stdout => {
                let width = table::terminal_width();
                Printer::new(format, Box::new(io::stdout()), schema, width)
            }
            Destination::File(path) => Printer::new(format, Box::new(create(path)?), schema, None),
        }
    }

    /// As [`Printer::open`], to any writer; `width` is the room a table has, in characters.
    ///
    /// # Errors
    ///
    /// As [`Printer::open`].
    pub fn new(
        format: Format,
        out: Box<dyn Write + Send>,
        schema: SchemaRef,
        width: Option<u16>,
    ) -> Result<Self, OutputError> {
        let closed = Arc::new(AtomicBool::new(false));
        let out = Pipe {
            out: BufWriter::new(out),
            closed: Arc::clone(&closed),
        };
        let writer: Box<dyn RowWriter> = match format {
            Format::Table => Box::new(table::TableWriter::new(out, schema, width)),
            Format::Csv => Box::new(csv::CsvWriter::new(out, &schema)?),
            Format::Json => Box::new(json::JsonWriter::new(out)),
            Format::Parquet => Box::new(parquet_file::ParquetWriter::new(out, schema)?),
        };
        Ok(Printer { writer, closed })
    }

    /// Writes the rows of one batch.
    ///
    /// # Errors
    ///
    /// When the place is full or a value has no form in the format.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<Flow, OutputError> {
        let result = self.writer.write(batch);
        self.judge(result)
    }

    /// Writes what is still held back, and the end of the form.
    ///
    /// # Errors
    ///
    /// As [`Printer::write`].
    pub fn finish(self) -> Result<Flow, OutputError> {
        let Printer { writer, closed } = self;
        let result = writer.finish();
        judge(&closed, result)
    }

    fn judge(&self, result: Result<(), OutputError>) -> Result<Flow, OutputError> {
        judge(&self.closed, result)
    }
}

fn judge(closed: &AtomicBool, result: Result<(), OutputError>) -> Result<Flow, OutputError> {
    match result {
        _ if closed.load(Ordering::Relaxed) => Ok(Flow::Closed),
        Ok(()) => Ok(Flow::Open),
        Err(error) => Err(error),
    }
}

/// Writes all rows of a stream. A file that could not be completed is removed.
///
/// # Errors
///
/// The stream's own errors, and those of [`Printer`].
pub async fn print_stream<S, E>(
    format: Format,
    to: &Destination,
    schema: SchemaRef,
    mut rows: S,
) -> Result<Flow, E>
where
    S: Stream<Item = Result<RecordBatch, E>> + Unpin,
    E: From<OutputError>,
{
    let mut printer = Printer::open(format, to, schema)?;
    let result = async {
        while let Some(batch) = rows.next().await {
            if printer.write(&batch?)? == Flow::Closed {
                return Ok(Flow::Closed);
            }
        }
        Ok(printer.finish()?)
    }
    .await;
    if result.is_err() {
        discard(to);
    }
    result
}

/// Writes rows that are already in memory.
///
/// # Errors
///
/// As [`Printer`].
pub fn print_batch(
    format: Format,
    to: &Destination,
    batch: &RecordBatch,
) -> Result<Flow, OutputError> {
    let mut printer = Printer::open(format, to, batch.schema())?;
    let result = match printer.write(batch) {
        Ok(Flow::Open) => printer.finish(),
        other => other,
    };
    if result.is_err() {
        discard(to);
    }
    result
}

/// Writes a line to standard output; a reader that went away is no error.
///
/// # Errors
///
/// When standard output is full.
pub fn print_line(line: &str) -> Result<Flow, OutputError> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{line}").and_then(|()| out.flush()) {
        Ok(()) => Ok(Flow::Open),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Flow::Closed),
        Err(error) => Err(error.into()),
    }
}

fn create(path: &Path) -> Result<File, OutputError> {
    File::create(path).map_err(|source| OutputError::Create {
        path: path.to_owned(),
        source,
    })
}

fn discard(to: &Destination) {
    if let Destination::File(path) = to {
        // Only a regular file: `--output /dev/null` must not remove the device. The first
        // error is the one to report, so a failure to remove is passed over.
        if path.is_file() {
            let _ = std::fs::remove_file(path);
        }
    }
}

/// A buffered writer that remembers that its reader went away, however deep inside another
/// library's error the broken pipe ends up.
struct Pipe {
    out: BufWriter<Box<dyn Write + Send>>,
    closed: Arc<AtomicBool>,
}

impl Pipe {
    fn note<T>(&self, result: io::Result<T>) -> io::Result<T> {
        if let Err(error) = &result
            && error.kind() == io::ErrorKind::BrokenPipe
        {
            self.closed.store(true, Ordering::Relaxed);
        }
        result
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let result = self.out.write(bytes);
        self.note(result)
    }

    fn flush(&mut self) -> io::Result<()> {
        let result = self.out.flush();
        self.note(result)
    }
}

impl fmt::Debug for Pipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pipe").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
