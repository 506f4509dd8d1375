//! Writes records as a children in need census file, laid out as case systems export it:
//! four blanks a level, one element a line, order of the published schema.

use super::days::{CensusYear, date_text, on};
use super::profile::Profile;
use super::record::{
    AssessmentRecord, CaseRecord, ChildRecord, CpPlanRecord, EnquiryRecord, Field, Quirk, Value,
};

/// What comes before the first child.
pub(super) fn header(profile: &Profile, year: &CensusYear) -> String {
    let (la, year_end) = (profile.la_code, date_text(year.end));
    // Returns are made between April and July; which day does not matter, but it may not
    // depend on when the file is written.
    let made = date_text(on(i32::from(year.year), 5, 10 + i32::from(la % 10)));
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <Message>\n\
         \x20   <Header>\n\
         \x20       <CollectionDetails>\n\
         \x20           <Collection>CIN</Collection>\n\
         \x20           <Year>{}</Year>\n\
         \x20           <ReferenceDate>{year_end}</ReferenceDate>\n\
         \x20       </CollectionDetails>\n\
         \x20       <Source>\n\
         \x20           <SourceLevel>L</SourceLevel>\n\
         \x20           <LEA>{la}</LEA>\n\
         \x20           <SoftwareCode>Cohort synthetic</SoftwareCode>\n\
         \x20           <Release>{}</Release>\n\
         \x20           <SerialNo>001</SerialNo>\n\
         \x20           <DateTime>{made}T09:30:00</DateTime>\n\
         \x20       </Source>\n\
         \x20   </Header>\n\
         \x20   <Children>\n",
        year.year,
        env!("CARGO_PKG_VERSION"),
    )
}

/// What comes after the last child.
pub(super) const FOOTER: &str = "    </Children>\n</Message>\n";

/// Appends one `Child`.
pub(super) fn write_child(out: &mut Vec<u8>, child: &ChildRecord) {
    open(out, 2, "Child");
    if child.quirk == Some(Quirk::Order) {
        characteristics(out, child);
        identifiers(out, child);
    } else {
        identifiers(out, child);
        characteristics(out, child);
    }
    for (place, case) in child.cases.iter().enumerate() {
        write_case(out, case, child.quirk, place == 0);
    }
    close(out, 2, "Child");
}

fn identifiers(out: &mut Vec<u8>, child: &ChildRecord) {
    open(out, 3, "ChildIdentifiers");
    field(out, 4, "LAchildID", &child.la_child_id);
    field(out, 4, "UPN", &child.upn);
    field(out, 4, "FormerUPN", &child.former_upn);
    field(out, 4, "UPNunknown", &child.upn_unknown);
    field(out, 4, "PersonBirthDate", &child.birth);
    field(out, 4, "ExpectedPersonBirthDate", &child.expected);
    field(out, 4, child.sex_element, &child.sex);
    field(out, 4, "PersonDeathDate", &child.death);
    close(out, 3, "ChildIdentifiers");
}

fn characteristics(out: &mut Vec<u8>, child: &ChildRecord) {
    open(out, 3, "ChildCharacteristics");
    field(out, 4, "Ethnicity", &child.ethnicity);
    if child.quirk == Some(Quirk::RepeatedWrapper) {
        for disability in &child.disabilities {
            wrapped(
                out,
                4,
                "Disabilities",
                "Disability",
                std::slice::from_ref(disability),
            );
        }
    } else {
        wrapped(out, 4, "Disabilities", "Disability", &child.disabilities);
    }
    close(out, 3, "ChildCharacteristics");
}

fn write_case(out: &mut Vec<u8>, case: &CaseRecord, quirk: Option<Quirk>, first: bool) {
    open(out, 3, "CINdetails");
    field(out, 4, "CINreferralDate", &case.referral);
    field(out, 4, "ReferralSource", &case.source);
    field(out, 4, "PrimaryNeedCode", &case.need);
    field(out, 4, "CINclosureDate", &case.closure);
    field(out, 4, "ReasonForClosure", &case.reason);
    field(out, 4, "DateOfInitialCPC", &case.conference);
    if first && quirk == Some(Quirk::UnknownElement) {
        leaf(out, 4, "AllocatedTeam", &Value::Code("Team 4"));
    }
    if first && quirk == Some(Quirk::StrayText) {
        line(out, 4, "see case notes");
    }
    for assessment in &case.assessments {
        write_assessment(out, assessment, quirk);
    }
    for plan in &case.plans {
        open(out, 4, "CINPlanDates");
        field(out, 5, "CINPlanStartDate", &plan.start);
        field(out, 5, "CINPlanEndDate", &plan.end);
        close(out, 4, "CINPlanDates");
    }
    for enquiry in &case.enquiries {
        write_enquiry(out, enquiry);
    }
    field(out, 4, "ReferralNFA", &case.nfa);
    for plan in &case.cp_plans {
        write_cp_plan(out, plan, quirk);
    }
    close(out, 3, "CINdetails");
}

