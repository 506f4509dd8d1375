use proptest::prelude::*;

use super::*;
use crate::conformance;
use crate::public::testing::{columns, file, findings, fixtures, read, read_bytes, refused};

const TABLE: &str = "reference.idaci";

#[test]
fn the_promises_of_every_connector_hold() {
    let fixtures = fixtures(&Idaci, Given::default(), &["Newbarrow"]);
    conformance::check_all(&Idaci, &fixtures);
    for fixture in &fixtures {
        conformance::check_column_order(&Idaci, fixture);
    }
}

#[test]
fn rows_are_those_of_the_file() {
    let all: Vec<_> = IDACI.columns.iter().map(|column| column.name).collect();
    assert_eq!(
        columns(&read(&Idaci, "valid/iod2019.csv"), TABLE, &all),
        [
            "E01999001|Newbarrow 001A|E07999999|Newbarrow|6.208|29199|9|0.006|32806|10|182|2019|2011",
            "E01999002|Newbarrow 001B|E07999999|Newbarrow|45.1|1200|1|0.412|900|1|401|2019|2011",
        ]
    );
    let newer = read(&Idaci, "valid/iod2025.csv");
    assert_eq!(
        columns(
            &newer,
            TABLE,
            &["lsoa_code", "idaci_decile", "iod_year", "lsoa_year"]
        ),
        ["E01999003|3|2025|2021"]
    );
    assert_eq!(findings(&newer), []);
}

#[test]
fn versions_stand_beside_each_other() {
    for (name, period) in [
        ("iod2019.csv", "iod2019"),
        ("iod2025.csv", "iod2025"),
        ("faults.csv", "iod-lad2030"),
    ] {
        let bytes = file("idaci", &format!("valid/{name}"));
        let identity = conformance::read(&Idaci, &bytes, Given::default())
            .unwrap()
            .0;
        assert_eq!(identity, national(Some(period.to_owned())));
    }
}

#[test]
fn faults_are_told() {
    let read = read(&Idaci, "valid/faults.csv");
    let expected = [
        ("index_version", 2, ""),
        ("duplicate_row", 3, "E01999001"),
        ("lsoa_missing", 4, ""),
        ("number_format", 5, "n/a"),
        ("number_range", 5, "11"),
        ("number_range", 5, "0"),
        ("score_range", 5, "12.5"),
    ];
    assert_eq!(
        findings(&read),
        expected.map(|(rule, line, v)| (rule, line, v.to_owned()))
    );
    assert_eq!(
        columns(
            &read,
            TABLE,
            &["lsoa_code", "idaci_score", "idaci_decile", "iod_year"]
        ),
        [
            "E01999001|0.1|1|",
            "|0.1|1|",
            "E01999002|12.5||",
            "E01999004|0.1|1|"
        ]
    );
}

#[test]
fn what_is_not_well_formed_is_refused_where_it_stands() {
    let (line, column, _) = refused(&Idaci, "quote_never_closed.csv");
    assert_eq!((line, column), (2, 11));
}

proptest! {
    /// Any score comes back as it was.
    #[test]
    fn a_score_comes_back(score in 0.0..1.0_f64) {
        let text = String::from_utf8(file("idaci", "valid/iod2025.csv")).unwrap();
        let text = text.replace("0.25", &score.to_string());
        let read = read_bytes(&Idaci, text.as_bytes()).unwrap();
        let back: f64 = columns(&read, TABLE, &["idaci_score"])[0].parse().unwrap();
        prop_assert_eq!(back, score);
    }
}
