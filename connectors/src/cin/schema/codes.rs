//! The code sets of the CIN census, with the first and last year of every code.

use super::{SINCE_BEFORE, STILL};

/// One code and the years in which a return may use it, both inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeEntry {
    /// The code in its canonical, upper-case spelling.
    pub code: &'static str,
    /// First year, [`SINCE_BEFORE`] where it is older than the years described here.
    pub first_year: i16,
    /// Last year, [`STILL`] where it is still in use.
    pub last_year: i16,
}

impl CodeEntry {
    /// Whether a return of `year` may use the code.
    pub const fn valid_in(&self, year: i16) -> bool {
        self.first_year <= year && year <= self.last_year
    }
}

/// A published list of codes.
#[derive(Debug)]
pub struct CodeSet {
    /// Name in `reference.code_value`.
    pub name: &'static str,
    /// Every code of every year.
    pub codes: &'static [CodeEntry],
    /// Open-addressed hash index into `codes`, made at compile time: position + 1, or 0.
    index: [u8; SLOTS],
}

/// More than twice the longest list, so that probes stay short.
const SLOTS: usize = 256;

impl CodeSet {
    /// A set over `codes`, which must be fewer than 128, distinct, and of 1 to 8 bytes.
    pub(super) const fn new(name: &'static str, codes: &'static [CodeEntry]) -> Self {
        assert!(
            codes.len() < SLOTS / 2,
            "a code set is too long for its index"
        );
        let mut index = [0u8; SLOTS];
        let mut i = 0;
        while i < codes.len() {
            let Some(key) = pack(codes[i].code.as_bytes()) else {
                panic!("a code is empty or longer than 8 bytes");
            };
            let mut slot = slot_of(key);
            while index[slot] != 0 {
                slot = (slot + 1) % SLOTS;
            }
            index[slot] = i as u8 + 1;
            i += 1;
        }
        CodeSet { name, codes, index }
    }

    /// The entry of exactly this text; case and blanks count.
    pub fn find(&self, text: &str) -> Option<&'static CodeEntry> {
        self.find_bytes(text.as_bytes())
    }

    /// As [`CodeSet::find`], for text that has not been checked to be UTF-8.
    pub fn find_bytes(&self, text: &[u8]) -> Option<&'static CodeEntry> {
        let mut slot = slot_of(pack(text)?);
        loop {
            let entry = &self.codes[usize::from(self.index[slot]).checked_sub(1)?];
            if entry.code.as_bytes() == text {
                return Some(entry);
            }
            slot = (slot + 1) % SLOTS;
        }
    }
}

/// The bytes of a code as one number, for hashing; `None` where no code can be that long.
const fn pack(text: &[u8]) -> Option<u64> {
    if text.is_empty() || text.len() > 8 {
        return None;
    }
    let mut key = 0u64;
    let mut i = 0;
    while i < text.len() {
        key = key << 8 | text[i] as u64;
        i += 1;
    }
    Some(key)
}

/// Fibonacci hashing: the top byte of a product with 2^64 divided by the golden ratio.
const fn slot_of(key: u64) -> usize {
    (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56) as usize
}

/// A code of every year.
const fn always(code: &'static str) -> CodeEntry {
    CodeEntry {
        code,
        first_year: SINCE_BEFORE,
        last_year: STILL,
    }
}

/// A code from `first_year` on.
const fn from(first_year: i16, code: &'static str) -> CodeEntry {
    CodeEntry {
        code,
        first_year,
        last_year: STILL,
    }
}

/// A code up to `last_year`.
const fn until(last_year: i16, code: &'static str) -> CodeEntry {
    CodeEntry {
        code,
        first_year: SINCE_BEFORE,
        last_year,
    }
}

/// Why a child has no UPN (`UPNunknown`).
pub static UPN_UNKNOWN: CodeSet = CodeSet::new(
    "cin_upn_unknown",
    &[
        always("UN1"),
        always("UN2"),
        always("UN3"),
        always("UN4"),
        always("UN5"),
        always("UN6"),
        always("UN7"),
    ],
);

/// `Sex`, which replaced `GenderCurrent` in 2024-25; the column holds these.
pub static SEX: CodeSet = CodeSet::new("sex", &[from(2025, "M"), from(2025, "F"), from(2025, "U")]);

/// `GenderCurrent`; mapped to the codes of [`SEX`]: 1 to M, 2 to F, 0 and 9 to U.
pub static GENDER_CURRENT: CodeSet = CodeSet::new(
    "gender_current",
    &[
        until(2024, "0"),
        until(2024, "1"),
        until(2024, "2"),
        until(2024, "9"),
    ],
);

/// `Ethnicity`, the DfE's main ethnic codes.
pub static ETHNICITY: CodeSet = CodeSet::new(
    "ethnicity",
    &[
        always("WBRI"),
        always("WIRI"),
        always("WIRT"),
        always("WROM"),
        always("WOTH"),
        always("MWBC"),
        always("MWBA"),
        always("MWAS"),
        always("MOTH"),
        always("AIND"),
        always("APKN"),
        always("ABAN"),
        always("AOTH"),
        always("BCRB"),
        always("BAFR"),
        always("BOTH"),
        always("CHNE"),
        always("OOTH"),
        always("REFU"),
        always("NOBT"),
    ],
);

/// `Disability`
pub static DISABILITY: CodeSet = CodeSet::new(
    "cin_disability",
    &[
        always("NONE"),
        always("MOB"),
        always("HAND"),
        always("PC"),
        always("INC"),
        always("COMM"),
        always("LD"),
        always("HEAR"),
        always("VIS"),
        always("BEH"),
        always("CON"),
        always("AUT"),
        always("DDA"),
    ],
);

