use proptest::prelude::*;

use super::*;
use crate::conformance::{self, Read};
use crate::fixtures;
use crate::reference::codes;

const TABLE: &str = "attendance.cohort";
const GIVEN: Given = Given {
    la_code: Some(995),
    year: Some(2025),
};
const SECRETS: &[&str] = &["P207000016049", "X845212818005", "C-100", "Ashford"];

fn rows(read: &Read) -> Vec<String> {
    let all: Vec<&str> = schema::COHORT.columns.iter().map(|c| c.name).collect();
    fixtures::rows(read, TABLE, &all)
}

#[test]
fn it_conforms_on_every_valid_fixture() {
    let fixtures = fixtures::valid(&SocialCareCohort, |_| GIVEN, SECRETS);
    conformance::check_all(&SocialCareCohort, &fixtures);
    for fixture in &fixtures {
        conformance::check_column_order(&SocialCareCohort, fixture);
    }
}

#[test]
fn a_list_with_groups_is_read() {
    let given = Given {
        year: None,
        ..GIVEN
    };
    let (identity, read) = fixtures::read(&SocialCareCohort, "groups.csv", given);
    assert_eq!(
        (identity.la_code, identity.year, identity.period),
        (995, 2025, None)
    );
    assert_eq!(
        rows(&read),
        [
            "1|P207000016049|C-100|CLA|2023-05-01||2025-01-31",
            "2|X845212818005|C-101|CPP|2024-11-05|2025-06-30|2025-01-31",
            "2|X845212818005|C-101|CIN|2024-11-05|2025-06-30|2025-01-31",
            "3||C-102|CINP|||2025-01-31",
        ]
    );
    assert!(read.findings.is_empty(), "{:?}", read.findings);
}

#[test]
fn a_list_with_a_column_for_each_group_is_read() {
    let read = fixtures::read(&SocialCareCohort, "flags.csv", GIVEN).1;
    assert_eq!(
        fixtures::rows(
            &read,
            TABLE,
            &["row_no", "upn", "cohort_group", "as_at_date"]
        ),
        [
            "1|P207000016049|CLA|2024-10-03",
            "1|P207000016049|SW|2024-10-03",
            "2|X845212818005|CIN|2024-10-03",
        ]
    );
    let missing = read.of_rule("group_missing");
    assert_eq!((missing.len(), missing[0].child_row), (1, Some(3)));
}

#[test]
fn what_is_odd_is_reported() {
    let read = fixtures::read(&SocialCareCohort, "dirt.csv", GIVEN).1;
    for (rule, row, value) in [
        ("duplicate_row", 2, "CIN"),
        ("child_missing", 3, ""),
        ("code_unknown", 4, "Early help"),
        ("upn_invalid", 4, "P207000016040"),
        ("dates_reversed", 5, "2024-01-01"),
        ("group_not_open", 6, "2025-01-31"),
        ("date_missing", 7, ""),
        ("group_missing", 8, ""),
    ] {
        let found = read.of_rule(rule);
        assert_eq!(found.len(), 1, "{rule}");
        assert_eq!(found[0].child_row, Some(row), "{rule}");
        assert_eq!(
            found[0].value.as_deref().unwrap_or_default(),
            value,
            "{rule}"
        );
    }
    assert_eq!(
        fixtures::rows(&read, TABLE, &["row_no", "cohort_group"]),
        ["1|CIN", "3|CPP", "4|EARLY HELP", "5|CIN", "6|CIN", "7|CLA"]
    );
    let empty = fixtures::read_text(&SocialCareCohort, "UPN,Group", GIVEN)
        .unwrap()
        .1;
    assert_eq!(fixtures::rules(&empty), ["no_rows"]);
    for (rule, _, _) in rules::RULES.iter().filter(|rule| rule.0 != "no_rows") {
        assert!(!read.of_rule(rule).is_empty(), "{rule}");
    }
}

#[test]
fn what_neither_list_nor_operator_says_is_asked_for() {
    let ask = |given| match fixtures::read_text(&SocialCareCohort, "UPN,Group\nA,CIN\n", given) {
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
fn only_lists_are_recognised() {
    for (header, known) in [
        ("UPN,Group", true),
        ("LAChildID,Social Care Status,Start Date", true),
        ("UPN,CIN,CPP,CLA", true),
        ("UPN,Surname,Forename,DOB,CLA", true),
        ("UPN,Surname", false),
        ("Group,StartDate", false),
        ("UPN,CLA,Possible,Authorised,Unauthorised", false),
        ("", false),
    ] {
        assert_eq!(
            SocialCareCohort.recognises(header).is_some(),
            known,
            "{header}"
        );
    }
}

#[test]
fn groups_are_those_of_the_code_set() {
    let set = codes::set("social_care_group").unwrap();
    let mut listed: Vec<_> = set.codes().collect();
    let mut known: Vec<_> = GROUPS.iter().map(|(code, _)| *code).collect();
    listed.sort_unstable();
    known.sort_unstable();
    assert_eq!(listed, known);
    assert!(FLAGS.iter().all(|(_, group)| known.contains(group)));
}

#[test]
fn what_is_not_well_formed_is_refused_with_its_place() {
    let refused = fixtures::refusals(&SocialCareCohort, GIVEN, SECRETS);
    assert!(
        refused[0].1.contains("not a Social care cohort file"),
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
    fn a_child_has_each_group_once(groups in proptest::collection::vec(0..GROUPS.len(), 1..8)) {
        let words: Vec<_> = groups.iter().map(|group| GROUPS[*group].0).collect();
        let file = format!("UPN,Group\nA1,{}\n", words.join("; "));
        let read = fixtures::read_text(&SocialCareCohort, &file, GIVEN).unwrap().1;
        let mut found = fixtures::rows(&read, TABLE, &["cohort_group"]);
        found.sort();
        let mut want = words;
        want.sort_unstable();
        want.dedup();
        prop_assert_eq!(found, want);
    }

    #[test]
    fn no_rows_make_it_panic(lines in proptest::collection::vec("[A-Za-z0-9/,; é-]{0,40}", 0..10)) {
        let file = format!("UPN,Group,CIN,StartDate,EndDate,AsAtDate\n{}\n", lines.join("\n"));
        let _ = fixtures::read_text(&SocialCareCohort, &file, GIVEN);
    }
}
