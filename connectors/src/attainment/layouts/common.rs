//! What every layout has: the row, the year, the pupil, the school, the version.

use cohort_catalog::table::{ColumnDef, ColumnType, Sensitivity};

use crate::layout::{Field, Form};

/// Number of the row: a pupil may stand twice in a file, or without a number.
pub(super) const ROW_NO: ColumnDef = ColumnDef::new(
    "row_no",
    ColumnType::Int,
    Sensitivity::Plain,
    "Number of the row in what was read from the file, counted from 1.",
)
.required();

pub(super) const ACAD_YEAR: Field = Field::new(
    "acad_year",
    "ACADYR",
    Form::Code,
    "Academic year as six digits: 202324 is 2023/24. The operator's year where the file has no such column.",
)
.also(&["ACADEMICYEAR", "ACADEMIC_YEAR", "YEAR"])
.sensitivity(Sensitivity::Plain);

pub(super) const PUPIL_REF: Field = Field::identifier(
    "pupil_ref",
    "PUPILMATCHINGREF",
    "Pupil matching reference; stable across NPD extracts, anonymised or not.",
)
.also(&[
    "PUPILMATCHINGREFANONYMOUS",
    "PUPILMATCHINGREFNONANONYMOUS",
    "S_PUPILMATCHINGREFANONYMOUS",
    "PMR",
    "PMRA",
    "PMR_ANON",
]);

pub(super) const UPN: Field = Field::identifier(
    "upn",
    "UPN",
    "Unique pupil number: one letter, 11 digits, one digit or letter (a letter at the end marks a temporary one).",
)
.also(&["UNIQUE_PUPIL_NUMBER", "UNIQUEPUPILNUMBER"]);

pub(super) const SURNAME: Field = Field::text("surname", "SURNAME", "Legal surname.")
    .also(&["LEGALSURNAME", "FAMILY_NAME"])
    .sensitivity(Sensitivity::Identifier);

pub(super) const FORENAME: Field = Field::text(
    "forename",
    "FORENAME",
    "Forename or forenames; may include middle names.",
)
.also(&["FORENAMES", "FIRSTNAME", "GIVEN_NAME"])
.sensitivity(Sensitivity::Identifier);

pub(super) const DOB: Field = Field::date("dob", "DOB", "Date of birth.")
    .also(&["DATE_OF_BIRTH", "DATEOFBIRTH"])
    .sensitivity(Sensitivity::Identifier);

pub(super) const SEX: Field = Field::code(
    "sex",
    "SEX",
    "attainment_sex",
    "M, F or U (unknown); the item was Gender until 2022/23.",
)
.also(&["GENDER"]);

/// `la_code` in the published layout. In Cohort that name is of the authority whose import it
/// is, as in every table; this is the school's, which differs for a child schooled elsewhere.
pub(super) const SCHOOL_LA_CODE: Field = Field::new(
    "school_la_code",
    "LA",
    Form::Code,
    "DfE number of the school's local authority: la_code of the standard layout. The column la_code is the authority whose file it is.",
)
.also(&["LEA", "LA_CODE", "LA_NUMBER", "OLD_LA_CODE"]);

pub(super) const LA_CODE_NEW: Field = Field::new(
    "la_code_new",
    "LA_9CODE",
    Form::Code,
    "ONS code of the school's local authority (E06, E07, E08, E09, E10 ...).",
)
.also(&["NEW_LA_CODE", "LA_GSS"]);

pub(super) const ESTAB: Field = Field::new(
    "estab",
    "ESTAB",
    Form::Code,
    "DfE establishment number, four digits.",
)
.also(&["ESTABLISHMENT", "ESTABLISHMENT_NUMBER"]);

pub(super) const LA_ESTAB: Field = Field::new(
    "la_estab",
    "LAESTAB",
    Form::Code,
    "The school: LA number and establishment number, seven digits. Put together from the two where the file lacks it.",
)
.also(&["DFE_NUMBER", "DFE_ESTABLISHMENT_NUMBER", "SCHOOL_LAESTAB"]);

pub(super) const URN: Field = Field::new(
    "urn",
    "URN",
    Form::Code,
    "School URN; the EY URN for private, voluntary and independent settings in the early years profile.",
)
.also(&["SCHOOL_URN", "UNIQUEREFERENCENUMBER"]);

pub(super) const SCHOOL_TYPE_CODE: Field = Field::new(
    "school_type_code",
    "NFTYPE",
    Form::Code,
    "Establishment type: NFTYPE (20 to 64) or type of establishment (0 to 56), as the file has it.",
)
.also(&[
    "TOE_CODE",
    "TOECODE",
    "TYPEOFESTABLISHMENTCODE",
    "SCHOOLTYPE",
]);

pub(super) const NPD_PUB: Field = Field::flag(
    "npd_pub",
    "NPDPUB",
    "The record counts in the published local authority and national figures. In NPD extracts.",
);

pub(super) const VERSION: Field = Field::code(
    "version",
    "VERSION",
    "attainment_version",
    "U unamended, A amended, F final, P provisional, R revised; every version is kept.",
)
.also(&["VER"])
.sensitivity(Sensitivity::Plain);
