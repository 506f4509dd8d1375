//! Files made large: the records of a small file again and again, each time of other children.
//!
//! A record's identifiers are new in every copy, the same in all files of a set, and sound, so
//! that no rule on repeated or wrong ones has more to say than of a real file.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use cohort_udfs::upn;

/// How an identifier is made new.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Form {
    /// A UPN: other digits, the check letter that belongs to them.
    Upn,
    /// Ten digits.
    LearnerNumber,
    /// Six digits: the number of a school, in the register of schools.
    School,
    /// The number of the copy behind it.
    Suffixed,
    /// Letters behind it.
    Name,
}

/// The form of an identifier by the heading of its column or the name of its element.
fn form_of(name: &str, of_register: bool) -> Option<Form> {
    let name = name.to_ascii_lowercase();
    match &*name {
        "upn" => Some(Form::Upn),
        "uln" | "uniquelearnernumber" => Some(Form::LearnerNumber),
        "urn" if of_register => Some(Form::School),
        "child" | "childid" | "lachildid" | "nativeid" => Some(Form::Suffixed),
        "sen2tableid" => None,
        "surname" => Some(Form::Name),
        _ if name.ends_with("tableid") => Some(Form::Suffixed),
        _ => None,
    }
}

/// Different values of each form, numbered.
type Numbers = HashMap<Form, HashMap<Vec<u8>, u64>>;

enum Piece {
    /// Bytes as they stand.
    Plain(Range<usize>),
    /// An identifier: where it stands, and its number.
    Identifier(Form, Range<usize>, u64),
}

/// A file of which the records are to be repeated.
struct Template {
    bytes: Vec<u8>,
    /// What stands before the records and behind them.
    records: Range<usize>,
    pieces: Vec<Piece>,
}

/// Writes `from`, which are the files of one return, into `folder`, with records repeated until
/// all together have at least so many bytes. `record` is the element of a record in XML.
pub(crate) fn repeat(
    from: &[PathBuf],
    folder: &Path,
    record: Option<&str>,
    bytes: u64,
) -> Vec<PathBuf> {
    let mut numbers = Numbers::new();
    let templates: Vec<Template> = from
        .iter()
        .map(|path| {
            let bytes = std::fs::read(path).expect("a file that was written");
            match record {
                Some(record) => Template::of_xml(bytes, record, &mut numbers),
                None => Template::of_csv(bytes, &mut numbers),
            }
        })
        .collect();
    let once: usize = templates.iter().map(|each| each.records.len()).sum();
    let copies = bytes.div_ceil(once as u64).max(1);
    let mut written = Vec::new();
    for (template, path) in templates.iter().zip(from) {
        let path = folder.join(path.file_name().expect("a file has a name"));
        let mut out = BufWriter::with_capacity(1 << 20, File::create(&path).expect("a file"));
        template
            .write(copies, &numbers, &mut out)
            .and_then(|()| out.flush())
            .expect("a file is written");
        written.push(path);
    }
    written
}

impl Template {
    fn of_csv(bytes: Vec<u8>, numbers: &mut Numbers) -> Template {
        assert!(!bytes.contains(&b'"'), "no field is quoted");
        let header_end = line_end(&bytes, 0);
        let header = String::from_utf8_lossy(&bytes[..header_end]).into_owned();
        let names: Vec<&str> = header.trim().split(',').collect();
        let of_register = names.contains(&"EstablishmentName");
        let forms: Vec<_> = names
            .iter()
            .map(|name| form_of(name, of_register))
            .collect();
        let one = header.starts_with("sen2tableid");
        let end = if one { header_end } else { bytes.len() };
        let mut found = Vec::new();
        let mut start = header_end;
        while start < end {
            let end_of_line = line_end(&bytes, start);
            let mut at = start;
            let line = &bytes[start..end_of_line];
            let line = line.trim_ascii_end();
            for (field, form) in line.split(|byte| *byte == b',').zip(&forms) {
                if let Some(form) = form {
                    found.push((*form, at..at + field.len()));
                }
                at += field.len() + 1;
            }
            start = end_of_line;
        }
        Template::new(bytes, header_end..end, found, numbers)
    }

