//! Rows worked out by hand from the fixtures.

use super::*;

#[test]
fn every_item_of_2025_has_its_column() {
    let read = read(XML);
    assert_eq!(read.summary.children, 3);
    assert_eq!(
        rows(&read, "sen2.header"),
        ["SEN2|2025|2025-01-16|L|995|Example|2.4|3|2025-02-03T09:30:00|1|0|1"]
    );
    assert_eq!(
        rows(&read, "sen2.person"),
        [
            "1|Ó Fictional|Ada|2014-05-10|F|F|WBRI|ZZ99 3WZ|X845212818005||",
            "2|Beispiel|Ben|2004-08-31|M|M|WCOR|||1234567890|",
            "3|Cobaye|Cleo|2021-01-15|F|F|NOBT||||UN1",
        ]
    );
    assert_eq!(
        rows(&read, "sen2.request"),
        [
            "1|1|2023-02-01|1|false|N|2023-03-10|true|false|",
            "1|2|2024-01-10|2|false|Y|2024-02-15|false|false|",
            "2|1||||H||||",
            "3|1|2024-12-19|4|false|A||||",
            "3|2|2024-03-01|5|true|Y|2024-04-02|||993",
        ]
    );
    assert_eq!(
        rows(&read, "sen2.assessment"),
        [
            "1|2|1|Y|2024-05-20|false|false|true|false|false",
            "2|1|1|H||||||",
            "3|2|1|W||||||",
        ]
    );
    assert_eq!(
        rows(&read, "sen2.named_plan"),
        [
            "1|2|1|2024-05-20|A|S|true|false|E||",
            "2|1|1|2015-09-01||||||2024-08-31|3",
        ]
    );
    assert_eq!(
        rows(&read, "sen2.plan_detail"),
        [
            "1|2|1|1|100000||||1|false|true",
            "1|2|1|2|||OTH|A college, yet to be found|2||",
            "2|1|1|1||10000001|||1||",
        ]
    );
    assert_eq!(
        rows(&read, "sen2.active_plan"),
        ["1|2|1|994|||2024-11-04|A|2024-11-25|2024-12-02|2025-02-15|2025-02-14"]
    );
    assert_eq!(
        rows(&read, "sen2.placement"),
        [
            "1|2|1|1|100000||||1|false|true|2021-09-01|||B|A",
            "1|2|1|2||10000000|||2|true|false|2020-09-01|2024-07-19|||",
        ]
    );
    assert_eq!(rows(&read, "sen2.need"), ["1|2|1|1|ASD|1", "1|2|1|2|DS|2"]);
    let rules: Vec<_> = read.findings.iter().map(|finding| finding.rule).collect();
    assert!(rules.is_empty(), "{rules:?}");
}

#[test]
fn the_items_of_2023_have_their_columns() {
    let read = read("year_2023.xml");
    assert_eq!(
        rows(&read, "sen2.header"),
        ["SEN2|2023|2023-01-19|L|995|Example|2.4|3|2023-02-03T09:30:00|1|0|"]
    );
    // GenderCurrent 2 is female, 9 not specified: neither M nor F.
    assert_eq!(column(&read, "sen2.person", "sex"), ["F", ""]);
    assert_eq!(column(&read, "sen2.person", "sex_raw"), ["2", "9"]);
    assert_eq!(
        rows(&read, "sen2.active_plan"),
        ["1|1|1||A|T|||2022-03-30|||"]
    );
    assert_eq!(
        rows(&read, "sen2.placement"),
        ["1|1|1|1|100001||||1|true|false|2018-09-03||FT||"]
    );
    assert!(read.findings.is_empty(), "{:?}", read.findings);
}

#[test]
fn the_contract_of_names_is_kept() {
    let columns = |table: &str| {
        let mut tables = Sen2.tables().iter();
        let table = tables.find(|def| def.name == table).unwrap();
        let names = table.columns.iter().map(|column| column.name);
        names.collect::<Vec<_>>().join(" ")
    };
    for (table, expected) in [
        (
            "person",
            "person_no surname forename birth_date sex sex_raw ethnicity postcode upn uln upn_unknown",
        ),
        (
            "request",
            "person_no request_no received_date request_source rya outcome outcome_date mediation tribunal exported",
        ),
        (
            "assessment",
            "person_no request_no assessment_no outcome outcome_date mediation tribunal other_mediation other_tribunal week20",
        ),
        (
            "named_plan",
            "person_no request_no named_plan_no start_date residential wbl personal_budget organised_arrangements direct_payments cease_date cease_reason",
        ),
    ] {
        assert_eq!(columns(table), expected);
    }
}

#[test]
fn a_child_gives_itself_away_in_no_plain_column() {
    use cohort_catalog::table::Sensitivity::Identifier;
    for (table, column) in [
        ("person", "surname"),
        ("person", "forename"),
        ("person", "birth_date"),
        ("person", "postcode"),
        ("person", "upn"),
        ("person", "uln"),
        ("person", "sex_raw"),
        ("plan_detail", "sen_setting_other"),
        ("placement", "sen_setting_other"),
    ] {
        let mut tables = Sen2.tables().iter();
        let table = tables.find(|def| def.name == table).unwrap();
        let mut columns = table.columns.iter();
        let found = columns.find(|each| each.name == column).unwrap();
        assert_eq!(found.sensitivity, Identifier, "{column}");
    }
}

#[test]
fn items_are_collected_in_the_years_of_their_layouts() {
    use schema::Module::{ActivePlan, Header, Person, Placement, Request};
    for (module, item, years) in [
        (Header, "DSCO", 2025..=2030),
        (Person, "GenderCurrent", 2023..=2023),
        (Person, "Sex", 2024..=2030),
        (Request, "RequestSource", 2025..=2030),
        (ActivePlan, "Res", 2023..=2023),
        (ActivePlan, "WBP", 2023..=2023),
        (ActivePlan, "ReviewMeeting", 2024..=2030),
        (ActivePlan, "ReviewOutcome", 2024..=2030),
        (ActivePlan, "LastReview", 2023..=2030),
        (ActivePlan, "ReviewDraft", 2025..=2030),
        (ActivePlan, "PhaseTransferDueDate", 2025..=2030),
        (ActivePlan, "PhaseTransferFinalDate", 2025..=2030),
        (Placement, "AttendancePattern", 2023..=2023),
        (Placement, "Res", 2024..=2030),
        (Placement, "WBP", 2024..=2030),
    ] {
        let mut fields = module.fields().iter();
        let field = fields.find(|field| field.item() == item).unwrap();
        for year in 2023..=2030 {
            assert_eq!(
                field.collected_in(year),
                years.contains(&year),
                "{item} {year}"
            );
        }
    }
    let changed = schema::Module::ALL
        .iter()
        .flat_map(|module| module.fields());
    let changed = changed.filter(|field| !(field.collected_in(2023) && field.collected_in(2030)));
    assert_eq!(changed.count(), 14);
}
