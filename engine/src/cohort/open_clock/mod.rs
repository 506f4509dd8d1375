//! Statutory clocks: all that the returns tell, and those open on a day.
//!
//! A clock of each dataset is a row of a view of its own, with its end and the days for which its
//! return answers; none of these depends on a day. `cohort.open_clock` chooses among them.

mod columns;

use cohort_catalog::{ColumnDef, TableDef, TableLevel};

use self::columns::{ANSWERS, DAY, DETAIL, END, KNOWN, LIMIT, SPAN, STANDING, WHOSE};
use super::columns::joined;
use crate::sql_view::{AsAt, SqlView};

/// `cohort.open_clock`, and `open_clock(day)`
pub(super) static VIEW: SqlView = SqlView {
    def: TableDef {
        schema: "cohort",
        name: "open_clock",
        comment: "One row per statutory clock that is open today: SEN2 requests, CIN assessments and conferences, reviews of child protection plans and of looked-after children. open_clock(DATE '2024-01-16') shows those of another day, by the latest return of the authority whose period holds it or lies before it.",
        level: TableLevel::Reference,
        key: &["import_id", "clock", "local_id"],
        columns: &OPEN,
    },
    sql: include_str!("view.sql"),
    as_at: AsAt::Today,
};

/// `cohort.clock_sen2`
pub(super) static SEN2: SqlView = clock(
    "clock_sen2",
    "One row per request of a SEN2 return and limit (6, 16, 20 weeks), open or over. Historical cases and plans from another authority have none.",
    include_str!("sen2.sql"),
);

/// `cohort.clock_cin`
pub(super) static CIN: SqlView = clock(
    "clock_cin",
    "One row per clock of a CIN return, open or over: assessments, section 47 enquiries, and the time from each review of a child protection plan to the next.",
    include_str!("cin.sql"),
);

/// `cohort.clock_cla`
pub(super) static CLA: SqlView = clock(
    "clock_cla",
    "One row per clock of an SSDA903 return, open or over: the time from entering care to the first review, and from each to the next.",
    include_str!("cla.sql"),
);

const fn clock(name: &'static str, comment: &'static str, sql: &'static str) -> SqlView {
    SqlView {
        def: TableDef {
            schema: "cohort",
            name,
            comment,
            level: TableLevel::Reference,
            key: &["import_id", "clock", "local_id"],
            columns: &ALL,
        },
        sql,
        as_at: AsAt::Never,
    }
}

static ALL: [ColumnDef; 28] = joined(&[&WHOSE, &SPAN, &END, &LIMIT, &KNOWN, &ANSWERS, &DETAIL]);

static OPEN: [ColumnDef; 27] = joined(&[&WHOSE, &SPAN, &STANDING, &LIMIT, &DAY, &KNOWN, &DETAIL]);
