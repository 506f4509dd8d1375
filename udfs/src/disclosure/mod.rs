//! Disclosure control: what of a small count may be shown outside an authority.

use datafusion_common::Result;
use datafusion_expr::ScalarUDF;

use crate::args::Texts;

mod rate_suppression;
mod rule;
mod suppress;

pub use rule::{RULES, Rule, Shown, rule};

pub(crate) fn functions() -> Vec<ScalarUDF> {
    vec![
        rate_suppression::RateSuppression::default().into(),
        suppress::Suppress::default().into(),
    ]
}

/// The rules that an argument names: looked up once when it is a literal, which it nearly
/// always is, and then even when there is no row, so that a wrong name never passes.
struct NamedRules {
    function: &'static str,
    names: Texts,
    literal: Option<&'static Rule>,
}

impl NamedRules {
    fn read(function: &'static str, names: Texts) -> Result<Self> {
        let literal = match &names {
            Texts::One(Some(name)) => Some(rule(function, name)?),
            _ => None,
        };
        Ok(NamedRules {
            function,
            names,
            literal,
        })
    }

    /// The rule of a row; `None` where its name is NULL.
    fn get(&self, row: usize) -> Result<Option<&'static Rule>> {
        if self.literal.is_some() {
            return Ok(self.literal);
        }
        Ok(self
            .names
            .get(row)
            .map(|name| rule(self.function, name))
            .transpose()?)
    }
}
