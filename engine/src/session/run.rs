//! Planning and running: every statement under one snapshot, within its memory, its time
//! and the client's patience.

use std::ops::ControlFlow;
use std::sync::{Arc, MutexGuard, PoisonError};

use cohort_catalog::{CatalogError, Snapshot};
use datafusion::arrow::array::{ArrayRef, RecordBatch, StringArray};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::common::ParamValues;
use datafusion::error::DataFusionError;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{ExecutionPlan, execute_stream};
use datafusion::scalar::ScalarValue;
use datafusion::sql::parser::Statement;
use datafusion::sql::sqlparser::ast::{Statement as Ast, visit_relations};
use futures::StreamExt;
use tokio::sync::mpsc;

use super::compute::{AbortOnDrop, Compute};
use super::error::{EngineError, ErrorKind};
use super::explain;
use super::limits::Allowance;
use super::settings::{AS_OF, Choice};
use super::statement::{Kind, Prepared};
use super::transaction::TransactionStatus;
use super::view::View;
use super::{Session, settings};
use crate::pg::placeholders;

/// Batches that may wait for a slow reader. More would only cost memory.
const WAITING_BATCHES: usize = 2;

/// A planned query. It may be kept and run often: when the data have moved on it is
/// planned anew.
#[derive(Debug, Clone)]
pub struct Planned {
    statement: Arc<Ast>,
    /// The view it was planned on. Weak: a prepared statement that is kept for hours must
    /// not keep an old snapshot in memory.
    view: std::sync::Weak<View>,
    /// Whose copies of the data, in which versions, it was planned on.
    choice: Choice,
    plan: LogicalPlan,
    /// Columns of the result.
    pub schema: SchemaRef,
    /// Types of `$1`, `$2` …, as given by the client or inferred.
    pub parameter_types: Vec<DataType>,
}

/// What a statement that steers the session answers.
#[derive(Debug, Clone, Default)]
pub struct CommandOutcome {
    /// Command tag, such as `SET`.
    pub tag: String,
    /// Rows, for SHOW.
    pub rows: Option<(SchemaRef, Vec<RecordBatch>)>,
    /// Settings whose new value the client must be told.
    pub parameter_status: Vec<(String, String)>,
}

impl Session {
    /// Plans a query without running it.
    ///
    /// `hints` are the parameter types that the client declared, by position.
    ///
    /// # Errors
    ///
    /// Whatever is wrong with the statement, with the SQLSTATE that says so.
    pub async fn plan(
        &self,
        statement: &Arc<Ast>,
        hints: &[Option<DataType>],
    ) -> Result<Planned, EngineError> {
        self.begin_statement();
        self.transaction.check()?;
        self.look().await?;
        self.plan_on_view(statement, hints).await
    }

    async fn plan_on_view(
        &self,
        statement: &Arc<Ast>,
        hints: &[Option<DataType>],
    ) -> Result<Planned, EngineError> {
        let view = Arc::downgrade(&self.view.get());
        let choice = self.settings.choice();
        let state = self.context.state();
        let mut parsed = Ast::clone(statement);
        explain::discreet(&mut parsed);
        self.refuse_other_databases(&parsed)?;
        let (statement, hints) = (Arc::clone(statement), hints.to_vec());
        let work = self.engine.compute().run(async move {
            let parsed = Statement::Statement(Box::new(parsed));
            let plan = state.statement_to_plan(parsed).await?;
            let parameter_types = parameter_types(&plan, &hints)?;
            let schema = if parameter_types.is_empty() {
                Arc::new(plan.schema().as_arrow().clone())
            } else {
                let typed = placeholders::typed(&plan, &parameter_types)?;
                Arc::new(typed.schema().as_arrow().clone())
            };
            Ok(Planned {
                statement,
                view,
                choice,
                plan,
                schema,
                parameter_types,
            })
        });
        self.allowance.guard(work).await?
    }

    /// As in PostgreSQL, a statement reads the database it is connected to.
    fn refuse_other_databases(&self, statement: &Ast) -> Result<(), EngineError> {
        let own = self.database.name();
        let found = visit_relations(statement, |name| match name.0.as_slice() {
            [database, _, _] if database.as_ident().is_none_or(|ident| ident.value != own) => {
                ControlFlow::Break(name.to_string())
            }
            _ => ControlFlow::Continue(()),
        });
        match found {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(name) => Err(EngineError::new(
                ErrorKind::NotSupported,
                format!("cross-database references are not implemented: {name}"),
            )
            .with_hint(format!(
                "this connection is to {own}; connect to the other database"
            ))),
        }
    }

