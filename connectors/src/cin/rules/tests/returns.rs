//! The rules on the whole return.

use crate::cin::record::*;
use crate::cin::rules::ReturnChecks;
use crate::finding::Finding;

use super::build::*;
use super::sorted;

struct Return {
    name: &'static str,
    year: i16,
    children: Vec<Child>,
    header_year: i16,
    reference_date: &'static str,
    expected: &'static [&'static str],
}

fn numbered(mut child: Child, number: u32) -> Child {
    child.row = number;
    child.la_child_id = text(&format!("C{number:04}"));
    child.upn = None;
    child
}

/// Children that use eight disability codes, one of them two.
fn varied(year: i16) -> Vec<Child> {
    let codes_of: [&[&'static str]; 8] = [
        &["MOB", "HAND"],
        &["PC"],
        &["INC"],
        &["COMM"],
        &["LD"],
        &["HEAR"],
        &["VIS"],
        &["NONE"],
    ];
    let one = |(number, disabilities): (u32, &&[&'static str])| {
        let mut child = numbered(child(year), number);
        child.disabilities = codes(disabilities);
        if year >= 2027 {
            child.referrals[0].pre_proceedings = vec![PreProceedings::default()];
        }
        child
    };
    (1..).zip(&codes_of).map(one).collect()
}

fn of(
    name: &'static str,
    year: i16,
    edit: impl FnOnce(&mut Vec<Child>),
    expected: &'static [&'static str],
) -> Return {
    let mut children = varied(year);
    edit(&mut children);
    let reference_date = ["2024-03-31", "2027-03-31"][usize::from(year == 2027)];
    Return {
        name,
        year,
        children,
        header_year: year,
        reference_date,
        expected,
    }
}

/// `total` children of whom `unknown` have no sex that is known.
fn without_sex(children: &mut Vec<Child>, unknown: u32, total: u32) {
    for number in 9..=total {
        children.push(numbered(child(2024), number));
    }
    for child in children.iter_mut().take(unknown as usize) {
        sex(child, 2024, "U", "0");
    }
}

fn share_upn(children: &mut [Child], upns: &[&str]) {
    for (child, upn) in children.iter_mut().zip(upns) {
        child.upn = text(upn);
    }
}

fn returns() -> Vec<Return> {
    let mut returns = vec![
        of("sound", 2024, |_| (), &[]),
        of(
            "an LAchildID twice",
            2024,
            |c| c[3].la_child_id = text("C0001"),
            &["8510"],
        ),
        of(
            "no LAchildID, twice",
            2024,
            |c| (c[2].la_child_id, c[3].la_child_id) = (None, None),
            &[],
        ),
        of(
            "UPNs that differ",
            2024,
            |c| share_upn(c, &["P207000016049", "A207000016050"]),
            &[],
        ),
        of(
            "a UPN thrice",
            2024,
            |c| share_upn(c, &["P207000016049"; 3]),
            &["1520", "1520"],
        ),
        of(
            "a whole record twice",
            2024,
            |c| c.push(numbered(child(2024), 8)),
            &["8510", "duplicate_child"],
        ),
        of(
            "one more plan than conferences",
            2024,
            |c| {
                c[0].referrals[0] = referral("2023-06-05").on_plan("2023-06-20", "");
                c[1].referrals[0].cp_plans = vec![cp_plan("2023-06-20", "")];
            },
            &["2883"],
        ),
        of(
            "as many conferences as plans",
            2024,
            |c| {
                c[0].referrals[0] = referral("2023-06-05").on_plan("2023-06-20", "");
                c[1].referrals[0].cp_plans = vec![cp_plan("2023-06-20", "")];
                c[2].referrals[0].conference_date = day("2023-06-20");
                c[3].referrals[0].cp_plans = vec![cp_plan("2023-03-31", "")];
            },
            &[],
        ),
        of(
            "a conference of another year",
            2024,
            |c| {
                c[0].referrals[0].section47s = vec![enquiry("2023-03-20", "2023-03-31")];
                c[1].referrals[0].cp_plans = vec![cp_plan("2023-04-01", "")];
            },
            &["2883"],
        ),
        of(
            "2 of 100 without sex",
            2024,
            |c| without_sex(c, 2, 100),
            &[],
        ),
        of(
            "2 of 99 without sex",
            2024,
            |c| without_sex(c, 2, 99),
            &["2886Q"],
        ),
        of(
            "an unborn one without sex",
            2024,
            |c| unborn(&mut c[7], 2024),
            &[],
        ),
        of(
            "an indeterminate one",
            2024,
            |c| sex(&mut c[0], 2024, "U", "9"),
            &[],
        ),
        of(
            "an invalid one",
            2024,
            |c| c[0].sex = unread("X"),
            &["2886Q"],
        ),
        of(
            "seven codes",
            2024,
            |c| c[6].disabilities = codes(&["NONE"]),
            &["2887Q"],
        ),
        of(
            "one code a child",
            2024,
            |c| {
                c[0].disabilities = codes(&["MOB"]);
                c[7].disabilities = codes(&["HAND", "HAND"]);
            },
            &["2888Q"],
        ),
        of(
            "none disabled",
            2024,
            |c| {
                for child in c {
                    child.disabilities = codes(&["NONE"]);
                }
            },
            &["2887Q"],
        ),
        of("no child", 2024, |c| c.clear(), &[]),
        of("pre-proceedings", 2027, |_| (), &[]),
        of(
            "no pre-proceedings",
            2027,
            |c| {
                for child in c {
                    child.referrals[0].pre_proceedings.clear();
                }
            },
            &["8995Q"],
        ),
    ];
    for (name, reference_date) in [("no reference date", ""), ("the day before", "2024-03-30")] {
        returns.push(Return {
            name,
            reference_date,
            expected: &["100"],
            ..of("", 2024, |_| (), &[])
        });
    }
    // Collected for 2023-24, as the operator says, with the reference date of 2022-23.
    returns.push(Return {
        name: "a year before",
        header_year: 2023,
        reference_date: "2023-03-31",
        expected: &["100"],
        ..of("", 2024, |_| (), &[])
    });
    returns.push(Return {
        name: "the first year instead of the second",
        header_year: 2023,
        expected: &["header_year"],
        ..of("", 2024, |_| (), &[])
    });
    returns
}

pub(super) fn rules_tested() -> Vec<&'static str> {
    returns()
        .into_iter()
        .flat_map(|it| it.expected.to_vec())
        .collect()
}

