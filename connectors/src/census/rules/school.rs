//! Rules on the header and the school.

use crate::Identity;
use crate::census::facts::{self, Facts, Term};
use crate::census::schema::header::HEADER_FIELDS;
use crate::census::schema::place;
use crate::layout::{Cell, Intake};
use crate::reference;
use crate::value;

use super::{Cells, rule};

const TYPE: usize = place(HEADER_FIELDS, "school_type");

/// Judges the header's cells and the facts made of them.
pub(in crate::census) fn judge_header(
    intake: &mut Intake,
    header: &Cells<'_>,
    facts: &Facts,
    identity: &Identity,
    pupils: u64,
) {
    if facts.year.is_some_and(|year| year != identity.year) {
        header.tell(intake, rule!("year_given"), facts::REFERENCE_DATE);
    } else if facts.year_differs {
        header.tell(intake, rule!("year_differs"), facts::YEAR);
    }
    if facts.term_mended {
        header.tell(intake, rule!("term_mended"), facts::TERM);
    }
    judge_reference_date(intake, header, facts, identity.year);
    judge_authority(intake, header, facts, identity);
    if facts.estab.is_none() {
        header.tell(intake, rule!("estab_form"), facts::ESTAB);
    } else if facts.estab_mended {
        header.tell(intake, rule!("estab_digits"), facts::ESTAB);
    }
    let kind = header.get(TYPE);
    if kind.is_given() && value::integer(kind.raw.as_bytes()).is_none() {
        header.tell(intake, rule!("school_type_text"), TYPE);
    }
    if pupils == 0 {
        header.tell(intake, rule!("no_pupils"), facts::TERM);
    }
}

fn judge_reference_date(intake: &mut Intake, header: &Cells<'_>, facts: &Facts, year: i16) {
    let due = facts.day_due(year);
    match facts.reference_date {
        None if !matches!(facts.term, Some(Term::Half(_))) => {
            header.tell(
                intake,
                rule!("reference_date_missing"),
                facts::REFERENCE_DATE,
            );
        }
        Some(day) if due.is_some_and(|due| due != day) => {
            header.tell(
                intake,
                rule!("reference_date_differs"),
                facts::REFERENCE_DATE,
            );
        }
        _ => {}
    }
}

fn judge_authority(intake: &mut Intake, header: &Cells<'_>, facts: &Facts, identity: &Identity) {
    let Some(la) = facts.la else {
        return;
    };
    if la != identity.la_code {
        header.tell(intake, rule!("la_given"), facts::LEA);
    }
    // One that ends during the school year still makes returns for it.
    let gone = match reference::authority_end(la) {
        None => true,
        Some(None) => false,
        Some(Some(last)) => facts
            .census_day(identity.year)
            .is_some_and(|day| last < day),
    };
    if gone {
        header.tell(intake, rule!("la_predecessor"), facts::LEA);
    }
}

/// Whether a school's phase is known to be neither special nor a pupil referral unit, nor one
/// that has no phase.
pub(in crate::census) fn is_mainstream(phase: &Cell<'_>) -> bool {
    matches!(phase.text(), Some("NS" | "PS" | "MP" | "MS" | "SS" | "AT"))
}
