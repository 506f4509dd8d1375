//! Laws that hold for every file.

use proptest::prelude::*;

use super::*;
use crate::fuzzing;

/// A valid fixture with some bytes replaced, taken out or doubled.
fn mangled() -> impl Strategy<Value = Vec<u8>> {
    let names = proptest::sample::select(&[
        "year_2027_every_item.xml",
        "stylesheet_comments_cdata_references.xml",
        "utf16_be_without_mark.xml",
    ]);
    let edits = proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3), 1..6);
    (names, edits).prop_map(|(name, edits)| {
        let mut bytes = valid(name);
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
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        for (_, target) in fuzzing::TARGETS {
            target(&bytes);
        }
    }

    #[test]
    fn no_mangled_file_makes_it_panic(bytes in mangled()) {
        for (_, target) in fuzzing::TARGETS {
            target(&bytes);
        }
    }

    #[test]
    fn white_space_around_a_value_changes_no_row(
        before in "[ \t\r\n\u{a0}]{0,5}",
        after in "[ \t\r\n\u{a0}]{0,5}",
    ) {
        let text = String::from_utf8(valid("year_2027_every_item.xml")).unwrap();
        let plain = conformance::read(&CinCensus, text.as_bytes(), Given::default()).unwrap().1;
        let mut padded = text;
        for (tag, value) in [
            ("LAchildID", "000A71"),
            ("UPN", "X845212818005"),
            ("PersonBirthDate", "2016-02-29"),
            ("Sex", "M"),
            ("ReferralSource", "3A"),
            ("ReferralNFA", "FALSE"),
            ("NumberOfPreviousCPP", "1"),
        ] {
            let close = format!(">{value}</{tag}>");
            padded = padded.replace(&close, &format!(">{before}{value}{after}</{tag}>"));
        }
        let read = conformance::read(&CinCensus, padded.as_bytes(), Given::default()).unwrap().1;
        prop_assert_eq!(read.tables, plain.tables);
    }

    #[test]
    fn a_plausible_date_is_kept_in_each_form(days in -14_610..20_178i32) {
        // From 1930-01-01 to 2025-03-31, a year after the reference date.
        let (year, month, day) = calendar::civil(days).unwrap();
        for text in [
            format!("{year:04}-{month:02}-{day:02}"),
            format!("{year:04}-{month:02}-{day:02}T08:00:00"),
            format!("{day:02}/{month:02}/{year:04}"),
        ] {
            let file = String::from_utf8(valid("year_2024.xml")).unwrap();
            let file = file.replace("2015-07-15", &text);
            let read = conformance::read(&CinCensus, file.as_bytes(), Given::default()).unwrap().1;
            let shown = format!("{year:04}-{month:02}-{day:02}");
            prop_assert_eq!(column(&read, "cin.child", "birth_date"), [shown]);
        }
    }

    #[test]
    fn any_identifier_comes_back_as_it_was(id in "[!-~][ -~]{0,30}[!-~]") {
        let file = String::from_utf8(valid("year_2024.xml")).unwrap();
        let file = file.replace(">C1<", &format!(">{}<", quick_xml::escape::escape(&id)));
        let read = conformance::read(&CinCensus, file.as_bytes(), Given::default()).unwrap().1;
        prop_assert_eq!(column(&read, "cin.child", "la_child_id"), [id]);
    }
}
