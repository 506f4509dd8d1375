//! National Curriculum years: what schools write, and what the code list has.

/// The code, and whether the text had to be put right for it; `None` where it is not sure which
/// is meant.
pub(crate) fn canonical(text: &str) -> Option<(&'static str, bool)> {
    const CODES: [&str; 21] = [
        "E1", "E2", "N1", "N2", "R", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12",
        "13", "14", "M", "X",
    ];
    let find = |wanted: &str| CODES.into_iter().find(|code| *code == wanted);
    if let Some(code) = find(text) {
        return Some((code, false));
    }
    let upper = text.trim().to_ascii_uppercase();
    let upper = upper.strip_suffix(".0").unwrap_or(&upper);
    let bare = upper
        .strip_prefix("YEAR")
        .or_else(|| upper.strip_prefix("YR"));
    let bare = bare
        .or_else(|| upper.strip_prefix('Y'))
        .unwrap_or(upper)
        .trim();
    if upper == "YR" {
        return Some(("R", true));
    }
    // `00` and a lone 0 are how systems number the reception year.
    let code = match bare {
        "REC" | "RECEPTION" | "F2" | "0" | "00" | "R" => Some("R"),
        _ => match bare.strip_prefix('0') {
            Some(digit) if digit.len() == 1 => find(digit),
            _ => find(bare),
        },
    };
    code.map(|code| (code, true))
}

/// The number of a year: N1 is -2, N2 -1, R 0. E1, E2, M and X have none.
pub(super) fn number(code: &str) -> Option<i32> {
    match code {
        "N1" => Some(-2),
        "N2" => Some(-1),
        "R" => Some(0),
        other => other.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_schools_write_becomes_the_code_that_is_meant() {
        for (text, code) in [
            ("00", "R"),
            ("0", "R"),
            ("01", "1"),
            ("09", "9"),
            ("Year 7", "7"),
            ("7.0", "7"),
            ("Rec", "R"),
            ("F2", "R"),
            ("YR", "R"),
            ("x", "X"),
            ("Y10", "10"),
            ("n2", "N2"),
            ("year 13", "13"),
            ("Yr 4", "4"),
            ("Reception", "R"),
            ("Y0", "R"),
        ] {
            assert_eq!(canonical(text), Some((code, true)), "{text}");
        }
        for code in ["R", "1", "14", "N1", "E2", "M", "X"] {
            assert_eq!(canonical(code), Some((code, false)), "{code}");
        }
        // F1 may be either nursery year; 15 and -1 are no years.
        for text in ["F1", "15", "-1", "KS2", "", "7a", "Y", "000", "7.5"] {
            assert_eq!(canonical(text), None, "{text}");
        }
    }

    #[test]
    fn years_have_the_numbers_of_the_published_map() {
        let numbers = ["N1", "N2", "R", "1", "14"].map(number);
        assert_eq!(numbers, [Some(-2), Some(-1), Some(0), Some(1), Some(14)]);
        assert_eq!(["E1", "E2", "M", "X"].map(number), [None; 4]);
    }
}
