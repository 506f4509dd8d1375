//! Items of the pupil: what stands in `PupilOnRoll` and `PupilNoLongerOnRoll` itself, whatever
//! wrapper it stands in.

use cohort_catalog::table::{ColumnType, Sensitivity::Identifier};

use crate::layout::{Field, Form};

/// Most hours of any kind in a week or a year that are read.
const HOURS: Form = Form::Whole(0, 9_999);

/// A name of a person.
const fn name(column: &'static str, item: &'static str, comment: &'static str) -> Field {
    Field::text(column, item, comment).sensitivity(Identifier)
}

/// A code without a published list at hand: kept as it stands.
const fn bare_code(column: &'static str, item: &'static str, comment: &'static str) -> Field {
    Field::new(column, item, Form::Code, comment)
}

/// Planned hours of a learner after year 11.
const fn hours(column: &'static str, item: &'static str, comment: &'static str) -> Field {
    Field::new(column, item, HOURS, comment)
}

/// How many of [`PUPIL`] are columns of `census.pupil`; those behind are folded into others.
pub(crate) const PUPIL_COLUMNS: usize = PUPIL.len() - FOLDED;
/// `Gender`, `ThirtyHourCode`, `FundingBasis` and the three items of an admission to
/// alternative provision.
const FOLDED: usize = 6;

