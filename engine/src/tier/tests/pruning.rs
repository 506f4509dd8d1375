//! Parts and batches that a filter rules out are not read, and the plan says so.

use super::*;
use crate::tier::BATCH_ROWS;

/// LA 301 and 302 in 2023 and 2024, and 302's copy from the DfE; two rows each.
fn table() -> SessionContext {
    let rows = |la: i32, year: i32| {
        vec![
            row(&format!("c{la}-{year}-1"), "N1", (year - 1970) * 365, 1),
            row(&format!("c{la}-{year}-2"), "N2", (year - 1970) * 365 + 9, 2),
        ]
    };
    let parts = vec![
        (from(301, 2023, "la", 1), rows(301, 2023)),
        (from(301, 2024, "la", 2), rows(301, 2024)),
        (from(302, 2023, "la", 3), rows(302, 2023)),
        (from(302, 2024, "la", 4), rows(302, 2024)),
        (from(302, 2024, "npd", 5), rows(302, 2024)),
    ];
    let (tier, plain) = both(&parts);
    context(tier, plain)
}

#[tokio::test]
async fn each_shape_of_predicate_over_provenance_leaves_only_its_parts() {
    let context = table();
    for (predicate, parts) in [
        ("year = 2024", 3),
        ("year <> 2024", 2),
        ("year < 2024", 2),
        ("year >= 2024", 3),
        ("2024 = year", 3),
        ("la_code IN (301, 303)", 2),
        ("la_code NOT IN (301, 303)", 3),
        ("year BETWEEN 2020 AND 2023", 2),
        ("year NOT BETWEEN 2020 AND 2023", 3),
        ("source = 'npd'", 1),
        ("source <> 'npd'", 4),
        ("source IN ('npd', 'x')", 1),
        ("source LIKE 'n%'", 1),
        ("import_id = 3", 1),
        ("import_id > 3", 2),
        ("la_code = 301 AND year = 2024", 1),
        ("la_code = 301 OR source = 'npd'", 3),
        ("NOT (la_code = 301 OR year = 2023)", 2),
        ("la_code = 301 AND (year = 2023 OR import_id = 5)", 1),
        ("year IS NULL", 0),
        ("year IS NOT NULL", 5),
        ("year = 2024 AND year = 2023", 0),
        // Comes to `import_id <> 8 AND NULL`: never true.
        ("import_id NOT IN (8, NULL)", 0),
        ("year % 2 = 0", 3),
        ("la_code + 1 = 302", 2),
        ("cast(la_code AS varchar) || source = '302npd'", 1),
        (
            "CASE WHEN source = 'npd' THEN la_code = 302 ELSE year = 2023 END",
            3,
        ),
    ] {
        let sql = format!("SELECT * FROM t WHERE {predicate}");
        same(&context, &sql).await;
        let plan = plan(&context, &sql.replace("FROM t", "FROM tier")).await;
        let empty = parts == 0 && plan.contains("EmptyExec");
        assert!(
            empty || plan.contains(&format!("parts={parts}/5")),
            "{predicate}: {plan}"
        );
        assert!(
            !plan.contains("FilterExec"),
            "{predicate} is decided per part: {plan}"
        );
    }
}

#[tokio::test]
async fn predicates_that_mix_provenance_and_values_rule_out_parts_too() {
    let context = table();
    for (predicate, parts) in [
        ("referral_date >= '2024-01-01' AND year < 2024", 0),
        ("(year = 2023 AND visits = 2) OR import_id = 5", 3),
        ("visits > 2", 0),
        ("visits IS NULL", 0),
        ("person_id = 7", 0),
        ("person_id IS NULL", 5),
        ("la_child_id = 'c301-2023-1'", 1),
        ("visits = 1 AND la_code = 301", 2),
        ("visits IN (1, 7)", 5),
        ("primary_need = 'N1' AND year = 2024", 3),
    ] {
        let sql = format!("SELECT * FROM t WHERE {predicate}");
        same(&context, &sql).await;
        let plan = plan(&context, &sql.replace("FROM t", "FROM tier")).await;
        let empty = parts == 0 && plan.contains("EmptyExec");
        assert!(
            empty || plan.contains(&format!("parts={parts}/5")),
            "{predicate}: {plan}"
        );
    }
}

