//! The plan node that reads parts from the object store, for which memory had no room.
//!
//! DataFusion's own Parquet source does the reading. The provenance columns are its partition
//! values; codes become dictionaries, each batch with its own values. The node hides the
//! source's own description, because that would show the literals of the query's filters.

use std::fmt;
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, RecordBatch, RecordBatchOptions};
use arrow::datatypes::{DataType, Int64Type, Schema, SchemaRef};
use datafusion::catalog::Session;
use datafusion::common::config::ConfigOptions;
use datafusion::common::stats::Precision;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{DFSchema, Result, ScalarValue, Statistics};
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::object_store::ObjectStoreUrl;
use datafusion::datasource::physical_plan::parquet::CachedParquetFileReaderFactory;
use datafusion::datasource::physical_plan::{
    FileGroup, FileScanConfigBuilder, FileSource, ParquetSource,
};
use datafusion::datasource::source::DataSourceExec;
use datafusion::datasource::table_schema::TableSchema;
use datafusion::execution::TaskContext;
use datafusion::logical_expr::Expr;
use datafusion::logical_expr::utils::conjunction;
use datafusion::object_store::ObjectStore;
use datafusion::physical_expr::{EquivalenceProperties, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{
    Boundedness, ChildrenPropertiesMode, EmissionType, ReplaceChildrenOptions,
};
use datafusion::physical_plan::metrics::MetricsSet;
use datafusion::physical_plan::statistics::StatisticsArgs;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties, PlanProperties,
    SendableRecordBatchStream,
};
use futures::StreamExt;

use super::part::PartContent;
use super::persons::{PERSON, TablePersons};
use super::prune;
use super::table::Layout;

/// The address under which DataFusion finds the store in its own registry.
pub(crate) const STORE_ADDRESS: &str = "cohort://store";

/// Reads parts from the object store.
#[derive(Clone)]
pub struct TierStoredExec {
    inner: Arc<dyn ExecutionPlan>,
    properties: Arc<PlanProperties>,
    text: Arc<str>,
    rows: usize,
    /// Whether row groups may be left out, so that the number of rows is a guess.
    filtered: bool,
    /// Where `person_id` is asked for: how it comes about.
    persons: Option<StoredPersons>,
}

/// Puts persons into the batches that come from the store.
#[derive(Debug, Clone)]
struct StoredPersons {
    table: TablePersons,
    /// Place of `person_id`.
    at: usize,
    /// Place of the import's number.
    import: usize,
    /// Place of the local number.
    local: usize,
}

impl StoredPersons {
    fn of(layout: &Layout, projection: &mut Vec<usize>) -> Option<StoredPersons> {
        let table = layout.persons()?.clone();
        let at = projection.iter().position(|index| *index == PERSON)?;
        let mut place = |wanted: usize| {
            let known = projection.iter().position(|index| *index == wanted);
            known.unwrap_or_else(|| {
                projection.push(wanted);
                projection.len() - 1
            })
        };
        Some(StoredPersons {
            at,
            import: place(IMPORT),
            local: place(layout.provenance() + table.local()),
            table,
        })
    }

    fn put(&self, columns: &mut [ArrayRef]) {
        let imports = columns[self.import].as_primitive::<Int64Type>();
        // A batch is of one file, and so of one import.
        if let Some(import) = imports.iter().next().flatten() {
            columns[self.at] = self.table.of_rows(import, &columns[self.local]);
        }
    }
}

/// Place of `import_id` among the provenance columns.
const IMPORT: usize = PERSON - 1;

/// Shows no filter of the query.
impl fmt::Debug for TierStoredExec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TierStoredExec")
            .field("text", &self.text)
            .finish_non_exhaustive()
    }
}

impl TierStoredExec {
    pub(crate) fn try_new(
        layout: &Layout,
        store: Arc<dyn ObjectStore>,
        projection: &[usize],
        parts: &[usize],
        filters: &[Expr],
        limit: Option<usize>,
        state: &dyn Session,
    ) -> Result<Self> {
        let provenance = layout.provenance();
        let fields = layout.schema().fields();
        let (constants, own) = fields.split_at(provenance);
        let schema = TableSchema::builder(Arc::new(Schema::new(own.to_vec())))
            .with_table_partition_cols(constants.to_vec())
            .build();
        let wanted = projection;
        let mut projection = projection.to_vec();
        let persons = StoredPersons::of(layout, &mut projection);
        // The source puts partition columns last, SQL has them first.
        let places = projection
            .iter()
            .map(|&index| match index.checked_sub(provenance) {
                Some(own) => own,
                None => fields.len() - provenance + index,
            });
        // The address is looked up when the scan runs, but the reader below knows the store.
        let address = ObjectStoreUrl::parse(STORE_ADDRESS)?;
        state
            .runtime_env()
            .register_object_store(address.as_ref(), Arc::clone(&store));
        let cache = state.runtime_env().cache_manager.get_file_metadata_cache();
        let mut source = ParquetSource::new(schema.clone()).with_parquet_file_reader_factory(
            Arc::new(CachedParquetFileReaderFactory::new(store, cache)),
        );
        let left = filters
            .iter()
            .filter(|filter| !prune::is_exact(layout, filter) && prune::is_plain(filter))
            // The source knows nothing of persons.
            .filter(|filter| !filter.column_refs().iter().any(|c| c.name == "person_id"))
            .cloned();
        let mut filtered = false;
        if let Some(filter) = conjunction(left) {
            let schema = DFSchema::try_from(Arc::clone(schema.table_schema()))?;
            source = source.with_predicate(state.create_physical_expr(filter, &schema)?);
            filtered = true;
        }
        let rows = parts.iter().map(|&at| layout.part(at).rows()).sum();
        let mut statistics = Statistics::new_unknown(schema.table_schema());
        statistics.num_rows = Precision::Exact(rows);
        let config = FileScanConfigBuilder::new(address, Arc::new(source) as Arc<dyn FileSource>)
            .with_file_groups(groups(layout, parts, state.config().target_partitions()))
            .with_projection_indices(Some(places.collect()))?
            .with_statistics(statistics)
            .with_limit(limit)
            .build();
        let text = format!(
            "TierStored: {}, parts={}/{}, rows={rows}, filters=[{}]",
            layout.def().full_name(),
            parts.len(),
            layout.parts().iter().filter(|part| part.rows() > 0).count(),
            prune::display(layout, filters),
        );
        let inner = DataSourceExec::from_data_source(config);
        // With the table's comment, which the source's own schema does not have.
        let schema = Arc::new(layout.schema().project(wanted)?);
        Ok(TierStoredExec::wrap(
            inner,
            schema,
            text.into(),
            rows,
            filtered,
            persons,
        ))
    }