fn judge(of: &Return) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut checks = ReturnChecks::new(period(of.year));
    for child in &of.children {
        checks.observe(child, &mut findings);
    }
    let header = HeaderFacts {
        reference_date: day(of.reference_date),
        year: year(of.header_year),
        ..HeaderFacts::default()
    };
    checks.finish(&header, &mut findings);
    findings
}

#[test]
fn each_return_breaks_exactly_the_rules_it_should() {
    let mut wrong = Vec::new();
    for it in returns() {
        let broken: Vec<_> = judge(&it).iter().map(|finding| finding.rule).collect();
        if sorted(&broken) != sorted(it.expected) {
            wrong.push(format!("{}: {broken:?}, not {:?}", it.name, it.expected));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_repeated_identifier_names_the_first_child() {
    let found = judge(&of("", 2024, |c| c[3].la_child_id = text("C0001"), &[]));
    assert_eq!(found[0].child_row, Some(4));
    assert_eq!(
        found[0].message,
        "This LAchildID is also that of child 1 of the file."
    );
    assert_eq!(found[0].value.as_deref(), Some("C0001"));
}

#[test]
fn neither_debug_output_shows_an_identifier() {
    let mut checks = ReturnChecks::new(period(2024));
    checks.observe(&child(2024), &mut Vec::new());
    let shown = format!("{checks:?}");
    assert!(
        !shown.contains("C0007") && !shown.contains("P207"),
        "{shown}"
    );
}
