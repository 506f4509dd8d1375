//! Every rule of the cohort pages has a test: `rules.csv` says which, and the scripts say so too,
//! with a line `# rule: S-29` above the query that proves it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The rules by their letter: of the SEN2, children in need and virtual school cohorts.
const RULES: [(char, u32); 3] = [('S', 39), ('C', 24), ('V', 17)];

/// The current cohort, which is not built: no test may claim its rules before it is.
const NOT_BUILT: [&str; 3] = ["C-19", "C-20", "C-21"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Rule and script, as the table has them.
fn table() -> BTreeSet<(String, String)> {
    let text = std::fs::read_to_string(root().join("rules.csv")).expect("rules.csv can be read");
    let rows = text.lines().skip(1).map(|line| line.split_once(','));
    rows.map(|row| row.expect("a rule and a test"))
        .map(|(rule, test)| (rule.to_owned(), test.to_owned()))
        .collect()
}

fn scripts(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder can be listed") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            scripts(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "slt") {
            found.push(path);
        }
    }
}

/// Rule and script, as the scripts have them. A marker counts only where a query follows it.
fn marked() -> BTreeSet<(String, String)> {
    let mut files = Vec::new();
    scripts(&root().join("slt"), &mut files);
    let mut found = BTreeSet::new();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a script can be read");
        let name = file.strip_prefix(root()).expect("a script of this folder");
        let mut waiting: Vec<&str> = Vec::new();
        for line in text.lines() {
            if let Some(rules) = line.strip_prefix("# rule:") {
                waiting.extend(rules.split([' ', ',']).filter(|rule| !rule.is_empty()));
            } else if line.starts_with("query ") || line.starts_with("statement ") {
                let rules = waiting.drain(..);
                found.extend(rules.map(|rule| (rule.to_owned(), name.display().to_string())));
            }
        }
        assert!(
            waiting.is_empty(),
            "{}: {waiting:?} has no query",
            name.display()
        );
    }
    found
}

#[test]
fn the_table_says_what_the_scripts_say() {
    assert_eq!(table(), marked());
}

#[test]
fn every_rule_has_a_test() {
    let tested: BTreeSet<String> = table().into_iter().map(|(rule, _)| rule).collect();
    for (letter, last) in RULES {
        for number in 1..=last {
            let rule = format!("{letter}-{number}");
            let built = !NOT_BUILT.contains(&rule.as_str());
            assert_eq!(tested.contains(&rule), built, "{rule}");
        }
    }
}
