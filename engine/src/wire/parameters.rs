//! Parameter values: `$1` as a client sends it, in text or binary, to what a plan takes.

use std::sync::Arc;

use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::{DataType, Field, IntervalMonthDayNano, IntervalUnit, TimeUnit};
use arrow::util::display::FormatOptions;
use datafusion::scalar::ScalarValue;
use pgwire::api::Type;
use postgres_types::Kind;

use super::errors::Fault;
use crate::session::{EngineError, ErrorKind};

/// Days from 1970-01-01 to 2000-01-01, where PostgreSQL's dates begin.
const EPOCH_DAYS: i32 = 10_957;
/// The same in microseconds.
const EPOCH_MICROS: i64 = EPOCH_DAYS as i64 * 86_400_000_000;

/// The Arrow type of a parameter that a client declared, or `None` for one we cannot read.
pub(super) fn arrow_type(ty: &Type) -> Option<DataType> {
    Some(match *ty {
        Type::BOOL => DataType::Boolean,
        Type::INT2 => DataType::Int16,
        Type::INT4
        | Type::OID
        | Type::REGCLASS
        | Type::REGTYPE
        | Type::REGPROC
        | Type::REGNAMESPACE
        | Type::REGROLE => DataType::Int32,
        Type::INT8 => DataType::Int64,
        Type::FLOAT4 => DataType::Float32,
        Type::FLOAT8 => DataType::Float64,
        Type::NUMERIC => DataType::Decimal128(38, 10),
        Type::TEXT
        | Type::VARCHAR
        | Type::BPCHAR
        | Type::NAME
        | Type::CHAR
        | Type::UUID
        | Type::JSON
        | Type::UNKNOWN => DataType::Utf8,
        Type::BYTEA => DataType::Binary,
        Type::DATE => DataType::Date32,
        Type::TIME => DataType::Time64(TimeUnit::Microsecond),
        Type::TIMESTAMP => DataType::Timestamp(TimeUnit::Microsecond, None),
        Type::TIMESTAMPTZ => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        Type::INTERVAL => DataType::Interval(IntervalUnit::MonthDayNano),
        _ => match ty.kind() {
            Kind::Array(element) => {
                let element = Field::new_list_field(arrow_type(element)?, true);
                DataType::List(Arc::new(element))
            }
            _ => return None,
        },
    })
}

/// Reads parameter `index` (counted from 0). `wanted` is the type the plan takes, when it
/// differs from what the client sends.
///
/// # Errors
///
/// 22P02 for text that is not of the type, 22P03 for bytes that are not, 0A000 for a type
/// that cannot be read. The value is never repeated.
pub(super) fn read(
    index: usize,
    raw: Option<&[u8]>,
    ty: &Type,
    binary: bool,
    wanted: Option<&DataType>,
) -> Result<ScalarValue, Fault> {
    let Some(own) = arrow_type(ty) else {
        let text = format!(
            "parameter ${} of type {} is not supported; send it as text",
            index + 1,
            ty.name()
        );
        return Err(EngineError::new(ErrorKind::NotSupported, text).into());
    };
    let target = wanted.unwrap_or(&own);
    let Some(raw) = raw else {
        return Ok(ScalarValue::try_from(target)?);
    };
    let value = if binary {
        from_binary(raw, ty)
    } else {
        from_text(raw, ty)
    };
    let value = value.ok_or_else(|| bad(index, ty, binary))?;
    // A numeric keeps the scale it came with: the plan's is only what an unknown one gets.
    let numeric = matches!(
        (&value, target),
        (ScalarValue::Decimal128(..), DataType::Decimal128(..))
    );
    if numeric || value.data_type() == *target {
        return Ok(value);
    }
    convert(&value, target).ok_or_else(|| bad(index, ty, binary))
}

fn bad(index: usize, ty: &Type, binary: bool) -> Fault {
    let kind = if binary {
        ErrorKind::BadBytes
    } else {
        ErrorKind::BadText
    };
    EngineError::new(
        kind,
        format!(
            "invalid value for parameter ${} of type {}",
            index + 1,
            ty.name()
        ),
    )
    .into()
}

fn convert(value: &ScalarValue, target: &DataType) -> Option<ScalarValue> {
    let options = CastOptions {
        safe: false,
        format_options: FormatOptions::default(),
    };
    let array = value.to_array().ok()?;
    let cast = cast_with_options(&array, target, &options).ok()?;
    ScalarValue::try_from_array(&cast, 0).ok()
}

