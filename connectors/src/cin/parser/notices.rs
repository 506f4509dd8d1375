//! Findings on the form of a file that recur: told once each, with how often and where first.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::finding::{Finding, Position, Severity};

/// Most distinct names of unknown elements that are told apart; a real file has a handful.
const MAX_NAMES: usize = 500;
/// Most bytes of such a name that are kept and told apart.
const MAX_NAME: usize = 100;

/// What departs from the published form without changing a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Departure {
    ElementCase,
    ElementName,
    ElementOrder,
    EmptyWrapper,
    ItemYear,
    MissingWrapper,
    Namespace,
    RepeatedWrapper,
    StrayText,
    TrimmedValue,
    UnknownElement,
}

impl Departure {
    fn rule(self) -> (&'static str, Severity, &'static str) {
        use Severity::{Notice, Query};
        match self {
            Departure::ElementCase => (
                "element_case",
                Notice,
                "The element is written in another case than published",
            ),
            Departure::ElementName => (
                "element_name",
                Notice,
                "The element is misspelt; it was read as meant",
            ),
            Departure::ElementOrder => (
                "element_order",
                Notice,
                "The element stands after one that the published order puts behind it",
            ),
            Departure::EmptyWrapper => ("empty_wrapper", Notice, "The element holds no value"),
            Departure::ItemYear => (
                "item_year",
                Query,
                "The item is not collected in this year; it was read",
            ),
            Departure::MissingWrapper => (
                "missing_wrapper",
                Notice,
                "The element does not stand where its wrapper puts it; it was read",
            ),
            Departure::Namespace => (
                "namespace",
                Notice,
                "The file uses an XML namespace, which the published format does not",
            ),
            Departure::RepeatedWrapper => (
                "repeated_wrapper",
                Notice,
                "The element is repeated where one is allowed; all were read",
            ),
            Departure::StrayText => (
                "stray_text",
                Notice,
                "Text stands between elements; ignored",
            ),
            Departure::TrimmedValue => (
                "trimmed_value",
                Notice,
                "The value has white space around it; removed",
            ),
            Departure::UnknownElement => (
                "unknown_element",
                Notice,
                "The census has no such element here; it was skipped with its content",
            ),
        }
    }
}

#[derive(Debug)]
struct Tally {
    departure: Departure,
    item: Option<&'static str>,
    /// Name of an unknown element.
    name: Option<Box<str>>,
    count: u64,
    at: Position,
    child_row: Option<u32>,
}

/// The departures of one file.
#[derive(Debug, Default)]
pub(super) struct Notices {
    tallies: Vec<Tally>,
    known: HashMap<(Departure, Option<&'static str>), usize>,
    names: HashMap<Box<[u8]>, usize>,
}

impl Notices {
    /// Counts one departure of a published element, or of the file (`None`).
    pub(super) fn add(
        &mut self,
        departure: Departure,
        item: Option<&'static str>,
        at: Position,
        child_row: Option<u32>,
    ) {
        let tallies = &mut self.tallies;
        let index = *self.known.entry((departure, item)).or_insert_with(|| {
            tallies.push(Tally {
                departure,
                item,
                name: None,
                count: 0,
                at,
                child_row,
            });
            tallies.len() - 1
        });
        tallies[index].count += 1;
    }

    /// Counts one element that is not of the return.
    pub(super) fn add_unknown(&mut self, name: &[u8], at: Position, child_row: Option<u32>) {
        let name = beginning(name);
        let index = match self.names.get(name) {
            Some(index) => *index,
            None if self.names.len() >= MAX_NAMES => {
                self.add(Departure::UnknownElement, None, at, child_row);
                return;
            }
            None => {
                self.tallies.push(Tally {
                    departure: Departure::UnknownElement,
                    item: None,
                    name: Some(String::from_utf8_lossy(name).into()),
                    count: 0,
                    at,
                    child_row,
                });
                self.names.insert(name.into(), self.tallies.len() - 1);
                self.tallies.len() - 1
            }
        };
        self.tallies[index].count += 1;
    }

    /// One finding for each kind and element, in order of first appearance.
    pub(super) fn into_findings(self) -> impl Iterator<Item = Finding> {
        self.tallies.into_iter().map(|tally| {
            let (rule, severity, text) = tally.departure.rule();
            let message = match tally.count {
                1 => format!("{text}."),
                n => format!("{text} ({n} times in the file, here first)."),
            };
            Finding {
                rule,
                severity,
                table: None,
                item: tally.item,
                message: Cow::Owned(message),
                at: tally.at,
                child_row: tally.child_row,
                local_id: None,
                value: tally.name,
            }
        })
    }
}

/// At most [`MAX_NAME`] bytes of a name, and no part of a character.
fn beginning(name: &[u8]) -> &[u8] {
    let mut end = name.len().min(MAX_NAME);
    while end > 0 && end < name.len() && name[end] & 0xC0 == 0x80 {
        end -= 1;
    }
    &name[..end]
}
