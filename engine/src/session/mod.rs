//! Sessions: one per connection, each with its own user, settings, catalog and snapshot.
//!
//! | file | what it decides |
//! |---|---|
//! | `engine.rs` | what all sessions of a process share; which snapshot is `live`, which `insight` |
//! | `policy.rs` | what a user may see; the only way to a table |
//! | `catalog.rs` | schemas and tables as the policy shows them |
//! | `view.rs` | one state of the data: a snapshot, the reference tables, the `imports` tables |
//! | `statement.rs` | which statements there are; writes are refused here |
//! | `settings.rs` | SET, SHOW, RESET |
//! | `run.rs` | planning and running under a snapshot, a memory limit, a timeout, a cancel |
//! | `limits.rs` | until when a statement may go on |
//! | `explain.rs` | what a plan may show |
//! | `compute.rs` | threads of their own for what computes |
//! | `give_way.rs` | lets joins of everything with everything be stopped |
//! | `error.rs` | what a client is told |

mod catalog;
mod compute;
mod depth;
mod engine;
pub mod error;
mod explain;
mod give_way;
mod limits;
mod policy;
mod run;
pub mod settings;
pub mod statement;
mod transaction;
mod view;

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::{Arc, Mutex};

use datafusion::catalog::{CatalogProvider, CatalogProviderList, MemoryCatalogProviderList};
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::GreedyMemoryPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::prelude::SessionContext;

pub use engine::{Database, Engine, EngineOptions, imported_tables};
pub use error::{EngineError, ErrorKind};
pub use policy::Policy;
pub use run::{CommandOutcome, Planned};
pub(crate) use settings::Choice;
pub use settings::Settings;
pub use statement::{Kind, Prepared, parse};
pub use transaction::TransactionStatus;
pub use view::View;

use catalog::{SessionCatalog, ViewCell};
use limits::Allowance;
use transaction::Transaction;

/// One connection's state. Statements of one session run one after another; portals may
/// be open side by side.
pub struct Session {
    engine: Arc<Engine>,
    database: Database,
    policy: Policy,
    settings: Arc<Settings>,
    view: Arc<ViewCell>,
    context: SessionContext,
    transaction: Transaction,
    /// How long the current statement may go on.
    allowance: Arc<Allowance>,
    /// The value of `cohort.as_of` that the view was chosen by; empty for the newest.
    as_of: Mutex<String>,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("database", &self.database)
            .finish_non_exhaustive()
    }
}

impl Session {
    fn new(
        engine: Arc<Engine>,
        policy: Policy,
        database: Database,
    ) -> Result<Arc<Session>, EngineError> {
        let settings = Arc::new(Settings::default());
        let newest = engine.view(database)?;
        settings.note_snapshot(newest.snapshot().number);
        let view = Arc::new(ViewCell::new(newest));
        let catalog = SessionCatalog::new(policy.clone(), Arc::clone(&view), Arc::clone(&settings));
        let context = context(&engine, database, Arc::new(catalog))?;
        let role = crate::pg::Role {
            user: policy.user().to_string(),
            database: database.name(),
            settings: Arc::clone(&settings),
        };
        crate::pg::install(&context, role)?;
        Ok(Arc::new(Session {
            engine,
            database,
            policy,
            settings,
            view,
            context,
            transaction: Transaction::default(),
            allowance: Arc::default(),
            as_of: Mutex::default(),
        }))
    }

    /// The settings that SET and SHOW work on.
    pub fn settings(&self) -> &Arc<Settings> {
        &self.settings
    }

    /// The database connected to.
    pub fn database(&self) -> Database {
        self.database
    }

    /// The user's name.
    pub fn user(&self) -> &str {
        self.policy.user()
    }

    /// DataFusion's view of the session; for planning only, its catalog is the policy's.
    pub fn context(&self) -> &SessionContext {
        &self.context
    }
}

/// A context that knows nothing but one catalog, and may use so much memory and no disk:
/// spilled rows of children would lie around outside the store.
fn context(
    engine: &Engine,
    database: Database,
    catalog: Arc<dyn CatalogProvider>,
) -> Result<SessionContext, EngineError> {
    let catalogs = MemoryCatalogProviderList::new();
    catalogs.register_catalog(database.name().to_owned(), catalog);
    let disk = DiskManagerBuilder::default().with_mode(DiskManagerMode::Disabled);
    let runtime = RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(GreedyMemoryPool::new(
            engine.options().query_memory,
        )))
        .with_disk_manager_builder(disk)
        .build_arc()?;
    engine.tier().register_store(&runtime);
    let mut state = SessionStateBuilder::new_from_existing(engine.base().clone())
        .with_catalog_list(Arc::new(catalogs))
        .with_runtime_env(runtime)
        .build();
    state.config_mut().options_mut().catalog.default_catalog = database.name().to_owned();
    Ok(SessionContext::new_with_state(state))
}
