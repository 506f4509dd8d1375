//! The table of inspections, and the headings behind its columns by generation.

use std::sync::LazyLock;

use cohort_catalog::{ColumnDef, ColumnType, TableDef};

use crate::layout::{Cell, Field, Form as Read};
use crate::public::{Line, column, date, field, label, place, table, text};

/// How a text becomes what the table holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Form {
    /// As the field read it.
    AsIs,
    /// A grade of 1 to 4.
    Grade,
    /// Yes or No.
    YesNo,
    /// One of these, kept otherwise.
    OneOf(&'static [&'static str]),
}

/// A column that every inspection has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot {
    pub(super) column: ColumnDef,
    pub(super) form: Form,
}

const SAFEGUARDING: &[&str] = &["Met", "Not met"];
const CARD: &[&str] = &[
    "Exceptional",
    "Strong standard",
    "Expected standard",
    "Needs attention",
    "Urgent improvement",
];

const fn slot(name: &'static str, ty: ColumnType, form: Form, comment: &'static str) -> Slot {
    Slot {
        column: column(name, ty, comment),
        form,
    }
}

/// What is told of an inspection, in the order of the columns.
pub(super) const SLOTS: [Slot; 46] = [
    slot(
        "inspection_number",
        ColumnType::Text,
        Form::AsIs,
        "Number of the inspection; the key to it in other files.",
    ),
    slot(
        "inspection_type",
        ColumnType::Code,
        Form::AsIs,
        "Type of the inspection, as published.",
    ),
    slot(
        "inspection_type_grouping",
        ColumnType::Code,
        Form::AsIs,
        "Group of types.",
    ),
    slot(
        "event_type_grouping",
        ColumnType::Code,
        Form::AsIs,
        "Group of events.",
    ),
    slot(
        "start_date",
        ColumnType::Date,
        Form::AsIs,
        "First day of the inspection.",
    ),
    slot(
        "end_date",
        ColumnType::Date,
        Form::AsIs,
        "Last day of the inspection.",
    ),
    slot(
        "publication_date",
        ColumnType::Date,
        Form::AsIs,
        "Day the report was published.",
    ),
    slot(
        "relates_to_current_school",
        ColumnType::Boolean,
        Form::YesNo,
        "False where the inspection was of a predecessor: the grade belongs to urn_at_inspection.",
    ),
    slot(
        "urn_at_inspection",
        ColumnType::Int,
        Form::AsIs,
        "The establishment that was inspected.",
    ),
    slot(
        "laestab_at_inspection",
        ColumnType::Int,
        Form::AsIs,
        "Its authority and number then.",
    ),
    slot(
        "school_name_at_inspection",
        ColumnType::Text,
        Form::AsIs,
        "Its name then.",
    ),
    slot(
        "school_type_at_inspection",
        ColumnType::Code,
        Form::AsIs,
        "Its type then.",
    ),
    slot(
        "category_of_concern",
        ColumnType::Code,
        Form::AsIs,
        "SM special measures, SWK serious weaknesses, RSI requires significant improvement; NULL none.",
    ),
    slot(
        "overall_effectiveness",
        ColumnType::SmallInt,
        Form::Grade,
        "Overall grade: 1 outstanding, 2 good, 3 requires improvement, 4 inadequate. NULL where none was given, as in every inspection since September 2024.",
    ),
    slot(
        "quality_of_education",
        ColumnType::SmallInt,
        Form::Grade,
        "Grade 1 to 4 of the area, as overall_effectiveness.",
    ),
    slot(
        "behaviour_and_attitudes",
        ColumnType::SmallInt,
        Form::Grade,
        "Grade 1 to 4 of the area.",
    ),
    slot(
        "personal_development",
        ColumnType::SmallInt,
        Form::Grade,
        "Grade 1 to 4 of the area.",
    ),
    slot(
        "effectiveness_of_leadership_and_management",
        ColumnType::SmallInt,
        Form::Grade,
        "Grade 1 to 4 of the area.",
    ),
    slot(
        "safeguarding_is_effective",
        ColumnType::Boolean,
        Form::YesNo,
        "Whether safeguarding was effective; NULL not judged.",
    ),
    slot(
        "early_years_provision",
        ColumnType::SmallInt,
        Form::Grade,
        "Grade 1 to 4, where there is such provision.",
    ),
    slot(
        "sixth_form_provision",
        ColumnType::SmallInt,
        Form::Grade,
        "Grade 1 to 4, where there is such provision.",
    ),
    slot(
        "outcomes_for_children_and_learners",
        ColumnType::SmallInt,
        Form::Grade,
        "Grade 1 to 4 of an area of before September 2019.",
    ),
    slot(
        "quality_of_teaching_learning_and_assessment",
        ColumnType::SmallInt,
        Form::Grade,
        "Grade 1 to 4 of an area of before September 2019.",
    ),
    slot(
        "personal_development_behaviour_and_welfare",
        ColumnType::SmallInt,
        Form::Grade,
        "Grade 1 to 4 of an area of before September 2019.",
    ),
    slot(
        "study_programmes_16_to_19",
        ColumnType::SmallInt,
        Form::Grade,
        "Grade 1 to 4 of an area of before September 2019.",
    ),
    slot(
        "ungraded_outcome",
        ColumnType::Code,
        Form::AsIs,
        "Outcome of an ungraded inspection in words. It does not change the grade.",
    ),
    slot(
        "converted_to_graded",
        ColumnType::Boolean,
        Form::YesNo,
        "Whether an ungraded inspection became a graded one.",
    ),
    slot(
        "safeguarding_standards",
        ColumnType::Code,
        Form::OneOf(SAFEGUARDING),
        "Report card, safeguarding standards: Met or Not met.",
    ),
    slot(
        "safeguarding_standards_date",
        ColumnType::Date,
        Form::AsIs,
        "Day of that grade.",
    ),
    slot(
        "inclusion",
        ColumnType::Code,
        Form::OneOf(CARD),
        "Report card, inclusion: Exceptional, Strong standard, Expected standard, Needs attention or Urgent improvement.",
    ),
    slot(
        "inclusion_date",
        ColumnType::Date,
        Form::AsIs,
        "Day of that grade.",
    ),
    slot(
        "curriculum_and_teaching",
        ColumnType::Code,
        Form::OneOf(CARD),
        "Report card, curriculum and teaching: Exceptional, Strong standard, Expected standard, Needs attention or Urgent improvement.",
    ),
    slot(
        "curriculum_and_teaching_date",
        ColumnType::Date,
        Form::AsIs,
        "Day of that grade.",
    ),
    slot(
        "achievement",
        ColumnType::Code,
        Form::OneOf(CARD),
        "Report card, achievement: Exceptional, Strong standard, Expected standard, Needs attention or Urgent improvement.",
    ),
    slot(
        "achievement_date",
        ColumnType::Date,
        Form::AsIs,
        "Day of that grade.",
    ),
    slot(
        "attendance_and_behaviour",
        ColumnType::Code,
        Form::OneOf(CARD),
        "Report card, attendance and behaviour: Exceptional, Strong standard, Expected standard, Needs attention or Urgent improvement.",
    ),
    slot(
        "attendance_and_behaviour_date",
        ColumnType::Date,
        Form::AsIs,
        "Day of that grade.",
    ),
    slot(
        "personal_development_and_wellbeing",
        ColumnType::Code,
        Form::OneOf(CARD),
        "Report card, personal development and wellbeing: Exceptional, Strong standard, Expected standard, Needs attention or Urgent improvement.",
    ),
    slot(
        "personal_development_and_wellbeing_date",
        ColumnType::Date,
        Form::AsIs,
        "Day of that grade.",
    ),
    slot(
        "early_years",
        ColumnType::Code,
        Form::OneOf(CARD),
        "Report card, early years (where applicable): Exceptional, Strong standard, Expected standard, Needs attention or Urgent improvement.",
    ),
    slot(
        "early_years_date",
        ColumnType::Date,
        Form::AsIs,
        "Day of that grade.",
    ),
    slot(
        "post_16_provision",
        ColumnType::Code,
        Form::OneOf(CARD),
        "Report card, post-16 provision (where applicable): Exceptional, Strong standard, Expected standard, Needs attention or Urgent improvement.",
    ),
    slot(
        "post_16_provision_date",
        ColumnType::Date,
        Form::AsIs,
        "Day of that grade.",
    ),
    slot(
        "leadership_and_governance",
        ColumnType::Code,
        Form::OneOf(CARD),
        "Report card, leadership and governance: Exceptional, Strong standard, Expected standard, Needs attention or Urgent improvement.",
    ),
    slot(
        "leadership_and_governance_date",
        ColumnType::Date,
        Form::AsIs,
        "Day of that grade.",
    ),
    slot(
        "most_recent_category_of_concern",
        ColumnType::Code,
        Form::AsIs,
        "The school's most recent category of concern, in files since November 2025.",
    ),
];

