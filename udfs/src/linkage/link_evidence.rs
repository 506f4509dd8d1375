//! `link_evidence(…)`: what speaks for and against two records being of one child.

use arrow::array::StringArray;
use arrow::datatypes::DataType;

use super::pair::Verdict;
use super::weights::{Pair, Weights};

/// Level and weight of each field. The comparison is in `compare`, the text and its tests in
/// `weights`.
#[derive(Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Evidence;

impl Verdict for Evidence {
    const NAME: &'static str = "link_evidence";
    const DESCRIPTION: &'static str = "What speaks for and against two records being of one \
        child: each field with its level of agreement (equal, near, far, differs, missing) and its \
        weight in bits, and the sum, which is link_score. No value of a record is in it. Near is \
        one slip of the pen, the same postcode sector or the same main ethnic group; far is the \
        same postcode district.";
    const EXAMPLE: &'static str = "SELECT link_evidence('P207000016049', DATE '2012-05-10', 'F', \
        NULL, NULL, 'P207000016048', DATE '2012-10-05', 'M', NULL, NULL); -- upn near +10.6; \
        birth_date near -2.0; sex differs -5.6; postcode missing +0.0; ethnicity missing +0.0; sum \
        +2.9";
    const TYPE: DataType = DataType::Utf8;
    type Answers = StringArray;
    type Answer = String;

    fn of(pair: &Pair, weights: &Weights) -> Option<String> {
        Some(pair.evidence(weights))
    }
}
