//! The deterministic rules: which identities are one child, and by what.
//!
//! In order, each with its own id; a later one joins only what the earlier ones left apart. A key is
//! used only where all of it is there and equal; names are read by none. Everything is a function of
//! the *set* of identities: neither the order of imports nor their number changes a result.

use smallvec::SmallVec;

use super::components::{Claim, Components};
use super::identity::{Identity, Sex, Upn};
use super::secret::Secret;

/// The ids of the rules, by the bit that [`Components::rules`] has for each.
pub(crate) static RULES: [&str; 7] = [
    "upn_birth_sex",
    "former_upn_birth_sex",
    "uln_birth_sex",
    "la_child_birth",
    "la_child_upn",
    "la_child",
    "upn",
];

const UPN_BIRTH_SEX: u8 = 0;
const FORMER_UPN: u8 = 1;
const ULN: u8 = 2;
const LA_CHILD_BIRTH: u8 = 3;
const LA_CHILD_UPN: u8 = 4;
const LA_CHILD: u8 = 5;
const UPN: u8 = 6;

/// An identity and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    pub(crate) identity: Identity,
    /// The returns that tell its child apart from all their others.
    pub(crate) returns: SmallVec<[u32; 2]>,
    /// Whether a school census has it. A row with a UPN alone goes to the child that is in one,
    /// where another file has another child under it.
    pub(crate) in_census: bool,
    /// Whether an SSDA903 says that the child was adopted.
    pub(crate) adopted: bool,
}

/// What came of it for each identity, in the order given.
#[derive(Debug)]
pub(crate) struct Linked {
    /// Numbers of persons; 0 where a row cannot be said to be of one child rather than another.
    pub(crate) persons: Vec<i64>,
    /// The rules that made the person, a bit of [`RULES`] each; 0 for one found only once.
    pub(crate) rules: Vec<u8>,
}

/// Links identities. No two of `held` are equal.
pub(crate) fn link(held: &[Held], secret: &Secret) -> Linked {
    let claims = held.iter().map(|held| {
        let child = held.identity.la_child;
        let claim = |at: &u32| child.map(|child| (*at, child));
        held.returns.iter().filter_map(claim).collect()
    });
    let mut run = Run {
        held,
        sets: Components::new(claims.collect::<Vec<SmallVec<[Claim; 1]>>>()),
        // L-32: an adopted child has a new identity, and nothing may lead from it to the old one.
        // Which records were made after the adoption their keys do not say.
        apart: held.iter().map(|held| held.adopted).collect(),
        unclear: vec![false; held.len()],
    };
    run.upn_birth_sex();
    run.former_upn();
    run.uln();
    run.la_child();
    run.upn();
    run.numbered(secret)
}

struct Run<'a> {
    held: &'a [Held],
    sets: Components,
    /// Whether only its authority's own number says who the identity is of: a return has a second
    /// child under the same UPN, date of birth and sex, or the child was adopted.
    apart: Vec<bool>,
    /// Whether the identity fits several children.
    unclear: Vec<bool>,
}

