use smallvec::smallvec;

use super::super::identity::la_child;
use super::*;

const A: &str = "A100000000001";
const B: &str = "B100000000002";
const C: &str = "C100000000003";
const BORN: Option<i32> = Some(15_000);

fn secret() -> Secret {
    Secret::new("a key of the tests")
}

fn upn(text: &str) -> Option<Upn> {
    Some(Upn::of(text).expect("a UPN"))
}

fn full(text: &str) -> Identity {
    Identity {
        upn: upn(text),
        birth: BORN,
        sex: Some(Sex::Female),
        ..Identity::default()
    }
}

fn in_care(identity: Identity, child: &str) -> Identity {
    Identity {
        la_child: la_child(&secret(), 990, child),
        ..identity
    }
}

/// In a school census, told apart by no return.
fn held(identity: Identity) -> Held {
    Held {
        identity,
        returns: smallvec![],
        in_census: true,
        adopted: false,
    }
}

fn of_return(place: u32, identity: Identity) -> Held {
    Held {
        identity,
        returns: smallvec![place],
        in_census: false,
        adopted: false,
    }
}

fn persons(held: &[Held]) -> Vec<i64> {
    let persons = link(held, &secret()).persons;
    // Whatever the order in which they come.
    let backwards: Vec<Held> = held.iter().rev().cloned().collect();
    let mut again = link(&backwards, &secret()).persons;
    again.reverse();
    assert_eq!(persons, again);
    persons
}

#[track_caller]
fn same(held: &[Held]) {
    let persons = persons(held);
    assert!(persons[0] > 0);
    assert!(
        persons.iter().all(|person| *person == persons[0]),
        "{persons:?}"
    );
}

#[track_caller]
fn apart(held: &[Held]) {
    let mut persons = persons(held);
    assert!(persons.iter().all(|person| *person > 0), "{persons:?}");
    persons.sort_unstable();
    persons.dedup();
    assert_eq!(persons.len(), held.len());
}

#[test]
fn upn_birth_date_and_sex_must_all_agree() {
    let other = Identity {
        uln: Some(1_234_567_890),
        ..full(A)
    };
    same(&[held(full(A)), held(other)]);
    let sex = Identity {
        sex: Some(Sex::Male),
        ..full(A)
    };
    let birth = Identity {
        birth: Some(15_001),
        ..full(A)
    };
    apart(&[held(full(A)), held(full(B)), held(sex), held(birth)]);
}

#[test]
fn a_former_upn_joins_what_came_before_and_after() {
    let later = Identity {
        former_upn: upn(A),
        ..full(B)
    };
    let latest = Identity {
        former_upn: upn(B),
        ..full(C)
    };
    same(&[held(full(A)), held(later), held(latest)]);
    // Two that had the same number once, by two files that do not have the first.
    let other = Identity {
        former_upn: upn(A),
        ..full(C)
    };
    same(&[held(later), held(other)]);
    let of_another = Identity {
        birth: Some(15_001),
        ..later
    };
    apart(&[held(full(A)), held(of_another)]);
}

#[test]
fn a_uln_joins_what_has_another_upn_or_none() {
    let uln = Some(1_234_567_890);
    let first = Identity { uln, ..full(A) };
    let second = Identity { upn: None, ..first };
    same(&[held(first), held(second)]);
    let twin = Identity {
        uln: Some(1_234_567_891),
        ..second
    };
    apart(&[held(first), held(twin)]);
}

#[test]
fn an_authority_s_number_joins_years_and_returns() {
    let unborn = in_care(Identity::default(), "7");
    let born = in_care(
        Identity {
            birth: BORN,
            ..Identity::default()
        },
        "7",
    );
    let at_school = in_care(full(A), "7");
    same(&[
        of_return(0, unborn),
        of_return(1, born),
        of_return(2, at_school),
        held(full(A)),
    ]);
    // A date put right, where the UPN agrees; without one it may be another child.
    let corrected = Identity {
        birth: Some(15_031),
        ..at_school
    };
    same(&[of_return(0, corrected), of_return(1, at_school)]);
    let given_again = Identity {
        birth: Some(18_000),
        upn: None,
        ..at_school
    };
    apart(&[of_return(0, given_again), of_return(1, at_school)]);
    let elsewhere = Identity {
        la_child: la_child(&secret(), 991, "7"),
        ..Identity::default()
    };
    apart(&[of_return(0, unborn), of_return(1, elsewhere)]);
}

