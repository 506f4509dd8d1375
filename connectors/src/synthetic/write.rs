//! From a plan to files: one pass over the households of an authority fills all its years.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::cin_xml::{FOOTER, header, write_child};
use super::days::CensusYear;
use super::faults::{FaultKey, Scene, plant};
use super::life::{Life, lives};
use super::population::{Household, LAST_HOUSEHOLD, known_households};
use super::profile::{Profile, profile};
use super::record::ChildRecord;
use super::truth::{self, Place, Summary};
use super::year_view::view;
use super::{Plan, Progress, SynthError, Written, WrittenFile};

/// Writes the returns of all authorities and years of `plan` into `out`, which is made if
/// need be, as `990_CIN_2023-24.xml` and so on, and the truth into `out/truth`. Files of the
/// same name are replaced. `progress` is told every few thousand households.
///
/// # Errors
///
/// A plan that cannot be carried out is refused before anything is written
/// ([`SynthError::Authorities`], [`SynthError::Years`], [`SynthError::FaultPercent`],
/// [`SynthError::TooMany`]). [`SynthError::Io`] leaves the files unfinished.
pub fn write(
    plan: &Plan,
    out: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<Written, SynthError> {
    plan.check()?;
    let mut authorities = Vec::new();
    for la in &plan.authorities {
        let profile = profile(*la).ok_or(SynthError::Authorities)?;
        authorities.push((profile, known_households(profile, plan.children_of(*la))?));
    }
    authorities.sort_by_key(|(profile, _)| profile.la_code);
    let mut truth = TruthFiles::create(&out.join("truth"))?;
    let of_households = authorities.iter().map(|(_, households)| households).sum();
    let la_code = authorities
        .first()
        .map_or(0, |(profile, _)| profile.la_code);
    let mut done = Progress {
        la_code,
        households: 0,
        of_households,
        children: 0,
        bytes: 0,
    };
    let mut files = Vec::new();
    for (profile, households) in authorities {
        done.la_code = profile.la_code;
        let mut returns = Vec::new();
        for year in plan.years.clone() {
            returns.push(YearFile::create(plan, profile, year, out)?);
        }
        for number in 0..households {
            let family = Household::new(plan.seed, profile, number);
            write_family(plan, profile, family, &mut returns, &mut truth, &mut done)?;
            done.households += 1;
            if done.households.is_multiple_of(4096) {
                progress(done);
            }
        }
        for file in returns {
            files.push(file.finish(&mut truth)?);
        }
    }
    progress(done);
    Ok(Written {
        files,
        truth: truth.finish()?,
    })
}

fn write_family(
    plan: &Plan,
    profile: &Profile,
    family: Household,
    returns: &mut [YearFile],
    truth: &mut TruthFiles,
    done: &mut Progress,
) -> Result<(), SynthError> {
    let (Some(first), Some(last)) = (returns.first(), returns.last()) else {
        return Ok(());
    };
    let (first, last) = (first.content.year.start, last.content.year.end);
    if family.is_outside(first, last) {
        return Ok(());
    }
    for life in lives(plan.seed, profile, family, last) {
        if life.is_outside(first, last) {
            continue;
        }
        for file in returns.iter_mut() {
            let Some(bytes) = file.write(&life, truth)? else {
                continue;
            };
            done.children += 1;
            done.bytes += bytes;
        }
    }
    Ok(())
}

/// Writes one return of exactly `children` children to `out`, for benchmarks that need files
/// larger than any authority's, and returns how many bytes that were. Faults are planted as
/// in the plan; no truth is told. Memory does not grow with `children`.
///
/// # Errors
///
/// As [`write()`] for the plan's faults, and for `la` and `year`; [`SynthError::Output`] when
/// `out` refuses.
pub fn write_cin_file(
    plan: &Plan,
    la: i16,
    year: i16,
    children: u64,
    out: &mut dyn Write,
) -> Result<u64, SynthError> {
    Plan {
        authorities: vec![la],
        years: year..=year,
        ..plan.clone()
    }
    .check()?;
    let profile = profile(la).ok_or(SynthError::Authorities)?;
    let mut content = Content::new(plan, profile, year);
    let mut bytes = content.begin(out)?;
    for number in 0..=LAST_HOUSEHOLD {
        if content.children == children {
            break;
        }
        let family = Household::new(plan.seed, profile, number);
        if family.is_outside(content.year.start, content.year.end) {
            continue;
        }
        for life in lives(plan.seed, profile, family, content.year.end) {
            if content.children < children {
                bytes += content.child(&life, out, &mut Untold)?.unwrap_or(0);
            }
        }
    }
    if content.children < children {
        return Err(SynthError::TooMany { children });
    }
    out.write_all(FOOTER.as_bytes())?;
    Ok(bytes + FOOTER.len() as u64)
}

/// One return in the making, apart from where its bytes go.
struct Content<'a> {
    plan: &'a Plan,
    profile: &'a Profile,
    year: CensusYear,
    /// The last child, for faults that need two.
    before: Option<ChildRecord>,
    children: u64,
    buffer: Vec<u8>,
}

