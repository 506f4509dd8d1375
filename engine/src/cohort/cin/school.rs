//! Columns of `cohort.cin` that come from the school census, and what is wrong.

use cohort_catalog::{ColumnDef, ColumnType};

use super::super::columns::{of_a_child, sensitive, taken};
use super::super::{fsm6, school};

const SCHOOL_TYPE: [ColumnDef; 1] = of_a_child(taken(&school::COLUMNS, ["school_type"]));
const FSM6: [ColumnDef; 3] = taken(&fsm6::COLUMNS, ["fsm6", "fsm6_source", "disadvantaged"]);

/// NC year, match, school and its characteristics; issues.
pub(super) const SCHOOL: [ColumnDef; 20] = [
    sensitive(
        "nc_year",
        ColumnType::Code,
        "National Curriculum year in the academic year: of the matched spring census, else by birth date. Reception is 0, nursery years are negative, X does not follow the National Curriculum. NULL for an unborn child (C-10).",
    ),
    sensitive(
        "nc_year_source",
        ColumnType::Code,
        "census, inferred (by birth date), not_followed (X, by the census), unknown (no birth date, or unborn).",
    ),
    sensitive(
        "phase",
        ColumnType::Code,
        "Phase of nc_year (S-15): early years, primary, secondary, post-16, or X; NULL where that is not known.",
    ),
    sensitive(
        "census_match",
        ColumnType::Code,
        "Whether the child was found in the school census of the academic year: matched, matched_out_of_la, ambiguous, unmatched, or not_matchable (no UPN for a good reason, C-9). See linkage.match.",
    ),
    sensitive(
        "census_match_rule",
        ColumnType::Code,
        "The rule by which it was matched; NULL where it was not.",
    ),
    sensitive(
        "census_match_reason",
        ColumnType::Code,
        "Why it was not; NULL where it was.",
    ),
    sensitive(
        "census_record_in_la",
        ColumnType::Boolean,
        "Whether the match is a record from a school of this authority. The Nexus-compatible export keeps only these when phase or pupil group is filtered (C-24).",
    ),
    sensitive(
        "school_urn",
        ColumnType::Code,
        "Unique reference number of the school that returned the child. This and the columns below are NULL without a match: a filter on them removes the child (C-23).",
    ),
    sensitive(
        "school_estab",
        ColumnType::Code,
        "Its number within its authority.",
    ),
    sensitive("school_la_code", ColumnType::SmallInt, "Its authority."),
    SCHOOL_TYPE[0],
    sensitive(
        "fsm_eligible",
        ColumnType::Boolean,
        "Eligible for free school meals on census day.",
    ),
    sensitive("sen_provision", ColumnType::Code, "SEN provision.").codes("census_sen_provision"),
    sensitive(
        "census_ethnicity",
        ColumnType::Code,
        "Ethnicity by the school census.",
    ),
    sensitive(
        "language",
        ColumnType::Code,
        "Language code by the school census.",
    )
    .codes("census_language"),
    sensitive(
        "eal",
        ColumnType::Boolean,
        "Whether that is another language than English; NULL where it is not known.",
    ),
    FSM6[0],
    FSM6[1],
    FSM6[2],
    sensitive(
        "issues",
        ColumnType::Code,
        "What may make a group wrong, with a comma between; NULL where nothing was seen: duplicate_la_child_id, duplicate_upn, cases_overlap, several_cases_open, referral_date_missing, closed_before_referral, cin_plan_during_cpp, cpp_without_case, birth_overdue, activity_after_death, case_open_after_death, cla_birth_date_differs.",
    ),
];
