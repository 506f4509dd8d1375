//! Every rule: the return without a fault, changed so that it breaks the rule.

use super::*;

/// Rule, year, and changes of the return: module, old text, new text.
type Case = (
    &'static str,
    i16,
    &'static [(&'static str, &'static str, &'static str)],
);

const A1: &str = "A1,10/02/2024,S,C2,N1,U6,PR4,15/09/2026,X1,CARPL,AB1 2CD,EF3 4GH,1234567";
const A2: &str = "A1,15/09/2026,P,C2,N1,K2,PR4,,,,AB1 2CD,JK5 6LM,SC123456";

#[rustfmt::skip]
const CASES: &[Case] = &[
    ("101", 2027, &[("header", "A1,F,", "A1,,")]),
    ("101", 2027, &[("header", "A1,F,", "A1,2,")]),
    ("102", 2027, &[("header", "05/06/2010", "")]),
    ("102", 2027, &[("header", "05/06/2010", "June")]),
    ("103", 2027, &[("header", "WBRI", "")]),
    ("103", 2027, &[("header", "WBRI", "WXYZ")]),
    ("165", 2027, &[("header", "005,1,", "005,2,")]),
    ("168", 2027, &[("header", "X845212818005", "A845212818005")]),
    ("168", 2027, &[("header", "UN3", "UN6")]),
    ("209", 2027, &[("header", "UN3", "UN1")]),
    ("210", 2027, &[("header", "UN3", "UN4")]),
    ("232", 2027, &[("header", "B7,M", "B7,U")]),
    ("301", 2027, &[("header", "20/03/2024", "01/04/2027")]),
    ("444", 2027, &[("header", "B302119990001", "X845212818005")]),
    ("611", 2027, &[("header", "10/01/2027", "")]),
    ("612", 2027, &[("header", "001,0,", "001,0,10/01/2027")]),
    ("mother_not_female", 2027, &[("header", "A1,F", "A1,M")]),
    ("442", 2027, &[("header", "UN3", "")]),
    ("393", 2027, &[("header", "001,0,", "001,,")]),
    ("INT32", 2027, &[("header", "12,F,01/12/2007,BCRB,UN2,,\n", "12,F,01/12/2007,BCRB,UN2,,\n12,F,01/12/2007,BCRB,UN2,,\n")]),
    // One episode
    ("141", 2027, &[("episodes", "12/01/2026", "")]),
    ("141", 2027, &[("episodes", "12/01/2026", "31/02/2026")]),
    ("143", 2027, &[("episodes", "03/07/2026,S", "03/07/2026,")]),
    ("143", 2027, &[("episodes", "03/07/2026,S", "03/07/2026,X")]),
    ("144", 2027, &[("episodes", "S,V2", "S,")]),
    ("145", 2027, &[("episodes", ",N8,", ",,")]),
    ("146", 2027, &[("episodes", ",K3,", ",H5,")]),
    ("146", 2027, &[("episodes", ",K3,", ",,")]),
    ("147", 2027, &[("episodes", "20/02/2027", "soon")]),
    ("148", 2027, &[("episodes", "20/02/2027,E4A", "20/02/2027,")]),
    ("148", 2027, &[("episodes", "20/02/2027,E4A", ",E4A")]),
    ("149", 2027, &[("episodes", "E4A", "E43")]),
    ("178", 2027, &[("episodes", "K3,PR4", "K3,PR6")]),
    ("1009", 2027, &[("episodes", "CARPL", "CARPET")]),
    ("353", 2027, &[("episodes", "10/02/2024", "13/10/1991")]),
    ("354", 2027, &[("episodes", "03/07/2026", "01/04/2027")]),
    ("385", 2027, &[("episodes", "20/02/2027", "01/04/2027")]),
    ("355", 2027, &[("episodes", "20/02/2027", "10/12/2026")]),
    ("356", 2027, &[("episodes", "20/02/2027", "09/12/2026")]),
    ("352", 2027, &[("header", "15/08/2009", "03/07/2008")]),
    ("358", 2027, &[("episodes", "P,C1,N5,T3", "P,J1,N5,T3")]),
    ("365", 2027, &[("episodes", "S,V2,N8", "S,V3,N8")]),
    ("370", 2024, &[("episodes", "K2,PR4", "P2,PR4"), ("header", "05/06/2010", "16/09/2010")]),
    ("370", 2023, &[("episodes", "K2,PR4", "P2,PR4"), ("header", "05/06/2010", "16/09/2011")]),
    ("371", 2027, &[("header", "15/08/2009", "04/07/2010")]),
    ("371", 2023, &[("episodes", "K3", "H5"), ("header", "15/08/2009", "04/07/2012")]),
    ("372", 2027, &[("episodes", "P,C1,N5,T3", "P,C1,N5,R5")]),
    ("373", 2027, &[("episodes", "A5,PR1", "S1,PR1")]),
    ("375", 2027, &[("episodes", "T3,,10/12/2026", "T1,,13/01/2027")]),
    ("376", 2027, &[("episodes", "T3,,10/12/2026", "T3,,23/12/2026")]),
    ("379", 2027, &[("episodes", "T3,,10/12/2026", "T4,,10/12/2026")]),
    ("380", 2027, &[("episodes", "V2,N8,K3,PR4", "V2,N8,T0,")]),
    ("381", 2027, &[("episodes", "T3,,10/12/2026,X1", "T3,,10/12/2026,E8")]),
    ("386", 2027, &[("header", "20/03/2024", "02/10/2008")]),
    ("389", 2027, &[("episodes", "E4A", "E7")]),
    ("390", 2027, &[("episodes", "E4A", "E11")]),
    ("213", 2027, &[("episodes", "T3,,", "T3,PR1,")]),
    ("526", 2027, &[("episodes", "K3,PR4", "K3,")]),
    ("529", 2027, &[("episodes", "K2,PR4", "K2,PR3")]),
    ("550", 2027, &[("episodes", "K2,PR4", "K2,PR0")]),
    ("provider_place", 2027, &[("episodes", "K2,PR4", "P1,PR4")]),
    ("218", 2027, &[("episodes", "1112223", "")]),
    ("218", 2024, &[("episodes", "V2,N8,K3", "V2,N8,H5"), ("episodes", "7654321", "")]),
    ("222", 2027, &[("episodes", "KL7 8MN,", "KL7 8MN,1234567")]),
    ("1008", 2027, &[("episodes", "1112223", "111222")]),
    ("226", 2027, &[("episodes", "T3,,10/12/2026,X1,", "T3,,10/12/2026,X1,OTHER")]),
    ("226", 2027, &[("episodes", "01/12/2026,X1,", "01/12/2026,X1,OTHER")]),
    ("233", 2027, &[("episodes", "K3,PR4,,,", "K3,PR4,,,OTHER")]),
    ("234", 2027, &[("episodes", "20/02/2027,E4A,", "20/02/2027,E4A,CUSTOD")]),
    ("392c", 2027, &[("episodes", "ST9 0UV", "ST9")]),
    ("392c", 2027, &[("episodes", "WX1 2YZ", "12345")]),
    ("392b", 2027, &[("episodes", "WX1 2YZ", "")]),
    ("392b", 2027, &[("episodes", "ST9 0UV", "")]),
    ("392d", 2027, &[("episodes", "WX1 2YZ", "ST9 0UV")]),
    // Episodes that follow one another
    ("142", 2027, &[("episodes", "15/09/2026,X1", ",")]),
    ("501", 2027, &[("episodes", "15/09/2026,X1", "16/09/2026,X1")]),
    ("302", 2027, &[("header", "20/03/2024", "13/01/2026")]),
    ("357", 2027, &[("episodes", "03/07/2026,S", "03/07/2026,P")]),
    ("361", 2027, &[("episodes", "S,L2", "S,L1")]),
    ("362", 2027, &[("episodes", "L,C1,N5", "L,L2,N5")]),
    ("363", 2027, &[("episodes", "S,L2", "S,L3")]),
    ("388", 2027, &[("episodes", "15/09/2026,X1", "14/09/2026,X1")]),
    ("388", 2027, &[("episodes", "20/02/2027,E4A", "20/02/2027,X1")]),
    ("388", 2027, &[("episodes", "15/09/2026,X1", "15/09/2026,E8")]),
    ("431", 2027, &[("episodes", "15/09/2026,P", "15/09/2026,S")]),
    ("432", 2027, &[("episodes", "15/09/2026,X1", "15/09/2026,E8")]),
    ("433", 2027, &[("episodes", "15/09/2026,X1", "14/09/2026,X1")]),
    ("434", 2027, &[("episodes", "09/08/2026,L,C1", "09/08/2026,L,L2")]),
    ("434", 2027, &[("episodes", "15/09/2026,P", "15/09/2026,L")]),
    ("435", 2027, &[("episodes", "15/09/2026,P,C2,N1,K2,PR4,,,,AB1 2CD,JK5 6LM,SC123456", "15/09/2026,P,C2,N1,U6,PR4,,,,AB1 2CD,EF3 4GH,1234567")]),
    ("435", 2027, &[("episodes", "15/09/2026,P,C2", "15/09/2026,T,C1")]),
    ("436", 2027, &[("episodes", "15/09/2026,P,C2", "15/09/2026,B,C2")]),
    ("436", 2027, &[("episodes", "09/08/2026,L,C1", "09/08/2026,U,C1")]),
    ("437", 2027, &[("episodes", "15/09/2026,X1", "15/09/2026,E2")]),
    ("504", 2027, &[("episodes", "P,C2,N1,K2", "P,C2,N2,K2")]),
    ("225", 2027, &[("episodes", "CARPL", "")]),
    ("383", 2027, &[("episodes", "10/12/2026,P", "10/12/2026,T")]),
    ("383", 2027, &[("episodes", "20/02/2027,E4A,,BC3 4DE,FG5 6HJ", "20/02/2027,E4A,,BC3 4DE,FG5 6HK")]),
    ("367", 2027, &[("episodes", "S,V2,N8", "S,V3,N8")]),
    // What is in no other row but should be in header
    ("INT01", 2027, &[("ad1", "B7", "Z9")]),
    ("INT02", 2027, &[("placed_for_adoption", "B7", "Z9")]),
    ("INT03", 2027, &[("episodes", "B7", "Z9")]),
    ("INT04", 2027, &[("missing", "A1,05/06/2010,A", "Z9,05/06/2010,A")]),
    ("INT05", 2027, &[("oc2", "A1", "Z9")]),
    ("INT06", 2027, &[("oc3", "\n12", "\nZ9")]),
    ("INT07", 2027, &[("previous_permanence", "C9", "Z9")]),
    ("INT08", 2027, &[("reviews", "C9", "Z9")]),
    ("INT09", 2027, &[("uasc", "0012", "Z9")]),
    ("child_not_in_header", 2027, &[("social_worker", "C9", "Z9")]),
    ("child_not_in_header", 2027, &[("dolo", "A1", "Z9")]),
    ("INT11", 2027, &[("ad1", "20/03/2024", "21/03/2024")]),
    ("INT12", 2027, &[("placed_for_adoption", "20/03/2024", "21/03/2024")]),
    ("INT13", 2027, &[("missing", "05/06/2010,A", "06/06/2010,A")]),
    ("INT14", 2027, &[("oc2", "05/06/2010", "06/06/2010")]),
    ("INT15", 2027, &[("oc3", "01/12/2007", "02/12/2007")]),
    ("INT16", 2027, &[("previous_permanence", "30/09/2020", "01/10/2020")]),
    ("INT17", 2027, &[("reviews", "30/09/2020", "01/10/2020")]),
    ("INT18", 2027, &[("uasc", "15/08/2009", "16/08/2009")]),
    ("dob_differs", 2027, &[("social_worker", "30/09/2020", "01/10/2020")]),
    ("dob_differs", 2027, &[("dolo", "05/06/2010", "06/06/2010")]),
    ("INT21", 2027, &[("uasc", ",M,", ",F,")]),
    ("INT31", 2027, &[("ad1", "L11\n", "L11\nB7,20/03/2024,01/12/2025,05/01/2026,1,2,MF,L12\n")]),
    ("INT33", 2027, &[("oc2", "0,1\n", "0,1\nA1,05/06/2010,13,,0,,1,1,1,1,0,1\n")]),
    ("INT34", 2027, &[("oc3", "Z1\n", "Z1\n12,01/12/2007,YES,F1,Z2\n")]),
    ("INT35", 2027, &[("previous_permanence", "2022\n", "2022\nC9,30/09/2020,P1,302,zz/05/2023\n")]),
    ("INT36", 2027, &[("uasc", "2027\n", "2027\n0012,M,15/08/2009,14/08/2027\n")]),
    ("duplicate_row", 2027, &[("uasc", "2027\n", "2027\n0012,M,15/08/2009,15/08/2027\n")]),
    // Reviews
    ("166", 2027, &[("reviews", "20/05/2026", "")]),
    ("166", 2027, &[("reviews", "20/05/2026", "05/20/2026")]),
    ("167", 2027, &[("reviews", "PN6", "")]),
    ("167", 2027, &[("reviews", "PN6", "PN8")]),
    ("440", 2027, &[("reviews", "PN6", "PN0")]),
    ("441", 2027, &[("reviews", "PN0", "PN4")]),
    // Looked after for twelve months
    ("180", 2027, &[("oc2", ",12,", ",41,")]),
    ("181", 2027, &[("oc2", ",12,,0,", ",12,,2,")]),
    ("186", 2027, &[("oc2", ",12,", ",,")]),
    ("187", 2027, &[("oc3", "\n12,01/12/2007", "\nA1,05/06/2010")]),
    ("189", 2027, &[("header", "05/06/2010", "01/04/2009")]),
    ("190", 2027, &[("oc2", "A1,05/06/2010", "C9,30/09/2020")]),
    ("191", 2027, &[("oc2", "12,,0,,1,", "12,,0,,,")]),
    ("191", 2027, &[("oc2", "A1,05/06/2010,12,,0,,1,1,1,1,0,1\n", "")]),
    ("542", 2027, &[("header", "05/06/2010", "01/04/2017")]),
    ("543", 2027, &[("oc2", "12,,0,", "12,,,")]),
    ("545", 2027, &[("header", "05/06/2010", "01/04/2022")]),
    ("546", 2027, &[("oc2", "12,,0,,", "12,,0,1,")]),
    ("sdq_reason_with_score", 2027, &[("oc2", "12,,", "12,SDQ4,")]),
    // Care leavers
    ("131", 2027, &[("oc3", "YES", "MAYBE")]),
    ("132", 2027, &[("oc3", "F1", "F3")]),
    ("133", 2027, &[("oc3", "Z1", "S1")]),
    ("153", 2027, &[("oc3", "F1", "")]),
    ("391", 2027, &[("header", "01/12/2007", "31/03/2001")]),
    ("1007", 2027, &[("oc3", "12,01/12/2007", "0012,15/08/2009")]),
    // Adoption
    ("151", 2027, &[("ad1", "05/01/2026", "")]),
    ("601", 2027, &[("ad1", "B7,20/03/2024,01/12/2025,05/01/2026,1,2,MF,L11\n", "")]),
    ("602", 2027, &[("episodes", "E12", "E8")]),
    ("551", 2027, &[("placed_for_adoption", "01/12/2025", "")]),
    ("553", 2027, &[("placed_for_adoption", "01/12/2025", "")]),
    ("557", 2027, &[("episodes", "E12", "E8")]),
    ("placed_order", 2027, &[("placed_for_adoption", "2025,,", "2025,30/11/2025,RD1")]),
    ("placed_reason", 2027, &[("placed_for_adoption", "2025,,", "2025,,RD1")]),
    // Previous permanence
    ("630", 2027, &[("previous_permanence", "C9,30/09/2020,P1,302,zz/05/2022\n", "")]),
    ("631", 2027, &[("previous_permanence", "P1", "P9")]),
    ("631", 2027, &[("previous_permanence", "P1", "")]),
    ("632", 2027, &[("previous_permanence", "zz/05/2022", "05/2022")]),
    ("633", 2027, &[("previous_permanence", "302", "ENG")]),
    ("permanence_incomplete", 2027, &[("previous_permanence", "zz/05/2022", "")]),
    // Missing incidents
    ("564", 2027, &[("missing", "A,10/08/2026", "A,")]),
    ("565", 2027, &[("missing", "A,10/08/2026", ",10/08/2026")]),
    ("566", 2027, &[("missing", "A,10/08/2026", ",10/08/2026")]),
    ("567", 2027, &[("missing", "11/08/2026", "09/08/2026")]),
    ("570", 2027, &[("missing", "A,10/08/2026,11/08/2026", "A,01/04/2027,")]),
    ("571", 2027, &[("missing", "01/07/2026,03/07/2026", "01/03/2026,31/03/2026")]),
    ("571", 2027, &[("missing", "11/08/2026", "01/04/2027")]),
    ("574", 2027, &[("missing", "03/07/2026", "12/08/2026")]),
    ("574", 2027, &[("missing", "03/07/2026", "")]),
    ("577", 2027, &[("missing", "11/08/2026", ""), ("episodes", "K2,PR4,,", "K2,PR4,01/02/2027,E8")]),
    // Social workers
    ("SW01", 2027, &[("social_worker", "0012,15/08/2009,SW67890,03/07/2026,,FCONTA\n", "")]),
    ("SW02", 2027, &[("social_worker", "XX22222", "22222")]),
    ("SW03", 2027, &[("social_worker", "XX22222", "")]),
    ("SW03", 2027, &[("social_worker", "01/08/2026", "")]),
    ("SW04", 2027, &[("social_worker", "01/08/2026", "August")]),
    ("SW05", 2027, &[("social_worker", "20/02/2027", "February")]),
    ("SW06", 2027, &[("social_worker", "SW67890,03/07/2026", "SW67890,01/04/2027")]),
    ("SW07", 2027, &[("social_worker", "20/02/2027", "01/04/2027")]),
    ("SW07", 2027, &[("social_worker", "01/01/2026,02/10/2026", "01/01/2025,31/03/2025")]),
    ("SW08", 2027, &[("social_worker", "30/06/2026", "")]),
    ("SW09", 2027, &[("social_worker", "20/02/2027", "01/08/2026")]),
    ("SW10", 2027, &[("social_worker", "30/06/2026", "02/07/2026")]),
    ("SW11a", 2027, &[("social_worker", "30/06/2026", "25/06/2026")]),
    ("SW11b", 2025, &[("social_worker", "SW67890,01/07/2026,", "SW67890,01/07/2024,30/03/2025"), ("social_worker", "01/02/2026,30/06/2026", "01/02/2024,30/06/2024")]),
    ("SW13", 2027, &[("social_worker", "LEFTRL", "SWLAZY")]),
    ("SW14", 2027, &[("social_worker", "30/06/2026", "")]),
    ("SW15", 2027, &[("social_worker", "LEFTRL", "")]),
    ("SW17", 2027, &[("social_worker", "SW67890,01/07/2026,", "SW67890,01/07/2026,31/03/2027")]),
    ("sw_dates_reversed", 2027, &[("social_worker", "20/02/2027", "31/07/2026")]),
    // Deprivation of liberty
    ("700", 2027, &[("dolo", "20/09/2026", "")]),
    ("700", 2027, &[("dolo", "20/09/2026", "September")]),
    ("701", 2027, &[("dolo", "18/10/2026", "October")]),
    ("702", 2027, &[("dolo", "18/10/2026", "19/09/2026")]),
    ("703", 2027, &[("dolo", "20/09/2026,18/10/2026", "01/04/2027,")]),
    ("704", 2027, &[("dolo", "20/09/2026,18/10/2026", "20/02/2026,31/03/2026")]),
    ("705", 2027, &[("dolo", "2026\n", "2026\nA1,05/06/2010,17/10/2026,\n")]),
    ("707", 2027, &[("dolo", "18/10/2026", ""), ("episodes", "K2,PR4,,", "K2,PR4,01/02/2027,E8")]),
    ("708", 2027, &[("header", "05/06/2010", "21/09/2026")]),
    ("710", 2027, &[("episodes", "K2,PR4", "K1,PR4")]),
];

