//! The child's characteristics: ethnicity and disabilities.

use smallvec::SmallVec;

use crate::cin::record::{Code, value};

use super::identifiers::went_further;
use super::item::*;
use super::judge::Judge;
use super::rule;

pub(super) fn check(judge: &mut Judge<'_>) {
    let child = judge.child;
    if value(&child.ethnicity).is_none() {
        judge.report(
            rule!("4220"),
            ETHNICITY.code_or_absent(&child.ethnicity, child.at),
        );
    }
    // A disability is expected of a born child whose referral went further; a code that is
    // not valid is reported of any child.
    let expected = child.birth_date.is_some() && child.referrals.iter().any(went_further);
    if child.disabilities.is_empty() && expected {
        judge.report(
            rule!("8540"),
            DISABILITY
                .absent(child.at)
                .says("The child has no disability code; NONE says that there is no disability."),
        );
    }
    for leaf in child
        .disabilities
        .iter()
        .filter(|leaf| leaf.value.is_none())
    {
        judge.report(
            rule!("8540"),
            DISABILITY
                .code(leaf)
                .says("The disability is not a valid code."),
        );
    }
    if let Some(leaf) = contradicted(&child.disabilities, "NONE") {
        judge.report(rule!("8790"), DISABILITY.code(leaf));
    }
    for leaf in repeated(&child.disabilities) {
        judge.report(rule!("8794"), DISABILITY.code(leaf));
    }
}

/// The code that must stand alone, where it stands beside another.
pub(super) fn contradicted<'a>(codes: &'a [Code], alone: &str) -> Option<&'a Code> {
    let leaf = codes.iter().find(|leaf| leaf.value == Some(alone))?;
    codes
        .iter()
        .any(|other| other.value != Some(alone))
        .then_some(leaf)
}

/// The second element of each code that is given more than once. A code set has few codes,
/// so that the time is that of one pass however long the list.
pub(super) fn repeated(codes: &[Code]) -> impl Iterator<Item = &Code> {
    let mut seen = SmallVec::<[(&'static str, bool); 16]>::new();
    codes.iter().filter(move |leaf| {
        let Some(code) = leaf.value else { return false };
        match seen.iter_mut().find(|(other, _)| *other == code) {
            Some((_, told)) => !std::mem::replace(told, true),
            None => {
                seen.push((code, false));
                false
            }
        }
    })
}
