//! Statutory clocks: limits in calendar weeks and in working days.

use datafusion_expr::ScalarUDF;

mod add_working_days;
mod deadline_status;
mod due_date;
mod within_weeks;
mod working_days;

pub use deadline_status::deadline_status;
pub use due_date::due_date;
pub use within_weeks::within_weeks;

pub(crate) fn functions() -> Vec<ScalarUDF> {
    vec![
        add_working_days::AddWorkingDays::default().into(),
        deadline_status::DeadlineStatus::default().into(),
        due_date::DueDate::default().into(),
        within_weeks::WithinWeeks::default().into(),
        working_days::WorkingDays::default().into(),
    ]
}
