//! Faults planted in a region's returns, each with the rules that must find it.
//!
//! A fault spoils one value of one record. It says which values the records about it must have
//! for it to break just the rules that it names: those of the published validation rules where
//! the collection has numbers, and otherwise the names of the checks that the readers list in
//! their `RULES`. The faults of a dataset are a list of rows ([`returns`], [`sheets`]), and one
//! more fault is one more row. A person has at most one fault in a return, in a list of rows
//! (results) at most one in a row.
//!
//! Not planted: what needs a second return, and what a file is told of once however often it
//! occurs.

pub(super) mod returns;
pub(super) mod sheets;

use super::super::Plan;
use super::super::days::Day;
use super::super::record::Value;
use super::super::rng::{Dice, Purpose, mix};
use super::super::world::Citizen;
use super::node::Node;
use super::sheet::SheetRow;

/// One kind of fault.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// Name in `planted.csv`.
    pub(super) kind: &'static str,
    /// Name of the record: element, or module of a set; empty for a row of a table.
    pub(super) record: &'static str,
    /// The item that is spoiled, as the file names it.
    pub(super) item: &'static str,
    to: To,
    /// Items with their values, which the record, or one below it, must have; an empty value
    /// is an item that is absent, and [`ANY`] is one that is not. The spoiled item has a value
    /// unless this says otherwise.
    when: &'static [(&'static str, &'static str)],
    /// Rules that find it, each with the item that it names.
    pub(super) found: Found,
}

/// Any value, in a condition.
const ANY: &str = "*";

/// Whether a value is the one of a condition.
fn meets(now: &str, wanted: &str) -> bool {
    now == wanted || (wanted == ANY && !now.is_empty())
}

