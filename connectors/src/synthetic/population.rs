//! Who lives in a fictional authority: households, their children and the identifiers the
//! children have in every dataset.
//!
//! Households known to children's services are numbered from 0 in each authority. Household
//! *k* is the same people whatever the size of the plan, the years asked for, or the other
//! authorities in it. The children that no service knows are not generated: a children in
//! need census does not show them.
//!
//! # Identifiers
//!
//! A person's number is five times the household's number plus the place in the family. The
//! local child number is that number scattered over nine digits by an odd multiplication,
//! which is one to one. The UPN carries the number too, so two children never share one; see
//! [`upn`].

use std::sync::LazyLock;

use cohort_udfs::upn::LA_NUMBERS;

use super::SynthError;
use super::days::{Day, birthday, civil, on};
use super::profile::{IdStyle, Profile};
use super::rng::{Dice, Purpose, mix};
use super::shape;

/// First and last birthday of a family's eldest child. The first is early enough that the
/// youngest child of the oldest family has left every return by 2019-20.
const FIRST_BORN: (Day, Day) = (on(1990, 1, 1), on(2027, 3, 31));

/// Known households per thousand resident children (chosen, so that referrals come to
/// England's rate).
pub(super) const HOUSEHOLDS_PER_MILLE: u64 = 535;

/// Most children that one household number leaves room for.
pub(super) const PLACES: u64 = 5;

/// Highest household number, so that local child numbers stay distinct.
pub(super) const LAST_HOUSEHOLD: u64 = LOCAL_NUMBERS / PLACES - 1;

const LOCAL_NUMBERS: u64 = 1 << 29;

/// Households known to children's services in an authority of `children` residents under 18.
pub(super) fn known_households(profile: &Profile, children: u64) -> Result<u64, SynthError> {
    let households = children
        .checked_mul(HOUSEHOLDS_PER_MILLE * u64::from(profile.contact))
        .map(|scaled| scaled.div_ceil(100_000));
    match households {
        Some(households) if households <= LAST_HOUSEHOLD => Ok(households),
        _ => Err(SynthError::TooMany { children }),
    }
}

/// Sex as it will be registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sex {
    /// Female
    F,
    /// Male
    M,
    /// Not recorded
    U,
}

/// One fictional child.
#[derive(Clone)]
pub(super) struct Person {
    /// Number within the authority, distinct for each child.
    pub(super) number: u64,
    /// The family.
    pub(super) household: u64,
    /// Day of birth, past or future.
    pub(super) birth: Day,
    /// The eighteenth birthday.
    pub(super) adult: Day,
    /// The day the birth was expected.
    pub(super) due: Day,
    pub(super) sex: Sex,
    pub(super) ethnicity: &'static str,
    /// Codes, most important first; empty for a child without a disability.
    pub(super) disabilities: Vec<&'static str>,
    /// Came alone to seek asylum.
    pub(super) asylum: bool,
    /// Plans held in another authority before the first one here.
    pub(super) plans_elsewhere: u32,
    pub(super) schooling: Schooling,
}

/// What schools and the authority know of a child's UPN.
#[derive(Debug, Clone, Copy)]
pub(super) struct Schooling {
    /// When a school first gave a UPN.
    pub(super) allocated: Day,
    /// Until when that UPN is a temporary one; `allocated` when it never is.
    pub(super) temporary_until: Day,
    /// Why children's services do not have it, if they do not.
    pub(super) unknown: Option<&'static str>,
}

/// A family, or a child alone.
#[derive(Clone)]
pub(super) struct Household {
    pub(super) number: u64,
    pub(super) children: Vec<Person>,
}

impl Household {
    /// The household of that number; always the same one for the same seed.
    pub(super) fn new(seed: u64, profile: &Profile, number: u64) -> Self {
        let mut dice = Dice::new(seed, profile.la_code, number, Purpose::People);
        let asylum = dice.per_10k(profile.asylum);
        let mut birth = dice.between(FIRST_BORN.0, FIRST_BORN.1);
        let count = if asylum {
            1
        } else {
            dice.pick(shape::FAMILY_SIZE).unwrap_or(1)
        };
        let ethnicity = if asylum {
            dice.code(ASYLUM_ETHNICITY)
        } else {
            dice.code(profile.ethnicity)
        };
        let mut children = Vec::with_capacity(count as usize);
        for place in 0..count {
            if place > 0 && !dice.per_mille(15) {
                // Otherwise a twin, born on the same day.
                birth += dice.between(400, 1700);
            }
            let number = number * PLACES + u64::from(place);
            children.push(person(&mut dice, number, birth, ethnicity, asylum));
        }
        Self { number, children }
    }

    /// Whether nobody in it can be in a return of the years from `first` to `last`: all too
    /// old before, or not yet conceived after.
    pub(super) fn is_outside(&self, first: Day, last: Day) -> bool {
        self.children.iter().all(|child| {
            // Seven years of at most 366 days are more than enough.
            child.adult + (OLDEST - 18) * 366 < first || child.birth - LONGEST_BEFORE_BIRTH > last
        })
    }
}

