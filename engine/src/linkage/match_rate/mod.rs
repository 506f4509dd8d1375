//! `linkage.match_rate`: how many children of each return were found.

use cohort_catalog::{ColumnDef, ColumnType, TableDef, TableLevel};

use crate::sql_view::columns::plain;
use crate::sql_view::{AsAt, SqlView};

pub(super) static VIEW: SqlView = SqlView {
    def: TableDef {
        schema: "linkage",
        name: "match_rate",
        comment: "One row per return, target and value of a characteristic: children of whom a match is expected, and how many of them were found.",
        level: TableLevel::Reference,
        key: &[
            "dataset", "la_code", "year", "source", "target", "by", "value",
        ],
        columns: &COLUMNS,
    },
    sql: include_str!("view.sql"),
    as_at: AsAt::Never,
};

#[rustfmt::skip]
static COLUMNS: [ColumnDef; 19] = [
    plain("dataset", ColumnType::Code, "The return that the children are in: sen2, cin or cla (SSDA903)."),
    plain("la_code", ColumnType::SmallInt, "Local authority that made the return: DfE three-digit number."),
    plain("year", ColumnType::SmallInt, "Year of the return: of the SEN2 census day, or in which the social care year ends."),
    plain("source", ColumnType::Code, "Whose copy of the return: la or npd (S-6, S-7)."),
    plain("target", ColumnType::Code, "Where they were looked for: census, eyfsp, phonics, ks1, ks2, ks4."),
    plain("by", ColumnType::Code, "Characteristic, as the return tells it: all, sex, ethnicity (group), age (on 31 August at the end of the academic year), sen (primary need; sen2 only), in_la (sen2 only), idaci_band (no file tells it)."),
    plain("value", ColumnType::Code, "Its value; unknown where the return does not tell."),
    plain("children", ColumnType::BigInt, "Children of whom a match is expected, not_matchable ones included."),
    plain("matched", ColumnType::BigInt, "Of them matched, in this authority or another."),
    plain("rate", ColumnType::Double, "Per cent matched of those who can be: children less not_matchable (C-9). NULL when there are none."),
    plain("matched_out_of_la", ColumnType::BigInt, "Of the matched those in another authority (S-22)."),
    plain("unmatched", ColumnType::BigInt, "Children with status unmatched."),
    plain("ambiguous", ColumnType::BigInt, "Children with two or more candidates (S-19)."),
    plain("not_matchable", ColumnType::BigInt, "Children in need without a UPN for a good reason (C-9)."),
    plain("key_missing", ColumnType::BigInt, "Of the unmatched those without UPN, birth date or sex (S-18)."),
    plain("sex_differs", ColumnType::BigInt, "Of the unmatched those whose sex alone differs (S-20)."),
    plain("dob_differs", ColumnType::BigInt, "Of the unmatched those whose birth date alone differs."),
    plain("no_candidate", ColumnType::BigInt, "Of the unmatched those who are not there."),
    plain("not_loaded", ColumnType::BigInt, "Of the unmatched those for whose year no file is there."),
];