    fn wrap(
        inner: Arc<dyn ExecutionPlan>,
        schema: SchemaRef,
        text: Arc<str>,
        rows: usize,
        filtered: bool,
        persons: Option<StoredPersons>,
    ) -> Self {
        // Of the inner properties only the partitioning is taken over: the source derives
        // equalities from filters that it does not apply row by row.
        let properties = PlanProperties::new(
            EquivalenceProperties::new(schema),
            datafusion::physical_plan::Partitioning::UnknownPartitioning(
                inner.output_partitioning().partition_count(),
            ),
            EmissionType::Incremental,
            Boundedness::Bounded,
        )
        .with_scheduling_type(inner.properties().scheduling_type);
        TierStoredExec {
            inner,
            properties: Arc::new(properties),
            text,
            rows,
            filtered,
            persons,
        }
    }
}

/// The parts' objects with their partition values, spread over about `target` groups.
fn groups(layout: &Layout, parts: &[usize], target: usize) -> Vec<FileGroup> {
    let mut files = Vec::new();
    for &at in parts {
        let part = layout.part(at);
        let PartContent::Stored(objects) = part.content() else {
            continue;
        };
        let values: Vec<ScalarValue> = (0..layout.provenance())
            .map(|index| match prune::constant(part, index) {
                Some(text @ ScalarValue::Utf8(_)) => {
                    ScalarValue::Dictionary(Box::new(DataType::Int32), Box::new(text))
                }
                Some(value) => value,
                None => ScalarValue::Int64(None),
            })
            .collect();
        files.extend(objects.iter().map(|object| {
            PartitionedFile::new(object.path.clone(), object.bytes)
                .with_partition_values(values.clone())
        }));
    }
    FileGroup::new(files).split_files(target.max(1))
}

impl DisplayAs for TierStoredExec {
    fn fmt_as(&self, _t: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl ExecutionPlan for TierStoredExec {
    fn name(&self) -> &str {
        "TierStoredExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        Vec::new()
    }

    fn replace_children(
        self: Arc<Self>,
        _children: Vec<Arc<dyn ExecutionPlan>>,
        _options: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn with_new_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let options = ReplaceChildrenOptions::new(ChildrenPropertiesMode::Recompute);
        self.replace_children(children, options)
    }

    fn apply_expressions(
        &self,
        _f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn repartitioned(
        &self,
        target_partitions: usize,
        config: &ConfigOptions,
    ) -> Result<Option<Arc<dyn ExecutionPlan>>> {
        let inner = self.inner.repartitioned(target_partitions, config)?;
        Ok(inner.map(|inner| {
            let text = Arc::clone(&self.text);
            Arc::new(TierStoredExec::wrap(
                inner,
                self.schema(),
                text,
                self.rows,
                self.filtered,
                self.persons.clone(),
            )) as _
        }))
    }

    fn execute(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let schema = self.schema();
        let persons = self.persons.clone();
        let rows = self.inner.execute(partition, context)?.map(move |batch| {
            let batch = batch?;
            let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
            let mut columns = batch.columns().to_vec();
            if let Some(persons) = &persons {
                persons.put(&mut columns);
            }
            // What persons were found by may not have been asked for.
            columns.truncate(schema.fields().len());
            Ok(RecordBatch::try_new_with_options(
                Arc::clone(&schema),
                columns,
                &options,
            )?)
        });
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema(), rows)))
    }

    fn metrics(&self) -> Option<MetricsSet> {
        self.inner.metrics()
    }

    fn statistics_from_inputs(
        &self,
        _input_stats: &[Arc<Statistics>],
        args: &StatisticsArgs,
    ) -> Result<Arc<Statistics>> {
        let mut known = Statistics::new_unknown(&self.schema());
        if args.partition().is_none() {
            let exact = !self.filtered && self.inner.fetch().is_none();
            known.num_rows = if exact {
                Precision::Exact(self.rows)
            } else {
                Precision::Inexact(self.rows)
            };
        }
        Ok(Arc::new(known))
    }

    fn with_fetch(&self, limit: Option<usize>) -> Option<Arc<dyn ExecutionPlan>> {
        let inner = self.inner.with_fetch(limit)?;
        Some(Arc::new(TierStoredExec {
            inner,
            ..self.clone()
        }))
    }

    fn fetch(&self) -> Option<usize> {
        self.inner.fetch()
    }

    fn reset_state(self: Arc<Self>) -> Result<Arc<dyn ExecutionPlan>> {
        let inner = Arc::clone(&self.inner).reset_state()?;
        Ok(Arc::new(TierStoredExec {
            inner,
            ..(*self).clone()
        }))
    }
}
