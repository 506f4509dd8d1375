//! The children in need (CIN) census: one return per local authority and year, in XML.
//!
//! Returned each summer by every English local authority for the year to 31 March. Read:
//! collection years 2019-20 to 2025-26, and 2026-27 as far as announced. Every item of the
//! element tree is kept. Not read: the header's `Content` (levels of the Common Basic Data
//! Set, which say nothing of the children), attributes, comments, and elements that the
//! published format does not have; those are counted in a finding.
//!
//! A well-formed file always loads, however bad its contents: what cannot be understood is
//! NULL, and a finding holds its text. A file that is not well-formed is refused whole.

mod parser;
mod pipeline;
pub mod record;
mod rows;
pub mod rules;
pub mod schema;

use cohort_catalog::TableDef;
use cohort_udfs::calendar;

use crate::finding::{Finding, Position, Severity};
use crate::layout::Field;
use crate::sniff::{Outline, is};
use crate::{Connector, ConnectorError, FileKind, Files, Given, Identity, Sink, Summary};

use parser::{Parser, Step};
use pipeline::Finished;
use record::{HeaderFacts, Leaf, Period};
use rows::Rows;
use rules::ReturnChecks;

const TITLE: &str = "Children in need census";

/// Reads the children in need census.
#[derive(Debug, Clone, Copy)]
pub struct CinCensus;

impl Connector for CinCensus {
    fn name(&self) -> &'static str {
        "cin"
    }

    fn title(&self) -> &'static str {
        TITLE
    }

    fn form(&self) -> &'static str {
        "XML, one file per authority and year"
    }

    fn tables(&self) -> &'static [&'static TableDef] {
        schema::TABLES
    }

    fn items(&self) -> Vec<(&'static TableDef, &'static [Field])> {
        // Told by `schema::ITEMS`, which is not made of fields.
        Vec::new()
    }

    /// A `Message` whose header says `CIN`, or that has no header in sight and holds what only
    /// this return holds.
    fn recognises(&self, head: &str) -> Option<FileKind> {
        let outline = Outline::of(head);
        let message = outline.root.is_some_and(|root| is(&root, "Message"));
        let own = message
            && match outline.collection {
                Some(collection) => is(&collection, "CIN"),
                None => OWN_ELEMENTS
                    .iter()
                    .any(|own| outline.elements.iter().any(|element| is(element, own))),
            };
        own.then_some(FileKind::Whole)
    }

    /// The header may stand behind the children, so a file without one is read to its end.
    fn identify(&self, files: &mut dyn Files, given: Given) -> Result<Identity, ConnectorError> {
        let input = files.open(0)?;
        let mut parser = Parser::new(input, given.year.unwrap_or(NO_YEAR));
        loop {
            let step = parser.step()?;
            let header = parser.header();
            let la_code = given.la_code.or(record::value(&header.la));
            let year = given.year.or(year_of(header));
            let told = header.at.is_some() && la_code.is_some() && year.is_some();
            if step == Step::End || (step == Step::Header && told) {
                return identity(la_code, year, header);
            }
            parser.child_and_findings().1.clear();
        }
    }

    fn read(
        &self,
        files: &mut dyn Files,
        identity: &Identity,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ConnectorError> {
        let period = period(identity.year);
        let mut checks = ReturnChecks::new(period);
        let mut rows = Rows::new();
        let input = files.open(0)?;
        let finished = pipeline::parse(input, identity.year, |parsed| {
            if let Some(child) = &parsed.child {
                rules::check_child(child, &period, &mut parsed.findings);
                checks.observe(child, &mut parsed.findings);
                rows.add(child, parsed.end, sink)?;
            }
            parsed
                .findings
                .drain(..)
                .try_for_each(|finding| sink.finding(finding))
        })?;
        let Finished {
            children,
            header,
            mut findings,
        } = finished;
        judge_header(&header, identity, &mut findings);
        if children == 0 {
            let at = Position {
                line: 1,
                column: 1,
                byte: 0,
            };
            findings.push(on_header(
                "no_children",
                Severity::Error,
                at,
                None,
                NO_CHILDREN,
            ));
        }
        checks.finish(&header, &mut findings);
        rows.finish(&header, sink)?;
        for finding in findings {
            sink.finding(finding)?;
        }
        Ok(Summary::of(children))
    }
}

/// Elements of no other return, by which a file without a header is known.
const OWN_ELEMENTS: &[&str] = &["CINdetails", "LAchildID", "CINreferralDate", "ReferralNFA"];
/// Stands for the census year while it is being sought; no date is implausible in it.
const NO_YEAR: i16 = 9000;
const NO_CHILDREN: &str = "The return holds no children.";

/// The census year that ends on 31 March of `year`.
pub fn period(year: i16) -> Period {
    let day = |year, month, day| {
        calendar::date(year, month, day).expect("every year of 16 bits has these two days")
    };
    let year_end = i32::from(year);
    Period {
        year,
        start: day(year_end - 1, 4, 1),
        end: day(year_end, 3, 31),
    }
}

/// The year of the return: that of the reference date, or else what `Year` says. One in which
/// there was no census says nothing.
fn year_of(header: &HeaderFacts) -> Option<i16> {
    let census = |year: &i16| YEARS.contains(year);
    let of_date = record::value(&header.reference_date).and_then(calendar_year);
    let said = record::value(&header.year);
    of_date.filter(census).or(said.filter(census))
}

/// The census began in 2008-09.
const YEARS: std::ops::RangeInclusive<i16> = 2009..=2099;

fn calendar_year(day: i32) -> Option<i16> {
    let (year, _, _) = calendar::civil(day)?;
    i16::try_from(year).ok()
}

fn identity(
    la_code: Option<i16>,
    year: Option<i16>,
    header: &HeaderFacts,
) -> Result<Identity, ConnectorError> {
    let missing = |what, option| ConnectorError::IdentityMissing { what, option };
    Ok(Identity {
        la_code: la_code.ok_or_else(|| missing("local authority", "--la"))?,
        year: year.ok_or_else(|| missing("year", "--year"))?,
        serial: record::value(&header.serial),
        made_at: header
            .made_at
            .as_ref()
            .and_then(|made| made.value.as_deref().map(str::to_owned)),
        ..Identity::default()
    })
}

/// Where the header contradicts what the operator said.
fn judge_header(header: &HeaderFacts, identity: &Identity, findings: &mut Vec<Finding>) {
    if let (Some(at), Some(said)) = (header.at, year_of(header))
        && said != identity.year
    {
        let message = "The return was read for another year than its header says, as was asked.";
        findings.push(on_header(
            "year_given",
            Severity::Notice,
            at,
            Some("ReferenceDate"),
            message,
        ));
    }
    if let Some(Leaf {
        value: Some(la),
        at,
        ..
    }) = &header.la
        && *la != identity.la_code
    {
        let message =
            "The return was read for another local authority than its header says, as was asked.";
        findings.push(on_header(
            "la_given",
            Severity::Notice,
            *at,
            Some("LEA"),
            message,
        ));
    }
}

fn on_header(
    rule: &'static str,
    severity: Severity,
    at: Position,
    item: Option<&'static str>,
    message: &'static str,
) -> Finding {
    Finding {
        rule,
        severity,
        table: Some("cin.header"),
        item,
        message: message.into(),
        part: None,
        at,
        child_row: None,
        local_id: None,
        value: None,
    }
}

#[cfg(test)]
mod tests;
