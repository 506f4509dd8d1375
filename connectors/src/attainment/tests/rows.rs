//! Rows worked out by hand from the fixtures.

use super::*;

#[test]
fn early_years_profile() {
    let read = read("eyfsp_new_goals.csv");
    let names = [
        "row_no",
        "acad_year",
        "pupil_ref",
        "upn",
        "dob",
        "school_la_code",
        "la_estab",
        "urn",
        "month_entry",
        "e09",
        "e17",
        "gld_supplied",
        "npd_pub",
    ];
    assert_eq!(
        columns(&read, &names),
        [
            "1|202324|PR0001|W995200000018|2018-10-02|995|9952001|100001|9|2|2|true|true",
            "2|202324|PR0002|W995200000026|2018-11-02|995|9952001|100001|9|1|2|false|true",
            "3|202324|PR0003||2019-03-05|995||512345||A|A||true",
        ]
    );
    let rules: Vec<_> = read.findings.iter().map(|finding| finding.rule).collect();
    // 1.0 for a flag, and a column that the layout does not have.
    assert_eq!(rules, ["column_unknown", "flag_format"]);
    assert_eq!(
        read.findings[0].value.as_deref(),
        Some("FSP_Favourite_Colour")
    );
}

#[test]
fn early_years_profile_of_before_2020() {
    let read = read("eyfsp_old_goals.csv");
    assert_eq!(
        columns(
            &read,
            &[
                "acad_year",
                "la_estab",
                "g01",
                "g02",
                "g12",
                "e01",
                "gld_supplied"
            ]
        ),
        ["201718|9952001|2|3|2||true", "201718|9952001|2|3|2||false"]
    );
    assert!(read.findings.is_empty(), "{:?}", read.findings);
}

#[test]
fn separators_and_marks_change_nothing() {
    let read = read("eyfsp_semicolons_and_mark.csv");
    assert_eq!(
        columns(&read, &["upn", "acad_year", "e01", "e02", "gld_supplied"]),
        ["W995200000257|202324|2|2|"]
    );
}

#[test]
fn phonics() {
    let read = read("phonics_years_1_and_2.csv");
    let names = [
        "upn",
        "nc_year_actual",
        "phonics_mark",
        "phonics_outcome",
        "threshold_mark",
        "prior_mark",
        "prior_outcome",
        "version",
    ];
    assert_eq!(
        columns(&read, &names),
        [
            "W995200000059|1|34|WA|32|||F",
            "W995200000067|1|31|WT|32|||F",
            "W995200000075|1||A|32|||F",
            "W995200000083|2|32|WA|32|20|WT|F",
        ]
    );
    // Wa and Wt are published in small letters; only that is said.
    assert!(
        read.findings
            .iter()
            .all(|finding| finding.rule == "code_case"),
        "{:?}",
        read.findings
    );
}

#[test]
fn the_autumn_check_stands_beside_the_summer_s() {
    let read = read("phonics_autumn_2021.csv");
    assert_eq!(
        columns(
            &read,
            &[
                "upn",
                "phonics_mark",
                "phonics_outcome",
                "phonics_mark_aut",
                "phonics_outcome_aut"
            ]
        ),
        ["W995200000091|||33|WA", "W995200000109|12|WT||"]
    );
}

#[test]
fn key_stage_1() {
    let read = read("ks1_2023.csv");
    assert_eq!(
        columns(
            &read,
            &[
                "record_id",
                "read_outcome",
                "writ_outcome",
                "mat_outcome",
                "sci_outcome",
                "disc_read",
                "la_estab"
            ]
        ),
        [
            "K1|GDS|EXS|EXS|EXS|false|9952001",
            "K2|PK3|PK3|EM|HNM|false|9952001"
        ]
    );
    assert!(read.findings.is_empty(), "{:?}", read.findings);
}

#[test]
fn a_mark_of_zero_is_a_mark() {
    let read = read("mtc_download.csv");
    assert_eq!(
        columns(
            &read,
            &[
                "acad_year",
                "form_mark",
                "pupil_status",
                "reason_not_taking",
                "restart_count"
            ]
        ),
        [
            "202324|25|COMPLETE||0",
            "202324|0|COMPLETE||1",
            "202324||NOT TAKING THE CHECK|JUST ARRIVED WITH EAL|",
        ]
    );
}

