//! The datasets that are measured, and how a file of each is made.

use std::io::Write;
use std::path::{Path, PathBuf};

use cohort_connectors::synthetic::{Dataset, Plan, Region, write_region};

use crate::repeat::repeat;

/// Residents under 18 of the authority whose records are repeated.
const RESIDENTS: u64 = 100_000;
/// Those by whom the size of a census is foreseen.
const FEW_RESIDENTS: u64 = 4_000;

/// The form of a dataset's files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Xml,
    Csv,
}

/// Where the files come from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Origin {
    /// Records of a fictional authority, repeated: the dataset, the folder or file within what
    /// it writes, and the element of a record in XML.
    Repeated(Dataset, &'static str, Option<&'static str>),
    /// A fictional authority as large as it must be: one file for every school and term.
    Schools(Dataset, &'static str),
    /// Made here.
    Made(&'static str, fn(&mut dyn Write, u64) -> std::io::Result<()>),
}

/// A dataset in one of its forms.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Case {
    /// Name of the connector.
    pub(crate) name: &'static str,
    pub(crate) form: Form,
    /// What the files are, for people.
    pub(crate) files: &'static str,
    pub(crate) origin: Origin,
    /// What the operator must say.
    pub(crate) arguments: &'static [&'static str],
}

const fn xml(
    name: &'static str,
    files: &'static str,
    origin: Origin,
    arguments: &'static [&'static str],
) -> Case {
    Case {
        name,
        form: Form::Xml,
        files,
        origin,
        arguments,
    }
}

const fn csv(
    name: &'static str,
    files: &'static str,
    origin: Origin,
    arguments: &'static [&'static str],
) -> Case {
    Case {
        form: Form::Csv,
        ..xml(name, files, origin, arguments)
    }
}

use Origin::{Made, Repeated, Schools};

const LA: &[&str] = &["--la", "990"];
const LA_YEAR: &[&str] = &["--la", "990", "--year", "2024"];

#[rustfmt::skip]
pub(crate) const CASES: &[Case] = &[
    xml("cin", "one file", Repeated(Dataset::Cin, "990_CIN_2023-24.xml", Some("Child")), &[]),
    xml("census", "a file per school and term", Schools(Dataset::SchoolCensus, "CENSUS"), &[]),
    xml("sen2", "one file", Repeated(Dataset::Sen2, "SEN2/990_2024/990_SEN2_2024.xml", Some("Person")), &[]),
    xml("cla", "one file", Repeated(Dataset::Ssda903, "SSDA903/990_2024/xml", Some("CHILD")), LA_YEAR),
    xml("ctf", "one file", Repeated(Dataset::Ctf, "CTF", Some("Pupil")), &[]),
    csv("sen2", "a set of 9 files", Repeated(Dataset::Sen2, "SEN2/990_2024/blades", None), &[]),
    csv("cla", "a set of 11 files", Repeated(Dataset::Ssda903, "SSDA903/990_2024", None), LA_YEAR),
    csv("pupil_premium", "one file", Repeated(Dataset::PupilPremium, "PUPIL_PREMIUM", None), LA),
    csv("absence", "one file", Repeated(Dataset::Absence, "ABSENCE", None), &[]),
    csv("suspension", "one file", Repeated(Dataset::Exclusions, "EXCLUSIONS", None), &[]),
    csv("eyfsp", "one file", Repeated(Dataset::Eyfsp, "EYFSP", None), &[]),
    csv("phonics", "one file", Repeated(Dataset::Phonics, "PHONICS", None), &[]),
    csv("ks1", "one file", Repeated(Dataset::Ks1, "KS1", None), &[]),
    csv("mtc", "one file", Repeated(Dataset::Mtc, "MTC", None), &[]),
    csv("ks2", "one file", Repeated(Dataset::Ks2, "KS2", None), &[]),
    csv("ks4", "one file", Repeated(Dataset::Ks4, "KS4", None), &[]),
    csv("attendance_session", "one file", Repeated(Dataset::Sessions, "SESSIONS", None), LA),
    csv("gias", "one file", Repeated(Dataset::Establishments, "GIAS", None), &[]),
    csv("ees", "one file", Made("figures.csv", write_figures), &[]),
    csv("ons_population", "one file", Made("myeb1.csv", write_population), &[]),
];

