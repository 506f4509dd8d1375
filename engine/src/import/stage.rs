//! One file into data objects that nothing names yet.

use std::collections::BTreeMap;
use std::sync::Arc;

use cohort_catalog::{DataObject, NewImport, NewPart, ObjectWriter, Store, TableDef};

use super::read::{self, Piece};
use super::tables::FINDING;
use super::{FileError, ImportError, Observer, PlanLine};
use crate::import::run::Cancel;

/// A file that has been read to its end and whose rows are in the store, unseen.
pub(super) struct Staged {
    pub(super) line: PlanLine,
    pub(super) import: NewImport,
}

impl Staged {
    pub(super) fn objects(&self) -> Vec<DataObject> {
        self.import
            .parts
            .iter()
            .flat_map(|part| part.objects.iter().cloned())
            .collect()
    }
}

/// Reads one file and writes its rows. `Ok(Err(_))` refuses the file and leaves the rest of the
/// import unharmed.
///
/// # Errors
///
/// When the store refuses, or the operator interrupts. Either way none of the file's objects
/// remain.
pub(super) async fn stage(
    store: &Store,
    line: PlanLine,
    observer: &Arc<dyn Observer>,
    cancel: &mut Cancel,
) -> Result<Result<Staged, FileError>, ImportError> {
    let known = &line.known;
    let (mut pieces, reader) = read::start(&line, observer);
    let mut writers = Writers {
        store,
        line: &line,
        open: BTreeMap::new(),
    };
    let written = loop {
        tokio::select! {
            biased;
            () = cancel.requested() => break Err(ImportError::Interrupted),
            piece = pieces.recv() => match piece {
                None => break Ok(()),
                Some(piece) => if let Err(error) = writers.write(piece).await {
                    break Err(error);
                },
            },
        }
    };
    drop(pieces); // the reader stops at its next batch
    let reading = match reader.await {
        Ok(reading) => reading,
        Err(_) => {
            writers.abort().await;
            return Err(ImportError::Panicked {
                path: line.path.clone(),
            });
        }
    };
    if let Err(error) = written {
        writers.abort().await;
        return Err(error);
    }
    let reading = match reading {
        Ok(reading) => reading,
        Err(error) => {
            writers.abort().await;
            return Ok(Err(error));
        }
    };
    let (parts, rows) = writers.finish().await?;
    let identity = &known.identity;
    let import = NewImport {
        dataset: known.connector.name().to_owned(),
        la_code: identity.la_code,
        year: identity.year,
        period: identity.period.clone(),
        extent: identity.extent.clone(),
        standing: identity.standing,
        source: known.source.to_owned(),
        file_name: line.file_names(),
        set_parts: line.set_parts(),
        sha256: reading.sha256,
        bytes: reading.bytes,
        children: reading.summary.children,
        nc_years: reading.summary.nc_years,
        rows,
        findings: reading.findings,
        serial: identity.serial,
        made_at: identity.made_at.clone(),
        parts,
    };
    Ok(Ok(Staged { line, import }))
}

/// One object writer per table, opened when its first rows come.
struct Writers<'a> {
    store: &'a Store,
    line: &'a PlanLine,
    open: BTreeMap<String, (&'static TableDef, ObjectWriter)>,
}

impl Writers<'_> {
    async fn write(&mut self, piece: Piece) -> Result<(), ImportError> {
        let name = piece.table.full_name();
        let (_, writer) = match self.open.entry(name) {
            std::collections::btree_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::btree_map::Entry::Vacant(entry) => {
                let known = &self.line.known;
                let (la, year) = (known.identity.la_code, known.identity.year);
                let writer = self
                    .store
                    .object_writer(piece.table, la, year, known.source)?;
                entry.insert((piece.table, writer))
            }
        };
        Ok(writer.write(&piece.rows).await?)
    }

    /// The parts, and the rows in the dataset's own tables.
    async fn finish(mut self) -> Result<(Vec<NewPart>, u64), ImportError> {
        let mut parts: Vec<NewPart> = Vec::new();
        let mut rows = 0;
        while let Some((name, (table, writer))) = self.open.pop_first() {
            match writer.finish().await {
                Ok(object) => {
                    if !std::ptr::eq(table, &FINDING) {
                        rows += object.rows;
                    }
                    parts.push(NewPart {
                        table: name,
                        objects: vec![object],
                    });
                }
                Err(error) => {
                    let objects: Vec<DataObject> =
                        parts.into_iter().flat_map(|part| part.objects).collect();
                    self.abort().await;
                    discard(self.store, &objects).await;
                    return Err(error.into());
                }
            }
        }
        Ok((parts, rows))
    }

    async fn abort(&mut self) {
        while let Some((_, (_, writer))) = self.open.pop_first() {
            writer.abort().await;
        }
    }
}

/// Removes objects that nothing names. What cannot be removed does no harm and is found by
/// `cohort verify`, so the error that led here is the one to report.
pub(super) async fn discard(store: &Store, objects: &[DataObject]) {
    if let Err(error) = store.discard(objects).await {
        tracing::warn!(%error, "objects of an import that was given up remain in the store");
    }
}