/// How many columns of a file are of the school and not of an inspection; they stand first.
pub(super) const SCHOOL: usize = 6;

/// The columns of files until summer 2025. Those of an inspection are named for its kind and
/// the column that holds them.
pub(super) const OLD: &[Field] = &[
    field("urn", "URN", Read::Whole(100_000, 999_999), "The school now."),
    field("laestab", "LAESTAB", Read::Whole(1_000_000, 9_999_999), "Authority and number of the school now, seven digits."),
    text("school_name", "School name", "Name of the school now."),
    label("ofsted_phase", "Ofsted phase", "Phase as Ofsted has it."),
    label("type_of_education", "Type of education", "Type of the school."),
    field("idaci_quintile", "IDACI quintile", Read::Whole(1, 5), "Fifth of schools by the deprivation of their pupils, 1 least to 5 most; the direction is not yet checked.").ty(ColumnType::SmallInt).also(&["The income deprivation affecting children index (IDACI) quintile"]),
    text("graded_inspection_number", "Inspection number of latest graded inspection", "").also(&["Inspection number of latest full inspection"]),
    label("graded_inspection_type", "Inspection type", ""),
    label("graded_inspection_type_grouping", "Inspection type grouping", ""),
    label("graded_event_type_grouping", "Event type grouping", ""),
    date("graded_start_date", "Inspection start date", ""),
    date("graded_end_date", "Inspection end date", ""),
    date("graded_publication_date", "Publication date", ""),
    label("graded_relates_to_current_school", "Does the latest graded inspection relate to the URN of the current school?", "").also(&["Does the latest full inspection relate to the URN of the current school?"]),
    field("graded_urn_at_inspection", "URN at time of latest graded inspection", Read::Whole(100_000, 999_999), "").also(&["URN at time of latest full inspection"]),
    field("graded_laestab_at_inspection", "LAESTAB at time of latest graded inspection", Read::Whole(1_000_000, 9_999_999), "").also(&["LAESTAB at time of latest full inspection"]),
    text("graded_school_name_at_inspection", "School name at time of latest graded inspection", "").also(&["School name at time of latest full inspection"]),
    label("graded_school_type_at_inspection", "School type at time of latest graded inspection", "").also(&["School type at time of latest full inspection"]),
    field("graded_category_of_concern", "Category of concern", Read::Code, ""),
    label("graded_overall_effectiveness", "Overall effectiveness", ""),
    label("graded_quality_of_education", "Quality of education", ""),
    label("graded_behaviour_and_attitudes", "Behaviour and attitudes", ""),
    label("graded_personal_development", "Personal development", ""),
    label("graded_effectiveness_of_leadership_and_management", "Effectiveness of leadership and management", ""),
    label("graded_safeguarding_is_effective", "Safeguarding is effective?", ""),
    label("graded_early_years_provision", "Early years provision (where applicable)", ""),
    label("graded_sixth_form_provision", "Sixth form provision (where applicable)", ""),
    label("graded_outcomes_for_children_and_learners", "Outcomes for children and learners", ""),
    label("graded_quality_of_teaching_learning_and_assessment", "Quality of teaching, learning and assessment", ""),
    label("graded_personal_development_behaviour_and_welfare", "Personal development, behaviour and welfare", ""),
    label("graded_study_programmes_16_to_19", "16 to 19 study programmes", ""),
    text("previous_graded_inspection_number", "Previous graded inspection number", "").also(&["Previous full inspection number"]),
    date("previous_graded_start_date", "Previous inspection start date", ""),
    date("previous_graded_end_date", "Previous inspection end date", ""),
    date("previous_graded_publication_date", "Previous publication date", ""),
    label("previous_graded_relates_to_current_school", "Does the previous graded inspection relate to the URN of the current school?", "").also(&["Does the previous full inspection relate to the URN of the current school?"]),
    field("previous_graded_urn_at_inspection", "URN at time of previous graded inspection", Read::Whole(100_000, 999_999), "").also(&["URN at time of previous full inspection"]),
    field("previous_graded_laestab_at_inspection", "LAESTAB at time of previous graded inspection", Read::Whole(1_000_000, 9_999_999), "").also(&["LAESTAB at time of previous full inspection"]),
    text("previous_graded_school_name_at_inspection", "School name at time of previous graded inspection", "").also(&["School name at time of previous full inspection"]),
    label("previous_graded_school_type_at_inspection", "School type at time of previous graded inspection", "").also(&["School type at time of previous full inspection"]),
    field("previous_graded_category_of_concern", "Previous category of concern", Read::Code, ""),
    label("previous_graded_overall_effectiveness", "Previous graded inspection overall effectiveness", "").also(&["Previous full inspection overall effectiveness"]),
    label("previous_graded_quality_of_education", "Previous quality of education", ""),
    label("previous_graded_behaviour_and_attitudes", "Previous behaviour and attitudes", ""),
    label("previous_graded_personal_development", "Previous personal development", ""),
    label("previous_graded_effectiveness_of_leadership_and_management", "Previous effectiveness of leadership and management", ""),
    label("previous_graded_safeguarding_is_effective", "Previous safeguarding is effective?", ""),
    label("previous_graded_early_years_provision", "Previous early years provision (where applicable)", ""),
    label("previous_graded_sixth_form_provision", "Previous sixth form provision (where applicable)", ""),
    label("previous_graded_outcomes_for_children_and_learners", "Previous outcomes for children and learners", ""),
    label("previous_graded_quality_of_teaching_learning_and_assessment", "Previous quality of teaching, learning and assessment", ""),
    label("previous_graded_personal_development_behaviour_and_welfare", "Previous personal development, behaviour and welfare", ""),
    label("previous_graded_study_programmes_16_to_19", "Previous 16 to 19 study programmes", ""),
    text("ungraded_inspection_number", "Latest ungraded inspection number since last graded inspection", "").also(&["Latest section 8 inspection number since last full inspection"]),
    date("ungraded_start_date", "Date of latest ungraded inspection", "").also(&["Date of latest section 8 inspection"]),
    date("ungraded_publication_date", "Ungraded inspection publication date", "").also(&["Section 8 inspection publication date"]),
    label("ungraded_relates_to_current_school", "Does the ungraded inspection relate to the URN of the current school?", "").also(&["Does the section 8 inspection relate to the URN of the current school?"]),
    field("ungraded_urn_at_inspection", "URN at time of the ungraded inspection", Read::Whole(100_000, 999_999), "").also(&["URN at time of the section 8 inspection"]),
    field("ungraded_laestab_at_inspection", "LAESTAB at time of the ungraded inspection", Read::Whole(1_000_000, 9_999_999), "").also(&["LAESTAB at time of the section 8 inspection"]),
    text("ungraded_school_name_at_inspection", "School name at time of the ungraded inspection", "").also(&["School name at time of the latest section 8 inspection"]),
    label("ungraded_school_type_at_inspection", "School type at time of the ungraded inspection", "").also(&["School type at time of the latest section 8 inspection"]),
    label("ungraded_ungraded_outcome", "Ungraded inspection overall outcome", "").also(&["Section 8 inspection overall outcome"]),
    label("ungraded_converted_to_graded", "Did the latest ungraded inspection convert to a graded inspection?", "").also(&["Did the latest section 8 inspection convert to a full inspection?"]),
];