    /// Runs a planned query; its rows arrive as the reader takes them.
    ///
    /// The stream ends with an error when `statement_timeout` runs out or [`Session::cancel`]
    /// is called, also while the query computes.
    ///
    /// # Errors
    ///
    /// As [`Session::plan`].
    pub async fn execute(
        &self,
        planned: &Planned,
        parameters: Vec<ScalarValue>,
    ) -> Result<SendableRecordBatchStream, EngineError> {
        self.transaction.check()?;
        self.look().await?;
        let view = self.view.get();
        let current = planned
            .view
            .upgrade()
            .is_some_and(|v| Arc::ptr_eq(&v, &view))
            && planned.choice == self.settings.choice();
        let plan = if current {
            planned.plan.clone()
        } else {
            let hints: Vec<_> = planned.parameter_types.iter().cloned().map(Some).collect();
            self.plan_on_view(&planned.statement, &hints).await?.plan
        };
        let state = self.context.state();
        let work = self.engine.compute().run(async move {
            let plan = if parameters.is_empty() {
                plan
            } else {
                plan.with_param_values(ParamValues::from(parameters))?
            };
            let physical = state.create_physical_plan(&plan).await?;
            Ok((physical, state.task_ctx()))
        });
        let (plan, context) = self.allowance.guard(work).await??;
        let allowance = Arc::clone(&self.allowance);
        let rows = drive(allowance, plan, context, self.engine.compute());
        if !matches!(*planned.statement, Ast::Explain { .. }) {
            return Ok(rows);
        }
        let schema = rows.schema();
        let rows = rows.map(|batch| Ok(explain::hidden(&batch?)?));
        Ok(Box::pin(RecordBatchStreamAdapter::new(schema, rows)))
    }

    /// Runs a statement that is no query: SET, SHOW, RESET, DISCARD, BEGIN, COMMIT,
    /// ROLLBACK, SAVEPOINT, LISTEN.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotSupported`] for statements that the protocol layer keeps itself
    /// (cursors, prepared statements, COPY).
    pub async fn command(&self, prepared: &Prepared) -> Result<CommandOutcome, EngineError> {
        let ends = matches!(
            prepared.kind,
            Kind::Commit | Kind::Rollback | Kind::RollbackTo(_)
        );
        if !ends {
            self.transaction.check()?;
        }
        self.begin_statement();
        let mut outcome = CommandOutcome {
            tag: prepared.tag.to_owned(),
            ..Default::default()
        };
        match &prepared.kind {
            Kind::Set { name, value, local } => {
                let told = match value {
                    Some(value) => self.set(name, value, *local).await?,
                    None => self.reset(name)?,
                };
                outcome.parameter_status.extend(told);
            }
            Kind::Show(name) => {
                self.look().await?;
                outcome.rows = Some(self.show(name)?);
            }
            Kind::Reset(Some(name)) => outcome.parameter_status.extend(self.reset(name)?),
            Kind::Reset(None) | Kind::Discard(true) => {
                if !self.settings.get(AS_OF)?.is_empty() {
                    self.refuse_as_of_in_transaction()?;
                }
                if matches!(prepared.kind, Kind::Discard(_)) && self.in_transaction() {
                    return Err(EngineError::new(
                        ErrorKind::InTransaction,
                        "DISCARD ALL cannot run inside a transaction block",
                    ));
                }
                outcome.parameter_status = self.settings.reset_all();
            }
            Kind::Begin => {
                if self.transaction.begin() {
                    self.settings.begin();
                }
            }
            Kind::Commit => {
                let sound = self.transaction.end();
                self.settings.end(sound);
                if !sound {
                    outcome.tag = "ROLLBACK".to_owned();
                }
            }
            Kind::Rollback => {
                self.transaction.end();
                self.settings.end(false);
            }
            Kind::Savepoint(name) => self.transaction.savepoint(name.clone())?,
            Kind::Release(name) => self.transaction.release(name)?,
            Kind::RollbackTo(name) => self.transaction.rollback_to(name)?,
            Kind::Discard(false) | Kind::Listen => {}
            _ => {
                return Err(EngineError::new(
                    ErrorKind::NotSupported,
                    format!("{} needs a client connection", prepared.tag),
                ));
            }
        }
        Ok(outcome)
    }

    /// Whether a transaction is open, and how it fares.
    pub fn transaction(&self) -> TransactionStatus {
        self.transaction.status()
    }

    /// Marks the open transaction as failed; does nothing outside one.
    pub fn fail_transaction(&self) {
        self.transaction.fail();
    }

    /// Ends the statement that runs now, if one does.
    pub fn cancel(&self) {
        self.allowance.cancel();
    }

