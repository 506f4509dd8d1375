//! The tables of the alternative provision census, and the items behind their columns.
//!
//! No layout of the file is published. The items are those of the National Pupil Database's
//! table; their names as elements, those of the placement foremost, are from memory and stand
//! here alone.

use cohort_catalog::table::{
    ColumnDef, ColumnType, Sensitivity::Plain, Sensitivity::Sensitive, TableDef, TableLevel,
};

use crate::census::schema::groups::SEN_NEED_FIELDS;
use crate::census::schema::header::{HEADER_FIELDS, OF_HEADER};
use crate::census::schema::items::PUPIL;
use crate::census::schema::place;
use crate::layout::{Field, Form, columns};
use crate::xml::record::{Group, Tree};

/// An item that the school census has too, under the same names.
const fn shared(column: &str) -> Field {
    let mut field = PUPIL[place(PUPIL, column)];
    field.first_year = crate::layout::SINCE_BEFORE;
    field.last_year = crate::layout::STILL;
    field
}

/// A column that stands first.
const fn key(name: &'static str, ty: ColumnType, comment: &'static str) -> ColumnDef {
    ColumnDef::new(name, ty, Sensitive, comment)
}

/// How many of [`PUPIL_FIELDS`] are columns; behind them stand the items of a placement, for a
/// pupil whose one placement has no element of its own.
pub(crate) const PUPIL_COLUMNS: usize = PUPIL_FIELDS.len() - PLACEMENT_FIELDS.len();

#[rustfmt::skip]
pub(crate) static PUPIL_FIELDS: &[Field] = &[
    shared("upn"),
    shared("uln"),
    shared("surname"),
    shared("forename"),
    shared("middle_names"),
    shared("preferred_surname"),
    shared("birth_date"),
    shared("sex").also(&["Gender"]),
    shared("ethnicity"),
    Field::flag("fsm_eligible", "FSMeligible", "Whether the pupil is eligible for free school meals.").also(&["FSMeligibility", "FSM"]),
    shared("sen_provision"),
    Field::code("primary_sen_type", "PrimarySENtype", "census_sen_type", "Primary type of special educational need.").also(&["PrimarySENNeedsType", "SENtype1"]),
    Field::code("secondary_sen_type", "SecondarySENtype", "census_sen_type", "Secondary type of special educational need.").also(&["SENtype2"]),
    shared("service_child"),
    shared("post_looked_after"),
    shared("adopted_from_care"),
    shared("early_years_premium"),
    shared("early_years_premium_basis"),
    Field::new("ap_type", "APType", Form::Code, "Type of setting: ACA, ACD academy; FEC further education; HOS hospital; IND independent; NMS non-maintained special; OTH no school; ONE one-to-one; WBP work-based; AP unregistered."),
    shared("postcode"),
    shared("uprn"),
    shared("address_saon"),
    shared("address_paon"),
    shared("address_street"),
    shared("address_locality"),
    shared("address_town"),
    shared("address_administrative_area"),
    shared("address_post_town"),
    shared("address_line1"),
    shared("address_line2"),
    shared("address_line3"),
    shared("address_line4"),
    shared("address_line5"),
    PLACEMENT_FIELDS[0],
    PLACEMENT_FIELDS[1],
    PLACEMENT_FIELDS[2],
    PLACEMENT_FIELDS[3],
    PLACEMENT_FIELDS[4],
    PLACEMENT_FIELDS[5],
    PLACEMENT_FIELDS[6],
    PLACEMENT_FIELDS[7],
    PLACEMENT_FIELDS[8],
];

#[rustfmt::skip]
pub(crate) static PLACEMENT_FIELDS: &[Field] = &[
    Field::date("entry_date", "EntryDate", "First day of the placement."),
    Field::date("leaving_date", "LeavingDate", "Last day of the placement; NULL while it runs."),
    Field::new("attendance_pattern", "AttendancePattern", Form::Code, "Full time (FT) or part time (PT).").also(&["APAttendancePattern"]),
    Field::new("sessions_per_week", "SessionsPerWeek", Form::Whole(0, 14), "Sessions (half days) a week.").also(&["APSessionsPerWeek"]),
    Field::new("placement_urn", "URN", Form::Code, "Unique reference number of the setting.").from(2020),
    Field::new("placement_ukprn", "UKPRN", Form::Code, "UK provider reference number of the setting.").from(2020),
    Field::new("placement_reason", "PlacementReason", Form::Code, "Why the placement was made.").from(2020),
    Field::new("setting_type", "APSettingType", Form::Code, "Type of the setting, where it has no such number.").also(&["SettingType"]).from(2020),
    Field::new("end_reason", "EndReason", Form::Code, "Why the placement ended.").also(&["PlacementEndReason"]).from(2020),
];

