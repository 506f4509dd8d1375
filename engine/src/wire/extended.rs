//! The extended query protocol: Parse, Bind, Describe, Execute, Close.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema};
use pgwire::api::Type;
use pgwire::messages::PgWireBackendMessage;
use pgwire::messages::data::{NoData, ParameterDescription};
use pgwire::messages::extendedquery::{
    Bind, BindComplete, Close, CloseComplete, Describe, Execute, Parse, ParseComplete,
    PortalSuspended,
};
use pgwire::messages::response::EmptyQueryResponse;

use super::connection::Connection;
use super::cursor::{Own, told_types};
use super::encode::{Column, columns};
use super::errors::{Fault, protocol, transaction_failed, unknown_cursor, unknown_statement};
use super::parameters::{self, arrow_type};
use super::portal::{Portal, RowSource, Statement, binary_columns};
use super::simple::row_tag;
use crate::session::settings;
use crate::session::{EngineError, ErrorKind, Kind, Prepared, TransactionStatus};

impl Connection {
    /// Parse: a statement is named, planned and its parameters' types settled.
    pub(super) async fn parse(&mut self, parse: Parse) -> Result<(), Fault> {
        let name = parse.name.unwrap_or_default();
        let mut parsed = crate::session::parse(&parse.query)?;
        if parsed.len() > 1 {
            return Err(EngineError::new(
                ErrorKind::Syntax,
                "cannot insert multiple commands into a prepared statement",
            )
            .into());
        }
        if name.is_empty() {
            self.statements.remove("");
        } else if self.statements.contains_key(&name) {
            return Err(EngineError::new(
                ErrorKind::DuplicateStatement,
                format!("prepared statement \"{name}\" already exists"),
            )
            .into());
        }
        let statement = match parsed.pop() {
            None => Statement {
                prepared: None,
                planned: None,
                parameter_types: Vec::new(),
            },
            Some(prepared) => self.statement(prepared, &parse.type_oids).await?,
        };
        self.statements.insert(name, Arc::new(statement));
        self.feed(PgWireBackendMessage::ParseComplete(ParseComplete::new()))
            .await
    }

    async fn statement(&mut self, prepared: Prepared, oids: &[u32]) -> Result<Statement, Fault> {
        let ends = matches!(
            prepared.kind,
            Kind::Commit | Kind::Rollback | Kind::RollbackTo(_)
        );
        if !ends && self.session.transaction() == TransactionStatus::Failed {
            return Err(transaction_failed().into());
        }
        let query = match &prepared.kind {
            Kind::Query(query) | Kind::CopyOut { query, .. } => Some(query),
            _ => None,
        };
        let declared: Vec<Option<Type>> = oids
            .iter()
            .map(|oid| Type::from_oid(*oid).filter(|ty| *ty != Type::UNKNOWN))
            .collect();
        let hints: Vec<Option<DataType>> = declared
            .iter()
            .map(|ty| ty.as_ref().and_then(arrow_type))
            .collect();
        let planned = match query {
            Some(query) => Some(self.session.plan(query, &hints).await?),
            None => None,
        };
        let inferred = match &planned {
            Some(planned) => told_types(&planned.parameter_types)?,
            None => Vec::new(),
        };
        // What the client declared is what it will send.
        let parameter_types = (0..inferred.len().max(declared.len()))
            .map(|i| {
                let declared = declared.get(i).cloned().flatten();
                declared
                    .or_else(|| inferred.get(i).cloned())
                    .unwrap_or(Type::TEXT)
            })
            .collect();
        Ok(Statement {
            prepared: Some(prepared),
            planned,
            parameter_types,
        })
    }

