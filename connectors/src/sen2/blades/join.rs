//! Reads the files of a set, each after those that its rows hang from, and puts persons together.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::BufRead;

use super::held::Held;
use super::{Blade, PERSON_ID, REQUEST_ID, Via};
use crate::csv::{CsvReader, Headings, normal};
use crate::error::ConnectorError;
use crate::finding::Position;
use crate::layout::Intake;
use crate::notices::Departure;
use crate::sen2::TITLE;
use crate::sen2::rules::{Rule, rule};
use crate::sen2::schema::Module;
use crate::sheet::fits;
use crate::xml::record::Record;

/// A row of a file hangs from a row of another.
type Link = (Module, u32, u32);

/// The files read so far.
#[derive(Default)]
pub(super) struct Joined {
    held: [Held; 9],
    /// Of every file, which row (last) hangs from which row of which file, sorted.
    links: [Vec<Link>; 9],
    /// Row of each table id. About 100 bytes a row of a file that others hang from.
    ids: [HashMap<Box<str>, u32>; 9],
    /// Requests are known by their person's id and their own, as in working files.
    paired: bool,
}

/// Shows no text.
impl std::fmt::Debug for Joined {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Joined")
            .field("held", &self.held)
            .finish_non_exhaustive()
    }
}

/// What a row hangs from.
enum Parent {
    Of(Module, u32),
    /// The first of several that it may hang from.
    OneOf(Module, u32),
    None,
}

impl Joined {
    /// Reads a file. Its rows are kept, and what is wrong with its columns and ids reported.
    pub(super) fn read(
        &mut self,
        blade: &'static Blade,
        input: &mut dyn BufRead,
        intake: &mut Intake,
    ) -> Result<(), ConnectorError> {
        let module = blade.module;
        intake.table(module.group().table);
        let mut reader = CsvReader::new(input);
        let header = reader.header(TITLE, |record| blade.has_header(record.iter()))?;
        let after_header = reader.position();
        let at = Position {
            line: after_header.line.saturating_sub(1).max(1),
            ..Position::default()
        };
        let headings = Headings::of(&header, module.fields());
        judge_headings(&header, &headings, module, at, intake);
        let column = |name: &str| header.iter().position(|each| normal(each) == name);
        let own = column(blade.id);
        let mut parents = blade.parents.iter();
        let parent = parents.find_map(|(name, via)| Some((column(name)?, *name, *via)));
        if module == Module::Request {
            self.paired = !header.iter().any(|name| is_order(&normal(name)));
        }
        let person = column(PERSON_ID).filter(|_| module > Module::Person && self.paired);
        while let Some(record) = reader.record()? {
            if record.is_blank() {
                continue;
            }
            if !fits(&record, headings.width, intake) {
                continue;
            }
            let texts = (0..).zip(module.fields()).filter_map(|(place, _)| {
                let text = headings.get(&record, usize::from(place))?;
                (!text.trim().is_empty()).then_some((place, text))
            });
            let row = self.held[module as usize].push(record.at, texts)?;
            if module == Module::Header && row > 0 {
                intake.add(rule!("headers_repeated").finding(record.at));
            }
            let person = person.map(|place| {
                let text = record.get(place).unwrap_or_default();
                table_id(text, PERSON_ID, record.at, intake)
            });
            if let Some(own) = own {
                let id = record.get(own).unwrap_or_default();
                self.register(blade, person, id, (row, record.at), intake);
            }
            if let Some((place, name, via)) = parent {
                let text = record.get(place).unwrap_or_default();
                let id = table_id(text, name, record.at, intake);
                let id = if name == REQUEST_ID {
                    pair(person, id)
                } else {
                    id.into()
                };
                let link = match self.parent(via, &id) {
                    Parent::Of(parent, of) => Some((parent, of, row)),
                    Parent::OneOf(parent, of) => {
                        report(rule!("parent_ambiguous"), name, text, record.at, intake);
                        Some((parent, of, row))
                    }
                    Parent::None => {
                        report(rule!("orphan_row"), name, text, record.at, intake);
                        None
                    }
                };
                self.links[module as usize].extend(link);
            }
        }
        self.links[module as usize].sort_unstable();
        Ok(())
    }

