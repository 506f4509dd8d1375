//! Which identities are one child: a union-find that refuses to make two children of one return
//! the same.

use smallvec::SmallVec;

/// A child that a return tells apart from all its others: the return's place in a list of the
/// caller's, and its number of the child.
pub(crate) type Claim = (u32, u64);

/// Sets of identities, each of one child.
#[derive(Debug)]
pub(crate) struct Components {
    parent: Vec<u32>,
    size: Vec<u32>,
    claims: Vec<SmallVec<[Claim; 1]>>,
    rules: Vec<u8>,
}

impl Components {
    /// As many sets as there are `claims`, each of one identity.
    pub(crate) fn new(claims: Vec<SmallVec<[Claim; 1]>>) -> Components {
        let count = claims.len();
        Components {
            parent: (0..u32::try_from(count).unwrap_or(u32::MAX)).collect(),
            size: vec![1; count],
            rules: vec![0; count],
            claims,
        }
    }

    /// The identity that stands for the set of `at`.
    pub(crate) fn root(&mut self, mut at: u32) -> u32 {
        while self.parent[at as usize] != at {
            let above = self.parent[self.parent[at as usize] as usize];
            self.parent[at as usize] = above;
            at = above;
        }
        at
    }

    /// The rules by which the set of `at` came together, a bit each.
    pub(crate) fn rules(&mut self, at: u32) -> u8 {
        let root = self.root(at);
        self.rules[root as usize]
    }

    /// Makes one set of two, by the rule of bit `rule`; refuses where some return has both as
    /// children of its own.
    pub(crate) fn join(&mut self, a: u32, b: u32, rule: u8) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return true;
        }
        let of = |claims: &[Claim], (here, child): &Claim| {
            claims
                .iter()
                .any(|(there, other)| there == here && other != child)
        };
        let (few, many) = match self.size[a as usize] < self.size[b as usize] {
            true => (a, b),
            false => (b, a),
        };
        if self.claims[few as usize]
            .iter()
            .any(|claim| of(&self.claims[many as usize], claim))
        {
            return false;
        }
        self.parent[few as usize] = many;
        self.size[many as usize] += self.size[few as usize];
        self.rules[many as usize] |= self.rules[few as usize] | 1 << rule;
        let moved = std::mem::take(&mut self.claims[few as usize]);
        for claim in moved {
            if !self.claims[many as usize].contains(&claim) {
                self.claims[many as usize].push(claim);
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use smallvec::smallvec;

    #[test]
    fn two_children_of_one_return_never_become_one() {
        let mut sets = Components::new(vec![
            smallvec![(0, 7)],
            smallvec![],
            smallvec![(0, 8)],
            smallvec![(1, 8)],
        ]);
        assert!(sets.join(0, 1, 0));
        assert!(!sets.join(1, 2, 1), "by way of a third");
        assert!(sets.join(2, 3, 1), "another return may use the number");
        assert_eq!(sets.root(0), sets.root(1));
        assert_ne!(sets.root(1), sets.root(2));
        assert_eq!((sets.rules(1), sets.rules(3)), (0b01, 0b10));
    }
}
