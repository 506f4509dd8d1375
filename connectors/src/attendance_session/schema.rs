//! The columns that are read, and the tables they fill.
//!
//! No standard fixes the headings of these files, so the published name of each field is this
//! project's choice and the other spellings are those that management-information systems use.

use cohort_catalog::table::{
    ColumnDef, ColumnType,
    Sensitivity::{Plain, Sensitive},
    TableDef, TableLevel,
};

use crate::layout::{Field, Form, columns};

pub(super) const UPN: usize = 0;
pub(super) const PUPIL_ID: usize = 1;
pub(super) const URN: usize = 2;
pub(super) const DATE: usize = 3;
pub(super) const SESSION: usize = 4;
pub(super) const LESSON: usize = 5;
pub(super) const CODE: usize = 6;
pub(super) const AM: usize = 7;
pub(super) const PM: usize = 8;
pub(super) const START_DATE: usize = 9;
pub(super) const END_DATE: usize = 10;
pub(super) const MARKS: usize = 11;
pub(super) const MINUTES_LATE: usize = 12;
pub(super) const EDITED: usize = 13;
pub(super) const ENTRY_DATE: usize = 14;
pub(super) const LEAVING_DATE: usize = 15;
pub(super) const POSSIBLE: usize = 17;
pub(super) const ATTENDED: usize = 18;
pub(super) const AUTHORISED: usize = 19;
pub(super) const UNAUTHORISED: usize = 20;
pub(super) const LATE: usize = 21;
pub(super) const LENGTH: usize = 22;

/// The fields of a row of the summary, in the order of its table.
pub(super) const SUMMARY_FIELDS: [usize; 10] = [
    UPN,
    PUPIL_ID,
    URN,
    START_DATE,
    END_DATE,
    POSSIBLE,
    ATTENDED,
    AUTHORISED,
    UNAUTHORISED,
    LATE,
];

const fn count(name: &'static str, item: &'static str, comment: &'static str) -> Field {
    Field::new(name, item, Form::Whole(0, 9_999), comment)
}

/// Every column that is known.
pub static FIELDS: [Field; LENGTH] = [
    Field::identifier(
        "upn",
        "UPN",
        "Unique pupil number as given; a finding says where its check letter is wrong.",
    )
    .also(&["UniquePupilNumber", "PupilUPN"]),
    Field::identifier(
        "pupil_id",
        "PupilID",
        "The school's own number for the pupil, such as the admission number.",
    )
    .also(&[
        "PupilNumber",
        "AdmissionNumber",
        "AdmissionNo",
        "AdNo",
        "AdmNo",
        "StudentID",
        "MISID",
    ]),
    Field::new(
        "urn",
        "URN",
        Form::Code,
        "Unique reference number of the school whose register it is.",
    )
    .sensitivity(Plain)
    .also(&["SchoolURN", "EstablishmentURN"]),
    Field::date("date", "Date", "Day of the session.").also(&[
        "SessionDate",
        "AttendanceDate",
        "MarkDate",
        "RegisterDate",
    ]),
    Field::text(
        "session",
        "Session",
        "AM or PM: the half of the school day.",
    )
    .also(&[
        "AM/PM",
        "SessionName",
        "SessionType",
        "HalfDay",
        "RegistrationSession",
    ]),
    Field::text(
        "lesson",
        "Period",
        "Lesson of a timetable; marks of lessons are no sessions.",
    )
    .also(&["Lesson", "PeriodName", "LessonName"]),
    Field::text("code", "Code", "Register code in capitals.").also(&[
        "Mark",
        "AttendanceCode",
        "AttendanceMark",
        "RegisterCode",
        "SessionCode",
        "MarkCode",
    ]),
    Field::text("am", "AM", "Register code of the morning.").also(&[
        "AMCode",
        "AMMark",
        "CodeAM",
        "MarkAM",
        "Morning",
        "MorningCode",
        "MorningMark",
        "AMSession",
    ]),
    Field::text("pm", "PM", "Register code of the afternoon.").also(&[
        "PMCode",
        "PMMark",
        "CodePM",
        "MarkPM",
        "Afternoon",
        "AfternoonCode",
        "AfternoonMark",
        "PMSession",
    ]),
    Field::date(
        "start_date",
        "StartDate",
        "First day of the marks or of the summary.",
    )
    .also(&[
        "MarksStartDate",
        "FirstDate",
        "DateFrom",
        "FromDate",
        "WeekBeginning",
        "WeekCommencing",
    ]),
    Field::date(
        "end_date",
        "EndDate",
        "Last day of the marks or of the summary.",
    )
    .also(&["MarksEndDate", "LastDate", "DateTo", "ToDate", "WeekEnding"]),
    Field::text(
        "marks",
        "Marks",
        "One character for each session from the start date on, two a day.",
    )
    .also(&[
        "MarksString",
        "MarkString",
        "AttendanceMarks",
        "AttendanceString",
        "RegistrationMarks",
        "SessionMarks",
    ]),
    Field::new(
        "minutes_late",
        "MinutesLate",
        Form::Whole(0, 600),
        "Minutes after the beginning of the session, where the pupil was late.",
    )
    .also(&["MinsLate", "LateMinutes", "LateMins"]),
    Field::text("edited", "LastEdited", "When the mark was changed last.").also(&[
        "EditedAt",
        "LastModified",
        "ModifiedDate",
        "LastUpdated",
        "UpdatedAt",
        "RecordedAt",
        "DateRecorded",
        "Timestamp",
    ]),
    Field::date("entry_date", "EntryDate", "First day on roll.").also(&[
        "DateOfEntry",
        "AdmissionDate",
        "DateOfAdmission",
    ]),
    Field::date("leaving_date", "LeavingDate", "Last day on roll.")
        .also(&["DateOfLeaving", "LeaveDate"]),
    Field::text("comment", "Comment", "Free text beside a mark; not kept.").also(&[
        "Comments",
        "Note",
        "Notes",
        "MarkComment",
    ]),
    count("possible", "Possible", "Possible sessions.").also(&[
        "PossibleSessions",
        "PossibleMarks",
        "PossibleAttendances",
    ]),
    count("attended", "Attended", "Sessions attended.").also(&[
        "Present",
        "AttendedSessions",
        "Attendances",
        "PresentMarks",
        "ActualAttendances",
    ]),
    count(
        "authorised",
        "Authorised",
        "Sessions of authorised absence.",
    )
    .also(&[
        "AuthorisedAbsence",
        "AuthorisedAbsences",
        "AuthAbsence",
        "AuthorisedAbs",
        "Authorized",
    ]),
    count(
        "unauthorised",
        "Unauthorised",
        "Sessions of unauthorised absence.",
    )
    .also(&[
        "UnauthorisedAbsence",
        "UnauthorisedAbsences",
        "UnauthAbsence",
        "UnauthorisedAbs",
        "Unauthorized",
    ]),
    count(
        "late",
        "Late",
        "Sessions to which the pupil came late, before the register closed.",
    )
    .also(&["Lates", "LateSessions", "LateMarks", "LatesBeforeRegClosed"]),
];

