//! What is written, for comparison with what is read back.
//!
//! - `persons.csv`: everybody who is in any file, with what ties the datasets together
//! - `people.csv`: for each file, table and person the number of rows, with the local number
//!   and the UPN that the file has for the person
//! - `planted.csv`: one row per planted fault and rule that must find it, with the item that is
//!   spoiled and the one that the rule names; where: file of a set, line of the CSV file from
//!   1 for the heading, number of the child or other main record, local number or else UPN, as
//!   the file has it after the fault
//! - `rows.csv`: for each file and table the number of rows
//!
//! `dataset` is as in `imports.file`. `part` tells returns of one year apart: term or school.
//! None of the texts needs quoting.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::super::SynthError;
use super::super::days::date_text;
use super::super::population::{temporary_upn, upn};
use super::super::world::Citizen;
use super::faults::Fault;

/// A file, or several of one return.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Return {
    pub(super) dataset: &'static str,
    pub(super) la_code: i16,
    pub(super) year: i16,
    pub(super) part: String,
}

pub(super) struct Truth {
    persons: (PathBuf, BufWriter<File>),
    people: (PathBuf, BufWriter<File>),
    planted: (PathBuf, BufWriter<File>),
    rows: PathBuf,
    totals: BTreeMap<(Return, &'static str), u64>,
    told: bool,
}

/// Where a fault stands; 0 for what is not known or not so in the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot<'a> {
    /// File of a set.
    pub(super) file: &'static str,
    pub(super) line: u64,
    pub(super) child: u64,
    pub(super) local_id: &'a str,
}

impl<'a> Spot<'a> {
    /// A row of a file that is one table.
    pub(super) fn of_row(line: u64, child: u64, local_id: &'a str) -> Self {
        Self {
            file: "",
            line,
            child,
            local_id,
        }
    }

    /// A record of an XML file.
    pub(super) fn of_record(child: u64, local_id: &'a str) -> Self {
        Self::of_row(0, child, local_id)
    }
}

impl Truth {
    pub(super) fn create(folder: &Path) -> Result<Self, SynthError> {
        fs::create_dir_all(folder).map_err(SynthError::at(folder))?;
        let file = |name: &str, heading: &str| -> Result<_, SynthError> {
            let path = folder.join(name);
            let made = File::create(&path).and_then(|file| {
                let mut out = BufWriter::with_capacity(256 << 10, file);
                out.write_all(heading.as_bytes())?;
                Ok(out)
            });
            let made = made.map_err(SynthError::at(&path))?;
            Ok((path, made))
        };
        Ok(Self {
            persons: file(
                "persons.csv",
                "person,la_code,household,surname,forename,birth_date,sex,upn,temporary_upn,\
                 temporary_until,uln,twin,moved_to,moved_on,left_on\n",
            )?,
            people: file(
                "people.csv",
                "dataset,la_code,year,part,table,person,local_id,upn,rows\n",
            )?,
            planted: file(
                "planted.csv",
                "dataset,la_code,year,part,file,line,child,person,local_id,fault,item,rule,\
                 rule_item\n",
            )?,
            rows: folder.join("rows.csv"),
            totals: BTreeMap::new(),
            told: false,
        })
    }

    /// Rows of a person in a table of a return.
    pub(super) fn tell(
        &mut self,
        of: &Return,
        table: &'static str,
        who: &Citizen,
        ids: (&str, &str),
        rows: usize,
    ) -> Result<(), SynthError> {
        if rows == 0 {
            return Ok(());
        }
        self.told = true;
        *self.totals.entry((of.clone(), table)).or_default() += rows as u64;
        let key = who.key();
        let line = writeln!(
            self.people.1,
            "{},{},{},{},{table},{key},{},{},{rows}",
            of.dataset, of.la_code, of.year, of.part, ids.0, ids.1
        );
        line.map_err(SynthError::at(&self.people.0))
    }

    /// A fault.
    pub(super) fn plant(
        &mut self,
        of: &Return,
        spot: Spot<'_>,
        who: &Citizen,
        fault: &Fault,
    ) -> Result<(), SynthError> {
        let (dataset, la, year, part) = (of.dataset, of.la_code, of.year, &of.part);
        let Spot { file, local_id, .. } = spot;
        let known = |number: u64| match number {
            0 => String::new(),
            number => number.to_string(),
        };
        let (line, child) = (known(spot.line), known(spot.child));
        let (kind, item, key) = (fault.kind, fault.item, who.key());
        for (rule, rule_item) in fault.rules() {
            let told = writeln!(
                self.planted.1,
                "{dataset},{la},{year},{part},{file},{line},{child},{key},{local_id},{kind},\
                 {item},{rule},{rule_item}"
            );
            told.map_err(SynthError::at(&self.planted.0))?;
        }
        Ok(())
    }

    /// Rows that are nobody's.
    pub(super) fn count(&mut self, of: &Return, table: &'static str, rows: u64) {
        *self.totals.entry((of.clone(), table)).or_default() += rows;
    }

    /// Ends a person: who is in no file is not told of.
    pub(super) fn end_person(&mut self, who: &Citizen) -> Result<(), SynthError> {
        if !std::mem::take(&mut self.told) {
            return Ok(());
        }
        let person = who.person();
        let schooling = person.schooling;
        let goes = !who.spells.is_empty();
        let temporary = goes && schooling.temporary_until > schooling.allocated;
        let number = |has: bool, number: Option<String>| match number {
            Some(number) if has => number,
            _ => String::new(),
        };
        let date = |has: bool, day| if has { date_text(day) } else { String::new() };
        let line = writeln!(
            self.persons.1,
            "{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}",
            who.key(),
            who.home.la_code,
            person.household,
            who.surname,
            who.forename,
            date_text(person.birth),
            who.sex(),
            number(goes, upn(who.home, person)),
            number(temporary, temporary_upn(who.home, person)),
            date(temporary, schooling.temporary_until),
            number(goes, who.uln_on(i32::MAX)),
            who.twin,
            who.moved
                .map_or(String::new(), |moved| moved.la.to_string()),
            who.moved
                .map_or(String::new(), |moved| date_text(moved.day)),
            date(who.gone < super::super::days::on(2100, 1, 1), who.gone),
        );
        line.map_err(SynthError::at(&self.persons.0))
    }

    pub(super) fn finish(self) -> Result<Vec<PathBuf>, SynthError> {
        let mut paths = Vec::new();
        for (path, mut out) in [self.persons, self.people, self.planted] {
            out.flush().map_err(SynthError::at(&path))?;
            paths.push(path);
        }
        let write = || -> io::Result<()> {
            let mut out = BufWriter::new(File::create(&self.rows)?);
            out.write_all(b"dataset,la_code,year,part,table,rows\n")?;
            for ((of, table), rows) in &self.totals {
                let (dataset, la, year, part) = (of.dataset, of.la_code, of.year, &of.part);
                writeln!(out, "{dataset},{la},{year},{part},{table},{rows}")?;
            }
            out.flush()
        };
        write().map_err(SynthError::at(&self.rows))?;
        paths.push(self.rows);
        Ok(paths)
    }
}
