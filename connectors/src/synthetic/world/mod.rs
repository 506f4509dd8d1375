//! Everybody who lives in the fictional authorities, and what every dataset knows of them.
//!
//! A children in need census starts from households known to services. The world hangs from
//! the same households and adds those that no service knows, so that the child in need is the
//! pupil, the holder of a plan, the child looked after:
//!
//! ```text
//! population, life ─▶ Citizen ─┬─ sen         needs, requests, assessments, plans
//!  (as for the CIN             ├─ care        periods of care within cases
//!   census, unchanged)         ├─ career      schools, by area of home
//!                              ├─ attendance  sessions and suspensions of a school year
//!                              └─ results     of the assessments of a school year
//! ```
//!
//! A [`Citizen`] is computed from the seed, the authority and the person's number alone, one
//! household at a time, and forgotten again: memory does not grow with the population. Only
//! to which authority somebody moves depends on the plan: on the authorities it names.
//!
//! What is decided once and holds everywhere:
//!
//! - **Home.** A household lives in an area of its authority ([`school`]); postcodes begin
//!   with ZZ, which no postcode area does, and never with ZZ99, which means no fixed abode.
//!   While a child is looked after, its postcode is that of the placement.
//! - **Movers.** Four households in a hundred that no service knows move to another authority
//!   of the plan, and so does a child whose case was closed because it moved (RC5). The UPN
//!   moves with them.
//! - **UPN.** As in the children in need census, temporary ones first for some. Children whom
//!   that census calls unknown (UN5, UN6) have one all the same, where they go to school.
//! - **Adopted** children get a new identity that nothing links to the old one. It is not
//!   made: they leave every dataset on the day of the adoption.
//! - **Twins** are siblings born on one day: surname, birth date and postcode are the same.
//!
//! # What is not made
//!
//! Dual registration, boarders, alternative provision, early years settings without a school,
//! post-16 aims, the pandemic's register code X, children in care of one authority who live
//! in another's area, and independent schools (their pupils are in no file).

pub(super) mod attendance;
pub(super) mod calendar;
pub(super) mod care;
pub(super) mod career;
mod names;
pub(super) mod results;
pub(super) mod school;
pub(super) mod sen;

use super::days::{Day, birthday, on};
use super::life::Life;
use super::population::{Person, Sex, temporary_upn, upn};
use super::profile::Profile;
use super::rng::{Dice, Purpose, mix};
use attendance::SchoolYear;
use calendar::{academic_year, first_school_day, nc_year, school_day_from};
use care::Care;
use career::{Exclusion, Spell};
use results::Burden;
use school::{UNKNOWN_FROM, area_of};
use sen::Sen;

/// Later than any day of any history.
const NEVER: Day = on(2200, 1, 1);

/// An authority of the plan and how many areas it has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Authority {
    pub(super) profile: &'static Profile,
    pub(super) areas: u16,
}

/// A move to another authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Move {
    /// The first day there.
    pub(super) day: Day,
    pub(super) la: i16,
    area: u16,
}

/// A person and everything that happens.
pub(super) struct Citizen<'a> {
    pub(super) home: &'static Profile,
    pub(super) life: &'a Life,
    pub(super) surname: &'static str,
    pub(super) forename: &'static str,
    pub(super) middle: &'static str,
    pub(super) language: &'static str,
    /// Periods of entitlement to free meals.
    pub(super) meals: Option<(Day, Day)>,
    pub(super) service_family: bool,
    pub(super) young_carer: bool,
    pub(super) moved: Option<Move>,
    pub(super) sen: Sen,
    pub(super) care: Vec<Care>,
    pub(super) spells: Vec<Spell>,
    pub(super) excluded: Option<Exclusion>,
    /// Born on the same day as a sibling.
    pub(super) twin: bool,
    /// The first day on which the person is in no dataset any more.
    pub(super) gone: Day,
    area: u16,
    seed: u64,
    ability: i32,
    missed: i32,
}

