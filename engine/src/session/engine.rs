//! The engine: one store opened for answering, shared by all sessions of a process.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use cohort_catalog::{Access, Store, TableDef, User};
use datafusion::execution::SessionState;
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::prelude::SessionConfig;

use super::Session;
use super::compute::Compute;
use super::error::{EngineError, ErrorKind};
use super::policy::Policy;
use super::view::{ReferenceTables, View};
use crate::tier::{Tier, TierOptions, TierState};

/// How often the store is asked for something newer. A commit is seen within one second.
const POLL: Duration = Duration::from_millis(250);

/// What an operator may set.
#[derive(Debug, Clone)]
pub struct EngineOptions {
    /// Bytes of memory for tables; what exceeds it is scanned from the store.
    pub memory_budget: usize,
    /// Bytes of memory that one query may use for sorting, grouping and joining.
    pub query_memory: usize,
    /// Threads that one query uses.
    pub threads: usize,
}

impl Default for EngineOptions {
    /// Half of an 8 GiB machine for tables, 1 GiB a query, all cores.
    fn default() -> Self {
        let threads = std::thread::available_parallelism().map_or(2, usize::from);
        EngineOptions {
            memory_budget: 4 << 30,
            query_memory: 1 << 30,
            threads,
        }
    }
}

/// The two databases of a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Database {
    /// The newest snapshot.
    Live,
    /// The last published snapshot.
    Insight,
}

impl Database {
    /// Both, in the order `\l` lists them.
    pub const ALL: [Database; 2] = [Database::Insight, Database::Live];

    /// The name a client connects to.
    pub fn name(self) -> &'static str {
        match self {
            Database::Live => "live",
            Database::Insight => "insight",
        }
    }

    /// Finds a database by the name a client gives; an empty name is `live`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::UnknownDatabase`].
    pub fn parse(name: &str) -> Result<Database, EngineError> {
        match name {
            "" | "live" => Ok(Database::Live),
            "insight" => Ok(Database::Insight),
            other => Err(EngineError::new(
                ErrorKind::UnknownDatabase,
                format!("database \"{other}\" does not exist"),
            )
            .with_hint("connect to live or insight")),
        }
    }
}

/// A store opened for answering. Share it with `Arc`.
pub struct Engine {
    store: Arc<Store>,
    tier: Arc<Tier>,
    options: EngineOptions,
    reference: ReferenceTables,
    /// Functions, planners and rules; every session starts from a copy.
    base: SessionState,
    compute: Compute,
    live: RwLock<Arc<View>>,
    insight: RwLock<Option<Arc<View>>>,
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

/// Every table that imports fill, from all connectors, each once: some datasets share tables.
pub fn imported_tables() -> Vec<&'static TableDef> {
    let mut tables: Vec<&'static TableDef> = Vec::new();
    let datasets = cohort_connectors::CONNECTORS
        .iter()
        .flat_map(|c| c.tables().iter().copied());
    for table in datasets.chain([&crate::import::tables::FINDING]) {
        let same = |other: &&TableDef| (other.schema, other.name) == (table.schema, table.name);
        if !tables.iter().any(same) {
            tables.push(table);
        }
    }
    tables
}

impl Engine {
    /// Loads the newest and the published snapshot.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Store`] when the store cannot be read.
    pub async fn open(
        store: Arc<Store>,
        options: EngineOptions,
    ) -> Result<Arc<Engine>, EngineError> {
        let tier_options = TierOptions {
            memory_budget: options.memory_budget,
        };
        let tier = Tier::open(Arc::clone(&store), imported_tables(), tier_options).await?;
        let reference = ReferenceTables::load()?;
        let live = Arc::new(View::new(tier.current(), reference.clone())?);
        let base = base_state(&options);
        let compute = Compute::new(options.threads)?;
        let engine = Arc::new(Engine {
            store,
            tier,
            options,
            reference,
            base,
            compute,
            live: RwLock::new(live),
            insight: RwLock::new(None),
        });
        engine.refresh_insight().await?;
        Ok(engine)
    }

    /// Follows the store until the returned task is aborted: newer snapshots become `live`,
    /// newly published ones `insight`. A statement that runs keeps what it began with.
    pub fn follow(self: &Arc<Self>) -> tokio::task::JoinHandle<()> {
        let engine = Arc::clone(self);
        tokio::spawn(async move {
            let mut failing = false;
            loop {
                tokio::time::sleep(POLL).await;
                match engine.refresh().await {
                    Ok(()) => failing = false,
                    Err(error) if !failing => {
                        // Once per outage: the last good state keeps answering meanwhile.
                        tracing::warn!(%error, "the store cannot be followed; retrying");
                        failing = true;
                    }
                    Err(_) => {}
                }
            }
        })
    }

    /// Takes in what is newer in the store, once.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Store`]; the state before stays in force.
    pub async fn refresh(&self) -> Result<(), EngineError> {
        self.tier.refresh().await?;
        let state = self.tier.current();
        if state.snapshot.number != self.live_view().snapshot().number {
            let view = Arc::new(View::new(state, self.reference.clone())?);
            *self.live.write().unwrap_or_else(PoisonError::into_inner) = view;
        }
        self.refresh_insight().await
    }

