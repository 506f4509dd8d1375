//! `cohort.care_episode`: the care history of each child of an SSDA903 return.

use cohort_catalog::{ColumnDef, ColumnType, TableDef, TableLevel};

use super::care_columns::{CHILD, PROVENANCE};
use super::columns::{identifier, joined, plain, sensitive};
use crate::sql_view::{AsAt, SqlView};

/// `cohort.care_episode`
pub(super) static VIEW: SqlView = SqlView {
    def: TableDef {
        schema: "cohort",
        name: "care_episode",
        comment: "The care history of each child of an SSDA903 return: one row per child, year and episode known at the end of it, from that return and the earlier ones of the authority, parted into periods of care and placements (V-11, V-12).",
        level: TableLevel::Reference,
        key: &["import_id", "child_id", "short_break", "decom"],
        columns: &ALL,
    },
    sql: include_str!("view.sql"),
    as_at: AsAt::Never,
};

static ALL: [ColumnDef; PROVENANCE.len() + CHILD.len() + COLUMNS.len()] =
    joined(&[&PROVENANCE, &CHILD, &COLUMNS]);

const COLUMNS: [ColumnDef; 29] = [
    plain("told_year", ColumnType::SmallInt, "Year of the return that tells the episode: of this year or an earlier one, the latest that has it (L-36)."),
    plain("episode_import_id", ColumnType::BigInt, "Import of that return; with child_id and episode_no it is the row in cla.episode."),
    sensitive("episode_no", ColumnType::Int, "Number of the episode within the child in that return."),
    plain("year_start", ColumnType::Date, "1 April with which the year begins."),
    plain("year_end", ColumnType::Date, "31 March with which the year ends: the history is told as at this day."),
    sensitive("decom", ColumnType::Date, "Day on which the episode began."),
    sensitive("dec", ColumnType::Date, "Day on which it ceased as returned; NULL while it is open."),
    sensitive("ended", ColumnType::Date, "Day on which it ceased for the history: dec, or a repaired day (see repair); NULL while it is open."),
    sensitive("repair", ColumnType::Code, "Why ended is not dec (L-22, L-37): ends_before_it_begins, overlap, open_but_followed, open_before_a_new_start, open_and_not_returned_again; NULL where nothing was repaired. No figure of a day or a year uses a repaired end (L-38)."),
    sensitive("rne", ColumnType::Code, "Reason for the new episode.").codes("cla_rne"),
    sensitive("rec", ColumnType::Code, "Reason why it ceased as returned; NULL while it is open.").codes("cla_rec"),
    sensitive("ended_reason", ColumnType::Code, "Reason why it ceased for the history; X1 where an open episode was followed by one that goes on.").codes("cla_rec"),
    sensitive("ls", ColumnType::Code, "Legal status.").codes("cla_ls"),
    sensitive("short_break", ColumnType::Boolean, "A series of short breaks (legal status V3 or V4), which is no being looked after (C-17, L-49)."),
    sensitive("cin", ColumnType::Code, "Category of need.").codes("cla_cin"),
    sensitive("place", ColumnType::Code, "Placement type.").codes("cla_place"),
    sensitive("place_provider", ColumnType::Code, "Who provides the placement.").codes("cla_place_provider"),
    identifier("pl_post", ColumnType::Text, "Postcode of the placement."),
    identifier("home_post", ColumnType::Text, "Postcode of the home at entry into care."),
    sensitive("urn", ColumnType::Text, "Ofsted number of the home or agency, as returned."),
    sensitive("reason_place_change", ColumnType::Code, "Why the placement that ends with this episode ended.").codes("cla_reason_place_change"),
    sensitive("period_no", ColumnType::Int, "Number of the period of care within the history known, from 1 (V-11). Short breaks are numbered by themselves."),
    sensitive("period_start", ColumnType::Date, "First day known of the period."),
    sensitive("period_start_known", ColumnType::Boolean, "Whether that day is the start of the period: its first episode begins with reason S. False where the returns held do not reach back to it (L-3)."),
    sensitive("period_end", ColumnType::Date, "Day on which the period ended; NULL while it is open."),
    sensitive("temporary", ColumnType::Boolean, "A temporary placement (T0 to T4)."),
    sensitive("new_placement", ColumnType::Boolean, "Whether a placement begins with the episode (V-12): not with a change of legal status alone, a temporary placement, the return from one, or a placement for adoption with the same carers."),
    sensitive("placement_no", ColumnType::Int, "Number of the placement within the period, from 1; of a temporary one that of the placement before it, 0 where there is none."),
    sensitive("placement_start", ColumnType::Date, "First day of that placement."),
];
