//! Ruling out parts and batches before a row is touched.
//!
//! Two steps. A filter over nothing but `la_code`, `year`, `source` and `import_id` has one
//! answer for a whole part, so it is evaluated once per part, by the same expression that
//! DataFusion would evaluate per row; a part is read only where it is true. Such a filter is
//! *exact*: it needs no second look at the rows. Every other filter is turned by DataFusion's
//! [`PruningPredicate`] into a question about minima, maxima and NULL counts, asked once per
//! batch; what it cannot rule out is still filtered above the scan.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, DictionaryArray, Int16Array, Int32Array, Int64Array,
    RecordBatch, RecordBatchOptions, UInt64Array,
};
use arrow::datatypes::{Schema, SchemaRef};
use cohort_catalog::PROVENANCE;
use datafusion::common::pruning::PruningStatistics;
use datafusion::common::tree_node::TreeNode;
use datafusion::common::{Column, DFSchema, Result, ScalarValue};
use datafusion::logical_expr::Expr;
use datafusion::logical_expr::utils::conjunction;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_optimizer::pruning::{PruningPredicate, PruningPredicateBuilder};

use super::part::{PartContent, TierBatch, TierPart};
use super::table::Layout;

/// How many of the provenance columns are the same for all rows of a part and known; the
/// last, `person_id`, is not one of them.
pub(crate) const CONSTANTS: usize = 4;

/// Whether a filter is decided for whole parts: it reads only provenance constants, or no
/// column at all, and gives the same answer every time.
///
/// Filters without a column must be decided here: DataFusion 55 forgets a `NULL` that it
/// left over of a longer filter when the scan only promises to look at it.
pub(crate) fn is_exact(layout: &Layout, filter: &Expr) -> bool {
    let is_constant = |name: &str| {
        layout.provenance() >= CONSTANTS
            && PROVENANCE[..CONSTANTS]
                .iter()
                .any(|constant| constant.name == name)
    };
    filter
        .column_refs()
        .iter()
        .all(|column| is_constant(&column.name))
        && is_plain(filter)
}

/// Whether a filter can be evaluated from its columns alone.
pub(crate) fn is_plain(filter: &Expr) -> bool {
    let depends = |expr: &Expr| {
        matches!(
            expr,
            Expr::ScalarSubquery(_)
                | Expr::InSubquery(_)
                | Expr::Exists(_)
                | Expr::OuterReferenceColumn(..)
                | Expr::Placeholder(_)
        )
    };
    // The closure returns no error, so there is none to lose.
    !filter.is_volatile() && !filter.exists(|expr| Ok(depends(expr))).unwrap_or(true)
}

/// What a plan shows of the filters: those over provenance as they are, of others only the
/// columns, because a literal beside an identifier may be a child's.
pub(crate) fn display(layout: &Layout, filters: &[Expr]) -> String {
    let show = |filter: &Expr| {
        let mut columns: Vec<String> = filter
            .column_refs()
            .iter()
            .map(|column| column.name.clone())
            .collect();
        if !columns.is_empty() && is_exact(layout, filter) {
            return filter.human_display().to_string();
        }
        columns.sort();
        format!("({})", columns.join(", "))
    };
    filters.iter().map(show).collect::<Vec<_>>().join(", ")
}

/// What is left to read: places of parts in the table and, for a part in memory, the places
/// of its batches.
#[derive(Debug, Default)]
pub(crate) struct Selection {
    pub(crate) memory: Vec<(usize, Vec<usize>)>,
    pub(crate) stored: Vec<usize>,
}

