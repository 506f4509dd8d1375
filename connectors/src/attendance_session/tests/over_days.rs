//! What only shows over many days or pupils.

use cohort_udfs::calendar;

use super::*;

/// Pupil, first day, number of days, the marks of each day.
type Run<'r> = (&'r str, (i32, u32, u32), i32, [&'r str; 2]);

/// A long file.
fn file(runs: &[Run<'_>]) -> String {
    let mut file = "UPN,URN,Date,Session,Code\n".to_owned();
    for (pupil, (year, month, day), days, marks) in runs {
        let first = calendar::date(*year, *month, *day).unwrap();
        for day in (first..first + days).filter(|day| !calendar::is_weekend(*day)) {
            let (y, m, d) = calendar::civil(day).unwrap();
            for (session, mark) in ["AM", "PM"].iter().zip(marks) {
                file += &format!("{pupil},100001,{y:04}-{m:02}-{d:02},{session},{mark}\n");
            }
        }
    }
    file
}

/// Ten pupils, present for so many days.
fn present(days: i32) -> String {
    let names: Vec<String> = (0..10).map(|n| format!("A{n}")).collect();
    let runs: Vec<_> = names
        .iter()
        .map(|name| (&name[..], (2024, 9, 9), days, ["/", "\\"]))
        .collect();
    file(&runs)
}

#[test]
fn a_school_with_nobody_missing_for_two_weeks_is_reported() {
    // Monday 9 to Friday 20 September: ten school days.
    let read = text(&present(12));
    assert_eq!(read.of_rule("bulk_filled").len(), 1);
    assert_eq!(read.of_rule("bulk_filled")[0].at.line, 2);
    assert!(
        text(&present(11)).of_rule("bulk_filled").is_empty(),
        "nine days"
    );
    let ill = present(12).replacen("A3,100001,2024-09-12,AM,/", "A3,100001,2024-09-12,AM,I", 1);
    assert!(
        text(&ill).of_rule("bulk_filled").is_empty(),
        "one pupil ill in the first week"
    );
}

#[test]
fn marks_of_holidays_are_reported() {
    let christmas =
        "UPN,URN,Date,Session,Code\nA1,100001,2024-12-25,AM,/\nA1,100001,2024-12-25,PM,#\n";
    assert_eq!(text(christmas).of_rule("holiday_mark").len(), 1);
    // A training day: most marks say that the school is closed.
    let closed = "UPN,URN,Date,Session,Code\nA1,100001,2024-09-09,AM,#\nA2,100001,2024-09-09,AM,#\n\
                  A3,100001,2024-09-09,AM,/\nA4,100002,2024-09-09,AM,/\n";
    let read = text(closed);
    assert_eq!(read.of_rule("holiday_mark").len(), 1);
    assert_eq!(
        read.of_rule("holiday_mark")[0].at.line,
        4,
        "not of the other school"
    );
}

#[test]
fn marks_of_weekends_are_reported() {
    let weekend = "UPN,URN,Date,Session,Code\nA1,100001,2024-09-07,AM,/\nA1,100001,2024-09-07,PM,#\n\
                   A1,100001,2024-09-08,AM,I\n";
    let read = text(weekend);
    assert_eq!(read.of_rule("weekend_mark").len(), 1);
    assert!(read.of_rule("weekend_mark")[0].message.contains("2 times"));
}

#[test]
fn marks_off_roll_are_reported_once_a_pupil() {
    let leaver = "UPN,URN,Date,Session,Code,EntryDate,LeavingDate\n\
                  A1,100001,2024-09-09,AM,/,2024-09-10,2024-09-11\n\
                  A1,100001,2024-09-10,AM,/,2024-09-10,2024-09-11\n\
                  A1,100001,2024-09-11,AM,/,2024-09-10,2024-09-11\n\
                  A1,100001,2024-09-12,AM,/,2024-09-10,2024-09-11\n\
                  A2,100001,2024-09-12,AM,/,,2024-09-11\n\
                  A3,100001,2024-09-12,AM,/,,\n";
    let read = text(leaver);
    assert_eq!(
        of_rule(&read, "off_roll"),
        [(1, String::new()), (5, String::new())]
    );
    assert_eq!(read.rows(SESSION_TABLE), 6, "all are kept");
}

#[test]
fn a_reason_not_established_for_long_is_reported_with_its_share() {
    // N on Monday 9 September; the last mark is so many school days later. `#` to the end of the
    // year is no sign of a register taken.
    let until = |last: &str| {
        format!(
            "UPN,URN,Date,Session,Code\nA1,100001,2024-09-09,AM,N\nA1,100001,{last},AM,N\n\
             A1,100001,2024-10-28,AM,#\n"
        )
    };
    assert!(
        text(&until("2024-09-16"))
            .of_rule("reason_not_established")
            .is_empty(),
        "five"
    );
    let read = text(&until("2024-09-17"));
    let found = read.of_rule("reason_not_established");
    assert!(
        found[0].message.starts_with("1 of 2 sessions"),
        "{}",
        found[0].message
    );
    assert_eq!(found[0].at.line, 2);
}

#[test]
fn a_pupil_with_nothing_but_x_is_reported() {
    let all = file(&[
        ("A1", (2024, 9, 9), 12, ["X", "X"]),
        ("A2", (2024, 9, 9), 12, ["/", "X"]),
    ]);
    assert_eq!(of_rule(&text(&all), "all_x"), [(1, String::new())]);
}

#[test]
fn more_possible_sessions_than_a_year_has_are_reported() {
    // 41 weeks of five days are 410 sessions, 40 are 400.
    let weeks = |weeks: i32| file(&[("A1", (2024, 9, 2), 7 * weeks, ["/", "\\"])]);
    let read = text(&weeks(41));
    assert_eq!(of_rule(&read, "possible_over_400").len(), 1);
    assert_eq!(
        read.of_rule("possible_over_400")[0].local_id.as_deref(),
        Some("A1")
    );
    assert!(text(&weeks(40)).of_rule("possible_over_400").is_empty());
    let closed = file(&[("A1", (2024, 9, 2), 7 * 41, ["/", "X"])]);
    assert!(text(&closed).of_rule("possible_over_400").is_empty());
}

#[test]
fn x_of_the_coronavirus_years_is_reported() {
    let x = |date: &str| format!("UPN,URN,Date,Session,Code\nA1,100001,{date},AM,X02\n");
    assert_eq!(text(&x("2022-01-10")).of_rule("coronavirus_x").len(), 1);
    assert!(text(&x("2022-09-12")).of_rule("coronavirus_x").is_empty());
}

/// The rules that these files give reason to.
pub(super) fn rules() -> Vec<&'static str> {
    vec![
        "bulk_filled",
        "holiday_mark",
        "weekend_mark",
        "off_roll",
        "reason_not_established",
        "all_x",
        "possible_over_400",
        "coronavirus_x",
    ]
}
