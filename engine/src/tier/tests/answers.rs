//! What comes out: constants, statistics, dictionaries, order.

use arrow::array::AsArray;
use datafusion::catalog::TableProvider;

use super::*;

fn table() -> (TierTable, MemTable) {
    let mut second = vec![row("c3", "N2", 19_100, 4), row("c1", "N1", 19_200, 5)];
    second.push(Row {
        id: "c2".into(),
        need: None,
        day: None,
        visits: None,
        seen: None,
    });
    let parts = [
        (
            from(301, 2023, "la", 1),
            vec![row("c2", "N1", 19_000, 1), row("c1", "N9", 18_900, 2)],
        ),
        (from(302, 2024, "npd", 2), second),
    ];
    both(&parts)
}

#[tokio::test]
async fn any_projection_gives_the_rows_of_a_plain_table() {
    let (tier, plain) = table();
    let context = context(tier, plain);
    for sql in [
        "SELECT * FROM t",
        "SELECT count(*) FROM t",
        "SELECT 1 FROM t",
        "SELECT la_code, year, source, import_id, person_id FROM t",
        "SELECT visits, source, la_child_id, year FROM t",
        "SELECT count(*) FROM t WHERE primary_need = 'N1'",
        "SELECT min(year), max(la_code), min(referral_date), max(visits) FROM t",
        "SELECT min(la_child_id), max(la_child_id), min(source), max(primary_need) FROM t",
        "SELECT count(visits), count(person_id), count(primary_need), count(year) FROM t",
        "SELECT primary_need, count(*) FROM t GROUP BY primary_need",
        "SELECT source, primary_need, count(*), sum(visits) FROM t GROUP BY source, primary_need",
        "SELECT la_code, year, count(DISTINCT la_child_id) FROM t GROUP BY la_code, year",
        "SELECT DISTINCT primary_need FROM t",
        "SELECT DISTINCT source, year FROM t",
        "SELECT count(DISTINCT primary_need) FROM t",
        "SELECT primary_need FROM t WHERE primary_need IN ('N1', 'N9') ORDER BY primary_need",
        "SELECT upper(primary_need), length(source), primary_need || '!' FROM t",
        "SELECT substr(primary_need, 1, 1), coalesce(primary_need, 'none') FROM t",
        "SELECT CASE WHEN primary_need = 'N1' THEN source ELSE primary_need END FROM t",
        "SELECT a.la_child_id, b.year FROM t a JOIN plain b ON a.primary_need = b.primary_need",
        "SELECT a.la_child_id FROM t a JOIN plain b USING (source, year) WHERE b.visits > 1",
        "SELECT row_number() OVER (PARTITION BY primary_need ORDER BY la_child_id) FROM t",
        "SELECT min(primary_need) FILTER (WHERE year = 2024) FROM t",
        "SELECT primary_need IS NULL, primary_need LIKE 'N%', primary_need > 'N1' FROM t",
        "SELECT string_agg(primary_need, ',' ORDER BY primary_need) FROM t",
        "SELECT array_agg(primary_need ORDER BY la_child_id, visits) FROM t",
        "SELECT primary_need FROM t UNION SELECT source FROM plain",
    ] {
        same(&context, sql).await;
    }
}

#[tokio::test]
async fn a_table_without_rows_is_there() {
    let context = context(TierTable::new(&REFERRAL, vec![]), plain(&[]));
    for sql in [
        "SELECT * FROM t",
        "SELECT count(*) FROM t",
        "SELECT max(year), min(visits) FROM t",
        "SELECT la_code, count(*) FROM t WHERE year = 2024 GROUP BY la_code",
    ] {
        same(&context, sql).await;
    }
}

#[tokio::test]
async fn counts_and_bounds_need_no_row() {
    let (tier, plain) = table();
    let context = context(tier, plain);
    for sql in [
        "SELECT count(*) FROM tier",
        "SELECT count(*) FROM tier WHERE year = 2024",
        "SELECT count(visits), min(year), max(import_id), max(referral_date) FROM tier",
    ] {
        let plan = plan(&context, sql).await;
        assert!(!plan.contains("TierScan"), "{sql}: {plan}");
    }
    assert!(
        ask(&context, "SELECT count(*) FROM tier WHERE year = 2024")
            .await
            .contains("| 3 ")
    );
    // An identifier as a literal in a plan would be a child's.
    let plan = plan(&context, "SELECT max(la_child_id) FROM tier").await;
    assert!(plan.contains("TierScan") && !plan.contains("c3"), "{plan}");
}

