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
    match sniffed.and_then(|()| conformance::read(&CinCensus, &bytes, Given::default())) {
        Ok(_) => panic!("was read"),
        Err(error) => error,
    }
}

fn kind(error: &ConnectorError) -> &'static str {
    match error {
        ConnectorError::Unrecognised { .. } => "unrecognised",
        ConnectorError::WrongDataset { .. } => "wrong dataset",
        ConnectorError::Malformed { .. } | ConnectorError::CutOff { .. } => "malformed",
        ConnectorError::Encoding { .. } => "encoding",
        ConnectorError::Forbidden { .. } => "forbidden",
        ConnectorError::TooLarge { .. } => "too large",
        ConnectorError::IdentityMissing { .. } => "identity missing",
        ConnectorError::Unreadable { .. } => "unreadable",
        ConnectorError::Sink { .. } => "sink",
        ConnectorError::InPart { .. } | ConnectorError::PartMissing { .. } => "of a set",
    }
}

/// Input, expected error, line and column, and what the message says. 0 is no position.
const INVALID: &[(&str, &str, u64, u64, &str)] = &[
    (
        "ampersand_alone.xml",
        "malformed",
        12,
        27,
        "'&' does not begin a reference",
    ),
    ("attribute_twice.xml", "malformed", 19, 5, "attribute"),
    (
        "attribute_without_quotes.xml",
        "malformed",
        19,
        5,
        "attribute",
    ),
    (
        "collection_not_named.xml",
        "unrecognised",
        0,
        0,
        "does not say its collection",
    ),
    (
        "collection_workforce.xml",
        "unrecognised",
        0,
        0,
        "children's social work workforce census",
    ),
    (
        "comment_not_closed.xml",
        "malformed",
        18,
        3,
        "a comment is not closed",
    ),
    (
        "control_character.xml",
        "malformed",
        21,
        9,
        "control character",
    ),
    (
        "cut_off_before_the_last_tag.xml",
        "malformed",
        44,
        1,
        "ends inside an element",
    ),
    (
        "cut_off_inside_a_tag.xml",
        "malformed",
        40,
        9,
        "a tag is not closed",
    ),
    (
        "cut_off_inside_an_element.xml",
        "malformed",
        40,
        9,
        "ends inside an element",
    ),
    (
        "declaration_after_the_beginning.xml",
        "malformed",
        2,
        1,
        "XML declaration",
    ),
    ("document_type.xml", "forbidden", 2, 1, "document type"),
    ("empty.xml", "malformed", 1, 1, "the file is empty"),
    (
        "end_tag_of_another_element.xml",
        "malformed",
        21,
        22,
        "end tag does not match",
    ),
    (
        "end_tag_without_start.xml",
        "malformed",
        45,
        1,
        "an end tag has no start tag",
    ),
    ("entity_bomb.xml", "forbidden", 2, 1, "document type"),
    (
        "entity_undeclared.xml",
        "forbidden",
        12,
        21,
        "an entity other than",
    ),
    ("external_entity.xml", "forbidden", 2, 1, "document type"),
    ("invalid_utf8.xml", "encoding", 12, 27, "not valid UTF-8"),
    (
        "local_authority_missing.xml",
        "identity missing",
        0,
        0,
        "--la",
    ),
    ("not_xml.csv", "unrecognised", 0, 0, "no header"),
    (
        "only_a_declaration.xml",
        "malformed",
        2,
        1,
        "holds no element",
    ),
    (
        "reference_to_no_character.xml",
        "malformed",
        21,
        21,
        "names no character",
    ),
    (
        "root_of_another_format.xml",
        "unrecognised",
        0,
        0,
        "root element Timetable",
    ),
    ("second_root.xml", "malformed", 45, 1, "second root element"),
    (
        "tag_name_is_a_number.xml",
        "malformed",
        27,
        9,
        "not an XML name",
    ),
    (
        "tag_without_name.xml",
        "malformed",
        27,
        9,
        "a tag has no name",
    ),
    (
        "text_after_root.xml",
        "malformed",
        44,
        11,
        "text outside the root element",
    ),
    ("text_before_root.xml", "unrecognised", 0, 0, "no header"),
    (
        "utf16_cut_inside_a_character.xml",
        "encoding",
        44,
        11,
        "not valid UTF-16LE",
    ),
    (
        "utf16_lone_surrogate.xml",
        "encoding",
        12,
        21,
        "not valid UTF-16LE",
    ),
    (
        "windows_1252_under_utf8_declaration.xml",
        "encoding",
        12,
        30,
        "not valid UTF-8",
    ),
    ("year_missing.xml", "identity missing", 0, 0, "--year"),
];

