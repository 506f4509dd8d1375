//! The figures of an authority of average profile beside England's.

use super::super::shape::TARGETS;
use super::measures::measure;

#[test]
fn an_average_authority_looks_like_england() {
    let children = 200_000;
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
