//! Key stage 2: tests, teacher assessment, and the flags made from them.

use super::{Rule, first_given};
use crate::attainment::record::Cells;
use crate::finding::Severity::{Error, Query};

/// A test and the columns about it.
struct Test {
    outcome: &'static str,
    score: &'static str,
    eligible: &'static str,
    expected: &'static str,
    higher: &'static str,
}

const TESTS: [Test; 3] = [
    Test {
        outcome: "read_outcome",
        score: "read_score",
        eligible: "elig_read",
        expected: "read_exp",
        higher: "read_high",
    },
    Test {
        outcome: "mat_outcome",
        score: "mat_score",
        eligible: "elig_mat",
        expected: "mat_exp",
        higher: "mat_high",
    },
    Test {
        outcome: "gps_outcome",
        score: "gps_score",
        eligible: "elig_gps",
        expected: "gps_exp",
        higher: "gps_high",
    },
];
/// The scaled score of the expected standard.
const EXPECTED: i32 = 100;
/// The scaled score of the higher standard.
const HIGHER: i32 = 110;

/// What a test's code says, where that is sure. `S` (held back), `CA` and `CN` (special
/// consideration) and `P` (taken in another year) are left to the flags of the file.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Code {
    in_denominator: bool,
    has_score: bool,
}

fn code(outcome: &str) -> Option<Code> {
    let (in_denominator, has_score) = match outcome {
        "AS" | "NS" => (true, true),
        // M is in the NPD's denominator, though not in the published one.
        "A" | "B" | "H" | "J" | "M" | "N" | "Q" | "T" | "U" => (true, false),
        "F" | "L" | "X" => (false, false),
        _ => return None,
    };
    Some(Code {
        in_denominator,
        has_score,
    })
}

/// The column of the first test that has a fault.
fn test(
    row: &Cells<'_>,
    fault: fn(&Cells<'_>, &Test) -> Option<&'static str>,
) -> Option<&'static str> {
    TESTS.iter().find_map(|test| fault(row, test))
}

/// A flag that is not what it follows from.
fn differs(row: &Cells<'_>, flag: &'static str, follows: Option<bool>) -> Option<&'static str> {
    (row.flag(flag)? != follows?).then_some(flag)
}

/// Whether a teacher assessment is one of these.
fn assessed(row: &Cells<'_>, column: &str, met: &[&str]) -> Option<bool> {
    Some(met.contains(&row.text(column)?))
}

fn all(row: &Cells<'_>, flags: [&str; 3]) -> Option<bool> {
    let [a, b, c] = flags.map(|flag| row.flag(flag));
    Some(a? & b? & c?)
}

const PROGRESS: [&str; 6] = [
    "read_prog",
    "writ_prog",
    "mat_prog",
    "in_read_prog",
    "in_writ_prog",
    "in_mat_prog",
];

/// Rules on key stage 2.
pub static RULES: &[Rule] = &[
    Rule::new(
        "ks2_score_outcome",
        Error,
        "The scaled score does not fit the outcome: AS is 100 or more, NS is less.",
        |row| {
            test(row, |row, test| {
                let (outcome, score) = (row.text(test.outcome)?, row.int(test.score)?);
                let wrong = match outcome {
                    "AS" => score < EXPECTED,
                    "NS" => score >= EXPECTED,
                    _ => false,
                };
                wrong.then_some(test.score)
            })
        },
    ),
    Rule::new(
        "ks2_score_unexpected",
        Error,
        "The outcome says that there is no scaled score, and there is one.",
        |row| {
            test(row, |row, test| {
                let without = code(row.text(test.outcome)?).is_some_and(|code| !code.has_score);
                (without && row.has(test.score)).then_some(test.score)
            })
        },
    ),
    Rule::new(
        "ks2_score_missing",
        Query,
        "The outcome AS or NS comes with a scaled score, and there is none.",
        |row| {
            test(row, |row, test| {
                let with = code(row.text(test.outcome)?).is_some_and(|code| code.has_score);
                (with && !row.has(test.score)).then_some(test.score)
            })
        },
    ),
    Rule::new(
        "ks2_eligible_differs",
        Query,
        "The flag of eligibility is not what the outcome gives; the flag is to be trusted.",
        |row| {
            test(row, |row, test| {
                let code = code(row.text(test.outcome)?);
                differs(row, test.eligible, code.map(|code| code.in_denominator))
            })
        },
    ),
    Rule::new(
        "ks2_expected_differs",
        Query,
        "The flag of the expected standard is not what outcome and score give; the flag is to be trusted.",
        |row| {
            test(row, |row, test| {
                differs(row, test.expected, reaches(row, test, EXPECTED))
            })
        },
    ),
    Rule::new(
        "ks2_higher_differs",
        Query,
        "The flag of the higher standard is not what outcome and score give; the flag is to be trusted.",
        |row| {
            test(row, |row, test| {
                differs(row, test.higher, reaches(row, test, HIGHER))
            })
        },
    ),
    Rule::new(
        "ks2_writing_differs",
        Query,
        "A flag on writing is not what the teacher assessment gives; the flag is to be trusted.",
        |row| {
            let expected = assessed(row, "writ_ta_outcome", &["EXS", "GDS"]);
            let depth = assessed(row, "writ_ta_outcome", &["GDS"]);
            differs(row, "writ_exp", expected).or_else(|| differs(row, "writ_depth", depth))
        },
    ),
    Rule::new(
        "ks2_science_differs",
        Query,
        "The flag on science is not what the teacher assessment gives; the flag is to be trusted.",
        |row| differs(row, "sci_exp", assessed(row, "sci_ta_outcome", &["EXS"])),
    ),
    Rule::new(
        "ks2_combined_differs",
        Error,
        "The flag on reading, writing and maths together is not what those on each give.",
        |row| {
            let expected = all(row, ["read_exp", "writ_exp", "mat_exp"]);
            let higher = all(row, ["read_high", "writ_depth", "mat_high"]);
            differs(row, "rwm_exp", expected).or_else(|| differs(row, "rwm_high", higher))
        },
    ),
    Rule::new(
        "ks2_progress_gap",
        Query,
        "There is no progress measure for 2023/24 and 2024/25, and the file has values of one.",
        |row| first_given(row, &PROGRESS).filter(|_| matches!(row.year, 2024 | 2025)),
    )
    .once(),
    Rule::new(
        "year_without_assessment",
        Query,
        "There were no key stage 2 tests in 2019/20 and 2020/21, and the file has results of them.",
        |row| {
            let results = TESTS
                .iter()
                .find_map(|test| first_given(row, &[test.outcome, test.score]));
            results.filter(|_| matches!(row.year, 2020 | 2021))
        },
    )
    .once(),
];

/// Whether the score is this or more; a code without a score never is.
fn reaches(row: &Cells<'_>, test: &Test, least: i32) -> Option<bool> {
    let code = code(row.text(test.outcome)?)?;
    if code.has_score {
        Some(row.int(test.score)? >= least)
    } else {
        Some(false)
    }
}
