//! From texts to marks: the shapes in which register codes are written.

use std::borrow::Cow;

use super::codes;

/// Half of a school day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Half {
    Am,
    Pm,
}

impl Half {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Half::Am => "AM",
            Half::Pm => "PM",
        }
    }
}

/// What a text in a column of sessions means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Session {
    /// A registration.
    Half(Half),
    /// A lesson of the timetable.
    Lesson,
    /// Not told.
    Unknown,
}

/// Reads `AM`, `PM`, `1`, `2` and what systems write for them. In a column of lessons a number is
/// a lesson.
pub(super) fn session(text: &str, of_lessons: bool) -> Session {
    // As nearly every row has it.
    match text {
        "AM" => return Session::Half(Half::Am),
        "PM" => return Session::Half(Half::Pm),
        _ => {}
    }
    let word: String = text
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_uppercase();
    let word = word
        .trim_start_matches("REGISTRATION")
        .trim_start_matches("REG")
        .trim_start_matches("SESSION")
        .trim_end_matches("REGISTRATION")
        .trim_end_matches("SESSION")
        .trim_end_matches("REG");
    match word {
        "AM" | "MORNING" => Session::Half(Half::Am),
        "PM" | "AFTERNOON" => Session::Half(Half::Pm),
        "A" | "1" if !of_lessons => Session::Half(Half::Am),
        "P" | "2" if !of_lessons => Session::Half(Half::Pm),
        "" => Session::Unknown,
        _ => Session::Lesson,
    }
}

/// Whether a text is the number of a lesson: a day has two sessions, so 3 is none.
pub(super) fn is_lesson_number(text: &str) -> bool {
    text.trim().parse::<u8>().is_ok_and(|number| number > 2)
}

/// A code as it was mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark<'t> {
    pub(super) code: Cow<'t, str>,
    /// How the text departs from the code.
    pub(super) mended: Option<Mended>,
}

/// How a text departs from the code it was read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mended {
    Case,
    Zero,
    Backslashes,
}

/// The code of one cell; `None` where there is no mark: blank, or a hyphen.
pub(super) fn mark(text: &str) -> Option<Mark<'_>> {
    let text = text.trim();
    let plain = |code| Mark { code, mended: None };
    match text {
        "" | "-" => None,
        "0" => Some(Mark {
            code: Cow::Borrowed("O"),
            mended: Some(Mended::Zero),
        }),
        "\\\\" => Some(Mark {
            code: Cow::Borrowed("\\"),
            mended: Some(Mended::Backslashes),
        }),
        _ if text.bytes().any(|b| b.is_ascii_lowercase()) => Some(Mark {
            code: Cow::Owned(text.to_ascii_uppercase()),
            mended: Some(Mended::Case),
        }),
        _ => Some(plain(Cow::Borrowed(text))),
    }
}

/// Both marks of a day in one cell, such as `/\`, `C1 /` or `I,I`; `None` where it is not two
/// marks. What is a code by itself is one mark.
pub(super) fn day(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    if text.len() < 2 || is_mark(text) {
        return None;
    }
    let parts = |separator: char| {
        let (am, pm) = text.split_once(separator)?;
        let (am, pm) = (am.trim(), pm.trim());
        let blank = |part: &str| part.is_empty() || is_mark(part);
        (blank(am) && blank(pm) && !(am.is_empty() && pm.is_empty())).then_some((am, pm))
    };
    if let Some(found) = [',', ';', '|', ' '].into_iter().find_map(parts) {
        return Some(found);
    }
    // No code is longer than three characters.
    let ends = text.char_indices().map(|(at, _)| at).skip(1).take(3);
    ends.filter_map(|at| text.split_at_checked(at))
        .find(|(am, pm)| is_mark(am) && is_mark(pm))
}

/// Whether a text is one mark: a known code in any case, or one of the signs that mean another.
fn is_mark(text: &str) -> bool {
    matches!(text, "-" | "0" | "\\\\") || codes::is_known(&text.to_ascii_uppercase())
}

/// Why a string of marks cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// It has not two marks for each day.
    Length,
    /// Codes of two characters stand in it without commas, so no place is sure.
    TwoCharacters,
}

/// Most sessions of one string: three years. A longer one is no string of marks.
const MAX_SESSIONS: usize = 2 * 3 * 366;

/// The texts of a string of marks, two for each day. `days` is how many there must be, if known.
///
/// Without commas each character is a mark. With commas each part is one, or both of a day.
pub(super) fn string(text: &str, days: Option<usize>) -> Result<Vec<&str>, Unreadable> {
    let separator = [',', ';', '|']
        .into_iter()
        .find(|sign| text.contains(*sign));
    let marks = match separator {
        Some(separator) => parts(text, separator, days)?,
        None => characters(text)?,
    };
    let fits = match days {
        Some(days) => marks.len() == days.saturating_mul(2),
        None => marks.len().is_multiple_of(2),
    };
    if fits && marks.len() <= MAX_SESSIONS {
        Ok(marks)
    } else {
        Err(Unreadable::Length)
    }
}

fn parts(text: &str, separator: char, days: Option<usize>) -> Result<Vec<&str>, Unreadable> {
    let mut parts: Vec<&str> = text.split(separator).map(str::trim).collect();
    let enough = |count: usize| match days {
        Some(days) => count == days.saturating_mul(2) || count == days,
        None => count.is_multiple_of(2),
    };
    // Some systems put a comma behind the last one too.
    if parts.last() == Some(&"") && !enough(parts.len()) {
        parts.pop();
    }
    let by_day = days.map_or_else(
        || parts.iter().any(|part| day(part).is_some()),
        |days| parts.len() == days,
    );
    if !by_day {
        return Ok(parts);
    }
    let mut marks = Vec::with_capacity(parts.len() * 2);
    for part in parts {
        match day(part) {
            Some((am, pm)) => marks.extend([am, pm]),
            None if mark(part).is_none() => marks.extend(["", ""]),
            // One mark of a day says of neither half that it has none.
            None => return Err(Unreadable::Length),
        }
    }
    Ok(marks)
}

