//! The figures of an authority of average profile beside England's.

use std::fs;

use super::super::shape::TARGETS;
use super::super::{POPULATION_YEAR, Plan, write};
use super::measures::measure;
use crate::reference::population;

#[test]
fn an_average_authority_looks_like_england() {
    let children = 400_000;
    let tally = measure(20_240_331, 990, children, 2024);
    let mut off = Vec::new();
    for target in TARGETS {
        let figure = tally.figure(target.measure, children);
        println!(
            "{:44} {:8.1} England {:8.1}",
            target.measure, figure, target.value
        );
        if (figure - target.value).abs() > target.tolerance {
            off.push(format!(
                "{}: {figure:.1}, England {} ± {} ({})",
                target.measure, target.value, target.tolerance, target.source
            ));
        }
    }
    assert!(off.is_empty(), "{}", off.join("\n"));
}

#[test]
fn referrals_come_all_week_and_all_year() {
    let (week, months) = measure(7, 990, 150_000, 2025).referral_calendar();
    // Police and hospitals refer at weekends too, but few do.
    assert!(
        week[..5].iter().all(|share| (17.0..23.0).contains(share)),
        "{week:?}"
    );
    assert!(
        week[5..].iter().all(|share| (0.2..3.0).contains(share)),
        "{week:?}"
    );
    // Schools are closed in August; what they would have seen does not all come in September.
    let august = months[7];
    assert!(months.iter().all(|share| *share >= august), "{months:?}");
    assert!(
        months.iter().all(|share| (5.0..10.5).contains(share)),
        "{months:?}"
    );
}

/// An analyst divides by `reference.population`, so an authority must be of that size unless
/// another is asked for.
#[test]
fn rates_on_the_built_in_population_are_those_of_england() {
    let plan = Plan {
        seed: 1,
        authorities: vec![990],
        children_per_authority: None,
        years: 2024..=2025,
        fault_percent: 0.0,
    };
    let folder = tempfile::tempdir().unwrap();
    write(&plan, folder.path(), &mut |_| {}).unwrap();
    let summary = fs::read_to_string(folder.path().join("truth/summary.csv")).unwrap();
    let figure = |year: i16, measure: &str| -> f64 {
        let start = format!("990,{year},{measure},");
        let mut counts = summary.lines().filter_map(|row| row.strip_prefix(&start));
        counts.next().unwrap().parse().unwrap()
    };
    for year in [2024, 2025] {
        // The estimate of the middle of the year before the reference date (CC-57).
        let residents = population(990, year - 1).unwrap() as f64;
        let rate = |measure| 10_000.0 * figure(year, measure) / residents;
        let (referrals, in_need) = (rate("referrals"), rate("in_need_at_31_march"));
        // LAIT 2026: 515.7 and 519.4 referrals, 331.2 and 330.3 children in need.
        assert!((470.0..570.0).contains(&referrals), "{year}: {referrals}");
        assert!((295.0..370.0).contains(&in_need), "{year}: {in_need}");
        let own = population(990, POPULATION_YEAR).unwrap() as f64;
        assert_eq!(figure(year, "residents_under_18"), own);
    }
}
