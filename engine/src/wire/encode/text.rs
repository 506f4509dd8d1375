//! Values as PostgreSQL writes them in text: dates, times, floats, numerics, intervals.
//!
//! Every function appends to a buffer and allocates nothing, since a result of a million
//! rows passes through here value by value.

use std::fmt::Write as _;

use bytes::{BufMut as _, BytesMut};

const MICROS_PER_DAY: i64 = 86_400_000_000;

/// Year, month and day of a day counted from 1970-01-01 (proleptic Gregorian, year 0 is 1 BC).
fn civil(days: i64) -> (i64, u32, u32) {
    // Days from 0000-03-01, in eras of 400 years.
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = (of_year - (153 * shifted + 2) / 5 + 1) as u32;
    let month = (if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    }) as u32;
    (year + era * 400 + i64::from(month <= 2), month, day)
}

/// `2024-02-29`, without the era; says whether the year is before Christ.
fn date_body(days: i64, out: &mut BytesMut) -> bool {
    let (year, month, day) = civil(days);
    let before_christ = year <= 0;
    let shown = if before_christ { 1 - year } else { year };
    push(out, format_args!("{shown:04}-{month:02}-{day:02}"));
    before_christ
}

fn era(before_christ: bool, out: &mut BytesMut) {
    if before_christ {
        out.put_slice(b" BC");
    }
}

fn push(out: &mut BytesMut, arguments: std::fmt::Arguments<'_>) {
    // Writing to a BytesMut fails only when its length would exceed usize.
    let _ = out.write_fmt(arguments);
}

/// A whole number.
pub(super) fn integer(value: i64, out: &mut BytesMut) {
    push(out, format_args!("{value}"));
}

/// A date, days since 1970-01-01.
pub(super) fn date(days: i64, out: &mut BytesMut) {
    let before_christ = date_body(days, out);
    era(before_christ, out);
}

/// A time of day, microseconds since midnight, fraction without trailing zeros.
pub(super) fn time(micros: i64, out: &mut BytesMut) {
    let seconds = micros / 1_000_000;
    push(
        out,
        format_args!(
            "{:02}:{:02}:{:02}",
            seconds / 3_600,
            seconds / 60 % 60,
            seconds % 60
        ),
    );
    fraction(micros % 1_000_000, out);
}

