use proptest::prelude::*;

use super::*;
use crate::conformance::{self, Read};
use crate::{fixtures, sniff};

const TABLE: &str = "census.user_field";
const GIVEN: Given = Given {
    la_code: Some(995),
    year: Some(2025),
};
const SECRETS: &[&str] = &["P207000016049", "X845212818005", "Silver medal"];

fn rows(read: &Read) -> Vec<String> {
    let all: Vec<&str> = schema::USER_FIELD.columns.iter().map(|c| c.name).collect();
    fixtures::rows(read, TABLE, &all)
}

#[test]
fn it_conforms_on_every_valid_fixture() {
    let fixtures = fixtures::valid(&UserField, |_| GIVEN, SECRETS);
    conformance::check_all(&UserField, &fixtures);
}

#[test]
fn each_value_is_a_row() {
    let (identity, read) = fixtures::read(&UserField, "fields.csv", GIVEN);
    assert_eq!((identity.la_code, identity.year), (995, 2025));
    assert_eq!(
        identity.period.as_deref(),
        Some("BREAKFASTCLUB+READINGAGE+SINCE+SWIMMING")
    );
    assert_eq!(
        rows(&read),
        [
            "1|1|P207000016049|Reading age|9.5|9.5|",
            "1|3|P207000016049|Since|2024-09-09||2024-09-09",
            "1|4|P207000016049|Breakfast club|yes||",
            "1|5|P207000016049|Swimming|Silver medal, 100 m||",
            "2|1|X845212818005|Reading age|11 years||",
            "2|3|X845212818005|Since|31/01/2025 08:30||2025-01-31",
            "2|5|X845212818005|Swimming|20250131|20250131.0|",
        ]
    );
    assert!(read.findings.is_empty(), "{:?}", read.findings);
    assert_eq!(read.summary.children, 2);
}

#[test]
fn the_order_of_columns_does_not_change_the_period() {
    let period = |header: &str| {
        let file = format!("{header}\nP207000016049,1,2\n");
        fixtures::read_text(&UserField, &file, GIVEN)
            .unwrap()
            .0
            .period
            .unwrap()
    };
    assert_eq!(
        period("UPN,Blue box,Red box"),
        period("UPN,RED BOX,blue-box")
    );
    let long = |n: u8| period(&format!("UPN,{},Red box {n}", "a".repeat(300)));
    assert_ne!(long(1), long(2));
    assert!(long(1).len() < 130);
}

#[test]
fn what_is_odd_is_reported() {
    let read = fixtures::read(&UserField, "dirt.csv", GIVEN).1;
    for (rule, row, value) in [
        ("field_repeated", None, "red box"),
        ("field_without_name", None, ""),
        ("upn_invalid", Some(2), "P207000016040"),
        ("upn_repeated", Some(3), "P207000016049"),
        ("upn_missing", Some(4), ""),
        ("row_too_long", Some(5), ""),
    ] {
        let found = read.of_rule(rule);
        assert_eq!(found.len(), 1, "{rule}");
        assert_eq!(found[0].child_row, row, "{rule}");
        assert_eq!(
            found[0].value.as_deref().unwrap_or_default(),
            value,
            "{rule}"
        );
    }
    assert_eq!(
        fixtures::rows(&read, TABLE, &["row_no", "field_no", "field", "value"]),
        [
            "1|2|Red box|1",
            "1|3|red box|2",
            "2|2|Red box|3",
            "3|2|Red box|4",
            "4|2|Red box|5",
            "6|2|Red box|7",
            "6|3|red box|6"
        ]
    );
    let empty = fixtures::read_text(&UserField, "UPN,Red box", GIVEN)
        .unwrap()
        .1;
    assert_eq!(fixtures::rules(&empty), ["no_rows"]);
}

#[test]
fn files_of_other_datasets_are_none_of_it() {
    for (header, known) in [
        ("UPN,Red box", true),
        ("Unique pupil number;Red box", true),
        ("Title of the file\nUPN,Red box", true),
        ("UPN", false),
        ("UPN,UPN,Red box", false),
        ("Red box,Blue box", false),
        ("UPN,Red box,Surname", false),
        ("UPN,Red box,Date of birth", false),
        ("UPN,Red box,PupilPremiumFTE", false),
        ("UPN,Red box,LAchildID", false),
        ("UPN,ReferralSource", false),
        ("UPN,Date,Session,Code", false),
        ("UPN,CIN", false),
        ("<Message><UPN/></Message>", false),
        ("", false),
    ] {
        assert_eq!(UserField.recognises(header).is_some(), known, "{header}");
    }
    assert_eq!(
        CONNECTORS.last().unwrap().name(),
        NAME,
        "all others are asked first"
    );
    assert_eq!(sniff::recognise("UPN,Red box\n").unwrap().0.name(), NAME);
}

#[test]
fn no_fixture_of_another_dataset_is_taken() {
    for other in CONNECTORS.iter().filter(|other| other.name() != NAME) {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("testdata")
            .join(other.name());
        let Ok(valid) = std::fs::read_dir(folder.join("valid")) else {
            continue;
        };
        for entry in valid {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap_or_default();
            let head = String::from_utf8_lossy(&bytes);
            let head = head.trim_start_matches('\u{feff}');
            assert!(UserField.recognises(head).is_none(), "{}", other.name());
        }
    }
}

#[test]
fn authority_and_year_must_be_given() {
    let ask = |given| match fixtures::read_text(&UserField, "UPN,Red box\n", given) {
        Err(ConnectorError::IdentityMissing { option, .. }) => option,
        other => panic!("{other:?}"),
    };
    assert_eq!(ask(Given::default()), "--la");
    assert_eq!(
        ask(Given {
            year: None,
            ..GIVEN
        }),
        "--year"
    );
}

#[test]
fn what_is_not_well_formed_is_refused_with_its_place() {
    let refused = fixtures::refusals(&UserField, GIVEN, SECRETS);
    assert!(
        refused[0]
            .1
            .contains("not a User-defined pupil fields file"),
        "{refused:?}"
    );
    assert!(
        refused[1]
            .1
            .contains("line 2, column 15: a quote is opened here"),
        "{refused:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_value_round_trips(values in proptest::collection::vec("[^\u{0}-\u{1f}\"\u{7f}-\u{9f}]{0,20}", 1..10)) {
        let mut file = "UPN,Red box\n".to_owned();
        for value in &values {
            file += &format!("P207000016049,\"{value}\"\n");
        }
        let read = fixtures::read_text(&UserField, &file, GIVEN).unwrap().1;
        let want: Vec<_> = values.iter().map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty()).collect();
        prop_assert_eq!(fixtures::rows(&read, TABLE, &["value"]), want);
    }

    #[test]
    fn no_rows_make_it_panic(lines in proptest::collection::vec("[A-Za-z0-9/,; é\"-]{0,40}", 0..10)) {
        let _ = fixtures::read_text(&UserField, &format!("UPN,Red box,\n{}\n", lines.join("\n")), GIVEN);
    }
}
