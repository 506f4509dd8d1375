use super::*;
use crate::snapshot::DataObject;
use crate::testing::{NOW, change, import};
use crate::{Digest, NewImport};

fn state(base: &Snapshot, imports: Vec<NewImport>) -> Snapshot {
    base.with(&change(imports), NOW)
}

fn object(rows: u64) -> DataObject {
    DataObject {
        path: format!("data/{rows}"),
        rows,
        bytes: 1,
        sha256: Digest::of(b""),
    }
}

#[test]
fn what_came_and_went_is_told_and_the_rest_is_not() {
    let files = vec![
        import(990, "a", vec![object(5)]),
        import(991, "b", vec![object(6)]),
    ];
    let before = state(&Snapshot::empty(), files);
    let replaced = import(990, "c", vec![object(4)]);
    let mut other_year = import(991, "d", vec![object(9)]);
    other_year.year = 2023;
    let after = state(&before, vec![replaced, other_year]);
    let line = |la_code, year, rows: (u64, u64), added: &[i64], removed: &[i64]| DiffLine {
        table: "cin.referral".to_owned(),
        la_code,
        year,
        source: "la".to_owned(),
        rows_before: rows.0,
        rows_after: rows.1,
        imports_added: added.to_vec(),
        imports_removed: removed.to_vec(),
    };
    let expected = [
        line(990, 2024, (5, 4), &[3], &[1]),
        line(991, 2023, (0, 9), &[4], &[]),
    ];
    assert_eq!(diff(&before, &after), expected);
    let backwards = [
        line(990, 2024, (4, 5), &[1], &[3]),
        line(991, 2023, (9, 0), &[], &[4]),
    ];
    assert_eq!(diff(&after, &before), backwards);
    assert_eq!(diff(&after, &after), []);
}

#[test]
fn a_replacement_with_as_many_rows_is_a_change() {
    let before = state(&Snapshot::empty(), vec![import(990, "a", vec![object(5)])]);
    let after = state(&before, vec![import(990, "b", vec![object(5)])]);
    assert_eq!(diff(&before, &after).len(), 1);
}
