//! One snapshot's tables, and how they are brought into memory.
//!
//! Parts are taken newest year first, then newest import first, until the memory budget is
//! used up; that part and all older ones stay in the store.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use arrow::array::RecordBatch;
use cohort_catalog::{CatalogError, ImportRecord, Part, Snapshot, Store, TableDef};
use datafusion::common::runtime::SpawnedTask;
use futures::{StreamExt, TryStreamExt};

use super::dictionary::TableDictionaries;
use super::part::{PartContent, Provenance, StoredObject, TierBatch, TierPart};
use super::table::TierTable;
use crate::linkage::{ADOPTIONS, Columns, Input, Linker, Links, SOURCES, Secret, Source, narrow};

/// All declared tables as one snapshot has them. Immutable; holding it keeps its rows.
#[derive(Debug)]
pub struct TierState {
    /// The snapshot.
    pub snapshot: Arc<Snapshot>,
    defs: Arc<[&'static TableDef]>,
    tables: HashMap<(&'static str, &'static str), Arc<TierTable>>,
    links: Arc<Links>,
    linked_in: Duration,
    memory: usize,
}

impl TierState {
    /// A declared table, by SQL schema and name; it is there even without rows.
    pub fn table(&self, schema: &str, name: &str) -> Option<Arc<TierTable>> {
        self.tables.get(&(schema, name)).map(Arc::clone)
    }

    /// Who the rows are of.
    pub(crate) fn links(&self) -> &Arc<Links> {
        &self.links
    }

    /// How long it took to find out who the rows are of. Reading the keys of parts that are not
    /// in memory is in it.
    pub fn linked_in(&self) -> Duration {
        self.linked_in
    }

    /// The declared tables, in the order they were declared.
    pub fn defs(&self) -> &[&'static TableDef] {
        &self.defs
    }

    /// Bytes that the rows in memory take, without dictionaries.
    pub fn memory(&self) -> usize {
        self.memory
    }
}

/// What makes two parts the same, also in different snapshots.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct PartKey {
    table: String,
    provenance: Provenance,
    objects: Vec<String>,
}

impl PartKey {
    fn of(part: &Part) -> Self {
        PartKey {
            table: part.table.clone(),
            provenance: provenance(part),
            objects: part
                .objects
                .iter()
                .map(|object| object.path.clone())
                .collect(),
        }
    }
}

fn provenance(part: &Part) -> Provenance {
    Provenance {
        la_code: part.la_code,
        year: part.year,
        source: Arc::from(part.source.as_str()),
        import_id: part.import_id,
    }
}

/// Parts that some state still holds.
#[derive(Debug, Default)]
pub(crate) struct PartCache(HashMap<PartKey, Weak<TierPart>>);

/// What loading needs besides the snapshot.
#[derive(Debug)]
pub(crate) struct Loader {
    pub(crate) store: Arc<Store>,
    pub(crate) defs: Arc<[&'static TableDef]>,
    pub(crate) dictionaries: HashMap<String, Arc<TableDictionaries>>,
    /// Bytes.
    pub(crate) budget: usize,
    linker: Arc<Mutex<Linker<PartKey>>>,
}

/// What of the budget is used already.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Spent {
    /// Nothing: every part counts, whether it must be read or is there already.
    Nothing,
    /// So many bytes; parts that are there already belong to them.
    Already(usize),
}

/// A part on its way into a state.
struct Arrival {
    key: PartKey,
    part: Option<Arc<TierPart>>,
    was_there: bool,
}

impl Loader {
    pub(crate) fn new(
        store: Arc<Store>,
        defs: Vec<&'static TableDef>,
        budget: usize,
        secret: Secret,
    ) -> Self {
        let dictionaries = defs
            .iter()
            .map(|def| (def.full_name(), Arc::new(TableDictionaries::new(def))))
            .collect();
        Loader {
            store,
            defs: defs.into(),
            dictionaries,
            budget,
            linker: Arc::new(Mutex::new(Linker::new(secret))),
        }
    }

