//! Chance that can be recomputed: one small generator per thing, keyed by what it is.
//!
//! A [`Dice`] is a PCG-XSH-RR 64/32 generator (crate `rand_pcg`) whose state and stream are
//! a hash of the plan's seed and the number of the thing it decides about (authority,
//! household, purpose). No generator is shared between two households, so any household's
//! whole history can be computed again at any time, in any order, without the others.
//!
//! All draws are of whole numbers. Floating-point logarithms differ in the last bit between
//! platforms, and the files must not.

use rand_core::RngCore;
use rand_pcg::Pcg32;

/// A share of the cases with a range of whole numbers: `(weight, from, to)`, both ends
/// included and equally likely in between.
pub(super) type Band = (u32, i32, i32);

/// What a generator decides about; the last part of its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Who lives in a household.
    People = 1,
    /// What happens to them.
    Life = 2,
    /// Which children of a return get a fault, and which one.
    Fault = 3,
    /// A person's name, home and means, beyond what a children in need census shows.
    World = 4,
    /// Special educational needs.
    Sen = 5,
    /// Schools attended.
    Career = 6,
    /// Periods of care.
    Care = 7,
    /// Sessions missed and suspensions.
    Attendance = 8,
    /// Results of assessments.
    Results = 9,
    /// Where a family lives and moves to.
    Home = 10,
    /// What a return of looked-after children asks for once a year.
    Returned = 11,
    /// Which records of a region's other returns get a fault, and which one.
    Planted = 12,
    /// Who takes part in what an authority offers.
    Offered = 13,
}

/// A keyed source of whole numbers.
#[derive(Debug, Clone)]
pub(super) struct Dice(Pcg32);

impl Dice {
    /// The generator for `thing` of authority `la` in the world of `seed`.
    pub(super) fn new(seed: u64, la: i16, thing: u64, purpose: Purpose) -> Self {
        let world = mix(seed ^ mix(la as u64));
        let state = mix(world ^ mix(thing).rotate_left(17) ^ purpose as u64);
        Self(Pcg32::new(state, mix(state ^ thing)))
    }

    /// A generator of its own for a part of the thing.
    pub(super) fn fork(&mut self) -> Self {
        let state = self.0.next_u64();
        Self(Pcg32::new(mix(state), mix(state ^ 0x9e37_79b9)))
    }

    /// One of `0..n`; 0 when `n` is 0.
    pub(super) fn below(&mut self, n: u32) -> u32 {
        // Multiply and shift; the bias is below 2^-32 of n, far under any shape's accuracy.
        ((u64::from(self.0.next_u32()) * u64::from(n)) >> 32) as u32
    }

    /// True in `p` of a thousand draws.
    pub(super) fn per_mille(&mut self, p: u32) -> bool {
        self.below(1000) < p
    }

    /// True in `p` of ten thousand draws.
    pub(super) fn per_10k(&mut self, p: u32) -> bool {
        self.below(10_000) < p
    }

    /// A number from `from` to `to`, both included; `from` when the range is empty.
    pub(super) fn between(&mut self, from: i32, to: i32) -> i32 {
        let width = i64::from(to) - i64::from(from) + 1;
        from + self.below(u32::try_from(width).unwrap_or(0)) as i32
    }

    /// A number from one of `bands`, chosen by weight.
    pub(super) fn band(&mut self, bands: &[Band]) -> i32 {
        let total = bands.iter().map(|band| band.0).sum();
        let mut left = self.below(total);
        for &(weight, from, to) in bands {
            if left < weight {
                return self.between(from, to);
            }
            left -= weight;
        }
        0
    }

    /// The value of one row of `table`, chosen by weight; `None` for an empty table.
    pub(super) fn pick<T: Copy>(&mut self, table: &[(u32, T)]) -> Option<T> {
        let total = table.iter().map(|row| row.0).sum();
        let mut left = self.below(total);
        for &(weight, value) in table {
            if left < weight {
                return Some(value);
            }
            left -= weight;
        }
        None
    }

    /// As [`Dice::pick`] for a table of codes, which is never empty.
    pub(super) fn code(&mut self, table: &[(u32, &'static str)]) -> &'static str {
        self.pick(table).unwrap_or("")
    }
}

/// The finaliser of SplitMix64: a bijection that spreads near numbers far apart.
pub(super) fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_key_same_numbers_other_key_others() {
        let draw = |seed, la, thing, purpose| {
            let mut dice = Dice::new(seed, la, thing, purpose);
            (0..8).map(|_| dice.below(1 << 30)).collect::<Vec<_>>()
        };
        let first = draw(1, 990, 5, Purpose::People);
        assert_eq!(first, draw(1, 990, 5, Purpose::People));
        for other in [
            draw(2, 990, 5, Purpose::People),
            draw(1, 991, 5, Purpose::People),
            draw(1, 990, 6, Purpose::People),
            draw(1, 990, 5, Purpose::Life),
        ] {
            assert_ne!(first, other);
        }
    }

    #[test]
    fn draws_follow_their_weights() {
        let mut dice = Dice::new(7, 990, 0, Purpose::Life);
        let mut low = 0;
        for _ in 0..20_000 {
            let drawn = dice.band(&[(3, 0, 9), (1, 10, 19)]);
            assert!((0..20).contains(&drawn));
            low += u32::from(drawn < 10);
        }
        assert!((14_600..15_400).contains(&low), "{low}");
        assert_eq!(dice.between(4, 4), 4);
        assert_eq!(dice.pick::<u8>(&[]), None);
    }

    #[test]
    fn neighbours_do_not_resemble_each_other() {
        let first = |thing| Dice::new(1, 990, thing, Purpose::People).below(2);
        let ones: u32 = (0..10_000).map(first).sum();
        assert!((4_800..5_200).contains(&ones), "{ones}");
    }
}
