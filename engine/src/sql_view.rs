//! Declared views: what a table of the catalog shows is a `SELECT` over other tables.
//!
//! A [`SqlView`] is data: a [`TableDef`], so that it has comments and a sensitivity like any other
//! table, and the statement. [`SqlViewTable`] plans the statement when it is scanned, in the
//! session that scans: the tables in it are found through that session's own catalog, so a view
//! shows nobody a row that the session could not read by itself, and follows its `cohort.source`,
//! `cohort.version` and snapshot. Filters, columns and limit of the query around it are planned
//! together with it.
//!
//! What a view gives depends on nothing but the snapshot and the session's choices, so its rows are
//! kept with the snapshot (`KeptViews`), up to a size: a report that asks ten times pays once.
//!
//! A statement that depends on a day has `$1` in that place. The view takes the day that its
//! declaration names; a [`SqlFunction`] of the same statement takes it from its caller.

pub(crate) mod columns;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::datatypes::{DataType, Date32Type, SchemaRef};
use arrow::temporal_conversions::date32_to_datetime;
use async_trait::async_trait;
use cohort_catalog::TableDef;
use datafusion::catalog::{Session, TableFunctionArgs, TableFunctionImpl, TableProvider};
use datafusion::common::metadata::FieldMetadata;
use datafusion::common::{Column, Result, ScalarValue, internal_err, plan_err};
use datafusion::execution::SessionState;
use datafusion::logical_expr::utils::conjunction;
use datafusion::logical_expr::{
    Expr, LogicalPlanBuilder, TableProviderFilterPushDown, TableType, cast,
};
use datafusion::physical_plan::{ExecutionPlan, execute_stream};
use futures::TryStreamExt;
use tokio::sync::OnceCell;

use crate::session::Choice;
use crate::tier::{TierTable, is_plain};

/// A view: what it is called and shows, and how that comes about.
#[derive(Debug)]
pub struct SqlView {
    /// Name, columns, comments. Its level is [`cohort_catalog::TableLevel::Reference`]: a view
    /// lists the provenance columns it has among its own.
    pub def: TableDef,
    /// One `SELECT` statement that gives the columns of `def` in their order.
    pub sql: &'static str,
    /// The day that stands for `$1`; [`AsAt::Never`] where the statement has none.
    pub as_at: AsAt,
}

/// The day at which a view that depends on one is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsAt {
    /// It does not depend on a day.
    Never,
    /// The day of the query, UTC.
    Today,
    /// This day: days since 1970-01-01.
    Day(i32),
}

/// A [`SqlView`] in a session's catalog.
#[derive(Clone)]
pub struct SqlViewTable {
    def: &'static TableDef,
    sql: &'static str,
    as_at: AsAt,
    schema: SchemaRef,
    kept: Option<KeptOnce>,
}

/// The rows of views as sessions that see everything have them, by the choices of such a session.
#[derive(Debug, Default)]
pub(crate) struct KeptViews(Mutex<HashMap<(String, Choice), KeptOnce>>);

/// The rows of one view, made by whoever asks first.
type KeptOnce = Arc<OnceCell<Kept>>;

/// What became of a view when its rows were to be kept.
#[derive(Debug)]
enum Kept {
    Rows(Arc<TierTable>),
    /// Its rows take more than [`MOST_BYTES`]: each query plans it anew, with its own filters.
    TooLarge,
}

/// Most bytes of the rows of one view that are kept.
const MOST_BYTES: usize = 256 << 20;

impl KeptViews {
    /// The view as its declaration has it, its rows from here. One that follows the day of the
    /// query is not kept.
    pub(crate) fn view(&self, view: &'static SqlView, choice: Choice) -> SqlViewTable {
        let mut table = SqlViewTable::new(view);
        if view.as_at == AsAt::Never {
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let cell = kept.entry((view.def.full_name(), choice)).or_default();
            table.kept = Some(Arc::clone(cell));
        }
        table
    }
}

/// Shows the name: the statement is long.
impl fmt::Debug for SqlViewTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqlViewTable")
            .field("name", &self.def.full_name())
            .field("as_at", &self.as_at)
            .finish_non_exhaustive()
    }
}

impl SqlViewTable {
    /// The view as its declaration has it.
    pub fn new(view: &'static SqlView) -> Self {
        SqlViewTable {
            def: &view.def,
            sql: view.sql,
            as_at: view.as_at,
            schema: view.def.sql_schema(),
            kept: None,
        }
    }

    fn at(view: &'static SqlView, day: i32) -> Self {
        SqlViewTable {
            as_at: AsAt::Day(day),
            ..SqlViewTable::new(view)
        }
    }

    /// All rows.
    async fn make(&self, session: &SessionState) -> Result<Kept> {
        let plan = self.plan(session).await?.build()?;
        let plan = session.create_physical_plan(&plan).await?;
        let mut rows = execute_stream(plan, session.task_ctx())?;
        let mut batches = Vec::new();
        let mut bytes = 0;
        while let Some(batch) = rows.try_next().await? {
            bytes += batch.get_array_memory_size();
            if bytes > MOST_BYTES {
                return Ok(Kept::TooLarge);
            }
            batches.push(batch);
        }
        let table = TierTable::from_batches(self.def, batches)?;
        Ok(Kept::Rows(Arc::new(table)))
    }