    /// Loads a snapshot, sharing the parts that `cache` still knows.
    pub(crate) async fn load(
        &self,
        snapshot: Arc<Snapshot>,
        cache: &mut PartCache,
        spent: Spent,
    ) -> Result<TierState, CatalogError> {
        let defs: HashMap<String, &'static TableDef> = self
            .defs
            .iter()
            .map(|def| (def.full_name(), *def))
            .collect();
        let mut order: Vec<(&'static TableDef, Arc<Part>)> = Vec::new();
        for part in &snapshot.parts {
            match defs.get(&part.table) {
                Some(def) => order.push((def, Arc::clone(part))),
                None => tracing::warn!(table = part.table, "the store has a table not known here"),
            }
        }
        let newest_first = |part: &Part| {
            (
                -part.year,
                -part.import_id,
                part.table.clone(),
                part.la_code,
            )
        };
        order.sort_by_cached_key(|(_, part)| newest_first(part));
        let (mut memory, shares) = match spent {
            Spent::Nothing => (0, false),
            Spent::Already(bytes) => (bytes, true),
        };
        let base = memory;
        let mut tables: HashMap<&str, Vec<(PartKey, Arc<TierPart>)>> = HashMap::new();
        let used = AtomicUsize::new(memory);
        let full = AtomicBool::new(false);
        let (used, full, known) = (&used, &full, &*cache);
        // None of them begins before it is its turn.
        let arrivals = order.iter().map(|(def, part)| async move {
            let key = PartKey::of(part);
            if let Some(there) = known.0.get(&key).and_then(Weak::upgrade) {
                return Ok(Arrival {
                    key,
                    part: Some(there),
                    was_there: true,
                });
            }
            // Stored bytes are packed, so what they exceed will not hold the rows.
            let bytes = usize::try_from(part.bytes()).unwrap_or(usize::MAX);
            let fits = used.load(Ordering::Relaxed).saturating_add(bytes) <= self.budget;
            if full.load(Ordering::Relaxed) || !fits {
                return Ok(Arrival {
                    key,
                    part: None,
                    was_there: false,
                });
            }
            let part = self.read(def, part).await?;
            Ok::<_, CatalogError>(Arrival {
                key,
                part: Some(Arc::new(part)),
                was_there: false,
            })
        });
        let threads = std::thread::available_parallelism().map_or(2, usize::from);
        let mut arrivals = futures::stream::iter(arrivals.collect::<Vec<_>>()).buffered(threads);
        let mut at = 0;
        while let Some(arrival) = arrivals.try_next().await? {
            let stored = &order[at].1;
            at += 1;
            let Arrival {
                key,
                part,
                was_there,
            } = arrival;
            let cost = |part: &TierPart| {
                if was_there && shares {
                    0
                } else {
                    part.memory()
                }
            };
            let admitted = part.filter(|part| {
                let free = was_there && shares;
                let after = memory
                    .saturating_add(cost(part))
                    .saturating_add(self.texts());
                free || (!full.load(Ordering::Relaxed) && after <= self.budget)
            });
            let part = match admitted {
                Some(part) => {
                    memory += cost(&part);
                    used.store(memory, Ordering::Relaxed);
                    part
                }
                None => {
                    full.store(true, Ordering::Relaxed);
                    Arc::new(left_in_store(stored))
                }
            };
            tables
                .entry(stored.table.as_str())
                .or_default()
                .push((key, part));
        }
        drop(arrivals);
        let begun = Instant::now();
        let links = self.link(&snapshot, &tables).await?;
        let linked_in = begun.elapsed();
        let tables = self.assemble(tables, cache, &links);
        Ok(TierState {
            snapshot: Arc::clone(&snapshot),
            defs: Arc::clone(&self.defs),
            tables,
            links,
            linked_in,
            memory: memory - base,
        })
    }

    /// Puts the newest dictionaries behind all parts and makes the tables.
    fn assemble(
        &self,
        mut parts: HashMap<&str, Vec<(PartKey, Arc<TierPart>)>>,
        cache: &mut PartCache,
        links: &Arc<Links>,
    ) -> HashMap<(&'static str, &'static str), Arc<TierTable>> {
        cache.0.retain(|_, part| part.strong_count() > 0);
        let table = |def: &&'static TableDef| {
            let name = def.full_name();
            let mut rows = parts.remove(name.as_str()).unwrap_or_default();
            rows.sort_by_key(|(_, part)| {
                let Provenance {
                    la_code,
                    year,
                    source,
                    import_id,
                } = part.provenance().clone();
                (year, la_code, source, import_id)
            });
            let parts = rows.into_iter().map(|(key, part)| {
                let newest = match self.dictionaries.get(&name) {
                    Some(dictionaries) => part.with_newest(dictionaries),
                    None => part,
                };
                if !newest.batches().is_empty() {
                    cache.0.insert(key, Arc::downgrade(&newest));
                }
                newest
            });
            let table = TierTable::new(def, parts.collect());
            let table = table
                .with_store(self.store.object_store())
                .with_links(links);
            ((def.schema, def.name), Arc::new(table))
        };
        self.defs.iter().map(table).collect()
    }

