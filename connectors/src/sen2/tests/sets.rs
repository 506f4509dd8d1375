//! Table ids and columns of a set that are not as they should be.

use super::*;

fn read_set(files: Vec<(FileKind, Vec<u8>)>) -> Read {
    let given = Given {
        la_code: Some(995),
        year: Some(2025),
    };
    let read = conformance::read_files(&Sen2, &mut InMemory::new(files), given);
    read.unwrap_or_else(|error| panic!("{error}")).1
}

/// The set with one text of one file replaced.
fn changed(folder: &str, part: &str, from: &str, to: &str) -> Read {
    let mut files = set(folder);
    let mut place = files.iter_mut();
    let (_, bytes) = place.find(|(kind, _)| kind.part() == Some(part)).unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();
    assert!(text.contains(from), "{part} holds no {from}");
    *bytes = text.replacen(from, to, 1).into_bytes();
    read_set(files)
}

/// The findings of a rule, each as `part line severity item: value`.
fn told(read: &Read, rule: &str) -> Vec<String> {
    let show = |finding: &&crate::Finding| {
        format!(
            "{} {} {} {}: {}",
            finding.part.unwrap_or("-"),
            finding.at.line,
            finding.severity.as_str(),
            finding.item.unwrap_or("-"),
            finding.value.as_deref().unwrap_or("-"),
        )
    };
    read.of_rule(rule).iter().map(show).collect()
}

#[test]
fn a_row_without_parent_is_told_and_left_out() {
    let read = changed("export_2025", "requests", ",PER-0002,", ",PER-0009,");
    assert_eq!(
        told(&read, "orphan_row"),
        ["requests 4 error persontableid: PER-0009"]
    );
    assert_eq!(read.rows("sen2.request"), 4);
    assert_eq!(read.rows("sen2.person"), 3);
    // What hangs from the row is not found from any person; it is not told again.
    assert_eq!(read.rows("sen2.assessment"), 2);
}

#[test]
fn of_two_rows_with_one_id_both_stay_and_the_first_has_what_names_it() {
    let read = changed("export_2025", "person", "PER-0003", "PER-0001");
    assert_eq!(
        told(&read, "table_id_repeated"),
        ["person 4 error persontableid: PER-0001"]
    );
    assert_eq!(read.rows("sen2.person"), 3);
    assert_eq!(told(&read, "orphan_row").len(), 2);
}

#[test]
fn a_row_without_id_is_told_and_kept() {
    let read = changed("export_2025", "person", "PER-0002", "");
    assert_eq!(
        told(&read, "table_id_missing"),
        ["person 3 error persontableid: -"]
    );
    assert_eq!(read.rows("sen2.person"), 3);
}

#[test]
fn ids_written_as_decimal_numbers_are_the_same_ids() {
    let mut files = set("export_2025");
    for (kind, bytes) in &mut files {
        let mut text = String::from_utf8(bytes.clone()).unwrap();
        for number in 1..=6 {
            // Parents' ids with `.0`, own ids without, and the other way round.
            let id = format!("PER-000{number}");
            let decimal = kind.part() == Some("requests");
            let id_of_number = format!("{number}{}", if decimal { ".0" } else { "" });
            text = text.replace(&id, &id_of_number);
        }
        *bytes = text.into_bytes();
    }
    let read = read_set(files);
    assert_eq!(read.tables, super::read("export_2025").tables);
    assert_eq!(
        told(&read, "numeric_artefact"),
        ["requests 2 notice persontableid: -"]
    );
}

#[test]
fn a_row_that_may_hang_from_several_goes_to_the_first() {
    let mut files = set("working_2025");
    let (_, plans) = &mut files[3];
    plans.extend_from_slice(b"PER-0001,REQ-0002,01/06/2020,,,,,,01/06/2021,9\n");
    let read = read_set(files);
    assert_eq!(
        told(&read, "parent_ambiguous"),
        [
            "plandetail 2 query requeststableid: REQ-0002",
            "plandetail 3 query requeststableid: REQ-0002",
        ]
    );
    assert_eq!(
        column(&read, "sen2.plan_detail", "named_plan_no"),
        ["1", "1", "1"]
    );
}

