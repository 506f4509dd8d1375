//! A whole region: every dataset of the plan's authorities, consistent with one another.
//!
//! [`write_region`] goes through the people of [`super::world`] once, and each dataset's
//! writer takes from a person what its returns show. Memory does not grow with the number of
//! people: besides the files' buffers ([`pool`]) a writer holds a few numbers per return, and
//! the truth and the register some for each school.
//!
//! A year is the calendar year in which the collection's own year ends: 31 March, 31 July, or
//! the census day of January.
//!
//! ```text
//! 990_CIN_2023-24.xml                      children in need, with its own truth and faults
//! SEN2/990_2024/990_SEN2_2024.xml          and the same return as nine files in blades/
//! CENSUS/990_2024_SPR/9902000_2024_SPR.xml one for every school and term
//! SSDA903/990_2024/episodes.csv …          and the same return as one file in xml/
//! PUPIL_PREMIUM/990_pupil_premium_2023-24.csv
//! ABSENCE/ EXCLUSIONS/ EYFSP/ PHONICS/ KS1/ MTC/ KS2/ KS4/   990_KS2_2023-24.csv
//! CTF/9902000_CTF_990LLLL_024.xml          one school of each authority
//! SESSIONS/990_900000_2023-24.csv          the same school's daily marks
//! SOCIAL_CARE/990_social_care_cohort_2023-24.csv   children in groups of social care
//! USER_FIELDS/990_youth_club_2023-24.csv   a field of the authority's own
//! GIAS/edubasealldata20240417.csv          the schools
//! POPULATION/population.csv                how many children live in the authorities
//! truth/persons.csv people.csv rows.csv planted.csv   see `truth`
//! ```
//!
//! Faults are planted in every one of them but the register of schools ([`faults`]; those of
//! the children in need census are [`super::faults`]).

mod attainment;
mod attendance;
mod census;
mod faults;
mod gias;
mod gias_headings;
mod node;
mod one_school;
mod own_lists;
mod pool;
mod premium;
mod residents;
mod sen2;
mod sheet;
mod ssda903;
mod truth;

use std::path::{Path, PathBuf};

use super::days::on;
use super::life::{Life, lives};
use super::population::{Household, known_households};
use super::profile::profile;
use super::world::school::{AREA_RESIDENTS, MOST_AREAS, UNKNOWN_FROM, known_per_area};
use super::world::{Authority, Citizen};
use super::{Plan, Progress, SynthError};
use attainment::Assessment;
use pool::Pool;
use truth::Truth;

use crate::Given;

/// What [`write_region`] can write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Dataset {
    /// Children in need census, as [`super::write()`] writes it, with its own truth.
    Cin,
    /// Education, health and care plans: XML and the CSV files of the collection system, from
    /// 2023 on.
    Sen2,
    /// School census, a file for every school and term.
    SchoolCensus,
    /// Looked-after children: CSV modules and XML.
    Ssda903,
    /// Pupil premium download.
    PupilPremium,
    /// Absence by enrolment.
    Absence,
    /// Suspensions and permanent exclusions.
    Exclusions,
    /// Early years foundation stage profile, from 2022 on.
    Eyfsp,
    /// Phonics screening check, from 2022 on.
    Phonics,
    /// Key stage 1, 2022 and 2023.
    Ks1,
    /// Multiplication tables check, from 2022 on.
    Mtc,
    /// Key stage 2, from 2022 on.
    Ks2,
    /// Key stage 4.
    Ks4,
    /// Common Transfer File of one school.
    Ctf,
    /// Daily marks of one school.
    Sessions,
    /// List of the children in groups of social care on 31 March.
    SocialCareCohort,
    /// A field of the authority's own: who goes to its youth club.
    UserField,
    /// Register of schools, with the fictional ones.
    Establishments,
    /// Residents by age: the denominators of rates, for authorities of the plan's size.
    Population,
}

impl Dataset {
    /// Every dataset.
    pub const ALL: &[Self] = &[
        Self::Cin,
        Self::Sen2,
        Self::SchoolCensus,
        Self::Ssda903,
        Self::PupilPremium,
        Self::Absence,
        Self::Exclusions,
        Self::Eyfsp,
        Self::Phonics,
        Self::Ks1,
        Self::Mtc,
        Self::Ks2,
        Self::Ks4,
        Self::Ctf,
        Self::Sessions,
        Self::SocialCareCohort,
        Self::UserField,
        Self::Establishments,
        Self::Population,
    ];

