//! Findings about the form of a file; those about its content are tested with the rules.

use super::*;

/// The findings of a rule, each as `line severity item: value`.
fn told(read: &Read, rule: &str) -> Vec<String> {
    let show = |finding: &&Finding| {
        format!(
            "{} {} {}: {}",
            finding.at.line,
            finding.severity.as_str(),
            finding.item.unwrap_or("-"),
            finding.value.as_deref().unwrap_or("-"),
        )
    };
    read.of_rule(rule).iter().map(show).collect()
}

#[test]
fn departures_of_form_are_told_where_they_stand() {
    for (name, rule, expected) in [
        ("byte_order_mark.xml", "bom", &["1 notice -: -"][..]),
        (
            "utf16_le_with_mark_under_utf8_declaration.xml",
            "bom",
            &["1 notice -: -"],
        ),
        (
            "utf16_be_without_mark.xml",
            "encoding",
            &["1 notice -: UTF-16BE"],
        ),
        (
            "windows_1252_declared.xml",
            "encoding",
            &["1 notice -: windows-1252"],
        ),
        ("default_namespace.xml", "namespace", &["2 notice -: -"]),
        ("prefixed_namespace.xml", "namespace", &["2 notice -: -"]),
        (
            "wrappers_repeated_empty_missing.xml",
            "repeated_wrapper",
            &[
                "28 notice Disabilities: -",
                "41 notice FactorsIdentifiedAtAssessment: -",
                "51 notice Reviews: -",
            ],
        ),
        (
            "wrappers_repeated_empty_missing.xml",
            "empty_wrapper",
            &[
                "36 notice FactorsIdentifiedAtAssessment: -",
                "52 notice Reviews: -",
            ],
        ),
        (
            "wrappers_repeated_empty_missing.xml",
            "missing_wrapper",
            &["42 notice AssessmentFactors: -"],
        ),
        (
            "wrappers_repeated_empty_missing.xml",
            "element_name",
            &["51 notice CPPreviewDate: -"],
        ),
        (
            "dates_in_other_forms.xml",
            "date_format",
            &[
                "23 notice PersonBirthDate: 15/07/2015",
                "35 notice AssessmentActualStartDate: 2023-05-13T00:00:00",
                "36 error AssessmentInternalReviewDate: soon after",
                "37 error AssessmentAuthorisationDate: 07/24/2023",
            ],
        ),
        (
            "dates_in_other_forms.xml",
            "date_implausible",
            &[
                "40 query AssessmentActualStartDate: 1900-01-01",
                "41 query AssessmentInternalReviewDate: 2025-04-01",
            ],
        ),
        (
            "codes_in_other_forms.xml",
            "code_case",
            &[
                "24 notice Sex: m",
                "27 notice Ethnicity: wbri",
                "28 notice Disability: hand",
                "32 notice ReferralSource: 5d",
            ],
        ),
        (
            "codes_in_other_forms.xml",
            "code_year",
            &["38 query AssessmentFactors: 18A"],
        ),
        (
            "codes_in_other_forms.xml",
            "code_unknown",
            &[
                "22 error UPNunknown: UN8",
                "38 error AssessmentFactors: RB",
                "38 error AssessmentFactors: 01A",
            ],
        ),
        (
            "codes_in_other_forms.xml",
            "item_year",
            &["24 query Sex: -"],
        ),
        (
            "flags_and_numbers_in_other_forms.xml",
            "boolean_format",
            &["44 error ReferralNFA: no"],
        ),
        (
            "flags_and_numbers_in_other_forms.xml",
            "number_format",
            &["42 error NumberOfPreviousCPP: several"],
        ),
        (
            "identifiers_in_other_forms.xml",
            "identifier_form",
            &[
                "21 notice LAchildID: 00\n12 7",
                "23 notice UPN: x8452 1281 8005",
            ],
        ),
        (
            "identifiers_in_other_forms.xml",
            "trimmed_value",
            &["21 notice LAchildID: -"],
        ),
        (
            "header_year_differs.xml",
            "header_year",
            &["6 query Year: 2023"],
        ),
        (
            "elements_repeated.xml",
            "repeated_element",
            &[
                "25 query LAchildID: R2",
                "26 query Sex: F",
                "36 query PrimaryNeedCode: N2",
            ],
        ),
        (
            "elements_in_another_case.xml",
            "element_case",
            &[
                "2 notice Message: -",
                "21 notice LAchildID: -",
                "30 notice CINdetails: -",
            ],
        ),
        (
            "elements_in_another_order.xml",
            "element_order",
            &[
                "22 notice Assessments: -",
                "24 notice AssessmentAuthorisationDate: -",
                "25 notice AssessmentInternalReviewDate: -",
                "26 notice AssessmentActualStartDate: -",
                "28 notice PrimaryNeedCode: -",
                "29 notice ReferralSource: -",
                "30 notice CINreferralDate: -",
                "32 notice ChildCharacteristics: -",
                "34 notice Ethnicity: -",
                "36 notice ChildIdentifiers: -",
                "38 notice PersonBirthDate: -",
                "39 notice UPN: -",
                "40 notice LAchildID: -",
            ],
        ),
        (
            "stray_text_and_unknown_elements.xml",
            "unknown_element",
            &["26 notice -: Nickname", "35 notice -: Inner"],
        ),
        (
            "stray_text_and_unknown_elements.xml",
            "stray_text",
            &["24 notice -: -"],
        ),
    ] {
        assert_eq!(told(&read(name), rule), expected, "{name} {rule}");
    }
}

