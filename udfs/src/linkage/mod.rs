//! Whether two records are of one child: the deterministic key, and a score field by field.
//!
//! The key is what the rules of the cohorts ask for (SEN2 cohort, rules S-16 and S-18): UPN,
//! date of birth and sex, all there and equal. The score is that of Fellegi and Sunter (A theory
//! for record linkage, JASA 64, 1969): each field votes by how much more often records of one
//! child agree so than records of two. It proposes; it links nothing by itself.

use datafusion_expr::ScalarUDF;

use pair::PairFunction;

mod compare;
mod key;
mod link_evidence;
mod link_score;
mod pair;
mod pupil_key;
mod weights;

pub use compare::{Level, birth_date, ethnicity, postcode, sex, upn};
pub use key::{PupilKey, sex_letter};
pub use weights::{Field, Pair, Weights};

pub(crate) fn functions() -> Vec<ScalarUDF> {
    vec![
        ScalarUDF::from(PairFunction::<link_evidence::Evidence>::default()),
        ScalarUDF::from(PairFunction::<link_score::Score>::default()),
        pupil_key::PupilKeyFunction::default().into(),
    ]
}
