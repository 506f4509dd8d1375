use super::super::build::*;
use super::super::{Case, case};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = births();
    cases.extend(sexes());
    cases
}

fn births() -> Vec<Case> {
    let newborn = |birth: &'static str| {
        move |c: &mut crate::cin::record::Child| {
            c.upn = None;
            c.upn_unknown = code("UN1");
            c.birth_date = day(birth);
            c.referrals = vec![referral("2024-01-15")];
        }
    };
    let expected = |date: &'static str, referred: &'static str| {
        move |c: &mut crate::cin::record::Child| {
            unborn(c, 2024);
            c.expected_birth_date = day(date);
            c.referrals = vec![referral(referred)];
        }
    };
    vec![
        case(
            "born on the reference date",
            2024,
            newborn("2024-03-31"),
            &[],
        ),
        case("born after it", 2024, newborn("2024-04-01"), &["8520"]),
        case("no birth date", 2024, |c| c.birth_date = None, &["8525Q"]),
        case(
            "birth date not read",
            2024,
            |c| c.birth_date = unread("summer"),
            &[],
        ),
        case(
            "both dates",
            2024,
            |c| c.expected_birth_date = day("2024-05-10"),
            &["8525Q"],
        ),
        case(
            "expected 30 days before",
            2024,
            expected("2024-03-01", "2024-01-15"),
            &[],
        ),
        case(
            "expected 31 days before",
            2024,
            expected("2024-02-29", "2024-01-15"),
            &["8530Q"],
        ),
        case(
            "expected in 9 months",
            2024,
            expected("2024-12-31", "2024-03-28"),
            &[],
        ),
        case(
            "expected later",
            2024,
            expected("2025-01-01", "2024-03-28"),
            &["8530Q"],
        ),
        case(
            "26 with an open case",
            2024,
            |c| c.birth_date = day("1998-03-20"),
            &["8775Q"],
        ),
        case(
            "25 on the date",
            2024,
            |c| c.birth_date = day("1999-03-31"),
            &[],
        ),
        case(
            "25 the day before",
            2024,
            |c| c.birth_date = day("1999-03-30"),
            &["8775Q"],
        ),
        case(
            "closed on the 25th birthday",
            2024,
            |c| {
                c.birth_date = day("1998-09-01");
                c.referrals = vec![referral("2023-06-05").closed("2023-09-01", "RC7")];
            },
            &[],
        ),
        case(
            "closed the day after",
            2024,
            |c| {
                c.birth_date = day("1998-09-01");
                c.referrals = vec![referral("2023-06-05").closed("2023-09-02", "RC7")];
            },
            &["8775Q"],
        ),
        case(
            "referred on the 25th birthday, no further action",
            2024,
            |c| {
                c.birth_date = day("1998-06-05");
                c.referrals = vec![nfa("2023-06-05")];
            },
            &[],
        ),
        case(
            "adult referred, no further action",
            2024,
            |c| {
                c.birth_date = day("1998-06-04");
                c.referrals = vec![nfa("2023-06-05")];
            },
            &["8775Q"],
        ),
    ]
}

fn sexes() -> Vec<Case> {
    vec![
        case(
            "no sex",
            2024,
            |c| (c.sex, c.sex_raw, c.sex_element) = (None, None, None),
            &["4180"],
        ),
        case("sex X", 2025, |c| c.sex = unread("X"), &["4180"]),
        case("sex not known", 2025, |c| sex(c, 2025, "U", "0"), &[]),
        case("indeterminate", 2024, |c| sex(c, 2024, "U", "9"), &[]),
        case("unborn", 2024, |c| unborn(c, 2024), &[]),
        case(
            "unborn girl",
            2024,
            |c| {
                unborn(c, 2024);
                sex(c, 2024, "F", "2");
            },
            &["8750"],
        ),
        case(
            "unborn girl, U",
            2025,
            |c| {
                unborn(c, 2025);
                sex(c, 2025, "F", "2");
            },
            &["8750"],
        ),
        case(
            "unborn, 9",
            2024,
            |c| {
                unborn(c, 2024);
                sex(c, 2024, "U", "9");
            },
            &["8750"],
        ),
    ]
}
