//! `cohort.cla_module`: one row per child of an SSDA903 return.

use cohort_catalog::{ColumnDef, ColumnType, TableDef, TableLevel};

use super::care_columns::{CHILD, PROVENANCE};
use super::columns::{joined, sensitive};
use crate::sql_view::{AsAt, SqlView};

/// `cohort.cla_module`
pub(super) static VIEW: SqlView = SqlView {
    def: TableDef {
        schema: "cohort",
        name: "cla_module",
        comment: "One row per child of an SSDA903 return: what its modules beside header and episodes say.",
        level: TableLevel::Reference,
        key: &["import_id", "child_id"],
        columns: &ALL,
    },
    sql: include_str!("view.sql"),
    as_at: AsAt::Never,
};

static ALL: [ColumnDef; PROVENANCE.len() + CHILD.len() + MODULES.len()] =
    joined(&[&PROVENANCE, &CHILD, &MODULES]);

/// What the modules say.
pub(super) const MODULES: [ColumnDef; 29] = [
    sensitive("uasc", ColumnType::Boolean, "Unaccompanied asylum-seeking child at some time."),
    sensitive("uasc_ended", ColumnType::Date, "Day on which that status ended or will end; NULL while it has no end."),
    sensitive("missing_incidents", ColumnType::Int, "Incidents of being missing (M) that touch the year; NULL where the return came without the module."),
    sensitive("missing_days", ColumnType::Int, "Days of those incidents, end less start, to 31 March where they go on."),
    sensitive("away_incidents", ColumnType::Int, "Incidents of being away without authorisation (A) that touch the year."),
    sensitive("convicted", ColumnType::Boolean, "Convicted or subject to a final warning or reprimand in the year; ages 10 and over, in OC2."),
    sensitive("health_check", ColumnType::Boolean, "Development checks up to date; under 5, in OC2."),
    sensitive("immunisations", ColumnType::Boolean, "Immunisations up to date; in OC2."),
    sensitive("teeth_check", ColumnType::Boolean, "Teeth checked by a dentist in the year; in OC2."),
    sensitive("health_assessment", ColumnType::Boolean, "Yearly health assessment done; in OC2."),
    sensitive("substance_misuse", ColumnType::Boolean, "Substance misuse identified in the year; in OC2."),
    sensitive("intervention_received", ColumnType::Boolean, "Intervention received; where misuse was identified."),
    sensitive("intervention_offered", ColumnType::Boolean, "Intervention offered; where none was received."),
    sensitive("in_touch", ColumnType::Code, "Whether the authority is in touch with the care leaver.").codes("cla_in_touch"),
    sensitive("activ", ColumnType::Code, "Main activity of the care leaver around the birthday.").codes("cla_activ"),
    sensitive("accom", ColumnType::Code, "Accommodation of the care leaver around the birthday.").codes("cla_accom"),
    sensitive("reviews_in_year", ColumnType::Int, "Reviews held in the year; NULL where the return came without the module."),
    sensitive("last_review", ColumnType::Date, "Day of the last review returned."),
    sensitive("last_review_code", ColumnType::Code, "How the child took part in it.").codes("cla_review_code"),
    sensitive("social_workers_in_year", ColumnType::Int, "Different social workers with a spell that touches the year; NULL where the return came without the module."),
    sensitive("adoption_decided", ColumnType::Date, "Day of the decision that the child should be placed for adoption, of a child adopted in the year."),
    sensitive("adoption_matched", ColumnType::Date, "Day of the match with the adopters."),
    sensitive("adopted_by_foster_carer", ColumnType::Boolean, "Adopted by the former foster carer."),
    sensitive("placed_for_adoption_decided", ColumnType::Date, "Day of the latest decision that the child should be placed for adoption."),
    sensitive("placed_for_adoption_reversed", ColumnType::Date, "Day on which that decision was reversed."),
    sensitive("placed_for_adoption_reversal_reason", ColumnType::Code, "Why it was reversed.").codes("cla_reason_placed_ceased"),
    sensitive("previous_permanence", ColumnType::Code, "Earlier permanence arrangement that broke down, of a child who started to be looked after.").codes("cla_prev_perm"),
    sensitive("previous_permanence_la", ColumnType::Code, "Authority that made it: its number, 999 unknown, or WAL, SCO, NIR, NUK."),
    sensitive("previous_permanence_date", ColumnType::Text, "Date of the order as returned, with zz for a day or month not known."),
];
