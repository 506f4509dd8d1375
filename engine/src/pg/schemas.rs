//! `pg_catalog` and `information_schema` as schemas of a session.

use std::sync::{Arc, LazyLock};

use arrow::array::RecordBatch;
use async_trait::async_trait;
use datafusion::catalog::{MemTable, SchemaProvider};
use datafusion::datasource::TableProvider;
use datafusion::error::{DataFusionError, Result};
use datafusion_pg_catalog::pg_catalog::{ArrowTable, PgCatalogStaticTables};

use super::batch;
use super::objects::Objects;
use super::spec::{INFORMATION_SCHEMA, PG_CATALOG, Spec, Specs};
use super::{information, relations};
use crate::session::{EngineError, ErrorKind};

/// What PostgreSQL ships in its catalog: types, operators, functions.
static SHIPPED: LazyLock<std::result::Result<PgCatalogStaticTables, String>> =
    LazyLock::new(|| PgCatalogStaticTables::try_new().map_err(|error| error.to_string()));

/// Which of the two system schemas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum System {
    /// `pg_catalog`
    Catalog,
    /// `information_schema`
    Information,
}

/// A system schema. Its tables are computed when a statement is planned, from what the
/// session sees at that moment.
#[derive(Debug)]
pub(super) struct SystemSchema {
    system: System,
    objects: Objects,
}

impl SystemSchema {
    pub(super) fn new(system: System, objects: Objects) -> Self {
        SystemSchema { system, objects }
    }

    fn specs(&self) -> &'static Specs {
        match self.system {
            System::Catalog => &PG_CATALOG,
            System::Information => &INFORMATION_SCHEMA,
        }
    }

    fn batches(&self, spec: &Spec) -> Result<Vec<RecordBatch>> {
        let rows = match self.system {
            System::Catalog => relations::rows(spec.name, &self.objects),
            System::Information => information::rows(spec.name, &self.objects),
        };
        let mut batches = vec![batch::of_rows(&spec.schema, &rows)?];
        if self.system == System::Catalog
            && let Some(shipped) = shipped(spec.name)?
        {
            for batch in shipped.data() {
                batches.push(batch::aligned(&spec.schema, batch)?);
            }
        }
        Ok(batches)
    }
}

#[async_trait]
impl SchemaProvider for SystemSchema {
    fn table_names(&self) -> Vec<String> {
        self.specs().keys().map(|name| (*name).to_owned()).collect()
    }

    async fn table(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        let Some(spec) = self.specs().get(name) else {
            return Ok(None);
        };
        if matches!(
            (self.system, name),
            (System::Catalog, "pg_authid" | "pg_shadow")
        ) {
            // PostgreSQL keeps passwords there, and shows them to superusers only.
            let refused = format!("permission denied for table {name}");
            let error = EngineError::new(ErrorKind::NotAllowed, refused)
                .with_hint("pg_roles shows the same without passwords");
            return Err(DataFusionError::External(Box::new(error)));
        }
        let table = MemTable::try_new(Arc::clone(&spec.schema), vec![self.batches(spec)?])?;
        Ok(Some(Arc::new(table)))
    }

    fn table_exist(&self, name: &str) -> bool {
        self.specs().contains_key(name)
    }
}

/// The shipped contents of a catalog table, for those that hold what PostgreSQL itself has.
pub(super) fn shipped(name: &str) -> Result<Option<&'static Arc<ArrowTable>>> {
    let tables = SHIPPED
        .as_ref()
        .map_err(|error| DataFusionError::Internal(format!("the shipped catalog: {error}")))?;
    Ok(Some(match name {
        "pg_aggregate" => &tables.pg_aggregate,
        "pg_am" => &tables.pg_am,
        "pg_amop" => &tables.pg_amop,
        "pg_amproc" => &tables.pg_amproc,
        "pg_cast" => &tables.pg_cast,
        "pg_collation" => &tables.pg_collation,
        "pg_conversion" => &tables.pg_conversion,
        "pg_language" => &tables.pg_language,
        "pg_opclass" => &tables.pg_opclass,
        "pg_operator" => &tables.pg_operator,
        "pg_opfamily" => &tables.pg_opfamily,
        "pg_proc" => &tables.pg_proc,
        "pg_range" => &tables.pg_range,
        "pg_tablespace" => &tables.pg_tablespace,
        "pg_ts_config" => &tables.pg_ts_config,
        "pg_ts_dict" => &tables.pg_ts_dict,
        "pg_ts_parser" => &tables.pg_ts_parser,
        "pg_ts_template" => &tables.pg_ts_template,
        "pg_type" => &tables.pg_type,
        _ => return Ok(None),
    }))
}
