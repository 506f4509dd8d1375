use std::sync::Arc;

use cohort_catalog::{Store, StoreLocation};
use futures::TryStreamExt;

use super::*;
use crate::session::{Database, Engine, EngineOptions, Kind, Session, parse};
use crate::{cohort, linkage};

async fn session() -> Arc<Session> {
    let store = Store::open(&StoreLocation::Memory).await.unwrap();
    let engine = Engine::open(Arc::new(store), EngineOptions::default());
    let engine = engine.await.unwrap();
    engine.local_session(Database::Live).unwrap()
}

async fn ask(session: &Session, sql: &str) -> std::result::Result<usize, String> {
    let prepared = parse(sql).unwrap().remove(0);
    let Kind::Query(query) = &prepared.kind else {
        panic!("{sql} is no query");
    };
    let told = |error: crate::session::EngineError| error.to_string();
    let planned = session.plan(query, &[]).await.map_err(told)?;
    let rows = session.execute(&planned, vec![]).await.map_err(told)?;
    let batches: Vec<_> = rows.try_collect().await.map_err(|e| e.to_string())?;
    Ok(batches.iter().map(|batch| batch.num_rows()).sum())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_view_and_function_gives_the_columns_that_it_declares() {
    let session = session().await;
    let mut wrong = Vec::new();
    for view in cohort::VIEWS.iter().chain(linkage::VIEWS) {
        let name = view.def.full_name();
        let last = view.def.columns.last().expect("a column").name;
        for sql in [
            format!("SELECT * FROM {name}"),
            format!("SELECT \"{last}\" FROM {name} WHERE \"{last}\" IS NOT NULL LIMIT 1"),
        ] {
            if let Err(error) = ask(&session, &sql).await {
                wrong.push(format!("{sql}: {error}"));
            }
        }
        assert_eq!(
            view.as_at == AsAt::Never,
            !view.sql.contains("$1"),
            "{name}"
        );
    }
    for function in cohort::FUNCTIONS {
        for (name, _) in function.views {
            let sql = format!(
                "SELECT * FROM {}('{name}', DATE '2024-01-16')",
                function.name
            );
            if let Err(error) = ask(&session, &sql).await {
                wrong.push(format!("{sql}: {error}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_says_what_it_takes() {
    let session = session().await;
    for sql in [
        "SELECT * FROM cohort_at('no', DATE '2024-01-16')",
        "SELECT * FROM cohort_at('cin', 'no day')",
        "SELECT * FROM cohort_at()",
    ] {
        let error = ask(&session, sql).await.unwrap_err();
        assert!(error.contains("usage: cohort_at("), "{sql}: {error}");
    }
}

#[test]
fn declared_columns_have_comments_and_names_of_their_own() {
    for view in cohort::VIEWS.iter().chain(linkage::VIEWS) {
        let name = view.def.full_name();
        assert!(!view.def.comment.is_empty(), "{name}");
        let mut names: Vec<&str> = view.def.columns.iter().map(|column| column.name).collect();
        for column in view.def.columns {
            assert!(!column.comment.is_empty(), "{name}.{}", column.name);
            // A planner would count on it, and nothing makes sure of it.
            assert!(column.nullable, "{name}.{}", column.name);
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), view.def.columns.len(), "{name}");
        for key in view.def.key {
            assert!(names.contains(key), "{name} has no {key}");
        }
    }
}
