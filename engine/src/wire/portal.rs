//! A statement as a client prepared it, and a query under way whose rows are taken on demand.

use std::sync::Arc;

use arrow::record_batch::RecordBatch;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::scalar::ScalarValue;
use futures::StreamExt as _;
use pgwire::api::Type;

use super::encode::Column;
use super::errors::Fault;
use crate::session::{CommandOutcome, Planned, Prepared};

/// What `Parse` or `PREPARE` left behind.
pub(super) struct Statement {
    /// The statement; `None` for an empty text.
    pub(super) prepared: Option<Prepared>,
    /// Its plan, when it is a query.
    pub(super) planned: Option<Planned>,
    /// Types of `$1`, `$2` … as told to the client.
    pub(super) parameter_types: Vec<Type>,
}

/// A statement with its parameters, ready to run or running.
pub(super) struct Portal {
    /// What was bound.
    pub(super) statement: Arc<Statement>,
    /// Values of `$1`, `$2` …
    pub(super) parameters: Vec<ScalarValue>,
    /// Result formats as the client gave them: none, one for all, or one for each column.
    pub(super) formats: Vec<i16>,
    /// Where its rows come from, once it runs.
    pub(super) rows: Option<RowSource>,
    /// Declared by SQL (`DECLARE`) and not by `Bind`.
    pub(super) cursor: bool,
    /// Outlives the transaction (`WITH HOLD`).
    pub(super) hold: bool,
}

impl Portal {
    /// For each of `count` columns, whether it is sent in binary.
    pub(super) fn binary(&self, count: usize) -> Vec<bool> {
        binary_columns(&self.formats, count)
    }
}

/// Spreads format codes over columns: none means text, one is for all.
pub(super) fn binary_columns(formats: &[i16], count: usize) -> Vec<bool> {
    match formats {
        [] => vec![false; count],
        [one] => vec![*one == 1; count],
        many => (0..count).map(|i| many.get(i) == Some(&1)).collect(),
    }
}

/// Rows on demand: a stream, and what is left of the batch it gave last.
pub(super) struct RowSource {
    columns: Arc<Vec<Column>>,
    stream: Option<SendableRecordBatchStream>,
    waiting: std::collections::VecDeque<RecordBatch>,
}

impl RowSource {
    /// The rows of a running query.
    pub(super) fn stream(stream: SendableRecordBatchStream) -> Result<Self, Fault> {
        let schema = stream.schema();
        let columns = Arc::new(super::encode::columns(&schema)?);
        Ok(RowSource {
            columns,
            stream: Some(stream),
            waiting: Default::default(),
        })
    }

    /// The rows of a command such as SHOW; `None` when it has none.
    pub(super) fn of(outcome: &mut CommandOutcome) -> Result<Option<Self>, Fault> {
        let Some((schema, batches)) = outcome.rows.take() else {
            return Ok(None);
        };
        let columns = Arc::new(super::encode::columns(&schema)?);
        Ok(Some(RowSource {
            columns,
            stream: None,
            waiting: batches.into(),
        }))
    }

    /// The result's columns.
    pub(super) fn columns(&self) -> &Arc<Vec<Column>> {
        &self.columns
    }

    /// At least one and at most `limit` rows, or `None` at the end.
    pub(super) async fn next(&mut self, limit: usize) -> Result<Option<RecordBatch>, Fault> {
        loop {
            if let Some(batch) = self.waiting.pop_front() {
                if batch.num_rows() > limit {
                    let rest = batch.slice(limit, batch.num_rows() - limit);
                    self.waiting.push_front(rest);
                    return Ok(Some(batch.slice(0, limit)));
                }
                if batch.num_rows() > 0 {
                    return Ok(Some(batch));
                }
                continue;
            }
            let Some(stream) = &mut self.stream else {
                return Ok(None);
            };
            match stream.next().await {
                Some(Ok(batch)) => self.waiting.push_back(batch),
                Some(Err(error)) => {
                    self.stream = None;
                    return Err(error.into());
                }
                None => self.stream = None,
            }
        }
    }
}
