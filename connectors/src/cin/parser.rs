//! Bytes to [`Child`]: a pull parser that holds one child at a time.
//!
//! It follows the element tree of [`element`] by parentage and depends on no order. What
//! departs from the published form is read where its meaning is sure, and reported: once per
//! file where no value changes ([`notices`](crate::notices)), each time where a value is mended or lost.
//! What a value *means* beside others is not judged here but in [`rules`](super::rules).
//!
//! A `Child` and its lists are used again for the next child, and a text becomes a date, code
//! or flag without being copied: this is the inner loop of every import.

mod element;
mod fields;

use std::io::BufRead;

use crate::error::ConnectorError;
use crate::finding::{Finding, Position, Severity};
use crate::notices::{Departure, Notices};
use crate::sniff::local;
use crate::value::{self, DateForms};
use crate::xml::{self, MAX_PIECE, Token, XmlReader};

use super::pipeline::Parsed;
use super::record::{
    Assessment, Child, CinPlan, CpPlan, HeaderFacts, Period, PreProceedings, Referral, Section47,
};
use super::schema::ITEMS;
use super::{TITLE, period};
use element::{Element, Field, Group, Quirk, find, find_any_case};

/// Most bytes of one `Child` or `Header` element, which are held whole. The largest real ones
/// have some hundred kilobytes, and a byte of one becomes up to twenty in memory when each of
/// its elements breaks a rule.
const MAX_RECORD: u64 = 8 * 1024 * 1024;
/// Most referrals kept for use by the next child.
const SPARE: usize = 32;

/// The day that a text says, plausible or not.
pub(super) fn day_of(text: &str) -> Option<i32> {
    let written = value::date_in(text.as_bytes(), DateForms::XML);
    written.map(|(written, _)| written.day)
}

/// Where parsing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// A header has been read.
    Header,
    /// A child has been read: see [`Parser::child_and_findings`].
    Child,
    /// The file ended as it should.
    End,
}

/// Reads one file.
#[derive(Debug)]
pub(super) struct Parser<'a> {
    xml: XmlReader<'a>,
    state: State,
}

impl<'a> Parser<'a> {
    /// Judges values against census year `year`.
    pub(super) fn new(input: &'a mut dyn BufRead, year: i16) -> Self {
        Parser {
            xml: XmlReader::new(input),
            state: State::new(period(year)),
        }
    }

    /// Reads to the end of the next header or child. Findings gather until taken.
    ///
    /// # Errors
    ///
    /// As [`XmlReader::token`], and [`ConnectorError::WrongDataset`].
    pub(super) fn step(&mut self) -> Result<Step, ConnectorError> {
        loop {
            let (token, at) = self.xml.token()?;
            let step = match token {
                Token::Text(text) => self.state.text(text, at).map(|()| None)?,
                Token::Start(name) => self.state.start(name, at).map(|()| None)?,
                Token::End => self.state.end()?,
                Token::Eof => Some(Step::End),
            };
            if let Some(step) = step {
                return Ok(step);
            }
        }
    }

    /// How far reading has come.
    pub(super) fn position(&self) -> Position {
        self.xml.position()
    }

    /// Children read so far.
    pub(super) fn children(&self) -> u64 {
        self.state.children
    }

    /// What the header said, as far as read.
    pub(super) fn header(&self) -> &HeaderFacts {
        &self.state.header
    }

    /// The child just read, and the findings so far: to be added to and drained.
    pub(super) fn child_and_findings(&mut self) -> (&Child, &mut Vec<Finding>) {
        (&self.state.child, &mut self.state.findings)
    }

    /// Moves the child just read, if there is one, and the findings so far into `slot`; what was
    /// in it is used again.
    pub(super) fn take(&mut self, slot: &mut Parsed, child: bool) {
        slot.end = self.position().byte;
        slot.findings.clear();
        std::mem::swap(&mut slot.findings, &mut self.state.findings);
        if child {
            let held = slot.child.get_or_insert_default();
            std::mem::swap(held, &mut self.state.child);
        } else {
            slot.child = None;
        }
    }

    /// Ends reading: the header, and the findings not yet taken, those that concern the whole
    /// file at the end.
    pub(super) fn finish(self) -> (HeaderFacts, Vec<Finding>) {
        let State {
            header,
            mut findings,
            mut notices,
            prefix,
            ..
        } = self.state;
        if let Some(at) = self.xml.namespace().or(prefix) {
            notices.add(Departure::Namespace, None, at, None);
        }
        findings.extend(notices.into_findings());
        (header, findings)
    }
}

/// An open group.
#[derive(Debug)]
struct Frame {
    group: Group,
    name: &'static str,
    at: Position,
    /// Index of the entry met last.
    last: usize,
    /// A bit for each entry met.
    seen: u32,
    /// Whether a value stood in it.
    held: bool,
}

