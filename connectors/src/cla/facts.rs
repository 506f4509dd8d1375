//! What the rules need to know of a child, kept while the other modules are read.
//!
//! The files of a set are not sorted by child, so a rule that compares modules can only be
//! judged when all are read. A child takes about 500 bytes, an episode 170, a review 8, a row
//! of another module 50 to 100: a return with 10,000 children some 15 MB.

use cohort_udfs::calendar;

use crate::Position;
use crate::layout::Cell;

use super::schema;

/// A code of up to eight bytes; the empty one stands for none. Codes that are published are
/// shorter, so a longer text, cut off here, is equal to none of them.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Code([u8; 8]);

impl Code {
    /// Something was there, but no code that may be used.
    const UNREAD: Code = Code(*b"\0unread\0");

    fn of(cell: &Cell<'_>) -> Code {
        let Some(text) = cell.text() else {
            return if cell.is_given() {
                Code::UNREAD
            } else {
                Code::default()
            };
        };
        let mut code = [0; 8];
        for (byte, kept) in text.bytes().zip(&mut code) {
            *kept = byte;
        }
        Code(code)
    }

    /// Whether nothing was there.
    pub(crate) fn is_blank(self) -> bool {
        self == Code::default()
    }

    /// Whether it is this one.
    pub(crate) fn is(self, code: &str) -> bool {
        let (start, rest) = self.0.split_at(code.len().min(8));
        start == code.as_bytes() && rest.iter().all(|byte| *byte == 0)
    }

    /// Whether it is one of these.
    pub(crate) fn is_in(self, codes: &[&str]) -> bool {
        codes.iter().any(|code| self.is(code))
    }

    /// As text, for a finding.
    pub(crate) fn text(self) -> Option<String> {
        let text = self.0.iter().copied().filter(|byte| *byte != 0);
        let text: Vec<u8> = text.collect();
        (!self.is_blank() && self != Code::UNREAD)
            .then(|| String::from_utf8_lossy(&text).into_owned())
    }
}

/// A date, and whether anything was there.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Date {
    pub(crate) day: Option<i32>,
    pub(crate) given: bool,
}

impl Date {
    fn of(cell: &Cell<'_>) -> Date {
        Date {
            day: cell.day(),
            given: cell.is_given(),
        }
    }
}

/// Text that is only compared: 0 for none, else a hash.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Mark(u64);

impl Mark {
    fn of(cell: &Cell<'_>) -> Mark {
        Mark(cell.text().map_or(0, |text| hash(text.as_bytes()) | 1))
    }

    /// Whether nothing was there.
    pub(crate) fn is_blank(self) -> bool {
        self.0 == 0
    }
}

/// FNV-1a, which is the same on every machine.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// A row of `header`.
#[derive(Default)]
pub(crate) struct Header {
    pub(crate) at: Position,
    pub(crate) sex: Option<Sex>,
    pub(crate) sex_raw: Option<Box<str>>,
    pub(crate) dob: Date,
    pub(crate) ethnic: Option<Box<str>>,
    pub(crate) upn: Option<Box<str>>,
    pub(crate) upn_unknown: Option<Box<str>>,
    pub(crate) mother: Option<bool>,
    pub(crate) mother_given: bool,
    pub(crate) mc_dob: Date,
}

/// Sex, in the codes since 2024-25.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sex {
    Male,
    Female,
    Unknown,
}

impl Sex {
    /// Of a cell with either kind of codes.
    pub(crate) fn of(cell: &Cell<'_>) -> Option<Sex> {
        match cell.text()? {
            "1" | "M" => Some(Sex::Male),
            "2" | "F" => Some(Sex::Female),
            "U" => Some(Sex::Unknown),
            _ => None,
        }
    }

    /// Its code.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Sex::Male => "M",
            Sex::Female => "F",
            Sex::Unknown => "U",
        }
    }
}

