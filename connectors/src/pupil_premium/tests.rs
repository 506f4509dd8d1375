use proptest::prelude::*;

use super::*;
use crate::conformance::{self, Read};
use crate::fixtures;
use crate::{FileKind, sniff};

const TABLE: &str = "census.pupil_premium";
const GIVEN: Given = Given {
    la_code: Some(995),
    year: None,
};
const SECRETS: &[&str] = &[
    "P207000016049",
    "X845212818005",
    "Ashford",
    "Mina",
    "2014-05-03",
];
const HEADER: &str = "UPN,Surname,Forename,Sex,DOB,NCYear,Deprivation Pupil Premium,\
    Service Child Premium,Adopted from Care Premium,Looked After Premium,PupilPremiumFTE,\
    PupilPremiumCashAmount,PupilPremiumFYStartDate,PupilPremiumFYEndDate,LastFSM";

fn read(name: &str) -> Read {
    fixtures::read(&PupilPremium, name, GIVEN).1
}

fn rows(read: &Read, columns: &[&str]) -> Vec<String> {
    fixtures::rows(read, TABLE, columns)
}

/// Row, item and value of the findings of a rule.
fn of_rule(read: &Read, rule: &str) -> Vec<(u32, &'static str, String)> {
    let findings = read.of_rule(rule).into_iter();
    findings
        .map(|f| {
            let value = f.value.as_deref().unwrap_or_default().to_owned();
            (f.child_row.unwrap_or(0), f.item.unwrap_or_default(), value)
        })
        .collect()
}

#[test]
fn it_conforms_on_every_valid_fixture() {
    // The year is given, because a file cut before its first row does not say it.
    let given = |name: &str| Given {
        la_code: Some(995),
        year: Some(match name {
            "old_form.csv" => 2019,
            "further_education.csv" => 2025,
            _ => 2026,
        }),
    };
    let fixtures = fixtures::valid(&PupilPremium, given, SECRETS);
    conformance::check_all(&PupilPremium, &fixtures);
    for fixture in &fixtures {
        if [
            "old_form.csv",
            "flags_in_other_forms.csv",
            "two_financial_years.csv",
        ]
        .contains(&&fixture.name[..])
        {
            conformance::check_column_order(&PupilPremium, fixture);
        }
    }
}

#[test]
fn rows_are_those_of_the_file() {
    let (identity, read) = fixtures::read(&PupilPremium, "present_form.csv", GIVEN);
    assert_eq!(
        (identity.la_code, identity.year, identity.period),
        (995, 2026, None)
    );
    let all: Vec<&str> = schema::PUPIL_PREMIUM
        .columns
        .iter()
        .map(|c| c.name)
        .collect();
    assert_eq!(
        rows(&read, &all),
        [
            "1|2025/26|P207000016049||Ashford|Mina|F|2014-05-03|5|true|false|false|false|1.0|1515.0|2025-04-01|2026-03-31|Autumn 2024|",
            "2|2025/26|X845212818005||Brook|Tom|M|2010-11-30|9|false|true|false|false|0.5|175.0|2025-04-01|2026-03-31||",
            "3|2025/26|G995200001001||Carr, the younger|Ola|M|2012-01-09|X|true|false|true|false|1.0|2630.0|2025-04-01|2026-03-31|2022/23 Spring|",
        ]
    );
    // Authority 995 is fictional, so no UPN was issued by it.
    assert_eq!(fixtures::rules(&read), ["upn_invalid"]);
    assert_eq!(read.summary.children, 3);
}

#[test]
fn the_old_form_is_read_as_the_new() {
    let (identity, read) = fixtures::read(&PupilPremium, "old_form.csv", GIVEN);
    assert_eq!(identity.year, 2019);
    let columns = [
        "upn",
        "sex",
        "birth_date",
        "nc_year",
        "deprivation_pupil_premium",
        "service_child_premium",
        "adopted_from_care_premium",
        "looked_after_premium",
        "pupil_premium_fte",
        "pupil_premium_cash_amount",
        "financial_year",
    ];
    assert_eq!(
        rows(&read, &columns),
        [
            "P207000016049|F|2014-05-03|R|true|false|false|false|1.0|1320.0|2018/19",
            "X845212818005|M|2010-11-30|4|false|true|false|false|1.0|300.0|2018/19",
        ]
    );
    let renamed = read.of_rule("column_name");
    assert_eq!(
        renamed.len(),
        1,
        "only Gender has another name: {renamed:?}"
    );
    assert_eq!(
        of_rule(&read, "column_missing"),
        [(0, "LastFSM", String::new())]
    );
}

#[test]
fn the_further_education_variant_has_learner_numbers() {
    let (identity, read) = fixtures::read(&PupilPremium, "further_education.csv", GIVEN);
    assert_eq!(identity.year, 2025);
    assert_eq!(
        rows(
            &read,
            &[
                "upn",
                "uln",
                "academic_year",
                "financial_year",
                "looked_after_premium"
            ]
        ),
        [
            "|1000000043|2024/25|2024/25|false",
            "|1000000051|2024/25|2024/25|true"
        ]
    );
    assert_eq!(fixtures::rules(&read), ["column_unknown"]);
}

