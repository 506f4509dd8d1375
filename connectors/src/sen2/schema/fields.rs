//! The items of every module, and their places.

use cohort_catalog::ColumnType;
use cohort_catalog::table::Sensitivity::{Identifier, Plain};

use crate::layout::{Field, Form, place_of_item};

/// Places of items: `NAME = "Item" in FIELDS`.
macro_rules! places {
    ($fields:ident: $($name:ident = $item:literal),+ $(,)?) => {
        $(
            #[doc = concat!("Place of `", $item, "`.")]
            pub const $name: usize = place_of_item(&$fields, $item);
        )+
    };
}

/// A text that says nothing of a child.
const fn plain(column: &'static str, item: &'static str, comment: &'static str) -> Field {
    Field::text(column, item, comment).sensitivity(Plain)
}

/// A code that no list explains, such as the number of a school.
const fn number(column: &'static str, item: &'static str, comment: &'static str) -> Field {
    Field::new(column, item, Form::Code, comment)
}

/// Header and authority.
#[rustfmt::skip]
pub static HEADER_FIELDS: [Field; 12] = [
    number("collection", "Collection", "Name of the collection as returned, SEN2.").sensitivity(Plain),
    Field::new("header_year", "Year", Form::Whole(1900, 2999), "Year of the census day, as the header says it; the column year is what Cohort decided.").ty(ColumnType::SmallInt).sensitivity(Plain),
    Field::date("reference_date", "ReferenceDate", "Census day, the third Thursday of January.").sensitivity(Plain),
    number("source_level", "SourceLevel", "Who made the file: L for a local authority.").sensitivity(Plain),
    number("lea", "LEA", "DfE three-digit number of the local authority, as the header says it.").sensitivity(Plain),
    plain("software_code", "SoftwareCode", "Program that made the file."),
    plain("release", "Release", "Version of that program."),
    plain("serial_no", "SerialNo", "The producer's running number of the file; grows with each resubmission."),
    plain("date_time", "DateTime", "When the producer made the file, yyyy-mm-ddThh:mm:ss without zone where it could be read, otherwise as returned."),
    plain("dmo", "DMO", "Whether the authority has a designated medical officer, as returned."),
    plain("dco", "DCO", "Whether the authority has a designated clinical officer, as returned."),
    plain("dsco", "DSCO", "Whether the authority has a designated social care officer, as returned; from 2025.").from(2025),
];

/// Module 1.
#[rustfmt::skip]
pub static PERSON_FIELDS: [Field; 10] = [
    Field::text("surname", "Surname", "Family name.").sensitivity(Identifier),
    Field::text("forename", "Forename", "First name.").sensitivity(Identifier),
    Field::date("birth_date", "PersonBirthDate", "Date of birth.").sensitivity(Identifier),
    Field::code("sex", "Sex", "sen2_sex", "M male, F female; made of GenderCurrent (1 male, 2 female) where the return has that, up to 2023. NULL for any other code: see sex_raw.").from(2024),
    Field::code("ethnicity", "Ethnicity", "sen2_ethnicity", "Ethnic code, main or extended."),
    Field::new("postcode", "PostCode", Form::Postcode, "Home postcode, with one blank before its last three characters. Those that begin with ZZ99 stand for no fixed abode [from memory; verify]."),
    Field::identifier("upn", "UPN", "Unique pupil number as returned, right or wrong: see upn_valid and the findings."),
    Field::identifier("uln", "UniqueLearnerNumber", "Unique learner number, ten digits; young people, usually from 14.").also(&["ULN"]),
    Field::code("upn_unknown", "UPNunknown", "sen2_upn_unknown", "Why neither UPN nor ULN is known."),
    Field::code("sex", "GenderCurrent", "sen2_gender_current", "Read into sex and sex_raw.").until(2023),
];

places! { HEADER_FIELDS:
    COLLECTION = "Collection",
    YEAR = "Year",
    REFERENCE_DATE = "ReferenceDate",
    LEA = "LEA",
    SERIAL_NO = "SerialNo",
    DATE_TIME = "DateTime",
}
places! { PERSON_FIELDS:
    SURNAME = "Surname",
    FORENAME = "Forename",
    BIRTH_DATE = "PersonBirthDate",
    SEX = "Sex",
    ETHNICITY = "Ethnicity",
    POSTCODE = "PostCode",
    UPN = "UPN",
    ULN = "UniqueLearnerNumber",
    UPN_UNKNOWN = "UPNunknown",
    GENDER_CURRENT = "GenderCurrent",
}

