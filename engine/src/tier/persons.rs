//! The column `person_id`: computed from the linkage of the snapshot when a query reads it, and
//! kept for as long as the linkage is the same.

use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::{ArrayRef, new_null_array};
use arrow::datatypes::DataType;
use cohort_catalog::TableDef;

use super::part::TierPart;
use crate::linkage::{Links, Source};

/// Place of `person_id` among the provenance columns.
pub(crate) const PERSON: usize = super::prune::CONSTANTS;

/// How one table's rows become persons.
#[derive(Debug, Clone)]
pub(crate) struct TablePersons {
    links: Arc<Links>,
    source: &'static Source,
    /// Place of the local number among the table's own columns.
    local: usize,
}

impl TablePersons {
    /// `None` for a table of no children.
    pub(crate) fn of(def: &TableDef, links: &Arc<Links>) -> Option<TablePersons> {
        let source = Source::of(def)?;
        let local = source.local.column();
        Some(TablePersons {
            links: Arc::clone(links),
            source,
            local: def.columns.iter().position(|column| column.name == local)?,
        })
    }

    /// Place of the local number among the table's own columns.
    pub(crate) fn local(&self) -> usize {
        self.local
    }

    /// The persons of one batch of a part in memory.
    pub(crate) fn of_batch(&self, part: &TierPart, batch: usize) -> ArrayRef {
        let columns = part.batches()[batch].columns();
        let make = || self.of_rows(part.provenance().import_id, &columns[self.local]);
        part.persons().get(&self.links, batch, make)
    }

    /// The persons of some rows of an import, by their local numbers.
    pub(crate) fn of_rows(&self, import_id: i64, local: &ArrayRef) -> ArrayRef {
        match self.links.persons(self.source, import_id, local) {
            Some(persons) => Arc::new(persons),
            None => new_null_array(&DataType::Int64, local.len()),
        }
    }
}

/// The persons of a part's batches, as one linkage has them.
#[derive(Debug, Default)]
pub(crate) struct PartPersons(Mutex<Option<Kept>>);

#[derive(Debug)]
struct Kept {
    links: Arc<Links>,
    batches: Vec<Option<ArrayRef>>,
}

impl PartPersons {
    fn get(&self, links: &Arc<Links>, batch: usize, make: impl FnOnce() -> ArrayRef) -> ArrayRef {
        let found = |kept: &Option<Kept>| {
            let kept = kept
                .as_ref()
                .filter(|kept| Arc::ptr_eq(&kept.links, links))?;
            kept.batches.get(batch)?.as_ref().map(Arc::clone)
        };
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(persons) = found(&lock()) {
            return persons;
        }
        // Outside the lock: other batches of the part are scanned at the same time.
        let persons = make();
        let mut kept = lock();
        if kept
            .as_ref()
            .is_none_or(|kept| !Arc::ptr_eq(&kept.links, links))
        {
            *kept = Some(Kept {
                links: Arc::clone(links),
                batches: Vec::new(),
            });
        }
        if let Some(kept) = kept.as_mut() {
            if kept.batches.len() <= batch {
                kept.batches.resize(batch + 1, None);
            }
            kept.batches[batch] = Some(Arc::clone(&persons));
        }
        persons
    }
}
