use proptest::prelude::*;

use super::*;
use crate::conformance;
use crate::fixtures;

const TABLE: &str = "attendance.weekly";
const HEADER: &str = "time_period,time_identifier,geographic_level,reference_date,\
    attendance_reason,session_count,session_percent";

#[test]
fn it_conforms_on_every_valid_fixture() {
    // The year is given, because a file cut before its first row does not say it.
    let given = |_: &str| Given {
        la_code: None,
        year: Some(2025),
    };
    let fixtures = fixtures::valid(&AttendanceWeekly, given, &["Ashby", "3000000000"]);
    conformance::check_all(&AttendanceWeekly, &fixtures);
    for fixture in &fixtures {
        conformance::check_column_order(&AttendanceWeekly, fixture);
    }
}

#[test]
fn rows_are_those_of_the_release() {
    let given = Given {
        la_code: Some(995),
        year: None,
    };
    let (identity, read) = fixtures::read(&AttendanceWeekly, "release.csv", given);
    assert_eq!(
        (identity.la_code, identity.year, identity.period),
        (0, 2025, None)
    );
    let all: Vec<&str> = schema::WEEKLY.columns.iter().map(|c| c.name).collect();
    assert_eq!(
        fixtures::rows(&read, TABLE, &all),
        [
            "1|2024|Week 37|Week|National|E92000001|England||||||2024-09-13|Total|Absence|Authorised|Illness|3000000000||2.51|",
            "2|2024|Week 37|Week|Regional|E92000001|England|E12000099|Fiction||||2024-09-13|Primary|Attending|Present|All|1200||94.0|",
            "3|2024|Week 37|Week|Local authority|E92000001|England|E12000099|Fiction|E06999995|Ashby|995|2024-09-13|Special|Absence|Unauthorised|Late||low||low",
            "4|2025|Week 2|Week|Local authority|E92000001|England|E12000099|Fiction|E06999995|Ashby|995|2025-01-10|Special|Absence|Unauthorised|Late||c||x",
            "5|2025|Week 2|Week|Local authority|E92000001|England|E12000099|Fiction|E06999996|Bexton|996|2025-01-10|Special|Absence|Unauthorised|Late||z||z",
        ]
    );
    assert!(fixtures::rules(&read).is_empty(), "{:?}", read.findings);
}

#[test]
fn what_is_odd_is_reported() {
    let (identity, read) = fixtures::read(&AttendanceWeekly, "dirt.csv", Given::default());
    // Week 30 of 2024 is in 2023/24, week 36 in 2024/25.
    assert_eq!(identity.year, 2025);
    assert_eq!(
        fixtures::rows(
            &read,
            TABLE,
            &["row_no", "session_count", "session_percent"]
        ),
        ["1|100|2.5", "3|101|2.5", "4||102.5", "5|7|2.5", "6||"]
    );
    let lines = |rule| {
        let findings = read.of_rule(rule).into_iter();
        findings.map(|f| f.at.line).collect::<Vec<_>>()
    };
    assert_eq!(lines("duplicate_row"), [3]);
    assert_eq!(lines("observation_twice"), [4]);
    assert_eq!(lines("number_format"), [5]);
    assert_eq!(lines("percent_range"), [5]);
    assert_eq!(lines("year_missing"), [7]);
    assert_eq!(lines("other_year"), [2]);
    assert!(read.of_rule("other_year")[0].message.contains("3 times"));
    for (rule, _, _) in rules::RULES.iter().filter(|rule| rule.0 != "no_rows") {
        assert!(!read.of_rule(rule).is_empty(), "{rule}");
    }
}

#[test]
fn columns_may_lack() {
    let (identity, read) = fixtures::read(&AttendanceWeekly, "fewer_columns.csv", Given::default());
    assert_eq!(identity.year, 2024);
    assert_eq!(
        fixtures::rows(
            &read,
            TABLE,
            &["attendance_reason", "session_count", "area_la_code"]
        ),
        ["Illness|5|"]
    );
    assert_eq!(
        fixtures::rules(&read),
        ["bom", "column_missing", "column_unknown"]
    );
}

#[test]
fn a_release_without_rows_is_reported_and_has_no_year() {
    let given = Given {
        la_code: None,
        year: Some(2025),
    };
    let read = fixtures::read_text(&AttendanceWeekly, HEADER, given)
        .unwrap()
        .1;
    assert!(fixtures::rules(&read).contains(&"no_rows"));
    assert!(matches!(
        fixtures::read_text(&AttendanceWeekly, HEADER, Given::default()),
        Err(ConnectorError::IdentityMissing { what: "year", .. })
    ));
}

#[test]
fn what_is_not_well_formed_is_refused_with_its_place() {
    let refused = fixtures::refusals(&AttendanceWeekly, Given::default(), &["Week 37"]);
    assert!(
        refused[0]
            .1
            .contains("not a Weekly attendance in schools file"),
        "{refused:?}"
    );
    assert!(
        refused[1]
            .1
            .contains("line 2, column 6: a quote is opened here"),
        "{refused:?}"
    );
    assert_eq!(
        AttendanceWeekly.recognises("time_period,session_count\n"),
        None
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_count_round_trips(counts in proptest::collection::vec(0u64..1_000_000_000_000_000, 1..20)) {
        let mut file = format!("{HEADER}\n");
        for (n, count) in counts.iter().enumerate() {
            file += &format!("2024,Week {n},National,2024-09-13,Illness,{count},\n");
        }
        let read = fixtures::read_text(&AttendanceWeekly, &file, Given::default()).unwrap().1;
        let want: Vec<_> = counts.iter().map(u64::to_string).collect();
        prop_assert_eq!(fixtures::rows(&read, TABLE, &["session_count"]), want);
    }

    #[test]
    fn no_rows_make_it_panic(lines in proptest::collection::vec("[0-9a-z/,.é-]{0,60}", 0..10)) {
        let file = format!("{HEADER}\n{}\n", lines.join("\n"));
        let _ = fixtures::read_text(&AttendanceWeekly, &file, Given::default());
    }
}