#[tokio::test]
async fn rows_of_a_part_are_in_key_order_with_nulls_last() {
    let rows = vec![
        Row {
            id: "b".into(),
            need: None,
            day: None,
            visits: Some(1),
            seen: None,
        },
        row("b", "N1", 5, 2),
        row("a", "N1", 9, 3),
        row("b", "N1", 4, 4),
    ];
    let (tier, plain) = both(&[(from(301, 2024, "la", 1), rows)]);
    let context = context(tier, plain);
    let batches = context
        .sql("SELECT visits FROM tier")
        .await
        .unwrap()
        .collect()
        .await
        .unwrap();
    let visits = batches[0]
        .column(0)
        .as_primitive::<arrow::datatypes::Int32Type>();
    assert_eq!(visits.values(), &[3, 4, 2, 1]);
}

#[tokio::test]
async fn all_batches_of_a_table_share_one_dictionary() {
    let dictionaries = TableDictionaries::new(&REFERRAL);
    let early = part(
        from(301, 2023, "la", 1),
        &[row("c1", "N1", 1, 1)],
        &dictionaries,
    );
    let late = part(
        from(301, 2024, "la", 2),
        &[row("c1", "N5", 1, 1)],
        &dictionaries,
    );
    let parts = vec![
        early.with_newest(&dictionaries),
        late.with_newest(&dictionaries),
    ];
    let values = |part: &TierPart| {
        let column = &part.batches()[0].columns()[1];
        Arc::clone(column.as_dictionary::<Int32Type>().values())
    };
    assert!(
        !Arc::ptr_eq(&values(&early), &values(&parts[0])),
        "the later load added a text"
    );
    assert!(Arc::ptr_eq(&values(&parts[0]), &values(&parts[1])));
    assert!(Arc::ptr_eq(&parts[1], &late), "it has the newest already");
    assert_eq!(
        values(&parts[0])
            .as_string::<i32>()
            .iter()
            .flatten()
            .collect::<Vec<_>>(),
        ["N1", "N5"]
    );
    let context = context(TierTable::new(&REFERRAL, parts), plain(&[]));
    let sql = "SELECT source, primary_need FROM tier WHERE visits = 1";
    let batches = context.sql(sql).await.unwrap().collect().await.unwrap();
    assert_eq!(batches.len(), 2);
    for column in 0..2 {
        let of = |batch: &RecordBatch| {
            Arc::clone(batch.column(column).as_dictionary::<Int32Type>().values())
        };
        assert!(
            Arc::ptr_eq(&of(&batches[0]), &of(&batches[1])),
            "column {column}"
        );
    }
}

#[test]
fn debug_output_holds_no_value_of_a_child() {
    let (tier, _) = table();
    let text = format!("{tier:?}");
    assert!(!text.contains("c1") && !text.contains("N9"), "{text}");
}

#[test]
fn statistics_keep_identifiers_to_themselves() {
    let (tier, _) = table();
    let known = tier.statistics().unwrap();
    assert_eq!(known.num_rows.get_value(), Some(&5));
    let of = |name: &str| {
        let index = tier.schema().index_of(name).unwrap();
        known.column_statistics[index].clone()
    };
    assert!(of("la_child_id").max_value.get_value().is_none());
    assert!(of("year").max_value.is_exact().unwrap());
    assert_eq!(of("visits").null_count.get_value(), Some(&1));
    assert_eq!(of("person_id").null_count.get_value(), Some(&5));
}

static WORDS: TableDef = TableDef {
    schema: "reference",
    name: "word",
    comment: "Words.",
    level: TableLevel::Reference,
    key: &["word"],
    columns: &[ColumnDef::new("word", ColumnType::Code, Sensitivity::Plain, "A word.").required()],
};

#[tokio::test]
async fn a_reference_table_has_its_own_columns_only() {
    let words: ArrayRef = Arc::new(StringArray::from(vec!["b", "a"]));
    let batch = RecordBatch::try_new(WORDS.file_schema(), vec![words]).unwrap();
    let table = TierTable::from_batches(&WORDS, vec![batch]).unwrap();
    let context = SessionContext::new();
    context.register_table("word", Arc::new(table)).unwrap();
    let answer = ask(&context, "SELECT * FROM word").await;
    assert!(
        answer.find("| a ").unwrap() < answer.find("| b ").unwrap(),
        "{answer}"
    );
    let answer = ask(&context, "SELECT count(*) FROM word WHERE word = 'a'").await;
    assert!(answer.contains("| 1 "), "{answer}");
    assert!(
        TierTable::from_batches(&REFERRAL, vec![]).is_err(),
        "its rows need provenance"
    );
}
