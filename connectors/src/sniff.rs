//! Which dataset a file is, by its content alone.

use crate::error::ConnectorError;
use crate::finding::Position;
use crate::xml::{Token, XmlReader};
use crate::{CONNECTORS, Connector, FileKind};

/// How much of the beginning of a file, in bytes of decoded text, decides.
pub const HEAD_BYTES: usize = 16 * 1024;

/// The connector for a file that begins with `head`, and what the file is to it: see
/// [`crate::input::Decoded::head`].
///
/// # Errors
///
/// [`ConnectorError::Unrecognised`] says what the file is instead, as far as can be told; a
/// file that ends before that shows is [`ConnectorError::CutOff`], or if it is empty
/// [`ConnectorError::Malformed`].
pub fn recognise(head: &str) -> Result<(&'static dyn Connector, FileKind), ConnectorError> {
    let found = CONNECTORS
        .iter()
        .find_map(|connector| Some((*connector, connector.recognises(head)?)));
    if let Some(found) = found {
        return Ok(found);
    }
    let what = describe(head)?;
    let known: Vec<_> = CONNECTORS
        .iter()
        .map(|connector| connector.title())
        .collect();
    Err(ConnectorError::Unrecognised {
        what,
        known: known.join(", "),
    })
}

fn describe(head: &str) -> Result<String, ConnectorError> {
    let text = head.trim_start();
    if text.is_empty() && is_whole(head) {
        let at = Position {
            line: 1,
            column: 1,
            byte: 0,
        };
        return Err(ConnectorError::Malformed {
            at,
            what: "the file is empty".to_owned(),
        });
    }
    if text.starts_with("PK\u{3}\u{4}") {
        return Ok("a ZIP archive or a workbook".to_owned());
    }
    if text.starts_with("%PDF") {
        return Ok("a PDF document".to_owned());
    }
    if is_collection_export(text) {
        return Ok(
            "one table of the export of the DfE's collection system, without the columns of a \
             SEN2 return; of a school census import the schools' XML files"
                .to_owned(),
        );
    }
    if is_sen2_template(text) {
        return Ok(
            "the entry template or an analyst file of a SEN2 return, whose headings are not all \
             published; import the XML, or the files that the DfE's collection system exports"
                .to_owned(),
        );
    }
    if !text.starts_with('<') {
        return Ok("text whose first lines are no header of a known layout".to_owned());
    }
    let outline = Outline::of(head);
    Ok(match (outline.root, outline.collection, outline.error) {
        // A head that ends because it is only a head is no fault of the file.
        (_, None, Some(error)) if is_whole(head) => return Err(error),
        (Some(root), Some(collection), _) if root == "Message" => match returns(&collection) {
            Some(title) => {
                format!("a return of the {title} (collection {collection}), not yet supported")
            }
            None => format!("a return of the collection {collection}, not yet supported"),
        },
        (Some(root), _, _) if root == "Message" => {
            "a Message that does not say its collection".to_owned()
        }
        (Some(root), _, _) => format!("XML with the root element {root}"),
        (None, _, _) => "XML without an element".to_owned(),
    })
}

/// Whether the text is a table of the collection system's CSV export: its first columns are
/// `<table>tableid, NativeId, <table>orderseqcolumn, sourceid`, in whatever order.
fn is_collection_export(text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default();
    let mut headings = line
        .split(',')
        .map(|heading| heading.trim_matches(['"', ' ', '\r']));
    let ends = |heading: &str, end: &str| heading.to_ascii_lowercase().ends_with(end);
    headings.clone().any(|heading| is(heading, "NativeId"))
        && headings.any(|heading| ends(heading, "orderseqcolumn"))
}