    /// Links the rows of all parts. Of a part that is only in the store no more is read than says
    /// who its rows are of, and nothing of one that was read before.
    async fn link(
        &self,
        snapshot: &Snapshot,
        tables: &HashMap<&str, Vec<(PartKey, Arc<TierPart>)>>,
    ) -> Result<Arc<Links>, CatalogError> {
        let imports: HashMap<i64, &Arc<ImportRecord>> = snapshot
            .imports
            .iter()
            .map(|import| (import.import_id, import))
            .collect();
        let mut inputs = Vec::new();
        for source in SOURCES.iter().chain([&ADOPTIONS]) {
            let Some(def) = self.defs.iter().find(|def| source.is(def)) else {
                continue;
            };
            for (key, part) in tables.get(def.full_name().as_str()).into_iter().flatten() {
                let Some(import) = imports.get(&part.provenance().import_id) else {
                    continue;
                };
                let known = self.linker().knows(key);
                let batches = match (known, part.content()) {
                    (true, _) => None,
                    (false, PartContent::Memory(batches)) => Some(in_memory(source, def, batches)),
                    (false, PartContent::Stored(_)) => Some(
                        self.narrow(source, def, snapshot, part.provenance())
                            .await?,
                    ),
                };
                inputs.push(Input {
                    key: key.clone(),
                    source,
                    import: Arc::clone(import),
                    batches,
                });
            }
        }
        let linker = Arc::clone(&self.linker);
        let run = SpawnedTask::spawn_blocking(move || {
            let mut linker = linker.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::new(linker.link(inputs))
        });
        run.join().await.map_err(|_| CatalogError::Columns {
            table: "linkage.person".to_owned(),
            problem: "linking the children failed".to_owned(),
        })
    }

    fn linker(&self) -> MutexGuard<'_, Linker<PartKey>> {
        self.linker.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The columns of a part in the store that say who its rows are of.
    async fn narrow(
        &self,
        source: &'static Source,
        def: &'static TableDef,
        snapshot: &Snapshot,
        of: &Provenance,
    ) -> Result<Vec<Columns>, CatalogError> {
        let def = narrow(source, def);
        let name = def.full_name();
        let is_it = |part: &&Arc<Part>| part.table == name && part.import_id == of.import_id;
        let mut batches = Vec::new();
        for object in snapshot
            .parts
            .iter()
            .filter(is_it)
            .flat_map(|part| &part.objects)
        {
            let mut rows = self.store.open_object(def, object).await?.read_all()?;
            while let Some(batch) = rows.try_next().await? {
                let column = |name: &str| batch.column_by_name(name).map(Arc::clone);
                batches.extend(Columns::of(source, column));
            }
        }
        Ok(batches)
    }

    async fn read(&self, def: &'static TableDef, part: &Part) -> Result<TierPart, CatalogError> {
        let store = Arc::clone(&self.store);
        let provenance = provenance(part);
        let dictionaries = self
            .dictionaries
            .get(&part.table)
            .map_or_else(|| Arc::new(TableDictionaries::new(def)), Arc::clone);
        let objects = part.objects.clone();
        // On tasks of their own, so that parts are read at once; dropped with this future.
        let loading = SpawnedTask::spawn(async move {
            let mut batches: Vec<RecordBatch> = Vec::new();
            for object in &objects {
                let reader = store
                    .open_object(def, object)
                    .await?
                    .codes_as_dictionaries()?;
                let mut rows = reader.read_all()?;
                while let Some(batch) = rows.try_next().await? {
                    batches.push(batch);
                }
            }
            let sorting = SpawnedTask::spawn_blocking(move || {
                TierPart::load(def, provenance, &batches, &dictionaries)
            });
            match sorting.join().await {
                Ok(Ok(part)) => Ok(part),
                // The cause may quote a value, so it is not told.
                Ok(Err(_)) => Err(unfit(def, "they cannot be arranged in memory")),
                Err(_) => Err(unfit(def, "arranging them in memory failed")),
            }
        });
        match loading.join().await {
            Ok(part) => part,
            Err(_) => Err(unfit(def, "reading them failed")),
        }
    }

    /// Bytes of the dictionaries of all tables.
    fn texts(&self) -> usize {
        self.dictionaries
            .values()
            .map(|dictionaries| dictionaries.memory())
            .sum()
    }
}

fn in_memory(source: &Source, def: &TableDef, batches: &[TierBatch]) -> Vec<Columns> {
    let of = |batch: &TierBatch| {
        let column = |name: &str| {
            let place = def.columns.iter().position(|column| column.name == name)?;
            batch.columns().get(place).map(Arc::clone)
        };
        Columns::of(source, column)
    };
    batches.iter().filter_map(of).collect()
}

fn left_in_store(part: &Part) -> TierPart {
    let objects = part
        .objects
        .iter()
        .map(|object| StoredObject {
            path: object.path.clone(),
            bytes: object.bytes,
        })
        .collect();
    let rows = usize::try_from(part.rows()).unwrap_or(usize::MAX);
    TierPart::stored(provenance(part), rows, objects)
}

fn unfit(def: &TableDef, problem: &str) -> CatalogError {
    CatalogError::Columns {
        table: def.full_name(),
        problem: problem.to_owned(),
    }
}
