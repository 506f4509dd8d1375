//! Rows of the fixtures, worked out by hand.

use super::*;

#[test]
fn a_pupil_has_every_item() {
    let read = read(EVERY_ITEM);
    assert_eq!(rule_names(&read), [""; 0]);
    assert_eq!(read.summary.children, 2);
    let expected = [
        ("term", "SPR", "SPR"),
        ("urn", "990001", "990001"),
        ("estab", "2001", "2001"),
        ("pupil_no", "1", "2"),
        ("on_roll", "true", "true"),
        // From 9 January 2023, open, under the rules of England; nobody asked for the second.
        ("fsm_eligible", "true", "false"),
        // Born in the school years that began in 2015 and 2018: 2023 less 2015 less 5.
        ("nc_year_inferred", "3", "0"),
        ("upn", "E990200118001", "U990200118002"),
        ("former_upn", "L990200118005", ""),
        ("uln", "1234567899", ""),
        ("surname", "Ashdown", "Birch"),
        ("forename", "Rowan", "Sam"),
        ("middle_names", "Lee Kit", ""),
        ("preferred_surname", "Ash", ""),
        ("former_surname", "Elmhurst", ""),
        ("birth_date", "2015-10-02", "2019-03-31"),
        ("sex", "F", "M"),
        ("ethnicity", "WCOR", "REFU"),
        ("language", "ENG", "OTH"),
        ("enrol_status", "C", "S"),
        ("class_type", "O", ""),
        ("entry_date", "2020-09-07", "2023-09-04"),
        ("leaving_date", "", ""),
        ("part_time", "false", ""),
        ("boarder", "N", ""),
        ("nc_year", "3", "R"),
        ("nc_year_leaving", "", ""),
        ("school_lunch_taken", "true", ""),
        ("service_child", "N", ""),
        ("post_looked_after", "G", ""),
        ("adopted_from_care", "", ""),
        ("young_carer", "P", ""),
        ("youth_support_agreement", "UNS", ""),
        ("hours_at_setting", "30.0", ""),
        ("funded_hours", "15.0", ""),
        ("extended_hours", "7.5", ""),
        ("expanded_hours", "", ""),
        ("eligibility_code", "50012345678", ""),
        ("disability_access_fund", "true", ""),
        ("early_years_premium", "Y", ""),
        ("early_years_premium_basis", "RE", ""),
        ("early_years_premium_eligible", "", ""),
        ("unit_contact_time", "12", ""),
        ("top_up_funding", "false", ""),
        ("sen_provision", "E", "N"),
        ("sen_unit", "true", ""),
        ("resourced_provision", "false", ""),
        ("postcode", "ZZ1 9AB", "ZZ1 9AB"),
        ("uprn", "990000000001", ""),
        ("address_saon", "Flat 2", ""),
        ("address_paon", "14", ""),
        ("address_street", "Invented Street", ""),
        ("address_locality", "Nearby", ""),
        ("address_town", "Aldertown", ""),
        ("address_administrative_area", "Aldershire", ""),
        ("address_post_town", "ALDERTOWN", ""),
        ("address_line1", "", "14 Invented Street"),
    ];
    for (name, first, second) in expected {
        assert_eq!(
            column(&read, "census.pupil", name),
            [first, second],
            "{name}"
        );
    }
    let empty = schema::PUPIL_TABLE.columns[expected.len()..].iter();
    for name in empty.map(|column| column.name) {
        assert_eq!(column(&read, "census.pupil", name), ["", ""], "{name}");
    }
}

