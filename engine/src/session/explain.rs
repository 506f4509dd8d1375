//! What EXPLAIN may show.
//!
//! A plan that has run holds values of its rows: a sort with a limit shows the bound it has
//! reached, and that may be a child's identifier. VERBOSE adds minima and maxima of
//! columns. Both are left out; what the client wrote itself stays.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, AsArray, RecordBatch, StringArray};
use datafusion::arrow::error::ArrowError;
use datafusion::sql::sqlparser::ast::{self, Statement as Ast};

/// Texts of a plan before what was found while it ran, and the end of it.
const FOUND: [(&str, char); 2] = [("], filter=[", ']'), ("DynamicFilter [ ", ']')];

/// EXPLAIN as it is planned: never VERBOSE, and with ANALYZE also in the spelling
/// `EXPLAIN (ANALYZE)`, which DataFusion passes over.
pub(super) fn discreet(statement: &mut Ast) {
    if let Ast::Explain {
        verbose,
        analyze,
        options,
        ..
    } = statement
    {
        *verbose = false;
        let asked = options.take().unwrap_or_default();
        *analyze |= asked.iter().any(is_analyze);
    }
}

/// `ANALYZE`, `ANALYZE true`, `ANALYZE on`, `ANALYZE 1`
fn is_analyze(option: &ast::UtilityOption) -> bool {
    let on = match &option.arg {
        None => true,
        Some(value) => matches!(
            value.to_string().to_ascii_lowercase().as_str(),
            "true" | "on" | "1" | "'on'" | "'true'"
        ),
    };
    on && option.name.value.eq_ignore_ascii_case("analyze")
}

/// The rows of an EXPLAIN without what was found while the plan ran.
pub(super) fn hidden(batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let columns = batch.columns().iter().map(|column| {
        column
            .as_string_opt::<i32>()
            .map_or_else(|| Arc::clone(column), hidden_texts)
    });
    RecordBatch::try_new(batch.schema(), columns.collect())
}

fn hidden_texts(texts: &StringArray) -> ArrayRef {
    let hidden = texts.iter().map(|text| text.map(hidden_text));
    Arc::new(hidden.collect::<StringArray>())
}

fn hidden_text(plan: &str) -> String {
    let lines = plan.split('\n').map(|line| {
        let mut line = line.to_owned();
        for (before, end) in FOUND {
            if before.contains("filter=[") && !line.contains("SortExec") {
                continue;
            }
            if let Some(at) = line.find(before).map(|at| at + before.len()) {
                // A value may hold the sign for the end, so the last one counts, except
                // that metrics stand in brackets of their own.
                let until = line[at..].find(", metrics=").map_or(line.len(), |m| at + m);
                let until = line[at..until].rfind(end).map_or(until, |end| at + end);
                line.replace_range(at..until, "…");
            }
        }
        line
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_plan_found_is_hidden_and_the_rest_stays() {
        let plan = "SortExec: TopK(fetch=1), expr=[upn@0 ASC], preserve_partitioning=[false], filter=[upn@0 < A9]5], metrics=[output_rows=1]\n  \
            TierScan: cin.child, parts=1/1, filters=[year = 2024], metrics=[output_rows=7]";
        assert_eq!(
            hidden_text(plan),
            "SortExec: TopK(fetch=1), expr=[upn@0 ASC], preserve_partitioning=[false], filter=[…], metrics=[output_rows=1]\n  \
            TierScan: cin.child, parts=1/1, filters=[year = 2024], metrics=[output_rows=7]"
        );
        assert_eq!(
            hidden_text("X: predicate=DynamicFilter [ upn@0 >= A95 ]"),
            "X: predicate=DynamicFilter [ …]"
        );
    }
}
