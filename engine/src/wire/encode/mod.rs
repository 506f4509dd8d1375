//! Arrow batches → values on the wire, in text or binary.
//!
//! A batch's columns are looked at once ([`Values::of`]); writing a value is then one match
//! and no allocation, straight into the connection's buffer. `arrow-pg` decides which
//! PostgreSQL type a column has; its value encoders are not used, because they build every
//! row as an own message and refuse numerics of more than 28 digits.

mod array;
mod binary;
mod text;

use arrow::array::timezone::Tz;
use arrow::array::{Array, ArrayRef, AsArray as _};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{
    ArrowPrimitiveType, DataType, Date32Type, Date64Type, Decimal128Type, Decimal256Type,
    DurationMicrosecondType, DurationMillisecondType, DurationNanosecondType, DurationSecondType,
    FieldRef, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    IntervalDayTimeType, IntervalMonthDayNanoType, IntervalUnit, IntervalYearMonthType, Schema,
    Time32MillisecondType, Time32SecondType, Time64MicrosecondType, Time64NanosecondType, TimeUnit,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow::record_batch::RecordBatch;
use bytes::{BufMut as _, BytesMut};
use chrono::{DateTime, Offset as _, TimeZone as _};
use pgwire::api::Type;
use pgwire::error::{ErrorInfo, PgWireError, PgWireResult};

use array::{Lists, Records};
use binary::{EPOCH_DAYS, EPOCH_MICROS};

/// How values are written in text, as the session's settings say.
#[derive(Debug, Clone)]
pub(crate) struct TextFormat {
    /// Zone in which timestamps with time zone are shown.
    pub(crate) zone: Tz,
}

impl TextFormat {
    /// The format for a `TimeZone` setting; a zone that is not known is shown as UTC.
    pub(crate) fn new(time_zone: &str) -> Self {
        let zone = time_zone.parse().or_else(|_| "+00:00".parse());
        // "+00:00" is a fixed offset, which always parses.
        TextFormat {
            zone: zone.expect("a fixed offset is a time zone"),
        }
    }
}

/// One column of the result as clients are told of it.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    /// Name as in the row description.
    pub(crate) name: String,
    /// PostgreSQL type.
    pub(crate) ty: Type,
}

/// The most columns of a result, as in PostgreSQL; the protocol counts them in 16 bits.
const MAX_COLUMNS: usize = 1664;

/// The columns of a result.
///
/// # Errors
///
/// A type that PostgreSQL has no counterpart for, or more columns than a result may have.
pub(crate) fn columns(schema: &Schema) -> PgWireResult<Vec<Column>> {
    if schema.fields().len() > MAX_COLUMNS {
        return Err(refused(format!(
            "a result can have at most {MAX_COLUMNS} columns"
        )));
    }
    schema
        .fields()
        .iter()
        .map(|field| {
            let name = crate::pg::shown_name(field.name()).to_owned();
            Ok(Column {
                name,
                ty: pg_type(field)?,
            })
        })
        .collect()
}

/// The PostgreSQL type of a field.
fn pg_type(field: &FieldRef) -> PgWireResult<Type> {
    crate::pg::pg_type(field).ok_or_else(|| unsupported(field.data_type()))
}

fn unsupported(ty: &DataType) -> PgWireError {
    refused(format!(
        "a result of type {ty} cannot be sent to a PostgreSQL client; cast it"
    ))
}

fn refused(text: String) -> PgWireError {
    PgWireError::UserError(Box::new(ErrorInfo::new(
        "ERROR".into(),
        "0A000".into(),
        text,
    )))
}

/// The columns of one batch, made ready for writing.
pub(crate) struct Rows<'a> {
    columns: Vec<(Values<'a>, bool)>,
}