impl<'a> Citizen<'a> {
    /// The person of a life; `authorities` are those of the plan, for movers.
    pub(super) fn new(
        seed: u64,
        home: &'static Profile,
        life: &'a Life,
        twin: bool,
        authorities: &[Authority],
    ) -> Self {
        let person = &life.child;
        let new = |purpose| Dice::new(seed, home.la_code, person.number, purpose);
        let mut family = Dice::new(seed, home.la_code, person.household, Purpose::Home);
        let area = area_of(home, person.household);
        let (surname, family_name) = (names::surname(&mut family), family.below(10_000));
        let service_family = family.per_mille(18);
        // Each matter has dice of its own, so that what one child draws does not part it from
        // its siblings in the next matter.
        let (mut speech, mut moving, mut means) = (family.fork(), family.fork(), family.fork());
        let girl = person.sex == Sex::F;
        let place = person.number % super::population::PLACES;
        let (forename, middle) = names::forenames(family_name, place, girl);
        let speaks = language(&mut speech, person);

        let mut dice = new(Purpose::Care);
        let care = care::live(life, &mut dice);
        let adopted = care
            .iter()
            .find(|period| period.adoption.is_some())
            .map(|period| period.end);
        let gone = life.death.or(adopted).unwrap_or(NEVER);

        let in_need = life.cases.iter().any(|case| !case.nfa);
        let sen = sen::live(
            &sen::Who {
                birth: person.birth,
                girl,
                disabled: !person.disabilities.is_empty(),
                asylum: person.asylum,
                in_need,
                gone,
                died: life.death.is_some(),
            },
            &mut new(Purpose::Sen),
        );
        let moved = moves(life, &sen, home, gone, authorities, &mut moving);
        let meals = meals(&mut means, person.birth, in_need, life.cases.is_empty());

        let mut dice = new(Purpose::World);
        let young_carer = dice.per_mille(12);
        let ability = results::ability(&mut dice);
        let missed = dice.band(&[
            (58, 40, 380),
            (26, 381, 800),
            (12, 801, 1_800),
            (4, 1_801, 5_000),
        ]);
        let mut citizen = Self {
            home,
            life,
            surname,
            forename,
            middle,
            language: speaks,
            meals,
            service_family,
            young_carer,
            moved,
            sen,
            care,
            spells: Vec::new(),
            excluded: None,
            twin,
            gone,
            area,
            seed,
            ability,
            missed,
        };
        citizen.go_to_school(&mut new(Purpose::Career), in_need);
        citizen
    }

    fn go_to_school(&mut self, dice: &mut Dice, in_need: bool) {
        let person = &self.life.child;
        let schooling = person.schooling;
        // Elsewhere than in England's state schools; a few of those no service knows, too.
        let never = matches!(schooling.unknown, Some("UN2" | "UN3")) && !person.asylum;
        let private = dice.per_mille(40) && self.life.cases.is_empty();
        if never || private {
            return;
        }
        let from = if person.asylum {
            let Some(first) = self.life.cases.first() else {
                return;
            };
            let day = school_day_from(first.referral + dice.between(10, 60));
            if nc_year(person.birth, academic_year(day)) > 11 {
                return;
            }
            day
        } else {
            school_day_from(schooling.allocated)
        };
        let special = self.sen.requests.iter().find_map(sen::Request::plan);
        let special = special.filter(|_| self.sen.special_school).map(|plan| {
            let year = academic_year(plan.start) + 1;
            first_school_day(year)
        });
        let girl = person.sex == Sex::F;
        let exclusion = match (in_need, girl) {
            (true, false) => 260,
            (true, true) => 110,
            (false, false) => 60,
            (false, true) => 25,
        };
        let home = |day: Day| self.home_on(day);
        let (spells, excluded) = career::live(
            &career::Who {
                birth: person.birth,
                from,
                gone: self.gone,
                home: &home,
                moved: self.moved.map(|moved| moved.day),
                special,
                exclusion,
            },
            dice,
        );
        self.spells = spells;
        self.excluded = excluded;
    }

