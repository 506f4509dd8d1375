//! What a register code counts as, by the date of the session.
//!
//! The codes of August 2024 gave `J` its other side (an interview was attended, `J1` is an
//! authorised absence) and took `H` and `Y` away. So a code is never classified alone. Where it
//! stands outside its dates, its nearest valid meaning counts: a school with old software means
//! what the code meant when it was valid.

use std::sync::LazyLock;

use crate::hash::FastMap;
use crate::value;

/// The table: one line for each span of dates in which a code has one meaning.
const TABLE: &str = include_str!("data/attendance_code.csv");

/// What a session counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Counts {
    /// Present, late before the register closed, or at an approved educational activity.
    Attended,
    /// Authorised absence.
    Authorised,
    /// Unauthorised absence.
    Unauthorised,
    /// Not a possible session: leaves the denominator.
    NotPossible,
    /// Not on roll yet, or the school closed: leaves everything.
    Administrative,
}

impl Counts {
    const ALL: [Counts; 5] = [
        Counts::Attended,
        Counts::Authorised,
        Counts::Unauthorised,
        Counts::NotPossible,
        Counts::Administrative,
    ];

    /// The word in the column `counts_as` and in the table of codes.
    pub fn as_str(self) -> &'static str {
        match self {
            Counts::Attended => "attended",
            Counts::Authorised => "authorised",
            Counts::Unauthorised => "unauthorised",
            Counts::NotPossible => "not_possible",
            Counts::Administrative => "administrative",
        }
    }

    /// Whether the session is in the denominator.
    pub fn is_possible(self) -> bool {
        self == Counts::Attended || self.is_absence()
    }

    /// Whether the session was missed.
    pub fn is_absence(self) -> bool {
        matches!(self, Counts::Authorised | Counts::Unauthorised)
    }
}

/// What a code means on a date, and how sure that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meaning {
    /// What it counts as; `None` for a code that is none.
    pub counts: Option<Counts>,
    /// Whether the code was in use on the date.
    pub in_use: bool,
    /// Whether it is an unknown sub-code, taken for the code of its first letter.
    pub reduced: bool,
}

struct Span {
    counts: Counts,
    first: i32,
    last: i32,
}

impl Span {
    /// Days between the span and a date.
    fn distance(&self, day: i32) -> i64 {
        let (day, first, last) = (i64::from(day), i64::from(self.first), i64::from(self.last));
        (first - day).max(day - last).max(0)
    }
}

static SPANS: LazyLock<FastMap<&'static str, Vec<Span>>> = LazyLock::new(|| {
    let mut spans: FastMap<&str, Vec<Span>> = FastMap::default();
    for line in TABLE.lines().skip(1) {
        let mut fields = line.split(',');
        let (Some(code), Some(word)) = (fields.next(), fields.next()) else {
            continue;
        };
        let Some(counts) = Counts::ALL
            .into_iter()
            .find(|counts| counts.as_str() == word)
        else {
            continue;
        };
        let mut day = |open| {
            let text = fields.next().unwrap_or_default();
            value::date(text.as_bytes()).map_or(open, |written| written.day)
        };
        let (first, last) = (day(i32::MIN), day(i32::MAX));
        spans.entry(code).or_default().push(Span {
            counts,
            first,
            last,
        });
    }
    spans
});

/// Whether this is a code of any time.
pub fn is_known(code: &str) -> bool {
    SPANS.contains_key(code)
}

/// What a code in capitals means on a day; without a day, what it means now.
pub fn meaning(code: &str, day: Option<i32>) -> Meaning {
    let day = day.unwrap_or(i32::MAX);
    let (spans, reduced) = match SPANS.get(code) {
        Some(spans) => (spans, false),
        None => match first_letter(code).and_then(|letter| SPANS.get(letter)) {
            Some(spans) => (spans, true),
            None => {
                return Meaning {
                    counts: None,
                    in_use: false,
                    reduced: false,
                };
            }
        },
    };
    let nearest = spans.iter().min_by_key(|span| span.distance(day));
    Meaning {
        counts: nearest.map(|span| span.counts),
        in_use: nearest.is_some_and(|span| span.distance(day) == 0),
        reduced,
    }
}

