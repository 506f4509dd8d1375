//! [`Child`] → rows of every table, handed on in batches.

use cohort_udfs::upn;

use crate::Sink;
use crate::error::ConnectorError;
use crate::rows::{BATCH_BYTES, BATCH_ROWS, Row, Table};

use super::record::{
    Assessment, Child, CinPlan, Code, CpPlan, HeaderFacts, Leaf, PreProceedings, Referral,
    Section47, Text, value,
};
use super::schema;

/// Collects the rows of all tables.
#[derive(Debug)]
pub(super) struct Rows {
    header: Table,
    child: Table,
    disability: Table,
    referral: Table,
    assessment: Table,
    factor: Table,
    plan: Table,
    section47: Table,
    cp_plan: Table,
    cp_review: Table,
    pre_proceedings: Table,
    handed_on_at: u64,
}

/// Where a row stands: child, and number of the referral within it.
#[derive(Clone, Copy)]
struct Case<'a> {
    child: &'a Child,
    referral: i32,
}

impl Rows {
    pub(super) fn new() -> Self {
        Rows {
            header: Table::new(&schema::HEADER),
            child: Table::new(&schema::CHILD),
            disability: Table::new(&schema::DISABILITY_TABLE),
            referral: Table::new(&schema::REFERRAL),
            assessment: Table::new(&schema::ASSESSMENT),
            factor: Table::new(&schema::ASSESSMENT_FACTOR_TABLE),
            plan: Table::new(&schema::PLAN),
            section47: Table::new(&schema::SECTION47),
            cp_plan: Table::new(&schema::CP_PLAN),
            cp_review: Table::new(&schema::CP_REVIEW),
            pre_proceedings: Table::new(&schema::PRE_PROCEEDINGS),
            handed_on_at: 0,
        }
    }

    /// Adds a child that ends at byte `end` of the file, and hands on what is full.
    pub(super) fn add(
        &mut self,
        child: &Child,
        end: u64,
        sink: &mut dyn Sink,
    ) -> Result<(), ConnectorError> {
        self.child_row(child);
        for (no, code) in numbered(&child.disabilities) {
            let row = self.disability.row().child(child).int(Some(no));
            row.code(&Some(code)).end();
        }
        for (referral_no, referral) in numbered(&child.referrals) {
            self.referral_rows(
                Case {
                    child,
                    referral: referral_no,
                },
                referral,
            );
        }
        let all = end - self.handed_on_at > BATCH_BYTES;
        if all {
            self.handed_on_at = end;
        }
        self.hand_on(if all { 1 } else { BATCH_ROWS }, sink)
    }

    /// Hands on what is left.
    pub(super) fn finish(
        mut self,
        header: &HeaderFacts,
        sink: &mut dyn Sink,
    ) -> Result<(), ConnectorError> {
        self.header_row(header);
        self.hand_on(1, sink)
    }

    fn hand_on(&mut self, at_least: usize, sink: &mut dyn Sink) -> Result<(), ConnectorError> {
        let tables = [
            &mut self.header,
            &mut self.child,
            &mut self.disability,
            &mut self.referral,
            &mut self.assessment,
            &mut self.factor,
            &mut self.plan,
            &mut self.section47,
            &mut self.cp_plan,
            &mut self.cp_review,
            &mut self.pre_proceedings,
        ];
        for table in tables {
            if table.rows >= at_least {
                let batch = table.take()?;
                sink.batch(table.def, batch)?;
            }
        }
        Ok(())
    }

    fn header_row(&mut self, header: &HeaderFacts) {
        let written = |leaf: &Option<Text>| {
            leaf.as_ref()
                .and_then(|leaf| shown(leaf).map(str::to_owned))
        };
        let la = header
            .la
            .as_ref()
            .and_then(|leaf| match (leaf.value, &leaf.raw) {
                (Some(la), _) => Some(format!("{la:03}")),
                (None, raw) => raw.as_deref().map(str::to_owned),
            });
        let serial = header.serial.as_ref().and_then(|leaf| leaf.raw.as_deref());
        self.header
            .row()
            .text(written(&header.collection).as_deref())
            .small(value(&header.year))
            .date(&header.reference_date)
            .text(written(&header.source_level).as_deref())
            .text(la.as_deref())
            .text(written(&header.software_code).as_deref())
            .text(written(&header.release).as_deref())
            .text(serial)
            .text(written(&header.made_at).as_deref())
            .end();
    }

    fn child_row(&mut self, child: &Child) {
        let disabled = match &child.disabilities[..] {
            [] => None,
            codes => Some(
                codes
                    .iter()
                    .any(|code| code.value.is_some_and(|code| code != "NONE")),
            ),
        };
        self.child
            .row()
            .child(child)
            .upn(&child.upn)
            .upn(&child.former_upn)
            .code(&child.upn_unknown.as_ref())
            .date(&child.birth_date)
            .date(&child.expected_birth_date)
            .text(value(&child.sex))
            .text(child.sex_raw.as_deref())
            .date(&child.death_date)
            .code(&child.ethnicity.as_ref())
            .flag(disabled)
            .end();
    }

