//! `cohort.sen2_setting`: where the persons of a SEN2 return are educated, and their needs.

use cohort_catalog::{ColumnDef, ColumnType, TableDef, TableLevel};

use crate::sql_view::columns::{identifier, plain, sensitive};
use crate::sql_view::{AsAt, SqlView};

pub(super) static VIEW: SqlView = SqlView {
    def: TableDef {
        schema: "cohort",
        name: "sen2_setting",
        comment: "One row per person of a SEN2 return: placement of rank 1 attended on census day, the establishment as it was then, its inspection, and the needs. cohort.sen2 has the same by child.",
        level: TableLevel::Reference,
        key: &["la_code", "year", "source", "person_no"],
        columns: &COLUMNS,
    },
    sql: include_str!("view.sql"),
    as_at: AsAt::Never,
};

#[rustfmt::skip]
pub(super) const COLUMNS: [ColumnDef; 28] = [
    plain("la_code", ColumnType::SmallInt, "Local authority that made the return: DfE three-digit number."),
    plain("year", ColumnType::SmallInt, "Year of the census day: 2025 is the return of January 2025."),
    plain("source", ColumnType::Code, "Whose copy of the return: la or npd (S-6, S-7)."),
    plain("import_id", ColumnType::BigInt, "The import of the return, see imports.file."),
    identifier("person_id", ColumnType::BigInt, "One number per child across files and years; NULL until linked."),
    sensitive("person_no", ColumnType::Int, "Number of the person in the file."),
    plain("census_day", ColumnType::Date, "Census day: of the header, else the third Thursday of January."),
    sensitive("has_placement", ColumnType::Boolean, "Whether the return has a placement of rank 1 attended on census day."),
    sensitive("school_type", ColumnType::Code, "Mainstream, Special, AP/PRU, FE Colleges, NEET or Other, of the placement attended of rank 1 and the establishment as it was on census day (S-36, S-37)."),
    sensitive("school_sub_type", ColumnType::Code, "Type of establishment; where there is none the setting code, no_placement, no_setting, or unknown_establishment for a number that the register does not have."),
    sensitive("setting_code", ColumnType::Code, "Code of a setting without URN and UKPRN: NEET, EHE, OLA and others. NULL where a number is given.").codes("sen2_sen_setting"),
    sensitive("urn", ColumnType::Int, "URN of the establishment as it was on census day: that of the return, or a linked one that was open; NULL without one."),
    sensitive("laestab", ColumnType::Int, "LA and establishment number of that establishment."),
    sensitive("type_of_establishment_code", ColumnType::SmallInt, "Its type, see reference.establishment_type."),
    sensitive("school_type_dfe", ColumnType::Code, "The grouping of DfE tables, which put independent schools under mainstream or special."),
    sensitive("establishment_open", ColumnType::Boolean, "Whether it was open on census day. NULL when not in the register."),
    sensitive("establishment_la_code", ColumnType::SmallInt, "Local authority of the establishment."),
    sensitive("educated_in_la", ColumnType::Code, "in: the establishment is in this authority; out: in another that submits SEN2; unknown: Wales, Scotland, no establishment (S-38)."),
    sensitive("sen_unit", ColumnType::Code, "yes, no; not_applicable: blank, where there is none; unknown: blank, although the register knows of one (S-39)."),
    sensitive("resourced_provision", ColumnType::Code, "yes, no, not_applicable, unknown: as sen_unit (S-39)."),
    sensitive("attendance_pattern", ColumnType::Code, "FT, PT; unknown: not told; not_collected: the layout of the year has no such item (S-2).").codes("sen2_attendance_pattern"),
    sensitive("primary_need", ColumnType::Code, "Need of rank 1; not_recorded where there is none.").codes("sen2_sen_type"),
    sensitive("secondary_need", ColumnType::Code, "Need of rank 2; NULL where there is none.").codes("sen2_sen_type"),
    sensitive("primary_need_dfe", ColumnType::Code, "The same as DfE publishes it, with DS within OTH.").codes("sen2_sen_type"),
    sensitive("secondary_need_dfe", ColumnType::Code, "The same as DfE publishes it, with DS within OTH.").codes("sen2_sen_type"),
    sensitive("ofsted", ColumnType::Code, "Latest graded inspection of the establishment: outstanding, good, requires_improvement, inadequate; no_overall_grade: graded without one (S-42); not_inspected; no_inspection_applicable: not a state-funded school; unknown_establishment; not_loaded: no inspections imported (S-41)."),
    sensitive("ofsted_inspected_on", ColumnType::Date, "First day of that inspection."),
    sensitive("ofsted_previous", ColumnType::Code, "Overall grade of the latest earlier inspection that has one; never in place of ofsted (S-42)."),
];