fn count(read: &Read, rule: &str) -> usize {
    read.of_rule(rule).len()
}

#[test]
fn each_rule_is_broken_by_its_case_and_not_without() {
    assert!(every_module()[1].1.contains(A1) && every_module()[1].1.contains(A2));
    let mut silent = Vec::new();
    for (rule, year, changes) in CASES {
        let mut files = every_module();
        let before = count(&set(&as_str(&files), *year), rule);
        for (module, old, new) in *changes {
            let (_, text) = files.iter_mut().find(|(name, _)| name == module).unwrap();
            assert_eq!(text.matches(old).count(), 1, "{rule}: {old} in {module}");
            *text = text.replace(old, new);
        }
        let read = set(&as_str(&files), *year);
        if count(&read, rule) <= before {
            silent.push((rule, changes));
        }
        for finding in read.of_rule(rule) {
            assert!(
                finding.local_id.is_some() && finding.child_row.is_some(),
                "{rule}"
            );
            assert!(finding.part.is_some() && finding.table.is_some(), "{rule}");
            assert!(finding.at.line > 1, "{rule}");
        }
    }
    assert!(silent.is_empty(), "{silent:#?}");
}

#[test]
fn care_leavers_are_up_to_21_and_later_up_to_25() {
    let of_age = |dob: &str, year| {
        let text = format!("CHILD,DOB,IN_TOUCH,ACTIV,ACCOM\n1,{dob},YES,F1,B1\n");
        count(&set(&[("oc3", &text)], year), "391") == 0
    };
    assert!(of_age("01/04/2000", 2022) && !of_age("31/03/2000", 2022));
    assert!(of_age("31/03/2005", 2022) && !of_age("01/04/2005", 2022));
    assert!(of_age("01/04/1997", 2023) && !of_age("31/03/1997", 2023));
}

