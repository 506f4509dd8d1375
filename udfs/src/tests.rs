//! What holds for all functions, and what only SQL shows: coercion, NULLs, groups.

use std::collections::HashSet;

use datafusion::arrow::array::{Array, AsArray};
use datafusion::arrow::datatypes::DataType;
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use datafusion::prelude::{SessionConfig, SessionContext};
use datafusion_common::{DataFusionError, Result};

use crate::{InvalidArgument, aggregates, functions};

/// A session with every function, which works in several partitions so that aggregates
/// have to merge their states.
fn session() -> SessionContext {
    let config = SessionConfig::new()
        .with_target_partitions(4)
        .with_batch_size(3);
    let session = SessionContext::new_with_config(config);
    functions()
        .into_iter()
        .for_each(|function| session.register_udf(function));
    aggregates()
        .into_iter()
        .for_each(|aggregate| session.register_udaf(aggregate));
    session
}

/// Rows of the answer, cells joined by a bar.
async fn query(session: &SessionContext, sql: &str) -> Result<Vec<String>> {
    let mut rows = Vec::new();
    for batch in session.sql(sql).await?.collect().await? {
        let options = FormatOptions::default().with_null("NULL");
        let columns: Vec<_> = batch
            .columns()
            .iter()
            .map(|column| ArrayFormatter::try_new(column, &options).unwrap())
            .collect();
        for row in 0..batch.num_rows() {
            let cells: Vec<_> = columns.iter().map(|c| c.value(row).to_string()).collect();
            rows.push(cells.join("|"));
        }
    }
    Ok(rows)
}

#[test]
fn names_are_unique_and_every_function_is_in_the_manual() {
    let mut names = HashSet::new();
    let scalars = functions();
    let aggregates = aggregates();
    let manuals = scalars
        .iter()
        .map(|f| (f.name(), f.documentation()))
        .chain(aggregates.iter().map(|a| (a.name(), a.documentation())));
    for (name, manual) in manuals {
        assert!(names.insert(name.to_owned()), "{name} twice");
        let manual = manual.unwrap_or_else(|| panic!("{name} has no manual entry"));
        assert!(
            manual.syntax_example.starts_with(&format!("{name}(")),
            "{name}"
        );
        assert!(manual.sql_example.is_some(), "{name} has no example");
        assert!(
            manual.arguments.as_ref().is_some_and(|a| !a.is_empty()),
            "{name}"
        );
    }
}

/// The functions that clients rely on, by their contract.
#[test]
fn the_contract_is_kept() {
    let names: HashSet<String> = functions().iter().map(|f| f.name().to_owned()).collect();
    for name in [
        "upn_valid",
        "upn_check_letter",
        "academic_year",
        "year_of",
        "age_on",
        "nc_year",
        "birth_season",
        "expected_attainment",
        "working_days",
        "add_working_days",
        "within_weeks",
        "due_date",
        "deadline_status",
        "rate_per_10000",
        "suppress",
        "pupil_key",
        "link_score",
        "link_evidence",
    ] {
        assert!(names.contains(name), "{name}");
    }
    let names: HashSet<String> = aggregates().iter().map(|f| f.name().to_owned()).collect();
    for name in ["rate_of_children", "rate_of_total", "percent_where"] {
        assert!(names.contains(name), "{name}");
    }
}

/// An example in the manual is `SELECT …; -- answer`.
#[tokio::test]
async fn the_examples_of_the_manual_are_true() {
    let session = session();
    let scalars = functions();
    let aggregates = aggregates();
    let manuals = scalars
        .iter()
        .filter_map(|f| f.documentation())
        .chain(aggregates.iter().filter_map(|a| a.documentation()));
    for manual in manuals {
        let example = manual.sql_example.as_deref().unwrap();
        let mut tried = 0;
        for line in example.lines().filter(|line| line.starts_with("SELECT")) {
            let (sql, answer) = line.split_once("; -- ").unwrap();
            assert_eq!(query(&session, sql).await.unwrap(), [answer], "{line}");
            tried += 1;
        }
        assert!(tried > 0, "{example}");
    }
}