impl Header {
    pub(crate) fn of(cells: &[Cell<'_>], at: Position) -> Header {
        let text = |index: usize| cells[index].text().map(Into::into);
        let upn = cells[4].text();
        let unknown = upn.filter(|upn| is_reason(upn));
        Header {
            at,
            sex: Sex::of(&cells[1]),
            sex_raw: cells[1].is_given().then(|| cells[1].raw.into()),
            dob: Date::of(&cells[2]),
            ethnic: text(3),
            upn: upn.filter(|_| unknown.is_none()).map(Into::into),
            upn_unknown: unknown.map(Into::into),
            mother: cells[5].flag(),
            mother_given: cells[5].is_given(),
            mc_dob: Date::of(&cells[6]),
        }
    }

    /// Headings of what differs from another row of the same child.
    pub(crate) fn differences(&self, other: &Header) -> Vec<&'static str> {
        let upn = self.upn != other.upn || self.upn_unknown != other.upn_unknown;
        let differs = [
            (schema::HEADER[1].item(), self.sex_raw != other.sex_raw),
            (schema::HEADER[2].item(), self.dob != other.dob),
            (schema::HEADER[3].item(), self.ethnic != other.ethnic),
            (schema::HEADER[4].item(), upn),
            (schema::HEADER[5].item(), self.mother != other.mother),
            (schema::HEADER[6].item(), self.mc_dob != other.mc_dob),
        ];
        let differs = differs.into_iter().filter(|(_, differs)| *differs);
        differs.map(|(item, _)| item).collect()
    }
}

/// Whether the text in UPN is a reason why there is none: UN and a digit.
fn is_reason(upn: &str) -> bool {
    matches!(upn.as_bytes(), [b'U', b'N', digit] if digit.is_ascii_digit())
}

/// An episode.
#[derive(Clone, Copy, Default)]
pub(crate) struct Episode {
    pub(crate) at: Position,
    pub(crate) decom: Date,
    pub(crate) rne: Code,
    pub(crate) ls: Code,
    pub(crate) cin: Code,
    pub(crate) place: Code,
    pub(crate) provider: Code,
    pub(crate) dec: Date,
    pub(crate) rec: Code,
    pub(crate) reason: Code,
    pub(crate) home: Mark,
    pub(crate) post: Mark,
    pub(crate) urn: Mark,
}

impl Episode {
    pub(crate) fn of(cells: &[Cell<'_>], at: Position) -> Episode {
        Episode {
            at,
            decom: Date::of(&cells[1]),
            rne: Code::of(&cells[2]),
            ls: Code::of(&cells[3]),
            cin: Code::of(&cells[4]),
            place: Code::of(&cells[5]),
            provider: Code::of(&cells[6]),
            dec: Date::of(&cells[7]),
            rec: Code::of(&cells[8]),
            reason: Code::of(&cells[9]),
            home: Mark::of(&cells[10]),
            post: Mark::of(&cells[11]),
            urn: Mark::of(&cells[12]),
        }
    }

    /// Whether it is of a series of short breaks.
    pub(crate) fn is_short_break(&self) -> bool {
        self.ls.is_in(&["V3", "V4"])
    }

    /// Whether the placement is a temporary one.
    pub(crate) fn is_temporary(&self) -> bool {
        self.place.is_in(&["T0", "T1", "T2", "T3", "T4"])
    }

    /// Whether it is open at the end of a day; one that ends on the day is not (L-43).
    pub(crate) fn is_open_at(&self, day: i32) -> bool {
        self.decom.day.is_some_and(|decom| decom <= day)
            && (!self.dec.given || self.dec.day.is_some_and(|dec| dec > day))
    }

    /// Days from its beginning to its end, or to `end` while it is open.
    pub(crate) fn days(&self, end: i32) -> Option<i32> {
        let dec = if self.dec.given { self.dec.day? } else { end };
        Some(dec - self.decom.day?)
    }

    /// Whether another has the same placement, by all that is known of it (L-17).
    pub(crate) fn same_placement(&self, other: &Episode) -> bool {
        (self.place, self.post, self.urn, self.provider)
            == (other.place, other.post, other.urn, other.provider)
    }
}

/// A row of `oc2`.
#[derive(Clone, Copy, Default)]
pub(crate) struct Oc2 {
    pub(crate) at: Position,
    /// Which of the items from SDQ_SCORE on are given.
    pub(crate) given: [bool; 10],
}

/// Places in [`Oc2::given`].
pub(crate) mod oc2 {
    pub(crate) const SDQ_SCORE: usize = 0;
    pub(crate) const SDQ_REASON: usize = 1;
    pub(crate) const CONVICTED: usize = 2;
    pub(crate) const HEALTH_CHECK: usize = 3;
    pub(crate) const IMMUNISATIONS: usize = 4;
    pub(crate) const SUBSTANCE_MISUSE: usize = 7;
}

impl Oc2 {
    pub(crate) fn of(cells: &[Cell<'_>], at: Position) -> Oc2 {
        let mut given = [false; 10];
        for (cell, given) in cells.iter().skip(2).zip(&mut given) {
            *given = cell.is_given();
        }
        Oc2 { at, given }
    }
}

/// A row of which the rules ask only which items are given: `oc3`, `ad1`.
#[derive(Clone, Copy, Default)]
pub(crate) struct Filled {
    pub(crate) at: Position,
    pub(crate) given: u8,
    pub(crate) of: u8,
}

impl Filled {
    pub(crate) fn of(cells: &[Cell<'_>], at: Position) -> Filled {
        let own = cells.iter().skip(2);
        Filled {
            at,
            given: own.clone().filter(|cell| cell.is_given()).count() as u8,
            of: own.count() as u8,
        }
    }
}

/// A row of a module that has a kind, a beginning and an end.
#[derive(Clone, Copy, Default)]
pub(crate) struct Spell {
    pub(crate) at: Position,
    /// MISSING, PREV_PERM, REASON_PLACED_CEASED or SW_REASON.
    pub(crate) code: Code,
    pub(crate) start: Date,
    pub(crate) end: Date,
    /// Whether SW_ID is given.
    pub(crate) id: bool,
}

impl Spell {
    pub(crate) fn new(at: Position, start: &Cell<'_>, end: &Cell<'_>) -> Spell {
        Spell {
            at,
            start: Date::of(start),
            end: Date::of(end),
            ..Spell::default()
        }
    }