    pub(super) fn person(&self) -> &'a Person {
        &self.life.child
    }

    /// Name of the person in the truth: authority of birth and number there.
    pub(super) fn key(&self) -> String {
        format!("{}-{}", self.home.la_code, self.person().number)
    }

    /// M or F; for the few whose sex services have not recorded, schools have M.
    pub(super) fn sex(&self) -> &'static str {
        if self.person().sex == Sex::F {
            "F"
        } else {
            "M"
        }
    }

    /// Authority and area of home on `day`.
    fn home_on(&self, day: Day) -> (i16, u16) {
        match self.moved {
            Some(moved) if moved.day <= day => (moved.la, moved.area),
            _ => (self.home.la_code, self.area),
        }
    }

    /// The authority whose resident the person is on `day`.
    pub(super) fn la_on(&self, day: Day) -> i16 {
        self.home_on(day).0
    }

    /// Whether born and not gone.
    pub(super) fn is_there(&self, day: Day) -> bool {
        (self.person().birth..self.gone).contains(&day)
    }

    /// The UPN on `day` and the temporary one before it.
    pub(super) fn upn_on(&self, day: Day) -> (Option<String>, Option<String>) {
        let schooling = self.person().schooling;
        // A number for everybody who ever is on a roll; nobody else has one.
        let Some(first) = self.spells.first() else {
            return (None, None);
        };
        if day < first.entry {
            return (None, None);
        }
        let permanent = upn(self.home, self.person());
        let temporary = temporary_upn(self.home, self.person());
        let ever = schooling.temporary_until > schooling.allocated;
        match (ever, day < schooling.temporary_until) {
            (false, _) => (permanent, None),
            (true, true) => (temporary, None),
            (true, false) => (permanent, temporary),
        }
    }

    /// The unique learner number that those of 14 and over have.
    pub(super) fn uln_on(&self, day: Day) -> Option<String> {
        let has = day >= birthday(self.person().birth, 14) && !self.spells.is_empty();
        has.then(|| uln(self.home, self.person().number))
    }

    /// Postcode of home, or of the placement of a child looked after.
    pub(super) fn postcode_on(&self, day: Day) -> String {
        let placed = self.care_on(day).and_then(|care| {
            let episode = care.episodes.iter().rev().find(|one| one.start <= day)?;
            (!episode.placement.kind.is_empty() && episode.placement.kind != "P1")
                .then_some(episode.placement.number)
        });
        match placed {
            Some(number) => self.placement_postcode(number),
            None => self.home_postcode(day),
        }
    }

    pub(super) fn home_postcode(&self, day: Day) -> String {
        let (la, area) = self.home_on(day);
        postcode(
            la,
            usize::from(area) % HOMES,
            mix(self.person().household ^ 0x7057),
        )
    }

    /// Postcode of the placement of that number.
    pub(super) fn placement_postcode(&self, number: u32) -> String {
        let thing = mix(self.person().number * 1_000 + u64::from(number));
        // Letters that homes do not use keep every placement apart from the child's home, and
        // the number keeps it apart from the one before.
        let outward = HOMES + (thing >> 24) as usize % 7;
        let mut code = postcode(self.home.la_code, outward, thing);
        let digit = code.len() - 3;
        code.replace_range(digit..=digit, &(number % 10).to_string());
        code
    }

    pub(super) fn care_on(&self, day: Day) -> Option<&Care> {
        self.care.iter().find(|care| care.contains(day))
    }

    /// Looked after, not only for short breaks.
    pub(super) fn is_looked_after(&self, day: Day) -> bool {
        self.care_on(day)
            .is_some_and(|care| !care.is_short_breaks())
    }

    /// Arrangement after care: N not, G guardianship, C child arrangements.
    pub(super) fn after_care(&self, day: Day) -> &'static str {
        let ended = self.care.iter().rev().find(|care| care.end <= day);
        match ended.map(Care::ceased) {
            Some("E45" | "E46" | "E47" | "E48") => "G",
            Some("E41") => "C",
            _ => "N",
        }
    }

    /// Whether entitled to free meals on `day`.
    pub(super) fn has_meals(&self, day: Day) -> bool {
        self.meals.is_some_and(|m| (m.0..=m.1).contains(&day))
    }

    /// Entitled at any time in the six years before `day`.
    pub(super) fn had_meals(&self, day: Day) -> bool {
        self.meals
            .is_some_and(|m| m.0 <= day && m.1 >= day - 6 * 365)
    }

    fn in_need_on(&self, day: Day) -> bool {
        let open =
            |case: &super::case::Case| !case.nfa && case.referral <= day && case.closure > day;
        self.life.cases.iter().any(open)
    }

    /// The enrolment on `day`.
    pub(super) fn spell_on(&self, day: Day) -> Option<&Spell> {
        self.spells.iter().find(|spell| spell.contains(day))
    }

    /// Curriculum year in the academic year that ends in `year`.
    pub(super) fn nc_year(&self, year: i16) -> i32 {
        nc_year(self.person().birth, year)
    }

    /// Sessions and suspensions of an enrolment in an academic year.
    pub(super) fn school_year(&self, spell: &Spell, year: i16) -> SchoolYear {
        let number = self.person().number * 4_096 + u64::from(year as u16 % 64) * 64;
        let thing = number + (spell.entry % 64) as u64;
        let mut dice = Dice::new(self.seed, self.home.la_code, thing, Purpose::Attendance);
        let september = on(i32::from(year) - 1, 9, 1);
        let provision = self.sen.provision(september);
        let (poor, need) = (self.has_meals(september), self.in_need_on(september));
        let nc = self.nc_year(year);
        let mut missed = self.missed * if nc >= 7 { 120 } else { 88 } / 100;
        let mut suspended = match nc {
            7..=11 => 85,
            1..=6 => 14,
            _ => 0,
        };
        if poor {
            missed = missed * 135 / 100;
            suspended *= 2;
        }
        if need {
            missed = missed * 140 / 100;
            suspended *= 2;
        }
        if provision != "N" {
            missed = missed * 120 / 100;
            suspended *= 2;
        }
        if self.sex() == "F" {
            suspended /= 2;
        }
        let first = on(i32::from(year) - 1, 8, 1);
        attendance::live(
            &attendance::Who {
                on_roll: (spell.entry.max(first), spell.leaving.min(first + 364)),
                year,
                missed: missed.min(8_500),
                unauthorised: if poor { 420 } else { 260 },
                suspended,
                travels: matches!(self.person().ethnicity, "WIRT" | "WROM"),
            },
            &mut dice,
        )
    }

    /// Ability as results of that May show it, and the dice for them.
    fn shown(&self, year: i16, kind: u64) -> (i32, Dice) {
        let day = on(i32::from(year), 5, 10);
        let burden = Burden {
            poor: self.had_meals(day),
            provision: self.sen.provision(day),
            in_need: self.in_need_on(day),
            in_care: self.is_looked_after(day),
        };
        let thing = self.person().number * 64 + kind;
        let dice = Dice::new(self.seed, self.home.la_code, thing, Purpose::Results);
        (burden.of(self.ability), dice)
    }

    pub(super) fn profile(&self, year: i16) -> results::Profile17 {
        let (ability, mut dice) = self.shown(year, 0);
        results::profile(ability, &mut dice)
    }

    pub(super) fn phonics(&self, year: i16, second: bool) -> results::Phonics {
        let (ability, mut dice) = self.shown(year, 1 + u64::from(second));
        results::phonics(ability, second, &mut dice)
    }

    pub(super) fn ks1(&self, year: i16) -> [&'static str; 4] {
        let (ability, mut dice) = self.shown(year, 3);
        results::ks1(ability, &mut dice)
    }

    pub(super) fn tables_check(&self, year: i16) -> Result<i32, &'static str> {
        let (ability, mut dice) = self.shown(year, 4);
        results::tables(ability, &mut dice)
    }

    pub(super) fn ks2(&self, year: i16) -> results::Ks2 {
        let (ability, mut dice) = self.shown(year, 5);
        results::ks2(ability, &mut dice)
    }

    pub(super) fn ks4(&self, year: i16) -> results::Ks4 {
        let (ability, mut dice) = self.shown(year, 6);
        results::ks4(ability, &mut dice)
    }
}

