//! A table as DataFusion sees it: parts in memory, and parts that only the store holds.

use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

use arrow::array::{ArrayRef, RecordBatch};
use arrow::datatypes::SchemaRef;
use async_trait::async_trait;
use cohort_catalog::TableDef;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::stats::Precision;
use datafusion::common::{Result, Statistics, exec_err};
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType};
use datafusion::object_store::ObjectStore;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::union::UnionExec;

use super::dictionary::{TableDictionaries, constant_values};
use super::exec::{BatchRef, Shown, TierScanExec};
use super::part::{Provenance, TierBatch, TierPart};
use super::persons::TablePersons;
use super::prune::{self, Selection};
use super::statistics;
use super::stored::TierStoredExec;
use crate::linkage::Links;

/// A table's definition and parts, with the `source` column's shared dictionary.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    def: &'static TableDef,
    schema: SchemaRef,
    parts: Vec<Arc<TierPart>>,
    source_values: ArrayRef,
    source_codes: Vec<i32>,
    /// `None` where rows are not linked, or of no children.
    persons: Option<TablePersons>,
}

impl Layout {
    fn new(def: &'static TableDef, parts: Vec<Arc<TierPart>>) -> Self {
        let (source_values, source_codes) =
            constant_values(parts.iter().map(|part| part.provenance().source.as_ref()));
        Layout {
            def,
            schema: def.sql_schema(),
            parts,
            source_values,
            source_codes,
            persons: None,
        }
    }

    pub(crate) fn persons(&self) -> Option<&TablePersons> {
        self.persons.as_ref()
    }

    pub(crate) fn def(&self) -> &'static TableDef {
        self.def
    }

    pub(crate) fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// Number of provenance columns, which stand before the table's own.
    pub(crate) fn provenance(&self) -> usize {
        self.def.provenance().len()
    }

    pub(crate) fn parts(&self) -> &[Arc<TierPart>] {
        &self.parts
    }

    pub(crate) fn part(&self, at: usize) -> &Arc<TierPart> {
        &self.parts[at]
    }

    pub(crate) fn batch(&self, at: BatchRef) -> &TierBatch {
        &self.parts[at.part].batches()[at.batch]
    }

    /// Texts of the `source` column by code.
    pub(crate) fn source_values(&self) -> &ArrayRef {
        &self.source_values
    }

    /// Code of a part's `source`.
    pub(crate) fn source_code(&self, at: usize) -> i32 {
        self.source_codes[at]
    }
}

/// One declared table of one snapshot. Immutable: a newer snapshot has a new one.
#[derive(Debug, Clone)]
pub struct TierTable {
    layout: Arc<Layout>,
    /// Where parts that are not in memory are read from.
    store: Option<Arc<dyn ObjectStore>>,
    /// Of the whole table, once someone asked: system catalogs ask for every table often.
    statistics: Arc<OnceLock<Statistics>>,
}

impl TierTable {
    /// A table of the given parts, which may be none.
    pub fn new(def: &'static TableDef, parts: Vec<Arc<TierPart>>) -> Self {
        TierTable {
            layout: Arc::new(Layout::new(def, parts)),
            store: None,
            statistics: Arc::default(),
        }
    }

    /// Where to read parts that are not in memory; needed when there are any.
    pub fn with_store(mut self, store: Arc<dyn ObjectStore>) -> Self {
        self.store = Some(store);
        self
    }

    /// Who the rows are of. Without, `person_id` is NULL.
    pub(crate) fn with_links(self, links: &Arc<Links>) -> Self {
        let persons = TablePersons::of(self.def(), links);
        self.with_persons(persons)
    }

    fn with_persons(mut self, persons: Option<TablePersons>) -> Self {
        let layout = Arc::unwrap_or_clone(self.layout);
        self.layout = Arc::new(Layout { persons, ..layout });
        self
    }

    /// A table without provenance columns, such as a reference table, from batches that hold
    /// its columns by name, codes as text or dictionary.
    ///
    /// # Errors
    ///
    /// When a column is missing or has another type than declared, or when the table's rows
    /// belong to imports and so need to say to which.
    pub fn from_batches(def: &'static TableDef, batches: Vec<RecordBatch>) -> Result<Self> {
        if !def.provenance().is_empty() {
            return exec_err!("{} needs the provenance of its rows", def.full_name());
        }
        let none = Provenance {
            la_code: 0,
            year: 0,
            source: Arc::from(""),
            import_id: 0,
        };
        let part = TierPart::load(def, none, &batches, &TableDictionaries::new(def))?;
        Ok(TierTable::new(def, vec![Arc::new(part)]))
    }

