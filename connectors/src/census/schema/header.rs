//! Items of the header and of the school.

use cohort_catalog::table::{ColumnType, Sensitivity::Plain};

use crate::layout::{Field, Form};
use crate::xml::record::Group;

const fn text(column: &'static str, item: &'static str, comment: &'static str) -> Field {
    Field::text(column, item, comment).sensitivity(Plain)
}

const fn code(
    column: &'static str,
    item: &'static str,
    set: &'static str,
    comment: &'static str,
) -> Field {
    Field::code(column, item, set, comment).sensitivity(Plain)
}

/// Items of `Header` itself, which stand first.
pub(crate) const OF_HEADER: usize = 12;

/// The items. Those that decide whose return it is are texts: the facts made of them stand in
/// the columns `term`, `urn` and `estab`.
#[rustfmt::skip]
pub(crate) static HEADER_FIELDS: &[Field] = &[
    text("collection", "Collection", "Collection as the header names it: SC, or that of the pupil referral unit census."),
    text("term_text", "Term", "Term as the header writes it."),
    text("collection_year", "Year", "Year as the header writes it: as a rule the calendar year of the census day."),
    Field::date("reference_date", "ReferenceDate", "Census day as the header says it.").sensitivity(Plain),
    text("source_level", "SourceLevel", "S: the school made the file; L: the local authority."),
    text("la_text", "LEA", "Local authority number as the header writes it."),
    text("estab_text", "Estab", "School number as the header writes it."),
    text("urn_text", "URN", "Unique reference number of the school as the header writes it."),
    text("software_code", "SoftwareCode", "The program that made the file."),
    text("release", "Release", "Release of that program.").also(&["XVersion"]),
    text("serial_no", "SerialNo", "Running number of the file; of two files of a school and term the higher counts."),
    text("made_at", "DateTime", "When the file was made."),
    text("school_name", "SchoolName", "Name of the school."),
    text("email", "Email", "Address of the school for electronic mail.").also(&["SchoolEmail"]),
    text("phone_no", "PhoneNo", "Telephone number of the school.").also(&["SchoolPhoneNo"]),
    code("phase", "Phase", "census_phase", "Phase of the school.").also(&["SchoolPhase"]),
    text("school_type", "Type", "Type of the school, a number of the register of schools.").also(&["SchoolType"]).ty(ColumnType::Code),
    text("highest_nc_year", "HighestNCyear", "Highest National Curriculum year taught."),
    text("lowest_nc_year", "LowestNCyear", "Lowest National Curriculum year taught."),
    code("intake", "Intake", "census_intake", "How pupils are admitted."),
    code("governance", "Governance", "census_governance", "Who governs the school."),
    Field::new("free_meals_taken", "FreeMealsTaken", Form::Whole(0, 99_999), "Free school meals taken on census day; spring.").sensitivity(Plain),
];

pub(crate) static HEADER_GROUP: Group = Group {
    name: "Header",
    also: &[],
    wrappers: &[
        "Header",
        "CollectionDetails",
        "Source",
        "School",
        "SchoolCharacteristics",
        "Pupils",
        "PupilsOnRoll",
        "PupilsNoLongerOnRoll",
        "SchoolLevel",
    ],
    fields: HEADER_FIELDS,
    groups: &[],
    table: Some("census.header"),
};

/// Elements that are not read. Beside the levels of the Common Basic Data Set they are counts of
/// the school and the work placements of learners after year 11, whose items are not published.
pub(crate) static SKIPPED: &[&str] = &[
    "Content",
    "CBDSLevels",
    "Classes",
    "Class",
    "Childcare",
    "Provisions",
    "Admissions",
    "AdmissionsAppeals",
    "Accommodation",
    "WorkPlacements",
    "WorkPlacement",
];
