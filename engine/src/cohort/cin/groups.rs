//! Columns of `cohort.cin`: the groups.

use cohort_catalog::{ColumnDef, ColumnType};

use super::super::columns::{plain, sensitive};

/// The groups of the page, and what they rest on.
pub(super) const GROUPS: [ColumnDef; 26] = [
    sensitive(
        "cin",
        ColumnType::Boolean,
        "Children in need: a case not flagged NFA in the year, whenever it was referred. The same as cin_incl_rc8. Every row is in the group All.",
    ),
    sensitive(
        "cin_at_31_march",
        ColumnType::Boolean,
        "A case not flagged NFA that is open at 31 March.",
    ),
    sensitive(
        "cin_incl_rc8",
        ColumnType::Boolean,
        "In need, with the cases that were closed after assessment (RC8, RC9): the default [assumed] (C-12).",
    ),
    sensitive(
        "cin_excl_rc8",
        ColumnType::Boolean,
        "In need by another case than those closed after assessment (RC8, RC9) (C-12).",
    ),
    sensitive(
        "cpp",
        ColumnType::Boolean,
        "On a child protection plan at any point in the year.",
    ),
    sensitive(
        "cpp_at_31_march",
        ColumnType::Boolean,
        "On a child protection plan that is open at 31 March.",
    ),
    sensitive(
        "cppo",
        ColumnType::Boolean,
        "In need and on a child protection plan at any point in the year, and looked after at none. NULL where no SSDA903 covers the year (C-15).",
    ),
    sensitive(
        "cppo_at_31_march",
        ColumnType::Boolean,
        "In need, on a child protection plan and not looked after, at 31 March. NULL where no SSDA903 covers the year (C-15).",
    ),
    sensitive(
        "cino",
        ColumnType::Boolean,
        "In need, at no point of the year on a child protection plan or looked after. NULL where no SSDA903 covers the year (C-15).",
    ),
    sensitive(
        "cino_at_31_march",
        ColumnType::Boolean,
        "In need, without a child protection plan and not looked after, at 31 March; what was before does not count (C-13). NULL where no SSDA903 covers the year (C-15).",
    ),
    sensitive(
        "cino_excl_rc8",
        ColumnType::Boolean,
        "As cino, of those in cin_excl_rc8. NULL where no SSDA903 covers the year (C-15).",
    ),
    sensitive(
        "cla",
        ColumnType::Boolean,
        "In need, and looked after at any point in the year by the SSDA903; short breaks do not count (C-17). NULL where no SSDA903 covers the year (C-15).",
    ),
    sensitive(
        "cla_at_31_march",
        ColumnType::Boolean,
        "In need and looked after at 31 March. NULL where no SSDA903 covers the year (C-15).",
    ),
    sensitive(
        "cppo_cla_unknown",
        ColumnType::Boolean,
        "As cppo, as if nobody were looked after: the override of C-15, for authorities without SSDA903.",
    ),
    sensitive(
        "cppo_at_31_march_cla_unknown",
        ColumnType::Boolean,
        "As cppo_at_31_march, as if nobody were looked after.",
    ),
    sensitive(
        "cino_cla_unknown",
        ColumnType::Boolean,
        "As cino, as if nobody were looked after: the override of C-15.",
    ),
    sensitive(
        "cino_at_31_march_cla_unknown",
        ColumnType::Boolean,
        "As cino_at_31_march, as if nobody were looked after.",
    ),
    plain(
        "cino_definition",
        ColumnType::Code,
        "Version of the meaning of CINO here, part of the group's name when it is compared with a published figure (C-16). cino_1: in need, those closed after assessment included, without child protection plan and not looked after.",
    ),
    plain(
        "cla_known",
        ColumnType::Boolean,
        "Whether an SSDA903 of the authority covers the year, so that it is known who is looked after (C-15).",
    ),
    plain(
        "cla_missing",
        ColumnType::Code,
        "The file that is missing where cla_known is false: SSDA903 of authority 990 for 2024. NULL where nothing is missing.",
    ),
    sensitive(
        "cla_link",
        ColumnType::Code,
        "How the child was found in the SSDA903: la_child_id or upn_birth_date; NULL where it was not (C-11).",
    ),
    sensitive(
        "child_protection_plan",
        ColumnType::Code,
        "with: on a child protection plan at any point in the year; without: in need and on none, looked after or not; NULL: neither (C-18).",
    ),
    sensitive(
        "child_protection_plan_at_31_march",
        ColumnType::Code,
        "The same at 31 March (C-18).",
    ),
    sensitive(
        "cin_plan",
        ColumnType::Boolean,
        "On a CIN plan at any point in the year; NULL before 2021-22: not collected.",
    ),
    sensitive(
        "cin_plan_at_31_march",
        ColumnType::Boolean,
        "On a CIN plan that is open at 31 March; NULL before 2021-22.",
    ),
    sensitive(
        "status_at_31_march",
        ColumnType::Code,
        "looked_after, child_protection_plan, cin_plan, other_cin: the first that holds (C-14). CIN plans are collected from 2021-22 on; in earlier years such a child is other_cin. NULL for children not in need on the day, and where no SSDA903 covers the year.",
    ),
];