/// The columns of files with report cards. The old judgements moved to headings of their own,
/// and the plain ones are the report card's.
pub(super) const NEW: &[Field] = &[
    field("urn", "URN", Read::Whole(100_000, 999_999), "The school now."),
    field("laestab", "LAESTAB", Read::Whole(1_000_000, 9_999_999), "Authority and number of the school now, seven digits."),
    text("school_name", "School name", "Name of the school now."),
    label("ofsted_phase", "Ofsted phase", "Phase as Ofsted has it."),
    label("type_of_education", "Type of education", "Type of the school."),
    field("idaci_quintile", "IDACI quintile", Read::Whole(1, 5), "Fifth of schools by the deprivation of their pupils, 1 least to 5 most; the direction is not yet checked.").ty(ColumnType::SmallInt).also(&["The income deprivation affecting children index (IDACI) quintile"]),
    text("report_card_inspection_number", "Inspection number of latest full inspection", ""),
    label("report_card_inspection_type", "Inspection type", ""),
    label("report_card_inspection_type_grouping", "Inspection type grouping", ""),
    label("report_card_event_type_grouping", "Event type grouping", ""),
    date("report_card_start_date", "Inspection start date", ""),
    date("report_card_publication_date", "Publication date", ""),
    label("report_card_relates_to_current_school", "Does the latest full inspection relate to the URN of the current school?", ""),
    field("report_card_urn_at_inspection", "URN at time of latest full inspection", Read::Whole(100_000, 999_999), ""),
    field("report_card_laestab_at_inspection", "LAESTAB at time of latest full inspection", Read::Whole(1_000_000, 9_999_999), ""),
    text("report_card_school_name_at_inspection", "School name at time of latest full inspection", ""),
    label("report_card_school_type_at_inspection", "School type at time of latest full inspection", ""),
    field("report_card_category_of_concern", "Category of concern", Read::Code, ""),
    label("report_card_safeguarding_standards", "Safeguarding standards", ""),
    date("report_card_safeguarding_standards_date", "Safeguarding standards - date of grade", ""),
    label("report_card_inclusion", "Inclusion", ""),
    date("report_card_inclusion_date", "Inclusion - date of grade", ""),
    label("report_card_curriculum_and_teaching", "Curriculum and teaching", ""),
    date("report_card_curriculum_and_teaching_date", "Curriculum and teaching - date of grade", ""),
    label("report_card_achievement", "Achievement", ""),
    date("report_card_achievement_date", "Achievement - date of grade", ""),
    label("report_card_attendance_and_behaviour", "Attendance and behaviour", ""),
    date("report_card_attendance_and_behaviour_date", "Attendance and behaviour - date of grade", ""),
    label("report_card_personal_development_and_wellbeing", "Personal development and wellbeing", ""),
    date("report_card_personal_development_and_wellbeing_date", "Personal development and wellbeing - date of grade", ""),
    label("report_card_early_years", "Early years (where applicable)", ""),
    date("report_card_early_years_date", "Early years (where applicable) - date of grade", ""),
    label("report_card_post_16_provision", "Post-16 provision (where applicable)", ""),
    date("report_card_post_16_provision_date", "Post-16 provision (where applicable) - date of grade", ""),
    label("report_card_leadership_and_governance", "Leadership and governance", ""),
    date("report_card_leadership_and_governance_date", "Leadership and governance - date of grade", ""),
    text("graded_inspection_number", "Inspection number of latest OEIF graded inspection", ""),
    label("graded_inspection_type", "Inspection type of latest OEIF graded inspection", ""),
    label("graded_inspection_type_grouping", "Inspection type grouping of latest OEIF graded inspection", ""),
    label("graded_event_type_grouping", "Event type grouping of latest OEIF graded inspection", ""),
    date("graded_start_date", "Inspection start date of latest OEIF graded inspection", ""),
    date("graded_publication_date", "Publication date of latest OEIF graded inspection", ""),
    label("graded_relates_to_current_school", "Does the latest OEIF graded inspection relate to the URN of the current school?", ""),
    field("graded_urn_at_inspection", "URN at time of latest OEIF graded inspection", Read::Whole(100_000, 999_999), ""),
    field("graded_laestab_at_inspection", "LAESTAB at time of latest OEIF graded inspection", Read::Whole(1_000_000, 9_999_999), ""),
    text("graded_school_name_at_inspection", "School name at time of latest OEIF graded inspection", ""),
    label("graded_school_type_at_inspection", "School type at time of latest OEIF graded inspection", ""),
    field("graded_category_of_concern", "Latest OEIF category of concern", Read::Code, ""),
    label("graded_overall_effectiveness", "Latest OEIF overall effectiveness", ""),
    label("graded_quality_of_education", "Latest OEIF quality of education", ""),
    label("graded_behaviour_and_attitudes", "Latest OEIF behaviour and attitudes", ""),
    label("graded_personal_development", "Latest OEIF personal development", ""),
    label("graded_effectiveness_of_leadership_and_management", "Latest OEIF effectiveness of leadership and management", ""),
    label("graded_safeguarding_is_effective", "Latest OEIF safeguarding is effective?", ""),
    label("graded_early_years_provision", "Latest OEIF early years provision (where applicable)", ""),
    label("graded_sixth_form_provision", "Latest OEIF sixth form provision (where applicable)", ""),
    text("ungraded_inspection_number", "Latest ungraded inspection number", ""),
    date("ungraded_start_date", "Date of latest ungraded inspection", ""),
    date("ungraded_publication_date", "Ungraded inspection publication date", ""),
    label("ungraded_relates_to_current_school", "Does the ungraded inspection relate to the URN of the current school?", ""),
    field("ungraded_urn_at_inspection", "URN at time of the ungraded inspection", Read::Whole(100_000, 999_999), ""),
    field("ungraded_laestab_at_inspection", "LAESTAB at time of the ungraded inspection", Read::Whole(1_000_000, 9_999_999), ""),
    text("ungraded_school_name_at_inspection", "School name at time of the ungraded inspection", ""),
    label("ungraded_school_type_at_inspection", "School type at time of the ungraded inspection", ""),
    label("ungraded_ungraded_outcome", "Ungraded inspection overall outcome", ""),
    field("most_recent_category_of_concern", "Most recent category of concern", Read::Code, ""),
];