fn language(family: &mut Dice, person: &Person) -> &'static str {
    if person.asylum {
        return family.code(&[(3, "PRS"), (3, "KUR"), (2, "AMR"), (2, "ARA")]);
    }
    let english = match person.ethnicity {
        "WBRI" | "WIRI" => 990,
        "MWBC" | "MWBA" | "MOTH" | "BCRB" | "REFU" | "NOBT" => 880,
        _ => 400,
    };
    if family.per_mille(english) {
        "ENG"
    } else {
        family.code(&[
            (4, "POL"),
            (4, "URD"),
            (3, "ARA"),
            (3, "BNG"),
            (3, "POR"),
            (2, "SOM"),
            (1, "OTH"),
        ])
    }
}

/// A family's entitlement to free meals: one stretch of years, longer since 2018, when nobody
/// loses it before the protection ends.
fn meals(family: &mut Dice, birth: Day, in_need: bool, unknown: bool) -> Option<(Day, Day)> {
    let share = match (in_need, unknown) {
        (true, _) => 650,
        (false, false) => 460,
        (false, true) => 300,
    };
    if !family.per_mille(share) {
        return None;
    }
    let start = birthday(birth, 4) + family.between(0, 2_500);
    let lasts = family.band(&[(2, 200, 900), (3, 901, 2_500), (5, 2_501, 5_400)]);
    Some((start, start + lasts))
}