#[test]
fn what_recurs_is_told_once_with_its_number() {
    let read = read("stray_text_and_unknown_elements.xml");
    let unknown = read.of_rule("unknown_element");
    assert!(
        unknown[0].message.contains("2 times"),
        "{}",
        unknown[0].message
    );
    let stray = read.of_rule("stray_text");
    assert!(stray[0].message.contains("2 times"), "{}", stray[0].message);
}

#[test]
fn of_a_long_name_the_beginning_is_kept() {
    let text = String::from_utf8(valid("year_2026.xml")).unwrap();
    let named = |name: &str| format!("<{name}/>");
    let ascii = "n".repeat(200_000);
    // 99 bytes and a character of two.
    let cut = format!("{}\u{e9}", "n".repeat(99));
    let both = format!("{}{}</Child>", named(&ascii), named(&cut));
    let text = text.replacen("</Child>", &both, 1);
    let (_, read) = conformance::read(&CinCensus, text.as_bytes(), Given::default()).unwrap();
    let lengths: Vec<_> = read
        .of_rule("unknown_element")
        .iter()
        .map(|it| it.value.as_deref().unwrap().len())
        .collect();
    assert_eq!(lengths, [100, 99]);
}

#[test]
fn a_header_that_cannot_be_understood_is_told() {
    for (element, written, broken) in [
        ("SerialNo", "001", "+01"),
        ("SerialNo", "001", "second"),
        ("DateTime", "2026-06-14T09:30:00", "14/06/2026 09:30"),
    ] {
        let file = String::from_utf8(valid("year_2026.xml")).unwrap();
        let file = file.replace(
            &format!("<{element}>{written}<"),
            &format!("<{element}>{broken}<"),
        );
        let (identity, read) =
            conformance::read(&CinCensus, file.as_bytes(), Given::default()).unwrap();
        let line = if element == "SerialNo" { 14 } else { 15 };
        let expected = format!("{line} error {element}: {broken}");
        assert_eq!(told(&read, "header_format"), [expected]);
        let understood = match element {
            "SerialNo" => identity.serial.is_some(),
            _ => identity.made_at.is_some(),
        };
        assert!(!understood, "{element} {broken}");
    }
}

#[test]
fn a_clean_file_has_no_finding_of_form() {
    let own = |finding: &&Finding| finding.rule.starts_with(|c: char| c.is_ascii_lowercase());
    for year in 2020..=2026 {
        let read = read(&format!("year_{year}.xml"));
        let found: Vec<_> = read.findings.iter().filter(own).collect();
        assert!(found.is_empty(), "{year}: {found:?}");
    }
}

#[test]
fn a_finding_names_its_child_even_before_its_identifier_was_read() {
    let text = String::from_utf8(valid("elements_in_another_order.xml")).unwrap();
    let text = text.replace("2023-05-12", "a day in May");
    let (_, read) = conformance::read(&CinCensus, text.as_bytes(), Given::default()).unwrap();
    let finding = read.of_rule("date_format")[0];
    assert_eq!(finding.local_id.as_deref(), Some("C1"));
    assert_eq!(finding.child_row, Some(1));
    assert_eq!(finding.table, Some("cin.referral"));
    assert!(!format!("{finding:?}").contains("a day in May"));
}

#[test]
fn gender_and_sex_may_hold_each_others_codes_in_any_year() {
    for (year, element, text, sex, rules) in [
        (2024, "GenderCurrent", "1", "M", &[][..]),
        (2024, "GenderCurrent", "9", "U", &[]),
        (2024, "GenderCurrent", "F", "F", &["code_year"]),
        (2024, "Sex", "1", "M", &["code_year", "item_year"]),
        (2024, "Sex", "U", "U", &["item_year"]),
        (2025, "Sex", "U", "U", &[]),
        (2025, "Sex", "2", "F", &["code_year"]),
        (2025, "GenderCurrent", "2", "F", &["item_year"]),
        (2025, "Sex", "X", "", &[]),
    ] {
        let file = String::from_utf8(valid(&format!("year_{year}.xml"))).unwrap();
        let (old, value) = if year < 2025 {
            ("GenderCurrent", "2")
        } else {
            ("Sex", "F")
        };
        let file = file.replace(
            &format!("<{old}>{value}</{old}>"),
            &format!("<{element}>{text}</{element}>"),
        );
        let (_, read) = conformance::read(&CinCensus, file.as_bytes(), Given::default()).unwrap();
        let case = format!("{year} {element} {text}");
        assert_eq!(column(&read, "cin.child", "sex"), [sex], "{case}");
        assert_eq!(column(&read, "cin.child", "sex_raw"), [text], "{case}");
        for rule in ["code_year", "item_year"] {
            assert_eq!(
                !read.of_rule(rule).is_empty(),
                rules.contains(&rule),
                "{case} {rule}"
            );
        }
    }
}

#[test]
fn what_the_operator_says_against_the_header_is_noted() {
    let given = Given {
        la_code: Some(991),
        year: Some(2025),
    };
    let (_, read) = conformance::read(&CinCensus, &valid("year_2026.xml"), given).unwrap();
    assert_eq!(told(&read, "la_given"), ["11 notice LEA: -"]);
    assert_eq!(told(&read, "year_given"), ["3 notice ReferenceDate: -"]);
}