    /// Bind: a statement gets its parameters and becomes a portal.
    pub(super) async fn bind(&mut self, bind: Bind) -> Result<(), Fault> {
        let name = bind.statement_name.unwrap_or_default();
        let statement = self
            .statements
            .get(&name)
            .map(Arc::clone)
            .ok_or_else(|| unknown_statement(&name))?;
        let portal_name = bind.portal_name.unwrap_or_default();
        if portal_name.is_empty() {
            self.portals.remove("");
        } else if self.portals.contains_key(&portal_name) {
            return Err(EngineError::new(
                ErrorKind::DuplicateCursor,
                format!("cursor \"{portal_name}\" already exists"),
            )
            .into());
        }
        let (given, wanted) = (bind.parameters.len(), statement.parameter_types.len());
        if given != wanted {
            return Err(protocol(format!(
                "bind message supplies {given} parameters, but prepared statement \"{name}\" requires {wanted}"
            ))
            .into());
        }
        let formats = bind.parameter_format_codes.len();
        if formats > 1 && formats != given {
            return Err(protocol(format!(
                "bind message has {formats} parameter formats but {given} parameters"
            ))
            .into());
        }
        let inferred: &[DataType] = statement
            .planned
            .as_ref()
            .map_or(&[], |planned| &planned.parameter_types);
        let binary = binary_columns(&bind.parameter_format_codes, given);
        let mut values = Vec::with_capacity(given);
        for (i, raw) in bind.parameters.iter().enumerate() {
            let ty = &statement.parameter_types[i];
            values.push(parameters::read(
                i,
                raw.as_deref(),
                ty,
                binary[i],
                inferred.get(i),
            )?);
        }
        let portal = Portal {
            statement,
            parameters: values,
            formats: bind.result_column_format_codes,
            rows: None,
            cursor: false,
            hold: false,
        };
        self.portals.insert(portal_name, portal);
        self.feed(PgWireBackendMessage::BindComplete(BindComplete::new()))
            .await
    }

    /// Describe: types of parameters and columns, without running anything.
    pub(super) async fn describe(&mut self, describe: Describe) -> Result<(), Fault> {
        let name = describe.name.unwrap_or_default();
        let (statement, formats) = match describe.target_type {
            b'S' => {
                let found = self.statements.get(&name).map(Arc::clone);
                let statement = found.ok_or_else(|| unknown_statement(&name))?;
                let oids = statement.parameter_types.iter().map(Type::oid).collect();
                let types = ParameterDescription::new(oids);
                self.feed(PgWireBackendMessage::ParameterDescription(types))
                    .await?;
                (statement, Vec::new())
            }
            b'P' => {
                let portal = self
                    .portals
                    .get(&name)
                    .ok_or_else(|| unknown_cursor(&name))?;
                (Arc::clone(&portal.statement), portal.formats.clone())
            }
            _ => return Err(protocol("Describe names neither a statement nor a portal").into()),
        };
        match self.columns_of(&statement)? {
            Some(columns) => {
                let binary = binary_columns(&formats, columns.len());
                self.row_description(&columns, &binary).await
            }
            None => self.feed(PgWireBackendMessage::NoData(NoData::new())).await,
        }
    }

    /// The columns a statement will give, or `None` if it gives no rows.
    fn columns_of(&self, statement: &Statement) -> Result<Option<Vec<Column>>, Fault> {
        let Some(prepared) = &statement.prepared else {
            return Ok(None);
        };
        match &prepared.kind {
            Kind::Query(_) => match &statement.planned {
                Some(planned) => Ok(Some(columns(&planned.schema)?)),
                None => Ok(None),
            },
            Kind::Show(name) => {
                let names: Vec<&str> = if name.eq_ignore_ascii_case("all") {
                    vec!["name", "setting", "description"]
                } else {
                    vec![settings::find(name).map_or(name.as_str(), |def| def.name)]
                };
                let fields: Vec<Field> = names
                    .into_iter()
                    .map(|n| Field::new(n, DataType::Utf8, false))
                    .collect();
                Ok(Some(columns(&Schema::new(fields))?))
            }
            Kind::Fetch { name, .. } => Ok(Some(self.cursor_columns(name)?.to_vec())),
            Kind::Execute { name, .. } => {
                let found = self.statements.get(name).and_then(|s| s.planned.as_ref());
                let planned = found.ok_or_else(|| unknown_statement(name))?;
                Ok(Some(columns(&planned.schema)?))
            }
            _ => Ok(None),
        }
    }

