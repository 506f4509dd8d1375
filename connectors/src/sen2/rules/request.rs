//! Requests and assessments.

use super::{Case, authority, rule};
use crate::sen2::person::{Assessment, Person, Request};
use crate::sen2::schema::*;

/// What concerns several requests of a person.
pub(super) fn check_person(case: &mut Case<'_>, person: &Person<'_>) {
    let open = person.requests.iter().filter(|request| is_open(request));
    for request in open.skip(1) {
        case.report(rule!("requests_open"), &request.values, REQUEST_OUTCOME);
    }
}

/// Whether no decision has ended the request: it is undecided, or agreed and its assessment is
/// not there or undecided. One that went to another authority is not open here.
fn is_open(request: &Request<'_>) -> bool {
    match request.values.text(REQUEST_OUTCOME) {
        _ if request.values.given(EXPORTED) => false,
        Some("A") => true,
        Some("Y") => {
            let mut assessments = request.assessments.iter();
            request.active_plans.is_empty()
                && request.plans().next().is_none()
                && assessments.all(|each| matches!(each.values.text(ASSESSMENT_OUTCOME), Some("A")))
        }
        _ => false,
    }
}

pub(super) fn check(case: &mut Case<'_>, request: &Request<'_>) {
    let values = &request.values;
    case.require(values, &[REQUEST_OUTCOME]);
    let outcome = values.text(REQUEST_OUTCOME);
    let received = values.day(RECEIVED_DATE);
    let told = values.day(REQUEST_OUTCOME_DATE);
    if !values.given(RECEIVED_DATE) && outcome.is_some_and(|outcome| outcome != "H") {
        case.report(rule!("received_date_missing"), values, RECEIVED_DATE);
    }
    if received.is_some_and(|day| day > case.days.period_end) {
        case.report(rule!("received_after_period"), values, RECEIVED_DATE);
    }
    if told
        .zip(received)
        .is_some_and(|(told, received)| told < received)
    {
        let rule = rule!("request_outcome_before_received");
        case.report(rule, values, REQUEST_OUTCOME_DATE);
    }
    match outcome {
        Some("Y" | "N") if !values.given(REQUEST_OUTCOME_DATE) => {
            let rule = rule!("request_outcome_date_missing");
            case.report(rule, values, REQUEST_OUTCOME_DATE);
        }
        Some("A" | "W" | "H") => {
            if values.given(REQUEST_OUTCOME_DATE) {
                let rule = rule!("request_outcome_date_unexpected");
                case.report(rule, values, REQUEST_OUTCOME_DATE);
            }
            unexpected(case, request);
        }
        _ => {}
    }
    authority::check(case, values, EXPORTED);
    for assessment in request.assessments.iter().skip(1) {
        case.report_record(rule!("assessment_repeated"), &assessment.values);
    }
    for assessment in &request.assessments {
        check_assessment(case, assessment, received);
    }
}

/// *\[choice\]* A flag that says no is as good as none.
fn unexpected(case: &mut Case<'_>, request: &Request<'_>) {
    let values = &request.values;
    for item in [REQUEST_MEDIATION, REQUEST_TRIBUNAL] {
        if values.is_true(item) {
            case.report(rule!("request_items_unexpected"), values, item);
        }
    }
    if values.given(EXPORTED) {
        case.report(rule!("request_items_unexpected"), values, EXPORTED);
    }
}

fn check_assessment(case: &mut Case<'_>, assessment: &Assessment<'_>, received: Option<i32>) {
    let values = &assessment.values;
    case.require(values, &[ASSESSMENT_OUTCOME]);
    let dated = values.given(ASSESSMENT_OUTCOME_DATE);
    match values.text(ASSESSMENT_OUTCOME) {
        Some("Y" | "N") if !dated => {
            let rule = rule!("assessment_undated");
            case.report(rule, values, ASSESSMENT_OUTCOME_DATE);
        }
        Some("A" | "W" | "H") if dated => {
            let rule = rule!("assessment_date_unexpected");
            case.report(rule, values, ASSESSMENT_OUTCOME_DATE);
        }
        _ => {}
    }
    let outcome = values.day(ASSESSMENT_OUTCOME_DATE);
    if outcome
        .zip(received)
        .is_some_and(|(outcome, received)| outcome < received)
    {
        let rule = rule!("assessment_before_received");
        case.report(rule, values, ASSESSMENT_OUTCOME_DATE);
    }
    if values.text(ASSESSMENT_OUTCOME) == Some("Y") && !values.given(WEEK20) {
        case.report(rule!("week20_missing"), values, WEEK20);
    }
    if values.text(ASSESSMENT_OUTCOME) == Some("N") && !assessment.plans.is_empty() {
        case.report(rule!("plan_after_refusal"), values, ASSESSMENT_OUTCOME);
    }
}
