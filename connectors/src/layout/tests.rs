use super::*;
use crate::finding::{Position, Severity};

static CODE: Field =
    Field::code("request_source", "RequestSource", "sen2_request_source", "").from(2025);
static DAY: Field = Field::date("start_date", "StartDate", "");
static FLAG: Field = Field::flag("rya", "RYA", "");
static RANK: Field = Field::new("rank", "Rank", Form::Whole(1, 2), "");
static UPN: Field = Field::identifier("upn", "UPN", "");

fn at(line: u64) -> Position {
    Position {
        line,
        column: 1,
        byte: 0,
    }
}

/// The value, and the rules of the findings.
fn read(field: &'static Field, year: i16, text: &str) -> (Value<'static>, Vec<&'static str>) {
    let mut intake = Intake::new(year, Style::XML);
    let text: &'static str = Box::leak(text.to_owned().into_boxed_str());
    let cell = intake.cell(field, Some(text), at(3));
    let mut rules: Vec<_> = intake.findings.iter().map(|f| f.rule).collect();
    rules.extend(
        std::mem::take(&mut intake.notices)
            .into_findings()
            .map(|f| f.rule),
    );
    (cell.value, rules)
}

#[test]
fn texts_become_values_and_departures_findings() {
    let text = |text: &'static str| Value::Text(text.into());
    for (field, year, given, value, rules) in [
        (&CODE, 2025, "1", text("1"), vec![]),
        (&CODE, 2025, " 1 ", text("1"), vec!["trimmed_value"]),
        (&CODE, 2025, "1.0", text("1"), vec!["numeric_artefact"]),
        (&CODE, 2025, "9", text("9"), vec!["code_unknown"]),
        (&CODE, 2024, "1", text("1"), vec!["code_year", "item_year"]),
        (&CODE, 2025, "  ", Value::Null, vec![]),
        (&DAY, 2025, "1970-01-02", Value::Day(1), vec![]),
        (&DAY, 2025, "02/01/1970", Value::Day(1), vec!["date_format"]),
        (&DAY, 2025, "1970-02-31", Value::Null, vec!["date_format"]),
        (
            &DAY,
            2025,
            "1900-01-01",
            Value::Null,
            vec!["date_implausible"],
        ),
        (
            &DAY,
            2025,
            "2031-01-01",
            Value::Null,
            vec!["date_implausible"],
        ),
        (&FLAG, 2025, "true", Value::Flag(true), vec![]),
        (&FLAG, 2025, "N", Value::Flag(false), vec!["flag_format"]),
        (&FLAG, 2025, "2", Value::Null, vec!["boolean_format"]),
        (&RANK, 2025, "2", Value::Int(2), vec![]),
        (&RANK, 2025, "3", Value::Null, vec!["number_range"]),
        (&RANK, 2025, "x", Value::Null, vec!["number_format"]),
        (&UPN, 2025, "a12 3", text("A123"), vec!["identifier_form"]),
    ] {
        assert_eq!(read(field, year, given), (value, rules), "{given} {year}");
    }
}

#[test]
fn findings_say_which_child_table_and_file() {
    let mut intake = Intake::new(2025, Style::XML);
    intake.begin_part("requests", Style::XML);
    intake.table(Some("sen2.request"));
    intake.child(Some(7), Some("local"));
    intake.cell(&DAY, Some("never"), at(9));
    intake.cell(&UPN, Some("a1"), at(9));
    intake.end_part();
    let [fault, notice] = &intake.findings[..] else {
        panic!("two findings");
    };
    assert_eq!(
        (fault.table, fault.item),
        (Some("sen2.request"), Some("StartDate"))
    );
    assert_eq!((fault.part, fault.child_row), (Some("requests"), Some(7)));
    assert_eq!(fault.local_id.as_deref(), Some("local"));
    assert_eq!(fault.value.as_deref(), Some("never"));
    assert_eq!(
        (notice.rule, notice.part),
        ("identifier_form", Some("requests"))
    );
}

#[test]
fn columns_are_keys_and_then_fields() {
    const KEY: ColumnDef = ColumnDef::new("person_no", ColumnType::Int, Sensitivity::Plain, "");
    static FIELDS: [Field; 2] = [
        Field::date("start_date", "StartDate", ""),
        Field::code("sex", "Sex", "sen2_sex", ""),
    ];
    let columns: [ColumnDef; 3] = columns(&[KEY], &FIELDS);
    assert_eq!(
        columns.map(|column| column.name),
        ["person_no", "start_date", "sex"]
    );
    assert_eq!(columns[2].code_set, Some("sen2_sex"));
    assert_eq!(columns[1].item, Some(("StartDate", "")));
}

#[test]
fn a_fault_has_the_rule_that_is_published_for_it() {
    static FIELD: Field = Field::date("start_date", "StartDate", "").fault("141");
    let mut intake = Intake::new(2025, Style::XML).plausible_for(10);
    intake.cell(&FIELD, Some("never"), at(1));
    intake.cell(&FIELD, Some("2035-12-31"), at(2));
    intake.cell(&FIELD, Some("2036-01-01"), at(3));
    let rules: Vec<_> = intake
        .findings
        .iter()
        .map(|f| (f.rule, f.severity))
        .collect();
    assert_eq!(
        rules,
        [
            ("141", Severity::Error),
            ("date_implausible", Severity::Query)
        ]
    );
}