    fn of_xml(bytes: Vec<u8>, record: &str, numbers: &mut Numbers) -> Template {
        let (open, close) = (format!("<{record}>"), format!("</{record}>"));
        let find = |what: &str| {
            let mut windows = bytes.windows(what.len());
            let first = windows.position(|window| window == what.as_bytes());
            first.expect("a file with records")
        };
        let last = bytes
            .windows(close.len())
            .rposition(|window| window == close.as_bytes());
        let records = find(&open)..last.expect("a file with records") + close.len();
        let mut found = Vec::new();
        let mut at = records.start;
        while let Some(start) = next(&bytes[..records.end], b'<', at) {
            let Some(end) = next(&bytes[..records.end], b'>', start) else {
                break;
            };
            let name = String::from_utf8_lossy(&bytes[start + 1..end]);
            let text = end + 1;
            at = text;
            let Some(form) = form_of(&name, false) else {
                continue;
            };
            let until = next(&bytes, b'<', text).unwrap_or(text);
            if bytes[until..].starts_with(b"</") {
                found.push((form, text..until));
            }
        }
        Template::new(bytes, records, found, numbers)
    }

    fn new(
        bytes: Vec<u8>,
        records: Range<usize>,
        found: Vec<(Form, Range<usize>)>,
        numbers: &mut Numbers,
    ) -> Template {
        let mut pieces = Vec::new();
        let mut at = records.start;
        for (form, range) in found {
            let text = &bytes[range.clone()];
            if text.is_empty() || (form == Form::Upn && text.len() != 13) {
                continue;
            }
            let of_form = numbers.entry(form).or_default();
            let next = of_form.len() as u64;
            let number = *of_form.entry(text.to_vec()).or_insert(next);
            pieces.push(Piece::Plain(at..range.start));
            at = range.end;
            pieces.push(Piece::Identifier(form, range, number));
        }
        pieces.push(Piece::Plain(at..records.end));
        Template {
            bytes,
            records,
            pieces,
        }
    }

    fn write(&self, copies: u64, numbers: &Numbers, out: &mut impl Write) -> std::io::Result<()> {
        out.write_all(&self.bytes[..self.records.start])?;
        let copies = if self.records.is_empty() { 0 } else { copies };
        for copy in 0..copies {
            for piece in &self.pieces {
                match piece {
                    Piece::Plain(range) => out.write_all(&self.bytes[range.clone()])?,
                    Piece::Identifier(form, range, number) => {
                        let many = numbers[form].len() as u64;
                        let text = &self.bytes[range.clone()];
                        identifier(*form, text, copy, copy * many + number, out)?;
                    }
                }
            }
        }
        out.write_all(&self.bytes[self.records.end..])
    }
}

/// The identifier of a copy; `number` is the only one of its form.
fn identifier(
    form: Form,
    text: &[u8],
    copy: u64,
    number: u64,
    out: &mut impl Write,
) -> std::io::Result<()> {
    match form {
        Form::Upn => {
            let mut authorities = upn::LA_NUMBERS
                .iter()
                .flat_map(|(first, last)| *first..=*last);
            let digits = format!(
                "{:03}{:04}{:02}{:03}",
                authorities
                    .nth((number / 10_000_000) as usize)
                    .expect("few pupils"),
                number / 1000 % 10_000,
                String::from_utf8_lossy(&text[8..10]),
                number % 1000
            );
            let letter = upn::check_letter(&digits).expect("twelve digits");
            write!(out, "{letter}{digits}")
        }
        Form::LearnerNumber => write!(out, "{}", 1_000_000_000 + number),
        Form::School => write!(out, "{}", 100_000 + number),
        Form::Suffixed => {
            out.write_all(text)?;
            write!(out, "-{copy}")
        }
        Form::Name => {
            out.write_all(text)?;
            let mut rest = copy;
            while rest > 0 {
                out.write_all(&[b'a' + (rest % 26) as u8])?;
                rest /= 26;
            }
            Ok(())
        }
    }
}

fn next(bytes: &[u8], what: u8, from: usize) -> Option<usize> {
    let found = bytes[from..].iter().position(|byte| *byte == what)?;
    Some(from + found)
}

/// Behind the end of the line that begins here.
fn line_end(bytes: &[u8], start: usize) -> usize {
    next(bytes, b'\n', start).map_or(bytes.len(), |at| at + 1)
}