impl<'a> Rows<'a> {
    /// Looks at a batch's columns. `binary` says for each whether it is sent in binary; a
    /// column beyond it is sent in text.
    ///
    /// # Errors
    ///
    /// A type that PostgreSQL has no counterpart for.
    pub(crate) fn of(
        batch: &'a RecordBatch,
        binary: &[bool],
        format: &TextFormat,
    ) -> PgWireResult<Self> {
        let columns = batch
            .columns()
            .iter()
            .enumerate()
            .map(|(i, array)| {
                Ok((
                    Values::of(array, format)?,
                    binary.get(i).copied().unwrap_or(false),
                ))
            })
            .collect::<PgWireResult<_>>()?;
        Ok(Rows { columns })
    }

    /// Appends one row as a DataRow message.
    pub(crate) fn data_row(&self, row: usize, out: &mut BytesMut) -> PgWireResult<()> {
        out.put_u8(b'D');
        let start = out.len();
        out.put_i32(0);
        out.put_i16(self.columns.len() as i16);
        for (values, binary) in &self.columns {
            values.with_length(row, *binary, out)?;
        }
        set_length(start, out.len() - start, out)
    }

    /// Appends one row in the format of `COPY … (FORMAT binary)`.
    pub(crate) fn copy_binary(&self, row: usize, out: &mut BytesMut) -> PgWireResult<()> {
        out.put_i16(self.columns.len() as i16);
        for (values, _) in &self.columns {
            values.with_length(row, true, out)?;
        }
        Ok(())
    }

    /// Writes each value of a row in text to `scratch` and hands it on, NULL as `None`.
    pub(crate) fn each_text(
        &self,
        row: usize,
        scratch: &mut BytesMut,
        mut take: impl FnMut(usize, Option<&[u8]>),
    ) -> PgWireResult<()> {
        for (column, (values, _)) in self.columns.iter().enumerate() {
            if values.is_null(row) {
                take(column, None);
            } else {
                scratch.clear();
                values.text(row, scratch)?;
                take(column, Some(scratch));
            }
        }
        Ok(())
    }
}

/// Writes a length that is known by now; a message has room for 31 bits of it.
fn set_length(at: usize, length: usize, out: &mut BytesMut) -> PgWireResult<()> {
    let length = i32::try_from(length).map_err(|_| refused("a row is longer than 2 GB".into()))?;
    out[at..at + 4].copy_from_slice(&length.to_be_bytes());
    Ok(())
}

/// Reads a row's value.
type Read<'a, T> = Box<dyn Fn(usize) -> T + Send + Sync + 'a>;

/// The values of one column.
struct Values<'a> {
    nulls: Option<NullBuffer>,
    kind: Kind<'a>,
}