fn from_text(raw: &[u8], ty: &Type) -> Option<ScalarValue> {
    let text = std::str::from_utf8(raw).ok()?;
    let target = arrow_type(ty)?;
    match ty.kind() {
        Kind::Array(element) => array(array_text(text)?, element, |item| from_text(item, element)),
        _ => match *ty {
            Type::BOOL => boolean(text).map(|b| ScalarValue::Boolean(Some(b))),
            Type::BYTEA => bytea(text).map(|bytes| ScalarValue::Binary(Some(bytes))),
            Type::NUMERIC => numeric(text),
            Type::UUID => uuid_text(text).map(|text| ScalarValue::Utf8(Some(text))),
            _ if target == DataType::Utf8 => Some(ScalarValue::Utf8(Some(text.to_owned()))),
            _ => convert(&ScalarValue::Utf8(Some(text.trim().to_owned())), &target),
        },
    }
}

/// PostgreSQL takes any unambiguous beginning of the words.
fn boolean(text: &str) -> Option<bool> {
    let text = text.trim().to_ascii_lowercase();
    match text.as_str() {
        "1" | "on" => Some(true),
        "0" | "of" | "off" => Some(false),
        "" | "o" => None,
        text if "true".starts_with(text) || "yes".starts_with(text) => Some(true),
        text if "false".starts_with(text) || "no".starts_with(text) => Some(false),
        _ => None,
    }
}

fn bytea(text: &str) -> Option<Vec<u8>> {
    let hex = text.strip_prefix("\\x")?;
    if hex.len() % 2 != 0 || !hex.is_ascii() {
        return None;
    }
    (0..hex.len())
        .step_by(2)
        .map(|i| u8::from_str_radix(&hex[i..i + 2], 16).ok())
        .collect()
}

/// A numeric keeps the scale it was written with.
fn numeric(text: &str) -> Option<ScalarValue> {
    let text = text.trim();
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{part}");
    if whole.trim_start_matches(['+', '-']).is_empty() && part.is_empty() {
        return None;
    }
    let unscaled: i128 = digits.parse().ok()?;
    let scale = i32::try_from(part.len()).ok()?.checked_sub(exponent)?;
    let (unscaled, scale) = if scale < 0 {
        (
            unscaled.checked_mul(10_i128.checked_pow(scale.unsigned_abs())?)?,
            0,
        )
    } else {
        (unscaled, scale)
    };
    decimal(unscaled, i8::try_from(scale).ok()?)
}

fn decimal(unscaled: i128, scale: i8) -> Option<ScalarValue> {
    let fits = unscaled.unsigned_abs() < 10_u128.pow(38) && (0..=38).contains(&scale);
    fits.then_some(ScalarValue::Decimal128(Some(unscaled), 38, scale))
}

fn uuid_text(text: &str) -> Option<String> {
    let hex: String = text
        .chars()
        .filter(|c| !matches!(c, '-' | '{' | '}'))
        .collect();
    let sound = hex.len() == 32 && hex.chars().all(|c| c.is_ascii_hexdigit());
    sound.then(|| hyphenated(&hex.to_ascii_lowercase()))
}

fn hyphenated(hex: &str) -> String {
    let parts = [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ];
    parts.join("-")
}

/// The elements of `{a,"b c",NULL}`, unquoted. One dimension only.
fn array_text(text: &str) -> Option<Vec<Option<Vec<u8>>>> {
    let inner = text.trim().strip_prefix('{')?.strip_suffix('}')?;
    let mut items = Vec::new();
    if inner.trim().is_empty() {
        return Some(items);
    }
    let mut item = Vec::new();
    let (mut quoted, mut was_quoted) = (false, false);
    let mut bytes = inner.bytes();
    let finish = |item: &mut Vec<u8>, was_quoted: bool| {
        let taken = std::mem::take(item);
        if was_quoted {
            return Some(taken);
        }
        let trimmed = taken.trim_ascii().to_vec();
        (!trimmed.eq_ignore_ascii_case(b"null")).then_some(trimmed)
    };
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => item.push(bytes.next()?),
            b'"' => {
                quoted = !quoted;
                was_quoted = true;
            }
            b',' if !quoted => items.push(finish(&mut item, std::mem::take(&mut was_quoted))),
            b'{' | b'}' if !quoted => return None,
            byte => item.push(byte),
        }
    }
    items.push(finish(&mut item, was_quoted));
    (!quoted).then_some(items)
}

fn array(
    items: Vec<Option<Vec<u8>>>,
    element: &Type,
    read: impl Fn(&[u8]) -> Option<ScalarValue>,
) -> Option<ScalarValue> {
    let ty = arrow_type(element)?;
    let scalars = items
        .into_iter()
        .map(|item| match item {
            None => ScalarValue::try_from(&ty).ok(),
            Some(item) => {
                let value = read(&item)?;
                if value.data_type() == ty {
                    Some(value)
                } else {
                    convert(&value, &ty)
                }
            }
        })
        .collect::<Option<Vec<_>>>()?;
    Some(ScalarValue::List(ScalarValue::new_list_nullable(
        &scalars, &ty,
    )))
}

