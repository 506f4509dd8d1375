//! `cohort.sen2`: the SEN2 cohort, with every filter of its page.

use cohort_catalog::{ColumnDef, ColumnType, TableDef, TableLevel};

use super::{fsm6, sen2_setting};
use crate::sql_view::columns::{identifier, joined, plain, provenance, sensitive, taken};
use crate::sql_view::{AsAt, SqlView};

pub(super) static VIEW: SqlView = SqlView {
    def: TableDef {
        schema: "cohort",
        name: "sen2",
        comment: "One row per child and SEN2 return: groups, age, NC year, school type, need, match with the school census and what it adds. Rules: SEN2 cohort, S-1 to S-42.",
        level: TableLevel::Reference,
        key: &["la_code", "year", "source", "person_no"],
        columns: &COLUMNS,
    },
    sql: include_str!("view.sql"),
    as_at: AsAt::Never,
};

static COLUMNS: [ColumnDef; 86] = joined(&[
    &provenance("Year of the census day: 2025 is the return of January 2025."),
    &CHILD,
    &taken(
        &sen2_setting::COLUMNS,
        [
            "school_type",
            "school_sub_type",
            "school_type_dfe",
            "setting_code",
            "urn",
            "laestab",
            "type_of_establishment_code",
            "establishment_open",
            "establishment_la_code",
            "educated_in_la",
            "sen_unit",
            "resourced_provision",
            "attendance_pattern",
            "primary_need",
            "secondary_need",
            "primary_need_dfe",
            "secondary_need_dfe",
            "ofsted",
            "ofsted_inspected_on",
            "ofsted_previous",
        ],
    ),
    &CENSUS,
    &taken(
        &fsm6::COLUMNS,
        [
            "fsm6",
            "fsm6_source",
            "disadvantaged",
            "pp_lac",
            "pp_post_lac",
            "pp_service",
        ],
    ),
    &RESULTS,
]);

/// Who, when, which groups, how old.
#[rustfmt::skip]
const CHILD: [ColumnDef; 29] = [
    sensitive("person_no", ColumnType::Int, "Number of the child in the file: of the first of those persons that are one child."),
    sensitive("merged_from", ColumnType::Text, "Numbers of the persons of the return that are this child, with a comma between; NULL where it is one (S-8)."),
    sensitive("merged_by", ColumnType::Code, "What they have in common: upn, uln, or name (with birth date and postcode, or by a chain)."),
    plain("clock", ColumnType::Code, "reporting_year: what the groups of new and closed children are counted by (S-4)."),
    plain("clock_starts", ColumnType::Date, "First day of R, the calendar year before census day (S-3, S-4)."),
    plain("clock_ends", ColumnType::Date, "Last day of R."),
    plain("census_day", ColumnType::Date, "Day of open plans, placements and needs: of the header, else the third Thursday of January."),
    plain("academic_year", ColumnType::Code, "Academic year of NC year, census match and label: 2024/25."),
    plain("academic_year_starts", ColumnType::Date, "Its first day."),
    plain("academic_year_ends", ColumnType::Date, "Its last day."),
    sensitive("sen2_all", ColumnType::Boolean, "Group All: every child of the return."),
    sensitive("new_sen2_all", ColumnType::Boolean, "Group New SEN2 (all): a request received or agreed, or a plan started, in R."),
    sensitive("closed_sen2_all", ColumnType::Boolean, "Group Closed SEN2 (all): a request ended without assessment, an assessment without a plan, or a plan ceased in R, and nothing began after it (S-30, S-31, S-32)."),
    sensitive("at_census_day", ColumnType::Boolean, "Group SEN2 at Census Day (EHCP only): a plan open on census day; one that ceases on the day is closed (S-29, S-35)."),
    sensitive("new_ehcp_only", ColumnType::Boolean, "Group New SEN2 (EHCP only): a plan started in R that did not come from another authority (S-33)."),
    sensitive("closed_ehcp_only", ColumnType::Boolean, "Group Closed SEN2 (EHCP only): a plan ceased in R, also where another follows (S-30)."),
    sensitive("transferred_in", ColumnType::Boolean, "A plan came from another authority (S-33)."),
    identifier("birth_date", ColumnType::Date, "Date of birth, SEN2."),
    sensitive("sex", ColumnType::Code, "Sex, SEN2, whatever the census says (S-20).").codes("sen2_sex"),
    identifier("upn", ColumnType::Text, "Unique pupil number, SEN2; NULL where it has not 13 characters."),
    identifier("uln", ColumnType::Text, "Unique learner number, SEN2; NULL where it has not 10 digits."),
    sensitive("sen2_ethnicity", ColumnType::Code, "Ethnicity, SEN2; ethnicity is that of the census.").codes("sen2_ethnicity"),
    sensitive("age_year_end", ColumnType::Int, "Completed years on 31 August at the end of the academic year: the page. Not only 0 to 25 (S-9). NULL before birth."),
    sensitive("age_year_start", ColumnType::Int, "Completed years on 31 August before the academic year: DfE tables."),
    sensitive("age_group", ColumnType::Code, "Of age_year_end: under 5, 5 to 10, 11 to 15, 16 to 19, 20 to 25, over 25. NULL where unknown."),
    sensitive("nc_year", ColumnType::Code, "NC year as a number, reception 0, nursery below; X where the National Curriculum is not followed. Of the matched spring census, also where age and year disagree (S-10, S-14), else from the birth date (S-11). NULL where unknown."),
    plain("nc_year_source", ColumnType::Code, "census, inferred, not_followed (X), unknown (S-13)."),
    plain("nc_year_issue", ColumnType::Code, "x_in_mainstream: X comes from a school that is not special (S-12); else NULL."),
    sensitive("phase", ColumnType::Code, "Phase of nc_year (S-15): early years, primary, secondary, post-16, or X; NULL where that is not known."),
];