#[test]
fn semi_independent_living_needs_an_ofsted_number_from_28_october_2023() {
    let missing = |year, end: &str| {
        let text = format!(
            "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,\
             PL_POST,URN\n1,01/06/2021,S,V2,N1,H5,PR4,{end},,AB1 2CD,EF3 4GH,\n"
        );
        count(&set(&[("episodes", &text)], year), "218") > 0
    };
    assert!(!missing(2022, ",") && !missing(2023, ",") && missing(2024, ","));
    assert!(!missing(2024, "27/10/2023,E8") && missing(2024, "28/10/2023,E8"));
}

#[test]
fn a_sex_that_is_no_code_is_not_another_sex() {
    let header = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n1,X,15/08/2009,BAFR,UN3,,\n";
    let uasc = "CHILD,SEX,DOB,DUC\n1,M,15/08/2009,\n";
    let read = set(&[("header", header), ("uasc", uasc)], 2025);
    assert_eq!((count(&read, "101"), count(&read, "INT21")), (1, 0));
}

#[test]
fn every_rule_has_a_case_and_one_severity() {
    let all: Vec<_> = rules::RULES.iter().copied().flatten().collect();
    for rule in &all {
        assert!(
            CASES.iter().any(|(id, _, _)| *id == rule.id),
            "{} has no case",
            rule.id
        );
        let same = all.iter().filter(|other| other.id == rule.id);
        assert!(
            same.clone().all(|other| other.severity == rule.severity),
            "{}",
            rule.id
        );
        assert!(rule.title.ends_with('.'), "{}", rule.id);
        let fields = module::MODULES[rule.kind as usize].fields;
        assert!(
            fields.iter().any(|field| field.item() == rule.item),
            "{}: {}",
            rule.id,
            rule.item
        );
    }
    for module in &module::MODULES {
        for fault in module.fields.iter().filter_map(|field| field.fault) {
            assert!(
                all.iter().any(|rule| rule.id == fault),
                "{fault} is in no list"
            );
        }
    }
}