/// The items of a pupil. The year groups are read as text, because their dirt is put right first.
#[rustfmt::skip]
pub(crate) static PUPIL: &[Field] = &[
    Field::identifier("upn", "UPN", "Unique pupil number as returned, capitals and no blanks; findings say where its form or check letter is wrong."),
    Field::identifier("former_upn", "FormerUPN", "The pupil's unique pupil number before."),
    Field::identifier("uln", "UniqueLearnerNumber", "Unique learner number, ten digits.").also(&["ULN"]),
    name("surname", "Surname", "Legal family name."),
    name("forename", "Forename", "First given name."),
    name("middle_names", "MiddleNames", "Further given names.").also(&["MiddleName"]),
    name("preferred_surname", "PreferredSurname", "Family name the pupil goes by."),
    name("former_surname", "FormerSurname", "Family name before."),
    Field::date("birth_date", "DOB", "Date of birth.").sensitivity(Identifier),
    Field::code("sex", "Sex", "census_sex", "Sex; of returns up to 2023 the item Gender.").from(2024),
    Field::code("ethnicity", "Ethnicity", "census_ethnicity", "Ethnicity, main or extended code; collected in spring. Compare authorities by the main code, code_group of the set."),
    Field::code("language", "Language", "census_language", "First language."),
    Field::code("enrol_status", "EnrolStatus", "census_enrol_status", "Enrolment: C and M (and F, O) are counted, S is the subsidiary registration of a child counted elsewhere."),
    Field::code("class_type", "TypeOfClass", "census_type_of_class", "Nursery or other class.").also(&["ClassType"]),
    Field::date("entry_date", "EntryDate", "Date of entry to the school."),
    Field::date("leaving_date", "LeavingDate", "Date of leaving; of pupils no longer on roll."),
    Field::flag("part_time", "PartTime", "Whether the pupil attends part-time."),
    Field::code("boarder", "Boarder", "census_boarder", "Whether and how the pupil boards."),
    Field::text("nc_year", "NCyearActual", "National Curriculum year the pupil is taught in, as returned: never made from the age. Not on records of pupils no longer on roll.").ty(ColumnType::Code),
    Field::text("nc_year_leaving", "NCyearLeaving", "National Curriculum year on leaving; autumn, of pupils no longer on roll.").ty(ColumnType::Code),
    Field::flag("school_lunch_taken", "SchoolLunchTaken", "Whether an infant took a school meal on census day."),
    Field::code("service_child", "ServiceChild", "census_service_child", "Whether a parent serves in the regular armed forces."),
    Field::code("post_looked_after", "PLAA", "census_plaa", "Arrangement by which the pupil left care.").from(2017),
    Field::flag("adopted_from_care", "AdoptedFromCare", "Whether the pupil was adopted from care; PLAA since 2017.").until(2016),
    Field::code("young_carer", "YoungCarer", "census_young_carer", "Whether the pupil cares for another person, and who says so.").from(2023),
    Field::code("youth_support_agreement", "YSSA", "census_yssa", "Whether details may be shared with youth support services."),
    Field::new("hours_at_setting", "HoursAtSetting", Form::Decimal, "Hours a week at the setting; early years."),
    Field::new("funded_hours", "FundedHours", Form::Decimal, "Universal funded hours a week; early years."),
    Field::new("extended_hours", "ExtendedHours", Form::Decimal, "Extended funded hours a week for working parents; early years.").from(2018),
    Field::new("expanded_hours", "ExpandedHours", Form::Decimal, "Funded hours a week under the expanded entitlement; early years.").from(2025),
    Field::new("eligibility_code", "EligibilityCode", Form::Identifier, "Parent's code for extended hours; ThirtyHourCode until it was renamed in summer 2024.").from(2024),
    Field::flag("disability_access_fund", "DAFIndicator", "Whether the disability access fund is paid for the child; early years.").from(2018),
    bare_code("early_years_premium", "EYPPR", "Early years pupil premium: whether it is received.").from(2019),
    Field::code("early_years_premium_basis", "EYPPBF", "census_eyppbf", "Ground of the early years pupil premium."),
    bare_code("early_years_premium_eligible", "EYPPE", "Early years pupil premium, as asked until 2018.").until(2018),
    hours("unit_contact_time", "UnitContactTimePupil", "Hours a week in a special unit or resourced provision.").also(&["UnitContactTime"]),
    Field::flag("top_up_funding", "TopUpFunding", "Whether the authority pays top-up funding for high needs."),
    Field::code("sen_provision", "SENprovision", "census_sen_provision", "Special educational provision: none, support, plan."),
    Field::flag("sen_unit", "SENunitIndicator", "Whether the pupil is a member of a special unit."),
    Field::flag("resourced_provision", "ResourcedProvisionIndicator", "Whether the pupil has a place of resourced provision."),
    Field::new("postcode", "PostCode", Form::Postcode, "Postcode of the pupil's home."),
    name("uprn", "UniquePropertyReferenceNumber", "Unique property reference number of the home.").also(&["UPRN"]).from(2017),
    name("address_saon", "SAON", "Secondary name or number of the home, such as a flat."),
    name("address_paon", "PAON", "Primary name or number of the home."),
    name("address_street", "Street", "Street of the home."),
    name("address_locality", "Locality", "Locality of the home."),
    name("address_town", "Town", "Town of the home."),
    name("address_administrative_area", "AdministrativeArea", "Administrative area of the home."),
    name("address_post_town", "PostTown", "Post town of the home."),
    name("address_line1", "AddressLine1", "First line of the address, where it is not given in parts."),
    name("address_line2", "AddressLine2", "Second line of the address."),
    name("address_line3", "AddressLine3", "Third line of the address."),
    name("address_line4", "AddressLine4", "Fourth line of the address."),
    name("address_line5", "AddressLine5", "Fifth line of the address."),
    Field::code("english_proficiency", "ProficiencyInEnglish", "census_proficiency_in_english", "Proficiency in English.").from(2017).until(2018),
    bare_code("country_of_birth", "CountryOfBirth", "Country of birth.").from(2017).until(2018),
    bare_code("nationality", "Nationality", "Nationality.").from(2017).until(2018),
    hours("qualification_hours", "QualHrs", "Planned learning hours this year, after year 11; autumn."),
    hours("non_qualification_hours", "NonQualHrs", "Planned employability, enrichment and pastoral hours this year; autumn."),
    hours("t_level_qualification_hours", "TLevelQualHrs", "Planned learning hours of T level programmes; autumn.").from(2021),
    hours("t_level_non_qualification_hours", "TLevelNonQualHrs", "Other planned hours of T level programmes; autumn.").from(2021),
    hours("qualification_hours_previous_year", "QualHrsPreviousYear", "Planned learning hours of the year before; autumn."),
    hours("non_qualification_hours_previous_year", "NonQualHrsPreviousYear", "Other planned hours of the year before; autumn."),
    bare_code("maths_prior_attainment", "MathsGCSEHighestPriorAttainment", "Highest mathematics grade before; A* to G, 9 to 1, U, NR."),
    bare_code("maths_prior_attainment_year11", "MathsGCSEPriorAttainmentYear11", "Whether that grade was reached by the end of year 11."),
    bare_code("maths_funding_exemption", "MathsGCSEFundingExemption", "Ground on which mathematics need not be studied: L, O, U, F, N."),
    bare_code("english_prior_attainment", "EnglishGCSEHighestPriorAttainment", "Highest English grade before; A* to G, 9 to 1, U, NR."),
    bare_code("english_prior_attainment_year11", "EnglishGCSEPriorAttainmentYear11", "Whether that grade was reached by the end of year 11."),
    bare_code("english_funding_exemption", "EnglishGCSEFundingExemption", "Ground on which English need not be studied: L, O, U, F, N."),
    // Folded into other columns and tables.
    Field::code("sex", "Gender", "census_sex", "Sex, as the item was called until 2023.").until(2023),
    Field::new("eligibility_code", "ThirtyHourCode", Form::Identifier, "EligibilityCode, as it was called until summer 2024.").from(2018).until(2024),
    Field::code("funding_basis", "FundingBasis", "census_funding_basis", "Ground on which a two-year-old's hours are funded.").from(2018),
    bare_code("prev_urn", "PrevURN", "The school before alternative provision.").from(2022),
    Field::code("ap_reason", "APReason", "census_ap_reason", "Why the pupil came to alternative provision.").from(2022),
    Field::code("sen_provision_entry", "SENProvisionEntry", "census_sen_provision", "Special educational provision on entry.").from(2022),
];
