//! What children's social care in England looks like in numbers: every share and duration
//! that the generator draws from, and the published figures its output is tested against.
//!
//! Sources, all of the Department for Education under the Open Government Licence 3.0:
//!
//! - **CIN 2025**: *Children in need*, reporting year 2025 (31 March 2025), data files b1, c1,
//!   c3, c4, d3, d5: referrals, re-referrals, episodes, factors, section 47 and conferences,
//!   plans and their lengths.
//! - **LAIT 2026**: *Local authority interactive tool*, data of April 2026: durations of
//!   episodes, timeliness, rates per 10,000, England 2023 to 2025.
//! - **CIN 2020, 2022**: the same statistical series, data files a4 (ethnicity, sex, unborn)
//!   and b2 (disability).
//! - **rounded**: tables of the series whose shape is taken to the nearest percent or two
//!   (referral source, primary need, category of abuse, closure reason, assessment bands).
//!
//! A table marked *chosen* is the project's own guess where nothing is published; it is tuned
//! so that the published totals come out.

use super::rng::Band;

/// A published figure that a large authority of average profile must come near.
#[cfg(test)]
#[derive(Debug, Clone, Copy)]
pub(super) struct Target {
    /// Name of the measure, as the tests compute it.
    pub(super) measure: &'static str,
    /// England's value.
    pub(super) value: f64,
    /// How far off the generated figure may be, in the same unit.
    pub(super) tolerance: f64,
    /// Publication and year.
    pub(super) source: &'static str,
}

#[cfg(test)]
const fn target(measure: &'static str, value: f64, tolerance: f64, source: &'static str) -> Target {
    Target {
        measure,
        value,
        tolerance,
        source,
    }
}

/// England's figures, with the tolerance that the distribution test allows.
#[cfg(test)]
pub(super) const TARGETS: &[Target] = &[
    target("referrals per 10,000", 519.4, 40.0, "LAIT 2026, 2025"),
    target("re-referral %", 22.6, 2.5, "CIN 2025 c1"),
    target("referral no further action %", 6.5, 1.0, "CIN 2025 c1"),
    target("referral assessed not in need %", 30.8, 1.5, "CIN 2025 c1"),
    target(
        "children in need at 31 March per 10,000",
        330.3,
        30.0,
        "LAIT 2026, 2025",
    ),
    target("episodes started per 10,000", 325.8, 30.0, "CIN 2025 b1"),
    target("episodes ended per 10,000", 290.3, 45.0, "CIN 2025 b1"),
    target("open 3 months or less %", 26.7, 5.0, "LAIT 2026, 2025"),
    target("open 2 years or more %", 35.6, 6.0, "LAIT 2026, 2025"),
    target("ended 3 months or less %", 47.0, 5.0, "LAIT 2026, 2025"),
    target("ended 2 years or more %", 10.1, 4.0, "LAIT 2026, 2025"),
    target("assessments within 45 days %", 85.7, 3.0, "LAIT 2026, 2025"),
    target("section 47 per 10,000", 189.3, 25.0, "CIN 2025 c4"),
    target("conferences per 10,000", 59.2, 8.0, "CIN 2025 c4"),
    target("conferences within 15 days %", 81.4, 3.0, "CIN 2025 c4"),
    target("plans started per 10,000", 50.8, 7.0, "CIN 2025 d3"),
    target("plans at 31 March per 10,000", 40.6, 7.0, "CIN 2025 d5"),
    target("second or subsequent plan %", 24.5, 4.0, "CIN 2025 d3"),
    target("plan open 3 months or less %", 31.5, 5.0, "CIN 2025 d5"),
    target("plan open 1 year or more %", 16.7, 4.0, "CIN 2025 d5"),
    target("plan open 2 years or more %", 2.3, 1.2, "CIN 2025 d5"),
    target("plan ended 2 years or more %", 4.4, 1.5, "LAIT 2026, 2025"),
    target("plans reviewed in time %", 90.6, 4.0, "LAIT 2026, 2025"),
    target("disabled %", 12.3, 3.0, "CIN 2022 b2"),
    target("unborn %", 1.8, 1.0, "CIN 2020 a4"),
    target("male of those known %", 54.9, 2.5, "CIN 2020 a4"),
    target("source police %", 28.3, 2.0, "LAIT 2026, 2025"),
    target("source schools %", 20.6, 2.0, "LAIT 2026, 2025"),
    target("source health %", 15.2, 2.0, "LAIT 2026, 2025"),
    target(
        "unaccompanied asylum seekers at 31 March per 10,000",
        5.8,
        1.2,
        "LAIT 2026, 2023 to 2025, all of them in need",
    ),
    target("need abuse or neglect %", 57.0, 6.0, "rounded"),
    target("category neglect %", 49.0, 4.0, "rounded"),
    target("factor 3B %", 31.7, 4.0, "CIN 2025 c3"),
    target("factor 4B %", 33.5, 4.0, "CIN 2025 c3"),
    target("factor 16A %", 17.6, 4.0, "CIN 2025 c3"),
];

