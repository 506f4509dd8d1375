use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, DictionaryArray, Float64Array, Int64Array, RecordBatch,
    StringArray, TimestampMicrosecondArray,
};
use arrow::datatypes::Int32Type;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::{Flow, Format, Printer};

#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A reader that has gone away.
struct Gone;

impl Write for Gone {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Err(io::ErrorKind::BrokenPipe.into())
    }
}

fn batch() -> RecordBatch {
    let need: DictionaryArray<Int32Type> = vec![Some("N1"), None, Some("N,\"8\"")]
        .into_iter()
        .collect();
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("need", Arc::new(need)),
        (
            "n",
            Arc::new(Int64Array::from(vec![Some(1), Some(20_000), None])),
        ),
        // 19000 days after 1970-01-01 is 2022-01-08.
        (
            "day",
            Arc::new(Date32Array::from(vec![Some(19_000), None, Some(0)])),
        ),
        (
            "rate",
            Arc::new(Float64Array::from(vec![Some(0.5), None, Some(42.25)])),
        ),
        (
            "open",
            Arc::new(BooleanArray::from(vec![Some(true), Some(false), None])),
        ),
        (
            "at",
            Arc::new(
                TimestampMicrosecondArray::from(vec![Some(1_500_000), None, None])
                    .with_timezone("UTC"),
            ),
        ),
    ];
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(n, c)| (n, c, true)))
        .unwrap()
}

fn printed(format: Format, batches: &[RecordBatch], width: Option<u16>) -> Vec<u8> {
    let shared = Shared::default();
    let schema = batches[0].schema();
    let mut printer = Printer::new(format, Box::new(shared.clone()), schema, width).unwrap();
    for batch in batches {
        assert_eq!(printer.write(batch).unwrap(), Flow::Open);
    }
    assert_eq!(printer.finish().unwrap(), Flow::Open);
    shared.0.lock().unwrap().clone()
}

#[test]
fn a_table_aligns_numbers_right_and_leaves_null_empty() {
    let text = String::from_utf8(printed(Format::Table, &[batch()], None)).unwrap();
    let expected = "\
┌─────────┬───────┬────────────┬───────┬───────┬────────────────────────────┐
│ need    ┆     n ┆ day        ┆  rate ┆ open  ┆ at                         │
╞═════════╪═══════╪════════════╪═══════╪═══════╪════════════════════════════╡
│ N1      ┆     1 ┆ 2022-01-08 ┆   0.5 ┆ true  ┆ 1970-01-01 00:00:01.500+00:00 │
│         ┆ 20000 ┆            ┆       ┆ false ┆                            │
│ N,\"8\" ┆       ┆ 1970-01-01 ┆ 42.25 ┆       ┆                            │
└─────────┴───────┴────────────┴───────┴───────┴────────────────────────────┘
(3 rows)
";
    let squeeze = |text: &str| text.replace([' ', '─', '═'], "");
    assert_eq!(squeeze(&text), squeeze(expected));
    let widths: Vec<usize> = text
        .lines()
        .take(7)
        .map(|line| line.chars().count())
        .collect();
    assert!(widths.iter().all(|width| *width == widths[0]), "{text}");
    assert!(
        text.contains("┆     1 ┆") && text.contains("┆ 20000 ┆"),
        "{text}"
    );
}

#[test]
fn a_table_fits_the_terminal() {
    let text = String::from_utf8(printed(Format::Table, &[batch()], Some(60))).unwrap();
    assert!(
        text.lines()
            .all(|line| line.chars().count() <= 60 || line.contains('\u{1b}')),
        "{text}"
    );
}

#[test]
fn a_table_lets_no_escape_sequence_through() {
    let column: ArrayRef = Arc::new(StringArray::from(vec!["a\u{1b}[31mb"]));
    let batch = RecordBatch::try_from_iter([("x", column)]).unwrap();
    let text = String::from_utf8(printed(Format::Table, &[batch], None)).unwrap();
    assert!(!text.contains('\u{1b}'), "{text:?}");
    assert!(
        text.contains("a\\u{1b}[31mb") && text.contains("(1 row)"),
        "{text}"
    );
}

#[test]
fn a_long_result_goes_on_in_a_further_table() {
    let many: ArrayRef = Arc::new(Int64Array::from_iter_values(0..10_001));
    let batch = RecordBatch::try_from_iter([("n", many)]).unwrap();
    let text = String::from_utf8(printed(Format::Table, &[batch], None)).unwrap();
    assert_eq!(text.matches('┌').count(), 2);
    assert!(text.ends_with("(10001 rows)\n"));
}

#[test]
fn csv_has_one_header_and_quotes_what_needs_it() {
    let text = String::from_utf8(printed(Format::Csv, &[batch(), batch()], None)).unwrap();
    let rows = "N1,1,2022-01-08,0.5,true,1970-01-01 00:00:01.500+00:00\n\
                ,20000,,,false,\n\
                \"N,\"\"8\"\"\",,1970-01-01,42.25,,\n";
    assert_eq!(text, format!("need,n,day,rate,open,at\n{rows}{rows}"));
}

#[test]
fn csv_of_no_rows_still_says_its_columns() {
    let text = String::from_utf8(printed(Format::Csv, &[batch().slice(0, 0)], None)).unwrap();
    assert_eq!(text, "need,n,day,rate,open,at\n");
}

#[test]
fn json_is_one_array_with_an_object_a_line() {
    let text = String::from_utf8(printed(Format::Json, &[batch(), batch()], None)).unwrap();
    let rows: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    assert_eq!(rows.len(), 6);
    assert_eq!(rows[0]["day"], "2022-01-08");
    assert_eq!(rows[1]["need"], serde_json::Value::Null);
    assert_eq!(rows[2]["need"], "N,\"8\"");
    assert_eq!(text.lines().count(), 8);
}

#[test]
fn json_of_no_rows_is_an_empty_array() {
    let text = printed(Format::Json, &[batch().slice(0, 0)], None);
    let rows: Vec<serde_json::Value> = serde_json::from_slice(&text).unwrap();
    assert!(rows.is_empty());
}

#[test]
fn parquet_reads_back_as_it_was() {
    let bytes = bytes::Bytes::from(printed(Format::Parquet, &[batch(), batch()], None));
    let reader = ParquetRecordBatchReaderBuilder::try_new(bytes)
        .unwrap()
        .build()
        .unwrap();
    let read: Vec<RecordBatch> = reader.map(Result::unwrap).collect();
    let rows: usize = read.iter().map(RecordBatch::num_rows).sum();
    assert_eq!(rows, 6);
    assert_eq!(read[0].slice(0, 3), batch());
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    for format in [Format::Table, Format::Csv, Format::Json, Format::Parquet] {
        let many: ArrayRef = Arc::new(Int64Array::from_iter_values(0..200_000));
        let batch = RecordBatch::try_from_iter([("n", many)]).unwrap();
        let mut printer = match Printer::new(format, Box::new(Gone), batch.schema(), None) {
            Ok(printer) => printer,
            Err(error) => panic!("{format:?}: {error}"),
        };
        let flow = match printer.write(&batch).unwrap() {
            Flow::Open => printer.finish().unwrap(),
            Flow::Closed => Flow::Closed,
        };
        assert_eq!(flow, Flow::Closed, "{format:?}");
    }
}
