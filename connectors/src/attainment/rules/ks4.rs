//! Key stage 4: Attainment 8, Progress 8 and grades.

use super::{Rule, first_given};
use crate::attainment::record::Cells;
use crate::finding::Severity::{Error, Notice, Query};
use crate::layout::Value;

/// Most points of Attainment 8.
const MOST_POINTS: f64 = 90.0;
/// Four slots, each rounded to a tenth or a hundredth, may miss their sum by so much.
const SLOTS_ROUNDING: f64 = 0.05;
/// Progress 8 and what it is made from are rounded to a hundredth.
const PROGRESS_ROUNDING: f64 = 0.01;

/// What needs key stage 2 results, which the cohorts of 2024/25 and 2025/26 do not have.
const PROGRESS: [&str; 11] = [
    "ks2_prior",
    "ks2_prior_group",
    "att8_pred",
    "in_p8",
    "p8",
    "p8_unadjusted",
    "p8_adjusted_flag",
    "p8_eng",
    "p8_mat",
    "p8_ebacc",
    "p8_open",
];

/// A flag on grades 9 to 5 and the one on 9 to 4 that it implies.
const GRADES: [(&str, &str); 4] = [
    ("basics_95", "basics_94"),
    ("ebacc_95", "ebacc_94"),
    ("ebacc_eng_95", "ebacc_eng_94"),
    ("ebacc_mat_95", "ebacc_mat_94"),
];

/// A flag on an achievement and the one on entry that it implies.
const ENTRIES: [(&str, &str); 4] = [
    ("ebacc_94", "ebacc_entered"),
    ("ebacc_sci_94", "ebacc_sci_entered"),
    ("ebacc_hum_94", "ebacc_hum_entered"),
    ("ebacc_lan_94", "ebacc_lan_entered"),
];

/// Takes out, of the cohorts that have no Progress 8, what some files fill with zeros.
pub fn take_out_progress_8(row: &mut Cells<'_>, year: i16) {
    if matches!(year, 2025 | 2026) {
        for column in PROGRESS {
            row.set(column, Value::Null);
        }
    }
}

/// The flag that is set while the one it implies is not.
fn unfounded(row: &Cells<'_>, pairs: &[(&'static str, &str)]) -> Option<&'static str> {
    let wrong = |(flag, implied): &&(&'static str, &str)| {
        row.flag(flag) == Some(true) && row.flag(implied) == Some(false)
    };
    pairs.iter().find(wrong).map(|(flag, _)| *flag)
}

/// Rules on key stage 4.
pub static RULES: &[Rule] = &[
    Rule::new(
        "ks4_att8_sum",
        Error,
        "Attainment 8 is not the sum of its slots: English, maths, EBacc and open.",
        |row| {
            let slots = ["att8_eng", "att8_mat", "att8_ebacc", "att8_open"];
            let [english, maths, ebacc, open] = slots.map(|slot| row.decimal(slot));
            let sum = english? + maths? + ebacc? + open?;
            ((row.decimal("att8")? - sum).abs() > SLOTS_ROUNDING).then_some("att8")
        },
    ),
    Rule::new(
        "ks4_att8_range",
        Error,
        "Attainment 8 is not between 0 and 90.",
        |row| (!(0.0..=MOST_POINTS).contains(&row.decimal("att8")?)).then_some("att8"),
    ),
    Rule::new(
        "ks4_p8_differs",
        Query,
        "Progress 8 is not a tenth of the difference of Attainment 8 and its estimate.",
        |row| {
            let column = if row.has("p8_unadjusted") {
                "p8_unadjusted"
            } else if row.flag("p8_adjusted_flag") == Some(true) {
                return None;
            } else {
                "p8"
            };
            let expected = (row.decimal("att8")? - row.decimal("att8_pred")?) / 10.0;
            // Without the flag a score may have been raised, which only ever makes it higher.
            let difference = row.decimal(column)? - expected;
            let may_be_raised = column == "p8" && row.flag("p8_adjusted_flag").is_none();
            let wrong = if may_be_raised {
                difference < -PROGRESS_ROUNDING
            } else {
                difference.abs() > PROGRESS_ROUNDING
            };
            wrong.then_some(column)
        },
    ),
    Rule::new(
        "ks4_grade_flags",
        Error,
        "The pupil has grades 9 to 5 and not grades 9 to 4.",
        |row| unfounded(row, &GRADES),
    ),
    Rule::new(
        "ks4_entry_flags",
        Error,
        "The pupil has passed what was not entered.",
        |row| unfounded(row, &ENTRIES),
    ),
    Rule::new(
        "ks4_p8_gap",
        Query,
        "The cohorts of 2024/25 and 2025/26 have no Progress 8 and no prior attainment; what the file says of it was left out (here first).",
        |row| first_given(row, &PROGRESS).filter(|_| matches!(row.year, 2025 | 2026)),
    )
    .once(),
    Rule::new(
        "ks4_assessed_grades",
        Notice,
        "The grades of 2019/20 and 2020/21 are centres' and teachers' assessments; they compare with no other year.",
        |row| first_given(row, &["att8"]).filter(|_| matches!(row.year, 2020 | 2021)),
    )
    .once(),
    Rule::new(
        "ks4_p8_assessed",
        Query,
        "There is no Progress 8 for 2019/20 and 2020/21, and the file has values of it.",
        |row| first_given(row, &["p8", "p8_unadjusted"]).filter(|_| matches!(row.year, 2020 | 2021)),
    )
    .once(),
];