#[derive(Debug)]
struct State {
    period: Period,
    /// Last plausible date: twelve months after the reference date.
    latest: i32,
    frames: Vec<Frame>,
    /// Open elements that are skipped with all inside.
    skipping: usize,
    /// The open element with text.
    field: Option<Field>,
    field_at: Position,
    text: Vec<u8>,
    /// The text now read is stray and has been counted.
    stray: bool,
    in_child: bool,
    /// The open `Child` or `Header`: its name and where it starts.
    record: Option<(&'static str, Position)>,
    children: u64,
    child: Child,
    spare: Vec<Referral>,
    header: HeaderFacts,
    findings: Vec<Finding>,
    notices: Notices,
    /// Where the first prefixed name stands.
    prefix: Option<Position>,
}

impl State {
    fn new(period: Period) -> Self {
        State {
            period,
            // 31 March of the year after; a leap day may lie between.
            latest: super::period(period.year.saturating_add(1)).end,
            frames: Vec::with_capacity(16),
            skipping: 0,
            field: None,
            field_at: Position::default(),
            text: Vec::with_capacity(256),
            stray: false,
            in_child: false,
            record: None,
            children: 0,
            child: Child::default(),
            spare: Vec::new(),
            header: HeaderFacts::default(),
            findings: Vec::new(),
            notices: Notices::default(),
            prefix: None,
        }
    }

    fn start(&mut self, name: &[u8], at: Position) -> Result<(), ConnectorError> {
        self.stray = false;
        if self.skipping > 0 {
            self.skipping += 1;
            return xml::check_name(name, at);
        }
        let row = self.row();
        let Some(frame) = self.frames.last_mut() else {
            return self.start_root(name, at);
        };
        let entries = frame.group.entries();
        // A field holds text only: whatever is inside one is unknown.
        let found = match self.field {
            None => find(entries, name, frame.last),
            Some(_) => None,
        };
        let index = match found {
            Some(index) => index,
            None => {
                let plain = local(name);
                if plain.len() < name.len() && self.prefix.is_none() {
                    self.prefix = Some(at);
                }
                let entries = if self.field.is_none() { entries } else { &[] };
                if let Some(index) = find(entries, plain, frame.last) {
                    index
                } else if let Some(index) = find_any_case(entries, plain) {
                    self.notices
                        .add(Departure::ElementCase, Some(entries[index].name), at, row);
                    index
                } else {
                    xml::check_name(name, at)?;
                    self.notices.add_unknown(plain, at, row);
                    self.skipping = 1;
                    return Ok(());
                }
            }
        };
        let entry = &entries[index];
        let bit = 1 << index;
        if frame.seen & bit != 0 && !entry.many {
            self.notices
                .add(Departure::RepeatedWrapper, Some(entry.name), at, row);
        }
        if entry.place < entries[frame.last].place && frame.seen != 0 {
            self.notices
                .add(Departure::ElementOrder, Some(entry.name), at, row);
        }
        match entry.quirk {
            Quirk::None => {}
            Quirk::Spelling => {
                self.notices
                    .add(Departure::ElementName, Some("CPPreviewDate"), at, row);
            }
            Quirk::Wrapper => {
                self.notices
                    .add(Departure::MissingWrapper, Some(entry.name), at, row);
            }
        }
        frame.seen |= bit;
        frame.last = index;
        self.check_size(at)?;
        match entry.element {
            Element::Ignored => self.skipping = 1,
            Element::Field(field) => {
                self.field = Some(field);
                self.field_at = at;
                self.text.clear();
            }
            Element::Group(group) => {
                self.open(group, at);
                self.push(group, entry.name, at);
            }
        }
        Ok(())
    }

    fn start_root(&mut self, name: &[u8], at: Position) -> Result<(), ConnectorError> {
        xml::check_name(name, at)?;
        let plain = local(name);
        if plain.len() < name.len() {
            self.prefix = Some(at);
        }
        if !plain.eq_ignore_ascii_case(b"Message") {
            let what = "the root element is not Message".to_owned();
            return Err(ConnectorError::WrongDataset {
                at,
                dataset: TITLE,
                what,
            });
        }
        if plain != b"Message" {
            self.notices
                .add(Departure::ElementCase, Some("Message"), at, None);
        }
        self.push(Group::Message, "Message", at);
        Ok(())
    }

    fn push(&mut self, group: Group, name: &'static str, at: Position) {
        self.frames.push(Frame {
            group,
            name,
            at,
            last: 0,
            seen: 0,
            held: false,
        });
    }

    /// Whatever is kept of a record, values and findings, is made of elements that start in it.
    fn check_size(&self, at: Position) -> Result<(), ConnectorError> {
        match self.record {
            Some((what, start)) if at.byte - start.byte > MAX_RECORD => {
                Err(ConnectorError::TooLarge {
                    at: start,
                    what,
                    limit: MAX_RECORD,
                })
            }
            _ => Ok(()),
        }
    }

