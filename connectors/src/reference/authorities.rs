//! Authorities by their ONS codes.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::csv::CsvReader;

/// DfE number of the authority that has, or once had, this nine-character ONS code; `None` for
/// districts of counties and for what is no English authority with children's services.
pub fn authority_of_ons_code(code: &str) -> Option<i16> {
    BY_ONS_CODE.get(code).copied()
}

static BY_ONS_CODE: LazyLock<HashMap<String, i16>> = LazyLock::new(|| {
    let mut text = super::csv_of("local_authority")
        .unwrap_or_default()
        .as_bytes();
    let mut reader = CsvReader::new(&mut text);
    let mut codes = HashMap::new();
    // The header is no authority: its first field is no number.
    while let Ok(Some(record)) = reader.record() {
        let field = |place| record.get(place).unwrap_or_default();
        let Ok(number) = field(0).parse::<i16>() else {
            continue;
        };
        let former = field(ONS_CODE + 1).split(' ');
        for code in former
            .chain([field(ONS_CODE)])
            .filter(|code| !code.is_empty())
        {
            codes.insert(code.to_owned(), number);
        }
    }
    codes
});

/// Place of the column `ons_code`; the former codes stand behind it.
const ONS_CODE: usize = 5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn present_and_former_codes_find_the_authority() {
        for (code, number) in [
            ("E09000001", Some(201)),
            ("E06000060", Some(825)),
            ("E10000002", Some(825)),
            ("E06000058", Some(839)),
            ("E10000006", Some(909)),
            ("E07000008", None),
            ("W06000001", None),
            ("", None),
        ] {
            assert_eq!(authority_of_ons_code(code), number, "{code}");
        }
    }

    #[test]
    fn no_code_is_of_two_authorities() {
        let mut text = crate::reference::csv_of("local_authority")
            .unwrap()
            .as_bytes();
        let mut reader = CsvReader::new(&mut text);
        let mut codes = 0;
        while let Some(record) = reader.record().unwrap() {
            let both = [record.get(ONS_CODE), record.get(ONS_CODE + 1)];
            let all = both.into_iter().flatten().flat_map(|list| list.split(' '));
            codes += all.filter(|code| code.starts_with('E')).count();
        }
        assert_eq!(codes, BY_ONS_CODE.len());
    }
}
