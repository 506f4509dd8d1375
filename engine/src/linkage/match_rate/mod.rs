//! `linkage.match_rate`: how many children of each return were found.

use cohort_catalog::{ColumnDef, ColumnType, Sensitivity, TableDef, TableLevel};

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

const fn plain(name: &'static str, ty: ColumnType, comment: &'static str) -> ColumnDef {
    ColumnDef::new(name, ty, Sensitivity::Plain, comment)
}

#[rustfmt::skip]
static COLUMNS: [ColumnDef; 19] = [
    plain("dataset", ColumnType::Code, "The return that the children are in: sen2, cin or cla (SSDA903).").required(),
    plain("la_code", ColumnType::SmallInt, "Local authority that made the return: DfE three-digit number.").required(),
    plain("year", ColumnType::SmallInt, "Year of the return: of the SEN2 census day, or in which the social care year ends.").required(),
    plain("source", ColumnType::Code, "Whose copy of the return: la or npd (S-6, S-7).").required(),
    plain("target", ColumnType::Code, "Where they were looked for: census, eyfsp, phonics, ks1, ks2, ks4.").required(),
    plain("by", ColumnType::Code, "Characteristic, as the return tells it: all, sex, ethnicity (group), age (on 31 August at the end of the academic year), sen (primary need; sen2 only), in_la (sen2 only), idaci_band (no file tells it).").required(),
    plain("value", ColumnType::Code, "Its value; unknown where the return does not tell.").required(),
    plain("children", ColumnType::BigInt, "Children of whom a match is expected, not_matchable ones included.").required(),
    plain("matched", ColumnType::BigInt, "Of them matched, in this authority or another.").required(),
    plain("rate", ColumnType::Double, "Per cent matched of those who can be: children less not_matchable (C-9). NULL when there are none."),
    plain("matched_out_of_la", ColumnType::BigInt, "Of the matched those in another authority (S-22).").required(),
    plain("unmatched", ColumnType::BigInt, "Children with status unmatched.").required(),
    plain("ambiguous", ColumnType::BigInt, "Children with two or more candidates (S-19).").required(),
    plain("not_matchable", ColumnType::BigInt, "Children in need without a UPN for a good reason (C-9).").required(),
    plain("key_missing", ColumnType::BigInt, "Of the unmatched those without UPN, birth date or sex (S-18).").required(),
    plain("sex_differs", ColumnType::BigInt, "Of the unmatched those whose sex alone differs (S-20).").required(),
    plain("dob_differs", ColumnType::BigInt, "Of the unmatched those whose birth date alone differs.").required(),
    plain("no_candidate", ColumnType::BigInt, "Of the unmatched those who are not there.").required(),
    plain("not_loaded", ColumnType::BigInt, "Of the unmatched those for whose year no file is there.").required(),
];
