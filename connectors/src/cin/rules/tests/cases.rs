//! The cases, by part of the record as the rules are.

mod assessment;
mod birth;
mod case;
mod characteristics;
mod cin_plan;
mod conference;
mod cp_plan;
mod death;
mod far_off;
mod identifiers;
pub(super) mod pre_proceedings;
mod referral;
mod section47;

use super::Case;

pub(super) fn all() -> Vec<Case> {
    let parts = [
        assessment::cases(),
        birth::cases(),
        case::cases(),
        characteristics::cases(),
        cin_plan::cases(),
        conference::cases(),
        cp_plan::cases(),
        death::cases(),
        far_off::cases(),
        identifiers::cases(),
        pre_proceedings::cases(),
        referral::cases(),
        section47::cases(),
    ];
    parts.into_iter().flatten().collect()
}
