use proptest::prelude::*;

use super::*;
use crate::conformance;
use crate::public::testing::{columns, file, findings, fixtures, read, read_bytes, refused};

const ALL: [&str; 8] = [
    "ons_code",
    "la_code",
    "population_year",
    "source",
    "release",
    "sex",
    "age",
    "population",
];

#[test]
fn the_promises_of_every_connector_hold() {
    let fixtures = fixtures(&OnsPopulation, Given::default(), &["Newbarrow"]);
    conformance::check_all(&OnsPopulation, &fixtures);
    for fixture in &fixtures {
        if fixture.name != "myeb1_old_codes.csv" && fixture.name != "myeb1.csv" {
            conformance::check_column_order(&OnsPopulation, fixture);
        }
    }
}

#[test]
fn each_year_of_a_row_is_a_row() {
    let read = read(&OnsPopulation, "valid/myeb1.csv");
    assert_eq!(
        columns(&read, TABLE, &ALL),
        [
            "E09000001|201|2022|mye|mye2023-lad23|M|0|51",
            "E09000001|201|2023|mye|mye2023-lad23|M|0|49",
            "E09000001|201|2022|mye|mye2023-lad23|F|90|12",
            "E09000001|201|2023|mye|mye2023-lad23|F|90|13",
            "E07999999||2022|mye|mye2023-lad23|M|5|100",
            "E07999999||2023|mye|mye2023-lad23|M|5|101",
            "E06000060|825|2022|mye|mye2023-lad23|F|5|200",
            "E06000060|825|2023|mye|mye2023-lad23|F|5|201",
        ]
    );
    assert_eq!(findings(&read), []);
}

#[test]
fn the_suffix_of_the_code_column_varies() {
    let read = read(&OnsPopulation, "valid/myeb1_old_codes.csv");
    assert_eq!(
        columns(&read, TABLE, &ALL),
        ["E10000002|825|2014|mye|mye2014-lad14|F|17|300"]
    );
    for (heading, release) in [
        ("ladcode21", "mye2020-lad21"),
        ("lad2014_code", "mye2020-lad14"),
        ("LADCODE", "mye2020"),
    ] {
        let text = format!("{heading},sex,age,population_2020\nE07999999,M,1,2\n");
        let identity = conformance::read(&OnsPopulation, text.as_bytes(), Given::default());
        assert_eq!(identity.unwrap().0, national(Some(release.to_owned())));
    }
}

#[test]
fn the_census_has_its_own_numbers_for_the_sexes() {
    let read = read(&OnsPopulation, "valid/census.csv");
    assert_eq!(
        columns(&read, TABLE, &ALL),
        [
            "E09000001|201|2021|census2021|census2021|F|0|31",
            "E09000001|201|2021|census2021|census2021|M|0|33",
            "E09000001|201|2021|census2021|census2021|F|100|2",
        ]
    );
}

#[test]
fn rows_that_count_people_twice_are_left_out() {
    let read = read(&OnsPopulation, "valid/portal.csv");
    assert_eq!(
        columns(&read, TABLE, &ALL),
        [
            "E09000001|201|2023|mye|portal|M|5|40",
            "E09000001|201|2023|mye|portal|F|90|7",
        ]
    );
    let told = read.of_rule("aggregate_row");
    assert_eq!((told.len(), told[0].at.line), (1, 3));
    assert!(told[0].message.contains("(2 rows"));
}

#[test]
fn faults_are_told() {
    let read = read(&OnsPopulation, "valid/myeb1_faults.csv");
    let expected = [
        ("value_unknown", 2, "X"),
        ("value_unknown", 3, "all"),
        ("value_unknown", 4, "many"),
        ("duplicate_row", 6, "E07999999"),
    ];
    assert_eq!(
        findings(&read),
        expected.map(|(rule, line, v)| (rule, line, v.to_owned()))
    );
    assert_eq!(
        columns(&read, TABLE, &["sex", "age", "population"]),
        ["|0|10", "M||10", "M|1|", "M|2|10", "M|3|10"]
    );
}

#[test]
fn what_is_not_well_formed_is_refused_where_it_stands() {
    let (line, column, _) = refused(&OnsPopulation, "quote_never_closed.csv");
    assert_eq!((line, column), (2, 11));
    let bytes = file("ons_population", "invalid/quote_never_closed.csv");
    assert!(
        OnsPopulation
            .recognises(&String::from_utf8(bytes).unwrap())
            .is_some()
    );
}

proptest! {
    /// Any population comes back as it was.
    #[test]
    fn a_population_comes_back(population in 0..999_999_999_i32) {
        let text = format!("ladcode23,sex,age,population_2020\nE07999999,M,1,{population}\n");
        let read = read_bytes(&OnsPopulation, text.as_bytes()).unwrap();
        prop_assert_eq!(columns(&read, TABLE, &["population"]), [population.to_string()]);
    }
}
