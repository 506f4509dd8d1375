//! Every rule on a person broken once and nearly broken once, and a sound person on which all
//! are silent.
//!
//! A case is the sound person with some texts replaced. *All* findings must be those expected,
//! so that a rule which speaks where it should not fails too. Dates and limits come from the
//! published conditions and a calendar, not from the code.

use super::*;
use crate::sen2::rules::RULES;

pub(super) const SETTING: &str = "<URN>100002</URN><PlacementRank>1</PlacementRank>\
    <SENunitIndicator>0</SENunitIndicator><ResourcedProvisionIndicator>0</ResourcedProvisionIndicator>";
pub(super) const REVIEW: &str = "<ReviewMeeting>2024-11-04</ReviewMeeting><ReviewOutcome>M</ReviewOutcome>\
    <LastReview>2024-11-25</LastReview>";
const NEED: &str = "<SENneed><SENtype>SEMH</SENtype><SENtypeRank>1</SENtypeRank></SENneed>";
const END: &str = "</Person>";

/// The sound person of 2025. Census day is 2025-01-16, the period the calendar year 2024.
pub(super) fn person() -> String {
    format!(
        "<Person><Surname>Fauxname</Surname><Forename>Finn</Forename>\
         <PersonBirthDate>2015-06-30</PersonBirthDate><Sex>M</Sex><Ethnicity>AIND</Ethnicity>\
         <PostCode>ZZ99 3WZ</PostCode><UPN>Z845300018044</UPN>\
         <Requests><ReceivedDate>2024-03-01</ReceivedDate><RequestSource>1</RequestSource>\
         <RYA>0</RYA><RequestOutcomeDate>2024-04-05</RequestOutcomeDate>\
         <RequestOutcome>Y</RequestOutcome><RequestMediation>0</RequestMediation>\
         <RequestTribunal>0</RequestTribunal>\
         <Assessment><AssessmentOutcome>Y</AssessmentOutcome>\
         <AssessmentOutcomeDate>2024-07-14</AssessmentOutcomeDate><Week20>0</Week20>\
         <NamedPlan><StartDate>2024-07-14</StartDate><PB>0</PB><OA>0</OA>\
         <PlanDetail>{SETTING}</PlanDetail></NamedPlan></Assessment>\
         <ActivePlans>{REVIEW}<PlacementDetail>{SETTING}<EntryDate>2020-09-01</EntryDate>\
         </PlacementDetail>{NEED}</ActivePlans></Requests></Person>"
    )
}

pub(super) fn message(header: &str, persons: &str) -> String {
    format!("<Message>{header}<Persons>{persons}</Persons></Message>")
}

pub(super) const HEADER: &str = "<Header><Collection>SEN2</Collection><Year>2025</Year>\
    <ReferenceDate>2025-01-16</ReferenceDate><LEA>995</LEA></Header>";

/// Rules broken, and texts of the sound person with what replaces them.
type Case = (
    &'static [&'static str],
    &'static [(&'static str, &'static str)],
);

const UPN: &str = "<UPN>Z845300018044</UPN>";

