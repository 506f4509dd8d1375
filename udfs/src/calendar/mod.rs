//! Dates as the statutory clocks count them.
//!
//! Every date here is an `i32` of days since 1970-01-01, the value of Arrow's `Date32`: the
//! returns carry no time of day, and no time zone can move a date to the day before.
//!
//! Sources: calendar months, working days and bank holidays as the children in need census
//! uses them (Working Together to Safeguard Children; gov.uk/bank-holidays).

mod bank_holidays;
mod civil;
mod working;

pub use bank_holidays::{BANK_HOLIDAYS, BankHoliday, FIRST_YEAR, LAST_YEAR};
pub use civil::{add_months, civil, completed_years, date, is_weekend, weekday};
pub use working::{FIRST_DAY, LAST_DAY, add_working_days, is_working_day, working_days};
