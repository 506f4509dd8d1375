//! What the published validation rules find in the content of a return, as far as one year's
//! return shows it. `RULES` lists them: what it is, and the condition.
//!
//! Rules judge and never reject. Three habits keep their findings few and true:
//!
//! * An item that is absent is reported by the one rule on its absence; a rule that compares it
//!   with another stays silent.
//! * An item whose text could not be understood is *present*: reading it has reported the text,
//!   by the rule in [`Field::fault`](crate::layout::Field) where one is published for that.
//! * A rule that compares two modules is silent when either is not in the return.
//!
//! Conditions are those of DfE's validation rules. Numbers of years and days that are not in the
//! project's notes are marked *\[assumed\]*.

mod chain;
mod episode;
mod person;
mod rows;
mod whole;

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use cohort_udfs::calendar;

use crate::finding::{Finding, Position, Severity};
use crate::layout::Cell;

use super::facts::{self, Child, Episode, Filled, Header, Oc2, Permanence, Person, Review, Spell};
use super::module::{COUNT, Kind, MODULES};

pub(super) use chain::Chain;
use whole::Whole;

/// The year of a return.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    /// Calendar year in which it ends.
    pub(super) year: i16,
    /// 1 April.
    pub(super) start: i32,
    /// 31 March.
    pub(super) end: i32,
}

impl Span {
    /// The year that ends on 31 March of `year` (L-1).
    pub(super) fn of(year: i16) -> Span {
        let day = |year, month, day| {
            calendar::date(year, month, day).expect("every year of 16 bits has these two days")
        };
        let end = i32::from(year);
        Span {
            year,
            start: day(end - 1, 4, 1),
            end: day(end, 3, 31),
        }
    }
}

/// One row, as its rules see it.
pub(super) enum Facts {
    Episode(Episode),
    Review(Review),
    Oc2(Oc2),
    Oc3(Filled),
    Ad1(Filled),
    Placed(Spell),
    Permanence(Permanence),
    Missing(Spell),
    Worker(Spell),
    Dolo(Spell),
}

/// The condition of a rule: what breaks it.
#[derive(Clone, Copy)]
pub(super) enum Check {
    /// A text that is no value of its field; reading reports it.
    Read,
    /// The child has a row, but none in header.
    NotInHeader,
    /// The birth date is not that in header.
    DobDiffers,
    /// The sex is not that in header.
    SexDiffers,
    /// The child has more rows than one.
    Repeated,
    /// Two children have the UPN.
    RepeatedUpn,
    /// The item's text.
    Text(fn(&str) -> bool),
    /// The row of header that counts.
    Header(fn(&Header, &Span) -> bool),
    Episode(fn(&Episode, Person, &Span) -> bool),
    Review(fn(&Review, Person) -> bool),
    Oc2(fn(&Oc2, Person, &Span) -> bool),
    /// A row of `oc3` or `ad1`.
    Filled(fn(&Filled, Person, &Span) -> bool),
    Permanence(fn(&Permanence) -> bool),
    /// A row with a beginning and an end.
    Spell(fn(&Spell, Person, &Span) -> bool),
    /// An episode among the child's others, in order of time.
    Chain(fn(&Chain<'_>, usize) -> bool),
    /// A spell and the one that begins next; the second is reported.
    Next(fn(&Spell, &Spell) -> bool),
    /// The child's rows of several modules: where it shows.
    Child(fn(&Whole<'_>) -> Option<Position>),
}

/// A rule of the return, as data.
#[derive(Clone, Copy)]
pub(super) struct Rule {
    /// Number as DfE writes it; the project's own rules have a name instead.
    pub(super) id: &'static str,
    pub(super) severity: Severity,
    /// Module of the row that is reported.
    pub(super) kind: Kind,
    /// Heading of the item that is reported.
    pub(super) item: &'static str,
    /// What is wrong, in a sentence.
    pub(super) title: &'static str,
    /// Years of the returns to which it applies.
    pub(super) years: (i16, i16),
    pub(super) check: Check,
}

impl Rule {
    /// A finding of this rule.
    pub(super) fn finding(&self, at: Position, value: Option<&str>) -> Finding {
        let finding = Finding::new(self.id, self.severity, Cow::Borrowed(self.title), at)
            .table(MODULES[self.kind as usize].table)
            .item(self.item);
        match value {
            Some(value) => finding.value(value),
            None => finding,
        }
    }

    const fn query(mut self) -> Rule {
        self.severity = Severity::Query;
        self
    }

    const fn from(mut self, year: i16) -> Rule {
        self.years.0 = year;
        self
    }

    const fn until(mut self, year: i16) -> Rule {
        self.years.1 = year;
        self
    }

    fn applies_in(&self, year: i16) -> bool {
        self.years.0 <= year && year <= self.years.1
    }
}

const fn rule(
    id: &'static str,
    kind: Kind,
    item: &'static str,
    title: &'static str,
    check: Check,
) -> Rule {
    Rule {
        id,
        severity: Severity::Error,
        kind,
        item,
        title,
        years: (i16::MIN, i16::MAX),
        check,
    }
}

/// Every rule, by module.
pub(super) static RULES: [&[Rule]; 5] = [
    person::RULES,
    episode::RULES,
    chain::RULES,
    rows::RULES,
    whole::RULES,
];

fn all() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().copied().flatten()
}

/// The rules of one module.
#[derive(Default)]
struct OfModule {
    all: Vec<&'static Rule>,
    /// Those on a row by itself.
    row: Vec<&'static Rule>,
    /// Those on the text of an item, and the place of the item.
    text: Vec<(&'static Rule, usize)>,
}

/// By module: most rows would otherwise pass all rules for the few of their own.
static BY_MODULE: LazyLock<[OfModule; COUNT]> = LazyLock::new(|| {
    let mut modules: [OfModule; COUNT] = Default::default();
    for rule in all() {
        let own = rule.kind as usize;
        modules[own].all.push(rule);
        let of_row = match rule.check {
            Check::Episode(_) => Kind::Episodes as usize,
            Check::Review(_) => Kind::Reviews as usize,
            Check::Oc2(_) => Kind::Oc2 as usize,
            Check::Permanence(_) => Kind::Permanence as usize,
            Check::Filled(_) | Check::Spell(_) => own,
            Check::Text(_) => {
                let mut fields = MODULES[own].fields.iter();
                let place = fields.position(|field| field.item() == rule.item);
                modules[own].text.extend(place.map(|place| (rule, place)));
                continue;
            }
            _ => continue,
        };
        modules[of_row].row.push(rule);
    }
    modules
});

/// The rule of a module whose condition is of a kind.
pub(super) fn of(kind: Kind, is: fn(&Check) -> bool) -> Option<&'static Rule> {
    let mut rules = BY_MODULE[kind as usize].all.iter().copied();
    rules.find(|rule| is(&rule.check))
}

/// The rules that a row of a module breaks by itself.
pub(super) fn of_row<'f>(
    kind: Kind,
    facts: &'f Facts,
    person: Person,
    span: &'f Span,
) -> impl Iterator<Item = &'static Rule> + use<'f> {
    let rules = BY_MODULE[kind as usize].row.iter().copied();
    rules.filter(move |rule| {
        rule.applies_in(span.year)
            && match (facts, rule.check) {
                (Facts::Episode(row), Check::Episode(breaks)) => breaks(row, person, span),
                (Facts::Review(row), Check::Review(breaks)) => breaks(row, person),
                (Facts::Oc2(row), Check::Oc2(breaks)) => breaks(row, person, span),
                (Facts::Oc3(row) | Facts::Ad1(row), Check::Filled(breaks)) => {
                    breaks(row, person, span)
                }
                (Facts::Permanence(row), Check::Permanence(breaks)) => breaks(row),
                (
                    Facts::Placed(row)
                    | Facts::Missing(row)
                    | Facts::Worker(row)
                    | Facts::Dolo(row),
                    Check::Spell(breaks),
                ) => breaks(row, person, span),
                _ => false,
            }
    })
}

/// The rules that the texts of a row break.
pub(super) fn of_text<'c>(
    kind: Kind,
    cells: &'c [Cell<'c>],
) -> impl Iterator<Item = &'static Rule> + use<'c> {
    let rules = BY_MODULE[kind as usize].text.iter();
    let broken = rules.filter(move |(rule, place)| {
        let Check::Text(breaks) = rule.check else {
            return false;
        };
        cells[*place].text().is_some_and(breaks)
    });
    broken.map(|(rule, _)| *rule)
}

