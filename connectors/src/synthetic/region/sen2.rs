//! The SEN2 person-level return, as XML and as the nine CSV files of the collection system.
//!
//! One folder per authority and year, `SEN2/990_2024/`: the XML file and, under `blades/`,
//! the same return as CSV. Layouts 1.1 (2023), 1.2 (2024) and 1.3 (from 2025). Assumed, with
//! the guide's own doubts: `DMO`, `DCO` and `DSCO` stand between header and persons, and
//! direct payments have the letters E, H, S.

mod blades;
mod view;

use std::collections::BTreeMap;

use super::super::days::write_date;
use super::super::world::Citizen;
use super::super::world::calendar::{Term, census_day};
use super::super::{Plan, SynthError};
use super::faults::{Planted, Planter, returns};
use super::node::{Node, heading};
use super::pool::{Frame, given};
use super::truth::{Return, Spot};
use super::{Outputs, Writer};
use blades::{Blades, Counts, MODULES};
use view::view;

/// First return of persons.
const FIRST_YEAR: i16 = 2023;

pub(super) struct Sen2 {
    years: Vec<i16>,
    authorities: Vec<i16>,
    returns: BTreeMap<(i16, i16), Counts>,
    planter: Planter,
}

impl Sen2 {
    pub(super) fn new(plan: &Plan) -> Self {
        Self {
            years: plan
                .years
                .clone()
                .filter(|year| *year >= FIRST_YEAR)
                .collect(),
            authorities: plan.authorities.clone(),
            returns: BTreeMap::new(),
            planter: Planter::new(plan, 60, returns::SEN2),
        }
    }
}

impl Writer for Sen2 {
    fn person(&mut self, who: &Citizen, out: &mut Outputs) -> Result<(), SynthError> {
        if who.sen.requests.is_empty() {
            return Ok(());
        }
        let moved = who.moved.map(|moved| moved.la);
        for year in self.years.clone() {
            for la in std::iter::once(who.home.la_code).chain(moved) {
                if let Some(mut person) = view(who, la, year) {
                    let planted = self.planter.plant(&mut person, who, year, la as u64);
                    self.put(who, &person, planted, la, year, out)?;
                }
            }
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut Outputs) -> Result<(), SynthError> {
        // An authority without a single person returns an empty file.
        for year in &self.years {
            for la in &self.authorities {
                begin(*la, *year, out)?;
                out.truth.count(&of(*la, *year), "header", 1);
            }
        }
        Ok(())
    }
}

fn of(la_code: i16, year: i16) -> Return {
    Return {
        dataset: "sen2",
        la_code,
        year,
        part: String::new(),
    }
}

fn folder(la: i16, year: i16) -> String {
    format!("SEN2/{la}_{year}")
}

fn xml_name(la: i16, year: i16) -> String {
    format!("{}/{la}_SEN2_{year}.xml", folder(la, year))
}

fn blade_name(la: i16, year: i16, module: &str) -> String {
    format!(
        "{}/blades/Blade-Export_03-02-{year}_{module}.csv",
        folder(la, year)
    )
}

impl Sen2 {
    fn put(
        &mut self,
        who: &Citizen,
        person: &Node,
        planted: Option<Planted>,
        la: i16,
        year: i16,
        out: &mut Outputs,
    ) -> Result<(), SynthError> {
        begin(la, year, out)?;
        let mut xml = Vec::new();
        person.write_xml(&mut xml, 2, write_date);
        let child = out.pool.append(&xml_name(la, year), &xml)?;
        let counts = self.returns.entry((la, year)).or_default();
        let before = *counts;
        let mut blades = Blades {
            year,
            counts,
            lines: Vec::new(),
        };
        blades.add(person, "1");
        for (module, line) in blades.lines {
            out.pool
                .append(&blade_name(la, year, MODULES[module].name), &line)?;
        }
        let local = counts[1].to_string();
        let upn = person.text_of("UPN");
        let modules = MODULES.iter().zip(before).skip(1);
        for (module, rows_before) in modules {
            let rows = person.count(module.element);
            out.truth
                .tell(&of(la, year), module.table, who, (&local, &upn), rows)?;
            let own = planted.filter(|planted| planted.fault.record == module.element);
            if let Some(Planted { fault, nth }) = own {
                let spot = Spot {
                    file: module.name,
                    // After the heading and the rows of the persons before.
                    line: rows_before + nth + 2,
                    child,
                    local_id: &local,
                };
                out.truth.plant(&of(la, year), spot, who, fault)?;
            }
        }
        Ok(())
    }
}

/// Begins the files of a return.
fn begin(la: i16, year: i16, out: &mut Outputs) -> Result<(), SynthError> {
    let header = header(la, year);
    out.pool.begin(&xml_name(la, year), || {
        let mut head = b"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Message>\n".to_vec();
        header.write_xml(&mut head, 1, write_date);
        for (item, ..) in MODULES[0].columns[9..]
            .iter()
            .filter(|column| column.1 <= year)
        {
            let item = item.to_uppercase();
            head.extend_from_slice(format!("  <{item}>1</{item}>\n").as_bytes());
        }
        head.extend_from_slice(b"  <Persons>\n");
        Frame {
            given: given(la, year),
            head,
            foot: b"  </Persons>\n</Message>\n".to_vec(),
            ..Frame::default()
        }
    })?;
    for module in &MODULES {
        out.pool.begin(&blade_name(la, year, module.name), || {
            let (name, parent) = (module.name, module.parent);
            let mut columns = vec![
                format!("{name}tableid"),
                "NativeId".to_owned(),
                format!("{name}orderseqcolumn"),
                "sourceid".to_owned(),
            ];
            if !parent.is_empty() {
                columns.push(format!("{parent}tableid"));
            }
            columns.extend(module.columns(year).map(str::to_owned));
            let mut head = heading(columns.iter().map(String::as_str));
            if parent.is_empty() {
                let mut flat = Node::new("Header")
                    .flag("dmo", true)
                    .flag("dco", true)
                    .flag("dsco", true);
                flat.items
                    .extend(header.below.iter().flat_map(|node| node.items.clone()));
                head.extend_from_slice(&module.line(&flat, year, "1", 1, ""));
            }
            Frame {
                given: given(la, year),
                second_form: true,
                head,
                ..Frame::default()
            }
        })?;
    }
    Ok(())
}

fn header(la: i16, year: i16) -> Node {
    let day = census_day(year, Term::Spring);
    let collection = Node::new("CollectionDetails")
        .code("Collection", "SEN2")
        .number("Year", i32::from(year))
        .date("ReferenceDate", day);
    let source = Node::new("Source")
        .code("SourceLevel", "L")
        .text("LEA", la.to_string())
        .code("SoftwareCode", "Cohort synthetic")
        .code("Release", env!("CARGO_PKG_VERSION"))
        .code("SerialNo", "001")
        .text("DateTime", format!("{year}-02-03T09:00:00"));
    Node::new("Header").with(collection).with(source)
}
