//! Faults of the files that are one table each.

use super::super::super::days::{Day, on};
use super::To::{Day as At, Letter, Nothing, Short, Text};
use super::{Fault, fault};

const LONG_AGO: Day = on(1990, 1, 1);
const NO_DATE: super::To = Text("2014-02-30");

/// Every list, for tests.
#[cfg(test)]
pub(super) const ALL: &[&[Fault]] = &[
    PREMIUM, ABSENCE, EXCLUSIONS, EYFSP, PHONICS, KS1, MTC, KS2, KS4, SESSIONS, COHORT, FIELDS,
];

/// What every file of results and absence has.
macro_rules! results {
    ($($fault:expr,)*) => {
        &[
            fault("year_is_none", "", "ACADYR", Text("20232"), "acad_year_format"),
            fault("upn_too_short", "", "UPN", Short, "upn_form"),
            fault("birth_date_no_date", "", "DOB", NO_DATE, "date_format"),
            fault("sex_not_a_code", "", "SEX", Text("X"), "code_unknown"),
            fault("gender_not_a_code", "", "GENDER", Text("X"), "code_unknown")
                .found(&[("code_unknown", "SEX")]),
            fault("version_not_a_code", "", "VERSION", Text("Q"), "code_unknown"),
            $($fault,)*
        ]
    };
}

/// Pupil premium download.
#[rustfmt::skip]
pub(in super::super) const PREMIUM: &[Fault] = &[
    fault("upn_missing", "", "UPN", Nothing, "upn_missing").when(&[("Looked After Premium", "0")]),
    fault("upn_missing_looked_after", "", "UPN", Nothing, "upn_missing_looked_after").when(&[("Looked After Premium", "1")]),
    fault("upn_too_short", "", "UPN", Short, "upn_invalid"),
    fault("upn_check_letter_wrong", "", "UPN", Letter, "upn_invalid"),
    fault("sex_not_a_code", "", "Sex", Text("X"), "code_unknown"),
    fault("birth_date_no_date", "", "DOB", NO_DATE, "date_format"),
    fault("year_group_not_funded", "", "NCYear", Text("12"), "nc_year_not_funded").when(&[("Deprivation Pupil Premium", "1"), ("Looked After Premium", "0"), ("Adopted from Care Premium", "0")]),
    fault("deprivation_no_flag", "", "Deprivation Pupil Premium", Text("maybe"), "boolean_format"),
    fault("full_time_over_one", "", "PupilPremiumFTE", Text("1.5"), "fte_over_one"),
    fault("full_time_no_number", "", "PupilPremiumFTE", Text("half"), "number_format"),
    fault("amount_no_number", "", "PupilPremiumCashAmount", Text("lots"), "number_format"),
    fault("looked_after_for_nothing", "", "PupilPremiumCashAmount", Text("0.00"), "looked_after_zero").when(&[("Looked After Premium", "1")]),
];

/// Absence by enrolment.
#[rustfmt::skip]
pub(in super::super) const ABSENCE: &[Fault] = results![
    fault("upn_missing", "", "UPN", Nothing, "pupil_missing"),
    fault("year_group_not_a_code", "", "NCYEARACTUAL", Text("Q7"), "code_unknown"),
    fault("age_too_high", "", "AGE_START", Text("121"), "number_range"),
    fault("enrolment_not_a_code", "", "ENROLSTATUS", Text("Q"), "code_unknown"),
    fault("on_roll_no_flag", "", "ONROLL_SPR", Text("maybe"), "boolean_format").found(&[("boolean_format", "ONROLL_1")]),
    fault("more_absence_than_possible", "", "AUTHORISEDABSENCE_AUTUMN", Text("400"), "").found(&[("absence_over_possible", "SESSIONSPOSSIBLE_AUTUMN")]),
    fault("unauthorised_no_number", "", "UNAUTHORISEDABSENCE_AUTUMN", Text("two"), "number_format"),
    fault("longer_than_a_year", "", "SESSIONSPOSSIBLE_SPRING", Text("421"), "").found(&[("absence_possible_implausible", "SESSIONSPOSSIBLE_AUTUMN")]),
];