    /// The name of the dataset that reads it: see [`crate::Connector::name`].
    pub fn name(self) -> &'static str {
        match self {
            Self::Cin => "cin",
            Self::Sen2 => "sen2",
            Self::SchoolCensus => "census",
            Self::Ssda903 => "cla",
            Self::PupilPremium => "pupil_premium",
            Self::Absence => "absence",
            Self::Exclusions => "suspension",
            Self::Eyfsp => "eyfsp",
            Self::Phonics => "phonics",
            Self::Ks1 => "ks1",
            Self::Mtc => "mtc",
            Self::Ks2 => "ks2",
            Self::Ks4 => "ks4",
            Self::Ctf => "ctf",
            Self::Sessions => "attendance_session",
            Self::SocialCareCohort => "social_care_cohort",
            Self::UserField => "user_field",
            Self::Establishments => "gias",
            Self::Population => "population",
        }
    }
}

/// A writer for each dataset wanted, or for several that are written together.
fn writers(region: &Region, authorities: &[Authority]) -> Vec<Box<dyn Writer>> {
    let plan = &region.plan;
    let wants = |dataset| region.datasets.contains(&dataset);
    let mut writers: Vec<Box<dyn Writer>> = Vec::new();
    if wants(Dataset::Sen2) {
        writers.push(Box::new(sen2::Sen2::new(plan)));
    }
    if wants(Dataset::SchoolCensus) {
        writers.push(Box::new(census::Census::new(plan)));
    }
    if wants(Dataset::Ssda903) {
        writers.push(Box::new(ssda903::Ssda903::new(plan)));
    }
    if wants(Dataset::PupilPremium) {
        writers.push(Box::new(premium::Premium::new(plan)));
    }
    let (absence, exclusions) = (wants(Dataset::Absence), wants(Dataset::Exclusions));
    if absence || exclusions {
        let writer = attendance::Attendance::new(plan, absence, exclusions);
        writers.push(Box::new(writer));
    }
    let assessments = [
        (Dataset::Eyfsp, Assessment::Eyfsp),
        (Dataset::Phonics, Assessment::Phonics),
        (Dataset::Ks1, Assessment::Ks1),
        (Dataset::Mtc, Assessment::Mtc),
        (Dataset::Ks2, Assessment::Ks2),
        (Dataset::Ks4, Assessment::Ks4),
    ];
    let assessments = assessments.into_iter().filter(|one| wants(one.0));
    let assessments: Vec<_> = assessments.map(|one| one.1).collect();
    if !assessments.is_empty() {
        writers.push(Box::new(attainment::Attainment::new(plan, assessments)));
    }
    let (sessions, transfer) = (wants(Dataset::Sessions), wants(Dataset::Ctf));
    if sessions || transfer {
        writers.push(Box::new(one_school::OneSchool::new(
            plan, sessions, transfer,
        )));
    }
    if wants(Dataset::SocialCareCohort) {
        writers.push(Box::new(own_lists::SocialCare::new(plan)));
    }
    if wants(Dataset::UserField) {
        writers.push(Box::new(own_lists::YouthClub::new(plan)));
    }
    if wants(Dataset::Establishments) {
        writers.push(Box::new(gias::Gias::new(plan, authorities)));
    }
    if wants(Dataset::Population) {
        writers.push(Box::new(residents::Residents::new(plan)));
    }
    writers
}

/// What to write of a region.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    /// Authorities, their sizes, years, and the share of children (of a return) or of rows (of a
    /// table) that get one fault.
    pub plan: Plan,
    /// Which datasets, each once.
    pub datasets: Vec<Dataset>,
}

/// A file that [`write_region`] made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionFile {
    /// Where it is.
    pub path: PathBuf,
    /// Whose and which year's it is, which not every file says itself; nothing of public data,
    /// which are the whole country's.
    pub given: Given,
    /// Whether it is of a return that the region holds in another form as well, the one to
    /// import: the CSV files of SEN2 beside its XML, the XML of SSDA903 beside its CSV files.
    pub second_form: bool,
}

/// What [`write_region`] made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionFiles {
    /// The files of all datasets.
    pub files: Vec<RegionFile>,
    /// The truth beside them.
    pub truth: Vec<PathBuf>,
}

/// Where a writer's rows go.
struct Outputs {
    pool: Pool,
    truth: Truth,
}

/// Writes one dataset, person by person.
trait Writer {
    fn person(&mut self, who: &Citizen, out: &mut Outputs) -> Result<(), SynthError>;

    /// Writes what is known after the last person only.
    fn finish(&mut self, _out: &mut Outputs) -> Result<(), SynthError> {
        Ok(())
    }
}

