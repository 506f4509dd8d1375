use std::collections::{BTreeMap, BTreeSet, HashSet};

use arrow::array::{Array, AsArray};
use arrow::compute::concat_batches;
use arrow::datatypes::{Date32Type, Int16Type, Int32Type};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use cohort_catalog::TableLevel;

use super::*;
use crate::CONNECTORS;
use crate::cin::schema::{CODE_SETS, CodeEntry, SINCE_BEFORE, STILL};

/// All rows of a table as text, by column name; NULL is `None`.
fn rows(def: &TableDef) -> Vec<BTreeMap<&'static str, Option<String>>> {
    let rows = concat_batches(&def.file_schema(), &batches(def).unwrap()).unwrap();
    let options = FormatOptions::default();
    let columns: Vec<_> = def
        .columns
        .iter()
        .zip(rows.columns())
        .map(|(column, array)| {
            (
                column.name,
                array,
                ArrayFormatter::try_new(array, &options).unwrap(),
            )
        })
        .collect();
    (0..rows.num_rows())
        .map(|row| {
            let cell = |(name, array, text): &(&'static str, &ArrayRef, ArrayFormatter<'_>)| {
                (
                    *name,
                    array.is_valid(row).then(|| text.value(row).to_string()),
                )
            };
            columns.iter().map(cell).collect()
        })
        .collect()
}

fn table(def: &TableDef) -> RecordBatch {
    concat_batches(&def.file_schema(), &batches(def).unwrap()).unwrap()
}

#[test]
fn every_table_fits_its_definition_and_has_rows() {
    for def in TABLES {
        let batches = batches(def).unwrap();
        assert!(
            batches.iter().map(RecordBatch::num_rows).sum::<usize>() > 0,
            "{}",
            def.name
        );
        for batch in batches {
            assert_eq!(batch.schema(), def.file_schema(), "{}", def.name);
        }
    }
    assert!(TABLES.is_sorted_by(|a, b| a.name < b.name));
}

#[test]
fn keys_are_unique_and_required() {
    for def in TABLES {
        for key in def.key {
            let column = def.columns.iter().find(|column| column.name == *key);
            assert!(
                column.is_some_and(|column| !column.nullable),
                "{}.{key}",
                def.name
            );
        }
        let mut seen = HashSet::new();
        for row in rows(def) {
            let key: Vec<_> = def.key.iter().map(|name| row[name].clone()).collect();
            assert!(seen.insert(key.clone()), "{} has {key:?} twice", def.name);
        }
    }
}

#[test]
fn files_name_the_columns_of_their_tables() {
    for def in TABLES {
        let Some(text) = csv_of(def.name) else {
            continue;
        };
        let names: Vec<_> = def.columns.iter().map(|column| column.name).collect();
        assert_eq!(
            text.lines().next(),
            Some(names.join(",").as_str()),
            "{}",
            def.name
        );
    }
}

#[test]
fn no_other_table_is_built_in() {
    let mut other = LOCAL_AUTHORITY;
    other.name = "establishment";
    assert!(batches(&other).is_err());
    let mut other = LOCAL_AUTHORITY;
    other.schema = "cin";
    assert!(batches(&other).is_err());
}

#[test]
fn authorities_are_those_of_england_and_ten_invented_ones() {
    let rows = rows(&LOCAL_AUTHORITY);
    let fictional: Vec<i16> = rows
        .iter()
        .filter(|row| row["fictional"].as_deref() == Some("true"))
        .map(|row| row["code"].as_deref().unwrap().parse().unwrap())
        .collect();
    assert_eq!(fictional, (990..=999).collect::<Vec<_>>());
    // 153 authorities now, 7 predecessors.
    let real = || {
        rows.iter()
            .filter(|row| row["fictional"].as_deref() == Some("false"))
    };
    assert_eq!(real().filter(|row| row["valid_to"].is_none()).count(), 153);
    assert_eq!(real().filter(|row| row["valid_to"].is_some()).count(), 7);
    let kind = |kind: &str| {
        real()
            .filter(|r| r["valid_to"].is_none() && r["type"].as_deref() == Some(kind))
            .count()
    };
    assert_eq!(
        (
            kind("MD"),
            kind("ILB") + kind("OLB"),
            kind("UA"),
            kind("SC")
        ),
        (36, 33, 63, 21)
    );
    assert!(real().all(|row| row["ons_code"].is_some()));
}