/// Suspensions and permanent exclusions.
#[rustfmt::skip]
pub(in super::super) const EXCLUSIONS: &[Fault] = results![
    fault("upn_missing", "", "UPN", Nothing, "pupil_missing"),
    fault("category_not_a_code", "", "CATEGORY", Text("QUIT"), "code_unknown"),
    fault("category_missing", "", "CATEGORY", Nothing, "suspension_category_missing"),
    fault("reason_not_a_code", "", "REASON1", Text("ZZ"), "code_unknown").found(&[("code_unknown", "REASON")]),
    fault("reason_missing", "", "REASON1", Nothing, "").when(&[("REASON2", "")]).found(&[("suspension_reason_missing", "REASON")]),
    fault("start_no_date", "", "STARTDATE", NO_DATE, "").found(&[("date_format", "STARTDATE"), ("suspension_start_outside_year", "STARTDATE")]),
    fault("start_long_ago", "", "STARTDATE", At(LONG_AGO), "suspension_start_outside_year"),
    fault("suspended_for_nothing", "", "SESSIONS", Text("0"), "suspension_sessions_missing"),
    fault("suspended_for_91_sessions", "", "SESSIONS", Text("91"), "suspension_year_sessions"),
    fault("expelled_for_a_time", "", "SESSIONS", Text("4"), "suspension_perm_sessions").when(&[("CATEGORY", "PERM"), ("SESSIONS", "")]),
    fault("provision_not_a_code", "", "SENPROVISION", Text("Z"), "code_unknown"),
    fault("provision_of_former_years", "", "SENPROVISION", Text("Q"), "code_year"),
    fault("term_not_a_code", "", "TERM", Text("Winter"), "code_unknown"),
];

/// Early years foundation stage profile.
#[rustfmt::skip]
pub(in super::super) const EYFSP: &[Fault] = results![
    fault("upn_missing", "", "UPN", Nothing, "pupil_missing"),
    fault("month_is_none", "", "MTH_ENTRY", Text("13"), "number_range"),
    fault("counted_no_flag", "", "NPDPUB", Text("maybe"), "boolean_format"),
    fault("goal_not_a_code", "", "UTW_E13", Text("7"), "code_unknown").when(&[("UTW_E13", "2")]),
    fault("goal_missing", "", "EXP_E16", Nothing, "eyfsp_goal_missing"),
    fault("goal_exempt_alone", "", "UTW_E14", Text("A"), "").when(&[("UTW_E14", "2")]).found(&[("eyfsp_exempt_in_part", "COM_E01")]),
    fault("good_level_denied", "", "GLD", Text("0"), "eyfsp_gld_differs").when(&[("GLD", "1")]),
];

/// Phonics screening check.
#[rustfmt::skip]
pub(in super::super) const PHONICS: &[Fault] = results![
    fault("upn_missing", "", "UPN", Nothing, "pupil_missing"),
    fault("year_group_of_no_check", "", "NCYEARACTUAL", Text("3"), "phonics_year_group"),
    fault("outcome_not_a_code", "", "PHONICS_OUTCOME", Text("Zz"), "code_unknown"),
    fault("met_below_the_mark", "", "PHONICS_MARK", Text("12"), "phonics_mark_outcome").when(&[("PHONICS_OUTCOME", "Wa")]),
    fault("mark_missing", "", "PHONICS_MARK", Nothing, "phonics_mark_missing"),
    fault("mark_of_the_absent", "", "PHONICS_MARK", Text("20"), "phonics_mark_unexpected").when(&[("PHONICS_OUTCOME", "A"), ("PHONICS_MARK", "")]),
    fault("mark_too_high", "", "PHONICS_MARK", Text("41"), "").found(&[("number_range", "PHONICS_MARK"), ("phonics_mark_missing", "PHONICS_MARK")]),
];

/// Key stage 1.
#[rustfmt::skip]
pub(in super::super) const KS1: &[Fault] = results![
    fault("upn_missing", "", "UPN", Nothing, "pupil_missing"),
    fault("year_group_of_another_stage", "", "NCYEARACTUAL", Text("3"), "ks1_year_group"),
    fault("reading_not_a_code", "", "READ_OUTCOME", Text("ZZ"), "code_unknown"),
    fault("science_not_a_code", "", "SCI_OUTCOME", Text("ZZ"), "code_unknown"),
    fault("age_no_number", "", "AGE_START", Text("six"), "number_format"),
];

/// Multiplication tables check.
#[rustfmt::skip]
pub(in super::super) const MTC: &[Fault] = results![
    fault("upn_missing", "", "UPN", Nothing, "pupil_missing"),
    fault("year_group_of_no_check", "", "NCYEARACTUAL", Text("5"), "mtc_year_group"),
    fault("mark_too_high", "", "FORMMARK", Text("26"), "number_range"),
    fault("mark_no_number", "", "FORMMARK", Text("ten"), "number_format"),
    fault("mark_of_the_absent", "", "FORMMARK", Text("20"), "mtc_mark_with_reason").when(&[("FORMMARK", "")]),
];

