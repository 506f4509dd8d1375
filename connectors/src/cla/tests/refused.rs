//! Files that are refused, and what is said of them.

use super::*;

#[test]
fn each_invalid_file_is_refused_where_it_is_wrong() {
    for (name, kind, line, column, says) in [
        (
            "columns_too_few_episodes.csv",
            "episodes",
            1,
            0,
            "without DEC, REC, REASON_PLACE_CHANGE, HOME_POST, PL_POST",
        ),
        (
            "control_character_oc3.csv",
            "oc3",
            2,
            1,
            "control character",
        ),
        ("cut_off.xml", "", 2, 0, ""),
        ("empty.csv", "", 1, 1, "empty"),
        ("end_tag_of_another_element.xml", "", 2, 0, ""),
        (
            // Named for the end, up to which a header was looked for.
            "header_of_another_format.csv",
            "",
            3,
            0,
            "no header of this layout",
        ),
        (
            "key_column_missing_header.csv",
            "header",
            1,
            0,
            "without DOB",
        ),
        (
            "quote_never_closed_reviews.csv",
            "reviews",
            3,
            4,
            "never closed",
        ),
        (
            "root_of_another_format.xml",
            "",
            1,
            0,
            "root element is not EXPSSDA903",
        ),
    ] {
        let bytes = std::fs::read(testdata("invalid").join(name)).unwrap();
        let head = String::from_utf8_lossy(&bytes).into_owned();
        let found = LookedAfter.recognises(&head);
        let file = match found {
            Some(kind) => kind,
            None => FileKind::Whole,
        };
        assert_eq!(file.part().unwrap_or_default(), kind, "{name}");
        let mut files = InMemory::new(vec![(file, bytes)]);
        let error = conformance::read_files(&LookedAfter, &mut files, given(2024)).unwrap_err();
        let at = conformance::position(&error).unwrap();
        assert_eq!(at.line, line, "{name}: {error}");
        if column > 0 {
            assert_eq!(at.column, column, "{name}: {error}");
        }
        assert!(error.to_string().contains(says), "{name}: {error}");
        assert!(!error.to_string().contains("F1"), "{name}: {error}");
    }
}

#[test]
fn a_module_under_the_name_of_another_is_refused() {
    let reviews = valid("title_above_reviews.csv");
    let mut files = InMemory::new(vec![(FileKind::Part("episodes"), reviews)]);
    let error = conformance::read_files(&LookedAfter, &mut files, given(2024)).unwrap_err();
    assert!(error.to_string().starts_with("episodes: "), "{error}");
}