impl Case {
    /// Writes its files into `folder`: about so many bytes, of which nothing else is left there.
    pub(crate) fn write(&self, folder: &Path, bytes: u64) -> Vec<PathBuf> {
        match self.origin {
            Repeated(dataset, within, record) => {
                let base = tempfile::tempdir().expect("a temporary folder");
                // Key stage 1 was last assessed in 2023.
                let year = if dataset == Dataset::Ks1 { 2023 } else { 2024 };
                region(dataset, year, RESIDENTS, base.path());
                repeat(&files(&base.path().join(within)), folder, record, bytes)
            }
            Schools(dataset, within) => {
                let base = tempfile::tempdir().expect("a temporary folder");
                region(dataset, 2024, FEW_RESIDENTS, base.path());
                let few = size(&below(&base.path().join(within)));
                region(dataset, 2024, bytes * FEW_RESIDENTS / few, folder);
                below(&folder.join(within))
            }
            Made(name, write) => {
                let path = folder.join(name);
                let file = std::fs::File::create(&path).expect("a file");
                let mut out = std::io::BufWriter::with_capacity(1 << 20, file);
                write(&mut out, bytes)
                    .and_then(|()| out.flush())
                    .expect("a file is written");
                vec![path]
            }
        }
    }
}

fn region(dataset: Dataset, year: i16, residents: u64, folder: &Path) {
    let plan = Plan {
        seed: 1,
        authorities: vec![990],
        children_per_authority: Some(residents),
        years: year..=year,
        fault_percent: 0.0,
    };
    let region = Region {
        plan,
        datasets: vec![dataset],
    };
    write_region(&region, folder, &mut |_| {}).expect("files are written");
}

/// A file, or those that stand in a folder.
fn files(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let entries = std::fs::read_dir(path).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut files: Vec<PathBuf> = paths.filter(|path| path.is_file()).collect();
    files.sort();
    files
}

/// The files in the folders of a folder.
fn below(path: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(path).expect("a folder");
    let mut files: Vec<PathBuf> = entries
        .flat_map(|entry| files(&entry.expect("an entry").path()))
        .collect();
    files.sort();
    files
}

/// Bytes of all files.
pub(crate) fn size(files: &[PathBuf]) -> u64 {
    let sizes = files.iter().map(|path| path.metadata());
    sizes.map(|data| data.expect("a file").len()).sum()
}

/// A publication by authority, with two filters and three indicators.
fn write_figures(out: &mut dyn Write, bytes: u64) -> std::io::Result<()> {
    let header = "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,la_name,new_la_code,characteristic,year_group,pupil_count,absence_rate,average_score\n";
    out.write_all(header.as_bytes())?;
    let mut written = header.len() as u64;
    let mut row = 0;
    while written < bytes {
        let (year, la) = (2010 + row / 50_000 % 15, 201 + row % 150);
        let line = format!(
            "{year}{:02},Academic year,Local authority,E92000001,England,E1200000{},Region {},{la},Authority {la},E0600{:04},Characteristic {},Year {},{},{}.{},{}.{}\n",
            (year + 1) % 100,
            1 + la % 9,
            1 + la % 9,
            la,
            row / 150 % 40,
            row / 6_000 % 14,
            100 + row * 7919 % 4_000,
            row * 31 % 20,
            row * 17 % 100,
            row * 13 % 90,
            row * 11 % 10
        );
        out.write_all(line.as_bytes())?;
        written += line.len() as u64;
        row += 1;
    }
    Ok(())
}

/// Mid-year estimates of thirteen years, a row for each area, sex and age.
fn write_population(out: &mut dyn Write, bytes: u64) -> std::io::Result<()> {
    let mut header = "ladcode23,laname23,country,sex,age".to_owned();
    for year in 2011..=2023 {
        header.push_str(&format!(",population_{year}"));
    }
    header.push('\n');
    out.write_all(header.as_bytes())?;
    let mut written = header.len() as u64;
    let mut row: u64 = 0;
    while written < bytes {
        let (area, within) = (row / 182, row % 182);
        let sex = if within < 91 { 'M' } else { 'F' };
        let age = within % 91;
        let mut line = format!("E07{area:06},Area {area},E,{sex},{age}");
        for year in 0..13 {
            line.push_str(&format!(",{}", 200 + (row * 131 + year * 17) % 3_000));
        }
        line.push('\n');
        out.write_all(line.as_bytes())?;
        written += line.len() as u64;
        row += 1;
    }
    Ok(())
}