#[test]
fn flags_are_read_in_every_form() {
    let read = read("flags_in_other_forms.csv");
    let flags = FLAGS.map(|field| FIELDS[field].column.name);
    assert_eq!(
        rows(&read, &flags),
        ["true|false|false|", "true|true|false|false"]
    );
    assert!(!read.of_rule("flag_format").is_empty());
}

#[test]
fn amounts_and_dates_are_read_as_spreadsheets_left_them() {
    let read = read("dirt.csv");
    assert_eq!(
        rows(
            &read,
            &[
                "birth_date",
                "pupil_premium_fte",
                "pupil_premium_cash_amount",
                "pupil_premium_fy_start_date",
                "pupil_premium_fy_end_date"
            ]
        )[..4],
        [
            // 41762 days after 1899-12-30.
            "2014-05-03|1.5|1515.0|2025-04-01|2026-03-31",
            "2010-11-30|1.0|0.0|2025-04-01|2026-03-31",
            "2012-02-01|1.0|1075.5|2025-04-01|2026-03-31",
            "2021-01-05|1.0||2025-04-01|2026-03-31",
        ]
    );
    assert_eq!(read.of_rule("amount_form").len(), 1);
    assert!(read.of_rule("amount_form")[0].message.contains("2 times"));
    assert_eq!(
        of_rule(&read, "number_format"),
        [(4, "PupilPremiumCashAmount", "ten pounds".to_owned())]
    );
    assert_eq!(of_rule(&read, "date_month_first").len(), 2, "start and end");
    assert_eq!(read.of_rule("date_format").len(), 1, "the serial number");
    let encoded = fixtures::read(&PupilPremium, "windows_1252.csv", GIVEN).1;
    assert_eq!(
        rows(&encoded, &["surname", "pupil_premium_cash_amount"]),
        ["Château|1515.0"]
    );
}

#[test]
fn what_is_odd_about_a_row_is_reported() {
    let read = read("dirt.csv");
    let said = |rule| of_rule(&read, rule);
    assert_eq!(
        said("fte_over_one"),
        [(1, "PupilPremiumFTE", "1.5".to_owned())]
    );
    assert_eq!(
        said("upn_missing_looked_after"),
        [(2, "UPN", String::new())]
    );
    assert_eq!(
        said("looked_after_zero"),
        [(2, "PupilPremiumCashAmount", "0".to_owned())]
    );
    assert_eq!(said("upn_missing"), [(3, "UPN", String::new())]);
    assert_eq!(
        said("upn_invalid")[0],
        (4, "UPN", "X845212818006".to_owned())
    );
    // N2; 12 with the service flag; X aged 16 on 31 August 2024, but not X aged 15; not 12 with
    // the adoption flag alone.
    assert_eq!(
        said("nc_year_not_funded"),
        [
            (4, "NCYear", "N2".to_owned()),
            (5, "NCYear", "12".to_owned()),
            (6, "NCYear", "X".to_owned())
        ]
    );
    assert_eq!(
        said("financial_year_missing"),
        [(8, "PupilPremiumFYStartDate", String::new())]
    );
    assert_eq!(
        said("financial_year_dates"),
        [(9, "PupilPremiumFYStartDate", "2025-04-06".to_owned())]
    );
    for finding in read.of_rule("upn_invalid") {
        assert_eq!(finding.table, Some(TABLE));
        assert_eq!(finding.local_id, finding.value);
    }
}

#[test]
fn the_year_is_that_of_most_rows() {
    let (identity, read) = fixtures::read(&PupilPremium, "two_financial_years.csv", GIVEN);
    assert_eq!(identity.year, 2026);
    assert_eq!(
        rows(&read, &["financial_year"]),
        ["2024/25", "2025/26", "2025/26"]
    );
    assert_eq!(
        of_rule(&read, "other_financial_year"),
        [(0, "PupilPremiumFYStartDate", "2024/25".to_owned())]
    );
    assert!(
        read.of_rule("duplicate_row").is_empty(),
        "another year is no repetition"
    );
    let given = Given {
        year: Some(2025),
        ..GIVEN
    };
    let read = fixtures::read(&PupilPremium, "two_financial_years.csv", given).1;
    assert!(
        read.of_rule("other_financial_year")[0]
            .message
            .contains("2 times")
    );
}

#[test]
fn of_two_years_with_as_many_rows_the_later_counts() {
    let text = format!(
        "{HEADER}\n{}\n{}\n",
        "A,,,,,,1,0,0,0,1,1,2025-04-01,2026-03-31,", "B,,,,,,1,0,0,0,1,1,2024-04-01,2025-03-31,"
    );
    let (identity, _) = fixtures::read_text(&PupilPremium, &text, GIVEN).unwrap();
    assert_eq!(identity.year, 2026);
}

