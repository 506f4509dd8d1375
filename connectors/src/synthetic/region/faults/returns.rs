//! Faults of the returns that are records below records.
//!
//! Texts that are no date are such in every form of a return, so that the XML and the CSV form
//! of one return break the same rules.

use super::super::super::days::{Day, on};
use super::To::{Day as At, Letter, Nothing, Short, Text};
use super::{ANY, Fault, fault};

/// A day before anybody in the files was born.
const LONG_AGO: Day = on(1990, 1, 1);
const NO_DATE: super::To = Text("not known");

/// Every list, for tests.
#[cfg(test)]
pub(super) const ALL: &[&[Fault]] = &[SEN2, CENSUS, SSDA903, CTF];

/// Education, health and care plans.
#[rustfmt::skip]
pub(in super::super) const SEN2: &[Fault] = &[
    fault("surname_missing", "Person", "Surname", Nothing, "required_missing"),
    fault("birth_date_missing", "Person", "PersonBirthDate", Nothing, "required_missing"),
    fault("birth_date_no_date", "Person", "PersonBirthDate", NO_DATE, "date_format"),
    fault("sex_not_a_code", "Person", "Sex", Text("X"), "code_unknown"),
    fault("gender_not_a_code", "Person", "GenderCurrent", Text("7"), "code_unknown"),
    fault("ethnicity_missing", "Person", "Ethnicity", Nothing, "required_missing"),
    fault("ethnicity_not_a_code", "Person", "Ethnicity", Text("ZZZZ"), "code_unknown"),
    fault("upn_too_short", "Person", "UPN", Short, "upn_check"),
    fault("upn_check_letter_wrong", "Person", "UPN", Letter, "upn_check"),
    fault("uln_too_short", "Person", "UniqueLearnerNumber", Short, "uln_form"),
    fault("upn_and_reason", "Person", "UPNunknown", Text("UN2"), "reason_with_identifier").when(&[("UPNunknown", "")]),
    fault("upn_and_reason_missing", "Person", "UPNunknown", Nothing, "identifier_missing"),
    fault("received_date_missing", "Requests", "ReceivedDate", Nothing, "received_date_missing").when(&[("RequestOutcome", "A")]),
    fault("received_date_no_date", "Requests", "ReceivedDate", NO_DATE, "date_format"),
    fault("request_outcome_missing", "Requests", "RequestOutcome", Nothing, "required_missing").when(&[("RequestOutcome", "N")]),
    fault("request_outcome_not_a_code", "Requests", "RequestOutcome", Text("Q"), "code_unknown").when(&[("RequestOutcome", "N")]),
    fault("request_outcome_undated", "Requests", "RequestOutcomeDate", Nothing, "request_outcome_date_missing"),
    fault("request_decided_before_received", "Requests", "RequestOutcomeDate", At(LONG_AGO), "request_outcome_before_received"),
    fault("request_source_not_a_code", "Requests", "RequestSource", Text("9"), "code_unknown"),
    fault("rya_no_flag", "Requests", "RYA", Text("maybe"), "boolean_format"),
    fault("assessment_outcome_not_a_code", "Assessment", "AssessmentOutcome", Text("Q"), "code_unknown").when(&[("AssessmentOutcome", "A")]),
    fault("assessment_undated", "Assessment", "AssessmentOutcomeDate", Nothing, "assessment_undated"),
    fault("assessed_before_received", "Assessment", "AssessmentOutcomeDate", At(LONG_AGO), "assessment_before_received"),
    fault("week20_missing", "Assessment", "Week20", Nothing, "week20_missing").when(&[("AssessmentOutcome", "Y")]),
    fault("plan_start_missing", "NamedPlan", "StartDate", Nothing, "required_missing"),
    fault("residential_not_a_code", "NamedPlan", "PlanRes", Text("Q"), "code_unknown"),
    fault("personal_budget_no_flag", "NamedPlan", "PB", Text("maybe"), "boolean_format"),
    fault("cease_reason_missing", "NamedPlan", "CeaseReason", Nothing, "cease_reason_missing"),
    fault("cease_date_missing", "NamedPlan", "CeaseDate", Nothing, "cease_date_missing").when(&[("CeaseReason", ANY)]),
    fault("ceased_before_start", "NamedPlan", "CeaseDate", At(LONG_AGO), "cease_before_start").when(&[("CeaseReason", "5")]),
    fault("named_urn_too_short", "PlanDetail", "URN", Short, "urn_form"),
    fault("named_setting_missing", "PlanDetail", "URN", Nothing, "setting_missing"),
    fault("named_setting_not_a_code", "PlanDetail", "SENsetting", Text("ZZZ"), "code_unknown"),
    fault("named_rank_not_1", "PlanDetail", "PlacementRank", Text("2"), "rank_1_missing"),
    fault("transferred_from_no_number", "ActivePlans", "TransferLA", Text("ELSEWHERE"), "la_code_form"),
    fault("review_decided_before_meeting", "ActivePlans", "LastReview", At(LONG_AGO), "review_decision_before_meeting").when(&[("ReviewOutcome", "M")]),
    fault("review_outcome_not_a_code", "ActivePlans", "ReviewOutcome", Text("Q"), "code_unknown"),
    fault("placement_rank_missing", "PlacementDetail", "PlacementRank", Nothing, "required_missing"),
    fault("entry_no_date", "PlacementDetail", "EntryDate", NO_DATE, "date_format"),
    fault("left_before_entry", "PlacementDetail", "LeavingDate", At(LONG_AGO), "leaving_before_entry").when(&[("LeavingDate", "")]),
    fault("need_not_a_code", "SENneed", "SENtype", Text("ZZZ"), "code_unknown"),
];