#[test]
fn one_upn_under_two_numbers_of_a_return_says_nothing_of_either() {
    let first = of_return(0, in_care(full(A), "1"));
    let second = of_return(0, in_care(full(A), "2"));
    apart(&[first.clone(), second.clone(), held(full(A))]);
    // In two years it is one child whose number changed.
    let next_year = of_return(1, in_care(full(A), "2"));
    same(&[first, next_year, held(full(A))]);
}

#[test]
fn two_children_of_a_return_are_not_joined_by_way_of_a_third_file() {
    let first = of_return(0, in_care(full(A), "1"));
    let second = of_return(0, in_care(full(B), "2"));
    let mistaken = Identity {
        former_upn: upn(A),
        ..full(B)
    };
    let persons = persons(&[first, second, held(mistaken)]);
    assert_ne!(persons[0], persons[1]);
}

#[test]
fn nothing_leads_from_a_child_who_was_adopted_to_another_file() {
    let adopted = |identity: Identity| Held {
        adopted: true,
        ..of_return(0, in_care(identity, "1"))
    };
    let renamed = Identity {
        former_upn: upn(A),
        ..full(B)
    };
    let alone = Identity {
        upn: upn(A),
        ..Identity::default()
    };
    let found = persons(&[
        adopted(full(A)),
        held(full(A)),
        held(renamed),
        of_return(1, alone),
    ]);
    assert!(
        found[1..]
            .iter()
            .all(|person| *person == found[1] && *person != found[0])
    );
    // What social care itself says of the child stays together.
    same(&[
        adopted(full(A)),
        adopted(Identity {
            upn: None,
            ..full(A)
        }),
    ]);
}

#[test]
fn a_upn_alone_goes_to_the_one_child_that_has_it() {
    let alone = Identity {
        upn: upn(A),
        ..Identity::default()
    };
    same(&[held(full(A)), of_return(0, alone)]);
    same(&[
        of_return(0, alone),
        of_return(
            0,
            Identity {
                sex: Some(Sex::Male),
                ..alone
            },
        ),
    ]);
    let boy = Identity {
        sex: Some(Sex::Male),
        ..full(A)
    };
    // The one of the census, where another file has another sex.
    let found = persons(&[held(full(A)), of_return(0, boy), of_return(1, alone)]);
    assert_eq!(found[0], found[2]);
    assert_ne!(found[0], found[1]);
    // None of two.
    let found = persons(&[held(full(A)), held(boy), of_return(1, alone)]);
    assert_eq!(found[2], 0);
    let of_boy = Identity {
        sex: Some(Sex::Male),
        ..alone
    };
    let found = persons(&[held(full(A)), held(boy), of_return(1, of_boy)]);
    assert_eq!(found[2], found[1]);
}

#[test]
fn the_number_is_that_of_the_strongest_key_whatever_else_is_known() {
    let number = persons(&[held(full(A))])[0];
    let in_care = of_return(0, in_care(full(A), "1"));
    assert_eq!(persons(std::slice::from_ref(&in_care))[0], number);
    let later = Identity {
        former_upn: upn(A),
        ..full(B)
    };
    assert_eq!(persons(&[held(full(A)), in_care, held(later)])[1], number);
}

#[test]
fn rows_without_a_key_are_persons_of_their_own() {
    let row = |row| Identity {
        row: Some(row),
        birth: BORN,
        sex: Some(Sex::Female),
        ..Identity::default()
    };
    apart(&[held(row(1)), held(row(2)), held(full(A))]);
}

#[test]
fn rules_are_told() {
    let linked = link(
        &[held(full(A)), of_return(0, in_care(full(A), "1"))],
        &secret(),
    );
    assert_eq!(linked.rules, [1 << UPN_BIRTH_SEX; 2]);
    assert_eq!(link(&[held(full(A))], &secret()).rules, [0]);
}