    /// With its kind or reason.
    pub(crate) fn coded(mut self, code: &Cell<'_>) -> Spell {
        self.code = Code::of(code);
        self
    }
}

/// A row of `reviews`.
#[derive(Clone, Copy, Default)]
pub(crate) struct Review {
    pub(crate) day: Date,
    pub(crate) code: Code,
}

impl Review {
    pub(crate) fn of(cells: &[Cell<'_>]) -> Review {
        Review {
            day: Date::of(&cells[2]),
            code: Code::of(&cells[3]),
        }
    }
}

/// A row of `previous_permanence`.
#[derive(Clone, Copy, Default)]
pub(crate) struct Permanence {
    pub(crate) at: Position,
    pub(crate) code: Code,
    pub(crate) la_given: bool,
    pub(crate) date_given: bool,
    pub(crate) date: PartialDate,
}

impl Permanence {
    pub(crate) fn of(cells: &[Cell<'_>], at: Position) -> Permanence {
        Permanence {
            at,
            code: Code::of(&cells[2]),
            la_given: cells[3].is_given(),
            date_given: cells[4].is_given(),
            date: PartialDate::of(cells[4].raw),
        }
    }
}

/// What a text in DATE_PERM says.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(crate) enum PartialDate {
    /// Nothing, or no date.
    #[default]
    None,
    /// A day.
    Day(i32),
    /// A date of which the day, the month or all is not known.
    Partial,
}

impl PartialDate {
    /// `dd/mm/yyyy` or another form in which dates are read, or with `zz` for a day or month and
    /// `zzzz` for a year, in any case.
    pub(crate) fn of(text: &str) -> PartialDate {
        use crate::value;
        if let Some((written, _)) = value::date_in(text.as_bytes(), super::cells::STYLE.dates) {
            return PartialDate::Day(written.day);
        }
        let unknown = |part: &[u8]| part.iter().all(|b| b.eq_ignore_ascii_case(&b'z'));
        let within = |part: &[u8], range: std::ops::RangeInclusive<u32>| {
            value::number(part).is_some_and(|number| range.contains(&number))
        };
        let [d1, d2, b'/', m1, m2, b'/', year @ ..] = text.as_bytes() else {
            return PartialDate::None;
        };
        let (day, month) = ([*d1, *d2], [*m1, *m2]);
        let known = year.len() == 4
            && (unknown(&day) || within(&day, 1..=31))
            && (unknown(&month) || within(&month, 1..=12))
            && (unknown(year) || within(year, 1900..=2099))
            && (unknown(&day) || unknown(&month) || unknown(year));
        if known {
            PartialDate::Partial
        } else {
            PartialDate::None
        }
    }
}

/// Who a row is of, as far as known when it is judged.
#[derive(Clone, Copy, Default)]
pub(crate) struct Person {
    pub(crate) dob: Option<i32>,
}

impl Person {
    /// Completed years on a day; `None` before birth or where the birth date is not known.
    pub(crate) fn age(self, day: i32) -> Option<i32> {
        calendar::completed_years(self.dob?, day)
    }

