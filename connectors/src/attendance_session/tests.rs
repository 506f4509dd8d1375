use proptest::prelude::*;

use super::*;
use crate::conformance::{self, Read};
use crate::fixtures;

mod over_days;

const SESSION_TABLE: &str = "attendance.session";
const GIVEN: Given = Given {
    la_code: Some(995),
    year: None,
};
const GIVEN_YEAR: Given = Given {
    la_code: Some(995),
    year: Some(2025),
};
const SECRETS: &[&str] = &["P207000016049", "X845212818005", "A-17", "secret word"];

fn read(name: &str) -> Read {
    fixtures::read(&AttendanceSession, name, GIVEN_YEAR).1
}

fn text(text: &str) -> Read {
    fixtures::read_text(&AttendanceSession, text, GIVEN_YEAR)
        .unwrap()
        .1
}

fn marks(read: &Read) -> Vec<String> {
    fixtures::rows(
        read,
        SESSION_TABLE,
        &["row_no", "date", "session", "code", "counts_as"],
    )
}

/// Row and value of the findings of a rule.
fn of_rule(read: &Read, rule: &str) -> Vec<(u32, String)> {
    let findings = read.of_rule(rule).into_iter();
    findings
        .map(|f| {
            let value = f.value.as_deref().unwrap_or_default().to_owned();
            (f.child_row.unwrap_or(0), value)
        })
        .collect()
}

#[test]
fn it_conforms_on_every_valid_fixture() {
    // The year is given, because a file cut before its first row does not say it.
    let fixtures = fixtures::valid(&AttendanceSession, |_| GIVEN_YEAR, SECRETS);
    conformance::check_all(&AttendanceSession, &fixtures);
    for fixture in &fixtures {
        if !fixture.bytes.contains(&b'"') {
            conformance::check_column_order(&AttendanceSession, fixture);
        }
    }
}

#[test]
fn a_long_file_has_a_row_a_session() {
    let (identity, read) = fixtures::read(&AttendanceSession, "long.csv", GIVEN);
    assert_eq!((identity.la_code, identity.year), (995, 2025));
    assert_eq!(
        identity.period.as_deref(),
        Some("2024-09-09/2024-09-10/100001")
    );
    let all: Vec<&str> = schema::SESSIONS.columns.iter().map(|c| c.name).collect();
    assert_eq!(
        fixtures::rows(&read, SESSION_TABLE, &all),
        [
            "1|1|P207000016049||100001|2024-09-09|AM|/|attended|",
            "2|1|P207000016049||100001|2024-09-09|PM|\\|attended|",
            "3|1|P207000016049||100001|2024-09-10|AM|L|attended|12",
            "4|1|P207000016049||100001|2024-09-10|PM|C1|authorised|",
            "5|1|X845212818005||100001|2024-09-09|AM|I|authorised|",
            "6|1|X845212818005||100001|2024-09-09|PM|G|unauthorised|",
            "7|1|X845212818005||100001|2024-09-10|AM|Y5|not_possible|",
            "8|1|X845212818005||100001|2024-09-10|PM|#|administrative|",
        ]
    );
    assert!(read.findings.is_empty(), "{:?}", read.findings);
    assert_eq!(read.summary.children, 2);
}

#[test]
fn a_wide_file_has_two_sessions_a_row() {
    let (identity, read) = fixtures::read(&AttendanceSession, "wide.csv", GIVEN);
    // Two schools: the period names neither.
    assert_eq!(identity.period.as_deref(), Some("2024-09-09/2024-09-10"));
    assert_eq!(
        fixtures::rows(
            &read,
            SESSION_TABLE,
            &["mark_no", "pupil_id", "urn", "date", "session", "code"]
        ),
        [
            "1|A-17|100001|2024-09-09|AM|/",
            "2|A-17|100001|2024-09-09|PM|\\",
            "1|A-17|100001|2024-09-10|AM|I",
            "1|A-18|100002|2024-09-10|AM|/",
            "2|A-18|100002|2024-09-10|PM|\\",
        ]
    );
    assert_eq!(of_rule(&read, "no_mark"), [(2, String::new())]);
    assert_eq!(of_rule(&read, "both_in_one"), [(3, "/\\".to_owned())]);
    assert_eq!(read.of_rule("column_name").len(), 2);
}