#[tokio::test]
async fn null_in_gives_null_out_in_every_argument() {
    let session = session();
    // One call of each function; every argument in turn is NULL.
    let calls: &[(&str, &[&str])] = &[
        ("academic_year", &["DATE '2024-01-01'"]),
        ("add_months", &["DATE '2024-01-01'", "1"]),
        ("add_working_days", &["DATE '2024-01-01'", "1"]),
        ("age_on", &["DATE '2014-01-01'", "DATE '2024-01-01'"]),
        ("birth_season", &["DATE '2014-01-01'"]),
        ("due_date", &["DATE '2014-01-01'", "20"]),
        ("duration_band", &["DATE '2014-01-01'", "DATE '2024-01-01'"]),
        ("expected_attainment", &["'7'"]),
        ("length_band", &["DATE '2014-01-01'", "DATE '2024-01-01'"]),
        ("nc_phase", &["'7'"]),
        ("nc_year", &["DATE '2014-01-01'", "2024"]),
        (
            "pupil_key",
            &["'P207000016049'", "DATE '2014-01-01'", "'F'"],
        ),
        ("rate_per_10000", &["1", "2"]),
        ("suppress", &["1", "'none'"]),
        ("upn_check_letter", &["'P207000016049'"]),
        ("upn_valid", &["'P207000016049'"]),
        (
            "within_weeks",
            &["DATE '2024-01-01'", "DATE '2024-01-02'", "20"],
        ),
        ("working_days", &["DATE '2024-01-01'", "DATE '2024-01-02'"]),
        ("year_of", &["DATE '2024-01-01'"]),
    ];
    for (name, arguments) in calls {
        let whole = format!("SELECT {name}({}) IS NULL", arguments.join(", "));
        assert_eq!(query(&session, &whole).await.unwrap(), ["false"], "{whole}");
        for absent in 0..arguments.len() {
            let mut arguments = arguments.to_vec();
            arguments[absent] = "NULL";
            let sql = format!("SELECT {name}({}) IS NULL", arguments.join(", "));
            assert_eq!(query(&session, &sql).await.unwrap(), ["true"], "{sql}");
        }
    }
    // These four have an argument of their own meaning for NULL.
    assert_eq!(calls.len() + 4, functions().len());
}

#[tokio::test]
async fn a_deadline_is_judged_for_each_row() {
    let sql = "SELECT id, within_weeks(started, finished, weeks), due_date(started, weeks),
                      deadline_status(started, finished, weeks, DATE '2024-12-31')
               FROM (VALUES
                   (1, DATE '2024-01-01', DATE '2024-05-20', 20),
                   (2, DATE '2024-01-01', DATE '2024-05-21', 20),
                   (3, DATE '2024-12-01', NULL, 20),
                   (4, DATE '2024-01-01', NULL, 20),
                   (5, DATE '2024-01-02', DATE '2024-01-01', 20),
                   (6, NULL, DATE '2024-01-01', 20)) AS t(id, started, finished, weeks)
               ORDER BY id";
    let expected = [
        "1|true|2024-05-20|met",
        "2|false|2024-05-20|late",
        "3|NULL|2025-04-20|not_yet_due",
        "4|NULL|2024-05-20|overdue",
        "5|NULL|2024-05-21|NULL",
        "6|NULL|NULL|NULL",
    ];
    assert_eq!(query(&session(), sql).await.unwrap(), expected);
}

#[tokio::test]
async fn integers_of_every_width_and_dates_as_text_are_taken() {
    let session = session();
    for ty in ["SMALLINT", "INT", "BIGINT", "TINYINT UNSIGNED"] {
        let year = if ty == "TINYINT UNSIGNED" {
            "6"
        } else {
            "2025"
        };
        let sql = format!(
            "SELECT add_months(born, CAST({year} AS {ty}) * 0), due_date(born, CAST(6 AS {ty}))
             FROM (VALUES (DATE '2012-08-31')) AS t(born)"
        );
        assert_eq!(
            query(&session, &sql).await.unwrap(),
            ["2012-08-31|2012-10-12"],
            "{ty}"
        );
    }
    let sql = "SELECT nc_year(born, year), age_on(born, '2024-08-31') FROM (
                   SELECT DATE '2012-08-31' AS born, CAST(2025 AS SMALLINT) AS year)";
    assert_eq!(query(&session, sql).await.unwrap(), ["8|12"]);
    let sql = "SELECT rate_per_10000(count(*), CAST(50000 AS INT)) FROM (VALUES (1), (2)) AS t(n)";
    assert_eq!(query(&session, sql).await.unwrap(), ["0.4"]);
    let sql = "SELECT academic_year(TIMESTAMP '2024-08-31T23:59:59')";
    assert_eq!(query(&session, sql).await.unwrap(), ["2023/24"]);
}

