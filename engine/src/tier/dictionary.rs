//! Dictionaries that only grow, one per code column of a table.
//!
//! All batches of a table hold their codes as `Dictionary(Int32, Utf8)` over *one* values
//! array, so that an operator may compare codes instead of texts, also between batches and
//! between parts. A text keeps its code for as long as the dictionary lives: a newer values
//! array extends the older one, and rows loaded earlier keep their keys and only exchange
//! the array behind them ([`CodeDictionary::adopt`]), at no cost per row.
//!
//! A dictionary never forgets a text while the process runs, so a text that is no longer in
//! any part may stay in memory (never in an answer) until the next start.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arrow::array::{
    Array, ArrayRef, AsArray, DictionaryArray, Int32Array, StringArray, StringBuilder,
};
use arrow::compute::cast;
use arrow::datatypes::Int32Type;
use arrow::error::ArrowError;
use cohort_catalog::{ColumnType, TableDef};

/// Texts of one column and their codes, numbered from 0 in order of arrival.
#[derive(Debug, Default)]
pub struct CodeDictionary {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    codes: HashMap<Arc<str>, i32>,
    /// In code order.
    texts: Vec<Arc<str>>,
    /// Holds the first `values.len()` of `texts`; rebuilt when asked for and too short.
    values: Option<ArrayRef>,
    /// Bytes of the texts, with what their look-up takes.
    bytes: usize,
}

/// Shows how many texts there are, not which: a code column may hold what was returned.
impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inner")
            .field("texts", &self.texts.len())
            .finish_non_exhaustive()
    }
}

impl CodeDictionary {
    /// Texts by code. The same `Arc` until a text is added; a later array begins with the
    /// texts of every earlier one.
    pub fn values(&self) -> ArrayRef {
        self.lock().values()
    }

    /// Turns texts (plain or any dictionary) into keys of this dictionary, adding the texts
    /// that it does not hold yet. NULL stays NULL.
    ///
    /// # Errors
    ///
    /// When the array cannot be read as text.
    pub fn encode(&self, array: &dyn Array) -> Result<DictionaryArray<Int32Type>, ArrowError> {
        // Distinct texts first, outside the lock: then one look-up per distinct text and
        // not per row.
        let local = cast(array, &ColumnType::Code.memory_type())?;
        let local = local.as_dictionary::<Int32Type>();
        let texts = local.values().as_string::<i32>();
        let (codes, values) = {
            let mut inner = self.lock();
            let codes: Vec<Option<i32>> = texts
                .iter()
                .map(|text| text.map(|text| inner.code(text)))
                .collect();
            (codes, inner.values())
        };
        let keys: Int32Array = local
            .keys()
            .iter()
            // A key is a place in the array's own values; one that is not cannot be built.
            .map(|key| key.and_then(|key| codes.get(key as usize).copied().flatten()))
            .collect();
        DictionaryArray::try_new(keys, values)
    }

    /// Puts the newest values behind keys that [`CodeDictionary::encode`] made earlier.
    /// `None` when the array has them already, or is no dictionary.
    pub fn adopt(&self, array: &ArrayRef) -> Option<ArrayRef> {
        let dictionary = array.as_dictionary_opt::<Int32Type>()?;
        let values = self.values();
        if Arc::ptr_eq(dictionary.values(), &values) || values.len() < dictionary.values().len() {
            return None;
        }
        Some(Arc::new(dictionary.with_values(values)))
    }

    /// Bytes held, counting each text once for the values array and once for look-up.
    pub fn memory(&self) -> usize {
        let inner = self.lock();
        inner.bytes
            + inner
                .values
                .as_ref()
                .map_or(0, |values| values.get_array_memory_size())
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // Every change below is whole before anything that can panic, so the content is
        // sound even after a panic elsewhere.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn code(&mut self, text: &str) -> i32 {
        if let Some(code) = self.codes.get(text) {
            return *code;
        }
        // The values array ends at 2 GiB of text, long before 2^31 texts.
        let code = self.texts.len() as i32;
        let text: Arc<str> = Arc::from(text);
        // Besides the text: its two counters, two pointers to it, and the code.
        self.bytes += text.len() + 56;
        self.texts.push(Arc::clone(&text));
        self.codes.insert(text, code);
        code
    }

