//! `cohort.sen2`: the SEN2 cohort, with every filter of its page.

use cohort_catalog::{ColumnDef, ColumnType, Sensitivity, TableDef, TableLevel};

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

const fn plain(name: &'static str, ty: ColumnType, comment: &'static str) -> ColumnDef {
    ColumnDef::new(name, ty, Sensitivity::Plain, comment)
}

const fn sensitive(name: &'static str, ty: ColumnType, comment: &'static str) -> ColumnDef {
    ColumnDef::new(name, ty, Sensitivity::Sensitive, comment)
}

const fn identifier(name: &'static str, ty: ColumnType, comment: &'static str) -> ColumnDef {
    ColumnDef::new(name, ty, Sensitivity::Identifier, comment)
}

#[rustfmt::skip]
static COLUMNS: [ColumnDef; 85] = [
    plain("la_code", ColumnType::SmallInt, "Local authority that made the return: DfE three-digit number.").required(),
    plain("year", ColumnType::SmallInt, "Year of the census day: 2025 is the return of January 2025.").required(),
    plain("source", ColumnType::Code, "Whose copy of the return: la or npd (S-6, S-7).").required(),
    plain("import_id", ColumnType::BigInt, "The import of the return, see imports.file.").required(),
    identifier("person_id", ColumnType::BigInt, "One number per child across files and years; NULL until linked."),
    sensitive("person_no", ColumnType::Int, "Number of the child in the file: of the first of those persons that are one child.").required(),
    sensitive("merged_from", ColumnType::Text, "Numbers of the persons of the return that are this child, with a comma between; NULL where it is one (S-8)."),
    sensitive("merged_by", ColumnType::Code, "What they have in common: upn, uln, or name (with birth date and postcode, or by a chain)."),
    plain("clock", ColumnType::Code, "reporting_year: what the groups of new and closed children are counted by (S-4).").required(),
    plain("clock_starts", ColumnType::Date, "First day of R, the calendar year before census day (S-3, S-4).").required(),
    plain("clock_ends", ColumnType::Date, "Last day of R.").required(),
    plain("census_day", ColumnType::Date, "Day of open plans, placements and needs: of the header, else the third Thursday of January.").required(),
    plain("academic_year", ColumnType::Code, "Academic year of NC year, census match and label: 2024/25.").required(),
    plain("academic_year_starts", ColumnType::Date, "Its first day.").required(),
    plain("academic_year_ends", ColumnType::Date, "Its last day.").required(),
    sensitive("sen2_all", ColumnType::Boolean, "Group All: every child of the return.").required(),
    sensitive("new_sen2_all", ColumnType::Boolean, "Group New SEN2 (all): a request received or agreed, or a plan started, in R.").required(),
    sensitive("closed_sen2_all", ColumnType::Boolean, "Group Closed SEN2 (all): a request ended without assessment, an assessment without a plan, or a plan ceased in R, and nothing began after it (S-30, S-31, S-32).").required(),
    sensitive("at_census_day", ColumnType::Boolean, "Group SEN2 at Census Day (EHCP only): a plan open on census day; one that ceases on the day is closed (S-29, S-35).").required(),
    sensitive("new_ehcp_only", ColumnType::Boolean, "Group New SEN2 (EHCP only): a plan started in R that did not come from another authority (S-33).").required(),
    sensitive("closed_ehcp_only", ColumnType::Boolean, "Group Closed SEN2 (EHCP only): a plan ceased in R, also where another follows (S-30).").required(),
    sensitive("transferred_in", ColumnType::Boolean, "A plan came from another authority (S-33).").required(),
    identifier("birth_date", ColumnType::Date, "Date of birth, SEN2."),
    sensitive("sex", ColumnType::Code, "Sex, SEN2, whatever the census says (S-20).").codes("sen2_sex"),
    identifier("upn", ColumnType::Text, "Unique pupil number, SEN2; NULL where it has not 13 characters."),
    identifier("uln", ColumnType::Text, "Unique learner number, SEN2; NULL where it has not 10 digits."),
    sensitive("sen2_ethnicity", ColumnType::Code, "Ethnicity, SEN2; ethnicity is that of the census.").codes("sen2_ethnicity"),
    sensitive("age_year_end", ColumnType::Int, "Completed years on 31 August at the end of the academic year: the page. Not only 0 to 25 (S-9). NULL before birth."),
    sensitive("age_year_start", ColumnType::Int, "Completed years on 31 August before the academic year: DfE tables."),
    sensitive("age_group", ColumnType::Code, "Of age_year_end: under 5, 5 to 10, 11 to 15, 16 to 19, 20 to 25, over 25. NULL where unknown."),
    sensitive("nc_year", ColumnType::Code, "NC year as a number, reception 0, nursery below; X where the National Curriculum is not followed. Of the matched spring census, also where age and year disagree (S-10, S-14), else from the birth date (S-11). NULL where unknown."),
    plain("nc_year_source", ColumnType::Code, "census, inferred, not_followed (X), unknown (S-13).").required(),
    plain("nc_year_issue", ColumnType::Code, "x_in_mainstream: X comes from a school that is not special (S-12); else NULL."),
    sensitive("phase", ColumnType::Code, "early years (NC year 0 and below), primary (1 to 6), secondary (7 to 11), post-16 (12 on), X, unknown (S-15).").required(),
    sensitive("school_type", ColumnType::Code, "Mainstream, Special, AP/PRU, FE Colleges, NEET or Other, of the placement attended of rank 1 and the establishment as it was on census day (S-36, S-37).").required(),
    sensitive("school_sub_type", ColumnType::Code, "Type of establishment; where there is none the setting code, no_placement, no_setting, or unknown_establishment for a number that the register does not have."),
    sensitive("school_type_dfe", ColumnType::Code, "The grouping of DfE tables, which put independent schools under mainstream or special."),
    sensitive("setting_code", ColumnType::Code, "Code of a setting without URN and UKPRN: NEET, EHE, OLA and others. NULL where a number is given.").codes("sen2_sen_setting"),
    sensitive("urn", ColumnType::Int, "URN of the establishment as it was on census day: that of the return, or a linked one that was open; NULL without one."),
    sensitive("laestab", ColumnType::Int, "LA and establishment number of that establishment."),
    sensitive("type_of_establishment_code", ColumnType::SmallInt, "Its type, see reference.establishment_type."),
    sensitive("establishment_open", ColumnType::Boolean, "Whether it was open on census day. NULL when not in the register."),
    sensitive("establishment_la_code", ColumnType::SmallInt, "Local authority of the establishment."),
    sensitive("in_la", ColumnType::Code, "in: the establishment is in this authority; out: in another that submits SEN2; unknown: Wales, Scotland, no establishment (S-38).").required(),
    sensitive("sen_unit", ColumnType::Code, "yes, no; not_applicable: blank, where there is none; unknown: blank, although the register knows of one (S-39).").required(),
    sensitive("resourced_provision", ColumnType::Code, "yes, no, not_applicable, unknown: as sen_unit (S-39).").required(),
    sensitive("attendance_pattern", ColumnType::Code, "FT, PT; unknown: not told; not_collected: the layout of the year has no such item (S-2).").required().codes("sen2_attendance_pattern"),
    sensitive("primary_need", ColumnType::Code, "Need of rank 1; not_recorded where there is none.").required().codes("sen2_sen_type"),
    sensitive("secondary_need", ColumnType::Code, "Need of rank 2; NULL where there is none.").codes("sen2_sen_type"),
    sensitive("primary_need_dfe", ColumnType::Code, "The same as DfE publishes it, with DS within OTH.").required().codes("sen2_sen_type"),
    sensitive("secondary_need_dfe", ColumnType::Code, "The same as DfE publishes it, with DS within OTH.").codes("sen2_sen_type"),
    sensitive("ofsted", ColumnType::Code, "Latest graded inspection of the establishment: outstanding, good, requires_improvement, inadequate; no_overall_grade: graded without one (S-42); not_inspected; no_inspection_applicable: not a state-funded school; unknown_establishment; not_loaded: no inspections imported (S-41).").required(),
    sensitive("ofsted_inspected_on", ColumnType::Date, "First day of that inspection."),
    sensitive("ofsted_previous", ColumnType::Code, "Overall grade of the latest earlier inspection that has one; never in place of ofsted (S-42)."),
    sensitive("census_match", ColumnType::Code, "Status of the match with the school census of the academic year: matched, matched_out_of_la, unmatched, ambiguous; see linkage.match.").required(),
    sensitive("census_match_rule", ColumnType::Code, "Rule of the match (S-16). NULL when not matched."),
    sensitive("census_match_reason", ColumnType::Code, "Why not matched (S-18 to S-20). NULL when matched."),
    plain("census_records", ColumnType::BigInt, "Census records of the child, of which one is the match (S-21)."),
    plain("census_la_code", ColumnType::SmallInt, "Local authority of the matched school; another one is matched_out_of_la (S-22)."),
    plain("match_import_id", ColumnType::BigInt, "Import of the matched row of census.pupil."),
    plain("match_pupil_no", ColumnType::Int, "pupil_no of the matched row of census.pupil."),
    plain("census_term", ColumnType::Code, "Term of the matched census record.").codes("census_term"),
    sensitive("census_nc_year", ColumnType::Code, "NC year as the matched census record has it.").codes("census_nc_year_actual"),
    sensitive("fsm", ColumnType::Boolean, "Eligible for free school meals, of the census. NULL when not matched, as all that follows of the census (S-28)."),
    sensitive("fsm6", ColumnType::Boolean, "Deprivation pupil premium: eligible in the last six years, of the pupil premium file of the financial year that contains census day. NULL when not matched, or not listed and not known to be without."),
    sensitive("disadvantaged", ColumnType::Boolean, "Pupil premium for deprivation, as looked after or as adopted from care. NULL as fsm6."),
    sensitive("premium_looked_after", ColumnType::Boolean, "Looked-after premium. NULL as fsm6."),
    sensitive("premium_adopted", ColumnType::Boolean, "Adopted-from-care premium. NULL as fsm6."),
    sensitive("premium_service", ColumnType::Boolean, "Service child premium, which is no disadvantage. NULL as fsm6."),
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
    sensitive("attainment_match", ColumnType::Code, "matched: all of expected_literal found; unmatched: one is missing; not_expected: none expected (S-24, S-25).").required(),
    sensitive("attainment_match_calendar", ColumnType::Code, "The same for expected_calendar.").required(),
    sensitive("attainment_reason", ColumnType::Code, "Why one of expected_literal is missing; NULL when none is."),
    sensitive("school_aged", ColumnType::Boolean, "Population of the unmatched chart: age_year_start 4 to 15 (S-23).").required(),
];
