//! The ten fictional authorities: each a kind of place, with its own mix.
//!
//! Figures are per thousand, or a percentage of the average in [`super::shape`]. The places
//! do not exist; the mixes are chosen to look like their kind of place.

/// How an authority's case system numbers children.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum IdStyle {
    /// Nine digits.
    Digits,
    /// A prefix and nine digits.
    Prefixed(&'static str),
}

/// One fictional authority.
#[derive(Debug, Clone, Copy)]
pub(super) struct Profile {
    /// DfE number, 990 to 999.
    pub(super) la_code: i16,
    /// Known households, as a percentage of the average.
    pub(super) contact: u32,
    /// Referrals without further action, as a percentage of the average.
    pub(super) no_further_action: u32,
    /// Referrals closed after assessment, as a percentage of the average.
    pub(super) not_in_need: u32,
    /// Section 47 and protection outcomes, as a percentage of the average.
    pub(super) protection: u32,
    /// Assessments within 45 working days, per thousand.
    pub(super) assessed_on_time: u32,
    /// Conferences within 15 working days, per thousand.
    pub(super) conference_on_time: u32,
    /// Households of one unaccompanied asylum seeker, per ten thousand known households.
    pub(super) asylum: u32,
    /// Numbering of children.
    pub(super) ids: IdStyle,
    /// Ethnicity of families.
    pub(super) ethnicity: &'static [(u32, &'static str)],
}

/// The profile of an authority; `None` for a number that is not one of the fictional ones.
pub(super) fn profile(la_code: i16) -> Option<&'static Profile> {
    PROFILES.iter().find(|profile| profile.la_code == la_code)
}

/// England's mix (CIN 2020 a4: White 71.7, Mixed 8.8, Asian 7.4, Black 8.6, other 3.4 % of
/// those known; 4 % not known).
const AVERAGE: &[(u32, &str)] = &[
    (628, "WBRI"),
    (4, "WIRI"),
    (3, "WIRT"),
    (7, "WROM"),
    (48, "WOTH"),
    (28, "MWBC"),
    (8, "MWBA"),
    (14, "MWAS"),
    (34, "MOTH"),
    (13, "AIND"),
    (27, "APKN"),
    (12, "ABAN"),
    (20, "AOTH"),
    (16, "BCRB"),
    (44, "BAFR"),
    (22, "BOTH"),
    (3, "CHNE"),
    (29, "OOTH"),
    (8, "REFU"),
    (32, "NOBT"),
];

const LONDON: &[(u32, &str)] = &[
    (205, "WBRI"),
    (8, "WIRI"),
    (4, "WIRT"),
    (8, "WROM"),
    (112, "WOTH"),
    (58, "MWBC"),
    (24, "MWBA"),
    (18, "MWAS"),
    (66, "MOTH"),
    (22, "AIND"),
    (20, "APKN"),
    (52, "ABAN"),
    (38, "AOTH"),
    (72, "BCRB"),
    (138, "BAFR"),
    (66, "BOTH"),
    (6, "CHNE"),
    (48, "OOTH"),
    (6, "REFU"),
    (29, "NOBT"),
];

const COAST: &[(u32, &str)] = &[
    (868, "WBRI"),
    (3, "WIRI"),
    (3, "WIRT"),
    (4, "WROM"),
    (32, "WOTH"),
    (10, "MWBC"),
    (5, "MWBA"),
    (7, "MWAS"),
    (15, "MOTH"),
    (3, "AIND"),
    (2, "APKN"),
    (4, "ABAN"),
    (5, "AOTH"),
    (2, "BCRB"),
    (8, "BAFR"),
    (3, "BOTH"),
    (2, "CHNE"),
    (6, "OOTH"),
    (3, "REFU"),
    (15, "NOBT"),
];

const NORTHERN_CITY: &[(u32, &str)] = &[
    (520, "WBRI"),
    (4, "WIRI"),
    (4, "WIRT"),
    (22, "WROM"),
    (40, "WOTH"),
    (28, "MWBC"),
    (14, "MWBA"),
    (36, "MWAS"),
    (34, "MOTH"),
    (12, "AIND"),
    (126, "APKN"),
    (28, "ABAN"),
    (22, "AOTH"),
    (8, "BCRB"),
    (42, "BAFR"),
    (16, "BOTH"),
    (3, "CHNE"),
    (30, "OOTH"),
    (2, "REFU"),
    (9, "NOBT"),
];

const COUNTY: &[(u32, &str)] = &[
    (774, "WBRI"),
    (4, "WIRI"),
    (7, "WIRT"),
    (5, "WROM"),
    (56, "WOTH"),
    (18, "MWBC"),
    (6, "MWBA"),
    (14, "MWAS"),
    (24, "MOTH"),
    (10, "AIND"),
    (8, "APKN"),
    (5, "ABAN"),
    (11, "AOTH"),
    (4, "BCRB"),
    (12, "BAFR"),
    (5, "BOTH"),
    (2, "CHNE"),
    (8, "OOTH"),
    (5, "REFU"),
    (22, "NOBT"),
];

/// All fictional authorities, by number.
pub(super) const PROFILES: [Profile; 10] = [
    // A large county of town and country: the average of England, which the tests compare.
    place(990, 100, 100, 100, 100, IdStyle::Digits, AVERAGE),
    // An inner London borough.
    place(991, 112, 125, 95, 82, IdStyle::Prefixed("B"), LONDON),
    // A seaside town.
    place(992, 148, 60, 112, 125, IdStyle::Digits, COAST),
    // A northern city.
    place(993, 128, 80, 88, 112, IdStyle::Prefixed("P"), NORTHERN_CITY),
    // A wealthy county.
    place(994, 68, 140, 110, 90, IdStyle::Digits, COUNTY),
    // A former mining district.
    place(995, 122, 70, 105, 130, IdStyle::Prefixed("ICS"), COAST),
    // A city of the Midlands.
    place(996, 118, 180, 84, 108, IdStyle::Digits, NORTHERN_CITY),
    // A suburban borough.
    place(997, 80, 110, 98, 88, IdStyle::Prefixed("M"), LONDON),
    // A rural county.
    place(998, 76, 120, 92, 96, IdStyle::Prefixed("R"), COAST),
    // A new town.
    place(999, 104, 90, 104, 94, IdStyle::Prefixed("N"), AVERAGE),
];

const fn place(
    la_code: i16,
    contact: u32,
    no_further_action: u32,
    not_in_need: u32,
    protection: u32,
    ids: IdStyle,
    ethnicity: &'static [(u32, &'static str)],
) -> Profile {
    // Timeliness and the share of asylum seekers vary with the place: ports and London
    // receive more, busy authorities are a little later.
    let asylum = match la_code {
        991 | 997 => 300,
        992 | 994 => 360,
        _ => 200,
    };
    let lateness = if contact > 120 { 45 } else { 0 };
    Profile {
        la_code,
        contact,
        no_further_action,
        not_in_need,
        protection,
        assessed_on_time: 857 - lateness,
        // 81.4 % in the end: some late ones are brought forward to the end of the year.
        conference_on_time: 795 - lateness,
        asylum,
        ids,
        ethnicity,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ethnicity_mixes_are_per_thousand() {
        for profile in &PROFILES {
            let total: u32 = profile.ethnicity.iter().map(|row| row.0).sum();
            assert_eq!(total, 1000, "{}", profile.la_code);
        }
    }

    #[test]
    fn only_fictional_numbers_have_a_profile() {
        assert!((990..=999).all(|la| profile(la).is_some()));
        assert!(profile(989).is_none() && profile(1000).is_none() && profile(201).is_none());
    }
}
