//! Tables of the register, and the headings behind their columns.

use cohort_catalog::{ColumnDef, ColumnType, TableDef};

use crate::layout::{Field, Form};
use crate::public::{column, columns, count, date, field, label, number, place, table, text};

/// The columns that are kept of the 140 known.
pub(super) const FIELDS: &[Field] = &FIELDS_ARRAY;

const FIELDS_ARRAY: [Field; 91] = [
    field(
        "urn",
        "URN",
        Form::Whole(100_000, 999_999),
        "Number of the establishment; never used again, and a new one on conversion or amalgamation.",
    ),
    number(
        "la_code",
        "LA (code)",
        "Local authority now, DfE number; Welsh authorities are 6xx. See reference.local_authority.",
    ),
    label("la_name", "LA (name)", "Its name."),
    count(
        "establishment_number",
        "EstablishmentNumber",
        9_999,
        "Number within the authority; NULL for many that are no schools.",
    ),
    text(
        "establishment_name",
        "EstablishmentName",
        "Name of the establishment.",
    ),
    number(
        "type_of_establishment_code",
        "TypeOfEstablishment (code)",
        "Type, see reference.establishment_type. Names of types vary between extracts; match by this code.",
    ),
    label(
        "type_of_establishment_name",
        "TypeOfEstablishment (name)",
        "Type in words, as the extract has it.",
    ),
    number(
        "establishment_type_group_code",
        "EstablishmentTypeGroup (code)",
        "1 colleges, 2 universities, 3 independent, 4 maintained, 5 special, 6 Welsh, 9 other, 10 academies, 11 free schools, 13 online.",
    ),
    label(
        "establishment_type_group_name",
        "EstablishmentTypeGroup (name)",
        "Type group in words.",
    ),
    number(
        "establishment_status_code",
        "EstablishmentStatus (code)",
        "1 open, 2 closed, 3 open but proposed to close, 4 proposed to open; is_open tells 1 and 3. The numbers but 1 are not yet checked.",
    ),
    label(
        "establishment_status_name",
        "EstablishmentStatus (name)",
        "Status in words.",
    ),
    number(
        "reason_establishment_opened_code",
        "ReasonEstablishmentOpened (code)",
        "Why it opened; 0 not applicable.",
    ),
    label(
        "reason_establishment_opened_name",
        "ReasonEstablishmentOpened (name)",
        "Why it opened, in words.",
    ),
    date(
        "open_date",
        "OpenDate",
        "Day it opened; NULL for most old schools.",
    ),
    number(
        "reason_establishment_closed_code",
        "ReasonEstablishmentClosed (code)",
        "Why it closed; 0 not applicable.",
    ),
    label(
        "reason_establishment_closed_name",
        "ReasonEstablishmentClosed (name)",
        "Why it closed, in words.",
    ),
    date("close_date", "CloseDate", "Day it closed; NULL while open."),
    number(
        "phase_of_education_code",
        "PhaseOfEducation (code)",
        "0 not applicable, 1 nursery, 2 primary, 3 middle deemed primary, 4 secondary, 5 middle deemed secondary, 6 16 plus, 7 all-through; 1, 3, 5 and 6 are not yet checked. Special schools and PRUs are 0: take their ages.",
    ),
    label(
        "phase_of_education_name",
        "PhaseOfEducation (name)",
        "Phase in words.",
    ),
    count(
        "statutory_low_age",
        "StatutoryLowAge",
        99,
        "Lowest age taught, years.",
    ),
    count(
        "statutory_high_age",
        "StatutoryHighAge",
        99,
        "Highest age taught, years.",
    ),
    number(
        "boarders_code",
        "Boarders (code)",
        "Whether it boards pupils.",
    ),
    label(
        "boarders_name",
        "Boarders (name)",
        "Whether it boards pupils, in words.",
    ),
    label(
        "nursery_provision_name",
        "NurseryProvision (name)",
        "Whether it has nursery classes.",
    ),
    number(
        "official_sixth_form_code",
        "OfficialSixthForm (code)",
        "Whether it has a sixth form.",
    ),
    label(
        "official_sixth_form_name",
        "OfficialSixthForm (name)",
        "Whether it has a sixth form, in words.",
    ),
    number("gender_code", "Gender (code)", "Whom it admits."),
    label(
        "gender_name",
        "Gender (name)",
        "Whom it admits: boys, girls or mixed.",
    ),
    number(
        "religious_character_code",
        "ReligiousCharacter (code)",
        "Religious character.",
    ),
    label(
        "religious_character_name",
        "ReligiousCharacter (name)",
        "Religious character in words.",
    ),
    number(
        "admissions_policy_code",
        "AdmissionsPolicy (code)",
        "Admissions policy.",
    ),
    label(
        "admissions_policy_name",
        "AdmissionsPolicy (name)",
        "Admissions policy in words.",
    ),
    count(
        "school_capacity",
        "SchoolCapacity",
        999_999,
        "Places for pupils.",
    ),
    date(
        "census_date",
        "CensusDate",
        "Day of the school census that the numbers of pupils are of.",
    ),
    count(
        "number_of_pupils",
        "NumberOfPupils",
        999_999,
        "Pupils at the January census.",
    ),
    count(
        "number_of_boys",
        "NumberOfBoys",
        999_999,
        "Boys at the January census.",
    ),
    count(
        "number_of_girls",
        "NumberOfGirls",
        999_999,
        "Girls at the January census.",
    ),
    field(
        "percentage_fsm",
        "PercentageFSM",
        Form::Decimal,
        "Percentage of pupils eligible for free school meals.",
    ),
    count(
        "fsm",
        "FSM",
        999_999,
        "Pupils eligible for free school meals; not in files of 2019.",
    ),
    count(
        "ukprn",
        "UKPRN",
        99_999_999,
        "UK provider number; an academy and its predecessor, or two sites, can share it.",
    ),
    label(
        "further_education_type_name",
        "FurtherEducationType (name)",
        "What kind of college; refines type 18.",
    ),
    label(
        "section41_approved_name",
        "Section41Approved (name)",
        "Whether approved under section 41, so that parents may ask for it in an EHC plan.",
    ),
    label(
        "sen1",
        "SEN1 (name)",
        "Type of special need it provides for, as a code such as SPLD. NULL means none told here, while sen2 to sen13 may still be filled.",
    ),
    label(
        "sen2",
        "SEN2 (name)",
        "Type of special need it provides for, as a code such as SPLD.",
    ),
    label(
        "sen3",
        "SEN3 (name)",
        "Type of special need it provides for, as a code such as SPLD.",
    ),
    label(
        "sen4",
        "SEN4 (name)",
        "Type of special need it provides for, as a code such as SPLD.",
    ),
    label(
        "sen5",
        "SEN5 (name)",
        "Type of special need it provides for, as a code such as SPLD.",
    ),
    label(
        "sen6",
        "SEN6 (name)",
        "Type of special need it provides for, as a code such as SPLD.",
    ),
    label(
        "sen7",
        "SEN7 (name)",
        "Type of special need it provides for, as a code such as SPLD.",
    ),
    label(
        "sen8",
        "SEN8 (name)",
        "Type of special need it provides for, as a code such as SPLD.",
    ),
    label(
        "sen9",
        "SEN9 (name)",
        "Type of special need it provides for, as a code such as SPLD.",
    ),
    label(
        "sen10",
        "SEN10 (name)",
        "Type of special need it provides for, as a code such as SPLD.",
    ),
    label(
        "sen11",
        "SEN11 (name)",
        "Type of special need it provides for, as a code such as SPLD.",
    ),
    label(
        "sen12",
        "SEN12 (name)",
        "Type of special need it provides for, as a code such as SPLD.",
    ),
    label(
        "sen13",
        "SEN13 (name)",
        "Type of special need it provides for, as a code such as SPLD.",
    ),
    label(
        "type_of_resourced_provision_name",
        "TypeOfResourcedProvision (name)",
        "Resourced provision, SEN unit, or both; NULL where neither.",
    ),
    count(
        "resourced_provision_on_roll",
        "ResourcedProvisionOnRoll",
        99_999,
        "Pupils in the resourced provision.",
    ),
    count(
        "resourced_provision_capacity",
        "ResourcedProvisionCapacity",
        99_999,
        "Places in the resourced provision.",
    ),
    count(
        "sen_unit_on_roll",
        "SenUnitOnRoll",
        99_999,
        "Pupils in the SEN unit.",
    ),
    count(
        "sen_unit_capacity",
        "SenUnitCapacity",
        99_999,
        "Places in the SEN unit.",
    ),
    label(
        "sen_pru_name",
        "SENPRU (name)",
        "Pupil referral unit: whether it provides for special needs.",
    ),
    label(
        "ebd_name",
        "EBD (name)",
        "Pupil referral unit: whether it provides for emotional and behavioural difficulties.",
    ),
    count(
        "places_pru",
        "PlacesPRU",
        99_999,
        "Pupil referral unit: its places.",
    ),
    label(
        "ft_prov_name",
        "FTProv (name)",
        "Pupil referral unit: whether full-time.",
    ),
    label(
        "ed_by_other_name",
        "EdByOther (name)",
        "Pupil referral unit: whether others teach its pupils.",
    ),
    number(
        "trust_school_flag_code",
        "TrustSchoolFlag (code)",
        "Whether a trust supports or runs it.",
    ),
    label(
        "trust_school_flag_name",
        "TrustSchoolFlag (name)",
        "Whether a trust supports or runs it, in words.",
    ),
    text("trusts_code", "Trusts (code)", "Number of the trust."),
    text("trusts_name", "Trusts (name)", "Name of the trust."),
    text(
        "federations_code",
        "Federations (code)",
        "Number of the federation.",
    ),
    text(
        "federations_name",
        "Federations (name)",
        "Name of the federation.",
    ),
    field(
        "gor_code",
        "GOR (code)",
        Form::Code,
        "Region as a letter, see reference.region; W Wales, Z none.",
    ),
    label("gor_name", "GOR (name)", "Region."),
    text(
        "district_administrative_code",
        "DistrictAdministrative (code)",
        "District, ONS code.",
    ),
    label(
        "district_administrative_name",
        "DistrictAdministrative (name)",
        "District.",
    ),
    text(
        "administrative_ward_code",
        "AdministrativeWard (code)",
        "Ward, ONS code.",
    ),
    text(
        "administrative_ward_name",
        "AdministrativeWard (name)",
        "Ward.",
    ),
    text(
        "parliamentary_constituency_code",
        "ParliamentaryConstituency (code)",
        "Constituency, ONS code.",
    ),
    text(
        "parliamentary_constituency_name",
        "ParliamentaryConstituency (name)",
        "Constituency.",
    ),
    text(
        "gss_la_code",
        "GSSLACode (name)",
        "Local authority, nine-character ONS code, although the heading says name.",
    ),
    text(
        "msoa_code",
        "MSOA (code)",
        "Middle layer super output area, ONS code; of 2011, later of 2021.",
    ),
    text(
        "msoa_name",
        "MSOA (name)",
        "Middle layer super output area.",
    ),
    text(
        "lsoa_code",
        "LSOA (code)",
        "Lower layer super output area, ONS code; of 2011, later of 2021.",
    ),
    text("lsoa_name", "LSOA (name)", "Lower layer super output area."),
    count(
        "easting",
        "Easting",
        999_999,
        "National grid easting, metres.",
    ),
    field(
        "northing",
        "Northing",
        Form::Whole(0, 1_999_999),
        "National grid northing, metres.",
    ),
    field(
        "postcode",
        "Postcode",
        Form::Postcode,
        "Postcode of the establishment.",
    ),
    number(
        "previous_la_code",
        "PreviousLA (code)",
        "Local authority before a reorganisation; NULL for none.",
    ),
    label("previous_la_name", "PreviousLA (name)", "Its name."),
    count(
        "previous_establishment_number",
        "PreviousEstablishmentNumber",
        9_999,
        "Number in that authority.",
    ),
    date(
        "last_changed_date",
        "LastChangedDate",
        "Day the register last changed the entry.",
    ),
];

