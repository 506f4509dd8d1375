//! Laws that hold for every file.

use proptest::prelude::*;

use super::*;
use crate::fuzzing;

/// A valid fixture with some bytes replaced, taken out or doubled.
fn mangled() -> impl Strategy<Value = Vec<u8>> {
    let names = proptest::sample::select(&[EVERY_ITEM, "autumn_2023.xml"]);
    let edits = proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3), 1..6);
    (names, edits).prop_map(|(name, edits)| {
        let mut bytes = valid(name).into_bytes();
        for (at, byte, edit) in edits {
            let at = at.index(bytes.len());
            match edit {
                0 => bytes[at] = byte,
                1 => drop(bytes.remove(at)),
                _ => bytes.insert(at, bytes[at]),
            }
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_mangled_file_makes_it_panic(bytes in mangled()) {
        fuzzing::census_read(&bytes);
    }

    #[test]
    fn any_name_comes_through_whole(name in "[A-Za-z '\u{c0}-\u{17f}-]{1,40}") {
        prop_assume!(!name.trim().is_empty());
        let file = valid(EVERY_ITEM).replace(">Ashdown<", &format!(">{name}<"));
        let read = read_text(&file);
        let surnames = column(&read, "census.pupil", "surname");
        prop_assert_eq!(&surnames[0], name.trim());
    }

    #[test]
    fn totals_that_are_missing_are_the_sums_of_their_reasons(
        counts in proptest::collection::vec(0..100i32, 4)
    ) {
        let codes = ["/", "I", "M", "G"];
        let details: String = codes.iter().zip(&counts).map(|(code, count)| format!(
            "<SessionDetail><AttendanceReason>{code}</AttendanceReason>\
             <Sessions>{count}</Sessions></SessionDetail>"
        )).collect();
        let text = valid(EVERY_ITEM);
        let (before, rest) = text.split_once("<SessionsPossible>").unwrap();
        let (_, after) = rest.split_once("</TermlyAttendance>").unwrap();
        let read = read_text(&format!("{before}{details}</TermlyAttendance>{after}"));
        let (present, ill, doctor, away) = (counts[0], counts[1], counts[2], counts[3]);
        let possible = match present {
            0 => String::new(),
            _ => (present + ill + doctor + away).to_string(),
        };
        prop_assert_eq!(column(&read, "census.absence", "sessions_possible"), [possible]);
        let authorised = (ill + doctor).to_string();
        prop_assert_eq!(column(&read, "census.absence", "sessions_authorised"), [authorised]);
        let unauthorised = away.to_string();
        prop_assert_eq!(column(&read, "census.absence", "sessions_unauthorised"), [unauthorised]);
    }
}
