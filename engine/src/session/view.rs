//! Everything a statement can see of the data: one snapshot's tables, the built-in
//! reference tables, and the tables that describe the imports of that snapshot.

use std::collections::BTreeMap;
use std::sync::Arc;

use cohort_catalog::{Snapshot, TableDef};
use datafusion::datasource::TableProvider;
use datafusion::error::DataFusionError;

use super::error::{EngineError, ErrorKind};
use crate::tier::{TierState, TierTable};

/// Tables by schema and name.
type Tables = BTreeMap<(&'static str, &'static str), (&'static TableDef, Arc<dyn TableProvider>)>;

/// The reference tables: the same for every snapshot, made once per process.
#[derive(Debug, Clone)]
pub(crate) struct ReferenceTables(Arc<Tables>);

impl ReferenceTables {
    /// Loads the built-in tables.
    pub(crate) fn load() -> Result<Self, EngineError> {
        let mut tables = Tables::new();
        for def in cohort_connectors::reference::TABLES {
            let batches = cohort_connectors::reference::batches(def).map_err(|e| {
                EngineError::new(ErrorKind::Internal, format!("{}: {e}", def.full_name()))
            })?;
            let table = TierTable::from_batches(def, batches)?;
            tables.insert((def.schema, def.name), (*def, Arc::new(table)));
        }
        Ok(ReferenceTables(Arc::new(tables)))
    }
}

/// One state of the data. Immutable; replaced as a whole.
#[derive(Debug)]
pub struct View {
    state: Arc<TierState>,
    reference: ReferenceTables,
    imports: Tables,
}

impl View {
    pub(crate) fn new(
        state: Arc<TierState>,
        reference: ReferenceTables,
    ) -> Result<Self, EngineError> {
        let mut imports = Tables::new();
        for (def, batch) in
            crate::import::tables::describe(&state.snapshot).map_err(DataFusionError::from)?
        {
            let table = TierTable::from_batches(def, vec![batch])?;
            imports.insert((def.schema, def.name), (def, Arc::new(table)));
        }
        Ok(View {
            state,
            reference,
            imports,
        })
    }

    /// The snapshot whose data this is.
    pub fn snapshot(&self) -> &Arc<Snapshot> {
        &self.state.snapshot
    }

    /// Every table, whoever may see it. Only a policy may ask.
    pub(crate) fn defs(&self) -> impl Iterator<Item = &'static TableDef> + '_ {
        let built_in = self
            .reference
            .0
            .values()
            .chain(self.imports.values())
            .map(|(def, _)| *def);
        self.state.defs().iter().copied().chain(built_in)
    }

    /// One table. Only a policy may ask.
    pub(crate) fn table(
        &self,
        schema: &str,
        name: &str,
    ) -> Option<(&'static TableDef, Arc<dyn TableProvider>)> {
        if let Some(table) = self.state.table(schema, name) {
            let def = table.def();
            return Some((def, table as Arc<dyn TableProvider>));
        }
        let find = |tables: &Tables| {
            tables
                .iter()
                .find(|((s, n), _)| *s == schema && *n == name)
                .map(|(_, (def, table))| (*def, Arc::clone(table)))
        };
        find(&self.reference.0).or_else(|| find(&self.imports))
    }
}
