//! The elements of a Common Transfer File that are read, and their tables.

use cohort_catalog::table::{ColumnDef, ColumnType, Sensitivity, TableDef, TableLevel};

use crate::layout::{Field, Form, columns};
use crate::xml::record::{Group, Tree};

/// A number of the file itself.
const fn number(name: &'static str, comment: &'static str) -> ColumnDef {
    ColumnDef::new(name, ColumnType::Int, Sensitivity::Plain, comment).required()
}

const PUPIL_NO: ColumnDef = number(
    "pupil_no",
    "Number of the pupil in the file, counted from 1; identifies the pupil where the UPN is missing or repeated.",
);

const UPN: ColumnDef = ColumnDef::new(
    "upn",
    ColumnType::Text,
    Sensitivity::Identifier,
    "Unique pupil number of the pupil, as in attainment.ctf_pupil.",
)
.item("UPN", "");

const PUPIL_FIELDS: [Field; 13] = [
    Field::identifier(
        "upn",
        "UPN",
        "Unique pupil number; a temporary one ends in a letter.",
    ),
    Field::identifier("former_upn", "FormerUPN", "UPN that the pupil had before."),
    Field::identifier("uln", "UniqueLearnerNumber", "Unique learner number."),
    Field::text("surname", "Surname", "Legal surname.").sensitivity(Sensitivity::Identifier),
    Field::text("forename", "Forename", "Legal forename.").sensitivity(Sensitivity::Identifier),
    Field::text(
        "preferred_surname",
        "PreferredSurname",
        "Surname the pupil goes by.",
    )
    .sensitivity(Sensitivity::Identifier),
    Field::text(
        "preferred_forename",
        "PreferredForename",
        "Forename the pupil goes by.",
    )
    .sensitivity(Sensitivity::Identifier),
    Field::date("dob", "DOB", "Date of birth.").sensitivity(Sensitivity::Identifier),
    Field::code("sex", "Sex", "attainment_sex", "M, F or U (unknown).").formerly(&["Gender"]),
    Field::code(
        "nc_year_actual",
        "NCyearActual",
        "census_nc_year_actual",
        "Year group when the file was made.",
    ),
    // The last three are from memory in the description of the format; to be checked.
    Field::code("ethnicity", "Ethnicity", "ethnicity", "Ethnicity."),
    Field::new("language", "Language", Form::Code, "First language."),
    Field::code(
        "enrol_status",
        "EnrolStatus",
        "census_enrol_status",
        "Enrolment status.",
    ),
];

const RESULT_FIELDS: [Field; 9] = [
    Field::new(
        "locale",
        "Locale",
        Form::Code,
        "Country of the assessment: ENG or WAL.",
    ),
    Field::new(
        "result_year",
        "Year",
        Form::Whole(1950, 2099),
        "Year of the summer in which the assessment was made: 2025 is 2024/25.",
    ),
    Field::new(
        "subject",
        "Subject",
        Form::Code,
        "Subject, such as ENG, MAT, PHO.",
    ),
    Field::new(
        "method",
        "Method",
        Form::Code,
        "TA teacher assessment, TT test, FA foundation assessment ...",
    ),
    Field::new(
        "component",
        "Component",
        Form::Code,
        "Part of the subject, such as REA, WRI, E01.",
    ),
    Field::new(
        "result_status",
        "ResultStatus",
        Form::Code,
        "R for a result.",
    ),
    Field::new(
        "result_qualifier",
        "ResultQualifier",
        Form::Code,
        "What the result is: NM mark, NC descriptor, NB scaled score, FD goal ...",
    ),
    Field::text("result", "Result", "The result as it stood."),
    Field::date("result_date", "ResultDate", "Day of the result."),
];

