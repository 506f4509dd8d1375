//! The schools of the fictional authorities.
//!
//! An authority is cut into areas of about 5,400 residents under 18, each with six primary
//! schools, two secondary schools and a special school; the first area also has the
//! authority's pupil referral unit and its college. Which area a household lives in follows
//! from its number alone, so a school has the same pupils in any plan large enough to reach
//! its area to the end.
//!
//! # Numbers that cannot be real
//!
//! URNs are six digits, as every format demands, from 900000 up: the register of schools has
//! given out none above 4xxxxx, and early years numbers begin with 5, 6 or 7 at most. The
//! establishment numbers are of the ranges the phases use, and fictional through their
//! authority.

use super::super::days::{Day, on};
use super::super::profile::Profile;

/// Residents under 18 of an area.
pub(in super::super) const AREA_RESIDENTS: u64 = 5_400;

/// Most areas that establishment numbers leave room for.
pub(in super::super) const MOST_AREAS: u64 = 333;

/// Households of an area, known to services or not: 943 per thousand residents under 18, by
/// the sizes of families and the years of birth in `population`.
const AREA_HOUSEHOLDS: u64 = AREA_RESIDENTS * 943 / 1_000;

/// Number of the first household that no service knows; far above those known, so that
/// persons' numbers and all that is made of them never meet.
pub(in super::super) const UNKNOWN_FROM: u64 = 1 << 21;

/// Households of an area that are known to children's services.
pub(in super::super) fn known_per_area(profile: &Profile) -> u64 {
    AREA_RESIDENTS * super::super::population::HOUSEHOLDS_PER_MILLE * u64::from(profile.contact)
        / 100_000
}

/// Households of an area that no service knows.
pub(in super::super) fn unknown_per_area(profile: &Profile) -> u64 {
    AREA_HOUSEHOLDS - known_per_area(profile)
}

/// The area in which a household lives at first.
pub(in super::super) fn area_of(profile: &Profile, household: u64) -> u16 {
    let area = if household >= UNKNOWN_FROM {
        (household - UNKNOWN_FROM) / unknown_per_area(profile)
    } else {
        household / known_per_area(profile)
    };
    area.min(MOST_AREAS - 1) as u16
}

/// What kind of school.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Kind {
    Primary,
    Secondary,
    Special,
    ReferralUnit,
    College,
}

/// A school, by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in super::super) struct School {
    pub(in super::super) la: i16,
    pub(in super::super) area: u16,
    slot: u8,
}

impl School {
    pub(in super::super) const PRIMARIES: u8 = 6;
    pub(in super::super) const SECONDARIES: u8 = 2;

    pub(in super::super) fn primary(la: i16, area: u16, place: u32) -> Self {
        let slot = (place % u32::from(Self::PRIMARIES)) as u8;
        Self { la, area, slot }
    }

    pub(in super::super) fn secondary(la: i16, area: u16, place: u32) -> Self {
        let slot = Self::PRIMARIES + (place % u32::from(Self::SECONDARIES)) as u8;
        Self { la, area, slot }
    }

    pub(in super::super) fn special(la: i16, area: u16) -> Self {
        Self { la, area, slot: 8 }
    }

    pub(in super::super) fn referral_unit(la: i16) -> Self {
        Self {
            la,
            area: 0,
            slot: 9,
        }
    }

    pub(in super::super) fn college(la: i16) -> Self {
        Self {
            la,
            area: 0,
            slot: 10,
        }
    }

    /// Every school of an authority's areas from 0 to `areas` - 1, in the order of URNs.
    pub(in super::super) fn all(la: i16, areas: u16) -> impl Iterator<Item = Self> {
        (0..areas).flat_map(move |area| {
            let last = if area == 0 { 10 } else { 8 };
            (0..=last).map(move |slot| Self { la, area, slot })
        })
    }

    pub(in super::super) fn kind(self) -> Kind {
        match self.slot {
            0..=5 => Kind::Primary,
            6..=7 => Kind::Secondary,
            8 => Kind::Special,
            9 => Kind::ReferralUnit,
            _ => Kind::College,
        }
    }

    pub(in super::super) fn urn(self) -> u32 {
        let la = (self.la - 990) as u32;
        900_000 + la * 10_000 + u32::from(self.area) * 12 + u32::from(self.slot)
    }

