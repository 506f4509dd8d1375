//! The plan node that reads a table's batches from memory.

use std::fmt;
use std::sync::Arc;

use arrow::array::{ArrayRef, DictionaryArray, Int32Array, RecordBatch, RecordBatchOptions};
use arrow::array::{Int16Array, Int64Array, new_null_array};
use arrow::datatypes::SchemaRef;
use datafusion::common::config::ConfigOptions;
use datafusion::common::stats::Precision;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{Result, ScalarValue, Statistics, internal_err};
use datafusion::execution::TaskContext;
use datafusion::physical_expr::{EquivalenceProperties, PhysicalExpr};
use datafusion::physical_optimizer::pruning::PruningPredicate;
use datafusion::physical_plan::coop::cooperative;
use datafusion::physical_plan::execution_plan::{
    Boundedness, ChildrenPropertiesMode, EmissionType, ReplaceChildrenOptions, SchedulingType,
};
use datafusion::physical_plan::filter_pushdown::{
    ChildPushdownResult, FilterPushdownPhase, FilterPushdownPropagation, PushedDown,
};
use datafusion::physical_plan::metrics::{
    BaselineMetrics, Count, ExecutionPlanMetricsSet, MetricBuilder, MetricsSet, RecordOutput,
};
use datafusion::physical_plan::statistics::StatisticsArgs;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, Partitioning, PlanProperties,
    SendableRecordBatchStream,
};

use super::persons::PERSON;
use super::prune::{self, Container, Containers};
use super::statistics;
use super::table::Layout;

/// A batch of a table: places of the part in the table and of the batch in the part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BatchRef {
    pub(crate) part: usize,
    pub(crate) batch: usize,
}

/// What `EXPLAIN` tells beside the number of rows.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    pub(crate) filters: String,
    /// Parts and batches in memory before pruning.
    pub(crate) all_parts: usize,
    pub(crate) all_batches: usize,
}

/// Reads batches from memory. What filters ruled out when the plan was made is not in it.
#[derive(Clone)]
pub struct TierScanExec {
    layout: Arc<Layout>,
    projection: Arc<[usize]>,
    schema: SchemaRef,
    partitions: Arc<[Vec<BatchRef>]>,
    fetch: Option<usize>,
    shown: Shown,
    /// Filters that become known while the query runs, such as the keys of a join's other
    /// side. They only rule out batches; the rows are filtered where the filter comes from.
    dynamic: Vec<Arc<dyn PhysicalExpr>>,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

/// Shows what `EXPLAIN` does: dynamic filters hold values of children.
impl fmt::Debug for TierScanExec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fmt_as(DisplayFormatType::Default, f)
    }
}

impl TierScanExec {
    pub(crate) fn try_new(
        layout: Arc<Layout>,
        projection: &[usize],
        batches: Vec<BatchRef>,
        partitions: usize,
        fetch: Option<usize>,
        shown: Shown,
    ) -> Result<Self> {
        let schema = Arc::new(layout.schema().project(projection)?);
        let partitions = split(&layout, &batches, partitions);
        let properties = properties(&schema, partitions.len());
        Ok(TierScanExec {
            layout,
            projection: projection.into(),
            schema,
            partitions: partitions.into(),
            fetch,
            shown,
            dynamic: Vec::new(),
            properties,
            metrics: ExecutionPlanMetricsSet::new(),
        })
    }

    fn rows(&self) -> usize {
        self.partitions
            .iter()
            .flatten()
            .map(|at| self.layout.batch(*at).rows())
            .sum()
    }
}

fn properties(schema: &SchemaRef, partitions: usize) -> Arc<PlanProperties> {
    let properties = PlanProperties::new(
        EquivalenceProperties::new(Arc::clone(schema)),
        Partitioning::UnknownPartitioning(partitions),
        EmissionType::Incremental,
        Boundedness::Bounded,
    );
    Arc::new(properties.with_scheduling_type(SchedulingType::Cooperative))
}