#[test]
fn every_invalid_fixture_is_refused_where_its_fault_is() {
    let mut names: Vec<_> = std::fs::read_dir(testdata("invalid"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let listed: Vec<_> = INVALID.iter().map(|case| case.0).collect();
    assert_eq!(names, listed, "a case for each file");
    for (name, expected, line, column, says) in INVALID {
        let error = refusal(std::fs::read(testdata("invalid").join(name)).unwrap());
        assert_eq!(kind(&error), *expected, "{name}: {error}");
        let at = conformance::position(&error).unwrap_or_default();
        assert_eq!((at.line, at.column), (*line, *column), "{name}: {error}");
        assert!(error.to_string().contains(says), "{name}: {error}");
        for value in ["X845212818005", "2015-07-15", "passwd"] {
            assert!(
                !format!("{error} {error:?}").contains(value),
                "{name} repeats a value"
            );
        }
    }
}

/// A year_2026.xml whose child's Ethnicity element is replaced.
fn with(replacement: &str) -> Vec<u8> {
    let text = String::from_utf8(valid("year_2026.xml")).unwrap();
    text.replace("<Ethnicity>WBRI</Ethnicity>", replacement)
        .into_bytes()
}

#[test]
fn one_piece_may_not_exceed_its_limit_and_just_below_is_read() {
    let mib = 1024 * 1024;
    let long = |n: usize| "x".repeat(n);
    for (name, text) in [
        ("text", format!("<Ethnicity>{}</Ethnicity>", long(mib + 1))),
        (
            "text in pieces",
            format!(
                "<Ethnicity>{}</Ethnicity>",
                "<![CDATA[xxxxxxxx]]>".repeat(mib / 8 + 1)
            ),
        ),
        ("comment", format!("<!--{}-->", "<".repeat(mib + 1))),
        (
            "CDATA",
            format!("<Ethnicity><![CDATA[{}]]></Ethnicity>", long(mib + 1)),
        ),
        ("tag", format!("<{}/>", long(mib + 1))),
        ("attribute", format!("<Ethnicity a='{}'/>", long(mib + 1))),
        ("instruction", format!("<?x {}?>", long(mib + 1))),
        (
            "end of tag",
            format!("<Ethnicity>x</Ethnicity{}>", " ".repeat(mib + 1)),
        ),
        (
            "reference",
            format!("<Ethnicity>&{};</Ethnicity>", long(mib + 1)),
        ),
    ] {
        println!("{name}");
        let error = refusal(with(&text));
        assert_eq!(kind(&error), "too large", "{name}: {error}");
        assert_eq!(conformance::position(&error).unwrap().line, 27, "{name}");
    }
    let most = format!("<Ethnicity>{}</Ethnicity>", long(mib));
    assert!(conformance::read(&CinCensus, &with(&most), Given::default()).is_ok());
}

#[test]
fn one_child_may_not_grow_without_end() {
    let referral = format!("<CINdetails>{}</CINdetails>", " ".repeat(1024 * 1000));
    let text = String::from_utf8(valid("year_2026.xml")).unwrap();
    let text = text.replacen("</Child>", &format!("{}</Child>", referral.repeat(70)), 1);
    let error = refusal(text.into_bytes());
    assert_eq!(kind(&error), "too large");
    assert!(error.to_string().contains("the Child element"), "{error}");
    assert_eq!(conformance::position(&error).unwrap().line, 19);
}

/// What is kept of a record may not grow by small elements either, none of which opens a group.
#[test]
fn nor_may_one_list_or_the_header() {
    let many = |element: &str| element.repeat(9 * 1024 * 1024 / element.len());
    let text = String::from_utf8(valid("year_2026.xml")).unwrap();
    for (element, what, line) in [
        ("<Disability>MOB</Disability>", "the Child element", 19),
        ("<LAchildID>C2</LAchildID>", "the Child element", 19),
        ("<Year>2026</Year>", "the Header element", 3),
    ] {
        let (_, end) = element.split_once("</").unwrap();
        let text = text.replacen(&format!("</{end}"), &format!("</{end}{}", many(element)), 1);
        let error = refusal(text.into_bytes());
        assert_eq!(kind(&error), "too large", "{element}");
        assert!(error.to_string().contains(what), "{error}");
        assert_eq!(conformance::position(&error).unwrap().line, line);
    }
    // Nothing is kept of what is skipped, nor of a file of small records.
    let unknown = text.replacen("</Child>", &format!("{}</Child>", many("<a>b</a>")), 1);
    assert!(conformance::read(&CinCensus, unknown.as_bytes(), Given::default()).is_ok());
}

#[test]
fn a_tag_has_so_many_attributes_and_no_more() {
    let attributes = |n: usize| (0..n).map(|i| format!(" a{i}=''")).collect::<String>();
    let tag = |n| with(&format!("<a{}/>", attributes(n)));
    assert!(conformance::read(&CinCensus, &tag(256), Given::default()).is_ok());
    // Compared each with each, as many as a tag can hold would take minutes.
    for n in [257, 90_000] {
        let error = refusal(tag(n));
        assert_eq!(kind(&error), "forbidden", "{error}");
        assert_eq!(conformance::position(&error).unwrap().line, 27);
    }
}

#[test]
fn nesting_has_a_limit() {
    let nested = |n: usize| with(&format!("{}{}", "<a>".repeat(n), "</a>".repeat(n)));
    // Four elements are open around the first.
    assert!(conformance::read(&CinCensus, &nested(96), Given::default()).is_ok());
    for n in [97, 100_000] {
        let error = refusal(nested(n));
        assert_eq!(kind(&error), "forbidden", "{error}");
    }
}

#[test]
fn an_input_that_fails_says_how_far_it_came() {
    struct Failing(Vec<u8>);
    impl std::io::Read for Failing {
        fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
            if self.0.is_empty() {
                return Err(std::io::Error::other("the disk is gone"));
            }
            let n = out.len().min(self.0.len());
            out[..n].copy_from_slice(&self.0[..n]);
            self.0.drain(..n);
            Ok(n)
        }
    }
    let whole = valid("year_2026.xml");
    struct OneFile(input::Decoded);
    impl Files for OneFile {
        fn kinds(&self) -> &[FileKind] {
            &[FileKind::Whole]
        }

        fn open(&mut self, _: usize) -> Result<&mut input::Decoded, ConnectorError> {
            Ok(&mut self.0)
        }
    }
    let mut file = OneFile(input::open(Box::new(Failing(whole[..400].to_vec()))));
    let error = CinCensus.identify(&mut file, Given::default()).unwrap_err();
    assert!(
        matches!(error, ConnectorError::Unreadable { .. }),
        "{error}"
    );
}
