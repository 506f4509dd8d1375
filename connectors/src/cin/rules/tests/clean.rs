//! Sound records of every year, on which no rule speaks.

use crate::cin::record::*;

use super::build::*;
use super::cases::pre_proceedings;
use super::rules_broken;

/// A date of the census year: month 4 to 12 lie in the year before the reference date.
fn in_year(year: i16, month_and_day: &str) -> String {
    let before = month_and_day >= "04";
    format!("{}-{month_and_day}", year - i16::from(before))
}

/// The first day from `month_and_day` on that is no weekend: a day for a conference.
fn weekday(year: i16, month_and_day: &str) -> String {
    let date = in_year(year, month_and_day);
    let leaf = day(&date).unwrap();
    let days = leaf.value.unwrap();
    let found = (days..)
        .find(|&day| !cohort_udfs::calendar::is_weekend(day))
        .unwrap();
    let (year, month, day) = cohort_udfs::calendar::civil(found).unwrap();
    format!("{year:04}-{month:02}-{day:02}")
}

fn of_cases(year: i16, referrals: Vec<Referral>) -> Child {
    Child {
        referrals,
        ..child(year)
    }
}

/// Assessed in 30 working days, closed with no further action (RC8).
fn assessed_and_closed(year: i16) -> Child {
    let [start, end] = ["06-05", "07-10"].map(|date| in_year(year, date));
    let mut case = referral(&start).closed(&end, "RC8");
    case.assessments = vec![assessment(&start, &end)];
    of_cases(year, vec![case])
}

/// On a child protection plan, reviewed after three and nine months.
fn on_a_plan(year: i16) -> Child {
    let start = in_year(year, "04-20");
    let conference = weekday(year, "05-08");
    let mut case = referral(&start);
    case.assessments = vec![assessment(&start, &in_year(year, "06-05"))];
    case.section47s = vec![Section47 {
        conference_target: day(&weekday(year, "05-15")),
        ..enquiry(&in_year(year, "04-24"), &conference)
    }];
    let reviews = [in_year(year, "08-01"), in_year(year, "01-29")];
    case.cp_plans = vec![reviewed(
        cp_plan(&conference, ""),
        &[&reviews[0], &reviews[1]],
    )];
    let mut child = of_cases(year, vec![case]);
    child.disabilities = codes(&["AUT", "COMM"]);
    child
}

/// Moved in on a plan, which ended; a CIN plan from 2021-22 on, and a new case.
fn moved_in(year: i16) -> Child {
    let start = weekday(year, "05-15");
    let end = in_year(year, "10-02");
    let mut case = referral(&in_year(year, "05-02")).closed(&in_year(year, "12-20"), "RC7");
    case.referral_source = code("5C");
    case.conference_date = day(&start);
    case.cp_plans = vec![CpPlan {
        previous_plans: number(2),
        ..cp_plan(&start, &end)
    }];
    if year >= 2022 {
        case.plans = vec![cin_plan(&end, &in_year(year, "12-20"))];
    }
    let again = referral(&in_year(year, "12-20"));
    let contact = nfa(&in_year(year, "04-05"));
    of_cases(year, vec![contact, case, again])
}

/// Looked after for years, seventeen, with a plan that ended long before the year's end.
fn seventeen(year: i16) -> Child {
    let mut case = referral(&format!("{}-02-11", year - 6));
    case.plans = if year < 2022 {
        vec![]
    } else {
        vec![cin_plan(&in_year(year, "04-20"), "")]
    };
    case.assessments = vec![Assessment {
        internal_review_date: day(&in_year(year, "03-04")),
        ..assessment(&in_year(year, "03-03"), "")
    }];
    let mut child = of_cases(year, vec![case]);
    child.birth_date = day(&format!("{}-04-15", year - 18));
    child.upn = text("M20700001604A");
    child.former_upn = text("P207000016049");
    child
}

fn no_further_action(year: i16) -> Child {
    let mut child = of_cases(
        year,
        vec![nfa(&in_year(year, "06-05")), nfa(&in_year(year, "11-20"))],
    );
    child.upn = None;
    child.upn_unknown = code("UN7");
    child.disabilities.clear();
    child.ethnicity = code("NOBT");
    sex(&mut child, year, "U", "0");
    child
}

fn expected_in_may(year: i16) -> Child {
    let mut child = child(year);
    unborn(&mut child, year);
    let conference = weekday(year, "01-15");
    let case = &mut child.referrals[0];
    case.section47s = vec![enquiry(&in_year(year, "01-04"), &conference)];
    case.cp_plans = vec![cp_plan(&conference, "")];
    child
}

fn died(year: i16) -> Child {
    let death = in_year(year, "11-20");
    let mut child = of_cases(
        year,
        vec![referral(&in_year(year, "06-05")).closed(&death, "RC2")],
    );
    child.death_date = day(&death);
    child
}

fn as_new_as_the_year(year: i16) -> Child {
    let mut child = child(year);
    let [start, end] = ["06-05", "07-10"].map(|date| in_year(year, date));
    let case = &mut child.referrals[0];
    case.assessments = vec![assessment(&start, &end)];
    if year >= 2021 {
        case.assessments[0].factors = codes(&["18B", "19C"]);
    }
    if year >= 2023 {
        case.referral_source = code("5D");
        case.closure_date = day(&end);
        case.closure_reason = code("RC9");
    }
    if year >= 2027 {
        let mut group = pre_proceedings::sound();
        group.start_date = day(&in_year(year, "05-01"));
        child.referrals.push(Referral {
            pre_proceedings: vec![group],
            ..referral(&in_year(year, "08-01"))
        });
    }
    child
}

#[test]
fn sound_children_of_every_year_break_no_rule() {
    type Make = fn(i16) -> Child;
    let children: [(&str, Make); 9] = [
        ("open", child),
        ("assessed and closed", assessed_and_closed),
        ("on a plan", on_a_plan),
        ("moved in", moved_in),
        ("seventeen", seventeen),
        ("no further action", no_further_action),
        ("unborn", expected_in_may),
        ("died", died),
        ("as new as the year", as_new_as_the_year),
    ];
    for year in 2020..=2027 {
        for (name, make) in &children {
            let broken = rules_broken(&make(year), year);
            assert!(broken.is_empty(), "{name}, {year}: {broken:?}");
        }
    }
}