/// The match with the school census. Of a child without one nothing of the census is known (S-28).
#[rustfmt::skip]
const CENSUS: [ColumnDef; 10] = [
    sensitive("census_match", ColumnType::Code, "Status of the match with the school census of the academic year: matched, matched_out_of_la, unmatched, ambiguous; see linkage.match."),
    sensitive("census_match_rule", ColumnType::Code, "Rule of the match (S-16). NULL when not matched."),
    sensitive("census_match_reason", ColumnType::Code, "Why not matched (S-18 to S-20). NULL when matched."),
    plain("census_records", ColumnType::BigInt, "Census records of the child, of which one is the match (S-21)."),
    plain("census_la_code", ColumnType::SmallInt, "Local authority of the matched school; another one is matched_out_of_la (S-22)."),
    plain("census_import_id", ColumnType::BigInt, "Import of the matched row of census.pupil."),
    plain("census_pupil_no", ColumnType::Int, "pupil_no of the matched row of census.pupil."),
    plain("census_term", ColumnType::Code, "Term of the matched census record.").codes("census_term"),
    sensitive("census_nc_year", ColumnType::Code, "NC year as the matched census record has it.").codes("census_nc_year_actual"),
    sensitive("fsm_eligible", ColumnType::Boolean, "Eligible for free school meals, of the census. NULL when not matched, as all that follows of the census (S-28)."),
];

/// Characteristics of the census, and which results are expected and found.
#[rustfmt::skip]
const RESULTS: [ColumnDef; 16] = [
    sensitive("eal", ColumnType::Boolean, "First language other than English, of the census. NULL when unclassified or not matched."),
    sensitive("ethnicity", ColumnType::Code, "Ethnicity, of the census. NULL when not matched.").codes("census_ethnicity"),
    sensitive("ethnicity_group", ColumnType::Code, "White, Mixed, Asian, Black, Chinese, Other, Not known: of ethnicity."),
    sensitive("sen_provision", ColumnType::Code, "SEN provision, of the census. NULL when not matched.").codes("census_sen_provision"),
    sensitive("idaci_band", ColumnType::Int, "NULL: no file tells the small area of a home."),
    sensitive("expected_literal", ColumnType::Text, "Results that a child of the NC year should hold, with a comma between (8.3); NULL for none."),
    sensitive("expected_calendar", ColumnType::Text, "Those of them that were held and statutory when the year group reached them (8.3)."),
    sensitive("eyfsp_match", ColumnType::Code, "Status of the match with EYFSP results, see linkage.match; not_expected for most."),
    sensitive("phonics_match", ColumnType::Code, "The same for phonics."),
    sensitive("ks1_match", ColumnType::Code, "The same for KS1."),
    sensitive("ks2_match", ColumnType::Code, "The same for KS2."),
    sensitive("ks4_match", ColumnType::Code, "The same for KS4."),
    sensitive("attainment_match", ColumnType::Code, "matched: all of expected_literal found; unmatched: one is missing; not_expected: none expected (S-24, S-25)."),
    sensitive("attainment_match_calendar", ColumnType::Code, "The same for expected_calendar."),
    sensitive("attainment_reason", ColumnType::Code, "Why one of expected_literal is missing; NULL when none is."),
    sensitive("school_aged", ColumnType::Boolean, "Population of the unmatched chart: age_year_start 4 to 15 (S-23)."),
];