/// The findings on a child when all modules are read.
pub(super) fn of_child(
    child: &Child,
    present: &[bool; COUNT],
    span: &Span,
    repeated_upns: &HashSet<u64>,
) -> Vec<(Kind, Finding)> {
    let mut found = Vec::new();
    let person = child.person();
    let chain = Chain::new(&child.episodes, person, *span);
    let whole = Whole {
        child,
        chain: &chain,
        person,
        span: *span,
        present,
    };
    for rule in all().filter(|rule| rule.applies_in(span.year)) {
        match rule.check {
            Check::Header(breaks) => {
                if let Some(header) = child.header.as_ref().filter(|header| breaks(header, span)) {
                    let value = person::value(header, rule.item);
                    found.push((rule.kind, rule.finding(header.at, value.as_deref())));
                }
            }
            Check::RepeatedUpn => {
                if let Some(header) = &child.header
                    && let Some(upn) = &header.upn
                    && repeated_upns.contains(&facts::hash(upn.as_bytes()))
                {
                    found.push((rule.kind, rule.finding(header.at, Some(upn))));
                }
            }
            Check::Chain(breaks) => {
                for index in 0..chain.episodes.len() {
                    if breaks(&chain, index) {
                        let episode = &chain.episodes[index];
                        let value = chain::value(episode, rule.item);
                        found.push((rule.kind, rule.finding(episode.at, value.as_deref())));
                    }
                }
            }
            Check::Next(breaks) => {
                let spells = match rule.kind {
                    Kind::Missing => &child.missing,
                    Kind::Workers => &child.workers,
                    Kind::Dolo => &child.dolo,
                    _ => continue,
                };
                let spells = rows::in_order(spells);
                for pair in spells.windows(2) {
                    if breaks(&pair[0], &pair[1]) {
                        let day = pair[1].start.day.and_then(chain::day_text);
                        found.push((rule.kind, rule.finding(pair[1].at, day.as_deref())));
                    }
                }
            }
            Check::Child(breaks) => {
                if let Some(at) = breaks(&whole) {
                    found.push((rule.kind, rule.finding(at, None)));
                }
            }
            _ => {}
        }
    }
    found
}

/// Hashes of the UPNs that more than one child has, where a rule asks for them.
pub(super) fn repeated_upns(children: &[Child], span: &Span) -> HashSet<u64> {
    let mut once = HashSet::new();
    let mut repeated = HashSet::new();
    let asked =
        all().any(|rule| matches!(rule.check, Check::RepeatedUpn) && rule.applies_in(span.year));
    if asked {
        let headers = children.iter().filter_map(|child| child.header.as_ref());
        for upn in headers.filter_map(|header| header.upn.as_ref()) {
            let hash = facts::hash(upn.as_bytes());
            if !once.insert(hash) {
                repeated.insert(hash);
            }
        }
    }
    repeated
}