#[test]
fn successors_and_predecessors_mirror_each_other() {
    let rows = rows(&LOCAL_AUTHORITY);
    let links = |from: &str, to: &str| -> BTreeSet<(String, String)> {
        let mut links = BTreeSet::new();
        for row in &rows {
            for other in row[to].iter().flat_map(|list| list.split(' ')) {
                let code = row["code"].clone().unwrap();
                links.insert(match from {
                    "old" => (code, other.to_owned()),
                    _ => (other.to_owned(), code),
                });
            }
        }
        links
    };
    let (by_old, by_new) = (links("old", "successors"), links("new", "predecessors"));
    assert_eq!(by_old, by_new);
    for (old, new) in [
        ("909", "942"),
        ("909", "943"),
        ("928", "941"),
        ("836", "839"),
    ] {
        assert!(
            by_old.contains(&(old.to_owned(), new.to_owned())),
            "{old} {new}"
        );
    }
}

#[test]
fn every_region_of_an_authority_is_a_region() {
    let names = |level: &str| -> BTreeSet<String> {
        let rows = rows(&REGION);
        let of_level = rows
            .iter()
            .filter(|row| row["level"].as_deref() == Some(level));
        of_level.map(|row| row["name"].clone().unwrap()).collect()
    };
    assert_eq!(names("region").len(), 9);
    for row in rows(&LOCAL_AUTHORITY) {
        assert!(
            names("region").contains(row["region"].as_ref().unwrap()),
            "{row:?}"
        );
        if let Some(subregion) = &row["subregion"] {
            assert!(names("subregion").contains(subregion), "{row:?}");
        }
    }
}

#[test]
fn the_codes_of_the_cin_census_have_labels_and_the_years_of_its_rules() {
    let rows = rows(&CODE_VALUE);
    for set in CODE_SETS {
        let labelled: BTreeMap<&str, _> = rows
            .iter()
            .filter(|row| row["code_set"].as_deref() == Some(set.name))
            .map(|row| (row["code"].as_deref().unwrap(), row))
            .collect();
        assert_eq!(labelled.len(), set.codes.len(), "{}", set.name);
        for CodeEntry {
            code,
            first_year,
            last_year,
        } in set.codes
        {
            let row = labelled
                .get(code)
                .unwrap_or_else(|| panic!("{} {code}", set.name));
            assert!(!row["label"].as_deref().unwrap().is_empty());
            let year = |name: &str, open: i16| {
                row[name]
                    .as_ref()
                    .map_or(open, |year| year.parse().unwrap())
            };
            assert_eq!(
                year("first_year", SINCE_BEFORE),
                *first_year,
                "{} {code}",
                set.name
            );
            assert_eq!(year("last_year", STILL), *last_year, "{} {code}", set.name);
        }
    }
}

#[test]
fn labels_and_groups_are_those_published() {
    let rows = rows(&CODE_VALUE);
    let find = |set: &str, code: &str| {
        let row = rows.iter().find(|row| {
            row["code_set"].as_deref() == Some(set) && row["code"].as_deref() == Some(code)
        });
        let row = row.unwrap_or_else(|| panic!("{set} {code}"));
        (
            row["label"].as_deref().unwrap(),
            row["code_group"].as_deref(),
        )
    };
    assert_eq!(find("cin_primary_need", "N1"), ("Abuse or neglect", None));
    assert_eq!(
        find("cin_referral_source", "10"),
        ("Unknown", Some("Unknown"))
    );
    assert_eq!(find("cin_referral_source", "1A").1, Some("Individual"));
    assert_eq!(find("cin_referral_source", "3F").1, Some("Health services"));
    assert_eq!(
        find("cin_assessment_factor", "3C").1,
        Some("Domestic abuse")
    );
    assert_eq!(
        find("cin_assessment_factor", "18A").1,
        Some("Physical abuse (any)")
    );
    assert_eq!(find("ethnicity", "WBRI"), ("British", Some("White")));
    assert_eq!(find("gender_current", "9").1, Some("U"));
    assert_eq!(find("sen2_request_outcome", "H").1, None);
}

#[test]
fn populations_are_of_fictional_authorities_for_every_year() {
    let rows = table(&POPULATION);
    let codes = rows.column(0).as_primitive::<Int16Type>();
    let years = rows.column(1).as_primitive::<Int16Type>();
    let sizes = rows.column(3).as_primitive::<Int32Type>();
    let told: BTreeSet<_> = codes.values().iter().zip(years.values()).collect();
    for la in 990..=999 {
        for year in 2012..=2025 {
            assert!(told.contains(&(&la, &year)), "{la} {year}");
        }
    }
    assert!(codes.values().iter().all(|la| (990..=999).contains(la)));
    assert!(
        sizes
            .values()
            .iter()
            .all(|size| (30_000..=90_000).contains(size))
    );
}

#[test]
fn a_population_is_that_of_the_table() {
    for row in rows(&POPULATION) {
        let number = |name: &str| row[name].as_deref().unwrap().parse::<i16>().unwrap();
        let told = row["population"].as_deref().unwrap().parse().unwrap();
        assert_eq!(population(number("la_code"), number("year")), Some(told));
    }
    assert_eq!(population(201, 2023), None);
    assert_eq!(population(990, 1999), None);
}