#[test]
fn repeated_pupils_with_equal_flags_collapse() {
    let read = read("pupils_repeated.csv");
    assert_eq!(
        rows(
            &read,
            &[
                "row_no",
                "upn",
                "deprivation_pupil_premium",
                "looked_after_premium"
            ]
        ),
        [
            "1|P207000016049|true|false",
            "4|P207000016049|false|true",
            "5|X845212818005|false|false",
            "6|G995200001001|true|false",
            "7|W995200001002|true|false",
        ]
    );
    let upn = "P207000016049".to_owned();
    assert_eq!(of_rule(&read, "duplicate_row"), [(2, "UPN", upn.clone())]);
    assert_eq!(
        of_rule(&read, "duplicate_row_differs"),
        [(3, "UPN", upn.clone())]
    );
    assert_eq!(of_rule(&read, "duplicate_flags"), [(4, "UPN", upn)]);
    assert_eq!(read.summary.children, 7);
}

#[test]
fn what_neither_file_nor_operator_says_is_asked_for() {
    let text = format!("{HEADER}\nA,,,,,,1,0,0,0,1,1,,,\n");
    let ask = |given| match fixtures::read_text(&PupilPremium, &text, given) {
        Err(ConnectorError::IdentityMissing { option, .. }) => option,
        other => panic!("{other:?}"),
    };
    assert_eq!(ask(Given::default()), "--la");
    assert_eq!(ask(GIVEN), "--year");
}

#[test]
fn a_file_without_rows_is_reported() {
    let given = Given {
        year: Some(2026),
        ..GIVEN
    };
    let read = fixtures::read_text(&PupilPremium, HEADER, given).unwrap().1;
    assert_eq!(fixtures::rules(&read), ["no_rows"]);
}

#[test]
fn only_its_own_files_are_recognised() {
    for (head, known) in [
        (HEADER, true),
        ("UPN,DeprivationPupilPremium,LookedAfterPremium\n", true),
        ("UPN,DeprivationPupilPremium\n", false),
        ("DeprivationPupilPremium,LookedAfterPremium\n", false),
        ("UPN,Surname,Forename\n", false),
        ("<Message></Message>", false),
        ("", false),
    ] {
        assert_eq!(
            PupilPremium.recognises(head),
            known.then_some(FileKind::Whole),
            "{head}"
        );
    }
    assert_eq!(sniff::recognise(HEADER).unwrap().0.name(), "pupil_premium");
}

#[test]
fn what_is_not_well_formed_is_refused_with_its_place() {
    let refused = fixtures::refusals(&PupilPremium, GIVEN, SECRETS);
    let says = [
        (
            "control_character.csv",
            "line 2, column 1: the line holds a control character",
        ),
        ("empty.csv", "line 1, column 1: the file is empty"),
        (
            "header_without_premium.csv",
            "not a Pupil premium download file",
        ),
        (
            "quote_never_closed.csv",
            "line 3, column 15: a quote is opened here",
        ),
    ];
    assert_eq!(refused.len(), says.len());
    for ((name, error), (file, text)) in refused.iter().zip(says) {
        assert_eq!(name, file);
        assert!(error.contains(text), "{name}: {error}");
    }
}

#[test]
fn every_rule_is_reported_by_some_fixture() {
    let mut seen: Vec<&str> = vec!["no_rows"];
    for name in fixtures::names("pupil_premium", "valid") {
        seen.extend(fixtures::rules(&read(&name)));
    }
    for (rule, _, message) in rules::RULES {
        assert!(seen.contains(rule), "{rule}");
        assert!(message.ends_with('.'), "{rule}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_round_trips(texts in proptest::collection::vec("[a-zA-Zé' -]{0,12}", 1..20)) {
        let mut file = format!("{HEADER}\n");
        for (n, text) in texts.iter().enumerate() {
            file += &format!("A{n},\"{text}\",,,,,1,0,0,0,1,{n}.25,2025-04-01,2026-03-31,\n");
        }
        let read = fixtures::read_text(&PupilPremium, &file, GIVEN).unwrap().1;
        let want: Vec<_> = texts.iter().enumerate()
            .map(|(n, text)| {
                let text = if text.trim().eq_ignore_ascii_case("null") { "" } else { text.trim() };
                format!("A{n}|{text}|{n}.25")
            })
            .collect();
        prop_assert_eq!(rows(&read, &["upn", "surname", "pupil_premium_cash_amount"]), want);
    }

    #[test]
    fn no_rows_make_it_panic(lines in proptest::collection::vec("[0-9/,.£\"A-Z-]{0,60}", 0..10)) {
        let file = format!("{HEADER}\n{}\n", lines.join("\n"));
        let given = Given { year: Some(2026), ..GIVEN };
        let _ = fixtures::read_text(&PupilPremium, &file, given);
    }
}
