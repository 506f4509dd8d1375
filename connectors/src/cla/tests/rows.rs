//! Rows, worked out from the files by hand.

use super::*;

#[test]
fn xml_and_csv_of_one_return_give_the_same_rows() {
    let csv = set(&as_str(&every_module()), 2027);
    let xml = alone("every_module.xml");
    assert_eq!(
        csv.tables.len(),
        schema::TABLES.len(),
        "every table has rows"
    );
    for def in schema::TABLES {
        let name = def.full_name();
        assert_eq!(rows(&xml, &name), rows(&csv, &name), "{name}");
    }
    assert_eq!(xml.tables, csv.tables);
    assert_eq!(xml.summary, csv.summary);
}

#[test]
fn a_return_without_a_fault_gives_no_finding() {
    assert_eq!(told(&set(&as_str(&every_module()), 2027)), []);
    assert_eq!(told(&alone("every_module.xml")), []);
}

#[test]
fn every_module_has_its_rows() {
    let read = set(&as_str(&every_module()), 2027);
    assert_eq!(read.summary.children, 5);
    // child_id, in_header, sex, sex_raw, dob, ethnic, upn, upn_unknown, mother, mc_dob
    assert_eq!(
        rows(&read, "cla.child"),
        [
            "A1|true|F|F|2010-06-05|WBRI|X845212818005||true|2027-01-10",
            "0012|true|M|M|2009-08-15|OOTH||UN3||",
            "12|true|F|F|2007-12-01|BCRB||UN2||",
            "B7|true|M|M|2024-03-20|MWBC||UN1||",
            "C9|true|F|F|2020-09-30|REFU|B302119990001||false|",
        ]
    );
    assert_eq!(
        rows(&read, "cla.episode")[..3],
        [
            "A1|1|2024-02-10|S|C2|N1|U6|PR4|2026-09-15|X1|CARPL|AB1 2CD|EF3 4GH|1234567",
            "A1|2|2026-09-15|P|C2|N1|K2|PR4||||AB1 2CD|JK5 6LM|SC123456",
            "0012|1|2026-07-03|S|V2|N8|K3|PR4|||||NP7 8QR|7654321",
        ]
    );
    assert_eq!(rows(&read, "cla.episode").len(), 8);
    assert_eq!(
        rows(&read, "cla.review"),
        [
            "A1|1|2010-06-05|2026-05-20|PN1",
            "A1|2|2010-06-05|2026-11-18|PN6",
            "0012|1|2009-08-15|2026-07-29|PN1",
            "B7|1|2024-03-20|2026-06-03|PN0",
            "C9|1|2020-09-30|2026-08-25|PN2",
        ]
    );
    assert_eq!(
        rows(&read, "cla.uasc"),
        ["0012|1|M|M|2009-08-15|2027-08-15"]
    );
    assert_eq!(
        rows(&read, "cla.oc2"),
        ["A1|1|2010-06-05|12||false||true|true|true|true|false|true"]
    );
    assert_eq!(rows(&read, "cla.oc3"), ["12|1|2007-12-01|YES|F1|Z1"]);
    assert_eq!(
        rows(&read, "cla.ad1"),
        ["B7|1|2024-03-20|2025-12-01|2026-01-05|true|2|MF|L11"]
    );
    assert_eq!(
        rows(&read, "cla.placed_for_adoption"),
        ["B7|1|2024-03-20|2025-12-01||"]
    );
    assert_eq!(
        rows(&read, "cla.previous_permanence"),
        [
            "0012|1||2009-08-15|Z1||",
            "C9|1||2020-09-30|P1|302|zz/05/2022"
        ]
    );
    assert_eq!(
        rows(&read, "cla.missing"),
        [
            "A1|1|2010-06-05|M|2026-07-01|2026-07-03",
            "A1|2|2010-06-05|A|2026-08-10|2026-08-11"
        ]
    );
    assert_eq!(
        rows(&read, "cla.social_worker")[1..3],
        [
            "A1|2|2010-06-05|SW67890|2026-07-01||LEFTRL",
            "0012|1|2009-08-15|SW67890|2026-07-03||FCONTA"
        ]
    );
    assert_eq!(
        rows(&read, "cla.dolo"),
        ["A1|1|2010-06-05|2026-09-20|2026-10-18"]
    );
}

