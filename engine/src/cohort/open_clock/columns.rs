//! Columns of the clocks.

use cohort_catalog::{ColumnDef, ColumnType};

use super::super::columns::{identifier, plain, sensitive};

/// Whose clock it is, and by which file.
pub(super) const WHOSE: [ColumnDef; 9] = [
    plain(
        "la_code",
        ColumnType::SmallInt,
        "Local authority that made the return: DfE three-digit number, see reference.local_authority.",
    ),
    plain(
        "year",
        ColumnType::SmallInt,
        "Year of the return: that of the SEN2 census day, or in which the CIN or SSDA903 year ends.",
    ),
    plain(
        "source",
        ColumnType::Code,
        "Whose copy of the return: la (the authority's own file) or npd (received from the DfE).",
    ),
    plain(
        "import_id",
        ColumnType::BigInt,
        "The import of the return, see imports.file.",
    ),
    identifier(
        "person_id",
        ColumnType::BigInt,
        "One number per child across files, years and authorities; NULL until linked.",
    ),
    plain(
        "dataset",
        ColumnType::Code,
        "The return that tells the clock: sen2, cin or cla (SSDA903).",
    ),
    identifier(
        "local_id",
        ColumnType::Text,
        "The child within the return: person_no (sen2), la_child_id (cin; NULL where the return gives none), child_id (cla).",
    ),
    sensitive(
        "record_no",
        ColumnType::Int,
        "Number of the child's record in the file: person_no (sen2), child_no (cin). With import_id and the numbers below it finds the row of the dataset. NULL for cla.",
    ),
    sensitive(
        "clock",
        ColumnType::Code,
        "Which limit: sen2_6_weeks (decide whether to assess), sen2_16_weeks (decide whether to issue a plan), sen2_20_weeks (issue it); cin_assessment_45_days, cin_conference_15_days (section 47 enquiry to initial conference); cp_review_3_months, cp_review_6_months (child protection plan); cla_review_20_days, cla_review_3_months, cla_review_6_months (looked after).",
    ),
];

/// From when to when.
pub(super) const SPAN: [ColumnDef; 2] = [
    sensitive(
        "started_on",
        ColumnType::Date,
        "Day from which the limit is counted: request received, assessment or enquiry started, plan started or last reviewed, care begun or last reviewed. NULL where that may be a review before the first return held, which is not judged (CC-55).",
    ),
    sensitive(
        "due_on",
        ColumnType::Date,
        "Last day in time. Calendar days for SEN2 (6.2); working days without weekends and bank holidays in England (CC-52); calendar months (CC-51). NULL where started_on is.",
    ),
];

/// When it ended, in the views of all clocks.
pub(super) const END: [ColumnDef; 2] = [
    sensitive(
        "ended_on",
        ColumnType::Date,
        "Day on which it ended: decision, outcome, plan, conference, review, end of the plan, of care or of the case. NULL while it runs, and where the return does not tell the day. One before started_on is a fault of the return, and never in time (S-49).",
    ),
    sensitive(
        "is_over",
        ColumnType::Boolean,
        "Whether it ended at all, by the return.",
    ),
];

/// How it stands on the day.
pub(super) const STANDING: [ColumnDef; 2] = [
    sensitive(
        "days_left",
        ColumnType::Int,
        "Days left on the day of as_at, 0 on the last day in time, negative when over: working days where the unit is working_days, else calendar days. NULL where started_on is.",
    ),
    sensitive(
        "status",
        ColumnType::Code,
        "not_yet_due up to the last day in time, overdue after it (S-50, CC-54). NULL where started_on is.",
    ),
];

/// The limit.
pub(super) const LIMIT: [ColumnDef; 4] = [
    plain(
        "allowed",
        ColumnType::Int,
        "The limit in its unit: 42, 112, 140 calendar days; 45, 15, 20 working days; 3, 6 months.",
    ),
    plain(
        "unit",
        ColumnType::Code,
        "What the limit is counted in: calendar_days, working_days, months.",
    ),
    sensitive(
        "exception",
        ColumnType::Boolean,
        "sen2_20_weeks: a statutory exception to the limit applies (week20, S-52); the due date stays. NULL where there is no assessment yet or it does not say, and for every other clock.",
    ),
    sensitive(
        "due_from_referral",
        ColumnType::Date,
        "cin_assessment_45_days: 45 working days after the referral, the statutory limit; due_on counts from the assessment's own start, which alone makes sense in a case that has long been open (CC-53). NULL for every other clock.",
    ),
];

/// The day that was asked for.
pub(super) const DAY: [ColumnDef; 1] = [plain(
    "as_at",
    ColumnType::Date,
    "The day that was asked for: of the query in the view.",
)];

/// The day up to which the return knows.
pub(super) const KNOWN: [ColumnDef; 1] = [plain(
    "known_to",
    ColumnType::Date,
    "Last day of which the return knows: SEN2 census day, 31 March for CIN and SSDA903. On a later day the clock is open as far as is known.",
)];

/// The days for which the return answers, in the views of all clocks.
pub(super) const ANSWERS: [ColumnDef; 2] = [
    plain(
        "answers_from",
        ColumnType::Date,
        "First day for which this return says what is open: of its calendar year (SEN2), or 1 April.",
    ),
    plain(
        "answers_before",
        ColumnType::Date,
        "First day for which a newer return of the authority says it; NULL where there is none.",
    ),
];

/// Where in the return it stands.
pub(super) const DETAIL: [ColumnDef; 8] = [
    sensitive(
        "request_no",
        ColumnType::Int,
        "SEN2: number of the request within the person.",
    ),
    sensitive(
        "referral_no",
        ColumnType::Int,
        "CIN: number of the referral within the child.",
    ),
    sensitive(
        "assessment_no",
        ColumnType::Int,
        "cin_assessment_45_days: number of the assessment within the referral.",
    ),
    sensitive(
        "section47_no",
        ColumnType::Int,
        "cin_conference_15_days: number of the enquiry within the referral.",
    ),
    sensitive(
        "cp_plan_no",
        ColumnType::Int,
        "cp_review: number of the plan within the referral.",
    ),
    sensitive(
        "reviews_held",
        ColumnType::Int,
        "Reviews: how many of the plan, or of the period of care, the returns held tell up to the start of the clock.",
    ),
    sensitive(
        "request_outcome",
        ColumnType::Code,
        "SEN2: what the return says of the request, at known_to.",
    )
    .codes("sen2_request_outcome"),
    sensitive(
        "assessment_outcome",
        ColumnType::Code,
        "SEN2: what the return says of the assessment, at known_to.",
    )
    .codes("sen2_assessment_outcome"),
];