#[tokio::test]
async fn text_of_every_layout_is_taken() {
    let session = session();
    for ty in ["Utf8", "LargeUtf8", "Utf8View", "Dictionary(Int32, Utf8)"] {
        let sql = format!(
            "SELECT upn_valid(arrow_cast(upn, '{ty}')), upn_check_letter(arrow_cast(upn, '{ty}')),
                    suppress(3, arrow_cast(rule, '{ty}'))
             FROM (VALUES ('P207000016049', 'cin'), ('R247962919251', 'census'), (NULL, NULL))
                 AS t(upn, rule)"
        );
        let answer = query(&session, &sql).await.unwrap();
        assert_eq!(answer, ["true|P|c", "false|Q|3", "NULL|NULL|NULL"], "{ty}");
    }
}

#[tokio::test]
async fn literals_are_folded_and_types_are_those_of_the_contract() {
    let session = session();
    let sql = "SELECT age_on(d, d), working_days(d, d), year_of(d), nc_year(d, 2024),
                      add_working_days(d, 1), rate_per_10000(1, 2), suppress(1, 'cin'),
                      academic_year(d), within_weeks(d, d, 1)
               FROM (VALUES (DATE '2024-01-02')) AS t(d)";
    let frame = session.sql(sql).await.unwrap();
    let types: Vec<_> = frame
        .schema()
        .fields()
        .iter()
        .map(|f| f.data_type().clone())
        .collect();
    use DataType::{Boolean, Date32, Float64, Int32, Utf8};
    assert_eq!(
        types,
        [
            Int32, Int32, Int32, Int32, Date32, Float64, Utf8, Utf8, Boolean
        ]
    );

    let plan = session
        .sql("SELECT working_days('2024-03-28', '2024-04-03') AS d")
        .await
        .unwrap();
    let plan = plan
        .into_optimized_plan()
        .unwrap()
        .display_indent()
        .to_string();
    assert!(plan.contains("Int32(2)"), "{plan}");
}

#[tokio::test]
async fn an_unknown_rule_is_an_invalid_argument_even_without_rows() {
    let session = session();
    for sql in [
        "SELECT suppress(n, 'Jane') FROM (VALUES (1)) AS t(n)",
        "SELECT suppress(n, rule) FROM (VALUES (1, 'cin'), (2, 'Jane')) AS t(n, rule)",
        "SELECT rate_suppression(n, 10, rule) FROM (VALUES (1, 'Jane')) AS t(n, rule)",
        "SELECT rate_suppression(n, 10, 'cin') FROM (VALUES (11)) AS t(n)",
        "SELECT rate_suppression(n, 10, NULL) FROM (VALUES (1)) AS t(n)",
    ] {
        let error = query(&session, sql).await.unwrap_err();
        let DataFusionError::External(cause) = error.find_root() else {
            panic!("{sql}: {error}");
        };
        assert!(cause.is::<InvalidArgument>(), "{sql}: {error}");
        assert!(!cause.to_string().contains("Jane"), "{error}");
    }
}

/// The worked SEN2 example beside a second authority, a third that nobody asked, and a
/// fourth without a population.
const REQUESTS: &str = "(VALUES
    (301, 1, true, 50000), (301, 2, false, 50000), (301, 7, true, 50000),
    (301, 7, true, 50000), (301, 8, NULL, 50000),
    (302, 1, false, 20000), (302, NULL, false, 20000), (302, 2, false, 20000),
    (303, NULL, NULL, 10000),
    (304, 5, true, NULL)) AS request(la_code, person_id, in_time, population)";

