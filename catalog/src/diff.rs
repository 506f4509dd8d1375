//! What changed between two snapshots.

use std::collections::BTreeMap;
use std::collections::HashSet;

use crate::snapshot::{Part, Snapshot};

/// One table, authority, year and source whose rows differ between two snapshots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiffLine {
    /// `schema.name`
    pub table: String,
    /// DfE number of the local authority.
    pub la_code: i16,
    /// Calendar year in which the collection year ends.
    pub year: i16,
    /// `la` or `npd`.
    pub source: String,
    /// Rows in the first snapshot.
    pub rows_before: u64,
    /// Rows in the second.
    pub rows_after: u64,
    /// Imports whose rows are in the second only, in order.
    pub imports_added: Vec<i64>,
    /// Imports whose rows are in the first only, in order.
    pub imports_removed: Vec<i64>,
}

/// Compares what two snapshots of one store hold. Lines are in order of table, authority,
/// year and source; what is the same in both has none. Either may be the older.
pub fn diff(before: &Snapshot, after: &Snapshot) -> Vec<DiffLine> {
    let (before, after) = (holdings(before), holdings(after));
    let keys: std::collections::BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let nothing = Vec::new();
    let lines = keys.into_iter().filter_map(|key| {
        let old = before.get(key).unwrap_or(&nothing);
        let new = after.get(key).unwrap_or(&nothing);
        let (old_ids, new_ids) = (ids(old), ids(new));
        let line = DiffLine {
            table: key.0.to_owned(),
            la_code: key.1,
            year: key.2,
            source: key.3.to_owned(),
            rows_before: old.iter().map(|part| part.rows()).sum(),
            rows_after: new.iter().map(|part| part.rows()).sum(),
            imports_added: sorted(new_ids.difference(&old_ids)),
            imports_removed: sorted(old_ids.difference(&new_ids)),
        };
        let same = line.rows_before == line.rows_after
            && line.imports_added.is_empty()
            && line.imports_removed.is_empty();
        (!same).then_some(line)
    });
    lines.collect()
}

type Holdings<'a> = BTreeMap<(&'a str, i16, i16, &'a str), Vec<&'a Part>>;

fn holdings(snapshot: &Snapshot) -> Holdings<'_> {
    let mut holdings = Holdings::new();
    for part in &snapshot.parts {
        let key = (
            part.table.as_str(),
            part.la_code,
            part.year,
            part.source.as_str(),
        );
        holdings.entry(key).or_default().push(part);
    }
    holdings
}

fn ids(parts: &[&Part]) -> HashSet<i64> {
    parts.iter().map(|part| part.import_id).collect()
}

fn sorted<'a>(ids: impl Iterator<Item = &'a i64>) -> Vec<i64> {
    let mut ids: Vec<i64> = ids.copied().collect();
    ids.sort_unstable();
    ids
}

#[cfg(test)]
mod tests;
