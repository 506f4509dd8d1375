//! Laws that hold for every file.

use proptest::prelude::*;

use super::*;
use crate::fuzzing;

const GIVEN: Given = Given {
    la_code: Some(995),
    year: Some(2024),
};

fn one(layout: &'static Layout, header: &str, row: &str) -> Read {
    let text = format!("{header}\n{row}\n");
    conformance::read(&ResultFile(layout), text.as_bytes(), GIVEN)
        .unwrap()
        .1
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        fuzzing::attainment_read(&bytes);
    }

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
        fuzzing::attainment_read(&bytes);
    }

    #[test]
    fn no_heading_makes_it_panic(heading in "\\PC{0,40}") {
        for layout in layouts::LAYOUTS {
            let columns = Columns::of(std::slice::from_ref(&heading), layout);
            prop_assert!(columns.unknown.len() + columns.repeated.len() <= 1);
        }
    }

    #[test]
    fn a_name_comes_back_as_it_was(name in "[!-~&&[^\",;]][ -~&&[^\",;]]{0,30}[!-~&&[^\",;]]") {
        prop_assume!(!record::is_null(&name));
        let read = one(&layouts::KS2, "UPN,SURNAME,READSCORE,MATSCORE", &format!("W995200000018,{name},101,102"));
        prop_assert_eq!(columns(&read, &["surname"]), [name]);
    }

    #[test]
    fn every_mark_and_score_comes_back(mark in 0..=40i32, score in 80..=120i32) {
        let read = one(&layouts::PHONICS, "UPN,NCYEAR,PHONICS_MARK", &format!("W995200000018,1,{mark}"));
        prop_assert_eq!(columns(&read, &["phonics_mark"]), [mark.to_string()]);
        let read = one(&layouts::KS2, "UPN,READSCORE,MATSCORE", &format!("W995200000018,{score}.0,{score}"));
        prop_assert_eq!(columns(&read, &["read_score", "mat_score"]), [format!("{score}|{score}")]);
    }

    #[test]
    fn a_date_is_the_same_in_each_form(days in 0..20_000i32) {
        let (year, month, day) = cohort_udfs::calendar::civil(days).unwrap();
        for text in [
            format!("{year:04}-{month:02}-{day:02}"),
            format!("{year:04}{month:02}{day:02}"),
            format!("{day:02}/{month:02}/{year:04}"),
        ] {
            let read = one(&layouts::KS2, "UPN,DOB,READSCORE,MATSCORE", &format!("W995200000018,{text},,"));
            prop_assert_eq!(columns(&read, &["dob"]), [format!("{year:04}-{month:02}-{day:02}")]);
            prop_assert!(read.findings.is_empty());
        }
    }

    #[test]
    fn an_academic_year_comes_back(end in 1991..=2099i16) {
        prop_assert_eq!(record::academic_year(&record::six_digits(end)), Some(end));
        prop_assert_eq!(record::academic_year(&end.to_string()), Some(end));
    }
}