#[test]
fn a_day_in_one_cell_is_two_sessions() {
    let read = read("day_in_one_cell.csv");
    assert_eq!(
        marks(&read),
        [
            "1|2024-09-09|AM|/|attended",
            "1|2024-09-09|PM|\\|attended",
            "2|2024-09-10|AM|C1|authorised",
            "2|2024-09-10|PM|C1|authorised",
            "3|2024-09-11||I|authorised",
            "4|2024-09-12|AM|/|attended",
            "5|2024-09-13|AM|D|not_possible",
        ]
    );
    assert_eq!(of_rule(&read, "session_unknown"), [(3, "I".to_owned())]);
}

#[test]
fn a_string_has_two_marks_for_each_day_from_its_start() {
    let read = read("marks_string.csv");
    let rows = marks(&read);
    assert_eq!(
        rows[..7],
        [
            "1|2024-09-06|AM|/|attended",
            "1|2024-09-06|PM|\\|attended",
            "1|2024-09-07|AM|#|administrative",
            "1|2024-09-07|PM|#|administrative",
            "1|2024-09-08|AM|#|administrative",
            "1|2024-09-08|PM|#|administrative",
            "1|2024-09-09|AM|I|authorised",
        ]
    );
    assert_eq!(
        rows[7..],
        [
            "2|2024-09-06|AM|/|attended",
            "2|2024-09-06|PM|\\|attended",
            "2|2024-09-09|AM|/|attended",
            "2|2024-09-09|PM|\\|attended",
            "6|2024-09-09|AM|/|attended",
            "6|2024-09-09|PM|\\|attended",
        ]
    );
    assert_eq!(of_rule(&read, "marks_length"), [(3, "/\\####I".to_owned())]);
    assert_eq!(
        of_rule(&read, "marks_two_characters"),
        [(4, "/\\###C1/".to_owned())]
    );
    assert_eq!(of_rule(&read, "start_date_missing"), [(5, String::new())]);
    assert_eq!(of_rule(&read, "backslash_doubled"), [(6, String::new())]);
}

#[test]
fn a_string_with_commas_holds_codes_of_any_length() {
    let read = read("marks_with_commas.csv");
    let codes = fixtures::rows(&read, SESSION_TABLE, &["row_no", "date", "code"]);
    assert_eq!(
        codes,
        [
            "1|2024-09-09|/",
            "1|2024-09-09|\\",
            "1|2024-09-10|C1",
            "1|2024-09-10|C1",
            "1|2024-09-11|#",
            "1|2024-09-11|#",
            "2|2024-09-09|/",
            "2|2024-09-09|\\",
            "2|2024-09-10|I",
            "2|2024-09-10|I",
            "2|2024-09-11|#",
            "2|2024-09-11|#",
        ]
    );
}

#[test]
fn codes_are_classified_by_date() {
    let read = read("codes_of_august_2024.csv");
    assert_eq!(
        marks(&read),
        [
            "1|2024-07-01|AM|J|attended",
            "2|2024-07-01|PM|J1|authorised",
            "3|2024-09-09|AM|J|attended",
            "4|2024-09-09|PM|J1|authorised",
            "5|2024-09-10|AM|H|authorised",
            "6|2024-09-10|PM|Y|not_possible",
            "7|2024-09-11|AM|Y1|not_possible",
            "8|2024-09-11|PM|F|authorised",
        ]
    );
    let mut codes: Vec<_> = of_rule(&read, "code_dates")
        .into_iter()
        .map(|f| f.1)
        .collect();
    codes.sort();
    assert_eq!(codes, ["F", "H", "J", "J1", "Y"]);
    assert_eq!(read.of_rule("y_and_y1").len(), 1);
    assert_eq!(of_rule(&read, "other_year"), [(0, "2024".to_owned())]);
    let identity = fixtures::read(&AttendanceSession, "codes_of_august_2024.csv", GIVEN).0;
    assert_eq!(identity.year, 2025);
    assert_eq!(
        identity.period.as_deref(),
        Some("2024-09-09/2024-09-11/100001")
    );
}