/// Referral sources of children who are not seeking asylum (rounded). 5D is drawn as 5B
/// before 1 April 2022.
pub(super) const SOURCES: &[(u32, &str)] = &[
    (287, "6"),
    (215, "2A"),
    (24, "2B"),
    (13, "3A"),
    (26, "3B"),
    (5, "3C"),
    (14, "3D"),
    (36, "3E"),
    (56, "3F"),
    (17, "4"),
    (68, "5A"),
    (28, "5B"),
    (20, "5C"),
    (22, "5D"),
    (44, "1A"),
    (8, "1B"),
    (12, "1C"),
    (8, "1D"),
    (27, "7"),
    (55, "8"),
    (19, "9"),
    (8, "10"),
];

/// Primary need of a family's referral (rounded; shares at the start of an episode are
/// higher for abuse than at 31 March, because disabled children's cases last longer).
pub(super) const FAMILY_NEEDS: &[(u32, &str)] = &[
    (615, "N1"),
    (32, "N3"),
    (115, "N4"),
    (175, "N5"),
    (16, "N6"),
    (4, "N7"),
    (18, "N8"),
    (8, "N9"),
    (17, "N0"),
];

/// What becomes of a family's referral: 6.5 % no further action, 30.8 % closed after
/// assessment (CIN 2025 c1); section 47 and plans per referral (c4, d3), less those that
/// begin later in a case.
pub(super) const OUTCOMES: Outcomes = Outcomes {
    no_further_action: 66,
    not_in_need: 352,
    enquiry: 166,
    conference: 15,
    plan: 76,
    move_in: 2,
};

/// Per thousand referrals of a family. The rest are in need without a section 47 enquiry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Outcomes {
    /// `ReferralNFA`.
    pub(super) no_further_action: u32,
    /// Closed RC8 or RC9.
    pub(super) not_in_need: u32,
    /// Section 47 without conference.
    pub(super) enquiry: u32,
    /// Conference without plan.
    pub(super) conference: u32,
    /// Child protection plan.
    pub(super) plan: u32,
    /// Moved in from another authority while on a plan (chosen).
    pub(super) move_in: u32,
}

/// Working days from start to authorisation of an assessment: 85.7 % within 45 (LAIT 2026);
/// bands rounded.
pub(super) const ASSESSMENT_ON_TIME: &[Band] = &[
    (10, 0, 0),
    (120, 1, 10),
    (140, 11, 20),
    (165, 21, 30),
    (250, 31, 40),
    (172, 41, 45),
];
/// As [`ASSESSMENT_ON_TIME`], for the late ones.
pub(super) const ASSESSMENT_LATE: &[Band] =
    &[(48, 46, 50), (48, 51, 60), (36, 61, 90), (11, 91, 130)];

/// Working days from section 47 to conference; quartiles 13, 14, 15 (CIN 2025 c4). Conferences
/// before the tenth day are part of the first published band.
pub(super) const CONFERENCE_ON_TIME: &[Band] =
    &[(86, 4, 10), (80, 11, 12), (300, 13, 14), (348, 15, 15)];
/// As [`CONFERENCE_ON_TIME`], for the late ones.
pub(super) const CONFERENCE_LATE: &[Band] = &[(89, 16, 20), (97, 21, 45)];

/// Days from referral to closure of an episode of need without a protection plan (LAIT 2026,
/// durations of episodes ending in 2025, less those with a plan).
pub(super) const NEED_LENGTH: &[Band] = &[
    (90, 20, 40),
    (285, 40, 70),
    (205, 70, 91),
    (85, 92, 135),
    (75, 136, 182),
    (60, 183, 270),
    (45, 271, 364),
    (80, 365, 729),
    (38, 730, 1460),
    (36, 1461, 2920),
    (10, 2921, 5840),
];

/// Days that a child protection plan lasts, from the lengths of plans open at 31 March and
/// the 4.4 % of ended plans that lasted two years (CIN 2025 d5, LAIT 2026).
pub(super) const PLAN_LENGTH: &[Band] = &[
    (20, 10, 60),
    (95, 61, 100),
    (225, 101, 182),
    (245, 183, 273),
    (172, 274, 364),
    (122, 365, 500),
    (76, 501, 729),
    (44, 730, 1030),
];