/// `ReferralSource`
pub static REFERRAL_SOURCE: CodeSet = CodeSet::new(
    "cin_referral_source",
    &[
        always("1A"),
        always("1B"),
        always("1C"),
        always("1D"),
        always("2A"),
        always("2B"),
        always("3A"),
        always("3B"),
        always("3C"),
        always("3D"),
        always("3E"),
        always("3F"),
        always("4"),
        always("5A"),
        always("5B"),
        always("5C"),
        from(2023, "5D"),
        always("6"),
        always("7"),
        always("8"),
        always("9"),
        always("10"),
    ],
);

/// `PrimaryNeedCode`
pub static PRIMARY_NEED: CodeSet = CodeSet::new(
    "cin_primary_need",
    &[
        always("N1"),
        always("N2"),
        always("N3"),
        always("N4"),
        always("N5"),
        always("N6"),
        always("N7"),
        always("N8"),
        always("N9"),
        always("N0"),
    ],
);

/// `ReasonForClosure`
pub static CLOSURE_REASON: CodeSet = CodeSet::new(
    "cin_closure_reason",
    &[
        always("RC1"),
        always("RC2"),
        always("RC3"),
        always("RC4"),
        always("RC5"),
        always("RC6"),
        always("RC7"),
        always("RC8"),
        from(2023, "RC9"),
    ],
);

/// `InitialCategoryOfAbuse` and `LatestCategoryOfAbuse`
pub static CATEGORY_OF_ABUSE: CodeSet = CodeSet::new(
    "cin_category_of_abuse",
    &[
        always("NEG"),
        always("PHY"),
        always("SAB"),
        always("EMO"),
        always("MUL"),
    ],
);

/// `AssessmentFactors`
pub static ASSESSMENT_FACTOR: CodeSet = CodeSet::new(
    "cin_assessment_factor",
    &[
        always("1A"),
        always("1B"),
        always("1C"),
        always("2A"),
        always("2B"),
        always("2C"),
        always("3A"),
        always("3B"),
        always("3C"),
        always("4A"),
        always("4B"),
        always("4C"),
        always("5A"),
        always("5B"),
        always("5C"),
        always("6A"),
        always("6B"),
        always("6C"),
        always("7A"),
        always("8B"),
        always("8C"),
        always("8D"),
        always("8E"),
        always("8F"),
        always("9A"),
        always("10A"),
        always("11A"),
        always("12A"),
        always("13A"),
        always("14A"),
        always("15A"),
        always("16A"),
        always("17A"),
        until(2020, "18A"),
        from(2021, "18B"),
        from(2021, "18C"),
        until(2020, "19A"),
        from(2021, "19B"),
        from(2021, "19C"),
        always("20"),
        always("21"),
        always("22A"),
        always("23A"),
        from(2022, "24A"),
    ],
);

/// `PPOutcome`; the meanings are not published yet.
pub static PP_OUTCOME: CodeSet = CodeSet::new(
    "cin_pp_outcome",
    &[from(2027, "A"), from(2027, "B"), from(2027, "C")],
);

/// Every code set of the return.
pub static CODE_SETS: &[&CodeSet] = &[
    &ASSESSMENT_FACTOR,
    &CATEGORY_OF_ABUSE,
    &CLOSURE_REASON,
    &DISABILITY,
    &ETHNICITY,
    &GENDER_CURRENT,
    &PP_OUTCOME,
    &PRIMARY_NEED,
    &REFERRAL_SOURCE,
    &SEX,
    &UPN_UNKNOWN,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_found_under_its_own_spelling_only() {
        for set in CODE_SETS {
            for entry in set.codes {
                assert_eq!(
                    set.find(entry.code),
                    Some(entry),
                    "{} {}",
                    set.name,
                    entry.code
                );
                assert_eq!(set.find(&format!("{} ", entry.code)), None);
                let lower = entry.code.to_lowercase();
                assert_eq!(set.find(&lower).is_some(), lower == entry.code);
            }
        }
        for absent in ["", "X", "N", "NO", "A2", "longer than eight bytes"] {
            assert_eq!(PRIMARY_NEED.find(absent), None, "{absent}");
        }
    }

    #[test]
    fn codes_have_the_years_of_the_guidance() {
        let valid = |set: &CodeSet, code: &str, year| set.find(code).unwrap().valid_in(year);
        for (set, code, last_out, first_in) in [
            (&CLOSURE_REASON, "RC9", 2022, 2023),
            (&REFERRAL_SOURCE, "5D", 2022, 2023),
            (&ASSESSMENT_FACTOR, "24A", 2021, 2022),
            (&ASSESSMENT_FACTOR, "18B", 2020, 2021),
            (&ASSESSMENT_FACTOR, "19C", 2020, 2021),
            (&ASSESSMENT_FACTOR, "18A", 2021, 2020),
            (&ASSESSMENT_FACTOR, "19A", 2021, 2020),
            (&GENDER_CURRENT, "1", 2025, 2024),
            (&SEX, "M", 2024, 2025),
            (&PP_OUTCOME, "A", 2026, 2027),
        ] {
            assert!(!valid(set, code, last_out), "{code} {last_out}");
            assert!(valid(set, code, first_in), "{code} {first_in}");
        }
    }

    #[test]
    fn lists_are_as_long_as_published() {
        let lengths: Vec<_> = CODE_SETS.iter().map(|set| set.codes.len()).collect();
        assert_eq!(lengths, [44, 5, 9, 13, 20, 4, 3, 10, 22, 3, 7]);
    }
}
