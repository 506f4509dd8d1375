//! What of a return a file holds, where a return may come in several files.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// What of a return a file holds. An empty set stands for all there is, as in a return that
/// always comes in one file; a file that does not say is taken to hold all.
///
/// Files for one return whose extents do not [meet](Extent::meets) stand beside each other; of
/// two that do, the later takes the other's place, and should [cover](Extent::covers) it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extent {
    /// The schools whose pupils are in it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub schools: BTreeSet<String>,
    /// Which part of their results: a year group, a subject, a term.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub parts: BTreeSet<String>,
}

impl Extent {
    /// Whether it is all of a return.
    pub fn is_all(&self) -> bool {
        self.schools.is_empty() && self.parts.is_empty()
    }

    /// Whether both hold something of the same.
    pub fn meets(&self, other: &Extent) -> bool {
        meet(&self.schools, &other.schools) && meet(&self.parts, &other.parts)
    }

    /// Whether it holds all that the other does, as far as both say.
    pub fn covers(&self, other: &Extent) -> bool {
        lacking(&self.schools, &other.schools).next().is_none()
            && lacking(&self.parts, &other.parts).next().is_none()
    }

    /// What the other holds and this does not, in words: parts by name, schools by number.
    pub fn lacks(&self, other: &Extent) -> Vec<String> {
        let mut lacks: Vec<String> = lacking(&self.parts, &other.parts).cloned().collect();
        let schools: Vec<&String> = lacking(&self.schools, &other.schools).collect();
        match schools.as_slice() {
            [] => {}
            [one] => lacks.push(format!("school {one}")),
            [first, ..] => lacks.push(format!("{} schools ({first} …)", schools.len())),
        }
        lacks
    }
}

fn meet(a: &BTreeSet<String>, b: &BTreeSet<String>) -> bool {
    a.is_empty() || b.is_empty() || !a.is_disjoint(b)
}

/// What `of` names and `have` does not; nothing where either does not say.
fn lacking<'a>(
    have: &'a BTreeSet<String>,
    of: &'a BTreeSet<String>,
) -> impl Iterator<Item = &'a String> {
    of.difference(have).filter(|_| !have.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn extent(schools: &[&str], parts: &[&str]) -> Extent {
        let set = |of: &[&str]| of.iter().map(|text| (*text).to_owned()).collect();
        Extent {
            schools: set(schools),
            parts: set(parts),
        }
    }

    #[test]
    fn extents_meet_in_school_and_part() {
        let both = extent(&["1", "2"], &["year 1", "year 2"]);
        for (schools, parts, meets) in [
            (&["1"][..], &["year 1"][..], true),
            (&["3"], &["year 1"], false),
            (&["2", "3"], &["year 3"], false),
            (&["2", "3"], &[], true),
            (&[], &["year 2"], true),
            (&[], &[], true),
        ] {
            let other = extent(schools, parts);
            assert_eq!(both.meets(&other), meets, "{other:?}");
            assert_eq!(other.meets(&both), meets, "{other:?}");
        }
    }

    #[test]
    fn an_extent_that_does_not_say_covers_and_is_covered() {
        let one = extent(&["1"], &["year 1"]);
        assert!(one.covers(&Extent::default()) && Extent::default().covers(&one));
        assert!(extent(&["1", "2"], &[]).covers(&one));
        assert!(!one.covers(&extent(&["1", "2"], &["year 1"])));
        assert!(!one.covers(&extent(&["1"], &["year 1", "year 2"])));
    }

    #[test]
    fn what_is_lacking_is_named() {
        let one = extent(&["1"], &["year 1"]);
        let lacks = one.lacks(&extent(&["1", "2", "3"], &["year 2"]));
        assert_eq!(lacks, ["year 2", "2 schools (2 …)"]);
        assert_eq!(one.lacks(&extent(&["2"], &[])), ["school 2"]);
        assert!(one.lacks(&one.clone()).is_empty());
    }
}