/// Rules with the items that they name.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// One, which names the spoiled item.
    Here(&'static str),
    All(&'static [(&'static str, &'static str)]),
}

/// What becomes of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum To {
    /// This text.
    Text(&'static str),
    /// Nothing.
    Nothing,
    /// This day, as the file writes days.
    Day(Day),
    /// The last character of a number is lost.
    Short,
    /// The first letter is another: the check letter of a UPN.
    Letter,
}

/// A fault that one rule finds at the item itself.
pub(super) const fn fault(
    kind: &'static str,
    record: &'static str,
    item: &'static str,
    to: To,
    rule: &'static str,
) -> Fault {
    Fault {
        kind,
        record,
        item,
        to,
        when: &[],
        found: Found::Here(rule),
    }
}

impl Fault {
    /// Only beside these values.
    pub(super) const fn when(mut self, when: &'static [(&'static str, &'static str)]) -> Self {
        self.when = when;
        self
    }

    /// Found by these rules, which name these items.
    pub(super) const fn found(mut self, found: &'static [(&'static str, &'static str)]) -> Self {
        self.found = Found::All(found);
        self
    }

    /// Every rule that finds it, with the item that it names.
    pub(super) fn rules(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let (here, all): (_, &'static [_]) = match self.found {
            Found::Here(rule) => (Some((rule, self.item)), &[]),
            Found::All(all) => (None, all),
        };
        here.into_iter().chain(all.iter().copied())
    }

    fn is_of(&self, item: &str) -> bool {
        self.item.eq_ignore_ascii_case(item)
    }

    /// Whether a value may be spoiled that is `now`.
    fn fits(&self, now: &str) -> bool {
        let may_lack = self
            .when
            .iter()
            .any(|(item, value)| self.is_of(item) && value.is_empty());
        match self.to {
            // Numbers, and no reason that stands in place of one.
            To::Short => now.len() > 5,
            To::Letter => now.len() == 13,
            _ => may_lack || !now.is_empty(),
        }
    }

    /// What stands there instead.
    fn spoiled(&self, now: &str) -> Option<Value> {
        let rest = |text: &str| {
            let mut letters = text.chars();
            letters.next();
            letters.as_str().to_owned()
        };
        match self.to {
            To::Text(text) => Some(Value::Code(text)),
            To::Nothing => None,
            To::Day(day) => Some(Value::Date(day)),
            To::Short => {
                let mut text = now.to_owned();
                text.pop();
                Some(Value::Text(text))
            }
            To::Letter => {
                // One of the letters that check letters are, and never the same.
                let other = if now.starts_with('A') { 'B' } else { 'A' };
                Some(Value::Text(format!("{other}{}", rest(now))))
            }
        }
    }
}

/// What a fault can be planted in.
pub(super) trait Record {
    /// Plants the fault in the first record that it fits, and says which of its name that is,
    /// from 0.
    fn spoil(&mut self, fault: &Fault) -> Option<u64>;
}

impl Record for Node {
    fn spoil(&mut self, fault: &Fault) -> Option<u64> {
        spoil_node(self, fault, &mut 0)
    }
}

impl Record for Vec<Node> {
    fn spoil(&mut self, fault: &Fault) -> Option<u64> {
        let mut seen = 0;
        self.iter_mut()
            .find_map(|node| spoil_node(node, fault, &mut seen))
    }
}

fn spoil_node(node: &mut Node, fault: &Fault, seen: &mut u64) -> Option<u64> {
    if node.name == fault.record {
        let now = node.text_of(fault.item);
        let fits = |(item, value): &(&str, &str)| holds(node, item, value);
        if fault.fits(&now) && fault.when.iter().all(fits) {
            let place = node.items.iter().position(|item| fault.is_of(item.0));
            match (place, fault.spoiled(&now)) {
                (Some(place), Some(value)) => node.items[place].1 = value,
                (Some(place), None) => drop(node.items.remove(place)),
                (None, Some(value)) => node.items.push((fault.item, value)),
                (None, None) => {}
            }
            return Some(*seen);
        }
        *seen += 1;
    }
    node.below
        .iter_mut()
        .find_map(|below| spoil_node(below, fault, seen))
}

/// Whether a record or one below it has the value.
fn holds(node: &Node, item: &str, value: &str) -> bool {
    meets(&node.text_of(item), value)
        || (!value.is_empty() && node.below.iter().any(|below| holds(below, item, value)))
}

impl Record for SheetRow {
    fn spoil(&mut self, fault: &Fault) -> Option<u64> {
        let place = self.place(fault.item)?;
        let fits = |(item, value): &(&str, &str)| {
            self.place(item)
                .is_some_and(|place| meets(&self.values[place], value))
        };
        let now = &self.values[place];
        if !fault.fits(now) || !fault.when.iter().all(fits) {
            return None;
        }
        let mut text = Vec::new();
        if let Some(value) = fault.spoiled(now) {
            value.write(&mut text);
        }
        self.values[place] = String::from_utf8_lossy(&text).into_owned();
        Some(0)
    }
}

/// A fault, and which of the records of its name has it, from 0.
#[derive(Debug, Clone, Copy)]
pub(super) struct Planted {
    pub(super) fault: &'static Fault,
    pub(super) nth: u64,
}

/// Plants faults in one dataset.
#[derive(Debug, Clone, Copy)]
pub(super) struct Planter {
    seed: u64,
    percent: f64,
    faults: &'static [Fault],
    dataset: u64,
}

impl Planter {
    /// `dataset` tells the chances of one from those of another.
    pub(super) fn new(plan: &Plan, dataset: u64, faults: &'static [Fault]) -> Self {
        Self {
            seed: plan.seed,
            percent: plan.fault_percent,
            faults,
            dataset,
        }
    }

    /// Spoils one value in `percent` of the records. `number` tells a person's records of one
    /// year apart.
    pub(super) fn plant(
        &self,
        record: &mut impl Record,
        who: &Citizen,
        year: i16,
        number: u64,
    ) -> Option<Planted> {
        let record_number = (self.dataset << 48) ^ (number << 16) ^ year as u64;
        let thing = mix(who.person().number ^ mix(record_number));
        let mut dice = Dice::new(self.seed, who.home.la_code, thing, Purpose::Planted);
        // Percent to two places is as fine as a plan can say it.
        if f64::from(dice.below(10_000)) >= self.percent * 100.0 {
            return None;
        }
        // By chance one of the kinds that fit the record.
        let mut kinds: Vec<&'static Fault> = self.faults.iter().collect();
        while !kinds.is_empty() {
            let fault = kinds.swap_remove(dice.below(kinds.len() as u32) as usize);
            if let Some(nth) = record.spoil(fault) {
                return Some(Planted { fault, nth });
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LETTER: Fault = fault("letter", "Need", "UPN", To::Letter, "check");

    fn pupil() -> Node {
        let need = |rank: i32| Node::new("Need").number("Rank", rank).code("Type", "ASD");
        Node::new("Pupil")
            .with(need(1))
            .with(need(2).code("UPN", "A990200012345"))
    }

    #[test]
    fn a_fault_is_planted_in_the_first_record_that_it_fits() {
        let mut node = pupil();
        assert_eq!(node.spoil(&LETTER), Some(1));
        assert_eq!(node.below[1].text_of("UPN"), "B990200012345");
        let mut rows = vec![pupil(), pupil()];
        assert_eq!(rows.spoil(&LETTER), Some(1));
    }

    #[test]
    fn conditions_look_at_the_record_and_below() {
        let lost = fault("lost", "Pupil", "Name", To::Text("x"), "rule");
        assert_eq!(pupil().spoil(&lost), None);
        let lost = lost.when(&[("Name", ""), ("Type", "ASD")]);
        let mut node = pupil();
        assert_eq!(node.spoil(&lost), Some(0));
        assert_eq!(node.text_of("name"), "x");
        assert_eq!(
            pupil().spoil(&lost.when(&[("Name", ""), ("Type", "HI")])),
            None
        );
    }

    #[test]
    fn any_value_meets_the_condition_of_any() {
        assert!(meets("x", ANY) && meets("", "") && meets("x", "x"));
        assert!(!meets("", ANY) && !meets("x", ""));
    }

    #[test]
    fn no_fault_stands_twice_in_a_list() {
        let lists = [returns::ALL, sheets::ALL].concat();
        for list in lists {
            let kinds = list.iter().map(|fault| (fault.kind, fault.item));
            let kinds: std::collections::BTreeSet<_> = kinds.collect();
            assert_eq!(kinds.len(), list.len(), "{kinds:?}");
            assert!(list.iter().all(|fault| fault.rules().next().is_some()));
        }
    }
}
