//! Faults planted in a region's returns, each with the rule that must find it.
//!
//! So far in the return of looked-after children only, and only such that spoil one value and
//! break one rule: what chains, dates or two returns decide is left alone. A child has at most
//! one fault in a return.

use super::super::record::Value;
use super::super::rng::Dice;
use super::node::Node;

/// One kind of fault.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// Name in `planted.csv`.
    pub(super) kind: &'static str,
    /// Where: a module of the return, and an item that has a value.
    pub(super) module: &'static str,
    pub(super) item: &'static str,
    /// What stands there instead.
    pub(super) value: &'static str,
    /// Number of the rule that finds it.
    pub(super) rule: &'static str,
}

const fn fault(
    kind: &'static str,
    module: &'static str,
    item: &'static str,
    value: &'static str,
    rule: &'static str,
) -> Fault {
    Fault {
        kind,
        module,
        item,
        value,
        rule,
    }
}

/// Faults of the return of looked-after children.
pub(super) const SSDA903: &[Fault] = &[
    fault("ethnicity_not_a_code", "header", "ETHNIC", "UNKN", "103"),
    fault(
        "participation_not_a_code",
        "reviews",
        "REVIEW_CODE",
        "PN9",
        "167",
    ),
    fault("sdq_score_too_high", "oc2", "SDQ_SCORE", "41", "180"),
    fault(
        "immunisations_not_a_flag",
        "oc2",
        "IMMUNISATIONS",
        "2",
        "181",
    ),
    fault("in_touch_not_a_code", "oc3", "IN_TOUCH", "MAYBE", "131"),
    fault("activity_not_a_code", "oc3", "ACTIV", "F9", "132"),
    fault("accommodation_not_a_code", "oc3", "ACCOM", "Q1", "133"),
    fault(
        "permanence_not_a_code",
        "previous_permanence",
        "PREV_PERM",
        "P9",
        "631",
    ),
];

/// Spoils one value in `percent` of the children; the fault stands in the first row that its
/// module has among `rows`.
pub(super) fn plant(
    rows: &mut [Node],
    faults: &'static [Fault],
    dice: &mut Dice,
    percent: f64,
) -> Option<&'static Fault> {
    // Percent to two places is as fine as a plan can say it.
    if f64::from(dice.below(10_000)) >= percent * 100.0 {
        return None;
    }
    let first = dice.below(faults.len() as u32) as usize;
    // Where the first choice does not fit the child, the next kind that does.
    faults
        .iter()
        .skip(first)
        .chain(&faults[..first])
        .find(|fault| {
            let row = rows.iter_mut().find(|row| row.name == fault.module);
            let item = row.and_then(|row| row.items.iter_mut().find(|item| item.0 == fault.item));
            item.is_some_and(|item| {
                item.1 = Value::Code(fault.value);
                true
            })
        })
}
