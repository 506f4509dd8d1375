//! Returns in XML, a main record at a time: bytes to a small tree of the record's groups and the
//! texts of their fields.
//!
//! A dataset declares its [`Tree`]: which element is a main record (a person, a pupil), which
//! groups stand in it, and which [`Field`]s each group has. Elements are matched by parentage
//! and by name, whatever their order and case. Elements that only hold others are named as
//! wrappers; a group is found with its wrapper, without it, or in one that is not known. What
//! stands outside the records, the header foremost, is matched to the fields of
//! [`Tree::header`].
//!
//! [`ahead()`] reads on a thread of its own; a [`RecordReader`] where it is asked.
//!
//! A [`Record`] may also be built by hand ([`Record::open`]), so that a dataset that comes in
//! other forms too is turned into rows by the same code.

mod ahead;
mod tree;

use std::io::BufRead;

use super::{Token, XmlReader, check_name, check_text};
use crate::error::ConnectorError;
use crate::finding::Position;
use crate::layout::{Field, Intake};
use crate::notices::{Departure, Notices};
use crate::sniff::local;

pub use ahead::{Steps, ahead};
pub use tree::{NodeRef, Record};

/// Most bytes of one main record, which is held whole. The largest real ones have some hundred
/// kilobytes.
const MAX_RECORD: u64 = 8 * 1024 * 1024;

/// Name of a [`Group`] whose element may have any name that is not known: it is told by a field
/// that stands in it.
pub const ANY_NAME: &str = "*";

/// An element that is a row of a table, or the main record itself.
#[derive(Debug)]
pub struct Group {
    /// Element name as published, or [`ANY_NAME`].
    pub name: &'static str,
    /// Other spellings that were seen.
    pub also: &'static [&'static str],
    /// Elements inside that only hold fields and groups of this one. In [`Tree::header`], `*`
    /// says that a field may stand in any element, known or not.
    pub wrappers: &'static [&'static str],
    /// Its fields, as elements with text.
    pub fields: &'static [Field],
    /// The groups inside.
    pub groups: &'static [&'static Group],
    /// Table of its rows, for findings; `None` where its fields go elsewhere.
    pub table: Option<&'static str>,
}

/// The elements of a return.
#[derive(Debug)]
pub struct Tree {
    /// Name of the dataset, for messages.
    pub dataset: &'static str,
    /// Name of the root element.
    pub root: &'static str,
    /// What may stand outside the records; its wrappers are all elements outside them that are
    /// known to hold others.
    pub header: &'static Group,
    /// The main records.
    pub records: &'static [&'static Group],
    /// Elements that are skipped with all inside, without a finding.
    pub skipped: &'static [&'static str],
    /// Whether a field is also found inside an element that is not known.
    pub loose: bool,
}

/// Where reading stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A main record has been read: see [`RecordReader::record`].
    Record,
    /// The file ended as it should.
    End,
}

/// What an open element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Frame {
    /// A group: a node is open for it.
    Group,
    /// An element that only holds others.
    Wrapper,
    /// An element that is not known; whether anything known stood in it.
    Unknown(bool),
    /// A field of the group.
    Field(usize),
    /// Skipped with all inside.
    Skipped,
}

/// Reads one file.
#[derive(Debug)]
pub struct RecordReader<'a> {
    xml: XmlReader<'a>,
    tree: &'static Tree,
    frames: Vec<(Frame, Position)>,
    record: Record,
    header: Record,
    /// Where the main record that is open starts.
    inside: Option<u64>,
    text: Vec<u8>,
    /// The name of the element that starts.
    name: Vec<u8>,
    /// The names of the open elements that are not known.
    names: Vec<Box<[u8]>>,
    /// Field met last in the open group: files keep an order, so the next is near.
    last: usize,
    records: u64,
    prefix: Option<Position>,
    stray: bool,
}

impl<'a> RecordReader<'a> {
    /// Reads `input`, which must be UTF-8: see [`crate::input::open`].
    pub fn new(input: &'a mut dyn BufRead, tree: &'static Tree) -> Self {
        let mut header = Record::default();
        header.open(tree.header, Position::default());
        RecordReader {
            xml: XmlReader::new(input),
            tree,
            frames: Vec::with_capacity(16),
            record: Record::default(),
            header,
            inside: None,
            text: Vec::with_capacity(256),
            name: Vec::new(),
            names: Vec::new(),
            last: 0,
            records: 0,
            prefix: None,
            stray: false,
        }
    }

    /// Reads to the end of the next main record. Departures of form are counted in `intake`.
    ///
    /// # Errors
    ///
    /// As [`XmlReader::token`], and [`ConnectorError::WrongDataset`].
    pub fn step(&mut self, intake: &mut Intake) -> Result<Step, ConnectorError> {
        self.advance(intake.notices())
    }