/// Writes the datasets of `region` into `out`, which is made if need be, each in a folder of
/// its own, and the truth into `out/truth`. `progress` is told every few thousand households.
///
/// # Errors
///
/// As [`super::write()`]; [`SynthError::TooMany`] for an authority of more than 1.7 million
/// residents under 18, whose schools establishment numbers cannot tell apart.
pub fn write_region(
    region: &Region,
    out: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<RegionFiles, SynthError> {
    let plan = &region.plan;
    plan.check()?;
    let mut places = Vec::new();
    for la in &plan.authorities {
        places.push(Place::new(plan, *la)?);
    }
    places.sort_by_key(|place| place.authority.profile.la_code);
    let mut files = RegionFiles {
        files: Vec::new(),
        truth: Vec::new(),
    };
    if region.datasets.contains(&Dataset::Cin) {
        let written = super::write(plan, out, progress)?;
        files
            .files
            .extend(written.files.into_iter().map(|file| RegionFile {
                path: file.path,
                given: pool::given(file.la_code, file.year),
                second_form: false,
            }));
        files.truth.extend(written.truth);
    }
    let authorities: Vec<_> = places.iter().map(|place| place.authority).collect();
    let mut writers = writers(region, &authorities);
    let mut outputs = Outputs {
        pool: Pool::new(out),
        truth: Truth::create(&out.join("truth"))?,
    };
    let mut done = Progress {
        la_code: 0,
        households: 0,
        of_households: places.iter().map(|place| place.known + place.unknown).sum(),
        children: 0,
        bytes: 0,
    };
    for place in &places {
        done.la_code = place.authority.profile.la_code;
        let unknown = UNKNOWN_FROM..UNKNOWN_FROM + place.unknown;
        for number in (0..place.known).chain(unknown) {
            done.children += household(plan, place, number, &authorities, |who| {
                for writer in &mut writers {
                    writer.person(who, &mut outputs)?;
                }
                outputs.truth.end_person(who)
            })?;
            done.households += 1;
            if done.households.is_multiple_of(4096) {
                done.bytes = outputs.pool.bytes;
                progress(done);
            }
        }
    }
    for writer in &mut writers {
        writer.finish(&mut outputs)?;
    }
    done.bytes = outputs.pool.bytes;
    progress(done);
    files.files.extend(outputs.pool.finish()?);
    files.truth.extend(outputs.truth.finish()?);
    Ok(files)
}

/// An authority of the plan and its households.
struct Place {
    authority: Authority,
    known: u64,
    unknown: u64,
}

impl Place {
    fn new(plan: &Plan, la: i16) -> Result<Self, SynthError> {
        let profile = profile(la).ok_or(SynthError::Authorities)?;
        let children = plan.children_of(la);
        let known = known_households(profile, children)?;
        let areas = known.div_ceil(known_per_area(profile)).max(1);
        if areas > MOST_AREAS {
            return Err(SynthError::TooMany { children });
        }
        // All households are 943 per thousand residents; see `school`.
        let all = (children * 943).div_ceil(1_000);
        debug_assert!(AREA_RESIDENTS * MOST_AREAS > children);
        Ok(Self {
            authority: Authority {
                profile,
                areas: areas as u16,
            },
            known,
            unknown: all.saturating_sub(known),
        })
    }
}

/// Hands each person of a household on who is young enough for any return, and says how many.
fn household(
    plan: &Plan,
    place: &Place,
    number: u64,
    authorities: &[Authority],
    mut each: impl FnMut(&Citizen) -> Result<(), SynthError>,
) -> Result<u64, SynthError> {
    let profile = place.authority.profile;
    let family = Household::new(plan.seed, profile, number);
    // Returns of plans show persons of up to 25 and look back over a calendar year.
    let first = on(i32::from(*plan.years.start()) - 2, 1, 1);
    let last = on(i32::from(*plan.years.end()), 12, 31);
    if family.is_outside(first, last) {
        return Ok(0);
    }
    // Always up to the same day, so that lives do not depend on the years of the plan.
    let lives = if number < UNKNOWN_FROM {
        lives(plan.seed, profile, family, on(2027, 3, 31))
    } else {
        let life = |child| Life {
            child,
            cases: Vec::new(),
            death: None,
        };
        family.children.into_iter().map(life).collect()
    };
    let births: Vec<_> = lives.iter().map(|life| life.child.birth).collect();
    for life in &lives {
        let same = births.iter().filter(|birth| **birth == life.child.birth);
        let twin = same.count() > 1;
        each(&Citizen::new(plan.seed, profile, life, twin, authorities))?;
    }
    Ok(lives.len() as u64)
}

#[cfg(test)]
mod tests;
