//! Everything a statement can see of the data: one snapshot's tables, the built-in
//! reference tables, and the tables that describe the imports of that snapshot.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use cohort_catalog::{ImportRecord, Snapshot, TableDef, TableLevel};
use datafusion::datasource::TableProvider;
use datafusion::error::DataFusionError;

use super::error::{EngineError, ErrorKind};
use super::settings::SourceChoice;
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
    hidden: Hidden,
}

/// The imports that each choice of `cohort.source` leaves out.
#[derive(Debug, Default)]
struct Hidden {
    la: HashSet<i64>,
    npd: HashSet<i64>,
    best: HashSet<i64>,
}

impl Hidden {
    fn of(snapshot: &Snapshot) -> Hidden {
        let mut hidden = Hidden::default();
        let of_dfe = |import: &ImportRecord| import.source == "npd";
        let held: HashSet<_> = snapshot
            .current_imports()
            .filter(|import| of_dfe(import))
            .map(|import| (import.dataset.clone(), import.la_code, import.year))
            .collect();
        for import in snapshot.current_imports() {
            if of_dfe(import) {
                hidden.la.insert(import.import_id);
            } else {
                hidden.npd.insert(import.import_id);
                if held.contains(&(import.dataset.clone(), import.la_code, import.year)) {
                    hidden.best.insert(import.import_id);
                }
            }
        }
        hidden
    }

    fn by(&self, source: SourceChoice) -> &HashSet<i64> {
        match source {
            SourceChoice::La => &self.la,
            SourceChoice::Npd => &self.npd,
            SourceChoice::Best => &self.best,
        }
    }
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
        let hidden = Hidden::of(&state.snapshot);
        Ok(View {
            state,
            reference,
            imports,
            hidden,
        })
    }

    /// The snapshot whose data this is.
    pub fn snapshot(&self) -> &Arc<Snapshot> {
        &self.state.snapshot
    }

    /// Every table, whoever may see it, each once. Only a policy may ask.
    pub(crate) fn defs(&self) -> impl Iterator<Item = &'static TableDef> + '_ {
        let built_in = self
            .reference
            .0
            .iter()
            .filter(|((schema, name), _)| self.state.table(schema, name).is_none())
            .map(|(_, (def, _))| *def);
        let described = self.imports.values().map(|(def, _)| *def);
        self.state
            .defs()
            .iter()
            .copied()
            .chain(built_in)
            .chain(described)
    }

    /// One table, as `source` has it. A built-in table gives way to one that was imported. Only
    /// a policy may ask.
    pub(crate) fn table(
        &self,
        schema: &str,
        name: &str,
        source: SourceChoice,
    ) -> Option<(&'static TableDef, Arc<dyn TableProvider>)> {
        let find = |tables: &Tables| {
            tables
                .iter()
                .find(|((s, n), _)| *s == schema && *n == name)
                .map(|(_, (def, table))| (*def, Arc::clone(table)))
        };
        let built_in = find(&self.reference.0);
        if let Some(table) = self.state.table(schema, name)
            && (table.rows() > 0 || built_in.is_none())
        {
            let def = table.def();
            let table = match def.level {
                // Public data are the same whoever handed them on.
                TableLevel::Reference => table,
                _ => table.without(self.hidden.by(source)),
            };
            return Some((def, table as Arc<dyn TableProvider>));
        }
        built_in.or_else(|| find(&self.imports))
    }
}
