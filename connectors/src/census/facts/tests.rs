use super::*;

fn on(year: i32, month: u32, day: u32) -> Option<i32> {
    calendar::date(year, month, day)
}

#[test]
fn census_days_are_those_published() {
    // Of the school years 2023/24 and 2024/25.
    for (term, year, day) in [
        (Term::Autumn, 2024, on(2023, 10, 5)),
        (Term::Spring, 2024, on(2024, 1, 18)),
        (Term::Summer, 2024, on(2024, 5, 16)),
        (Term::Autumn, 2025, on(2024, 10, 3)),
        (Term::Spring, 2025, on(2025, 1, 16)),
        (Term::Summer, 2025, on(2025, 5, 15)),
    ] {
        assert_eq!(term.census_day(year), day, "{term:?} {year}");
    }
    assert_eq!(Term::Half("601").census_day(2008), None);
}

#[test]
fn years_are_read_in_each_form_and_no_other() {
    for (text, year) in [
        ("2024", Some(2024)),
        ("2023/24", Some(2024)),
        ("2023/2024", Some(2024)),
        ("202324", Some(2024)),
        ("24", None),
        ("1024", None),
        ("", None),
    ] {
        assert_eq!(year_in(text), year, "{text}");
    }
}

#[test]
fn school_numbers_have_four_digits() {
    for (text, la, estab) in [
        ("2001", Some(990), Some("2001")),
        ("201", Some(990), Some("0201")),
        ("9902001", Some(990), Some("2001")),
        ("9902001", Some(991), None),
        ("2001.0", None, Some("2001")),
        ("20 01", None, None),
        ("ABCD", None, None),
        ("", None, None),
    ] {
        assert_eq!(estab_in(text, la).as_deref(), estab, "{text}");
    }
}