impl<'a> Content<'a> {
    fn new(plan: &'a Plan, profile: &'a Profile, year: i16) -> Self {
        let (year, buffer) = (CensusYear::new(year), Vec::with_capacity(64 << 10));
        Self {
            plan,
            profile,
            year,
            before: None,
            children: 0,
            buffer,
        }
    }

    fn begin(&self, out: &mut dyn Write) -> io::Result<u64> {
        let header = header(self.profile, &self.year);
        out.write_all(header.as_bytes())?;
        Ok(header.len() as u64)
    }

    /// Writes the child if it is in this return, and says how many bytes it took.
    fn child(
        &mut self,
        life: &Life,
        out: &mut dyn Write,
        teller: &mut dyn Teller,
    ) -> io::Result<Option<u64>> {
        let (plan, profile) = (self.plan, self.profile);
        let Some(mut record) = view(life, profile, plan.seed, &self.year) else {
            return Ok(None);
        };
        self.children += 1;
        let at = Place {
            la_code: profile.la_code,
            year: self.year.year,
            row: self.children,
        };
        let mut fault = None;
        if plan.fault_percent > 0.0 {
            let clean = record.clone();
            let key = FaultKey {
                seed: plan.seed,
                la_code: at.la_code,
                person: life.child.number,
            };
            let scene = Scene {
                year: self.year,
                before: self.before.as_ref(),
            };
            fault = plant(&mut record, &scene, key, plan.fault_percent);
            teller.child(at, life, &clean, fault)?;
            self.before = fault.is_none().then_some(clean);
        } else {
            teller.child(at, life, &record, None)?;
        }
        teller.summary(life, &self.year, fault.is_some());
        self.buffer.clear();
        write_child(&mut self.buffer, &record);
        out.write_all(&self.buffer)?;
        Ok(Some(self.buffer.len() as u64))
    }
}

/// Is told of each child written.
trait Teller {
    fn child(
        &mut self,
        at: Place,
        life: &Life,
        clean: &ChildRecord,
        fault: Option<&'static super::faults::Fault>,
    ) -> io::Result<()>;

    fn summary(&mut self, life: &Life, year: &CensusYear, spoiled: bool);
}

/// Tells nothing.
struct Untold;

impl Teller for Untold {
    fn child(
        &mut self,
        _: Place,
        _: &Life,
        _: &ChildRecord,
        _: Option<&'static super::faults::Fault>,
    ) -> io::Result<()> {
        Ok(())
    }

    fn summary(&mut self, _: &Life, _: &CensusYear, _: bool) {}
}

/// A return being written to a file.
struct YearFile<'a> {
    content: Content<'a>,
    path: PathBuf,
    out: BufWriter<File>,
    bytes: u64,
    summary: Summary,
}

