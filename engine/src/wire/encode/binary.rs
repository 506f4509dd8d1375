//! Values in PostgreSQL's binary format, where they are more than a number in network order.

use bytes::{BufMut as _, BytesMut};

/// Days from 1970-01-01 to PostgreSQL's epoch, 2000-01-01.
pub(super) const EPOCH_DAYS: i64 = 10_957;
/// Microseconds from 1970-01-01 to 2000-01-01.
pub(super) const EPOCH_MICROS: i64 = EPOCH_DAYS * 86_400_000_000;

/// `numeric`: groups of four decimal digits, given the unscaled digits as text.
pub(super) fn numeric(unscaled: &str, scale: i8, out: &mut BytesMut) {
    let (negative, digits) = match unscaled.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, unscaled),
    };
    let zeros = usize::try_from(-i16::from(scale)).unwrap_or(0);
    let shown_scale = u16::try_from(scale).unwrap_or(0);
    let part_len = usize::from(shown_scale);

    // Digit `i`, counted from the left of the number padded so that groups align with the point.
    let whole_len = (digits.len() + zeros).saturating_sub(part_len);
    let lead = part_len.saturating_sub(digits.len());
    let pad_left = (4 - whole_len % 4) % 4;
    let total = pad_left + whole_len + part_len;
    let groups = total.div_ceil(4);
    let digit = |i: usize| -> u16 {
        let Some(i) = i.checked_sub(pad_left + if whole_len == 0 { lead } else { 0 }) else {
            return 0;
        };
        digits.as_bytes().get(i).map_or(0, |d| u16::from(d - b'0'))
    };
    let group = |g: usize| (0..4).fold(0_u16, |sum, i| sum * 10 + digit(g * 4 + i));

    let first = (0..groups).find(|g| group(*g) != 0);
    let last = (0..groups).rev().find(|g| group(*g) != 0);
    let (Some(first), Some(last)) = (first, last) else {
        out.put_i16(0);
        out.put_i16(0);
        out.put_i16(0);
        out.put_u16(shown_scale);
        return;
    };
    let whole_groups = (pad_left + whole_len) / 4;
    out.put_i16((last - first + 1) as i16);
    out.put_i16(whole_groups as i16 - 1 - first as i16);
    out.put_i16(if negative { 0x4000 } else { 0 });
    out.put_u16(shown_scale);
    for g in first..=last {
        out.put_u16(group(g));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ndigits, weight, sign, dscale, digits.
    fn parts(unscaled: &str, scale: i8) -> Vec<i16> {
        let mut out = BytesMut::new();
        numeric(unscaled, scale, &mut out);
        out.chunks(2)
            .map(|pair| i16::from_be_bytes([pair[0], pair[1]]))
            .collect()
    }

    #[test]
    fn numerics_are_groups_of_four_digits_around_the_point() {
        assert_eq!(parts("-123456700", 4), [3, 1, 0x4000, 4, 1, 2345, 6700]);
        assert_eq!(parts("0", 2), [0, 0, 0, 2]);
        assert_eq!(parts("5", 3), [1, -1, 0, 3, 50]);
        assert_eq!(parts("5", 5), [1, -2, 0, 5, 5000]);
        assert_eq!(parts("10000", 0), [1, 1, 0, 0, 1]);
        assert_eq!(parts("12", -3), [2, 1, 0, 0, 1, 2000]);
        assert_eq!(parts("12345678", 2), [3, 1, 0, 2, 12, 3456, 7800]);
        assert_eq!(parts("100", 2), [1, 0, 0, 2, 1]);
    }
}
