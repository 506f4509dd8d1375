//! The rules by which publications hide small counts, as data.
//!
//! They work on one cell. Secondary suppression, which hides a second cell so that a total
//! does not give the first away, needs the whole table and is not done here.

use std::ops::RangeInclusive;

use crate::error::InvalidArgument;

/// What becomes of a count that is to be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// The count, rounded where the rule rounds.
    Count(i64),
    /// Suppressed: `c`.
    Suppressed,
    /// Rounds to zero and is not zero: `low`.
    Low,
}

/// One disclosure rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Name in SQL; never changes once released.
    pub name: &'static str,
    /// What it is for.
    pub purpose: &'static str,
    /// Counts that are hidden.
    pub hidden: Option<RangeInclusive<i64>>,
    /// Counts are rounded to the nearest multiple of this, halves upward; 1 leaves them.
    pub nearest: i64,
    /// Whether a rate is hidden for its complement (denominator less numerator) too.
    pub complement: bool,
}

impl Rule {
    const fn new(name: &'static str, purpose: &'static str) -> Self {
        Rule {
            name,
            purpose,
            hidden: None,
            nearest: 1,
            complement: false,
        }
    }

    const fn hide(mut self, first: i64, last: i64) -> Self {
        self.hidden = Some(RangeInclusive::new(first, last));
        self
    }

    const fn nearest(mut self, multiple: i64) -> Self {
        self.nearest = multiple;
        self
    }

    const fn complement(mut self) -> Self {
        self.complement = true;
        self
    }

    fn hides(&self, count: i64) -> bool {
        self.hidden
            .as_ref()
            .is_some_and(|hidden| hidden.contains(&count))
    }

    /// What is shown of a count; `None` for a negative one, which no count is.
    pub fn show(&self, count: i64) -> Option<Shown> {
        if count < 0 {
            return None;
        }
        if self.hides(count) {
            return Some(Shown::Suppressed);
        }
        let below = count - count % self.nearest;
        let up = (count - below) * 2 >= self.nearest && self.nearest > 1;
        let rounded = if up {
            below.saturating_add(self.nearest)
        } else {
            below
        };
        Some(if rounded == 0 && count > 0 {
            Shown::Low
        } else {
            Shown::Count(rounded)
        })
    }

    /// Why a rate over these counts is not shown: `z` (not applicable) over nobody, `c`
    /// where the numerator, the denominator or, if the rule says so, the complement is
    /// hidden. `Some(None)` when it is shown; `None` for counts that cannot be: negative,
    /// or more in the numerator than in the denominator.
    pub fn hide_rate(&self, numerator: i64, denominator: i64) -> Option<Option<&'static str>> {
        let complement = denominator.checked_sub(numerator)?;
        if numerator < 0 || complement < 0 {
            return None;
        }
        if denominator == 0 {
            return Some(Some("z"));
        }
        let hidden = self.hides(numerator)
            || self.hides(denominator)
            || (self.complement && self.hides(complement));
        Some(hidden.then_some("c"))
    }
}

/// Every rule, in name order.
pub static RULES: &[Rule] = &[
    Rule::new(
        "absence",
        "absence, England, regions and authorities: nothing is hidden",
    ),
    Rule::new(
        "absence_old",
        "absence in files of before that: to the nearest 5",
    )
    .nearest(5),
    Rule::new(
        "attainment",
        "key stages, phonics, early years by characteristic: 1 to 5 hidden",
    )
    .hide(1, 5),
    Rule::new(
        "average",
        "pupils behind an average score: fewer than 6 hidden",
    )
    .hide(0, 5),
    Rule::new("census", "census headcounts: 1 and 2 hidden")
        .hide(1, 2)
        .complement(),
    Rule::new("cin", "children in need, authorities: 1 to 5 hidden").hide(1, 5),
    Rule::new(
        "cin_national",
        "children in need, England and regions: to the nearest 10",
    )
    .hide(1, 5)
    .nearest(10),
    Rule::new("cla", "children looked after, authorities: 1 to 5 hidden").hide(1, 5),
    Rule::new(
        "cla_national",
        "children looked after, England and regions: to the nearest 10",
    )
    .hide(1, 5)
    .nearest(10),
    Rule::new("none", "nothing is hidden or rounded"),
    Rule::new(
        "outcomes",
        "outcomes of children in need and looked after: 1 to 5 hidden",
    )
    .hide(1, 5),
    Rule::new(
        "outcomes_attainment",
        "numerators of attainment in those outcomes: 0 to 5 hidden",
    )
    .hide(0, 5),
    Rule::new(
        "outcomes_national",
        "those outcomes, England and regions: to the nearest 10",
    )
    .hide(1, 5)
    .nearest(10),
    Rule::new(
        "publication",
        "what Cohort shows outside an authority: 1 to 5 hidden",
    )
    .hide(1, 5)
    .complement(),
    Rule::new(
        "publication_national",
        "the same for England and regions: to the nearest 10",
    )
    .hide(1, 5)
    .nearest(10)
    .complement(),
    Rule::new(
        "sen_phase",
        "special educational needs by school phase: 1 and 2 hidden",
    )
    .hide(1, 2),
    Rule::new(
        "suspensions",
        "suspensions and exclusions since 2018/19: nothing is hidden",
    ),
    Rule::new(
        "suspensions_old",
        "suspensions and exclusions until then: 1 and 2 hidden",
    )
    .hide(1, 2),
    Rule::new(
        "suspensions_old_national",
        "the same, England and regions: to the nearest 5",
    )
    .hide(1, 2)
    .nearest(5),
];