fn moves(
    life: &Life,
    sen: &Sen,
    home: &Profile,
    gone: Day,
    authorities: &[Authority],
    family: &mut Dice,
) -> Option<Move> {
    let day = on(2017, 2, 1) + family.between(0, 3_500);
    let (share, choice, area) = (
        family.per_mille(40),
        family.below(1 << 16),
        family.below(1 << 16),
    );
    let person = &life.child;
    let closed = life.cases.last().filter(|case| case.reason == "RC5");
    let day = match closed {
        Some(case) => case.closure + 1,
        None if share && person.household >= UNKNOWN_FROM => day,
        None => return None,
    };
    // Nobody moves while a request is decided, nor when nothing is decided.
    let pending = sen.requests.iter().find(|request| request.is_pending(day));
    let day = pending.map_or(day, |request| request.finished() + 30);
    let day = sen::settled(day);
    let others: Vec<_> = authorities
        .iter()
        .filter(|other| other.profile.la_code != home.la_code)
        .collect();
    let to = others.get(choice as usize % others.len().max(1))?;
    let adult = birthday(person.birth, 18);
    if sen.requests.iter().any(|request| request.is_pending(day)) {
        return None;
    }
    (person.birth + 30 < day && day < adult.min(gone)).then(|| Move {
        day,
        la: to.profile.la_code,
        area: (area % u32::from(to.areas.max(1))) as u16,
    })
}

/// Ten digits with the check digit: weights 10 to 2, modulo 11.
fn uln(home: &Profile, person: u64) -> String {
    let base = 100_000_000 + (home.la_code - 990) as u64 * 88_000_000 + person * 2;
    for number in [base, base + 1] {
        let digits = number.to_string();
        let sum: u64 = digits
            .bytes()
            .zip((2..=10).rev())
            .map(|(digit, weight)| u64::from(digit - b'0') * weight)
            .sum();
        // Numbers that leave no remainder are not given out; the next one leaves two.
        if !sum.is_multiple_of(11) {
            return format!("{digits}{}", 10 - sum % 11);
        }
    }
    String::new()
}

/// Outward letters: the first thirteen for homes, the others for placements.
const OUTWARD: &[u8; 20] = b"ABCDEFGHJKLMNPQRSTUV";
const HOMES: usize = 13;
const INWARD: &[u8; 20] = b"ABDEFGHJLNPQRSTUWXYZ";

fn postcode(la: i16, outward: usize, thing: u64) -> String {
    let (first, second) = (thing as usize % 20, (thing >> 8) as usize % 20);
    format!(
        "ZZ{}{} {}{}{}",
        la - 990,
        char::from(OUTWARD[outward % 20]),
        (thing >> 16) % 10,
        char::from(INWARD[first]),
        char::from(INWARD[second])
    )
}

#[cfg(test)]
mod tests;
