use proptest::prelude::*;

use super::*;
use crate::conformance;
use crate::public::testing::{columns, findings, fixtures, read, read_bytes, refused};

const FIGURES: &str = "reference.published_figure";
const META: &str = "reference.published_meta";

#[test]
fn the_promises_of_every_connector_hold() {
    let fixtures = fixtures(&Ees, Given::default(), &["Newbarrow", "183475"]);
    conformance::check_all(&Ees, &fixtures);
    for fixture in &fixtures {
        if !fixture.bytes.starts_with(b"\xEF\xBB\xBF") {
            conformance::check_column_order(&Ees, fixture);
        }
    }
}

#[test]
fn a_row_becomes_a_row_for_each_indicator() {
    let read = read(&Ees, "valid/levels_and_symbols.csv");
    let figures = columns(
        &read,
        FIGURES,
        &[
            "geographic_level",
            "la_code",
            "filters",
            "indicator",
            "value",
            "symbol",
        ],
    );
    let cin = "social_care_group=CIN at 31 March; version=Revised";
    let all = "social_care_group=All pupils comparison; version=Final";
    assert_eq!(
        figures,
        [
            format!("National||{cin}|avg_Att8|17.9|"),
            format!("National||{cin}|t_pupils|12980.0|"),
            format!("Regional||{cin}|avg_Att8||z"),
            format!("Regional||{cin}|t_pupils|0.0|"),
            format!("Local authority|999|{cin}|avg_Att8||c"),
            format!("Local authority|999|{cin}|t_pupils||c"),
            format!("Local authority|990|{all}|avg_Att8|-1.5|"),
            format!("Local authority|990|{all}|t_pupils||low"),
        ]
    );
    let places = columns(
        &read,
        FIGURES,
        &[
            "time_period",
            "year",
            "country_code",
            "region_name",
            "la_name",
            "new_la_code",
        ],
    );
    assert_eq!(places[0], "202425|2025|E92000001|||");
    assert_eq!(places[4], "202425|2025|E92000001|East Midlands|Newbarrow|x");
    assert_eq!(findings(&read), []);
    assert_eq!(read.summary.children, 4);
}

#[test]
fn an_old_file_reads_with_findings() {
    let read = read(&Ees, "valid/old_file.csv");
    let figures = columns(&read, FIGURES, &["filters", "indicator", "value", "symbol"]);
    let total = "days=Total; days_group=Total; school_type=Total";
    let band = "days=2; days_group=01-May; school_type=Total";
    assert_eq!(figures.len(), 15);
    assert_eq!(
        figures[..6],
        [
            format!("{total}|headcount|183475.0|"),
            format!("{total}|not_collected||x"),
            format!("{total}|rate|4.76|"),
            format!("{band}|headcount|52390.0|"),
            format!("{band}|not_collected||x"),
            format!("{band}|rate||x"),
        ]
    );
    let symbols = columns(&read, FIGURES, &["indicator", "value", "symbol"]);
    assert_eq!(symbols[6], "headcount||x");
    assert_eq!(symbols[8], "rate||low");
    assert_eq!(symbols[9], "headcount||x");
    assert_eq!(symbols[11], "rate|0.01|");
    assert_eq!(symbols[12], "headcount||x");
    assert_eq!(symbols[14], "rate||low");
    let place = columns(
        &read,
        FIGURES,
        &[
            "region_name",
            "la_code",
            "location_code",
            "location_name",
            "year",
        ],
    );
    assert_eq!(place[0], "||||2017");
    assert_eq!(place[6], "East Midlands|999|E07999999|Newbarrow North|2017");
    assert_eq!(place[9], "East Midlands||||2017");
    let expected = [
        ("date_like_item", 3, "01-May"),
        ("geography_missing", 5, ""),
        ("la_code", 5, "99X"),
        ("time_period", 6, "201618"),
        ("time_identifier_mixed", 6, "Calendar year"),
        ("geographic_level", 6, "Planet"),
    ];
    assert_eq!(
        findings(&read),
        expected.map(|(rule, line, v)| (rule, line, v.to_owned()))
    );
    let mixed = read.of_rule("column_mixed");
    assert_eq!(mixed[0].value.as_deref(), Some("days"));
    assert_eq!((mixed.len(), mixed[0].at.line), (1, 2));
    let old: Vec<_> = read
        .of_rule("old_symbol")
        .iter()
        .map(|finding| (finding.value.clone().unwrap(), finding.at.line))
        .collect();
    let expected = [
        ("headcount:", 6),
        ("headcount: ..", 4),
        ("headcount: :", 5),
        ("not_collected: .", 2),
        ("rate: NULL", 3),
        ("rate: ~", 4),
    ];
    assert_eq!(old, expected.map(|(value, line)| (value.into(), line)));
}

