//! What the planner may know of a scan: rows, minima, maxima, NULLs.
//!
//! DataFusion answers `COUNT(*)`, `MIN` and `MAX` from these, as literals in the plan. A
//! plan must not hold a value that identifies a child, so columns that do give no minimum
//! or maximum here (they have them for pruning).

use cohort_catalog::{ColumnType, Sensitivity};
use datafusion::common::stats::Precision;
use datafusion::common::{ColumnStatistics, ScalarValue, Statistics};

use super::exec::BatchRef;
use super::prune;
use super::table::Layout;

/// Statistics of the given batches, as the scan hands them out.
pub(crate) fn of(layout: &Layout, projection: &[usize], batches: &[BatchRef]) -> Statistics {
    let rows: usize = batches.iter().map(|at| layout.batch(*at).rows()).sum();
    let columns: Vec<ColumnStatistics> = projection
        .iter()
        .map(|&index| column(layout, index, batches, rows))
        .collect();
    let bytes = columns
        .iter()
        .filter_map(|column| column.byte_size.get_value())
        .sum();
    Statistics {
        num_rows: Precision::Exact(rows),
        total_byte_size: Precision::Inexact(bytes),
        column_statistics: columns,
    }
}

fn column(layout: &Layout, index: usize, batches: &[BatchRef], rows: usize) -> ColumnStatistics {
    let mut known = ColumnStatistics::new_unknown();
    let Some(def) = layout.def().all_columns().nth(index) else {
        return known;
    };
    let own = index.checked_sub(layout.provenance());
    let nulls = match own {
        Some(own) => Precision::Exact(
            batches
                .iter()
                .map(|at| layout.batch(*at).stats()[own].nulls)
                .sum(),
        ),
        None if index < prune::CONSTANTS => Precision::Exact(0),
        None if layout.persons().is_none() => Precision::Exact(rows),
        None => Precision::Absent,
    };
    let bytes = match own {
        Some(own) => batches
            .iter()
            .map(|at| layout.batch(*at).stats()[own].bytes)
            .sum(),
        None => {
            rows * layout
                .schema()
                .field(index)
                .data_type()
                .primitive_width()
                .unwrap_or(4)
        }
    };
    known.null_count = nulls;
    known.byte_size = Precision::Inexact(bytes);
    if def.sensitivity == Sensitivity::Identifier || def.ty == ColumnType::Code {
        return known;
    }
    let mut bounds: Option<(ScalarValue, ScalarValue)> = None;
    for at in batches {
        let (min, max) = match own {
            Some(own) => {
                let stats = &layout.batch(*at).stats()[own];
                if stats.nulls == layout.batch(*at).rows() {
                    continue;
                }
                (stats.min.clone(), stats.max.clone())
            }
            None => {
                let value = prune::constant(layout.part(at.part), index);
                (value.clone(), value)
            }
        };
        let (Some(min), Some(max)) = (min, max) else {
            return known;
        };
        bounds = Some(match bounds {
            None => (min, max),
            Some((low, high)) => (
                if min < low { min } else { low },
                if max > high { max } else { high },
            ),
        });
    }
    if let Some((min, max)) = bounds {
        known.min_value = Precision::Exact(min);
        known.max_value = Precision::Exact(max);
    }
    known
}
