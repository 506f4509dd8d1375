//! Headings to columns.
//!
//! A heading is put in capitals, every run of what is no letter or digit made one underscore.
//! Then, at most once each, the dataset's prefix and a year behind are taken off, if the name
//! as it is has no place. So `PHONICS_MARK` is a name of its own, `FSP_COM_E01` is `COM_E01`,
//! and `KS2_KS2READSCORE` is not `READSCORE`: a prefix is not taken off twice.
//!
//! \[choice\] The prefix of *another* dataset is only taken off where the column says who, when
//! or where: `KS1_READ_OUTCOME` in a key stage 2 file is a result of key stage 1, and would be
//! a wrong figure as the test of key stage 2.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::layouts::{LAYOUTS, Layout};
use crate::csv::Record;
use crate::hash::FastMap;
use crate::layout::Field;

/// What the headings of a dataset may begin with.
const PREFIXES: [&str; 7] = ["FSP_", "PHONICS_", "KS1_", "KS2_", "KS4_", "MTC_", "Y7_"];
/// A year may stand behind one of these, as two digits.
const SUFFIXES: [&str; 5] = ["_AB", "_EX", "_SPR", "_SUM", "_AUT"];
/// Most events of one pupil that a row of repeated blocks may hold.
const MAX_BLOCKS: u32 = 40;
/// Columns that mean the same under every dataset's prefix.
const SHARED: &[&str] = &[
    "acad_year",
    "pupil_ref",
    "upn",
    "surname",
    "forename",
    "dob",
    "sex",
    "school_la_code",
    "la_code_new",
    "estab",
    "la_estab",
    "urn",
    "school_type_code",
    "version",
];

/// The names of a layout's columns.
#[derive(Debug)]
pub struct Index {
    /// Heading to column, and the place of the heading among those of the column: the lower is
    /// preferred.
    headings: HashMap<String, (usize, usize)>,
    places: FastMap<&'static str, usize>,
    /// Whether columns differ by an autumn behind their name, which is then no mere year.
    autumn: bool,
}

/// In the order of the layouts.
static INDEXES: LazyLock<Vec<Index>> = LazyLock::new(|| {
    let each = LAYOUTS.iter();
    each.map(|layout| Index::new(layout.fields)).collect()
});

impl Index {
    fn new(fields: &'static [Field]) -> Index {
        let mut index = Index {
            headings: HashMap::new(),
            places: FastMap::default(),
            autumn: false,
        };
        for (place, field) in fields.iter().enumerate() {
            index.places.insert(field.column.name, place);
            let own = field.column.name.to_ascii_uppercase();
            let names = std::iter::once(field.item()).chain(field.also.iter().copied());
            for (rank, name) in names.chain([own.as_str()]).enumerate() {
                index.autumn |= year_suffix(name).is_some_and(|(_, suffix)| suffix == "_AUT");
                let entry = index.headings.entry(name.to_owned());
                entry.or_insert((place, rank));
            }
        }
        index
    }

    /// The index of a layout.
    pub fn of(layout: &'static Layout) -> &'static Index {
        // Every layout is in the list, and one that is not would have no columns to find.
        static NONE: LazyLock<Index> = LazyLock::new(|| Index::new(&[]));
        let mut layouts = LAYOUTS.iter();
        let place = layouts.position(|each| std::ptr::eq(*each, layout));
        place.and_then(|place| INDEXES.get(place)).unwrap_or(&NONE)
    }

    /// Where a column stands among the fields.
    pub fn place(&self, column: &str) -> Option<usize> {
        self.places.get(column).copied()
    }
}

/// A heading as it is compared, and the number of its block (`NAME_[n]`).
pub fn normal(heading: &str) -> (String, Option<u32>) {
    let (name, block) = match block(heading) {
        Some((before, n, behind)) => (format!("{before} {behind}"), Some(n)),
        None => (heading.to_owned(), None),
    };
    let mut normal = String::with_capacity(name.len());
    for c in name.chars() {
        if c.is_alphanumeric() {
            normal.extend(c.to_uppercase());
        } else if !normal.is_empty() && !normal.ends_with('_') {
            normal.push('_');
        }
    }
    while normal.ends_with('_') {
        normal.pop();
    }
    (normal, block)
}

/// The text before and behind `[n]`, and the number.
fn block(heading: &str) -> Option<(&str, u32, &str)> {
    let (before, rest) = heading.split_once('[')?;
    let (digits, behind) = rest.split_once(']')?;
    let digits = digits.trim();
    let plain =
        !digits.is_empty() && digits.len() <= 3 && digits.bytes().all(|b| b.is_ascii_digit());
    Some((
        before,
        plain.then(|| digits.parse().ok()).flatten()?,
        behind,
    ))
}

/// The name without a year behind, and what stood before the year.
fn year_suffix(name: &str) -> Option<(&str, &'static str)> {
    let without = name.strip_suffix(|c: char| c.is_ascii_digit())?;
    let without = without.strip_suffix(|c: char| c.is_ascii_digit())?;
    SUFFIXES
        .iter()
        .find_map(|suffix| Some((without.strip_suffix(suffix)?, *suffix)))
}

/// The column of a normal heading, and how good a name of it that is.
fn find(layout: &'static Layout, name: &str) -> Option<(usize, usize)> {
    let index = Index::of(layout);
    let exact = |name: &str| index.headings.get(name).copied();
    let without_year = |name| match year_suffix(name) {
        Some((_, "_AUT")) if index.autumn => None,
        Some((without, _)) => exact(without),
        None => None,
    };
    if let Some(found) = exact(name) {
        return Some(found);
    }
    let prefix = PREFIXES.into_iter().find(|prefix| name.starts_with(prefix));
    if let Some(prefix) = prefix
        && let Some(rest) = name.strip_prefix(prefix)
        && let Some((place, rank)) = exact(rest).or_else(|| without_year(rest))
        && (prefix == layout.prefix || SHARED.contains(&layout.fields[place].column.name))
    {
        return Some((place, rank));
    }
    without_year(name)
}

/// The layout whose results a header has: as many headings as the layout asks for, and more than
/// of any other layout. One that begins with the dataset's prefix counts twice.
pub fn layout_of<'h>(header: impl Iterator<Item = &'h str>) -> Option<&'static Layout> {
    let names: Vec<String> = header.map(|heading| normal(heading).0).collect();
    let score = |layout: &'static Layout| {
        let mut marks: Vec<usize> = Vec::new();
        let mut score = 0;
        for name in &names {
            let Some((place, _)) = find(layout, name) else {
                continue;
            };
            let column = layout.fields[place].column.name;
            let named = !layout.prefix.is_empty() && name.starts_with(layout.prefix);
            let tells = layout.marks.contains(&column) || (named && !SHARED.contains(&column));
            if tells && !marks.contains(&place) {
                marks.push(place);
                score += if named { 2 } else { 1 };
            }
        }
        score
    };
    let mut scores: Vec<_> = LAYOUTS
        .iter()
        .map(|layout| (score(layout), layout))
        .collect();
    scores.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    match scores.as_slice() {
        [(best, layout), (next, _), ..] if *best >= layout.least && best > next => Some(layout),
        _ => None,
    }
}

