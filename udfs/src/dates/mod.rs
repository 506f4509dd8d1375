//! Dates, ages and school years.

use datafusion_expr::ScalarUDF;

use crate::calendar::civil;

mod academic_year;
mod add_months;
mod age_on;
mod birth_season;
mod duration_band;
mod expected_attainment;
mod length_band;
mod nc_phase;
mod nc_year;
mod year_of;

pub use birth_season::birth_season;
pub use duration_band::duration_band;
pub use expected_attainment::expected_attainment;
pub use length_band::length_band;
pub use nc_phase::nc_phase;
pub use nc_year::nc_year;
pub use year_of::year_of;

pub(crate) fn functions() -> Vec<ScalarUDF> {
    vec![
        academic_year::AcademicYear::default().into(),
        add_months::AddMonths::default().into(),
        age_on::AgeOn::default().into(),
        birth_season::BirthSeason::default().into(),
        duration_band::DurationBand::default().into(),
        expected_attainment::ExpectedAttainment::default().into(),
        length_band::LengthBand::default().into(),
        nc_phase::NcPhase::default().into(),
        nc_year::NcYear::default().into(),
        year_of::YearOf::default().into(),
    ]
}

/// The calendar year in which the academic year of `day` starts, on 1 September: 2023 for
/// 2023/24. `None` beyond the calendar.
pub fn academic_year_start(day: i32) -> Option<i32> {
    let (year, month, _) = civil(day)?;
    Some(if month >= 9 { year } else { year - 1 })
}
