//! The local authority numbers that a UPN may carry at characters 2 to 4.
//!
//! Historic numbers stay: the number is that of the authority which allocated the UPN, and
//! a UPN outlives a reorganisation. 942 and 943 appear from 2023-24 on.

/// The accepted numbers as inclusive ranges, ascending.
pub static LA_NUMBERS: &[(u16, u16)] = &RANGES;

const RANGES: [(u16, u16); 36] = [
    (1, 5),
    (201, 213),
    (301, 320),
    (330, 336),
    (340, 344),
    (350, 359),
    (370, 373),
    (380, 384),
    (390, 394),
    (420, 420),
    (660, 681),
    (701, 708),
    (800, 803),
    (805, 808),
    (810, 813),
    (815, 816),
    (820, 823),
    (825, 826),
    (830, 831),
    (835, 841),
    (845, 846),
    (850, 852),
    (855, 857),
    (860, 861),
    (865, 896),
    (908, 909),
    (916, 916),
    (919, 919),
    (921, 921),
    (925, 926),
    (928, 929),
    (931, 931),
    (933, 933),
    (935, 938),
    (940, 941),
    (942, 943),
];

/// One flag per three-digit number, so that a look-up costs no search.
static ACCEPTED: [bool; 1000] = accepted();

const fn accepted() -> [bool; 1000] {
    let mut accepted = [false; 1000];
    let mut range = 0;
    while range < RANGES.len() {
        let (mut number, last) = RANGES[range];
        while number <= last {
            accepted[number as usize] = true;
            number += 1;
        }
        range += 1;
    }
    accepted
}

/// Whether `number` is or was the number of a local authority that allocates UPNs.
pub fn is_accepted(number: u16) -> bool {
    ACCEPTED.get(usize::from(number)).copied().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_ascend_without_overlap() {
        assert!(LA_NUMBERS.iter().all(|(first, last)| first <= last));
        assert!(LA_NUMBERS.is_sorted_by(|a, b| a.1 < b.0));
    }

    #[test]
    fn present_past_and_new_numbers_are_accepted_and_others_not() {
        for number in [
            1, 201, 420, 660, 708, 820, 841, 875, 909, 928, 938, 942, 943,
        ] {
            assert!(is_accepted(number), "{number}");
        }
        for number in [
            0, 6, 200, 214, 247, 428, 709, 804, 842, 897, 939, 944, 950, 990, 1000,
        ] {
            assert!(!is_accepted(number), "{number}");
        }
    }
}
