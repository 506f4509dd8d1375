//! Each rule on a file that breaks it, and on none other.

use super::*;

/// A clean return with a pupil on roll and one who left. `<!--X-->` marks places for more.
const CLEAN: &str = "<Message><Header><CollectionDetails><Collection>SC</Collection>\
<Term>SPR</Term><Year>2024</Year><ReferenceDate>2024-01-18</ReferenceDate></CollectionDetails>\
<Source><LEA>990</LEA><Estab>2001</Estab><URN>990001</URN></Source></Header>\
<School><Phase>PS</Phase><Type>1</Type><Pupils><PupilsOnRoll><PupilOnRoll>\
<UPN>E990200118001</UPN><FormerUPN/><UniqueLearnerNumber/><Surname>Ash</Surname>\
<Forename>Kim</Forename><DOB>2015-10-02</DOB><Sex>F</Sex>\
<FSMperiods><FSMperiod><FSMstartDate>2023-01-09</FSMstartDate><FSMendDate/>\
<UKcountry>ENG</UKcountry></FSMperiod><!--FSM--></FSMperiods>\
<EnrolStatus>C</EnrolStatus><EntryDate>2020-09-07</EntryDate><NCyearActual>3</NCyearActual>\
<SENprovision>K</SENprovision><SENneeds><SENneed><SENtypeRank>1</SENtypeRank>\
<SENtype>SLCN</SENtype></SENneed><!--NEED--></SENneeds>\
<PostCode>ZZ1 9AB</PostCode><PAON>1</PAON><!--HOME-->\
<Exclusions><TermlyExclusion><Category>SUSP</Category><Reason1>PP</Reason1>\
<StartDate>2023-06-12</StartDate><Sessions>2</Sessions></TermlyExclusion><!--EXCLUSION-->\
</Exclusions><TermlyAttendance><SessionsPossible>140</SessionsPossible>\
<SessionsAuthorised>7</SessionsAuthorised><SessionsUnauthorised>4</SessionsUnauthorised>\
<SessionDetails><SessionDetail><AttendanceReason>I</AttendanceReason><Sessions>7</Sessions>\
</SessionDetail><SessionDetail><AttendanceReason>G</AttendanceReason><Sessions>4</Sessions>\
</SessionDetail><!--SESSION--></SessionDetails></TermlyAttendance></PupilOnRoll></PupilsOnRoll>\
<PupilsNoLongerOnRoll><PupilNoLongerOnRoll><UPN>U990200118002</UPN><Surname>Birch</Surname>\
<Forename>Lou</Forename><DOB>2014-05-01</DOB><Sex>M</Sex><EntryDate>2018-09-05</EntryDate>\
<LeavingDate>2023-12-20</LeavingDate></PupilNoLongerOnRoll></PupilsNoLongerOnRoll></Pupils>\
</School></Message>";