/// What a column holds, in the units of PostgreSQL where there are units.
enum Kind<'a> {
    /// Nothing but NULL.
    Null,
    Bool(Read<'a, bool>),
    Int2(Read<'a, i16>),
    Int4(Read<'a, i32>),
    Int8(Read<'a, i64>),
    Float4(Read<'a, f32>),
    Float8(Read<'a, f64>),
    /// Unscaled digits in decimal, and the scale.
    Numeric(Read<'a, String>, i8),
    Text(Read<'a, &'a str>),
    Bytea(Read<'a, &'a [u8]>),
    /// Days since 1970-01-01.
    Date(Read<'a, i64>),
    /// Microseconds since midnight.
    Time(Read<'a, i64>),
    /// Microseconds since 1970-01-01.
    Timestamp(Read<'a, i64>),
    /// Microseconds since 1970-01-01 UTC, shown in this zone.
    TimestampTz(Read<'a, i64>, Tz),
    /// Months, days, microseconds.
    Interval(Read<'a, (i32, i32, i64)>),
    /// Position of the value for a row, and the values.
    Dictionary(Read<'a, usize>, Box<Values<'a>>),
    List(Lists<'a>),
    Record(Records<'a>),
}

/// A reader of a primitive column that converts what it reads.
fn read<'a, P, T>(
    array: &'a dyn Array,
    convert: impl Fn(P::Native) -> T + Send + Sync + 'a,
) -> Read<'a, T>
where
    P: ArrowPrimitiveType,
{
    let array = array.as_primitive::<P>();
    Box::new(move |row| convert(array.value(row)))
}

impl<'a> Values<'a> {
    fn of(array: &'a ArrayRef, format: &TextFormat) -> PgWireResult<Self> {
        Ok(Values {
            nulls: array.logical_nulls(),
            kind: kind(array, format)?,
        })
    }

    fn is_null(&self, row: usize) -> bool {
        match &self.nulls {
            Some(nulls) => nulls.is_null(row),
            None => matches!(self.kind, Kind::Null),
        }
    }

    /// The length of a value and the value, or -1 for NULL.
    fn with_length(&self, row: usize, binary: bool, out: &mut BytesMut) -> PgWireResult<()> {
        if self.is_null(row) {
            out.put_i32(-1);
            return Ok(());
        }
        let start = out.len();
        out.put_i32(0);
        if binary {
            self.binary(row, out)?;
        } else {
            self.text(row, out)?;
        }
        set_length(start, out.len() - start - 4, out)
    }

    fn text(&self, row: usize, out: &mut BytesMut) -> PgWireResult<()> {
        match &self.kind {
            Kind::Null => {}
            Kind::Bool(read) => out.put_u8(if read(row) { b't' } else { b'f' }),
            Kind::Int2(read) => text::integer(read(row).into(), out),
            Kind::Int4(read) => text::integer(read(row).into(), out),
            Kind::Int8(read) => text::integer(read(row), out),
            Kind::Float4(read) => text::float4(read(row), out),
            Kind::Float8(read) => text::float8(read(row), out),
            Kind::Numeric(read, scale) => text::numeric(&read(row), *scale, out),
            Kind::Text(read) => out.put_slice(read(row).as_bytes()),
            Kind::Bytea(read) => text::bytea(read(row), out),
            Kind::Date(read) => text::date(read(row), out),
            Kind::Time(read) => text::time(read(row), out),
            Kind::Timestamp(read) => text::timestamp(read(row), None, out),
            Kind::TimestampTz(read, zone) => {
                let utc = read(row);
                let offset = offset_at(utc, *zone);
                let local = utc.saturating_add(i64::from(offset) * 1_000_000);
                text::timestamp(local, Some(offset), out);
            }
            Kind::Interval(read) => {
                let (months, days, micros) = read(row);
                text::interval(months, days, micros, out);
            }
            Kind::Dictionary(position, values) => values.text(position(row), out)?,
            Kind::List(lists) => lists.text(row, out)?,
            Kind::Record(records) => records.text(row, out)?,
        }
        Ok(())
    }

    fn binary(&self, row: usize, out: &mut BytesMut) -> PgWireResult<()> {
        match &self.kind {
            Kind::Null => {}
            Kind::Bool(read) => out.put_u8(u8::from(read(row))),
            Kind::Int2(read) => out.put_i16(read(row)),
            Kind::Int4(read) => out.put_i32(read(row)),
            Kind::Int8(read) => out.put_i64(read(row)),
            Kind::Float4(read) => out.put_f32(read(row)),
            Kind::Float8(read) => out.put_f64(read(row)),
            Kind::Numeric(read, scale) => binary::numeric(&read(row), *scale, out),
            Kind::Text(read) => out.put_slice(read(row).as_bytes()),
            Kind::Bytea(read) => out.put_slice(read(row)),
            Kind::Date(read) => out.put_i32((read(row) - EPOCH_DAYS) as i32),
            Kind::Time(read) => out.put_i64(read(row)),
            Kind::Timestamp(read) | Kind::TimestampTz(read, _) => {
                out.put_i64(read(row).saturating_sub(EPOCH_MICROS));
            }
            Kind::Interval(read) => {
                let (months, days, micros) = read(row);
                out.put_i64(micros);
                out.put_i32(days);
                out.put_i32(months);
            }
            Kind::Dictionary(position, values) => values.binary(position(row), out)?,
            Kind::List(lists) => lists.binary(row, out)?,
            Kind::Record(records) => records.binary(row, out)?,
        }
        Ok(())
    }
}

/// Seconds that a zone is ahead of UTC at an instant.
fn offset_at(micros: i64, zone: Tz) -> i32 {
    DateTime::from_timestamp_micros(micros).map_or(0, |utc| {
        zone.offset_from_utc_datetime(&utc.naive_utc())
            .fix()
            .local_minus_utc()
    })
}

fn kind<'a>(array: &'a ArrayRef, format: &TextFormat) -> PgWireResult<Kind<'a>> {
    Ok(match array.data_type() {
        DataType::Null => Kind::Null,
        DataType::Boolean => {
            let array = array.as_boolean();
            Kind::Bool(Box::new(move |row| array.value(row)))
        }
        DataType::Int8 => Kind::Int2(read::<Int8Type, _>(array, i16::from)),
        DataType::UInt8 => Kind::Int2(read::<UInt8Type, _>(array, i16::from)),
        DataType::Int16 => Kind::Int2(read::<Int16Type, _>(array, |v| v)),
        DataType::UInt16 => Kind::Int4(read::<UInt16Type, _>(array, i32::from)),
        DataType::Int32 => Kind::Int4(read::<Int32Type, _>(array, |v| v)),
        DataType::UInt32 => Kind::Int8(read::<UInt32Type, _>(array, i64::from)),
        DataType::Int64 => Kind::Int8(read::<Int64Type, _>(array, |v| v)),
        DataType::UInt64 => Kind::Numeric(read::<UInt64Type, _>(array, |v| v.to_string()), 0),
        DataType::Float32 => Kind::Float4(read::<Float32Type, _>(array, |v| v)),
        DataType::Float64 => Kind::Float8(read::<Float64Type, _>(array, |v| v)),
        DataType::Decimal128(_, scale) => {
            Kind::Numeric(read::<Decimal128Type, _>(array, |v| v.to_string()), *scale)
        }
        DataType::Decimal256(_, scale) => {
            Kind::Numeric(read::<Decimal256Type, _>(array, |v| v.to_string()), *scale)
        }
        DataType::Utf8 => {
            let array = array.as_string::<i32>();
            Kind::Text(Box::new(move |row| array.value(row)))
        }
        DataType::LargeUtf8 => {
            let array = array.as_string::<i64>();
            Kind::Text(Box::new(move |row| array.value(row)))
        }
        DataType::Utf8View => {
            let array = array.as_string_view();
            Kind::Text(Box::new(move |row| array.value(row)))
        }
        DataType::Binary => {
            let array = array.as_binary::<i32>();
            Kind::Bytea(Box::new(move |row| array.value(row)))
        }
        DataType::LargeBinary => {
            let array = array.as_binary::<i64>();
            Kind::Bytea(Box::new(move |row| array.value(row)))
        }
        DataType::BinaryView => {
            let array = array.as_binary_view();
            Kind::Bytea(Box::new(move |row| array.value(row)))
        }
        DataType::FixedSizeBinary(_) => {
            let array = array.as_fixed_size_binary();
            Kind::Bytea(Box::new(move |row| array.value(row)))
        }
        DataType::Date32 => Kind::Date(read::<Date32Type, _>(array, i64::from)),
        DataType::Date64 => {
            Kind::Date(read::<Date64Type, _>(array, |ms| ms.div_euclid(86_400_000)))
        }
        DataType::Time32(TimeUnit::Second) => Kind::Time(read::<Time32SecondType, _>(array, |v| {
            i64::from(v) * 1_000_000
        })),
        DataType::Time32(_) => Kind::Time(read::<Time32MillisecondType, _>(array, |v| {
            i64::from(v) * 1_000
        })),
        DataType::Time64(TimeUnit::Nanosecond) => {
            Kind::Time(read::<Time64NanosecondType, _>(array, |v| {
                v.div_euclid(1_000)
            }))
        }
        DataType::Time64(_) => Kind::Time(read::<Time64MicrosecondType, _>(array, |v| v)),
        DataType::Timestamp(unit, zone) => {
            let micros: Read<'a, i64> = match unit {
                TimeUnit::Second => {
                    read::<TimestampSecondType, _>(array, |v| v.saturating_mul(1_000_000))
                }
                TimeUnit::Millisecond => {
                    read::<TimestampMillisecondType, _>(array, |v| v.saturating_mul(1_000))
                }
                TimeUnit::Microsecond => read::<TimestampMicrosecondType, _>(array, |v| v),
                TimeUnit::Nanosecond => {
                    read::<TimestampNanosecondType, _>(array, |v| v.div_euclid(1_000))
                }
            };
            match zone {
                Some(_) => Kind::TimestampTz(micros, format.zone),
                None => Kind::Timestamp(micros),
            }
        }
        DataType::Interval(IntervalUnit::YearMonth) => {
            Kind::Interval(read::<IntervalYearMonthType, _>(array, |v| (v, 0, 0)))
        }
        DataType::Interval(IntervalUnit::DayTime) => {
            Kind::Interval(read::<IntervalDayTimeType, _>(array, |v| {
                (0, v.days, i64::from(v.milliseconds) * 1_000)
            }))
        }
        DataType::Interval(IntervalUnit::MonthDayNano) => {
            Kind::Interval(read::<IntervalMonthDayNanoType, _>(array, |v| {
                (v.months, v.days, v.nanoseconds / 1_000)
            }))
        }
        DataType::Duration(unit) => {
            let micros: Read<'a, i64> = match unit {
                TimeUnit::Second => {
                    read::<DurationSecondType, _>(array, |v| v.saturating_mul(1_000_000))
                }
                TimeUnit::Millisecond => {
                    read::<DurationMillisecondType, _>(array, |v| v.saturating_mul(1_000))
                }
                TimeUnit::Microsecond => read::<DurationMicrosecondType, _>(array, |v| v),
                TimeUnit::Nanosecond => read::<DurationNanosecondType, _>(array, |v| v / 1_000),
            };
            Kind::Interval(Box::new(move |row| {
                // A difference of timestamps has days, as in PostgreSQL.
                let all = micros(row);
                ((0), (all / 86_400_000_000) as i32, all % 86_400_000_000)
            }))
        }
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary();
            // A column that is NULL throughout has no values, and its keys cannot be asked for.
            if dictionary.values().is_empty() {
                return Ok(Kind::Null);
            }
            let keys = dictionary.normalized_keys();
            let values = Values::of(dictionary.values(), format)?;
            Kind::Dictionary(Box::new(move |row| keys[row]), Box::new(values))
        }
        DataType::List(element) => {
            let list = array.as_list::<i32>();
            let offsets = list.value_offsets();
            Kind::List(Lists {
                bounds: Box::new(move |row| (offsets[row] as usize, offsets[row + 1] as usize)),
                elements: Box::new(Values::of(list.values(), format)?),
                element_type: innermost(element)?,
            })
        }
        DataType::LargeList(element) => {
            let list = array.as_list::<i64>();
            let offsets = list.value_offsets();
            Kind::List(Lists {
                bounds: Box::new(move |row| (offsets[row] as usize, offsets[row + 1] as usize)),
                elements: Box::new(Values::of(list.values(), format)?),
                element_type: innermost(element)?,
            })
        }
        DataType::FixedSizeList(element, _) => {
            let list = array.as_fixed_size_list();
            let length = list.value_length() as usize;
            Kind::List(Lists {
                bounds: Box::new(move |row| {
                    let start = list.value_offset(row) as usize;
                    (start, start + length)
                }),
                elements: Box::new(Values::of(list.values(), format)?),
                element_type: innermost(element)?,
            })
        }
        DataType::Struct(fields) => {
            let record = array.as_struct();
            let fields = fields
                .iter()
                .zip(record.columns())
                .map(|(field, column)| Ok((pg_type(field)?, Values::of(column, format)?)))
                .collect::<PgWireResult<_>>()?;
            Kind::Record(Records { fields })
        }
        other => return Err(unsupported(other)),
    })
}

/// The type of the elements of a list, however deep.
fn innermost(element: &FieldRef) -> PgWireResult<Type> {
    crate::pg::innermost(element).ok_or_else(|| unsupported(element.data_type()))
}

#[cfg(test)]
mod tests;
