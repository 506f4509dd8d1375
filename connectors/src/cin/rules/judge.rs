//! How a rule reports: the child under judgement, the place of a fault, and the finding made
//! of the two.

use std::borrow::Cow;

use cohort_udfs::calendar;

use crate::cin::parser;
use crate::cin::record::{Child, Code, Date, Leaf, Period, Text};
use crate::finding::{Finding, Position};

use super::Rule;
use super::item::Item;

/// A child, the period it is judged against, and where findings go.
pub(super) struct Judge<'a> {
    pub(super) child: &'a Child,
    pub(super) period: &'a Period,
    out: &'a mut Vec<Finding>,
}

/// Where a fault is and what of the file to show with it.
#[derive(Clone, Copy)]
pub(super) struct Spot<'a> {
    item: Item,
    at: Position,
    shown: Shown<'a>,
    says: Option<&'static str>,
}

/// The text of an element, or what to write it from: a value that was read without mending
/// keeps no text.
#[derive(Clone, Copy)]
enum Shown<'a> {
    Nothing,
    Text(&'a str),
    Day(i32),
    Number(i32),
}

impl<'a> Judge<'a> {
    pub(super) fn new(child: &'a Child, period: &'a Period, out: &'a mut Vec<Finding>) -> Self {
        Judge { child, period, out }
    }

    /// Adds a finding, unless the rule is newer than the collection.
    pub(super) fn report(&mut self, rule: &'static Rule, spot: Spot<'_>) {
        self.push(rule, spot, Cow::Borrowed(spot.says.unwrap_or(rule.title)));
    }

    /// As [`Judge::report`], with a sentence of its own making.
    pub(super) fn report_owned(&mut self, rule: &'static Rule, spot: Spot<'_>, message: String) {
        self.push(rule, spot, Cow::Owned(message));
    }

    fn push(&mut self, rule: &'static Rule, spot: Spot<'_>, message: Cow<'static, str>) {
        if self.period.year < rule.from {
            return;
        }
        let local_id = self
            .child
            .la_child_id
            .as_ref()
            .and_then(|id| id.value.clone());
        self.out.push(Finding {
            rule: rule.id,
            severity: rule.severity,
            table: Some(spot.item.table),
            item: Some(spot.item.name),
            message,
            part: None,
            at: spot.at,
            child_row: Some(self.child.row),
            local_id,
            value: spot.value(),
        });
    }

    /// Whether the day is outside the census year.
    pub(super) fn outside(&self, day: i32) -> bool {
        day < self.period.start || day > self.period.end
    }

    /// Reports a date that is outside the census year.
    pub(super) fn want_inside(&mut self, rule: &'static Rule, item: Item, date: &Option<Date>) {
        if let Some((leaf, day)) = written(date)
            && self.outside(day)
        {
            self.report(rule, item.date(leaf));
        }
    }

    /// Reports a date that is after the census year.
    pub(super) fn want_by_the_end(&mut self, rule: &'static Rule, item: Item, date: &Option<Date>) {
        if let Some((leaf, day)) = written(date)
            && day > self.period.end
        {
            self.report(rule, item.date(leaf));
        }
    }

    /// Reports a date that is before `earliest`; silent when either is not known.
    pub(super) fn want_from(
        &mut self,
        rule: &'static Rule,
        item: Item,
        date: &Option<Date>,
        earliest: Option<i32>,
    ) {
        if let (Some((leaf, day)), Some(earliest)) = (known(date), earliest)
            && day < earliest
        {
            self.report(rule, item.date(leaf));
        }
    }

    /// Reports a start from which more than `limit` working days have passed at the reference
    /// date. A start before the bank holidays that are known is long past any limit.
    pub(super) fn want_within(
        &mut self,
        rule: &'static Rule,
        item: Item,
        start: &Option<Date>,
        limit: i32,
    ) {
        if let Some((leaf, day)) = written(start)
            && calendar::working_days(day, self.period.end)
                .map_or(day < calendar::FIRST_DAY, |days| days > limit)
        {
            self.report(rule, item.date(leaf));
        }
    }

