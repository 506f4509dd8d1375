use super::*;

fn wrapped(error: io::Error) -> object_store::Error {
    object_store::Error::Generic {
        store: "LocalFileSystem",
        source: Box::new(error),
    }
}

fn write(source: impl Into<Box<dyn Error + Send + Sync>>) -> CatalogError {
    CatalogError::of("data/x.parquet", Doing::Write, source)
}

#[test]
fn a_failure_is_told_by_what_its_cause_means() {
    let cases: [(CatalogError, &str); 5] = [
        (
            write(wrapped(io::ErrorKind::StorageFull.into())),
            "data/x.parquet: no space left to write it; free some and try again",
        ),
        (
            write(wrapped(io::ErrorKind::PermissionDenied.into())),
            "data/x.parquet: no permission to write it; check who may read and write the store",
        ),
        (
            write(wrapped(io::ErrorKind::ReadOnlyFilesystem.into())),
            "data/x.parquet: read-only, nothing was changed",
        ),
        (
            write(wrapped(io::ErrorKind::ConnectionReset.into())),
            "data/x.parquet: the object store could not write it; it may be out of reach",
        ),
        (
            CatalogError::of(
                "data/x.parquet",
                Doing::Read,
                wrapped(io::ErrorKind::NotFound.into()),
            ),
            "data/x.parquet: missing from the store; restore it from a backup, \
             `cohort verify` lists all that is missing",
        ),
    ];
    for (error, expected) in cases {
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn the_cause_is_a_source_and_not_in_the_line() {
    let error = write(wrapped(io::Error::other("the secret cause")));
    assert!(!error.to_string().contains("secret"));
    let source = error.source().and_then(Error::source).unwrap();
    assert_eq!(source.to_string(), "the secret cause");
}

#[test]
fn parquet_wraps_what_the_store_reports() {
    use parquet::errors::ParquetError;
    let full = ParquetError::External(Box::new(wrapped(io::ErrorKind::StorageFull.into())));
    let twice = ParquetError::External(Box::new(full));
    let error = CatalogError::of_parquet("x", Doing::Write, twice);
    assert!(matches!(error, CatalogError::Full { .. }), "{error}");
    let damaged = ParquetError::General("bad".to_owned());
    let error = CatalogError::of_parquet("x", Doing::Read, damaged);
    assert!(matches!(error, CatalogError::Parquet { .. }), "{error}");
}

#[test]
fn a_layout_says_what_to_do() {
    let layout = |found| {
        CatalogError::Layout {
            location: "/srv/cohort".to_owned(),
            found,
            known: 1,
        }
        .to_string()
    };
    assert_eq!(
        layout(2),
        "/srv/cohort: the store has layout 2, this program knows layout 1 only; \
         use the newer cohort that wrote it"
    );
    assert_eq!(
        layout(0),
        "/srv/cohort: the store has layout 0, this program knows layout 1 only; import the \
         files anew with this cohort into a new store, or go on with the older cohort"
    );
}
