//! Tables of published statistics.

use cohort_catalog::ColumnType::{Code, Double, SmallInt};
use cohort_catalog::{ColumnDef, TableDef};

use crate::layout::{Field, Form};
use crate::public::{column, columns, field, label, place, table, text};

static FIGURE_COLUMNS: [ColumnDef; 18] = [
    column(
        "layout",
        Code,
        "Which publication: ees- and a digest of the file's headings, the period of its import.",
    ),
    column(
        "time_period",
        Code,
        "Period as published: 202425 for a year across two, 2025 for a calendar or reporting year.",
    )
    .item("time_period", ""),
    column(
        "year",
        SmallInt,
        "Calendar year in which the period ends: 2025 for 202425 and for 2025.",
    ),
    column(
        "time_identifier",
        Code,
        "Kind of period: Academic year, Calendar year, Reporting year, a term, month or week.",
    )
    .item("time_identifier", ""),
    column(
        "geographic_level",
        Code,
        "National, Regional, Local authority and others. Inner and Outer London are Regional beside London: do not sum them.",
    )
    .item("geographic_level", ""),
    column("country_code", Code, "Country, ONS code.").item("country_code", ""),
    column("country_name", Code, "Country.").item("country_name", ""),
    column("region_code", Code, "Region, ONS code.").item("region_code", ""),
    column("region_name", Code, "Region.").item("region_name", ""),
    column(
        "la_code",
        SmallInt,
        "Authority, DfE number, see reference.local_authority; join by it, for names and ONS codes vary.",
    )
    .item("old_la_code", ""),
    column(
        "new_la_code",
        Code,
        "Authority, ONS code as published; blank for old authorities, and an older one for some.",
    )
    .item("new_la_code", ""),
    column("la_name", Code, "Authority as published.").item("la_name", ""),
    column(
        "location_code",
        Code,
        "Code of a place of another level, such as a district, constituency or school (its URN).",
    ),
    column("location_name", Code, "Name of that place."),
    column(
        "filters",
        Code,
        "Items of all filters as name=value; name=value, sorted by name. The headline row has Total in each.",
    ),
    column(
        "indicator",
        Code,
        "Name of the indicator as published; case and spelling vary between files.",
    ),
    column(
        "value",
        Double,
        "The figure as published, unrounded; NULL where a symbol stands. 0 is a true zero.",
    ),
    column(
        "symbol",
        Code,
        "Why there is no value: z not applicable, x not available, c suppressed, low rounds to zero and is not zero, u unreliable.",
    )
    .codes("ees_symbol"),
];

/// `reference.published_figure`
pub static PUBLISHED_FIGURE: TableDef = table(
    "published_figure",
    &[
        "layout",
        "indicator",
        "time_period",
        "geographic_level",
        "la_code",
    ],
    &FIGURE_COLUMNS,
    "One row per figure of the DfE's published data files (EES): a period, a place, an item of every filter and an indicator.",
);

/// The columns of a meta file.
pub(super) const META_FIELDS: &[Field] = &META_ARRAY;

const META_ARRAY: [Field; 10] = [
    text("col_name", "col_name", "Column of the data file."),
    label("col_type", "col_type", "Filter or Indicator."),
    text(
        "label",
        "label",
        "What it is called; in some files that of another column.",
    ),
    label(
        "indicator_grouping",
        "indicator_grouping",
        "Group of indicators.",
    ),
    label(
        "indicator_unit",
        "indicator_unit",
        "Unit: %, pp, pounds, numberstring; NULL for a number.",
    ),
    field(
        "indicator_dp",
        "indicator_dp",
        Form::Whole(0, 20),
        "Decimals to show, 2 where NULL; values in the data may have more.",
    )
    .ty(SmallInt),
    text("filter_hint", "filter_hint", "What a filter chooses."),
    text(
        "filter_grouping_column",
        "filter_grouping_column",
        "Column that groups the items of a filter.",
    ),
    text(
        "filter_default",
        "filter_default",
        "Item that a filter is set to at first; in newer files.",
    ),
    text(
        "parent_filter",
        "parent_filter",
        "Filter that decides which items there are; in newer files.",
    ),
];

/// Places of the columns that need more than being kept.
pub(super) mod at {
    use super::{META_ARRAY, place};

    pub(in super::super) const COL_NAME: usize = place(&META_ARRAY, "col_name");
    pub(in super::super) const COL_TYPE: usize = place(&META_ARRAY, "col_type");
    pub(in super::super) const LABEL: usize = place(&META_ARRAY, "label");
}

static META_COLUMNS: [ColumnDef; 10] = columns(&META_ARRAY, &[]);

/// `reference.published_meta`
pub static PUBLISHED_META: TableDef = table(
    "published_meta",
    &["col_name"],
    &META_COLUMNS,
    "One row per filter or indicator that a meta file of published statistics tells of. Nothing in it names its data file: join by col_name to published_figure.indicator.",
);

pub(super) static META_TABLES: &[&TableDef] = &[&PUBLISHED_META];