/// School census; pupils on roll only.
#[rustfmt::skip]
pub(in super::super) const CENSUS: &[Fault] = &[
    fault("upn_missing", "PupilIdentifiers", "UPN", Nothing, "item_missing"),
    fault("upn_too_short", "PupilIdentifiers", "UPN", Short, "upn_form"),
    fault("upn_check_letter_wrong", "PupilIdentifiers", "UPN", Letter, "upn_check_letter"),
    fault("former_upn_too_short", "PupilIdentifiers", "FormerUPN", Short, "former_upn_form"),
    fault("uln_too_short", "PupilIdentifiers", "UniqueLearnerNumber", Short, "uln_form"),
    fault("surname_missing", "PupilIdentifiers", "Surname", Nothing, "item_missing"),
    fault("birth_date_missing", "PupilIdentifiers", "DOB", Nothing, "item_missing"),
    fault("birth_date_no_date", "PupilIdentifiers", "DOB", NO_DATE, "date_format"),
    fault("sex_not_a_code", "PupilIdentifiers", "Sex", Text("X"), "code_unknown"),
    fault("gender_not_a_code", "PupilIdentifiers", "Gender", Text("X"), "code_unknown"),
    fault("ethnicity_not_a_code", "PupilCharacteristics", "Ethnicity", Text("ZZZZ"), "code_unknown"),
    fault("language_not_a_code", "PupilCharacteristics", "Language", Text("QQQ"), "code_unknown"),
    fault("after_care_not_a_code", "PupilCharacteristics", "PLAA", Text("Q"), "code_unknown"),
    fault("young_carer_not_a_code", "PupilCharacteristics", "YoungCarer", Text("Q"), "code_unknown"),
    fault("meals_start_missing", "FSMperiod", "FSMstartDate", Nothing, "fsm_start_missing"),
    fault("meals_country_missing", "FSMperiod", "UKcountry", Nothing, "fsm_country_missing"),
    fault("meals_end_before_start", "FSMperiod", "FSMendDate", At(LONG_AGO), "fsm_reversed").when(&[("FSMendDate", ""), ("UKcountry", "ENG")]),
    fault("enrolment_not_a_code", "PupilStatus", "EnrolStatus", Text("Q"), "code_unknown"),
    fault("guest", "PupilStatus", "EnrolStatus", Text("G"), "guest_returned"),
    fault("entry_missing", "PupilStatus", "EntryDate", Nothing, "item_missing"),
    fault("entered_before_birth", "PupilStatus", "EntryDate", At(LONG_AGO), "born_after_entry").found(&[("born_after_entry", "DOB")]),
    fault("part_time_no_flag", "PupilStatus", "PartTime", Text("maybe"), "boolean_format"),
    fault("year_group_missing", "PupilStatus", "NCyearActual", Nothing, "item_missing"),
    fault("year_group_not_a_code", "PupilStatus", "NCyearActual", Text("Q7"), "nc_year_unknown"),
    fault("year_group_of_another_age", "PupilStatus", "NCyearActual", Text("13"), "nc_year_age").when(&[("NCyearActual", "3")]),
    fault("year_group_mixed", "PupilStatus", "NCyearActual", Text("M"), "nc_year_class"),
    fault("provision_not_a_code", "SpecialEducationalNeeds", "SENprovision", Text("Z"), "code_unknown").when(&[("SENprovision", "N")]),
    fault("provision_of_former_years", "SpecialEducationalNeeds", "SENprovision", Text("Q"), "code_year").when(&[("SENprovision", "N")]),
    fault("need_not_a_code", "SENneed", "SENtype", Text("ZZZ"), "code_unknown"),
    fault("need_ranked_third", "SENneed", "SENtypeRank", Text("3"), "need_rank_high"),
    fault("needs_of_one_rank", "SENneed", "SENtypeRank", Text("1"), "need_rank_repeated").when(&[("SENtypeRank", "2")]),
    fault("postcode_is_none", "HomeInformation", "PostCode", Text("NOWHERE"), "postcode_form"),
    fault("no_fixed_home", "HomeInformation", "PostCode", Text("ZZ99 3WZ"), "postcode_unknown"),
    fault("category_not_a_code", "TermlyExclusion", "Category", Text("QUIT"), "code_unknown").when(&[("Category", "SUSP")]),
    fault("exclusion_reason_not_a_code", "TermlyExclusion", "Reason1", Text("ZZ"), "code_unknown"),
    fault("exclusion_start_missing", "TermlyExclusion", "StartDate", Nothing, "exclusion_start_missing"),
    fault("exclusion_long_ago", "TermlyExclusion", "StartDate", At(LONG_AGO), "exclusion_start_outside"),
    fault("suspended_for_nothing", "TermlyExclusion", "Sessions", Text("0"), "exclusion_sessions_zero"),
    fault("suspended_for_91_sessions", "TermlyExclusion", "Sessions", Text("91"), "exclusion_over_45_days"),
    fault("suspension_without_sessions", "TermlyExclusion", "Sessions", Nothing, "exclusion_sessions_missing"),
    fault("more_absence_than_possible", "TermlyAttendance", "SessionsUnauthorised", Text("199"), "").found(&[("sessions_over_possible", "SessionsPossible"), ("unauthorised_differs", "SessionsUnauthorised")]),
    fault("possible_no_number", "TermlyAttendance", "SessionsPossible", Text("many"), "number_format"),
    fault("mark_not_a_code", "SessionDetail", "AttendanceReason", Text("A9"), "reason_unknown"),
    fault("mark_missing", "SessionDetail", "AttendanceReason", Nothing, "reason_missing"),
];

