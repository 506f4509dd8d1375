//! A hash of all that a child's record says, wherever in the file it says it.
//!
//! The structs are taken apart field by field, so that a new field does not build until it is
//! given a place here.

use std::hash::{BuildHasher, Hash, Hasher};

use crate::cin::record::{
    Assessment, Child, CinPlan, CpPlan, Leaf, PreProceedings, Referral, Section47,
};

/// Equal for two records that differ only in their place in the file.
pub(super) fn fingerprint(key: &impl BuildHasher, child: &Child) -> u64 {
    let mut state = key.build_hasher();
    child.put(&mut state);
    state.finish()
}

trait Put {
    fn put(&self, state: &mut impl Hasher);
}

impl<T: Hash> Put for Leaf<T> {
    fn put(&self, state: &mut impl Hasher) {
        let Leaf { value, raw, at: _ } = self;
        value.hash(state);
        raw.hash(state);
    }
}

impl<T: Put> Put for Option<T> {
    fn put(&self, state: &mut impl Hasher) {
        self.is_some().hash(state);
        if let Some(inner) = self {
            inner.put(state);
        }
    }
}

impl<T: Put> Put for Vec<T> {
    fn put(&self, state: &mut impl Hasher) {
        self.len().hash(state);
        for element in self {
            element.put(state);
        }
    }
}

macro_rules! put {
    ($record:ident { $($field:ident),+ } but not $($skipped:ident),+; hash $($plain:ident),*) => {
        impl Put for $record {
            fn put(&self, state: &mut impl Hasher) {
                let $record { $($field,)+ $($plain,)* $($skipped: _,)+ } = self;
                $($field.put(state);)+
                $($plain.hash(state);)*
            }
        }
    };
}

put!(Child {
    la_child_id, upn, former_upn, upn_unknown, birth_date, expected_birth_date, sex,
    death_date, ethnicity, disabilities, referrals
} but not row, at; hash sex_raw, sex_element, has_characteristics);
put!(Referral {
    referral_date, referral_source, primary_need, closure_date, closure_reason,
    conference_date, nfa, assessments, plans, section47s, cp_plans, pre_proceedings
} but not at; hash);
put!(Assessment { start_date, internal_review_date, authorisation_date, factors } but not at; hash);
put!(CinPlan { start_date, end_date } but not at; hash);
put!(Section47 {
    start_date, conference_target, conference_date, conference_not_required
} but not at; hash);
put!(CpPlan {
    start_date, end_date, initial_category, latest_category, previous_plans, reviews
} but not at; hash empty_reviews);
put!(PreProceedings {
    start_date, letter_before_proceedings_date, fgdm_offered, fgdm_held, initial_meeting_date,
    review_meetings, step_decision_date, outcome, court_application_date, letter_of_issue_date
} but not at; hash);
