//! The connector on files: every fixture of `testdata/ctf`, rows worked out by hand.

use std::path::{Path, PathBuf};

use arrow::util::display::array_value_to_string;
use proptest::prelude::*;

use super::*;
use crate::conformance::{self, Fixture, Read};
use crate::fuzzing;

fn testdata(kind: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("testdata/ctf")
        .join(kind)
}

fn file(kind: &str, name: &str) -> Vec<u8> {
    std::fs::read(testdata(kind).join(name)).unwrap()
}

fn given(name: &str) -> Given {
    match name {
        "old_and_odd.xml" => Given {
            la_code: Some(995),
            year: None,
        },
        _ => Given::default(),
    }
}

fn identity_and_rows(name: &str) -> (Identity, Read) {
    let result = conformance::read(&CommonTransferFile, &file("valid", name), given(name));
    result.unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn read(name: &str) -> Read {
    identity_and_rows(name).1
}

/// These columns of every row of a table, joined by `|`, NULL as nothing.
fn columns(read: &Read, table: &str, names: &[&str]) -> Vec<String> {
    let Some(batch) = read.tables.get(table) else {
        return Vec::new();
    };
    let cell = |name: &str, row| {
        let values = batch
            .column_by_name(name)
            .unwrap_or_else(|| panic!("no column {name}"));
        array_value_to_string(values, row).unwrap()
    };
    (0..batch.num_rows())
        .map(|row| {
            names
                .iter()
                .map(|name| cell(name, row))
                .collect::<Vec<_>>()
                .join("|")
        })
        .collect()
}

fn names() -> Vec<String> {
    let entries = std::fs::read_dir(testdata("valid")).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn fixture(name: &str) -> Fixture {
    Fixture {
        name: name.to_owned(),
        bytes: file("valid", name),
        beside: Vec::new(),
        given: given(name),
        secrets: [
            "W9952",
            "TEMP0001",
            "O'ABC",
            "Hidden",
            "01632",
            "2012-01-10",
        ]
        .map(str::to_owned)
        .to_vec(),
        cut_every: if name == "old_and_odd.xml" { 1 } else { 23 },
    }
}

#[test]
fn it_conforms_on_every_valid_fixture() {
    let fixtures: Vec<_> = names().iter().map(|name| fixture(name)).collect();
    conformance::check_all(&CommonTransferFile, &fixtures);
}

#[test]
fn the_order_of_elements_changes_no_row() {
    for name in ["every_stage.xml", "dfe_download.xml", "old_and_odd.xml"] {
        conformance::check_reordering(&CommonTransferFile, &fixture(name));
    }
}

#[test]
fn the_header_and_the_results_say_whose_and_which_return_a_file_is() {
    for (name, year, period) in [
        // 2022 has 19 results, more than any other year.
        (
            "every_stage.xml",
            2022,
            "CTF 9952001 full 2023-07-10T08:30:00",
        ),
        (
            "dfe_download.xml",
            2024,
            "CTF XXXXXXX partial 2024-06-28T09:00:00",
        ),
        ("old_and_odd.xml", 2023, "CTF"),
        // No results: the academic year begins in 2024.
        ("no_pupils.xml", 2025, "CTF 9952001 2025-09-12T08:30:00"),
    ] {
        let identity = identity_and_rows(name).0;
        assert_eq!((identity.la_code, identity.year), (995, year), "{name}");
        assert_eq!(identity.period.as_deref(), Some(period), "{name}");
    }
    let bytes = file("valid", "old_and_odd.xml");
    let missing = conformance::read(&CommonTransferFile, &bytes, Given::default());
    assert!(
        matches!(
            missing,
            Err(ConnectorError::IdentityMissing { option: "--la", .. })
        ),
        "{missing:?}"
    );
}

#[test]
fn pupils_with_their_histories() {
    let read = read("every_stage.xml");
    assert_eq!(
        columns(
            &read,
            "attainment.ctf_pupil",
            &[
                "pupil_no",
                "upn",
                "surname",
                "forename",
                "dob",
                "sex",
                "nc_year_actual"
            ]
        ),
        [
            "1|W995200000331|Abc|Def|2012-01-10|F|6",
            "2|W995200000349|Ghi|Jkl|2016-11-02|M|1",
            "3|W995200000356|Mno|Pqr|2012-12-01|F|5",
        ]
    );
    assert_eq!(
        columns(
            &read,
            "attainment.ctf_sen_history",
            &[
                "pupil_no",
                "sen_no",
                "upn",
                "start_date",
                "end_date",
                "sen_provision"
            ]
        ),
        [
            "1|1|W995200000331|2018-09-03|2020-07-17|K",
            "1|2|W995200000331|2021-01-11||E"
        ]
    );
    assert_eq!(
        columns(
            &read,
            "attainment.ctf_sen_need",
            &[
                "pupil_no",
                "need_no",
                "start_date",
                "end_date",
                "sen_type_rank",
                "sen_type"
            ]
        ),
        ["1|1|2018-09-03||1|SLCN"]
    );
    assert_eq!(
        columns(
            &read,
            "attainment.ctf_school_history",
            &[
                "school_no",
                "lea",
                "estab",
                "school_name",
                "entry_date",
                "leaving_date",
                "leaving_reason",
                "last_school",
                "removal_grounds"
            ]
        ),
        [
            "1|996|2002|First Primary|2016-09-05|2018-07-20|TR||",
            "2|995|2001|Example Primary|2018-09-03|||true|",
        ]
    );
    assert_eq!(read.summary.children, 3);
}

#[test]
fn results_go_to_the_tables_of_their_assessments() {
    let read = read("every_stage.xml");
    assert_eq!(
        columns(
            &read,
            "attainment.eyfsp",
            &[
                "row_no",
                "acad_year",
                "upn",
                "dob",
                "sex",
                "g01",
                "g12",
                "g17",
                "e01",
                "e12",
                "e17"
            ]
        ),
        [
            "1|201617|W995200000331|2012-01-10|F|3|2|2|||",
            "2|202122|W995200000349|2016-11-02|M||||2|2|2",
        ]
    );
    assert_eq!(
        columns(
            &read,
            "attainment.phonics",
            &[
                "row_no",
                "acad_year",
                "upn",
                "nc_year_actual",
                "phonics_mark",
                "phonics_outcome",
                "threshold_mark"
            ]
        ),
        [
            // Year 6 in 2022/23 was year 1 in 2017/18.
            "1|201718|W995200000331|1|34|WA|32",
            "2|202223|W995200000349|1|31|WT|32",
        ]
    );
    assert_eq!(
        columns(
            &read,
            "attainment.ks1",
            &[
                "acad_year",
                "nc_year_actual",
                "read_outcome",
                "writ_outcome",
                "mat_outcome",
                "sci_outcome"
            ]
        ),
        ["201819|2|GDS|EXS|EXS|EXS"]
    );
    assert_eq!(
        columns(
            &read,
            "attainment.ks2",
            &[
                "acad_year",
                "read_score",
                "read_outcome",
                "gps_score",
                "mat_score",
                "mat_outcome",
                "writ_ta_outcome",
                "sci_ta_outcome",
                "mat_ta_outcome",
                "la_estab"
            ]
        ),
        ["202223|108||99||B|EXS|EXS||"]
    );
    assert_eq!(
        columns(
            &read,
            "attainment.mtc",
            &["acad_year", "upn", "nc_year_actual", "form_mark"]
        ),
        ["202122|W995200000356|4|24"]
    );
}

#[test]
fn what_has_no_column_is_kept_and_targets_are_not_results() {
    let read = read("every_stage.xml");
    assert_eq!(
        columns(
            &read,
            "attainment.ctf_result",
            &[
                "pupil_no",
                "upn",
                "stage",
                "result_year",
                "subject",
                "method",
                "component",
                "result_qualifier",
                "result",
                "result_date"
            ]
        ),
        [
            "1|W995200000331|KS2|2023|ENG|TT|REA|NM|31|2023-05-10",
            "3|W995200000356|EAL|2022|ENG|TA|EAL|NO|B|",
        ]
    );
    let messages = |rule| {
        read.of_rule(rule)
            .iter()
            .map(|f| f.message.to_string())
            .collect::<Vec<_>>()
    };
    assert!(messages("ctf_unmapped")[0].starts_with("2 results"));
    assert!(messages("ctf_target")[0].starts_with("1 entries"));
}

#[test]
fn one_result_twice_is_one_and_letters_stand_beside_marks() {
    let read = read("dfe_download.xml");
    assert_eq!(
        columns(
            &read,
            "attainment.mtc",
            &["upn", "form_mark", "reason_not_taking"]
        ),
        ["W995200000364|7|", "W995200000372||B"]
    );
    assert!(columns(&read, "attainment.ctf_result", &["upn"]).is_empty());
}

#[test]
fn old_files_are_read_and_what_is_doubtful_is_kept_apart() {
    let read = read("old_and_odd.xml");
    assert_eq!(
        columns(
            &read,
            "attainment.phonics",
            &[
                "acad_year",
                "upn",
                "surname",
                "forename",
                "sex",
                "nc_year_actual",
                "phonics_mark",
                "phonics_outcome"
            ]
        ),
        // Without a header the year group is that of the pupil's age.
        ["202223|TEMP0001|O'ABC-DEF|GHI|F|1||WA"]
    );
    // The mathematics of 2016 has a row of its own, before birth as it is.
    assert_eq!(
        columns(
            &read,
            "attainment.ks1",
            &["acad_year", "mat_outcome", "read_outcome"]
        ),
        ["201516|EXS|"]
    );
    assert_eq!(
        columns(
            &read,
            "attainment.ctf_result",
            &[
                "result_no",
                "stage",
                "subject",
                "component",
                "result_year",
                "result"
            ]
        ),
        [
            "2|KS1|PHO|PHO|2023|Wt",
            "3|KS1|PHO|PHO|2023|55",
            "4|KS1|ENG|REA||EXS",
            "5|KS1|ENG|WRI|2023|EXS",
            "7|KS1|SCI|SCI|2023|EXS",
        ]
    );
    for rule in [
        "ctf_upn_missing",
        "ctf_conflict",
        "number_range",
        "ctf_year_missing",
        "ctf_status_missing",
        "ctf_year_before_birth",
        "ctf_qualifier",
    ] {
        assert_eq!(read.of_rule(rule).len(), 1, "{rule}");
    }
    assert_eq!(read.of_rule("ctf_conflict")[0].at.line, 8);
    assert_eq!(read.of_rule("ctf_conflict")[0].child_row, Some(1));
}

#[test]
fn a_clean_file_breaks_no_rule_on_years_and_a_file_a_year_off_does() {
    let off = read("year_is_start.xml");
    assert_eq!(off.of_rule("ctf_year_is_start").len(), 1);
    assert_eq!(
        columns(&off, "attainment.ks1", &["acad_year"]),
        ["202122", "202122", "202122"]
    );
    let clean = read("every_stage.xml");
    for rule in [
        "ctf_year_is_start",
        "ctf_conflict",
        "ctf_year_missing",
        "ctf_status_missing",
        "ctf_year_before_birth",
        "ctf_upn_missing",
        "ctf_qualifier",
        "no_rows",
    ] {
        assert!(clean.of_rule(rule).is_empty(), "{rule}");
    }
    let empty = read("no_pupils.xml");
    assert_eq!(empty.of_rule("no_rows").len(), 1);
    assert_eq!(empty.of_rule("ctf_qualifier").len(), 1);
}

#[test]
fn gender_is_the_name_of_the_item_in_older_files() {
    let name = "every_stage.xml";
    let text = String::from_utf8(file("valid", name)).unwrap();
    let older = text.replace("Sex>", "Gender>");
    let older = conformance::read(&CommonTransferFile, older.as_bytes(), given(name)).unwrap();
    let newer = read(name);
    assert_eq!(older.1.tables, newer.tables);
    assert_eq!(older.1.findings.len(), newer.findings.len());
    assert!(older.1.of_rule("element_name").is_empty());
}

#[test]
fn nothing_of_an_address_or_a_contact_is_kept() {
    let read = read("every_stage.xml");
    let all = format!("{:?}", read.tables);
    let values: Vec<_> = read
        .findings
        .iter()
        .filter_map(|finding| finding.value.as_deref())
        .collect();
    for secret in ["Hidden", "01632", "Guardian", "Secret"] {
        assert!(!all.contains(secret), "{secret}");
        assert!(
            values.iter().all(|value| !value.contains(secret)),
            "{secret}"
        );
    }
}

#[test]
fn of_a_file_that_is_cut_off_the_complete_pupils_are_read_and_the_rest_is_missed() {
    let read = read("cut_off_in_the_third_pupil.xml");
    assert_eq!(read.summary.children, 2);
    assert_eq!(
        columns(&read, "attainment.phonics", &["upn", "phonics_mark"]),
        ["W995200000301|34", "W995200000302|12"]
    );
    let cut: Vec<_> = read.findings.iter().filter(|f| f.rule == CUT_OFF).collect();
    assert_eq!(cut.len(), 1);
    assert_eq!(cut[0].severity, Severity::Error);
    // That of the third pupil's outcome.
    assert_eq!(cut[0].at.line, 27);
    // The whole file has the same identity, and so takes its place.
    let name = "cut_off_in_the_third_pupil.xml";
    let mut whole = String::from_utf8(file("valid", name)).unwrap();
    whole.truncate(whole.rfind('<').unwrap());
    whole.push_str(
        "</StageAssessment></KeyStage></StageAssessments></Pupil></CTFpupilData></CTfile>",
    );
    let given = Given::default();
    let (identity, whole) =
        conformance::read(&CommonTransferFile, whole.as_bytes(), given).unwrap();
    assert_eq!(identity, identity_and_rows(name).0);
    assert_eq!(whole.summary.children, 3);
    assert!(whole.findings.iter().all(|finding| finding.rule != CUT_OFF));
}

#[test]
fn refused_files_say_where() {
    for (name, line, says) in [
        ("cut_off.xml", 53, "the file ends inside an element"),
        (
            "address_in_another_root.xml",
            1,
            "its root element is not CTfile",
        ),
    ] {
        let result = conformance::read(
            &CommonTransferFile,
            &file("invalid", name),
            Given::default(),
        );
        let error = result.map(|_| ()).expect_err(name);
        assert_eq!(
            conformance::position(&error).unwrap().line,
            line,
            "{name}: {error}"
        );
        assert!(error.to_string().contains(says), "{error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_mangled_file_makes_it_panic(
        name in proptest::sample::select(names()),
        edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut bytes = file("valid", &name);
        for (at, byte) in edits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        fuzzing::ctf_read(&bytes);
    }

    #[test]
    fn every_scaled_score_comes_back(score in 80..=120i32) {
        let text = String::from_utf8(file("valid", "every_stage.xml")).unwrap();
        let text = text.replace("<Result>108</Result>", &format!("<Result>{score}</Result>"));
        let read = conformance::read(&CommonTransferFile, text.as_bytes(), Given::default()).unwrap().1;
        prop_assert_eq!(columns(&read, "attainment.ks2", &["read_score"]), [score.to_string()]);
    }
}
