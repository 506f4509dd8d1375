//! What SQL says about the connection's own state: cursors and prepared statements.

use std::sync::Arc;

use arrow::datatypes::DataType;
use datafusion::scalar::ScalarValue;
use datafusion::sql::sqlparser::ast;
use pgwire::api::Type;

use super::connection::Connection;
use super::errors::{Fault, transaction_failed, unknown_cursor, unknown_statement};
use super::parameters::arrow_type;
use super::portal::{Portal, RowSource, Statement};
use super::simple::row_tag;
use crate::session::{CommandOutcome, EngineError, ErrorKind, Kind, Prepared, TransactionStatus};

/// What a statement about cursors or prepared statements answers.
pub(super) enum Own {
    /// Done; nothing but a tag.
    Tag(String),
    /// Rows taken from a cursor: its name, and how many at most.
    Fetch { name: String, count: Option<u64> },
    /// Rows of an executed statement.
    Rows(RowSource),
}

impl Connection {
    /// Runs a statement that the session steers itself, and forgets what it ends.
    pub(super) async fn command(&mut self, statement: &Prepared) -> Result<CommandOutcome, Fault> {
        let outcome = self.session.command(statement).await?;
        match &statement.kind {
            Kind::Discard(true) => {
                self.statements.clear();
                self.portals.clear();
            }
            Kind::Commit | Kind::Rollback => self.end_of_statements(),
            _ => {}
        }
        self.tell_settings(&outcome).await?;
        Ok(outcome)
    }

    /// Runs DECLARE, FETCH, CLOSE, PREPARE, EXECUTE or DEALLOCATE; `None` for anything else.
    pub(super) async fn run_own(&mut self, statement: &Prepared) -> Result<Option<Own>, Fault> {
        let own = matches!(
            statement.kind,
            Kind::Declare { .. }
                | Kind::Fetch { .. }
                | Kind::Close(_)
                | Kind::Prepare { .. }
                | Kind::Execute { .. }
                | Kind::Deallocate(_)
        );
        if own && self.session.transaction() == TransactionStatus::Failed {
            return Err(transaction_failed().into());
        }
        let tag = || Ok(Some(Own::Tag(statement.tag.to_owned())));
        match &statement.kind {
            Kind::Declare {
                name,
                binary,
                hold,
                query,
            } => {
                self.declare(name, *binary, *hold, query).await?;
                tag()
            }
            Kind::Fetch { name, count } => Ok(Some(Own::Fetch {
                name: name.clone(),
                count: *count,
            })),
            Kind::Close(None) => {
                self.portals.retain(|_, portal| !portal.cursor);
                tag()
            }
            Kind::Close(Some(name)) => match self.portals.remove(name) {
                Some(_) => tag(),
                None => Err(unknown_cursor(name).into()),
            },
            Kind::Prepare {
                name,
                types,
                statement: inner,
            } => {
                self.prepare(name, types, inner).await?;
                tag()
            }
            Kind::Execute { name, parameters } => {
                self.execute_prepared(name, parameters).await.map(Some)
            }
            Kind::Deallocate(None) => {
                self.statements.clear();
                tag()
            }
            Kind::Deallocate(Some(name)) => match self.statements.remove(name) {
                Some(_) => tag(),
                None => Err(unknown_statement(name).into()),
            },
            _ => Ok(None),
        }
    }

    /// Sends the answer of such a statement in the simple protocol.
    pub(super) async fn send_own(&mut self, result: Own) -> Result<(), Fault> {
        match result {
            Own::Tag(tag) => self.complete(tag).await,
            Own::Rows(rows) => self.send_result(rows, "SELECT").await,
            Own::Fetch { name, count } => {
                self.start_cursor(&name).await?;
                let columns = self.cursor_columns(&name)?;
                let binary = self.portal(&name)?.binary(columns.len());
                self.row_description(&columns, &binary).await?;
                let sent = self.fetch(&name, count, &binary).await?;
                self.complete(row_tag("FETCH", sent)).await
            }
        }
    }

