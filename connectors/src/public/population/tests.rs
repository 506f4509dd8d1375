use proptest::prelude::*;

use super::*;
use crate::conformance;
use crate::public::testing::{columns, file, findings, fixtures, read, read_bytes, refused};

const TABLE: &str = "reference.population";
const ALL: [&str; 4] = ["la_code", "year", "age_band", "population"];

#[test]
fn the_promises_of_every_connector_hold() {
    let fixtures = fixtures(&Populations, Given::default(), &["48217"]);
    conformance::check_all(&Populations, &fixtures);
    for fixture in &fixtures {
        conformance::check_column_order(&Populations, fixture);
    }
}

#[test]
fn rows_are_those_of_the_file() {
    let read = read(&Populations, "valid/fictional.csv");
    assert_eq!(
        columns(&read, TABLE, &ALL),
        [
            "990|2022|0-17|3000",
            "990|2023|0-17|3011",
            "991|2023|0-17|48217",
            "991|2023|18-25|0",
        ]
    );
    assert_eq!(findings(&read), []);
}

#[test]
fn fictional_figures_never_take_the_place_of_real_ones() {
    let period = |name: &str| {
        let bytes = file("population", name);
        let read = conformance::read(&Populations, &bytes, Given::default());
        read.unwrap().0.period
    };
    assert_eq!(period("valid/fictional.csv").as_deref(), Some("fictional"));
    assert_eq!(period("valid/others.csv"), None);
    let (line, _, message) = refused(&Populations, "fictional_and_others.csv");
    assert_eq!(line, 4);
    assert!(message.contains("two files"), "{message}");
}

#[test]
fn faults_are_told() {
    let read = read(&Populations, "valid/others.csv");
    let expected = [
        ("row_incomplete", 3, ""),
        ("row_incomplete", 4, ""),
        ("number_format", 5, "many"),
        ("row_incomplete", 5, ""),
        ("duplicate_row", 6, "301"),
    ];
    assert_eq!(
        findings(&read),
        expected.map(|(rule, line, value)| (rule, line, value.to_owned()))
    );
    assert_eq!(
        columns(&read, TABLE, &ALL),
        ["301|2023|0-17|61000", "302|2023|0-17|91500"]
    );
}

#[test]
fn what_is_not_well_formed_is_refused_where_it_stands() {
    let (line, column, _) = refused(&Populations, "quote_never_closed.csv");
    assert_eq!((line, column), (3, 10));
}

/// Writing the built-in figures and reading them back changes nothing.
#[test]
fn the_built_in_figures_come_back() {
    let built_in = crate::reference::batches(&POPULATION).unwrap();
    let mut csv = Vec::new();
    let mut writer = arrow::csv::Writer::new(&mut csv);
    for batch in &built_in {
        writer.write(batch).unwrap();
    }
    drop(writer);
    let read = read_bytes(&Populations, &csv).unwrap();
    assert_eq!(columns(&read, TABLE, &ALL), columns_of_built_in(&built_in),);
}

fn columns_of_built_in(batches: &[arrow::array::RecordBatch]) -> Vec<String> {
    let mut rows = Vec::new();
    for batch in batches {
        let read = conformance::Read {
            tables: [(TABLE.to_owned(), batch.clone())].into(),
            ..conformance::Read::default()
        };
        rows.extend(columns(&read, TABLE, &ALL));
    }
    rows
}

proptest! {
    /// Any number of residents comes back.
    #[test]
    fn a_number_comes_back(number in 0..=99_999_999_i32, la in 1..=989_i16) {
        let text = format!("la_code,year,age_band,population\n{la},2023,0-17,{number}\n");
        let read = read_bytes(&Populations, text.as_bytes()).unwrap();
        prop_assert_eq!(columns(&read, TABLE, &ALL), [format!("{la}|2023|0-17|{number}")]);
    }
}
