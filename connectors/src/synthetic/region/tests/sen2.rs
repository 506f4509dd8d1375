//! SEN2: layouts by year, the two forms of a return alike, and nothing that a rule would find.

use std::collections::{BTreeMap, HashMap};

use super::*;

#[test]
fn both_forms_have_the_rows_of_the_truth() {
    let files = written(&region(&[Dataset::Sen2]));
    let totals = totals(&files);
    let pairs = [
        ("Person", "person", "person"),
        ("Requests", "requests", "request"),
        ("Assessment", "assessment", "assessment"),
        ("NamedPlan", "namedplan", "named_plan"),
        ("PlanDetail", "plandetail", "plan_detail"),
        ("ActivePlans", "activeplans", "active_plan"),
        ("PlacementDetail", "placementdetail", "placement"),
        ("SENneed", "senneed", "need"),
        ("Header", "sen2", "header"),
    ];
    for la in [990, 991] {
        for year in 2023..=2025 {
            let counts = elements(&files[&format!("SEN2/{la}_{year}/{la}_SEN2_{year}.xml")]);
            for (element, module, name) in pairs {
                let blade =
                    format!("SEN2/{la}_{year}/blades/Blade-Export_03-02-{year}_{module}.csv");
                let rows = records(&files[&blade]).len() as u64;
                let key = ("sen2", la.to_string(), year.to_string(), "", name);
                let key = (
                    key.0.to_owned(),
                    key.1,
                    key.2,
                    key.3.to_owned(),
                    key.4.to_owned(),
                );
                assert!(rows > 0, "{blade}");
                assert_eq!(
                    (counts[element], rows),
                    (totals[&key], totals[&key]),
                    "{blade}"
                );
            }
            // Roughly 4 in 100 have a plan of those of school age, fewer before and after.
            assert!(
                (60..400).contains(&counts["ActivePlans"]),
                "{}",
                counts["ActivePlans"]
            );
        }
    }
}

#[test]
fn layouts_change_with_the_year() {
    let files = written(&region(&[Dataset::Sen2]));
    let heading = |year: i16, module: &str| {
        let name = format!("SEN2/990_{year}/blades/Blade-Export_03-02-{year}_{module}.csv");
        table(&files[&name]).0
    };
    assert_eq!(
        heading(2024, "person")[..6],
        [
            "persontableid",
            "NativeId",
            "personorderseqcolumn",
            "sourceid",
            "sen2tableid",
            "surname"
        ]
    );
    let has = |year, module, column: &str| heading(year, module).iter().any(|one| one == column);
    assert!(has(2023, "person", "gendercurrent") && !has(2023, "person", "sex"));
    assert!(has(2024, "person", "sex") && !has(2024, "requests", "requestsource"));
    assert!(has(2025, "requests", "requestsource") && has(2025, "sen2", "dsco"));
    assert!(has(2023, "activeplans", "res") && has(2024, "placementdetail", "res"));
    let xml = |year| elements(&files[&format!("SEN2/990_{year}/990_SEN2_{year}.xml")]);
    assert!(
        xml(2023).contains_key("AttendancePattern") && !xml(2023).contains_key("ReviewMeeting")
    );
    assert!(!xml(2024).contains_key("RequestSource") && xml(2024).contains_key("ReviewMeeting"));
    assert!(xml(2025).contains_key("RequestSource") && xml(2025).contains_key("DSCO"));
}

/// Days since the year 0 of a date like `2024-Jan-18 00:00:00`, for comparison only.
fn order(text: &str) -> Option<i32> {
    let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    if text.is_empty() {
        return None;
    }
    let month = months
        .iter()
        .position(|month| *month == &text[5..8])
        .unwrap() as i32;
    assert_eq!(&text[11..], " 00:00:00");
    Some(text[..4].parse::<i32>().unwrap() * 372 + month * 31 + text[9..11].parse::<i32>().unwrap())
}

