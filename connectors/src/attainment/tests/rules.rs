//! A case for each rule: a row that breaks it and one that does not.

use std::collections::BTreeSet;

use super::super::rules::COMMON;
use super::*;
use layouts::*;

/// Layout, rule, headings, a row that breaks the rule, one that does not. The academic year is
/// the first value.
type Case = (
    &'static Layout,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

const ALL_2: &str = "2,2,2,2,2,2,2,2,2,2,2,2,2,2,2,2,2";
const GOALS: &str = "UPN,E01,E02,E03,E04,E05,E06,E07,E08,E09,E10,E11,E12,E13,E14,E15,E16,E17";

#[rustfmt::skip]
static CASES: &[Case] = &[
    (&KS2, "acad_year_format", "UPN", "2023/25,W995200000018", "2023/24,W995200000018"),
    (&KS2, "acad_year_missing", "UPN", ",W995200000018", "2024,W995200000018"),
    (&KS2, "acad_year_other", "UPN", "2023,W995200000018", "2024,W995200000018"),
    (&KS2, "pupil_missing", "UPN,PMR", "2024,,", "2024,,PR1"),
    (&EYFSP, "pupil_missing", "UPN,URN", "2024,,100001", "2024,,512345"),
    (&KS2, "upn_form", "UPN", "2024,W99520000001", "2024,W99520000001A"),
    (&EYFSP, "eyfsp_exempt_in_part", "UPN,E01,E02", "2024,W995200000018,A,2", "2024,W995200000018,A,A"),
    (&EYFSP, "eyfsp_exempt_in_part", "UPN,G01,G02", "2018,W995200000018,A,2", "2018,W995200000018,A,A"),
    (&EYFSP, "eyfsp_two_frameworks", "UPN,E01,G02", "2024,W995200000018,2,2", "2024,W995200000018,2,"),
    (&PHONICS, "phonics_mark_outcome", "UPN,PHONICS_MARK,PHONICS_OUTCOME", "2024,W995200000018,31,Wa", "2024,W995200000018,32,Wa"),
    (&PHONICS, "phonics_mark_outcome", "UPN,PHONICS_MARK,PHONICS_OUTCOME", "2024,W995200000018,32,Wt", "2024,W995200000018,31,Wt"),
    (&PHONICS, "phonics_mark_outcome", "UPN,PHONICS_MARK,PHONICS_OUTCOME,THRESHOLD", "2024,W995200000018,32,Wa,33", "2024,W995200000018,32,Wa,32"),
    (&PHONICS, "phonics_mark_unexpected", "UPN,PHONICS_MARK,PHONICS_OUTCOME", "2024,W995200000018,5,A", "2024,W995200000018,,A"),
    (&PHONICS, "phonics_mark_missing", "UPN,Y1_MARK,Y1_OUTCOME", "2024,W995200000018,,Wt", "2024,W995200000018,5,Wt"),
    (&PHONICS, "phonics_year_group", "UPN,NCYEAR,PHONICS_MARK", "2024,W995200000018,3,32", "2024,W995200000018,2,32"),
    (&PHONICS, "year_without_assessment", "UPN,PHONICS_MARK,PHONICS_MARK_AUT20", "2021,W995200000018,32,", "2021,W995200000018,,32"),
    (&KS1, "ks1_optional", "UPN,READ_OUTCOME", "2024,W995200000018,EXS", "2023,W995200000018,EXS"),
    (&KS1, "ks1_year_group", "UPN,NCYEARACTUAL", "2023,W995200000018,3", "2023,W995200000018,2"),
    (&KS1, "year_without_assessment", "UPN,READ_OUTCOME", "2020,W995200000018,EXS", "2019,W995200000018,EXS"),
    (&MTC, "mtc_mark_with_reason", "UPN,FORMMARK,REASONNOTTAKINGCHECK", "2024,W995200000018,0,A", "2024,W995200000018,,A"),
    (&MTC, "mtc_no_result", "UPN,FORMMARK", "2024,W995200000018,", "2024,W995200000018,0"),
    (&MTC, "mtc_year_group", "UPN,NCYEARACTUAL,FORMMARK", "2024,W995200000018,5,20", "2024,W995200000018,4,20"),
    (&MTC, "year_without_assessment", "UPN,FORMMARK", "2021,W995200000018,20", "2022,W995200000018,20"),
    (&KS2, "ks2_score_outcome", "UPN,READOUTCOME,READSCORE", "2024,W995200000018,AS,99", "2024,W995200000018,AS,100"),
    (&KS2, "ks2_score_outcome", "UPN,GPSOUTCOME,GPSSCORE", "2024,W995200000018,NS,100", "2024,W995200000018,NS,99"),
    (&KS2, "ks2_score_unexpected", "UPN,MATOUTCOME,MATSCORE", "2024,W995200000018,A,100", "2024,W995200000018,P,100"),
    (&KS2, "ks2_score_missing", "UPN,MATOUTCOME,MATSCORE", "2024,W995200000018,NS,", "2024,W995200000018,B,"),
    (&KS2, "ks2_eligible_differs", "UPN,READOUTCOME,ELIGREAD", "2024,W995200000018,F,1", "2024,W995200000018,M,1"),
    (&KS2, "ks2_expected_differs", "UPN,READOUTCOME,READSCORE,READEXP", "2024,W995200000018,AS,100,0", "2024,W995200000018,AS,100,1"),
    (&KS2, "ks2_expected_differs", "UPN,READOUTCOME,READEXP", "2024,W995200000018,H,1", "2024,W995200000018,CA,1"),
    (&KS2, "ks2_higher_differs", "UPN,MATOUTCOME,MATSCORE,MATHIGH", "2024,W995200000018,AS,109,1", "2024,W995200000018,AS,110,1"),
    (&KS2, "ks2_writing_differs", "UPN,WRITTAOUTCOME,WRITTAEXP,WRITTADEPTH", "2024,W995200000018,EXS,1,1", "2024,W995200000018,EXS,1,0"),
    (&KS2, "ks2_science_differs", "UPN,SCITAOUTCOME,SCITAEXP", "2024,W995200000018,HNM,1", "2024,W995200000018,HNM,0"),
    (&KS2, "ks2_combined_differs", "UPN,READEXP,WRITTAEXP,MATEXP,RWMEXP", "2024,W995200000018,1,1,0,1", "2024,W995200000018,1,1,1,1"),
    (&KS2, "ks2_combined_differs", "UPN,READHIGH,WRITTADEPTH,MATHIGH,RWMHIGH", "2024,W995200000018,1,1,1,0", "2024,W995200000018,1,0,1,0"),
    (&KS2, "ks2_progress_gap", "UPN,READPROGSCORE", "2024,W995200000018,0", "2023,W995200000018,0"),
    (&KS2, "year_without_assessment", "UPN,READSCORE", "2020,W995200000018,101", "2019,W995200000018,101"),
    (&KS4, "ks4_att8_sum", "UPN,ATT8,SLOT1ENG,SLOT2MAT,EBACSCR,OPENSCR", "2024,W995200000018,50,12,12,12,13", "2024,W995200000018,49,12,12,12,13"),
    (&KS4, "ks4_att8_range", "UPN,ATT8", "2024,W995200000018,90.5", "2024,W995200000018,90"),
    (&KS4, "ks4_p8_differs", "UPN,ATT8,ATT8_PRED,P8SCORE,P8ADJ", "2024,W995200000018,50,45,0.7,0", "2024,W995200000018,50,45,0.5,0"),
    (&KS4, "ks4_p8_differs", "UPN,ATT8,ATT8_PRED,P8SCORE,P8SCORE_ORIG", "2024,W995200000018,10,50,-3,-3.5", "2024,W995200000018,10,50,-3,-4"),
    (&KS4, "ks4_p8_differs", "UPN,ATT8,ATT8_PRED,P8SCORE", "2024,W995200000018,10,50,-4.5", "2024,W995200000018,10,50,-3"),
    (&KS4, "ks4_grade_flags", "UPN,L2BASICS_94,L2BASICS_95", "2024,W995200000018,0,1", "2024,W995200000018,1,0"),
    (&KS4, "ks4_entry_flags", "UPN,ENTRY_LANGUAGE_EBACC,EBACLAN_94", "2024,W995200000018,0,1", "2024,W995200000018,1,0"),
    (&KS4, "ks4_p8_gap", "UPN,INP8CALC", "2026,W995200000018,0", "2027,W995200000018,0"),
    (&KS4, "ks4_assessed_grades", "UPN,ATT8", "2021,W995200000018,50", "2022,W995200000018,50"),
    (&KS4, "ks4_p8_assessed", "UPN,P8SCORE", "2020,W995200000018,0.1", "2022,W995200000018,0.1"),
    (&ABSENCE, "absence_possible_high", "UPN,SESSIONSPOSSIBLE_AUTUMN,SESSIONSPOSSIBLE_SPRING", "2024,W995200000018,200,181", "2024,W995200000018,200,180"),
    (&ABSENCE, "absence_possible_implausible", "UPN,SESSIONSPOSSIBLE_AUTUMN,SESSIONSPOSSIBLE_SPRING", "2024,W995200000018,200,221", "2024,W995200000018,200,220"),
    (&ABSENCE, "absence_over_possible", "UPN,SESSIONSPOSSIBLE_SUMMER6TH,AUTHORISEDABSENCE_SUMMER6TH,UNAUTHORISEDABSENCE_SUMMER6TH", "2024,W995200000018,60,31,30", "2024,W995200000018,60,30,30"),
    (&ABSENCE, "absence_possible_missing", "UPN,SESSIONSPOSSIBLE_AUTUMN,AUTHORISEDABSENCE_AUTUMN", "2024,W995200000018,,3", "2024,W995200000018,140,3"),
    (&ABSENCE, "absence_year_disturbed", "UPN", "2022,W995200000018", "2023,W995200000018"),
    (&SUSPENSION, "suspension_perm_sessions", "UPN,STARTDATE,CATEGORY,SESSIONS", "2024,W995200000018,2024-01-08,PERM,2", "2024,W995200000018,2024-01-08,PERM,"),
    (&SUSPENSION, "suspension_sessions_missing", "UPN,STARTDATE,CATEGORY,SESSIONS", "2024,W995200000018,2024-01-08,SUSP,0", "2024,W995200000018,2024-01-08,SUSP,1"),
    (&SUSPENSION, "suspension_start_outside_year", "UPN,STARTDATE,CATEGORY", "2024,W995200000018,2024-08-01,SUSP", "2024,W995200000018,2024-07-31,SUSP"),
    (&SUSPENSION, "suspension_category_missing", "UPN,STARTDATE,CATEGORY", "2024,W995200000018,2024-01-08,", "2024,W995200000018,2024-01-08,LNCH"),
    (&SUSPENSION, "suspension_reason_missing", "UPN,STARTDATE,CATEGORY,REASON1", "2024,W995200000018,2024-01-08,SUSP,", "2024,W995200000018,2024-01-08,SUSP,DB"),
    (&SUSPENSION, "suspension_reason_repeated", "UPN,STARTDATE,CATEGORY,REASON1,REASON2", "2024,W995200000018,2024-01-08,SUSP,DB,DB", "2024,W995200000018,2024-01-08,SUSP,DB,PP"),
    (&SUSPENSION, "suspension_year_disturbed", "UPN,STARTDATE,CATEGORY", "2021,W995200000018,2021-01-08,SUSP", "2022,W995200000018,2022-01-08,SUSP"),
];

/// Cases whose rows are long.
fn long_cases() -> Vec<(&'static str, String, String, String)> {
    let goals = |year: u16, goals: &str, gld: &str| format!("{year},W995200000018,{goals},{gld}");
    let headings = format!("{GOALS},GLD");
    let one_1 = ALL_2.replacen('2', "1", 1);
    vec![
        (
            "eyfsp_goal_missing",
            headings.clone(),
            goals(2024, &ALL_2.replacen('2', "", 1), ""),
            goals(2024, ALL_2, "1"),
        ),
        (
            "eyfsp_gld_differs",
            headings.clone(),
            goals(2024, ALL_2, "0"),
            goals(2024, ALL_2, "1"),
        ),
        (
            "eyfsp_gld_differs",
            headings.clone(),
            goals(2024, &one_1, "1"),
            goals(2024, &one_1, "0"),
        ),
        // Goals 13 to 17 count for nothing.
        (
            "eyfsp_gld_differs",
            headings.clone(),
            goals(2024, "2,2,2,2,2,2,2,2,2,2,2,2,1,1,1,1,1", "0"),
            goals(2024, "2,2,2,2,2,2,2,2,2,2,2,2,1,1,1,1,1", "1"),
        ),
        (
            "eyfsp_gld_differs",
            headings.replace(",E", ",G"),
            goals(2018, &one_1, "1"),
            goals(2018, &ALL_2.replacen('2', "3", 1), "1"),
        ),
        (
            "year_without_assessment",
            headings,
            goals(2020, ALL_2, "1"),
            goals(2022, ALL_2, "1"),
        ),
    ]
}

/// A file of one row; columns without which it would not be read are put behind.
fn file_of(layout: &'static Layout, headings: &str, row: &str) -> String {
    let (more, values): (&[&str], &[&str]) = match layout.dataset {
        "eyfsp" => (&["LAESTAB", "E01", "E02"], &["9952001", "", ""]),
        "phonics" => (
            &["LAESTAB", "NCYEAR", "PHONICS_OUTCOME"],
            &["9952001", "1", ""],
        ),
        "ks1" => (
            &["LAESTAB", "READ_OUTCOME", "WRIT_OUTCOME", "SCI_OUTCOME"],
            &["9952001", "", "", ""],
        ),
        "mtc" => (
            &["LAESTAB", "FORMMARK", "PUPILSTATUS"],
            &["9952001", "", ""],
        ),
        "ks2" => (&["LAESTAB", "READSCORE", "MATSCORE"], &["9952001", "", ""]),
        "ks4" => (&["LAESTAB", "ATT8", "P8SCORE"], &["9954001", "", ""]),
        "absence" => (
            &[
                "LAESTAB",
                "ENROLSTATUS",
                "SESSIONSPOSSIBLE_AUTUMN",
                "SESSIONSPOSSIBLE_SPRING",
            ],
            &["9954001", "C", "", ""],
        ),
        _ => (&["LAESTAB", "SESSIONS"], &["9954001", ""]),
    };
    let (mut header, mut row) = (format!("ACADYR,{headings}"), row.to_owned());
    for (heading, value) in more.iter().zip(values) {
        if !headings.split(',').any(|held| held == *heading) {
            header.push_str(&format!(",{heading}"));
            row.push_str(&format!(",{value}"));
        }
    }
    format!("{header}\n{row}\n")
}

fn findings(layout: &'static Layout, text: &str) -> Vec<Finding> {
    let year = text
        .lines()
        .nth(1)
        .and_then(|row| row.split(',').next()?.parse().ok());
    // The year that a row of another year is judged beside.
    let year = if text.contains("\n2023,") && layout.dataset == "ks2" {
        Some(2024)
    } else {
        year
    };
    let given = Given {
        la_code: Some(995),
        year: year.or(Some(2024)),
    };
    conformance::read(&ResultFile(layout), text.as_bytes(), given)
        .unwrap()
        .1
        .findings
}

#[test]
fn each_rule_is_broken_by_its_case_and_not_by_its_counterpart() {
    let long = long_cases();
    let short = CASES
        .iter()
        .map(|(layout, rule, headings, broken, kept)| (*layout, *rule, *headings, *broken, *kept));
    let long = long.iter().map(|(rule, headings, broken, kept)| {
        (
            &EYFSP,
            *rule,
            headings.as_str(),
            broken.as_str(),
            kept.as_str(),
        )
    });
    let mut covered = BTreeSet::new();
    for (layout, rule, headings, broken, kept) in short.chain(long) {
        let broken = findings(layout, &file_of(layout, headings, broken));
        let found: Vec<_> = broken
            .iter()
            .filter(|finding| finding.rule == rule)
            .collect();
        assert_eq!(
            found.len(),
            1,
            "{} {rule} {headings}: {broken:?}",
            layout.dataset
        );
        assert_eq!(found[0].table, Some(layout.table));
        assert_eq!(
            (found[0].at.line, found[0].child_row),
            (2, Some(1)),
            "{rule}"
        );
        assert!(found[0].item.is_some(), "{rule}");
        let kept = findings(layout, &file_of(layout, headings, kept));
        assert!(
            kept.iter().all(|finding| finding.rule != rule),
            "{} {rule} {headings}",
            layout.dataset
        );
        covered.insert((layout.dataset, rule));
    }
    for layout in LAYOUTS {
        for rule in layout.rules {
            assert!(
                covered.contains(&(layout.dataset, rule.id)),
                "{}: no case for {}",
                layout.dataset,
                rule.id
            );
        }
    }
    for rule in COMMON {
        assert!(
            covered.iter().any(|(_, covered)| *covered == rule.id),
            "no case for {}",
            rule.id
        );
    }
}

#[test]
fn a_rule_on_the_file_speaks_once() {
    let text = "UPN,ACADYR,READ_OUTCOME,WRIT_OUTCOME,SCI_OUTCOME\n\
                W995200000018,2024,EXS,EXS,EXS\nW995200000026,2024,EXS,EXS,EXS\n";
    let found = findings_of(&KS1, text);
    assert_eq!(
        found
            .iter()
            .filter(|finding| finding.rule == "ks1_optional")
            .count(),
        1
    );
}

fn findings_of(layout: &'static Layout, text: &str) -> Vec<Finding> {
    let given = Given {
        la_code: Some(995),
        year: Some(2024),
    };
    conformance::read(&ResultFile(layout), text.as_bytes(), given)
        .unwrap()
        .1
        .findings
}

#[test]
fn two_rows_of_one_key_are_kept_and_told() {
    let header = "UPN,LAESTAB,ENROLSTATUS,SESSIONSPOSSIBLE_AUTUMN,SESSIONSPOSSIBLE_SPRING\n";
    let row = |school: u32, status: &str| format!("W995200000018,{school},{status},100,100\n");
    let text = format!(
        "{header}{}{}{}",
        row(9954001, "M"),
        row(9954002, "S"),
        row(9954001, "M")
    );
    let given = Given {
        la_code: Some(995),
        year: Some(2024),
    };
    let read = conformance::read(&ResultFile(&ABSENCE), text.as_bytes(), given)
        .unwrap()
        .1;
    assert_eq!(read.rows("attendance.absence"), 3);
    let found = read.of_rule("duplicate_key");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].at.line, 4);
}

