use super::*;
use crate::testing::{NOW, change, import};

fn object(name: &str, rows: u64) -> DataObject {
    let sha256 = Digest::of(name.as_bytes());
    DataObject {
        path: format!("data/{name}.parquet"),
        rows,
        bytes: 10 * rows,
        sha256,
    }
}

#[test]
fn ids_are_given_in_order_and_never_again() {
    let one = Snapshot::empty().with(&change(vec![import(990, "a", vec![object("a", 5)])]), NOW);
    let two = one.with(
        &change(vec![import(990, "b", vec![object("b", 7)])]),
        NOW + 1,
    );
    assert_eq!((one.number, one.next_import_id), (1, 2));
    assert_eq!((two.number, two.next_import_id), (2, 3));
    let ids: Vec<_> = two.imports.iter().map(|import| import.import_id).collect();
    assert_eq!(ids, [1, 2]);
    assert_eq!(two.import(2).unwrap().snapshot, 2);
    assert_eq!(two.import(2).unwrap().imported_at, NOW + 1);
    assert_eq!(two.import(3), None);
}

#[test]
fn a_later_file_for_the_same_return_takes_the_place_of_the_earlier() {
    let one = Snapshot::empty().with(&change(vec![import(990, "a", vec![object("a", 5)])]), NOW);
    let two = one.with(&change(vec![import(990, "b", vec![object("b", 7)])]), NOW);
    assert_eq!(two.import(1).unwrap().replaced_by, Some(2));
    let parts: Vec<_> = two
        .parts
        .iter()
        .map(|part| (part.import_id, part.rows()))
        .collect();
    assert_eq!(parts, [(2, 7)]);
    // The former state is as it was.
    assert_eq!(one.import(1).unwrap().replaced_by, None);
    assert_eq!(one.rows(), 5);
}

#[test]
fn every_part_of_the_key_keeps_returns_apart() {
    let base = import(990, "a", vec![object("a", 5)]);
    let others = [
        NewImport {
            dataset: "sen2".to_owned(),
            ..base.clone()
        },
        NewImport {
            la_code: 991,
            ..base.clone()
        },
        NewImport {
            year: 2025,
            ..base.clone()
        },
        NewImport {
            period: Some("autumn".to_owned()),
            ..base.clone()
        },
        NewImport {
            source: "npd".to_owned(),
            ..base.clone()
        },
    ];
    let mut imports = vec![base];
    imports.extend(others);
    let state = Snapshot::empty().with(&change(imports), NOW);
    assert_eq!(state.current_imports().count(), 6);
    assert_eq!(state.rows(), 30);
}

#[test]
fn two_files_for_one_return_in_one_change_leave_the_last() {
    let files = vec![
        import(990, "a", vec![object("a", 5)]),
        import(990, "b", vec![object("b", 7)]),
    ];
    let state = Snapshot::empty().with(&change(files), NOW);
    assert_eq!(state.import(1).unwrap().replaced_by, Some(2));
    assert_eq!(state.rows(), 7);
}

#[test]
fn a_change_can_look_for_the_same_return_and_the_same_bytes() {
    let first = import(990, "a", vec![object("a", 5)]);
    let one = Snapshot::empty().with(&change(vec![first.clone()]), NOW);
    assert_eq!(held(&one, &first), [1]);
    assert_eq!(
        one.import_with_digest(Digest::of(b"a")).unwrap().import_id,
        1
    );
    let two = one.with(&change(vec![import(990, "b", vec![])]), NOW);
    assert_eq!(held(&two, &first), [2]);
    assert_eq!(two.import_with_digest(Digest::of(b"a")), None);
}

#[test]
fn a_file_replaces_those_that_hold_anything_of_the_same() {
    let of = |name: &str, parts: &[&str]| NewImport {
        extent: Extent {
            parts: parts.iter().map(|part| (*part).to_owned()).collect(),
            ..Extent::default()
        },
        ..import(990, name, vec![object(name, 5)])
    };
    let (one, two) = (of("a", &["year 1"]), of("b", &["year 2"]));
    let state = Snapshot::empty().with(&change(vec![one.clone(), two.clone()]), NOW);
    assert_eq!(state.rows(), 10);
    assert_eq!((held(&state, &one), held(&state, &two)), (vec![1], vec![2]));
    let again = state.with(&change(vec![of("c", &["year 1"])]), NOW);
    assert_eq!((held(&again, &one), held(&again, &two)), (vec![3], vec![2]));
    let whole = again.with(&change(vec![of("d", &["year 1", "year 2"])]), NOW);
    assert_eq!(held(&whole, &one), [4]);
    assert_eq!(whole.rows(), 5);
    assert_eq!(whole.import(2).unwrap().replaced_by, Some(4));
}

/// Ids of the imports that one like this would replace.
fn held(state: &Snapshot, like: &NewImport) -> Vec<i64> {
    let held = state.current_imports_of(like.key(), &like.extent);
    held.map(|import| import.import_id).collect()
}

#[test]
fn parts_are_found_by_table() {
    let one = Snapshot::empty().with(&change(vec![import(990, "a", vec![object("a", 5)])]), NOW);
    assert_eq!(one.parts_of("cin.referral").count(), 1);
    assert_eq!(one.parts_of("cin.child").count(), 0);
}