#[test]
fn dates_are_read_in_each_accepted_form_and_never_month_first() {
    let read = alone("dates_in_other_forms_episodes.csv");
    let dates: Vec<String> = rows(&read, "cla.episode")
        .iter()
        .map(|row| {
            let cells: Vec<_> = row.split('|').collect();
            [cells[0], cells[2], cells[8]].join(" ")
        })
        .collect();
    assert_eq!(
        dates,
        [
            "D1 2022-05-03 2023-06-04",
            "D1 2023-06-04 2024-01-31",
            "D1 2024-01-31 ",
            "D2 1970-02-01 ",
            "D3 2024-02-29 ",
            "D4  ",
        ]
    );
    // A form is told once for each column.
    let forms: Vec<_> = read
        .of_rule("date_format")
        .iter()
        .map(|f| (f.item.unwrap(), f.at.line))
        .collect();
    assert_eq!(
        forms,
        [
            ("DECOM", 2),
            ("DEC", 2),
            ("DECOM", 3),
            ("DEC", 3),
            ("DECOM", 4),
            ("DECOM", 5)
        ]
    );
    let faults: Vec<_> = read
        .of_rule("147")
        .iter()
        .map(|f| (f.at.line, f.value.as_deref()))
        .collect();
    assert_eq!(faults, [(5, Some("03/14/2024")), (6, Some("29/02/2023"))]);
    let implausible = read.of_rule("date_implausible");
    assert_eq!((implausible.len(), implausible[0].at.line), (1, 7));
    assert_eq!(read.of_rule("141").len(), 0);
}

#[test]
fn codes_are_read_in_other_forms() {
    let read = alone("codes_in_other_forms_header.csv");
    assert_eq!(
        rows(&read, "cla.child"),
        [
            "12|true|M|1|2015-02-01|WBRI|X845212818005|||",
            "0012|true|F|2.0|2012-02-01|WBRI|B302119990001||true|2024-01-05",
            "c3|true|M|M|2016-02-01|UNKN||UN4||",
            "C3|true||9|2016-02-01||3412|||",
        ]
    );
    let read = alone("codes_in_other_forms_episodes.csv");
    assert_eq!(
        rows(&read, "cla.episode"),
        [
            "12|1|2023-05-01|S|C2|N1|U6|PR4|2023-06-01||CARPL|AB1 2CD|EF3 4GH|SC123456",
            "0012|1|2023-05-01|S|C2|N1|U6|PR4|2023-06-01||CLOSE||EF3 4GH|1234567",
            "c3|1|2023-05-01|S|C2|N9|K3|PR4|2023-06-01|E43|XXX|AB1 2CD|NOWHERE|12345",
        ]
    );
    let lines = |rule: &str| -> Vec<_> {
        read.of_rule(rule)
            .iter()
            .map(|f| (f.at.line, f.value.as_deref()))
            .collect()
    };
    assert_eq!(
        lines("reason_made_up"),
        [(2, Some("E99")), (3, Some("liiaf"))]
    );
    assert_eq!(lines("code_label"), [(3, Some("N1 Abuse"))]);
    assert_eq!(lines("145"), [(4, Some("N9"))]);
    // K3 is of 2024-25 on, E43 of before 2018-19.
    assert_eq!(lines("146"), [(4, Some("K3"))]);
    assert_eq!(lines("149"), [(4, Some("E43"))]);
    assert_eq!(lines("1009"), [(4, Some("XXX"))]);
    assert_eq!(lines("392c"), [(4, Some("nowhere"))]);
    assert_eq!(lines("1008"), [(4, Some("12345"))]);
}

#[test]
fn a_row_of_another_width_is_rejected_on_its_own() {
    let read = alone("rows_of_other_width_episodes.csv");
    let children: Vec<_> = rows(&read, "cla.episode")
        .iter()
        .map(|row| row[..2].to_owned())
        .collect();
    assert_eq!(children, ["W1", "W3"]);
    let widths: Vec<_> = read
        .of_rule("row_width")
        .iter()
        .map(|f| (f.at.line, f.local_id.as_deref(), f.part))
        .collect();
    assert_eq!(widths, [(3, Some("W2"), Some("episodes"))]);
    let blank = read.of_rule("child_blank");
    assert_eq!((blank.len(), blank[0].at.line), (1, 4));
    assert!(
        blank[0].message.contains("(2 in the file"),
        "{}",
        blank[0].message
    );
}

#[test]
fn a_row_too_long_is_rejected_too() {
    let read = set(
        &[(
            "oc3",
            "CHILD,DOB,IN_TOUCH,ACTIV,ACCOM\nL1,01/02/2006,YES,F1,B1,more\n",
        )],
        2024,
    );
    assert_eq!(
        told(&read),
        [("row_width", 2, None), ("no_children", 1, None)]
    );
}

#[test]
fn of_two_header_rows_the_last_counts() {
    let read = alone("child_twice_header.csv");
    assert_eq!(
        rows(&read, "cla.child"),
        [
            "T1|true|M|1|2015-02-02|WIRI||UN2||",
            "T2|true|F|2|2016-02-01|WBRI||UN2||"
        ]
    );
    let told: Vec<_> = read
        .of_rule("INT32")
        .iter()
        .map(|f| (f.at.line, f.message.as_ref()))
        .collect();
    assert_eq!(
        told,
        [
            (
                4,
                "The child has more than one row in header; this one counts. It differs from the one before it in DOB, ETHNIC."
            ),
            (
                5,
                "The child has more than one row in header; this one is as the one before it."
            ),
        ]
    );
}

