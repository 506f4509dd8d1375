//! What the header says: whose return it is, which term's, and its census day.

use cohort_udfs::calendar;

use crate::finding::Position;
use crate::value;
use crate::xml::record::NodeRef;
use crate::{ConnectorError, Given, Identity};

use super::schema::header::{HEADER_FIELDS, OF_HEADER};
use super::schema::place;

pub(super) const TERM: usize = place(HEADER_FIELDS, "term_text");
pub(super) const YEAR: usize = place(HEADER_FIELDS, "collection_year");
pub(super) const REFERENCE_DATE: usize = place(HEADER_FIELDS, "reference_date");
pub(super) const LEA: usize = place(HEADER_FIELDS, "la_text");
pub(super) const ESTAB: usize = place(HEADER_FIELDS, "estab_text");
pub(super) const URN: usize = place(HEADER_FIELDS, "urn_text");
pub(super) const SERIAL: usize = place(HEADER_FIELDS, "serial_no");
pub(super) const MADE_AT: usize = place(HEADER_FIELDS, "made_at");
pub(super) const PHASE: usize = place(HEADER_FIELDS, "phase");

/// Years in which there was a census of pupils.
const YEARS: std::ops::RangeInclusive<i16> = 2002..=2099;

/// The three censuses of a school year, and the half-term collections of old.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Term {
    Autumn,
    Spring,
    Summer,
    /// `601` to `606`: attendance of half a term.
    Half(&'static str),
}

impl Term {
    /// The code; a term written out is understood too. The flag says that it was.
    fn read(text: &str) -> Option<(Term, bool)> {
        const HALVES: [&str; 6] = ["601", "602", "603", "604", "605", "606"];
        let code = value::code(text);
        Some(match &*code {
            "AUT" => (Term::Autumn, false),
            "SPR" => (Term::Spring, false),
            "SUM" => (Term::Summer, false),
            "AUTUMN" => (Term::Autumn, true),
            "SPRING" => (Term::Spring, true),
            "SUMMER" => (Term::Summer, true),
            other => {
                let half = HALVES.into_iter().find(|half| *half == other)?;
                (Term::Half(half), false)
            }
        })
    }

    /// The term of a census day.
    fn of_month(month: u32) -> Term {
        match month {
            1..=3 => Term::Spring,
            4..=8 => Term::Summer,
            _ => Term::Autumn,
        }
    }

    pub(super) fn code(self) -> &'static str {
        match self {
            Term::Autumn => "AUT",
            Term::Spring => "SPR",
            Term::Summer => "SUM",
            Term::Half(code) => code,
        }
    }

    /// Census day: the first Thursday of October, the third of January and of May.
    pub(super) fn census_day(self, year: i16) -> Option<i32> {
        const THURSDAY: i32 = 4;
        let year = i32::from(year);
        let (year, month, weeks) = match self {
            Term::Autumn => (year - 1, 10, 0),
            Term::Spring => (year, 1, 2),
            Term::Summer => (year, 5, 2),
            Term::Half(_) => return None,
        };
        let first = calendar::date(year, month, 1)?;
        let to_thursday = (THURSDAY - calendar::weekday(first) as i32).rem_euclid(7);
        Some(first + to_thursday + 7 * weeks)
    }
}

/// A text of the header, and where it stands.
#[derive(Clone, Copy)]
pub(super) struct Told<'h> {
    pub(super) text: &'h str,
    pub(super) at: Position,
}

pub(super) fn told(header: NodeRef<'_>, field: usize) -> Option<Told<'_>> {
    let mut texts = header.texts(field);
    let (text, at) = texts.find(|(text, _)| !text.trim().is_empty())?;
    Some(Told {
        text: text.trim(),
        at,
    })
}

/// What the header says, as far as it could be understood.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Facts {
    /// Whether anything of `Header` has been read; a record that comes later has it whole.
    pub(super) seen: bool,
    pub(super) term: Option<Term>,
    /// The term was written out, or is that of the reference date.
    pub(super) term_mended: bool,
    /// `Year` and term, or reference date: calendar year in which the school year ends.
    pub(super) year: Option<i16>,
    /// `Year` names neither year of the school year of the reference date.
    pub(super) year_differs: bool,
    pub(super) reference_date: Option<i32>,
    pub(super) la: Option<i16>,
    /// Four digits.
    pub(super) estab: Option<String>,
    pub(super) estab_mended: bool,
    pub(super) urn: Option<String>,
    serial: Option<i64>,
    made_at: Option<String>,
}

/// Shows only which are known.
impl std::fmt::Debug for Facts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Facts")
            .field("seen", &self.seen)
            .field("term", &self.term)
            .field("year", &self.year)
            .finish_non_exhaustive()
    }
}

