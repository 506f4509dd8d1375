use std::io::Cursor;

use proptest::prelude::*;

use super::*;

/// Gives at most `step` bytes at a time.
struct Slow {
    bytes: Cursor<Vec<u8>>,
    step: usize,
}

impl Read for Slow {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = out.len().min(self.step);
        self.bytes.read(&mut out[..n])
    }
}

fn decode(bytes: &[u8]) -> (Result<String, ConnectorError>, Vec<&'static str>) {
    let mut decoded = open(Box::new(Cursor::new(bytes.to_vec())));
    let mut text = String::new();
    let mut out = Vec::new();
    let result = match io::copy(&mut decoded, &mut out) {
        Ok(_) => {
            text.push_str(std::str::from_utf8(&out).unwrap());
            Ok(text)
        }
        Err(error) => Err(read_error(error, Position::default())),
    };
    (
        result,
        decoded
            .notices()
            .iter()
            .map(|finding| finding.rule)
            .collect(),
    )
}

fn utf16(text: &str, mark: &[u8], unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let mut bytes = mark.to_vec();
    bytes.extend(text.encode_utf16().flat_map(unit));
    bytes
}

#[test]
fn the_encoding_is_told_by_the_bytes_then_by_the_declaration() {
    let latin = |declaration: &str| {
        let mut bytes = declaration.as_bytes().to_vec();
        bytes.push(0xE9);
        bytes
    };
    for (bytes, text, notices) in [
        (Vec::new(), "", &[][..]),
        ("<a>é</a>".into(), "<a>é</a>", &[]),
        (b"\xEF\xBB\xBF<a/>".to_vec(), "<a/>", &["bom"]),
        (
            utf16("<a>é𝄞</a>", &[0xFF, 0xFE], u16::to_le_bytes),
            "<a>é𝄞</a>",
            &["bom", "encoding"],
        ),
        (
            utf16("<a>é𝄞</a>", &[0xFE, 0xFF], u16::to_be_bytes),
            "<a>é𝄞</a>",
            &["bom", "encoding"],
        ),
        (
            utf16("<a>é</a>", &[], u16::to_le_bytes),
            "<a>é</a>",
            &["encoding"],
        ),
        (
            utf16("<a>é</a>", &[], u16::to_be_bytes),
            "<a>é</a>",
            &["encoding"],
        ),
        (
            utf16("<?xml encoding='UTF-8'?>", &[], u16::to_le_bytes),
            "<?xml encoding='UTF-8'?>",
            &["encoding"],
        ),
        (
            latin("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>"),
            "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>é",
            &["encoding"],
        ),
        (
            latin("<?xml version='1.0' encoding = 'Windows-1252' ?>"),
            "<?xml version='1.0' encoding = 'Windows-1252' ?>é",
            &["encoding"],
        ),
        // The bytes are not UTF-16, whatever they say.
        (
            "<?xml version='1.0' encoding='utf-16'?>é".into(),
            "<?xml version='1.0' encoding='utf-16'?>é",
            &[],
        ),
        (
            "<?xml encoding='us-ascii'?>é".into(),
            "<?xml encoding='us-ascii'?>é",
            &[],
        ),
        (
            "<?xml encoding='no-such'?>é".into(),
            "<?xml encoding='no-such'?>é",
            &[],
        ),
        // Not an XML declaration.
        (
            "<a encoding='iso-8859-1'>é</a>".into(),
            "<a encoding='iso-8859-1'>é</a>",
            &[],
        ),
    ] {
        let (result, told) = decode(&bytes);
        assert_eq!(result.unwrap(), text);
        assert_eq!(told, notices, "{text}");
    }
}

