//! Period, responsibility, the child.

use cohort_catalog::{ColumnDef, ColumnType};

use super::super::columns::{identifier, plain, sensitive};

pub(super) const COLUMNS: [ColumnDef; 20] = [
    plain(
        "year_start",
        ColumnType::Date,
        "1 April with which the year begins.",
    ),
    plain(
        "as_at",
        ColumnType::Date,
        "31 March with which the year ends: the day of every figure of a day.",
    ),
    plain(
        "academic_year",
        ColumnType::Code,
        "Academic year that goes with it (V-2), as 2023/24.",
    ),
    plain(
        "responsible_la_code",
        ColumnType::SmallInt,
        "Authority responsible for the child (V-1): the one that returns it, wherever it lives or goes to school.",
    ),
    sensitive(
        "other_la_code",
        ColumnType::SmallInt,
        "Another authority that returned the same child for the year (V-6); NULL where none did.",
    ),
    sensitive(
        "also_at_31_march_elsewhere",
        ColumnType::Boolean,
        "Both have the child at 31 March, which cannot be (V-6); NULL for a child of one authority.",
    ),
    sensitive(
        "in_header",
        ColumnType::Boolean,
        "False for a child with episodes and no header row.",
    ),
    identifier("upn", ColumnType::Text, "Unique pupil number as returned."),
    sensitive("upn_unknown", ColumnType::Code, "Why there is no UPN.").codes("cla_upn_unknown"),
    identifier(
        "birth_date",
        ColumnType::Date,
        "Date of birth as this return has it.",
    ),
    identifier(
        "birth_date_before",
        ColumnType::Date,
        "The one in the return before, where it was another: an estimate corrected, or a mistake.",
    ),
    sensitive("sex", ColumnType::Code, "M male, F female, U unknown.").codes("sex"),
    sensitive("ethnicity", ColumnType::Code, "Ethnicity.").codes("ethnicity"),
    sensitive(
        "mother",
        ColumnType::Boolean,
        "True for a girl who is a parent.",
    ),
    identifier(
        "mother_child_birth_date",
        ColumnType::Date,
        "Birth date of her first child.",
    ),
    sensitive(
        "age_at_31_march",
        ColumnType::Int,
        "Age in completed years at 31 March.",
    ),
    sensitive(
        "age_band",
        ColumnType::Code,
        "under 1, 1 to 4, 5 to 9, 10 to 15, 16 and over, at 31 March.",
    ),
    sensitive(
        "turned_18_in_year",
        ColumnType::Boolean,
        "The 18th birthday is in the year, 31 March included.",
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
];