    /// A statement begins: `statement_timeout` counts from here, and cancel requests that
    /// came before are past. Planning is such a beginning; whoever takes rows of a query that
    /// an earlier statement began says so here.
    pub fn begin_statement(&self) {
        self.allowance.renew(self.settings.statement_timeout());
    }

    /// The snapshot that the session's statements see now.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(self.view.get().snapshot())
    }

    fn in_transaction(&self) -> bool {
        self.transaction() != TransactionStatus::Idle
    }

    /// Takes up the settings that the client gave when it connected.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::BadArgument`] for a `cohort.as_of` that names no snapshot.
    pub async fn start(&self) -> Result<(), EngineError> {
        self.look().await
    }

    /// Fixes the snapshot for the coming statement: outside a transaction the newest, or the
    /// one that `cohort.as_of` names, however that came to be set or unset.
    async fn look(&self) -> Result<(), EngineError> {
        if !self.transaction.takes_snapshot() {
            return Ok(());
        }
        let wanted = self.settings.get(AS_OF)?;
        if wanted.is_empty() {
            self.show_view(self.engine.view(self.database)?, wanted);
        } else if *self.shown_as_of() != wanted {
            let view = self.view_as_of(&wanted).await?;
            self.show_view(view, wanted);
        }
        Ok(())
    }

    fn show_view(&self, view: Arc<View>, as_of: String) {
        self.settings.note_snapshot(view.snapshot().number);
        self.view.set(view);
        *self.shown_as_of() = as_of;
    }

    fn shown_as_of(&self) -> MutexGuard<'_, String> {
        self.as_of.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn view_as_of(&self, text: &str) -> Result<Arc<View>, EngineError> {
        let work = async {
            let number = self.snapshot_as_of(text).await?;
            self.engine.view_at(number).await
        };
        self.allowance.guard(work).await?
    }

    async fn set(
        &self,
        name: &str,
        value: &str,
        local: bool,
    ) -> Result<Option<(String, String)>, EngineError> {
        if name.eq_ignore_ascii_case(AS_OF) {
            self.refuse_as_of_in_transaction()?;
            if !value.is_empty() && !local {
                let view = self.view_as_of(value).await?;
                self.show_view(view, value.to_owned());
            }
        }
        self.settings.set(name, value, local)
    }

    fn reset(&self, name: &str) -> Result<Option<(String, String)>, EngineError> {
        if name.eq_ignore_ascii_case(AS_OF) {
            self.refuse_as_of_in_transaction()?;
        }
        self.settings.reset(name)
    }

    fn refuse_as_of_in_transaction(&self) -> Result<(), EngineError> {
        if self.in_transaction() {
            return Err(EngineError::new(
                ErrorKind::InTransaction,
                "cohort.as_of cannot change inside a transaction",
            )
            .with_hint("set it before BEGIN"));
        }
        Ok(())
    }

    /// A snapshot number, or the last snapshot made on or before a date or time (UTC).
    async fn snapshot_as_of(&self, text: &str) -> Result<u64, EngineError> {
        let store = self.engine.store();
        let number = match text.parse::<u64>() {
            Ok(number) => match store.snapshot(number).await {
                Ok(snapshot) => Some(snapshot.number),
                Err(CatalogError::SnapshotUnknown { .. }) => None,
                Err(error) => return Err(error.into()),
            },
            Err(_) => {
                let moment = end_of_moment(text).ok_or_else(|| {
                    EngineError::new(
                        ErrorKind::BadArgument,
                        format!("invalid value for parameter \"cohort.as_of\": \"{text}\""),
                    )
                    .with_hint("give a snapshot number, a date or a timestamp")
                })?;
                let snapshots = store.snapshots().await?;
                snapshots
                    .iter()
                    .filter(|s| s.created_at <= moment)
                    .map(|s| s.number)
                    .max()
            }
        };
        number.ok_or_else(|| {
            EngineError::new(
                ErrorKind::BadArgument,
                format!("there is no snapshot as of {text}"),
            )
            .with_hint("cohort snapshots lists them")
        })
    }

    fn show(&self, name: &str) -> Result<(SchemaRef, Vec<RecordBatch>), EngineError> {
        if name.eq_ignore_ascii_case("all") {
            let all = self.settings.all();
            let column = |f: fn(&(&'static str, String, &'static str)) -> String| {
                Arc::new(all.iter().map(|s| Some(f(s))).collect::<StringArray>()) as ArrayRef
            };
            let columns = vec![
                ("name", column(|s| s.0.to_owned())),
                ("setting", column(|s| s.1.clone())),
                ("description", column(|s| s.2.to_owned())),
            ];
            return text_rows(columns);
        }
        let def = settings::find(name);
        let value = settings::shown(name, &self.settings.get(name)?);
        let title = def.map_or(name, |def| def.name);
        text_rows(vec![(
            title,
            Arc::new(StringArray::from(vec![value])) as ArrayRef,
        )])
    }
}