    /// Reports a date that is after `latest`; silent when either is not known.
    pub(super) fn want_to(
        &mut self,
        rule: &'static Rule,
        item: Item,
        date: &Option<Date>,
        latest: Option<i32>,
    ) {
        if let (Some((leaf, day)), Some(latest)) = (known(date), latest)
            && day > latest
        {
            self.report(rule, item.date(leaf));
        }
    }
}

/// The element and its day, where there is one that was understood.
pub(super) fn known(date: &Option<Date>) -> Option<(&Date, i32)> {
    let leaf = date.as_ref()?;
    leaf.value.map(|day| (leaf, day))
}

/// The element and its day, also one so far off that it was not loaded: such a day says
/// nothing about other dates, and all the more that it is not of the census year.
pub(super) fn written(date: &Option<Date>) -> Option<(&Date, i32)> {
    let leaf = date.as_ref()?;
    let day = leaf.value.or_else(|| parser::day_of(leaf.raw.as_deref()?));
    day.map(|day| (leaf, day))
}

/// The text of an identifier, where there is one.
pub(super) fn text(leaf: &Option<Text>) -> Option<&str> {
    leaf.as_ref().and_then(|leaf| leaf.value.as_deref())
}

impl Item {
    /// The item is not there; `parent` is where the element starts that should hold it.
    pub(super) fn absent(self, parent: Position) -> Spot<'static> {
        Spot {
            item: self,
            at: parent,
            shown: Shown::Nothing,
            says: None,
        }
    }

    /// The item is there, and it is a date.
    pub(super) fn date(self, leaf: &Date) -> Spot<'_> {
        self.shown(leaf, leaf.value.map_or(Shown::Nothing, Shown::Day))
    }

    /// The item is there, and it is a code.
    pub(super) fn code(self, leaf: &Code) -> Spot<'_> {
        self.shown(leaf, leaf.value.map_or(Shown::Nothing, Shown::Text))
    }

    /// The item is there, and it is a text.
    pub(super) fn text(self, leaf: &Text) -> Spot<'_> {
        self.shown(
            leaf,
            leaf.value.as_deref().map_or(Shown::Nothing, Shown::Text),
        )
    }

    /// The item is there, and it is a whole number.
    pub(super) fn number(self, leaf: &Leaf<i32>) -> Spot<'_> {
        self.shown(leaf, leaf.value.map_or(Shown::Nothing, Shown::Number))
    }

    /// The item is there, and it is true or false.
    pub(super) fn flag(self, leaf: &Leaf<bool>) -> Spot<'_> {
        let text = leaf.value.map(|flag| if flag { "true" } else { "false" });
        self.shown(leaf, text.map_or(Shown::Nothing, Shown::Text))
    }

    fn shown<'a, T>(self, leaf: &'a Leaf<T>, read: Shown<'a>) -> Spot<'a> {
        let shown = leaf.raw.as_deref().map_or(read, Shown::Text);
        Spot {
            item: self,
            at: leaf.at,
            shown,
            says: None,
        }
    }

    /// As [`Item::code_or_absent`], of a date.
    pub(super) fn date_or_absent(self, leaf: &Option<Date>, parent: Position) -> Spot<'_> {
        leaf.as_ref()
            .map_or(self.absent(parent), |leaf| self.date(leaf))
    }

    /// The item by its element where it is there, by its parent where it is not.
    pub(super) fn code_or_absent(self, leaf: &Option<Code>, parent: Position) -> Spot<'_> {
        leaf.as_ref()
            .map_or(self.absent(parent), |leaf| self.code(leaf))
    }
}

impl<'a> Spot<'a> {
    /// A narrower sentence than the rule's title.
    pub(super) fn says(mut self, sentence: &'static str) -> Self {
        self.says = Some(sentence);
        self
    }

    /// The text that a finding shows.
    pub(super) fn value(self) -> Option<Box<str>> {
        self.shown.text()
    }

    /// The text to show.
    pub(super) fn showing(mut self, text: Option<&'a str>) -> Self {
        self.shown = text.map_or(Shown::Nothing, Shown::Text);
        self
    }
}

impl Shown<'_> {
    fn text(self) -> Option<Box<str>> {
        match self {
            Shown::Nothing => None,
            Shown::Text(text) => Some(text.into()),
            Shown::Number(number) => Some(number.to_string().into()),
            Shown::Day(day) => calendar::civil(day)
                .map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}").into()),
        }
    }
}