/// Reads big-endian values off the front.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(head)
    }

    fn fixed<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn i16(&mut self) -> Option<i16> {
        self.fixed().map(i16::from_be_bytes)
    }

    fn i32(&mut self) -> Option<i32> {
        self.fixed().map(i32::from_be_bytes)
    }

    fn i64(&mut self) -> Option<i64> {
        self.fixed().map(i64::from_be_bytes)
    }
}

fn from_binary(raw: &[u8], ty: &Type) -> Option<ScalarValue> {
    let mut bytes = Bytes(raw);
    let value = match *ty {
        Type::BOOL => ScalarValue::Boolean(Some(bytes.fixed::<1>()?[0] != 0)),
        Type::INT2 => ScalarValue::Int16(Some(bytes.i16()?)),
        Type::INT4
        | Type::OID
        | Type::REGCLASS
        | Type::REGTYPE
        | Type::REGPROC
        | Type::REGNAMESPACE
        | Type::REGROLE => ScalarValue::Int32(Some(bytes.i32()?)),
        Type::INT8 => ScalarValue::Int64(Some(bytes.i64()?)),
        Type::FLOAT4 => ScalarValue::Float32(Some(f32::from_be_bytes(bytes.fixed()?))),
        Type::FLOAT8 => ScalarValue::Float64(Some(f64::from_be_bytes(bytes.fixed()?))),
        Type::DATE => ScalarValue::Date32(Some(bytes.i32()?.checked_add(EPOCH_DAYS)?)),
        Type::TIME => ScalarValue::Time64Microsecond(Some(bytes.i64()?)),
        Type::TIMESTAMP => {
            ScalarValue::TimestampMicrosecond(Some(bytes.i64()?.checked_add(EPOCH_MICROS)?), None)
        }
        Type::TIMESTAMPTZ => ScalarValue::TimestampMicrosecond(
            Some(bytes.i64()?.checked_add(EPOCH_MICROS)?),
            Some("UTC".into()),
        ),
        Type::INTERVAL => {
            let (micros, days, months) = (bytes.i64()?, bytes.i32()?, bytes.i32()?);
            let nanos = micros.checked_mul(1_000)?;
            ScalarValue::IntervalMonthDayNano(Some(IntervalMonthDayNano::new(months, days, nanos)))
        }
        Type::NUMERIC => numeric_binary(&mut bytes)?,
        Type::BYTEA => ScalarValue::Binary(Some(std::mem::take(&mut bytes.0).to_vec())),
        Type::UUID => {
            let hex: String = bytes
                .take(16)?
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            ScalarValue::Utf8(Some(hyphenated(&hex)))
        }
        _ => match ty.kind() {
            Kind::Array(element) => {
                let items = array_binary(&mut bytes)?;
                array(items, element, |item| from_binary(item, element))?
            }
            _ => {
                let text = std::str::from_utf8(std::mem::take(&mut bytes.0)).ok()?;
                ScalarValue::Utf8(Some(text.to_owned()))
            }
        },
    };
    // Bytes left over mean that the value is not what it was said to be.
    bytes.0.is_empty().then_some(value)
}

fn numeric_binary(bytes: &mut Bytes<'_>) -> Option<ScalarValue> {
    let (count, weight) = (bytes.i16()?, i32::from(bytes.i16()?));
    let (sign, scale) = (bytes.i16()?, i32::from(bytes.i16()?));
    if sign != 0 && sign != 0x4000 {
        return None; // NaN and the infinities have no place in a decimal.
    }
    let mut unscaled: i128 = 0;
    for i in 0..i32::from(count) {
        let group = i128::from(bytes.i16()?);
        // The power of ten of the group's last digit once the scale is shifted out.
        let power = (weight - i) * 4 + scale;
        unscaled = unscaled.checked_add(if power >= 0 {
            group.checked_mul(10_i128.checked_pow(power.unsigned_abs())?)?
        } else {
            group / 10_i128.checked_pow(power.unsigned_abs())?
        })?;
    }
    decimal(
        if sign == 0 {
            unscaled
        } else {
            unscaled.checked_neg()?
        },
        i8::try_from(scale).ok()?,
    )
}

