//! What a CIN census return holds: tables, items and code sets, each with its years.
//!
//! Data only. Source: the DfE's *Children in need census: guide* and technical specification,
//! collection years 2019-20 to 2025-26, with the announced changes of 2026-27. A year is
//! always the calendar year in which the census year ends: 2024 is 2023-24.

mod codes;
mod items;
mod tables;

pub use codes::{
    ASSESSMENT_FACTOR, CATEGORY_OF_ABUSE, CLOSURE_REASON, CODE_SETS, CodeEntry, CodeSet,
    DISABILITY, ETHNICITY, GENDER_CURRENT, PP_OUTCOME, PRIMARY_NEED, REFERRAL_SOURCE, SEX,
    UPN_UNKNOWN,
};
pub use items::{ITEMS, Item};
pub use tables::{
    ASSESSMENT, ASSESSMENT_FACTOR_TABLE, CHILD, CP_PLAN, CP_REVIEW, DISABILITY_TABLE, HEADER, PLAN,
    PRE_PROCEEDINGS, REFERRAL, SECTION47, TABLES,
};

/// First year of a code or item that is older than the years described here.
pub const SINCE_BEFORE: i16 = i16::MIN;
/// Last year of a code or item that is still collected.
pub const STILL: i16 = i16::MAX;