#[test]
fn a_child_outside_header_is_made_up_from_the_module() {
    let read = set(
        &[
            (
                "header",
                "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\nA,1,01/02/2015,WBRI,UN2,,\n",
            ),
            (
                "reviews",
                "CHILD,DOB,REVIEW,REVIEW_CODE\nB,03/04/2016,20/05/2023,PN1\nA,01/02/2015,20/05/2023,PN1\nB,03/04/2016,21/06/2023,PN1\n",
            ),
        ],
        2024,
    );
    assert_eq!(
        rows(&read, "cla.child"),
        [
            "A|true|M|1|2015-02-01|WBRI||UN2||",
            "B|false|||2016-04-03|||||"
        ]
    );
    assert_eq!(told(&read), [("INT08", 2, None)]);
    let finding = read.of_rule("INT08")[0];
    assert_eq!(
        (finding.child_row, finding.part),
        (Some(2), Some("reviews"))
    );
}

#[test]
fn partial_dates_stay_text() {
    let read = alone("partial_dates_previous_permanence.csv");
    assert_eq!(
        rows(&read, "cla.previous_permanence"),
        [
            "Q1|1|2019-02-01|2015-02-01|P1|302|01/02/2019",
            "Q2|1||2015-02-01|P2|WAL|zz/02/2019",
            "Q3|1||2015-02-01|P3|999|ZZ/zz/2019",
            "Q4|1||2015-02-01|P4|100|zz/zz/zzzz",
            "Q5|1||2015-02-01|P9|SCO|zz/13/2019",
            "Q6|1|2019-02-01|2015-02-01|Z1||2019-02-01",
        ]
    );
    assert_eq!(
        told(&read),
        [
            ("633", 5, Some("100")),
            ("631", 6, Some("P9")),
            ("632", 6, Some("zz/13/2019"))
        ]
    );
}

#[test]
fn empty_groups_make_no_row() {
    let read = alone("groups_empty_and_in_another_order.xml");
    let count = |table: &str| read.rows(table);
    assert_eq!(rows(&read, "cla.child").len(), 2);
    assert_eq!(
        rows(&read, "cla.episode"),
        ["X1|1|2023-05-01|S|C2||U6|||||||"]
    );
    assert_eq!(
        rows(&read, "cla.review"),
        ["X1|1|2008-02-01|2023-05-20|PN1"]
    );
    assert_eq!(rows(&read, "cla.uasc"), ["X1|1|M|1|2008-02-01|"]);
    for table in ["cla.oc2", "cla.oc3", "cla.ad1", "cla.previous_permanence"] {
        assert_eq!(count(table), 0, "{table}");
    }
    assert_eq!(
        read.of_rule("duc_without_uasc")[0].value.as_deref(),
        Some("01/02/2026")
    );
    assert_eq!(read.of_rule("child_blank").len(), 1);
    assert_eq!(
        read.of_rule("unknown_element")[0].value.as_deref(),
        Some("SHOESIZE")
    );
}

#[test]
fn other_encodings_and_titles_are_read() {
    assert_eq!(
        rows(&alone("windows_1252_uasc.csv"), "cla.uasc"),
        ["É1|1|M|1|2008-02-01|2026-02-01"]
    );
    assert_eq!(
        rows(
            &alone("byte_order_mark_crlf_social_worker.csv"),
            "cla.social_worker"
        ),
        ["S1|1|2015-02-01|SW1|2023-05-01||MANAGE"]
    );
    let read = alone("title_above_reviews.csv");
    assert_eq!(read.rows("cla.review"), 2);
    assert_eq!(told(&read), [("duplicate_row", 5, None)]);
}

#[test]
fn a_child_who_stands_twice_in_xml_is_one_as_in_csv() {
    let header = |dob: &str| {
        format!(
            "<HEADER><CHILDID>A</CHILDID><SEX>1</SEX><DOB>{dob}</DOB><ETHNIC>WBRI</ETHNIC><UPN>UN2</UPN><UASC/></HEADER>"
        )
    };
    let episode =
        |rne: &str, day: &str| format!("<EPISODE><DECOM>{day}</DECOM><RNE>{rne}</RNE></EPISODE>");
    let text = format!(
        "<EXPSSDA903><CHILD>{}{}</CHILD><CHILD>{}{}</CHILD></EXPSSDA903>",
        header("01/02/2015"),
        episode("S", "01/05/2023"),
        header("02/02/2015"),
        episode("P", "01/06/2023"),
    );
    let xml = conformance::read(&LookedAfter, text.as_bytes(), given(2024))
        .unwrap()
        .1;
    assert_eq!(
        rows(&xml, "cla.child"),
        ["A|true|M|1|2015-02-02|WBRI||UN2||"]
    );
    assert_eq!(
        rows(&xml, "cla.episode"),
        ["A|1|2023-05-01|S||||||||||", "A|2|2023-06-01|P||||||||||"]
    );
    assert_eq!(xml.of_rule("INT32").len(), 1);
    assert!(
        xml.findings
            .iter()
            .all(|finding| finding.child_row == Some(1))
    );
}
