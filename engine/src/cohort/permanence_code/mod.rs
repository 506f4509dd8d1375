//! `cohort.permanence_code`: what each code says of a child that left care or lives with relatives or friends (1.2).

use cohort_catalog::{ColumnDef, ColumnType, TableDef, TableLevel};

use super::columns::plain;
use crate::sql_view::{AsAt, SqlView};

/// `cohort.permanence_code`
pub(super) static VIEW: SqlView = SqlView {
    def: TableDef {
        schema: "cohort",
        name: "permanence_code",
        comment: "What each code says of a child that left care or lives with relatives or friends (1.2).",
        level: TableLevel::Reference,
        key: &["evidence", "code"],
        columns: &COLUMNS,
    },
    sql: include_str!("view.sql"),
    as_at: AsAt::Never,
};

const COLUMNS: [ColumnDef; 6] = [
    plain(
        "evidence",
        ColumnType::Code,
        "Kind of evidence: end_reason (SSDA903), post_looked_after (school census), own_list.",
    ),
    plain(
        "code",
        ColumnType::Code,
        "Code: a reason of SSDA903, of the census, or of the list as cohort.own_list reads it.",
    ),
    plain(
        "arrangement",
        ColumnType::Code,
        "adoption, special_guardianship, child_arrangements, informal, kinship_foster; NULL where it does not say.",
    ),
    plain(
        "relation",
        ColumnType::Code,
        "To whom: relative_or_friend, other, not_stated; NULL where it does not matter.",
    ),
    plain(
        "previously_looked_after",
        ColumnType::Boolean,
        "Whether it says that the child left care through adoption or an order.",
    ),
    plain(
        "kinship",
        ColumnType::Boolean,
        "Whether it says kinship; NULL where it cannot say.",
    ),
];
