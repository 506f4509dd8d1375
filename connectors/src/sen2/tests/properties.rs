//! Laws that hold for every file.

use proptest::prelude::*;

use super::*;
use crate::fuzzing::sen2_read;

/// A fixture with some bytes replaced, taken out or doubled.
fn mangled() -> impl Strategy<Value = Vec<u8>> {
    let sources = proptest::sample::select(&[XML, "year_2023.xml", "export_2025", "working_2025"]);
    let edits = proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3), 1..6);
    (sources, edits).prop_map(|(name, edits)| {
        let mut bytes = if name.ends_with(".xml") {
            valid(name)
        } else {
            let files = set(name).into_iter().map(|(_, bytes)| bytes);
            files.collect::<Vec<_>>().join(&b"\x0c\n"[..])
        };
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
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        sen2_read(&bytes);
    }

    #[test]
    fn no_mangled_file_makes_it_panic(bytes in mangled()) {
        sen2_read(&bytes);
    }

    #[test]
    fn a_plausible_date_is_kept_in_each_form(days in -14_610..20_104i32) {
        // From 1930-01-01 to 2025-01-15, the day before census day.
        let (year, month, day) = cohort_udfs::calendar::civil(days).unwrap();
        for text in [
            format!("{year:04}-{month:02}-{day:02}"),
            format!("{year:04}-{month:02}-{day:02}T08:00:00"),
            format!("{day:02}/{month:02}/{year:04}"),
        ] {
            let file = String::from_utf8(valid(XML)).unwrap().replace("2014-05-10", &text);
            let shown = format!("{year:04}-{month:02}-{day:02}");
            prop_assert_eq!(&column(&read_text(&file), "sen2.person", "birth_date")[0], &shown);
        }
    }

    #[test]
    fn any_name_comes_back_as_it_was(name in "[!-~é][ -~é]{0,30}[!-~é]") {
        let file = String::from_utf8(valid(XML)).unwrap();
        let file = file.replace(">Ada<", &format!(">{}<", quick_xml::escape::escape(&name)));
        prop_assert_eq!(&column(&read_text(&file), "sen2.person", "forename")[0], &name);
    }
}