/// Splits batches, in order, into at most `target` runs of about the same number of rows;
/// always at least one, which may be empty.
fn split(layout: &Layout, batches: &[BatchRef], target: usize) -> Vec<Vec<BatchRef>> {
    let mut left: usize = batches.iter().map(|at| layout.batch(*at).rows()).sum();
    let mut runs_left = target.clamp(1, batches.len().max(1));
    let mut runs = Vec::with_capacity(runs_left);
    let mut run = Vec::new();
    let mut in_run = 0;
    for at in batches {
        run.push(*at);
        in_run += layout.batch(*at).rows();
        if runs_left > 1 && in_run * runs_left >= left {
            runs.push(std::mem::take(&mut run));
            left -= in_run;
            in_run = 0;
            runs_left -= 1;
        }
    }
    if !run.is_empty() || runs.is_empty() {
        runs.push(run);
    }
    runs
}

impl DisplayAs for TierScanExec {
    fn fmt_as(&self, t: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<usize> = self.partitions.iter().flatten().map(|at| at.part).collect();
        let batches = parts.len();
        parts.dedup();
        let (name, shown, rows) = (self.layout.def().full_name(), &self.shown, self.rows());
        if t == DisplayFormatType::TreeRender {
            writeln!(f, "table={name}")?;
            writeln!(f, "parts={}/{}", parts.len(), shown.all_parts)?;
            return writeln!(f, "rows={rows}");
        }
        write!(
            f,
            "TierScan: {name}, parts={}/{}, batches={batches}/{}, rows={rows}",
            parts.len(),
            shown.all_parts,
            shown.all_batches,
        )?;
        if !shown.filters.is_empty() {
            write!(f, ", filters=[{}]", shown.filters)?;
        }
        if let Some(fetch) = self.fetch {
            write!(f, ", fetch={fetch}")?;
        }
        if !self.dynamic.is_empty() {
            write!(f, ", dynamic_filters={}", self.dynamic.len())?;
        }
        Ok(())
    }
}

impl ExecutionPlan for TierScanExec {
    fn name(&self) -> &str {
        "TierScanExec"
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
        f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        for filter in &self.dynamic {
            if f(filter)? == TreeNodeRecursion::Stop {
                return Ok(TreeNodeRecursion::Stop);
            }
        }
        Ok(TreeNodeRecursion::Continue)
    }

    fn repartitioned(
        &self,
        target_partitions: usize,
        _config: &ConfigOptions,
    ) -> Result<Option<Arc<dyn ExecutionPlan>>> {
        let batches: Vec<BatchRef> = self.partitions.iter().flatten().copied().collect();
        if self.partitions.len() >= target_partitions || batches.len() <= self.partitions.len() {
            return Ok(None);
        }
        let partitions = split(&self.layout, &batches, target_partitions);
        let properties = properties(&self.schema, partitions.len());
        Ok(Some(Arc::new(TierScanExec {
            partitions: partitions.into(),
            properties,
            ..self.clone()
        })))
    }

    fn execute(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let Some(batches) = self.partitions.get(partition) else {
            return internal_err!("TierScan has {} partitions", self.partitions.len());
        };
        let mut reader = Reader {
            layout: Arc::clone(&self.layout),
            projection: Arc::clone(&self.projection),
            schema: Arc::clone(&self.schema),
            batches: batches.clone().into_iter(),
            open: None,
            constants: None,
            batch_size: context.session_config().batch_size().max(1),
            left: self.fetch.unwrap_or(usize::MAX),
            dynamic: self.dynamic.iter().map(Dynamic::new).collect(),
            skipped: MetricBuilder::new(&self.metrics).counter("batches_skipped", partition),
        };
        let metrics = BaselineMetrics::new(&self.metrics, partition);
        let stream = futures::stream::iter(std::iter::from_fn(move || {
            let timer = metrics.elapsed_compute().timer();
            let batch = reader.next_batch().transpose();
            timer.done();
            match &batch {
                Some(Ok(rows)) => drop(rows.record_output(&metrics)),
                _ => metrics.done(),
            }
            batch
        }));
        let stream = RecordBatchStreamAdapter::new(Arc::clone(&self.schema), stream);
        Ok(Box::pin(cooperative(stream)))
    }