#[test]
fn ninety_sessions_in_a_year_are_the_limit_over_all_schools() {
    let rows = |last: u32| {
        format!(
            "UPN,LAESTAB,STARTDATE,CATEGORY,SESSIONS\n\
             W995200000018,9954001,2023-10-02,SUSP,60\n\
             W995200000026,9954001,2023-10-02,SUSP,60\n\
             W995200000018,9954002,2024-01-15,SUSP,{last}\n\
             W995200000018,9954002,2024-05-15,SUSP,1\n"
        )
    };
    let broken = findings_of(&SUSPENSION, &rows(31));
    let found: Vec<_> = broken
        .iter()
        .filter(|finding| finding.rule == "suspension_year_sessions")
        .collect();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].at.line, 4);
    let kept = findings_of(&SUSPENSION, &rows(29));
    assert!(
        kept.iter()
            .all(|finding| finding.rule != "suspension_year_sessions")
    );
}

#[test]
fn what_is_wrong_with_the_form_is_told() {
    let short = findings_of(&KS2, "UPN,READSCORE,MATSCORE\nW995200000018,101\n");
    assert_eq!(
        short.iter().map(|finding| finding.rule).collect::<Vec<_>>(),
        ["row_too_short"]
    );
    // A comma in a name moves what stands behind it, so that none of the row can be trusted.
    let text = "ACADYR,UPN,SURNAME,READSCORE,MATSCORE\n202324,W995200000018,Abc, Jr,101,105\n";
    let given = Given {
        la_code: Some(995),
        year: Some(2024),
    };
    let (_, long) = conformance::read(&ResultFile(&KS2), text.as_bytes(), given).unwrap();
    assert_eq!(long.of_rule("row_too_long").len(), 1);
    assert_eq!(long.rows("attainment.ks2"), 0);
    let empty = findings_of(&KS2, "UPN,READSCORE,MATSCORE\n");
    assert_eq!(
        empty.iter().map(|finding| finding.rule).collect::<Vec<_>>(),
        ["no_rows"]
    );
    let text =
        "UPN,READSCORE,MATSCORE,MATOUTCOME,READEXP,DOB\nW995200000018,79,x,ZZ,perhaps,31/02/2013\n";
    let mut rules: Vec<_> = findings_of(&KS2, text)
        .iter()
        .map(|finding| finding.rule)
        .collect();
    rules.sort_unstable();
    assert_eq!(
        rules,
        [
            "boolean_format",
            "code_unknown",
            "date_format",
            "number_format",
            "number_range"
        ]
    );
}

#[test]
fn codes_are_judged_by_their_years() {
    // PKF went after 2018, EM came in 2022; exclusion reason OT went after 2020.
    let text = "UPN,ACADYR,READ_OUTCOME,WRIT_OUTCOME,SCI_OUTCOME\nW995200000018,2023,PKF,EM,HNM\n";
    let given = Given {
        la_code: Some(995),
        year: Some(2023),
    };
    let read = conformance::read(&ResultFile(&KS1), text.as_bytes(), given)
        .unwrap()
        .1;
    let found = read.of_rule("code_year");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].item, Some("READ_OUTCOME"));
    let text = "UPN,LAESTAB,STARTDATE,CATEGORY,SESSIONS,REASON1\nW995200000018,9954001,2024-01-15,SUSP,2,OT\n";
    assert!(
        findings_of(&SUSPENSION, text)
            .iter()
            .any(|finding| finding.rule == "code_year")
    );
}
