//! `link_score(…)`: how strongly two records speak for one child.

use arrow::array::Float64Array;
use arrow::datatypes::DataType;

use super::pair::Verdict;
use super::weights::{Pair, Weights};

/// The sum of the fields' weights. The comparison is in `compare`, the weights and their tests
/// in `weights`.
#[derive(Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Score;

impl Verdict for Score {
    const NAME: &'static str = "link_score";
    const DESCRIPTION: &'static str = "How strongly two records speak for one child: for each \
        field log2 of how many times more often records of one child agree so than records of two \
        (Fellegi and Sunter), summed. Above 0 speaks for one child; a missing value says nothing. \
        The weights are assumptions for an authority of common size. NULL when no field is there \
        on both sides. It proposes and links nothing.";
    const EXAMPLE: &'static str = "SELECT round(link_score('P207000016049', DATE '2012-05-10', \
        'F', 'SW1A 2AB', 'WBRI', 'P207000016049', DATE '2012-05-10', 'F', 'SW1A 2AB', 'WBRI'), 1); \
        -- 46.5";
    const TYPE: DataType = DataType::Float64;
    type Answers = Float64Array;
    type Answer = f64;

    fn of(pair: &Pair, weights: &Weights) -> Option<f64> {
        pair.score(weights)
    }
}