    /// Makes room in the record for what a group holds.
    fn open(&mut self, group: Group, at: Position) {
        match group {
            Group::Header => {
                self.record = Some(("the Header element", at));
                self.header.at = self.header.at.or(Some(at));
            }
            Group::Child => self.open_child(at),
            Group::ChildCharacteristics => self.child.has_characteristics = true,
            Group::CinDetails => {
                let mut referral = self.spare.pop().unwrap_or_default();
                referral.clear();
                referral.at = at;
                self.child.referrals.push(referral);
            }
            _ => {
                if let Some(referral) = self.child.referrals.last_mut() {
                    open_in_referral(referral, group, at);
                }
            }
        }
    }

    fn open_child(&mut self, at: Position) {
        self.children += 1;
        self.in_child = true;
        self.record = Some(("the Child element", at));
        while let Some(referral) = self.child.referrals.pop() {
            if self.spare.len() < SPARE {
                self.spare.push(referral);
            }
        }
        self.child.clear();
        self.child.at = at;
        self.child.row = u32::try_from(self.children).unwrap_or(u32::MAX);
    }

    fn end(&mut self) -> Result<Option<Step>, ConnectorError> {
        self.stray = false;
        if self.skipping > 0 {
            self.skipping -= 1;
            return Ok(None);
        }
        if let Some(field) = self.field.take() {
            self.finish_field(field)?;
            return Ok(None);
        }
        let Some(frame) = self.frames.pop() else {
            return Ok(None);
        };
        if frame.group.is_wrapper() {
            self.end_wrapper(&frame);
        }
        match frame.group {
            Group::Header => {
                self.record = None;
                self.check_collection()?;
                Ok(Some(Step::Header))
            }
            Group::Child => {
                self.in_child = false;
                self.record = None;
                self.name_child();
                Ok(Some(Step::Child))
            }
            _ => Ok(None),
        }
    }

    fn end_wrapper(&mut self, frame: &Frame) {
        if let (true, Some(outer)) = (frame.held, self.frames.last_mut()) {
            outer.held = true;
            return;
        }
        self.notices.add(
            Departure::EmptyWrapper,
            Some(frame.name),
            frame.at,
            self.row(),
        );
        if frame.group == Group::Reviews
            && let Some(referral) = self.child.referrals.last_mut()
            && let Some(plan) = referral.cp_plans.last_mut()
        {
            plan.empty_reviews += 1;
        }
    }

    fn text(&mut self, text: &[u8], at: Position) -> Result<(), ConnectorError> {
        if self.skipping > 0 {
            return xml::check_text(text, at);
        }
        if self.field.is_some() {
            if (self.text.len() + text.len()) as u64 > MAX_PIECE {
                let what = "the text of one element";
                return Err(ConnectorError::TooLarge {
                    at: self.field_at,
                    what,
                    limit: MAX_PIECE,
                });
            }
            self.text.extend_from_slice(text);
        } else if !self.stray && !text.iter().all(u8::is_ascii_whitespace) {
            xml::check_text(text, at)?;
            self.stray = true;
            self.notices.add(Departure::StrayText, None, at, self.row());
        }
        Ok(())
    }

    /// A header of another collection ends reading.
    fn check_collection(&self) -> Result<(), ConnectorError> {
        let Some(collection) = &self.header.collection else {
            return Ok(());
        };
        match collection.value.as_deref() {
            Some(name) if !name.eq_ignore_ascii_case("CIN") => {
                let what = "the header names another collection than CIN".to_owned();
                Err(ConnectorError::WrongDataset {
                    at: collection.at,
                    dataset: TITLE,
                    what,
                })
            }
            _ => Ok(()),
        }
    }

    /// Puts the child's local identifier on its findings; it may stand after what they concern.
    fn name_child(&mut self) {
        let Some(id) = self
            .child
            .la_child_id
            .as_ref()
            .and_then(|id| id.value.as_ref())
        else {
            return;
        };
        for finding in &mut self.findings {
            if finding.child_row == Some(self.child.row) {
                finding.local_id = Some(id.clone());
            }
        }
    }

    fn row(&self) -> Option<u32> {
        self.in_child.then_some(self.child.row)
    }

    /// Reports on the field now read.
    fn report(
        &mut self,
        (rule, severity, message): (&'static str, Severity, &'static str),
        field: Field,
        text: &str,
    ) {
        let item = &ITEMS[field as usize];
        self.findings.push(Finding {
            rule,
            severity,
            table: Some(item.table),
            item: Some(item.element),
            message: message.into(),
            part: None,
            at: self.field_at,
            child_row: self.row(),
            local_id: None,
            value: Some(text.into()),
        });
    }
}

fn open_in_referral(referral: &mut Referral, group: Group, at: Position) {
    match group {
        Group::Assessments => referral.assessments.push(Assessment {
            at,
            ..Default::default()
        }),
        Group::CinPlanDates => referral.plans.push(CinPlan {
            at,
            ..Default::default()
        }),
        Group::Section47 => referral.section47s.push(Section47 {
            at,
            ..Default::default()
        }),
        Group::CpPlans => referral.cp_plans.push(CpPlan {
            at,
            ..Default::default()
        }),
        Group::PreProceedings => {
            referral.pre_proceedings.push(PreProceedings {
                at,
                ..Default::default()
            });
        }
        _ => {}
    }
}
