//! A child as it stands in a file: texts where a fault may put any text.
//!
//! [`super::year_view`] fills a record without fault, [`super::faults`] may spoil it, and
//! [`super::cin_xml`] writes it down.

use super::days::{Day, write_date};

/// The text of one element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Date(Day),
    Code(&'static str),
    Text(String),
    Number(u32),
    Flag(bool),
}

impl Value {
    /// Appends the text.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        match self {
            Value::Date(day) => write_date(out, *day),
            Value::Code(code) => out.extend_from_slice(code.as_bytes()),
            Value::Text(text) => out.extend_from_slice(text.as_bytes()),
            Value::Number(number) => out.extend_from_slice(number.to_string().as_bytes()),
            Value::Flag(true) => out.extend_from_slice(b"true"),
            Value::Flag(false) => out.extend_from_slice(b"false"),
        }
    }

    /// The day, if it is a date in the right form.
    pub(super) fn day(&self) -> Option<Day> {
        match self {
            Value::Date(day) => Some(*day),
            _ => None,
        }
    }

    /// The code or text.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Value::Code(code) => Some(code),
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// An element's text; `None` when the element is absent.
pub(super) type Field = Option<Value>;

/// The day in a field.
pub(super) fn day(field: &Field) -> Option<Day> {
    field.as_ref().and_then(Value::day)
}

/// The code or text in a field.
pub(super) fn text(field: &Field) -> Option<&str> {
    field.as_ref().and_then(Value::text)
}

/// `Child`
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ChildRecord {
    pub(super) la_child_id: Field,
    pub(super) upn: Field,
    pub(super) former_upn: Field,
    pub(super) upn_unknown: Field,
    pub(super) birth: Field,
    pub(super) expected: Field,
    /// `GenderCurrent` or `Sex`.
    pub(super) sex_element: &'static str,
    pub(super) sex: Field,
    pub(super) death: Field,
    pub(super) ethnicity: Field,
    pub(super) disabilities: Vec<Value>,
    pub(super) cases: Vec<CaseRecord>,
    /// A departure from the usual form.
    pub(super) quirk: Option<Quirk>,
}

/// How the form of a child's elements departs from the schema without changing a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quirk {
    /// An element that no collection knows, in the first case.
    UnknownElement,
    /// Text between the elements of the first case.
    StrayText,
    /// `ChildCharacteristics` before `ChildIdentifiers`.
    Order,
    /// `Disabilities` repeated, each with one `Disability`.
    RepeatedWrapper,
    /// A plan's `Reviews` without a date.
    EmptyReviews,
    /// An unfinished assessment's empty `FactorsIdentifiedAtAssessment`.
    EmptyFactors,
}

/// `CINdetails`
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct CaseRecord {
    pub(super) referral: Field,
    pub(super) source: Field,
    pub(super) need: Field,
    pub(super) closure: Field,
    pub(super) reason: Field,
    pub(super) conference: Field,
    pub(super) nfa: Field,
    pub(super) assessments: Vec<AssessmentRecord>,
    pub(super) plans: Vec<SpanRecord>,
    pub(super) enquiries: Vec<EnquiryRecord>,
    pub(super) cp_plans: Vec<CpPlanRecord>,
}

/// `Assessments`
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct AssessmentRecord {
    pub(super) start: Field,
    pub(super) review: Field,
    pub(super) end: Field,
    pub(super) factors: Vec<Value>,
}

/// `CINPlanDates`
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct SpanRecord {
    pub(super) start: Field,
    pub(super) end: Field,
}

/// `Section47`
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct EnquiryRecord {
    pub(super) start: Field,
    pub(super) target: Field,
    pub(super) conference: Field,
    pub(super) not_required: Field,
}

/// `ChildProtectionPlans`
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct CpPlanRecord {
    pub(super) start: Field,
    pub(super) end: Field,
    pub(super) initial: Field,
    pub(super) latest: Field,
    pub(super) previous: Field,
    pub(super) reviews: Vec<Value>,
}
