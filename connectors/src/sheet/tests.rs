use super::*;
use crate::layout::{Field, Style};

static FIELDS: [Field; 2] = [
    Field::identifier("upn", "UPN", "The child."),
    Field::text("colour", "Colour", "A colour.").also(&["Hue"]),
];

fn accepts(headings: &Headings) -> bool {
    headings.has(0)
}

fn findings(intake: Intake) -> Vec<Finding> {
    struct All(Vec<Finding>);
    impl crate::Sink for All {
        fn batch(
            &mut self,
            _: &'static cohort_catalog::TableDef,
            _: arrow::array::RecordBatch,
        ) -> Result<(), ConnectorError> {
            Ok(())
        }
        fn finding(&mut self, finding: Finding) -> Result<(), ConnectorError> {
            self.0.push(finding);
            Ok(())
        }
    }
    let mut all = All(Vec::new());
    intake.finish(&mut all).unwrap();
    all.0
}

#[test]
fn rows_are_numbered_without_blank_ones() {
    let mut text = "A title\nHue,UPN,Hue,Note\nred,1,,\n,,,\nblue,2\nred,3,,,4\n".as_bytes();
    let mut sheet = Sheet::open(&mut text, "tests", &FIELDS, accepts).unwrap();
    assert_eq!(sheet.header_at().line, 2);
    let mut intake = Intake::new(2024, Style::XML);
    sheet.judge_headings(&mut intake, &FIELDS, &[0, 1]);
    let mut seen = Vec::new();
    while let Some(row) = sheet.row().unwrap() {
        if !row.blank && row.fits(&mut intake) {
            seen.push((
                row.no,
                row.get(1).unwrap_or_default().to_owned(),
                row.at.line,
            ));
        }
    }
    assert_eq!(seen, [(1, "red".to_owned(), 3), (2, "blue".to_owned(), 5)]);
    let mut rules: Vec<_> = findings(intake)
        .iter()
        .map(|f| (f.rule, f.at.line))
        .collect();
    rules.sort_unstable();
    assert_eq!(
        rules,
        [
            ("column_name", 2),
            ("column_repeated", 2),
            ("column_unknown", 2),
            ("row_too_long", 6),
            ("row_too_short", 5)
        ]
    );
}

#[test]
fn a_value_cut_in_two_can_be_joined() {
    let mut text = "Colour,UPN\nred,green,1\n".as_bytes();
    let mut sheet = Sheet::open(&mut text, "tests", &FIELDS, accepts).unwrap();
    let row = sheet.row().unwrap().unwrap();
    assert_eq!(row.surplus(), 1);
    let row = row.joined(0);
    assert_eq!(row.get(0), Some("1"));
    assert!(row.fits(&mut Intake::new(2024, Style::XML)));
}

#[test]
fn a_tally_counts_and_keeps_values_apart() {
    const RULE: Report = ("odd", Severity::Query, "It is odd.");
    let mut tallies = Tallies::default();
    let at = |line| Position {
        line,
        ..Position::default()
    };
    tallies.add(RULE, None, Some("a"), at(3), Some(1));
    tallies.add(RULE, None, Some("b"), at(4), Some(2));
    tallies.add(RULE, None, Some("a"), at(5), Some(3));
    for n in 0..300 {
        tallies.add(RULE, Some("X"), Some(&n.to_string()), at(6), None);
    }
    let mut intake = Intake::new(2024, Style::XML);
    tallies.finish(&mut intake);
    let findings = findings(intake);
    assert_eq!(
        findings[0].message,
        "It is odd (2 times in the file, here first)."
    );
    assert_eq!((findings[0].at.line, findings[0].child_row), (3, Some(1)));
    assert_eq!(findings[1].message, "It is odd.");
    assert_eq!(findings.len(), 2 + 100 + 1);
}
