//! `cohort.care_factor`: one row per child of an SSDA903 return.

use cohort_catalog::{ColumnDef, ColumnType, TableDef, TableLevel};

use super::care_columns::{CHILD, PROVENANCE};
use super::columns::{identifier, joined, plain, sensitive};
use crate::sql_view::{AsAt, SqlView};

/// `cohort.care_factor`
pub(super) static VIEW: SqlView = SqlView {
    def: TableDef {
        schema: "cohort",
        name: "care_factor",
        comment: "One row per child of an SSDA903 return: groups and care factors of V-3 to V-5 and V-11 to V-15, of each source by itself.",
        level: TableLevel::Reference,
        key: &["import_id", "child_id"],
        columns: &ALL,
    },
    sql: include_str!("view.sql"),
    as_at: AsAt::Never,
};

static ALL: [ColumnDef;
    PROVENANCE.len() + CHILD.len() + PERIOD.len() + GROUPS.len() + FACTORS.len() + EPISODE.len()] =
    joined(&[&PROVENANCE, &CHILD, &PERIOD, &GROUPS, &FACTORS, &EPISODE]);

/// The year.
const PERIOD: [ColumnDef; 2] = [
    plain(
        "year_start",
        ColumnType::Date,
        "1 April with which the year begins.",
    ),
    plain(
        "year_end",
        ColumnType::Date,
        "31 March with which the year ends: the day of every figure of a day.",
    ),
];

/// Groups of section 1.
pub(super) const GROUPS: [ColumnDef; 14] = [
    sensitive(
        "episodes_in_return",
        ColumnType::Int,
        "Episodes of the child in the return of the year; 0 for a child of the header alone, such as a care leaver.",
    ),
    plain(
        "history_from",
        ColumnType::SmallInt,
        "Year of the earliest return that tells something of the care history; NULL without an episode.",
    ),
    sensitive(
        "cla_during_year",
        ColumnType::Boolean,
        "Looked after at any time in the year: an episode that touches 1 April to 31 March, short breaks left out.",
    ),
    sensitive(
        "cla_at_31_march",
        ColumnType::Boolean,
        "Looked after at 31 March: an episode that began by that day and is not ended by it, short breaks left out (L-43).",
    ),
    sensitive(
        "short_break",
        ColumnType::Boolean,
        "A series of short breaks (legal status V3 or V4), which is no being looked after (C-17, L-49).",
    ),
    sensitive(
        "short_break_only",
        ColumnType::Boolean,
        "In the year nothing but short breaks (C-17).",
    ),
    sensitive(
        "cla_12_months",
        ColumnType::Boolean,
        "Looked after for twelve months at 31 March as OC2 says, which decides (V-4); NULL where the return came without OC2.",
    ),
    sensitive(
        "cla_12_months_episodes",
        ColumnType::Boolean,
        "The same by the episodes: no day from 1 April to 31 March without care, no short break; an exit on 31 March itself is allowed (V-5, L-40).",
    ),
    sensitive(
        "cla_12_months_disagreement",
        ColumnType::Code,
        "Where the two differ (V-4): oc2_only, episodes_only; NULL where they agree or the return came without OC2.",
    ),
    sensitive(
        "care_leaver",
        ColumnType::Boolean,
        "In the care-leaver module OC3 (V-3), to be left out of percentages of looked-after children; NULL where the return came without OC3.",
    ),
    sensitive(
        "care_leaver_counts",
        ColumnType::Boolean,
        "A care leaver who counts in the published figures (L-42): not dead, not returned home for 6 months, not passed to another authority.",
    ),
    sensitive(
        "started_in_year",
        ColumnType::Date,
        "First start of a period of care in the year; NULL without one.",
    ),
    sensitive(
        "ceased_in_year",
        ColumnType::Date,
        "Last end of a period of care in the year; NULL without one.",
    ),
    sensitive("reason_ceased", ColumnType::Code, "Reason of that end.").codes("cla_rec"),
];

