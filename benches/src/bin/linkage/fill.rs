//! Writes the children into a store, as imports would, and into a Parquet file for each dataset.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Int16Array, Int32Array, RecordBatch, StringArray,
    new_null_array,
};
use arrow::datatypes::DataType;
use cohort_benches::rows::{commit, new_import, open};
use cohort_catalog::{ColumnDef, NewPart, TableDef};
use cohort_engine::session::imported_tables;
use parquet::arrow::ArrowWriter;

use crate::people::{AUTHORITIES, Child, Return, Sizes, child, returned};

const YEAR: i16 = 2025;
const BATCH: usize = 65_536;

/// Dataset, table, and whose children it has: the pupils', or those of a return.
const FILES: [(&str, &str, Option<Return>); 4] = [
    ("census", "census.pupil", None),
    ("sen2", "sen2.person", Some(Return::Sen2)),
    ("cin", "cin.child", Some(Return::Cin)),
    ("cla", "cla.child", Some(Return::Cla)),
];

/// Fills `folder/store` and the files; how many children of returns are at school, which is how
/// many links there are to find.
pub(crate) async fn fill(folder: &Path, sizes: Sizes) -> u64 {
    let store = open(&folder.join("store")).await;
    let tables = imported_tables();
    let mut imports = Vec::new();
    let mut to_find = 0;
    for (dataset, table, of) in FILES {
        let def = tables.iter().find(|def| def.full_name() == table);
        let def: &'static TableDef = def.copied().expect("the table is declared");
        let mut copy: Option<ArrowWriter<File>> = None;
        for la in 990..990 + AUTHORITIES {
            let children: Vec<Child> = match of {
                None => (1..=sizes.pupils).map(|number| child(la, number)).collect(),
                Some(of) => (0..sizes.children)
                    .map(|place| returned(of, la, place, sizes))
                    .collect(),
            };
            if of.is_some() {
                let at_school = children.iter().filter(|c| c.number <= sizes.pupils);
                to_find += at_school.count() as u64;
            }
            let mut writer = store.object_writer(def, la, YEAR, "la").expect("a writer");
            for some in children.chunks(BATCH) {
                let columns = def.columns.iter().map(|column| value(column, some));
                let batch = RecordBatch::try_new(def.file_schema(), columns.collect());
                let batch = batch.expect("rows fit the table");
                writer.write(&batch).await.expect("rows are written");
                let batch = plain(la, some);
                copy.get_or_insert_with(|| {
                    let name = folder.join(format!("{dataset}.parquet"));
                    let out = File::create(name).expect("a file");
                    ArrowWriter::try_new(out, batch.schema(), None).expect("a writer")
                })
                .write(&batch)
                .expect("rows are copied");
            }
            let object = writer.finish().await.expect("the object is written");
            let count = children.len() as u64;
            let part = NewPart {
                table: def.full_name(),
                objects: vec![object],
            };
            imports.push(new_import(dataset, la, YEAR, count, count, vec![part]));
        }
        let copy = copy.expect("there are children");
        copy.close().expect("the copy is written");
    }
    commit(&store, imports).await;
    to_find
}

/// What the others read: the keys, and the truth to be judged by.
fn plain(la: i16, children: &[Child]) -> RecordBatch {
    let la_code: ArrayRef = Arc::new(Int16Array::from(vec![la; children.len()]));
    let columns = [
        ("number", number(children)),
        ("upn", upn(children)),
        ("birth_date", birth(children)),
        ("sex", text(children, |child| child.sex)),
        ("postcode", text(children, |child| &child.postcode)),
        ("ethnicity", text(children, |child| child.ethnicity)),
    ];
    // Nullable in every file, whether or not the first rows have a NULL.
    let columns = columns
        .into_iter()
        .map(|(name, values)| (name, values, true));
    RecordBatch::try_from_iter_with_nullable(
        [("la_code", la_code, false)].into_iter().chain(columns),
    )
    .expect("columns of one length")
}

/// A column of a table of the store.
fn value(column: &ColumnDef, children: &[Child]) -> ArrayRef {
    match column.name {
        "pupil_no" | "person_no" | "child_no" => number(children),
        "la_child_id" | "child_id" => Arc::new(StringArray::from_iter_values(
            children.iter().map(|child| format!("C{:07}", child.number)),
        )),
        "upn" => upn(children),
        "birth_date" | "dob" => birth(children),
        "sex" => text(children, |child| child.sex),
        "postcode" => text(children, |child| &child.postcode),
        "ethnicity" | "ethnic" => text(children, |child| child.ethnicity),
        "term" => text(children, |_| "SPR"),
        _ if column.nullable => new_null_array(&column.ty.file_type(), children.len()),
        _ => match column.ty.file_type() {
            DataType::Boolean => Arc::new(BooleanArray::from(vec![true; children.len()])),
            other => panic!("{}: no bench value for {other}", column.name),
        },
    }
}

fn number(children: &[Child]) -> ArrayRef {
    Arc::new(Int32Array::from_iter_values(
        children.iter().map(|child| child.number),
    ))
}

fn upn(children: &[Child]) -> ArrayRef {
    Arc::new(StringArray::from_iter(
        children.iter().map(|child| child.upn.as_deref()),
    ))
}

fn birth(children: &[Child]) -> ArrayRef {
    Arc::new(Date32Array::from_iter_values(
        children.iter().map(|child| child.birth),
    ))
}

fn text<'a>(children: &'a [Child], of: impl Fn(&'a Child) -> &'a str) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(children.iter().map(of)))
}