#[test]
fn codes_are_mended_where_their_meaning_is_sure() {
    let read = read("codes_in_other_forms.csv");
    assert_eq!(
        marks(&read),
        [
            "1|2024-09-09|AM|I|authorised",
            "2|2024-09-09|PM|O|unauthorised",
            "3|2024-09-10|AM|/|attended",
            "6|2024-09-11|PM|\\|attended",
            "7|2024-09-12|AM|/|attended",
            "7|2024-09-12|PM|\\|attended",
            "8|2024-09-13|AM|I07|authorised",
            "9|2024-09-13|PM|A|",
            "12|2024-09-16|PM|/|attended",
            "13|2024-09-17||/|attended",
            "14||AM|/|attended",
            "15|2024-09-17|PM|\\|attended",
            "16|2024-09-18|PM|\\|attended",
        ]
    );
    assert_eq!(of_rule(&read, "code_unknown"), [(9, "A".to_owned())]);
    assert_eq!(of_rule(&read, "sub_code_unknown"), [(0, "I07".to_owned())]);
    assert_eq!(of_rule(&read, "session_unknown"), [(13, String::new())]);
    assert_eq!(
        of_rule(&read, "date_format"),
        [(14, "31/09/2024".to_owned())]
    );
    assert_eq!(of_rule(&read, "pupil_missing"), [(15, String::new())]);
    for (rule, times) in [
        ("code_case", 1),
        ("zero_for_o", 1),
        ("trimmed_value", 1),
        ("no_mark", 2),
        ("backslash_doubled", 1),
        ("both_in_one", 1),
        ("lesson_mark", 2),
        ("present_other_half", 1),
    ] {
        let found = read.of_rule(rule);
        assert_eq!(found.len(), 1, "{rule}");
        let told = found[0].message.contains(&format!("{times} times"));
        assert!(told || times == 1, "{rule}: {}", found[0].message);
    }
}

#[test]
fn numbers_are_lessons_where_there_are_more_than_two() {
    let file = |last: &str| {
        format!(
            "UPN,URN,Date,Session,Code\nA1,100001,2024-09-09,1,/\nA1,100001,2024-09-09,2,\\\n\
             A1,100001,2024-09-09,{last},I\nA1,100001,2024-09-10,PM,\\\n"
        )
    };
    assert_eq!(
        text(&file("AM")).rows(SESSION_TABLE),
        3,
        "the AM stands twice"
    );
    let lessons = text(&file("3"));
    assert_eq!(marks(&lessons), ["4|2024-09-10|PM|\\|attended"]);
    assert!(
        lessons.of_rule("lesson_mark")[0]
            .message
            .contains("3 times")
    );
}

#[test]
fn rows_without_a_pupil_are_rows() {
    let read =
        text("UPN,URN,Date,Session,Code\n,100001,2024-09-09,AM,/\n,100001,2024-09-09,AM,/\n");
    assert_eq!(
        read.rows(SESSION_TABLE),
        2,
        "nobody can say that they repeat each other"
    );
    assert_eq!(fixtures::rules(&read), ["pupil_missing"]);
}

#[test]
fn of_a_session_that_stands_twice_one_mark_is_kept() {
    let read = read("sessions_repeated.csv");
    let mut rows = fixtures::rows(
        &read,
        SESSION_TABLE,
        &["upn", "urn", "date", "session", "code", "row_no"],
    );
    rows.retain(|row| row.contains("2024-09-09"));
    rows.sort();
    assert_eq!(
        rows,
        [
            // The later edit, though it is no absence.
            "P207000016049|100001|2024-09-09|AM|/|1",
            // The absence, whether it stands second or first.
            "P207000016049|100001|2024-09-09|PM|I|4",
            "X845212818005|100001|2024-09-09|AM|G|5",
            "X845212818005|100001|2024-09-09|PM|\\|7",
            // At another school it is another session.
            "X845212818005|100002|2024-09-09|PM|D|9",
        ]
    );
    assert_eq!(
        of_rule(&read, "duplicate_session"),
        [
            (2, "I".to_owned()),
            (4, "\\".to_owned()),
            (6, "/".to_owned())
        ]
    );
    assert_eq!(of_rule(&read, "repeated_session"), [(8, String::new())]);
    assert_eq!(read.rows(SESSION_TABLE), 11);
}