fn fraction(micros: i64, out: &mut BytesMut) {
    if micros != 0 {
        let mut digits = [b'0'; 6];
        let mut rest = micros.unsigned_abs();
        for digit in digits.iter_mut().rev() {
            *digit = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        let used = digits
            .iter()
            .rposition(|d| *d != b'0')
            .map_or(0, |last| last + 1);
        out.put_u8(b'.');
        out.put_slice(&digits[..used]);
    }
}

/// A timestamp, microseconds since 1970-01-01; `zone` is the offset from UTC in seconds of a
/// timestamp with time zone, already added to `micros`.
pub(super) fn timestamp(micros: i64, zone: Option<i32>, out: &mut BytesMut) {
    let before_christ = date_body(micros.div_euclid(MICROS_PER_DAY), out);
    out.put_u8(b' ');
    time(micros.rem_euclid(MICROS_PER_DAY), out);
    if let Some(offset) = zone {
        offset_text(offset, out);
    }
    era(before_christ, out);
}

fn offset_text(offset: i32, out: &mut BytesMut) {
    let sign = if offset < 0 { '-' } else { '+' };
    let seconds = offset.unsigned_abs();
    push(out, format_args!("{sign}{:02}", seconds / 3_600));
    if !seconds.is_multiple_of(3_600) {
        push(out, format_args!(":{:02}", seconds / 60 % 60));
    }
    if !seconds.is_multiple_of(60) {
        push(out, format_args!(":{:02}", seconds % 60));
    }
}

/// An interval in the style `postgres`: `1 year 2 mons 3 days 04:05:06.789`.
pub(super) fn interval(months: i32, days: i32, micros: i64, out: &mut BytesMut) {
    let start = out.len();
    let mut negative_before = false;
    let mut part = |value: i32, unit: &str, out: &mut BytesMut| {
        if value != 0 {
            let space = if out.len() > start { " " } else { "" };
            let sign = if negative_before && value > 0 {
                "+"
            } else {
                ""
            };
            let plural = if value == 1 { "" } else { "s" };
            push(out, format_args!("{space}{sign}{value} {unit}{plural}"));
            negative_before = value < 0;
        }
    };
    part(months / 12, "year", out);
    part(months % 12, "mon", out);
    part(days, "day", out);
    if micros != 0 || out.len() == start {
        let space = if out.len() > start { " " } else { "" };
        let sign = match (micros < 0, negative_before) {
            (true, _) => "-",
            (false, true) => "+",
            (false, false) => "",
        };
        push(out, format_args!("{space}{sign}"));
        let size = micros.unsigned_abs();
        let seconds = size / 1_000_000;
        push(
            out,
            format_args!(
                "{:02}:{:02}:{:02}",
                seconds / 3_600,
                seconds / 60 % 60,
                seconds % 60
            ),
        );
        fraction((size % 1_000_000) as i64, out);
    }
}

/// `double precision`: the shortest digits that read back the same, in powers of ten
/// outside 1e-4 to 1e15, as PostgreSQL's `extra_float_digits` 1.
pub(super) fn float8(value: f64, out: &mut BytesMut) {
    if !special(value, out) {
        shortest(format_args!("{value:e}"), 15, out);
    }
}

/// `real`: as [`float8`], with powers of ten from 1e6.
pub(super) fn float4(value: f32, out: &mut BytesMut) {
    if !special(f64::from(value), out) {
        shortest(format_args!("{value:e}"), 6, out);
    }
}

fn special(value: f64, out: &mut BytesMut) -> bool {
    let text: &[u8] = if value.is_nan() {
        b"NaN"
    } else if value == f64::INFINITY {
        b"Infinity"
    } else if value == f64::NEG_INFINITY {
        b"-Infinity"
    } else {
        return false;
    };
    out.put_slice(text);
    true
}

/// Rewrites Rust's `d.ddde±x` to the form PostgreSQL prints.
fn shortest(scientific: std::fmt::Arguments<'_>, fixed_below: i32, out: &mut BytesMut) {
    let mut text = SmallText {
        bytes: [0; 32],
        len: 0,
    };
    // 32 bytes hold every f64: sign, 17 digits, point and exponent.
    let _ = text.write_fmt(scientific);
    let text = text.as_str();
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let (sign, mantissa) = match mantissa.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", mantissa),
    };
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    out.put_slice(sign.as_bytes());
    if exponent < -4 || exponent >= fixed_below {
        out.put_slice(whole.as_bytes());
        if !part.is_empty() {
            out.put_u8(b'.');
            out.put_slice(part.as_bytes());
        }
        let sign = if exponent < 0 { '-' } else { '+' };
        push(out, format_args!("e{sign}{:02}", exponent.unsigned_abs()));
    } else if exponent < 0 {
        out.put_slice(b"0.");
        out.put_bytes(b'0', exponent.unsigned_abs() as usize - 1);
        out.put_slice(whole.as_bytes());
        out.put_slice(part.as_bytes());
    } else {
        let point = exponent as usize;
        out.put_slice(whole.as_bytes());
        if part.len() <= point {
            out.put_slice(part.as_bytes());
            out.put_bytes(b'0', point - part.len());
        } else {
            out.put_slice(&part.as_bytes()[..point]);
            out.put_u8(b'.');
            out.put_slice(&part.as_bytes()[point..]);
        }
    }
}

struct SmallText {
    bytes: [u8; 32],
    len: usize,
}

impl SmallText {
    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.len]).unwrap_or("0e0")
    }
}

impl std::fmt::Write for SmallText {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        let room = self
            .bytes
            .get_mut(self.len..self.len + text.len())
            .ok_or(std::fmt::Error)?;
        room.copy_from_slice(text.as_bytes());
        self.len += text.len();
        Ok(())
    }
}