    /// Establishment number within the authority.
    pub(in super::super) fn estab(self) -> u32 {
        let (area, slot) = (u32::from(self.area), u32::from(self.slot));
        match self.kind() {
            Kind::Primary => 2000 + area * 6 + slot,
            Kind::Secondary => 4000 + area * 2 + slot - 6,
            Kind::Special => 7000 + area,
            Kind::ReferralUnit => 1100,
            Kind::College => 8600,
        }
    }

    /// Code and name of the type of establishment, and the older NPD code of it.
    pub(in super::super) fn type_of(self) -> (u8, &'static str, u8) {
        match self.slot {
            0 | 1 | 5 => (1, "Community school", 21),
            2 | 3 | 6 => (34, "Academy converter", 51),
            4 => (2, "Voluntary aided school", 22),
            7 => (5, "Foundation school", 24),
            8 => (7, "Community special school", 26),
            9 => (14, "Pupil referral unit", 34),
            _ => (18, "Further education", 31),
        }
    }

    /// Whether it has a SEN unit, and whether resourced provision.
    pub(in super::super) fn provision(self) -> (bool, bool) {
        (self.slot == 6, self.slot == 0)
    }

    /// First and last age of its pupils.
    pub(in super::super) fn ages(self) -> (i32, i32) {
        match self.kind() {
            Kind::Primary => (3, 11),
            Kind::Secondary => (11, 18),
            Kind::Special => (3, 19),
            Kind::ReferralUnit => (5, 16),
            Kind::College => (16, 99),
        }
    }

    pub(in super::super) fn opened(self) -> Day {
        on(1950 + i32::from(self.area % 50), 9, 1)
    }

    pub(in super::super) fn name(self) -> String {
        let (area, slot) = (usize::from(self.area), usize::from(self.slot));
        let place = PLACES[(area * 7 + slot * 5) % PLACES.len()];
        // The words come round after as many areas as there are; the number tells them apart.
        let again = area / PLACES.len();
        let suffix = if again > 0 {
            format!(" {}", again + 1)
        } else {
            String::new()
        };
        match self.kind() {
            Kind::Primary if slot == 4 => {
                format!("St Ardith's {place} Church of England Primary School{suffix}")
            }
            Kind::Primary => format!("{place} Primary School{suffix}"),
            Kind::Secondary => format!("{place} {}{suffix}", ["Academy", "High School"][slot - 6]),
            Kind::Special => format!("{place} Special School{suffix}"),
            Kind::ReferralUnit => format!("{place} Pupil Referral Unit"),
            Kind::College => format!("{place} College"),
        }
    }
}

const PLACES: [&str; 23] = [
    "Alderbrook",
    "Birchmere",
    "Coldharbour",
    "Dunmarsh",
    "Elmstead",
    "Fernhollow",
    "Greywell",
    "Hazelbourne",
    "Ivythorpe",
    "Juniper Hill",
    "Kestrel Down",
    "Larkfield",
    "Millrace",
    "Nettlecombe",
    "Oakshaw",
    "Pebblewick",
    "Quarryside",
    "Rushford",
    "Sallowfield",
    "Thistledown",
    "Underwood",
    "Vinebridge",
    "Willowmead",
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::super::profile::PROFILES;
    use super::*;

    #[test]
    fn every_school_has_numbers_of_its_own() {
        let (mut urns, mut estabs) = (HashSet::new(), HashSet::new());
        for la in 990..=999 {
            for school in School::all(la, MOST_AREAS as u16) {
                assert!((900_000..1_000_000).contains(&school.urn()));
                assert!(urns.insert(school.urn()));
                assert!(school.estab() <= 9999 && estabs.insert((la, school.estab())));
            }
        }
    }

    #[test]
    fn most_households_of_an_area_are_known_nowhere() {
        for profile in &PROFILES {
            assert!(unknown_per_area(profile) > 0 && known_per_area(profile) > 0);
            assert!(known_per_area(profile) * MOST_AREAS < UNKNOWN_FROM);
            let last = unknown_per_area(profile) * MOST_AREAS + UNKNOWN_FROM;
            // Persons spelled in a UPN, and in ten million pairs of learner numbers.
            assert!(last * 5 < 44_000_000);
            assert_eq!(area_of(profile, known_per_area(profile)), 1);
            let unknown = UNKNOWN_FROM + 2 * unknown_per_area(profile);
            assert_eq!(area_of(profile, unknown), 2);
        }
    }
}