#[rustfmt::skip]
const CASES: &[Case] = &[
    (&[], &[]),
    // The person
    (&["required_missing"], &[("<Surname>Fauxname</Surname>", "")]),
    (&["required_missing"], &[("<Forename>Finn</Forename>", "<Forename> </Forename>")]),
    (&["required_missing"], &[("<PersonBirthDate>2015-06-30</PersonBirthDate>", "")]),
    (&["required_missing"], &[("<Sex>M</Sex>", "")]),
    (&["required_missing"], &[("<Ethnicity>AIND</Ethnicity>", "")]),
    (&["date_format"], &[("2015-06-30", "unknown")]),
    (&["identifier_missing"], &[(UPN, "")]),
    (&[], &[(UPN, "<UPNunknown>UN3</UPNunknown>")]),
    (&[], &[(UPN, "<UniqueLearnerNumber>1234567890</UniqueLearnerNumber>")]),
    (&["reason_with_identifier"], &[(UPN, "<UPN>Z845300018044</UPN><UPNunknown>UN3</UPNunknown>")]),
    (&["reason_with_identifier"], &[(UPN, "<UniqueLearnerNumber>1234567890</UniqueLearnerNumber><UPNunknown>UN3</UPNunknown>")]),
    // Six on census day, and a day younger.
    (&["reason_under_6"], &[(UPN, "<UPNunknown>UN1</UPNunknown>"), ("2015-06-30", "2019-01-16")]),
    (&[], &[(UPN, "<UPNunknown>UN1</UPNunknown>"), ("2015-06-30", "2019-01-17")]),
    (&["code_unknown"], &[(UPN, "<UPNunknown>UN4</UPNunknown>")]),
    (&["upn_check"], &[("Z845300018044", "A845300018044")]),
    (&["upn_check"], &[("Z845300018044", "Z84530001804")]),
    (&["upn_check"], &[("Z845300018044", "Z8453000180I4")]),
    (&["upn_check"], &[("Z845300018044", "C243300018044")]),
    (&["upn_temporary"], &[("Z845300018044", "T84530001804A")]),
    (&["uln_in_upn"], &[("Z845300018044", "1234567890")]),
    (&["uln_form"], &[(UPN, "<UniqueLearnerNumber>123456789</UniqueLearnerNumber>")]),
    (&["age_range", "maximum_age_under_19"], &[("2015-06-30", "2025-01-17"), ("<PB>0</PB>", "<CeaseDate>2025-01-10</CeaseDate><CeaseReason>1</CeaseReason>"), ]),
    (&[], &[("2015-06-30", "2025-01-16")]),
    // 26 on 1 January 2024, and 25.
    (&["age_range"], &[("2015-06-30", "1998-01-01")]),
    (&[], &[("2015-06-30", "1998-01-02")]),
    (&["date_implausible"], &[("2015-06-30", "1900-01-01")]),
    // Requests
    (&["requests_open"], &[(END, "<Requests><ReceivedDate>2024-11-01</ReceivedDate><RequestOutcome>A</RequestOutcome></Requests><Requests><ReceivedDate>2024-11-02</ReceivedDate><RequestOutcomeDate>2024-11-03</RequestOutcomeDate><RequestOutcome>Y</RequestOutcome><Assessment><AssessmentOutcome>A</AssessmentOutcome></Assessment></Requests></Person>")]),
    (&[], &[(END, "<Requests><ReceivedDate>2024-11-01</ReceivedDate><RequestOutcome>A</RequestOutcome></Requests><Requests><ReceivedDate>2024-11-02</ReceivedDate><RequestOutcomeDate>2024-11-03</RequestOutcomeDate><RequestOutcome>N</RequestOutcome></Requests></Person>")]),
    (&[], &[(END, "<Requests><ReceivedDate>2024-11-01</ReceivedDate><RequestOutcome>A</RequestOutcome></Requests><Requests><ReceivedDate>2024-11-02</ReceivedDate><RequestOutcomeDate>2024-11-03</RequestOutcomeDate><RequestOutcome>Y</RequestOutcome><Exported>994</Exported></Requests></Person>")]),
    (&["received_date_missing"], &[("<ReceivedDate>2024-03-01</ReceivedDate>", "")]),
    (&["required_missing"], &[("<RequestOutcome>Y</RequestOutcome>", "")]),
    (&["received_after_period"], &[(END, "<Requests><ReceivedDate>2025-01-01</ReceivedDate><RequestOutcome>A</RequestOutcome></Requests></Person>")]),
    (&[], &[(END, "<Requests><ReceivedDate>2024-12-31</ReceivedDate><RequestOutcome>A</RequestOutcome></Requests></Person>")]),
    (&["request_outcome_before_received"], &[("2024-04-05", "2024-02-29")]),
    (&[], &[("2024-04-05", "2024-03-01")]),
    (&["request_outcome_date_missing"], &[("<RequestOutcomeDate>2024-04-05</RequestOutcomeDate>", "")]),
    (&["request_outcome_date_unexpected"], &[(END, "<Requests><ReceivedDate>2024-11-01</ReceivedDate><RequestOutcomeDate>2024-11-02</RequestOutcomeDate><RequestOutcome>W</RequestOutcome></Requests></Person>")]),
    (&["request_items_unexpected", "request_items_unexpected"], &[(END, "<Requests><ReceivedDate>2024-11-01</ReceivedDate><RequestOutcome>W</RequestOutcome><RequestTribunal>1</RequestTribunal><Exported>994</Exported></Requests></Person>")]),
    (&[], &[(END, "<Requests><RequestOutcome>H</RequestOutcome><RequestTribunal>0</RequestTribunal></Requests></Person>")]),
    // Assessments
    (&["assessment_repeated"], &[("<ActivePlans>", "<Assessment><AssessmentOutcome>W</AssessmentOutcome></Assessment><ActivePlans>")]),
    (&["required_missing"], &[("<AssessmentOutcome>Y</AssessmentOutcome>", "")]),
    (&["assessment_undated"], &[("<AssessmentOutcomeDate>2024-07-14</AssessmentOutcomeDate>", "")]),
    (&["assessment_date_unexpected"], &[("<AssessmentOutcome>Y", "<AssessmentOutcome>H")]),
    (&["assessment_before_received"], &[("<AssessmentOutcomeDate>2024-07-14", "<AssessmentOutcomeDate>2024-02-29")]),
    (&["week20_missing"], &[("<Week20>0</Week20>", "")]),
    (&["plan_after_refusal"], &[("<AssessmentOutcome>Y", "<AssessmentOutcome>N")]),
    // Plans
    (&["named_plan_repeated"], &[("<NamedPlan>", "<NamedPlan><StartDate>2019-01-01</StartDate><CeaseDate>2020-01-01</CeaseDate><CeaseReason>9</CeaseReason><PlanDetail><SENsetting>EHE</SENsetting></PlanDetail></NamedPlan><NamedPlan>")]),
    (&["plan_misplaced"], &[("<NamedPlan>", "</Assessment><NamedPlan>"), ("</NamedPlan></Assessment>", "</NamedPlan>")]),
    (&["required_missing"], &[("<StartDate>2024-07-14</StartDate>", "")]),
    (&["open_plan_unnamed"], &[("<NamedPlan>", "<Unknown>"), ("</NamedPlan>", "</Unknown>"), ("<PlanDetail>", "<U>"), ("</PlanDetail>", "</U>")]),
    (&["plans_open"], &[(END, "<Requests><RequestOutcome>H</RequestOutcome><Assessment><AssessmentOutcome>H</AssessmentOutcome><NamedPlan><StartDate>2019-01-01</StartDate><PlanDetail><SENsetting>EHE</SENsetting></PlanDetail></NamedPlan></Assessment></Requests></Person>")]),
    // One that ceased on census day is closed.
    (&[], &[(END, "<Requests><RequestOutcome>H</RequestOutcome><Assessment><AssessmentOutcome>H</AssessmentOutcome><NamedPlan><StartDate>2019-01-01</StartDate><CeaseDate>2025-01-16</CeaseDate><CeaseReason>9</CeaseReason><PlanDetail><SENsetting>EHE</SENsetting></PlanDetail></NamedPlan></Assessment></Requests></Person>")]),
    (&["cease_reason_missing"], &[("<PB>0</PB>", "<CeaseDate>2024-12-01</CeaseDate>")]),
    (&["cease_date_missing"], &[("<PB>0</PB>", "<CeaseReason>9</CeaseReason>")]),
    (&["cease_before_start"], &[("<PB>0</PB>", "<CeaseDate>2024-07-13</CeaseDate><CeaseReason>9</CeaseReason>")]),
    (&[], &[("<PB>0</PB>", "<CeaseDate>2024-07-14</CeaseDate><CeaseReason>9</CeaseReason>")]),
    (&["maximum_age_under_19"], &[("2015-06-30", "2005-12-02"), ("<PB>0</PB>", "<CeaseDate>2024-12-01</CeaseDate><CeaseReason>1</CeaseReason>")]),
    (&[], &[("2015-06-30", "2005-12-01"), ("<PB>0</PB>", "<CeaseDate>2024-12-01</CeaseDate><CeaseReason>1</CeaseReason>")]),
    (&["plan_detail_count"], &[("<PlanDetail>", "<U>"), ("</PlanDetail>", "</U>")]),
    (&["plan_detail_count"], &[("</NamedPlan>", "<PlanDetail><SENsetting>EHE</SENsetting></PlanDetail><PlanDetail><SENsetting>OPA</SENsetting></PlanDetail></NamedPlan>")]),
    // Settings
    (&["setting_missing"], &[("<PlanDetail><URN>100002</URN>", "<PlanDetail>")]),
    (&["setting_repeated"], &[("<PlanDetail><URN>100002</URN>", "<PlanDetail><URN>100002</URN><UKPRN>10000000</UKPRN>")]),
    (&["setting_in_urn"], &[("<PlanDetail><URN>100002", "<PlanDetail><URN>ehe")]),
    (&["urn_form"], &[("<PlanDetail><URN>100002", "<PlanDetail><URN>10000")]),
    (&["ukprn_form"], &[("<PlanDetail><URN>100002</URN>", "<PlanDetail><UKPRN>1000000</UKPRN>")]),
    (&["setting_other_missing"], &[("<PlanDetail><URN>100002</URN>", "<PlanDetail><SENsetting>OTH</SENsetting>")]),
    (&[], &[("<PlanDetail><URN>100002</URN>", "<PlanDetail><SENsetting>NIEO</SENsetting><SENsettingOther>waits</SENsettingOther>")]),
    (&["code_unknown"], &[("<PlanDetail><URN>100002</URN>", "<PlanDetail><SENsetting>HOME EDUCATION</SENsetting>")]),
    // 15 on census day, and 16.
    (&["neet_under_16"], &[("2015-06-30", "2009-01-17"), ("<PlacementDetail><URN>100002</URN>", "<PlacementDetail><SENsetting>NEET</SENsetting>")]),
    (&[], &[("2015-06-30", "2009-01-16"), ("<PlacementDetail><URN>100002</URN>", "<PlacementDetail><SENsetting>NEET</SENsetting>")]),
    (&["rank_1_missing"], &[("<PlanDetail><URN>100002</URN><PlacementRank>1", "<PlanDetail><URN>100002</URN><PlacementRank>2")]),
    (&["rank_1_repeated"], &[("</PlacementDetail>", "</PlacementDetail><PlacementDetail><SENsetting>EHE</SENsetting><PlacementRank>1</PlacementRank></PlacementDetail>")]),
    (&[], &[("</PlacementDetail>", "</PlacementDetail><PlacementDetail><SENsetting>EHE</SENsetting><PlacementRank>1</PlacementRank><LeavingDate>2025-01-16</LeavingDate></PlacementDetail>")]),
    (&["required_missing"], &[("</PlacementDetail>", "</PlacementDetail><PlacementDetail><SENsetting>EHE</SENsetting></PlacementDetail>")]),
    (&["leaving_before_entry"], &[("<EntryDate>2020-09-01</EntryDate>", "<EntryDate>2020-09-01</EntryDate><LeavingDate>2020-08-31</LeavingDate>")]),
    // Active plans
    (&["active_plan_repeated"], &[("</Requests>", "<ActivePlans><PlacementDetail><SENsetting>EHE</SENsetting><PlacementRank>1</PlacementRank></PlacementDetail><SENneed><SENtype>HI</SENtype><SENtypeRank>1</SENtypeRank></SENneed></ActivePlans></Requests>")]),
    (&["placement_missing"], &[("<PlacementDetail>", "<U>"), ("</PlacementDetail>", "</U>")]),
    (&["review_after_census"], &[("<ReviewMeeting>2024-11-04", "<ReviewMeeting>2025-01-17"), ("<LastReview>2024-11-25", "<LastReview>2025-01-20")]),
    (&[], &[("<ReviewMeeting>2024-11-04", "<ReviewMeeting>2025-01-16"), ("<LastReview>2024-11-25", "<LastReview>2025-01-16")]),
    (&["review_decision_before_meeting"], &[("<LastReview>2024-11-25", "<LastReview>2024-11-03")]),
    (&["review_missing"], &[("<StartDate>2024-07-14", "<StartDate>2024-01-15"), ("<ReviewMeeting>2024-11-04</ReviewMeeting>", ""), ("<LastReview>2024-11-25</LastReview>", "")]),
    (&[], &[("<StartDate>2024-07-14", "<StartDate>2024-01-16"), ("<ReviewMeeting>2024-11-04</ReviewMeeting>", ""), ("<LastReview>2024-11-25</LastReview>", "")]),
    // Needs
    (&["need_rank_1_missing"], &[("<SENtypeRank>1", "<SENtypeRank>2")]),
    (&["need_rank_1_missing"], &[("<SENneed>", "<U>"), ("</SENneed>", "</U>")]),
    (&["need_rank_1_repeated"], &[("</SENneed>", "</SENneed><SENneed><SENtype>HI</SENtype><SENtypeRank>1</SENtypeRank></SENneed>")]),
    (&["need_repeated"], &[("</SENneed>", "</SENneed><SENneed><SENtype>SEMH</SENtype><SENtypeRank>2</SENtypeRank></SENneed>")]),
    (&["need_count"], &[("</SENneed>", "</SENneed><SENneed><SENtype>HI</SENtype><SENtypeRank>2</SENtypeRank></SENneed><SENneed><SENtype>VI</SENtype><SENtypeRank>2</SENtypeRank></SENneed>")]),
    (&["code_case"], &[("<SENtype>SEMH", "<SENtype>SpLD")]),
    (&["code_unknown"], &[("<SENtype>SEMH", "<SENtype>NSA")]),
    (&["code_unknown"], &[("<SENtype>SEMH", "<SENtype>BESD")]),
    // Authorities: Cumbria ended on 31 March 2023.
    (&["la_code_form"], &[("<ReviewMeeting>", "<TransferLA>Cumbria</TransferLA><ReviewMeeting>")]),
    (&["la_code_form"], &[("<ReviewMeeting>", "<TransferLA>E10000006</TransferLA><ReviewMeeting>")]),
    (&["la_code_unknown"], &[("<ReviewMeeting>", "<TransferLA>100</TransferLA><ReviewMeeting>")]),
    (&["la_code_former"], &[("<ReviewMeeting>", "<TransferLA>909</TransferLA><ReviewMeeting>")]),
    (&["la_code_former"], &[("<RYA>0</RYA>", "<RYA>0</RYA><Exported>928</Exported>")]),
    (&[], &[("<ReviewMeeting>", "<TransferLA>942</TransferLA><ReviewMeeting>")]),
];

