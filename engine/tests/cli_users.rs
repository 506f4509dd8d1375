//! `cohort user`: passwords come from standard input and are never kept.

mod common;

use common::Place;
use serde_json::json;

#[test]
fn users_are_added_listed_disabled_and_given_passwords() {
    let place = Place::new();
    let add = ["user", "add", "ada", "--admin", "--password-stdin"];
    place.run_with_input(&add, "correct horse\n").ok();
    place
        .run_with_input(
            &["user", "add", "bob", "--password-stdin"],
            "battery staple",
        )
        .ok();
    let users = |place: &Place| place.run(&["user", "list", "--format", "json"]).ok().json();
    assert_eq!(
        users(&place),
        [
            json!({"name": "ada", "admin": true, "disabled": false}),
            json!({"name": "bob", "admin": false, "disabled": false}),
        ]
    );
    place.run(&["user", "disable", "bob"]).ok();
    assert_eq!(users(&place)[1]["disabled"], true);
    place.run(&["user", "enable", "bob"]).ok();
    assert_eq!(users(&place)[1]["disabled"], false);
    place
        .run_with_input(
            &["user", "password", "bob", "--password-stdin"],
            "another\n",
        )
        .ok();

    let stored = place.listing("cohort-data");
    for bytes in stored.values() {
        let text = String::from_utf8_lossy(bytes);
        for password in ["correct horse", "battery staple", "another"] {
            assert!(!text.contains(password));
        }
    }
}

#[test]
fn what_cannot_be_done_to_users_is_one_line() {
    let place = Place::new();
    place
        .run_with_input(&["user", "add", "ada", "--password-stdin"], "secret")
        .ok();
    let before = place.listing("cohort-data");
    let cases: [(&[&str], &str, &str); 5] = [
        (&["user", "add", "ada", "--password-stdin"], "x", "already"),
        (&["user", "add", "bob", "--password-stdin"], "\n", "empty"),
        (&["user", "add", "bob"], "x", "--password-stdin"),
        (
            &["user", "add", "a b", "--password-stdin"],
            "x",
            "not a user name",
        ),
        (&["user", "disable", "eve"], "", "no user eve"),
    ];
    for (arguments, input, expected) in cases {
        let line = place.run_with_input(arguments, input).refused();
        assert!(line.contains(expected), "{arguments:?}: {line}");
        assert_eq!(place.listing("cohort-data"), before, "{arguments:?}");
    }
}