    fn metrics(&self) -> Option<MetricsSet> {
        Some(self.metrics.clone_inner())
    }

    fn statistics_from_inputs(
        &self,
        _input_stats: &[Arc<Statistics>],
        args: &StatisticsArgs,
    ) -> Result<Arc<Statistics>> {
        let all = 0..self.partitions.len();
        let partitions = args
            .partition()
            .map_or(all, |partition| partition..partition + 1);
        let Some(batches) = self.partitions.get(partitions) else {
            return internal_err!("TierScan has {} partitions", self.partitions.len());
        };
        let batches: Vec<BatchRef> = batches.iter().flatten().copied().collect();
        let known = statistics::of(&self.layout, &self.projection, &batches);
        match self.fetch {
            // A partition may stop early, so only the number of rows is told, as a guess.
            Some(fetch) if known.num_rows.get_value().is_some_and(|rows| *rows > fetch) => {
                let mut cut = Statistics::new_unknown(&self.schema);
                cut.num_rows = Precision::Inexact(fetch);
                Ok(Arc::new(cut))
            }
            _ => Ok(Arc::new(known)),
        }
    }

    fn supports_limit_pushdown(&self) -> bool {
        // A leaf: the limit is taken by `with_fetch`, there is no child to push it to.
        false
    }

    fn with_fetch(&self, limit: Option<usize>) -> Option<Arc<dyn ExecutionPlan>> {
        Some(Arc::new(TierScanExec {
            fetch: limit,
            ..self.clone()
        }))
    }

    fn fetch(&self) -> Option<usize> {
        self.fetch
    }

    fn handle_child_pushdown_result(
        &self,
        phase: FilterPushdownPhase,
        child_pushdown_result: ChildPushdownResult,
        _config: &ConfigOptions,
    ) -> Result<FilterPushdownPropagation<Arc<dyn ExecutionPlan>>> {
        let filters: Vec<_> = child_pushdown_result
            .parent_filters
            .into_iter()
            .map(|parent| parent.filter)
            .collect();
        let answer = FilterPushdownPropagation::with_parent_pushdown_result(vec![
            PushedDown::No;
            filters.len()
        ]);
        // The filters of the query itself were used when the plan was made.
        let known = matches!(phase, FilterPushdownPhase::Pre);
        if known || filters.is_empty() || self.fetch.is_some() {
            return Ok(answer);
        }
        let mut dynamic = self.dynamic.clone();
        dynamic.extend(filters);
        Ok(answer.with_updated_node(Arc::new(TierScanExec {
            dynamic,
            ..self.clone()
        })))
    }

    fn reset_state(self: Arc<Self>) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(Arc::new(TierScanExec {
            metrics: ExecutionPlanMetricsSet::new(),
            ..(*self).clone()
        }))
    }
}

/// A filter that changes while the query runs, and the last question made of it.
struct Dynamic {
    filter: Arc<dyn PhysicalExpr>,
    generation: Option<u64>,
    pruning: Option<Arc<PruningPredicate>>,
}

impl Dynamic {
    fn new(filter: &Arc<dyn PhysicalExpr>) -> Self {
        Dynamic {
            filter: Arc::clone(filter),
            generation: None,
            pruning: None,
        }
    }

    /// Whether the filter, as it is now, rules a batch out.
    fn rules_out(&mut self, schema: &SchemaRef, batch: &Containers<'_>) -> bool {
        let generation =
            datafusion::physical_expr_common::physical_expr::snapshot_generation(&self.filter);
        if self.generation != Some(generation) {
            self.generation = Some(generation);
            self.pruning = prune::pruning(&self.filter, schema);
        }
        let answer = self
            .pruning
            .as_ref()
            .and_then(|pruning| pruning.prune(batch).ok());
        answer.is_some_and(|keep| keep.first() == Some(&false))
    }
}

/// Hands out the batches of one partition, cut to the session's batch size.
struct Reader {
    layout: Arc<Layout>,
    projection: Arc<[usize]>,
    schema: SchemaRef,
    batches: std::vec::IntoIter<BatchRef>,
    /// The batch being handed out, projected, and its first row not handed out yet.
    open: Option<(RecordBatch, usize)>,
    constants: Option<Constants>,
    batch_size: usize,
    left: usize,
    dynamic: Vec<Dynamic>,
    skipped: Count,
}

