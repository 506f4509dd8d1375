//! Parts: the rows that one import brought into one table.
//!
//! What is the same for all rows of a part (`la_code`, `year`, `source`, `import_id`) is held
//! once, so a predicate over these columns decides about a part as a whole.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, RecordBatch, UInt32Array, new_null_array};
use arrow::compute::{
    SortColumn, SortOptions, cast, concat, interleave, lexsort_to_indices,
};
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use cohort_catalog::TableDef;

use super::dictionary::TableDictionaries;
use super::stats::ColumnStats;

/// Most rows of a batch in memory: small enough that minima and maxima rule much out, large
/// enough that the cost per batch does not count.
pub const BATCH_ROWS: usize = 32 * 1024;

/// Where the rows of a part come from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Provenance {
    /// DfE number of the local authority.
    pub la_code: i16,
    /// Calendar year in which the collection year ends.
    pub year: i16,
    /// `la` or `npd`.
    pub source: Arc<str>,
    /// The import that brought the rows.
    pub import_id: i64,
}

/// One Parquet object of a part that is not in memory.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct StoredObject {
    /// Path within the store.
    pub path: String,
    /// Size of the object in bytes.
    pub bytes: u64,
}

/// Where the rows are.
#[derive(Debug)]
pub enum PartContent {
    /// In memory, sorted by the table's key.
    Memory(Vec<TierBatch>),
    /// Only in the object store, because the memory budget was used up by newer parts.
    Stored(Vec<StoredObject>),
}

/// Rows in memory: the table's own columns, without provenance.
#[derive(Debug, Clone)]
pub struct TierBatch {
    columns: Vec<ArrayRef>,
    rows: usize,
    stats: Arc<[ColumnStats]>,
}

/// The rows of one (table, LA, year, source, import).
#[derive(Debug)]
pub struct TierPart {
    provenance: Provenance,
    rows: usize,
    content: PartContent,
}

impl TierBatch {
    /// The table's own columns, in the order of [`TableDef::columns`].
    pub fn columns(&self) -> &[ArrayRef] {
        &self.columns
    }

    /// Number of rows; never 0.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Statistics of each column.
    pub fn stats(&self) -> &[ColumnStats] {
        &self.stats
    }
}

impl TierPart {
    /// Sorts batches by the table's key, turns codes into keys of `dictionaries` and measures
    /// minima and maxima. Columns are found by name; a nullable column that an object written
    /// earlier does not have is NULL.
    ///
    /// # Errors
    ///
    /// When a column is missing that may not be NULL, or has another type than declared.
    pub fn load(
        def: &TableDef,
        provenance: Provenance,
        batches: &[RecordBatch],
        dictionaries: &TableDictionaries,
    ) -> Result<Self, ArrowError> {
        let schema = def.file_schema();
        let batches: Vec<Vec<ArrayRef>> = batches
            .iter()
            .filter(|batch| batch.num_rows() > 0)
            .map(|batch| conform(&schema, batch))
            .collect::<Result<_, _>>()?;
        let order = order_of(def, &schema, &batches)?;
        let ordered: Vec<bool> =
            def.columns.iter().map(|column| def.key.contains(&column.name)).collect();
        let mut loaded = Vec::with_capacity(order.len().div_ceil(BATCH_ROWS));
        for rows in order.chunks(BATCH_ROWS) {
            let mut columns = Vec::with_capacity(schema.fields().len());
            let mut stats = Vec::with_capacity(schema.fields().len());
            for (index, ordered) in ordered.iter().enumerate() {
                let sources: Vec<&dyn Array> =
                    batches.iter().map(|batch| batch[index].as_ref()).collect();
                let column = interleave(&sources, rows)?;
                let column = match dictionaries.column(index) {
                    Some(dictionary) => Arc::new(dictionary.encode(&column)?) as ArrayRef,
                    None => column,
                };
                stats.push(ColumnStats::of(&column, *ordered));
                columns.push(column);
            }
            loaded.push(TierBatch { columns, rows: rows.len(), stats: stats.into() });
        }
        Ok(TierPart { provenance, rows: order.len(), content: PartContent::Memory(loaded) })
    }

