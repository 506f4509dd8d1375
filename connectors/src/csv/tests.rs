use proptest::prelude::*;

use super::*;

fn read(text: &str) -> Result<Vec<Vec<String>>, ConnectorError> {
    read_in(text, 1 << 16)
}

/// Reads in pieces of so many bytes.
fn read_in(text: &str, piece: usize) -> Result<Vec<Vec<String>>, ConnectorError> {
    let mut input = std::io::BufReader::with_capacity(piece, text.as_bytes());
    let mut reader = CsvReader::new(&mut input);
    let mut records = Vec::new();
    while let Some(record) = reader.record()? {
        records.push(record.iter().map(str::to_owned).collect());
    }
    Ok(records)
}

#[test]
fn quotes_line_ends_and_blank_lines() {
    let text = "a,b\r\n\n\"x,1\",\"say \"\"no\"\"\"\n,\r\n \"p\",5'3\"\n\"two\nlines\",q";
    let expected = [
        vec!["a", "b"],
        vec!["x,1", "say \"no\""],
        vec!["", ""],
        vec![" \"p\"", "5'3\""],
        vec!["two\nlines", "q"],
    ];
    for piece in [1, 2, 3, 7, 1000] {
        assert_eq!(read_in(text, piece).unwrap(), expected, "{piece}");
    }
}

#[test]
fn a_quote_never_closed_is_refused_where_it_opens() {
    let error = read("a,b\n1,2\nx,\"y\nz,1\n").unwrap_err();
    let ConnectorError::Malformed { at, .. } = error else {
        panic!("{error}");
    };
    assert_eq!((at.line, at.column, at.byte), (3, 3, 10));
}

#[test]
fn positions_are_those_of_lines() {
    let mut input = "a\n\"1\n2\"\n3".as_bytes();
    let mut reader = CsvReader::new(&mut input);
    let mut lines = Vec::new();
    while let Some(record) = reader.record().unwrap() {
        lines.push((record.at.line, record.at.byte));
    }
    assert_eq!(lines, [(1, 0), (2, 2), (4, 8)]);
}

#[test]
fn binary_and_endless_records_are_refused() {
    assert!(matches!(
        read("a,\u{0}b"),
        Err(ConnectorError::Malformed { .. })
    ));
    let long = "x".repeat(MAX_RECORD + 1);
    assert!(matches!(read(&long), Err(ConnectorError::TooLarge { .. })));
}

#[test]
fn a_title_may_stand_above_the_header_and_commas_may_be_semicolons() {
    let mut input = "Extract of 2024\n\"CHILD\";DOB\nA;B\n".as_bytes();
    let mut reader = CsvReader::new(&mut input);
    let header = reader.header("x", |r| r.get(0) == Some("CHILD")).unwrap();
    assert_eq!(header, ["CHILD", "DOB"]);
    let record = reader.record().unwrap().unwrap();
    assert_eq!(record.iter().collect::<Vec<_>>(), ["A", "B"]);
    assert_eq!(headers("a,b\n1,2\n"), [["a", "b"], ["1", "2"]]);
    assert!(headers("<Message/>").is_empty());
}

#[test]
fn no_header_and_nothing_at_all_are_told_apart() {
    let refuse = |text: &str| {
        let mut input = text.as_bytes();
        CsvReader::new(&mut input)
            .header("x", |_| false)
            .unwrap_err()
    };
    assert!(matches!(refuse(""), ConnectorError::Malformed { .. }));
    assert!(matches!(refuse("a,b"), ConnectorError::WrongDataset { .. }));
}

static FIELDS: &[Field] = &[
    Field::text("first", "Looked After Premium", ""),
    Field::text("second", "DEC", "").also(&["Ceased"]),
];

#[test]
fn headings_match_without_case_blanks_and_signs() {
    let header = ["dec ", "x", "LOOKEDAFTERPREMIUM", "ceased"].map(str::to_owned);
    let headings = Headings::of(&header, FIELDS);
    assert!(headings.has(0) && headings.has(1));
    assert_eq!((headings.unknown, headings.repeated), (vec![1], vec![3]));
    assert!(headings.renamed.is_empty());
}

proptest! {
    /// What is written by the rules is read as it was, in pieces of any size.
    #[test]
    fn what_is_written_is_read(
        rows in prop::collection::vec(prop::collection::vec("[ -~\n\r\u{e9}]{0,8}", 2..5), 1..6),
        piece in 1usize..40,
    ) {
        let mut text = String::new();
        for row in &rows {
            let fields: Vec<_> = row.iter().map(|f| format!("\"{}\"", f.replace('"', "\"\""))).collect();
            text.push_str(&fields.join(","));
            text.push_str("\r\n");
        }
        prop_assert_eq!(read_in(&text, piece).unwrap(), rows);
    }

    /// Any text is read or refused, the same in pieces of any size.
    #[test]
    fn any_text_is_read_or_refused(text in "[a-c\",;\n\r\u{e9}]{0,60}", piece in 1usize..20) {
        let whole = read(&text).map_err(|e| e.to_string());
        let pieces = read_in(&text, piece).map_err(|e| e.to_string());
        prop_assert_eq!(whole, pieces);
    }
}