/// Applies `filters` to the parts of a table.
pub(crate) fn select(
    layout: &Layout,
    filters: &[Expr],
    physical: impl Fn(Expr, &DFSchema) -> Result<Arc<dyn PhysicalExpr>>,
) -> Result<Selection> {
    let df_schema = DFSchema::try_from(Arc::clone(layout.schema()))?;
    let (exact, inexact): (Vec<&Expr>, Vec<&Expr>) =
        filters.iter().partition(|filter| is_exact(layout, filter));
    let mut parts: Vec<usize> = (0..layout.parts().len())
        .filter(|&at| layout.part(at).rows() > 0)
        .collect();
    for filter in exact {
        // One after the other, so that a later one is not asked about parts already ruled out.
        parts = keep_true(layout, parts, &physical(filter.clone(), &df_schema)?)?;
    }
    let mut containers = Vec::new();
    for &at in &parts {
        let part = layout.part(at).as_ref();
        match part.content() {
            PartContent::Memory(batches) => {
                containers.extend(batches.iter().enumerate().map(|(place, batch)| Container {
                    at,
                    part,
                    batch: Some((place, batch)),
                }))
            }
            PartContent::Stored(_) => containers.push(Container {
                at,
                part,
                batch: None,
            }),
        }
    }
    let plain = inexact
        .into_iter()
        .filter(|filter| is_plain(filter))
        .cloned();
    let keep = match conjunction(plain) {
        Some(filter) => {
            let predicate = physical(filter, &df_schema)?;
            let statistics = Containers {
                layout,
                containers: &containers,
            };
            prune(&predicate, layout.schema(), &statistics)
        }
        None => None,
    };
    let mut selection = Selection::default();
    for (place, container) in containers.iter().enumerate() {
        if keep.as_ref().is_some_and(|keep| !keep[place]) {
            continue;
        }
        match (container.batch, selection.memory.last_mut()) {
            (None, _) => selection.stored.push(container.at),
            (Some((batch, _)), Some((at, batches))) if *at == container.at => batches.push(batch),
            (Some((batch, _)), _) => selection.memory.push((container.at, vec![batch])),
        }
    }
    Ok(selection)
}

/// Which containers may hold a row for which `predicate` is true; `None` when the predicate
/// tells nothing. A predicate that cannot be used for pruning rules nothing out.
pub(crate) fn prune(
    predicate: &Arc<dyn PhysicalExpr>,
    schema: &SchemaRef,
    statistics: &dyn PruningStatistics,
) -> Option<Vec<bool>> {
    pruning(predicate, schema)?.prune(statistics).ok()
}

/// The question about minima and maxima that `predicate` comes down to, if any.
pub(crate) fn pruning(
    predicate: &Arc<dyn PhysicalExpr>,
    schema: &SchemaRef,
) -> Option<Arc<PruningPredicate>> {
    PruningPredicateBuilder::new()
        .with_file_schema(Arc::clone(schema))
        .build(Arc::clone(predicate))
}

/// The parts for which `predicate`, over provenance constants, is true.
fn keep_true(
    layout: &Layout,
    parts: Vec<usize>,
    predicate: &Arc<dyn PhysicalExpr>,
) -> Result<Vec<usize>> {
    if parts.is_empty() {
        return Ok(parts);
    }
    // A table without provenance is only asked about filters without a column.
    let columns = match layout.provenance() {
        0..CONSTANTS => Vec::new(),
        _ => constants(layout, &parts)?,
    };
    let fields: Vec<_> = layout
        .schema()
        .fields()
        .iter()
        .take(columns.len())
        .cloned()
        .collect();
    let options = RecordBatchOptions::new().with_row_count(Some(parts.len()));
    let batch =
        RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), columns, &options)?;
    let answer = predicate.evaluate(&batch)?.into_array(parts.len())?;
    let answer = answer.as_boolean();
    let is_true = |place: usize| answer.is_valid(place) && answer.value(place);
    Ok(parts
        .iter()
        .enumerate()
        .filter(|(place, _)| is_true(*place))
        .map(|(_, at)| *at)
        .collect())
}

/// The provenance constants of parts, one row each.
fn constants(layout: &Layout, parts: &[usize]) -> Result<Vec<ArrayRef>> {
    let of = |at: &usize| layout.part(*at).provenance();
    let columns: Vec<ArrayRef> = vec![
        Arc::new(Int16Array::from_iter_values(
            parts.iter().map(|at| of(at).la_code),
        )),
        Arc::new(Int16Array::from_iter_values(
            parts.iter().map(|at| of(at).year),
        )),
        Arc::new(DictionaryArray::try_new(
            Int32Array::from_iter_values(parts.iter().map(|&at| layout.source_code(at))),
            Arc::clone(layout.source_values()),
        )?),
        Arc::new(Int64Array::from_iter_values(
            parts.iter().map(|at| of(at).import_id),
        )),
    ];
    Ok(columns)
}

/// A batch in memory, or a part in the store as a whole.
#[derive(Clone, Copy)]
pub(crate) struct Container<'a> {
    /// Place of the part in the table.
    pub(crate) at: usize,
    pub(crate) part: &'a TierPart,
    /// The batch and its place in the part; `None` for a part in the store.
    pub(crate) batch: Option<(usize, &'a TierBatch)>,
}