impl Run<'_> {
    fn identity(&self, at: u32) -> &Identity {
        &self.held[at as usize].identity
    }

    /// The identities that have a key, sorted by it and then by all they tell.
    fn by<K: Ord + Copy>(&self, key: impl Fn(&Identity) -> Option<K>) -> Vec<(K, u32)> {
        let identities = (0_u32..).zip(self.held);
        let mut found: Vec<(K, u32)> = identities
            .filter_map(|(at, held)| Some((key(&held.identity)?, at)))
            .collect();
        found.sort_unstable_by(|(a, at), (b, other)| {
            let then = || self.identity(*at).cmp(self.identity(*other));
            a.cmp(b).then_with(then)
        });
        found
    }

    /// The same without those that keep to their authority's own number.
    fn by_number<K: Ord + Copy>(&self, key: impl Fn(&Identity) -> Option<K>) -> Vec<(K, u32)> {
        let mut found = self.by(key);
        found.retain(|(_, at)| !self.apart[*at as usize]);
        found
    }

    fn upn_birth_sex(&mut self) {
        let found = self.by(Identity::full);
        for group in found.chunk_by(|(a, _), (b, _)| a == b) {
            self.set_apart(group);
            let mut left = group.iter().filter(|(_, at)| !self.apart[*at as usize]);
            if let Some((_, first)) = left.next() {
                for (_, at) in left {
                    self.sets.join(*first, *at, UPN_BIRTH_SEX);
                }
            }
        }
    }

    /// Where one return has two children under one key, the key says of neither who it is. Both
    /// keep only what their authority's own number says; the other files go on without them.
    fn set_apart<K>(&mut self, group: &[(K, u32)]) {
        if group.len() < 2 {
            return;
        }
        let claims = |at: u32| {
            let held = &self.held[at as usize];
            let child = held.identity.la_child;
            held.returns
                .iter()
                .filter_map(move |place| Some((*place, child?)))
        };
        let mut all: Vec<(u32, u64, u32)> = group
            .iter()
            .flat_map(|(_, at)| claims(*at).map(|(place, child)| (place, child, *at)))
            .collect();
        all.sort_unstable();
        for of_return in all.chunk_by(|a, b| a.0 == b.0) {
            if of_return.windows(2).any(|pair| pair[0].1 != pair[1].1) {
                for (_, _, at) in of_return {
                    self.apart[*at as usize] = true;
                }
            }
        }
    }

    /// A UPN that one file calls former is the UPN of another, or its former one as well.
    fn former_upn(&mut self) {
        let former =
            |identity: &Identity| Some((identity.former_upn?, identity.birth?, identity.sex?));
        let current = self.by_number(Identity::full);
        let later = self.by_number(former);
        for group in later.chunk_by(|(a, _), (b, _)| a == b) {
            let (key, first) = group[0];
            for (_, at) in &group[1..] {
                self.sets.join(first, *at, FORMER_UPN);
            }
            let from = current.partition_point(|(known, _)| *known < key);
            let same = current[from..]
                .iter()
                .take_while(|(known, _)| *known == key);
            let earlier = same.map(|(_, at)| *at);
            if let Some(earlier) = earlier.min_by_key(|at| self.identity(*at)) {
                self.sets.join(first, earlier, FORMER_UPN);
            }
        }
    }

    fn uln(&mut self) {
        let key = |identity: &Identity| Some((identity.uln?, identity.birth?, identity.sex?));
        let found = self.by_number(key);
        self.join_groups(&found, ULN);
    }

    fn join_groups<K: PartialEq>(&mut self, found: &[(K, u32)], rule: u8) {
        for group in found.chunk_by(|(a, _), (b, _)| a == b) {
            for (_, at) in &group[1..] {
                self.sets.join(group[0].1, *at, rule);
            }
        }
    }

    /// An authority's number of a child, over the years and between social care returns. With
    /// another date of birth the UPN must agree as well: numbers are given out again, and dates
    /// are put right.
    fn la_child(&mut self) {
        let of_birth = self.by(|key| Some((key.la_child?, key.birth?)));
        self.join_groups(&of_birth, LA_CHILD_BIRTH);
        let of_upn = self.by(|key| Some((key.la_child?, key.upn?)));
        self.join_groups(&of_upn, LA_CHILD_UPN);
        let found = self.by(|key| key.la_child);
        for group in found.chunk_by(|(a, _), (b, _)| a == b) {
            let (dated, bare): (Vec<u32>, Vec<u32>) = group
                .iter()
                .map(|(_, at)| *at)
                .partition(|at| self.identity(*at).birth.is_some());
            let children = self.roots(dated.iter().copied());
            for at in &bare {
                match children.as_slice() {
                    [] => {
                        self.sets.join(bare[0], *at, LA_CHILD);
                    }
                    [child] => {
                        self.sets.join(*child, *at, LA_CHILD);
                    }
                    _ => {
                        let known = self.sets.root(*at);
                        self.unclear[*at as usize] = !children.contains(&known);
                    }
                }
            }
        }
    }

    /// Files without dates of birth, and rows that lack one or the sex: the UPN alone, where no
    /// two children have it.
    fn upn(&mut self) {
        let found = self.by_number(|key| key.upn);
        for group in found.chunk_by(|(a, _), (b, _)| a == b) {
            let (full, partial): (Vec<u32>, Vec<u32>) = group
                .iter()
                .map(|(_, at)| *at)
                .partition(|at| self.identity(*at).full().is_some());
            let mut left = Vec::new();
            for at in partial {
                let fits = |other: &&u32| agree(self.identity(at), self.identity(**other));
                let fitting: Vec<u32> = full.iter().filter(fits).copied().collect();
                let of_census = |other: &&u32| self.held[**other as usize].in_census;
                let in_census: Vec<u32> = fitting.iter().filter(of_census).copied().collect();
                let all = self.roots(fitting.iter().copied());
                let found = match all.len() {
                    0 | 1 => all,
                    _ => self.roots(in_census.into_iter()),
                };
                match found.as_slice() {
                    [child] => {
                        self.sets.join(*child, at, UPN);
                    }
                    [] if fitting.is_empty() => left.push(at),
                    _ => self.unclear[at as usize] = self.identity(at).la_child.is_none(),
                }
            }
            let agreeing = |at: &u32| {
                let all = left.iter().chain(&full);
                all.copied()
                    .all(|other| agree(self.identity(*at), self.identity(other)))
            };
            if left.iter().all(agreeing) {
                for at in left.iter().skip(1) {
                    self.sets.join(left[0], *at, UPN);
                }
            }
        }
    }

    fn roots(&mut self, of: impl Iterator<Item = u32>) -> Vec<u32> {
        let mut roots: Vec<u32> = of.map(|at| self.sets.root(at)).collect();
        roots.sort_unstable();
        roots.dedup();
        roots
    }

    /// Gives each set a number, made from the strongest key in it.
    fn numbered(mut self, secret: &Secret) -> Linked {
        let count = u32::try_from(self.held.len()).unwrap_or(u32::MAX);
        // The strongest of each set, by its root.
        let mut strongest: Vec<Option<(Strength, u32)>> = vec![None; self.held.len()];
        for at in (0..count).filter(|at| !self.unclear[*at as usize]) {
            let root = self.sets.root(at) as usize;
            let strength = Strength::of(self.identity(at), self.apart[at as usize]);
            let stronger = match strongest[root] {
                None => true,
                Some((known, other)) => {
                    let then = || self.identity(at).cmp(self.identity(other));
                    strength.cmp(&known).then_with(then).is_lt()
                }
            };
            if stronger {
                strongest[root] = Some((strength, at));
            }
        }
        let mut of_strength: Vec<(Strength, u32, u32)> = strongest
            .iter()
            .zip(0..)
            .filter_map(|(found, root)| found.map(|(strength, at)| (strength, at, root)))
            .collect();
        of_strength.sort_unstable_by(|a, b| {
            let then = || self.identity(a.1).cmp(self.identity(b.1));
            a.0.cmp(&b.0).then_with(then)
        });
        let mut numbers = vec![0; self.held.len()];
        for of_key in of_strength.chunk_by(|a, b| a.0 == b.0) {
            for (strength, at, root) in of_key {
                // Sets that share their strongest key are told apart by all that is in it.
                let number = match of_key.len() {
                    1 => strength.number(secret),
                    _ => whole_number(secret, self.identity(*at)),
                };
                numbers[*root as usize] = i64::try_from(number).unwrap_or(i64::MAX);
            }
        }
        let mut linked = Linked {
            persons: Vec::with_capacity(self.held.len()),
            rules: Vec::with_capacity(self.held.len()),
        };
        for at in 0..count {
            let unclear = self.unclear[at as usize];
            let root = self.sets.root(at) as usize;
            linked.persons.push(if unclear { 0 } else { numbers[root] });
            linked.rules.push(self.sets.rules(at));
        }
        linked
    }
}

