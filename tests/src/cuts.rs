//! A file that was cut off is refused with a position, and leaves nothing behind.

use arrow::array::RecordBatch;
use cohort_catalog::TableDef;
use cohort_connectors::files::{Files, InMemory};
use cohort_connectors::{ConnectorError, Finding, Given, Sink, conformance, sniff};

/// Takes everything and keeps nothing: what a refused file handed on is thrown away.
struct Forget;

impl Sink for Forget {
    fn batch(&mut self, _: &'static TableDef, _: RecordBatch) -> Result<(), ConnectorError> {
        Ok(())
    }

    fn finding(&mut self, _: Finding) -> Result<(), ConnectorError> {
        Ok(())
    }
}

/// Reads a piece of a file as an import does.
///
/// # Errors
///
/// In words, when the piece is taken for a whole file, or is refused without saying where.
pub fn refused(piece: &[u8]) -> Result<(), String> {
    match read(piece) {
        Ok(()) => Err("it was taken for a whole file".to_owned()),
        // Too short to tell what it would have been: there is no place to name.
        Err(ConnectorError::Unrecognised { .. }) => Ok(()),
        Err(ConnectorError::IdentityMissing { .. }) => Ok(()),
        Err(error) => match conformance::position(&error) {
            Some(at) if at.line > 0 => Ok(()),
            _ => Err(format!("no line in: {error}")),
        },
    }
}

fn read(piece: &[u8]) -> Result<(), ConnectorError> {
    let mut files = InMemory::whole(piece);
    let (connector, _) = sniff::recognise(files.open(0)?.head()?)?;
    let identity = connector.identify(&mut files, Given::default())?;
    connector.read(&mut files, &identity, &mut Forget).map(drop)
}
