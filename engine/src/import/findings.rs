//! Findings as rows of [`FINDING`](super::tables::FINDING).

use std::sync::Arc;

use arrow::array::{ArrayRef, Int32Builder, Int64Builder, RecordBatch, StringArray, StringBuilder};
use arrow::error::ArrowError;
use cohort_catalog::FindingCounts;
use cohort_connectors::{Finding, Severity};

use super::tables::FINDING;

/// Rows of a batch.
pub(super) const BATCH_ROWS: usize = 8192;

/// Collects findings of one file, in order.
pub(super) struct FindingRows {
    dataset: &'static str,
    next_no: i32,
    counts: FindingCounts,
    held: usize,
    finding_no: Int32Builder,
    rule: StringBuilder,
    severity: StringBuilder,
    table_name: StringBuilder,
    item: StringBuilder,
    message: StringBuilder,
    part: StringBuilder,
    line: Int64Builder,
    column_no: Int64Builder,
    byte: Int64Builder,
    child_no: Int32Builder,
    local_id: StringBuilder,
    value: StringBuilder,
}

impl FindingRows {
    pub(super) fn new(dataset: &'static str) -> Self {
        FindingRows {
            dataset,
            next_no: 1,
            counts: FindingCounts::default(),
            held: 0,
            finding_no: Int32Builder::new(),
            rule: StringBuilder::new(),
            severity: StringBuilder::new(),
            table_name: StringBuilder::new(),
            item: StringBuilder::new(),
            message: StringBuilder::new(),
            part: StringBuilder::new(),
            line: Int64Builder::new(),
            column_no: Int64Builder::new(),
            byte: Int64Builder::new(),
            child_no: Int32Builder::new(),
            local_id: StringBuilder::new(),
            value: StringBuilder::new(),
        }
    }

    /// Findings so far, by severity.
    pub(super) fn counts(&self) -> FindingCounts {
        self.counts
    }

    /// Whether a batch is full.
    pub(super) fn is_full(&self) -> bool {
        self.held >= BATCH_ROWS
    }

    /// Whether there is anything to take.
    pub(super) fn is_empty(&self) -> bool {
        self.held == 0
    }

    pub(super) fn push(&mut self, finding: &Finding) {
        match finding.severity {
            Severity::Error => self.counts.error += 1,
            Severity::Query => self.counts.query += 1,
            Severity::Notice => self.counts.notice += 1,
        }
        self.finding_no.append_value(self.next_no);
        self.next_no = self.next_no.saturating_add(1);
        self.rule.append_value(finding.rule);
        self.severity.append_value(finding.severity.as_str());
        self.table_name.append_option(finding.table);
        self.item.append_option(finding.item);
        self.message.append_value(&finding.message);
        self.part.append_option(finding.part);
        // 0 stands for "not known" in a position, and NULL does in SQL.
        self.line.append_option(known(finding.at.line));
        self.column_no.append_option(known(finding.at.column));
        self.byte
            .append_option(known(finding.at.line).map(|_| signed(finding.at.byte)));
        self.child_no
            .append_option(finding.child_row.and_then(|row| i32::try_from(row).ok()));
        self.local_id.append_option(finding.local_id.as_deref());
        self.value.append_option(finding.value.as_deref());
        self.held += 1;
    }

    /// The rows held, in [`FINDING`]'s file schema; none are held afterwards.
    pub(super) fn take(&mut self) -> Result<RecordBatch, ArrowError> {
        let dataset = StringArray::from_iter_values(std::iter::repeat_n(self.dataset, self.held));
        self.held = 0;
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.finding_no.finish()),
            Arc::new(dataset),
            Arc::new(self.rule.finish()),
            Arc::new(self.severity.finish()),
            Arc::new(self.table_name.finish()),
            Arc::new(self.item.finish()),
            Arc::new(self.message.finish()),
            Arc::new(self.part.finish()),
            Arc::new(self.line.finish()),
            Arc::new(self.column_no.finish()),
            Arc::new(self.byte.finish()),
            Arc::new(self.child_no.finish()),
            Arc::new(self.local_id.finish()),
            Arc::new(self.value.finish()),
        ];
        RecordBatch::try_new(FINDING.file_schema(), columns)
    }
}

fn known(number: u64) -> Option<i64> {
    (number > 0).then(|| signed(number))
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
