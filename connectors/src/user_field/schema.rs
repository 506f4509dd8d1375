//! The one published column, and the table.

use cohort_catalog::table::{
    ColumnDef, ColumnType,
    Sensitivity::{Identifier, Sensitive},
    TableDef, TableLevel,
};

use crate::layout::Field;

/// Spellings of the heading of the UPN, as they are compared.
pub(super) const UPN_HEADINGS: &[&str] = &["UPN", "UNIQUEPUPILNUMBER", "PUPILUPN"];

/// The pupil.
pub(super) static UPN: Field = Field::identifier(
    "upn",
    "UPN",
    "Unique pupil number as given; a finding says where its check letter is wrong.",
);

/// Every table.
pub static TABLES: &[&TableDef] = &[&USER_FIELD];

const fn column(name: &'static str, ty: ColumnType, comment: &'static str) -> ColumnDef {
    // Nobody knows what an authority puts into its own fields.
    ColumnDef::new(name, ty, Identifier, comment)
}

/// `census.user_field`
pub static USER_FIELD: TableDef = TableDef {
    schema: "census",
    name: "user_field",
    comment: "Fields of pupils that the authority defined itself, one row per pupil and field that has a value.",
    level: TableLevel::Child,
    key: &["row_no", "field_no"],
    columns: &[
        ColumnDef::new(
            "row_no",
            ColumnType::Int,
            Sensitive,
            "Number of the row in the file, counted from 1.",
        )
        .required(),
        ColumnDef::new(
            "field_no",
            ColumnType::Int,
            Sensitive,
            "Number of the column in the file, counted from 1; tells fields of one name apart.",
        )
        .required(),
        UPN.column,
        ColumnDef::new(
            "field",
            ColumnType::Code,
            Sensitive,
            "Name of the field: the heading of its column.",
        )
        .required(),
        column(
            "value",
            ColumnType::Text,
            "Value as text, without blanks around.",
        )
        .required(),
        column(
            "value_number",
            ColumnType::Double,
            "Value as a number, where the whole text is one.",
        ),
        column(
            "value_date",
            ColumnType::Date,
            "Value as a date, where the whole text is one: yyyy-mm-dd, dd/mm/yyyy, perhaps with a time, dd-mm-yyyy or yyyy-Mon-dd.",
        ),
    ],
};