/// Whether nothing speaks against two identities with one UPN being one child.
fn agree(a: &Identity, b: &Identity) -> bool {
    fn same<T: PartialEq>(a: Option<T>, b: Option<T>) -> bool {
        a.zip(b).is_none_or(|(a, b)| a == b)
    }
    same(a.birth, b.birth) && same(a.sex, b.sex)
}

/// What a person's number is made from: the first kind of key that its identities have, and of
/// those the least. A UPN, birth date and sex make the same number whichever file has them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    Full(Upn, i32, Sex),
    Upn(Upn, Option<i32>, Option<Sex>),
    Uln(u64, Option<i32>, Option<Sex>),
    LaChild(u64),
    Row(u64),
}

impl Strength {
    fn of(identity: &Identity, apart: bool) -> Strength {
        let Identity {
            upn,
            birth,
            sex,
            former_upn,
            uln,
            la_child,
            row,
        } = *identity;
        match (identity.full(), la_child) {
            (Some(_), Some(child)) if apart => Strength::LaChild(child),
            (Some((upn, birth, sex)), _) => Strength::Full(upn, birth, sex),
            _ => match (upn.or(former_upn), uln, la_child) {
                (_, _, Some(child)) => Strength::LaChild(child),
                (Some(upn), _, _) => Strength::Upn(upn, birth, sex),
                (_, Some(uln), _) => Strength::Uln(uln, birth, sex),
                _ => Strength::Row(row.unwrap_or_default()),
            },
        }
    }