/// The rule of that name, exactly as written in [`RULES`].
///
/// # Errors
///
/// [`InvalidArgument`], which lists the valid names, for any other.
pub fn rule(function: &str, name: &str) -> Result<&'static Rule, InvalidArgument> {
    RULES.iter().find(|rule| rule.name == name).ok_or_else(|| {
        let names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
        InvalidArgument::new(format!(
            "{function}: no such rule; valid rules: {}",
            names.join(", ")
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(name: &str, count: i64) -> Shown {
        rule("suppress", name).unwrap().show(count).unwrap()
    }

    #[test]
    fn names_ascend() {
        assert!(RULES.is_sorted_by(|a, b| a.name < b.name));
    }

    #[test]
    fn one_to_five_are_hidden_and_zero_is_a_true_zero() {
        for name in ["publication", "cin", "cla", "outcomes", "attainment"] {
            assert_eq!(shown(name, 0), Shown::Count(0), "{name}");
            assert_eq!(shown(name, 1), Shown::Suppressed, "{name}");
            assert_eq!(shown(name, 5), Shown::Suppressed, "{name}");
            assert_eq!(shown(name, 6), Shown::Count(6), "{name}");
        }
    }

    #[test]
    fn some_publications_hide_one_and_two_only() {
        for name in ["census", "sen_phase", "suspensions_old"] {
            assert_eq!(shown(name, 0), Shown::Count(0), "{name}");
            assert_eq!(shown(name, 2), Shown::Suppressed, "{name}");
            assert_eq!(shown(name, 3), Shown::Count(3), "{name}");
        }
    }

    #[test]
    fn attainment_numerators_and_averages_hide_zero_too() {
        for name in ["outcomes_attainment", "average"] {
            assert_eq!(shown(name, 0), Shown::Suppressed, "{name}");
            assert_eq!(shown(name, 6), Shown::Count(6), "{name}");
        }
    }

    #[test]
    fn england_is_rounded_to_ten_halves_upward() {
        for name in [
            "publication_national",
            "cin_national",
            "cla_national",
            "outcomes_national",
        ] {
            assert_eq!(shown(name, 4), Shown::Suppressed, "{name}");
            assert_eq!(shown(name, 6), Shown::Count(10), "{name}");
            assert_eq!(shown(name, 14), Shown::Count(10), "{name}");
            assert_eq!(shown(name, 15), Shown::Count(20), "{name}");
            assert_eq!(shown(name, 0), Shown::Count(0), "{name}");
        }
    }

    #[test]
    fn what_rounds_to_zero_and_is_not_is_low() {
        assert_eq!(shown("absence_old", 2), Shown::Low);
        assert_eq!(shown("absence_old", 3), Shown::Count(5));
        assert_eq!(shown("absence_old", 0), Shown::Count(0));
        assert_eq!(shown("suspensions_old_national", 2), Shown::Suppressed);
        assert_eq!(shown("suspensions_old_national", 8), Shown::Count(10));
        assert_eq!(shown("suspensions_old_national", 7), Shown::Count(5));
    }

    #[test]
    fn nothing_is_hidden_where_nothing_is_published_hidden() {
        for name in ["absence", "suspensions", "none"] {
            assert_eq!(shown(name, 1), Shown::Count(1), "{name}");
        }
        assert_eq!(
            shown("publication_national", i64::MAX),
            Shown::Count(i64::MAX)
        );
        assert_eq!(rule("suppress", "cin").unwrap().show(-1), None);
    }

    #[test]
    fn a_rate_is_hidden_for_any_of_its_parts() {
        let publication = rule("suppress", "publication").unwrap();
        assert_eq!(publication.hide_rate(6, 12), Some(None));
        assert_eq!(publication.hide_rate(5, 20), Some(Some("c"))); // numerator
        assert_eq!(publication.hide_rate(15, 20), Some(Some("c"))); // complement
        assert_eq!(publication.hide_rate(0, 5), Some(Some("c"))); // denominator
        assert_eq!(publication.hide_rate(0, 20), Some(None));
        assert_eq!(publication.hide_rate(20, 20), Some(None));
        assert_eq!(publication.hide_rate(0, 0), Some(Some("z")));
        assert_eq!(publication.hide_rate(2, 1), None);
        assert_eq!(publication.hide_rate(-1, 1), None);
        // The published outcomes have no rule on the complement.
        assert_eq!(
            rule("suppress", "outcomes").unwrap().hide_rate(15, 20),
            Some(None)
        );
    }

    #[test]
    fn an_unknown_rule_lists_the_valid_ones_and_not_itself() {
        let message = rule("suppress", "Jane Doe").unwrap_err().to_string();
        assert!(
            message.contains("publication") && message.contains("cin_national"),
            "{message}"
        );
        assert!(!message.contains("Jane"), "{message}");
    }
}