#[test]
fn a_summary_has_a_table_of_its_own() {
    let (identity, read) = fixtures::read(&AttendanceSession, "summary.csv", GIVEN);
    assert_eq!(identity.year, 2025);
    assert_eq!(
        identity.period.as_deref(),
        Some("2024-09-02/2025-07-22/100001/summary")
    );
    let all: Vec<&str> = schema::SUMMARY.columns.iter().map(|c| c.name).collect();
    assert_eq!(
        fixtures::rows(&read, "attendance.summary", &all),
        [
            "1|P207000016049||100001|2024-09-02|2024-12-20|140|133|5|2|4",
            "3|P207000016049||100001|2024-09-02|2024-12-20|142|135|5|2|4",
            "4|X845212818005||100001|2024-09-02|2025-07-22|410|400|5|5|0",
            "5|G995200001001||100001|2024-09-02|2024-12-20|10|5|8|4|",
            "6|||100001|2024-09-02|2024-12-20|100|90|3|2|",
            "7|W995200001002||100001|2023-09-04|2023-12-20|100|90||2|",
        ]
    );
    let upn = "P207000016049".to_owned();
    for (rule, row, value) in [
        ("summary_repeated", 2, upn.clone()),
        ("summary_twice", 3, upn),
        ("possible_over_400", 4, "410".to_owned()),
        ("absence_over_possible", 5, "10".to_owned()),
        ("pupil_missing", 6, String::new()),
        ("possible_sum", 6, "100".to_owned()),
        ("number_format", 7, "many".to_owned()),
        ("other_year", 0, "2024".to_owned()),
    ] {
        assert_eq!(of_rule(&read, rule), [(row, value)], "{rule}");
    }
    assert_eq!(read.of_rule("upn_invalid").len(), 2);
    assert_eq!(read.rows(SESSION_TABLE), 0);
}

#[test]
fn what_neither_file_nor_operator_says_is_asked_for() {
    let file = "UPN,Date,Session,Code\nA1,,AM,/\n";
    let ask = |given| match fixtures::read_text(&AttendanceSession, file, given) {
        Err(ConnectorError::IdentityMissing { option, .. }) => option,
        other => panic!("{other:?}"),
    };
    assert_eq!(ask(Given::default()), "--la");
    assert_eq!(ask(GIVEN), "--year");
    let (identity, read) = fixtures::read_text(&AttendanceSession, file, GIVEN_YEAR).unwrap();
    assert_eq!(identity.period, None);
    assert_eq!(marks(&read), ["1||AM|/|attended"]);
}

#[test]
fn a_file_without_rows_is_reported() {
    for header in [
        "UPN,URN,Date,Session,Code",
        "UPN,URN,Possible,Authorised,Unauthorised",
    ] {
        assert_eq!(fixtures::rules(&text(header)), ["no_rows"], "{header}");
    }
}

#[test]
fn shapes_are_known_by_their_headings() {
    for (header, known) in [
        ("UPN,Date,AM/PM,Attendance Code", true),
        ("Admission No,Session Date,Period,Mark", true),
        ("UPN,Date,Mark", true),
        ("UPN,Date,AM Mark,PM Mark", true),
        ("UPN,Week Beginning,Registration Marks", true),
        (
            "UPN,Possible Sessions,Authorised Absences,Unauthorised Absences",
            true,
        ),
        ("UPN,Date,AM", false),
        ("UPN,Marks", false),
        (
            "UPN,SessionsPossible,SessionsAuthorised,SessionsUnauthorised",
            false,
        ),
        ("Date,Session,Code", false),
        ("", false),
    ] {
        let found = AttendanceSession.recognises(header).is_some();
        assert_eq!(found, known, "{header}");
    }
}

