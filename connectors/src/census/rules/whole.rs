//! Rules on the pupils of a file beside each other.
//!
//! Of each pupil two numbers are kept that tell whether another is the same, some 70 bytes
//! with their places; a file is one school's, so that this is below a megabyte.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::census::schema::items::PUPIL;
use crate::census::schema::place;
use crate::layout::Intake;

use super::{Cells, rule};

const UPN: usize = place(PUPIL, "upn");
const SURNAME: usize = place(PUPIL, "surname");
const FORENAME: usize = place(PUPIL, "forename");
const BIRTH_DATE: usize = place(PUPIL, "birth_date");

/// The pupils so far.
#[derive(Default)]
pub(in crate::census) struct Whole {
    /// By UPN: who has it, told by forename and date of birth.
    upns: HashMap<u64, u64>,
    /// Names and dates of birth.
    children: HashMap<u64, ()>,
}

impl Whole {
    /// Judges a pupil against those before, and remembers it.
    ///
    /// The same UPN, forename and date of birth, or the same names and date of birth: two
    /// records of one child. The same UPN otherwise: two children, twins with one UPN included.
    pub(in crate::census) fn observe(&mut self, intake: &mut Intake, pupil: &Cells<'_>) {
        let text = |place: usize| pupil.get(place).text().map(str::to_lowercase);
        let (birth, forename) = (pupil.get(BIRTH_DATE).day(), text(FORENAME));
        let who = mark(&(birth, &forename));
        let mut repeated = false;
        let mut shared = false;
        if let Some(upn) = pupil.get(UPN).text() {
            match self.upns.insert(mark(&upn), who) {
                Some(before) if before == who => repeated = true,
                Some(_) => shared = true,
                None => {}
            }
        }
        let surname = text(SURNAME);
        if birth.is_some() && forename.is_some() && surname.is_some() {
            let child = mark(&(birth, forename, surname));
            repeated |= self.children.insert(child, ()).is_some();
        }
        if repeated {
            pupil.tell(intake, rule!("pupil_repeated"), UPN);
        } else if shared {
            pupil.tell(intake, rule!("upn_shared"), UPN);
        }
    }
}

fn mark(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