const ROW_NO: ColumnDef = ColumnDef::new(
    "row_no",
    ColumnType::Int,
    Sensitive,
    "Number of the row in the file, counted from 1.",
)
.required();

const fn own(name: &'static str, comment: &'static str) -> ColumnDef {
    ColumnDef::new(name, ColumnType::Code, Sensitive, comment)
}

/// Every table.
pub static TABLES: &[&TableDef] = &[&SESSIONS, &SUMMARY];
/// Their places in [`TABLES`].
pub(super) const SESSIONS_PLACE: usize = 0;
pub(super) const SUMMARY_PLACE: usize = 1;

/// `attendance.session`
pub static SESSIONS: TableDef = TableDef {
    schema: "attendance",
    name: "session",
    comment: "One row per pupil, school, date and session that has a mark, whatever shape the file had. Sum sessions over pupils before dividing: overall absence is authorised and unauthorised over possible, where possible is those and attended. A session without a mark has no row. Where the dates of two imports overlap, a session has a row of each: of the same upn, urn, date and session take the one of the highest import_id. In 2020/21 and 2021/22 X also held coronavirus absence, which published figures count as possible; here it is not_possible, so those two years do not compare.",
    level: TableLevel::Child,
    key: &["row_no", "mark_no"],
    columns: &[
        ROW_NO,
        ColumnDef::new("mark_no", ColumnType::Int, Sensitive, "Number of the mark in its row of the file, counted from 1.").required(),
        FIELDS[UPN].column,
        FIELDS[PUPIL_ID].column,
        FIELDS[URN].column,
        FIELDS[DATE].column,
        own("session", "AM or PM; NULL where the file does not tell.").item("Session", ""),
        own("code", "Register code in capitals, as given even where it was not in use on the date or is none.").codes("attendance_code").item("Code", ""),
        own("counts_as", "What the session counts as by code and date: attended, authorised, unauthorised (these three are possible sessions), not_possible, administrative; NULL for a code that is none.").codes("attendance_counts_as"),
        FIELDS[MINUTES_LATE].column,
    ],
};

const SUMMARY_LENGTH: usize = 1 + SUMMARY_FIELDS.len();

static SUMMARY_COLUMNS: [ColumnDef; SUMMARY_LENGTH] = {
    let mut fields = [FIELDS[UPN]; SUMMARY_FIELDS.len()];
    let mut i = 0;
    while i < SUMMARY_FIELDS.len() {
        fields[i] = FIELDS[SUMMARY_FIELDS[i]];
        i += 1;
    }
    columns(&[ROW_NO], &fields)
};

/// `attendance.summary`
pub static SUMMARY: TableDef = TableDef {
    schema: "attendance",
    name: "summary",
    comment: "One row per pupil: sessions added up by the school's own system. Holds no codes, so it cannot be cut by date or reason, and the system's own rules decided what was authorised.",
    level: TableLevel::Child,
    key: &["row_no"],
    columns: &SUMMARY_COLUMNS,
};
