//! What the agreement of each field is worth.

use std::fmt::{self, Write as _};

use super::compare::{self, Level};

/// A field that two records are compared on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Unique Pupil Number.
    Upn,
    /// Date of birth.
    BirthDate,
    /// Sex.
    Sex,
    /// Postcode of the home.
    Postcode,
    /// Ethnicity code.
    Ethnicity,
}

impl Field {
    /// All of them, in the order of `link_score`'s arguments.
    pub const ALL: [Self; 5] = [
        Field::Upn,
        Field::BirthDate,
        Field::Sex,
        Field::Postcode,
        Field::Ethnicity,
    ];

    /// The name in `link_evidence`.
    pub fn name(self) -> &'static str {
        match self {
            Field::Upn => "upn",
            Field::BirthDate => "birth_date",
            Field::Sex => "sex",
            Field::Postcode => "postcode",
            Field::Ethnicity => "ethnicity",
        }
    }
}

/// How often records agree to a level: of one child, and of two.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Odds {
    of_one: f64,
    of_two: f64,
}

const fn odds(of_one: f64, of_two: f64) -> Odds {
    Odds { of_one, of_two }
}

/// The weight of each level of each field: log2 of how many times more often records of one
/// child agree so than records of two different children.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights([[f64; 4]; 5]);

impl Default for Weights {
    /// Of an authority of common size, before anything is known of its data \[assumed\].
    ///
    /// How often different children agree follows from the values: 1 in 6,570 for a birth date
    /// among 18 years, 1 in 2 for sex; how often records of one child do not, from about 2 in 100
    /// values mistyped, and homes that change.
    fn default() -> Self {
        // Equal, near, far, differs.
        const ODDS: [[Odds; 4]; 5] = [
            [
                odds(0.95, 1e-6),
                odds(0.03, 2e-5),
                odds(0.0, 0.0),
                odds(0.02, 0.999_979),
            ],
            [
                odds(0.97, 1.5e-4),
                odds(0.02, 0.08),
                odds(0.0, 0.0),
                odds(0.01, 0.919_85),
            ],
            [
                odds(0.99, 0.5),
                odds(0.0, 0.0),
                odds(0.0, 0.0),
                odds(0.01, 0.5),
            ],
            [
                odds(0.80, 2e-4),
                odds(0.04, 2e-3),
                odds(0.06, 0.03),
                odds(0.10, 0.967_8),
            ],
            [
                odds(0.92, 0.45),
                odds(0.04, 0.15),
                odds(0.0, 0.0),
                odds(0.04, 0.40),
            ],
        ];
        let weight = |odds: Odds| match odds.of_two > 0.0 {
            true => (odds.of_one / odds.of_two).log2(),
            // The field does not have this level.
            false => 0.0,
        };
        Weights(ODDS.map(|field| field.map(weight)))
    }
}

impl Weights {
    /// What an agreement is worth; a missing value nothing.
    pub fn of(&self, field: Field, level: Level) -> f64 {
        let at = match level {
            Level::Equal => 0,
            Level::Near => 1,
            Level::Far => 2,
            Level::Differs => 3,
            Level::Missing => return 0.0,
        };
        self.0[field as usize][at]
    }
}

/// How far two records agree in each field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pair {
    levels: [Level; 5],
}

/// What is compared of one record; `None` where it is missing.
#[derive(Clone, Copy, Default)]
pub(super) struct Record<'a> {
    pub(super) upn: Option<&'a str>,
    pub(super) birth_date: Option<i32>,
    pub(super) sex: Option<&'a str>,
    pub(super) postcode: Option<&'a str>,
    pub(super) ethnicity: Option<&'a str>,
}

impl Pair {
    pub(super) fn of(a: Record<'_>, b: Record<'_>) -> Self {
        Pair {
            levels: [
                compare::upn(a.upn, b.upn),
                compare::birth_date(a.birth_date, b.birth_date),
                compare::sex(a.sex, b.sex),
                compare::postcode(a.postcode, b.postcode),
                compare::ethnicity(a.ethnicity, b.ethnicity),
            ],
        }
    }

