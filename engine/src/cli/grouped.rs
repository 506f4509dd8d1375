//! Many files in few lines, for people: a region has hundreds of files, and nobody reads
//! hundreds of lines.

use std::collections::{BTreeMap, BTreeSet};

use super::rows::Rows;
use crate::import::Known;

/// Most lines in which files are told one by one, and most groups that are told by authority
/// and year.
pub(super) const MOST_LINES: usize = 40;

/// A file: what it is, what becomes of it, and its numbers.
pub(super) struct Line<const N: usize> {
    pub(super) known: Option<Known>,
    pub(super) step: &'static str,
    pub(super) numbers: [u64; N],
}

/// Files of one dataset of which the same becomes.
#[derive(Clone)]
struct Group<const N: usize> {
    authorities: BTreeSet<i16>,
    years: BTreeSet<i16>,
    files: u64,
    numbers: [u64; N],
}

impl<const N: usize> Default for Group<N> {
    fn default() -> Self {
        Group {
            authorities: BTreeSet::new(),
            years: BTreeSet::new(),
            files: 0,
            numbers: [0; N],
        }
    }
}

impl<const N: usize> Group<N> {
    fn add(&mut self, other: &Group<N>) {
        self.authorities.extend(&other.authorities);
        self.years.extend(&other.years);
        self.files += other.files;
        for (sum, number) in self.numbers.iter_mut().zip(other.numbers) {
            *sum += number;
        }
    }
}

/// Dataset, then authority and year where they tell groups apart, then what becomes of it.
type Key = (Option<&'static str>, Option<(i16, i16)>, &'static str);

/// A line for each dataset, authority and year, or for each dataset where those are too many.
/// `step` and `numbers` name the columns.
pub(super) fn rows<const N: usize>(
    lines: impl IntoIterator<Item = Line<N>>,
    step: &'static str,
    numbers: [&'static str; N],
) -> Rows {
    let mut groups: BTreeMap<Key, Group<N>> = BTreeMap::new();
    for line in lines {
        let dataset = line.known.as_ref().map(|known| known.connector.name());
        let whose = line
            .known
            .map(|known| (known.identity.la_code, known.identity.year));
        // Public data are no authority's and of no year.
        let own = |number: Option<i16>| number.filter(|number| *number != 0).into_iter();
        let one = Group {
            authorities: own(whose.map(|whose| whose.0)).collect(),
            years: own(whose.map(|whose| whose.1)).collect(),
            files: 1,
            numbers: line.numbers,
        };
        groups
            .entry((dataset, whose, line.step))
            .or_default()
            .add(&one);
    }
    if groups.len() > MOST_LINES {
        let mut coarser: BTreeMap<Key, Group<N>> = BTreeMap::new();
        for ((dataset, _, step), group) in &groups {
            coarser
                .entry((*dataset, None, step))
                .or_default()
                .add(group);
        }
        groups = coarser;
    }
    let mut table = Rows::default()
        .text("dataset", groups.keys().map(|key| key.0))
        .text(
            "la_code",
            groups.values().map(|group| spans(&group.authorities)),
        )
        .text("year", groups.values().map(|group| spans(&group.years)))
        .number("files", groups.values().map(|group| Some(group.files)));
    for (place, name) in numbers.into_iter().enumerate() {
        table = table.number(
            name,
            groups.values().map(|group| Some(group.numbers[place])),
        );
    }
    table.text(step, groups.keys().map(|key| Some(key.2)))
}

/// `990-992 995`; nothing of nothing.
fn spans(numbers: &BTreeSet<i16>) -> Option<String> {
    let mut spans: Vec<(i16, i16)> = Vec::new();
    for number in numbers {
        match spans.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*number) => *last = *number,
            _ => spans.push((*number, *number)),
        }
    }
    let spans = spans.into_iter().map(|(first, last)| {
        if first == last {
            first.to_string()
        } else {
            format!("{first}-{last}")
        }
    });
    let spans: Vec<String> = spans.collect();
    (!spans.is_empty()).then(|| spans.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_a_row_become_a_span() {
        let of = |numbers: &[i16]| spans(&numbers.iter().copied().collect());
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[990]).as_deref(), Some("990"));
        assert_eq!(of(&[2022, 2023, 2024, 2025]).as_deref(), Some("2022-2025"));
        assert_eq!(of(&[995, 990, 992, 991]).as_deref(), Some("990-992 995"));
        assert_eq!(of(&[i16::MAX]).as_deref(), Some("32767"));
    }
}
