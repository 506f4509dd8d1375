//! Columns of `cohort.cin` on referrals, cases and plans.

use cohort_catalog::{ColumnDef, ColumnType};

use super::super::columns::sensitive;

/// Referrals and cases.
pub(super) const CASES: [ColumnDef; 13] = [
    sensitive(
        "episodes",
        ColumnType::Int,
        "Cases of the year not flagged NFA.",
    ),
    sensitive(
        "referrals_in_year",
        ColumnType::Int,
        "Referrals from 1 April to 31 March, NFA included.",
    ),
    sensitive(
        "nfa_referrals_in_year",
        ColumnType::Int,
        "Of these, those with no further action.",
    ),
    sensitive(
        "nfa_only",
        ColumnType::Boolean,
        "Whether the child is in the return for a referral with no further action alone.",
    ),
    sensitive(
        "rereferral",
        ColumnType::Boolean,
        "Whether a referral of the year came within 12 months of an earlier one of the child, NFA included. NULL where none is found and the return of the year before is not held.",
    ),
    sensitive(
        "referral_date",
        ColumnType::Date,
        "Of the child's main referral, which the next columns are of too: in need before NFA, then open at 31 March, then the latest.",
    ),
    sensitive("referral_source", ColumnType::Code, "Who made it.").codes("cin_referral_source"),
    sensitive(
        "referral_source_group",
        ColumnType::Code,
        "Group of the source as published; Unknown where the return has none.",
    ),
    sensitive(
        "referral_nfa",
        ColumnType::Boolean,
        "Whether it led to no further action.",
    ),
    sensitive(
        "primary_need",
        ColumnType::Code,
        "Main reason why the child is in need.",
    )
    .codes("cin_primary_need"),
    sensitive(
        "closure_date",
        ColumnType::Date,
        "Date on which the case was closed; NULL while it is open.",
    ),
    sensitive("closure_reason", ColumnType::Code, "Why it was closed.").codes("cin_closure_reason"),
    sensitive(
        "assessment_factors",
        ColumnType::Text,
        "Factors of all the child's assessments in the return, in order with a comma between, see code set cin_assessment_factor.",
    ),
];

/// How long cases and plans lasted.
pub(super) const DURATIONS: [ColumnDef; 19] = [
    sensitive(
        "open_case_days",
        ColumnType::Int,
        "Days from the referral to 31 March of the case open then, from its real start (C-27).",
    ),
    sensitive(
        "open_case_band",
        ColumnType::Code,
        "Its band: under 3 months, 3 to under 6 months, 6 to under 12 months, 1 to under 2 years, 2 years or more, in calendar months (C-25).",
    ),
    sensitive(
        "ended_case_days",
        ColumnType::Int,
        "Days from referral to closure of the case that was closed last in the year.",
    ),
    sensitive("ended_case_band", ColumnType::Code, "Its band."),
    sensitive(
        "cpp_at_31_march_days",
        ColumnType::Int,
        "Days from the start to 31 March of the child protection plan open then.",
    ),
    sensitive("cpp_at_31_march_band", ColumnType::Code, "Its band."),
    sensitive(
        "cpp_ended_days",
        ColumnType::Int,
        "Days from start to end of the child protection plan that ended last in the year.",
    ),
    sensitive("cpp_ended_band", ColumnType::Code, "Its band."),
    sensitive(
        "cin_plan_days",
        ColumnType::Int,
        "Days from the start of the main CIN plan to its end, or to 31 March; NULL before 2021-22.",
    ),
    sensitive(
        "cin_plan_band",
        ColumnType::Code,
        "Its band; not_collected before 2021-22.",
    ),
    sensitive(
        "cpp_time_on_plan",
        ColumnType::Int,
        "Days on child protection plans up to 31 March in all, over every loaded year (C-28), see cohort.plan_time.",
    ),
    sensitive(
        "cpp_current_spell",
        ColumnType::Int,
        "Days of the latest unbroken spell on child protection plans (C-28).",
    ),
    sensitive(
        "cin_plan_time_on_plan",
        ColumnType::Int,
        "Days on CIN plans up to 31 March in all (C-28).",
    ),
    sensitive(
        "cin_plan_current_spell",
        ColumnType::Int,
        "Days of the latest unbroken spell on CIN plans (C-28).",
    ),
    sensitive(
        "cpp_start_date",
        ColumnType::Date,
        "Start of the year's main child protection plan, the one open at 31 March or else the latest.",
    ),
    sensitive(
        "cpp_end_date",
        ColumnType::Date,
        "Its end; NULL while it runs.",
    ),
    sensitive(
        "initial_abuse_category",
        ColumnType::Code,
        "Category of abuse when it started.",
    )
    .codes("cin_category_of_abuse"),
    sensitive(
        "abuse_category",
        ColumnType::Code,
        "Its latest category of abuse.",
    )
    .codes("cin_category_of_abuse"),
    sensitive(
        "previous_plans",
        ColumnType::Int,
        "Child protection plans held before it, in any authority.",
    ),
];