/// Which column of a file holds which field.
#[derive(Debug)]
pub struct Columns {
    places: Vec<Option<usize>>,
    /// The blocks by number, each with its fields and their columns.
    blocks: Vec<(u32, Vec<(usize, usize)>)>,
    /// Number of columns of the header.
    pub width: usize,
    /// Columns that are of no field.
    pub unknown: Vec<usize>,
    /// Columns of a field that another column, with a preferred heading or before it, already is.
    pub repeated: Vec<usize>,
}

impl Columns {
    /// Matches a header to the layout.
    pub fn of(header: &[String], layout: &'static Layout) -> Columns {
        let mut columns = Columns {
            places: vec![None; layout.fields.len()],
            blocks: Vec::new(),
            width: header.len(),
            unknown: Vec::new(),
            repeated: Vec::new(),
        };
        let mut ranks = vec![usize::MAX; layout.fields.len()];
        for (column, heading) in header.iter().enumerate() {
            let (name, block) = normal(heading);
            let Some((field, rank)) = find(layout, &name) else {
                columns.unknown.push(column);
                continue;
            };
            match block {
                Some(n) if layout.events && (1..=MAX_BLOCKS).contains(&n) => {
                    columns.add_to_block(n, field, column);
                }
                Some(_) => columns.unknown.push(column),
                None => {
                    let held = columns.places[field];
                    let better = rank < ranks[field];
                    if better {
                        ranks[field] = rank;
                        columns.places[field] = Some(column);
                    }
                    columns
                        .repeated
                        .extend(if better { held } else { Some(column) });
                }
            }
        }
        columns.blocks.sort_by_key(|(n, _)| *n);
        columns
    }

    fn add_to_block(&mut self, n: u32, field: usize, column: usize) {
        let at = self.blocks.iter().position(|(number, _)| *number == n);
        let at = at.unwrap_or_else(|| {
            self.blocks.push((n, Vec::new()));
            self.blocks.len() - 1
        });
        let fields = &mut self.blocks[at].1;
        if fields.iter().any(|(held, _)| *held == field) {
            self.repeated.push(column);
        } else {
            fields.push((field, column));
        }
    }

    /// Whether the file has a column for the field, in blocks or not.
    pub fn has(&self, field: usize) -> bool {
        self.places.get(field).copied().flatten().is_some()
            || self
                .blocks
                .iter()
                .any(|(_, fields)| fields.iter().any(|(held, _)| *held == field))
    }

    /// The blocks of a record that hold anything; one that is no block where the file has none.
    pub fn events(&self, record: &Record<'_>, null: fn(&str) -> bool) -> Vec<Option<usize>> {
        if self.blocks.is_empty() {
            return vec![None];
        }
        let holds = |block: &usize| {
            let mut columns = self.blocks[*block].1.iter();
            columns.any(|(_, column)| record.get(*column).is_some_and(|text| !null(text)))
        };
        (0..self.blocks.len()).filter(holds).map(Some).collect()
    }

    /// The text of a field, in this block if it stands in blocks.
    pub fn text<'r>(
        &self,
        record: &Record<'r>,
        field: usize,
        block: Option<usize>,
    ) -> Option<&'r str> {
        let in_block = block.and_then(|block| {
            let mut fields = self.blocks[block].1.iter();
            fields.find(|(held, _)| *held == field)
        });
        match in_block {
            Some((_, column)) => record.get(*column),
            None => record.get(self.places[field]?),
        }
    }

    /// What keeps the file from being read: no column that a key needs.
    pub fn missing(&self, layout: &'static Layout) -> Option<String> {
        let index = Index::of(layout);
        let has = |name: &&str| index.place(name).is_some_and(|place| self.has(place));
        let lacking = layout
            .needed
            .iter()
            .find(|needed| !needed.iter().any(|all| all.iter().all(&has)))?;
        let mut wanted = Vec::new();
        let mut tried = Vec::new();
        for all in *lacking {
            wanted.push(all.join(" and "));
            for name in *all {
                if let Some(field) = index.place(name).map(|place| &layout.fields[place]) {
                    tried.push(field.item());
                    tried.extend(field.also);
                }
            }
        }
        Some(format!(
            "its header has no column for {}; headings tried: {}",
            wanted.join(" or "),
            tried.join(", ")
        ))
    }
}
