//! Definitions of the reference tables.

use cohort_catalog::{ColumnDef, ColumnType, Sensitivity, TableDef, TableLevel};

const fn column(name: &'static str, ty: ColumnType, comment: &'static str) -> ColumnDef {
    ColumnDef::new(name, ty, Sensitivity::Plain, comment)
}

const fn table(
    name: &'static str,
    key: &'static [&'static str],
    columns: &'static [ColumnDef],
    comment: &'static str,
) -> TableDef {
    TableDef {
        schema: "reference",
        name,
        comment,
        level: TableLevel::Reference,
        key,
        columns,
    }
}

use ColumnType::{Boolean, Code, Date, Int, SmallInt, Text};

/// `reference.academic_year`
pub static ACADEMIC_YEAR: TableDef = table(
    "academic_year",
    &["year"],
    &[
        column(
            "year",
            SmallInt,
            "Calendar year in which it ends: 2024 is 2023/24.",
        )
        .required(),
        column("name", Text, "As written, such as 2023/24.").required(),
        column(
            "starts",
            Date,
            "First day of the academic year, 1 September.",
        )
        .required(),
        column("ends", Date, "Last day of the academic year, 31 August.").required(),
        column(
            "cin_starts",
            Date,
            "First day of the CIN census year of that number, 1 April.",
        )
        .required(),
        column(
            "cin_ends",
            Date,
            "Its last day, the reference date of the CIN census, 31 March.",
        )
        .required(),
    ],
    "One row per collection year: its academic year, and the CIN census year that ends in the \
     same calendar year.",
);

/// `reference.bank_holiday`
pub static BANK_HOLIDAY: TableDef = table(
    "bank_holiday",
    &["date"],
    &[
        column("date", Date, "The day; never at a weekend.").required(),
        column(
            "name",
            Text,
            "Name; (substitute) where the day itself fell on a weekend.",
        )
        .required(),
    ],
    "Bank holidays in England, 2010 to 2030. Days that are no working days, see working_days(). \
     From 2028 on by the normal pattern.",
);

/// `reference.code_value`
pub static CODE_VALUE: TableDef = table(
    "code_value",
    &["code_set", "code"],
    &[
        column(
            "code_set",
            Code,
            "Name of the set, as in the comments of code columns.",
        )
        .required(),
        column("code", Text, "The code, upper case.").required(),
        column("label", Text, "Its meaning.").required(),
        column(
            "code_group",
            Text,
            "Group in published statistics, where there is one.",
        ),
        column(
            "first_year",
            SmallInt,
            "First year it may be used; NULL before those known here.",
        ),
        column(
            "last_year",
            SmallInt,
            "Last year it may be used; NULL while it still may.",
        ),
        column("note", Text, "What else must be known to use it."),
    ],
    "Codes and their labels, one row per code of a set, so that a join by code set and code \
     adds no rows. A year is the calendar year in which the collection year ends.",
);

/// `reference.collected_item`
pub static COLLECTED_ITEM: TableDef = table(
    "collected_item",
    &[
        "dataset",
        "item",
        "schema_name",
        "table_name",
        "column_name",
    ],
    &[
        column("dataset", Code, "The return, as in imports.dataset.").required(),
        column("schema_name", Code, "Schema of the table.").required(),
        column("table_name", Code, "Table within the schema.").required(),
        column("column_name", Text, "Column that holds it.").required(),
        column(
            "item",
            Text,
            "Name of the item in the return, or its heading.",
        )
        .required(),
        column("cbds", Text, "Common Basic Data Set number, where known."),
        column(
            "first_year",
            SmallInt,
            "First year collected; NULL before those known here.",
        ),
        column(
            "last_year",
            SmallInt,
            "Last year collected; NULL while it still is.",
        ),
    ],
    "Which items a return holds in which years. Outside them an item is not collected: a count \
     of it is unknown, and not 0. A year is that of the collection; an item that was renamed has \
     a row for each name.",
);

/// `reference.establishment_type`
pub static ESTABLISHMENT_TYPE: TableDef = table(
    "establishment_type",
    &["code"],
    &[
        column("code", SmallInt, "Code in the register of establishments.").required(),
        column("name", Text, "Name now; extracts differ, so match by code.").required(),
        column("group_code", SmallInt, "Type group in the register.").required(),
        column("group_name", Code, "Name of the type group.").required(),
        column(
            "cohort_group",
            Code,
            "Mainstream, Special, AP-PRU, FE or Other.",
        )
        .required(),
        column(
            "dfe_sen2_group",
            Code,
            "Group in the tables of DfE SEN2 statistics.",
        )
        .required(),
        column(
            "sector",
            Code,
            "state, independent, non-maintained or other.",
        )
        .required(),
        column(
            "npd_type",
            SmallInt,
            "Code of the type in the National Pupil Database (NFTYPE).",
        ),
        column(
            "name_variants",
            Text,
            "Other spellings, separated by semicolons.",
        ),
        column("note", Text, "What else must be known to use it."),
    ],
    "Types of establishments and the groups they are counted in. The groups are this project's \
     reading; that of 16 to 19 academies and free schools is assumed.",
);

