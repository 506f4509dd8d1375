//! XML as the connectors read it: a pull reader over quick-xml that knows where it is, keeps
//! every part of a file within limits, and refuses what is not well-formed or can do harm.
//!
//! quick-xml checks that tags are closed and match. This reader adds: one root element and no
//! text outside it, correct attributes, a limit on the size of any one piece and on nesting,
//! and no document types or entities (the five predefined ones and character references
//! excepted), which is where XML bombs live.

mod meter;
pub mod record;

use std::io::BufRead;
use std::sync::Arc;

use quick_xml::escape::unescape;
use quick_xml::events::attributes::Attributes;
use quick_xml::events::{BytesRef, Event};
use quick_xml::{Error, Reader};

use crate::error::ConnectorError;
use crate::finding::Position;
use crate::input;
use meter::Meter;

/// Most bytes of one tag, comment, CDATA section or piece of text.
pub const MAX_PIECE: u64 = 1024 * 1024;
/// Most elements within one another; the returns read here need eight.
pub const MAX_DEPTH: usize = 100;
/// Most attributes of one tag. Each is compared with all before it, so that without a limit a
/// tag of [`MAX_PIECE`] would take minutes.
pub const MAX_ATTRIBUTES: usize = 256;

/// What stands next in a file. Comments and processing instructions are passed over, and an
/// empty element gives a start and an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token<'a> {
    /// A start tag; the name with its prefix, if it has one.
    Start(&'a [u8]),
    /// The end of the element last started and not ended.
    End,
    /// Text, references resolved. One run of text may come in several tokens.
    Text(&'a [u8]),
    /// The end of a whole, well-formed file.
    Eof,
}

/// Pulls [`Token`]s from UTF-8 text.
pub struct XmlReader<'a> {
    reader: Reader<Meter<'a>>,
    buffer: Vec<u8>,
    /// The text of a reference.
    character: [u8; 4],
    depth: usize,
    root: Root,
    namespace: Option<Position>,
}

impl std::fmt::Debug for XmlReader<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("XmlReader")
            .field("depth", &self.depth)
            .finish_non_exhaustive()
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Root {
    Before,
    Inside,
    After,
}

/// A token as a place in the buffer, so that the search for it may go on in a loop.
enum Found {
    Start(usize),
    End,
    Text(usize, usize),
    Character(usize),
    Eof,
}

impl<'a> XmlReader<'a> {
    /// Reads `input`, which must be UTF-8: see [`input::open`].
    pub fn new(input: &'a mut dyn BufRead) -> Self {
        let mut reader = Reader::from_reader(Meter::new(input, MAX_PIECE));
        reader.config_mut().expand_empty_elements = true;
        XmlReader {
            reader,
            buffer: Vec::with_capacity(1024),
            character: [0; 4],
            depth: 0,
            root: Root::Before,
            namespace: None,
        }
    }

    /// How far reading has come.
    pub fn position(&self) -> Position {
        self.reader.get_ref().position()
    }

    /// Where the first namespace was declared, if one was.
    pub fn namespace(&self) -> Option<Position> {
        self.namespace
    }

    /// The next token and where it starts.
    ///
    /// # Errors
    ///
    /// [`ConnectorError::CutOff`], [`ConnectorError::Malformed`], [`ConnectorError::Forbidden`],
    /// [`ConnectorError::TooLarge`], and what the input gives. Do not read on after one.
    // Not an `Iterator`: a token borrows the reader.
    pub fn token(&mut self) -> Result<(Token<'_>, Position), ConnectorError> {
        let (found, at) = self.find()?;
        let token = match found {
            Found::Start(name) => Token::Start(&self.buffer[1..1 + name]),
            Found::End => Token::End,
            Found::Text(from, to) => Token::Text(&self.buffer[from..to]),
            Found::Character(length) => Token::Text(&self.character[..length]),
            Found::Eof => Token::Eof,
        };
        Ok((token, at))
    }

