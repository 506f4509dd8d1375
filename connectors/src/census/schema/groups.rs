//! Items of what a pupil has several of, and the tree of elements. Names of wrappers that only
//! memory supplied are not relied on: an item is found by its own name and its parent's.

use cohort_catalog::table::{ColumnType, Sensitivity};

use crate::layout::{Field, Form};
use crate::xml::record::{Group, Tree};

use super::header;
use super::items::PUPIL;

/// Most sessions that are read of one text; a year has about 380.
const SESSIONS: Form = Form::Whole(0, 2_000);

const fn sessions(column: &'static str, item: &'static str, comment: &'static str) -> Field {
    Field::new(column, item, SESSIONS, comment)
}

const fn group(
    name: &'static str,
    also: &'static [&'static str],
    fields: &'static [Field],
    table: &'static str,
) -> Group {
    Group {
        name,
        also,
        wrappers: &[],
        fields,
        groups: &[],
        table: Some(table),
    }
}

/// `FSMperiod`
#[rustfmt::skip]
pub(crate) static FSM_FIELDS: &[Field] = &[
    Field::date("start_date", "FSMstartDate", "First day of the period."),
    Field::date("end_date", "FSMendDate", "Last day of the period; NULL while it runs."),
    Field::code("country", "UKcountry", "census_uk_country", "Country whose rules gave the meals; only ENG counts."),
];
pub(crate) static FSM_PERIOD: Group = group("FSMperiod", &[], FSM_FIELDS, "census.fsm_period");

/// `SENneed`
#[rustfmt::skip]
pub(crate) static SEN_NEED_FIELDS: &[Field] = &[
    Field::new("rank", "SENtypeRank", Form::Whole(0, 99), "Place of the need: 1 primary, 2 secondary.").also(&["SENneedRank"]),
    Field::code("sen_type", "SENtype", "census_sen_type", "Type of need."),
];
pub(crate) static SEN_NEED: Group = group("SENneed", &[], SEN_NEED_FIELDS, "census.sen_need");

/// How many of [`EXCLUSION_FIELDS`] are columns.
pub(crate) const EXCLUSION_COLUMNS: usize = EXCLUSION_FIELDS.len() - 1;
/// `TermlyExclusion`; the last is folded into `reason1`.
#[rustfmt::skip]
pub(crate) static EXCLUSION_FIELDS: &[Field] = &[
    Field::code("category", "Category", "census_category", "Suspension, lunchtime suspension or permanent exclusion.").also(&["ExclusionCategory"]),
    Field::code("reason1", "Reason1", "census_exclusion_reason", "A reason; up to three, in no order of importance. Before 2021 the one reason."),
    Field::code("reason2", "Reason2", "census_exclusion_reason", "Another reason.").from(2021),
    Field::code("reason3", "Reason3", "census_exclusion_reason", "A third reason.").from(2021),
    Field::date("start_date", "StartDate", "First day; decides the term and year it belongs to.").also(&["ExclusionStartDate"]),
    sessions("sessions", "Sessions", "Sessions (half days) it took; empty when permanent. A lunchtime counts as one.").also(&["ActualNumberOfSessions"]),
    Field::code("sen_provision", "SENprovision", "census_sen_provision", "Special educational provision at the time."),
    // Until three reasons were asked for.
    Field::code("reason1", "Reason", "census_exclusion_reason", "The reason.").also(&["ExclusionReason"]).until(2021),
];
pub(crate) static EXCLUSION: Group = group(
    "TermlyExclusion",
    &["Exclusion"],
    EXCLUSION_FIELDS,
    "census.exclusion",
);

