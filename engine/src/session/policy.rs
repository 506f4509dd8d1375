//! What one user may see: the only way from a session to a table.
//!
//! [`super::catalog::SessionCatalog`] asks the policy for every schema and table it shows,
//! and nothing else hands tables to a session. Row-level access will be added here and
//! nowhere else: [`Policy::table`] may wrap a table so that rows are cut at the scan.

use std::sync::Arc;

use cohort_catalog::{TableDef, User};
use datafusion::datasource::TableProvider;

/// The rights of one session's user.
#[derive(Debug, Clone)]
pub struct Policy {
    user: Arc<str>,
    rights: Rights,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rights {
    /// An administrator, or the operator at the machine itself.
    Everything,
    /// Anybody else, until access is granted by area and dataset.
    Nothing,
}

impl Policy {
    /// The rights of a user who logged in: an administrator sees all, any other nothing.
    pub fn of(user: &User) -> Policy {
        let rights = if user.admin && !user.disabled {
            Rights::Everything
        } else {
            Rights::Nothing
        };
        Policy {
            user: user.name.as_str().into(),
            rights,
        }
    }

    /// The rights of whoever runs `cohort sql` and so can read the store's files anyway.
    pub fn local_operator() -> Policy {
        Policy {
            user: "cohort".into(),
            rights: Rights::Everything,
        }
    }

    /// The user's name.
    pub fn user(&self) -> &Arc<str> {
        &self.user
    }

    /// Whether the user may know that a table exists. What is not granted does not exist.
    pub fn sees(&self, _def: &TableDef) -> bool {
        match self.rights {
            Rights::Everything => true,
            Rights::Nothing => false,
        }
    }

    /// Whether the user sees every row of every table.
    pub(super) fn sees_all(&self) -> bool {
        self.rights == Rights::Everything
    }

    /// The table as this user may see it, or `None`.
    pub fn table(
        &self,
        def: &TableDef,
        table: Arc<dyn TableProvider>,
    ) -> Option<Arc<dyn TableProvider>> {
        self.sees(def).then_some(table)
    }
}