/// The age at which the last case of anybody is closed.
pub(super) const OLDEST: i32 = 25;
/// Longest time between a referral before birth and the birth, in days.
pub(super) const LONGEST_BEFORE_BIRTH: i32 = 200;

/// Mixes of those who come alone (chosen).
const ASYLUM_ETHNICITY: &[(u32, &str)] = &[
    (460, "BAFR"),
    (240, "OOTH"),
    (180, "AOTH"),
    (60, "WOTH"),
    (60, "NOBT"),
];

fn person(
    dice: &mut Dice,
    number: u64,
    born: Day,
    family_ethnicity: &'static str,
    asylum: bool,
) -> Person {
    let (year, month, _) = civil(born);
    // The 15th stands for a day of birth that nobody knows.
    let birth = if asylum || dice.per_mille(3) {
        on(year, month, 15)
    } else {
        born
    };
    let boys = if asylum { 950 } else { 541 };
    let sex = match dice.below(1000) {
        0..=1 => Sex::U,
        n if n < boys => Sex::M,
        _ => Sex::F,
    };
    let unlike = dice.per_mille(40);
    let ethnicity = if unlike && family_ethnicity == "WBRI" {
        dice.code(&[
            (3, "MWBC"),
            (1, "MWBA"),
            (2, "MWAS"),
            (3, "MOTH"),
            (3, "NOBT"),
        ])
    } else {
        family_ethnicity
    };
    let disabilities = disabilities(dice);
    Person {
        number,
        household: number / PLACES,
        birth,
        adult: birthday(birth, 18),
        due: birth + dice.between(-14, 14),
        sex,
        ethnicity,
        disabilities,
        asylum,
        plans_elsewhere: dice
            .pick(&[(890, 0), (88, 1), (18, 2), (4, 3)])
            .unwrap_or(0),
        schooling: schooling(dice, number, birth, asylum),
    }
}

fn disabilities(dice: &mut Dice) -> Vec<&'static str> {
    if !dice.per_mille(63) {
        return Vec::new();
    }
    let mut codes: Vec<_> = shape::DISABILITIES
        .iter()
        .filter(|row| dice.per_mille(row.0))
        .map(|row| row.1)
        .collect();
    if codes.is_empty() {
        codes.push(dice.code(shape::DISABILITIES));
    }
    codes
}

fn schooling(dice: &mut Dice, number: u64, birth: Day, asylum: bool) -> Schooling {
    let (year, month, _) = civil(birth);
    // 1 September after the third birthday for a nursery class, after the fourth for reception.
    // Of two persons whose UPNs would differ in nothing else, the years are one odd, one even.
    let first_september = if month >= 9 { year + 1 } else { year };
    let parity = (mix(number % upn_numbers()) ^ (number / upn_numbers())) & 1;
    let nursery = (first_september + 3) as u64 & 1 == parity;
    let allocated = on(first_september + if nursery { 3 } else { 4 }, 9, 1) + dice.between(0, 20);
    let temporary = dice.per_mille(25);
    let temporary_until = if temporary {
        allocated + dice.between(200, 900)
    } else {
        allocated
    };
    let unknown = match dice.below(1000) {
        _ if asylum => Some(dice.code(&[(7, "UN3"), (3, "UN6")])),
        0..=8 => Some("UN2"),
        9..=14 => Some("UN3"),
        15..=20 => Some("UN5"),
        21..=44 => Some("UN6"),
        _ => None,
    };
    Schooling {
        allocated,
        temporary_until,
        unknown,
    }
}

/// The local child number: letters and digits only, at most twelve.
pub(super) fn la_child_id(seed: u64, profile: &Profile, person: u64) -> String {
    // An odd factor permutes the numbers below a power of two, and so does an offset.
    let offset = mix(seed ^ profile.la_code as u64);
    let scattered = person.wrapping_mul(0x2545_f491).wrapping_add(offset) & (LOCAL_NUMBERS - 1);
    let number = 100_000_000 + scattered;
    match profile.ids {
        IdStyle::Digits => number.to_string(),
        IdStyle::Prefixed(prefix) => format!("{prefix}{number}"),
    }
}

/// Authorities that no longer exist and numbers that never were one, all accepted in a UPN:
/// one for each fictional authority.
const FIRST_ALLOCATING: [u16; 10] = [820, 835, 836, 837, 875, 909, 928, 1, 2, 3];

/// [`FIRST_ALLOCATING`], then every other number accepted in all years, for benchmark files
/// larger than any authority.
static ALLOCATING: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let accepted = LA_NUMBERS.iter().flat_map(|&(from, to)| from..=to);
    // 942 and 943 are accepted from 2023-24 only.
    let others = accepted.filter(|la| *la < 942 && !FIRST_ALLOCATING.contains(la));
    FIRST_ALLOCATING.into_iter().chain(others).collect()
});