/// A decimal number given as its unscaled digits (`-1234567` with scale 4 is `-123.4567`).
pub(super) fn numeric(unscaled: &str, scale: i8, out: &mut BytesMut) {
    let (sign, digits) = match unscaled.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", unscaled),
    };
    out.put_slice(sign.as_bytes());
    if scale <= 0 {
        out.put_slice(digits.as_bytes());
        if digits != "0" {
            out.put_bytes(b'0', usize::from(scale.unsigned_abs()));
        }
        return;
    }
    let scale = usize::from(scale.unsigned_abs());
    if digits.len() > scale {
        let (whole, part) = digits.split_at(digits.len() - scale);
        push(out, format_args!("{whole}.{part}"));
    } else {
        out.put_slice(b"0.");
        out.put_bytes(b'0', scale - digits.len());
        out.put_slice(digits.as_bytes());
    }
}

/// Bytes as `\x…`.
pub(super) fn bytea(bytes: &[u8], out: &mut BytesMut) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.put_slice(b"\\x");
    for byte in bytes {
        out.put_u8(HEX[usize::from(byte >> 4)]);
        out.put_u8(HEX[usize::from(byte & 15)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(write: impl FnOnce(&mut BytesMut)) -> String {
        let mut out = BytesMut::new();
        write(&mut out);
        String::from_utf8(out.to_vec()).unwrap()
    }

    #[test]
    fn dates_reach_beyond_christ_and_year_9999() {
        assert_eq!(text(|o| date(0, o)), "1970-01-01");
        assert_eq!(text(|o| date(19_782, o)), "2024-02-29");
        assert_eq!(text(|o| date(-719_163, o)), "0001-12-31 BC");
        assert_eq!(text(|o| date(2_932_897, o)), "10000-01-01");
    }

    #[test]
    fn timestamps_drop_trailing_zeros_and_carry_the_offset() {
        let micros = 19_782 * MICROS_PER_DAY + 45_296_789_000;
        assert_eq!(
            text(|o| timestamp(micros, None, o)),
            "2024-02-29 12:34:56.789"
        );
        assert_eq!(text(|o| timestamp(0, Some(0), o)), "1970-01-01 00:00:00+00");
        assert_eq!(
            text(|o| timestamp(0, Some(-12_600), o)),
            "1970-01-01 00:00:00-03:30"
        );
        assert_eq!(
            text(|o| timestamp(-1, None, o)),
            "1969-12-31 23:59:59.999999"
        );
    }

    #[test]
    fn floats_are_the_shortest_that_read_back() {
        for (value, expected) in [
            (0.1, "0.1"),
            (100.0, "100"),
            (1e14, "100000000000000"),
            (1e15, "1e+15"),
            (123_456_789_012_345.0, "123456789012345"),
            (0.0001, "0.0001"),
            (0.000_012_5, "1.25e-05"),
            (-0.0, "-0"),
            (1.5e300, "1.5e+300"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-Infinity"),
        ] {
            assert_eq!(text(|o| float8(value, o)), expected);
        }
        assert_eq!(text(|o| float4(0.1, o)), "0.1");
        assert_eq!(text(|o| float4(1_234_567.0, o)), "1.234567e+06");
    }

    #[test]
    fn intervals_are_in_postgres_style() {
        assert_eq!(
            text(|o| interval(14, 3, 14_706_789_000, o)),
            "1 year 2 mons 3 days 04:05:06.789"
        );
        assert_eq!(text(|o| interval(0, 0, 0, o)), "00:00:00");
        assert_eq!(
            text(|o| interval(0, -1, 3_600_000_000, o)),
            "-1 days +01:00:00"
        );
        assert_eq!(text(|o| interval(0, 1, -1, o)), "1 day -00:00:00.000001");
        assert_eq!(text(|o| interval(-1, 1, 0, o)), "-1 mons +1 day");
    }

    #[test]
    fn numerics_keep_their_scale() {
        assert_eq!(text(|o| numeric("-123456700", 4, o)), "-12345.6700");
        assert_eq!(text(|o| numeric("5", 3, o)), "0.005");
        assert_eq!(text(|o| numeric("12", -2, o)), "1200");
        assert_eq!(text(|o| numeric("0", 2, o)), "0.00");
    }

    #[test]
    fn bytes_are_hexadecimal() {
        assert_eq!(text(|o| bytea(&[0, 0xab], o)), "\\x00ab");
    }
}
