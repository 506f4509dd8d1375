//! What the tests of these connectors share.

use std::path::{Path, PathBuf};

use arrow::util::display::array_value_to_string;

use crate::conformance::{self, Fixture, Read};
use crate::{Connector, ConnectorError, Given};

pub(super) fn file(dataset: &str, name: &str) -> Vec<u8> {
    std::fs::read(folder(dataset).join(name)).unwrap()
}

fn folder(dataset: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("testdata")
        .join(dataset)
}

/// Reads a file of `testdata/<dataset>`.
pub(super) fn read(connector: &dyn Connector, name: &str) -> Read {
    read_bytes(connector, &file(connector.name(), name)).unwrap()
}

pub(super) fn read_bytes(connector: &dyn Connector, bytes: &[u8]) -> Result<Read, ConnectorError> {
    conformance::read(connector, bytes, Given::default()).map(|(_, read)| read)
}

/// Every file of `testdata/<dataset>/valid`.
pub(super) fn fixtures(connector: &dyn Connector, given: Given, secrets: &[&str]) -> Vec<Fixture> {
    let valid = folder(connector.name()).join("valid");
    let mut fixtures: Vec<Fixture> = std::fs::read_dir(valid)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let bytes = std::fs::read(&path).unwrap();
            Fixture {
                name: path.file_name().unwrap().to_string_lossy().into_owned(),
                cut_every: if bytes.len() > 2000 { 7 } else { 1 },
                bytes,
                beside: Vec::new(),
                given,
                secrets: secrets.iter().map(|&secret| secret.to_owned()).collect(),
            }
        })
        .collect();
    fixtures.sort_by(|a, b| a.name.cmp(&b.name));
    fixtures
}

/// These columns of a table, joined by `|`, NULL as nothing.
pub(super) fn columns(read: &Read, table: &str, names: &[&str]) -> Vec<String> {
    let Some(batch) = read.tables.get(table) else {
        return Vec::new();
    };
    let cell = |name: &&str, row| {
        let column = batch.column_by_name(name);
        array_value_to_string(column.unwrap_or_else(|| panic!("{name}")), row).unwrap()
    };
    (0..batch.num_rows())
        .map(|row| {
            let cells: Vec<_> = names.iter().map(|name| cell(name, row)).collect();
            cells.join("|")
        })
        .collect()
}

/// Rule, line and value of each finding, notices left out.
pub(super) fn findings(read: &Read) -> Vec<(&'static str, u64, String)> {
    let told = read.findings.iter();
    told.filter(|finding| finding.severity != crate::Severity::Notice)
        .map(|finding| {
            let value = finding.value.as_deref().unwrap_or_default();
            (finding.rule, finding.at.line, value.to_owned())
        })
        .collect()
}

/// Where and why a file of `testdata/<dataset>/invalid` is refused.
pub(super) fn refused(connector: &dyn Connector, name: &str) -> (u64, u64, String) {
    let bytes = file(connector.name(), &format!("invalid/{name}"));
    match read_bytes(connector, &bytes) {
        Ok(_) => panic!("{name} was read"),
        Err(error) => {
            let at = conformance::position(&error).unwrap();
            (at.line, at.column, error.to_string())
        }
    }
}
