//! Two ways to ask the same question. Both give text, in the form of PostgreSQL's text
//! protocol, so that one expected answer serves both.

use std::sync::Arc;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Float64Type};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use async_trait::async_trait;
use cohort_engine::session::{EngineError, Kind, Session, parse};
use futures::StreamExt;
use sqllogictest::{AsyncDB, DBOutput, DefaultColumnType};
use tokio_postgres::SimpleQueryMessage;

type Answer = DBOutput<DefaultColumnType>;

/// Asks a session of an engine in this process.
#[derive(Debug)]
pub struct InProcess(pub Arc<Session>);

#[async_trait]
impl AsyncDB for InProcess {
    type Error = EngineError;
    type ColumnType = DefaultColumnType;

    async fn run(&mut self, sql: &str) -> Result<Answer, EngineError> {
        let mut answer = DBOutput::StatementComplete(0);
        for prepared in parse(sql)? {
            answer = match &prepared.kind {
                Kind::Query(statement) => {
                    let planned = self.0.plan(statement, &[]).await?;
                    let mut stream = self.0.execute(&planned, Vec::new()).await?;
                    let mut rows = Vec::new();
                    while let Some(batch) = stream.next().await {
                        rows.extend(texts(&batch?));
                    }
                    complete(rows, planned.schema.fields().len())
                }
                _ => match self.0.command(&prepared).await?.rows {
                    Some((schema, batches)) => {
                        let rows = batches.iter().flat_map(texts).collect();
                        complete(rows, schema.fields().len())
                    }
                    None => DBOutput::StatementComplete(0),
                },
            };
        }
        Ok(answer)
    }

    async fn shutdown(&mut self) {}

    fn engine_name(&self) -> &str {
        "in-process"
    }

    async fn sleep(duration: std::time::Duration) {
        tokio::time::sleep(duration).await;
    }

    fn error_sql_state(error: &EngineError) -> Option<String> {
        Some(error.sqlstate().to_owned())
    }
}

/// Asks a server over the simple protocol.
#[derive(Debug)]
pub struct OverTheWire(pub tokio_postgres::Client);

#[async_trait]
impl AsyncDB for OverTheWire {
    type Error = tokio_postgres::Error;
    type ColumnType = DefaultColumnType;

    async fn run(&mut self, sql: &str) -> Result<Answer, tokio_postgres::Error> {
        let mut answer = DBOutput::StatementComplete(0);
        let (mut rows, mut width) = (Vec::new(), 0);
        for message in self.0.simple_query(sql).await? {
            match message {
                SimpleQueryMessage::RowDescription(columns) => {
                    width = columns.len();
                    rows.clear();
                    answer = complete(Vec::new(), width);
                }
                SimpleQueryMessage::Row(row) => {
                    let text = |at| text_or_null(row.get(at).map(str::to_owned));
                    rows.push((0..row.len()).map(text).collect());
                }
                SimpleQueryMessage::CommandComplete(_) if width > 0 => {
                    answer = complete(std::mem::take(&mut rows), width);
                    width = 0;
                }
                _ => {}
            }
        }
        Ok(answer)
    }

    async fn shutdown(&mut self) {}

    fn engine_name(&self) -> &str {
        "wire"
    }

    async fn sleep(duration: std::time::Duration) {
        tokio::time::sleep(duration).await;
    }

    fn error_sql_state(error: &tokio_postgres::Error) -> Option<String> {
        error.code().map(|code| code.code().to_owned())
    }
}

fn complete(rows: Vec<Vec<String>>, width: usize) -> Answer {
    DBOutput::Rows {
        types: vec![DefaultColumnType::Any; width],
        rows,
    }
}

fn text_or_null(text: Option<String>) -> String {
    match text {
        None => "NULL".to_owned(),
        Some(text) if text.is_empty() => "(empty)".to_owned(),
        Some(text) => text,
    }
}

/// Rows as PostgreSQL's text protocol prints them.
fn texts(batch: &RecordBatch) -> Vec<Vec<String>> {
    let columns: Vec<Box<dyn Fn(usize) -> String>> = batch
        .columns()
        .iter()
        .map(|column| -> Box<dyn Fn(usize) -> String> {
            let column = Arc::clone(column);
            Box::new(move |row| {
                let options = FormatOptions::default();
                if column.is_null(row) {
                    return "NULL".to_owned();
                }
                let text = match column.data_type() {
                    DataType::Boolean => if column.as_boolean().value(row) {
                        "t"
                    } else {
                        "f"
                    }
                    .to_owned(),
                    DataType::Float64 => {
                        column.as_primitive::<Float64Type>().value(row).to_string()
                    }
                    DataType::Timestamp(_, zone) => {
                        let text = ArrayFormatter::try_new(&column, &options)
                            .map(|f| f.value(row).to_string())
                            .unwrap_or_default();
                        let text = text.replace('T', " ");
                        match zone {
                            Some(_) => text.replace('Z', "+00"),
                            None => text,
                        }
                    }
                    _ => ArrayFormatter::try_new(&column, &options)
                        .map(|f| f.value(row).to_string())
                        .unwrap_or_default(),
                };
                text_or_null(Some(text))
            })
        })
        .collect();
    (0..batch.num_rows())
        .map(|row| columns.iter().map(|text| text(row)).collect())
        .collect()
}
