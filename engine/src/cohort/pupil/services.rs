//! Results held, other services.

use cohort_catalog::{ColumnDef, ColumnType};

use super::super::columns::sensitive;

pub(super) const COLUMNS: [ColumnDef; 12] = [
    sensitive(
        "has_eyfsp",
        ColumnType::Boolean,
        "A result of this year or an earlier one is held: EYFSP.",
    ),
    sensitive("has_phonics", ColumnType::Boolean, "The same: phonics."),
    sensitive("has_ks1", ColumnType::Boolean, "The same: key stage 1."),
    sensitive(
        "has_mtc",
        ColumnType::Boolean,
        "The same: multiplication tables check.",
    ),
    sensitive("has_ks2", ColumnType::Boolean, "The same: key stage 2."),
    sensitive("has_ks4", ColumnType::Boolean, "The same: key stage 4."),
    sensitive(
        "in_cin",
        ColumnType::Boolean,
        "In need in the financial year, by a case that is not NFA; NULL where no CIN return is held or the pupil is not linked.",
    ),
    sensitive(
        "on_cp_plan",
        ColumnType::Boolean,
        "On a child protection plan in it.",
    ),
    sensitive(
        "cla_during_year",
        ColumnType::Boolean,
        "Looked after in the financial year that ends in it; NULL where no SSDA903 is held or the pupil is not linked.",
    ),
    sensitive(
        "cla_at_31_march",
        ColumnType::Boolean,
        "Looked after at its 31 March.",
    ),
    sensitive(
        "in_sen2",
        ColumnType::Boolean,
        "In the SEN2 return of the year; NULL where none is held or the pupil is not linked.",
    ),
    sensitive(
        "ehcp_open",
        ColumnType::Boolean,
        "With an EHC plan open on its census day (S-29).",
    ),
];