    async fn declare(
        &mut self,
        name: &str,
        binary: bool,
        hold: bool,
        query: &Arc<ast::Statement>,
    ) -> Result<(), Fault> {
        if !hold && self.session.transaction() == TransactionStatus::Idle {
            return Err(EngineError::new(
                ErrorKind::NoTransaction,
                "DECLARE CURSOR can only be used in transaction blocks",
            )
            .with_hint("begin a transaction, or declare the cursor WITH HOLD")
            .into());
        }
        if self.portals.contains_key(name) {
            return Err(EngineError::new(
                ErrorKind::DuplicateCursor,
                format!("cursor \"{name}\" already exists"),
            )
            .into());
        }
        let planned = self.session.plan(query, &[]).await?;
        let prepared = Prepared {
            kind: Kind::Query(Arc::clone(query)),
            tag: "SELECT",
        };
        let statement = Statement {
            prepared: Some(prepared),
            planned: Some(planned),
            parameter_types: Vec::new(),
        };
        let portal = Portal {
            statement: Arc::new(statement),
            parameters: Vec::new(),
            formats: vec![i16::from(binary)],
            rows: None,
            cursor: true,
            hold,
        };
        self.portals.insert(name.to_owned(), portal);
        // It sees the data of this moment, so it begins now.
        self.start_cursor(name).await
    }

    /// The portal of this name.
    pub(super) fn portal(&self, name: &str) -> Result<&Portal, Fault> {
        self.portals
            .get(name)
            .ok_or_else(|| unknown_cursor(name).into())
    }

    /// The columns a cursor gives.
    pub(super) fn cursor_columns(
        &self,
        name: &str,
    ) -> Result<Arc<Vec<super::encode::Column>>, Fault> {
        match &self.portal(name)?.rows {
            Some(rows) => Ok(Arc::clone(rows.columns())),
            None => Err(unknown_cursor(name).into()),
        }
    }

    /// Begins the query of a portal that has not begun.
    pub(super) async fn start_cursor(&mut self, name: &str) -> Result<(), Fault> {
        let portal = self.portal(name)?;
        if portal.rows.is_some() {
            return Ok(());
        }
        let (statement, parameters) = (Arc::clone(&portal.statement), portal.parameters.clone());
        let Some(planned) = &statement.planned else {
            return Err(unknown_cursor(name).into());
        };
        let stream = self.session.execute(planned, parameters).await?;
        let rows = RowSource::stream(stream)?;
        if let Some(portal) = self.portals.get_mut(name) {
            portal.rows = Some(rows);
        }
        Ok(())
    }

    /// Sends rows of a cursor and returns how many.
    pub(super) async fn fetch(
        &mut self,
        name: &str,
        count: Option<u64>,
        binary: &[bool],
    ) -> Result<usize, Fault> {
        let limit = count.map(|count| usize::try_from(count).unwrap_or(usize::MAX));
        // Out of the map while its rows are sent, because sending borrows the connection.
        let mut rows = match self.portals.get_mut(name) {
            Some(portal) => portal.rows.take(),
            None => return Err(unknown_cursor(name).into()),
        };
        let sent = match &mut rows {
            Some(rows) => self.send_rows(rows, binary, limit).await,
            None => Ok(0),
        };
        if let Some(portal) = self.portals.get_mut(name) {
            portal.rows = rows;
        }
        sent
    }

