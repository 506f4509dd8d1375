//! Table definitions: what a stored table holds, told once.
//!
//! A definition is plain data that a connector declares as a `static`. Everything that
//! needs to know a table reads it from here: the Parquet files (their schema), the
//! memory tier (which columns become dictionaries), the SQL catalog (`\d+` comments)
//! and, later, access rights (sensitivity).

use std::collections::HashMap;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};

/// How far a value gives a child away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sensitivity {
    /// Says nothing of one child: a code, a year, a count.
    Plain,
    /// Says something of a child without naming them: a date of an event, a category.
    Sensitive,
    /// Singles a child out by itself or nearly so: a name, UPN, local id, birth date.
    Identifier,
}

impl Sensitivity {
    /// The lower-case word used in comments and in `imports` tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Sensitivity::Plain => "plain",
            Sensitivity::Sensitive => "sensitive",
            Sensitivity::Identifier => "identifier",
        }
    }
}

/// The type of a column, in the words of SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ColumnType {
    /// `BIGINT`
    BigInt,
    /// `BOOLEAN`
    Boolean,
    /// `TEXT` with few distinct values; held as a dictionary in memory.
    Code,
    /// `DATE`; the returns carry no time of day and no zone.
    Date,
    /// `DOUBLE PRECISION`
    Double,
    /// `INTEGER`
    Int,
    /// `SMALLINT`
    SmallInt,
    /// `TEXT` with many distinct values, such as an identifier.
    Text,
    /// `TIMESTAMP WITH TIME ZONE`, microseconds, UTC.
    Timestamp,
}

impl ColumnType {
    /// The Arrow type in files and in the batches a connector emits.
    pub fn file_type(self) -> DataType {
        match self {
            ColumnType::BigInt => DataType::Int64,
            ColumnType::Boolean => DataType::Boolean,
            ColumnType::Code | ColumnType::Text => DataType::Utf8,
            ColumnType::Date => DataType::Date32,
            ColumnType::Double => DataType::Float64,
            ColumnType::Int => DataType::Int32,
            ColumnType::SmallInt => DataType::Int16,
            ColumnType::Timestamp => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        }
    }

    /// The Arrow type in the memory tier and so in SQL: as in files, but a
    /// [`ColumnType::Code`] is a dictionary shared by all batches of its table.
    pub fn memory_type(self) -> DataType {
        match self {
            ColumnType::Code => {
                DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
            }
            other => other.file_type(),
        }
    }
}

/// One column: its type and what an analyst must know to use it.
#[derive(Debug, Clone, Copy)]
pub struct ColumnDef {
    /// Name in SQL; never changes once released.
    pub name: &'static str,
    /// Type in SQL.
    pub ty: ColumnType,
    /// Whether a correct or incorrect file may leave it empty.
    pub nullable: bool,
    /// How far a value gives a child away.
    pub sensitivity: Sensitivity,
    /// Meaning and unit, one or two sentences.
    pub comment: &'static str,
    /// The set in `reference.code_value` that explains its codes.
    pub code_set: Option<&'static str>,
    /// The item's name in the published return, and its Common Basic Data Set number.
    pub item: Option<(&'static str, &'static str)>,
}

impl ColumnDef {
    /// A nullable column; the `const` methods below refine it.
    pub const fn new(
        name: &'static str,
        ty: ColumnType,
        sensitivity: Sensitivity,
        comment: &'static str,
    ) -> Self {
        ColumnDef {
            name,
            ty,
            nullable: true,
            sensitivity,
            comment,
            code_set: None,
            item: None,
        }
    }

    /// The column is never NULL.
    pub const fn required(mut self) -> Self {
        self.nullable = false;
        self
    }

    /// The column's codes are explained by this code set.
    pub const fn codes(mut self, code_set: &'static str) -> Self {
        self.code_set = Some(code_set);
        self
    }

    /// The column holds this published item; `cbds` may be empty where no number is known.
    pub const fn item(mut self, name: &'static str, cbds: &'static str) -> Self {
        self.item = Some((name, cbds));
        self
    }

    /// What `\d+` shows: meaning, code set, source item, sensitivity.
    pub fn full_comment(&self) -> String {
        let mut text = self.comment.to_owned();
        if let Some(set) = self.code_set {
            text.push_str(&format!(" Codes: {set}."));
        }
        match self.item {
            Some((item, "")) => text.push_str(&format!(" Item: {item}.")),
            Some((item, cbds)) => text.push_str(&format!(" Item: {item} ({cbds}).")),
            None => {}
        }
        text.push_str(&format!(" [{}]", self.sensitivity.as_str()));
        text
    }

    fn field(&self, ty: DataType) -> Field {
        let metadata = HashMap::from([
            (COMMENT_KEY.to_owned(), self.full_comment()),
            (
                SENSITIVITY_KEY.to_owned(),
                self.sensitivity.as_str().to_owned(),
            ),
        ]);
        Field::new(self.name, ty, self.nullable).with_metadata(metadata)
    }
}

/// Key of a field's or schema's metadata that holds its comment.
pub const COMMENT_KEY: &str = "cohort.comment";
/// Key of a field's metadata that holds its sensitivity.
pub const SENSITIVITY_KEY: &str = "cohort.sensitivity";

/// Whose rows a table holds; decides which provenance columns stand before its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableLevel {
    /// Rows of children: `la_code year source import_id person_id`.
    Child,
    /// Rows of a whole return: `la_code year source import_id`.
    Return,
    /// Public data of the whole country; replaced as a whole by a newer file: only `import_id`
    /// stands before its own columns.
    National,
    /// The same for everybody; no provenance columns. Not imported, but built in.
    Reference,
}

