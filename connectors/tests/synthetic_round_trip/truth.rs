//! What the importer made of clean files beside the truth: who each child is, row by row, and
//! every figure of `summary.csv`, counted here from the tables by the published definitions.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use arrow::array::{Array, RecordBatch};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use cohort_connectors::synthetic::write;
use cohort_udfs::calendar::{add_months, date, working_days};

use super::{Kept, plan, read};

/// A row of a table as text, by column; NULL is absent. Dates compare as text.
pub(super) type Row = BTreeMap<String, String>;

pub(super) fn rows(kept: &Kept, table: &str) -> Vec<Row> {
    let batches = kept.batches.get(table).into_iter().flatten();
    batches.flat_map(rows_of).collect()
}

fn rows_of(batch: &RecordBatch) -> Vec<Row> {
    let options = FormatOptions::default();
    let schema = batch.schema();
    let columns: Vec<_> = schema
        .fields()
        .iter()
        .zip(batch.columns())
        .map(|(field, array)| {
            let text = ArrayFormatter::try_new(array, &options).unwrap();
            (field.name(), array, text)
        })
        .collect();
    (0..batch.num_rows())
        .map(|row| {
            let known = columns.iter().filter(|column| column.1.is_valid(row));
            known
                .map(|(name, _, text)| ((*name).clone(), text.value(row).to_string()))
                .collect()
        })
        .collect()
}

pub(super) fn text<'a>(row: &'a Row, column: &str) -> &'a str {
    row.get(column).map_or("", String::as_str)
}

fn days(text: &str) -> i32 {
    let part = |range: std::ops::Range<usize>| text[range].parse::<u32>().unwrap();
    date(text[..4].parse().unwrap(), part(5..7), part(8..10)).unwrap()
}

#[test]
fn every_child_is_who_the_truth_says() {
    let folder = tempfile::tempdir().unwrap();
    let made = write(&plan(2024..=2025, 20_000, 0.0), folder.path(), &mut |_| {}).unwrap();
    let told = told(folder.path(), "children.csv");
    for file in &made.files {
        let (la, year) = (file.la_code.to_string(), file.year.to_string());
        let told = told
            .iter()
            .filter(|row| row["la_code"] == la && row["year"] == year);
        let (_, kept) = read(file);
        let mut referrals = BTreeMap::<String, u64>::new();
        for row in rows(&kept, "referral") {
            *referrals.entry(row["child_no"].clone()).or_default() += 1;
        }
        let children = rows(&kept, "child");
        assert_eq!(children.len() as u64, file.children);
        let mut compared = 0;
        for (told, child) in told.zip(&children) {
            compared += 1;
            assert_eq!(told["child_row"], child["child_no"]);
            for column in ["la_child_id", "upn", "former_upn"] {
                assert!(told[column] == text(child, column), "{column} of a child");
            }
            let born = told["unborn"] == "false";
            let birth = if born {
                told["birth_date"].as_str()
            } else {
                ""
            };
            assert!(text(child, "birth_date") == birth, "the birth of a child");
            assert_eq!(child.contains_key("expected_birth_date"), !born);
            assert_eq!(told["referrals"], referrals[&child["child_no"]].to_string());
        }
        assert_eq!(compared, file.children);
    }
}

#[test]
fn every_figure_is_that_of_the_truth() {
    let folder = tempfile::tempdir().unwrap();
    let made = write(&plan(2023..=2025, 20_000, 0.0), folder.path(), &mut |_| {}).unwrap();
    let summary = told(folder.path(), "summary.csv");
    let mut before: BTreeMap<i16, Kept> = BTreeMap::new();
    for file in &made.files {
        let (_, kept) = read(file);
        let told: BTreeMap<&str, u64> = summary
            .iter()
            .filter(|row| row["la_code"] == file.la_code.to_string())
            .filter(|row| row["year"] == file.year.to_string())
            .map(|row| (row["measure"].as_str(), row["count"].parse().unwrap()))
            .collect();
        let mut counted = figures(&kept, file.year);
        counted.insert("residents_under_18", 20_000);
        counted.insert("children_with_fault", 0);
        match before.get(&file.la_code) {
            Some(before) => counted.insert("rereferrals", rereferrals(before, &kept, file.year)),
            // The look-back is not in the first file.
            None => counted.insert("rereferrals", told["rereferrals"]),
        };
        assert_eq!(counted, told, "{} {}", file.la_code, file.year);
        assert!(told.values().filter(|count| **count == 0).count() <= 1);
        before.insert(file.la_code, kept);
    }
}

