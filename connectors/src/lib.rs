//! Files in: one module per dataset, and [`synthetic`], which writes the same files.
//!
//! A [`Connector`] turns a byte stream into typed batches and [`Finding`]s. It holds one
//! child at a time; it never panics on any input, and never hands on half a file as a
//! whole one. Which dataset a file is, is decided by content alone: see [`sniff`].
//!
//! One more dataset is a folder, a `mod` line and a row in [`CONNECTORS`].

use std::fmt;
use std::io::BufRead;

use arrow::array::RecordBatch;
use cohort_catalog::TableDef;

pub mod cin;
#[cfg(any(test, feature = "conformance"))]
pub mod conformance;
pub mod error;
pub mod finding;
#[doc(hidden)]
pub mod fuzzing;
pub mod input;
pub mod reference;
pub mod sniff;
pub mod synthetic;
pub mod xml;

pub use error::ConnectorError;
pub use finding::{Finding, Position, Severity};

/// What the operator said of a file on the command line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Given {
    /// `--la`
    pub la_code: Option<i16>,
    /// `--year`
    pub year: Option<i16>,
}

/// Whose and which return a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// DfE number of the local authority.
    pub la_code: i16,
    /// Calendar year in which the collection year ends.
    pub year: i16,
    /// Term or date within the year, for datasets returned more than once a year.
    pub period: Option<String>,
    /// The producer's running number; of two files for one return the higher is newer.
    pub serial: Option<i64>,
    /// When the producer made the file, `yyyy-mm-ddThh:mm:ss` as far as it could be read.
    pub made_at: Option<String>,
}

/// What was read, told when a file ends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Children (or other main records) in the file.
    pub children: u64,
}

/// Receives what a connector reads.
pub trait Sink {
    /// Takes rows of one of the connector's tables, in [`TableDef::file_schema`].
    ///
    /// # Errors
    ///
    /// [`ConnectorError::Sink`] when they cannot be kept; the connector stops at once.
    fn batch(&mut self, table: &'static TableDef, rows: RecordBatch) -> Result<(), ConnectorError>;

    /// Takes a finding.
    ///
    /// # Errors
    ///
    /// As for [`Sink::batch`].
    fn finding(&mut self, finding: Finding) -> Result<(), ConnectorError>;
}

/// One published dataset: its tables, and how to read a file of it.
pub trait Connector: fmt::Debug + Send + Sync {
    /// Name used in SQL, manifests and object paths; never changes once released.
    fn name(&self) -> &'static str;

    /// Full name of the return, for people.
    fn title(&self) -> &'static str;

    /// Tables this dataset fills.
    fn tables(&self) -> &'static [&'static TableDef];

    /// Whether the beginning of a file (decoded, at most [`sniff::HEAD_BYTES`]) is of this
    /// dataset. Content decides, never the file's name.
    fn recognises(&self, head: &str) -> bool;

    /// Finds whose and which return the file is, reading no further than it must.
    ///
    /// # Errors
    ///
    /// As [`Connector::read`], and when neither the file nor `given` says it.
    fn identify(&self, input: &mut dyn BufRead, given: Given) -> Result<Identity, ConnectorError>;

    /// Reads `input` from its beginning to its end, handing on batches as they fill.
    ///
    /// # Errors
    ///
    /// Stops at the first fault that makes later rows unsafe to interpret. What the sink
    /// got until then must be thrown away.
    fn read(
        &self,
        input: &mut dyn BufRead,
        identity: &Identity,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ConnectorError>;
}

/// Every dataset, in name order. A new one is a folder, a `mod` line and a row here.
pub static CONNECTORS: &[&dyn Connector] = &[&cin::CinCensus];
