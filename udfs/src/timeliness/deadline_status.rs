//! `deadline_status(started, finished, weeks, on_date)`: met, late, not yet due or overdue.

use arrow::array::StringArray;
use arrow::datatypes::{DataType, Date32Type, Int64Type};
use datafusion_common::Result;
use datafusion_common::utils::take_function_args;
use datafusion_doc::Documentation;
use datafusion_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility};
use datafusion_macros::user_doc;

use crate::args::{self, Values, for_each_row};
use crate::timeliness::within_weeks;

/// The SQL function; its rule is in the description that users read.
#[user_doc(
    doc_section(label = "Timeliness"),
    description = "How a duty with a limit in weeks stands: 'met' or 'late' when it is finished, \
                   and while it is open 'not_yet_due' up to the last day of the limit, that day \
                   included, and 'overdue' after it. Calendar days. NULL when started, weeks or \
                   on_date is NULL, when finished (or, while open, on_date) precedes started, or \
                   for a negative limit.",
    syntax_example = "deadline_status(started, finished, weeks, on_date)",
    sql_example = r#"```sql
SELECT deadline_status(DATE '2024-12-02', NULL, 6, DATE '2025-01-13'); -- not_yet_due
SELECT deadline_status(DATE '2024-12-02', NULL, 6, DATE '2025-01-16'); -- overdue
SELECT deadline_status(DATE '2024-12-02', DATE '2025-01-14', 6, DATE '2025-01-16'); -- late
```"#,
    argument(name = "started", description = "DATE the clock starts."),
    argument(
        name = "finished",
        description = "DATE the duty was met, or NULL while it is open."
    ),
    argument(
        name = "weeks",
        description = "Limit in weeks of 7 calendar days, BIGINT."
    ),
    argument(
        name = "on_date",
        description = "DATE at which an open duty is judged, such as census day."
    )
)]
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct DeadlineStatus {
    signature: Signature,
}

impl Default for DeadlineStatus {
    fn default() -> Self {
        let arguments = vec![args::date(), args::date(), args::integer(), args::date()];
        DeadlineStatus {
            signature: Signature::coercible(arguments, Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for DeadlineStatus {
    fn name(&self) -> &str {
        "deadline_status"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let [started, finished, weeks, on_date] = take_function_args(self.name(), &args.args)?;
        let started = Values::<Date32Type>::read(started)?;
        let finished = Values::<Date32Type>::read(finished)?;
        let weeks = Values::<Int64Type>::read(weeks)?;
        let on_date = Values::<Date32Type>::read(on_date)?;
        for_each_row::<StringArray, _>(&args, |row| {
            deadline_status(
                started.get(row)?,
                finished.get(row),
                weeks.get(row)?,
                on_date.get(row)?,
            )
        })
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.doc()
    }
}

/// `met`, `late`, `not_yet_due` or `overdue` (SEN2 cohort, rules S-49 and S-50).
pub fn deadline_status(
    started: i32,
    finished: Option<i32>,
    weeks: i64,
    on: i32,
) -> Option<&'static str> {
    let in_time = within_weeks(started, finished.unwrap_or(on), weeks)?;
    Some(match (finished, in_time) {
        (Some(_), true) => "met",
        (Some(_), false) => "late",
        (None, true) => "not_yet_due",
        (None, false) => "overdue",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::date;

    #[test]
    fn an_open_duty_is_judged_on_the_date_given() {
        let on = |y, m, d| date(y, m, d).unwrap();
        // Case H of the worked SEN2 example: received 2 December 2024, no decision.
        let h = |day| deadline_status(on(2024, 12, 2), None, 6, day);
        assert_eq!(h(on(2024, 12, 31)), Some("not_yet_due"));
        assert_eq!(h(on(2025, 1, 13)), Some("not_yet_due"));
        assert_eq!(h(on(2025, 1, 14)), Some("overdue"));
        assert_eq!(h(on(2025, 1, 16)), Some("overdue"));
        assert_eq!(h(on(2024, 12, 1)), None);
    }

    #[test]
    fn a_finished_duty_is_met_or_late_and_never_on_time_backwards() {
        let status = |finished| deadline_status(100, Some(finished), 6, 400);
        assert_eq!(status(142), Some("met"));
        assert_eq!(status(143), Some("late"));
        assert_eq!(status(99), None);
    }
}