    /// The sum of the fields' weights, in bits; `None` when no field is there on both sides.
    pub fn score(&self, weights: &Weights) -> Option<f64> {
        let missing = self.levels.iter().all(|level| *level == Level::Missing);
        let sum = || {
            self.agreed()
                .map(|(field, level)| weights.of(field, level))
                .sum()
        };
        (!missing).then(sum)
    }

    /// Each field with its level and weight, and the sum; never a value.
    pub fn evidence(&self, weights: &Weights) -> String {
        let mut text = String::new();
        for (field, level) in self.agreed() {
            let weight = weights.of(field, level);
            // Writing to a String cannot fail.
            let _ = write!(text, "{} {level} {weight:+.1}; ", field.name());
        }
        match self.score(weights) {
            Some(sum) => text + &format!("sum {sum:+.1}"),
            None => text + "nothing to compare",
        }
    }

    fn agreed(&self) -> impl Iterator<Item = (Field, Level)> + '_ {
        Field::ALL.into_iter().zip(self.levels)
    }
}

/// Shows no value.
impl fmt::Debug for Record<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::date;

    fn record<'a>() -> Record<'a> {
        Record {
            upn: Some("P207000016049"),
            birth_date: date(2012, 5, 10),
            sex: Some("F"),
            postcode: Some("SW1A 2AB"),
            ethnicity: Some("WBRI"),
        }
    }

    /// log2(0.95/1e-6) + log2(0.97/1.5e-4) + log2(0.99/0.5) + log2(0.8/2e-4) + log2(0.92/0.45),
    /// worked out apart: 19.858 + 12.659 + 0.986 + 11.966 + 1.032, each rounded.
    #[test]
    fn equal_records_score_the_sum_of_the_fields() {
        let pair = Pair::of(record(), record());
        let score = pair.score(&Weights::default()).unwrap();
        assert!((score - 46.50).abs() < 0.005, "{score}");
    }

    #[test]
    fn a_stronger_agreement_never_weighs_less() {
        let weights = Weights::default();
        for field in Field::ALL {
            let has: &[Level] = match field {
                Field::Sex => &[Level::Equal, Level::Differs],
                Field::Postcode => &[Level::Equal, Level::Near, Level::Far, Level::Differs],
                _ => &[Level::Equal, Level::Near, Level::Differs],
            };
            let worth: Vec<f64> = has.iter().map(|level| weights.of(field, *level)).collect();
            assert!(worth.is_sorted_by(|a, b| a > b), "{field:?}: {worth:?}");
            assert!(worth[0] > 0.0 && worth[worth.len() - 1] < 0.0, "{field:?}");
        }
    }

    /// Same date of birth, sex and home, but another UPN: below what two slips would leave.
    #[test]
    fn twins_score_lower_than_one_child_with_a_slip() {
        let twin = Record {
            upn: Some("X207000016061"),
            ..record()
        };
        let slip = Record {
            upn: Some("P207000016048"),
            ..record()
        };
        let score = |other| {
            Pair::of(record(), other)
                .score(&Weights::default())
                .unwrap()
        };
        assert!(score(slip) - score(twin) > 10.0);
    }

    #[test]
    fn evidence_tells_levels_and_no_values() {
        let other = Record {
            sex: Some("M"),
            postcode: None,
            ..record()
        };
        let text = Pair::of(record(), other).evidence(&Weights::default());
        assert_eq!(
            text,
            "upn equal +19.9; birth_date equal +12.7; sex differs -5.6; postcode missing +0.0; \
             ethnicity equal +1.0; sum +27.9"
        );
        let none = Pair::of(Record::default(), record());
        assert_eq!(none.score(&Weights::default()), None);
        assert!(
            none.evidence(&Weights::default())
                .ends_with("nothing to compare")
        );
    }
}