    /// As [`RecordReader::step`].
    fn advance(&mut self, notices: &mut Notices) -> Result<Step, ConnectorError> {
        if self.inside.is_none() {
            self.record.clear();
        }
        loop {
            let (token, at) = self.xml.token()?;
            match token {
                Token::Start(name) => {
                    let mut held = std::mem::take(&mut self.name);
                    held.clear();
                    held.extend_from_slice(name);
                    let started = self.start(&held, at, notices);
                    self.name = held;
                    started?;
                }
                Token::Text(text) => match self.frames.last() {
                    Some((Frame::Field(_), _)) => {
                        check_text(text, at)?;
                        self.text.extend_from_slice(text);
                    }
                    Some((Frame::Skipped | Frame::Unknown(_), _)) => {}
                    _ if text.iter().all(u8::is_ascii_whitespace) || self.stray => {}
                    _ => {
                        self.stray = true;
                        notices.add(Departure::StrayText, None, at, None);
                    }
                },
                Token::End => {
                    if self.end(notices)? {
                        return Ok(Step::Record);
                    }
                }
                Token::Eof => {
                    if let Some(at) = self.xml.namespace().or(self.prefix) {
                        notices.add(Departure::Namespace, None, at, None);
                    }
                    return Ok(Step::End);
                }
            }
        }
    }

    /// The record just read.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// What stood outside the records so far.
    pub fn header(&self) -> NodeRef<'_> {
        NodeRef {
            record: &self.header,
            index: 0,
        }
    }

    /// Number of main records so far.
    pub fn records(&self) -> u64 {
        self.records
    }

    /// How far reading has come.
    pub fn position(&self) -> Position {
        self.xml.position()
    }

    fn start(
        &mut self,
        name: &[u8],
        at: Position,
        notices: &mut Notices,
    ) -> Result<(), ConnectorError> {
        self.stray = false;
        let whole = name;
        let name = local(whole);
        if name.len() < whole.len() && self.prefix.is_none() {
            self.prefix = Some(at);
        }
        if self.frames.is_empty() {
            return self.start_root(name, at, notices);
        }
        let frame = match self.frames.last() {
            Some((Frame::Skipped, _)) => Frame::Skipped,
            // An element inside one with text: what it is part of is not a field after all.
            Some((Frame::Field(_), _)) => {
                self.unknown(name, at, notices)?;
                Frame::Skipped
            }
            _ if contains(self.tree.skipped, name) => Frame::Skipped,
            _ => self.known(name, at, notices)?,
        };
        match frame {
            Frame::Group => self.last = 0,
            Frame::Field(field) => {
                self.text.clear();
                self.last = field + 1;
            }
            _ => {}
        }
        if matches!(frame, Frame::Group | Frame::Field(_) | Frame::Wrapper) {
            for (frame, _) in &mut self.frames {
                if let Frame::Unknown(held) = frame {
                    *held = true;
                }
            }
        }
        self.frames.push((frame, at));
        Ok(())
    }

    fn start_root(
        &mut self,
        name: &[u8],
        at: Position,
        notices: &mut Notices,
    ) -> Result<(), ConnectorError> {
        if !name.eq_ignore_ascii_case(self.tree.root.as_bytes()) {
            return Err(ConnectorError::WrongDataset {
                at,
                dataset: self.tree.dataset,
                what: format!("its root element is not {}", self.tree.root),
            });
        }
        if name != self.tree.root.as_bytes() {
            let root = Some(self.tree.root);
            notices.add(Departure::ElementCase, root, at, None);
        }
        self.frames.push((Frame::Wrapper, at));
        Ok(())
    }

    /// What an element is, by the group that is open.
    fn known(
        &mut self,
        name: &[u8],
        at: Position,
        notices: &mut Notices,
    ) -> Result<Frame, ConnectorError> {
        let within_unknown = matches!(self.frames.last(), Some((Frame::Unknown(_), _)));
        let (group, groups) = if self.inside.is_some() {
            let open = self.record.open.last().copied().unwrap_or(0);
            let group = self.record.nodes[open].group;
            (group, group.groups)
        } else {
            (self.tree.header, self.tree.records)
        };
        let row = self.row();
        if let Some((found, quirk)) = find_group(groups, name) {
            self.quirk(quirk, found.name, at, row, notices);
            if self.inside.is_none() {
                self.inside = Some(at.byte);
            }
            self.record.open(found, at);
            return Ok(Frame::Group);
        }
        if within_unknown
            && self.inside.is_some()
            && let Some((found, field)) = find_by_field(groups, name)
        {
            self.adopt(found);
            return Ok(Frame::Field(field));
        }
        let loose = self.tree.loose || (self.inside.is_none() && group.wrappers.contains(&"*"));
        if (!within_unknown || loose)
            && let Some((field, quirk)) = find_field(group.fields, name, self.last)
        {
            self.quirk(quirk, group.fields[field].item(), at, row, notices);
            return Ok(Frame::Field(field));
        }
        if contains(group.wrappers, name) {
            return Ok(Frame::Wrapper);
        }
        check_name(name, at)?;
        self.names.push(name.into());
        Ok(Frame::Unknown(false))
    }

    /// The unknown element that is open turns out to be this group.
    fn adopt(&mut self, group: &'static Group) {
        if let Some((frame, at)) = self.frames.last_mut() {
            *frame = Frame::Group;
            self.names.pop();
            self.record.open(group, *at);
        }
    }

    fn quirk(
        &self,
        quirk: Option<Departure>,
        name: &'static str,
        at: Position,
        row: Option<u32>,
        notices: &mut Notices,
    ) {
        if let Some(departure) = quirk {
            notices.add(departure, Some(name), at, row);
        }
    }

    fn unknown(
        &mut self,
        name: &[u8],
        at: Position,
        notices: &mut Notices,
    ) -> Result<(), ConnectorError> {
        check_name(name, at)?;
        let row = self.row();
        notices.add_unknown(name, at, row);
        Ok(())
    }

    /// Whether the record is the header, which a tree may declare as one of its records where
    /// the header has groups of its own. It is not counted.
    fn is_header(&self) -> bool {
        let root = self.record.nodes.first();
        root.is_some_and(|root| root.group.name == self.tree.header.name)
    }

    /// Number of the main record that is open.
    fn row(&self) -> Option<u32> {
        self.inside?;
        if self.is_header() {
            return None;
        }
        u32::try_from(self.records + 1).ok()
    }

    /// Whether a main record ended.
    fn end(&mut self, notices: &mut Notices) -> Result<bool, ConnectorError> {
        self.stray = false;
        let Some((frame, at)) = self.frames.pop() else {
            return Ok(false);
        };
        match frame {
            Frame::Field(field) => self.end_field(field, at)?,
            Frame::Group => {
                self.record.close();
                self.last = 0;
                if self.record.open.is_empty() {
                    self.inside = None;
                    if !self.is_header() {
                        self.records += 1;
                    }
                    return Ok(true);
                }
            }
            Frame::Unknown(held) => {
                let name = self.names.pop().unwrap_or_default();
                // An unknown wrapper around known things is told by what it holds.
                if !held {
                    let row = self.row();
                    notices.add_unknown(&name, at, row);
                }
            }
            Frame::Wrapper | Frame::Skipped => {}
        }
        let size = match self.inside {
            Some(start) => self.xml.position().byte - start,
            None => self.header.texts.len() as u64 + 64 * self.header.leaves.len() as u64,
        };
        if size > MAX_RECORD {
            return Err(ConnectorError::TooLarge {
                at,
                what: "one record",
                limit: MAX_RECORD,
            });
        }
        Ok(false)
    }

    fn end_field(&mut self, field: usize, at: Position) -> Result<(), ConnectorError> {
        let text = std::str::from_utf8(&self.text).map_err(|_| ConnectorError::Encoding {
            at,
            encoding: "UTF-8",
        })?;
        if self.inside.is_some() {
            self.record.field(field, text, at);
        } else {
            self.header.field(field, text, at);
        }
        Ok(())
    }
}