#[test]
fn what_hangs_on_a_pupil_is_in_tables_of_its_own() {
    let read = read(EVERY_ITEM);
    let key = |rest: &str| format!("SPR|990001|2001|1|true|{rest}");
    for (table, expected) in [
        (
            "fsm_period",
            vec!["1|2021-09-06|2022-07-20|WLS", "2|2023-01-09||ENG"],
        ),
        ("sen_need", vec!["1|1|ASD", "2|2|SLCN"]),
        ("exclusion", vec!["1|SUSP|PP|DB||2023-06-12|3|K"]),
        // 62 + 66 + 1 attended and 11 missed are 140; two sessions of X are not possible ones.
        ("absence", vec!["1|false|140|7|4|1|0|"]),
        (
            "session",
            vec![
                "1|1|/|62",
                "1|2|\\|66",
                "1|3|I|7",
                "1|4|G|4",
                "1|5|V|1",
                "1|6|X|2",
            ],
        ),
        (
            "ap_placement",
            vec!["1||10000001|OTH|00000001|ZZ2 3CD|BHS|2023-11-06||K||PT|4"],
        ),
        ("learner_support", vec!["1|36"]),
        ("learner_fam", vec!["1|NLM|21|4.5"]),
        ("funding_basis", vec!["1|ECO", "2|LAA"]),
        ("ap_admission", vec![]),
    ] {
        let expected: Vec<_> = expected.into_iter().map(key).collect();
        assert_eq!(rows(&read, &format!("census.{table}")), expected, "{table}");
    }
}

#[test]
fn the_header_and_the_school_are_one_row() {
    let read = read(EVERY_ITEM);
    let expected = "SPR|990001|2001|2024-01-18|SC|SPR|2024|2024-01-18|S|990|2001|990001|\
                    Invented MIS|1.0|7|2024-01-18T16:30:00|Thornfield Primary School|||PS|01|6|R|\
                    COMP|CO|61";
    assert_eq!(rows(&read, "census.header"), [expected]);
}

#[test]
fn an_autumn_census_has_two_windows_and_pupils_who_left() {
    let read = read("autumn_2023.xml");
    assert_eq!(rule_names(&read), ["totals_missing"]);
    assert_eq!(column(&read, "census.pupil", "on_roll"), ["true", "false"]);
    assert_eq!(column(&read, "census.pupil", "estab"), ["0101", "0101"]);
    // Of pupils who left, eligibility and year group are not collected.
    assert_eq!(column(&read, "census.pupil", "fsm_eligible"), ["false", ""]);
    assert_eq!(column(&read, "census.pupil", "nc_year"), ["12", ""]);
    assert_eq!(column(&read, "census.pupil", "nc_year_leaving"), ["", "10"]);
    assert_eq!(
        column(&read, "census.pupil", "leaving_date"),
        ["", "2023-07-21"]
    );
    assert_eq!(
        column(&read, "census.pupil", "qualification_hours"),
        ["540", ""]
    );
    assert_eq!(
        column(&read, "census.pupil", "maths_prior_attainment"),
        ["5", ""]
    );
    assert_eq!(
        rows(&read, "census.absence"),
        [
            "AUT|990001|0101|1|true|1|false|60|2|0|||",
            // Authorised 5 and unauthorised 0 are the sums of the reasons.
            "AUT|990001|0101|1|true|2|true|70|5|0|||",
        ]
    );
    assert_eq!(
        rows(&read, "census.session"),
        [
            "AUT|990001|0101|1|true|1|1|M|2",
            "AUT|990001|0101|1|true|2|1|H|5",
        ]
    );
    assert_eq!(
        rows(&read, "census.exclusion"),
        ["AUT|990001|0101|2|false|1|PERM|OW|||2023-03-01||"]
    );
}

#[test]
fn items_of_old_are_read_without_wrappers_and_before_the_header() {
    let read = read("spring_2018_header_last_without_wrappers.xml");
    assert_eq!(
        rule_names(&read),
        ["totals_missing", "term_mended", "estab_digits"]
    );
    assert_eq!(column(&read, "census.pupil", "sex"), ["M"]);
    assert_eq!(
        rows(&read, "census.exclusion"),
        ["SPR||0101|1|true|1|FIXD|OT|||2017-06-05|2|"]
    );
    // Codes of presence were not returned, so that possible sessions are not known.
    assert_eq!(
        rows(&read, "census.absence"),
        ["SPR||0101|1|true|1|true||3|0|||"]
    );
    assert_eq!(rows(&read, "census.session"), ["SPR||0101|1|true|1|1|I|3"]);
    assert_eq!(rows(&read, "census.sen_need"), ["SPR||0101|1|true|1|1|MLD"]);
}