fn array_binary(bytes: &mut Bytes<'_>) -> Option<Vec<Option<Vec<u8>>>> {
    let (dimensions, _nulls, _oid) = (bytes.i32()?, bytes.i32()?, bytes.i32()?);
    if dimensions == 0 {
        return Some(Vec::new());
    }
    if dimensions != 1 {
        return None;
    }
    let (count, _lower) = (bytes.i32()?, bytes.i32()?);
    (0..count)
        .map(|_| match bytes.i32()? {
            -1 => Some(None),
            length => Some(Some(bytes.take(usize::try_from(length).ok()?)?.to_vec())),
        })
        .collect()
}

/// The text of a scalar list, for tests.
#[cfg(test)]
fn shown(value: &ScalarValue) -> String {
    let array = value.to_array().unwrap();
    assert_eq!(array.len(), 1);
    arrow::util::display::array_value_to_string(&array, 0).unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &str, ty: &Type) -> String {
        match read(0, Some(value.as_bytes()), ty, false, None) {
            Ok(value) => shown(&value),
            Err(Fault::Told(error)) => error.sqlstate().to_owned(),
            Err(_) => panic!("a parameter never ends the connection"),
        }
    }

    fn binary(value: &[u8], ty: &Type) -> String {
        match read(0, Some(value), ty, true, None) {
            Ok(value) => shown(&value),
            Err(Fault::Told(error)) => error.sqlstate().to_owned(),
            Err(_) => panic!("a parameter never ends the connection"),
        }
    }

    #[test]
    fn text_parameters_of_every_type() {
        for (ty, value, expected) in [
            (Type::BOOL, "t", "true"),
            (Type::BOOL, "off", "false"),
            (Type::BOOL, "o", "22P02"),
            (Type::INT4, " 7", "7"),
            (Type::INT4, "abc", "22P02"),
            (Type::INT2, "40000", "22P02"),
            (Type::FLOAT8, "1e3", "1000.0"),
            (Type::NUMERIC, "-12345.6700", "-12345.6700"),
            (Type::NUMERIC, "1.5e3", "1500"),
            (Type::NUMERIC, ".", "22P02"),
            (Type::NUMERIC, "1e-2147483648", "22P02"),
            (Type::NUMERIC, "1e2147483647", "22P02"),
            (Type::DATE, "2024-02-29", "2024-02-29"),
            (Type::DATE, "2023-02-29", "22P02"),
            (
                Type::TIMESTAMP,
                "2024-02-29 12:34:56.789",
                "2024-02-29T12:34:56.789",
            ),
            (Type::BYTEA, "\\x00ff", "00ff"),
            (Type::BYTEA, "\\x0", "22P02"),
            (
                Type::UUID,
                "A0EEBC999C0B4EF8BB6D6BB9BD380A11",
                "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
            ),
            (Type::INT4_ARRAY, "{1,NULL,3}", "[1, , 3]"),
            (
                Type::TEXT_ARRAY,
                r#"{a,"b \"c","null"}"#,
                r#"[a, b "c, null]"#,
            ),
            (Type::TEXT_ARRAY, "{a", "22P02"),
            (Type::POINT, "(1,2)", "0A000"),
        ] {
            assert_eq!(text(value, &ty), expected, "{ty} {value}");
        }
    }

    #[test]
    fn binary_parameters_of_every_type() {
        let numeric = [0, 3, 0, 1, 0x40, 0, 0, 4, 0, 1, 0x09, 0x29, 0x1a, 0x2c];
        let mut ints = Vec::new();
        for word in [1, 1, 23, 2, 1, 4, 1, -1] {
            ints.extend_from_slice(&i32::to_be_bytes(word));
        }
        assert_eq!(binary(&numeric, &Type::NUMERIC), "-12345.6700");
        assert_eq!(binary(&ints, &Type::INT4_ARRAY), "[1, ]");
        assert_eq!(binary(&8825_i32.to_be_bytes(), &Type::DATE), "2024-02-29");
        assert_eq!(
            binary(&762_525_296_789_000_i64.to_be_bytes(), &Type::TIMESTAMP),
            "2024-02-29T12:34:56.789"
        );
        assert_eq!(binary(&[0, 1], &Type::INT4), "22P03");
        assert_eq!(binary(&[0; 8], &Type::INT4), "22P03");
        assert_eq!(binary(&[0xff], &Type::TEXT), "22P03");
        assert_eq!(binary(&ints[..20], &Type::INT4_ARRAY), "22P03");
    }

    #[test]
    fn a_value_is_widened_to_what_the_plan_takes() {
        let value = read(0, Some(b"7"), &Type::INT2, false, Some(&DataType::Int64)).unwrap();
        assert_eq!(value, ScalarValue::Int64(Some(7)));
        let null = read(0, None, &Type::INT2, false, Some(&DataType::Int64)).unwrap();
        assert_eq!(null, ScalarValue::Int64(None));
    }
}