fn characters(text: &str) -> Result<Vec<&str>, Unreadable> {
    // 0 may be meant for O; another digit only stands in a code of two characters.
    if text.bytes().any(|b| matches!(b, b'1'..=b'9')) {
        return Err(Unreadable::TwoCharacters);
    }
    if text.len() > 4 * MAX_SESSIONS {
        return Err(Unreadable::Length);
    }
    let mut marks = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        // A backslash stands for the afternoon, so a second one behind it is an escape.
        let length = if rest.starts_with("\\\\") {
            2
        } else {
            first.len_utf8()
        };
        let (mark, after) = rest.split_at(length);
        marks.push(mark);
        rest = after;
    }
    Ok(marks)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn code(text: &str) -> Option<String> {
        mark(text).map(|mark| mark.code.into_owned())
    }

    #[test]
    fn sessions_in_many_words() {
        for text in [
            "AM",
            "am",
            "1",
            "A",
            "Morning",
            "AM Registration",
            "Reg AM",
            "Session 1",
            "a.m.",
        ] {
            assert_eq!(session(text, false), Session::Half(Half::Am), "{text}");
        }
        for text in [
            "PM",
            "2",
            "P",
            "afternoon session",
            "PM Reg",
            "Registration PM",
        ] {
            assert_eq!(session(text, false), Session::Half(Half::Pm), "{text}");
        }
        assert_eq!(session("1", true), Session::Lesson);
        assert_eq!(session("AM", true), Session::Half(Half::Am));
        for text in ["3", "P3", "Mon:1", "Maths"] {
            assert_eq!(session(text, false), Session::Lesson, "{text}");
        }
        assert_eq!(session(" - ", false), Session::Unknown);
    }

    #[test]
    fn marks_are_mended() {
        assert_eq!(code(" / ").as_deref(), Some("/"));
        assert_eq!(code("c1").as_deref(), Some("C1"));
        assert_eq!(code("0").as_deref(), Some("O"));
        assert_eq!(code("\\\\").as_deref(), Some("\\"));
        assert_eq!(code("-"), None);
        assert_eq!(code("  "), None);
        assert_eq!(mark("i").unwrap().mended, Some(Mended::Case));
        assert_eq!(mark("I").unwrap().mended, None);
    }

    #[test]
    fn a_day_may_be_in_one_cell() {
        for (text, both) in [
            ("/\\", Some(("/", "\\"))),
            ("/\\\\", Some(("/", "\\\\"))),
            ("II", Some(("I", "I"))),
            ("C1/", Some(("C1", "/"))),
            ("/C1", Some(("/", "C1"))),
            ("Y1Y1", Some(("Y1", "Y1"))),
            ("I I", Some(("I", "I"))),
            ("I,", Some(("I", ""))),
            ("I0", Some(("I", "0"))),
            ("C1", None),
            ("I", None),
            ("I01", None),
            ("", None),
            ("AB", None),
            ("éé", None),
        ] {
            assert_eq!(day(text), both, "{text}");
        }
    }

    #[test]
    fn a_string_has_two_marks_a_day() {
        assert_eq!(string("/\\I ", Some(2)), Ok(vec!["/", "\\", "I", " "]));
        assert_eq!(string("/\\\\I-", Some(2)), Ok(vec!["/", "\\\\", "I", "-"]));
        assert_eq!(string("/\\I", Some(2)), Err(Unreadable::Length));
        assert_eq!(string("/\\I", None), Err(Unreadable::Length));
        assert_eq!(string("/\\C1", None), Err(Unreadable::TwoCharacters));
        assert_eq!(string("/,\\,C1,", Some(2)), Ok(vec!["/", "\\", "C1", ""]));
        assert_eq!(
            string("/,\\,C1,C1,", Some(2)),
            Ok(vec!["/", "\\", "C1", "C1"])
        );
        assert_eq!(
            string("/\\,##,C1/", Some(3)),
            Ok(vec!["/", "\\", "#", "#", "C1", "/"])
        );
        assert_eq!(
            string("/\\,,II", None),
            Ok(vec!["/", "\\", "", "", "I", "I"])
        );
        assert_eq!(string("/\\,I", None), Err(Unreadable::Length));
        assert_eq!(string("", Some(1)), Err(Unreadable::Length));
        assert_eq!(
            string(&"/".repeat(MAX_SESSIONS + 2), None),
            Err(Unreadable::Length)
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".{0,40}", days in proptest::option::of(0usize..30)) {
            mark(&text);
            day(&text);
            session(&text, false);
            if let (Ok(marks), Some(days)) = (string(&text, days), days) {
                prop_assert_eq!(marks.len(), 2 * days);
            }
        }

        #[test]
        fn a_string_is_its_marks(marks in proptest::collection::vec(
            proptest::sample::select(&["/", "\\", "I", "C1", "Y7", "#", "O", ""]), 1..30))
        {
            let marks: Vec<&str> = marks.iter().flat_map(|mark| ["/", mark]).collect();
            let joined = format!("{},", marks.join(","));
            prop_assert_eq!(string(&joined, Some(marks.len() / 2)), Ok(marks));
        }
    }
}
