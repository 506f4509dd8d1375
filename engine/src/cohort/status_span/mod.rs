//! Every case, plan and time in care of a child in a CIN return.

use cohort_catalog::{ColumnDef, ColumnType, TableDef, TableLevel};

use super::columns::{CHILD, PROVENANCE, identifier, joined, sensitive};
use crate::sql_view::{AsAt, SqlView};

/// `cohort.status_span`
pub(super) static VIEW: SqlView = SqlView {
    def: TableDef {
        schema: "cohort",
        name: "status_span",
        comment: "One row per case, plan or episode of care of a child in a CIN return, with its real dates and whether it counts in the year and at 31 March. Short breaks (V3, V4) are no care (C-17).",
        level: TableLevel::Reference,
        key: &[
            "import_id",
            "child_no",
            "kind",
            "record_no",
            "referral_no",
            "span_no",
        ],
        columns: &ALL,
    },
    sql: include_str!("view.sql"),
    as_at: AsAt::Never,
};

static ALL: [ColumnDef; PROVENANCE.len() + CHILD.len() + COLUMNS.len()] =
    joined(&[&PROVENANCE, &CHILD, &COLUMNS]);

const COLUMNS: [ColumnDef; 13] = [
    identifier(
        "child_key",
        ColumnType::Text,
        "What the child is called in every return of the authority, see cohort.cin_child.",
    ),
    sensitive(
        "kind",
        ColumnType::Code,
        "case (a referral, NFA included), child_protection_plan, cin_plan, looked_after (an episode of the SSDA903).",
    ),
    sensitive(
        "record_no",
        ColumnType::Int,
        "Number of the record in the file that holds it, the child_no of cin.referral and the other tables.",
    ),
    sensitive(
        "referral_no",
        ColumnType::Int,
        "Number of the referral within that record; NULL for care.",
    ),
    sensitive(
        "span_no",
        ColumnType::Int,
        "Number of the plan within the referral, of the episode within the child; of a case its referral_no.",
    ),
    sensitive(
        "started",
        ColumnType::Date,
        "Day it started; NULL where the return has no readable date: it then counts nowhere.",
    ),
    sensitive(
        "ended",
        ColumnType::Date,
        "Day it ended as returned; NULL while it is open.",
    ),
    sensitive(
        "in_need",
        ColumnType::Boolean,
        "Of a case: not flagged NFA, so that it makes a child in need. NULL for other kinds.",
    ),
    sensitive(
        "closed_after_assessment",
        ColumnType::Boolean,
        "Of a case: closed RC8 or RC9 (C-12). NULL for other kinds.",
    ),
    sensitive(
        "in_year",
        ColumnType::Boolean,
        "Whether it was in the CIN year at any point: started by 31 March, not ended before 1 April (C-2, C-13).",
    ),
    sensitive(
        "at_31_march",
        ColumnType::Boolean,
        "Whether it was open at 31 March: started by then and not ended by then.",
    ),
    sensitive(
        "from_day",
        ColumnType::Date,
        "First day of the CIN year on which it was open; NULL where there is none.",
    ),
    sensitive(
        "to_day",
        ColumnType::Date,
        "Last day of the CIN year on which it was open, the day before it ended; 31 March where it goes on.",
    ),
];