/// Places of [`RESULT_FIELDS`].
pub(super) mod result {
    pub(in crate::ctf) const LOCALE: usize = 0;
    pub(in crate::ctf) const YEAR: usize = 1;
    pub(in crate::ctf) const SUBJECT: usize = 2;
    pub(in crate::ctf) const METHOD: usize = 3;
    pub(in crate::ctf) const COMPONENT: usize = 4;
    pub(in crate::ctf) const STATUS: usize = 5;
    pub(in crate::ctf) const QUALIFIER: usize = 6;
    pub(in crate::ctf) const RESULT: usize = 7;
}

/// Places of the pupil's fields.
pub(super) mod pupil {
    pub(in crate::ctf) const UPN: usize = 0;
    pub(in crate::ctf) const SURNAME: usize = 3;
    pub(in crate::ctf) const FORENAME: usize = 4;
    pub(in crate::ctf) const PREFERRED_SURNAME: usize = 5;
    pub(in crate::ctf) const PREFERRED_FORENAME: usize = 6;
    pub(in crate::ctf) const DOB: usize = 7;
    pub(in crate::ctf) const SEX: usize = 8;
    pub(in crate::ctf) const NC_YEAR: usize = 9;
}

/// Places of the header's fields.
pub(super) mod header {
    pub(in crate::ctf) const DATE_TIME: usize = 0;
    pub(in crate::ctf) const QUALIFIER: usize = 1;
    pub(in crate::ctf) const ACADEMIC_YEAR: usize = 2;
}

/// Places of the fields of a school in the header.
pub(super) mod place {
    pub(in crate::ctf) const LEA: usize = 0;
    pub(in crate::ctf) const ESTAB: usize = 1;
    pub(in crate::ctf) const ACADEMIC_YEAR: usize = 2;
}

const SEN_FIELDS: [Field; 3] = [
    Field::date("start_date", "StartDate", "First day of the provision."),
    Field::date(
        "end_date",
        "EndDate",
        "Last day of the provision; NULL while it goes on.",
    ),
    Field::code(
        "sen_provision",
        "SENprovision",
        "census_sen_provision",
        "Provision, as in the school census; older ones A, P, S.",
    ),
];

const NEED_FIELDS: [Field; 4] = [
    Field::date("start_date", "NeedStartDate", "First day of the need."),
    Field::date(
        "end_date",
        "NeedEndDate",
        "Last day of the need; NULL while it goes on.",
    ),
    Field::new(
        "sen_type_rank",
        "SENtypeRank",
        Form::Whole(1, 9),
        "Rank of the need among the pupil's.",
    ),
    Field::new(
        "sen_type",
        "SENtype",
        Form::Code,
        "Type of need, as in the school census.",
    ),
];

const SCHOOL_FIELDS: [Field; 9] = [
    Field::new(
        "lea",
        "LEA",
        Form::Code,
        "DfE number of the school's authority.",
    ),
    Field::new("estab", "Estab", Form::Code, "DfE establishment number."),
    Field::new("urn", "URN", Form::Code, "URN of the school."),
    Field::text("school_name", "SchoolName", "Name of the school."),
    Field::date("entry_date", "EntryDate", "First day at the school."),
    Field::date(
        "leaving_date",
        "LeavingDate",
        "Last day at the school; NULL while the pupil is there.",
    ),
    Field::new(
        "leaving_reason",
        "LeavingReason",
        Form::Code,
        "Why the pupil left.",
    ),
    Field::flag("last_school", "LastSchool", "The last school of the pupil."),
    Field::new(
        "removal_grounds",
        "RemovalGrounds",
        Form::Code,
        "Grounds on which the pupil was taken off the roll; since CTF 18.",
    ),
];

static PUPIL_ITEMS: [Field; 13] = PUPIL_FIELDS;
static RESULT_ITEMS: [Field; 9] = RESULT_FIELDS;
static SEN_ITEMS: [Field; 3] = SEN_FIELDS;
static NEED_ITEMS: [Field; 4] = NEED_FIELDS;
static SCHOOL_ITEMS: [Field; 9] = SCHOOL_FIELDS;