/// Key stage 2.
#[rustfmt::skip]
pub(in super::super) const KS2: &[Fault] = results![
    fault("upn_missing", "", "UPN", Nothing, "pupil_missing"),
    fault("reading_not_a_code", "", "READOUTCOME", Text("ZZ"), "code_unknown"),
    fault("score_too_high", "", "READSCORE", Text("121"), "").when(&[("READOUTCOME", "AS")]).found(&[("number_range", "READSCORE"), ("ks2_score_missing", "READSCORE")]),
    fault("reached_below_the_score", "", "GPSSCORE", Text("99"), "").when(&[("GPSOUTCOME", "AS"), ("GPSHIGH", "0")]).found(&[("ks2_score_outcome", "GPSSCORE"), ("ks2_expected_differs", "GPSEXP")]),
    fault("score_of_the_absent", "", "MATSCORE", Text("100"), "ks2_score_unexpected").when(&[("MATOUTCOME", "B"), ("MATSCORE", "")]),
    fault("score_missing", "", "GPSSCORE", Nothing, "ks2_score_missing"),
    fault("expected_denied", "", "GPSEXP", Text("0"), "ks2_expected_differs").when(&[("GPSEXP", "1")]),
    fault("eligible_denied", "", "ELIGGPS", Text("0"), "ks2_eligible_differs").when(&[("GPSOUTCOME", "AS")]),
    fault("science_denied", "", "SCITAEXP", Text("0"), "ks2_science_differs").when(&[("SCITAEXP", "1")]),
    fault("combined_denied", "", "RWMEXP", Text("0"), "ks2_combined_differs").when(&[("RWMEXP", "1")]),
    fault("disadvantaged_no_flag", "", "FSM6CLA1A", Text("maybe"), "boolean_format"),
];

/// Key stage 4; a row without a UPN has the ULN.
#[rustfmt::skip]
pub(in super::super) const KS4: &[Fault] = results![
    fault("slots_do_not_add_up", "", "SLOT1ENG", Text("77"), "").found(&[("ks4_att8_sum", "ATT8")]),
    fault("progress_of_another", "", "P8SCORE_ORIG", Text("9.5"), "ks4_p8_differs"),
    fault("grade_5_without_4", "", "L2BASICS_95", Text("1"), "ks4_grade_flags").when(&[("L2BASICS_94", "0")]),
    fault("passed_without_entry", "", "EBACC_94", Text("1"), "ks4_entry_flags").when(&[("EBACC_E_PTQ_EE", "0")]),
    fault("entries_no_number", "", "ENTRIES", Text("eight"), "number_format"),
    fault("too_many_slots", "", "EBACFILL", Text("4"), "number_range"),
    fault("end_of_stage_no_flag", "", "ENDKS", Text("maybe"), "boolean_format"),
];

/// Daily marks.
#[rustfmt::skip]
pub(in super::super) const SESSIONS: &[Fault] = &[
    fault("upn_missing", "", "UPN", Nothing, "pupil_missing"),
    fault("upn_check_letter_wrong", "", "UPN", Letter, "upn_invalid"),
    fault("day_no_date", "", "Date", NO_DATE, "date_format"),
    fault("session_missing", "", "Session", Nothing, "session_unknown"),
    fault("mark_not_a_code", "", "Code", Text("A9"), "code_unknown"),
];

/// List of children in groups of social care.
#[rustfmt::skip]
pub(in super::super) const COHORT: &[Fault] = &[
    fault("upn_too_short", "", "UPN", Short, "upn_invalid"),
    fault("upn_check_letter_wrong", "", "UPN", Letter, "upn_invalid"),
    fault("group_unknown", "", "Group", Text("ZZ"), "code_unknown"),
    fault("start_no_date", "", "StartDate", NO_DATE, "date_format"),
    fault("ends_before_start", "", "EndDate", At(LONG_AGO), "dates_reversed").when(&[("EndDate", "")]),
    fault("day_of_list_long_ago", "", "AsAtDate", At(LONG_AGO), "group_not_open"),
];

/// Fields of an authority's own.
#[rustfmt::skip]
pub(in super::super) const FIELDS: &[Fault] = &[
    fault("upn_missing", "", "UPN", Nothing, "upn_missing"),
    fault("upn_too_short", "", "UPN", Short, "upn_invalid"),
    fault("upn_check_letter_wrong", "", "UPN", Letter, "upn_invalid"),
];
