//! The register of schools (GIAS), with the fictional schools alone.
//!
//! `GIAS/edubasealldata<date>.csv` has the columns of the files of 2025, Windows-1252 (every
//! name is ASCII) and CRLF. Pupils are counted as on roll at the last spring census of the
//! plan; a school costs 20 bytes while they are.

use std::collections::BTreeMap;

use super::super::days::{Day, civil};
use super::super::world::calendar::{Term, census_day};
use super::super::world::school::{Kind, School};
use super::super::world::{Authority, Citizen};
use super::super::{Plan, SynthError};
use super::gias_headings::HEADINGS;
use super::node::{Line, heading};
use super::pool::Frame;
use super::truth::Return;
use super::{Outputs, Writer};

#[derive(Debug, Default, Clone, Copy)]
struct Roll {
    boys: u32,
    girls: u32,
    meals: u32,
}

pub(super) struct Gias {
    year: i16,
    authorities: Vec<Authority>,
    rolls: BTreeMap<School, Roll>,
}

impl Gias {
    pub(super) fn new(plan: &Plan, authorities: &[Authority]) -> Self {
        Self {
            year: *plan.years.end(),
            authorities: authorities.to_vec(),
            rolls: BTreeMap::new(),
        }
    }
}

impl Writer for Gias {
    fn person(&mut self, who: &Citizen, _: &mut Outputs) -> Result<(), SynthError> {
        let day = census_day(self.year, Term::Spring);
        if let Some(spell) = who.spell_on(day) {
            let roll = self.rolls.entry(spell.school).or_default();
            let girl = who.sex() == "F";
            roll.girls += u32::from(girl);
            roll.boys += u32::from(!girl);
            roll.meals += u32::from(who.has_meals(day));
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut Outputs) -> Result<(), SynthError> {
        let day = census_day(self.year, Term::Spring);
        let (year, month, of_month) = civil(day + 90);
        let name = format!("GIAS/edubasealldata{year}{month:02}{of_month:02}.csv");
        out.pool.begin(&name, || Frame {
            head: with_return(&heading(HEADINGS)),
            ..Frame::default()
        })?;
        for authority in &self.authorities {
            let la = authority.profile.la_code;
            let mut schools = 0;
            for school in School::all(la, authority.areas) {
                let roll = self.rolls.get(&school).copied().unwrap_or_default();
                out.pool.append(&name, &line(school, roll, day))?;
                schools += 1;
            }
            let of = Return {
                dataset: "gias",
                la_code: la,
                year: self.year,
                part: String::new(),
            };
            out.truth.count(&of, "establishment", schools);
        }
        Ok(())
    }
}

fn line(school: School, roll: Roll, day: Day) -> Vec<u8> {
    let mut line = Line::default();
    for column in HEADINGS {
        line.add(&value(school, roll, day, column));
    }
    with_return(line.end())
}

fn with_return(line: &[u8]) -> Vec<u8> {
    let end = line.len().saturating_sub(1);
    [&line[..end], b"\r\n"].concat()
}

fn date(day: Day) -> String {
    let (year, month, of_month) = civil(day);
    format!("{of_month:02}-{month:02}-{year:04}")
}

fn value(school: School, roll: Roll, day: Day, column: &str) -> String {
    let (code, kind, _) = school.type_of();
    let (group, group_name) = match code {
        34 => ("10", "Academies"),
        7 => ("5", "Special schools"),
        18 => ("1", "Colleges"),
        _ => ("4", "Local authority maintained schools"),
    };
    let (phase, phase_name) = match school.kind() {
        Kind::Primary => ("2", "Primary"),
        Kind::Secondary => ("4", "Secondary"),
        Kind::College => ("6", "16 plus"),
        _ => ("0", "Not applicable"),
    };
    let (unit, resourced) = school.provision();
    let pupils = roll.boys + roll.girls;
    let taught = school.kind() != Kind::College;
    let counted = |number: u32| {
        if taught {
            number.to_string()
        } else {
            String::new()
        }
    };
    match column {
        "URN" => school.urn().to_string(),
        "LA (code)" => school.la.to_string(),
        "LA (name)" => la_name(school.la).to_owned(),
        "EstablishmentNumber" => format!("{:04}", school.estab()),
        "EstablishmentName" => school.name(),
        "TypeOfEstablishment (code)" => code.to_string(),
        "TypeOfEstablishment (name)" => kind.to_owned(),
        "EstablishmentTypeGroup (code)" => group.to_owned(),
        "EstablishmentTypeGroup (name)" => group_name.to_owned(),
        "EstablishmentStatus (code)" => "1".to_owned(),
        "EstablishmentStatus (name)" => "Open".to_owned(),
        "OpenDate" => date(school.opened()),
        "PhaseOfEducation (code)" => phase.to_owned(),
        "PhaseOfEducation (name)" => phase_name.to_owned(),
        "StatutoryLowAge" => school.ages().0.to_string(),
        "StatutoryHighAge" => school.ages().1.to_string(),
        "Boarders (name)" => "No boarders".to_owned(),
        "Gender (code)" => "3".to_owned(),
        "Gender (name)" => "Mixed".to_owned(),
        "ReligiousCharacter (name)" if code == 2 => "Church of England".to_owned(),
        "ReligiousCharacter (name)" => "Does not apply".to_owned(),
        "CensusDate" if taught => date(day),
        "NumberOfPupils" => counted(pupils),
        "NumberOfBoys" => counted(roll.boys),
        "NumberOfGirls" => counted(roll.girls),
        "FSM" => counted(roll.meals),
        "PercentageFSM" if taught && pupils > 0 => {
            let tenths = (roll.meals * 1_000 + pupils / 2) / pupils;
            format!("{}.{}", tenths / 10, tenths % 10)
        }
        "SEN1 (name)" => "Not Applicable".to_owned(),
        "TypeOfResourcedProvision (name)" if unit => "SEN unit".to_owned(),
        "TypeOfResourcedProvision (name)" if resourced => "Resourced provision".to_owned(),
        "TypeOfResourcedProvision (name)" => "Not applicable".to_owned(),
        "PreviousLA (code)" => "999".to_owned(),
        "LastChangedDate" => date(day + 30),
        "Town" => la_name(school.la).to_owned(),
        "Country (name)" => "United Kingdom".to_owned(),
        _ => String::new(),
    }
}

/// Name of a fictional authority, as in the reference data.
fn la_name(la: i16) -> &'static str {
    const NAMES: [&str; 10] = [
        "Aldershire",
        "Thornwick",
        "Sandhaven",
        "Kirkbridge",
        "Wealdshire",
        "Coldale",
        "Mereford",
        "Elmbourne",
        "Fenmoor",
        "Newbarrow",
    ];
    NAMES[(la - 990).clamp(0, 9) as usize]
}
