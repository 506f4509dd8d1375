//! Whatever the parts and the predicate: the rows of a table that prunes nothing.

use proptest::prelude::*;

use super::*;

fn any_row() -> impl Strategy<Value = Row> {
    let need = proptest::option::of(prop_oneof!["N1", "N2", "N9"].prop_map(String::from));
    (
        0..6u8,
        need,
        proptest::option::of(0..8i32),
        proptest::option::of(0..4i32),
        any::<Option<bool>>(),
    )
        .prop_map(|(id, need, day, visits, seen)| Row {
            id: format!("c{id}"),
            need,
            day,
            visits,
            seen,
        })
}

fn any_parts() -> impl Strategy<Value = Vec<(Provenance, Vec<Row>)>> {
    let one = (301..304i16, 2022..2025i16, any::<bool>(), 1..9i64);
    let one = one
        .prop_map(|(la, year, npd, import)| from(la, year, if npd { "npd" } else { "la" }, import));
    proptest::collection::vec((one, proptest::collection::vec(any_row(), 0..6)), 0..6)
}

fn any_predicate() -> impl Strategy<Value = String> {
    let compare = prop_oneof!["=", "<>", "<", "<=", ">", ">=", "IS DISTINCT FROM"];
    let number = prop_oneof![
        (Just("year"), 2021..2026i32),
        (Just("la_code"), 300..305i32),
        (Just("import_id"), 0..9i32),
        (Just("visits"), 0..4i32),
    ];
    let leaf = prop_oneof![
        (number, compare.clone()).prop_map(|((name, value), op)| format!("{name} {op} {value}")),
        (compare, prop_oneof!["la", "npd", "x"]).prop_map(|(op, v)| format!("source {op} '{v}'")),
        prop_oneof!["N1", "N2", "N5"].prop_map(|v| format!("primary_need = '{v}'")),
        (0..6u8).prop_map(|v| format!("la_child_id >= 'c{v}'")),
        (0..8i32).prop_map(|v| format!("referral_date < DATE '1970-01-0{}'", v + 1)),
        (2022..2024i32, 0..3i32).prop_map(|(a, b)| format!("year BETWEEN {a} AND {}", a + b)),
        (300..304i32).prop_map(|a| format!("la_code NOT IN ({a}, {})", a + 1)),
        (1..8i64).prop_map(|a| format!("import_id IN ({a}, {}, NULL)", a + 1)),
        prop_oneof!["person_id", "visits", "primary_need", "year"]
            .prop_map(|name| format!("{name} IS NULL")),
        Just("seen".to_owned()),
        Just("year % 2 = visits".to_owned()),
        Just("coalesce(person_id, year) = 2023".to_owned()),
    ];
    leaf.prop_recursive(3, 8, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) AND ({b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) OR ({b})")),
            inner.prop_map(|a| format!("NOT ({a})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pruning_changes_no_answer(parts in any_parts(), predicate in any_predicate()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let (tier, plain) = both(&parts);
        let context = context(tier, plain);
        runtime.block_on(async {
            same(&context, &format!("SELECT * FROM t WHERE {predicate}")).await;
            same(&context, &format!(
                "SELECT count(*), min(visits), max(year), count(person_id) FROM t WHERE {predicate}"
            )).await;
        });
    }
}
