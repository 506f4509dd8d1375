//! What one year's return shows of a child's life.
//!
//! A return shows what belongs to its year: the referrals made in it, the cases open at any
//! time in it, and of these cases the events of the year. What began earlier and goes on is
//! shown again with its old start; what ended earlier is not repeated; what will end later has
//! no end yet. Codes are those of the year.

use super::case::{Assessment, Case, CpPlan, Enquiry, Span};
use super::days::{CensusYear, Day, add_working_days, age, on};
use super::life::Life;
use super::population::{Person, Sex, la_child_id, temporary_upn, upn};
use super::profile::Profile;
use super::record::{
    AssessmentRecord, CaseRecord, ChildRecord, CpPlanRecord, EnquiryRecord, SpanRecord, Value,
};

/// The child as the return of `year` shows it; `None` when it is not in that return.
pub(super) fn view(
    life: &Life,
    profile: &Profile,
    seed: u64,
    year: &CensusYear,
) -> Option<ChildRecord> {
    let cases: Vec<&Case> = life
        .cases
        .iter()
        .filter(|case| belongs(case, year))
        .collect();
    if cases.is_empty() {
        return None;
    }
    let child = &life.child;
    let unborn = child.birth > year.end;
    let went_further = cases.iter().any(|case| !case.nfa);
    let pupil = pupil_numbers(child, profile, year, went_further, newest(&cases));
    let disabilities = match (unborn, child.disabilities.as_slice()) {
        (true, _) => Vec::new(),
        (false, []) => vec![Value::Code("NONE")],
        (false, codes) => codes.iter().copied().map(Value::Code).collect(),
    };
    Some(ChildRecord {
        la_child_id: Some(Value::Text(la_child_id(seed, profile, child.number))),
        upn: pupil.upn.map(Value::Text),
        former_upn: pupil.former.map(Value::Text),
        upn_unknown: pupil.unknown.map(Value::Code),
        birth: (!unborn).then_some(Value::Date(child.birth)),
        expected: unborn.then_some(Value::Date(child.due)),
        sex_element: if year.year >= 2025 {
            "Sex"
        } else {
            "GenderCurrent"
        },
        sex: Some(Value::Code(sex_code(child.sex, unborn, year.year))),
        death: life
            .death
            .filter(|day| year.contains(*day))
            .map(Value::Date),
        ethnicity: Some(Value::Code(child.ethnicity)),
        disabilities,
        cases: cases
            .into_iter()
            .map(|case| case_view(case, child, year))
            .collect(),
        quirk: None,
    })
}

/// Whether a case is in the return: a referral of the year, or a case open in it.
fn belongs(case: &Case, year: &CensusYear) -> bool {
    if case.nfa {
        year.contains(case.referral)
    } else {
        case.referral <= year.end && case.closure >= year.start
    }
}

fn newest(cases: &[&Case]) -> Day {
    cases
        .iter()
        .map(|case| case.referral)
        .fold(Day::MIN, Day::max)
}

fn sex_code(sex: Sex, unborn: bool, year: i16) -> &'static str {
    match (sex, unborn, year >= 2025) {
        (_, true, true) | (Sex::U, _, true) => "U",
        (_, true, false) | (Sex::U, _, false) => "0",
        (Sex::F, _, true) => "F",
        (Sex::M, _, true) => "M",
        (Sex::F, _, false) => "2",
        (Sex::M, _, false) => "1",
    }
}

#[derive(Default)]
struct PupilNumbers {
    upn: Option<String>,
    former: Option<String>,
    unknown: Option<&'static str>,
}

/// The UPN, or why there is none.
fn pupil_numbers(
    child: &Person,
    profile: &Profile,
    year: &CensusYear,
    went_further: bool,
    newest: Day,
) -> PupilNumbers {
    let unknown = |code| PupilNumbers {
        unknown: Some(code),
        ..Default::default()
    };
    let schooling = &child.schooling;
    if schooling.allocated > year.end {
        // Whoever is five by the last August has gone to school by September.
        return unknown("UN1");
    }
    // A referral that led to nothing is not worth looking a number up for, in most places.
    if !went_further && child.number.is_multiple_of(3) {
        return unknown("UN7");
    }
    if newest > year.end - 7 && child.number.is_multiple_of(4) {
        return unknown("UN4");
    }
    let permanent = upn(profile, child);
    match (schooling.unknown, permanent) {
        (Some(reason), _) => unknown(reason),
        (None, None) => unknown("UN6"),
        (None, Some(_)) if schooling.temporary_until > year.end => PupilNumbers {
            upn: temporary_upn(profile, child),
            ..Default::default()
        },
        (None, Some(upn)) => {
            let temporary = schooling.temporary_until > schooling.allocated;
            let former = if temporary {
                temporary_upn(profile, child)
            } else {
                None
            };
            PupilNumbers {
                upn: Some(upn),
                former,
                unknown: None,
            }
        }
    }
}

