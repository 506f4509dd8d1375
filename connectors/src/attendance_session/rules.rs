//! What is wrong or odd in a file of marks.

use crate::finding::Severity;
use crate::layout::Report;

pub(super) const ALL_X: Report = (
    "all_x",
    Severity::Notice,
    "Every mark of the pupil is X, as for children under and over compulsory age; published figures leave such pupils out.",
);
pub(super) const BACKSLASHES: Report = (
    "backslash_doubled",
    Severity::Notice,
    "The backslash is doubled, as an escape; it was read as one.",
);
pub(super) const BOTH_IN_ONE: Report = (
    "both_in_one",
    Severity::Query,
    "One cell holds the marks of morning and afternoon; both were read.",
);
pub(super) const BULK_FILLED: Report = (
    "bulk_filled",
    Severity::Query,
    "For ten school days or more every mark of the school is present, so the register may have been filled in at one go.",
);
pub(super) const CODE_DATES: Report = (
    "code_dates",
    Severity::Query,
    "The code was not in use on the date; it counts as what it meant when it was.",
);
pub(super) const CODE_UNKNOWN: Report = (
    "code_unknown",
    Severity::Error,
    "The code is none of the register; its text was kept, and the session counts as nothing.",
);
pub(super) const CORONAVIRUS: Report = (
    "coronavirus_x",
    Severity::Query,
    "In 2020/21 and 2021/22 X also held coronavirus absence, which published figures count as possible; figures from these codes do not compare with them.",
);
pub(super) const DUPLICATE_SESSION: Report = (
    "duplicate_session",
    Severity::Query,
    "The session has another mark in another row; the later edit was kept, or else the absence, or else the first.",
);
pub(super) const HOLIDAY: Report = (
    "holiday_mark",
    Severity::Query,
    "The day is a bank holiday or most marks of the school say that it is closed, and this mark is not #.",
);
pub(super) const MARKS_LENGTH: Report = (
    "marks_length",
    Severity::Error,
    "The string of marks has not two for each day, so it is not sure which mark is of which session; the row was left out.",
);
pub(super) const MARKS_TWO_CHARACTERS: Report = (
    "marks_two_characters",
    Severity::Error,
    "The string of marks holds codes of two characters without commas between them, so it is not sure which mark is of which session; the row was left out. Export it with commas.",
);
pub(super) const LESSON: Report = (
    "lesson_mark",
    Severity::Notice,
    "The mark is of a lesson and not of a session; it was left out.",
);
pub(super) const NO_MARK: Report = (
    "no_mark",
    Severity::Notice,
    "The session has no mark, so no row: that is no absence.",
);
pub(super) const NO_ROWS: Report = ("no_rows", Severity::Error, "The file holds no pupil.");
pub(super) const NOT_REPLACED: (&str, Severity) = ("reason_not_established", Severity::Query);
pub(super) const OFF_ROLL: Report = (
    "off_roll",
    Severity::Query,
    "The mark is before the pupil's entry or after the leaving date; it was kept.",
);
pub(super) const OTHER_HALF: Report = (
    "present_other_half",
    Severity::Notice,
    "The afternoon is marked / or the morning \\; either is present.",
);
pub(super) const OTHER_YEAR: Report = (
    "other_year",
    Severity::Query,
    "The date is in another academic year than the file was taken for; the row was kept.",
);
pub(super) const OVER_400: Report = (
    "possible_over_400",
    Severity::Query,
    "The pupil has more than 400 possible sessions in a year, which has 380.",
);
pub(super) const PUPIL_MISSING: Report = (
    "pupil_missing",
    Severity::Error,
    "The row has no number of a pupil.",
);
pub(super) const REPEATED_SESSION: Report = (
    "repeated_session",
    Severity::Notice,
    "The session has the same mark in an earlier row; one was kept.",
);
pub(super) const SESSION_UNKNOWN: Report = (
    "session_unknown",
    Severity::Error,
    "The row does not say whether it is morning or afternoon.",
);
pub(super) const START_MISSING: Report = (
    "start_date_missing",
    Severity::Error,
    "The string of marks has no date on which it starts; the row was left out.",
);
pub(super) const SUB_CODE: Report = (
    "sub_code_unknown",
    Severity::Query,
    "The sub-code is not known; it counts as the code of its first letter.",
);
pub(super) const SUMMARY_ABSENCE: Report = (
    "absence_over_possible",
    Severity::Error,
    "More sessions were missed than were possible.",
);
pub(super) const SUMMARY_REPEATED: Report = (
    "summary_repeated",
    Severity::Notice,
    "The row repeats an earlier one; it was left out.",
);
pub(super) const SUMMARY_SUM: Report = (
    "possible_sum",
    Severity::Error,
    "Sessions attended and missed do not add up to those possible.",
);
pub(super) const SUMMARY_TWICE: Report = (
    "summary_twice",
    Severity::Query,
    "An earlier row gives other sums for the same pupil, school and dates; both were kept.",
);
pub(super) const UPN_INVALID: Report = (
    "upn_invalid",
    Severity::Query,
    "The UPN does not have the form, check letter or authority number of one; it was kept.",
);
pub(super) const WEEKEND: Report = (
    "weekend_mark",
    Severity::Query,
    "The mark is of a Saturday or Sunday and not #.",
);
pub(super) const Y_AND_Y1: Report = (
    "y_and_y1",
    Severity::Query,
    "The school uses both Y and its successors Y1 to Y7 in one term.",
);
pub(super) const ZERO: Report = (
    "zero_for_o",
    Severity::Notice,
    "The mark is the digit 0; it was read as the letter O.",
);

