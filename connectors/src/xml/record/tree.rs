//! One main record in memory: its groups, and the texts of their fields.

use super::Group;
use crate::finding::{Position, Severity};
use crate::layout::{Cell, Field, Intake, Report};

/// A text, and the next one of the same node.
#[derive(Debug, Clone, Copy)]
pub(super) struct Leaf {
    field: usize,
    start: usize,
    end: usize,
    at: Position,
    next: Option<usize>,
}

/// A group; what is inside are lists, so that a record of any shape is walked in one pass.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) group: &'static Group,
    at: Position,
    leaves: List,
    groups: List,
    next: Option<usize>,
}

/// First and last of a list.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct List {
    ends: Option<(usize, usize)>,
}

impl List {
    /// Appends `index`; gives the one before it.
    fn push(&mut self, index: usize) -> Option<usize> {
        let before = self.ends.map(|(_, last)| last);
        self.ends = Some((self.ends.map_or(index, |(first, _)| first), index));
        before
    }

    fn first(self) -> Option<usize> {
        self.ends.map(|(first, _)| first)
    }
}

/// One main record. The first node is the record itself.
#[derive(Clone, Default)]
pub struct Record {
    pub(super) nodes: Vec<Node>,
    pub(super) leaves: Vec<Leaf>,
    pub(super) texts: String,
    pub(super) open: Vec<usize>,
}

/// Shows no text.
impl std::fmt::Debug for Record {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Record")
            .field("nodes", &self.nodes.len())
            .finish_non_exhaustive()
    }
}

impl Record {
    /// Nothing was read.
    pub(super) const EMPTY: Record = Record {
        nodes: Vec::new(),
        leaves: Vec::new(),
        texts: String::new(),
        open: Vec::new(),
    };

    /// Empties it, keeping its room.
    pub fn clear(&mut self) {
        self.nodes.clear();
        self.leaves.clear();
        self.texts.clear();
        self.open.clear();
    }

    /// Begins a group within the one that is open.
    pub fn open(&mut self, group: &'static Group, at: Position) {
        let index = self.nodes.len();
        if let Some(parent) = self.open.last()
            && let Some(before) = self.nodes[*parent].groups.push(index)
        {
            self.nodes[before].next = Some(index);
        }
        self.open.push(index);
        self.nodes.push(Node {
            group,
            at,
            leaves: List::default(),
            groups: List::default(),
            next: None,
        });
    }

    /// Gives the open group the text of one of its fields.
    pub fn field(&mut self, field: usize, text: &str, at: Position) {
        let Some(node) = self.open.last() else {
            return;
        };
        let start = self.texts.len();
        self.texts.push_str(text);
        let index = self.leaves.len();
        if let Some(before) = self.nodes[*node].leaves.push(index) {
            self.leaves[before].next = Some(index);
        }
        self.leaves.push(Leaf {
            field,
            start,
            end: self.texts.len(),
            at,
            next: None,
        });
    }

    /// Ends the group that is open.
    pub fn close(&mut self) {
        self.open.pop();
    }

    /// The record itself; `None` where nothing was read.
    pub fn root(&self) -> Option<NodeRef<'_>> {
        (!self.nodes.is_empty()).then_some(NodeRef {
            record: self,
            index: 0,
        })
    }
}

/// A group of a record.
#[derive(Debug, Clone, Copy)]
pub struct NodeRef<'r> {
    pub(super) record: &'r Record,
    pub(super) index: usize,
}

impl<'r> NodeRef<'r> {
    /// What it is.
    pub fn group(self) -> &'static Group {
        self.record.nodes[self.index].group
    }

    /// Whether it is of this group.
    pub fn is(self, group: &'static Group) -> bool {
        std::ptr::eq(self.group(), group)
    }

    /// Where it starts.
    pub fn at(self) -> Position {
        self.record.nodes[self.index].at
    }

    /// The groups directly inside, in order.
    pub fn groups(self) -> impl Iterator<Item = NodeRef<'r>> {
        let record = self.record;
        let first = record.nodes[self.index].groups.first();
        let indexes = std::iter::successors(first, |index| record.nodes[*index].next);
        indexes.map(move |index| NodeRef { record, index })
    }

    /// Those of one kind.
    pub fn groups_of(self, group: &'static Group) -> impl Iterator<Item = NodeRef<'r>> {
        self.groups().filter(move |node| node.is(group))
    }

    /// Every text of a field, and where it stands.
    pub fn texts(self, field: usize) -> impl Iterator<Item = (&'r str, Position)> {
        let own = self.leaves();
        own.filter(move |leaf| leaf.field == field)
            .map(move |leaf| (&self.record.texts[leaf.start..leaf.end], leaf.at))
    }

    /// The first text of a field that is not blank, trimmed.
    pub fn text(self, field: usize) -> Option<&'r str> {
        let mut texts = self.texts(field).map(|(text, _)| text.trim());
        texts.find(|text| !text.is_empty())
    }

    fn leaves(self) -> impl Iterator<Item = &'r Leaf> {
        let leaves = &self.record.leaves;
        let first = self.record.nodes[self.index].leaves.first();
        std::iter::successors(first, |index| leaves[*index].next).map(|index| &leaves[index])
    }

    /// A cell for every field of the group, in their order. Of a field that is given twice the
    /// first counts, and a finding says so.
    pub fn cells(self, intake: &mut Intake) -> Vec<Cell<'r>> {
        let read = |intake: &mut Intake, field, text, at| intake.cell(field, Some(text), at);
        self.cells_of(intake, &[], read)
    }

    /// As [`NodeRef::cells`]; of the fields in `lists` several texts are as it should be. Their
    /// cells are empty: see [`NodeRef::texts`].
    pub fn cells_with_lists(self, intake: &mut Intake, lists: &[usize]) -> Vec<Cell<'r>> {
        let read = |intake: &mut Intake, field, text, at| intake.cell(field, Some(text), at);
        self.cells_of(intake, lists, read)
    }

    /// As [`NodeRef::cells`], each text read by `read`.
    pub fn cells_by(
        self,
        intake: &mut Intake,
        read: impl FnMut(&mut Intake, &'static Field, &'r str, Position) -> Cell<'r>,
    ) -> Vec<Cell<'r>> {
        self.cells_of(intake, &[], read)
    }

    fn cells_of(
        self,
        intake: &mut Intake,
        lists: &[usize],
        mut read: impl FnMut(&mut Intake, &'static Field, &'r str, Position) -> Cell<'r>,
    ) -> Vec<Cell<'r>> {
        let fields = self.group().fields;
        let empty = Cell {
            at: self.at(),
            ..Cell::EMPTY
        };
        let mut cells = vec![empty; fields.len()];
        intake.table(self.group().table);
        for leaf in self.leaves().filter(|leaf| !lists.contains(&leaf.field)) {
            let text = &self.record.texts[leaf.start..leaf.end];
            let field = &fields[leaf.field];
            if cells[leaf.field].is_given() {
                if !text.trim().is_empty() {
                    intake.report(REPEATED_ELEMENT, field, text.trim(), leaf.at);
                }
                continue;
            }
            cells[leaf.field] = read(intake, field, text, leaf.at);
        }
        cells
    }
}

const REPEATED_ELEMENT: Report = (
    "repeated_element",
    Severity::Query,
    "The element stands more than once where one is allowed; this one was left out.",
);
