//! Which imports count where several tell the same: the final results, not the provisional ones
//! as well.
//!
//! Versions of a result file never replace each other; they stand beside each other, whatever
//! the order in which they come. A file of several schools in a version that the DfE publishes is
//! of the whole authority; without a version it speaks for the schools in it. Of two files of
//! one standing the later import counts, and one of several schools before one of a single school.

use std::collections::{BTreeMap, HashMap, HashSet};

use cohort_catalog::{ImportRecord, Snapshot};

/// The least standing of a version that the DfE publishes.
const PUBLISHED: u8 = cohort_connectors::attainment::PUBLISHED;

/// The imports, of those given, beside which another counts in their place.
pub(crate) fn superseded<'a>(imports: impl Iterator<Item = &'a ImportRecord>) -> HashSet<i64> {
    let mut returns: BTreeMap<(&str, i16, i16), Vec<&ImportRecord>> = BTreeMap::new();
    // Standing 0 is that of returns that come in one version.
    for import in imports.filter(|import| import.standing > 0) {
        let key = (import.dataset.as_str(), import.la_code, import.year);
        returns.entry(key).or_default().push(import);
    }
    let mut superseded = HashSet::new();
    for files in returns.values() {
        let (wide, single): (Vec<&ImportRecord>, Vec<_>) =
            files.iter().partition(|import| is_wide(import));
        let mut by_school: HashMap<&str, Vec<&ImportRecord>> = HashMap::new();
        for import in &single {
            by_school.entry(school(import)).or_default().push(import);
        }
        for import in files {
            let own: &[&ImportRecord] = match is_wide(import) {
                true => &[],
                false => by_school.get(school(import)).map_or(&[], Vec::as_slice),
            };
            if wide.iter().chain(own).any(|other| beats(other, import)) {
                superseded.insert(import.import_id);
            }
        }
    }
    superseded
}

/// The imports of a snapshot beside which another of the same source counts in their place.
pub(crate) fn superseded_by_source(snapshot: &Snapshot) -> HashSet<i64> {
    let of = |source: &'static str| {
        let imports = snapshot.current_imports().map(AsRef::as_ref);
        superseded(imports.filter(move |import: &&ImportRecord| import.source == source))
    };
    of("la").union(&of("npd")).copied().collect()
}

fn is_wide(import: &ImportRecord) -> bool {
    import.extent.schools.len() != 1
}

fn school(import: &ImportRecord) -> &str {
    import.extent.schools.first().map_or("", String::as_str)
}

fn beats(this: &ImportRecord, other: &ImportRecord) -> bool {
    let order = |import: &ImportRecord| (import.standing, is_wide(import), import.import_id);
    let speaks_for_all = is_wide(this) && this.standing >= PUBLISHED;
    let of_its_schools = !this.extent.schools.is_empty()
        && !other.extent.schools.is_empty()
        && other.extent.schools.is_subset(&this.extent.schools);
    let parts = (&this.extent.parts, &other.extent.parts);
    let of_its_parts = parts.0.is_empty() || !parts.1.is_empty() && parts.1.is_subset(parts.0);
    (speaks_for_all || of_its_schools) && of_its_parts && order(this) > order(other)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use cohort_catalog::Extent;

    use super::*;
    use crate::import::tests::record;

    fn import(import_id: i64, standing: u8, schools: &[&str], parts: &[&str]) -> ImportRecord {
        let set = |of: &[&str]| of.iter().map(|text| (*text).to_owned()).collect();
        ImportRecord {
            extent: Extent {
                schools: set(schools),
                parts: set(parts),
            },
            standing,
            ..record(import_id, "phonics")
        }
    }

    fn left_out(imports: &[ImportRecord]) -> Vec<i64> {
        let mut ids: Vec<i64> = superseded(imports.iter()).into_iter().collect();
        ids.sort_unstable();
        ids
    }

    const SCHOOL_SENT: u8 = 1;
    const RESULTS_DAY: u8 = 2;
    const PROVISIONAL: u8 = 3;
    const FINAL: u8 = 5;

    #[test]
    fn the_best_version_counts_whatever_came_last() {
        let all: &[&str] = &["9902001", "9902002"];
        let fewer: &[&str] = &["9902001", "9902003"];
        let imports = [
            import(1, FINAL, all, &[]),
            import(2, PROVISIONAL, fewer, &[]),
            import(3, SCHOOL_SENT, &["9902009"], &[]),
        ];
        assert_eq!(left_out(&imports), [2, 3]);
        // Two versions of one standing: the later.
        let imports = [
            import(1, PROVISIONAL, all, &[]),
            import(2, PROVISIONAL, all, &[]),
        ];
        assert_eq!(left_out(&imports), [1]);
    }

    #[test]
    fn results_of_the_authority_count_before_those_of_the_schools_in_them() {
        let imports = [
            import(1, RESULTS_DAY, &["9902001", "9902002"], &[]),
            import(2, SCHOOL_SENT, &["9902001"], &[]),
            import(3, SCHOOL_SENT, &["9902003"], &[]),
            // Schools of another trust.
            import(4, RESULTS_DAY, &["9902004", "9902005"], &[]),
            // It does not say of which schools it is.
            import(5, RESULTS_DAY, &[], &[]),
        ];
        assert_eq!(left_out(&imports), [2]);
    }

    #[test]
    fn a_version_of_one_part_leaves_the_others() {
        let all: &[&str] = &["9902001", "9902002"];
        let imports = [
            import(1, PROVISIONAL, all, &["year 1"]),
            import(2, PROVISIONAL, all, &["year 2"]),
            import(3, FINAL, all, &["year 1"]),
        ];
        assert_eq!(left_out(&imports), [1]);
    }

    #[test]
    fn a_better_version_of_one_school_does_not_hide_the_authority_s() {
        let imports = [
            import(1, PROVISIONAL, &["9902001", "9902002"], &[]),
            import(2, FINAL, &["9902001"], &[]),
        ];
        assert!(left_out(&imports).is_empty());
    }

    #[test]
    fn returns_without_versions_and_other_sources_are_left_alone() {
        assert!(left_out(&[import(1, 0, &[], &[]), import(2, 0, &[], &[])]).is_empty());
        let mut snapshot = Snapshot::empty();
        let ours = import(1, RESULTS_DAY, &["9902001", "9902002"], &[]);
        let theirs = ImportRecord {
            source: "npd".into(),
            ..import(2, FINAL, &["9902001", "9902002"], &[])
        };
        snapshot.imports = vec![Arc::new(ours), Arc::new(theirs)];
        assert!(superseded_by_source(&snapshot).is_empty());
    }
}