/// Care factors of section 2.
pub(super) const FACTORS: [ColumnDef; 21] = [
    sensitive(
        "poc_start",
        ColumnType::Date,
        "First day known of the latest period of care (V-11).",
    ),
    sensitive(
        "poc_start_known",
        ColumnType::Boolean,
        "Whether it is the day on which the period began; where it is not, length and placements are NULL.",
    ),
    sensitive(
        "poc_end",
        ColumnType::Date,
        "Day on which the latest period ended; NULL while it is open at 31 March.",
    ),
    sensitive(
        "age_poc_start",
        ColumnType::Int,
        "Age in completed years on the first day of the latest period of care.",
    ),
    sensitive(
        "poc_dur",
        ColumnType::Int,
        "Days in the latest period of care, to its end or to 31 March; NULL where its start is not known.",
    ),
    sensitive(
        "poc_dur_at_least",
        ColumnType::Int,
        "Days since the first day known of it: poc_dur or less than that.",
    ),
    sensitive(
        "poc_dur_band",
        ColumnType::Code,
        "Band of poc_dur by calendar months (V-13, assumed): under 3 months, 3 to under 6 months, 6 to under 12 months, 1 to under 2 years, 2 to under 5 years, 5 years or more.",
    ),
    sensitive(
        "poc_count",
        ColumnType::Int,
        "Periods of care in the history that the returns held tell, see history_from.",
    ),
    sensitive(
        "pl_count",
        ColumnType::Int,
        "Placements in the latest period of care (V-12); NULL where its start is not known.",
    ),
    sensitive(
        "pl_count_at_least",
        ColumnType::Int,
        "Placements known of it.",
    ),
    sensitive(
        "pl_count_band",
        ColumnType::Code,
        "Band of pl_count (V-14, assumed): 1, 2, 3 to 4, 5 or more.",
    ),
    sensitive(
        "care_days_all_periods",
        ColumnType::Int,
        "Days in care over all periods known (L-44); NULL where the start of one is not known.",
    ),
    sensitive(
        "placements_in_year",
        ColumnType::Int,
        "Placements that touch the year, that of 1 April included (L-41, V-14): another measure than pl_count. NULL for a child not looked after in the year.",
    ),
    sensitive(
        "placements_in_year_new_carer",
        ColumnType::Int,
        "The same without moves with the same carer (reasons T and U).",
    ),
    sensitive(
        "three_or_more_placements",
        ColumnType::Boolean,
        "The published measure: three or more placements in the year; NULL for a child not looked after at 31 March.",
    ),
    sensitive(
        "sdq_year",
        ColumnType::SmallInt,
        "Year of the strengths and difficulties questionnaire; of this return only (L-39).",
    ),
    sensitive(
        "sdq_score",
        ColumnType::Int,
        "Its score, 0 to 40 points; NULL is no score, never 0 (V-15).",
    ),
    sensitive("sdq_reason", ColumnType::Code, "Why there is no score.").codes("cla_sdq_reason"),
    sensitive(
        "sdq_band",
        ColumnType::Code,
        "Band of the score (V-15): normal (0 to 13), borderline (14 to 16), cause for concern (17 to 40).",
    ),
    sensitive(
        "sdq_status",
        ColumnType::Code,
        "score; reason (none, and why); missing (neither, at ages 4 to 16 in OC2); not_due; not_collected (no OC2 in the return).",
    ),
    sensitive(
        "sdq_in_published_average",
        ColumnType::Boolean,
        "Whether the score is in the published average: age 5 to 16 at 31 March. NULL without a score.",
    ),
];

/// The last episode known.
const EPISODE: [ColumnDef; 15] = [
    sensitive(
        "episode_start",
        ColumnType::Date,
        "Start of the last episode known: the one open at 31 March for a child looked after then.",
    ),
    sensitive(
        "episode_end",
        ColumnType::Date,
        "End of that episode; NULL while it is open.",
    ),
    sensitive(
        "episode_end_reason",
        ColumnType::Code,
        "Reason of that end.",
    )
    .codes("cla_rec"),
    sensitive(
        "legal_status",
        ColumnType::Code,
        "Legal status of that episode.",
    )
    .codes("cla_ls"),
    sensitive(
        "category_of_need",
        ColumnType::Code,
        "Category of need at the start of the latest period (L-51).",
    )
    .codes("cla_cin"),
    sensitive("place", ColumnType::Code, "Placement type.").codes("cla_place"),
    sensitive(
        "place_underlying",
        ColumnType::Code,
        "Placement type, of a temporary placement that of the one before it (L-45).",
    )
    .codes("cla_place"),
    sensitive(
        "place_provider",
        ColumnType::Code,
        "Who provides the placement.",
    )
    .codes("cla_place_provider"),
    identifier("pl_post", ColumnType::Text, "Postcode of the placement."),
    sensitive(
        "place_urn",
        ColumnType::Text,
        "Ofsted number of the home or agency of that episode.",
    ),
    sensitive(
        "placement_start",
        ColumnType::Date,
        "First day of that placement.",
    ),
    sensitive(
        "history_repaired",
        ColumnType::Boolean,
        "Whether the history has an end that was made up or cut, see cohort.care_episode (L-37).",
    ),
    sensitive(
        "legal_status_at_start",
        ColumnType::Code,
        "Legal status with which the latest period began.",
    )
    .codes("cla_ls"),
    sensitive(
        "place_at_start",
        ColumnType::Code,
        "Placement type with which the latest period began.",
    )
    .codes("cla_place"),
    sensitive(
        "left_to_permanence",
        ColumnType::Boolean,
        "Whether a period known ended in an adoption, a special guardianship or a child arrangements order (1.2).",
    ),
];