static PUPIL_COLUMNS: [ColumnDef; 14] = columns(&[PUPIL_NO], &PUPIL_FIELDS);
static RESULT_COLUMNS: [ColumnDef; 13] = columns(
    &[
        PUPIL_NO,
        number(
            "result_no",
            "Number of the result within the pupil, in file order, counted from 1.",
        ),
        UPN,
        ColumnDef::new(
            "stage",
            ColumnType::Code,
            Sensitivity::Sensitive,
            "Stage of the assessment: EYF, KS1, KS2 ...",
        )
        .item("Stage", ""),
    ],
    &RESULT_FIELDS,
);
static SEN_COLUMNS: [ColumnDef; 6] = columns(
    &[
        PUPIL_NO,
        number(
            "sen_no",
            "Number of the entry within the pupil, in file order, counted from 1.",
        ),
        UPN,
    ],
    &SEN_FIELDS,
);
static NEED_COLUMNS: [ColumnDef; 7] = columns(
    &[
        PUPIL_NO,
        number(
            "need_no",
            "Number of the need within the pupil, in file order, counted from 1.",
        ),
        UPN,
    ],
    &NEED_FIELDS,
);
static SCHOOL_COLUMNS: [ColumnDef; 12] = columns(
    &[
        PUPIL_NO,
        number(
            "school_no",
            "Number of the school within the pupil, in file order, counted from 1.",
        ),
        UPN,
    ],
    &SCHOOL_FIELDS,
);

const fn table(
    name: &'static str,
    comment: &'static str,
    key: &'static [&'static str],
    columns: &'static [ColumnDef],
) -> TableDef {
    TableDef {
        schema: "attainment",
        name,
        comment,
        level: TableLevel::Child,
        key,
        columns,
    }
}

/// `attainment.ctf_pupil`.
pub static PUPIL_TABLE: TableDef = table(
    "ctf_pupil",
    "One row per pupil of a Common Transfer File.",
    &["pupil_no"],
    &PUPIL_COLUMNS,
);
/// `attainment.ctf_result`.
pub static RESULT_TABLE: TableDef = table(
    "ctf_result",
    "One row per result of a Common Transfer File that no other table of attainment holds: kinds without a column there, texts that could not be read, second results of one assessment.",
    &["pupil_no", "result_no"],
    &RESULT_COLUMNS,
);
/// `attainment.ctf_sen_history`.
pub static SEN_TABLE: TableDef = table(
    "ctf_sen_history",
    "One row per period of special educational provision in a Common Transfer File; gaps and overlaps are common.",
    &["pupil_no", "sen_no"],
    &SEN_COLUMNS,
);
/// `attainment.ctf_sen_need`.
pub static NEED_TABLE: TableDef = table(
    "ctf_sen_need",
    "One row per special educational need in a Common Transfer File.",
    &["pupil_no", "need_no"],
    &NEED_COLUMNS,
);
/// `attainment.ctf_school_history`.
pub static SCHOOL_TABLE: TableDef = table(
    "ctf_school_history",
    "One row per school of a pupil in a Common Transfer File.",
    &["pupil_no", "school_no"],
    &SCHOOL_COLUMNS,
);

const fn group(
    name: &'static str,
    fields: &'static [Field],
    groups: &'static [&'static Group],
    table: Option<&'static str>,
) -> Group {
    Group {
        name,
        also: &[],
        wrappers: &[
            "StageAssessments",
            "BasicDetails",
            "SENhistory",
            "SENneeds",
            "SchoolHistory",
        ],
        fields,
        groups,
        table,
    }
}

