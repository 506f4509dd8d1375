//! The fixture of `testdata/ap_census`, and rows worked out by hand.

use arrow::util::display::array_value_to_string;

use super::*;
use crate::conformance::{self, Fixture, Read};

fn text() -> String {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/testdata/ap_census/valid/january_2024.xml"
    );
    std::fs::read_to_string(path).unwrap()
}

fn read(text: &str) -> (Identity, Read) {
    conformance::read(&ApCensus, text.as_bytes(), Given::default()).unwrap()
}

fn rows(read: &Read, table: &str) -> Vec<String> {
    let batch = &read.tables[table];
    let row = |row| {
        let cells = batch
            .columns()
            .iter()
            .map(|column| array_value_to_string(column, row));
        cells.map(Result::unwrap).collect::<Vec<_>>().join("|")
    };
    (0..batch.num_rows()).map(row).collect()
}

fn rules(edits: &[(&str, &str)]) -> Vec<&'static str> {
    let mut file = text();
    for (from, to) in edits {
        assert!(file.contains(from), "{from}");
        file = file.replacen(from, to, 1);
    }
    let findings = read(&file).1.findings.into_iter();
    let rules = findings.map(|finding| finding.rule);
    // The fixture's own: Gender.
    rules.filter(|rule| *rule != "element_name").collect()
}

#[test]
fn it_conforms() {
    let fixture = Fixture {
        name: "january_2024.xml".to_owned(),
        bytes: text().into_bytes(),
        beside: Vec::new(),
        given: Given::default(),
        secrets: ["E990200118001", "Ashdown", "2009-10-02", "ZZ1 9AB"]
            .map(str::to_owned)
            .to_vec(),
        cut_every: 3,
    };
    conformance::check_all(&ApCensus, std::slice::from_ref(&fixture));
    conformance::check_reordering(&ApCensus, &fixture);
}

#[test]
fn pupils_and_placements_are_rows() {
    let (identity, read) = read(&text());
    assert_eq!(
        (identity.la_code, identity.year, identity.period),
        (990, 2024, None)
    );
    assert_eq!(identity.serial, Some(3));
    assert_eq!(read.summary.children, 2);
    let none = |bars: usize| "|".repeat(bars);
    assert_eq!(
        rows(&read, "ap_census.pupil"),
        [
            // The needs stand by their rank; nothing is said of five items and of the address.
            format!(
                "1|E990200118001|1234567899|Ashdown|Rowan|||2009-10-02|F|MOTH|true|E|SEMH|MLD|{}ONE|ZZ1 9AB{}",
                none(5),
                none(13)
            ),
            format!(
                "2|||Birch|Sam|||2011-03-31|M||||HI|{}HOS{}",
                none(6),
                none(14)
            ),
        ]
    );
    assert_eq!(
        rows(&read, "ap_census.placement"),
        [
            // Ended the day before census day.
            "1|1|false|2023-09-11|2024-01-17|PT|4|||||",
            "1|2|true|2024-01-10||FT|10||10000001|||",
            // Ended on census day, so not before it.
            "2|1|true|2023-11-01|2024-01-18|||||||",
        ]
    );
    assert_eq!(
        rows(&read, "ap_census.header"),
        ["2024-01-18|AP||2024|2024-01-18|L|990|||Invented system|2|3|2024-02-20T09:00:00"]
    );
}

#[test]
fn each_rule_finds_its_fault() {
    assert_eq!(rules(&[]), [""; 0]);
    for (rule, from, to) in [
        ("item_missing", "<Surname>Ashdown<", "<Surname><"),
        ("upn_form", "<UPN>E99", "<UPN>E9"),
        ("upn_check_letter", "<UPN>E99", "<UPN>F99"),
        ("leaving_before_entry", "2024-01-17", "2023-09-10"),
        ("placement_after_census", "2024-01-10", "2024-01-19"),
        (
            "placement_entry_missing",
            "<EntryDate>2024-01-10</EntryDate>",
            "",
        ),
        (
            "placement_missing",
            "<EntryDate>2023-11-01</EntryDate>\n      <LeavingDate>2024-01-18</LeavingDate>",
            "",
        ),
    ] {
        assert_eq!(rules(&[(from, to)]), [rule], "{rule}");
    }
}