#[test]
fn what_is_not_well_formed_is_refused_with_its_place() {
    let refused = fixtures::refusals(&AttendanceSession, GIVEN_YEAR, SECRETS);
    let says = [
        (
            "control_character.csv",
            "line 2, column 1: the line holds a control character",
        ),
        ("no_pupil.csv", "not a Register of attendance file"),
        (
            "quote_never_closed.csv",
            "line 2, column 26: a quote is opened here",
        ),
    ];
    assert_eq!(refused.len(), says.len());
    for ((name, error), (file, text)) in refused.iter().zip(says) {
        assert_eq!(name, file);
        assert!(error.contains(text), "{name}: {error}");
    }
}

#[test]
fn every_rule_is_reported_by_some_file() {
    let mut seen: Vec<&str> = over_days::rules();
    seen.push("no_rows");
    for name in fixtures::names("attendance_session", "valid") {
        seen.extend(fixtures::rules(&read(&name)));
    }
    for (rule, _) in rules::RULES {
        assert!(seen.contains(rule), "{rule}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_string_reads_as_its_sessions_do(codes in proptest::collection::vec(
        proptest::sample::select(&["/", "\\", "I", "C1", "H", "#", "Y7", "-", "X02"]), 1..40))
    {
        let days = codes.len().div_ceil(2);
        let mut long = "UPN,Date,Session,Code\n".to_owned();
        let first = cohort_udfs::calendar::date(2024, 9, 2).unwrap();
        for (n, code) in (0..).zip(&codes) {
            let (y, m, d) = cohort_udfs::calendar::civil(first + n / 2).unwrap();
            let session = if n % 2 == 0 { "AM" } else { "PM" };
            long += &format!("A1,{y:04}-{m:02}-{d:02},{session},{code}\n");
        }
        let mut all = codes.join(",");
        if codes.len() % 2 == 1 {
            all += ",-";
        }
        let last = cohort_udfs::calendar::civil(first + i32::try_from(days).unwrap() - 1).unwrap();
        let end = format!("{:04}-{:02}-{:02}", last.0, last.1, last.2);
        let string = format!("UPN,StartDate,EndDate,Marks\nA1,2024-09-02,{end},\"{all}\"\n");
        let of = |read: &Read| fixtures::rows(read, SESSION_TABLE, &["upn", "date", "session", "code", "counts_as"]);
        prop_assert_eq!(of(&text(&string)), of(&text(&long)));
    }

    #[test]
    fn a_session_has_at_most_one_row(rows in proptest::collection::vec((0..3, 1..4, 0..2, 0..4), 1..60)) {
        let mut file = "UPN,Date,Session,Code\n".to_owned();
        for (pupil, day, half, code) in &rows {
            let code = ["/", "I", "G", "D"][*code as usize];
            file += &format!("A{pupil},2024-09-0{day},{},{code}\n", half + 1);
        }
        let read = text(&file);
        let mut sessions = fixtures::rows(&read, SESSION_TABLE, &["upn", "date", "session"]);
        sessions.sort();
        let mut want: Vec<_> = rows.iter()
            .map(|(pupil, day, half, _)| format!("A{pupil}|2024-09-0{day}|{}", ["AM", "PM"][*half as usize]))
            .collect();
        want.sort();
        want.dedup();
        prop_assert_eq!(sessions, want);
    }

    #[test]
    fn no_rows_make_it_panic(
        header in proptest::sample::select(&[
            "UPN,Date,Session,Code,LastEdited", "UPN,Date,AM,PM", "UPN,Date,Code",
            "UPN,StartDate,Marks,EndDate", "UPN,Possible,Authorised,Unauthorised,Attended",
        ]),
        lines in proptest::collection::vec("[A-Z0-9/\\\\,# é-]{0,40}", 0..10),
    ) {
        let file = format!("{header}\n{}\n", lines.join("\n"));
        let _ = fixtures::read_text(&AttendanceSession, &file, GIVEN_YEAR);
    }
}
