//! Laws that hold for every file.

use std::sync::Arc;

use cohort_udfs::calendar;
use proptest::prelude::*;

use super::*;
use crate::fuzzing;

/// A valid fixture with some bytes replaced, taken out or doubled.
fn mangled() -> impl Strategy<Value = Vec<u8>> {
    let names = proptest::sample::select(names());
    let edits = proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3), 1..6);
    (names, edits).prop_map(|(name, edits)| {
        let mut bytes = valid(&name);
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

fn header(child: &str, dob: &str) -> Read {
    let text = format!(
        "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n\"{}\",1,{dob},WBRI,UN2,,\n",
        child.replace('"', "\"\"")
    );
    set(&[("header", &text)], 2024)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_mangled_file_makes_it_panic(bytes in mangled()) {
        fuzzing::cla_read(&bytes);
    }

    #[test]
    fn no_text_makes_it_panic(rows in "[A-Z0-9,/\n\"]{0,200}") {
        for part in &module::PARTS {
            let text = String::from_utf8(valid(&format!("every_module_{}.csv", part.name))).unwrap();
            let header = text.lines().next().unwrap();
            fuzzing::cla_read(format!("{header}\n{rows}").as_bytes());
        }
    }

    #[test]
    fn any_number_of_a_child_comes_back_as_it_was(id in "[!-~]([ -~]{0,30}[!-~])?") {
        prop_assume!(!id.ends_with(".0"));
        let read = header(&id, "01/02/2015");
        let column = Arc::clone(read.tables["cla.child"].column(0));
        prop_assert_eq!(array_value_to_string(&column, 0).unwrap(), id);
    }

    #[test]
    fn a_plausible_date_is_kept_in_each_form(days in -14_610..26_000i32) {
        // From 1930-01-01 to 2041-03-08, within 19 years after the return.
        let (year, month, day) = calendar::civil(days).unwrap();
        let mut forms = vec![
            format!("{day:02}/{month:02}/{year:04}"),
            format!("{year:04}-{month:02}-{day:02}"),
            format!("{year:04}-{month:02}-{day:02} 00:00:00"),
        ];
        if year >= 1970 {
            forms.push(format!("{day:02}/{month:02}/{:02}", year % 100));
        }
        for text in forms {
            let read = header("1", &text);
            let column = Arc::clone(read.tables["cla.child"].column(4));
            let shown = format!("{year:04}-{month:02}-{day:02}");
            prop_assert_eq!(array_value_to_string(&column, 0).unwrap(), shown);
        }
    }
}
