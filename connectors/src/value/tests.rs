use super::*;

/// 2024-02-29 is 54 years of 365 days, 13 leap days, 31 + 28 days after 1970-01-01.
const LEAP: i32 = 54 * 365 + 13 + 31 + 28;

#[test]
fn dates_are_read_in_these_forms_and_no_other() {
    use DateForm::*;
    for (text, day, form) in [
        ("1970-01-01", 0, Iso),
        ("1930-01-01", EARLIEST, Iso),
        ("2024-02-29", LEAP, Iso),
        ("2024-02-29T00:00:00", LEAP, IsoTime),
        ("2024-02-29 23:59:59", LEAP, IsoTime),
        ("2024-02-29T12:30:00.125Z", LEAP, IsoTime),
        ("2024-02-29T12:30:00+01:00", LEAP, IsoTime),
        ("29/02/2024", LEAP, DayFirst),
        ("29/02/2024 00:00:00", LEAP, DayFirstTime),
        ("29/02/2024 00:00", LEAP, DayFirstTime),
        ("29-02-2024", LEAP, DayFirstDash),
        ("29/02/24", LEAP, TwoDigitYear),
        ("01/01/70", 0, TwoDigitYear),
        ("20240229", LEAP, Compact),
        ("2024-Feb-29", LEAP, MonthName),
        ("2024-FEB-29 00:00:00", LEAP, MonthName),
    ] {
        assert_eq!(date(text.as_bytes()), Some(Written { day, form }), "{text}");
    }
    for text in [
        "02/29/2024",
        "02/29/24",
        "2023-02-29",
        "2024-13-01",
        "2024-00-01",
        "2024-2-29",
        "2024/02/29",
        "29-02/2024",
        "2024-02-29T",
        "2024-02-29T25:00:00",
        "2024-02-29T12:30:00.",
        "2024-02-29Z",
        "20240230",
        "2024-Fev-29",
        "2024-Feb-30",
        "45351",
        "unknown",
        "2024-02-2\u{e9}",
        "",
    ] {
        assert_eq!(date(text.as_bytes()), None, "{text}");
    }
}

#[test]
fn a_dataset_says_which_forms_it_takes() {
    let forms = DateForms {
        expected: &[DateForm::DayFirst],
        accepted: &[DateForm::Iso, DateForm::Serial],
    };
    let read = |text: &str| date_in(text.as_bytes(), forms).map(|(w, e)| (w.day, e));
    assert_eq!(read("29/02/2024"), Some((LEAP, true)));
    assert_eq!(read("2024-02-29"), Some((LEAP, false)));
    assert_eq!(read("29/02/24"), None);
    // 2024-02-29 is day 45351 of a spreadsheet that begins with 1 for 1900-01-01.
    assert_eq!(read("45351"), Some((LEAP, false)));
    assert_eq!(read("45351.0"), Some((LEAP, false)));
    assert_eq!(read("4535"), None);
    assert_eq!(date_in(b"45351", DateForms::XML), None);
}

#[test]
fn a_time_of_making_is_written_in_one_form() {
    for (text, expected) in [
        ("2023-05-23T11:14:05", Some("2023-05-23T11:14:05")),
        ("2023-05-23 11:14:05.998Z", Some("2023-05-23T11:14:05")),
        ("2023-May-23 11:14:05", Some("2023-05-23T11:14:05")),
        ("2023-May-23", Some("2023-05-23")),
        ("2023-05-23", Some("2023-05-23")),
        ("23/05/2023", None),
        ("yesterday", None),
    ] {
        assert_eq!(date_time(text).as_deref(), expected, "{text}");
    }
}

#[test]
fn booleans_and_numbers() {
    for (text, expected) in [
        ("true", Some(true)),
        ("TRUE", Some(true)),
        ("1", Some(true)),
        ("False", Some(false)),
        ("0", Some(false)),
        ("yes", None),
        ("10", None),
    ] {
        assert_eq!(boolean(text.as_bytes()), expected, "{text}");
    }
    for (text, expected) in [
        ("yes", Some(true)),
        ("N", Some(false)),
        ("1.0", Some(true)),
        ("0.0", Some(false)),
        ("2", None),
    ] {
        assert_eq!(loose_boolean(text.as_bytes()), expected, "{text}");
    }
    for (text, expected) in [
        ("0", Some(0)),
        ("007", Some(7)),
        ("999999999", Some(999_999_999)),
        ("1000000000", None),
        ("-1", None),
        ("1.0", None),
        ("", None),
    ] {
        assert_eq!(number(text.as_bytes()), expected, "{text}");
    }
    for (text, expected) in [
        ("12", Some((12, false))),
        ("-12.0", Some((-12, true))),
        ("12.5", None),
        ("-", None),
    ] {
        assert_eq!(integer(text.as_bytes()), expected, "{text}");
    }
    for (text, expected) in [
        ("0.5", Some(0.5)),
        ("-1.25", Some(-1.25)),
        ("7", Some(7.0)),
        (".5", Some(0.5)),
        ("1e3", None),
        ("inf", None),
        ("1.2.3", None),
        ("1,000", None),
        (".", None),
        ("", None),
    ] {
        assert_eq!(decimal(text.as_bytes()), expected, "{text}");
    }
}

#[test]
fn codes_identifiers_and_postcodes() {
    for (text, expected) in [
        (" SpLD ", "SPLD"),
        ("1.0", "1"),
        ("U.0", "U.0"),
        (".0", ".0"),
        ("", ""),
    ] {
        assert_eq!(code(text), expected, "{text}");
    }
    assert_eq!(identifier("a123 456 789 012"), "A123456789012");
    for (text, expected) in [
        ("ne74lp", "NE7 4LP"),
        ("SW1A  1AA", "SW1A 1AA"),
        ("m 1 1ae", "M1 1AE"),
        ("unknown  place", "UNKNOWN PLACE"),
        ("AB1", "AB1"),
    ] {
        assert_eq!(postcode(text), expected, "{text}");
    }
}
