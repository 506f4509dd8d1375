//! The catalog of one session: schemas and tables as its policy shows them, from the state
//! that its current statement is pinned to.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use async_trait::async_trait;
use cohort_catalog::TableDef;
use datafusion::catalog::{CatalogProvider, SchemaProvider};
use datafusion::datasource::{TableProvider, TableType};
use datafusion::error::Result as DfResult;

use super::policy::Policy;
use super::settings::Settings;
use super::view::View;

/// The schema in which unqualified names are looked up; it follows `search_path` and is
/// never listed.
pub(crate) const SEARCH_SCHEMA: &str = "$search_path";
/// The schema that every PostgreSQL database has; Cohort keeps nothing in it.
const PUBLIC: &str = "public";

/// The state a session's statements see. Statements hold what they took from it, so a
/// change here never reaches one that runs.
#[derive(Debug)]
pub(crate) struct ViewCell(RwLock<Arc<View>>);

impl ViewCell {
    pub(crate) fn new(view: Arc<View>) -> Self {
        ViewCell(RwLock::new(view))
    }

    pub(crate) fn get(&self) -> Arc<View> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn set(&self, view: Arc<View>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = view;
    }
}

/// One database as one session sees it.
pub(crate) struct SessionCatalog {
    policy: Policy,
    view: Arc<ViewCell>,
    settings: Arc<Settings>,
    /// Schemas that describe the catalog itself (`pg_catalog`).
    added: RwLock<BTreeMap<String, Arc<dyn SchemaProvider>>>,
}

impl fmt::Debug for SessionCatalog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionCatalog")
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}

impl SessionCatalog {
    pub(crate) fn new(policy: Policy, view: Arc<ViewCell>, settings: Arc<Settings>) -> Self {
        SessionCatalog {
            policy,
            view,
            settings,
            added: RwLock::default(),
        }
    }

    fn visible(&self) -> Vec<&'static TableDef> {
        let view = self.view.get();
        view.defs().filter(|def| self.policy.sees(def)).collect()
    }

    fn added(&self, name: &str) -> Option<Arc<dyn SchemaProvider>> {
        let added = self.added.read().unwrap_or_else(PoisonError::into_inner);
        added.get(name).map(Arc::clone)
    }

    fn path(&self) -> Vec<Arc<dyn SchemaProvider>> {
        self.settings
            .search_path()
            .iter()
            .filter(|name| name.as_str() != SEARCH_SCHEMA)
            .filter_map(|name| self.schema(name))
            .collect()
    }
}

impl CatalogProvider for SessionCatalog {
    fn schema_names(&self) -> Vec<String> {
        let mut names: Vec<String> = self
            .visible()
            .into_iter()
            .map(|def| def.schema.to_owned())
            .collect();
        names.push(PUBLIC.to_owned());
        let added = self.added.read().unwrap_or_else(PoisonError::into_inner);
        names.extend(added.keys().cloned());
        names.sort();
        names.dedup();
        names
    }

    fn schema(&self, name: &str) -> Option<Arc<dyn SchemaProvider>> {
        if let Some(added) = self.added(name) {
            return Some(added);
        }
        if name == SEARCH_SCHEMA {
            return Some(Arc::new(SearchPath {
                schemas: self.path(),
            }));
        }
        let known = name == PUBLIC || self.visible().iter().any(|def| def.schema == name);
        known.then(|| {
            let schema = SessionSchema {
                name: name.to_owned(),
                policy: self.policy.clone(),
                view: Arc::clone(&self.view),
                settings: Arc::clone(&self.settings),
            };
            Arc::new(schema) as Arc<dyn SchemaProvider>
        })
    }

    fn register_schema(
        &self,
        name: &str,
        schema: Arc<dyn SchemaProvider>,
    ) -> DfResult<Option<Arc<dyn SchemaProvider>>> {
        let mut added = self.added.write().unwrap_or_else(PoisonError::into_inner);
        Ok(added.insert(name.to_owned(), schema))
    }
}

/// One schema as one session sees it.
#[derive(Debug)]
struct SessionSchema {
    name: String,
    policy: Policy,
    view: Arc<ViewCell>,
    settings: Arc<Settings>,
}

#[async_trait]
impl SchemaProvider for SessionSchema {
    fn table_names(&self) -> Vec<String> {
        let view = self.view.get();
        view.defs()
            .filter(|def| def.schema == self.name && self.policy.sees(def))
            .map(|def| def.name.to_owned())
            .collect()
    }

    async fn table(&self, name: &str) -> DfResult<Option<Arc<dyn TableProvider>>> {
        let choice = self.settings.choice();
        let sees_all = self.policy.sees_all();
        let found = self.view.get().table(&self.name, name, choice, sees_all);
        Ok(found.and_then(|(def, table)| self.policy.table(def, table)))
    }

    async fn table_type(&self, name: &str) -> DfResult<Option<TableType>> {
        Ok(self.table(name).await?.map(|table| table.table_type()))
    }

    fn table_exist(&self, name: &str) -> bool {
        let view = self.view.get();
        let mut defs = view.defs();
        defs.any(|def| def.schema == self.name && def.name == name && self.policy.sees(def))
    }
}

/// Unqualified names: the first schema of `search_path` that has the table.
#[derive(Debug)]
struct SearchPath {
    schemas: Vec<Arc<dyn SchemaProvider>>,
}

#[async_trait]
impl SchemaProvider for SearchPath {
    fn table_names(&self) -> Vec<String> {
        Vec::new()
    }

    async fn table(&self, name: &str) -> DfResult<Option<Arc<dyn TableProvider>>> {
        for schema in &self.schemas {
            if let Some(table) = schema.table(name).await? {
                return Ok(Some(table));
            }
        }
        Ok(None)
    }

    fn table_exist(&self, name: &str) -> bool {
        self.schemas.iter().any(|schema| schema.table_exist(name))
    }
}