    fn values(&mut self) -> ArrayRef {
        match &self.values {
            Some(values) if values.len() == self.texts.len() => Arc::clone(values),
            _ => {
                let bytes = self.texts.iter().map(|text| text.len()).sum();
                let mut builder = StringBuilder::with_capacity(self.texts.len(), bytes);
                self.texts
                    .iter()
                    .for_each(|text| builder.append_value(text));
                let values: ArrayRef = Arc::new(builder.finish());
                self.values = Some(Arc::clone(&values));
                values
            }
        }
    }
}

/// The dictionaries of one table: one for each of its own code columns.
#[derive(Debug)]
pub struct TableDictionaries {
    columns: Vec<Option<CodeDictionary>>,
}

impl TableDictionaries {
    /// Empty dictionaries for the code columns of `def`.
    pub fn new(def: &TableDef) -> Self {
        let columns = def
            .columns
            .iter()
            .map(|column| (column.ty == ColumnType::Code).then(CodeDictionary::default))
            .collect();
        TableDictionaries { columns }
    }

    /// The dictionary of the table's own column `index`; `None` where it holds no codes.
    pub fn column(&self, index: usize) -> Option<&CodeDictionary> {
        self.columns.get(index)?.as_ref()
    }

    /// Bytes held by all dictionaries.
    pub fn memory(&self) -> usize {
        self.columns
            .iter()
            .flatten()
            .map(CodeDictionary::memory)
            .sum()
    }
}

/// A values array of the given texts and, for each of them, its code; used for a
/// constant column such as `source`.
pub(crate) fn constant_values<'a>(texts: impl Iterator<Item = &'a str>) -> (ArrayRef, Vec<i32>) {
    let mut distinct: Vec<&str> = Vec::new();
    let codes = texts
        .map(
            |text| match distinct.iter().position(|known| *known == text) {
                Some(at) => at as i32,
                None => {
                    distinct.push(text);
                    distinct.len() as i32 - 1
                }
            },
        )
        .collect();
    (Arc::new(StringArray::from(distinct)), codes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(array: &DictionaryArray<Int32Type>) -> Vec<Option<String>> {
        let values = array.values().as_string::<i32>();
        array
            .keys()
            .iter()
            .map(|key| key.map(|key| values.value(key as usize).into()))
            .collect()
    }

    #[test]
    fn codes_are_stable_and_values_only_grow() {
        let dictionary = CodeDictionary::default();
        let first = dictionary
            .encode(&StringArray::from(vec![Some("N1"), None, Some("N2")]))
            .unwrap();
        let second = dictionary
            .encode(&StringArray::from(vec!["N3", "N1"]))
            .unwrap();
        assert_eq!(first.keys().values()[0], second.keys().values()[1]);
        assert_eq!(
            texts(&second),
            [Some("N3".to_owned()), Some("N1".to_owned())]
        );
        let first: ArrayRef = Arc::new(first);
        let grown = dictionary.adopt(&first).unwrap();
        let grown = grown.as_dictionary::<Int32Type>();
        assert!(Arc::ptr_eq(grown.values(), second.values()));
        assert_eq!(
            texts(grown),
            [Some("N1".to_owned()), None, Some("N2".to_owned())]
        );
        assert_eq!(texts(grown), texts(first.as_dictionary()));
    }

    #[test]
    fn nothing_new_keeps_the_same_values() {
        let dictionary = CodeDictionary::default();
        let first = dictionary
            .encode(&StringArray::from(vec!["a", "b"]))
            .unwrap();
        let second = dictionary.encode(&StringArray::from(vec!["b"])).unwrap();
        assert!(Arc::ptr_eq(first.values(), second.values()));
        assert!(dictionary.adopt(&(Arc::new(first) as ArrayRef)).is_none());
    }

    #[test]
    fn only_nulls_need_no_text() {
        let dictionary = CodeDictionary::default();
        let array = dictionary
            .encode(&StringArray::from(vec![None::<&str>, None]))
            .unwrap();
        assert_eq!(array.null_count(), 2);
        assert_eq!(array.values().len(), 0);
    }

    #[test]
    fn debug_shows_no_text() {
        let dictionary = CodeDictionary::default();
        dictionary
            .encode(&StringArray::from(vec!["A123456789012"]))
            .unwrap();
        assert!(!format!("{dictionary:?}").contains("A123"));
    }
}