#[test]
fn a_clean_return_breaks_no_rule_of_its_guide() {
    let files = written(&region(&[Dataset::Sen2]));
    for year in 2023..=2025 {
        let rows = |module: &str| {
            let name = format!("SEN2/991_{year}/blades/Blade-Export_03-02-{year}_{module}.csv");
            records(&files[&name])
        };
        let by_id = |rows: Vec<BTreeMap<String, String>>,
                     id: &str|
         -> HashMap<String, BTreeMap<String, String>> {
            let count = rows.len();
            let map: HashMap<_, _> = rows.into_iter().map(|row| (row[id].clone(), row)).collect();
            assert_eq!(map.len(), count);
            map
        };
        let persons = by_id(rows("person"), "persontableid");
        let requests = by_id(rows("requests"), "requeststableid");
        let assessments = by_id(rows("assessment"), "assessmenttableid");
        let active = by_id(rows("activeplans"), "activeplanstableid");
        let mut upns = std::collections::HashSet::new();
        for person in persons.values() {
            let (upn, uln, unknown) = (
                &person["upn"],
                &person["uniquelearnernumber"],
                &person["upnunknown"],
            );
            assert_eq!(unknown.is_empty(), !upn.is_empty() || !uln.is_empty());
            assert!(upn.is_empty() || cohort_udfs::upn::check(upn) == Ok(()));
            assert!(upn.is_empty() || upns.insert(upn.clone()));
            assert!(person["postcode"].starts_with("ZZ1"));
            assert!(
                order(&person["personbirthdate"]).unwrap()
                    >= order(&format!("{}-Jan-01 00:00:00", year - 26)).unwrap()
            );
        }
        let mut pending: HashMap<&String, u32> = HashMap::new();
        for request in requests.values() {
            assert!(persons.contains_key(&request["persontableid"]));
            let (received, decided) = (
                order(&request["receiveddate"]),
                order(&request["requestoutcomedate"]),
            );
            match request["requestoutcome"].as_str() {
                "Y" | "N" => assert!(decided > received && received.is_some()),
                "A" | "W" => assert!(decided.is_none() && received.is_some()),
                "H" => assert!(decided.is_none() && received.is_none()),
                other => panic!("{other}"),
            }
            *pending.entry(&request["persontableid"]).or_default() +=
                u32::from(request["requestoutcome"] == "A");
        }
        assert!(pending.values().all(|open| *open < 2));
        for assessment in assessments.values() {
            let request = &requests[&assessment["requeststableid"]];
            let day = order(&assessment["assessmentoutcomedate"]);
            match assessment["assessmentoutcome"].as_str() {
                "Y" | "N" => assert!(day > order(&request["requestoutcomedate"])),
                "A" | "H" => assert!(day.is_none()),
                other => panic!("{other}"),
            }
        }
        let mut open: HashMap<String, u32> = HashMap::new();
        for plan in rows("namedplan") {
            let assessment = &assessments[&plan["assessmenttableid"]];
            let outcome = assessment["assessmentoutcome"].as_str();
            assert!(matches!(outcome, "Y" | "H"));
            let (start, ceased) = (order(&plan["startdate"]), order(&plan["ceasedate"]));
            assert!(outcome == "H" || start == order(&assessment["assessmentoutcomedate"]));
            assert_eq!(plan["ceasereason"].is_empty(), ceased.is_none());
            assert!(ceased.is_none() || ceased > start);
            let request = &requests[&assessment["requeststableid"]];
            *open.entry(request["persontableid"].clone()).or_default() +=
                u32::from(ceased.is_none());
        }
        assert!(open.values().all(|plans| *plans < 2));
        assert_eq!(open.values().sum::<u32>() as usize, active.len());
        for placement in rows("placementdetail").iter().chain(&rows("plandetail")) {
            let named = ["urn", "ukprn", "sensetting"]
                .iter()
                .filter(|item| !placement[**item].is_empty());
            assert_eq!(named.count(), 1, "{placement:?}");
            assert_eq!(placement["placementrank"], "1");
        }
        let needs: HashMap<_, u32> =
            rows("senneed")
                .iter()
                .fold(HashMap::new(), |mut needs, need| {
                    *needs.entry(need["activeplanstableid"].clone()).or_default() +=
                        need["sentyperank"].parse::<u32>().unwrap();
                    needs
                });
        // One need of rank 1, or two of ranks 1 and 2.
        assert!(needs.len() == active.len() && needs.values().all(|sum| matches!(sum, 1 | 3)));
    }
}
