//! Amounts of money as spreadsheets write them.

use crate::value;

/// Pounds: digits with perhaps a pound sign, commas between each three digits, pence. A sign may
/// stand before or behind the pound sign. Commas in other places may be decimal ones, so such a
/// text is none.
pub(super) fn pounds(text: &str) -> Option<f64> {
    let text = text.trim();
    let (negative, text) = minus(text);
    let text = text.strip_prefix('£').unwrap_or(text).trim_start();
    let (also, text) = minus(text);
    if (negative && also) || text.contains('-') {
        return None;
    }
    let (whole, pence) = match text.split_once('.') {
        Some((whole, pence)) => (whole, Some(pence)),
        None => (text, None),
    };
    if pence.is_some_and(|pence| pence.contains(',')) {
        return None;
    }
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let grouped = whole.contains(',');
    if grouped && !((1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3)) {
        return None;
    }
    let mut digits = whole.replace(',', "");
    if let Some(pence) = pence {
        digits.push('.');
        digits.push_str(pence);
    }
    let amount = value::decimal(digits.as_bytes())?;
    Some(if negative || also { -amount } else { amount })
}

fn minus(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_in_each_form() {
        for (text, amount) in [
            ("1480", Some(1480.0)),
            ("1480.50", Some(1480.5)),
            ("£1,480.00", Some(1480.0)),
            ("£ 1,234,567.5", Some(1_234_567.5)),
            ("-£50", Some(-50.0)),
            ("£-50", Some(-50.0)),
            (" 0 ", Some(0.0)),
            ("1,48", None),
            ("1,4800", None),
            (",480", None),
            ("1.480,00", None),
            ("-£-5", None),
            ("£", None),
            ("", None),
            ("1e3", None),
            ("n/a", None),
            ("$5", None),
        ] {
            assert_eq!(pounds(text), amount, "{text}");
        }
    }

    proptest! {
        #[test]
        fn an_amount_is_the_same_in_each_form(whole in 0u32..10_000_000, pence in 0u32..100) {
            let plain = format!("{whole}.{pence:02}");
            let mut grouped = whole.to_string();
            let mut at = grouped.len();
            while at > 3 {
                at -= 3;
                grouped.insert(at, ',');
            }
            prop_assert_eq!(pounds(&plain), Some(plain.parse::<f64>().unwrap()));
            prop_assert_eq!(pounds(&format!("£{grouped}.{pence:02}")), pounds(&plain));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,30}") {
            pounds(&text);
        }
    }
}