/// The figures of one return, from its tables.
fn figures(kept: &Kept, year: i16) -> BTreeMap<&'static str, u64> {
    let (start, end) = (format!("{}-04-01", year - 1), format!("{year}-03-31"));
    let inside = |day: &str| (start.as_str()..=end.as_str()).contains(&day);
    let mut count = BTreeMap::<&'static str, u64>::new();
    let mut add = |name, when: bool| *count.entry(name).or_default() += u64::from(when);
    let mut open: [BTreeSet<String>; 3] = Default::default();
    for child in rows(kept, "child") {
        add("children", true);
        add("unborn", !child.contains_key("birth_date"));
    }
    for case in rows(kept, "referral") {
        let nfa = case["nfa"] == "true";
        let not_in_need = !nfa && matches!(text(&case, "closure_reason"), "RC8" | "RC9");
        let referred = inside(&case["referral_date"]);
        add("referrals", referred);
        add("referrals_no_further_action", referred && nfa);
        add("referrals_not_in_need", referred && not_in_need);
        add("conferences", inside(text(&case, "conference_date")));
        let need = !nfa && !not_in_need;
        add("episodes_in_year", need);
        add("episodes_started", need && referred);
        add("episodes_ended", need && case.contains_key("closure_date"));
        if need && !case.contains_key("closure_date") {
            open[0].insert(case["child_no"].clone());
        }
    }
    for one in rows(kept, "assessment") {
        let Some(done) = one.get("authorisation_date") else {
            continue;
        };
        add("assessments_completed", true);
        let taken = working_days(days(&one["start_date"]), days(done)).unwrap();
        add("assessments_within_45_days", taken <= 45);
    }
    for one in rows(kept, "section47") {
        add("section_47", inside(&one["start_date"]));
        let Some(held) = one.get("conference_date") else {
            continue;
        };
        add("conferences", true);
        add("conferences_of_section_47", true);
        let taken = working_days(days(&one["start_date"]), days(held)).unwrap();
        add("conferences_within_15_days", taken <= 15);
    }
    for plan in rows(kept, "cp_plan") {
        let started = inside(&plan["start_date"]);
        add("cp_plans_started", started);
        add(
            "cp_plans_second_or_subsequent",
            started && plan["previous_plans"] != "0",
        );
        add("cp_plans_ended", plan.contains_key("end_date"));
        if !plan.contains_key("end_date") {
            open[1].insert(plan["child_no"].clone());
        }
    }
    for plan in rows(kept, "plan") {
        if !plan.contains_key("end_date") {
            open[2].insert(plan["child_no"].clone());
        }
    }
    let names = [
        "in_need_at_31_march",
        "on_cp_plan_at_31_march",
        "on_cin_plan_at_31_march",
    ];
    count.extend(names.into_iter().zip(open.map(|ids| ids.len() as u64)));
    count
}

/// Referrals of the year with another of the same child in the twelve months before, in this
/// return or the one before it.
fn rereferrals(before: &Kept, kept: &Kept, year: i16) -> u64 {
    let start = days(&format!("{}-04-01", year - 1));
    let mut referrals = BTreeMap::<String, BTreeSet<i32>>::new();
    for row in rows(before, "referral")
        .iter()
        .chain(&rows(kept, "referral"))
    {
        let ids = referrals.entry(row["la_child_id"].clone()).or_default();
        ids.insert(days(&row["referral_date"]));
    }
    let again = |dates: &BTreeSet<i32>| {
        let this_year = dates.range(start..);
        let earlier = |day: &&i32| {
            let since = add_months(**day, -12).unwrap();
            dates.range(since..**day).next().is_some()
        };
        this_year.filter(earlier).count() as u64
    };
    referrals.values().map(again).sum()
}

/// The rows of a truth file, by column.
fn told(folder: &Path, name: &str) -> Vec<Row> {
    let told = fs::read_to_string(folder.join("truth").join(name)).unwrap();
    let mut lines = told.lines();
    let names: Vec<_> = lines.next().unwrap().split(',').collect();
    let row = |line: &str| {
        let values = line.split(',').map(str::to_owned);
        names
            .iter()
            .map(|name| (*name).to_owned())
            .zip(values)
            .collect()
    };
    lines.map(row).collect()
}
