//! `linkage.candidate`: which census pupils an unmatched child may be, for a person to decide on.

use cohort_catalog::{ColumnDef, ColumnType, TableDef, TableLevel};

use crate::sql_view::columns::{identifier, plain, sensitive};
use crate::sql_view::{AsAt, SqlView};

pub(super) static VIEW: SqlView = SqlView {
    def: TableDef {
        schema: "linkage",
        name: "candidate",
        comment: "One row per child of a SEN2, CIN or SSDA903 return that linkage.match leaves \
                  unmatched or ambiguous in the school census, and pupil of the same academic \
                  year's census that may be the child: proposals to look into, best first. Nothing \
                  is linked by them, and a child without a row has no likely pupil.",
        level: TableLevel::Reference,
        key: &[
            "dataset",
            "la_code",
            "year",
            "source",
            "local_id",
            "candidate_import_id",
            "candidate_pupil_no",
        ],
        columns: &COLUMNS,
    },
    sql: include_str!("view.sql"),
    as_at: AsAt::Never,
};

static COLUMNS: [ColumnDef; 17] = [
    plain(
        "dataset",
        ColumnType::Code,
        "The return that the child is in: sen2, cin or cla (SSDA903).",
    ),
    plain(
        "la_code",
        ColumnType::SmallInt,
        "Local authority that made the return: DfE three-digit number.",
    ),
    plain(
        "year",
        ColumnType::SmallInt,
        "Year of the return, see linkage.match; the census of the academic year that ends in it is \
         looked at.",
    ),
    plain(
        "source",
        ColumnType::Code,
        "Whose copy of the return: la or npd.",
    ),
    plain(
        "import_id",
        ColumnType::BigInt,
        "The import of the return, see imports.file.",
    ),
    identifier(
        "local_id",
        ColumnType::Text,
        "The child within the return: person_no (sen2), la_child_id (cin), child_id (cla).",
    ),
    identifier(
        "person_id",
        ColumnType::BigInt,
        "The child's number across files and years, see linkage.person.",
    ),
    sensitive(
        "status",
        ColumnType::Code,
        "unmatched or ambiguous, from linkage.match.",
    ),
    sensitive(
        "reason",
        ColumnType::Code,
        "Why linkage.match found no one pupil: key_missing:upn, sex_differs and so on.",
    ),
    plain(
        "rank",
        ColumnType::Int,
        "1 for the child's most likely pupil. Pupils of one score share a rank.",
    ),
    sensitive(
        "score",
        ColumnType::Double,
        "link_score of the two records, in bits: how many times more often, as a power of two, \
         records of one child agree so than records of two. At least 15. Compared are the UPN (a \
         former UPN or a ULN where both have the same), birth date, sex, postcode (of a looked-after \
         child any that the return has) and ethnicity.",
    ),
    sensitive(
        "evidence",
        ColumnType::Text,
        "link_evidence of the two records: each field with its level of agreement and its weight. \
         No value of a record is in it.",
    ),
    plain(
        "candidate_la_code",
        ColumnType::SmallInt,
        "Local authority of the pupil's school.",
    ),
    plain(
        "candidate_import_id",
        ColumnType::BigInt,
        "Import of the pupil's row of census.pupil: of several terms and schools the likeliest, then \
         on roll, then spring before summer before autumn.",
    ),
    plain(
        "candidate_pupil_no",
        ColumnType::Int,
        "pupil_no of that row in that import.",
    ),
    identifier(
        "candidate_person_id",
        ColumnType::BigInt,
        "The pupil's number across files and years.",
    ),
    sensitive(
        "taken",
        ColumnType::Boolean,
        "Whether another child of the same return is this pupil by linkage.person, as where the \
         pupil is the child's twin.",
    ),
];
