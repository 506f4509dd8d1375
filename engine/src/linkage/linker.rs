//! The linkage run: from the parts of a snapshot to the person of each of their rows.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock, Weak};

use arrow::array::{ArrayRef, Int64Array};
use cohort_catalog::ImportRecord;
use datafusion::common::Result;

use super::extract::{self, Columns, Interner, NONE, PartIdentities};
use super::person_rule;
use super::rules::{self, Held};
use super::secret::Secret;
use super::source::Source;
use crate::tier::TierTable;

/// Links the parts of snapshots, and keeps what it read of each part for the next snapshot that
/// has it: reading follows what is new, and only the rules run over all identities again.
///
/// It never forgets an identity while the process runs; one that is in no part any more is in no
/// answer either.
#[derive(Debug)]
pub(crate) struct Linker<K> {
    secret: Secret,
    interner: Interner,
    parts: HashMap<K, Weak<PartIdentities>>,
}

/// One import's rows of a source.
#[derive(Debug)]
pub(crate) struct Input<K> {
    /// What makes it the same in another snapshot.
    pub(crate) key: K,
    pub(crate) source: &'static Source,
    pub(crate) import: Arc<ImportRecord>,
    /// `None` where the linker knows the part already.
    pub(crate) batches: Option<Vec<Columns>>,
}

impl<K: Eq + std::hash::Hash> Linker<K> {
    pub(crate) fn new(secret: Secret) -> Self {
        Linker {
            secret,
            interner: Interner::default(),
            parts: HashMap::new(),
        }
    }

    /// Whether the part need not be read again.
    pub(crate) fn knows(&self, key: &K) -> bool {
        self.parts
            .get(key)
            .is_some_and(|part| part.strong_count() > 0)
    }

    /// Links a snapshot's parts.
    pub(crate) fn link(&mut self, inputs: Vec<Input<K>>) -> Links {
        self.parts.retain(|_, part| part.strong_count() > 0);
        let mut links = Links::default();
        for input in inputs {
            let known = self.parts.get(&input.key).and_then(Weak::upgrade);
            let part = known.unwrap_or_else(|| {
                let batches = input.batches.unwrap_or_default();
                let (interner, secret) = (&mut self.interner, &self.secret);
                let part = extract::read(input.source, &input.import, &batches, interner, secret);
                Arc::new(part)
            });
            self.parts.insert(input.key, Arc::downgrade(&part));
            let place = (input.import.import_id, input.source.place());
            links.parts.insert(place, part);
        }
        self.run(&mut links);
        links
    }

    fn run(&self, links: &mut Links) {
        let identities = self.interner.identities();
        let mut places = vec![NONE; identities.len()];
        let mut held: Vec<Held> = Vec::new();
        let adopted: HashSet<u64> = links
            .parts
            .values()
            .flat_map(|part| part.adopted.iter().copied())
            .collect();
        for ((import_id, _), part) in &links.parts {
            let of_return = u32::try_from(*import_id).unwrap_or(NONE);
            let in_census = (part.source.schema, part.source.table) == ("census", "pupil");
            for number in part.identities() {
                let place = &mut places[number as usize];
                if *place == NONE {
                    *place = u32::try_from(held.len()).unwrap_or(NONE);
                    let identity = identities[number as usize];
                    let child = identity.la_child;
                    held.push(Held {
                        identity,
                        returns: Default::default(),
                        in_census: false,
                        adopted: child.is_some_and(|child| adopted.contains(&child)),
                    });
                }
                let held = &mut held[*place as usize];
                held.in_census |= in_census;
                if part.source.distinct && !held.returns.contains(&of_return) {
                    held.returns.push(of_return);
                }
            }
        }
        let linked = rules::link(&held, &self.secret);
        let of = |place: &u32| linked.persons.get(*place as usize).copied();
        let persons = places.iter().map(|place| of(place).unwrap_or_default());
        links.persons = persons.collect();
        links.rules = linked.persons.into_iter().zip(linked.rules).collect();
    }
}

/// The person of every row of a snapshot. Immutable.
#[derive(Debug, Default)]
pub(crate) struct Links {
    /// By import and place of the source.
    parts: HashMap<(i64, usize), Arc<PartIdentities>>,
    /// By identity; 0 where there is none.
    persons: Arc<[i64]>,
    /// The rules that made each person, a bit of [`rules::RULES`] each.
    rules: Vec<(i64, u8)>,
    by_rule: OnceLock<Arc<TierTable>>,
}

impl Links {
    /// The table [`super::PERSON_RULE`], made when first asked for.
    pub(crate) fn person_rule(&self) -> Result<Arc<TierTable>> {
        if let Some(made) = self.by_rule.get() {
            return Ok(Arc::clone(made));
        }
        let table = Arc::new(person_rule::table(self.rules.clone())?);
        Ok(Arc::clone(self.by_rule.get_or_init(|| table)))
    }

    /// The persons of some rows of a table, by the column of their local numbers. `None` where no
    /// row of the import is of a child.
    pub(crate) fn persons(
        &self,
        source: &Source,
        import_id: i64,
        local: &ArrayRef,
    ) -> Option<Int64Array> {
        let part = self.parts.get(&(import_id, source.place()))?;
        let person = |identity: u32| {
            let person = self.persons.get(identity as usize).copied();
            person.filter(|person| *person != 0)
        };
        let rows = part.of_rows(local).into_iter();
        Some(rows.map(person).collect())
    }
}

#[cfg(test)]
mod tests;