    /// The statement's plan, with columns of exactly the declared names and types.
    async fn plan(&self, session: &SessionState) -> Result<LogicalPlanBuilder> {
        let plan = session.create_logical_plan(self.sql).await?;
        let day = match self.as_at {
            AsAt::Never => None,
            AsAt::Today => {
                let now = session.execution_props().query_execution_start_time;
                let now = now.unwrap_or_else(chrono::Utc::now);
                Some(Date32Type::from_naive_date(now.date_naive()))
            }
            AsAt::Day(day) => Some(day),
        };
        let plan = match day {
            Some(day) => plan.with_param_values(vec![ScalarValue::Date32(Some(day))])?,
            None => plan,
        };
        let given = plan.schema().fields();
        let wanted = self.schema.fields();
        let names = |fields: &arrow::datatypes::Fields| -> Vec<String> {
            fields.iter().map(|field| field.name().clone()).collect()
        };
        if names(given) != names(wanted) {
            return internal_err!("{} gives other columns than declared", self.def.full_name());
        }
        let columns: Vec<Expr> = plan
            .schema()
            .iter()
            .zip(wanted)
            .map(|((qualifier, given), field)| {
                let column = Expr::Column(Column::from((qualifier, given.as_ref())));
                let column = match given.data_type() == field.data_type() {
                    true => column,
                    false => cast(column, field.data_type().clone()),
                };
                let metadata = FieldMetadata::from(field.metadata().clone());
                column.alias_with_metadata(field.name(), Some(metadata))
            })
            .collect();
        LogicalPlanBuilder::from(plan).project(columns)
    }
}

#[async_trait]
impl TableProvider for SqlViewTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::View
    }

    fn get_table_definition(&self) -> Option<&str> {
        Some(self.sql)
    }

    fn supports_filters_pushdown(
        &self,
        filters: &[&Expr],
    ) -> Result<Vec<TableProviderFilterPushDown>> {
        // Rows that are kept are only pruned by a filter; one without a column is decided there.
        let answer = |filter: &&Expr| match filter {
            filter if !is_plain(filter) => TableProviderFilterPushDown::Unsupported,
            filter if filter.column_refs().is_empty() => TableProviderFilterPushDown::Exact,
            _ => TableProviderFilterPushDown::Inexact,
        };
        Ok(filters.iter().map(answer).collect())
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let Some(session) = state.as_any().downcast_ref::<SessionState>() else {
            return internal_err!("{} needs a session's state", self.def.full_name());
        };
        if let Some(kept) = &self.kept
            && let Kept::Rows(rows) = kept.get_or_try_init(|| self.make(session)).await?
        {
            return rows.scan(state, projection, filters, limit).await;
        }
        let mut plan = self.plan(session).await?;
        if let Some(filter) = conjunction(filters.iter().cloned()) {
            plan = plan.filter(filter)?;
        }
        if let Some(projection) = projection {
            let columns = projection
                .iter()
                .map(|index| Expr::Column(Column::from_name(self.schema.field(*index).name())));
            plan = plan.project(columns.collect::<Vec<Expr>>())?;
        }
        if let Some(limit) = limit {
            plan = plan.limit(0, Some(limit))?;
        }
        session.create_physical_plan(&plan.build()?).await
    }
}

/// A table function that shows a view at a day of the caller's.
#[derive(Debug, Clone, Copy)]
pub struct SqlFunction {
    /// Name in SQL.
    pub name: &'static str,
    /// What a caller should have written, for the error that says so.
    pub usage: &'static str,
    /// The views it can show by their name; a function of only one has none to choose and takes
    /// just the day.
    pub views: &'static [(&'static str, &'static SqlView)],
}

impl TableFunctionImpl for SqlFunction {
    fn call_with_args(&self, args: TableFunctionArgs) -> Result<Arc<dyn TableProvider>> {
        let (view, day) = match (args.exprs(), self.views) {
            ([day], [(_, view)]) => (Some(*view), day),
            ([Expr::Literal(name, _), day], views) => {
                let name = name.try_as_str().flatten().unwrap_or_default();
                let found = views.iter().find(|(known, _)| *known == name);
                (found.map(|(_, view)| *view), day)
            }
            _ => return plan_err!("usage: {}", self.usage),
        };
        let Some(view) = view else {
            let known: Vec<&str> = self.views.iter().map(|(name, _)| *name).collect();
            return plan_err!(
                "{} knows {}; usage: {}",
                self.name,
                known.join(", "),
                self.usage
            );
        };
        let day = match day {
            Expr::Literal(value, _) => value.cast_to(&DataType::Date32).ok(),
            _ => None,
        };
        match day {
            Some(ScalarValue::Date32(Some(day))) if date32_to_datetime(day).is_some() => {
                Ok(Arc::new(SqlViewTable::at(view, day)))
            }
            _ => plan_err!("the day is no date; usage: {}", self.usage),
        }
    }
}

#[cfg(test)]
mod tests;