#[test]
fn key_stage_2() {
    let read = read("ks2_amended.csv");
    let names = [
        "upn",
        "read_outcome",
        "read_score",
        "mat_score",
        "gps_score",
        "writ_ta_outcome",
        "read_exp",
        "rwm_exp",
        "rwm_high",
        "read_prog",
        "version",
    ];
    assert_eq!(
        columns(&read, &names),
        [
            "W995200000166|AS|112|110|99|GDS|true|true|true|2.25|A",
            "W995200000174|NS|92|101|100|WTS|false|false|false|-1.5|A",
            "W995200000182|B||||PK5|false|false|false||A",
        ]
    );
    let told: Vec<_> = read
        .findings
        .iter()
        .map(|f| (f.rule, f.value.as_deref().unwrap_or("")))
        .collect();
    // The adjusted score is preferred; what has another prefix or two is of no column.
    assert_eq!(
        told,
        [
            ("column_repeated", "KS2_READPROGSCORE_EM"),
            ("column_unknown", "KS2_KS2READSCORE"),
            ("column_unknown", "KS1_READ_OUTCOME"),
        ]
    );
}

#[test]
fn key_stage_4_with_spelt_out_headings() {
    let read = read("ks4_checking.csv");
    let names = [
        "acad_year",
        "upn",
        "la_estab",
        "att8",
        "att8_eng",
        "att8_open",
        "ebacc_slots_filled",
        "in_p8",
        "p8",
        "p8_unadjusted",
        "basics_94",
        "ebacc_entered",
        "ebacc_aps",
        "prior_band",
    ];
    assert_eq!(
        columns(&read, &names),
        [
            "202324|W995200000190|9954001|52.5|12.0|15.0|3|true|0.35|0.35|true|false|4.67|MIDDLE",
            "202324|W995200000208|9954001|8.0|2.0|0.0|2|true|-2.9|-3.4|false|false|0.67|LOW",
        ]
    );
}

#[test]
fn a_year_without_progress_8_has_none_and_not_0() {
    let read = read("ks4_no_progress_8.csv");
    assert_eq!(
        columns(&read, &["att8", "p8", "in_p8", "ks2_prior", "basics_94"]),
        ["45.5||||true", "61.0||||true"]
    );
    assert_eq!(read.of_rule("ks4_p8_gap").len(), 1);
}

#[test]
fn absence() {
    let read = read("absence_year.csv");
    let names = [
        "acad_year",
        "pupil_ref",
        "la_estab",
        "age_start",
        "enrol_status",
        "possible_aut",
        "possible_sum6",
        "authorised_spr",
        "unauthorised_sum",
        "reason_i",
        "reason_h",
    ];
    assert_eq!(
        columns(&read, &names),
        [
            "202324|PR0201|9954001|13|C|140|60|5|0|17|0",
            "202324|PR0202|9954001|15|M|140||0|11|0|0",
            "202324|PR0202|9954002|15|S|20||0|0|0|0",
        ]
    );
    assert!(read.findings.is_empty(), "{:?}", read.findings);
}

#[test]
fn an_event_of_two_censuses_counts_once_and_events_are_numbered_by_date() {
    let read = read("suspension_events.csv");
    assert_eq!(
        columns(
            &read,
            &[
                "row_no",
                "upn",
                "start_date",
                "category",
                "event_no",
                "reason_1",
                "reason_2",
                "sessions"
            ]
        ),
        [
            "1|W995200000232|2024-02-07|SUSP|2|DB|VA|4",
            "2|W995200000232|2023-10-04|SUSP|1|PP|OW|3",
            "3|W995200000240|2024-06-12|PERM|1|DA||",
        ]
    );
    let repeated = read.of_rule("event_repeated");
    assert_eq!(repeated.len(), 1);
    assert_eq!((repeated[0].at.line, repeated[0].child_row), (3, Some(2)));
    assert_eq!(read.summary.children, 4);
}

#[test]
fn repeated_blocks_become_rows() {
    let read = read("suspension_blocks.csv");
    assert_eq!(
        columns(
            &read,
            &[
                "row_no",
                "pupil_ref",
                "la_estab",
                "start_date",
                "category",
                "event_no",
                "reason_1",
                "sessions",
                "pupil_susp_total"
            ]
        ),
        [
            "1|PR0301|9954001|2024-03-06|FIXD|2|DB|4|2",
            "2|PR0301|9954001|2023-11-08|FIXD|1|PP|2|2",
            "3|PR0302|9954001|2024-01-17|PERM|1|OW||0",
        ]
    );
    assert_eq!(read.summary.children, 3);
}