/// `reference.local_authority`
pub static LOCAL_AUTHORITY: TableDef = table(
    "local_authority",
    &["code"],
    &[
        column(
            "code",
            SmallInt,
            "DfE three-digit number; the la_code of other tables.",
        )
        .required(),
        column(
            "name",
            Text,
            "Name; it varies between publications, so join by code.",
        )
        .required(),
        column("region", Code, "Region, see reference.region.").required(),
        column(
            "subregion",
            Code,
            "Inner London or Outer London; NULL elsewhere.",
        ),
        column("type", Code, "Kind of authority.")
            .required()
            .codes("la_type"),
        column(
            "ons_code",
            Text,
            "Nine-character ONS code now; NULL for fictional authorities.",
        ),
        column(
            "former_ons_codes",
            Text,
            "Earlier ONS codes, which some files still use.",
        ),
        column(
            "predecessors",
            Text,
            "Numbers of the authorities it replaced, in part or whole.",
        ),
        column(
            "successors",
            Text,
            "Numbers of the authorities that replaced it.",
        ),
        column(
            "valid_from",
            Date,
            "First day, where it followed another authority since 2009.",
        ),
        column("valid_to", Date, "Last day; NULL while it exists."),
        column(
            "fictional",
            Boolean,
            "True for 990 to 999, which do not exist.",
        )
        .required(),
    ],
    "English local authorities with children's services, their predecessors since 2009, and \
     the fictional authorities 990 to 999 of the synthetic data.",
);

/// `reference.population`
pub static POPULATION: TableDef = table(
    "population",
    &["la_code", "year", "age_band"],
    &[
        column(
            "la_code",
            SmallInt,
            "Authority, see reference.local_authority.",
        )
        .required(),
        column("year", SmallInt, "Calendar year of the mid-year estimate.").required(),
        column(
            "age_band",
            Code,
            "Ages in completed years, both included: 0-17.",
        )
        .required(),
        column("population", Int, "Residents of those ages on 30 June.").required(),
    ],
    "Residents by age, the denominator of rates. Only the FICTIONAL authorities 990 to 999, with \
     invented figures, 2012 to 2025. The rate of a CIN census year takes the estimate of the \
     mid-year before its 31 March: year - 1.",
);

/// `reference.region`
pub static REGION: TableDef = table(
    "region",
    &["code"],
    &[
        column("code", Text, "Nine-character ONS code.").required(),
        column(
            "name",
            Text,
            "Name, as in local_authority.region and subregion.",
        )
        .required(),
        column("level", Code, "country, region or subregion.").required(),
        column(
            "part_of",
            Text,
            "Name of the larger area; NULL for England.",
        ),
        column(
            "gor_letter",
            Text,
            "Letter in the register of establishments.",
        ),
        column(
            "lait_number",
            SmallInt,
            "Number in the DfE's interactive tool.",
        ),
    ],
    "England, its nine regions, and Inner and Outer London. Sum one level only: London contains \
     Inner and Outer London.",
);

/// `reference.statistical_neighbour`
pub static STATISTICAL_NEIGHBOUR: TableDef = table(
    "statistical_neighbour",
    &["version", "la_code", "rank"],
    &NEIGHBOUR_COLUMNS,
    "The ten statistical neighbours of each authority, in order, by version of the list (April \
     2021, May 2025). Name the version in every query. Not symmetric; in the list of 2021 the \
     authorities 942 and 943 have none and 909, which they replaced, is still a neighbour.",
);

/// The columns of a list of neighbours, built in or imported.
pub(crate) static NEIGHBOUR_COLUMNS: [ColumnDef; 5] = [
    column(
        "version",
        Code,
        "Year and month of the list, such as 2025-05.",
    )
    .required(),
    column(
        "la_code",
        SmallInt,
        "Authority, see reference.local_authority.",
    )
    .required(),
    column("rank", SmallInt, "Place among the ten, 1 the closest.").required(),
    column(
        "neighbour_la_code",
        SmallInt,
        "The neighbour; perhaps an authority that was replaced since.",
    )
    .required(),
    column(
        "closeness",
        Code,
        "extremely close, very close, close, somewhat close or not close.",
    ),
];
