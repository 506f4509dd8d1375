//! Disadvantage, and what became of a child who left care.

use cohort_catalog::{ColumnDef, ColumnType};

use super::super::columns::sensitive;

pub(super) const COLUMNS: [ColumnDef; 11] = [
    sensitive(
        "disadvantaged",
        ColumnType::Boolean,
        "FSM6, or looked after for a day or more, or left care through adoption or an order, or premium for any of them (V-49); NULL where nothing held can say no.",
    ),
    sensitive(
        "previously_looked_after",
        ColumnType::Boolean,
        "Left care through adoption, special guardianship or a child arrangements order, by any evidence held.",
    ),
    sensitive(
        "post_care_arrangement",
        ColumnType::Code,
        "adoption, special_guardianship, child_arrangements, informal, kinship_foster; by the first evidence in order.",
    ),
    sensitive(
        "kinship",
        ColumnType::Boolean,
        "Lives with relatives or friends under a special guardianship or child arrangements order (1.2), by the first evidence in order; never true of a child adopted (V-9) or looked after at 31 March (V-8).",
    ),
    sensitive(
        "kinship_relation",
        ColumnType::Code,
        "To whom by that evidence: relative_or_friend, other, not_stated.",
    ),
    sensitive(
        "kinship_informal",
        ColumnType::Boolean,
        "In an informal arrangement (V-8): a flag of its own.",
    ),
    sensitive(
        "kinship_evidence",
        ColumnType::Code,
        "Which evidence counts, the first in order: end_reason, post_looked_after, own_list; NULL without any.",
    ),
    sensitive(
        "kinship_source",
        ColumnType::Code,
        "Dataset of that evidence.",
    ),
    sensitive("kinship_code", ColumnType::Code, "Code of that evidence."),
    sensitive(
        "kinship_date",
        ColumnType::Date,
        "Day of that evidence: when care ended, census day, or the day on the list.",
    ),
    sensitive(
        "kinship_sources_disagree",
        ColumnType::Boolean,
        "One source says kinship and another says not; all are in cohort.permanence_evidence.",
    ),
];