/// The letter of a sub-code: a letter and one or two digits.
fn first_letter(code: &str) -> Option<&str> {
    let (letter, digits) = code.split_at_checked(1)?;
    let sub = letter.bytes().all(|b| b.is_ascii_uppercase())
        && (1..=2).contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit());
    sub.then_some(letter)
}

#[cfg(test)]
mod tests {
    use cohort_udfs::calendar::date;

    use super::*;
    use crate::reference::codes;

    fn on(code: &str, y: i32, m: u32, d: u32) -> (Option<&'static str>, bool) {
        let meaning = meaning(code, date(y, m, d));
        (meaning.counts.map(Counts::as_str), meaning.in_use)
    }

    #[test]
    fn every_line_of_the_table_is_read() {
        let read: usize = SPANS.values().map(Vec::len).sum();
        assert_eq!(read, TABLE.lines().count() - 1);
    }

    #[test]
    fn an_interview_changed_sides_in_august_2024() {
        assert_eq!(on("J", 2024, 8, 18), (Some("attended"), true));
        assert_eq!(on("J", 2024, 8, 19), (Some("attended"), false));
        assert_eq!(on("J1", 2024, 8, 19), (Some("authorised"), true));
        assert_eq!(on("J1", 2024, 8, 18), (Some("authorised"), false));
    }

    #[test]
    fn codes_count_as_the_regulations_say() {
        for (codes, counts) in [
            ("/ \\ L B K P V W", "attended"),
            ("C C1 C2 E I J1 M R S T", "authorised"),
            ("G N O U", "unauthorised"),
            ("D Q X Y1 Y2 Y3 Y4 Y5 Y6 Y7", "not_possible"),
            ("Z #", "administrative"),
        ] {
            for code in codes.split(' ') {
                assert_eq!(on(code, 2024, 9, 2), (Some(counts), true), "{code}");
            }
        }
        assert_eq!(on("H", 2024, 7, 1), (Some("authorised"), true));
        assert_eq!(on("H", 2024, 9, 2), (Some("authorised"), false));
        assert_eq!(on("F", 2014, 9, 2), (Some("authorised"), false));
        assert_eq!(on("Y", 2024, 7, 1), (Some("not_possible"), true));
        assert_eq!(on("Y", 2024, 9, 2), (Some("not_possible"), false));
    }

    #[test]
    fn an_unknown_sub_code_is_taken_for_its_letter() {
        let day = date(2022, 1, 10);
        let known = meaning("I02", day);
        assert_eq!(
            (known.counts, known.reduced),
            (Some(Counts::Authorised), false)
        );
        let reduced = meaning("I07", day);
        assert_eq!(
            (reduced.counts, reduced.reduced),
            (Some(Counts::Authorised), true)
        );
        for code in ["A", "A1", "", "I123", "IX", "1", "é", "é1"] {
            assert_eq!(meaning(code, day).counts, None, "{code}");
        }
    }

    #[test]
    fn the_reference_table_holds_the_same_codes() {
        let set = codes::set("attendance_code").unwrap();
        let mut listed: Vec<_> = set.codes().collect();
        let mut known: Vec<_> = SPANS.keys().copied().collect();
        listed.sort_unstable();
        known.sort_unstable();
        assert_eq!(listed, known);
        let counts = codes::set("attendance_counts_as").unwrap();
        for each in Counts::ALL {
            assert!(counts.find(each.as_str()).is_some(), "{}", each.as_str());
        }
        for (code, year, valid) in [
            ("J", 2024, true),
            ("J", 2025, false),
            ("J1", 2024, false),
            ("J1", 2025, true),
        ] {
            assert_eq!(
                set.find(code).unwrap().valid_in(year),
                valid,
                "{code} {year}"
            );
        }
    }
}