/// A period of care of one episode that is still open.
const ONLY: &[(&str, &str)] = &[("RNE", "S"), ("DEC", ""), ("LS", "V2")];

/// Looked-after children. Birth dates are left alone, which only the CSV form repeats.
#[rustfmt::skip]
pub(in super::super) const SSDA903: &[Fault] = &[
    fault("sex_not_a_code", "header", "SEX", Text("X"), "101"),
    fault("ethnicity_not_a_code", "header", "ETHNIC", Text("UNKN"), "103"),
    fault("upn_too_short", "header", "UPN", Short, "168"),
    fault("upn_check_letter_wrong", "header", "UPN", Letter, "168"),
    fault("mother_no_flag", "header", "MOTHER", Text("2"), "165").when(&[("MOTHER", "0")]),
    fault("child_of_no_mother", "header", "MC_DOB", At(on(2020, 1, 1)), "612").when(&[("MOTHER", "0"), ("MC_DOB", "")]),
    fault("mother_without_child", "header", "MC_DOB", Nothing, "611"),
    fault("legal_status_not_a_code", "episodes", "LS", Text("Q9"), "144").when(ONLY),
    fault("need_not_a_code", "episodes", "CIN", Text("N9"), "145").when(ONLY),
    fault("placement_not_a_code", "episodes", "PLACE", Text("X9"), "146").when(ONLY),
    fault("provider_not_a_code", "episodes", "PLACE_PROVIDER", Text("PR9"), "178").when(ONLY),
    fault("provider_missing", "episodes", "PLACE_PROVIDER", Nothing, "526").when(ONLY),
    fault("ceased_without_day", "episodes", "REC", Text("E8"), "148").when(&[("RNE", "S"), ("DEC", ""), ("LS", "V2"), ("REC", "")]),
    fault("ofsted_number_too_short", "episodes", "URN", Short, "1008").when(ONLY),
    fault("home_postcode_is_none", "episodes", "HOME_POST", Text("NOWHERE"), "392c").when(ONLY),
    fault("placement_postcode_is_none", "episodes", "PL_POST", Text("NOWHERE"), "392c").when(ONLY),
    fault("change_reason_not_a_code", "episodes", "REASON_PLACE_CHANGE", Text("BECAUSE"), "1009"),
    fault("review_no_date", "reviews", "REVIEW", Text("31/02/2024"), "166"),
    fault("participation_not_a_code", "reviews", "REVIEW_CODE", Text("PN9"), "167"),
    fault("participation_of_an_infant", "reviews", "REVIEW_CODE", Text("PN0"), "440").when(&[("REVIEW_CODE", "PN1")]),
    fault("participation_by_an_infant", "reviews", "REVIEW_CODE", Text("PN1"), "441").when(&[("REVIEW_CODE", "PN0")]),
    fault("asylum_end_no_date", "uasc", "DUC", Text("31/02/2024"), "date_format"),
    fault("sdq_score_too_high", "oc2", "SDQ_SCORE", Text("41"), "180"),
    fault("sdq_score_no_number", "oc2", "SDQ_SCORE", Text("high"), "180"),
    fault("sdq_score_and_reason", "oc2", "SDQ_REASON", Text("SDQ2"), "sdq_reason_with_score").when(&[("SDQ_REASON", ""), ("SDQ_SCORE", ANY)]),
    fault("conviction_missing", "oc2", "CONVICTED", Nothing, "543"),
    fault("conviction_of_an_infant", "oc2", "CONVICTED", Text("0"), "542").when(&[("CONVICTED", ""), ("HEALTH_CHECK", "1")]),
    fault("development_of_a_teenager", "oc2", "HEALTH_CHECK", Text("1"), "546").when(&[("HEALTH_CHECK", ""), ("CONVICTED", "0")]),
    fault("immunisations_not_a_flag", "oc2", "IMMUNISATIONS", Text("2"), "181"),
    fault("dentist_missing", "oc2", "TEETH_CHECK", Nothing, "191").found(&[("191", "CHILD")]),
    fault("in_touch_not_a_code", "oc3", "IN_TOUCH", Text("MAYBE"), "131"),
    fault("activity_not_a_code", "oc3", "ACTIV", Text("F9"), "132"),
    fault("accommodation_not_a_code", "oc3", "ACCOM", Text("Q1"), "133"),
    fault("accommodation_missing", "oc3", "ACCOM", Nothing, "153").found(&[("153", "IN_TOUCH")]),
    fault("match_missing", "ad1", "DATE_MATCH", Nothing, "151").found(&[("151", "DATE_INT")]),
    fault("adopters_number_too_high", "ad1", "NB_ADOPTR", Text("3"), "number_range"),
    fault("permanence_not_a_code", "previous_permanence", "PREV_PERM", Text("P9"), "631"),
    fault("permanence_no_authority", "previous_permanence", "LA_PERM", Text("ABC"), "633"),
    fault("permanence_no_date", "previous_permanence", "DATE_PERM", Text("long ago"), "632"),
    fault("incident_not_a_code", "missing", "MISSING", Text("Q"), "code_unknown"),
    fault("incident_start_missing", "missing", "MIS_START", Nothing, "564"),
    fault("incident_ends_before_start", "missing", "MIS_END", At(LONG_AGO), "").found(&[("567", "MIS_END"), ("571", "MIS_END")]),
    fault("worker_number_of_no_worker", "social_worker", "SW_ID", Text("12345678"), "SW02"),
    fault("worker_end_no_date", "social_worker", "SW_DEC", Text("31/02/2024"), "SW05"),
    fault("worker_reason_not_a_code", "social_worker", "SW_REASON", Text("BOSS"), "SW13"),
];