/// One table: name, columns and meaning.
#[derive(Debug, Clone, Copy)]
pub struct TableDef {
    /// SQL schema, for example `cin`.
    pub schema: &'static str,
    /// SQL name within the schema.
    pub name: &'static str,
    /// What one row is, and where it comes from.
    pub comment: &'static str,
    /// Which provenance columns it has.
    pub level: TableLevel,
    /// Columns that identify a row together with the provenance columns. The memory
    /// tier keeps rows in this order.
    pub key: &'static [&'static str],
    /// The table's own columns; the provenance columns are not repeated here.
    pub columns: &'static [ColumnDef],
}

/// The columns that say where a row comes from. They are constant within a part, so they
/// are kept in the snapshot manifest and not in the data objects: an import's number is
/// only known when it commits. They are also the partition columns of every table.
pub static PROVENANCE: &[ColumnDef] = &[
    ColumnDef::new(
        "la_code",
        ColumnType::SmallInt,
        Sensitivity::Plain,
        "Local authority that made the return: DfE three-digit number, see reference.local_authority.",
    )
    .required(),
    ColumnDef::new(
        "year",
        ColumnType::SmallInt,
        Sensitivity::Plain,
        "Calendar year in which the collection year ends: 2024 is 2023-24.",
    )
    .required(),
    ColumnDef::new(
        "source",
        ColumnType::Code,
        Sensitivity::Plain,
        "Whose copy of the data: la (the authority's own file) or npd (received from the DfE).",
    )
    .required(),
    ColumnDef::new(
        "import_id",
        ColumnType::BigInt,
        Sensitivity::Plain,
        "The import that brought the row, see imports.file.",
    )
    .required(),
    ColumnDef::new(
        "person_id",
        ColumnType::BigInt,
        Sensitivity::Identifier,
        "One number per child across files and years; NULL until linked.",
    ),
];

impl TableDef {
    /// `schema.name`, the table's name in manifests.
    pub fn full_name(&self) -> String {
        format!("{}.{}", self.schema, self.name)
    }

    /// The provenance columns of this table, in order.
    pub fn provenance(&self) -> &'static [ColumnDef] {
        match self.level {
            TableLevel::Child => PROVENANCE,
            TableLevel::Return => &PROVENANCE[..4],
            TableLevel::National => &PROVENANCE[3..4],
            TableLevel::Reference => &[],
        }
    }

    /// All columns as SQL sees them: provenance first.
    pub fn all_columns(&self) -> impl Iterator<Item = &'static ColumnDef> + use<> {
        self.provenance().iter().chain(self.columns)
    }

    /// Schema of the batches a connector emits and of the data objects.
    pub fn file_schema(&self) -> SchemaRef {
        Arc::new(self.schema_of(self.columns.iter(), ColumnType::file_type))
    }

    /// Schema in memory and in SQL: provenance columns, then the table's own.
    pub fn sql_schema(&self) -> SchemaRef {
        Arc::new(self.schema_of(self.all_columns(), ColumnType::memory_type))
    }

    fn schema_of(
        &self,
        columns: impl Iterator<Item = &'static ColumnDef>,
        ty: fn(ColumnType) -> DataType,
    ) -> Schema {
        let fields: Vec<Field> = columns.map(|column| column.field(ty(column.ty))).collect();
        let metadata = HashMap::from([(COMMENT_KEY.to_owned(), self.comment.to_owned())]);
        Schema::new_with_metadata(fields, metadata)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static TABLE: TableDef = TableDef {
        schema: "cin",
        name: "referral",
        comment: "One row per referral.",
        level: TableLevel::Child,
        key: &["la_child_id"],
        columns: &[
            ColumnDef::new(
                "la_child_id",
                ColumnType::Text,
                Sensitivity::Identifier,
                "Local id.",
            )
            .required(),
            ColumnDef::new(
                "primary_need",
                ColumnType::Code,
                Sensitivity::Sensitive,
                "Main need.",
            )
            .codes("cin_primary_need")
            .item("PrimaryNeedCode", "N00101"),
        ],
    };

    #[test]
    fn files_hold_no_provenance_and_no_dictionaries() {
        let schema = TABLE.file_schema();
        assert_eq!(schema.fields().len(), 2);
        assert_eq!(schema.field(1).data_type(), &DataType::Utf8);
    }

    #[test]
    fn sql_shows_provenance_first_and_codes_as_dictionaries() {
        let schema = TABLE.sql_schema();
        let names: Vec<_> = schema.fields().iter().map(|f| f.name().as_str()).collect();
        let expected = [
            "la_code",
            "year",
            "source",
            "import_id",
            "person_id",
            "la_child_id",
            "primary_need",
        ];
        assert_eq!(names, expected);
        assert!(matches!(
            schema.field(6).data_type(),
            DataType::Dictionary(..)
        ));
    }

    #[test]
    fn a_table_of_the_whole_country_has_the_import_alone_before_its_columns() {
        let national = TableDef {
            level: TableLevel::National,
            ..TABLE
        };
        let names: Vec<_> = national.all_columns().map(|column| column.name).collect();
        assert_eq!(names, ["import_id", "la_child_id", "primary_need"]);
    }

    #[test]
    fn a_comment_names_codes_item_and_sensitivity() {
        let comment = &TABLE.columns[1].full_comment();
        let expected =
            "Main need. Codes: cin_primary_need. Item: PrimaryNeedCode (N00101). [sensitive]";
        assert_eq!(comment, expected);
    }
}
