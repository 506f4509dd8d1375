//! What a file is, and whose.

use super::*;

fn layout(header: &str) -> Option<&'static str> {
    header::layout_of(header.split(',')).map(|layout| layout.dataset)
}

#[test]
fn headings_are_put_in_one_form() {
    for (heading, name, block) in [
        (
            "Pupil's adjusted progress 8 score",
            "PUPIL_S_ADJUSTED_PROGRESS_8_SCORE",
            None,
        ),
        ("\u{feff}\"UPN\" ", "UPN", None),
        ("  __Date of  birth? ", "DATE_OF_BIRTH", None),
        ("Category_[12]_ex24", "CATEGORY_EX24", Some(12)),
        ("Category_[x]", "CATEGORY_X", None),
        ("", "", None),
    ] {
        assert_eq!(header::normal(heading), (name.to_owned(), block));
    }
}

/// The column of a heading in a file of this layout.
fn column(layout: &'static Layout, heading: &str) -> Option<&'static str> {
    let columns = Columns::of(&[heading.to_owned()], layout);
    (0..layout.fields.len())
        .find(|field| columns.has(*field))
        .map(|field| layout.fields[field].column.name)
}

#[test]
fn a_prefix_and_a_year_are_taken_off_once() {
    for (layout, heading, expected) in [
        (&layouts::EYFSP, "FSP_COM_E01", Some("e01")),
        (&layouts::EYFSP, "FSP_FSP_COM_E01", None),
        (&layouts::PHONICS, "PHONICS_MARK", Some("phonics_mark")),
        (
            &layouts::PHONICS,
            "PHONICS_PHONICS_MARK",
            Some("phonics_mark"),
        ),
        (
            &layouts::PHONICS,
            "PHONICS_MARK_AUT21",
            Some("phonics_mark_aut"),
        ),
        (
            &layouts::PHONICS,
            "PHONICS_PHONICS_MARK_AUT20",
            Some("phonics_mark_aut"),
        ),
        // An autumn check of another year is no summer check.
        (&layouts::PHONICS, "PHONICS_MARK_AUT22", None),
        (&layouts::KS1, "KS1_ID", Some("record_id")),
        (&layouts::KS2, "KS2_READSCORE", Some("read_score")),
        (&layouts::KS2, "KS2_KS2READSCORE", None),
        (&layouts::KS2, "KS1_READ_OUTCOME", None),
        (&layouts::KS2, "Y7_READSCORE", None),
        (&layouts::KS2, "KS1_UPN", Some("upn")),
        (&layouts::KS4, "KS4_KS2READSCORE", None),
        (&layouts::KS4, "KS2_PRIOR_BAND", Some("prior_band")),
        (&layouts::KS4, "KS4_EBACC_E_PTQ_EE", Some("ebacc_entered")),
        (
            &layouts::ABSENCE,
            "SessionsPossible_Autumn_ab24",
            Some("possible_aut"),
        ),
        (&layouts::ABSENCE, "UPN_SPR24", Some("upn")),
        (&layouts::ABSENCE, "SessionsPossible_Autumn_ab24_ab24", None),
        (&layouts::SUSPENSION, "Category_[1]", Some("category")),
        (&layouts::SUSPENSION, "Category_[40]_ex09", Some("category")),
        (&layouts::SUSPENSION, "Category_[41]", None),
        (&layouts::KS2, "READSCORE_[1]", None),
    ] {
        assert_eq!(
            column(layout, heading),
            expected,
            "{} {heading}",
            layout.dataset
        );
    }
}

#[test]
fn every_published_heading_finds_its_column_with_and_without_a_prefix() {
    for layout in layouts::LAYOUTS {
        for field in layout.fields {
            for heading in std::iter::once(&field.item()).chain(field.also) {
                for written in [
                    (*heading).to_owned(),
                    format!("{}{}", layout.prefix, heading.to_lowercase()),
                ] {
                    assert_eq!(
                        column(layout, &written),
                        Some(field.column.name),
                        "{} {written}",
                        layout.dataset
                    );
                }
            }
        }
    }
}

#[test]
fn a_file_is_of_one_dataset_by_its_header() {
    for (header, dataset) in [
        (
            "UPN,READ_OUTCOME,WRIT_OUTCOME,MAT_OUTCOME,SCI_OUTCOME",
            Some("ks1"),
        ),
        (
            "UPN,READ_OUTCOME,READSCORE,MAT_OUTCOME,MATSCORE",
            Some("ks2"),
        ),
        ("UPN,READING_TA,WRITING_TA,MATHS_TA,SCIENCE_TA", Some("ks1")),
        ("UPN,MARK,OUTCOME,NCYEAR", Some("phonics")),
        ("UPN,MARK,STATUS", Some("mtc")),
        (
            "Pupil included in progress 8 calculations,Pupil's adjusted progress 8 score",
            Some("ks4"),
        ),
        // As much of one as of the other.
        ("UPN,MARK", None),
        ("UPN,PHONICS_MARK", Some("phonics")),
        ("UPN,ATT8,P8SCORE", Some("ks4")),
        // One heading, of an everyday word, is not enough.
        ("CHILD,DOB,TERM,REASON", None),
        ("CHILD,STARTDATE,REASON", None),
        (
            "UPN,LAESTAB,STARTDATE,CATEGORY,SESSIONS",
            Some("suspension"),
        ),
        ("UPN,READING,WRITING,MATHS", None),
        ("UPN,KS1_READING,KS1_WRITING", Some("ks1")),
        ("CHILD,SEX,DOB,UPN,DECOM,RNE,LS,CIN,PLACE", None),
        ("LAchildID,UPN", None),
    ] {
        assert_eq!(layout(header), dataset, "{header}");
    }
}

#[test]
fn a_header_of_every_column_is_of_its_layout_alone() {
    for each in layouts::LAYOUTS {
        let own: Vec<_> = each.fields.iter().map(|field| field.item()).collect();
        assert_eq!(layout(&own.join(",")), Some(each.dataset));
        let names: Vec<_> = each.fields.iter().map(|field| field.column.name).collect();
        assert_eq!(layout(&names.join(",")), Some(each.dataset));
    }
}

fn identity(name: &str, given: Given) -> Result<Identity, ConnectorError> {
    connector(name).identify(
        &mut crate::files::InMemory::whole(&file("valid", name)),
        given,
    )
}

#[test]
fn the_rows_say_whose_and_which_return_a_file_is() {
    for (name, year, period) in [
        // Several schools.
        ("absence_year.csv", 2024, None),
        ("ks4_no_progress_8.csv", 2025, Some("P")),
        ("phonics_years_1_and_2.csv", 2024, Some("F")),
        ("ks2_amended.csv", 2023, Some("A")),
        // One school: it may send its file again, and replaces no other's.
        ("eyfsp_old_goals.csv", 2018, Some("9952001")),
        ("mtc_download.csv", 2024, Some("9952001")),
    ] {
        let identity = identity(name, Given::default()).unwrap();
        assert_eq!((identity.la_code, identity.year), (995, year), "{name}");
        assert_eq!(identity.period.as_deref(), period, "{name}");
    }
}

#[test]
fn parts_of_one_school_in_files_of_their_own_hold_nothing_of_the_same() {
    let of = |name| identity(name, Given::default()).unwrap();
    let parts = |name| {
        let parts: Vec<String> = of(name).extent.parts.into_iter().collect();
        parts.join(", ")
    };
    for (name, expected) in [
        ("phonics_year_1_alone.csv", "year 1"),
        ("phonics_year_2_alone.csv", "year 2"),
        ("phonics_years_1_and_2.csv", "year 1, year 2"),
        ("ks1_2023.csv", "maths, reading, science, writing"),
        ("ks1_reading_alone.csv", "reading"),
        ("ks1_science_alone.csv", "science"),
        ("ks2_amended.csv", "teacher assessment, tests"),
        ("suspension_events.csv", "autumn, spring, summer"),
        ("eyfsp_old_goals.csv", ""),
    ] {
        assert_eq!(parts(name), expected, "{name}");
    }
    for (a, b) in [
        ("phonics_year_1_alone.csv", "phonics_year_2_alone.csv"),
        ("ks1_reading_alone.csv", "ks1_science_alone.csv"),
    ] {
        let (a, b) = (of(a), of(b));
        assert_eq!(a.period, b.period);
        assert!(!a.extent.meets(&b.extent));
    }
}

#[test]
fn a_file_of_schools_replaces_none_of_other_schools() {
    let of = |schools: &[&str]| {
        let mut text = "ACADYR,UPN,LAESTAB,ATT8,P8SCORE\n".to_owned();
        for school in schools {
            text.push_str(&format!("202324,W995200000059,{school},50,0\n"));
        }
        let mut files = crate::files::InMemory::whole(text.as_bytes());
        ResultFile(&layouts::KS4)
            .identify(&mut files, Given::default())
            .unwrap()
    };
    let (one, other) = (of(&["9954001", "9954002"]), of(&["9954003", "9954004"]));
    assert_eq!(one.period, other.period);
    assert!(!one.extent.meets(&other.extent));
    assert!(of(&["9954002", "9954003"]).extent.meets(&one.extent));
}

#[test]
fn final_stands_above_amended_above_unamended_above_what_was_sent() {
    let of = |version: &str, schools: &[&str]| {
        let mut text = "ACADYR,UPN,LAESTAB,ATT8,P8SCORE,VERSION\n".to_owned();
        for school in schools {
            text.push_str(&format!("202324,W995200000059,{school},50,0,{version}\n"));
        }
        let mut files = crate::files::InMemory::whole(text.as_bytes());
        let identity = ResultFile(&layouts::KS4).identify(&mut files, Given::default());
        identity.unwrap().standing
    };
    let schools = &["9954001", "9954002"];
    let sent = of("", &schools[..1]);
    assert!(sent > 0 && sent < of("", schools));
    assert!(of("", schools) < of("P", schools));
    assert_eq!(of("P", schools), of("U", schools));
    assert!(of("U", schools) < of("R", schools));
    assert_eq!(of("R", schools), of("A", schools));
    assert!(of("A", schools) < of("F", schools));
}

#[test]
fn what_the_file_does_not_say_is_asked_for() {
    let missing = identity("ks4_checking.csv", Given::default());
    assert!(
        matches!(
            missing,
            Err(ConnectorError::IdentityMissing {
                what: "year",
                option: "--year"
            })
        ),
        "{missing:?}"
    );
    let given = Given {
        la_code: Some(990),
        year: Some(2023),
    };
    let told = identity("ks4_checking.csv", given).unwrap();
    assert_eq!((told.la_code, told.year), (990, 2023));
}

#[test]
fn an_authority_of_nine_rows_in_ten_is_the_file_s() {
    let rows = |of_995: usize| {
        let mut text = "ACADYR,UPN,LAESTAB,ATT8,P8SCORE,VERSION\n".to_owned();
        for row in 0..10 {
            let la = if row < of_995 { 995 } else { 996 };
            let version = if row == 0 { "U" } else { "F" };
            text.push_str(&format!(
                "202324,W9952000{row:05},{la}4001,50,0,{version}\n"
            ));
        }
        let mut files = crate::files::InMemory::whole(text.as_bytes());
        ResultFile(&layouts::KS4).identify(&mut files, Given::default())
    };
    let identity = rows(9).unwrap();
    assert_eq!(identity.la_code, 995);
    // A mixed file replaces neither version's.
    assert_eq!(identity.period.as_deref(), Some("UF"));
    assert!(matches!(
        rows(8),
        Err(ConnectorError::IdentityMissing { option: "--la", .. })
    ));
}

#[test]
fn an_academic_year_is_read_in_each_accepted_form() {
    for text in [
        "202324",
        "2023/2024",
        "2023/24",
        "2023-24",
        "2024",
        "20232024",
    ] {
        assert_eq!(record::academic_year(text), Some(2024), "{text}");
    }
    assert_eq!(record::academic_year("1999/00"), Some(2000));
    assert_eq!(record::six_digits(2000), "199900");
    for text in [
        "",
        "202325",
        "2023/25",
        "24",
        "2023/",
        "1066",
        "99999",
        "2023/24/25",
        "AB2024",
    ] {
        assert_eq!(record::academic_year(text), None, "{text}");
    }
}
