//! Bodies of the fuzz targets in `connectors/fuzz`. An ordinary test replays the kept inputs
//! through the same functions, so that a crash once found stays mended.
//!
//! Each panics where a promise is broken that holds for every input.

use arrow::array::RecordBatch;
use cohort_catalog::TableDef;

use crate::cin::CinCensus;
use crate::cla::LookedAfter;
use crate::files::InMemory;
use crate::{Connector, ConnectorError, FileKind, Finding, Given, Identity, Sink, input, sniff};

/// What a fuzzer calls with bytes it made up; it returns, or has found a fault.
pub type Target = fn(&[u8]);

/// Every target: its name, which is also its folder of kept inputs, and its body.
pub static TARGETS: &[(&str, Target)] = &[
    ("cin_read", cin_read),
    ("cla_read", cla_read),
    ("decode", decode),
    ("sniff", sniff_head),
];

/// Reads any bytes as a CIN census file. Every batch has its table's schema, and the children
/// counted are the children given.
pub fn cin_read(data: &[u8]) {
    let given = Given {
        la_code: Some(999),
        year: Some(2024),
    };
    let identified = CinCensus.identify(&mut InMemory::whole(data), given);
    let identity = Identity {
        la_code: 999,
        year: 2024,
        period: None,
        serial: None,
        made_at: None,
    };
    let mut counter = Counter::default();
    match CinCensus.read(&mut InMemory::whole(data), &identity, &mut counter) {
        Ok(summary) => {
            assert_eq!(
                summary.children, counter.children,
                "children counted and given"
            );
            assert!(identified.is_ok(), "a file that reads well has an identity");
        }
        Err(error) => assert!(!error.to_string().is_empty(), "an error says something"),
    }
}

/// Reads any bytes as a return on children looked after: as the file they look like and, cut into
/// two where a blank line stands, as a set. Every batch has its table's schema, and the children
/// counted are the children given.
pub fn cla_read(data: &[u8]) {
    let identity = Identity {
        la_code: 999,
        year: 2024,
        period: None,
        serial: None,
        made_at: None,
    };
    let kind = |bytes: &[u8]| {
        let head = open(bytes).head().map(str::to_owned).unwrap_or_default();
        LookedAfter.recognises(&head).unwrap_or(FileKind::Whole)
    };
    let mut sets = vec![vec![data]];
    if let Some(cut) = data.windows(2).position(|pair| pair == b"\n\n") {
        sets.push(vec![&data[..cut], &data[cut + 2..]]);
    }
    for set in sets {
        let files = set.iter().map(|bytes| (kind(bytes), bytes.to_vec()));
        let mut counter = Counter::default();
        match LookedAfter.read(&mut InMemory::new(files.collect()), &identity, &mut counter) {
            Ok(summary) => assert_eq!(
                summary.children, counter.children,
                "children counted and given"
            ),
            Err(error) => assert!(!error.to_string().is_empty(), "an error says something"),
        }
    }
}

/// Decodes any bytes. What comes out is UTF-8, and the same in pieces of any size.
pub fn decode(data: &[u8]) {
    let mut text = Vec::new();
    let whole = std::io::copy(&mut open(data), &mut text);
    assert!(
        std::str::from_utf8(&text).is_ok() || whole.is_err(),
        "decoded text is UTF-8"
    );
    let mut decoded = open(data);
    let head = decoded.head().map(str::to_owned);
    if whole.is_ok() {
        let head = head.unwrap_or_default();
        assert!(
            text.starts_with(head.as_bytes()),
            "the head is how the text begins"
        );
    }
}

/// Sniffs any text.
pub fn sniff_head(data: &[u8]) {
    if let Ok(head) = std::str::from_utf8(&data[..data.len().min(sniff::HEAD_BYTES)]) {
        match sniff::recognise(head) {
            Ok((connector, kind)) => assert_eq!(
                connector.recognises(head),
                Some(kind),
                "recognised twice alike"
            ),
            Err(error) => assert!(!error.to_string().is_empty(), "an error says something"),
        }
    }
}

fn open(data: &[u8]) -> input::Decoded {
    input::open(Box::new(std::io::Cursor::new(data.to_vec())))
}

#[derive(Default)]
struct Counter {
    children: u64,
}

impl Sink for Counter {
    fn batch(&mut self, table: &'static TableDef, rows: RecordBatch) -> Result<(), ConnectorError> {
        assert_eq!(
            rows.schema(),
            table.file_schema(),
            "a batch has its table's schema"
        );
        if table.name == "child" {
            self.children += rows.num_rows() as u64;
        }
        Ok(())
    }

    fn finding(&mut self, _: Finding) -> Result<(), ConnectorError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn kept_inputs_break_no_promise() {
        for (name, target) in TARGETS {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("fuzz/corpus")
                .join(name);
            let mut replayed = 0;
            for entry in std::fs::read_dir(&folder).unwrap() {
                target(&std::fs::read(entry.unwrap().path()).unwrap());
                replayed += 1;
            }
            assert!(replayed > 0, "{} holds no input", folder.display());
        }
    }
}