    /// The table's definition.
    pub fn def(&self) -> &'static TableDef {
        self.layout.def
    }

    /// The parts, in the order they are scanned.
    pub fn parts(&self) -> &[Arc<TierPart>] {
        self.layout.parts()
    }

    /// The table without the parts of some imports. The same table where none of them has a
    /// part in it, so that what is known of it is kept.
    pub(crate) fn without(self: &Arc<Self>, imports: &HashSet<i64>) -> Arc<TierTable> {
        let leaves = |part: &&Arc<TierPart>| imports.contains(&part.provenance().import_id);
        let parts = self.parts();
        if imports.is_empty() || !parts.iter().any(|part| leaves(&part)) {
            return Arc::clone(self);
        }
        let kept = parts.iter().filter(|part| !leaves(part)).map(Arc::clone);
        let table = TierTable::new(self.def(), kept.collect());
        let table = table.with_persons(self.layout.persons.clone());
        Arc::new(match &self.store {
            Some(store) => table.with_store(Arc::clone(store)),
            None => table,
        })
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.layout.parts.iter().map(|part| part.rows()).sum()
    }
}

#[async_trait]
impl TableProvider for TierTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.layout.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(
        &self,
        filters: &[&Expr],
    ) -> Result<Vec<TableProviderFilterPushDown>> {
        let answer = |filter: &&Expr| match filter {
            filter if prune::is_exact(&self.layout, filter) => TableProviderFilterPushDown::Exact,
            filter if prune::is_plain(filter) => TableProviderFilterPushDown::Inexact,
            _ => TableProviderFilterPushDown::Unsupported,
        };
        Ok(filters.iter().map(answer).collect())
    }

    fn statistics(&self) -> Option<Statistics> {
        Some(self.statistics.get_or_init(|| self.measure()).clone())
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let all: Vec<usize>;
        let projection: &[usize] = match projection {
            Some(projection) => projection,
            None => {
                all = (0..self.layout.schema.fields().len()).collect();
                &all
            }
        };
        let Selection { memory, stored } =
            prune::select(&self.layout, filters, |filter, schema| {
                state.create_physical_expr(filter, schema)
            })?;
        let mut plans: Vec<Arc<dyn ExecutionPlan>> = Vec::new();
        let mut batches: Vec<BatchRef> = memory
            .into_iter()
            .flat_map(|(part, batches)| {
                batches
                    .into_iter()
                    .map(move |batch| BatchRef { part, batch })
            })
            .collect();
        // A limit comes only where the scan's own filters are all there is.
        let found = limit.map(|limit| self.cut(&mut batches, limit));
        let in_memory = self
            .parts()
            .iter()
            .filter(|part| !part.batches().is_empty());
        let shown = Shown {
            filters: prune::display(&self.layout, filters),
            all_parts: self.parts().iter().filter(|part| part.rows() > 0).count(),
            all_batches: in_memory.map(|part| part.batches().len()).sum(),
        };
        let enough = limit.is_some() && found >= limit;
        if !stored.is_empty() && !enough {
            let Some(store) = &self.store else {
                return exec_err!("{} has parts in no store", self.layout.def.full_name());
            };
            plans.push(Arc::new(TierStoredExec::try_new(
                &self.layout,
                Arc::clone(store),
                projection,
                &stored,
                filters,
                limit,
                state,
            )?));
        }
        if !batches.is_empty() || plans.is_empty() {
            let partitions = state.config().target_partitions();
            let layout = Arc::clone(&self.layout);
            let scan =
                TierScanExec::try_new(layout, projection, batches, partitions, limit, shown)?;
            plans.insert(0, Arc::new(scan));
        }
        match plans.len() {
            1 => Ok(plans.remove(0)),
            _ => UnionExec::try_new(plans),
        }
    }
}

impl TierTable {
    fn measure(&self) -> Statistics {
        let stored = self
            .parts()
            .iter()
            .any(|part| part.batches().is_empty() && part.rows() > 0);
        if stored {
            let mut known = Statistics::new_unknown(&self.layout.schema);
            known.num_rows = Precision::Exact(self.rows());
            return known;
        }
        let all: Vec<usize> = (0..self.layout.schema.fields().len()).collect();
        let batches: Vec<BatchRef> = (0..self.parts().len())
            .flat_map(|part| {
                let batches = self.layout.part(part).batches().len();
                (0..batches).map(move |batch| BatchRef { part, batch })
            })
            .collect();
        statistics::of(&self.layout, &all, &batches)
    }

    /// Keeps no more batches than hold `limit` rows; the number of rows they hold.
    fn cut(&self, batches: &mut Vec<BatchRef>, limit: usize) -> usize {
        let mut rows = 0;
        let enough = batches.iter().position(|at| {
            rows += self.layout.batch(*at).rows();
            rows >= limit
        });
        if let Some(enough) = enough {
            batches.truncate(enough + 1);
        }
        rows
    }
}
