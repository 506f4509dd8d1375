use std::sync::Arc;

use arrow::array::{
    Array, BooleanArray, Decimal128Array, DictionaryArray, Int16Array, Int32Array, ListArray,
    StringArray, StructArray, TimestampMicrosecondArray,
};
use arrow::datatypes::{Field, Int32Type};

use super::*;

fn rows(array: impl Array + 'static, binary: bool) -> Vec<Option<Vec<u8>>> {
    let array: ArrayRef = Arc::new(array);
    let format = TextFormat::new("UTC");
    let values = Values::of(&array, &format).unwrap();
    (0..array.len())
        .map(|row| {
            let mut out = BytesMut::new();
            values.with_length(row, binary, &mut out).unwrap();
            let length = i32::from_be_bytes([out[0], out[1], out[2], out[3]]);
            assert!(length == -1 || length as usize == out.len() - 4);
            (length >= 0).then(|| out[4..].to_vec())
        })
        .collect()
}

fn texts(array: impl Array + 'static) -> Vec<Option<String>> {
    rows(array, false)
        .into_iter()
        .map(|v| v.map(|v| String::from_utf8(v).unwrap()))
        .collect()
}

fn some(texts: &[&str]) -> Vec<Option<String>> {
    texts.iter().map(|t| Some((*t).to_owned())).collect()
}

#[test]
fn smallint_is_two_bytes_and_null_is_no_value() {
    let array = Int16Array::from(vec![Some(-7), None]);
    assert_eq!(rows(array.clone(), true), [Some(vec![0xff, 0xf9]), None]);
    assert_eq!(texts(array), [Some("-7".to_owned()), None]);
}

#[test]
fn a_dictionary_is_its_values_also_where_a_value_is_null() {
    let keys = Int32Array::from(vec![Some(1), None, Some(0), Some(2)]);
    let values = StringArray::from(vec![Some("N1"), Some("N2"), None]);
    let array = DictionaryArray::<Int32Type>::new(keys, Arc::new(values));
    assert_eq!(
        texts(array),
        [Some("N2".to_owned()), None, Some("N1".to_owned()), None]
    );
}

#[test]
fn a_dictionary_without_values_is_null_throughout() {
    let keys = Int32Array::from(vec![None, None]);
    let values = StringArray::from(Vec::<&str>::new());
    let array = DictionaryArray::<Int32Type>::new(keys, Arc::new(values));
    assert_eq!(texts(array), [None, None]);
}

#[test]
fn arrays_quote_what_would_be_misread() {
    let mut builder = arrow::array::ListBuilder::new(arrow::array::StringBuilder::new());
    builder.append_value([
        Some("a"),
        Some("b c"),
        None,
        Some(""),
        Some("null"),
        Some("q\"\\"),
    ]);
    builder.append_null();
    builder.append_value(Vec::<Option<&str>>::new());
    let expected = [
        Some(r#"{a,"b c",NULL,"","null","q\"\\"}"#.to_owned()),
        None,
        Some("{}".to_owned()),
    ];
    assert_eq!(texts(builder.finish()), expected);
}

#[test]
fn binary_arrays_have_dimensions_and_a_null_flag() {
    let array = ListArray::from_iter_primitive::<Int32Type, _, _>([
        Some(vec![Some(1), None, Some(3)]),
        Some(vec![]),
    ]);
    let mut expected = Vec::new();
    for word in [1, 1, 23, 3, 1, 4, 1, -1, 4, 3] {
        expected.extend_from_slice(&i32::to_be_bytes(word));
    }
    let mut empty = Vec::new();
    for word in [0, 0, 23] {
        empty.extend_from_slice(&i32::to_be_bytes(word));
    }
    assert_eq!(rows(array, true), [Some(expected), Some(empty)]);
}

#[test]
fn nested_arrays_are_one_array_of_two_dimensions() {
    let ints = arrow::array::Int32Builder::new();
    let mut builder = arrow::array::ListBuilder::new(arrow::array::ListBuilder::new(ints));
    builder.values().append_value([Some(1), Some(2)]);
    builder.values().append_value([Some(3), Some(4)]);
    builder.append(true);
    let array = builder.finish();
    let field = Arc::new(Field::new("n", array.data_type().clone(), true));
    assert_eq!(pg_type(&field).unwrap(), Type::INT4_ARRAY);
    assert_eq!(texts(array.clone()), some(&["{{1,2},{3,4}}"]));
    let bytes = rows(array, true)[0].clone().unwrap();
    assert_eq!(&bytes[..4], 2_i32.to_be_bytes());
    assert_eq!(bytes.len(), 12 + 16 + 4 * 8);
}

#[test]
fn records_quote_as_composite_values() {
    let array = StructArray::from(vec![
        (
            Arc::new(Field::new("a", DataType::Int32, true)),
            Arc::new(Int32Array::from(vec![Some(1)])) as ArrayRef,
        ),
        (
            Arc::new(Field::new("b", DataType::Boolean, true)),
            Arc::new(BooleanArray::from(vec![None])) as ArrayRef,
        ),
        (
            Arc::new(Field::new("c", DataType::Utf8, true)),
            Arc::new(StringArray::from(vec!["b \"c\""])) as ArrayRef,
        ),
    ]);
    assert_eq!(texts(array), some(&[r#"(1,,"b ""c""")"#]));
}

#[test]
fn timestamps_with_time_zone_are_shown_in_the_sessions_zone() {
    let array = TimestampMicrosecondArray::from(vec![0]).with_timezone("UTC");
    assert_eq!(texts(array.clone()), some(&["1970-01-01 00:00:00+00"]));
    assert_eq!(
        rows(array.clone(), true)[0].clone().unwrap(),
        (-946_684_800_000_000_i64).to_be_bytes()
    );
    let array: ArrayRef = Arc::new(array);
    let values = Values::of(&array, &TextFormat::new("+05:30")).unwrap();
    let mut out = BytesMut::new();
    values.text(0, &mut out).unwrap();
    assert_eq!(&out[..], b"1970-01-01 05:30:00+05:30");
}

#[test]
fn numerics_of_38_digits_are_sent_whole() {
    let array = Decimal128Array::from(vec![
        99_999_999_999_999_999_999_999_999_999_999_999_999_i128,
    ])
    .with_precision_and_scale(38, 10)
    .unwrap();
    assert_eq!(
        texts(array),
        some(&["9999999999999999999999999999.9999999999"])
    );
}

#[test]
fn a_null_of_no_type_is_text() {
    let field = Arc::new(Field::new("n", DataType::Null, true));
    assert_eq!(pg_type(&field).unwrap(), Type::TEXT);
    assert_eq!(rows(arrow::array::NullArray::new(1), false), [None]);
}

#[test]
fn the_ends_of_time_are_sent_and_do_not_overflow() {
    let ends = || TimestampMicrosecondArray::from(vec![i64::MIN, i64::MAX]);
    assert_eq!(rows(ends(), true)[0], Some(i64::MIN.to_be_bytes().to_vec()));
    assert_eq!(rows(ends(), false).len(), 2);
    assert_eq!(rows(ends().with_timezone("UTC"), false).len(), 2);
}

#[test]
fn a_result_has_no_more_columns_than_the_protocol_counts() {
    let schema = |columns: usize| {
        let field = |n: usize| Field::new(format!("c{n}"), DataType::Int32, true);
        Schema::new((0..columns).map(field).collect::<Vec<_>>())
    };
    assert_eq!(columns(&schema(1664)).unwrap().len(), 1664);
    assert!(columns(&schema(1665)).is_err());
}
