//! What a session can see, with the numbers PostgreSQL gives to objects.
//!
//! Numbers are derived from names, so that they are the same in every session and after a
//! restart: clients keep them between connections.

use std::fmt;
use std::sync::{Arc, Weak};

use arrow::datatypes::SchemaRef;
use datafusion::catalog::CatalogProvider;
use datafusion::datasource::TableType;
use futures::FutureExt as _;

use super::spec::{INFORMATION_SCHEMA, PG_CATALOG, Specs};
use crate::session::Settings;

/// Numbers of what PostgreSQL itself has.
pub(super) mod fixed {
    /// Schema `pg_catalog`.
    pub(in crate::pg) const PG_CATALOG: i32 = 11;
    /// Schema `public`.
    pub(in crate::pg) const PUBLIC: i32 = 2200;
    /// The catalog of relations, as a class of commented objects.
    pub(in crate::pg) const PG_CLASS: i32 = 1259;
    /// The catalog of functions, likewise.
    pub(in crate::pg) const PG_PROC: i32 = 1255;
    /// The catalog of schemas, likewise.
    pub(in crate::pg) const PG_NAMESPACE: i32 = 2615;
    /// The catalog of databases, likewise.
    pub(in crate::pg) const PG_DATABASE: i32 = 1262;
    /// The role that owns everything.
    pub(in crate::pg) const OWNER: i32 = 10;
}

/// The name of the role that owns everything. Nobody can log in as it.
pub(super) const OWNER_NAME: &str = "cohort";

/// Who is connected to what.
#[derive(Debug, Clone)]
pub struct Role {
    /// Name of the user.
    pub user: String,
    /// Name of the database.
    pub database: &'static str,
    /// Settings of the session.
    pub settings: Arc<Settings>,
}

/// A number for an object PostgreSQL does not know, from its kind and name: above the
/// numbers that PostgreSQL reserves, and never negative in 32 bits.
pub(super) fn oid(kind: &str, schema: &str, name: &str) -> i32 {
    // FNV-1a: stable by definition, unlike the standard library's hasher.
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in [kind, "\0", schema, "\0", name]
        .iter()
        .flat_map(|part| part.bytes())
    {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    let folded = (hash >> 32) ^ (hash & 0xffff_ffff);
    16_384 + (folded % 2_000_000_000) as i32
}

/// The number of a schema.
pub(super) fn schema_oid(name: &str) -> i32 {
    match name {
        "pg_catalog" => fixed::PG_CATALOG,
        "public" => fixed::PUBLIC,
        other => oid("schema", "", other),
    }
}

/// The number of a relation.
pub(super) fn relation_oid(schema: &str, name: &str) -> i32 {
    match (schema, name) {
        ("pg_catalog", "pg_class") => fixed::PG_CLASS,
        ("pg_catalog", "pg_proc") => fixed::PG_PROC,
        ("pg_catalog", "pg_namespace") => fixed::PG_NAMESPACE,
        ("pg_catalog", "pg_database") => fixed::PG_DATABASE,
        ("pg_catalog", "pg_type") => 1247,
        ("pg_catalog", "pg_attribute") => 1249,
        ("pg_catalog", "pg_authid") => 1260,
        ("pg_catalog", "pg_tablespace") => 1213,
        _ => oid("relation", schema, name),
    }
}

/// The number of a user's role.
pub(super) fn role_oid(user: &str) -> i32 {
    if user == OWNER_NAME {
        fixed::OWNER
    } else {
        oid("role", "", user)
    }
}

/// The number of a database.
pub(super) fn database_oid(name: &str) -> i32 {
    oid("database", "", name)
}

/// One table or view.
#[derive(Debug, Clone)]
pub(super) struct Relation {
    /// Schema.
    pub(super) schema: String,
    /// Name.
    pub(super) name: String,
    /// Number.
    pub(super) oid: i32,
    /// `r` for a table, `v` for a view.
    pub(super) kind: &'static str,
    /// Of a view its statement.
    pub(super) definition: Option<String>,
    /// Columns.
    pub(super) columns: SchemaRef,
    /// Rows, where the table knows how many.
    pub(super) rows: Option<usize>,
    /// Bytes, where the table knows how many.
    pub(super) bytes: Option<usize>,
}

impl Relation {
    /// What one row of it is.
    pub(super) fn comment(&self) -> Option<&str> {
        self.columns
            .metadata()
            .get(cohort_catalog::table::COMMENT_KEY)
            .map(String::as_str)
    }
}

/// What one session sees, through its own catalog and so through its policy.
#[derive(Clone)]
pub(super) struct Objects {
    catalog: Weak<dyn CatalogProvider>,
    /// Who sees it.
    pub(super) role: Role,
}

impl fmt::Debug for Objects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Objects")
            .field("database", &self.role.database)
            .finish_non_exhaustive()
    }
}