    /// Execute: runs a portal, or takes more rows from one that runs.
    pub(super) async fn execute(&mut self, execute: Execute) -> Result<(), Fault> {
        self.session.begin_statement();
        let name = execute.name.unwrap_or_default();
        let limit = usize::try_from(execute.max_rows)
            .ok()
            .filter(|limit| *limit > 0);
        let portal = self
            .portals
            .get(&name)
            .ok_or_else(|| unknown_cursor(&name))?;
        let statement = Arc::clone(&portal.statement);
        let Some(prepared) = &statement.prepared else {
            return self
                .feed(PgWireBackendMessage::EmptyQueryResponse(
                    EmptyQueryResponse::new(),
                ))
                .await;
        };
        match &prepared.kind {
            Kind::Query(_) => {
                self.start_cursor(&name).await?;
                self.take_rows(&name, prepared.tag, limit).await
            }
            Kind::CopyOut {
                options,
                legacy_options,
                ..
            } => {
                let format = super::copy::CopyFormat::read(options, legacy_options)?;
                self.start_cursor(&name).await?;
                match self
                    .portals
                    .get_mut(&name)
                    .and_then(|portal| portal.rows.take())
                {
                    Some(rows) => self.copy_out(rows, &format).await,
                    None => Err(unknown_cursor(&name).into()),
                }
            }
            _ => self.execute_other(&name, prepared, limit).await,
        }
    }

    async fn execute_other(
        &mut self,
        name: &str,
        prepared: &Prepared,
        limit: Option<usize>,
    ) -> Result<(), Fault> {
        let running = self
            .portals
            .get(name)
            .is_some_and(|portal| portal.rows.is_some());
        if running {
            return self.take_rows(name, prepared.tag, limit).await;
        }
        let (rows, tag) = match self.run_own(prepared).await? {
            Some(Own::Tag(tag)) => return self.complete(tag).await,
            Some(Own::Rows(rows)) => (rows, "SELECT"),
            Some(Own::Fetch {
                name: cursor,
                count,
            }) => {
                self.start_cursor(&cursor).await?;
                let columns = self.cursor_columns(&cursor)?;
                let binary = match self.portals.get(name) {
                    Some(portal) => portal.binary(columns.len()),
                    None => Vec::new(),
                };
                let sent = self.fetch(&cursor, count, &binary).await?;
                return self.complete(row_tag("FETCH", sent)).await;
            }
            None => {
                let mut outcome = self.command(prepared).await?;
                match RowSource::of(&mut outcome)? {
                    Some(rows) => (rows, prepared.tag),
                    None => return self.complete(outcome.tag).await,
                }
            }
        };
        if let Some(portal) = self.portals.get_mut(name) {
            portal.rows = Some(rows);
        }
        self.take_rows(name, tag, limit).await
    }

    /// Sends the next rows of a running portal, and whether there may be more.
    async fn take_rows(
        &mut self,
        name: &str,
        tag: &str,
        limit: Option<usize>,
    ) -> Result<(), Fault> {
        let columns = self.cursor_columns(name)?;
        let binary = self.portal(name)?.binary(columns.len());
        let count = limit.map(|limit| limit as u64);
        let sent = self.fetch(name, count, &binary).await?;
        if limit == Some(sent) {
            return self
                .feed(PgWireBackendMessage::PortalSuspended(PortalSuspended::new()))
                .await;
        }
        self.complete(row_tag(tag, sent)).await
    }

    /// Close: forgets a statement or portal; one that does not exist is no error.
    pub(super) async fn close(&mut self, close: Close) -> Result<(), Fault> {
        let name = close.name.unwrap_or_default();
        match close.target_type {
            b'S' => drop(self.statements.remove(&name)),
            b'P' => drop(self.portals.remove(&name)),
            _ => return Err(protocol("Close names neither a statement nor a portal").into()),
        }
        self.feed(PgWireBackendMessage::CloseComplete(CloseComplete::new()))
            .await
    }
}
