//! Bodies of the fuzz targets in `connectors/fuzz`. An ordinary test replays the kept inputs
//! through the same functions, so that a crash once found stays mended.
//!
//! Each panics where a promise is broken that holds for every input.

use arrow::array::RecordBatch;
use cohort_catalog::TableDef;

use crate::attainment;
use crate::cin::CinCensus;
use crate::ctf::CommonTransferFile;
use crate::files::InMemory;
use crate::{Connector, ConnectorError, Finding, Given, Identity, Sink, input, sniff};

/// What a fuzzer calls with bytes it made up; it returns, or has found a fault.
pub type Target = fn(&[u8]);

/// Every target: its name, which is also its folder of kept inputs, and its body.
pub static TARGETS: &[(&str, Target)] = &[
    ("attainment_read", attainment_read),
    ("cin_read", cin_read),
    ("ctf_read", ctf_read),
    ("decode", decode),
    ("sniff", sniff_head),
];

/// Reads any bytes as a result file of each layout. Every batch has its table's schema, and a
/// file that reads well has an identity.
pub fn attainment_read(data: &[u8]) {
    let given = Given {
        la_code: Some(999),
        year: Some(2024),
    };
    let identity = Identity {
        la_code: 999,
        year: 2024,
        period: None,
        serial: None,
        made_at: None,
    };
    for layout in attainment::layouts::LAYOUTS {
        let connector = attainment::ResultFile(layout);
        let identified = connector.identify(&mut InMemory::whole(data), given);
        let mut counter = Counter::default();
        match connector.read(&mut InMemory::whole(data), &identity, &mut counter) {
            Ok(_) => assert!(identified.is_ok(), "a file that reads well has an identity"),
            Err(error) => assert!(!error.to_string().is_empty(), "an error says something"),
        }
    }
}

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

/// Reads any bytes as a Common Transfer File. Every batch has its table's schema, and the pupils
/// counted are the pupils given.
pub fn ctf_read(data: &[u8]) {
    let given = Given {
        la_code: Some(999),
        year: Some(2024),
    };
    let identified = CommonTransferFile.identify(&mut InMemory::whole(data), given);
    let Ok(identity) = identified else {
        return;
    };
    let mut counter = Counter::default();
    match CommonTransferFile.read(&mut InMemory::whole(data), &identity, &mut counter) {
        Ok(summary) => assert_eq!(
            summary.children, counter.children,
            "pupils counted and given"
        ),
        Err(error) => panic!("a file with an identity reads well: {error}"),
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
        if matches!(table.name, "child" | "ctf_pupil") {
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
