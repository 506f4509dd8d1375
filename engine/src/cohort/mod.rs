//! Cohorts: who is in one, with everything by which an analyst may want to part them.
//!
//! Each is a folder: `view.sql`, the rules as one statement that cites them, and `mod.rs`, its
//! columns with what `\d+` says of them. One row is one child in one year's return; groups are
//! booleans, and where two definitions exist both are there under their own names.

mod care_columns;
mod care_episode;
mod care_factor;
mod cin;
mod cin_child;
mod cla;
mod cla_module;
mod columns;
mod education_placement;
mod event;
mod event_education;
mod event_social_care;
mod exclusion_event;
mod fsm6;
mod open_clock;
mod own_list;
mod permanence_code;
mod permanence_evidence;
mod plan_time;
mod premium;
mod previously_looked_after;
mod pupil;
mod pupil_absence;
mod pupil_service;
mod school;
mod sen2;
mod sen2_setting;
mod social_worker;
mod status_day;
mod status_span;

use crate::sql_view::{SqlFunction, SqlView};

/// The views of the schema `cohort`.
pub static VIEWS: &[&SqlView] = &[
    &care_episode::VIEW,
    &care_factor::VIEW,
    &cin::VIEW,
    &cin_child::VIEW,
    &cla::VIEW,
    &cla_module::VIEW,
    &education_placement::VIEW,
    &event::VIEW,
    &event_education::VIEW,
    &event_social_care::VIEW,
    &exclusion_event::VIEW,
    &fsm6::VIEW,
    &open_clock::CIN,
    &open_clock::CLA,
    &open_clock::SEN2,
    &open_clock::VIEW,
    &own_list::VIEW,
    &permanence_code::VIEW,
    &permanence_evidence::VIEW,
    &plan_time::VIEW,
    &premium::VIEW,
    &previously_looked_after::VIEW,
    &pupil::VIEW,
    &pupil_absence::VIEW,
    &pupil_service::VIEW,
    &school::VIEW,
    &sen2::VIEW,
    &sen2_setting::VIEW,
    &social_worker::VIEW,
    &status_day::VIEW,
    &status_span::VIEW,
];

/// Table functions that show a cohort at another day than its view does.
pub static FUNCTIONS: &[&SqlFunction] = &[
    &SqlFunction {
        name: "cohort_at",
        usage: "cohort_at('cin', DATE '2024-01-16')",
        views: &[("cin", &cin::AT), ("cla", &cla::at::VIEW)],
    },
    &SqlFunction {
        name: "open_clock",
        usage: "open_clock(DATE '2024-01-16')",
        views: &[("open_clock", &open_clock::VIEW)],
    },
];