#[tokio::test]
async fn rates_count_children_once_and_records_each() {
    let sql = format!(
        "SELECT la_code, rate_of_total(population), rate_of_children(person_id, population),
                percent_where(in_time)
         FROM {REQUESTS} GROUP BY la_code ORDER BY la_code"
    );
    let expected = [
        "301|1.0|0.8|75.0",
        "302|1.5|1.0|0.0",
        "303|1.0|0.0|NULL",
        "304|NULL|NULL|100.0",
    ];
    assert_eq!(query(&session(), &sql).await.unwrap(), expected);
    // A local identifier is text, and counts as well.
    let sql = format!(
        "SELECT la_code, rate_of_children(CAST(person_id AS TEXT), population)
         FROM {REQUESTS} GROUP BY la_code ORDER BY la_code"
    );
    let expected = ["301|0.8", "302|1.0", "303|0.0", "304|NULL"];
    assert_eq!(query(&session(), &sql).await.unwrap(), expected);
}

#[tokio::test]
async fn without_groups_and_with_a_filter() {
    let session = session();
    let sql = format!(
        "SELECT rate_of_total(population) FILTER (WHERE in_time),
                rate_of_children(person_id, population) FILTER (WHERE in_time),
                percent_where(in_time) FILTER (WHERE person_id > 1),
                rate_of_total(population) FILTER (WHERE person_id > 99)
         FROM {REQUESTS} WHERE la_code = 301"
    );
    assert_eq!(
        query(&session, &sql).await.unwrap(),
        ["0.6|0.4|66.66666666666667|NULL"]
    );
    let grouped = format!("{sql} GROUP BY la_code");
    assert_eq!(
        query(&session, &grouped).await.unwrap(),
        ["0.6|0.4|66.66666666666667|NULL"]
    );
}

#[tokio::test]
async fn different_populations_in_one_group_are_refused() {
    for rate in [
        "rate_of_total(population)",
        "rate_of_children(person_id, population)",
    ] {
        let sql = format!("SELECT {rate} FROM {REQUESTS} WHERE la_code IN (301, 302)");
        let error = query(&session(), &sql).await.unwrap_err();
        assert!(
            error.to_string().contains("different populations"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn distinct_rows_are_refused_where_rows_are_counted() {
    for aggregate in [
        "rate_of_total(DISTINCT population)",
        "percent_where(DISTINCT in_time)",
    ] {
        let sql = format!("SELECT {aggregate}, count(*) FROM {REQUESTS}");
        let error = query(&session(), &sql).await.unwrap_err();
        assert!(error.to_string().contains("counts rows"), "{error}");
    }
}

/// Many groups in many batches: states are merged, and partial results passed through.
#[tokio::test]
async fn many_groups_agree_with_plain_sql() {
    let session = session();
    for setting in [
        "datafusion.execution.batch_size = 500",
        "datafusion.execution.skip_partial_aggregation_probe_rows_threshold = 0",
    ] {
        let sql = format!("SET {setting}");
        session.sql(&sql).await.unwrap().collect().await.unwrap();
    }
    let sql = "
        CREATE TABLE event AS
        SELECT value % 1000 AS area, value % 7000 AS person, value % 3 = 0 AS met, 5000 AS people
        FROM generate_series(1, 60000)";
    session.sql(sql).await.unwrap().collect().await.unwrap();
    let sql = "
        SELECT count(*) FROM (
            SELECT area,
                   rate_of_total(people) AS total, count(*) * 10000.0 / 5000 AS expected_total,
                   rate_of_children(person, people) AS children,
                   count(DISTINCT person) * 10000.0 / 5000 AS expected_children,
                   percent_where(met) AS share,
                   100.0 * count(*) FILTER (WHERE met) / count(*) AS expected_share
            FROM event GROUP BY area)
        WHERE total = expected_total AND children = expected_children
          AND abs(share - expected_share) < 1e-9";
    let batches = session.sql(sql).await.unwrap().collect().await.unwrap();
    let agreed = batches[0].column(0);
    assert!(agreed.is_valid(0));
    assert_eq!(
        agreed
            .as_primitive::<datafusion::arrow::datatypes::Int64Type>()
            .value(0),
        1000
    );
}
