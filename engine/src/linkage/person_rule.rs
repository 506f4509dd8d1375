//! `linkage.person_rule`: by what the rows of a child were joined.

use std::sync::Arc;

use arrow::array::{Int64Array, RecordBatch, StringArray};
use cohort_catalog::{ColumnDef, ColumnType, Sensitivity, TableDef, TableLevel};
use datafusion::common::Result;

use super::rules::RULES;
use crate::tier::TierTable;

/// The table. A child found only once has no row.
pub(crate) static TABLE: TableDef = TableDef {
    schema: "linkage",
    name: "person_rule",
    comment: "One row per child and deterministic rule that joined rows of it. A child whose rows \
              all have the same keys has none.",
    level: TableLevel::Reference,
    key: &["person_id", "rule"],
    columns: &[
        ColumnDef::new(
            "person_id",
            ColumnType::BigInt,
            Sensitivity::Identifier,
            "The child, see linkage.person.",
        )
        .required(),
        ColumnDef::new(
            "rule",
            ColumnType::Code,
            Sensitivity::Plain,
            "upn_birth_sex: UPN, date of birth and sex are equal. former_upn_birth_sex: one file's \
             former UPN is another's UPN or former UPN; uln_birth_sex: the same with the unique \
             learner number. la_child_birth, la_child_upn: an authority's social care number with \
             the date of birth, or with the UPN. la_child: that number where a file has no date of \
             birth, and only one child has it. upn: the UPN alone where a file has no date of birth \
             or sex, and only one child has it.",
        )
        .required(),
    ],
};

/// The rows of [`TABLE`] from persons and their rules, a bit of [`RULES`] each; in any order and
/// any number of times.
pub(super) fn table(mut of: Vec<(i64, u8)>) -> Result<TierTable> {
    of.retain(|(person, rules)| *person != 0 && *rules != 0);
    of.sort_unstable();
    of.dedup();
    let rows = of.into_iter().flat_map(|(person, rules)| {
        let by = RULES.iter().enumerate();
        by.filter(move |(bit, _)| rules & (1 << bit) != 0)
            .map(move |(_, name)| (person, *name))
    });
    let (persons, names): (Vec<i64>, Vec<&str>) = rows.unzip();
    let batch = RecordBatch::try_new(
        TABLE.file_schema(),
        vec![
            Arc::new(Int64Array::from(persons)),
            Arc::new(StringArray::from(names)),
        ],
    )?;
    TierTable::from_batches(&TABLE, vec![batch])
}