    async fn refresh_insight(&self) -> Result<(), EngineError> {
        let Some(published) = self.store.published().await? else {
            return Ok(());
        };
        let shown = self.insight_view().map(|view| view.snapshot().number);
        if shown != Some(published.snapshot) {
            let view = self.view_of(self.tier.at(published.snapshot).await?)?;
            *self.insight.write().unwrap_or_else(PoisonError::into_inner) = Some(view);
        }
        Ok(())
    }

    fn view_of(&self, state: Arc<TierState>) -> Result<Arc<View>, EngineError> {
        Ok(Arc::new(View::new(state, self.reference.clone())?))
    }

    fn live_view(&self) -> Arc<View> {
        Arc::clone(&self.live.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn insight_view(&self) -> Option<Arc<View>> {
        self.insight
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .as_ref()
            .map(Arc::clone)
    }

    /// The state that a new statement of this database sees.
    pub(crate) fn view(&self, database: Database) -> Result<Arc<View>, EngineError> {
        match database {
            Database::Live => Ok(self.live_view()),
            Database::Insight => self.insight_view().ok_or_else(|| {
                EngineError::new(
                    ErrorKind::UnknownDatabase,
                    "database \"insight\" holds nothing: no snapshot has been published",
                )
                .with_hint("run cohort publish")
            }),
        }
    }

    /// The state of an older snapshot.
    pub(crate) async fn view_at(&self, snapshot: u64) -> Result<Arc<View>, EngineError> {
        self.view_of(self.tier.at(snapshot).await?)
    }

    /// The store that is answered from.
    pub fn store(&self) -> &Arc<Store> {
        &self.store
    }

    /// What the operator set.
    pub fn options(&self) -> &EngineOptions {
        &self.options
    }

    pub(crate) fn base(&self) -> &SessionState {
        &self.base
    }

    pub(super) fn compute(&self) -> &Compute {
        &self.compute
    }

    pub(crate) fn tier(&self) -> &Arc<Tier> {
        &self.tier
    }

    /// How long linking the newest snapshot's rows took when it was loaded.
    pub fn linked_in(&self) -> Duration {
        self.tier.current().linked_in()
    }

    /// The users as the store has them now.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Store`].
    pub async fn users(&self) -> Result<Access, EngineError> {
        Ok(self.store.access().await?)
    }

    /// A session for a user who has logged in.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::UnknownDatabase`]; [`ErrorKind::LoginRefused`] for a disabled user.
    pub fn session(
        self: &Arc<Self>,
        user: &User,
        database: &str,
    ) -> Result<Arc<Session>, EngineError> {
        if user.disabled {
            return Err(
                EngineError::new(ErrorKind::LoginRefused, "the user is disabled")
                    .with_hint("ask an administrator"),
            );
        }
        Session::new(
            Arc::clone(self),
            Policy::of(user),
            Database::parse(database)?,
        )
    }

    /// A session for the operator at the machine, as `cohort sql` uses.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::UnknownDatabase`].
    pub fn local_session(
        self: &Arc<Self>,
        database: Database,
    ) -> Result<Arc<Session>, EngineError> {
        Session::new(Arc::clone(self), Policy::local_operator(), database)
    }
}

fn base_state(options: &EngineOptions) -> SessionState {
    let mut config = SessionConfig::new()
        .with_target_partitions(options.threads)
        .with_information_schema(true)
        .with_create_default_catalog_and_schema(false);
    let settings = config.options_mut();
    settings.sql_parser.dialect = datafusion::config::Dialect::PostgreSQL;
    // Identifiers that are not quoted are lower case, as in PostgreSQL.
    settings.sql_parser.enable_ident_normalization = true;
    settings.sql_parser.map_string_types_to_utf8view = false;
    // NULLs last ascending and first descending, as in PostgreSQL.
    settings.sql_parser.default_null_ordering = "nulls_max".to_owned();
    settings.catalog.default_schema = super::catalog::SEARCH_SCHEMA.to_owned();
    // It compares comments too, which columns of one name in two tables do not share: any
    // aggregate over their UNION would fail.
    settings.execution.skip_physical_aggregate_schema_check = true;
    let mut state = SessionStateBuilder::new()
        .with_config(config)
        .with_default_features()
        .with_physical_optimizer_rule(Arc::new(super::give_way::GiveWay))
        .build();
    for function in cohort_udfs::functions() {
        register(&mut state, function);
    }
    for aggregate in cohort_udfs::aggregates() {
        use datafusion::execution::FunctionRegistry;
        // OK because the registry of a plain SessionState takes every function.
        let _ = state.register_udaf(Arc::new(aggregate));
    }
    for function in crate::cohort::FUNCTIONS {
        state.register_udtf(function.name, Arc::new(**function));
    }
    state
}

fn register(state: &mut SessionState, function: datafusion::logical_expr::ScalarUDF) {
    use datafusion::execution::FunctionRegistry;
    // OK because the registry of a plain SessionState takes every function.
    let _ = state.register_udf(Arc::new(function));
}