fn text_rows(columns: Vec<(&str, ArrayRef)>) -> Result<(SchemaRef, Vec<RecordBatch>), EngineError> {
    let fields: Vec<Field> = columns
        .iter()
        .map(|(name, _)| Field::new(*name, DataType::Utf8, false))
        .collect();
    let schema = Arc::new(Schema::new(fields));
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    let batch = RecordBatch::try_new(Arc::clone(&schema), arrays)
        .map_err(|e| EngineError::from(DataFusionError::from(e)))?;
    Ok((schema, vec![batch]))
}

/// The last microsecond of a date, or a timestamp itself; UTC.
fn end_of_moment(text: &str) -> Option<i64> {
    let parse = |text: &str| ScalarValue::try_from_string(text.to_owned(), &timestamp()).ok();
    let micros = |value: ScalarValue| match value {
        ScalarValue::TimestampMicrosecond(Some(micros), _) => Some(micros),
        _ => None,
    };
    if text.len() == 10 {
        let start = parse(text).and_then(micros)?;
        return Some(start + 86_400_000_000 - 1);
    }
    parse(text).and_then(micros)
}

fn timestamp() -> DataType {
    DataType::Timestamp(
        datafusion::arrow::datatypes::TimeUnit::Microsecond,
        Some("UTC".into()),
    )
}

/// Types by position; text where neither the client nor the statement says.
fn parameter_types(
    plan: &LogicalPlan,
    hints: &[Option<DataType>],
) -> Result<Vec<DataType>, EngineError> {
    let inferred = plan.get_parameter_types()?;
    let cast = placeholders::inferred(plan)?;
    let mut count = hints.len();
    for name in inferred.keys() {
        let number = name.trim_start_matches('$').parse::<usize>().map_err(|_| {
            EngineError::new(
                ErrorKind::Syntax,
                format!("parameter {name} is not $1, $2, …"),
            )
        })?;
        count = count.max(number);
    }
    let ty = |at: usize| {
        let hint = hints.get(at).cloned().flatten();
        let name = format!("${}", at + 1);
        hint.or_else(|| inferred.get(&name).cloned().flatten())
            .or_else(|| cast.get(&name).cloned())
            .unwrap_or(DataType::Utf8)
    };
    Ok((0..count).map(ty).collect())
}

/// Runs the plan on a task of its own, so that the limits act while it computes, and no
/// further ahead of the reader than [`WAITING_BATCHES`].
fn drive(
    allowance: Arc<Allowance>,
    plan: Arc<dyn ExecutionPlan>,
    context: Arc<TaskContext>,
    compute: &Compute,
) -> SendableRecordBatchStream {
    let schema = plan.schema();
    let (sender, rows) = mpsc::channel(WAITING_BATCHES);
    let task = compute.spawn(async move {
        // Begun here, because operators spawn tasks where they are begun.
        let mut stream = match execute_stream(plan, context) {
            Ok(stream) => stream,
            Err(error) => return drop(sender.send(Err(error)).await),
        };
        while let Some(batch) = stream.next().await {
            if sender.send(batch).await.is_err() {
                break;
            }
        }
    });
    let running = Running {
        allowance,
        rows,
        task: AbortOnDrop(task),
        ended: false,
    };
    let rows = futures::stream::unfold(running, Running::next);
    Box::pin(RecordBatchStreamAdapter::new(schema, rows))
}

/// A query under way and its reader's end.
struct Running {
    allowance: Arc<Allowance>,
    rows: mpsc::Receiver<Result<RecordBatch, DataFusionError>>,
    task: AbortOnDrop<()>,
    ended: bool,
}

impl Running {
    async fn next(mut self) -> Option<(Result<RecordBatch, DataFusionError>, Running)> {
        if self.ended {
            return None;
        }
        let item = tokio::select! {
            biased;
            reason = self.allowance.ended() => Some(Err(external(reason))),
            batch = self.rows.recv() => {
                batch.map(|batch| batch.map_err(|e| external(EngineError::while_running(&e))))
            }
        };
        match item {
            Some(item) => {
                self.ended = item.is_err();
                Some((item, self))
            }
            // The channel closes when the task is done. A task that panicked must not look
            // like one that had no more rows.
            None => match (&mut self.task.0).await {
                Ok(()) => None,
                Err(_) => {
                    self.ended = true;
                    let lost = EngineError::new(ErrorKind::Internal, "a part of the query stopped");
                    Some((Err(external(lost)), self))
                }
            },
        }
    }
}

fn external(error: EngineError) -> DataFusionError {
    DataFusionError::External(Box::new(error))
}
