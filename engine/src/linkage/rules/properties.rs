//! What holds of any set of identities: the rules look at the set, and at nothing else.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::super::identity::la_child;
use super::*;

/// Keys by number, few enough that many agree: UPN, birth date, whether female, former UPN, ULN,
/// the authority's number. Shown where a test fails; [`Identity`] shows nothing.
type Told = (
    Option<u8>,
    Option<u8>,
    Option<bool>,
    Option<u8>,
    Option<u8>,
    Option<u8>,
);

/// Returns that tell the child apart, and whether a census has it.
type Place = (BTreeSet<u32>, bool);

fn told() -> impl Strategy<Value = Told> {
    let often = |of| prop::option::weighted(0.8, of);
    let seldom = |of| prop::option::weighted(0.3, of);
    (
        often(0..4_u8),
        often(0..2_u8),
        prop::option::weighted(0.8, any::<bool>()),
        seldom(0..4_u8),
        seldom(0..3_u8),
        seldom(0..4_u8),
    )
}

fn places() -> impl Strategy<Value = BTreeMap<Told, Place>> {
    let place = (prop::collection::btree_set(0..3_u32, 0..3), any::<bool>());
    prop::collection::btree_map(told(), place, 0..14)
}

fn secret() -> Secret {
    Secret::new("a key of the tests")
}

/// Identities of a family of keys: those of two families have no key in common.
fn held(family: u8, places: &BTreeMap<Told, Place>) -> Vec<Held> {
    let letter = char::from(b'A' + family);
    let upn = |number: Option<u8>| number.and_then(|n| Upn::of(&format!("{letter}{n:012}")));
    let mut known = BTreeMap::new();
    for (row, ((own, birth, female, former, uln, child), place)) in (0..).zip(places) {
        let mut identity = Identity {
            upn: upn(*own),
            birth: birth.map(i32::from),
            sex: female.map(|female| if female { Sex::Female } else { Sex::Male }),
            former_upn: upn(*former).filter(|former| Some(*former) != upn(*own)),
            uln: uln.map(|n| u64::from(family) * 1_000 + u64::from(n) + 1),
            la_child: child.and_then(|n| la_child(&secret(), i16::from(family), &n.to_string())),
            row: None,
        };
        if identity.is_keyless() {
            identity.row = Some(u64::from(family) * 1_000 + row);
        }
        known.insert(identity, place);
    }
    // One of the children was adopted.
    let adopted = la_child(&secret(), i16::from(family), "3");
    let held = known
        .into_iter()
        .map(|(identity, (returns, in_census))| Held {
            identity,
            returns: returns.iter().copied().collect(),
            in_census: *in_census,
            adopted: identity.la_child.is_some() && identity.la_child == adopted,
        });
    held.collect()
}

/// The person of each identity, and the rules that made it.
fn outcome(held: &[Held]) -> BTreeMap<Identity, (i64, u8)> {
    let Linked { persons, rules } = link(held, &secret());
    let identities = held.iter().map(|held| held.identity);
    identities.zip(persons.into_iter().zip(rules)).collect()
}

proptest! {
    #[test]
    fn order_makes_no_difference(
        (given, shuffled) in places().prop_flat_map(|places| {
            let held = held(0, &places);
            (Just(held.clone()), Just(held).prop_shuffle())
        }),
    ) {
        prop_assert_eq!(outcome(&given), outcome(&shuffled));
    }

    #[test]
    fn what_a_return_is_numbered_makes_no_difference(places in places()) {
        let given = held(0, &places);
        let mut renumbered = given.clone();
        for one in &mut renumbered {
            one.returns = one.returns.iter().rev().map(|place| 90 - place).collect();
        }
        prop_assert_eq!(outcome(&given), outcome(&renumbered));
    }

    #[test]
    fn children_with_other_keys_change_nothing(ours in places(), others in places()) {
        let alone = held(0, &ours);
        let mut together = held(1, &others);
        together.extend(alone.iter().cloned());
        let all = outcome(&together);
        for (identity, person) in outcome(&alone) {
            prop_assert_eq!(all.get(&identity), Some(&person));
        }
    }

    /// No two children of one return are one person.
    #[test]
    fn a_return_s_children_stay_apart(places in places()) {
        let given = held(0, &places);
        let of = outcome(&given);
        for one in &given {
            for other in &given {
                let (a, b) = (one.identity, other.identity);
                let together = one.returns.iter().any(|place| other.returns.contains(place));
                let differ = a.la_child.zip(b.la_child).is_some_and(|(a, b)| a != b);
                if together && differ && of[&a].0 != 0 {
                    prop_assert_ne!(of[&a].0, of[&b].0);
                }
            }
        }
    }
}
