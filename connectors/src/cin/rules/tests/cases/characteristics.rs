use super::super::build::*;
use super::super::{Case, case};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case("no ethnicity", 2024, |c| c.ethnicity = None, &["4220"]),
        case(
            "ethnicity INVA",
            2024,
            |c| c.ethnicity = unread("INVA"),
            &["4220"],
        ),
        case(
            "ethnicity refused",
            2024,
            |c| c.ethnicity = code("REFU"),
            &[],
        ),
        case(
            "no disability code",
            2024,
            |c| c.disabilities.clear(),
            &["8540"],
        ),
        case(
            "no disability code, no further action",
            2024,
            |c| {
                c.disabilities.clear();
                c.referrals = vec![nfa("2023-06-05")];
            },
            &[],
        ),
        case(
            "disability XX",
            2024,
            |c| c.disabilities.extend(unread("XX")),
            &["8540", "8790"],
        ),
        case(
            "NONE and AUT",
            2024,
            |c| c.disabilities = codes(&["AUT", "NONE"]),
            &["8790"],
        ),
        case(
            "AUT and LD",
            2024,
            |c| c.disabilities = codes(&["AUT", "LD"]),
            &[],
        ),
        case(
            "AUT twice",
            2024,
            |c| c.disabilities = codes(&["AUT", "LD", "AUT"]),
            &["8794"],
        ),
        case(
            "AUT thrice",
            2024,
            |c| c.disabilities = codes(&["AUT"; 3]),
            &["8794"],
        ),
        case(
            "NONE twice",
            2024,
            |c| c.disabilities = codes(&["NONE", "NONE"]),
            &["8794"],
        ),
    ]
}