/// The totals of an attendance window.
#[rustfmt::skip]
pub(crate) static ABSENCE_FIELDS: &[Field] = &[
    sessions("sessions_possible", "SessionsPossible", "Possible sessions (half days); where the file is silent and says of every session what it was, their sum.").also(&["TermlySessionsPossible", "SummerHalfTerm2SessionsPossible"]),
    sessions("sessions_authorised", "SessionsAuthorised", "Sessions of authorised absence; where the file is silent, the sum over its reasons.").also(&["TermlySessionsAuthorised", "SummerHalfTerm2SessionsAuthorised"]),
    sessions("sessions_unauthorised", "SessionsUnauthorised", "Sessions of unauthorised absence; where the file is silent, the sum over its reasons.").also(&["TermlySessionsUnauthorised", "SummerHalfTerm2SessionsUnauthorised"]),
    sessions("sessions_educational", "SessionsEducational", "Sessions of approved educational activity; spring and summer.").also(&["TermlySessionsEducational", "SummerHalfTerm2SessionsEducational"]).from(2021),
    sessions("sessions_exceptional", "SessionsExceptional", "Sessions missed for exceptional circumstances; spring and summer.").also(&["TermlySessionsExceptional", "SummerHalfTerm2SessionsExceptional"]).from(2021),
    // The item's name is assumed from those of its neighbours.
    sessions("sessions_coronavirus", "SessionsCoronavirus", "Sessions missed because of coronavirus.").also(&["TermlySessionsCoronavirus"]).from(2021).until(2022),
];

/// How many of [`SESSION_FIELDS`] are columns.
pub(crate) const SESSION_COLUMNS: usize = SESSION_FIELDS.len() - 1;
/// `SessionDetail`; the last is folded into `sessions`.
#[rustfmt::skip]
pub(crate) static SESSION_FIELDS: &[Field] = &[
    // Text, because its dirt is put right first.
    Field::text("reason", "AttendanceReason", "Register code. Before 2021 only codes of absence are returned: no code of presence does not mean absence.").also(&["AbsenceReason"]).ty(ColumnType::Code),
    sessions("sessions", "Sessions", "Sessions (half days) with this code.").from(2021),
    sessions("sessions", "AbsenceSessions", "Sessions with this code, as the item was called until 2020.").until(2020),
];
pub(crate) static SESSION: Group = group(
    "SessionDetail",
    &["TermlySessionDetail", "SummerHalfTerm2SessionDetail"],
    SESSION_FIELDS,
    "census.session",
);

const IN_WINDOW: &[&Group] = &[&SESSION];

