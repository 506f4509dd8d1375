//! The children looked after return (SSDA903): one per local authority and year, as a set of CSV
//! files, one for each of twelve modules, or as one XML file.
//!
//! Read: collection years 2018-19 to 2025-26, and 2026-27 as far as announced. A CSV file is
//! known by its column names; a set may be any of the modules, one alone included, and what a
//! missing module would say is not known then, not nought. The same return gives the same rows
//! in either form. Neither form says whose and which year's it is: the operator does, and a
//! later import of the authority and year replaces the earlier one whole, so the files of a set
//! are to be imported together.
//!
//! Not read: columns and elements that the published format does not have (they are counted in
//! findings), `LA` and `YEAR` of files that several returns were joined into (a finding says
//! so), rows without CHILD and rows of another width than their header (findings hold them).
//! Not derived: periods of care, `PL_LA`, `PL_LOCATION`, `PL_DISTANCE`.
//!
//! Rules that need another return, or more than it holds, are left out: those that compare with
//! last year's return (202, 203, 208, 502, 503A-J, 576, 706, SW16), and whether a care leaver
//! qualifies (1001), which the episodes of the years since the 14th birthday decide. So are
//! SW12 (spells of the whole year before), 231 (age of asylum seekers), 348, 454 and 709.
//!
//! A well-formed file always loads, however bad its contents: what cannot be understood is
//! NULL, and a finding holds its text. A file that is not well-formed, or lacks too many
//! columns, is refused whole.

mod cells;
mod collect;
mod csv_set;
mod facts;
mod module;
pub mod rules;
pub mod schema;
mod xml_file;

use cohort_catalog::TableDef;

use crate::layout::Field;
use crate::sniff::{Outline, is};
use crate::{Connector, ConnectorError, FileKind, Files, Given, Identity, Part, Sink, Summary};

use collect::Return;
use rules::Span;

const DATASET: &str = "SSDA903";
const ROOT: &str = "EXPSSDA903";

/// Reads the children looked after return.
#[derive(Debug, Clone, Copy)]
pub struct LookedAfter;

impl Connector for LookedAfter {
    fn name(&self) -> &'static str {
        "cla"
    }

    fn title(&self) -> &'static str {
        "Children looked after return (SSDA903)"
    }

    fn form(&self) -> &'static str {
        "CSV, a file for each module, with --la and --year; or XML, with both too"
    }

    fn tables(&self) -> &'static [&'static TableDef] {
        schema::TABLES
    }

    fn items(&self) -> Vec<(&'static TableDef, &'static [Field])> {
        let modules = module::MODULES.iter();
        modules
            .map(|module| (schema::TABLES[module.kind as usize], module.fields))
            .collect()
    }

    fn parts(&self) -> &'static [Part] {
        &module::PARTS
    }

    /// XML by its root element, CSV by a header row meant as one of a module, even if columns
    /// are missing that [`Connector::read`] will ask for.
    fn recognises(&self, head: &str) -> Option<FileKind> {
        if head.trim_start().starts_with('<') {
            let root = Outline::of(head).root;
            return root
                .is_some_and(|root| is(&root, ROOT))
                .then_some(FileKind::Whole);
        }
        module::of_head(head).map(|module| FileKind::Part(module.name))
    }

    /// Nothing in a file says it, and it is never guessed from the dates: the operator says it.
    fn identify(&self, _: &mut dyn Files, given: Given) -> Result<Identity, ConnectorError> {
        let missing = |what, option| ConnectorError::IdentityMissing { what, option };
        Ok(Identity {
            la_code: given
                .la_code
                .ok_or_else(|| missing("local authority", "--la"))?,
            year: given.year.ok_or_else(|| missing("year", "--year"))?,
            ..Identity::default()
        })
    }

    fn read(
        &self,
        files: &mut dyn Files,
        identity: &Identity,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ConnectorError> {
        let mut rows = Return::new(Span::of(identity.year));
        let kinds = files.kinds().to_vec();
        for (index, kind) in kinds.into_iter().enumerate() {
            let input = files.open(index).map_err(|error| error.in_kind(kind))?;
            let head = input.head().map_err(|error| error.in_kind(kind))?;
            // A module that comes alone may be called a whole return.
            let xml = head.trim_start().starts_with('<');
            let read = if xml {
                xml_file::read(input, &mut rows, sink)
            } else {
                csv_set::read(input, kind, &mut rows, sink)
            };
            read.map_err(|error| error.in_kind(kind))?;
        }
        let children = rows.finish(sink)?;
        Ok(Summary::of(children))
    }
}

#[cfg(test)]
mod tests;