pub(crate) static NEED: Group = Group {
    name: "SENneed",
    also: &[],
    wrappers: &[],
    fields: SEN_NEED_FIELDS,
    groups: &[],
    table: Some("ap_census.pupil"),
};
pub(crate) static PLACEMENT: Group = Group {
    name: "Placement",
    also: &["APPlacement", "PlacementDetail", "APPlacementDetail"],
    wrappers: &[],
    fields: PLACEMENT_FIELDS,
    groups: &[],
    table: Some("ap_census.placement"),
};
static PUPIL_GROUP: Group = Group {
    name: "Pupil",
    also: &["APPupil"],
    wrappers: &[
        "PupilIdentifiers",
        "PupilCharacteristics",
        "PupilStatus",
        "SpecialEducationalNeeds",
        "SENneeds",
        "HomeInformation",
        "Address",
        "Addresses",
        "Placements",
        "APPlacements",
    ],
    fields: PUPIL_FIELDS,
    groups: &[&NEED, &PLACEMENT],
    table: Some("ap_census.pupil"),
};
static HEADER_GROUP: Group = Group {
    name: "Header",
    also: &[],
    wrappers: &["Header", "CollectionDetails", "Source", "Pupils"],
    fields: HEADER_FIELDS,
    groups: &[],
    table: Some("ap_census.header"),
};
pub(crate) static TREE: Tree = Tree {
    dataset: "alternative provision census",
    root: "Message",
    header: &HEADER_GROUP,
    records: &[&PUPIL_GROUP],
    skipped: &["Content", "CBDSLevels"],
    loose: true,
};

const PUPIL_NO: ColumnDef = key(
    "pupil_no",
    ColumnType::Int,
    "Number of the pupil in the file, counted from 1.",
)
.required();

/// The census day and the header's own items.
pub static HEADER: TableDef = TableDef {
    schema: "ap_census",
    name: "header",
    comment: "One row per file: the header of the authority's return.",
    level: TableLevel::Return,
    key: &["census_day"],
    columns: &columns::<{ 1 + OF_HEADER }>(
        &[ColumnDef::new(
            "census_day",
            ColumnType::Date,
            Plain,
            "Census day counted with: the header's, or where it says none that of the spring school census.",
        )],
        HEADER_FIELDS.split_at(OF_HEADER).0,
    ),
};

/// One row per pupil.
pub static PUPIL_TABLE: TableDef = TableDef {
    schema: "ap_census",
    name: "pupil",
    comment: "One row per pupil whose place in a setting that is no school of the authority it pays for. Placements that schools arranged are in census.ap_placement: do not add the two without taking out who is in both.",
    level: TableLevel::Child,
    key: &["pupil_no"],
    columns: &columns::<{ 1 + PUPIL_COLUMNS }>(&[PUPIL_NO], PUPIL_FIELDS.split_at(PUPIL_COLUMNS).0),
};

/// One row per placement.
pub static PLACEMENT_TABLE: TableDef = TableDef {
    schema: "ap_census",
    name: "placement",
    comment: "One row per placement.",
    level: TableLevel::Child,
    key: &["pupil_no", "placement_no"],
    columns: &columns::<{ 3 + PLACEMENT_FIELDS.len() }>(
        &[
            PUPIL_NO,
            key(
                "placement_no",
                ColumnType::Int,
                "Number of the placement within the pupil, from 1 in file order.",
            )
            .required(),
            key(
                "open",
                ColumnType::Boolean,
                "Whether it has an entry date and no leaving date before census day.",
            ),
        ],
        PLACEMENT_FIELDS,
    ),
};

/// Every table, in the order in which [`crate::rows::Tables`] holds them.
pub static TABLES: &[&TableDef] = &[&HEADER, &PUPIL_TABLE, &PLACEMENT_TABLE];

/// The items of each table.
pub(crate) fn items() -> Vec<(&'static TableDef, &'static [Field])> {
    vec![
        (&HEADER, HEADER_FIELDS.split_at(OF_HEADER).0),
        (&PUPIL_TABLE, PUPIL_FIELDS),
        (&PLACEMENT_TABLE, PLACEMENT_FIELDS),
    ]
}
