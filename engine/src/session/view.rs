//! Everything a statement can see of the data: one snapshot's tables, the built-in
//! reference tables, the tables that describe the imports of that snapshot, and the views
//! over all of these.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use cohort_catalog::{ImportRecord, Snapshot, TableDef, TableLevel};
use datafusion::datasource::TableProvider;
use datafusion::error::DataFusionError;

use super::error::{EngineError, ErrorKind};
use super::settings::{Choice, SourceChoice, VersionChoice};
use crate::import::standing::superseded;
use crate::sql_view::{SqlView, SqlViewTable};
use crate::tier::{TierState, TierTable};
use crate::{cohort, linkage};

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

/// The declared views, the same for every snapshot: each reads what its session shows it.
fn views() -> impl Iterator<Item = &'static SqlView> {
    let all = cohort::VIEWS.iter().chain(linkage::VIEWS);
    all.copied()
}

/// One state of the data. Immutable; replaced as a whole.
#[derive(Debug)]
pub struct View {
    state: Arc<TierState>,
    reference: ReferenceTables,
    imports: Tables,
    hidden: Hidden,
}

/// The imports that each choice of `cohort.source` leaves out, and of those that it shows the
/// ones beside which a better version counts.
#[derive(Debug, Default)]
struct Hidden {
    la: HiddenOf,
    npd: HiddenOf,
    best: HiddenOf,
}

/// What one choice of `cohort.source` leaves out, by that of `cohort.version`.
#[derive(Debug, Default)]
struct HiddenOf {
    all: HashSet<i64>,
    best: HashSet<i64>,
}

impl HiddenOf {
    fn new(snapshot: &Snapshot, leaves_out: impl Fn(&ImportRecord) -> bool) -> HiddenOf {
        let (out, shown): (Vec<&ImportRecord>, Vec<_>) = snapshot
            .current_imports()
            .map(AsRef::as_ref)
            .partition(|import| leaves_out(import));
        let all: HashSet<i64> = out.iter().map(|import| import.import_id).collect();
        let best = superseded(shown.into_iter()).union(&all).copied().collect();
        HiddenOf { all, best }
    }
}

impl Hidden {
    fn of(snapshot: &Snapshot) -> Hidden {
        let of_dfe = |import: &ImportRecord| import.source == "npd";
        let held: HashSet<_> = snapshot
            .current_imports()
            .filter(|import| of_dfe(import))
            .map(|import| (import.dataset.clone(), import.la_code, import.year))
            .collect();
        let has_better = |import: &ImportRecord| {
            let of = (import.dataset.clone(), import.la_code, import.year);
            !of_dfe(import) && held.contains(&of)
        };
        Hidden {
            la: HiddenOf::new(snapshot, of_dfe),
            npd: HiddenOf::new(snapshot, |import| !of_dfe(import)),
            best: HiddenOf::new(snapshot, has_better),
        }
    }

    fn by(&self, choice: Choice) -> &HashSet<i64> {
        let hidden = match choice.source {
            SourceChoice::La => &self.la,
            SourceChoice::Npd => &self.npd,
            SourceChoice::Best => &self.best,
        };
        match choice.version {
            VersionChoice::All => &hidden.all,
            VersionChoice::Best => &hidden.best,
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
        let viewed = views().map(|view| &view.def);
        let linked = [&linkage::PERSON_RULE];
        self.state
            .defs()
            .iter()
            .copied()
            .chain(built_in)
            .chain(described)
            .chain(viewed)
            .chain(linked)
    }

    /// One table, as `choice` has it. A built-in table gives way to one that was imported. Only
    /// a policy may ask.
    pub(crate) fn table(
        &self,
        schema: &str,
        name: &str,
        choice: Choice,
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
                _ => table.without(self.hidden.by(choice)),
            };
            return Some((def, table as Arc<dyn TableProvider>));
        }
        let linked = &linkage::PERSON_RULE;
        if (linked.schema, linked.name) == (schema, name) {
            // The rows are numbers and the names of rules, which always fit.
            let table = self.state.links().person_rule().ok()?;
            return Some((linked, table as _));
        }
        built_in.or_else(|| find(&self.imports)).or_else(|| {
            let view = views().find(|view| (view.def.schema, view.def.name) == (schema, name))?;
            Some((&view.def, Arc::new(SqlViewTable::new(view)) as _))
        })
    }
}