    fn referral_rows(&mut self, case: Case<'_>, referral: &Referral) {
        self.referral
            .row()
            .case(case)
            .date(&referral.referral_date)
            .code(&referral.referral_source.as_ref())
            .code(&referral.primary_need.as_ref())
            .date(&referral.closure_date)
            .code(&referral.closure_reason.as_ref())
            .date(&referral.conference_date)
            .flag(value(&referral.nfa))
            .end();
        for (no, assessment) in numbered(&referral.assessments) {
            self.assessment_rows(case, no, assessment);
        }
        for (no, plan) in numbered(&referral.plans) {
            let CinPlan {
                start_date,
                end_date,
                ..
            } = plan;
            self.plan
                .row()
                .case(case)
                .int(Some(no))
                .date(start_date)
                .date(end_date)
                .end();
        }
        for (no, enquiry) in numbered(&referral.section47s) {
            self.section47_row(case, no, enquiry);
        }
        for (no, plan) in numbered(&referral.cp_plans) {
            self.cp_plan_rows(case, no, plan);
        }
        for (no, pre_proceedings) in numbered(&referral.pre_proceedings) {
            self.pre_proceedings_row(case, no, pre_proceedings);
        }
    }

    fn assessment_rows(&mut self, case: Case<'_>, no: i32, assessment: &Assessment) {
        self.assessment
            .row()
            .case(case)
            .int(Some(no))
            .date(&assessment.start_date)
            .date(&assessment.internal_review_date)
            .date(&assessment.authorisation_date)
            .end();
        for (factor_no, code) in numbered(&assessment.factors) {
            let row = self
                .factor
                .row()
                .case(case)
                .int(Some(no))
                .int(Some(factor_no));
            row.code(&Some(code)).end();
        }
    }

    fn section47_row(&mut self, case: Case<'_>, no: i32, enquiry: &Section47) {
        self.section47
            .row()
            .case(case)
            .int(Some(no))
            .date(&enquiry.start_date)
            .date(&enquiry.conference_target)
            .date(&enquiry.conference_date)
            .flag(value(&enquiry.conference_not_required))
            .end();
    }

    fn cp_plan_rows(&mut self, case: Case<'_>, no: i32, plan: &CpPlan) {
        self.cp_plan
            .row()
            .case(case)
            .int(Some(no))
            .date(&plan.start_date)
            .date(&plan.end_date)
            .code(&plan.initial_category.as_ref())
            .code(&plan.latest_category.as_ref())
            .int(value(&plan.previous_plans))
            .end();
        for (review_no, review) in numbered(&plan.reviews) {
            let row = self
                .cp_review
                .row()
                .case(case)
                .int(Some(no))
                .int(Some(review_no));
            row.day(review.value).end();
        }
    }

    fn pre_proceedings_row(&mut self, case: Case<'_>, no: i32, row: &PreProceedings) {
        self.pre_proceedings
            .row()
            .case(case)
            .int(Some(no))
            .date(&row.start_date)
            .date(&row.letter_before_proceedings_date)
            .flag(value(&row.fgdm_offered))
            .flag(value(&row.fgdm_held))
            .date(&row.initial_meeting_date)
            .int(value(&row.review_meetings))
            .date(&row.step_decision_date)
            .code(&row.outcome.as_ref())
            .date(&row.court_application_date)
            .date(&row.letter_of_issue_date)
            .end();
    }
}

/// Items with their numbers, from 1. A child holds fewer than 2^31 of anything, because the
/// parser limits its size.
fn numbered<T>(items: &[T]) -> impl Iterator<Item = (i32, &T)> {
    (1..).zip(items)
}

/// The value as text, or else the text as it stood.
fn shown(leaf: &Text) -> Option<&str> {
    leaf.value.as_deref().or(leaf.raw.as_deref())
}

/// Cells as the record of a child holds them.
impl Row<'_> {
    fn date(self, leaf: &Option<Leaf<i32>>) -> Self {
        self.day(value(leaf))
    }

    /// A code and, beside it, its text.
    fn code(self, leaf: &Option<&Code>) -> Self {
        let value = leaf.and_then(|leaf| leaf.value);
        self.text(value)
            .text(leaf.and_then(|leaf| leaf.raw.as_deref()))
    }

    /// A UPN that passes its check, and beside it the text of any other.
    fn upn(self, leaf: &Option<Text>) -> Self {
        let Some(leaf) = leaf else {
            return self.text(None).text(None);
        };
        let good = leaf
            .value
            .as_deref()
            .filter(|text| upn::check(text).is_ok());
        let raw = match (&leaf.raw, good) {
            (Some(raw), _) => Some(&**raw),
            (None, Some(_)) => None,
            (None, None) => leaf.value.as_deref(),
        };
        self.text(good).text(raw)
    }

    /// The first two columns of every table of children.
    fn child(self, child: &Child) -> Self {
        let id = child
            .la_child_id
            .as_ref()
            .and_then(|leaf| leaf.value.as_deref());
        self.int(i32::try_from(child.row).ok()).text(id)
    }

    fn case(self, case: Case<'_>) -> Self {
        self.child(case.child).int(Some(case.referral))
    }
}