#[test]
fn years_are_whole_and_follow_each_other() {
    let rows = table(&ACADEMIC_YEAR);
    let years = rows.column(0).as_primitive::<Int16Type>();
    let names = rows.column(1).as_string::<i32>();
    let day =
        |column: usize, row: usize| rows.column(column).as_primitive::<Date32Type>().value(row);
    let row = years
        .values()
        .iter()
        .position(|&year| year == 2024)
        .unwrap();
    assert_eq!(names.value(row), "2023/24");
    assert_eq!(Some(day(2, row)), date(2023, 9, 1));
    assert_eq!(Some(day(3, row)), date(2024, 8, 31));
    assert_eq!(Some(day(4, row)), date(2023, 4, 1));
    assert_eq!(Some(day(5, row)), date(2024, 3, 31));
    for row in 1..rows.num_rows() {
        assert_eq!(day(2, row), day(3, row - 1) + 1);
        assert_eq!(day(4, row), day(5, row - 1) + 1);
    }
}

#[test]
fn items_are_collected_in_the_years_of_the_guidance() {
    let rows = rows(&COLLECTED_ITEM);
    let years = |dataset: &str, table: &str, item: &str| {
        let wanted = [("dataset", dataset), ("table_name", table), ("item", item)];
        let row = rows
            .iter()
            .find(|row| {
                wanted
                    .iter()
                    .all(|(column, value)| row[*column].as_deref() == Some(*value))
            })
            .unwrap_or_else(|| panic!("{dataset} {table} {item}"));
        let year = |column: &str| {
            row[column]
                .as_deref()
                .map(|year| year.parse::<i16>().unwrap())
        };
        (year("first_year"), year("last_year"))
    };
    // From the page of each return.
    for (dataset, table, item, first, last) in [
        ("cin", "plan", "CINPlanStartDate", Some(2022), None),
        ("cin", "child", "Sex", Some(2025), None),
        ("cin", "child", "GenderCurrent", None, Some(2024)),
        ("sen2", "request", "RequestSource", Some(2025), None),
        ("sen2", "person", "GenderCurrent", None, Some(2023)),
        ("sen2", "placement", "Res", Some(2024), None),
        ("census", "pupil", "Sex", Some(2024), None),
        ("census", "pupil", "Gender", None, Some(2023)),
        ("census", "learner_fam", "LearnerFAMType", Some(2022), None),
        ("census", "funding_basis", "FundingBasis", Some(2018), None),
        ("ks2", "ks2", "READSCORE", Some(2016), None),
        ("phonics", "phonics", "PHONICS_MARK", Some(2012), None),
        ("cla", "episode", "DECOM", None, None),
    ] {
        let expected: (Option<i16>, Option<i16>) = (first, last);
        assert_eq!(years(dataset, table, item), expected, "{dataset} {item}");
    }
}

#[test]
fn every_return_tells_its_items_and_each_has_a_column() {
    let rows = rows(&COLLECTED_ITEM);
    let told: BTreeSet<&str> = rows
        .iter()
        .map(|row| row["dataset"].as_deref().unwrap())
        .collect();
    // Fields of one's own have no published items, and public tables no return behind them.
    for connector in CONNECTORS.iter().filter(|c| c.name() != "user_field") {
        let is_public = connector
            .tables()
            .iter()
            .all(|table| table.level == TableLevel::Reference);
        assert!(
            is_public || told.contains(connector.name()),
            "{}",
            connector.name()
        );
    }
    let mut keys = BTreeSet::new();
    for row in &rows {
        let text = |column: &str| row[column].clone().unwrap();
        let tables = CONNECTORS.iter().flat_map(|c| c.tables());
        let mut of_name =
            tables.filter(|t| (t.schema, t.name) == (&*text("schema_name"), &*text("table_name")));
        let table = of_name.next().unwrap();
        assert!(table.columns.iter().any(|c| c.name == text("column_name")));
        let key: Vec<String> = COLLECTED_ITEM
            .key
            .iter()
            .map(|column| text(column))
            .collect();
        assert!(keys.insert(key.clone()), "{key:?} twice");
    }
}

#[test]
fn an_authority_that_was_divided_has_a_last_day() {
    // Cumbria, to 31 March 2023: 53 × 365 days, 13 leap days, 31 + 28 + 30.
    assert_eq!(authority_end(909), Some(Some(53 * 365 + 13 + 89)));
    assert_eq!(authority_end(942), Some(None));
    assert_eq!(authority_end(990), Some(None));
    assert_eq!(authority_end(100), None);
}
