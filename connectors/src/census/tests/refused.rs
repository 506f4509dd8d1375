//! Files that are refused: the error and where it says the fault is.

use super::*;
use crate::input;
use crate::sniff;

/// What an import does: decode, sniff, identify, read.
fn refusal(bytes: Vec<u8>) -> ConnectorError {
    let open = || input::open(Box::new(std::io::Cursor::new(bytes.clone())));
    let sniffed = open()
        .head()
        .and_then(|head| sniff::recognise(head).map(|_| ()));
    match sniffed.and_then(|()| conformance::read(&SchoolCensus, &bytes, Given::default())) {
        Ok(_) => panic!("was read"),
        Err(error) => error,
    }
}

/// Input, line and column (0: none), and what the message says.
const INVALID: &[(&str, u64, u64, &str)] = &[
    (
        "authority_missing.xml",
        0,
        0,
        "the file does not say its local authority; give it with --la",
    ),
    ("document_type.xml", 2, 1, "cohort refuses it"),
    (
        "export_table.csv",
        0,
        0,
        "of a school census import the schools' XML files",
    ),
    (
        "other_collection.xml",
        0,
        0,
        "school workforce census (collection SWF), not yet supported",
    ),
    ("pupil_without_end.xml", 176, 7, "correct the file"),
    (
        "school_missing.xml",
        0,
        0,
        "the file does not say its school; give it with Estab or URN in its header",
    ),
    (
        "term_missing.xml",
        0,
        0,
        "the file does not say its term; give it with Term or ReferenceDate in its header",
    ),
];

#[test]
fn what_is_refused_says_where_and_why() {
    assert_eq!(
        INVALID.iter().map(|case| case.0).collect::<Vec<_>>(),
        names("invalid")
    );
    for (name, line, column, says) in INVALID {
        let bytes = std::fs::read(testdata("invalid").join(name)).unwrap();
        let error = refusal(bytes.clone());
        assert!(error.to_string().contains(says), "{name}: {error}");
        let at = conformance::position(&error).map_or((0, 0), |at| (at.line, at.column));
        assert_eq!(at, (*line, *column), "{name}");
        let mut fixture = fixture(EVERY_ITEM, 1);
        fixture.bytes = bytes;
        conformance::check_discreet(&error, &fixture);
    }
}

#[test]
fn files_of_other_collections_are_not_claimed() {
    for head in [
        "<Message><Header><CollectionDetails><Collection>CIN</Collection>",
        "<Message><Header><CollectionDetails><Collection>SEN2</Collection>",
        "<Message><Header><CollectionDetails><Collection>AP</Collection>",
        "<Message><Children><Child><LAchildID>",
        "<CTfile><PupilOnRoll>",
        "upn,surname",
        "",
    ] {
        assert_eq!(SchoolCensus.recognises(head), None, "{head}");
    }
    for head in [
        "<Message><Header><CollectionDetails><Collection>SC</Collection>",
        "<Message><Header><CollectionDetails><Collection>PRU Census</Collection>",
        "<message><School><Pupils><PupilsOnRoll><PupilOnRoll>",
    ] {
        assert_eq!(
            SchoolCensus.recognises(head),
            Some(FileKind::Whole),
            "{head}"
        );
    }
}