/// Module 2.
#[rustfmt::skip]
pub static REQUEST_FIELDS: [Field; 8] = [
    Field::date("received_date", "ReceivedDate", "Day the request was received; the 20-week clock starts here. May be missing on historical (H) requests."),
    Field::code("request_source", "RequestSource", "sen2_request_source", "Who asked for the assessment; from 2025.").also(&["rquestsource"]).from(2025),
    Field::flag("rya", "RYA", "Whether the child was in relevant youth accommodation when the request was made."),
    Field::code("outcome", "RequestOutcome", "sen2_request_outcome", "Decision whether to assess. A refusal (N) that is reversed later stays N, and an assessment may follow it."),
    Field::date("outcome_date", "RequestOutcomeDate", "Day the requester was told the decision; empty for A, W and H."),
    Field::flag("mediation", "RequestMediation", "Whether there was mediation about the refusal to assess."),
    Field::flag("tribunal", "RequestTribunal", "Whether there was an appeal to the tribunal about the refusal to assess."),
    // [from memory; verify]: some readers only ask whether the item is there.
    number("exported", "Exported", "DfE number of the authority to which the case went when the person moved before the assessment ended [from memory; verify]."),
];

/// Module 3.
#[rustfmt::skip]
pub static ASSESSMENT_FIELDS: [Field; 7] = [
    Field::code("outcome", "AssessmentOutcome", "sen2_assessment_outcome", "Decision whether to issue a plan. H also stands for a plan that came from another authority. An N that is reversed later stays N."),
    Field::date("outcome_date", "AssessmentOutcomeDate", "Y: day the plan was issued. N: day the decision was notified. Empty for A, W and H, and for a Y that was decided but not yet issued."),
    Field::flag("mediation", "AssessmentMediation", "Whether there was mediation about the decision not to issue a plan."),
    Field::flag("tribunal", "AssessmentTribunal", "Whether there was an appeal to the tribunal about the decision not to issue a plan."),
    Field::flag("other_mediation", "OtherMediation", "Whether there was mediation about anything else, plan content included."),
    Field::flag("other_tribunal", "OtherTribunal", "Whether there was an appeal to the tribunal about anything else, plan content included."),
    Field::flag("week20", "Week20", "Whether a statutory exception to the 20-week limit applies."),
];

/// Module 4, the plan.
#[rustfmt::skip]
pub static NAMED_PLAN_FIELDS: [Field; 8] = [
    Field::date("start_date", "StartDate", "Day the plan began; may be before a transfer into the authority."),
    // The letters were re-labelled in a later layout: a label belongs to (year, code).
    Field::code("residential", "PlanRes", "sen2_plan_res", "Residential setting named in the plan, by weeks a year; NULL is not residential."),
    Field::code("wbl", "PlanWBP", "sen2_plan_wbp", "Work-based learning named in the plan.").also(&["PlanWPB"]),
    Field::flag("personal_budget", "PB", "Whether a personal budget was taken up."),
    Field::flag("organised_arrangements", "OA", "Whether the personal budget has organised (notional, third-party) arrangements."),
    Field::code("direct_payments", "DP", "sen2_dp", "For what the personal budget is paid directly."),
    Field::date("cease_date", "CeaseDate", "Day the plan ended or left for another authority, not the day that was decided."),
    Field::code("cease_reason", "CeaseReason", "sen2_cease_reason", "Why the plan ended."),
];

/// The number of a school or provider, or a setting without one.
const URN: Field = number(
    "urn",
    "URN",
    "Number of the establishment in the register of schools, six digits; kept as returned.",
);
const UKPRN: Field = number(
    "ukprn",
    "UKPRN",
    "UK provider reference number, eight digits, where there is no URN; kept as returned.",
);
const SEN_SETTING: Field = Field::code(
    "sen_setting",
    "SENsetting",
    "sen2_sen_setting",
    "Type of setting, where there is neither URN nor UKPRN.",
);
const SEN_SETTING_OTHER: Field = Field::text(
    "sen_setting_other",
    "SENsettingOther",
    "Free text on the setting, with OTH and NIEO. Unchecked text.",
)
.sensitivity(Identifier);
const SEN_UNIT: Field = Field::flag(
    "sen_unit_indicator",
    "SENunitIndicator",
    "Whether the place is in a SEN unit; NULL where the setting has none: not applicable.",
);
const RESOURCED: Field = Field::flag(
    "resourced_provision_indicator",
    "ResourcedProvisionIndicator",
    "Whether the place is in resourced provision; NULL where the setting has none: not applicable.",
);
const RANK: Field = Field::code(
    "placement_rank",
    "PlacementRank",
    "sen2_placement_rank",
    "1 main setting, 2 second setting.",
);

/// Module 4, the settings that the plan names.
pub static PLAN_DETAIL_FIELDS: [Field; 7] = [
    URN,
    UKPRN,
    SEN_SETTING,
    SEN_SETTING_OTHER,
    RANK,
    SEN_UNIT,
    RESOURCED,
];

