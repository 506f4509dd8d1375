use proptest::prelude::*;

use super::*;
use crate::conformance;
use crate::public::testing::{columns, file, findings, fixtures, read, read_bytes, refused};

const TABLE: &str = "reference.establishment";
const LINKS: &str = "reference.establishment_link";

#[test]
fn the_promises_of_every_connector_hold() {
    let secrets = ["Headsecret", "Example", "zz991aa", "Short line"];
    conformance::check_all(&Gias, &fixtures(&Gias, Given::default(), &secrets));
    conformance::check_all(
        &GiasLinks,
        &fixtures(&GiasLinks, Given::default(), &["Example"]),
    );
}

#[test]
fn the_order_of_columns_changes_nothing() {
    let fixtures = fixtures(&GiasLinks, Given::default(), &[]);
    conformance::check_column_order(&GiasLinks, &fixtures[1]);
}

#[test]
fn rows_are_those_of_the_file() {
    let read = read(&Gias, "valid/edubasealldata.csv");
    let who = columns(
        &read,
        TABLE,
        &[
            "urn",
            "la_code",
            "laestab",
            "establishment_name",
            "postcode",
        ],
    );
    assert_eq!(
        who,
        [
            "100001|999|9992001|St Example\u{2019}s School|ZZ99 1AA",
            "100002|999||Example Special|",
            "100003|990|9904001|Example, College|",
        ]
    );
    let groups = columns(
        &read,
        TABLE,
        &[
            "type_of_establishment_code",
            "is_open",
            "cohort_group",
            "dfe_sen2_group",
        ],
    );
    assert_eq!(
        groups,
        [
            "2|true|Mainstream|Mainstream",
            "10|true|Other|Special",
            "45|false|FE|Mainstream"
        ]
    );
    let dates = columns(&read, TABLE, &["open_date", "close_date"]);
    assert_eq!(dates, ["1895-09-01|", "|2024-08-31", "|2023-08-31"]);
    let sen = columns(
        &read,
        TABLE,
        &["sen1", "sen2", "type_of_resourced_provision_name"],
    );
    assert_eq!(sen, ["SPLD|ASD|SEN unit", "|MLD|", "||"]);
    let numbers = columns(
        &read,
        TABLE,
        &["number_of_pupils", "percentage_fsm", "fsm", "gor_code"],
    );
    assert_eq!(numbers, ["237|28.5||E", "|||", "|||"]);
    let before = columns(
        &read,
        TABLE,
        &["previous_la_code", "previous_establishment_number"],
    );
    assert_eq!(before, ["|", "990|7001", "|"]);
    let reasons = columns(
        &read,
        TABLE,
        &[
            "reason_establishment_opened_code",
            "reason_establishment_opened_name",
        ],
    );
    assert_eq!(reasons[0], "0|");
    assert_eq!(findings(&read), []);
    assert_eq!(read.summary.children, 3);
}

#[test]
fn heads_telephones_and_websites_are_not_kept() {
    let read = read(&Gias, "valid/edubasealldata.csv");
    let all: Vec<_> = ESTABLISHMENT.columns.iter().map(|c| c.name).collect();
    let stored = columns(&read, TABLE, &all).join(" ");
    for kept_back in ["Headsecret", "01632960001", "www.example.org"] {
        assert!(!stored.contains(kept_back));
    }
    assert!(all.iter().all(|name| !name.contains("head")));
}

#[test]
fn faults_are_told_and_lose_no_row_but_a_repeated_one() {
    let read = read(&Gias, "valid/subset_with_faults.csv");
    let rows = columns(
        &read,
        TABLE,
        &[
            "urn",
            "establishment_name",
            "cohort_group",
            "number_of_pupils",
        ],
    );
    assert_eq!(
        rows,
        [
            "|No number|Mainstream|",
            "100010|Odd type||",
            "100011|Bad values|Mainstream|",
            "100012|Short line||",
        ]
    );
    let told: Vec<_> = findings(&read)
        .into_iter()
        .filter(|(rule, ..)| *rule != "column_missing")
        .collect();
    let expected = [
        ("urn_missing", 2, ""),
        ("code_unknown", 3, "77"),
        ("duplicate_row", 4, "100010"),
        ("date_format", 5, "31-02-2020"),
        ("number_format", 5, "many"),
        ("row_too_short", 6, ""),
    ];
    assert_eq!(
        told,
        expected.map(|(rule, line, v)| (rule, line, v.to_owned()))
    );
    assert_eq!(read.of_rule("column_missing").len(), 91 - 5 - 5);
}

#[test]
fn a_file_without_rows_says_so() {
    let read = read(&Gias, "valid/header_only.csv");
    assert_eq!(read.of_rule("no_rows").len(), 1);
}

#[test]
fn what_is_not_well_formed_is_refused_where_it_stands() {
    let (line, column, _) = refused(&Gias, "quote_never_closed.csv");
    assert_eq!((line, column), (3, 8));
    assert!(refused(&Gias, "no_header.csv").2.contains("no header"));
    let (line, column, _) = refused(&GiasLinks, "quote_never_closed.csv");
    assert_eq!((line, column), (2, 15));
}

#[test]
fn links_are_those_of_the_file() {
    let told = read(&GiasLinks, "valid/links.csv");
    let all: Vec<_> = ESTABLISHMENT_LINK.columns.iter().map(|c| c.name).collect();
    assert_eq!(
        columns(&told, LINKS, &all),
        [
            "100001|100003|Ecole à Example°|Successor|2023-09-01",
            "100003|100001|St Example\u{2019}s School|Predecessor|",
            "100003|100002|Example Special|Predecessor - merged|2035-09-01",
        ]
    );
    let faults = read(&GiasLinks, "valid/links_with_faults.csv");
    let rules: Vec<_> = findings(&faults).iter().map(|f| (f.0, f.1)).collect();
    assert_eq!(
        rules,
        [
            ("urn_missing", 2),
            ("link_to_itself", 3),
            ("duplicate_row", 5)
        ]
    );
    assert_eq!(faults.rows(LINKS), 4);
}

#[test]
fn a_file_has_no_authority_year_or_period() {
    let bytes = file("gias", "valid/edubasealldata.csv");
    let given = Given {
        la_code: Some(301),
        year: Some(2024),
    };
    let (identity, _) = conformance::read(&Gias, &bytes, given).unwrap();
    assert_eq!(identity, national(None));
}

proptest! {
    /// Any name comes back as it was, blanks around it taken off.
    #[test]
    fn a_name_comes_back(name in "[^\\p{C}]{0,40}") {
        let quoted = name.replace('"', "\"\"");
        let text = format!(
            "URN,EstablishmentName,TypeOfEstablishment (code)\n100001,\"{quoted}\",1\n"
        );
        let read = read_bytes(&Gias, text.as_bytes()).unwrap();
        let rows = columns(&read, TABLE, &["establishment_name"]);
        let trimmed = name.trim();
        let missing = STYLE.nulls.iter().any(|null| trimmed.eq_ignore_ascii_case(null));
        prop_assert_eq!(&rows[0], if missing { "" } else { trimmed });
    }
}
