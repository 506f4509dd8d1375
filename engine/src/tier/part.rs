//! Parts: the rows that one import brought into one table.
//!
//! What is the same for all rows of a part (`la_code`, `year`, `source`, `import_id`) is held
//! once, so a predicate over these columns decides about a part as a whole.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, DictionaryArray, RecordBatch, UInt32Array, new_null_array,
};
use arrow::compute::{SortColumn, SortOptions, cast, concat, interleave, lexsort_to_indices};
use arrow::datatypes::{DataType, Int32Type, SchemaRef};
use arrow::error::ArrowError;
use cohort_catalog::TableDef;

use super::dictionary::{CodeDictionary, TableDictionaries};
use super::persons::PartPersons;
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
#[derive(Clone)]
pub struct TierBatch {
    columns: Vec<ArrayRef>,
    rows: usize,
    stats: Arc<[ColumnStats]>,
}

/// Shows no row.
impl std::fmt::Debug for TierBatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TierBatch")
            .field("rows", &self.rows)
            .finish_non_exhaustive()
    }
}

/// The rows of one (table, LA, year, source, import).
#[derive(Debug)]
pub struct TierPart {
    provenance: Provenance,
    rows: usize,
    content: PartContent,
    persons: PartPersons,
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
        let came: Vec<&RecordBatch> = batches
            .iter()
            .filter(|batch| batch.num_rows() > 0)
            .collect();
        let columns = (0..schema.fields().len())
            .map(|index| Column::gather(&schema, index, &came, dictionaries.column(index)))
            .collect::<Result<Vec<_>, _>>()?;
        let order = order_of(def, &came, &columns)?;
        let mut loaded = Vec::with_capacity(order.len().div_ceil(BATCH_ROWS));
        for rows in order.chunks(BATCH_ROWS) {
            let arrays = columns
                .iter()
                .map(|column| column.take(rows))
                .collect::<Result<Vec<_>, _>>()?;
            let stats = arrays
                .iter()
                .zip(def.columns)
                .map(|(array, column)| ColumnStats::of(array, def.key.contains(&column.name)))
                .collect();
            loaded.push(TierBatch {
                columns: arrays,
                rows: rows.len(),
                stats,
            });
        }
        Ok(TierPart {
            provenance,
            rows: order.len(),
            content: PartContent::Memory(loaded),
            persons: PartPersons::default(),
        })
    }

    /// A part that stays in the object store. `rows` is the manifest's count.
    pub fn stored(provenance: Provenance, rows: usize, objects: Vec<StoredObject>) -> Self {
        TierPart {
            provenance,
            rows,
            content: PartContent::Stored(objects),
            persons: PartPersons::default(),
        }
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
        self.batches()
            .iter()
            .flat_map(|batch| batch.stats.iter())
            .map(|stats| stats.bytes)
            .sum()
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
                    let newer = dictionaries
                        .column(index)
                        .and_then(|known| known.adopt(column));
                    changed |= newer.is_some();
                    newer.unwrap_or_else(|| Arc::clone(column))
                };
                let columns = batch.columns.iter().enumerate().map(adopt).collect();
                TierBatch {
                    columns,
                    rows: batch.rows,
                    stats: Arc::clone(&batch.stats),
                }
            })
            .collect();
        if !changed {
            return Arc::clone(self);
        }
        Arc::new(TierPart {
            provenance: self.provenance.clone(),
            rows: self.rows,
            content: PartContent::Memory(batches),
            persons: PartPersons::default(),
        })
    }

    pub(crate) fn persons(&self) -> &PartPersons {
        &self.persons
    }
}

/// One column of all batches of a part as they came.
struct Column {
    /// One array a batch; the keys, where the column holds codes.
    pieces: Vec<ArrayRef>,
    /// The texts behind the keys.
    values: Option<ArrayRef>,
}

impl Column {
    fn gather(
        schema: &SchemaRef,
        index: usize,
        batches: &[&RecordBatch],
        dictionary: Option<&CodeDictionary>,
    ) -> Result<Self, ArrowError> {
        let field = schema.field(index);
        let pieces =
            batches.iter().map(
                |batch| match (batch.column_by_name(field.name()), dictionary) {
                    (Some(column), Some(dictionary)) => {
                        Ok(Arc::new(dictionary.encode(column)?.keys().clone()) as ArrayRef)
                    }
                    (Some(column), None) if column.data_type() == field.data_type() => {
                        Ok(Arc::clone(column))
                    }
                    (Some(column), None) => cast(column, field.data_type()),
                    (None, _) if !field.is_nullable() => Err(ArrowError::SchemaError(format!(
                        "column {} is missing",
                        field.name()
                    ))),
                    (None, Some(_)) => Ok(new_null_array(&DataType::Int32, batch.num_rows())),
                    (None, None) => Ok(new_null_array(field.data_type(), batch.num_rows())),
                },
            );
        let pieces = pieces.collect::<Result<Vec<_>, _>>()?;
        // Asked for after the last batch, so that it holds the texts of all of them.
        Ok(Column {
            pieces,
            values: dictionary.map(CodeDictionary::values),
        })
    }

    fn take(&self, rows: &[(usize, usize)]) -> Result<ArrayRef, ArrowError> {
        self.finish(interleave(&self.pieces(), rows)?)
    }

    fn whole(&self) -> Result<ArrayRef, ArrowError> {
        self.finish(concat(&self.pieces())?)
    }

    fn pieces(&self) -> Vec<&dyn Array> {
        self.pieces.iter().map(AsRef::as_ref).collect()
    }

    fn finish(&self, array: ArrayRef) -> Result<ArrayRef, ArrowError> {
        Ok(match &self.values {
            Some(values) => {
                let keys = array.as_primitive::<Int32Type>().clone();
                Arc::new(DictionaryArray::try_new(keys, Arc::clone(values))?)
            }
            None => array,
        })
    }
}

/// All rows as (batch, row), by key with NULLs last, rows of one key as they came.
fn order_of(
    def: &TableDef,
    batches: &[&RecordBatch],
    columns: &[Column],
) -> Result<Vec<(usize, usize)>, ArrowError> {
    let came: Vec<(usize, usize)> = batches
        .iter()
        .enumerate()
        .flat_map(|(batch, rows)| (0..rows.num_rows()).map(move |row| (batch, row)))
        .collect();
    if came.is_empty() {
        return Ok(came);
    }
    let mut keys = Vec::with_capacity(def.key.len() + 1);
    for name in def.key {
        // A key may name a provenance column; that is the same for all rows here.
        let own = def
            .columns
            .iter()
            .zip(columns)
            .find(|(column, _)| column.name == *name);
        if let Some((_, column)) = own {
            let options = Some(SortOptions {
                descending: false,
                nulls_first: false,
            });
            keys.push(SortColumn {
                values: column.whole()?,
                options,
            });
        }
    }
    if keys.is_empty() {
        return Ok(came);
    }
    let rows = u32::try_from(came.len()).map_err(|_| {
        ArrowError::ComputeError(format!(
            "a part of {} has more than 2^32 rows",
            def.full_name()
        ))
    })?;
    keys.push(SortColumn {
        values: Arc::new(UInt32Array::from_iter_values(0..rows)),
        options: None,
    });
    let sorted = lexsort_to_indices(&keys, None)?;
    Ok(sorted
        .values()
        .iter()
        .map(|&at| came[at as usize])
        .collect())
}