/// Columns of before September 2019.
pub(super) const OPTIONAL: &[&str] = &[
    "graded_outcomes_for_children_and_learners",
    "graded_quality_of_teaching_learning_and_assessment",
    "graded_personal_development_behaviour_and_welfare",
    "graded_study_programmes_16_to_19",
    "previous_graded_outcomes_for_children_and_learners",
    "previous_graded_quality_of_teaching_learning_and_assessment",
    "previous_graded_personal_development_behaviour_and_welfare",
    "previous_graded_study_programmes_16_to_19",
];

/// Places in both generations.
pub(super) mod at {
    use super::{OLD, place};

    pub(in super::super) const URN: usize = place(OLD, "urn");
}

/// Where the columns of one kind of inspection are in a file.
#[derive(Debug)]
pub(super) struct Block {
    /// As `inspection.kind` has it.
    pub(super) kind: &'static str,
    /// For each of [`SLOTS`].
    pub(super) places: Vec<Option<usize>>,
}

impl Block {
    fn new(kind: &'static str, fields: &[Field]) -> Block {
        let place = |name: String| {
            let mut fields = fields.iter();
            fields.position(|field| field.column.name == name)
        };
        let of_kind = |slot: &Slot| {
            let name = slot.column.name;
            place(format!("{kind}_{name}")).or_else(|| place(name.to_owned()))
        };
        Block {
            kind,
            places: SLOTS.iter().map(of_kind).collect(),
        }
    }

