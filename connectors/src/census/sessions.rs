//! Register codes, and when each was in use.

use cohort_udfs::calendar;

use super::facts::Term;

/// What a code says of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Present, or at an approved activity.
    Attended,
    Authorised,
    Unauthorised,
    /// Counts neither as attended nor as missed: not a possible session.
    NotPossible,
}

/// A register code and its days, both inclusive.
struct RegisterCode {
    code: &'static str,
    kind: Kind,
    from: i32,
    to: i32,
}

const fn day(year: i32, month: u32, day: u32) -> i32 {
    match calendar::date(year, month, day) {
        Some(day) => day,
        None => panic!("no such day"),
    }
}

const fn always(code: &'static str, kind: Kind) -> RegisterCode {
    RegisterCode {
        code,
        kind,
        from: i32::MIN,
        to: i32::MAX,
    }
}

/// The codes of August 2024.
const NEW: i32 = day(2024, 8, 19);

const fn new(code: &'static str, kind: Kind) -> RegisterCode {
    RegisterCode {
        from: NEW,
        ..always(code, kind)
    }
}

const fn old(code: &'static str, kind: Kind) -> RegisterCode {
    RegisterCode {
        to: NEW - 1,
        ..always(code, kind)
    }
}

const fn between(code: &'static str, kind: Kind, from: i32, to: i32) -> RegisterCode {
    RegisterCode {
        code,
        kind,
        from,
        to,
    }
}

/// The school years of the codes of the coronavirus, which systems wrote into the register.
const Y2020: i32 = day(2020, 9, 1);
const Y2021_END: i32 = day(2021, 8, 31);
const Y2022_END: i32 = day(2022, 8, 31);

static CODES: &[RegisterCode] = &[
    always("/", Kind::Attended),
    always("\\", Kind::Attended),
    always("L", Kind::Attended),
    always("B", Kind::Attended),
    new("K", Kind::Attended),
    always("P", Kind::Attended),
    always("V", Kind::Attended),
    always("W", Kind::Attended),
    old("J", Kind::Attended),
    always("C", Kind::Authorised),
    new("C1", Kind::Authorised),
    new("C2", Kind::Authorised),
    always("E", Kind::Authorised),
    always("I", Kind::Authorised),
    new("J1", Kind::Authorised),
    always("M", Kind::Authorised),
    always("R", Kind::Authorised),
    always("S", Kind::Authorised),
    always("T", Kind::Authorised),
    old("H", Kind::Authorised),
    between("F", Kind::Authorised, i32::MIN, day(2013, 8, 31)),
    always("G", Kind::Unauthorised),
    always("N", Kind::Unauthorised),
    always("O", Kind::Unauthorised),
    always("U", Kind::Unauthorised),
    always("D", Kind::NotPossible),
    always("X", Kind::NotPossible),
    new("Q", Kind::NotPossible),
    old("Y", Kind::NotPossible),
    new("Y1", Kind::NotPossible),
    new("Y2", Kind::NotPossible),
    new("Y3", Kind::NotPossible),
    new("Y4", Kind::NotPossible),
    new("Y5", Kind::NotPossible),
    new("Y6", Kind::NotPossible),
    new("Y7", Kind::NotPossible),
    always("Z", Kind::NotPossible),
    always("#", Kind::NotPossible),
    between("I01", Kind::Authorised, day(2021, 9, 1), Y2022_END),
    between("I02", Kind::Authorised, day(2021, 9, 1), Y2022_END),
    between("X01", Kind::NotPossible, Y2020, Y2021_END),
    between("X02", Kind::NotPossible, Y2020, Y2022_END),
    between("X03", Kind::NotPossible, Y2020, Y2021_END),
    between("X04", Kind::NotPossible, Y2020, Y2021_END),
    between("X05", Kind::NotPossible, Y2020, Y2021_END),
    between("X06", Kind::NotPossible, Y2020, Y2021_END),
    between("X07", Kind::NotPossible, day(2021, 1, 1), Y2021_END),
    between("X08", Kind::NotPossible, day(2021, 3, 8), Y2021_END),
];

/// The days whose attendance a census returns, as wide as they can be: where Easter and the
/// spring bank holiday divide them matters to no code.
pub(super) fn window(term: Term, year: i16) -> Option<(i32, i32)> {
    let year = i32::from(year);
    let (from, to) = match term {
        Term::Spring => ((year - 1, 8, 1), (year - 1, 12, 31)),
        Term::Summer => ((year, 1, 1), (year, 4, 30)),
        Term::Autumn => ((year - 1, 3, 22), (year - 1, 7, 31)),
        Term::Half(_) => return None,
    };
    Some((
        calendar::date(from.0, from.1, from.2)?,
        calendar::date(to.0, to.1, to.2)?,
    ))
}

/// What a code says, `None` for one that is on no list. The flag says whether it was in use on
/// any day of the window.
pub(super) fn kind(code: &str, window: Option<(i32, i32)>) -> Option<(Kind, bool)> {
    let found = CODES.iter().find(|entry| entry.code == code)?;
    let in_use = window.is_none_or(|(from, to)| found.from <= to && from <= found.to);
    Some((found.kind, in_use))
}

/// A code as it was meant: capitals, and one backslash where a program doubled it. The flag says
/// that it was mended.
pub(super) fn mended(text: &str) -> (String, bool) {
    let code = text.trim().to_ascii_uppercase();
    let code = match &*code {
        "\\\\" => "\\".to_owned(),
        _ => code,
    };
    let mended = code != text.trim();
    (code, mended)
}

#[cfg(test)]
mod tests;
