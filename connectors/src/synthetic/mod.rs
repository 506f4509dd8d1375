//! Fictional local authorities, written as the files that real ones hold about children.
//!
//! Authorities 990 to 999 do not exist, and nobody in their files does. But a children's
//! services analyst should recognise the figures: rates, durations, timeliness and mixes
//! follow what the Department for Education publishes (`shape`).
//!
//! # How it is made
//!
//! ```text
//! shape, profile ─▶ population ─▶ life, case ─▶ year_view ─▶ faults ─▶ cin_xml
//!    figures         households     what happened   a year's     spoil     bytes
//!                    and children   to a child      record       some
//! ```
//!
//! A household's history is computed from the seed, the authority and the household's number
//! alone (`rng`). Nothing of one household is needed for the next, so memory does not grow
//! with the population, and the file of a year does not change when more years, authorities
//! or children are asked for.
//!
//! The other datasets start from the same population and lives: `world` adds the households
//! that no service knows, and gives everybody schools, needs, results and periods of care;
//! `region` writes them ([`write_region`]).
//!
//! Beside the census files, `truth/` says who is who (`children.csv`), which faults were
//! planted and what must be found for them (`faults.csv`), and what the figures are
//! (`summary.csv`). For a region it says besides who anybody in any file is (`persons.csv`),
//! and how many rows each has in which table (`people.csv`, `rows.csv`).
//!
//! # What is not made in the census
//!
//! Faults of a file as a whole (header, encoding, namespace, cut off), the same child under
//! two records, stillbirths, children who move between the fictional authorities, and the
//! pre-proceedings of 2026-27. A return of a few hundred children may break the rules on its
//! totals (fewer than eight codes of disability in use, 2887Q) without any fault planted, and
//! very many faults break them too (2886Q); the truth does not foretell those. In a clean file nothing is overdue on 31 March: authorities
//! finish overdue assessments and conferences before the return, so slightly more of them
//! end in late March than in life.

mod case;
mod cin_xml;
mod days;
mod faults;
mod life;
mod population;
mod profile;
mod record;
mod region;
mod rng;
mod shape;
mod truth;
mod world;
mod write;
mod year_view;

use std::io;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

pub use region::{Dataset, Region, RegionFile, RegionFiles, write_region};
pub use write::{write, write_cin_file};

use crate::reference;

/// Census years that can be written: 2019-20 to 2025-26.
pub const YEARS: RangeInclusive<i16> = 2020..=2026;
/// The fictional authorities.
pub const AUTHORITIES: RangeInclusive<i16> = 990..=999;

/// The year whose population decides how large an authority is, in all years: a household's
/// history may not depend on the years asked for.
pub const POPULATION_YEAR: i16 = 2023;

/// Names of the faults that can be planted, as in the truth's `faults.csv`.
pub fn fault_kinds() -> impl Iterator<Item = &'static str> {
    faults::catalogue().map(|fault| fault.kind)
}

/// What to write.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Decides everything that chance decides. The same seed gives the same bytes.
    pub seed: u64,
    /// Authorities, each once, from [`AUTHORITIES`].
    pub authorities: Vec<i16>,
    /// Residents under 18 in each authority; `None` for each one's own number, that of the
    /// built-in `reference.population` in the middle of [`POPULATION_YEAR`]. With any other,
    /// rates come out right once [`Dataset::Population`] is imported as well. Only those known
    /// to social care come into its files: about 75 in 1,000 each year.
    pub children_per_authority: Option<u64>,
    /// Census years by the year they end in, within [`YEARS`].
    pub years: RangeInclusive<i16>,
    /// Share of the children in each file, 0 to 100, who get one fault, to two places.
    pub fault_percent: f64,
}

/// How far [`write()`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The authority being written.
    pub la_code: i16,
    /// Households done, of all authorities.
    pub households: u64,
    /// Households in the plan.
    pub of_households: u64,
    /// Children written, all files together.
    pub children: u64,
    /// Bytes written, all files together.
    pub bytes: u64,
}

/// A file that [`write()`] made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenFile {
    /// Where it is.
    pub path: PathBuf,
    /// Whose return.
    pub la_code: i16,
    /// Census year it ends in.
    pub year: i16,
    /// Children in it.
    pub children: u64,
    /// Its length.
    pub bytes: u64,
}

/// What [`write()`] made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The returns, by authority and year.
    pub files: Vec<WrittenFile>,
    /// `children.csv`, `faults.csv` and `summary.csv`.
    pub truth: Vec<PathBuf>,
}

/// Why nothing, or not everything, was written.
#[derive(Debug, thiserror::Error)]
pub enum SynthError {
    /// Not a fictional authority, or one named twice, or none.
    #[error(
        "authorities must be different numbers from 990 to 999, the fictional ones, at least \
         one and so at most ten"
    )]
    Authorities,
    /// Years that no return can be written for.
    #[error("years must lie between 2020 and 2026 (census years 2019-20 to 2025-26), in order")]
    Years,
    /// Not a percentage.
    #[error("the share of faults must be between 0 and 100 per cent")]
    FaultPercent,
    /// More than the local child numbers can tell apart.
    #[error(
        "{children} children are more than one authority's numbers can tell apart; ask for fewer"
    )]
    TooMany {
        /// How many were asked for.
        children: u64,
    },
    /// The operating system refused.
    #[error("cannot write {}; check that the folder exists, is writable and has room", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// The receiver of [`write_cin_file`] refused.
    #[error("cannot write the file")]
    Output(#[from] io::Error),
}

impl SynthError {
    fn at(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        |source| Self::Io { path, source }
    }
}

impl Plan {
    /// Residents under 18 of an authority.
    fn children_of(&self, la_code: i16) -> u64 {
        let own = || reference::population(la_code, POPULATION_YEAR).unwrap_or(0);
        self.children_per_authority.unwrap_or_else(own)
    }

    /// Those that an authority has in the middle of a year, where it has `built_in` by
    /// `reference.population`: it grows or shrinks as that does. The figures of an authority
    /// that is not in the plan stay.
    fn residents(&self, la_code: i16, built_in: u64) -> u64 {
        let own = reference::population(la_code, POPULATION_YEAR);
        match own {
            Some(own @ 1..) if self.authorities.contains(&la_code) => {
                let here = u128::from(built_in) * u128::from(self.children_of(la_code));
                let own = u128::from(own);
                u64::try_from((here + own / 2) / own).unwrap_or(u64::MAX)
            }
            _ => built_in,
        }
    }

    fn check(&self) -> Result<(), SynthError> {
        let authorities = &self.authorities;
        let known = authorities.iter().all(|la| AUTHORITIES.contains(la));
        let twice = (1..authorities.len()).any(|n| authorities[..n].contains(&authorities[n]));
        if authorities.is_empty() || !known || twice {
            return Err(SynthError::Authorities);
        }
        let (first, last) = (self.years.start(), self.years.end());
        if first > last || !YEARS.contains(first) || !YEARS.contains(last) {
            return Err(SynthError::Years);
        }
        if !(0.0..=100.0).contains(&self.fault_percent) {
            return Err(SynthError::FaultPercent);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