/// Whether the text is the worksheet in which a SEN2 return may be entered, with all tables below
/// each other, or one of the files m1 to m5 made of it. A heading may go on in further lines with
/// instructions.
fn is_sen2_template(text: &str) -> bool {
    let begins = |cell: &str, wanted: &str| {
        let mut letters = cell.chars().filter(char::is_ascii_alphanumeric);
        wanted
            .chars()
            .all(|c| letters.next().is_some_and(|l| l.eq_ignore_ascii_case(&c)))
    };
    let first = text.split(['\n', ',']).next().unwrap_or_default();
    let keyed = begins(first, "PersonID") || begins(first, "RecordType");
    let mut cells = text.split([',', '\n']);
    let own = |cell: &str| {
        begins(cell, "RequestsRecordID")
            || begins(cell, "UPNandULNunavailable")
            || begins(cell, "AnnualReviewMeetingDate")
            || begins(cell, "EHCPlanStartDate")
    };
    begins(first, "HeaderRecord") || (keyed && cells.any(own))
}

/// Other collections whose files begin in the same way.
fn returns(collection: &str) -> Option<&'static str> {
    Some(match collection.to_ascii_uppercase().as_str() {
        "SC" | "SCHOOLCENSUS" | "SLASC" => "school census",
        "AP" => "alternative provision census",
        "SSDA903" | "CLA" => "SSDA903 return on children looked after",
        "SWF" | "SWFC" => "school workforce census",
        "CSWW" => "children's social work workforce census",
        "EY" | "EYC" => "early years census",
        _ => return None,
    })
}

/// Whether `head` is all of the file: a longer one fills it, but for a character's last bytes.
pub(crate) fn is_whole(head: &str) -> bool {
    head.len() < HEAD_BYTES - 3
}

/// What the beginning of an XML file shows.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    /// Local name of the root element.
    pub(crate) root: Option<String>,
    /// Text of the first `Collection` element in `Header`, if it is a plain word.
    pub(crate) collection: Option<String>,
    /// Local names of the elements seen, each once, up to a limit.
    pub(crate) elements: Vec<String>,
    /// Why looking stopped before the end of a file.
    pub(crate) error: Option<ConnectorError>,
}

impl Outline {
    /// Looks no further than the text of `Collection`.
    pub(crate) fn of(head: &str) -> Outline {
        let mut outline = Outline::default();
        let mut bytes = head.as_bytes();
        let mut reader = XmlReader::new(&mut bytes);
        let mut path: Vec<String> = Vec::new();
        let mut collection = Vec::new();
        loop {
            match reader.token() {
                Ok((Token::Start(name), _)) => {
                    let name = plain(local(name));
                    if outline.root.is_none() {
                        outline.root = Some(name.clone());
                    }
                    if outline.elements.len() < 100 && !outline.elements.contains(&name) {
                        outline.elements.push(name.clone());
                    }
                    path.push(name);
                }
                Ok((Token::End, _)) => {
                    // Only a whole element counts: of a file cut short, half a name may be left.
                    path.pop();
                    if !collection.is_empty() {
                        outline.collection = Some(plain(&collection));
                        return outline;
                    }
                }
                Ok((Token::Text(text), _)) => {
                    let in_header = path.get(1).is_some_and(|name| is(name, "Header"));
                    let last = path.last().is_some_and(|name| is(name, "Collection"));
                    if in_header && last {
                        collection.extend_from_slice(text.trim_ascii());
                    }
                }
                Ok((Token::Eof, _)) => return outline,
                Err(error) => {
                    outline.error = Some(error);
                    return outline;
                }
            }
        }
    }
}

/// Whether a name is the given one; case is forgiven, as everywhere.
pub(crate) fn is(name: &str, wanted: &str) -> bool {
    name.eq_ignore_ascii_case(wanted)
}

/// A name without its prefix.
pub(crate) fn local(name: &[u8]) -> &[u8] {
    memchr::memrchr(b':', name).map_or(name, |colon| &name[colon + 1..])
}

/// A short word that may be shown: what is not a letter, digit or `_` is left out.
fn plain(text: &[u8]) -> String {
    let shown = text
        .iter()
        .filter(|b| b.is_ascii_alphanumeric() || **b == b'_');
    shown.take(40).map(|b| char::from(*b)).collect()
}

#[cfg(test)]
mod tests;
