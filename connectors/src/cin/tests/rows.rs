//! Rows, worked out by hand from the fixtures.

use super::*;

#[test]
fn every_item_reaches_its_column() {
    let read = read("year_2027_every_item.xml");
    for (table, expected) in [
        (
            "cin.header",
            &["CIN|2027|2027-03-31|L|995|Invented|1.0|001|2027-06-14T09:30:00"][..],
        ),
        (
            "cin.child",
            &[
                "1|000A71|X845212818005||M20700001604A||UN5||2016-02-29|2016-03-04|M|M|2027-03-30|MWBC||true",
                "2|000B72|X845212818005||||||2015-07-15||F|F||WBRI||false",
            ],
        ),
        (
            "cin.disability",
            &["1|000A71|1|AUT|", "1|000A71|2|LD|", "2|000B72|1|NONE|"],
        ),
        (
            "cin.referral",
            &[
                "1|000A71|1|2026-04-01|3A||N5||2027-03-31|RC2||2026-04-02|false",
                "1|000A71|2|2026-04-20|10||||||||true",
                "2|000B72|1|2026-05-12|2A||N1||||||false",
            ],
        ),
        (
            "cin.assessment",
            &[
                "1|000A71|1|1|2026-04-03|2026-04-10|2026-05-05",
                "1|000A71|1|2|2026-09-07||",
            ],
        ),
        (
            "cin.assessment_factor",
            &["1|000A71|1|1|1|5A|", "1|000A71|1|1|2|7A|"],
        ),
        ("cin.plan", &["1|000A71|1|1|2026-05-06|2026-06-01"]),
        (
            "cin.section47",
            &["1|000A71|1|1|2026-06-02|2026-06-23|2026-06-22|false"],
        ),
        (
            "cin.cp_plan",
            &["1|000A71|1|1|2026-06-22|2027-03-30|NEG||EMO||1"],
        ),
        (
            "cin.cp_review",
            &["1|000A71|1|1|1|2026-09-14", "1|000A71|1|1|2|2027-03-01"],
        ),
        (
            "cin.pre_proceedings",
            &[
                "1|000A71|1|1|2026-07-01|2026-07-02|true|false|2026-07-16|3|2026-11-20|B||2026-12-01|2026-12-02",
            ],
        ),
    ] {
        assert_eq!(rows(&read, table), expected, "{table}");
    }
    assert_eq!(read.summary.children, 2);
}

#[test]
fn a_clean_return_of_each_year_loads_whole() {
    for (year, factors, sex_raw) in [
        (2020, &["18A", "19A"][..], "2"),
        (2021, &["18B", "19C"], "2"),
        (2022, &["24A"], "2"),
        (2023, &["1A", "2B"], "2"),
        (2024, &["3A"], "2"),
        (2025, &["4B"], "F"),
        (2026, &["16A"], "F"),
    ] {
        let read = read(&format!("year_{year}.xml"));
        assert_eq!(
            column(&read, "cin.assessment_factor", "factor"),
            factors,
            "{year}"
        );
        assert_eq!(column(&read, "cin.child", "sex"), ["F"], "{year}");
        assert_eq!(column(&read, "cin.child", "sex_raw"), [sex_raw], "{year}");
        assert_eq!(read.rows("cin.plan"), usize::from(year >= 2022), "{year}");
        for rule in [
            "code_year",
            "item_year",
            "code_unknown",
            "date_format",
            "element_order",
        ] {
            assert!(read.of_rule(rule).is_empty(), "{year} {rule}");
        }
    }
}

#[test]
fn encoding_and_namespace_change_no_row() {
    let plain = read("crlf.xml");
    assert_eq!(
        rows(&plain, "cin.referral"),
        ["1|C1|1|2023-05-12|2A||N1||||||false"]
    );
    for name in [
        "byte_order_mark.xml",
        "default_namespace.xml",
        "prefixed_namespace.xml",
        "utf16_be_without_mark.xml",
        "utf16_le_with_mark_under_utf8_declaration.xml",
        "elements_in_another_case.xml",
        "elements_in_another_order.xml",
    ] {
        assert_eq!(read(name).tables, plain.tables, "{name}");
    }
}

#[test]
fn text_is_decoded_and_references_are_resolved() {
    let software = |name| column(&read(name), "cin.header", "software_code").remove(0);
    assert_eq!(software("windows_1252_declared.xml"), "Inventé – système");
    let name = "stylesheet_comments_cdata_references.xml";
    assert_eq!(software(name), "Smith & \"Jones\" <–>");
    assert_eq!(column(&read(name), "cin.child", "la_child_id"), ["C1&2"]);
    assert_eq!(column(&read(name), "cin.child", "ethnicity"), ["WBRI"]);
}

#[test]
fn leaves_are_read_under_any_number_of_wrappers() {
    let read = read("wrappers_repeated_empty_missing.xml");
    assert_eq!(
        column(&read, "cin.disability", "disability"),
        ["HEAR", "VIS"]
    );
    assert_eq!(
        rows(&read, "cin.assessment_factor"),
        ["1|C1|1|2|1|1A|", "1|C1|1|2|2|2B|", "1|C1|1|2|3|3C|"]
    );
    assert_eq!(
        rows(&read, "cin.cp_review"),
        ["1|C1|1|1|1|2023-11-27", "1|C1|1|1|2|2024-02-19"]
    );
    assert_eq!(column(&read, "cin.child", "disabled"), ["true"]);
}

