//! The record, the pupil.

use cohort_catalog::{ColumnDef, ColumnType};

use super::super::columns::{identifier, sensitive};

pub(super) const COLUMNS: [ColumnDef; 21] = [
    sensitive(
        "pupil_no",
        ColumnType::Int,
        "Number of the pupil in the import.",
    ),
    sensitive(
        "term",
        ColumnType::Code,
        "Census of the row: of spring, else summer, else autumn.",
    )
    .codes("census_term"),
    sensitive("census_day", ColumnType::Date, "Census day of the row."),
    sensitive(
        "on_roll",
        ColumnType::Boolean,
        "Whether the pupil is on roll in it.",
    ),
    sensitive(
        "in_autumn",
        ColumnType::Boolean,
        "On roll in the autumn census.",
    ),
    sensitive(
        "in_spring",
        ColumnType::Boolean,
        "On roll in the spring census.",
    ),
    sensitive(
        "in_summer",
        ColumnType::Boolean,
        "On roll in the summer census.",
    ),
    sensitive(
        "records",
        ColumnType::Int,
        "Census records of the pupil in the year.",
    ),
    sensitive(
        "dual_registered",
        ColumnType::Boolean,
        "Has a second registration (S) in the year.",
    ),
    identifier("upn", ColumnType::Text, "Unique pupil number as returned."),
    identifier("former_upn", ColumnType::Text, "Former UPN."),
    identifier("uln", ColumnType::Text, "Unique learner number."),
    identifier(
        "birth_date",
        ColumnType::Date,
        "Date of birth as this return has it.",
    ),
    sensitive("sex", ColumnType::Code, "M male, F female, U unknown.").codes("sex"),
    sensitive(
        "birth_season",
        ColumnType::Code,
        "autumn, spring or summer born, by the early-years statistics.",
    ),
    sensitive(
        "age_year_start",
        ColumnType::Int,
        "Age on 31 August before the academic year.",
    ),
    sensitive(
        "age_year_end",
        ColumnType::Int,
        "Age on 31 August at the end of the academic year.",
    ),
    sensitive(
        "nc_year",
        ColumnType::Code,
        "National Curriculum year: a number, reception 0 and nursery below it, or X not followed (S-10 to S-12); NULL without a birth date.",
    ),
    sensitive(
        "nc_year_source",
        ColumnType::Code,
        "Where it comes from (S-13): census, inferred, not_followed, unknown.",
    ),
    sensitive(
        "taught_out_of_year",
        ColumnType::Boolean,
        "The census year group is not that of the birth date (S-14); NULL where either is not known.",
    ),
    sensitive(
        "phase",
        ColumnType::Code,
        "Phase of nc_year (S-15): early years, primary, secondary, post-16, or X; NULL where that is not known.",
    ),
];