impl<'a> YearFile<'a> {
    fn create(
        plan: &'a Plan,
        profile: &'a Profile,
        year: i16,
        folder: &Path,
    ) -> Result<Self, SynthError> {
        let (la, before, end) = (profile.la_code, year - 1, year % 100);
        let path = folder.join(format!("{la}_CIN_{before}-{end:02}.xml"));
        let content = Content::new(plan, profile, year);
        let mut out = create(&path)?;
        let bytes = content.begin(&mut out).map_err(SynthError::at(&path))?;
        Ok(Self {
            content,
            path,
            out,
            bytes,
            summary: Summary::default(),
        })
    }

    fn write(&mut self, life: &Life, truth: &mut TruthFiles) -> Result<Option<u64>, SynthError> {
        let mut told = Told {
            truth,
            summary: &mut self.summary,
        };
        let written = self.content.child(life, &mut self.out, &mut told);
        let written = written.map_err(SynthError::at(&self.path))?;
        self.bytes += written.unwrap_or(0);
        Ok(written)
    }

    fn finish(mut self, truth: &mut TruthFiles) -> Result<WrittenFile, SynthError> {
        let end = self
            .out
            .write_all(FOOTER.as_bytes())
            .and_then(|()| self.out.flush());
        end.map_err(SynthError::at(&self.path))?;
        let (la_code, year) = (self.content.profile.la_code, self.content.year.year);
        self.summary.residents = self.content.plan.children_of(la_code);
        let told = self.summary.write(&mut truth.summary.1, la_code, year);
        told.map_err(SynthError::at(&truth.summary.0))?;
        let bytes = self.bytes + FOOTER.len() as u64;
        let children = self.content.children;
        Ok(WrittenFile {
            path: self.path,
            la_code,
            year,
            children,
            bytes,
        })
    }
}

struct Told<'a> {
    truth: &'a mut TruthFiles,
    summary: &'a mut Summary,
}

impl Teller for Told<'_> {
    fn child(
        &mut self,
        at: Place,
        life: &Life,
        clean: &ChildRecord,
        fault: Option<&'static super::faults::Fault>,
    ) -> io::Result<()> {
        truth::child(&mut self.truth.children.1, at, life, clean, fault)?;
        match fault {
            Some(fault) => truth::fault(&mut self.truth.faults.1, at, clean, fault),
            None => Ok(()),
        }
    }

    fn summary(&mut self, life: &Life, year: &CensusYear, spoiled: bool) {
        self.summary.add(life, year);
        self.summary.children_with_fault += u64::from(spoiled);
    }
}

struct TruthFiles {
    children: (PathBuf, BufWriter<File>),
    faults: (PathBuf, BufWriter<File>),
    summary: (PathBuf, BufWriter<File>),
}

impl TruthFiles {
    fn create(folder: &Path) -> Result<Self, SynthError> {
        fs::create_dir_all(folder).map_err(SynthError::at(folder))?;
        let file = |name: &str, header: &str| -> Result<_, SynthError> {
            let path = folder.join(name);
            let mut out = create(&path)?;
            out.write_all(header.as_bytes())
                .map_err(SynthError::at(&path))?;
            Ok((path, out))
        };
        Ok(Self {
            children: file("children.csv", truth::CHILDREN_HEADER)?,
            faults: file("faults.csv", truth::FAULTS_HEADER)?,
            summary: file("summary.csv", truth::SUMMARY_HEADER)?,
        })
    }

    fn finish(self) -> Result<Vec<PathBuf>, SynthError> {
        let mut paths = Vec::new();
        for (path, mut out) in [self.children, self.faults, self.summary] {
            out.flush().map_err(SynthError::at(&path))?;
            paths.push(path);
        }
        Ok(paths)
    }
}

fn create(path: &Path) -> Result<BufWriter<File>, SynthError> {
    let file = File::create(path).map_err(SynthError::at(path))?;
    Ok(BufWriter::with_capacity(256 << 10, file))
}
