//! Files in: one module per dataset, and [`synthetic`], which writes the same files.
//!
//! A [`Connector`] turns the files of one return into typed batches and [`Finding`]s. It holds
//! one child at a time; it never panics on any input, and never hands on half a file as a
//! whole one: where it saves what is complete in a file that was cut off, a finding says so. Which dataset a file is, is decided by content alone: see [`sniff`].
//!
//! One more dataset is a folder, a `mod` line and a row in [`CONNECTORS`]. What they share:
//!
//! ```text
//! input.rs       bytes ─▶ UTF-8 text                    value.rs    text ─▶ date, flag, number
//! csv.rs         text ─▶ records, headings ─▶ fields    layout.rs   Field: item, column, years, form;
//! xml.rs         text ─▶ tokens, safe and placed                    Intake: text ─▶ Cell and findings
//! xml/record.rs  tokens ─▶ one main record as a tree    notices.rs  departures of form, once per file
//! conformance.rs checks over any connector              rows.rs     cells ─▶ Arrow batches
//! sheet.rs       one CSV file: header, rows, tallies
//! ```

use std::collections::BTreeMap;
use std::fmt;

use arrow::array::RecordBatch;
use cohort_catalog::{Extent, TableDef};

pub mod attainment;
pub mod attendance_session;
pub mod attendance_weekly;
pub mod census;
pub mod cin;
pub mod cla;
#[cfg(any(test, feature = "conformance"))]
pub mod conformance;
pub mod csv;
pub mod ctf;
pub mod error;
pub mod files;
pub mod finding;
#[cfg(test)]
mod fixtures;
#[doc(hidden)]
pub mod fuzzing;
mod hash;
pub mod input;
pub mod layout;
pub mod notices;
pub mod public;
pub mod pupil_premium;
pub mod reference;
pub mod rows;
pub mod sen2;
pub mod sheet;
pub mod sniff;
pub mod social_care_cohort;
pub mod synthetic;
pub mod user_field;
pub mod value;
pub mod xml;

use attainment::{ResultFile, layouts};
use layout::Field;

pub use error::ConnectorError;
pub use files::{FileKind, Files, Part};
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
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// DfE number of the local authority.
    pub la_code: i16,
    /// Calendar year in which the collection year ends.
    pub year: i16,
    /// Which of several returns of the year it is: a term, a date, a school. A file replaces an
    /// earlier one of the same authority, year and period, and no other.
    pub period: Option<String>,
    /// What of that return the file holds, where a return may come in several files. Files that
    /// hold nothing of the same do not replace each other.
    pub extent: Extent,
    /// Of returns that tell the same of one authority and year (see `period`), those of the
    /// highest standing are the ones to count; 0 where there is only one.
    pub standing: u8,
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
    /// Of a census: pupils on roll by National Curriculum year. Empty for any other return.
    pub nc_years: BTreeMap<String, u64>,
}

impl Summary {
    /// So many children, of a return that is no census.
    pub fn of(children: u64) -> Summary {
        Summary {
            children,
            nc_years: BTreeMap::new(),
        }
    }
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

    /// How it comes and what must be told, for people: "XML, one file per authority and year".
    fn form(&self) -> &'static str;

    /// National Curriculum years of which the return should hold every pupil on roll; empty
    /// where no census tells how many children to expect.
    fn nc_years(&self) -> &'static [&'static str] {
        &[]
    }

    /// Tables this dataset fills.
    fn tables(&self) -> &'static [&'static TableDef];

    /// Tables with the published items behind their columns, for `reference.collected_item`.
    /// The items that name their years are fields; the others are told by the columns.
    fn items(&self) -> Vec<(&'static TableDef, &'static [Field])> {
        self.tables()
            .iter()
            .map(|table| (*table, &[][..]))
            .collect()
    }

    /// The files of a return that comes as a set, in the order in which they are read; empty
    /// where a file is always the whole return.
    fn parts(&self) -> &'static [Part] {
        &[]
    }

    /// What the beginning of a file (decoded, at most [`sniff::HEAD_BYTES`]) is to this
    /// dataset, `None` if it is none of its files. Content decides, never the file's name.
    fn recognises(&self, head: &str) -> Option<FileKind>;

    /// Finds whose and which return the files are, reading no further than it must.
    ///
    /// # Errors
    ///
    /// As [`Connector::read`], and when neither the files nor `given` say it.
    fn identify(&self, files: &mut dyn Files, given: Given) -> Result<Identity, ConnectorError>;

    /// Reads the files from beginning to end, handing on batches as they fill.
    ///
    /// # Errors
    ///
    /// Stops at the first fault that makes later rows unsafe to interpret. What the sink
    /// got until then must be thrown away. In a set, [`ConnectorError::InPart`] says where.
    fn read(
        &self,
        files: &mut dyn Files,
        identity: &Identity,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ConnectorError>;
}

/// Every dataset; one that takes what no other knows stands last. A new one is a folder, a `mod`
/// line and a row here.
pub static CONNECTORS: &[&dyn Connector] = &[
    &ResultFile(&layouts::ABSENCE),
    &ResultFile(&layouts::EYFSP),
    &ResultFile(&layouts::KS1),
    &ResultFile(&layouts::KS2),
    &ResultFile(&layouts::KS4),
    &ResultFile(&layouts::MTC),
    &ResultFile(&layouts::PHONICS),
    &ResultFile(&layouts::SUSPENSION),
    &attendance_session::AttendanceSession,
    &attendance_weekly::AttendanceWeekly,
    &census::SchoolCensus,
    &census::ap::ApCensus,
    &cin::CinCensus,
    &cla::LookedAfter,
    &ctf::CommonTransferFile,
    &public::ees::Ees,
    &public::gias::Gias,
    &public::gias::GiasLinks,
    &public::idaci::Idaci,
    &public::local_authority::LocalAuthorities,
    &public::ofsted::Ofsted,
    &public::ons_population::OnsPopulation,
    &public::population::Populations,
    &public::statistical_neighbour::StatisticalNeighbours,
    &pupil_premium::PupilPremium,
    &sen2::Sen2,
    &social_care_cohort::SocialCareCohort,
    &user_field::UserField,
];