impl Facts {
    pub(super) fn of(header: NodeRef<'_>) -> Facts {
        let text = |field| header.text(field);
        let reference_date = text(REFERENCE_DATE)
            .and_then(|text| value::date(text.as_bytes()))
            .map(|written| written.day)
            .filter(|day| calendar::civil(*day).is_some_and(|(year, ..)| in_years(year)));
        let of_day = reference_date.and_then(calendar::civil);
        let said_term = text(TERM).and_then(Term::read);
        let term = said_term
            .map(|(term, _)| term)
            .or(of_day.map(|(_, month, _)| Term::of_month(month)));
        let said_year = text(YEAR).and_then(year_in);
        let year_of_day = of_day.and_then(|(year, month, _)| {
            i16::try_from(if month >= 9 { year + 1 } else { year }).ok()
        });
        // Assumed: `Year` of an autumn census is that of its census day, the first of the two.
        let year_of_text = said_year.map(|year| match term {
            Some(Term::Autumn) => year + 1,
            _ => year,
        });
        let la = text(LEA).and_then(la_in);
        let estab = text(ESTAB).and_then(|text| estab_in(text, la));
        Facts {
            seen: (0..OF_HEADER).any(|field| text(field).is_some()),
            term,
            term_mended: said_term.is_none_or(|(_, mended)| mended),
            year: year_of_day.or(year_of_text),
            year_differs: matches!(
                (said_year, year_of_day),
                (Some(said), Some(ends)) if said != ends && said + 1 != ends
            ),
            reference_date,
            la,
            estab_mended: estab.is_some() && text(ESTAB) != estab.as_deref(),
            estab,
            urn: text(URN).and_then(urn_in),
            serial: text(SERIAL)
                .and_then(|text| value::integer(text.as_bytes()))
                .map(|(number, _)| i64::from(number)),
            made_at: text(MADE_AT).and_then(value::date_time),
        }
    }

    /// Census day: the header's if it has one, otherwise that of the term.
    pub(super) fn census_day(&self, year: i16) -> Option<i32> {
        self.reference_date.or_else(|| self.term?.census_day(year))
    }

    /// The day on which the census of this term and year was due.
    pub(super) fn day_due(&self, year: i16) -> Option<i32> {
        self.term?.census_day(year)
    }

    /// Whose and which return it is. Each school's file of each term is one of its own.
    pub(super) fn identity(&self, given: Given) -> Result<Identity, ConnectorError> {
        let identity = self.identity_of_authority(given)?;
        let (term, school) = self.term_and_school(identity.la_code)?;
        Ok(Identity {
            period: Some(format!("{} {school}", term.code())),
            ..identity
        })
    }

    /// The same of a return that the authority makes once a year.
    pub(super) fn identity_of_authority(&self, given: Given) -> Result<Identity, ConnectorError> {
        let missing = |what, option| ConnectorError::IdentityMissing { what, option };
        let la_code = given.la_code.or(self.la);
        let year = given.year.or(self.year);
        Ok(Identity {
            la_code: la_code.ok_or_else(|| missing("local authority", "--la"))?,
            year: year.ok_or_else(|| missing("year", "--year"))?,
            serial: self.serial,
            made_at: self.made_at.clone(),
            ..Identity::default()
        })
    }

    /// Term, and LA and school number or else the school's unique reference number.
    pub(super) fn term_and_school(&self, la_code: i16) -> Result<(Term, String), ConnectorError> {
        let missing = |what, option| ConnectorError::IdentityMissing { what, option };
        let term = self
            .term
            .ok_or_else(|| missing("term", "Term or ReferenceDate in its header"))?;
        let school = match (&self.estab, &self.urn) {
            (Some(estab), _) => format!("{la_code:03}{estab}"),
            (None, Some(urn)) => format!("URN{urn}"),
            (None, None) => return Err(missing("school", "Estab or URN in its header")),
        };
        Ok((term, school))
    }
}

fn in_years(year: i32) -> bool {
    i16::try_from(year).is_ok_and(|year| YEARS.contains(&year))
}

/// `2024`, or `2023/24`, `2023/2024` and `202324`, of which the second year counts.
fn year_in(text: &str) -> Option<i16> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let number = |text: &str| text.parse::<i16>().ok();
    let year = match digits.len() {
        4 => number(&digits)?,
        6 => number(&digits[..4])? + 1,
        8 => number(&digits[4..])?,
        _ => return None,
    };
    YEARS.contains(&year).then_some(year)
}

/// A three-digit number of a local authority.
pub(super) fn la_in(text: &str) -> Option<i16> {
    let (number, _) = value::integer(text.as_bytes())?;
    let la = i16::try_from(number).ok()?;
    (100..=999).contains(&la).then_some(la)
}

/// Four digits: leading zeros that were lost are put back, the authority's number before them
/// is taken off.
fn estab_in(text: &str, la: Option<i16>) -> Option<String> {
    let code = value::code(text);
    if code.is_empty() || !code.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let digits = match (code.len(), la) {
        (1..=4, _) => &*code,
        (7, Some(la)) => code.strip_prefix(la.to_string().as_str())?,
        _ => return None,
    };
    Some(format!("{digits:0>4}"))
}

/// A unique reference number of a school: five or six digits.
fn urn_in(text: &str) -> Option<String> {
    let code = value::code(text);
    let digits = (5..=6).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| code.into_owned())
}

#[cfg(test)]
mod tests;