    /// A part that stays in the object store. `rows` is the manifest's count.
    pub fn stored(provenance: Provenance, rows: usize, objects: Vec<StoredObject>) -> Self {
        TierPart { provenance, rows, content: PartContent::Stored(objects) }
    }

    /// Where its rows come from.
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Where its rows are.
    pub fn content(&self) -> &PartContent {
        &self.content
    }

    /// The batches in memory; empty for a part that is only in the store.
    pub fn batches(&self) -> &[TierBatch] {
        match &self.content {
            PartContent::Memory(batches) => batches,
            PartContent::Stored(_) => &[],
        }
    }

    /// Bytes in memory, without the dictionaries, which the whole table shares.
    pub fn memory(&self) -> usize {
        self.batches().iter().flat_map(|batch| batch.stats.iter()).map(|stats| stats.bytes).sum()
    }

    /// The same rows over the newest values of `dictionaries`: itself where it has them.
    /// Costs nothing per row.
    pub fn with_newest(self: &Arc<Self>, dictionaries: &TableDictionaries) -> Arc<Self> {
        let mut changed = false;
        let batches = self
            .batches()
            .iter()
            .map(|batch| {
                let adopt = |(index, column): (usize, &ArrayRef)| {
                    let newer = dictionaries.column(index).and_then(|known| known.adopt(column));
                    changed |= newer.is_some();
                    newer.unwrap_or_else(|| Arc::clone(column))
                };
                let columns = batch.columns.iter().enumerate().map(adopt).collect();
                TierBatch { columns, rows: batch.rows, stats: Arc::clone(&batch.stats) }
            })
            .collect();
        if !changed {
            return Arc::clone(self);
        }
        Arc::new(TierPart {
            provenance: self.provenance.clone(),
            rows: self.rows,
            content: PartContent::Memory(batches),
        })
    }
}

/// The columns of `schema`, by name.
fn conform(schema: &SchemaRef, batch: &RecordBatch) -> Result<Vec<ArrayRef>, ArrowError> {
    let column = |field: &Arc<arrow::datatypes::Field>| match batch.column_by_name(field.name()) {
        Some(column) if column.data_type() == field.data_type() => Ok(Arc::clone(column)),
        Some(column) => cast(column, field.data_type()),
        None if field.is_nullable() => Ok(new_null_array(field.data_type(), batch.num_rows())),
        None => Err(ArrowError::SchemaError(format!("column {} is missing", field.name()))),
    };
    schema.fields().iter().map(column).collect()
}

/// All rows as (batch, row), by key with NULLs last, rows of one key as they came.
fn order_of(
    def: &TableDef,
    schema: &SchemaRef,
    batches: &[Vec<ArrayRef>],
) -> Result<Vec<(usize, usize)>, ArrowError> {
    let came: Vec<(usize, usize)> = batches
        .iter()
        .enumerate()
        .flat_map(|(batch, columns)| {
            let rows = columns.first().map_or(0, |column| column.len());
            (0..rows).map(move |row| (batch, row))
        })
        .collect();
    let mut keys = Vec::with_capacity(def.key.len() + 1);
    for name in def.key {
        // A key may name a provenance column; it is the same for all rows here.
        let Ok(index) = schema.index_of(name) else { continue };
        let pieces: Vec<&dyn Array> = batches.iter().map(|batch| batch[index].as_ref()).collect();
        if pieces.is_empty() {
            return Ok(came);
        }
        keys.push(SortColumn {
            values: concat(&pieces)?,
            options: Some(SortOptions { descending: false, nulls_first: false }),
        });
    }
    if keys.is_empty() {
        return Ok(came);
    }
    let rows = u32::try_from(came.len()).map_err(|_| {
        ArrowError::ComputeError(format!("a part of {} has more than 2^32 rows", def.full_name()))
    })?;
    keys.push(SortColumn { values: Arc::new(UInt32Array::from_iter_values(0..rows)), options: None });
    let sorted = lexsort_to_indices(&keys, None)?;
    Ok(sorted.values().iter().map(|&at| came[at as usize]).collect())
}
