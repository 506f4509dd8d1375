//! `linkage.match`: which school census record and which results belong to a child of a return.

use cohort_catalog::{ColumnDef, ColumnType, TableDef, TableLevel};

use crate::sql_view::columns::{identifier, plain, sensitive};
use crate::sql_view::{AsAt, SqlView};

pub(super) static VIEW: SqlView = SqlView {
    def: TableDef {
        schema: "linkage",
        name: "match",
        comment: "One row per child of a SEN2, CIN or SSDA903 return and record in which it is \
                  looked for: the school census of the academic year, and the results that a child \
                  of its NC year should hold. By keys, all there and equal (S-16 to S-22, C-8).",
        level: TableLevel::Reference,
        key: &["dataset", "la_code", "year", "source", "local_id", "target"],
        columns: &COLUMNS,
    },
    sql: include_str!("view.sql"),
    as_at: AsAt::Never,
};

static COLUMNS: [ColumnDef; 22] = [
    plain(
        "dataset",
        ColumnType::Code,
        "The return that the child is in: sen2, cin or cla (SSDA903).",
    ),
    plain(
        "la_code",
        ColumnType::SmallInt,
        "Local authority that made the return: DfE three-digit number.",
    ),
    plain(
        "year",
        ColumnType::SmallInt,
        "Year of the return: that of the SEN2 census day, or in which the social care year ends. \
         The academic year ends in it too (C-7): 2025 is 2024/25.",
    ),
    plain(
        "source",
        ColumnType::Code,
        "Whose copy of the return: la or npd.",
    ),
    plain(
        "import_id",
        ColumnType::BigInt,
        "The import of the return, see imports.file.",
    ),
    identifier(
        "local_id",
        ColumnType::Text,
        "The child within the return: person_no (sen2), la_child_id (cin), child_id (cla).",
    ),
    identifier(
        "person_id",
        ColumnType::BigInt,
        "One number per child across files and years; NULL until linked.",
    ),
    plain(
        "target",
        ColumnType::Code,
        "Where the child is looked for: census (school census of the academic year), or results of \
         earlier years: eyfsp, phonics, ks1, ks2, ks4.",
    ),
    sensitive(
        "status",
        ColumnType::Code,
        "matched; matched_out_of_la, in another authority's file (S-22); unmatched; ambiguous, two or \
         more children (S-19); not_matchable, a child in need without a UPN for a good reason (C-9); \
         not_expected, results only: the NC year has none of the kind (S-25).",
    ),
    sensitive(
        "rule",
        ColumnType::Code,
        "The rule that found exactly one child, the first of: upn_birth_sex (S-16; for results \
         upn_birth_sex_nc_year, S-17), former_upn_birth_sex, uln_birth_sex. NULL when not matched.",
    ),
    sensitive(
        "reason",
        ColumnType::Code,
        "Why not matched: key_missing:upn, key_missing:birth_date, key_missing:sex (S-18); \
         sex_differs, dob_differs: the other two keys are equal (S-20); ambiguous; not_loaded: no \
         file of the authority for that year; no_candidate; not_expected, and key_missing:nc_year \
         where the NC year is not known (S-25). NULL when matched.",
    ),
    plain(
        "candidates",
        ColumnType::BigInt,
        "Children that the deciding rule found: 1 when matched, 2 or more when ambiguous (at least \
         so many), else 0.",
    ),
    plain(
        "match_records",
        ColumnType::BigInt,
        "Records of that one child: other terms, schools (dual registration) and years; one of them \
         is the match (S-21). 0 when not matched.",
    ),
    plain(
        "match_la_code",
        ColumnType::SmallInt,
        "Local authority of the matched record's file. NULL when not matched.",
    ),
    plain(
        "match_import_id",
        ColumnType::BigInt,
        "Import of the matched record: import_id of census.pupil or of the results' table. NULL when \
         not matched.",
    ),
    plain(
        "match_pupil_no",
        ColumnType::Int,
        "pupil_no of the matched row of census.pupil in that import. NULL when not matched, and for \
         results.",
    ),
    plain(
        "match_row_no",
        ColumnType::Int,
        "row_no of the matched row of results in that import. NULL when not matched, and for census.",
    ),
    sensitive(
        "nc_year",
        ColumnType::Code,
        "NC year as a number, reception 0, nursery below; X where the National Curriculum is not \
         followed; NULL where not known (S-10, S-11, S-12). The same for all targets of a child.",
    ),
    plain(
        "nc_year_source",
        ColumnType::Code,
        "census: of the matched spring census; inferred: from the birth date; not_followed: X; \
         unknown: no birth date (S-13).",
    ),
    plain(
        "expected_literal",
        ColumnType::Boolean,
        "Whether a child of that NC year should hold results of the kind (8.3). NULL for census.",
    ),
    plain(
        "expected_calendar",
        ColumnType::Boolean,
        "The same, and the assessment was held and statutory when the year group reached it: not in \
         the summers of 2020 and 2021 (KS4 was awarded), KS1 not from 2024 (8.3). NULL for census.",
    ),
    plain(
        "assessment_year",
        ColumnType::SmallInt,
        "Academic year, by the calendar year in which it ends, in which the child's year group took          the assessment; KS4 of 2020 and 2021 is not comparable. NULL for census and where the NC          year is no number.",
    ),
];