/// Common Transfer File. What is of the pupil is judged again with each row of results, so
/// faults of the UPN are planted in year 4 only, who have one result.
#[rustfmt::skip]
pub(in super::super) const CTF: &[Fault] = &[
    fault("upn_missing", "Pupil", "UPN", Nothing, "").when(&[("Component", "MTC")]).found(&[("ctf_upn_missing", "UPN"), ("pupil_missing", "UPN")]),
    fault("upn_too_short", "Pupil", "UPN", Short, "upn_form").when(&[("Component", "MTC")]),
    fault("birth_date_no_date", "Pupil", "DOB", NO_DATE, "date_format"),
    fault("sex_not_a_code", "Pupil", "Sex", Text("X"), "code_unknown"),
    fault("gender_not_a_code", "Pupil", "Gender", Text("X"), "code_unknown").found(&[("code_unknown", "Sex")]),
    fault("year_group_not_a_code", "BasicDetails", "NCyearActual", Text("Q7"), "code_unknown"),
    fault("goal_not_a_code", "StageAssessment", "Result", Text("7"), "code_unknown").when(&[("Component", "E13"), ("Result", "2")]).found(&[("code_unknown", "UTW_E13")]),
    fault("goal_exempt_alone", "StageAssessment", "Result", Text("A"), "eyfsp_exempt_in_part").when(&[("Component", "E14"), ("Result", "2")]).found(&[("eyfsp_exempt_in_part", "COM_E01")]),
    fault("phonics_met_below_the_mark", "StageAssessment", "Result", Text("Wa"), "phonics_mark_outcome").when(&[("ResultQualifier", "NY"), ("Result", "Wt")]).found(&[("phonics_mark_outcome", "PHONICS_MARK")]),
    fault("reading_not_a_code", "StageAssessment", "Result", Text("ZZ"), "code_unknown").when(&[("Component", "REA"), ("Method", "TA")]).found(&[("code_unknown", "READ_OUTCOME")]),
];