/// Days from the end of a plan to the closure of the case (chosen); the last bands are
/// children who became looked after.
pub(super) const STEP_DOWN: &[Band] = &[
    (180, 0, 7),
    (250, 30, 90),
    (270, 91, 180),
    (130, 181, 365),
    (80, 366, 900),
    (90, 901, 4000),
];

/// Category of abuse at the start of a plan (rounded).
pub(super) const CATEGORIES: &[(u32, &str)] = &[
    (490, "NEG"),
    (368, "EMO"),
    (70, "PHY"),
    (36, "SAB"),
    (36, "MUL"),
];

/// Reason for closure of an episode of need under 18 (rounded). RC1, RC2, RC4 and RC6 are
/// decided by age and length instead.
pub(super) const CLOSURES: &[(u32, &str)] = &[(10, "RC3"), (75, "RC5"), (915, "RC7")];

/// Factors per thousand completed assessments, with the ages they concern; counts over
/// 513,250 episodes (CIN 2025 c3), scaled up where only older children can have them.
pub(super) const FACTORS: &[Factor] = &[
    factor("1A", 45, 10),
    factor("1B", 143, -1),
    factor("1C", 23, -1),
    factor("2A", 105, 10),
    factor("2B", 141, -1),
    factor("2C", 31, -1),
    factor("3A", 117, 0),
    factor("3B", 317, -1),
    factor("3C", 50, -1),
    factor("4A", 250, 5),
    factor("4B", 335, -1),
    factor("4C", 46, -1),
    factor("5A", 160, 3),
    factor("5B", 30, -1),
    factor("5C", 15, -1),
    factor("6A", 48, 0),
    factor("6B", 54, -1),
    factor("6C", 10, -1),
    factor("7A", 58, 6),
    factor("8B", 1, 3),
    factor("8C", 1, 3),
    factor("8D", 1, 8),
    factor("8E", 1, 0),
    factor("8F", 1, 0),
    factor("10A", 74, 10),
    factor("11A", 54, 10),
    factor("12A", 6, 8),
    factor("13A", 38, 10),
    factor("14A", 130, 8),
    factor("15A", 112, 10),
    factor("16A", 176, -1),
    factor("17A", 190, -1),
    factor("18B", 40, 4),
    factor("18C", 123, 0),
    factor("19B", 35, 4),
    factor("19C", 38, 0),
    factor("20", 163, -1),
    factor("22A", 2, 0),
    factor("23A", 5, 0),
    factor("24A", 70, 10),
];

/// One row of [`FACTORS`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Factor {
    /// Code as of 2021-22.
    pub(super) code: &'static str,
    /// Per thousand assessments of children old enough.
    pub(super) per_mille: u32,
    /// Youngest age in years; -1 for the unborn.
    pub(super) from_age: i32,
}

const fn factor(code: &'static str, per_mille: u32, from_age: i32) -> Factor {
    Factor {
        code,
        per_mille,
        from_age,
    }
}

/// Disabilities of disabled children, per thousand of them (CIN 2022 b2, rounded). A child
/// may have several.
pub(super) const DISABILITIES: &[(u32, &str)] = &[
    (390, "AUT"),
    (390, "LD"),
    (200, "BEH"),
    (210, "COMM"),
    (180, "MOB"),
    (120, "PC"),
    (90, "INC"),
    (60, "HAND"),
    (60, "HEAR"),
    (70, "VIS"),
    (50, "CON"),
    (170, "DDA"),
];

/// When in childhood a known family is first referred, in days after the first child's birth
/// (chosen).
pub(super) const FIRST_CONTACT: &[Band] = &[
    (100, -140, -30),
    (110, 0, 365),
    (215, 366, 1825),
    (265, 1826, 3650),
    (300, 3651, 5840),
    (55, 5841, 6500),
];

/// Children in a known family (chosen; larger than average families).
pub(super) const FAMILY_SIZE: &[(u32, u32)] = &[(330, 1), (330, 2), (200, 3), (95, 4), (45, 5)];

/// How often a family comes back, and after how many days from closure (chosen, tuned to the
/// re-referral rate).
pub(super) const RETURNS: [Returns; 3] = [
    Returns {
        families: 420,
        per_mille: 220,
        gap: &[(1, 5, 365), (2, 366, 2400)],
    },
    Returns {
        families: 380,
        per_mille: 560,
        gap: &[(5, 5, 300), (4, 301, 900), (3, 901, 2400)],
    },
    Returns {
        families: 200,
        per_mille: 860,
        gap: &[(7, 3, 150), (5, 151, 365), (3, 366, 1100)],
    },
];

/// One kind of family in [`RETURNS`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Returns {
    /// Per thousand families.
    pub(super) families: u32,
    /// Per thousand closures that are followed by another referral.
    pub(super) per_mille: u32,
    /// Days from closure to that referral.
    pub(super) gap: &'static [Band],
}