/// Rule, what is replaced in [`CLEAN`], and by what.
#[rustfmt::skip]
const CASES: &[(&str, &[(&str, &str)])] = &[
    ("year_differs", &[("<Year>2024<", "<Year>2021<")]),
    ("term_mended", &[("<Term>SPR<", "<Term>Spring<")]),
    ("reference_date_missing", &[("<ReferenceDate>2024-01-18</ReferenceDate>", "")]),
    ("reference_date_differs", &[("<ReferenceDate>2024-01-18<", "<ReferenceDate>2024-01-17<")]),
    ("la_predecessor", &[("<LEA>990<", "<LEA>909<")]),
    ("estab_digits", &[("<Estab>2001<", "<Estab>201<")]),
    ("estab_form", &[("<Estab>2001<", "<Estab>none<")]),
    ("school_type_text", &[("<Type>1<", "<Type>Community school<")]),
    ("item_missing", &[("<Surname>Ash<", "<Surname><")]),
    ("item_missing", &[("<NCyearActual>3<", "<NCyearActual><")]),
    ("item_missing", &[("<LeavingDate>2023-12-20<", "<LeavingDate><")]),
    ("item_missing", &[("<UPN>E990200118001<", "<UPN> <")]),
    ("upn_form", &[("<UPN>E990200118001<", "<UPN>E99020011800<")]),
    ("upn_check_letter", &[("<UPN>E990200118001<", "<UPN>F990200118001<")]),
    ("upn_temporary", &[("<UPN>E990200118001<", "<UPN>Q99020011800A<")]),
    ("former_upn_form", &[("<FormerUPN/>", "<FormerUPN>E9902001180012</FormerUPN>")]),
    ("uln_form", &[("<UniqueLearnerNumber/>", "<UniqueLearnerNumber>1234567898</UniqueLearnerNumber>")]),
    ("upn_shared", &[("<UPN>U990200118002<", "<UPN>E990200118001<")]),
    ("pupil_repeated", &[("<Surname>Birch<", "<Surname>ASH<"), ("<Forename>Lou<", "<Forename>Kim<"), ("<DOB>2014-05-01<", "<DOB>2015-10-02<")]),
    ("born_after_entry", &[("<EntryDate>2018-09-05<", "<EntryDate>2014-04-30<")]),
    ("entry_after_census", &[("<EntryDate>2020-09-07<", "<EntryDate>2024-01-19<")]),
    ("leaving_on_roll", &[("<EnrolStatus>", "<LeavingDate>2023-12-20</LeavingDate><EnrolStatus>")]),
    ("leaving_after_census", &[("<LeavingDate>2023-12-20<", "<LeavingDate>2024-01-19<")]),
    ("leaving_before_entry", &[("<LeavingDate>2023-12-20<", "<LeavingDate>2018-09-04<")]),
    ("guest_returned", &[("<EnrolStatus>C<", "<EnrolStatus>G<")]),
    ("nc_year_form", &[("<NCyearActual>3<", "<NCyearActual>Year 3<")]),
    ("nc_year_unknown", &[("<NCyearActual>3<", "<NCyearActual>KS2<")]),
    ("nc_year_class", &[("<NCyearActual>3<", "<NCyearActual>M<")]),
    ("nc_year_not_followed", &[("<NCyearActual>3<", "<NCyearActual>X<")]),
    ("nc_year_age", &[("<NCyearActual>3<", "<NCyearActual>2<")]),
    ("address_both_forms", &[("<!--HOME-->", "<AddressLine1>1 Low Road</AddressLine1>")]),
    ("postcode_unknown", &[("<PostCode>ZZ1 9AB<", "<PostCode>ZZ99 3WZ<")]),
    ("postcode_form", &[("<PostCode>ZZ1 9AB<", "<PostCode>ZZ1<")]),
    ("postcode_blank", &[("<PostCode>ZZ1 9AB<", "<PostCode>ZZ19AB<")]),
    ("fsm_reversed", &[("<FSMendDate/>", "<FSMendDate>2023-01-08</FSMendDate>")]),
    ("fsm_overlap", &[("<!--FSM-->", "<FSMperiod><FSMstartDate>2023-05-01</FSMstartDate><UKcountry>ENG</UKcountry></FSMperiod>")]),
    ("fsm_country_missing", &[("<UKcountry>ENG</UKcountry>", "")]),
    ("fsm_start_missing", &[("<FSMstartDate>2023-01-09</FSMstartDate>", "")]),
    ("need_without_provision", &[("<SENprovision>K<", "<SENprovision>N<")]),
    ("need_missing", &[("<SENtypeRank>1</SENtypeRank><SENtype>SLCN</SENtype>", "")]),
    ("need_nsa", &[("<SENprovision>K<", "<SENprovision>E<"), ("<SENtype>SLCN<", "<SENtype>NSA<")]),
    ("need_rank_high", &[("<SENtypeRank>1<", "<SENtypeRank>3<")]),
    ("need_rank_repeated", &[("<!--NEED-->", "<SENneed><SENtypeRank>1</SENtypeRank><SENtype>MLD</SENtype></SENneed>")]),
    ("need_repeated", &[("<!--NEED-->", "<SENneed><SENtypeRank>2</SENtypeRank><SENtype>SLCN</SENtype></SENneed>")]),
    ("exclusion_start_missing", &[("<StartDate>2023-06-12<", "<StartDate><")]),
    ("exclusion_start_outside", &[("<StartDate>2023-06-12<", "<StartDate>2022-08-31<")]),
    ("exclusion_start_outside", &[("<StartDate>2023-06-12<", "<StartDate>2024-01-19<")]),
    ("exclusion_sessions_permanent", &[("<Category>SUSP<", "<Category>PERM<")]),
    ("exclusion_sessions_missing", &[("<Sessions>2<", "<Sessions><")]),
    ("exclusion_sessions_zero", &[("<Sessions>2<", "<Sessions>0<")]),
    ("number_format", &[("<Sessions>2<", "<Sessions>1.5<")]),
    ("exclusion_reason_missing", &[("<Reason1>PP<", "<Reason1><")]),
    ("exclusion_reason_repeated", &[("</Reason1>", "</Reason1><Reason2>PP</Reason2>")]),
    ("exclusion_over_45_days", &[("<!--EXCLUSION-->", "<TermlyExclusion><Category>SUSP</Category><Reason1>DB</Reason1><StartDate>2023-04-17</StartDate><Sessions>89</Sessions></TermlyExclusion>")]),
    ("code_year", &[("<Category>SUSP<", "<Category>FIXD<")]),
    ("code_year", &[("<Reason1>PP<", "<Reason1>OT<")]),
    ("code_year", &[("<SENprovision>K<", "<SENprovision>S<")]),
    ("code_year", &[("<SENprovision>K<", "<SENprovision>A<")]),
    ("item_year", &[("<Sex>F</Sex>", "<Gender>F</Gender>")]),
    ("identifier_form", &[("<UPN>E990200118001<", "<UPN>e9902 00118001<")]),
    ("sessions_over_possible", &[("<SessionsPossible>140<", "<SessionsPossible>10<")]),
    ("sessions_over_200", &[("<SessionsPossible>140<", "<SessionsPossible>201<")]),
    ("number_range", &[("<SessionsPossible>140<", "<SessionsPossible>-1<")]),
    ("authorised_differs", &[("<SessionsAuthorised>7<", "<SessionsAuthorised>6<")]),
    ("unauthorised_differs", &[("<SessionsUnauthorised>4<", "<SessionsUnauthorised>5<")]),
    ("totals_missing", &[("<SessionsAuthorised>7</SessionsAuthorised>", "")]),
    ("reason_mended", &[("<AttendanceReason>I<", "<AttendanceReason>i<")]),
    ("reason_mended", &[("<!--SESSION-->", "<SessionDetail><AttendanceReason>\\\\</AttendanceReason><Sessions>60</Sessions></SessionDetail>")]),
    ("reason_missing", &[("<!--SESSION-->", "<SessionDetail><AttendanceReason/><Sessions>60</Sessions></SessionDetail>")]),
    ("reason_unknown", &[("<!--SESSION-->", "<SessionDetail><AttendanceReason>A</AttendanceReason><Sessions>1</Sessions></SessionDetail>")]),
    ("reason_outside_window", &[("<!--SESSION-->", "<SessionDetail><AttendanceReason>Y5</AttendanceReason><Sessions>1</Sessions></SessionDetail>")]),
    ("reason_repeated", &[("<!--SESSION-->", "<SessionDetail><AttendanceReason>I</AttendanceReason><Sessions>0</Sessions></SessionDetail>")]),
    ("window_term", &[("<TermlyAttendance>", "<SummerHalfTerm2Attendance><SessionsPossible>60</SessionsPossible></SummerHalfTerm2Attendance><TermlyAttendance>")]),
    ("need_term", &[("<Term>SPR<", "<Term>SUM<"), ("<ReferenceDate>2024-01-18<", "<ReferenceDate>2024-05-16<")]),
];