#[test]
fn a_plan_of_a_working_file_without_assessment_hangs_from_its_request() {
    let mut files = set("working_2025");
    files.retain(|(kind, _)| kind.part() != Some("assessment"));
    let read = read_set(files);
    assert_eq!(read.rows("sen2.named_plan"), 2);
    assert_eq!(read.rows("sen2.plan_detail"), 3);
    assert_eq!(read.of_rule("plan_misplaced").len(), 2);
}

#[test]
fn a_second_header_row_is_told() {
    let mut files = set("export_2025");
    let (_, header) = &mut files[0];
    header.extend_from_slice(b"SEN-0002,,2,1,SEN2,2025\n");
    let read = read_set(files);
    assert_eq!(told(&read, "headers_repeated"), ["sen2 3 error -: -"]);
    assert_eq!(told(&read, "row_too_short"), ["sen2 3 query -: -"]);
    assert_eq!(read.rows("sen2.header"), 1);
}

#[test]
fn columns_are_told_that_are_missing_unknown_or_there_twice() {
    let read = changed("export_2025", "requests", ",exported", ",gone_to");
    assert_eq!(
        told(&read, "column_missing"),
        ["requests 1 query Exported: -"]
    );
    assert_eq!(
        told(&read, "column_unknown"),
        ["requests 1 notice -: gone_to"]
    );
    assert_eq!(column(&read, "sen2.request", "exported"), [""; 5]);
    let read = changed(
        "export_2025",
        "senneed",
        ",sentyperank",
        ",sentyperank,SenType",
    );
    assert_eq!(
        told(&read, "column_repeated"),
        ["senneed 1 query -: SenType"]
    );
    assert_eq!(told(&read, "row_too_short").len(), 2);
    assert_eq!(column(&read, "sen2.need", "sen_type"), ["ASD", "DS"]);
}

#[test]
fn a_column_of_another_year_is_told() {
    let files = set("export_2023");
    let given = Given {
        la_code: None,
        year: Some(2024),
    };
    let read = conformance::read_files(&Sen2, &mut InMemory::new(files), given);
    let read = read.unwrap().1;
    let years = told(&read, "item_year");
    assert!(
        years.contains(&"person 2 query GenderCurrent: -".to_owned()),
        "{years:?}"
    );
    assert!(
        years.contains(&"activeplans 2 query Res: -".to_owned()),
        "{years:?}"
    );
    assert_eq!(told(&read, "year_given").len(), 1);
    let missing = told(&read, "column_missing");
    assert!(
        missing.contains(&"person 1 query Sex: -".to_owned()),
        "{missing:?}"
    );
}

#[test]
fn a_finding_on_the_content_names_its_file() {
    let read = changed("export_2025", "placementdetail", ",100000,", ",EHE,");
    assert_eq!(
        told(&read, "setting_in_urn"),
        ["placementdetail 2 query URN: EHE"]
    );
    let finding = read.of_rule("setting_in_urn")[0];
    assert_eq!(finding.table, Some("sen2.placement"));
    assert_eq!(finding.child_row, Some(1));
    assert_eq!(finding.local_id.as_deref(), Some("X845212818005"));
}

#[test]
fn a_request_of_a_working_file_is_known_by_its_person_too() {
    let mut files = set("working_2025");
    for (_, bytes) in &mut files {
        let mut text = String::from_utf8(bytes.clone()).unwrap();
        // Numbered within the person: 1 and 2 of the first, 1 of the second, 1 and 2 of the third.
        for (number, id) in ["1", "2", "1.0", "1", "2"].into_iter().enumerate() {
            text = text.replace(&format!("REQ-000{}", number + 1), id);
        }
        *bytes = text.into_bytes();
    }
    let read = read_set(files);
    assert_eq!(read.tables, super::read("working_2025").tables);
    assert!(read.of_rule("table_id_repeated").is_empty());
    assert_eq!(read.of_rule("numeric_artefact").len(), 4);
}

#[test]
fn in_an_export_a_request_id_that_two_persons_share_is_told() {
    let read = changed("export_2025", "requests", "REQ-0003", "REQ-0001");
    assert_eq!(
        told(&read, "table_id_repeated"),
        ["requests 4 error requeststableid: REQ-0001"]
    );
    assert_eq!(
        told(&read, "orphan_row"),
        ["assessment 3 error requeststableid: REQ-0003"]
    );
}