/// The rule on `N` has its share in the message.
pub(super) fn not_replaced(old: u64, all: u64) -> String {
    format!(
        "{old} of {all} sessions marked N, reason not yet established, are more than five school days before the school's last mark; by then they should have another code."
    )
}

/// Every rule of this dataset: its name and severity.
pub static RULES: &[(&str, Severity)] = &[
    (ALL_X.0, ALL_X.1),
    (BACKSLASHES.0, BACKSLASHES.1),
    (BOTH_IN_ONE.0, BOTH_IN_ONE.1),
    (BULK_FILLED.0, BULK_FILLED.1),
    (CODE_DATES.0, CODE_DATES.1),
    (CODE_UNKNOWN.0, CODE_UNKNOWN.1),
    (CORONAVIRUS.0, CORONAVIRUS.1),
    (DUPLICATE_SESSION.0, DUPLICATE_SESSION.1),
    (HOLIDAY.0, HOLIDAY.1),
    (MARKS_LENGTH.0, MARKS_LENGTH.1),
    (MARKS_TWO_CHARACTERS.0, MARKS_TWO_CHARACTERS.1),
    (LESSON.0, LESSON.1),
    (NO_MARK.0, NO_MARK.1),
    (NO_ROWS.0, NO_ROWS.1),
    NOT_REPLACED,
    (OFF_ROLL.0, OFF_ROLL.1),
    (OTHER_HALF.0, OTHER_HALF.1),
    (OTHER_YEAR.0, OTHER_YEAR.1),
    (OVER_400.0, OVER_400.1),
    (PUPIL_MISSING.0, PUPIL_MISSING.1),
    (REPEATED_SESSION.0, REPEATED_SESSION.1),
    (SESSION_UNKNOWN.0, SESSION_UNKNOWN.1),
    (START_MISSING.0, START_MISSING.1),
    (SUB_CODE.0, SUB_CODE.1),
    (SUMMARY_ABSENCE.0, SUMMARY_ABSENCE.1),
    (SUMMARY_REPEATED.0, SUMMARY_REPEATED.1),
    (SUMMARY_SUM.0, SUMMARY_SUM.1),
    (SUMMARY_TWICE.0, SUMMARY_TWICE.1),
    (UPN_INVALID.0, UPN_INVALID.1),
    (WEEKEND.0, WEEKEND.1),
    (Y_AND_Y1.0, Y_AND_Y1.1),
    (ZERO.0, ZERO.1),
];