fn write_assessment(out: &mut Vec<u8>, assessment: &AssessmentRecord, quirk: Option<Quirk>) {
    open(out, 4, "Assessments");
    field(out, 5, "AssessmentActualStartDate", &assessment.start);
    field(out, 5, "AssessmentInternalReviewDate", &assessment.review);
    field(out, 5, "AssessmentAuthorisationDate", &assessment.end);
    let (wrapper, factors) = ("FactorsIdentifiedAtAssessment", &assessment.factors);
    if factors.is_empty() && quirk == Some(Quirk::EmptyFactors) {
        line(out, 5, "<FactorsIdentifiedAtAssessment/>");
    }
    wrapped(out, 5, wrapper, "AssessmentFactors", factors);
    close(out, 4, "Assessments");
}

fn write_enquiry(out: &mut Vec<u8>, enquiry: &EnquiryRecord) {
    open(out, 4, "Section47");
    field(out, 5, "S47ActualStartDate", &enquiry.start);
    field(out, 5, "InitialCPCtarget", &enquiry.target);
    field(out, 5, "DateOfInitialCPC", &enquiry.conference);
    field(out, 5, "ICPCnotRequired", &enquiry.not_required);
    close(out, 4, "Section47");
}

fn write_cp_plan(out: &mut Vec<u8>, plan: &CpPlanRecord, quirk: Option<Quirk>) {
    open(out, 4, "ChildProtectionPlans");
    field(out, 5, "CPPstartDate", &plan.start);
    field(out, 5, "CPPendDate", &plan.end);
    field(out, 5, "InitialCategoryOfAbuse", &plan.initial);
    field(out, 5, "LatestCategoryOfAbuse", &plan.latest);
    field(out, 5, "NumberOfPreviousCPP", &plan.previous);
    if plan.reviews.is_empty() && quirk == Some(Quirk::EmptyReviews) {
        open(out, 5, "Reviews");
        close(out, 5, "Reviews");
    }
    wrapped(out, 5, "Reviews", "CPPreviewDate", &plan.reviews);
    close(out, 4, "ChildProtectionPlans");
}

fn wrapped(out: &mut Vec<u8>, depth: usize, wrapper: &str, name: &str, values: &[Value]) {
    if values.is_empty() {
        return;
    }
    open(out, depth, wrapper);
    for value in values {
        leaf(out, depth + 1, name, value);
    }
    close(out, depth, wrapper);
}

fn field(out: &mut Vec<u8>, depth: usize, name: &str, field: &Field) {
    if let Some(value) = field {
        leaf(out, depth, name, value);
    }
}

const BLANKS: &[u8] = b"                                ";

fn indent(out: &mut Vec<u8>, depth: usize) {
    out.extend_from_slice(&BLANKS[..depth * 4]);
}

fn leaf(out: &mut Vec<u8>, depth: usize, name: &str, value: &Value) {
    indent(out, depth);
    out.push(b'<');
    out.extend_from_slice(name.as_bytes());
    out.push(b'>');
    value.write(out);
    out.extend_from_slice(b"</");
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b">\n");
}

fn open(out: &mut Vec<u8>, depth: usize, name: &str) {
    indent(out, depth);
    out.push(b'<');
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b">\n");
}

fn close(out: &mut Vec<u8>, depth: usize, name: &str) {
    indent(out, depth);
    out.extend_from_slice(b"</");
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b">\n");
}

fn line(out: &mut Vec<u8>, depth: usize, text: &str) {
    indent(out, depth);
    out.extend_from_slice(text.as_bytes());
    out.push(b'\n');
}