/// Notices on what a case does to the file besides.
const ASIDE: &[&str] = &["unknown_element", "code_case"];

pub(super) fn rules_of(read: &Read) -> Vec<&'static str> {
    let mut rules: Vec<_> = read.findings.iter().map(|finding| finding.rule).collect();
    rules.sort_unstable();
    rules
}

#[test]
fn each_case_breaks_exactly_the_rules_it_should() {
    let mut wrong = Vec::new();
    for (expected, edits) in CASES {
        let mut person = person();
        for (from, to) in *edits {
            assert!(person.contains(from), "the person holds no {from}");
            person = person.replacen(from, to, 1);
        }
        let read = read_text(&message(HEADER, &person));
        let mut found = rules_of(&read);
        if !expected.contains(&"code_case") {
            found.retain(|rule| !ASIDE.contains(rule));
        }
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        if found != expected {
            wrong.push(format!("{edits:?}: {found:?}, not {expected:?}"));
        }
        for finding in &read.findings {
            assert_eq!(finding.part, None);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_rule_has_a_test() {
    let of_persons = CASES.iter().flat_map(|(rules, _)| rules.iter().copied());
    let tested: Vec<_> = of_persons.chain(returns::TESTED.iter().copied()).collect();
    for rule in RULES {
        assert!(tested.contains(&rule.id), "no case breaks {}", rule.id);
    }
}

#[test]
fn the_list_of_rules_is_sound() {
    for (index, rule) in RULES.iter().enumerate() {
        let earlier = &RULES[..index];
        assert!(
            earlier.iter().all(|other| other.id != rule.id),
            "{}",
            rule.id
        );
        assert!(rule.title.ends_with('.'), "{}", rule.id);
    }
}

#[test]
fn a_finding_says_where_and_what() {
    let text = message(HEADER, &person().replace("Z845300018044", "A845300018044"));
    let read = read_text(&text);
    let [finding] = &read.of_rule("upn_check")[..] else {
        panic!("one finding");
    };
    assert_eq!(finding.table, Some("sen2.person"));
    assert_eq!(finding.item, Some("UPN"));
    assert_eq!(finding.child_row, Some(1));
    assert_eq!(finding.local_id.as_deref(), Some("A845300018044"));
    assert_eq!(finding.value.as_deref(), Some("A845300018044"));
    let byte = text.find("<UPN>").unwrap() as u64;
    assert_eq!((finding.at.line, finding.at.byte), (1, byte));
    assert!(!finding.message.contains("A8453"));
}

#[test]
fn an_authority_is_former_only_when_it_ended_before_the_period() {
    // Cumbria ended within 2023, the period of the return of 2024.
    let person = person().replace(REVIEW, "<TransferLA>909</TransferLA>");
    let header = HEADER
        .replace("2025-01-16", "2024-01-18")
        .replace("2025", "2024");
    let read = read_text(&message(&header, &person));
    assert_eq!(read.of_rule("la_code_former").len(), 0);
    assert_eq!(column(&read, "sen2.active_plan", "transfer_la"), ["909"]);
}

#[test]
fn a_reader_of_2023_asks_for_no_review() {
    let person = person().replace("<StartDate>2024-07-14", "<StartDate>2020-01-15");
    let person = person.replace(REVIEW, "");
    let header = HEADER
        .replace("2025-01-16", "2023-01-19")
        .replace("2025", "2023");
    let read = read_text(&message(&header, &person));
    assert_eq!(read.of_rule("review_missing").len(), 0);
    // Sex and RequestSource are of later years.
    let mut items: Vec<_> = read.of_rule("item_year").iter().map(|f| f.item).collect();
    items.sort_unstable();
    assert_eq!(items, [Some("RequestSource"), Some("Sex")]);
}
