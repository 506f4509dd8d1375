//! Types of `$1`, `$2` … as PostgreSQL infers them, where DataFusion does not.

use std::collections::HashMap;

use datafusion::arrow::datatypes::DataType;
use datafusion::common::ParamValues;
use datafusion::common::tree_node::{TreeNode as _, TreeNodeRecursion};
use datafusion::error::Result;
use datafusion::logical_expr::expr::{Cast, Placeholder, TryCast};
use datafusion::logical_expr::{Expr, LogicalPlan};
use datafusion::scalar::ScalarValue;

/// Types of placeholders by name (`$1`) that nothing beside them gives: `$1::int4` has the
/// type it is cast to, and `LIMIT $1` counts rows.
///
/// # Errors
///
/// None of its own; walking a plan may fail.
pub(crate) fn inferred(plan: &LogicalPlan) -> Result<HashMap<String, DataType>> {
    let mut found = HashMap::new();
    plan.apply_with_subqueries(|node| {
        if let LogicalPlan::Limit(limit) = node {
            for count in limit.skip.iter().chain(&limit.fetch) {
                note(count, &DataType::Int64, &mut found);
            }
        }
        node.apply_expressions(|expr| {
            expr.apply(|expr| {
                if let Expr::Cast(Cast { expr, field }) | Expr::TryCast(TryCast { expr, field }) =
                    expr
                {
                    note(expr, field.data_type(), &mut found);
                }
                Ok(TreeNodeRecursion::Continue)
            })
        })
    })?;
    Ok(found)
}

fn note(expr: &Expr, ty: &DataType, found: &mut HashMap<String, DataType>) {
    match expr {
        Expr::Placeholder(Placeholder { id, .. }) => {
            found.entry(id.clone()).or_insert_with(|| ty.clone());
        }
        // The planner casts a limit that is not a bigint.
        Expr::Cast(Cast { expr, .. }) => note(expr, ty, found),
        _ => {}
    }
}

/// The plan's columns once its parameters have these types. Planned before they are known, a
/// column such as `$1` has none.
///
/// # Errors
///
/// Types that do not go together in the statement.
pub(crate) fn typed(plan: &LogicalPlan, types: &[DataType]) -> Result<LogicalPlan> {
    let nulls = types
        .iter()
        .map(ScalarValue::try_from)
        .collect::<Result<Vec<_>>>()?;
    plan.clone()
        .replace_params_with_values(&ParamValues::from(nulls))
}