/// One result.
pub(super) static ASSESSMENT: Group = group(
    "StageAssessment",
    &RESULT_ITEMS,
    &[],
    Some("attainment.ctf_result"),
);
static STAGE_ITEMS: [Field; 1] = [Field::new("stage", "Stage", Form::Code, "")];
/// The results of a stage.
pub(super) static KEY_STAGE: Group = group("KeyStage", &STAGE_ITEMS, &[&ASSESSMENT], None);
/// Old files have a block named for the stage in place of `StageAssessments`.
static OLD_STAGES: [Group; 4] = [
    group("FSP", &STAGE_ITEMS, &[&ASSESSMENT], None),
    group("KS1", &STAGE_ITEMS, &[&ASSESSMENT], None),
    group("KS2", &STAGE_ITEMS, &[&ASSESSMENT], None),
    group("KS3", &STAGE_ITEMS, &[&ASSESSMENT], None),
];
pub(super) static SEN: Group = group("SEN", &SEN_ITEMS, &[], Some("attainment.ctf_sen_history"));
pub(super) static NEED: Group = group("SENneed", &NEED_ITEMS, &[], Some("attainment.ctf_sen_need"));
pub(super) static SCHOOL: Group = group(
    "School",
    &SCHOOL_ITEMS,
    &[],
    Some("attainment.ctf_school_history"),
);
pub(super) static PUPIL: Group = group(
    "Pupil",
    &PUPIL_ITEMS,
    &[
        &KEY_STAGE,
        &OLD_STAGES[0],
        &OLD_STAGES[1],
        &OLD_STAGES[2],
        &OLD_STAGES[3],
        &SEN,
        &NEED,
        &SCHOOL,
    ],
    Some("attainment.ctf_pupil"),
);

static PLACE_ITEMS: [Field; 4] = [
    Field::new("lea", "LEA", Form::Code, ""),
    Field::new("estab", "Estab", Form::Code, ""),
    Field::new("academic_year", "AcademicYear", Form::Text, ""),
    Field::new("school_name", "SchoolName", Form::Text, ""),
];
pub(super) static SOURCE: Group = group("SourceSchool", &PLACE_ITEMS, &[], None);
pub(super) static DESTINATION: Group = group("DestSchool", &PLACE_ITEMS, &[], None);
static HEADER_ITEMS: [Field; 3] = [
    Field::new("date_time", "DateTime", Form::Text, ""),
    Field::new("qualifier", "DocumentQualifier", Form::Text, ""),
    Field::new("academic_year", "AcademicYear", Form::Text, ""),
];
pub(super) static HEADER: Group = group("Header", &HEADER_ITEMS, &[&SOURCE, &DESTINATION], None);

static OUTSIDE: Group = Group {
    name: "Header",
    also: &[],
    wrappers: &["CTFpupilData", "Pupils"],
    fields: &[],
    groups: &[],
    table: None,
};

/// The elements of the file. The header is one of the records, because its two schools have the
/// same items.
pub(super) static TREE: Tree = Tree {
    dataset: "ctf",
    root: "CTfile",
    header: &OUTSIDE,
    records: &[&PUPIL, &HEADER],
    skipped: &[
        "Address",
        "Attendance",
        "Contacts",
        "CTFversion",
        "DataDescriptor",
        "DocumentName",
        "Emails",
        "FSMhistory",
        "LookedAfter",
        "MedicalFlag",
        "MedicalHistory",
        "Notes",
        "Phones",
        "SourceSchoolURN",
        "SupplementaryInfo",
        "SupplierID",
    ],
    loose: false,
};

/// The items of the tables that are the file's own. Those of the result tables are the items of
/// result files.
pub(super) fn items() -> Vec<(&'static TableDef, &'static [Field])> {
    vec![
        (&PUPIL_TABLE, &PUPIL_ITEMS),
        (&RESULT_TABLE, &RESULT_ITEMS),
        (&SEN_TABLE, &SEN_ITEMS),
        (&NEED_TABLE, &NEED_ITEMS),
        (&SCHOOL_TABLE, &SCHOOL_ITEMS),
    ]
}
