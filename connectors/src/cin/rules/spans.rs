//! Stretches of time that must not overlap: cases, plans, assessments, enquiries.

use smallvec::SmallVec;

use crate::cin::record::Date;

/// A stretch from `start` up to, not including, `end`; empty when they are equal.
#[derive(Debug, Clone, Copy)]
struct Span<'a> {
    start: i32,
    end: i32,
    /// The latest end of this and all that sort before it.
    reach: i32,
    leaf: &'a Date,
}

/// Stretches in order of their start. Few children have more than eight of one kind, and the
/// sweep keeps a record with a hundred thousand from taking a hundred thousand squared steps.
#[derive(Debug)]
pub(super) struct Spans<'a>(SmallVec<[Span<'a>; 8]>);

impl<'a> Spans<'a> {
    /// Orders the stretches, each given by its start date's element and by its end, which
    /// does not belong to it. An end before the start makes an empty stretch.
    pub(super) fn new(spans: impl Iterator<Item = (&'a Date, i32, i32)>) -> Self {
        let mut list: SmallVec<[Span<'a>; 8]> = spans
            .map(|(leaf, start, end)| Span {
                start,
                end: end.max(start),
                reach: 0,
                leaf,
            })
            .collect();
        list.sort_by_key(|span| (span.start, span.end));
        let mut reach = i32::MIN;
        for span in &mut list {
            reach = reach.max(span.end);
            span.reach = reach;
        }
        Spans(list)
    }

    /// The start dates that fall inside an earlier stretch. A start on the day another ends is
    /// outside it. Of two that start on one day the later in order counts as inside the
    /// other, unless that other is empty.
    pub(super) fn overlapping(&self) -> impl Iterator<Item = &'a Date> {
        let pairs = self.0.iter().zip(self.0.iter().skip(1));
        pairs
            .filter(|(before, span)| span.start < before.reach)
            .map(|(_, span)| span.leaf)
    }

    /// Whether the day is inside any of the stretches.
    pub(super) fn covers(&self, day: i32) -> bool {
        let started = self.0.partition_point(|span| span.start <= day);
        started > 0 && self.0[started - 1].reach > day
    }
}