fn with(edits: &[(&str, &str)]) -> Read {
    let mut text = CLEAN.to_owned();
    for (from, to) in edits {
        assert!(text.contains(from), "{from} is not in the file");
        // The first only: the pupil on roll stands first.
        text = text.replacen(from, to, 1);
    }
    read_text(&text)
}

#[test]
fn a_clean_file_has_no_finding() {
    assert_eq!(rule_names(&with(&[])), [""; 0]);
}

#[test]
fn each_rule_finds_its_fault_and_nothing_else() {
    let others = CASES.iter().filter_map(|(rule, edits)| {
        let found = rule_names(&with(edits));
        (found != [*rule]).then_some((rule, edits, found))
    });
    assert_eq!(others.collect::<Vec<_>>(), []);
}

#[test]
fn every_rule_has_a_case() {
    // These need other files, in the two tests below.
    let elsewhere = ["year_given", "la_given", "no_pupils"];
    for rule in rules::RULES {
        let broken = CASES.iter().any(|(id, _)| *id == rule.id) || elsewhere.contains(&rule.id);
        assert!(broken, "{}", rule.id);
    }
}

#[test]
fn what_the_operator_says_otherwise_is_told() {
    let given = Given {
        la_code: Some(991),
        year: Some(2025),
    };
    let (identity, read) = conformance::read(&SchoolCensus, CLEAN.as_bytes(), given).unwrap();
    assert_eq!((identity.la_code, identity.year), (991, 2025));
    assert_eq!(read.of_rule("year_given").len(), 1);
    assert_eq!(read.of_rule("la_given").len(), 1);
}

#[test]
fn a_return_without_pupils_is_told() {
    assert_eq!(rule_names(&read("no_pupils.xml")), ["no_pupils"]);
}

#[test]
fn a_finding_says_where_whose_and_what_and_keeps_values_out_of_its_message() {
    let read = with(&[("<SENtypeRank>1<", "<SENtypeRank>3<")]);
    let [finding] = &read.findings[..] else {
        panic!("one finding")
    };
    assert_eq!(finding.table, Some("census.sen_need"));
    assert_eq!(finding.item, Some("SENtypeRank"));
    assert_eq!(finding.child_row, Some(1));
    assert_eq!(finding.local_id.as_deref(), Some("E990200118001"));
    assert_eq!(finding.value.as_deref(), Some("3"));
    assert_eq!(finding.at.line, 1);
    assert_eq!(finding.at.byte, CLEAN.find("<SENtypeRank>").unwrap() as u64);
}

#[test]
fn aims_in_an_element_around_them_are_no_departure() {
    let read = with(&[(
        "<EnrolStatus>",
        "<LearningAims><LearningAim><QN>50012345</QN></LearningAim></LearningAims><EnrolStatus>",
    )]);
    assert_eq!(rule_names(&read), [""; 0]);
    assert_eq!(
        column(&read, "census.learning_aim", "qualification_number"),
        ["50012345"]
    );
}