#[test]
fn what_is_not_valid_is_refused_and_never_replaced() {
    for (bytes, name) in [
        (&b"<a>\xE9</a>"[..], "UTF-8"),
        (b"<a>\xC3", "UTF-8"),
        (b"\xEF", "UTF-8"),
        (b"<a>\xED\xA0\x80</a>", "UTF-8"),
        (b"\xFF\xFE<\0a", "UTF-16LE"),
        (b"\xFE\xFF\xD8\0\0<", "UTF-16BE"),
        (b"\0\0\xFE\xFF\0\0\0<", "UTF-8 or UTF-16"),
        (b"\0", "UTF-16BE"),
    ] {
        match decode(bytes).0 {
            Err(ConnectorError::Encoding { encoding, .. }) => assert_eq!(encoding, name),
            other => panic!("{bytes:?}: {other:?}"),
        }
    }
}

#[test]
fn the_valid_text_before_a_fault_is_given_first() {
    let mut decoded = open(Box::new(Cursor::new(b"<b\nc\xFFd".to_vec())));
    assert_eq!(decoded.fill_buf().unwrap(), b"<b\nc");
    decoded.consume(4);
    assert!(decoded.fill_buf().is_err());
    let mut decoded = open(Box::new(Cursor::new(
        "<b\né\u{0}".bytes().chain([0xFF]).collect::<Vec<_>>(),
    )));
    match decoded.head() {
        Err(ConnectorError::Encoding { at, .. }) => assert_eq!((at.line, at.column), (2, 3)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_head_consumes_nothing_and_ends_with_a_whole_character() {
    let text = format!("x{}", "é".repeat(HEAD_BYTES));
    let mut decoded = open(Box::new(Cursor::new(text.clone().into_bytes())));
    let head = decoded.head().unwrap().to_owned();
    assert_eq!(head.len(), HEAD_BYTES - 1);
    let mut all = String::new();
    decoded.read_to_string(&mut all).unwrap();
    assert_eq!(all, text);
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        cases: 32,
        ..ProptestConfig::default()
    })]

    /// Buffers end inside characters, units and pairs of units; the text is the same.
    #[test]
    fn text_is_the_same_however_the_bytes_come(
        piece in "<[a-z\u{e9}\u{2013}\u{1f600}]{1,40}",
        times in 1..6000usize,
        step in 1..70_000usize,
        form in 0..4,
    ) {
        let text = piece.repeat(times);
        let bytes = match form {
            0 => text.clone().into_bytes(),
            1 => utf16(&text, &[0xFF, 0xFE], u16::to_le_bytes),
            2 => utf16(&text, &[0xFE, 0xFF], u16::to_be_bytes),
            _ => [&[0xEF, 0xBB, 0xBF], text.as_bytes()].concat(),
        };
        let mut decoded = open(Box::new(Slow { bytes: Cursor::new(bytes), step }));
        let mut read = String::new();
        decoded.read_to_string(&mut read).unwrap();
        prop_assert_eq!(read, text);
    }
}

#[test]
fn plain_text_that_is_not_utf_8_is_windows_1252() {
    // 0x80 is the euro sign and 0x92 the right quote there; neither begins a UTF-8 character.
    let long = "x".repeat(3 * BUFFER);
    for (bytes, text) in [
        (
            &b"name\nO\x92Neill\x80\n"[..],
            "name\nO\u{2019}Neill\u{20ac}\n".to_owned(),
        ),
        (&b"\xe9"[..], "\u{e9}".to_owned()),
        (
            &[long.as_bytes(), b"\xe9,", long.as_bytes(), b"\xe9"].concat()[..],
            format!("{long}\u{e9},{long}\u{e9}"),
        ),
    ] {
        let mut decoded = open(Box::new(std::io::Cursor::new(bytes.to_vec())));
        let mut read = String::new();
        decoded.read_to_string(&mut read).unwrap();
        assert_eq!(read, text);
        assert_eq!(decoded.notices().len(), 1);
    }
    // With a mark or as XML it is refused as before.
    for bytes in [&b"\xef\xbb\xbfO\x92"[..], b"<a>O\x92</a>"] {
        let mut decoded = open(Box::new(std::io::Cursor::new(bytes.to_vec())));
        assert!(decoded.read_to_string(&mut String::new()).is_err());
    }
}
