//! Every rule broken once and nearly broken once, and sound records on which all are silent.
//!
//! A case is a sound child of the year with one thing changed. *All* findings must equal
//! those expected, so that a rule which speaks where it should not fails too. Dates and limits
//! come from the published conditions and a calendar, not from the code.

mod build;
mod cases;
mod clean;
mod findings;
mod returns;

use crate::cin::record::Child;
use crate::finding::Severity;

use super::{RULES, check_child};

/// A child and the rules it breaks.
struct Case {
    name: &'static str,
    year: i16,
    child: Child,
    expected: &'static [&'static str],
}

/// The sound child of the year, changed by `edit`.
fn case(
    name: &'static str,
    year: i16,
    edit: impl FnOnce(&mut Child),
    expected: &'static [&'static str],
) -> Case {
    let mut child = build::child(year);
    edit(&mut child);
    Case {
        name,
        year,
        child,
        expected,
    }
}

fn rules_broken(child: &Child, year: i16) -> Vec<&'static str> {
    let mut findings = Vec::new();
    check_child(child, &build::period(year), &mut findings);
    findings.iter().map(|finding| finding.rule).collect()
}

fn sorted(rules: &[&'static str]) -> Vec<&'static str> {
    let mut rules = rules.to_vec();
    rules.sort_unstable();
    rules
}

#[test]
fn each_case_breaks_exactly_the_rules_it_should() {
    let mut wrong = Vec::new();
    for Case {
        name,
        year,
        child,
        expected,
    } in cases::all()
    {
        let broken = rules_broken(&child, year);
        if sorted(&broken) != sorted(expected) {
            wrong.push(format!("{name} ({year}): {broken:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_rule_has_a_test() {
    let of_child = cases::all()
        .into_iter()
        .flat_map(|case| case.expected.to_vec());
    let tested: Vec<_> = of_child.chain(returns::rules_tested()).collect();
    for rule in RULES {
        assert!(tested.contains(&rule.id), "no case breaks rule {}", rule.id);
    }
}

#[test]
fn the_list_of_rules_is_sound() {
    for (index, rule) in RULES.iter().enumerate() {
        assert!(
            RULES[..index].iter().all(|other| other.id != rule.id),
            "{} twice",
            rule.id
        );
        let own = !rule.id.as_bytes()[0].is_ascii_digit();
        let query = rule.id.ends_with('Q');
        assert!(
            own || query == (rule.severity == Severity::Query),
            "{}",
            rule.id
        );
        assert!(!own || rule.source == "Cohort", "{}", rule.id);
        assert!(rule.title.ends_with('.'), "{}", rule.id);
    }
}
