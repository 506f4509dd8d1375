use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Int32Array, StringArray};
use arrow::datatypes::{DataType, Int32Type};
use futures::TryStreamExt;
use object_store::ObjectStoreExt;

use super::*;
use crate::table::{ColumnDef, Sensitivity};
use crate::testing::{REFERRAL, commit, folder, ids, memory, rows};

#[tokio::test]
async fn what_is_recorded_of_an_object_is_what_is_stored() {
    let temp = tempfile::tempdir().unwrap();
    for store in [memory().await, folder(temp.path()).await] {
        let mut writer = store.object_writer(&REFERRAL, 990, 2024, "la").unwrap();
        writer.write(&rows(0..5000)).await.unwrap();
        writer.write(&rows(5000..5003)).await.unwrap();
        let object = writer.finish().await.unwrap();
        let path = store.object_path(&object);
        let bytes = store
            .object_store()
            .get(&path)
            .await
            .unwrap()
            .bytes()
            .await
            .unwrap();
        assert_eq!(object.bytes, bytes.len() as u64);
        assert_eq!(object.sha256, Digest::of(&bytes));
        assert_eq!(object.rows, 5003);
        let (folder, file) = object.path.rsplit_once('/').unwrap();
        assert_eq!(folder, "data/cin.referral/990/2024/la");
        let random = file.strip_suffix(".parquet").unwrap();
        assert!(
            random.len() == 32 && random.bytes().all(|c| c.is_ascii_hexdigit()),
            "{file}"
        );
        assert_eq!(ids(&store, &object).await.len(), 5003);
    }
}

#[tokio::test]
async fn an_upload_in_several_requests_is_one_object() {
    // Random ids cannot be compressed, so that more than one request's bytes are written.
    let temp = tempfile::tempdir().unwrap();
    let store = folder(temp.path()).await;
    let mut writer = store.object_writer(&REFERRAL, 990, 2024, "la").unwrap();
    let mut count = 0;
    while count < 3 * ROW_GROUP_ROWS {
        let ids = (0..8192).map(|_| Some(random::hex().unwrap() + &random::hex().unwrap()));
        let batch = rows(0..8192);
        let columns: Vec<ArrayRef> = vec![
            Arc::new(ids.collect::<StringArray>()),
            Arc::clone(batch.column(1)),
            Arc::clone(batch.column(2)),
        ];
        writer
            .write(&RecordBatch::try_new(batch.schema(), columns).unwrap())
            .await
            .unwrap();
        count += 8192;
    }
    let object = writer.finish().await.unwrap();
    assert!(object.bytes > UPLOAD_BYTES as u64, "{}", object.bytes);
    let reader = store.open_object(&REFERRAL, &object).await.unwrap();
    assert_eq!((reader.row_groups(), reader.rows()), (3, count as u64));
    // Row groups can be read by themselves, and together are the whole.
    let mut sum = 0;
    for group in 0..3 {
        let batches: Vec<RecordBatch> = reader
            .read_row_groups(group..group + 1)
            .unwrap()
            .try_collect()
            .await
            .unwrap();
        sum += batches.iter().map(RecordBatch::num_rows).sum::<usize>();
    }
    assert_eq!(sum, count);
    let stored = std::fs::read(temp.path().join(&object.path)).unwrap();
    assert_eq!(Digest::of(&stored), object.sha256);
}

#[tokio::test]
async fn an_abandoned_writer_leaves_nothing() {
    let temp = tempfile::tempdir().unwrap();
    for store in [memory().await, folder(temp.path()).await] {
        for drop_it in [false, true] {
            let mut writer = store.object_writer(&REFERRAL, 990, 2024, "la").unwrap();
            writer.write(&rows(0..100)).await.unwrap();
            if drop_it {
                drop(writer)
            } else {
                writer.abort().await
            }
        }
        let report = store.verify(|_| {}).await.unwrap();
        assert_eq!((report.orphans, report.objects), (vec![], 0));
    }
}

#[tokio::test]
async fn no_rows_are_an_object_too() {
    let store = memory().await;
    let writer = store.object_writer(&REFERRAL, 990, 2024, "la").unwrap();
    let object = writer.finish().await.unwrap();
    assert_eq!(object.rows, 0);
    assert_eq!(ids(&store, &object).await, Vec::<String>::new());
}