    fn find(&mut self) -> Result<(Found, Position), ConnectorError> {
        loop {
            self.buffer.clear();
            let at = self.reader.get_mut().begin_piece();
            let event = self.reader.read_event_into(&mut self.buffer);
            // A piece may end in the buffer in which it passes the limit.
            let too_long = self.reader.get_ref().piece() > MAX_PIECE;
            let found = match event {
                Ok(_) if too_long => return Err(too_large(at)),
                Ok(Event::Text(text)) => {
                    let length = text.len();
                    if self.root != Root::Inside {
                        if text.iter().all(|b| b.is_ascii_whitespace()) {
                            continue;
                        }
                        return Err(outside(at));
                    }
                    Found::Text(0, length)
                }
                Ok(Event::Start(tag)) => {
                    let name = tag.name().as_ref().len();
                    if name < tag.len() {
                        let namespaced = check_attributes(tag.attributes(), at)?;
                        if namespaced && self.namespace.is_none() {
                            self.namespace = Some(at);
                        }
                    }
                    self.enter(name, at)?;
                    Found::Start(name)
                }
                Ok(Event::End(_)) => {
                    // quick-xml refuses an end without a start, so depth is at least 1.
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        self.root = Root::After;
                    }
                    Found::End
                }
                Ok(Event::CData(text)) => {
                    let length = text.len();
                    if self.root != Root::Inside {
                        return Err(outside(at));
                    }
                    Found::Text("<![CDATA[".len(), "<![CDATA[".len() + length)
                }
                Ok(Event::GeneralRef(reference)) => {
                    if self.root != Root::Inside {
                        return Err(outside(at));
                    }
                    let character = resolve(&reference, at)?;
                    Found::Character(character.encode_utf8(&mut self.character).len())
                }
                Ok(Event::Decl(_)) if at.byte > 0 => {
                    return Err(malformed(
                        at,
                        "an XML declaration stands after the beginning",
                    ));
                }
                Ok(Event::Decl(_) | Event::Comment(_) | Event::PI(_)) => continue,
                Ok(Event::DocType(_)) => {
                    return Err(ConnectorError::Forbidden {
                        at,
                        what: "a document type (DTD)",
                    });
                }
                Ok(Event::Eof) => {
                    self.check_end()?;
                    Found::Eof
                }
                Ok(Event::Empty(_)) => {
                    // Not given while empty elements are expanded.
                    return Err(malformed(at, "an empty element could not be read"));
                }
                Err(error) => return Err(self.fault(error, at)),
            };
            return Ok((found, at));
        }
    }

    fn enter(&mut self, name: usize, at: Position) -> Result<(), ConnectorError> {
        if name == 0 {
            return Err(malformed(at, "a tag has no name"));
        }
        if self.root == Root::After {
            return Err(malformed(at, "there is a second root element"));
        }
        self.root = Root::Inside;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let what = "elements are nested more than 100 deep";
            return Err(ConnectorError::Forbidden { at, what });
        }
        Ok(())
    }

    fn check_end(&self) -> Result<(), ConnectorError> {
        let at = self.position();
        match self.root {
            Root::After => Ok(()),
            Root::Inside => Err(cut_off(at, "the file ends inside an element")),
            Root::Before if at.byte == 0 => Err(malformed(at, "the file is empty")),
            Root::Before => Err(malformed(at, "the file holds no element")),
        }
    }

    /// Says what is wrong without repeating anything from the file, as quick-xml's own
    /// messages would.
    fn fault(&self, error: Error, at: Position) -> ConnectorError {
        use quick_xml::errors::{IllFormedError as Ill, SyntaxError as Syntax};
        // These are looked for to the end of the file.
        let to_the_end = matches!(
            &error,
            Error::Syntax(Syntax::UnclosedComment | Syntax::UnclosedCData | Syntax::UnclosedTag)
        );
        let what = match error {
            Error::Io(error) => {
                let error = Arc::try_unwrap(error)
                    .unwrap_or_else(|shared| std::io::Error::from(shared.kind()));
                return match input::read_error(error, self.position()) {
                    ConnectorError::TooLarge { .. } => too_large(at),
                    other => other,
                };
            }
            Error::Syntax(Syntax::InvalidBangMarkup) => "'<!' begins neither a comment nor CDATA",
            Error::Syntax(Syntax::UnclosedPI | Syntax::UnclosedXmlDecl) => "'<?' is not closed",
            Error::Syntax(Syntax::UnclosedComment) => "a comment is not closed",
            Error::Syntax(Syntax::UnclosedDoctype) => "a document type is not closed",
            Error::Syntax(Syntax::UnclosedCData) => "a CDATA section is not closed",
            Error::Syntax(Syntax::UnclosedTag) => "a tag is not closed",
            Error::Syntax(_) => "the value of an attribute is not closed",
            Error::IllFormed(Ill::MismatchedEndTag { .. }) => {
                "an end tag does not match the element that is open"
            }
            Error::IllFormed(Ill::UnmatchedEndTag(_)) => "an end tag has no start tag",
            Error::IllFormed(Ill::UnclosedReference) => "'&' does not begin a reference",
            _ => "the text is not well-formed XML",
        };
        match to_the_end && self.root == Root::Inside {
            true => cut_off(at, what),
            false => malformed(at, what),
        }
    }
}

