//! Columns of `cohort.cin` on the year and on who the child is.

use cohort_catalog::{ColumnDef, ColumnType};

use super::super::columns::{identifier, plain, sensitive};

/// Which year, and what goes with it.
pub(super) const PERIOD: [ColumnDef; 5] = [
    plain(
        "academic_year",
        ColumnType::Code,
        "The academic year that goes with the CIN year: 2023/24 with the year ending 31 March 2024 (C-7). Education outcomes are of it.",
    ),
    plain(
        "year_start",
        ColumnType::Date,
        "1 April: groups at any point are of the days from here to as_at (C-13).",
    ),
    plain(
        "as_at",
        ColumnType::Date,
        "31 March: the day of the groups at 31 March (C-13).",
    ),
    plain(
        "year_rank",
        ColumnType::Int,
        "1 for the latest year held of the authority, 2 for the one before; the page offers 1 to 3.",
    ),
    plain(
        "attainment_year_rank",
        ColumnType::Int,
        "The same among years with statutory assessments; NULL for 2020 and 2021, which had none and take no place among the latest three of attainment pages (C-22).",
    ),
];

/// Who the child is.
pub(super) const WHO: [ColumnDef; 14] = [
    identifier(
        "upn",
        ColumnType::Text,
        "Unique pupil number with a correct check letter; NULL when missing or wrong.",
    ),
    sensitive("upn_unknown", ColumnType::Code, "Why there is no UPN.").codes("cin_upn_unknown"),
    identifier(
        "birth_date",
        ColumnType::Date,
        "Date of birth; NULL for an unborn child.",
    ),
    identifier(
        "expected_birth_date",
        ColumnType::Date,
        "Date on which the birth was expected; unborn children only.",
    ),
    sensitive(
        "unborn",
        ColumnType::Boolean,
        "Whether the child was unborn at 31 March (C-10): an expected date without a birth date, passed or not, or a birth after 31 March.",
    ),
    identifier("death_date", ColumnType::Date, "Date of death."),
    sensitive(
        "sex",
        ColumnType::Code,
        "M male, F female, U unknown or unborn, by the CIN census whatever a school says (C-8).",
    )
    .codes("sex"),
    sensitive(
        "ethnicity",
        ColumnType::Code,
        "Main ethnic code by the CIN census.",
    )
    .codes("ethnicity"),
    sensitive(
        "disabled",
        ColumnType::Boolean,
        "True with any disability, false with NONE alone; NULL when none was returned: unknown.",
    ),
    sensitive(
        "disabilities",
        ColumnType::Text,
        "Disability codes in order with a comma between, see code set cin_disability; NULL when none was returned.",
    ),
    sensitive(
        "age_at_31_march",
        ColumnType::Int,
        "Completed years at 31 March; NULL for an unborn child or an unknown birth date.",
    ),
    sensitive(
        "age_band",
        ColumnType::Code,
        "unborn, under 1, 1 to 4, 5 to 9, 10 to 15, 16 and over: age at 31 March. NULL where it is not known.",
    ),
    sensitive(
        "age_year_start",
        ColumnType::Int,
        "Completed years on 31 August before the academic year, the age of DfE breakdowns.",
    ),
    sensitive(
        "age_year_end",
        ColumnType::Int,
        "Completed years on 31 August at the end of the academic year, the age of the page.",
    ),
];