#[tokio::test]
async fn batches_are_ruled_out_by_the_key_they_are_sorted_by() {
    let rows: Vec<Row> = (0..BATCH_ROWS as i32 * 2 + 10)
        .rev()
        .map(|n| row(&format!("c{n:08}"), "N1", 19_000 + n / 1000, n))
        .collect();
    let (tier, plain) = both(&[(from(301, 2024, "la", 1), rows)]);
    let context = context(tier, plain);
    let sql = "SELECT visits FROM t WHERE la_child_id = 'c00000003'";
    assert!(same(&context, sql).await.contains("| 3 "));
    let plan = plan(&context, &sql.replace("FROM t", "FROM tier")).await;
    assert!(plan.contains("batches=1/3, rows=32768"), "{plan}");
    let recent = "SELECT count(*) FROM t WHERE referral_date > '2022-03-13'";
    same(&context, recent).await;
}

#[tokio::test]
async fn a_scan_shows_no_literal_beside_an_identifier() {
    let context = table();
    let sql = "SELECT visits FROM tier WHERE la_child_id = 'c301-2023-1' AND year = 2023";
    let frame = context.sql(sql).await.unwrap();
    let physical = frame.create_physical_plan().await.unwrap();
    let text = datafusion::physical_plan::displayable(physical.as_ref())
        .indent(true)
        .to_string();
    let scan = text.lines().find(|line| line.contains("TierScan")).unwrap();
    assert!(!scan.contains("c301"), "{scan}");
    assert!(scan.contains("year = ") && scan.contains("2023") && scan.contains("(la_child_id)"));
}

#[tokio::test]
async fn a_limit_opens_no_more_batches_than_it_needs() {
    let context = table();
    let plan = plan(
        &context,
        "SELECT la_child_id FROM tier WHERE year = 2024 LIMIT 3",
    )
    .await;
    assert!(plan.contains("parts=2/5, batches=2/5"), "{plan}");
    let rows = ask(
        &context,
        "SELECT la_child_id FROM tier WHERE year = 2024 LIMIT 3",
    )
    .await;
    assert_eq!(
        rows.lines().count(),
        7,
        "a frame of four lines around three rows: {rows}"
    );
}

#[tokio::test]
async fn a_join_reads_only_what_its_other_side_asks_for() {
    let rows: Vec<Row> = (0..BATCH_ROWS as i32 * 2)
        .map(|n| row(&format!("c{n:08}"), "N1", 19_000, n))
        .collect();
    let (tier, plain) = both(&[(from(301, 2024, "la", 1), rows)]);
    let context = context(tier, plain);
    let sql = "SELECT t.visits FROM tier t JOIN (VALUES ('c00000003')) k(id) \
               ON t.la_child_id = k.id";
    let frame = context.sql(sql).await.unwrap();
    let plan = frame.create_physical_plan().await.unwrap();
    let rows = datafusion::physical_plan::collect(Arc::clone(&plan), context.task_ctx()).await;
    assert_eq!(
        rows.unwrap()
            .iter()
            .map(RecordBatch::num_rows)
            .sum::<usize>(),
        1
    );
    assert_eq!(skipped(&plan), 1, "the second batch holds no such id");
}

/// Batches that scans below `plan` found ruled out while they ran.
fn skipped(plan: &Arc<dyn datafusion::physical_plan::ExecutionPlan>) -> usize {
    let metrics = plan.metrics();
    let own = metrics
        .and_then(|all| all.sum_by_name("batches_skipped"))
        .map_or(0, |m| m.as_usize());
    own + plan.children().into_iter().map(skipped).sum::<usize>()
}
