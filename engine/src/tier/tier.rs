//! The tier itself: the newest snapshot in memory, and older ones on request.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, Weak};
use std::time::Duration;

use cohort_catalog::{CatalogError, Store, TableDef};
use datafusion::execution::runtime_env::RuntimeEnv;
use tokio::sync::{Mutex, watch};
use tokio::task::JoinHandle;
use url::Url;

use super::state::{Loader, PartCache, Spent, TierState};
use super::stored::STORE_ADDRESS;
use crate::linkage::Secret;

/// How often [`Tier::watch`] asks the store for a newer snapshot.
pub const POLL: Duration = Duration::from_millis(250);

/// How the tier behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TierOptions {
    /// Bytes that rows and dictionaries of the newest snapshot may take. While a newer one
    /// takes its place, parts that only the older one has come on top; and each older
    /// snapshot in use may take what the newest leaves over.
    pub memory_budget: usize,
}

/// Tables in memory, following a store.
#[derive(Debug)]
pub struct Tier {
    loader: Loader,
    current: RwLock<Arc<TierState>>,
    /// Held while loading: one at a time, so that parts are shared and the budget is kept.
    loaded: Mutex<Loaded>,
    numbers: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Loaded {
    parts: PartCache,
    /// Older snapshots that someone still holds.
    states: HashMap<u64, Weak<TierState>>,
}

impl Tier {
    /// Loads the newest snapshot of a store. `defs` are the tables that exist; a table of the
    /// store that is not among them is left out, and a warning says so.
    ///
    /// # Errors
    ///
    /// When the store cannot be read, or an object of the snapshot is missing or damaged.
    pub async fn open(
        store: Arc<Store>,
        defs: Vec<&'static TableDef>,
        options: TierOptions,
    ) -> Result<Arc<Tier>, CatalogError> {
        let snapshot = store.latest().await?;
        let secret = secret(&store).await?;
        let loader = Loader::new(store, defs, options.memory_budget, secret);
        let mut loaded = Loaded::default();
        let state = loader
            .load(snapshot, &mut loaded.parts, Spent::Nothing)
            .await?;
        let (numbers, _) = watch::channel(state.snapshot.number);
        Ok(Arc::new(Tier {
            loader,
            current: RwLock::new(Arc::new(state)),
            loaded: Mutex::new(loaded),
            numbers,
        }))
    }

    /// The newest snapshot that is loaded.
    pub fn current(&self) -> Arc<TierState> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// A snapshot by number, shared with everyone who holds it, and its unchanged parts
    /// shared with the newest. It is loaded anew once nobody holds it any more.
    ///
    /// # Errors
    ///
    /// [`CatalogError::SnapshotUnknown`], and as [`Tier::open`].
    pub async fn at(&self, number: u64) -> Result<Arc<TierState>, CatalogError> {
        let mut loaded = self.loaded.lock().await;
        let current = self.current();
        if current.snapshot.number == number {
            return Ok(current);
        }
        loaded.states.retain(|_, state| state.strong_count() > 0);
        if let Some(state) = loaded.states.get(&number).and_then(Weak::upgrade) {
            return Ok(state);
        }
        let snapshot = self.loader.store.snapshot(number).await?;
        let spent = Spent::Already(current.memory());
        let state = Arc::new(self.loader.load(snapshot, &mut loaded.parts, spent).await?);
        loaded.states.insert(number, Arc::downgrade(&state));
        Ok(state)
    }

    /// Asks the store once for a newer snapshot and takes it in: whether there was one. Only
    /// parts that are not in memory yet are read; the former state answers until all of the
    /// new one is there.
    ///
    /// # Errors
    ///
    /// As [`Tier::open`]; the former state then stays in force.
    pub async fn refresh(&self) -> Result<bool, CatalogError> {
        let number = self.current().snapshot.number;
        if self.loader.store.newer_than(number).await?.is_none() {
            return Ok(false);
        }
        let mut loaded = self.loaded.lock().await;
        // Another refresh may have been faster, and a still newer snapshot been made.
        let number = self.current().snapshot.number;
        let Some(snapshot) = self.loader.store.newer_than(number).await? else {
            return Ok(false);
        };
        let state = self
            .loader
            .load(snapshot, &mut loaded.parts, Spent::Nothing)
            .await?;
        let number = state.snapshot.number;
        let former = {
            let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *current, Arc::new(state))
        };
        loaded
            .states
            .insert(former.snapshot.number, Arc::downgrade(&former));
        drop(loaded);
        drop(former);
        self.numbers.send_replace(number);
        Ok(true)
    }

    /// Follows the store every [`POLL`] until the task is aborted or the tier is gone. What
    /// goes wrong is logged once, not at every try, and tried again; meanwhile the last good
    /// state answers.
    pub fn watch(self: &Arc<Self>) -> JoinHandle<()> {
        let tier = Arc::downgrade(self);
        tokio::spawn(async move {
            let mut trouble: Option<String> = None;
            loop {
                tokio::time::sleep(POLL).await;
                let Some(tier) = tier.upgrade() else { return };
                match tier.refresh().await {
                    Ok(_) if trouble.take().is_some() => tracing::info!("the store is back"),
                    Ok(_) => {}
                    Err(error) => {
                        let text = error.to_string();
                        if trouble.as_ref() != Some(&text) {
                            tracing::warn!(%error, "the newest snapshot is not taken in; retrying");
                            trouble = Some(text);
                        }
                    }
                }
            }
        })
    }

    /// Tells the number of the newest loaded snapshot whenever it changes.
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.numbers.subscribe()
    }

    /// Makes the store known to a runtime. Scans of parts that are not in memory also do so
    /// themselves.
    pub fn register_store(&self, runtime: &RuntimeEnv) {
        if let Ok(address) = Url::parse(STORE_ADDRESS) {
            runtime.register_object_store(&address, self.loader.store.object_store());
        }
    }
}

/// The store's secret; where it has none and may only be read, one for this process.
async fn secret(store: &Store) -> Result<Secret, CatalogError> {
    if let Some(key) = store.secret().await? {
        return Ok(Secret::new(&key));
    }
    tracing::warn!(
        "the store has no key for the numbers of persons yet and may only be read: person_id will \
         be another with each start, until a command that may write has opened it"
    );
    Ok(Secret::random())
}