/// Columns that only some years' files, or only full files, have.
pub(super) const OPTIONAL: &[&str] = &["fsm", "msoa_code", "lsoa_code", "msoa_name", "lsoa_name"];

/// Places of the columns that need more than being kept.
pub(super) mod at {
    use super::{FIELDS_ARRAY, place};

    pub(in super::super) const URN: usize = place(&FIELDS_ARRAY, "urn");
    pub(in super::super) const LA: usize = place(&FIELDS_ARRAY, "la_code");
    pub(in super::super) const ESTABLISHMENT_NUMBER: usize =
        place(&FIELDS_ARRAY, "establishment_number");
    pub(in super::super) const TYPE: usize = place(&FIELDS_ARRAY, "type_of_establishment_code");
    pub(in super::super) const STATUS: usize = place(&FIELDS_ARRAY, "establishment_status_code");
    pub(in super::super) const PREVIOUS_LA: usize = place(&FIELDS_ARRAY, "previous_la_code");
}

/// The places of `sen1` to `sen13`.
pub(super) const SEN_TYPES: std::ops::RangeInclusive<usize> =
    place(&FIELDS_ARRAY, "sen1")..=place(&FIELDS_ARRAY, "sen13");

const DERIVED: [ColumnDef; 4] = [
    column(
        "laestab",
        ColumnType::Int,
        "la_code and establishment_number as one number of seven digits. The same before and after a conversion, and not unique over time.",
    ),
    column(
        "is_open",
        ColumnType::Boolean,
        "Open, perhaps proposed to close: status 1 or 3.",
    ),
    column(
        "cohort_group",
        ColumnType::Code,
        "Mainstream, Special, AP-PRU, FE or Other. Independent and non-maintained schools are Other even when special; 16 to 19 academies and free schools are assumed to be FE.",
    ),
    column(
        "dfe_sen2_group",
        ColumnType::Code,
        "Group in the tables of DfE SEN2 statistics, where independent schools are Mainstream or Special and special post-16 institutions FE.",
    ),
];

