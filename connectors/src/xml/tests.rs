use super::*;

/// All tokens as text, each with its line and column: `1:1<a`, `1:4>`, `2:1 text`.
fn tokens(text: &str) -> Result<Vec<String>, ConnectorError> {
    let mut bytes = text.as_bytes();
    let mut reader = XmlReader::new(&mut bytes);
    let mut seen = Vec::new();
    loop {
        let (token, at) = reader.token()?;
        let place = format!("{}:{}", at.line, at.column);
        match token {
            Token::Start(name) => seen.push(format!("{place}<{}", String::from_utf8_lossy(name))),
            Token::End => seen.push(format!("{place}>")),
            Token::Text(text) => seen.push(format!("{place} {}", String::from_utf8_lossy(text))),
            Token::Eof => return Ok(seen),
        }
    }
}

#[test]
fn tokens_come_in_order_with_their_places() {
    for (text, expected) in [
        ("<a/>", &["1:1<a", "1:5>"][..]),
        ("<a></a>\n", &["1:1<a", "1:4>"]),
        (
            "<?xml version='1.0'?>\n<!-- x --><a b='1'><?pi?>é</a>",
            &["2:11<a", "2:26 é", "2:27>"],
        ),
        (
            "<a>é<b/>\r\n</a>",
            &["1:1<a", "1:4 é", "1:5<b", "1:9>", "1:9 \r\n", "2:1>"],
        ),
        (
            "<a>1&lt;2&#x41;</a>",
            &["1:1<a", "1:4 1", "1:5 <", "1:9 2", "1:10 A", "1:16>"],
        ),
        ("<a><![CDATA[<&]]></a>", &["1:1<a", "1:4 <&", "1:18>"]),
        ("<p:a xmlns:p='u'></p:a >", &["1:1<p:a", "1:18>"]),
    ] {
        assert_eq!(tokens(text).unwrap(), expected, "{text}");
    }
}

#[test]
fn what_is_not_well_formed_is_refused_at_its_place() {
    for (text, line, column, says) in [
        ("", 1, 1, "empty"),
        (" \n ", 2, 2, "no element"),
        ("<!-- -->", 1, 9, "no element"),
        ("a<b/>", 1, 1, "outside the root"),
        ("<b/>\n\n c", 1, 5, "outside the root"),
        ("<b/>&lt;", 1, 5, "outside the root"),
        ("<b/><![CDATA[x]]>", 1, 5, "outside the root"),
        ("<b/><c/>", 1, 5, "second root"),
        ("<b></c>", 1, 4, "does not match"),
        ("<b></b></b>", 1, 8, "no start tag"),
        ("<b>", 1, 4, "inside an element"),
        ("<b>x", 1, 5, "inside an element"),
        ("<b>\n<c", 2, 1, "a tag is not closed"),
        ("<b>\n<c a='1", 2, 1, "attribute"),
        ("<b><!-- ", 1, 4, "a comment is not closed"),
        ("<b><![CDATA[ ]]", 1, 4, "CDATA section is not closed"),
        ("<b><!x></b>", 1, 4, "'<!' begins neither"),
        ("<b><?x ></b>", 1, 4, "'<?' is not closed"),
        ("<b>&</b>", 1, 4, "'&'"),
        ("<b>&#xD800;</b>", 1, 4, "names no character"),
        ("<b>&#7;</b>", 1, 4, "names no character"),
        ("<b a></b>", 1, 1, "attribute"),
        ("<b a='1' a='2'></b>", 1, 1, "attribute"),
        ("<b a='<'></b>", 1, 1, "attribute"),
        ("<b 1='x'></b>", 1, 1, "not an XML name"),
        ("<></>", 1, 1, "no name"),
        ("<b/><?xml version='1.0'?>", 1, 5, "XML declaration"),
    ] {
        match tokens(text) {
            Err(ConnectorError::Malformed { at, what } | ConnectorError::CutOff { at, what }) => {
                assert_eq!((at.line, at.column), (line, column), "{text}: {what}");
                assert!(what.contains(says), "{text}: {what}");
            }
            other => panic!("{text}: {other:?}"),
        }
    }
}

#[test]
fn document_types_and_entities_are_refused_before_anything_grows() {
    for (text, column) in [
        ("<!DOCTYPE b><b/>", 1),
        ("<!doctype b [<!ENTITY x 'y'>]><b>&x;</b>", 1),
        ("<b>&x;</b>", 4),
        ("<b a='&x;'/>", 1),
    ] {
        match tokens(text) {
            Err(ConnectorError::Forbidden { at, .. }) => assert_eq!(at.column, column, "{text}"),
            other => panic!("{text}: {other:?}"),
        }
    }
}

/// Text without end: what is held must not grow with it.
struct Endless {
    head: &'static [u8],
    body: [u8; 4096],
    given: u64,
}

impl std::io::Read for Endless {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        unreachable!("the reader fills")
    }
}

impl BufRead for Endless {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        Ok(if self.head.is_empty() {
            &self.body
        } else {
            self.head
        })
    }

    fn consume(&mut self, amount: usize) {
        self.head = &self.head[amount.min(self.head.len())..];
        self.given += amount as u64;
    }
}

#[test]
fn a_piece_without_end_is_refused_after_its_limit() {
    for (head, fill) in [
        (&b"<b>"[..], b'x'),
        (b"<b", b'x'),
        (b"<b a='", b'<'),
        (b"<b><!--", b'<'),
        (b"<b><![CDATA[", b'>'),
        (b"<b><?", b'<'),
        (b"<b>&", b'x'),
        (b"<!DOCTYPE b [", b' '),
        (b"", b' '),
    ] {
        let mut input = Endless {
            head,
            body: [fill; 4096],
            given: 0,
        };
        let mut reader = XmlReader::new(&mut input);
        let error = loop {
            if let Err(error) = reader.token() {
                break error;
            }
        };
        assert!(
            matches!(error, ConnectorError::TooLarge { .. }),
            "{head:?}: {error}"
        );
        assert!(
            input.given < 2 * MAX_PIECE,
            "{head:?}: read {} bytes",
            input.given
        );
    }
}

#[test]
fn a_namespace_is_noticed() {
    for (text, expected) in [
        ("<a xmlns='u'/>", Some(1)),
        ("<a>\n<b xmlns:p='u'/></a>", Some(2)),
        ("<a xmlnsx='u'/>", None),
    ] {
        let mut bytes = text.as_bytes();
        let mut reader = XmlReader::new(&mut bytes);
        while reader.token().unwrap().0 != Token::Eof {}
        assert_eq!(reader.namespace().map(|at| at.line), expected, "{text}");
    }
}