    /// The cell of a column, if the file has one for it.
    pub(super) fn cell<'c, 't>(&self, name: &str, line: &Line<'c, 't>) -> Option<&'c Cell<'t>> {
        let slot = SLOTS.iter().position(|slot| slot.column.name == name)?;
        Some(line.cell(self.places[slot]?))
    }

    /// Whether the school had such an inspection: it has a number or a date.
    pub(super) fn is_given(&self, line: &Line<'_, '_>) -> bool {
        ["inspection_number", "start_date"]
            .iter()
            .any(|name| self.cell(name, line).is_some_and(Cell::is_given))
    }
}

pub(super) static OLD_BLOCKS: LazyLock<[Block; 3]> =
    LazyLock::new(|| ["graded", "previous_graded", "ungraded"].map(|kind| Block::new(kind, OLD)));

pub(super) static NEW_BLOCKS: LazyLock<[Block; 3]> =
    LazyLock::new(|| ["report_card", "graded", "ungraded"].map(|kind| Block::new(kind, NEW)));

const COLUMNS: [ColumnDef; SCHOOL + 1 + SLOTS.len()] = {
    let mut all = [column("", ColumnType::Text, ""); SCHOOL + 1 + SLOTS.len()];
    let mut i = 0;
    while i < SCHOOL {
        all[i] = OLD[i].column;
        i += 1;
    }
    all[SCHOOL] = column(
        "kind",
        ColumnType::Code,
        "graded (latest), previous_graded, ungraded, report_card; none for a school without any. The grade in force is that of the latest graded one, perhaps over ten years old.",
    );
    let mut i = 0;
    while i < SLOTS.len() {
        all[SCHOOL + 1 + i] = SLOTS[i].column;
        i += 1;
    }
    all
};

static ALL_COLUMNS: [ColumnDef; SCHOOL + 1 + SLOTS.len()] = COLUMNS;

/// `reference.inspection`
pub static INSPECTION: TableDef = table(
    "inspection",
    &["urn", "kind"],
    &ALL_COLUMNS,
    "One row per inspection of a state-funded school in Ofsted's latest management information: up to three for each school. A converted school's inspection may be its predecessor's: join by urn and report urn_at_inspection. Independent schools are in another file. Of two inspections published on one day the later start is the newer.",
);