/// Module 5, the plan on census day.
#[rustfmt::skip]
pub static ACTIVE_PLAN_FIELDS: [Field; 9] = [
    number("transfer_la", "TransferLA", "DfE number of the authority from which the plan came during the calendar year; kept as returned."),
    Field::code("res", "Res", "sen2_res", "Residential setting attended, by weeks a year; 2023 only, later on the placement.").until(2023),
    Field::code("wbp", "WBP", "sen2_wbp", "Work-based learning attended; 2023 only, later on the placement.").also(&["WPB"]).until(2023),
    Field::date("review_meeting", "ReviewMeeting", "Day of the latest annual review meeting; from 2024.").from(2024),
    Field::code("review_outcome", "ReviewOutcome", "sen2_review_outcome", "Decision after the review: maintain, amend or cease; voluntary in 2024, then required.").from(2024),
    Field::date("last_review", "LastReview", "Day the parent or young person was written to with the decision after the annual review; in 2023, voluntary, the review decisions date."),
    Field::date("review_draft", "ReviewDraft", "Day the draft amended plan was issued; from 2025.").from(2025),
    Field::date("phase_transfer_due_date", "PhaseTransferDueDate", "Day by which the final plan of a phase transfer review is due; from 2025.").from(2025),
    Field::date("phase_transfer_final_date", "PhaseTransferFinalDate", "Day of the final plan of a phase transfer review; from 2025.").from(2025),
];

/// Module 5, the settings attended.
#[rustfmt::skip]
pub static PLACEMENT_FIELDS: [Field; 12] = [
    URN,
    UKPRN,
    SEN_SETTING,
    SEN_SETTING_OTHER,
    RANK,
    SEN_UNIT,
    RESOURCED,
    Field::date("entry_date", "EntryDate", "First day at the setting."),
    Field::date("leaving_date", "LeavingDate", "Last day at the setting; NULL is current."),
    Field::code("attendance_pattern", "AttendancePattern", "sen2_attendance_pattern", "Full or part time; 2023 only.").until(2023),
    Field::code("res", "Res", "sen2_res", "Residential setting, by weeks a year; from 2024, before on the active plan. NULL is not residential.").from(2024),
    Field::code("wbp", "WBP", "sen2_wbp", "Work-based learning; from 2024, before on the active plan.").also(&["WPB"]).from(2024),
];

/// Module 5, the needs.
pub static NEED_FIELDS: [Field; 2] = [
    Field::code(
        "sen_type",
        "SENtype",
        "sen2_sen_type",
        "Type of special educational need. DS is collected from 2025.",
    ),
    Field::code(
        "sen_type_rank",
        "SENtypeRank",
        "sen2_sen_type_rank",
        "1 primary need, 2 secondary need.",
    ),
];

places! { REQUEST_FIELDS:
    RECEIVED_DATE = "ReceivedDate",
    REQUEST_OUTCOME = "RequestOutcome",
    REQUEST_OUTCOME_DATE = "RequestOutcomeDate",
    REQUEST_MEDIATION = "RequestMediation",
    REQUEST_TRIBUNAL = "RequestTribunal",
    EXPORTED = "Exported",
}
places! { ASSESSMENT_FIELDS:
    ASSESSMENT_OUTCOME = "AssessmentOutcome",
    ASSESSMENT_OUTCOME_DATE = "AssessmentOutcomeDate",
    WEEK20 = "Week20",
}
places! { NAMED_PLAN_FIELDS:
    START_DATE = "StartDate",
    CEASE_DATE = "CeaseDate",
    CEASE_REASON = "CeaseReason",
}
places! { PLAN_DETAIL_FIELDS:
    SETTING_URN = "URN",
    SETTING_UKPRN = "UKPRN",
    SETTING = "SENsetting",
    SETTING_OTHER = "SENsettingOther",
    PLACEMENT_RANK = "PlacementRank",
    UNIT = "SENunitIndicator",
    RESOURCED_PROVISION = "ResourcedProvisionIndicator",
}
places! { ACTIVE_PLAN_FIELDS:
    TRANSFER_LA = "TransferLA",
    REVIEW_MEETING = "ReviewMeeting",
    LAST_REVIEW = "LastReview",
}
places! { PLACEMENT_FIELDS:
    ENTRY_DATE = "EntryDate",
    LEAVING_DATE = "LeavingDate",
}
places! { NEED_FIELDS:
    SEN_TYPE = "SENtype",
    SEN_TYPE_RANK = "SENtypeRank",
}

/// What a plan detail and a placement both say stands at the same places in both, so that one
/// set of rules reads either.
const _: () = {
    let mut index = 0;
    while index < PLAN_DETAIL_FIELDS.len() {
        let item = PLAN_DETAIL_FIELDS[index].item();
        assert!(place_of_item(&PLACEMENT_FIELDS, item) == index);
        index += 1;
    }
};