fn case_view(case: &Case, child: &Person, year: &CensusYear) -> CaseRecord {
    // Some systems date the closure of a referral that led to nothing, most leave it out.
    let closes = if case.nfa {
        case.referral % 4 == 0
    } else {
        case.closure <= year.end
    };
    CaseRecord {
        referral: Some(Value::Date(case.referral)),
        source: Some(Value::Code(case.source)),
        need: (!case.nfa).then_some(Value::Code(case.need)),
        closure: closes.then_some(Value::Date(case.closure)),
        reason: closes.then_some(Value::Code(case.reason)),
        conference: case
            .move_in
            .filter(|day| year.contains(*day))
            .map(Value::Date),
        nfa: Some(Value::Flag(case.nfa)),
        assessments: case
            .assessments
            .iter()
            .filter_map(|one| assessment_view(one, child, year))
            .collect(),
        plans: case
            .cin_plans
            .iter()
            .filter_map(|plan| plan_view(plan, year))
            .collect(),
        enquiries: case
            .enquiries
            .iter()
            .filter_map(|one| enquiry_view(one, year))
            .collect(),
        cp_plans: case
            .cp_plans
            .iter()
            .filter_map(|plan| cp_plan_view(plan, year))
            .collect(),
    }
}

fn assessment_view(
    assessment: &Assessment,
    child: &Person,
    year: &CensusYear,
) -> Option<AssessmentRecord> {
    let done = year.contains(assessment.end);
    let runs_on = year.contains(assessment.start) && assessment.end > year.end;
    if !done && !runs_on {
        return None;
    }
    let mut factors: Vec<_> = Vec::new();
    let today = if done {
        assessment.factors(child)
    } else {
        Vec::new()
    };
    for code in today {
        // Two codes of today may be one of an earlier year.
        let code = factor_code(code, year.year);
        if !factors.contains(&code) {
            factors.push(code);
        }
    }
    Some(AssessmentRecord {
        start: Some(Value::Date(assessment.start)),
        review: (assessment.review <= year.end).then_some(Value::Date(assessment.review)),
        end: done.then_some(Value::Date(assessment.end)),
        factors: factors.into_iter().map(Value::Code).collect(),
    })
}

/// The factor as that year's list has it.
fn factor_code(code: &'static str, year: i16) -> &'static str {
    match code {
        "18B" | "18C" if year < 2021 => "18A",
        "19B" | "19C" if year < 2021 => "19A",
        // Child criminal exploitation was recorded as gangs or other before it had a code.
        "24A" if year < 2022 => "20",
        code => code,
    }
}

/// First census that collects child in need plans.
pub(super) const PLANS_FROM: i16 = 2022;

fn plan_view(plan: &Span, year: &CensusYear) -> Option<SpanRecord> {
    let shown = year.year >= PLANS_FROM && plan.start <= year.end && plan.end >= year.start;
    shown.then(|| SpanRecord {
        start: Some(Value::Date(plan.start)),
        end: (plan.end <= year.end).then_some(Value::Date(plan.end)),
    })
}

fn enquiry_view(enquiry: &Enquiry, year: &CensusYear) -> Option<EnquiryRecord> {
    let held = enquiry.conference && year.contains(enquiry.end);
    if !held && !year.contains(enquiry.start) {
        return None;
    }
    Some(EnquiryRecord {
        start: Some(Value::Date(enquiry.start)),
        target: enquiry
            .conference
            .then(|| Value::Date(add_working_days(enquiry.start, 15))),
        conference: held.then_some(Value::Date(enquiry.end)),
        not_required: Some(Value::Flag(!enquiry.conference && enquiry.end <= year.end)),
    })
}

fn cp_plan_view(plan: &CpPlan, year: &CensusYear) -> Option<CpPlanRecord> {
    if plan.start > year.end || plan.end < year.start {
        return None;
    }
    let latest = match plan.changed {
        Some((day, category)) if day <= year.end => category,
        _ => plan.initial,
    };
    let reviews = plan.reviews.iter().filter(|day| year.contains(**day));
    Some(CpPlanRecord {
        start: Some(Value::Date(plan.start)),
        end: (plan.end <= year.end).then_some(Value::Date(plan.end)),
        initial: Some(Value::Code(plan.initial)),
        latest: Some(Value::Code(latest)),
        previous: Some(Value::Number(plan.previous)),
        reviews: reviews.copied().map(Value::Date).collect(),
    })
}

/// Whether the child was five by the last 31 August before the reference date.
pub(super) fn is_of_school_age(birth: Day, year: &CensusYear) -> bool {
    age(birth, on(i32::from(year.year) - 1, 8, 31)) >= 5
}