/// Provenance columns of one part, made once and cut to length for each batch.
struct Constants {
    part: usize,
    rows: usize,
    columns: Vec<Option<ArrayRef>>,
}

impl Reader {
    fn next_batch(&mut self) -> Result<Option<RecordBatch>> {
        loop {
            if self.left == 0 {
                return Ok(None);
            }
            if let Some((batch, from)) = self.open.take() {
                let rows = self.batch_size.min(batch.num_rows() - from).min(self.left);
                let piece = if rows == batch.num_rows() {
                    batch.clone()
                } else {
                    batch.slice(from, rows)
                };
                self.left -= rows;
                if from + rows < batch.num_rows() {
                    self.open = Some((batch, from + rows));
                }
                return Ok(Some(piece));
            }
            let Some(at) = self.batches.next() else {
                return Ok(None);
            };
            if self.ruled_out(at) {
                self.skipped.add(1);
                continue;
            }
            self.open = Some((self.project(at)?, 0));
        }
    }

    fn ruled_out(&mut self, at: BatchRef) -> bool {
        let container = Container {
            at: at.part,
            part: self.layout.part(at.part),
            batch: Some((at.batch, self.layout.batch(at))),
        };
        let batch = Containers {
            layout: &self.layout,
            containers: &[container],
        };
        self.dynamic
            .iter_mut()
            .any(|filter| filter.rules_out(&self.schema, &batch))
    }

    fn project(&mut self, at: BatchRef) -> Result<RecordBatch> {
        let layout = Arc::clone(&self.layout);
        let batch = layout.batch(at);
        let rows = batch.rows();
        let known = self
            .constants
            .as_ref()
            .is_some_and(|c| c.part == at.part && c.rows >= rows);
        if !known {
            self.constants = Some(Constants {
                part: at.part,
                rows,
                columns: Vec::new(),
            });
        }
        let mut columns = Vec::with_capacity(self.projection.len());
        let projection = Arc::clone(&self.projection);
        for &index in projection.iter() {
            match index.checked_sub(layout.provenance()) {
                Some(own) => columns.push(Arc::clone(&batch.columns()[own])),
                None => columns.push(match layout.persons() {
                    Some(persons) if index == PERSON => {
                        persons.of_batch(layout.part(at.part), at.batch)
                    }
                    _ => self.constant(at.part, index, rows)?,
                }),
            }
        }
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        Ok(RecordBatch::try_new_with_options(
            Arc::clone(&self.schema),
            columns,
            &options,
        )?)
    }

    fn constant(&mut self, part: usize, index: usize, rows: usize) -> Result<ArrayRef> {
        let Some(constants) = &mut self.constants else {
            return internal_err!("TierScan has no part open");
        };
        if constants.columns.is_empty() {
            constants.columns = vec![None; self.layout.provenance()];
        }
        let length = constants.rows;
        let column = match &constants.columns[index] {
            Some(column) => Arc::clone(column),
            None => {
                let column = constant_column(&self.layout, part, index, length)?;
                constants.columns[index] = Some(Arc::clone(&column));
                column
            }
        };
        Ok(if rows == length {
            column
        } else {
            column.slice(0, rows)
        })
    }
}

/// `rows` times the value that a provenance column has in a part.
fn constant_column(layout: &Layout, part: usize, index: usize, rows: usize) -> Result<ArrayRef> {
    Ok(match prune::constant(layout.part(part), index) {
        Some(ScalarValue::Int16(Some(value))) => {
            Arc::new(Int16Array::from_value(value, rows)) as ArrayRef
        }
        Some(ScalarValue::Int64(Some(value))) => Arc::new(Int64Array::from_value(value, rows)),
        Some(_) => Arc::new(DictionaryArray::try_new(
            Int32Array::from_value(layout.source_code(part), rows),
            Arc::clone(layout.source_values()),
        )?),
        None => new_null_array(layout.schema().field(index).data_type(), rows),
    })
}
