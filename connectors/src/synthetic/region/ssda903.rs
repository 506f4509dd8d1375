//! The return of looked-after children (SSDA903): eleven CSV modules and the same return as
//! one XML file, in `SSDA903/990_2024/`.
//!
//! The child's number is that of the children in need census, without the letters where it
//! would be longer than ten characters (authority 995). Assumed: the XML group of social
//! workers is called `SOCIAL_WORKER`, and a worker's spell begins on the day the last ended.

mod modules;
mod view;

use std::collections::BTreeMap;

use super::super::days::{CensusYear, Day, civil};
use super::super::population::la_child_id;
use super::super::record::Value;
use super::super::world::Citizen;
use super::super::{Plan, SynthError};
use super::faults::{Planted, Planter, returns};
use super::node::{Line, Node, heading};
use super::pool::{Frame, given};
use super::truth::{Return, Spot};
use super::{Outputs, Writer};
use modules::MODULES;
use view::View;

/// First return with social workers.
const WORKERS_FROM: i16 = 2024;

pub(super) struct Ssda903 {
    seed: u64,
    years: Vec<i16>,
    authorities: Vec<i16>,
    planter: Planter,
    /// Rows so far of each return, by module.
    lines: BTreeMap<(i16, i16), [u64; MODULES.len()]>,
}

impl Ssda903 {
    pub(super) fn new(plan: &Plan) -> Self {
        Self {
            seed: plan.seed,
            years: plan.years.clone().collect(),
            authorities: plan.authorities.clone(),
            planter: Planter::new(plan, 70, returns::SSDA903),
            lines: BTreeMap::new(),
        }
    }
}

impl Writer for Ssda903 {
    fn person(&mut self, who: &Citizen, out: &mut Outputs) -> Result<(), SynthError> {
        if who.care.is_empty() {
            return Ok(());
        }
        for year in &self.years {
            let view = View {
                seed: self.seed,
                who,
                year: CensusYear::new(*year),
                id: child_id(self.seed, who),
            };
            let mut rows = view.rows();
            if rows.is_empty() {
                continue;
            }
            let planted = self.planter.plant(&mut rows, who, *year, 0);
            let lines = self.lines.entry((who.home.la_code, *year)).or_default();
            put(&view, &rows, planted, lines, out)?;
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut Outputs) -> Result<(), SynthError> {
        for year in &self.years {
            for la in &self.authorities {
                begin(*la, *year, out)?;
            }
        }
        Ok(())
    }
}

/// At most ten characters of the number that the authority's case system has.
pub(super) fn child_id(seed: u64, who: &Citizen) -> String {
    let id = la_child_id(seed, who.home, who.person().number);
    if id.len() > 10 {
        id.trim_start_matches(|letter: char| !letter.is_ascii_digit())
            .to_owned()
    } else {
        id
    }
}

fn file(la: i16, year: i16, module: &str) -> String {
    format!("SSDA903/{la}_{year}/{module}.csv")
}

fn xml_file(la: i16, year: i16) -> String {
    format!("SSDA903/{la}_{year}/xml/{la}_SSDA903_{year}.xml")
}

fn begin(la: i16, year: i16, out: &mut Outputs) -> Result<(), SynthError> {
    for (module, _, columns) in &MODULES {
        if *module != "social_worker" || year >= WORKERS_FROM {
            out.pool.begin(&file(la, year, module), || Frame {
                given: given(la, year),
                head: heading(columns.iter().copied()),
                ..Frame::default()
            })?;
        }
    }
    out.pool.begin(&xml_file(la, year), || Frame {
        given: given(la, year),
        second_form: true,
        head: b"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<EXPSSDA903>\n".to_vec(),
        foot: b"</EXPSSDA903>\n".to_vec(),
        ..Frame::default()
    })
}

/// Appends `dd/mm/yyyy`.
fn write_day(out: &mut Vec<u8>, day: Day) {
    let (year, month, of_month) = civil(day);
    out.extend_from_slice(format!("{of_month:02}/{month:02}/{year:04}").as_bytes());
}

fn put(
    view: &View,
    rows: &[Node],
    planted: Option<Planted>,
    lines: &mut [u64; MODULES.len()],
    out: &mut Outputs,
) -> Result<(), SynthError> {
    let (la, year) = (view.who.home.la_code, view.year.year);
    begin(la, year, out)?;
    let of = Return {
        dataset: "cla",
        la_code: la,
        year,
        part: String::new(),
    };
    let mut xml = Vec::new();
    view.xml(rows).write_xml(&mut xml, 1, write_day);
    let child = out.pool.append(&xml_file(la, year), &xml)?;
    let upn = rows[0].text_of("UPN");
    for (place, (module, table, columns)) in MODULES.iter().enumerate() {
        if let Some(planted) = planted.filter(|planted| planted.fault.record == *module) {
            let spot = Spot {
                file: module,
                // After the heading and the rows before this child's first.
                line: lines[place] + planted.nth + 2,
                child,
                local_id: &view.id,
            };
            out.truth.plant(&of, spot, view.who, planted.fault)?;
        }
        let own = rows.iter().filter(|row| row.name == *module);
        let mut count = 0;
        for row in own {
            count += 1;
            let mut line = Line::default();
            for column in *columns {
                let mut text = Vec::new();
                match row.item(column) {
                    Some(Value::Date(day)) => write_day(&mut text, *day),
                    Some(value) => value.write(&mut text),
                    None => {}
                }
                line.add(&String::from_utf8_lossy(&text));
            }
            out.pool.append(&file(la, year, module), line.end())?;
        }
        lines[place] += count as u64;
        out.truth
            .tell(&of, table, view.who, (&view.id, &upn), count)?;
    }
    Ok(())
}