/// A window. Details are read inside one only: of those that stand elsewhere it is not known
/// which window they are of, and adding them to another would count sessions twice.
const fn window(name: &'static str, also: &'static [&'static str]) -> Group {
    Group {
        name,
        also,
        wrappers: &[
            "SessionDetails",
            "TermlySessionDetails",
            "SummerHalfTerm2SessionDetails",
        ],
        fields: ABSENCE_FIELDS,
        groups: IN_WINDOW,
        table: Some("census.absence"),
    }
}
pub(crate) static BLOCK_1: Group = window("TermlyAttendance", &["TermAttendance"]);
pub(crate) static BLOCK_2: Group = window(
    "SummerHalfTerm2Attendance",
    &["SummerHalfTerm2", "SummerSecondHalfTermAttendance"],
);

/// An admission to alternative provision.
#[rustfmt::skip]
pub(crate) static ADMISSION_FIELDS: &[Field] = &[
    Field::new("previous_urn", "PrevURN", Form::Code, "Unique reference number of the school before."),
    Field::code("reason", "APReason", "census_ap_reason", "Why the pupil came to alternative provision."),
    Field::code("sen_provision_entry", "SENProvisionEntry", "census_sen_provision", "Special educational provision on entry."),
];
pub(crate) static ADMISSION: Group = group(
    "APProvisionDetail",
    &["APAdmission", "APAdmissionDetail", "APProvision"],
    ADMISSION_FIELDS,
    "census.ap_admission",
);

/// A placement in alternative provision that the school arranged.
#[rustfmt::skip]
pub(crate) static PLACEMENT_FIELDS: &[Field] = &[
    Field::new("placement_urn", "URN", Form::Code, "Unique reference number of the setting.").from(2023),
    Field::new("placement_ukprn", "UKPRN", Form::Code, "UK provider reference number of the setting.").from(2023),
    Field::code("setting_type", "APSettingType", "census_ap_setting_type", "Type of a setting without such numbers.").from(2023),
    Field::new("company_number", "CompanyNumber", Form::Code, "Company number of the setting.").from(2024),
    Field::new("placement_postcode", "APPlacementPostcode", Form::Postcode, "Postcode of the setting.").sensitivity(Sensitivity::Sensitive).from(2024),
    Field::code("placement_reason", "PlacementReason", "census_placement_reason", "Why the placement was made.").from(2023),
    Field::date("entry_date", "EntryDate", "First day of the placement.").from(2023),
    Field::date("leaving_date", "LeavingDate", "Last day of the placement; NULL while it runs.").from(2023),
    Field::code("sen_provision_entry", "SENProvisionEntry", "census_sen_provision", "Special educational provision on entry.").from(2023),
    Field::code("sen_provision_leaving", "SENProvisionLeaving", "census_sen_provision", "Special educational provision on leaving.").from(2023),
    Field::code("attendance_pattern", "APAttendancePattern", "census_ap_attendance_pattern", "Full time or part time.").from(2023),
    Field::new("sessions_per_week", "APSessionsPerWeek", Form::Whole(0, 14), "Sessions (half days) a week.").from(2023),
];
pub(crate) static PLACEMENT: Group = group(
    "APPlacementDetail",
    &["SchoolArrangedAPDetail", "APPlacementDetails"],
    PLACEMENT_FIELDS,
    "census.ap_placement",
);
/// `APPlacement` is a wrapper around the details, or itself the one placement.
pub(crate) static PLACEMENT_BLOCK: Group = Group {
    name: "APPlacement",
    also: &["SchoolArrangedAP", "APPlacements"],
    wrappers: &[],
    fields: PLACEMENT_FIELDS,
    groups: &[&PLACEMENT, &ADMISSION],
    table: Some("census.ap_placement"),
};

/// `LearnerSupport`
#[rustfmt::skip]
pub(crate) static SUPPORT_FIELDS: &[Field] = &[
    Field::new("support_code", "SupportCode", Form::Code, "Support paid to the learner: 24, 32, 35, 36, 41, 53 to 56.").also(&["LearnerSupportCode"]),
];
pub(crate) static SUPPORT: Group = group(
    "LearnerSupport",
    &["LearnerSupportItem"],
    SUPPORT_FIELDS,
    "census.learner_support",
);

/// `LearnerFAM`
#[rustfmt::skip]
pub(crate) static FAM_FIELDS: &[Field] = &[
    Field::new("fam_type", "LearnerFAMType", Form::Code, "Type of the funding and monitoring code, such as NLM.").from(2022),
    Field::new("fam_code", "LearnerFAMCode", Form::Code, "The code within its type.").from(2022),
    Field::new("fam_hours", "LearnerFAMHours", Form::Decimal, "Hours; spring and summer.").from(2022),
];
pub(crate) static FAM: Group = group(
    "LearnerFAM",
    &["LearnerFAMItem"],
    FAM_FIELDS,
    "census.learner_fam",
);

/// Items of programmes and of the learning aims in them. At which of the two levels each stands
/// is not published, so both have them all.
#[rustfmt::skip]
pub(crate) static AIM_FIELDS: &[Field] = &[
    Field::new("qualification_number", "QN", Form::Code, "Qualification number of the aim; QAN until 2016.").also(&["QAN"]),
    Field::new("subject_classification_code", "SCC", Form::Code, "Sector subject classification code; DiscCode until 2016.").also(&["DiscCode", "DISC"]),
    Field::date("start_date", "LearningStartDate", "First day of learning."),
    Field::date("planned_end_date", "LearningPlannedEndDate", "Day on which learning was to end when it began."),
    Field::date("actual_end_date", "LearningActualEndDate", "Day on which learning ended; NULL while it goes on."),
    Field::new("aim_status", "LearningAimStatus", Form::Code, "Status of the aim, 1 to 4."),
    Field::new("withdrawal_reason", "LearningAimWithdrawalReason", Form::Code, "Why the learner withdrew."),
    Field::flag("core_aim", "CoreAim", "Whether it is the core aim of the programme."),
    Field::new("partner_ukprn", "PartnerUKPRN", Form::Code, "UK provider reference number of a partner that teaches it."),
    Field::flag("traineeship", "Traineeship", "Whether it is part of a traineeship."),
    Field::new("programme_type", "ProgType", Form::Code, "Type of the programme."),
];
/// `LearningAims` is the aim itself, or an element around several.
pub(crate) static AIM: Group = Group {
    name: "LearningAims",
    also: &["LearningAim", "LearningAimDetail"],
    wrappers: &[],
    fields: AIM_FIELDS,
    groups: &[&INNER_AIM],
    table: Some("census.learning_aim"),
};
pub(crate) static INNER_AIM: Group = group(
    "LearningAim",
    &["LearningAims", "LearningAimDetail"],
    AIM_FIELDS,
    "census.learning_aim",
);

/// A programme; since 2022 the aims stand in one. Of its plural the same is true.
const fn programme(
    name: &'static str,
    also: &'static [&'static str],
    groups: &'static [&'static Group],
) -> Group {
    Group {
        name,
        also,
        wrappers: &[],
        fields: AIM_FIELDS,
        groups,
        table: Some("census.learning_aim"),
    }
}
pub(crate) static PROGRAMME: Group = programme(
    "ProgrammeAims",
    &["ProgrammeAim", "ProgrammeAimDetail"],
    &[&INNER_PROGRAMME, &AIM],
);
pub(crate) static INNER_PROGRAMME: Group = programme(
    "ProgrammeAim",
    &["ProgrammeAims", "ProgrammeAimDetail"],
    &[&AIM],
);

