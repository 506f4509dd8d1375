//! The columns of the download and the table they fill.

use cohort_catalog::table::{
    ColumnDef, ColumnType,
    Sensitivity::{Identifier, Plain, Sensitive},
    TableDef, TableLevel,
};

use crate::layout::{Field, Form, columns};

pub(super) const UPN: usize = 0;
pub(super) const ULN: usize = 1;
pub(super) const SEX: usize = 4;
pub(super) const BIRTH_DATE: usize = 5;
pub(super) const NC_YEAR: usize = 6;
pub(super) const DEPRIVATION: usize = 7;
pub(super) const SERVICE_CHILD: usize = 8;
pub(super) const ADOPTED: usize = 9;
pub(super) const LOOKED_AFTER: usize = 10;
pub(super) const FTE: usize = 11;
pub(super) const AMOUNT: usize = 12;
pub(super) const FY_START: usize = 13;
pub(super) const FY_END: usize = 14;
pub(super) const ACADEMIC_YEAR: usize = 16;
pub(super) const LENGTH: usize = 17;

/// The four premiums.
pub(super) const FLAGS: [usize; 4] = [DEPRIVATION, SERVICE_CHILD, ADOPTED, LOOKED_AFTER];
/// Headings by which the file is known.
pub(super) const ANCHORS: &[usize] = &[
    DEPRIVATION,
    SERVICE_CHILD,
    ADOPTED,
    LOOKED_AFTER,
    FTE,
    AMOUNT,
    FY_START,
    FY_END,
];
/// Columns of the present form.
pub(super) const PUBLISHED: &[usize] = &[0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

/// The columns, in the order of the present form but for `ULN` and `AcademicYear`, which only
/// the further-education variant has.
pub static FIELDS: [Field; LENGTH] = [
    Field::identifier("upn", "UPN", "Unique pupil number as given, perhaps a former one of the child; a finding says where its check letter is wrong.")
        .also(&["UniquePupilNumber", "Unique Pupil Number"]),
    Field::identifier("uln", "ULN", "Unique learner number; only in the further-education variant, in place of the UPN.")
        .also(&["UniqueLearnerNumber", "Unique Learner Number"]),
    Field::text("surname", "Surname", "Surname as given.").sensitivity(Identifier),
    Field::text("forename", "Forename", "Forename as given.").sensitivity(Identifier),
    Field::code("sex", "Sex", "census_sex", "Sex: M or F. Gender in older files.").also(&["Gender"]),
    Field::date("birth_date", "DOB", "Date of birth.").sensitivity(Identifier)
        .also(&["DateOfBirth", "BirthDate"]),
    Field::code("nc_year", "NCYear", "census_nc_year_actual", "National Curriculum year group in the census on which the funding is based; X where the curriculum is not followed.")
        .also(&["NCYearActual", "YearGroup"]),
    Field::flag("deprivation_pupil_premium", "Deprivation Pupil Premium", "Deprivation premium (DPP): free school meals in any of the last six years.")
        .also(&["DPP"]),
    Field::flag("service_child_premium", "Service Child Premium", "Service child premium (SCP): service child now or in the last six years. Such a child is not for that reason disadvantaged.")
        .also(&["SCP"]),
    Field::flag("adopted_from_care_premium", "Adopted from Care Premium", "Adopted-from-care premium (AFC): left care through adoption, guardianship or an order.")
        .also(&["AFC"]),
    Field::flag("looked_after_premium", "Looked After Premium", "Looked-after premium (LAP): looked after; paid to the authority, not the school.")
        .also(&["LAP"]),
    Field::new("pupil_premium_fte", "PupilPremiumFTE", Form::Decimal, "Full-time equivalent used for funding; above 1 only by mistake or as the sum of several schools."),
    Field::new("pupil_premium_cash_amount", "PupilPremiumCashAmount", Form::Decimal, "Pounds for the financial year. Not additive over rows of one child without looking at the kind of premium."),
    Field::date("pupil_premium_fy_start_date", "PupilPremiumFYStartDate", "First day of the financial year, 1 April.").sensitivity(Plain),
    Field::date("pupil_premium_fy_end_date", "PupilPremiumFYEndDate", "Last day of the financial year, 31 March.").sensitivity(Plain),
    Field::text("last_fsm", "LastFSM", "Last census term in which the pupil was eligible for free school meals, as given: its form varies.")
        .ty(ColumnType::Code),
    Field::text("academic_year", "AcademicYear", "Academic year as given; only in the further-education variant.")
        .ty(ColumnType::Code).sensitivity(Plain).also(&["AcadYear"]),
];

const KEYS: &[ColumnDef] = &[
    ColumnDef::new(
        "row_no",
        ColumnType::Int,
        Sensitive,
        "Number of the row in the file, counted from 1.",
    )
    .required(),
    ColumnDef::new(
        "financial_year",
        ColumnType::Code,
        Plain,
        "Financial year of the row, 2025/26 for April 2025 to March 2026; may differ from the column year where a file holds two. Join it to a census by the financial year that holds the census day.",
    ),
];

static COLUMNS: [ColumnDef; KEYS.len() + LENGTH] = columns(KEYS, &FIELDS);

/// Every table.
pub static TABLES: &[&TableDef] = &[&PUPIL_PREMIUM];

/// `census.pupil_premium`
pub static PUPIL_PREMIUM: TableDef = TableDef {
    schema: "census",
    name: "pupil_premium",
    comment: "One row per pupil who attracts pupil premium in a financial year (the column year is the one in which it ends). Rows that repeat a pupil with equal flags are left out; a pupil with different flags has several rows, and a flag then holds where any of them says so. A pupil who is not listed is not for that reason without premium: who joined after the basis census is missing.",
    level: TableLevel::Child,
    key: &["row_no"],
    columns: &COLUMNS,
};
