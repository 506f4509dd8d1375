//! What the tests of the tier share: a table, rows of it, and two ways to ask one question.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, DictionaryArray, Int16Array, Int32Array, Int64Array,
    RecordBatch, StringArray,
};
use arrow::datatypes::Int32Type;
use arrow::util::pretty::pretty_format_batches;
use cohort_catalog::{ColumnDef, ColumnType, Sensitivity, TableDef, TableLevel};
use datafusion::catalog::MemTable;
use datafusion::prelude::{SessionConfig, SessionContext};

use super::{Provenance, TableDictionaries, TierPart, TierTable};

mod answers;
mod following;
mod pruning;
mod random;

pub(super) static REFERRAL: TableDef = TableDef {
    schema: "cin",
    name: "referral",
    comment: "One row per referral.",
    level: TableLevel::Child,
    key: &["la_child_id", "referral_date"],
    columns: &[
        ColumnDef::new(
            "la_child_id",
            ColumnType::Text,
            Sensitivity::Identifier,
            "Local id.",
        )
        .required(),
        ColumnDef::new(
            "primary_need",
            ColumnType::Code,
            Sensitivity::Sensitive,
            "Main need.",
        ),
        ColumnDef::new(
            "referral_date",
            ColumnType::Date,
            Sensitivity::Sensitive,
            "Day.",
        ),
        ColumnDef::new("visits", ColumnType::Int, Sensitivity::Plain, "A number."),
        ColumnDef::new(
            "seen",
            ColumnType::Boolean,
            Sensitivity::Plain,
            "Yes or no.",
        ),
    ],
};

/// One row, as a test writes it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) need: Option<String>,
    pub(super) day: Option<i32>,
    pub(super) visits: Option<i32>,
    pub(super) seen: Option<bool>,
}

pub(super) fn row(id: &str, need: &str, day: i32, visits: i32) -> Row {
    Row {
        id: id.to_owned(),
        need: Some(need.to_owned()),
        day: Some(day),
        visits: Some(visits),
        seen: Some(visits % 2 == 0),
    }
}

pub(super) fn from(la_code: i16, year: i16, source: &str, import_id: i64) -> Provenance {
    Provenance {
        la_code,
        year,
        source: Arc::from(source),
        import_id,
    }
}

/// Rows as a connector emits them.
pub(super) fn file_batch(rows: &[Row]) -> RecordBatch {
    let columns: Vec<ArrayRef> = vec![
        Arc::new(
            rows.iter()
                .map(|row| Some(row.id.as_str()))
                .collect::<StringArray>(),
        ),
        Arc::new(
            rows.iter()
                .map(|row| row.need.as_deref())
                .collect::<StringArray>(),
        ),
        Arc::new(rows.iter().map(|row| row.day).collect::<Date32Array>()),
        Arc::new(rows.iter().map(|row| row.visits).collect::<Int32Array>()),
        Arc::new(rows.iter().map(|row| row.seen).collect::<BooleanArray>()),
    ];
    RecordBatch::try_new(REFERRAL.file_schema(), columns).unwrap()
}

pub(super) fn part(
    provenance: Provenance,
    rows: &[Row],
    dictionaries: &TableDictionaries,
) -> Arc<TierPart> {
    Arc::new(TierPart::load(&REFERRAL, provenance, &[file_batch(rows)], dictionaries).unwrap())
}

/// The tier's table, and the same rows as DataFusion's own table, which prunes nothing.
pub(super) fn both(parts: &[(Provenance, Vec<Row>)]) -> (TierTable, MemTable) {
    let dictionaries = TableDictionaries::new(&REFERRAL);
    let tier = parts
        .iter()
        .map(|(from, rows)| part(from.clone(), rows, &dictionaries))
        .collect();
    (TierTable::new(&REFERRAL, tier), plain(parts))
}

/// The rows as DataFusion's own table.
pub(super) fn plain(parts: &[(Provenance, Vec<Row>)]) -> MemTable {
    let batches = parts.iter().map(|(from, rows)| {
        let own = file_batch(rows);
        let count = rows.len();
        let source: DictionaryArray<Int32Type> =
            std::iter::repeat_n(from.source.as_ref(), count).collect();
        let need: DictionaryArray<Int32Type> = rows.iter().map(|row| row.need.as_deref()).collect();
        let mut columns: Vec<ArrayRef> = vec![
            Arc::new(Int16Array::from_value(from.la_code, count)),
            Arc::new(Int16Array::from_value(from.year, count)),
            Arc::new(source),
            Arc::new(Int64Array::from_value(from.import_id, count)),
            Arc::new(Int64Array::new_null(count)),
        ];
        columns.extend(own.columns().iter().cloned());
        columns[6] = Arc::new(need);
        RecordBatch::try_new(REFERRAL.sql_schema(), columns).unwrap()
    });
    MemTable::try_new(REFERRAL.sql_schema(), vec![batches.collect()]).unwrap()
}

pub(super) fn context(tier: TierTable, plain: MemTable) -> SessionContext {
    let config = SessionConfig::new().with_target_partitions(2);
    let context = SessionContext::new_with_config(config);
    context.register_table("tier", Arc::new(tier)).unwrap();
    context.register_table("plain", Arc::new(plain)).unwrap();
    context
}

pub(super) async fn ask(context: &SessionContext, sql: &str) -> String {
    let frame = context
        .sql(sql)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
    let rows = frame
        .collect()
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
    pretty_format_batches(&rows).unwrap().to_string()
}

/// The answer's rows in any order, since a table without ORDER BY has none; without the
/// heading, which names the table.
fn rows(answer: &str) -> Vec<String> {
    let cells = |line: &str| line.split('|').map(str::trim).collect::<Vec<_>>().join("|");
    let mut rows: Vec<String> = answer
        .lines()
        .skip(3)
        .filter(|line| line.starts_with('|'))
        .map(cells)
        .collect();
    rows.sort_unstable();
    rows
}

/// Asks both tables a question about `FROM t` and expects one answer.
pub(super) async fn same(context: &SessionContext, sql: &str) -> String {
    let tier = ask(context, &sql.replace("FROM t", "FROM tier")).await;
    let plain = ask(context, &sql.replace("FROM t", "FROM plain")).await;
    assert_eq!(rows(&tier), rows(&plain), "{sql}");
    tier
}

/// The physical plan's lines that read the tier.
pub(super) async fn plan(context: &SessionContext, sql: &str) -> String {
    let frame = context.sql(sql).await.unwrap();
    let plan = frame.create_physical_plan().await.unwrap();
    datafusion::physical_plan::displayable(plan.as_ref())
        .indent(false)
        .to_string()
}