/// An XML name: the one place where names outside a return's own are judged.
///
/// # Errors
///
/// [`ConnectorError::Malformed`] where the name of a tag breaks the rules of XML.
pub fn check_name(name: &[u8], at: Position) -> Result<(), ConnectorError> {
    let starts = |b: u8| b.is_ascii_alphabetic() || b == b'_' || b == b':' || b >= 0x80;
    let goes_on = |b: u8| starts(b) || b.is_ascii_digit() || b == b'-' || b == b'.';
    match name {
        [first, rest @ ..] if starts(*first) && rest.iter().all(|b| goes_on(*b)) => Ok(()),
        _ => Err(malformed(at, "the name of a tag is not an XML name")),
    }
}

/// Refuses characters that XML does not allow in text.
///
/// # Errors
///
/// [`ConnectorError::Malformed`]
pub fn check_text(text: &[u8], at: Position) -> Result<(), ConnectorError> {
    let control = |b: &u8| *b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r');
    if text.iter().any(control) {
        return Err(malformed(at, "the text holds a control character"));
    }
    Ok(())
}

/// Checks the attributes of a tag; whether one of them declares a namespace.
fn check_attributes(attributes: Attributes<'_>, at: Position) -> Result<bool, ConnectorError> {
    let mut namespaced = false;
    for (index, attribute) in attributes.enumerate() {
        if index >= MAX_ATTRIBUTES {
            let what = "a tag has more than 256 attributes";
            return Err(ConnectorError::Forbidden { at, what });
        }
        let Ok(attribute) = attribute else {
            return Err(malformed(at, "an attribute is not well-formed"));
        };
        let name = attribute.key.as_ref();
        check_name(name, at)?;
        namespaced |= name == b"xmlns" || name.starts_with(b"xmlns:");
        if attribute.value.contains(&b'<') {
            return Err(malformed(at, "the value of an attribute holds '<'"));
        }
        if attribute.value.contains(&b'&') {
            let value = std::str::from_utf8(&attribute.value).map_err(|_| malformed(at, UTF8))?;
            if unescape(value).is_err() {
                return Err(ConnectorError::Forbidden { at, what: ENTITY });
            }
        }
    }
    Ok(namespaced)
}

/// The character of a reference: one of the five predefined entities or a number.
fn resolve(reference: &BytesRef<'_>, at: Position) -> Result<char, ConnectorError> {
    match &**reference {
        b"amp" => Ok('&'),
        b"lt" => Ok('<'),
        b"gt" => Ok('>'),
        b"apos" => Ok('\''),
        b"quot" => Ok('"'),
        [b'#', ..] => match reference.resolve_char_ref() {
            Ok(Some(c)) if c >= ' ' || matches!(c, '\t' | '\n' | '\r') => Ok(c),
            _ => Err(malformed(at, "a character reference names no character")),
        },
        _ => Err(ConnectorError::Forbidden { at, what: ENTITY }),
    }
}

fn outside(at: Position) -> ConnectorError {
    malformed(at, "there is text outside the root element")
}

fn cut_off(at: Position, what: &str) -> ConnectorError {
    ConnectorError::CutOff {
        at,
        what: what.to_owned(),
    }
}

fn malformed(at: Position, what: &str) -> ConnectorError {
    ConnectorError::Malformed {
        at,
        what: what.to_owned(),
    }
}

fn too_large(at: Position) -> ConnectorError {
    let what = "one tag, comment or piece of text";
    ConnectorError::TooLarge {
        at,
        what,
        limit: MAX_PIECE,
    }
}

const ENTITY: &str = "an entity other than the five of XML itself";
const UTF8: &str = "the value of an attribute is not UTF-8";

#[cfg(test)]
mod tests;