static COLUMNS: [ColumnDef; 95] = columns(&FIELDS_ARRAY, &DERIVED);

/// `reference.establishment`
pub static ESTABLISHMENT: TableDef = table(
    "establishment",
    &["urn"],
    &COLUMNS,
    "One row per establishment of the register of schools (GIAS), open and closed. The inspection grade is in reference.inspection.",
);

/// The columns of the file of links.
pub(super) const LINK_FIELDS: &[Field] = &LINK_ARRAY;

const LINK_ARRAY: [Field; 5] = [
    field(
        "urn",
        "URN",
        Form::Whole(100_000, 999_999),
        "The establishment.",
    ),
    field(
        "link_urn",
        "LinkURN",
        Form::Whole(100_000, 999_999),
        "The establishment that it is linked to.",
    ),
    text("link_name", "LinkName", "Name of the linked establishment."),
    label(
        "link_type",
        "LinkType",
        "What the linked one is to it: Predecessor, Successor, perhaps merged, amalgamated or split; sixth form centres.",
    ),
    date(
        "link_established_date",
        "LinkEstablishedDate",
        "Day of the link; often NULL, sometimes in the future.",
    ),
];

/// Places of the columns of the file of links.
pub(super) mod link {
    use super::{LINK_ARRAY, place};

    pub(in super::super) const URN: usize = place(&LINK_ARRAY, "urn");
    pub(in super::super) const LINK_URN: usize = place(&LINK_ARRAY, "link_urn");
    pub(in super::super) const LINK_TYPE: usize = place(&LINK_ARRAY, "link_type");
    pub(in super::super) const DATE: usize = place(&LINK_ARRAY, "link_established_date");
}

static LINK_COLUMNS: [ColumnDef; 5] = columns(&LINK_ARRAY, &[]);

/// `reference.establishment_link`
pub static ESTABLISHMENT_LINK: TableDef = table(
    "establishment_link",
    &["urn", "link_urn", "link_type"],
    &LINK_COLUMNS,
    "One row per link as published. Links should come in mirrored pairs and some have one side only: follow both directions. Chains are long, branch and can loop.",
);
