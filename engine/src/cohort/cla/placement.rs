//! What the sources say apart, and the last episode known.

use cohort_catalog::{ColumnDef, ColumnType};

use super::super::columns::sensitive;

pub(super) const COLUMNS: [ColumnDef; 30] = [
    sensitive(
        "la_age_poc_start",
        ColumnType::Int,
        "Age at the start of the latest period of care by the authority's own return (V-16); NULL where that source is not shown.",
    ),
    sensitive(
        "la_poc_dur",
        ColumnType::Int,
        "Days in the latest period of care by the authority's own return (V-16); NULL where that source is not shown.",
    ),
    sensitive(
        "la_poc_count",
        ColumnType::Int,
        "Periods of care by the authority's own return (V-16); NULL where that source is not shown.",
    ),
    sensitive(
        "la_pl_count",
        ColumnType::Int,
        "Placements in the latest period of care by the authority's own return (V-16); NULL where that source is not shown.",
    ),
    sensitive(
        "la_sdq_score",
        ColumnType::Int,
        "Score of the questionnaire by the authority's own return (V-16); NULL where that source is not shown.",
    ),
    sensitive(
        "npd_age_poc_start",
        ColumnType::Int,
        "Age at the start of the latest period of care by the DfE's copy (V-16); NULL where that source is not shown.",
    ),
    sensitive(
        "npd_poc_dur",
        ColumnType::Int,
        "Days in the latest period of care by the DfE's copy (V-16); NULL where that source is not shown.",
    ),
    sensitive(
        "npd_poc_count",
        ColumnType::Int,
        "Periods of care by the DfE's copy (V-16); NULL where that source is not shown.",
    ),
    sensitive(
        "npd_pl_count",
        ColumnType::Int,
        "Placements in the latest period of care by the DfE's copy (V-16); NULL where that source is not shown.",
    ),
    sensitive(
        "npd_sdq_score",
        ColumnType::Int,
        "Score of the questionnaire by the DfE's copy (V-16); NULL where that source is not shown.",
    ),
    sensitive(
        "factors_that_differ",
        ColumnType::Code,
        "Which factors both sources have and not the same (V-16): names divided by blanks; NULL where none or only one source is shown.",
    ),
    sensitive(
        "age_ceased",
        ColumnType::Int,
        "Age in completed years when care ceased in the year.",
    ),
    sensitive(
        "legal_status",
        ColumnType::Code,
        "Legal status of that episode.",
    )
    .codes("cla_ls"),
    sensitive(
        "legal_status_group",
        ColumnType::Code,
        "care order, adoption, voluntary, child protection, youth justice.",
    ),
    sensitive(
        "legal_status_at_start",
        ColumnType::Code,
        "Legal status with which the latest period began.",
    )
    .codes("cla_ls"),
    sensitive(
        "category_of_need",
        ColumnType::Code,
        "Category of need at the start of the latest period (L-51).",
    )
    .codes("cla_cin"),
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
        "history_repaired",
        ColumnType::Boolean,
        "Whether the history has an end that was made up or cut, see cohort.care_episode (L-37).",
    ),
    sensitive("place", ColumnType::Code, "Placement type.").codes("cla_place"),
    sensitive(
        "place_underlying",
        ColumnType::Code,
        "Placement type, of a temporary placement that of the one before it (L-45).",
    )
    .codes("cla_place"),
    sensitive(
        "place_group",
        ColumnType::Code,
        "Group of place_underlying: foster, placed for adoption, parents, secure, children's homes and supported, residential other, residential school, independent, temporary, other.",
    ),
    sensitive(
        "place_provider",
        ColumnType::Code,
        "Who provides the placement.",
    )
    .codes("cla_place_provider"),
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
        "place_at_start",
        ColumnType::Code,
        "Placement type with which the latest period began.",
    )
    .codes("cla_place"),
    sensitive(
        "placed_in_la",
        ColumnType::Code,
        "Whether the placement is in the area of the authority: unknown, as no coordinates of postcodes are held; NULL for a child not looked after at 31 March.",
    ),
    sensitive(
        "placement_distance",
        ColumnType::Double,
        "Miles from home to placement; NULL, as no coordinates of postcodes are held.",
    ),
    sensitive(
        "kinship_foster",
        ColumnType::Boolean,
        "Looked after at 31 March with relatives or friends as foster carers (U1 to U3). Not kinship, which is after care (V-8).",
    ),
    sensitive(
        "placed_for_adoption_at_31_march",
        ColumnType::Boolean,
        "Placed for adoption (A3 to A6) at 31 March.",
    ),
];