    fn number(&self, secret: &Secret) -> u64 {
        match *self {
            Strength::Full(upn, birth, sex) => {
                number(secret, b"upn_birth_sex", upn, Some(birth), Some(sex))
            }
            Strength::Upn(upn, birth, sex) => number(secret, b"upn", upn, birth, sex),
            Strength::Uln(uln, birth, sex) => {
                let (birth, sex) = partial(birth, sex);
                secret.number(b"uln", &[&uln.to_be_bytes(), &birth, &sex])
            }
            Strength::LaChild(child) => {
                secret.number(b"person_of_la_child", &[&child.to_be_bytes()])
            }
            Strength::Row(row) => secret.number(b"person_of_row", &[&row.to_be_bytes()]),
        }
    }
}

fn number(secret: &Secret, kind: &[u8], upn: Upn, birth: Option<i32>, sex: Option<Sex>) -> u64 {
    let (birth, sex) = partial(birth, sex);
    secret.number(kind, &[upn.bytes(), &birth, &sex])
}

fn partial(birth: Option<i32>, sex: Option<Sex>) -> (Vec<u8>, Vec<u8>) {
    let birth = birth.map(|birth| birth.to_be_bytes().to_vec());
    let sex = sex.map(|sex| vec![sex.byte()]);
    (birth.unwrap_or_default(), sex.unwrap_or_default())
}

fn whole_number(secret: &Secret, identity: &Identity) -> u64 {
    let upn = |upn: Option<Upn>| upn.map(|upn| upn.bytes().to_vec()).unwrap_or_default();
    let number = |of: Option<u64>| of.map(|of| of.to_be_bytes().to_vec()).unwrap_or_default();
    let (birth, sex) = partial(identity.birth, identity.sex);
    let parts = [
        upn(identity.upn),
        upn(identity.former_upn),
        birth,
        sex,
        number(identity.uln),
        number(identity.la_child),
        number(identity.row),
    ];
    let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    secret.number(b"identity", &parts)
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