#[test]
fn an_admission_stands_with_the_pupil_and_a_school_may_have_no_number() {
    let read = read("summer_2024_school_known_by_urn.xml");
    assert_eq!(rule_names(&read), ["estab_form"]);
    assert_eq!(column(&read, "census.pupil", "surname"), ["Fir"]);
    assert_eq!(
        rows(&read, "census.ap_admission"),
        ["SUM|990123||1|false|1|990001|PEX|N"]
    );
    // Its items without a wrapper are the same admission.
    let text = valid("summer_2024_school_known_by_urn.xml");
    let bare = text
        .replace("<APProvisionDetail>", "")
        .replace("</APProvisionDetail>", "");
    assert_eq!(read_text(&bare).tables, read.tables);
}

#[test]
fn a_placement_may_be_its_own_block() {
    let text = valid(EVERY_ITEM);
    let bare = text
        .replace("<APPlacementDetail>", "")
        .replace("</APPlacementDetail>", "");
    assert_ne!(bare, text);
    assert_eq!(read_text(&bare).tables, read(EVERY_ITEM).tables);
    let alone = text
        .replace("<APPlacement>", "")
        .replace("</APPlacement>", "");
    assert_eq!(read_text(&alone).tables, read(EVERY_ITEM).tables);
}

#[test]
fn year_groups_are_put_right_where_they_are_sure() {
    for (text, code) in [
        ("Year 3", "3"),
        ("3.0", "3"),
        ("03", "3"),
        ("00", "R"),
        ("YR", "R"),
        ("x", "X"),
        ("F9", "F9"),
    ] {
        let file = valid(EVERY_ITEM).replace("<NCyearActual>3<", &format!("<NCyearActual>{text}<"));
        let read = read_text(&file);
        assert_eq!(column(&read, "census.pupil", "nc_year")[0], code, "{text}");
        // Never made from the age.
        assert_eq!(column(&read, "census.pupil", "nc_year_inferred")[0], "3");
    }
}

/// Census day is 18 January 2024.
#[test]
fn eligibility_counts_both_edges_and_only_england() {
    let eligible = |period: &str| {
        let file = valid(EVERY_ITEM).replace(
            "<FSMstartDate>2023-01-09</FSMstartDate>\n                <UKcountry>ENG</UKcountry>",
            period,
        );
        column(&read_text(&file), "census.pupil", "fsm_eligible").remove(0)
    };
    let period = |start: &str, end: &str, country: &str| {
        eligible(&format!(
            "<FSMstartDate>{start}</FSMstartDate><FSMendDate>{end}</FSMendDate>\
             <UKcountry>{country}</UKcountry>"
        ))
    };
    assert_eq!(period("2024-01-18", "", "ENG"), "true");
    assert_eq!(period("2024-01-19", "", "ENG"), "false");
    assert_eq!(period("2023-01-09", "2024-01-18", "ENG"), "true");
    assert_eq!(period("2023-01-09", "2024-01-17", "ENG"), "false");
    assert_eq!(period("2023-01-09", "", "SCT"), "false");
    assert_eq!(period("2023-01-09", "", ""), "");
    assert_eq!(period("soon", "", "ENG"), "");
    assert_eq!(period("2024-01-19", "", ""), "false");
}

#[test]
fn learning_aims_are_known_by_their_programme() {
    let read = read("autumn_2023_learning_aims.xml");
    let column = |name| column(&read, "census.learning_aim", name);
    assert_eq!(column("row_no"), ["1", "2", "3", "4", "5", "6", "7"]);
    assert_eq!(column("programme_no"), ["1", "1", "1", "2", "2", "2", ""]);
    assert_eq!(
        column("is_programme"),
        ["true", "false", "false", "true", "false", "false", "false"]
    );
    assert_eq!(
        column("qualification_number"),
        [
            "", "60123456", "60123457", "", "60123458", "60123459", "60123460"
        ]
    );
    assert_eq!(column("programme_type"), ["24", "", "", "", "", "", ""]);
    assert_eq!(column("traineeship"), ["", "", "", "false", "", "", ""]);
    assert_eq!(column("core_aim")[1], "true");
    assert_eq!(column("actual_end_date")[2], "2023-09-29");
    assert_eq!(column("withdrawal_reason")[2], "29");
}