    /// Whether younger than so many years on a day. Not where it is not known.
    pub(crate) fn is_under(self, years: i32, day: Option<i32>) -> bool {
        day.and_then(|day| self.age(day))
            .is_some_and(|age| age < years)
    }

    /// Whether so many years old or older on a day.
    pub(crate) fn is_at_least(self, years: i32, day: Option<i32>) -> bool {
        day.and_then(|day| self.age(day))
            .is_some_and(|age| age >= years)
    }

    /// The birthday on which the child reaches so many years.
    pub(crate) fn birthday(self, years: i32) -> Option<i32> {
        calendar::add_months(self.dob?, 12 * years)
    }
}

/// All that is kept of a child.
#[derive(Default)]
pub(crate) struct Child {
    pub(crate) id: Box<str>,
    pub(crate) header: Option<Header>,
    /// Birth date as a module other than header gives it first.
    pub(crate) other_dob: Option<i32>,
    /// Rows of each module so far.
    pub(crate) rows: [u32; super::module::COUNT],
    pub(crate) episodes: Vec<Episode>,
    pub(crate) uasc: bool,
    pub(crate) oc2: Vec<Oc2>,
    pub(crate) oc3: Vec<Filled>,
    pub(crate) ad1: Vec<Filled>,
    pub(crate) placed: Vec<Spell>,
    pub(crate) permanence: Vec<Permanence>,
    pub(crate) missing: Vec<Spell>,
    pub(crate) workers: Vec<Spell>,
    pub(crate) dolo: Vec<Spell>,
}

impl Child {
    /// Who it is: the birth date in header counts (L-8).
    pub(crate) fn person(&self) -> Person {
        let header = self.header.as_ref();
        Person {
            dob: header.map_or(self.other_dob, |header| header.dob.day),
        }
    }
}

/// Hides who it is.
impl std::fmt::Debug for Child {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Child")
            .field("rows", &self.rows)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_of_a_child_is_as_small_as_said() {
        assert!(size_of::<Child>() + size_of::<(Box<str>, usize)>() <= 560);
        assert!(size_of::<Episode>() <= 160);
        let other = [
            size_of::<Spell>(),
            size_of::<Oc2>(),
            size_of::<Permanence>(),
        ];
        assert!(other.iter().all(|size| *size <= 64), "{other:?}");
    }

    #[test]
    fn a_partial_date_says_what_is_not_known() {
        for text in [
            "zz/05/2022",
            "ZZ/zz/2019",
            "zz/zz/zzzz",
            "17/zz/2019",
            "Zz/zZ/zzzz",
        ] {
            assert_eq!(PartialDate::of(text), PartialDate::Partial, "{text}");
        }
        for text in [
            "",
            "05/2022",
            "zz/13/2022",
            "32/zz/2019",
            "30/02/2019",
            "z/05/2022",
            "zz/05/22",
        ] {
            assert_eq!(PartialDate::of(text), PartialDate::None, "{text}");
        }
        // 2019-02-01 is 17,928 days after 1970-01-01: 49 × 365 + 12 leap days + 31.
        for text in ["01/02/2019", "2019-02-01", "01/02/19"] {
            assert_eq!(PartialDate::of(text), PartialDate::Day(17_928), "{text}");
        }
    }

    #[test]
    fn a_code_is_equal_to_itself_alone() {
        let mut code = [0; 8];
        code[..2].copy_from_slice(b"X1");
        let code = Code(code);
        assert!(code.is("X1") && !code.is("X") && !code.is("X11") && !code.is(""));
        assert_eq!(code.text().as_deref(), Some("X1"));
        assert!(!Code::UNREAD.is_blank() && Code::UNREAD.text().is_none());
        assert!(Code::default().is_blank());
    }
}