    async fn prepare(
        &mut self,
        name: &str,
        types: &[ast::DataType],
        inner: &Arc<ast::Statement>,
    ) -> Result<(), Fault> {
        if self.statements.contains_key(name) {
            return Err(EngineError::new(
                ErrorKind::DuplicateStatement,
                format!("prepared statement \"{name}\" already exists"),
            )
            .into());
        }
        let mut hints = Vec::new();
        for ty in types {
            hints.push(Some(self.declared_type(ty).await?));
        }
        let planned = self.session.plan(inner, &hints).await?;
        let parameter_types = told_types(&planned.parameter_types)?;
        let prepared = Prepared {
            kind: Kind::Query(Arc::clone(inner)),
            tag: "SELECT",
        };
        let statement = Statement {
            prepared: Some(prepared),
            planned: Some(planned),
            parameter_types,
        };
        self.statements.insert(name.to_owned(), Arc::new(statement));
        Ok(())
    }

    /// What a type's name means, as the planner sees it.
    async fn declared_type(&mut self, ty: &ast::DataType) -> Result<DataType, Fault> {
        let mut parsed = crate::session::parse(&format!("SELECT CAST(NULL AS {ty})"))?;
        match parsed.pop().map(|p| p.kind) {
            Some(Kind::Query(query)) => {
                let planned = self.session.plan(&query, &[]).await?;
                Ok(planned.schema.field(0).data_type().clone())
            }
            _ => Err(EngineError::new(ErrorKind::Syntax, format!("{ty} is not a type")).into()),
        }
    }

    /// EXECUTE: the parameters are expressions, so they are computed by a query of their own.
    async fn execute_prepared(
        &mut self,
        name: &str,
        parameters: &[ast::Expr],
    ) -> Result<Own, Fault> {
        let statement = self
            .statements
            .get(name)
            .map(Arc::clone)
            .ok_or_else(|| unknown_statement(name))?;
        let Some(planned) = &statement.planned else {
            return Err(unknown_statement(name).into());
        };
        if parameters.len() != planned.parameter_types.len() {
            return Err(EngineError::new(
                ErrorKind::Syntax,
                format!("wrong number of parameters for prepared statement \"{name}\""),
            )
            .with_hint(format!(
                "expected {} parameters but got {}",
                planned.parameter_types.len(),
                parameters.len()
            ))
            .into());
        }
        let values = self.values_of(parameters, &planned.parameter_types).await?;
        let stream = self.session.execute(planned, values).await?;
        Ok(Own::Rows(RowSource::stream(stream)?))
    }

    async fn values_of(
        &mut self,
        expressions: &[ast::Expr],
        types: &[DataType],
    ) -> Result<Vec<ScalarValue>, Fault> {
        if expressions.is_empty() {
            return Ok(Vec::new());
        }
        let list: Vec<String> = expressions
            .iter()
            .enumerate()
            .map(|(i, e)| format!("{e} AS p{i}"))
            .collect();
        let mut parsed = crate::session::parse(&format!("SELECT {}", list.join(", ")))?;
        let Some(Kind::Query(query)) = parsed.pop().map(|p| p.kind) else {
            return Err(EngineError::new(ErrorKind::Syntax, "parameters must be values").into());
        };
        let planned = self.session.plan(&query, &[]).await?;
        let stream = self.session.execute(&planned, Vec::new()).await?;
        let mut rows = RowSource::stream(stream)?;
        let Some(row) = rows.next(1).await? else {
            return Err(EngineError::new(ErrorKind::Internal, "parameters gave no row").into());
        };
        let values = row.columns().iter().zip(types).map(|(column, ty)| {
            let column = arrow::compute::cast(column, ty)
                .map_err(datafusion::error::DataFusionError::from)?;
            Ok(ScalarValue::try_from_array(&column, 0)?)
        });
        values.collect()
    }
}

/// The PostgreSQL types of parameters whose Arrow types are known.
pub(super) fn told_types(types: &[DataType]) -> Result<Vec<Type>, Fault> {
    types
        .iter()
        .map(|ty| {
            let field = arrow::datatypes::Field::new("parameter", ty.clone(), true);
            let told = crate::pg::pg_type(&Arc::new(field));
            // A type we could not read back is asked for as text.
            Ok(told
                .filter(|told| arrow_type(told).is_some())
                .unwrap_or(Type::TEXT))
        })
        .collect()
}
