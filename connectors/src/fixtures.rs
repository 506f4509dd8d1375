//! Fixtures in `testdata`, and what was read of them as text, for tests.

use std::path::{Path, PathBuf};

use arrow::util::display::array_value_to_string;

use crate::conformance::{self, Fixture, Read};
use crate::{Connector, ConnectorError, Given, Identity};

/// The folder of a dataset's fixtures.
fn folder(dataset: &str, kind: &str) -> PathBuf {
    let testdata = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    testdata.join(dataset).join(kind)
}

/// Names of its fixtures of a kind, in order.
pub(crate) fn names(dataset: &str, kind: &str) -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(folder(dataset, kind))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// A fixture's bytes.
pub(crate) fn bytes(dataset: &str, kind: &str, name: &str) -> Vec<u8> {
    std::fs::read(folder(dataset, kind).join(name)).unwrap()
}

/// A valid fixture of a connector, read.
pub(crate) fn read(connector: &dyn Connector, name: &str, given: Given) -> (Identity, Read) {
    let bytes = bytes(connector.name(), "valid", name);
    conformance::read(connector, &bytes, given).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A text, read as a file.
pub(crate) fn read_text(
    connector: &dyn Connector,
    text: &str,
    given: Given,
) -> Result<(Identity, Read), ConnectorError> {
    conformance::read(connector, text.as_bytes(), given)
}

/// The valid fixtures of a connector, cut at every byte.
pub(crate) fn valid(
    connector: &dyn Connector,
    given: impl Fn(&str) -> Given,
    secrets: &[&str],
) -> Vec<Fixture> {
    let fixture = |name: String| Fixture {
        bytes: bytes(connector.name(), "valid", &name),
        beside: Vec::new(),
        given: given(&name),
        secrets: secrets.iter().map(|secret| (*secret).to_owned()).collect(),
        cut_every: 3,
        name,
    };
    names(connector.name(), "valid")
        .into_iter()
        .map(fixture)
        .collect()
}

/// Rows of a table as text, these columns joined by `|`, NULL as nothing.
pub(crate) fn rows(read: &Read, table: &str, columns: &[&str]) -> Vec<String> {
    let Some(batch) = read.tables.get(table) else {
        return Vec::new();
    };
    let cell = |column: &&str, row| {
        let values = batch.column_by_name(column).unwrap();
        array_value_to_string(values, row).unwrap()
    };
    let row = |row| {
        columns
            .iter()
            .map(|column| cell(column, row))
            .collect::<Vec<_>>()
            .join("|")
    };
    (0..batch.num_rows()).map(row).collect()
}

/// What the invalid fixtures are refused with: name and error text. None may repeat a secret.
pub(crate) fn refusals(
    connector: &dyn Connector,
    given: Given,
    secrets: &[&str],
) -> Vec<(String, String)> {
    let refusal = |name: String| {
        let bytes = bytes(connector.name(), "invalid", &name);
        let error = match conformance::read(connector, &bytes, given) {
            Ok(_) => panic!("{name} was read"),
            Err(error) => error,
        };
        let fixture = Fixture {
            name: name.clone(),
            bytes,
            beside: Vec::new(),
            given,
            secrets: secrets.iter().map(|secret| (*secret).to_owned()).collect(),
            cut_every: 1,
        };
        conformance::check_discreet(&error, &fixture);
        (name, error.to_string())
    };
    names(connector.name(), "invalid")
        .into_iter()
        .map(refusal)
        .collect()
}

/// Rules of the findings, once each, in order.
pub(crate) fn rules(read: &Read) -> Vec<&'static str> {
    let mut rules: Vec<_> = read.findings.iter().map(|finding| finding.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}
