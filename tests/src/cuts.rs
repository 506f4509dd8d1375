//! A file that was cut off is refused with a position, and leaves nothing behind.

use std::io::{BufRead, Cursor};

use arrow::array::RecordBatch;
use cohort_catalog::TableDef;
use cohort_connectors::{ConnectorError, Finding, Given, Sink, conformance, input, sniff};

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
    let open = || input::open(Box::new(Cursor::new(piece.to_vec())));
    let connector = sniff::recognise(open().head()?)?;
    let given = Given::default();
    let identity = connector.identify(&mut open() as &mut dyn BufRead, given)?;
    connector
        .read(&mut open() as &mut dyn BufRead, &identity, &mut Forget)
        .map(drop)
}