/// The group of this name, and how its name departs from the published one.
fn find_group(
    groups: &'static [&'static Group],
    name: &[u8],
) -> Option<(&'static Group, Option<Departure>)> {
    let exact = groups.iter().find(|group| group.name.as_bytes() == name);
    if let Some(group) = exact {
        return Some((group, None));
    }
    groups.iter().find_map(|group| {
        let quirk = spelling(group.name, group.also, name)?;
        Some((*group, Some(quirk)))
    })
}

/// The group of any name that has a field of this name. Only within a main record: outside,
/// a group would be one.
fn find_by_field(
    groups: &'static [&'static Group],
    name: &[u8],
) -> Option<(&'static Group, usize)> {
    let mut unnamed = groups.iter().filter(|group| group.name == ANY_NAME);
    unnamed.find_map(|group| {
        let mut fields = group.fields.iter();
        let field = fields.position(|field| field.item().as_bytes().eq_ignore_ascii_case(name))?;
        Some((*group, field))
    })
}

/// The field of this name, trying first those behind the last, and how its name departs from
/// the published one.
fn find_field(
    fields: &'static [Field],
    name: &[u8],
    last: usize,
) -> Option<(usize, Option<Departure>)> {
    let same = |field: &Field| field.item().as_bytes() == name || contains(field.formerly, name);
    let (before, after) = fields.split_at(last.min(fields.len()));
    if let Some(found) = after.iter().position(same) {
        return Some((before.len() + found, None));
    }
    if let Some(found) = before.iter().position(same) {
        return Some((found, None));
    }
    fields.iter().enumerate().find_map(|(index, field)| {
        let quirk = spelling(field.item(), field.also, name)?;
        Some((index, Some(quirk)))
    })
}

fn spelling(published: &str, also: &[&str], name: &[u8]) -> Option<Departure> {
    if published.as_bytes().eq_ignore_ascii_case(name) {
        Some(Departure::ElementCase)
    } else {
        contains(also, name).then_some(Departure::ElementName)
    }
}

fn contains(names: &[&str], name: &[u8]) -> bool {
    names
        .iter()
        .any(|each| each.as_bytes().eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests;
