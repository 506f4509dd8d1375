//! Files that are refused whole.

use super::*;

fn refuse(layout: &'static Layout, name: &str, given: Given) -> ConnectorError {
    let bytes = file("invalid", name);
    let result = conformance::read(&ResultFile(layout), &bytes, given);
    result.map(|_| ()).expect_err(name)
}

const GIVEN: Given = Given {
    la_code: Some(995),
    year: Some(2024),
};

#[test]
fn a_missing_column_of_the_key_names_the_headings_tried() {
    for (layout, name, tried) in [
        (
            &layouts::KS2,
            "pupil_column_missing.csv",
            "for upn or pupil_ref; headings tried: UPN, UNIQUE_PUPIL_NUMBER, UNIQUEPUPILNUMBER, PUPILMATCHINGREF,",
        ),
        (
            &layouts::PHONICS,
            "year_group_column_missing.csv",
            "for nc_year_actual; headings tried: NCYEARACTUAL, NCYEAR, YEAR_GROUP, NATIONALCURRICULUMYEARACTUAL",
        ),
    ] {
        let error = refuse(layout, name, GIVEN);
        assert!(error.to_string().contains(tried), "{error}");
        assert_eq!(conformance::position(&error).unwrap().line, 1, "{name}");
    }
}

#[test]
fn an_open_quote_is_refused_where_it_stands() {
    let error = refuse(&layouts::KS2, "quote_not_closed.csv", GIVEN);
    let at = conformance::position(&error).unwrap();
    assert_eq!((at.line, at.column), (2, 22));
    assert!(error.to_string().contains("a quote is opened here"));
}

#[test]
fn two_authorities_are_no_one_s_file() {
    let error = refuse(&layouts::KS2, "two_authorities.csv", Given::default());
    assert!(
        matches!(
            error,
            ConnectorError::IdentityMissing { option: "--la", .. }
        ),
        "{error}"
    );
    assert!(
        conformance::read(
            &ResultFile(&layouts::KS2),
            &file("invalid", "two_authorities.csv"),
            GIVEN
        )
        .is_ok()
    );
}

#[test]
fn every_invalid_fixture_is_tested() {
    let names = std::fs::read_dir(testdata("invalid")).unwrap();
    assert_eq!(names.count(), 4);
}
