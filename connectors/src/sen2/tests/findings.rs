//! Findings about the form of a file, and rows that departures of form do not change.

use super::*;

/// The findings of a rule, each as `line severity item: value`.
fn told(read: &Read, rule: &str) -> Vec<String> {
    let show = |finding: &&crate::Finding| {
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
fn departures_of_form_change_no_row() {
    let plain = read("year_2024.xml");
    for name in [
        "byte_order_mark.xml",
        "default_namespace.xml",
        "elements_in_another_case.xml",
        "elements_misspelt.xml",
        "prefixed_namespace.xml",
        "unknown_elements.xml",
        "utf16.xml",
        "plan_in_request.xml",
    ] {
        let read = read(name);
        assert_eq!(read.tables, plain.tables, "{name}");
        assert!(!read.findings.is_empty(), "{name}");
    }
}

#[test]
fn every_spelling_that_was_met_is_read() {
    let text = String::from_utf8(valid(XML)).unwrap();
    let plain = read_text(&text);
    for (published, met) in [
        ("SENsetting", "SENSetting"),
        ("PostCode", "Postcode"),
        ("PlanWBP", "PlanWPB"),
        ("WBP", "WPB"),
        ("Res", "RES"),
        ("Assessment", "Assessments"),
        ("RequestSource", "rquestsource"),
    ] {
        let other = text.replace(&format!("<{published}>"), &format!("<{met}>"));
        let other = other.replace(&format!("</{published}>"), &format!("</{met}>"));
        assert_ne!(other, text);
        assert_eq!(read_text(&other).tables, plain.tables, "{met}");
    }
    // Elements that only hold others are none of the return's; what is inside is found.
    let wrapped = text.replace("<SENneed>", "<SENneeds><SENneed>");
    let wrapped = wrapped.replace("</SENneed>", "</SENneed></SENneeds>");
    assert_eq!(read_text(&wrapped).tables, plain.tables);
}

#[test]
fn departures_of_form_are_told_where_they_stand() {
    for (name, rule, expected) in [
        (
            "elements_in_another_case.xml",
            "element_case",
            &[
                "2 notice Message: -",
                "24 notice PersonBirthDate: -",
                "27 notice PostCode: -",
                "29 notice Requests: -",
                "51 notice SENunitIndicator: -",
                "66 notice SENtypeRank: -",
            ][..],
        ),
        (
            "elements_misspelt.xml",
            "element_name",
            &["36 notice Assessment: -"],
        ),
        (
            "unknown_elements.xml",
            "unknown_element",
            &[
                "23 notice -: MiddleName",
                "37 notice -: StartDate",
                "37 notice -: Extra",
            ],
        ),
        (
            "headings_of_2023_in_2024.xml",
            "item_year",
            &["25 query GenderCurrent: -"],
        ),
        (
            "headings_of_2023_in_2024.xml",
            "code_year",
            &["25 query GenderCurrent: 1"],
        ),
        (
            "values_in_other_forms.xml",
            "date_implausible",
            &["24 query PersonBirthDate: 1900-01-01"],
        ),
        (
            "values_in_other_forms.xml",
            "date_format",
            &[
                "60 error EntryDate: September 2020",
                "30 notice ReceivedDate: -",
                "45 notice StartDate: -",
            ],
        ),
        (
            "values_in_other_forms.xml",
            "code_unknown",
            &["26 error Ethnicity: Indian", "33 error RequestOutcome: Yes"],
        ),
        (
            "values_in_other_forms.xml",
            "code_case",
            &[
                "26 notice Ethnicity: -",
                "33 notice RequestOutcome: -",
                "65 notice SENtype: -",
            ],
        ),
        (
            "values_in_other_forms.xml",
            "boolean_format",
            &["43 error Week20: maybe"],
        ),
        (
            "values_in_other_forms.xml",
            "identifier_form",
            &["28 notice UPN: -"],
        ),
        ("plan_in_request.xml", "plan_misplaced", &["45 query -: -"]),
        (
            "collection_named_otherwise.xml",
            "collection_name",
            &["5 notice Collection: SEN2PL"],
        ),
        ("no_persons.xml", "no_persons", &["1 error -: -"]),
        ("default_namespace.xml", "namespace", &["2 notice -: -"]),
        ("byte_order_mark.xml", "bom", &["1 notice -: -"]),
    ] {
        assert_eq!(told(&read(name), rule), expected, "{name} {rule}");
    }
}

#[test]
fn values_in_other_forms_are_read_as_meant_or_left_out() {
    let read = read("values_in_other_forms.xml");
    assert_eq!(
        rows(&read, "sen2.person"),
        ["1|Fauxname|Finn||M|M|INDIAN|ZZ99 3WZ|Z845300018044||"]
    );
    assert_eq!(
        rows(&read, "sen2.request"),
        ["1|1|2023-03-01||false|YES|2023-04-05|false|false|"]
    );
    assert_eq!(column(&read, "sen2.assessment", "week20"), [""]);
    assert_eq!(column(&read, "sen2.need", "sen_type"), ["SPLD"]);
    let finding = read.of_rule("code_unknown")[0];
    assert_eq!(finding.child_row, Some(1));
    assert_eq!(finding.table, Some("sen2.person"));
    assert!(finding.local_id.is_some());
}

#[test]
fn a_later_file_under_the_headings_of_2023_keeps_the_sex() {
    let read = read("headings_of_2023_in_2024.xml");
    assert_eq!(column(&read, "sen2.person", "sex"), ["M"]);
    assert_eq!(column(&read, "sen2.person", "sex_raw"), ["1"]);
}

#[test]
fn the_designated_officers_are_found_anywhere_outside_the_persons() {
    for (name, dmo, dco) in [
        ("officers_in_a_wrapper.xml", "1", "0"),
        ("officers_after_persons.xml", "1", ""),
        ("header_missing.xml", "", ""),
    ] {
        let read = read(name);
        assert_eq!(column(&read, "sen2.header", "dmo"), [dmo], "{name}");
        assert_eq!(column(&read, "sen2.header", "dco"), [dco], "{name}");
        assert_eq!(read.of_rule("unknown_element").len(), 0, "{name}");
    }
}

#[test]
fn debug_output_shows_no_value() {
    let read = read(XML);
    let mut record = crate::xml::record::Record::default();
    record.open(schema::Module::Person.group(), crate::Position::default());
    record.field(schema::SURNAME, "Fictional", crate::Position::default());
    let mut intakes = Intakes::whole(2025, Style::XML);
    let person = Person::of(record.root().unwrap(), &mut intakes);
    for text in [
        format!("{record:?}"),
        format!("{person:?}"),
        format!("{intakes:?}"),
        format!("{:?}", read.findings),
    ] {
        for secret in SECRETS {
            assert!(!text.contains(secret), "{secret}");
        }
    }
}