    fn register(
        &mut self,
        blade: &Blade,
        person: Option<&str>,
        text: &str,
        (row, at): (u32, Position),
        intake: &mut Intake,
    ) {
        let id = table_id(text, blade.id, at, intake);
        if id.is_empty() {
            report(rule!("table_id_missing"), blade.id, text, at, intake);
            return;
        }
        let ids = &mut self.ids[blade.module as usize];
        let paired = pair(person, id);
        if ids.contains_key(&*paired) {
            report(rule!("table_id_repeated"), blade.id, text, at, intake);
        } else {
            ids.insert(paired.as_ref().into(), row);
        }
        // For files that name the request alone.
        if person.is_some() {
            ids.entry(id.into()).or_insert(row);
        }
    }

    fn parent(&self, via: Via, id: &str) -> Parent {
        let row_of = |module: Module| self.ids[module as usize].get(id).copied();
        match via {
            Via::Id(module) => row_of(module).map_or(Parent::None, |row| Parent::Of(module, row)),
            Via::Within(module) => match row_of(Module::Request) {
                Some(request) => self.within(module, request),
                None => Parent::None,
            },
        }
    }

    /// The record of a kind within a request. Without an assessment a plan hangs from the
    /// request itself.
    fn within(&self, module: Module, request: u32) -> Parent {
        let direct = self.of(module, Module::Request, request);
        let assessments = self.of(Module::Assessment, Module::Request, request);
        let through = assessments.flat_map(|row| self.of(module, Module::Assessment, row));
        let mut found = direct.chain(through);
        match (found.next(), found.next()) {
            (Some(row), None) => Parent::Of(module, row),
            (Some(row), Some(_)) => Parent::OneOf(module, row),
            (None, _) if module == Module::Assessment => Parent::Of(Module::Request, request),
            (None, _) => Parent::None,
        }
    }

    /// The rows of a file that hang from a row of another, in file order.
    fn of(&self, module: Module, parent: Module, row: u32) -> impl Iterator<Item = u32> {
        let links = &self.links[module as usize];
        let first = links.partition_point(|(p, r, _)| (*p, *r) < (parent, row));
        let own = links[first..].iter();
        own.take_while(move |(p, r, _)| (*p, *r) == (parent, row))
            .map(|(_, _, row)| *row)
    }

    /// Number of rows of a file.
    pub(super) fn rows(&self, module: Module) -> u32 {
        self.held[module as usize].len()
    }

    /// Gives back the memory of the table ids, once every file is read.
    pub(super) fn forget_ids(&mut self) {
        self.ids = Default::default();
    }

    /// Puts the header together, if there is one.
    pub(super) fn header(&self, record: &mut Record) {
        if self.rows(Module::Header) > 0 {
            self.begin(Module::Header, 0, record);
            record.close();
        }
    }

    /// Puts a person together, and says how many bytes their texts have.
    pub(super) fn person(&self, row: u32, record: &mut Record) -> u64 {
        let mut bytes = self.begin(Module::Person, row, record);
        for request in self.of(Module::Request, Module::Person, row) {
            bytes += self.begin(Module::Request, request, record);
            for assessment in self.of(Module::Assessment, Module::Request, request) {
                bytes += self.begin(Module::Assessment, assessment, record);
                bytes += self.plans(Module::Assessment, assessment, record);
                record.close();
            }
            bytes += self.plans(Module::Request, request, record);
            for plan in self.of(Module::ActivePlan, Module::Request, request) {
                bytes += self.begin(Module::ActivePlan, plan, record);
                bytes += self.leaves(Module::Placement, Module::ActivePlan, plan, record);
                bytes += self.leaves(Module::Need, Module::ActivePlan, plan, record);
                record.close();
            }
            record.close();
        }
        record.close();
        bytes
    }