const WRAPPERS: &[&str] = &[
    "PupilIdentifiers",
    "PupilCharacteristics",
    "FSMperiods",
    "LearnerFAMs",
    "FundingBasisItems",
    "FundingBases",
    "PupilStatus",
    "SpecialEducationalNeeds",
    "SENneeds",
    "HomeInformation",
    "Address",
    "Addresses",
    "AddressDetails",
    "Exclusions",
    "TermlyExclusions",
    "Attendance",
    "LearnerSupports",
    "Post16",
    "PriorAttainment",
];

const OF_PUPIL: &[&Group] = &[
    &FSM_PERIOD,
    &SEN_NEED,
    &EXCLUSION,
    &BLOCK_1,
    &BLOCK_2,
    &ADMISSION,
    &PLACEMENT_BLOCK,
    &PLACEMENT,
    &SUPPORT,
    &FAM,
    &PROGRAMME,
    &AIM,
];

const fn pupil(name: &'static str, also: &'static [&'static str]) -> Group {
    Group {
        name,
        also,
        wrappers: WRAPPERS,
        fields: PUPIL,
        groups: OF_PUPIL,
        table: Some("census.pupil"),
    }
}
pub(crate) static ON_ROLL: Group = pupil("PupilOnRoll", &[]);
pub(crate) static OFF_ROLL: Group = pupil("PupilNoLongerOnRoll", &["PupilOffRoll"]);

/// The elements of the return.
pub(crate) static TREE: Tree = Tree {
    dataset: "school census",
    root: "Message",
    header: &header::HEADER_GROUP,
    records: &[&ON_ROLL, &OFF_ROLL],
    skipped: header::SKIPPED,
    loose: true,
};