/// School and serial numbers that one allocating number leaves room for.
const PER_ALLOCATING: u64 = 1_999_000;

/// Persons of one authority who can be told apart by allocating number, school and serial.
fn upn_numbers() -> u64 {
    (ALLOCATING.len() / FIRST_ALLOCATING.len()) as u64 * PER_ALLOCATING
}

/// A permanent UPN: valid by every rule, and nobody's.
///
/// The fictional authorities' own numbers are not accepted in a UPN, so the allocating number
/// is that of another authority; but the school number is from 9000 up, or in very large
/// files below 1000, where no maintained school is numbered, so no real child has any of
/// these UPNs. Allocating number, school and serial spell the person's number; persons too
/// many for that are told apart by the year ([`schooling`]). `None` for a person beyond
/// that, in a file of more than some three million children.
pub(super) fn upn(profile: &Profile, person: &Person) -> Option<String> {
    if person.number >= 2 * upn_numbers() {
        return None;
    }
    let spelled = person.number % upn_numbers();
    let block = spelled / PER_ALLOCATING * 10 + (profile.la_code - 990) as u64;
    let la = *ALLOCATING.get(usize::try_from(block).ok()?)?;
    let (school, serial) = (spelled % PER_ALLOCATING / 1000, spelled % 1000);
    let school = if school < 1000 {
        9000 + school
    } else {
        school - 999
    };
    let year = civil(person.schooling.allocated).0.rem_euclid(100);
    Some(with_check_letter(&format!(
        "{la:03}{school:04}{year:02}{serial:03}"
    )))
}

/// The temporary UPN that came before the permanent one: its last character is a letter.
pub(super) fn temporary_upn(profile: &Profile, person: &Person) -> Option<String> {
    let permanent = upn(profile, person)?;
    // The serial's last digit becomes the letter at that place, so these stay distinct too.
    let last = permanent.as_bytes().last()? - b'0';
    let letter = char::from(b"ABCDEFGHJK"[usize::from(last % 10)]);
    Some(with_check_letter(&format!("{}{letter}", &permanent[1..12])))
}

/// Puts the check letter before the twelve characters `rest`.
pub(super) fn with_check_letter(rest: &str) -> String {
    let letter = cohort_udfs::upn::check_letter(rest).unwrap_or('A');
    format!("{letter}{rest}")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::profile::profile;
    use super::*;

    #[test]
    fn every_upn_passes_the_check_and_is_nobody_elses() {
        let (mut seen, mut made) = (HashSet::new(), 0);
        for la in 990..=999 {
            let profile = profile(la).unwrap();
            for number in 0..300 {
                for child in Household::new(3, profile, number * 991).children {
                    for upn in [upn(profile, &child), temporary_upn(profile, &child)] {
                        let upn = upn.unwrap();
                        assert_eq!(cohort_udfs::upn::check(&upn), Ok(()));
                        let school: u16 = upn[4..8].parse().unwrap();
                        assert!(!(1000..9000).contains(&school));
                        assert!(seen.insert(upn));
                        made += 1;
                    }
                }
            }
        }
        assert!(made > 10_000);
    }

    #[test]
    fn persons_too_many_to_spell_differ_in_the_year() {
        let profile = profile(995).unwrap();
        let mut child = Household::new(3, profile, 0).children.remove(0);
        let upn_of = |number, child: &mut Person| {
            child.number = number;
            let mut dice = Dice::new(3, 995, number, Purpose::People);
            child.schooling = schooling(&mut dice, number, child.birth, false);
            upn(profile, child)
        };
        for number in [0, 7, 1_998_999, 1_999_000] {
            let one = upn_of(number, &mut child).unwrap();
            let other = upn_of(number + upn_numbers(), &mut child).unwrap();
            assert_eq!((&one[1..8], &one[10..]), (&other[1..8], &other[10..]));
            assert_ne!(one, other);
        }
        assert_eq!(upn_of(2 * upn_numbers(), &mut child), None);
        assert!(upn_numbers() > 30_000_000);
    }

    #[test]
    fn local_numbers_are_distinct_and_fit() {
        let profile = profile(995).unwrap();
        let ids: HashSet<_> = (0..50_000).map(|n| la_child_id(1, profile, n)).collect();
        assert_eq!(ids.len(), 50_000);
        assert!(
            ids.iter()
                .all(|id| id.len() <= 20 && id.chars().all(char::is_alphanumeric))
        );
    }

    #[test]
    fn a_household_is_the_same_in_any_plan() {
        let profile = profile(990).unwrap();
        let births = |seed| -> Vec<_> {
            Household::new(seed, profile, 12)
                .children
                .iter()
                .map(|c| c.birth)
                .collect()
        };
        assert_eq!(births(1), births(1));
        assert_ne!(births(1), births(2));
        assert!(
            known_households(profile, 1_000).unwrap() < known_households(profile, 9_000).unwrap()
        );
        assert!(known_households(profile, u64::MAX / 2).is_err());
    }
}