#[tokio::test]
async fn rows_of_other_columns_are_refused() {
    let store = memory().await;
    let batch = rows(0..3);
    let null_id = {
        let ids: ArrayRef = Arc::new(StringArray::from(vec![Some("secret"), None, None]));
        let fields = batch
            .schema()
            .fields()
            .iter()
            .map(|f| f.as_ref().clone().with_nullable(true))
            .collect::<Vec<_>>();
        let schema = Arc::new(arrow::datatypes::Schema::new(fields));
        let columns = vec![
            ids,
            Arc::clone(batch.column(1)),
            Arc::clone(batch.column(2)),
        ];
        RecordBatch::try_new(schema, columns).unwrap()
    };
    let other_type = {
        let days: ArrayRef = Arc::new(Int32Array::from(vec![1, 2, 3]));
        RecordBatch::try_from_iter([
            ("la_child_id", Arc::clone(batch.column(0))),
            ("primary_need", Arc::clone(batch.column(1))),
            ("referral_date", days),
        ])
        .unwrap()
    };
    let cases = [
        (
            batch.project(&[0, 2, 1]).unwrap(),
            "other columns, or in another order",
        ),
        (
            batch.project(&[0, 1]).unwrap(),
            "other columns, or in another order",
        ),
        (null_id, "la_child_id"),
        (other_type, "Date32"),
    ];
    for (batch, what) in cases {
        let mut writer = store.object_writer(&REFERRAL, 990, 2024, "la").unwrap();
        let message = writer.write(&batch).await.unwrap_err().to_string();
        assert!(
            message.starts_with("cin.referral: rows do not fit"),
            "{message}"
        );
        assert!(
            message.contains(what) && !message.contains("secret"),
            "{message}"
        );
        writer.abort().await;
    }
}

#[tokio::test]
async fn a_source_that_is_no_plain_word_is_refused() {
    let store = memory().await;
    for source in ["", "LA", "a/b", "..", "a#1"] {
        assert!(
            store.object_writer(&REFERRAL, 990, 2024, source).is_err(),
            "{source}"
        );
    }
}

/// [`REFERRAL`] as a later release might define it: one column more, one fewer.
static LATER: TableDef = TableDef {
    schema: "cin",
    name: "referral",
    comment: "One row per referral.",
    level: crate::TableLevel::Child,
    key: &["la_child_id"],
    columns: &[
        ColumnDef::new(
            "nfa",
            ColumnType::Boolean,
            Sensitivity::Sensitive,
            "No further action.",
        ),
        ColumnDef::new(
            "la_child_id",
            ColumnType::Text,
            Sensitivity::Identifier,
            "Local id.",
        )
        .required(),
        ColumnDef::new(
            "primary_need",
            ColumnType::Code,
            Sensitivity::Sensitive,
            "Main need.",
        ),
    ],
};

#[tokio::test]
async fn an_older_object_is_read_as_the_table_is_now() {
    let store = memory().await;
    let snapshot = commit(&store, 990, "a", 10).await;
    let object = &snapshot.parts[0].objects[0];
    let stream = store.read_object(&LATER, object).await.unwrap();
    let batches: Vec<RecordBatch> = stream.try_collect().await.unwrap();
    assert_eq!(batches[0].schema(), LATER.file_schema());
    assert_eq!(batches[0].column(0).null_count(), 10);
    assert_eq!(batches[0].column(1).as_string::<i32>().value(3), "c3");
}

#[tokio::test]
async fn codes_come_as_dictionaries_on_request() {
    let store = memory().await;
    let snapshot = commit(&store, 990, "a", 10_000).await;
    let object = &snapshot.parts[0].objects[0];
    let reader = store
        .open_object(&LATER, object)
        .await
        .unwrap()
        .codes_as_dictionaries()
        .unwrap();
    let batches: Vec<RecordBatch> = reader.read_all().unwrap().try_collect().await.unwrap();
    let mut row = 0;
    for batch in batches {
        assert_eq!(batch.schema(), reader.schema());
        assert!(matches!(
            batch.schema().field(1).data_type(),
            DataType::Utf8
        ));
        let needs = batch.column(2).as_dictionary::<Int32Type>();
        let needs = needs.downcast_dict::<StringArray>().unwrap();
        for need in needs {
            let expected = (row % 10 != 9).then(|| format!("N{}", row % 8 + 1));
            assert_eq!(need, expected.as_deref());
            row += 1;
        }
    }
    assert_eq!(row, 10_000);
}

#[tokio::test]
async fn an_object_of_another_table_is_refused() {
    static CHILD: TableDef = TableDef {
        name: "child",
        ..LATER_COPY
    };
    const LATER_COPY: TableDef = TableDef {
        schema: "cin",
        name: "",
        comment: "",
        level: crate::TableLevel::Child,
        key: &[],
        columns: &[],
    };
    let store = memory().await;
    let snapshot = commit(&store, 990, "a", 10).await;
    let object = &snapshot.parts[0].objects[0];
    let error = store
        .open_object(&CHILD, object)
        .await
        .unwrap_err()
        .to_string();
    let path = &object.path;
    let expected = format!(
        "cin.child: rows do not fit the table's columns: {path} holds rows of cin.referral"
    );
    assert_eq!(error, expected);
}
