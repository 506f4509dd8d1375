use super::*;
use crate::reference::codes;

#[test]
fn the_codes_are_those_of_the_reference_set() {
    let set = codes::set("census_session_reason").unwrap();
    let mut listed: Vec<_> = set.codes().collect();
    let mut known: Vec<_> = CODES.iter().map(|entry| entry.code).collect();
    listed.sort_unstable();
    known.sort_unstable();
    assert_eq!(known, listed);
}

#[test]
fn a_code_is_judged_by_the_term_whose_attendance_is_returned() {
    // Autumn 2024 returns the summer term before the codes changed; spring 2025 the term after.
    let autumn = window(Term::Autumn, 2025);
    let spring = window(Term::Spring, 2025);
    assert_eq!(kind("H", autumn), Some((Kind::Authorised, true)));
    assert_eq!(kind("H", spring), Some((Kind::Authorised, true)));
    assert_eq!(
        kind("H", window(Term::Summer, 2025)),
        Some((Kind::Authorised, false))
    );
    assert_eq!(kind("K", autumn), Some((Kind::Attended, false)));
    assert_eq!(kind("K", spring), Some((Kind::Attended, true)));
    assert_eq!(kind("J", autumn), Some((Kind::Attended, true)));
    assert_eq!(kind("J1", spring), Some((Kind::Authorised, true)));
    assert_eq!(kind("D", spring), Some((Kind::NotPossible, true)));
    assert_eq!(kind("A", spring), None);
}

#[test]
fn a_doubled_backslash_is_one() {
    assert_eq!(mended("\\\\"), ("\\".to_owned(), true));
    assert_eq!(mended("\\"), ("\\".to_owned(), false));
    assert_eq!(mended("i"), ("I".to_owned(), true));
    assert_eq!(mended("/"), ("/".to_owned(), false));
}
