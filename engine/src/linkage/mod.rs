//! One child across every file: the linkage run, and what the schema `linkage` shows of it.
//!
//! ```text
//! source      which tables tell who a row is of, and in which columns
//! extract     a part's rows to identities: keys made comparable
//! identity    the keys; secret: numbers that say nothing of what they were made from
//! rules       which identities are one child, by named rules in order
//! components  the sets of identities, which never join two children of one return
//! matching    which census record and results are a child's, and why not; match_rate: how many
//! candidate   which census pupils a child without a match may be, for a person to decide on
//! person      what is shown of each child; person_rule: by which rules it came together
//! linker      all of it for a snapshot: `Links`, the person of every row
//! ```
//!
//! A link is derived, not stored: it is a function of the rows of a snapshot and the store's
//! secret. So `person_id` is the same after re-import, in any order of imports, and for a snapshot
//! whenever it is asked; a replaced file leaves nothing behind. The memory tier asks for the person
//! of a row when a query reads the column `person_id`.

mod candidate;
mod components;
mod extract;
mod identity;
mod linker;
mod match_rate;
mod matching;
mod person;
mod person_rule;
mod rules;
mod secret;
mod source;

pub(crate) use extract::{Columns, narrow};
pub(crate) use linker::{Input, Linker, Links};
pub(crate) use person_rule::TABLE as PERSON_RULE;
pub(crate) use secret::Secret;
pub(crate) use source::{ADOPTIONS, SOURCES, Source};

use crate::sql_view::SqlView;

/// The views of the schema `linkage`.
pub static VIEWS: &[&SqlView] = &[
    &candidate::VIEW,
    &match_rate::VIEW,
    &matching::VIEW,
    &person::VIEW,
];