impl Container<'_> {
    fn rows(&self) -> usize {
        self.batch
            .map_or(self.part.rows(), |(_, batch)| batch.rows())
    }

    /// Bounds of a column by its place in the SQL schema.
    fn bounds(&self, layout: &Layout, index: usize) -> Option<(ScalarValue, ScalarValue)> {
        if index < layout.provenance() {
            let value = constant(self.part, index)?;
            return Some((value.clone(), value));
        }
        let stats = self.batch?.1.stats().get(index - layout.provenance())?;
        Some((stats.min.clone()?, stats.max.clone()?))
    }

    fn nulls(&self, layout: &Layout, index: usize) -> Option<u64> {
        match index {
            index if index < CONSTANTS.min(layout.provenance()) => Some(0),
            // Nobody's where rows are not linked.
            index if index < layout.provenance() => match layout.persons() {
                Some(_) => None,
                None => Some(self.rows() as u64),
            },
            _ => {
                let stats = self.batch?.1.stats().get(index - layout.provenance())?;
                Some(stats.nulls as u64)
            }
        }
    }
}

/// The value that a provenance column has in all rows of a part; `None` for `person_id`.
/// `source` comes as plain text.
pub(crate) fn constant(part: &TierPart, index: usize) -> Option<ScalarValue> {
    let provenance = part.provenance();
    match index {
        0 => Some(ScalarValue::Int16(Some(provenance.la_code))),
        1 => Some(ScalarValue::Int16(Some(provenance.year))),
        2 => Some(ScalarValue::Utf8(Some(provenance.source.to_string()))),
        3 => Some(ScalarValue::Int64(Some(provenance.import_id))),
        _ => None,
    }
}

/// Answers DataFusion's pruning questions for a list of containers.
pub(crate) struct Containers<'a> {
    pub(crate) layout: &'a Layout,
    pub(crate) containers: &'a [Container<'a>],
}

impl Containers<'_> {
    fn index(&self, column: &Column) -> Option<usize> {
        self.layout.schema().index_of(&column.name).ok()
    }

    fn values(
        &self,
        column: &Column,
        pick: fn((ScalarValue, ScalarValue)) -> ScalarValue,
    ) -> Option<ArrayRef> {
        let index = self.index(column)?;
        let bounds: Vec<Option<ScalarValue>> = self
            .containers
            .iter()
            .map(|container| container.bounds(self.layout, index).map(pick))
            .collect();
        // The type of NULL where a container has no bounds.
        let known = bounds.iter().flatten().next()?;
        let null = ScalarValue::try_from(known.data_type()).ok()?;
        let values = bounds
            .into_iter()
            .map(|value| value.unwrap_or_else(|| null.clone()));
        ScalarValue::iter_to_array(values).ok()
    }
}

impl PruningStatistics for Containers<'_> {
    fn min_values(&self, column: &Column) -> Option<ArrayRef> {
        self.values(column, |(min, _)| min)
    }

    fn max_values(&self, column: &Column) -> Option<ArrayRef> {
        self.values(column, |(_, max)| max)
    }

    fn num_containers(&self) -> usize {
        self.containers.len()
    }

    fn null_counts(&self, column: &Column) -> Option<ArrayRef> {
        let index = self.index(column)?;
        let nulls: UInt64Array = self
            .containers
            .iter()
            .map(|container| container.nulls(self.layout, index))
            .collect();
        Some(Arc::new(nulls))
    }

    fn row_counts(&self) -> Option<ArrayRef> {
        let rows = self
            .containers
            .iter()
            .map(|container| container.rows() as u64);
        Some(Arc::new(UInt64Array::from_iter_values(rows)))
    }

    fn contained(&self, column: &Column, values: &HashSet<ScalarValue>) -> Option<BooleanArray> {
        let index = self
            .index(column)
            .filter(|&index| index < self.layout.provenance())?;
        let wanted: Vec<ScalarValue> = values.iter().map(plain).collect();
        let answers: BooleanArray = self
            .containers
            .iter()
            .map(|container| {
                let value = constant(container.part, index)?;
                // A literal of another type is not compared here, but above.
                let comparable = wanted
                    .iter()
                    .all(|wanted| wanted.data_type() == value.data_type());
                comparable.then(|| wanted.contains(&value))
            })
            .collect();
        Some(answers)
    }
}

/// A text out of the dictionary or view that holds it.
fn plain(value: &ScalarValue) -> ScalarValue {
    match value {
        ScalarValue::Dictionary(_, value) => plain(value),
        ScalarValue::Utf8View(text) | ScalarValue::LargeUtf8(text) => {
            ScalarValue::Utf8(text.clone())
        }
        other => other.clone(),
    }
}