#[test]
fn a_breakdown_whose_columns_are_swapped_is_told_and_kept() {
    let read = read(&Ees, "valid/breakdown_swapped.csv");
    let told = [("breakdown_swapped", 2, "characteristic_type".to_owned())];
    assert_eq!(findings(&read), told);
    let filters = columns(&read, FIGURES, &["filters"]);
    assert_eq!(
        filters[1],
        "characteristic=Ethnic group: major; characteristic_type=White"
    );
}

#[test]
fn headings_that_stand_twice_are_told() {
    let text = "time_period,time_identifier,geographic_level,country_code,country_name,n,n\n\
                2025,Reporting year,National,E92000001,England,1,2\n";
    let read = read_bytes(&Ees, text.as_bytes()).unwrap();
    assert_eq!(findings(&read), [("column_repeated", 2, "n".to_owned())]);
    assert_eq!(columns(&read, FIGURES, &["value"]), ["1.0", "2.0"]);
}

#[test]
fn meta_files_are_read() {
    let told = read(&Ees, "valid/data.meta.csv");
    let rows = columns(
        &told,
        META,
        &[
            "col_name",
            "col_type",
            "label",
            "indicator_unit",
            "indicator_dp",
        ],
    );
    assert_eq!(
        rows,
        [
            "school_type|Filter|School type||",
            "t_pupils|Indicator|Number of pupils||0",
            "pt_overall|Indicator|Overall absence rate|%|1",
        ]
    );
    assert_eq!(findings(&told), []);
    let shifted = read(&Ees, "valid/labels_shifted.meta.csv");
    let expected = [
        ("label_of_another", 2, "ehc_requests"),
        ("label_of_another", 3, "statement_reviews"),
        ("duplicate_row", 5, "ehc_refused"),
        ("code_unknown", 6, "Measure"),
    ];
    assert_eq!(
        findings(&shifted),
        expected.map(|(rule, line, v)| (rule, line, v.to_owned()))
    );
    assert_eq!(shifted.rows(META), 4);
}

#[test]
fn meta_files_that_differ_in_a_grouping_stand_beside_each_other() {
    let period = |group: &str| {
        let text =
            format!("col_name,col_type,label,filter_grouping_column\ndays,Filter,Days,{group}\n");
        let read = conformance::read(&Ees, text.as_bytes(), Given::default());
        read.unwrap().0.period.unwrap()
    };
    assert!(period("").starts_with("ees-meta-"));
    assert_ne!(period(""), period("days_group"));
}

#[test]
fn releases_of_one_publication_replace_each_other() {
    let period = |columns: &str| {
        let text = format!("{columns}\n2025,Calendar year,National,E92000001,England,1\n");
        let read = conformance::read(&Ees, text.as_bytes(), Given::default());
        read.unwrap().0.period.unwrap()
    };
    let columns = "time_period,time_identifier,geographic_level,country_code,country_name,number";
    let first = period(columns);
    assert_eq!(first.len(), "ees-12345678".len());
    assert!(first.starts_with("ees-"));
    assert_eq!(first, period(&columns.replace("number", "Number")));
    assert_ne!(first, period(&columns.replace("number", "rate")));
    let turned = "country_name,country_code,time_period,time_identifier,geographic_level,number";
    assert_eq!(first, period(turned));
}

#[test]
fn the_weekly_attendance_feed_is_another_dataset() {
    let head = "time_period,time_identifier,time_frame,geographic_level,country_code,country_name,\
                reference_date,attendance_status,attendance_type,attendance_reason,session_count\n";
    assert_eq!(Ees.recognises(head), None);
}

#[test]
fn what_is_not_well_formed_is_refused_where_it_stands() {
    let (line, column, _) = refused(&Ees, "quote_never_closed.csv");
    assert_eq!((line, column), (3, 22));
    assert!(
        refused(&Ees, "mandatory_column_missing.csv")
            .2
            .contains("no header")
    );
}

#[test]
fn a_year_is_the_one_in_which_the_period_ends() {
    use super::columns::year_of;
    assert_eq!(year_of("199900"), Some(2000));
    assert_eq!(year_of("202425"), Some(2025));
    assert_eq!(year_of("2025"), Some(2025));
    for none in ["202426", "20245", "2024/25", "", "x"] {
        assert_eq!(year_of(none), None, "{none}");
    }
}

proptest! {
    /// Any number comes back as it was.
    #[test]
    fn a_number_comes_back(number in -1.0e9..1.0e9_f64) {
        let text = format!(
            "time_period,time_identifier,geographic_level,country_code,country_name,n\n\
             2025,Reporting year,National,E92000001,England,{number}\n"
        );
        let read = read_bytes(&Ees, text.as_bytes()).unwrap();
        let back: f64 = columns(&read, FIGURES, &["value"])[0].parse().unwrap();
        prop_assert_eq!(back, number);
    }
}
