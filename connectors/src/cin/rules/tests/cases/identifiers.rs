use super::super::build::*;
use super::super::{Case, case};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = local_number();
    cases.extend(upn());
    cases.extend(upn_expected());
    cases
}

fn local_number() -> Vec<Case> {
    let twenty_one = "A12345678901234567890";
    vec![
        case("no LAchildID", 2024, |c| c.la_child_id = None, &["8500"]),
        case(
            "21 characters",
            2025,
            |c| c.la_child_id = text(twenty_one),
            &["1570"],
        ),
        case(
            "20 characters",
            2025,
            |c| c.la_child_id = text(&twenty_one[1..]),
            &[],
        ),
        case(
            "21 characters before",
            2024,
            |c| c.la_child_id = text(twenty_one),
            &[],
        ),
        case(
            "a hyphen",
            2025,
            |c| c.la_child_id = text("AB-1"),
            &["1580"],
        ),
        case(
            "a hyphen before",
            2024,
            |c| c.la_child_id = text("AB-1"),
            &[],
        ),
    ]
}

fn upn() -> Vec<Case> {
    vec![
        case(
            "wrong check letter",
            2024,
            |c| c.upn = text("R247962919251"),
            &["1510"],
        ),
        case(
            "first not a letter of UPNs",
            2024,
            |c| c.upn = text("S207000016049"),
            &["1510"],
        ),
        case(
            "authority not a number",
            2024,
            |c| c.upn = text("P2A7000016049"),
            &["1530"],
        ),
        case(
            "authority that never was",
            2024,
            |c| c.upn = text("T999000016049"),
            &["1530"],
        ),
        case("Cumberland", 2024, |c| c.upn = text("W942000016049"), &[]),
        case(
            "Cumberland too early",
            2023,
            |c| c.upn = text("W942000016049"),
            &["1530"],
        ),
        case(
            "North Northamptonshire",
            2023,
            |c| c.upn = text("R941000016049"),
            &[],
        ),
        case(
            "letter among the digits",
            2024,
            |c| c.upn = text("P2070000A6049"),
            &["1540"],
        ),
        case(
            "ends in I",
            2024,
            |c| c.upn = text("P20700001604I"),
            &["1550"],
        ),
        case("temporary", 2024, |c| c.upn = text("M20700001604A"), &[]),
        case(
            "12 characters",
            2024,
            |c| c.upn = text("P20700001604"),
            &["1550"],
        ),
        case(
            "14 characters",
            2024,
            |c| c.upn = text("P2070000160490"),
            &["1550"],
        ),
        case(
            "former UPN of 12",
            2024,
            |c| c.former_upn = text("P20700001604"),
            &["1560Q"],
        ),
        case(
            "former UPN with S",
            2024,
            |c| c.former_upn = text("S207000016049"),
            &["1560Q"],
        ),
        case(
            "former, wrong letter",
            2024,
            |c| c.former_upn = text("R247962919251"),
            &[],
        ),
        case(
            "UPN and reason",
            2024,
            |c| c.upn_unknown = code("UN5"),
            &["upn_with_reason"],
        ),
    ]
}

fn upn_expected() -> Vec<Case> {
    let none = |birth: &'static str, reason: &'static str| {
        move |c: &mut crate::cin::record::Child| {
            c.upn = None;
            c.birth_date = day(birth);
            c.upn_unknown = if reason.is_empty() {
                None
            } else {
                code(reason)
            };
        }
    };
    vec![
        case(
            "five on 31 August",
            2025,
            none("2019-08-31", ""),
            &["8770Q"],
        ),
        case("five the day after", 2025, none("2019-09-01", ""), &[]),
        case("five and UN1", 2025, none("2019-08-31", "UN1"), &["8770Q"]),
        case("five and UN2", 2025, none("2019-08-31", "UN2"), &[]),
        case(
            "six before the date, UN1",
            2024,
            none("2018-03-30", "UN1"),
            &[],
        ),
        case(
            "six before the date",
            2024,
            none("2018-03-30", ""),
            &["8770Q"],
        ),
        case("six on the date", 2024, none("2018-03-31", ""), &[]),
        case(
            "reason that is none",
            2024,
            |c| {
                c.upn = None;
                c.upn_unknown = unread("UN8");
            },
            &["8770Q"],
        ),
        case(
            "no UPN, no further action",
            2025,
            |c| {
                c.upn = None;
                c.referrals = vec![nfa("2024-06-05")];
            },
            &[],
        ),
        case("UN7 and a case", 2024, none("2012-05-20", "UN7"), &["8772"]),
        case(
            "UN7, no further action",
            2024,
            |c| {
                c.upn = None;
                c.upn_unknown = code("UN7");
                c.referrals = vec![nfa("2023-06-05")];
            },
            &[],
        ),
    ]
}
