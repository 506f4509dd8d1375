//! Which establishment follows which.

use cohort_catalog::TableDef;

use crate::finding::{Finding, Severity};
use crate::layout::Intake;
use crate::rows::Tables;
use crate::{Connector, ConnectorError, FileKind, Files, Given, Identity, Sink, Summary};

use super::schema::{ESTABLISHMENT_LINK, LINK_FIELDS, link};
use super::{STYLE, national};
use crate::public::{Flat, Line, no_rename};

/// Reads the file of links between establishments.
#[derive(Debug, Clone, Copy)]
pub struct GiasLinks;

static TABLES: &[&TableDef] = &[&ESTABLISHMENT_LINK];

static FILE: Flat = Flat {
    title: "Links between establishments (GIAS)",
    tables: TABLES,
    table: "reference.establishment_link",
    fields: LINK_FIELDS,
    rename: no_rename,
    own: &["URN", "LinkURN", "LinkType"],
    key: &[link::URN, link::LINK_URN, link::LINK_TYPE, link::DATE],
    optional: &[],
    style: STYLE,
    number_nulls: &[],
};

impl Connector for GiasLinks {
    fn name(&self) -> &'static str {
        "gias_links"
    }

    fn title(&self) -> &'static str {
        FILE.title
    }

    fn form(&self) -> &'static str {
        "CSV of predecessors and successors (links_edubasealldata)"
    }

    fn tables(&self) -> &'static [&'static TableDef] {
        FILE.tables
    }

    fn recognises(&self, head: &str) -> Option<FileKind> {
        FILE.recognises(head).then_some(FileKind::Whole)
    }

    fn identify(&self, files: &mut dyn Files, _: Given) -> Result<Identity, ConnectorError> {
        FILE.check_header(files)?;
        Ok(national(None))
    }

    fn read(
        &self,
        files: &mut dyn Files,
        _: &Identity,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ConnectorError> {
        FILE.read(files, sink, take)
    }
}

fn take(line: &Line<'_, '_>, intake: &mut Intake, tables: &mut Tables) {
    for place in [link::URN, link::LINK_URN] {
        if !line.cell(place).is_given() {
            let message = "The link lacks one of its two establishments; it leads nowhere.";
            let finding = Finding::new("urn_missing", Severity::Error, message, line.at);
            intake.add(finding.item(LINK_FIELDS[place].item()));
        }
    }
    let own = line.cell(link::URN).int();
    if own.is_some() && own == line.cell(link::LINK_URN).int() {
        let message = "The establishment is linked to itself.";
        let finding = Finding::new("link_to_itself", Severity::Query, message, line.at);
        intake.add(finding.value(line.cell(link::URN).raw));
    }
    tables.row(0).cells(line.cells).end();
}