impl Objects {
    /// The objects of a catalog. It is held weakly, because it holds the schemas that hold this.
    pub(super) fn new(catalog: &Arc<dyn CatalogProvider>, role: Role) -> Self {
        Objects {
            catalog: Arc::downgrade(catalog),
            role,
        }
    }

    /// Names of all schemas, those of the system last.
    pub(super) fn schemas(&self) -> Vec<String> {
        let mut names: Vec<String> = match self.catalog.upgrade() {
            Some(catalog) => catalog.schema_names(),
            None => Vec::new(),
        };
        names.retain(|name| name != "pg_catalog" && name != "information_schema");
        names.extend(["information_schema".to_owned(), "pg_catalog".to_owned()]);
        names
    }

    /// All relations, those of the system last.
    pub(super) fn relations(&self) -> Vec<Relation> {
        let mut found = self.data();
        found.extend(system("information_schema", &INFORMATION_SCHEMA));
        found.extend(system("pg_catalog", &PG_CATALOG));
        found
    }

    /// The relations that hold data.
    pub(super) fn data(&self) -> Vec<Relation> {
        let mut found = Vec::new();
        let Some(catalog) = self.catalog.upgrade() else {
            return found;
        };
        for schema in self.schemas() {
            if matches!(schema.as_str(), "pg_catalog" | "information_schema") {
                continue;
            }
            let Some(provider) = catalog.schema(&schema) else {
                continue;
            };
            let mut names = provider.table_names();
            names.sort();
            for name in names {
                // The session's catalog looks its tables up in memory and never waits.
                let Some(Ok(Some(table))) = provider.table(&name).now_or_never() else {
                    continue;
                };
                let statistics = table.statistics();
                let size = |precision: Option<&usize>| precision.copied();
                found.push(Relation {
                    oid: relation_oid(&schema, &name),
                    schema: schema.clone(),
                    name,
                    kind: if table.table_type() == TableType::View {
                        "v"
                    } else {
                        "r"
                    },
                    definition: table.get_table_definition().map(str::to_owned),
                    columns: table.schema(),
                    rows: size(statistics.as_ref().and_then(|s| s.num_rows.get_value())),
                    bytes: size(
                        statistics
                            .as_ref()
                            .and_then(|s| s.total_byte_size.get_value()),
                    ),
                });
            }
        }
        found
    }

    /// A relation by the name in SQL, looked up along the search path when it has no schema.
    pub(super) fn find(&self, schema: Option<&str>, name: &str) -> Option<Relation> {
        let relations = self.relations();
        let at = |schema: &str| {
            relations
                .iter()
                .find(|r| r.schema == schema && r.name == name)
                .cloned()
        };
        match schema {
            Some(schema) => at(schema),
            None => at("pg_catalog")
                .or_else(|| self.role.settings.search_path().iter().find_map(|s| at(s))),
        }
    }

    /// A relation by its number.
    pub(super) fn by_oid(&self, oid: i32) -> Option<Relation> {
        self.relations()
            .into_iter()
            .find(|relation| relation.oid == oid)
    }

    /// Whether a relation can be named without its schema: the first of its name on the
    /// search path.
    pub(super) fn is_visible(&self, relation: &Relation) -> bool {
        relation.schema == "pg_catalog"
            || self.role.settings.search_path().contains(&relation.schema)
    }
}

fn system(schema: &'static str, specs: &'static Specs) -> impl Iterator<Item = Relation> {
    specs.values().map(move |spec| Relation {
        schema: schema.to_owned(),
        name: spec.name.to_owned(),
        oid: relation_oid(schema, spec.name),
        kind: spec.kind,
        definition: None,
        columns: Arc::clone(&spec.schema),
        rows: None,
        bytes: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_stable_and_do_not_collide_within_the_system() {
        // Written down once: clients keep such numbers.
        assert_eq!(
            oid("relation", "cin", "referral"),
            oid("relation", "cin", "referral")
        );
        assert_ne!(
            oid("relation", "cin", "referral"),
            oid("schema", "cin", "referral")
        );
        let mut seen = std::collections::HashSet::new();
        for (schema, specs) in [
            ("pg_catalog", &PG_CATALOG),
            ("information_schema", &INFORMATION_SCHEMA),
        ] {
            for name in specs.keys() {
                assert!(seen.insert(relation_oid(schema, name)), "{schema}.{name}");
            }
        }
    }

    #[test]
    fn numbers_are_above_those_postgres_reserves() {
        for name in ["a", "b", "referral", "child", ""] {
            assert!(oid("relation", "cin", name) >= 16_384);
        }
    }
}