    fn plans(&self, parent: Module, row: u32, record: &mut Record) -> u64 {
        let mut bytes = 0;
        for plan in self.of(Module::NamedPlan, parent, row) {
            bytes += self.begin(Module::NamedPlan, plan, record);
            bytes += self.leaves(Module::PlanDetail, Module::NamedPlan, plan, record);
            record.close();
        }
        bytes
    }

    fn leaves(&self, module: Module, parent: Module, row: u32, record: &mut Record) -> u64 {
        let mut bytes = 0;
        for leaf in self.of(module, parent, row) {
            bytes += self.begin(module, leaf, record);
            record.close();
        }
        bytes
    }

    fn begin(&self, module: Module, row: u32, record: &mut Record) -> u64 {
        let held = &self.held[module as usize];
        record.open(module.group(), held.at(row));
        held.put(row, record)
    }
}

/// How a request is known: by its own id, and where the person's is given too by both. In
/// working files a request's id may be a number within the person. No text of a file holds the
/// control character between them.
fn pair<'t>(person: Option<&str>, id: &'t str) -> Cow<'t, str> {
    match person {
        Some(person) => format!("{person}\u{1f}{id}").into(),
        None => id.into(),
    }
}

/// A table id: opaque, but for the `.0` that a spreadsheet puts behind a number.
fn table_id<'t>(text: &'t str, column: &'static str, at: Position, intake: &mut Intake) -> &'t str {
    let text = text.trim();
    match text.strip_suffix(".0") {
        Some(digits) if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => {
            let notices = intake.notices();
            notices.add(Departure::NumericArtefact, Some(item(column)), at, None);
            digits
        }
        _ => text,
    }
}

fn report(
    rule: &'static Rule,
    column: &'static str,
    text: &str,
    at: Position,
    intake: &mut Intake,
) {
    let finding = rule.finding(at).item(item(column));
    intake.add(if text.trim().is_empty() {
        finding
    } else {
        finding.value(text.trim())
    });
}

/// The name of a table id as the export writes it.
fn item(column: &'static str) -> &'static str {
    const NAMES: [&str; 9] = [
        "sen2tableid",
        "persontableid",
        "requeststableid",
        "assessmenttableid",
        "namedplantableid",
        "plandetailtableid",
        "activeplanstableid",
        "placementdetailtableid",
        "senneedtableid",
    ];
    let mut names = NAMES.into_iter();
    let found = names.find(|name| name.eq_ignore_ascii_case(column));
    found.unwrap_or(column)
}

/// Reports columns that are missing, unknown, renamed or repeated.
fn judge_headings(
    header: &[String],
    headings: &Headings,
    module: Module,
    at: Position,
    intake: &mut Intake,
) {
    let year = intake.year();
    for (place, field) in module.fields().iter().enumerate() {
        if field.collected_in(year) && !headings.has(place) {
            intake.notice(Departure::ColumnMissing, field, at);
        }
    }
    for field in &headings.renamed {
        intake.notice(Departure::ColumnName, &module.fields()[*field], at);
    }
    for column in &headings.unknown {
        if !is_technical(&normal(&header[*column])) {
            intake.notices().add_unknown_column(&header[*column], at);
        }
    }
    for column in &headings.repeated {
        let finding = rule!("column_repeated").finding(at);
        intake.add(finding.value(&header[*column]));
    }
}

/// The columns that an export adds to the items.
fn is_technical(name: &str) -> bool {
    name.is_empty()
        || name.ends_with("TABLEID")
        || is_order(name)
        || matches!(name, "NATIVEID" | "SOURCEID")
}

/// The column with a row's place in the export; working files have none.
fn is_order(name: &str) -> bool {
    name.ends_with("ORDERSEQCOLUMN")
}
