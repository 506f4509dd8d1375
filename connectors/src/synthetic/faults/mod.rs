//! Faults planted on purpose, each with the findings it must cause.
//!
//! A [`Fault`] changes one thing in a child's record so that exactly the rules it names are
//! broken; it takes only children on whom it can do that without breaking others. The
//! catalogue follows sections of the DfE validation rules (identifiers, characteristics,
//! cases, assessments, section 47, plans) and ends with departures of form.

mod activity;
mod assessment;
mod case;
mod form;
mod person;
mod plan;
mod protection;

use super::days::CensusYear;
use super::record::ChildRecord;
use super::rng::{Dice, Purpose};

/// Numbers or names of findings.
pub(super) type Rules = &'static [&'static str];

/// One kind of fault.
pub(super) struct Fault {
    /// Name in `faults.csv`.
    pub(super) kind: &'static str,
    /// What must be found at the child's row; a rule that is found twice is named twice.
    pub(super) rules: Rules,
    /// What must be found for the file as a whole, counted once however many children do it.
    pub(super) notices: Rules,
    /// First and last census year in which the rules apply.
    pub(super) years: (i16, i16),
    /// Spoils the record, or leaves it as it is and returns false.
    plant: fn(&mut ChildRecord, &Scene) -> bool,
}

/// Any census year.
const ANY: (i16, i16) = (0, i16::MAX);

const fn fault(
    kind: &'static str,
    rules: Rules,
    plant: fn(&mut ChildRecord, &Scene) -> bool,
) -> Fault {
    Fault {
        kind,
        rules,
        notices: &[],
        years: ANY,
        plant,
    }
}

impl Fault {
    const fn from(self, year: i16) -> Self {
        Self {
            years: (year, self.years.1),
            ..self
        }
    }

    const fn noticed(self, notices: Rules) -> Self {
        Self { notices, ..self }
    }

    const fn until(self, year: i16) -> Self {
        Self {
            years: (self.years.0, year),
            ..self
        }
    }
}

/// What a fault may look at besides the record.
pub(super) struct Scene<'a> {
    pub(super) year: CensusYear,
    /// The child before this one in the file, if it is without fault.
    pub(super) before: Option<&'a ChildRecord>,
}

/// Every kind of fault, by part of the record.
pub(super) fn catalogue() -> impl Iterator<Item = &'static Fault> {
    [
        person::FAULTS,
        case::FAULTS,
        assessment::FAULTS,
        activity::FAULTS,
        protection::FAULTS,
        plan::FAULTS,
        form::FAULTS,
    ]
    .into_iter()
    .flatten()
}

/// Number of kinds in the catalogue.
pub(super) fn kinds() -> usize {
    catalogue().count()
}

/// Plants a fault in `percent` of the children; which child and which fault depend on the
/// seed, the authority, the year and the person alone.
pub(super) fn plant(
    record: &mut ChildRecord,
    scene: &Scene,
    key: FaultKey,
    percent: f64,
) -> Option<&'static Fault> {
    let thing = key.person * 10_000 + scene.year.year as u64;
    let mut dice = Dice::new(key.seed, key.la_code, thing, Purpose::Fault);
    // Percent to two places is as fine as a plan can say it.
    if f64::from(dice.below(10_000)) >= percent * 100.0 {
        return None;
    }
    let first = dice.below(kinds() as u32) as usize;
    // Where the first choice does not fit the child, the next kind that does.
    catalogue()
        .skip(first)
        .chain(catalogue().take(first))
        .find(|fault| {
            let year = scene.year.year;
            (fault.years.0..=fault.years.1).contains(&year) && (fault.plant)(record, scene)
        })
}

/// Whose record it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct FaultKey {
    pub(super) seed: u64,
    pub(super) la_code: i16,
    pub(super) person: u64,
}

#[cfg(test)]
mod tests;
