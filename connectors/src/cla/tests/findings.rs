//! Findings on a file as a whole.

use super::*;

#[test]
fn a_missing_column_is_told_and_its_values_are_not_known() {
    let read = alone("column_missing_episodes.csv");
    assert_eq!(
        rows(&read, "cla.episode"),
        ["M1|1|2023-05-01|S|C2|N1|U6|PR4||||AB1 2CD|EF3 4GH|1234567"]
    );
    let missing = read.of_rule("column_missing");
    assert_eq!((missing.len(), missing[0].item), (1, Some("DEC")));
    assert_eq!(read.of_rule("module_guessed").len(), 1);
    assert_eq!(read.of_rule("dec_column_missing").len(), 1);
}

#[test]
fn columns_of_no_module_are_told_and_joined_returns_too() {
    let read = alone("columns_added_header.csv");
    assert_eq!(read.rows("cla.child"), 2);
    let added: Vec<_> = read
        .of_rule("column_unknown")
        .iter()
        .map(|f| f.value.as_deref().unwrap())
        .collect();
    assert_eq!(added, ["LA", "YEAR", "TEST_COLUMN"]);
    let joined = read.of_rule("joined_returns");
    assert_eq!((joined.len(), joined[0].at.line), (1, 3));
}

#[test]
fn a_module_that_is_missing_makes_no_child_wrong() {
    // Neither header nor oc2 are there: nothing is said of what they would hold.
    let mut files = every_module();
    files.retain(|(name, _)| *name == "episodes" || *name == "reviews");
    let read = set(&as_str(&files), 2027);
    assert_eq!(told(&read), []);
    assert_eq!(rows(&read, "cla.child")[0], "A1|false|||2010-06-05|||||");
    assert_eq!(read.summary.children, 4);
}

#[test]
fn a_return_without_children_is_told() {
    let read = set(&[("oc3", "CHILD,DOB,IN_TOUCH,ACTIV,ACCOM\n")], 2024);
    assert_eq!(told(&read), [("no_children", 1, None)]);
}

#[test]
fn no_finding_and_no_debug_shows_a_value_outside_its_field() {
    for name in names() {
        let read = alone(&name);
        let shown: String = read
            .findings
            .iter()
            .map(|f| format!("{} {f:?}", f.message))
            .collect();
        for secret in [
            "X845212818005",
            "B302119990001",
            "05/06/2010",
            "UNKN",
            "AB1 2CD",
            "nowhere",
            "W2",
        ] {
            assert!(!shown.contains(secret), "{name}: {secret}");
        }
    }
}
