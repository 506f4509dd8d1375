//! Sound records, and short ways to change them.

use cohort_udfs::calendar;

use crate::cin::record::*;
use crate::finding::Position;

/// 1 April to 31 March.
pub(super) fn period(year: i16) -> Period {
    let year_before = i32::from(year) - 1;
    let start = calendar::date(year_before, 4, 1).unwrap();
    let end = calendar::date(year_before + 1, 3, 31).unwrap();
    Period { year, start, end }
}

fn leaf<T>(value: Option<T>, raw: Option<&str>) -> Option<Leaf<T>> {
    Some(Leaf {
        value,
        raw: raw.map(Into::into),
        at: Position::default(),
    })
}

/// A date; none for an empty text.
pub(super) fn day(text: &str) -> Option<Date> {
    if text.is_empty() {
        return None;
    }
    let part = |from, to| text[from..to].parse::<u32>().unwrap();
    let day = calendar::date(part(0, 4) as i32, part(5, 7), part(8, 10));
    leaf(Some(day.unwrap()), None)
}

/// An element with a text that could not be understood.
pub(super) fn unread<T>(raw: &str) -> Option<Leaf<T>> {
    leaf(None, Some(raw))
}

pub(super) fn code(code: &'static str) -> Option<Code> {
    leaf(Some(code), None)
}

pub(super) fn codes(codes: &[&'static str]) -> Vec<Code> {
    codes.iter().filter_map(|it| code(it)).collect()
}

pub(super) fn text(text: &str) -> Option<Text> {
    leaf(Some(text.into()), None)
}

pub(super) fn flag(flag: bool) -> Option<Leaf<bool>> {
    leaf(Some(flag), None)
}

pub(super) fn number(number: i32) -> Option<Leaf<i32>> {
    leaf(Some(number), None)
}

pub(super) fn year(year: i16) -> Option<Leaf<i16>> {
    leaf(Some(year), None)
}

/// A child of eleven with an open case, referred on 5 June of the census year.
pub(super) fn child(year: i16) -> Child {
    let mut child = Child {
        row: 7,
        la_child_id: text("C0007"),
        upn: text("P207000016049"),
        birth_date: day(&format!("{}-05-20", year - 12)),
        has_characteristics: true,
        ethnicity: code("WBRI"),
        disabilities: codes(&["NONE"]),
        referrals: vec![referral(&format!("{}-06-05", year - 1))],
        ..Child::default()
    };
    sex(&mut child, year, "M", "1");
    child
}

/// The sex as the year has it: letters from 2024-25, digits before.
pub(super) fn sex(child: &mut Child, year: i16, letter: &'static str, digit: &str) {
    child.sex = code(letter);
    let (raw, element) = if year < 2025 {
        (digit, "GenderCurrent")
    } else {
        (letter, "Sex")
    };
    (child.sex_raw, child.sex_element) = (Some(raw.into()), Some(element));
}

/// An unborn child, expected in May after the census year.
pub(super) fn unborn(child: &mut Child, year: i16) {
    child.upn = None;
    child.upn_unknown = code("UN1");
    child.birth_date = None;
    child.expected_birth_date = day(&format!("{year}-05-10"));
    child.disabilities.clear();
    child.referrals[0].referral_date = day(&format!("{}-12-04", year - 1));
    sex(child, year, "U", "0");
}

/// An open case.
pub(super) fn referral(date: &str) -> Referral {
    Referral {
        referral_date: day(date),
        referral_source: code("2A"),
        primary_need: code("N1"),
        nfa: flag(false),
        ..Referral::default()
    }
}

/// A referral with no further action.
pub(super) fn nfa(date: &str) -> Referral {
    Referral {
        nfa: flag(true),
        primary_need: None,
        ..referral(date)
    }
}

impl Referral {
    pub(super) fn closed(mut self, date: &str, reason: &'static str) -> Self {
        self.closure_date = day(date);
        self.closure_reason = code(reason);
        self
    }

    /// With a child protection plan that starts on the day of its conference.
    pub(super) fn on_plan(mut self, start: &str, end: &str) -> Self {
        self.section47s.push(enquiry(start, start));
        self.cp_plans.push(cp_plan(start, end));
        self
    }
}

/// Finished with a factor, or in progress when `end` is empty.
pub(super) fn assessment(start: &str, end: &str) -> Assessment {
    Assessment {
        start_date: day(start),
        authorisation_date: day(end),
        factors: if end.is_empty() {
            Vec::new()
        } else {
            codes(&["3B", "16A"])
        },
        ..Assessment::default()
    }
}

pub(super) fn with_factors(factors: &[&'static str]) -> Assessment {
    Assessment {
        factors: codes(factors),
        ..assessment("2023-06-05", "2023-07-10")
    }
}

/// A section 47 enquiry with a conference, or still without outcome when that is empty.
pub(super) fn enquiry(start: &str, conference: &str) -> Section47 {
    Section47 {
        start_date: day(start),
        conference_date: day(conference),
        conference_not_required: flag(false),
        ..Section47::default()
    }
}

/// A section 47 enquiry that needed no conference.
pub(super) fn no_conference(start: &str) -> Section47 {
    Section47 {
        conference_not_required: flag(true),
        ..enquiry(start, "")
    }
}

pub(super) fn cp_plan(start: &str, end: &str) -> CpPlan {
    CpPlan {
        start_date: day(start),
        end_date: day(end),
        initial_category: code("NEG"),
        latest_category: code("EMO"),
        previous_plans: number(0),
        ..CpPlan::default()
    }
}

pub(super) fn reviewed(mut plan: CpPlan, reviews: &[&str]) -> CpPlan {
    plan.reviews = reviews.iter().filter_map(|review| day(review)).collect();
    plan
}

pub(super) fn cin_plan(start: &str, end: &str) -> CinPlan {
    CinPlan {
        start_date: day(start),
        end_date: day(end),
        ..CinPlan::default()
    }
}
