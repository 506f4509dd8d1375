//! Characteristics.

use cohort_catalog::{ColumnDef, ColumnType};

use super::super::columns::sensitive;

pub(super) const COLUMNS: [ColumnDef; 14] = [
    sensitive(
        "ethnicity",
        ColumnType::Code,
        "Ethnicity, of the latest spring census up to the year.",
    )
    .codes("census_ethnicity"),
    sensitive(
        "ethnicity_year",
        ColumnType::SmallInt,
        "Year of the spring census that told it.",
    ),
    sensitive("language", ColumnType::Code, "First language.").codes("census_language"),
    sensitive(
        "eal",
        ColumnType::Boolean,
        "English as an additional language; NULL where the language is refused or not known.",
    ),
    sensitive(
        "sen_provision",
        ColumnType::Code,
        "SEN provision in the record.",
    )
    .codes("census_sen_provision"),
    sensitive(
        "sen_group",
        ColumnType::Code,
        "no_sen, sen_support, ehc_plan.",
    ),
    sensitive(
        "primary_need",
        ColumnType::Code,
        "Need of rank 1; spring only.",
    )
    .codes("census_sen_type"),
    sensitive(
        "secondary_need",
        ColumnType::Code,
        "Need of rank 2; spring only.",
    )
    .codes("census_sen_type"),
    sensitive("sen_unit", ColumnType::Boolean, "In a SEN unit."),
    sensitive(
        "resourced_provision",
        ColumnType::Boolean,
        "In resourced provision.",
    ),
    sensitive("service_child", ColumnType::Code, "Service child.").codes("census_service_child"),
    sensitive(
        "post_looked_after",
        ColumnType::Code,
        "Arrangement after being looked after.",
    )
    .codes("census_plaa"),
    sensitive("young_carer", ColumnType::Code, "Young carer.").codes("census_young_carer"),
    sensitive(
        "fsm_eligible",
        ColumnType::Boolean,
        "Eligible for free school meals on census day.",
    ),
];