#[test]
fn an_unborn_child_has_no_birth_date_and_unknown_disability() {
    let read = read("unborn.xml");
    assert_eq!(
        rows(&read, "cin.child"),
        ["1|U1|||||UN1|||2024-07-09|U|0||NOBT||"]
    );
}

#[test]
fn a_move_in_conference_is_the_cases_own() {
    let read = read("move_in_conference.xml");
    assert_eq!(
        column(&read, "cin.referral", "conference_date"),
        ["2023-05-15"]
    );
    assert_eq!(read.rows("cin.section47"), 0);
    assert_eq!(column(&read, "cin.cp_plan", "previous_plans"), ["2"]);
}

#[test]
fn dates_are_mended_only_where_their_meaning_is_sure() {
    let read = read("dates_in_other_forms.xml");
    assert_eq!(column(&read, "cin.child", "birth_date"), ["2015-07-15"]);
    // A year after the reference date, 2025-03-31, is still plausible; a day later is not.
    assert_eq!(
        rows(&read, "cin.assessment"),
        ["1|D1|1|1|2023-05-13||", "1|D1|1|2|||2025-03-31"]
    );
}

#[test]
fn codes_are_canonical_and_what_they_replace_is_beside_them() {
    let read = read("codes_in_other_forms.xml");
    assert_eq!(
        rows(&read, "cin.child"),
        ["1|K1||||||UN8|2015-07-15||M|m||WBRI|wbri|true"]
    );
    assert_eq!(
        rows(&read, "cin.disability"),
        ["1|K1|1|HAND|hand", "1|K1|2||EYES"]
    );
    assert_eq!(
        rows(&read, "cin.referral"),
        ["1|K1|1|2023-05-12|5D|5d||NO|||||false"]
    );
    assert_eq!(
        rows(&read, "cin.assessment_factor"),
        ["1|K1|1|1|1|18A|", "1|K1|1|1|2||RB", "1|K1|1|1|3||01A"]
    );
}

#[test]
fn a_flag_or_number_that_is_none_is_null() {
    let read = read("flags_and_numbers_in_other_forms.xml");
    assert_eq!(column(&read, "cin.referral", "nfa"), [""]);
    assert_eq!(
        column(&read, "cin.section47", "conference_not_required"),
        ["true"]
    );
    assert_eq!(column(&read, "cin.cp_plan", "previous_plans"), [""]);
}

#[test]
fn identifiers_lose_what_cannot_belong_to_them() {
    let read = read("identifiers_in_other_forms.xml");
    // Line breaks and tabs go, blanks and leading zeros stay; white space outside goes.
    assert_eq!(
        column(&read, "cin.child", "la_child_id"),
        ["0012 7", "", "X9"]
    );
    // A UPN that fails its check is kept beside the column, not in it.
    assert_eq!(column(&read, "cin.child", "upn"), ["X845212818005", "", ""]);
    let raw = column(&read, "cin.child", "upn_raw");
    assert_eq!(raw, ["x8452 1281 8005", "R247962919251", ""]);
    assert_eq!(column(&read, "cin.child", "former_upn"), ["", "", ""]);
    assert_eq!(
        column(&read, "cin.child", "former_upn_raw"),
        ["B801200005002", "", ""]
    );
}

#[test]
fn of_repeated_elements_the_first_counts() {
    let read = read("elements_repeated.xml");
    assert_eq!(column(&read, "cin.child", "la_child_id"), ["R1"]);
    assert_eq!(column(&read, "cin.referral", "primary_need"), ["N1"]);
    // Of the two elements for one column, the one of the year.
    assert_eq!(column(&read, "cin.child", "sex_raw"), ["2"]);
}

#[test]
fn unknown_elements_and_stray_text_leave_values_alone() {
    let read = read("stray_text_and_unknown_elements.xml");
    assert_eq!(
        rows(&read, "cin.referral"),
        ["1|C1|1|2023-05-12|2A||N1||||||false"]
    );
    assert_eq!(rows(&read, "cin.child").len(), 1);
}

#[test]
fn a_return_without_children_is_a_header() {
    let read = read("no_children.xml");
    assert_eq!(read.tables.keys().collect::<Vec<_>>(), ["cin.header"]);
    assert_eq!(read.summary.children, 0);
    assert_eq!(read.of_rule("no_children").len(), 1);
}

/// More rows than a batch: the numbering and the values go on across batches.
#[test]
fn many_children_come_in_several_batches() {
    let text = String::from_utf8(valid("year_2026.xml")).unwrap();
    let from = text.find("    <Child>").unwrap();
    let to = text.find("  </Children>").unwrap();
    let children = 33_000;
    let mut bytes = text[..from].to_owned();
    for n in 1..=children {
        let id = format!("<LAchildID>L{n}</LAchildID>");
        bytes.push_str(&format!(
            "<Child><ChildIdentifiers>{id}</ChildIdentifiers></Child>"
        ));
    }
    bytes.push_str(&text[to..]);
    let (_, read) = conformance::read(&CinCensus, bytes.as_bytes(), Given::default()).unwrap();
    assert_eq!(read.summary.children, children);
    let ids = column(&read, "cin.child", "la_child_id");
    assert_eq!(ids.len(), 33_000);
    assert!(
        ids.iter()
            .enumerate()
            .all(|(n, id)| *id == format!("L{}", n + 1))
    );
}
